#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check-dependencies.sh ROOT: every library that meson.build asks for is installed by data/setup.sh and explained in
# README.md.
set -u
cd "$1" || exit 1
modules=$(sed -n "s/.*dependency('\([^']*\)'.*/\1/p" meson.build)
[ -n "$modules" ] || { echo 'meson.build names no dependency'; exit 1; }
status=0
. data/setup.sh
for module in $modules; do
  # gio and gobject come with GLib.
  case $module in gio-2.0|gio-unix-2.0|gobject-2.0|pangocairo|cairo-pdf) continue ;; esac
  case " $(echo $setup_build_modules) " in
    *" $module "*) ;;
    *) echo "data/setup.sh: setup_build_modules lacks $module"; status=1 ;;
  esac
  grep -qwF "$module" README.md || { echo "README.md: does not say what $module is for"; status=1; }
done
exit "$status"
