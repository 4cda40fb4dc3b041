#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# sh data/run.sh [--fresh] [--as LOGIN] [--tour DIR]
#
# Installs what is missing, builds, writes a sample company, starts its server and opens the desktop signed in as an
# agent. A second start keeps the data. Ctrl-C, or closing the window, stops everything that was started.
#   --fresh      throw the sample company away and write it anew
#   --as LOGIN   sign in as another of the sample accounts
#   --tour DIR   drive the real desktop through its rooms on a display of its own and leave pictures in DIR;
#                without a display this happens by itself, with DIR = ./out
set -u
started_in=$PWD
top=$(cd "$(dirname "$0")/.." && pwd) || exit 1
cd "$top" || exit 1
. data/setup.sh

fresh='' login='' tour=''
while [ $# -gt 0 ]; do
  case $1 in
    --fresh) fresh=yes ;;
    --as) login=${2-}; shift ;;
    --tour) tour=${2-out}; shift ;;
    -h|--help) sed -n '3,11s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "unknown option $1; see sh data/run.sh --help" >&2; exit 2 ;;
  esac
  [ $# -eq 0 ] || shift
done
if [ -z "$tour" ] && [ -z "${DISPLAY-}${WAYLAND_DISPLAY-}" ]; then
  tour=out
  echo 'No display here: the tour runs instead.'
fi
case $tour in ''|/*) ;; *) tour=$started_in/$tour ;; esac

if [ -n "$tour" ]; then
  setup_need build desktop display
else
  setup_need build desktop
fi

# --- build -----------------------------------------------------------------------------------------------------------
build=$top/_build/release
root=$build/root
mkdir -p "$top/_build"
if [ ! -f "$build/build.ninja" ]; then
  meson setup "$build" --buildtype=release --prefix="$root" -Dtests=false >"$build.log" 2>&1 || {
    cat "$build.log" >&2
    echo 'meson could not configure the build' >&2
    exit 1
  }
fi
case $(ninja -C "$build" -n 2>/dev/null) in
  *'no work to do'*) ;;
  *) echo 'Building; the first time takes a few minutes.' ;;
esac
{ ninja -C "$build" && meson install -C "$build" --no-rebuild --only-changed --quiet; } >"$build.log" 2>&1 || {
  tail -n 40 "$build.log" >&2
  echo "The build failed; all of its words are in $build.log" >&2
  exit 1
}
export PATH="$root/bin:$PATH" XDG_DATA_DIRS="$root/share:${XDG_DATA_DIRS:-/usr/local/share:/usr/share}"

# --- what is stopped at the end --------------------------------------------------------------------------------------
pids='' desktop='' session=''
scratch=$(mktemp -d "${TMPDIR:-/tmp}/zuoxi-run.XXXXXX") || exit 1
is_running () {
  [ -r "/proc/$1/status" ] && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status"
}
finish () {
  status=$1
  trap '' INT TERM HUP
  trap - EXIT
  # A session bus of our own goes by itself when the desktop on it is gone.
  [ ! -s "$scratch/desktop" ] || read -r desktop <"$scratch/desktop"
  for pid in $desktop $pids; do
    kill "$pid" 2>/dev/null
  done
  # All save what they hold when asked to end; one that has not within five seconds is ended.
  tries=0
  for pid in $desktop $session $pids; do
    while is_running "$pid" && [ "$tries" -lt 50 ]; do
      sleep 0.1
      tries=$((tries + 1))
    done
    ! is_running "$pid" || kill -9 "$pid" 2>/dev/null
  done
  rm -rf "$scratch"
  exit "$status"
}
trap 'finish $?' EXIT
trap 'finish 130' INT
trap 'finish 143' TERM HUP

# write_sample DIR: whole or not at all
write_sample () {
  rm -rf "$1.part"
  zuoxictl sample --out "$1.part" --seed 1 --scale 0.02 --until 2026-03-31 >/dev/null || {
    echo 'The sample company could not be written.' >&2
    exit 1
  }
  mv "$1.part" "$1"
}

if [ -n "$tour" ]; then
  mkdir -p "$tour" || exit 1
  write_sample "$scratch/sample"
  "$top/tests/support/with-display.sh" --at-spi --compositor --screen 1920x1080 \
    /usr/bin/python3 "$top/tests/tour/tour.py" --sample "$scratch/sample" --out "$tour" </dev/null &
  pids=$!
  wait "$pids"
  status=$?
  pids=
  [ "$status" != 0 ] || echo "The tour went through; its pictures and papers are in $tour"
  exit "$status"
fi

# --- the sample company ----------------------------------------------------------------------------------------------
state=${XDG_DATA_HOME:-$HOME/.local/share}/zuoxi-sample
mkdir -p "$(dirname "$state")"
exec 9>"$state.lock"
flock -n 9 || {
  echo "The sample company in $state is open already." >&2
  exit 1
}
[ -z "$fresh" ] || rm -rf "$state"
if [ ! -f "$state/accounts.tsv" ]; then
  echo 'Writing the sample company.'
  rm -rf "$state"
  write_sample "$state"
fi

# accounts.tsv: login, password, name, role
account=$(awk -F '\t' -v login="$login" '
  login != "" ? $1 == login : $4 ~ /agent|专员/ { print; exit }' "$state/accounts.tsv")
[ -n "$account" ] || {
  echo "No sample account ${login:-of an agent} in $state/accounts.tsv" >&2
  exit 1
}
login=$(printf '%s\n' "$account" | cut -f 1)
(umask 077 && printf '%s\n' "$account" | cut -f 2 >"$scratch/password")

# --- server and desktop ----------------------------------------------------------------------------------------------
zuoxid --data "$state/server" --listen 127.0.0.1:0 --port-file "$scratch/port" >"$state/zuoxid.log" 2>&1 9>&- &
server=$!
pids=$server
pin=$(zuoxictl fingerprint --data "$state/server" 9>&- | tr -cd '0-9A-Fa-f')
[ -n "$pin" ] || exit 1
tries=0
until [ -s "$scratch/port" ]; do
  tries=$((tries + 1))
  if [ "$tries" -gt 300 ] || ! kill -0 "$server" 2>/dev/null; then
    tail -n 20 "$state/zuoxid.log" >&2
    echo 'The server did not start.' >&2
    exit 1
  fi
  sleep 0.1
done
address=https://127.0.0.1:$(cat "$scratch/port")

echo
echo "Sample accounts of $address (public key $pin):"
awk -F '\t' '{ printf "  %-12s %-16s %s  %s\n", $1, $2, $3, $4 }' "$state/accounts.tsv"
echo "Signed in as $login. To switch: Sign Out in the window's menu, then another login and password of this list;"
echo 'or close it and start with  sh data/run.sh --as LOGIN'
echo "Data: $state   Server's log: $state/zuoxid.log   Ctrl-C stops both."

case ${LC_ALL:-${LC_MESSAGES:-${LANG:-C}}} in C|C.*|POSIX) export LC_ALL=zh_CN.UTF-8 LANGUAGE=zh_CN ;; esac
set -- zuoxi --server "$address" --pin "$pin" --sign-in "$login" --password-file "$scratch/password" \
  --data-dir "$state/desktop"
if [ -z "${DBUS_SESSION_BUS_ADDRESS-}" ] && [ ! -S "${XDG_RUNTIME_DIR:-/nonexistent}/bus" ]; then
  # dbus-run-session does not hand a signal on, so the desktop leaves its own number; the bus keeps its words.
  # shellcheck disable=SC2016
  dbus-run-session -- sh -c 'echo $$ >"$0" && exec "$@" 2>&4 4>&-' "$scratch/desktop" "$@" \
    4>&2 2>"$scratch/bus.log" 9>&- &
  session=$!
  wait "$session"
else
  "$@" 9>&- &
  desktop=$!
  wait "$desktop"
fi
