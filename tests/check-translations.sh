#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check-translations.sh ROOT: every catalogue is well-formed and translates every text of the sources, none of them
# fuzzy.
set -u
command -v msgmerge >/dev/null 2>&1 || { echo 'skipped: no gettext on this machine'; exit 77; }
here=$(cd "$(dirname "$0")/.." && pwd)
cd "$1" || exit 1
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
status=0
# xgettext warns where a text cannot be extracted whole, as around a G_GINT64_FORMAT.
sh "$here/po/update.sh" --pot "$dir/zuoxi.pot" . 2>"$dir/warnings" || { cat "$dir/warnings"; exit 1; }
[ ! -s "$dir/warnings" ] || { cat "$dir/warnings"; status=1; }
languages=$(cat po/LINGUAS)
[ -n "$languages" ] || { echo 'po/LINGUAS is empty'; exit 1; }
for language in $languages; do
  msgfmt --check-format --check-domain --statistics -o /dev/null "po/$language.po" 2>&1 || status=1
  msgmerge --quiet --force-po --no-fuzzy-matching "po/$language.po" "$dir/zuoxi.pot" -o "$dir/merged.po" || status=1
  {
    msgattrib --untranslated --no-obsolete --no-wrap "$dir/merged.po"
    msgattrib --only-fuzzy --no-obsolete --no-wrap "$dir/merged.po"
  } | sed -n 's/^msgid "\(..*\)"$/  \1/p' >"$dir/words"
  [ -s "$dir/words" ] || continue
  echo "po/$language.po lacks (sh po/update.sh adds them, then translate):"
  cat "$dir/words"
  status=1
done
exit "$status"
