#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# check-unit.sh UNIT: systemd must understand every line of the server's unit and rate its exposure below 2.0 of 10;
# a planted bad line and a unit without its hardening must both be found.
set -u
command -v systemd-analyze >/dev/null 2>&1 || { echo 'skipped: no systemd-analyze on this machine'; exit 77; }
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT

# The program itself is not installed where tests run: any program will do in its place.
prepare () {
  sed 's|^ExecStart=[^ ]*|ExecStart=/bin/true|; s|^EnvironmentFile=.*||' "$1" >"$2/zuoxid.service"
}
verify () {
  systemd-analyze verify --man=no --recursive-errors=no "$1/zuoxid.service" 2>&1 | grep -F "zuoxid.service"
}
rate () {
  systemd-analyze security --offline=yes --no-pager "$1/zuoxid.service" 2>/dev/null |
    sed -n 's/.*Overall exposure level for zuoxid.service: \([0-9.]*\).*/\1/p'
}

mkdir "$dir/good" "$dir/bad"
prepare "$1" "$dir/good"
sed 's/^ProtectSystem=.*/ProtectSytem=strict/; /^CapabilityBoundingSet\|^SystemCall\|^Restrict\|^Protect[KCHP]\|^Private/d' \
  "$dir/good/zuoxid.service" >"$dir/bad/zuoxid.service"

words=$(verify "$dir/good")
[ -z "$words" ] || { echo "$words"; exit 1; }
[ -n "$(verify "$dir/bad")" ] || { echo 'the check does not see a misspelt line'; exit 1; }

level=$(rate "$dir/good")
weak=$(rate "$dir/bad")
[ -n "$level" ] && [ -n "$weak" ] || { echo 'skipped: this systemd-analyze rates no files'; exit 77; }
echo "exposure $level of 10 (without the hardening $weak)"
awk -v level="$level" -v weak="$weak" 'BEGIN { exit !(level < 2.0 && weak > 2.0) }'
