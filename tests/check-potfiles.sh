#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check-potfiles.sh ROOT: po/POTFILES.in names every file with a text to translate, and no other.
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$1" || exit 1
expected=$(sh "$here/po/update.sh" --potfiles . | sort)
listed=$(grep -v '^#' po/POTFILES.in | sort)
[ "$expected" = "$listed" ] && exit 0
echo 'po/POTFILES.in differs from the files with texts (sh po/update.sh mends it):'
printf '%s\n' "$listed" >"${TMPDIR:-/tmp}/potfiles.$$"
printf '%s\n' "$expected" | diff "${TMPDIR:-/tmp}/potfiles.$$" -
rm -f "${TMPDIR:-/tmp}/potfiles.$$"
exit 1
