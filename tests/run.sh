#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# sh tests/run.sh: installs what is missing, builds, runs every test and ends with "N passed, N failed".
#
# Two builds, each only as far as its tests need it:
#   _build/debug   what needs no display, under the address and undefined-behaviour sanitizers
#   _build/plain   what needs a display, each program on an X server and a bus of its own; and the simulator, whose seeds
#                  want speed
# and, where clang with libFuzzer is, a third one in which every parser is fuzzed for a fixed number of runs:
#   _build/fuzz
set -u
top=$(cd "$(dirname "$0")/.." && pwd) || exit 1
cd "$top" || exit 1
. data/setup.sh
setup_need build desktop display test

export LC_ALL=C.UTF-8
# intercept_tls_get_addr: gcc 12's leak checker now and then crashes on the TLS blocks of threads that are ending.
export ASAN_OPTIONS="${ASAN_OPTIONS-intercept_tls_get_addr=0:halt_on_error=1:abort_on_error=1:strict_string_checks=1}"
export UBSAN_OPTIONS="${UBSAN_OPTIONS-halt_on_error=1:abort_on_error=1:print_stacktrace=1}"
export LSAN_OPTIONS="${LSAN_OPTIONS-suppressions=$top/tests/lsan.supp:print_suppressions=0}"

# configure DIRECTORY OPTION…: once; a directory meson no longer understands is made anew.
configure () {
  directory=$1
  shift
  if [ -f "$directory/build.ninja" ]; then
    meson configure "$directory" "$@" >/dev/null 2>&1 && return 0
    rm -rf "$directory"
  fi
  meson setup "$directory" "$@" >"$directory.log" 2>&1 || {
    cat "$directory.log" >&2
    echo "meson could not configure $directory" >&2
    return 1
  }
}

# run_suite DIRECTORY SUITE…: a build that fails leaves no log and counts as one failure.
broken=0
logs=
run_suite () {
  directory=$1
  shift
  suites=
  for suite; do suites="$suites --suite $suite"; done
  log=$directory/meson-logs/testlog.json
  rm -f "$log"
  # shellcheck disable=SC2086
  meson test -C "$directory" $suites --timeout-multiplier 4 --print-errorlogs </dev/null && [ ! -f "$log" ] && return
  if [ -f "$log" ]; then
    logs="$logs $log"
  else
    broken=$((broken + 1))
  fi
}

mkdir -p _build
configure _build/debug --buildtype=debug -Db_sanitize=address,undefined -Db_lundef=false -Dwerror=true &&
configure _build/plain --buildtype=debugoptimized -Dwerror=true || { echo '0 passed, 1 failed'; exit 1; }

run_suite _build/debug displayless
run_suite _build/plain display simulator
if echo 'int LLVMFuzzerTestOneInput (const void *d, unsigned long n); int LLVMFuzzerTestOneInput (const void *d, unsigned long n) { return d == 0 && n; }' |
   clang -x c -fsanitize=fuzzer,address,undefined -o _build/has-fuzzer - 2>/dev/null; then
  CC=clang configure _build/fuzz -Doptimization=1 -Ddebug=true -Dfuzz=true -Db_lundef=false || { echo '0 passed, 1 failed'; exit 1; }
  run_suite _build/fuzz fuzz
else
  echo 'skipped: libFuzzer (packages clang and libclang-rt-14-dev); the fuzzers ran without its feedback'
fi

# shellcheck disable=SC2086
exec python3 tests/support/count.py --broken "$broken" $logs
