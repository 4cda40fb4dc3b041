#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# with-display.sh [--at-spi] [--compositor] [--screen WxH] COMMAND…
#
# Runs COMMAND with an X server and a session bus of its own, in Chinese, and takes both away afterwards.
# Any number of these may run at once. The command's status is the status.
#   --at-spi      accessibility on a bus of its own (else GTK's test backend)
#   --compositor  xcompmgr, without which popovers have a black margin in pictures
set -u
screen=1366x768 a11y=test compositor=
while :; do
  case ${1-} in
    --at-spi) a11y=atspi ;;
    --compositor) compositor=yes ;;
    --screen) screen=$2; shift ;;
    *) break ;;
  esac
  shift
done
[ $# -gt 0 ] || { echo 'usage: with-display.sh [--at-spi] [--compositor] [--screen WxH] COMMAND…' >&2; exit 2; }

for program in Xvfb dbus-run-session; do
  command -v "$program" >/dev/null 2>&1 || { echo "1..0 # SKIP no $program on this machine"; exit 0; }
done

dir=$(mktemp -d "${TMPDIR:-/tmp}/zuoxi-display.XXXXXX") || exit 1
started=
session=
finish () {
  status=$1
  trap '' INT TERM HUP
  trap - EXIT
  # The command first: the bus and the X server under it go when it is gone.
  if [ -n "$session" ]; then
    if [ -s "$dir/command" ] && read -r command <"$dir/command"; then
      kill "$command" 2>/dev/null
    else
      kill "$session" 2>/dev/null
    fi
    wait "$session"
  fi
  for pid in $started; do
    kill "$pid" 2>/dev/null
  done
  wait
  rm -rf "$dir"
  exit "$status"
}
trap 'finish $?' EXIT
trap 'finish 130' INT
trap 'finish 143' TERM HUP

mkfifo "$dir/number"
Xvfb -displayfd 3 -screen 0 "${screen}x24" -nolisten tcp -noreset 3>"$dir/number" >/dev/null 2>"$dir/xvfb.log" &
started=$!
read -r number <"$dir/number" || {
  echo 'with-display.sh: Xvfb did not start:' >&2
  cat "$dir/xvfb.log" >&2
  exit 1
}

export DISPLAY=":$number" GDK_BACKEND=x11 GSK_RENDERER=cairo LC_ALL=zh_CN.UTF-8 GTK_A11Y="$a11y" NO_AT_BRIDGE=
export XDG_RUNTIME_DIR="$dir/run" XDG_CONFIG_HOME="$dir/config" XDG_DATA_HOME="$dir/share" XDG_CACHE_HOME="$dir/cache"
mkdir -m 700 "$XDG_RUNTIME_DIR" "$XDG_CONFIG_HOME" "$XDG_DATA_HOME" "$XDG_CACHE_HOME"
# A keyring in a file of its own: one that is installed would ask for the password of a new keyring first.
export SECRET_BACKEND=file SECRET_FILE_TEST_PATH="$dir/keyring" SECRET_FILE_TEST_PASSWORD=display
unset WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS NO_AT_BRIDGE AT_SPI_BUS_ADDRESS

if [ -n "$compositor" ]; then
  xcompmgr >/dev/null 2>&1 &
  started="$! $started"
fi

if [ "$a11y" = atspi ]; then
  # shellcheck disable=SC2016
  set -- sh -c '
    /usr/libexec/at-spi-bus-launcher --launch-immediately >/dev/null 2>&1 & bus=$!
    tries=0
    until gdbus call --session --dest org.a11y.Bus --object-path /org/a11y/bus --method org.a11y.Bus.GetAddress \
        >/dev/null 2>&1; do
      tries=$((tries + 1))
      [ "$tries" -lt 50 ] || break
      sleep 0.1
    done
    "$@" & child=$!
    trap "kill $child" TERM INT HUP
    wait "$child"; status=$?
    kill "$bus" 2>/dev/null
    exit "$status"' at-spi "$@"
fi

# The bus's own chatter stays out of the command's stderr; the command leaves its pid, for the end.
# shellcheck disable=SC2016
dbus-run-session -- sh -c 'echo $$ >"$0" && exec "$@" 2>&4 4>&-' "$dir/command" "$@" <&0 4>&2 2>"$dir/bus.log" &
session=$!
wait "$session"
status=$?
session=
exit "$status"
