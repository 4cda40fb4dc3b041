#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# skip-without.sh PROGRAM ARGUMENT…: runs PROGRAM, or skips with a word where it is not installed.
command -v "$1" >/dev/null 2>&1 || { echo "skipped: no $1 on this machine"; exit 77; }
exec "$@"
