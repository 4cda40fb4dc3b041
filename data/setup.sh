# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh
# Sourced by data/run.sh and tests/run.sh: names what each of them needs and installs what is missing.
#
#   setup_need build desktop …   the sets that are needed; installs or stops with a sentence
#
# Debian 12 and its relatives are installed on; anywhere else the packages are named and the caller stops, unless
# everything asked for is there already.

setup_build_packages='build-essential pkg-config meson ninja-build gettext libglib2.0-bin libglib2.0-dev-bin
  libgtk-4-dev libgtk-4-bin libadwaita-1-dev libsoup-3.0-dev libjson-glib-dev libsqlite3-dev libsodium-dev
  libsecret-1-dev libxlsxwriter-dev libgnutls28-dev libqrencode-dev libcsv-dev libxml2-utils desktop-file-utils'
setup_desktop_packages='fonts-noto-cjk adwaita-icon-theme gsettings-desktop-schemas glib-networking dbus locales'
setup_display_packages='xvfb xauth xdotool xcompmgr imagemagick poppler-utils at-spi2-core
  python3-gi python3-pyatspi gir1.2-atspi-2.0'
setup_test_packages='appstream python3'
# Wanted, and left out where the distribution does not carry them: the test that asks for one skips.
setup_optional_packages='clang-format-14 clang-14 clang libclang-rt-14-dev zbar-tools'

setup_build_modules='glib-2.0 gtk4 libadwaita-1 libsoup-3.0 json-glib-1.0 sqlite3 libsodium libsecret-1 xlsxwriter
  gnutls libqrencode pangocairo cairo-pdf'
setup_build_commands='cc meson ninja pkg-config msgfmt glib-compile-resources xmllint update-desktop-database'
setup_desktop_commands='dbus-run-session localedef'
setup_display_commands='Xvfb xdotool xcompmgr import pdftotext'
setup_test_commands='appstreamcli python3'

setup_say () {
  printf '%s\n' "$*" >&2
}

# The word lists of the named sets: setup_list packages build desktop
setup_list () {
  setup_list_kind=$1
  shift
  for setup_list_set; do
    eval "printf '%s ' \${setup_${setup_list_set}_${setup_list_kind}-}"
  done
}

# Debian packages among the arguments that are not installed.
setup_missing_packages () {
  setup_installed=$(dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' "$@" 2>/dev/null | sed -n 's/^[hi]i //p')
  for setup_package; do
    printf '%s\n' "$setup_installed" | grep -qxF "$setup_package" || printf '%s ' "$setup_package"
  done
}

# What the named sets need and a machine without dpkg lacks, in words.
setup_missing_elsewhere () {
  for setup_command in $(setup_list commands "$@"); do
    command -v "$setup_command" >/dev/null 2>&1 || printf '%s ' "$setup_command"
  done
  for setup_module in $(setup_list modules "$@"); do
    pkg-config --exists "$setup_module" 2>/dev/null || printf '%s.pc ' "$setup_module"
  done
}

setup_is_debian () {
  command -v apt-get >/dev/null 2>&1 && command -v dpkg-query >/dev/null 2>&1 || return 1
  ( . /etc/os-release 2>/dev/null; case " ${ID-} ${ID_LIKE-} " in *' debian '*|*' ubuntu '*) exit 0 ;; esac; exit 1 )
}

setup_apt () {
  DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@" </dev/null
}

# Chinese faces and sorting need a real zh_CN locale; Debian builds it in a second.
setup_has_locale () {
  locale -a 2>/dev/null | grep -qixE 'zh_CN\.utf-?8'
}

setup_need () {
  if ! setup_is_debian; then
    setup_missing=$(setup_missing_elsewhere "$@")
    [ -n "$setup_missing" ] || return 0
    setup_say "This is not a Debian or Ubuntu; missing here: $setup_missing"
    setup_say "Install your distribution's packages for these Debian ones and start again:"
    setup_say "  $(setup_list packages "$@")"
    exit 1
  fi

  # shellcheck disable=SC2046
  setup_missing=$(setup_missing_packages $(setup_list packages "$@"))
  setup_optional=
  case " $* " in
    *' test '*)
      # shellcheck disable=SC2046,SC2086
      setup_optional=$(setup_missing_packages $setup_optional_packages) ;;
  esac
  setup_locale=
  setup_has_locale || setup_locale=yes
  [ -n "$setup_missing$setup_locale" ] || [ -n "$setup_optional" ] || return 0

  if [ "$(id -u)" != 0 ]; then
    [ -n "$setup_missing$setup_locale" ] || return 0
    setup_say 'Some packages are missing and only root may install them. Run this, then start again:'
    [ -z "$setup_missing" ] ||
      setup_say "  sudo apt-get update && sudo apt-get install -y --no-install-recommends $setup_missing"
    [ -z "$setup_locale" ] || setup_say '  sudo localedef -i zh_CN -f UTF-8 zh_CN.UTF-8'
    exit 1
  fi

  if [ -n "$setup_missing" ]; then
    setup_say "Installing: $setup_missing"
    setup_apt update >&2 || setup_say 'apt-get update failed; trying with the lists that are here'
    # shellcheck disable=SC2086
    setup_apt install -y --no-install-recommends $setup_missing >&2 || {
      setup_say "apt-get could not install: $setup_missing"
      exit 1
    }
  fi
  for setup_package in $setup_optional; do
    apt-cache show "$setup_package" >/dev/null 2>&1 || continue
    setup_apt install -y --no-install-recommends "$setup_package" >&2 || setup_say "left out: $setup_package"
  done
  setup_has_locale || localedef -i zh_CN -f UTF-8 zh_CN.UTF-8 || {
    setup_say 'localedef could not make zh_CN.UTF-8 (package locales)'
    exit 1
  }
}
