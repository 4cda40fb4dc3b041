#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# sh po/update.sh: lists the files with texts in POTFILES.in, extracts the texts and merges them into every catalogue.
#                  New texts stand untranslated; what is no longer used is dropped. Prints what is left to translate.
# sh po/update.sh --pot FILE [TREE]: extracts only, from what TREE/po/POTFILES.in lists
# sh po/update.sh --potfiles [TREE]: prints what POTFILES.in must hold
set -eu
LC_ALL=C.UTF-8
export LC_ALL
here=$(cd "$(dirname "$0")/.." && pwd)

# Every C file that marks a text (the macros' own header apart), every .ui file with a translatable one, the desktop
# file and the metainfo.
list_potfiles () {
  echo 'data/io.github.zuoxi.Zuoxi.desktop.in'
  echo 'data/io.github.zuoxi.Zuoxi.metainfo.xml.in'
  {
    find src -name '*.[ch]' ! -path src/core/i18n.h -exec \
      grep -lE '(^|[^A-Za-z0-9_])(_|N_|C_|NC_|ngettext|g_dngettext) ?\("?' {} +
    find ui -name '*.ui' -exec grep -l 'translatable="yes"' {} + 2>/dev/null
  } | sort || :
}

extract () {
  xgettext --files-from=po/POTFILES.in --from-code=UTF-8 --add-comments=Translators --package-name=zuoxi \
    --keyword=_ --keyword=N_ --keyword=C_:1c,2 --keyword=NC_:1c,2 --keyword=ngettext:1,2 \
    --flag=g_strdup_printf:1:c-format --flag=g_string_append_printf:2:c-format \
    --sort-by-file --no-location --output="$1"
  [ -f "$1" ] || { echo 'po/update.sh: no texts found' >&2; exit 1; }
}

case ${1-} in
  --pot)
    case $2 in /*) output=$2 ;; *) output=$PWD/$2 ;; esac
    cd "${3:-$here}"
    extract "$output"
    exit ;;
  --potfiles)
    cd "${2:-$here}"
    list_potfiles
    exit ;;
esac

cd "$here"
list_potfiles >po/POTFILES.in
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
extract "$scratch/zuoxi.pot"
for language in $(cat po/LINGUAS); do
  # Entries added by hand may repeat one that is there: the first that is translated stays.
  msguniq --force-po --use-first --no-wrap --to-code=UTF-8 "po/$language.po" -o "$scratch/known.po"
  msgmerge --quiet --force-po --no-fuzzy-matching --no-wrap "$scratch/known.po" "$scratch/zuoxi.pot" -o "$scratch/merged.po"
  msgattrib --force-po --no-obsolete --no-fuzzy --no-wrap --no-location "$scratch/merged.po" |
    sed "/^\"POT-Creation-Date/d; s|^\"Report-Msgid-Bugs-To: .*|\"Report-Msgid-Bugs-To: https://github.com/zuoxi/zuoxi/issues\\\\n\"|" >"$scratch/done.po"
  mv "$scratch/done.po" "po/$language.po"
  printf '%s: ' "$language"
  msgfmt --check --statistics -o /dev/null "po/$language.po"
done
