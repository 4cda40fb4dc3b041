#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check-style.sh ROOT: the marks of a file that a machine can see. Tables are fenced with clang-format off.
set -u
cd "$1" || exit 1
LC_ALL=C.UTF-8
export LC_ALL
files=$(find src tests -name '*.[ch]' 2>/dev/null | sort)
[ -n "$files" ] || { echo 'no file to check'; exit 1; }
status=0
# complain WORDS, then lines on stdin: names what was found, if anything was
complain () {
  lines=$(cat)
  [ -z "$lines" ] && return
  printf '%s:\n%s\n' "$1" "$lines"
  status=1
}
# The lists are handed over by a here-document, so that status is set in this shell.
complain 'the first line must be the SPDX licence' <<LINES
$(printf '%s\n' "$files" | xargs awk 'FNR == 1 && $0 != "/* SPDX-License-Identifier: GPL-3.0-or-later */" { print "  " FILENAME }')
LINES
complain 'a tab' <<LINES
$(printf '%s\n' "$files" | xargs grep -nE "$(printf '\t')" | cut -c 1-120)
LINES
complain 'a comment that promises work' <<LINES
$(printf '%s\n' "$files" | xargs grep -nE '(^|[^A-Za-z])(TODO|FIXME|XXX)([^A-Za-z]|$)' | cut -c 1-120)
LINES
# A marked text stays whole on its line, so that it can be found.
complain 'a line longer than 120 characters outside a fenced table' <<LINES
$(printf '%s\n' "$files" | xargs awk '
    FNR == 1 { fenced = 0 } /clang-format off/ { fenced = 1 } !fenced { print FILENAME ":" FNR ":" $0 } /clang-format on/ { fenced = 0 }' |
  grep -E '^[^:]*:[0-9]*:.{121}' | grep -vE '[^A-Za-z0-9_](_|N_|C_) ?\("' | sed 's|^\([^:]*:[0-9]*\):.*|  \1|')
LINES
if command -v clang-format-14 >/dev/null 2>&1; then
  complain 'clang-format-14 -i would change' <<LINES
$(printf '%s\n' "$files" | xargs clang-format-14 --dry-run 2>&1 |
  sed -n 's/^\([^ :]*:[0-9]*\):[0-9]*: warning: .*/  \1/p' | sort -u -t: -k1,1)
LINES
  exit "$status"
fi
echo 'skipped the format: no clang-format-14 on this machine'
[ "$status" = 0 ] && exit 77
exit "$status"
