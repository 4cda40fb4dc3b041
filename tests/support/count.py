#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts the cases in meson's test logs and prints one line: N passed, N failed[, N skipped].

count.py [--broken N] LOG… : each a testlog.json; N runs left none and count as failures. A program that speaks TAP counts each of its cases, any other counts once.
A program that crashed, timed out or ended with an error although no case failed counts as one failure more.
Exit status 1 if anything failed or nothing ran.
"""
import argparse
import json
import re
import sys

CASE = re.compile(r'^(not )?ok\b[ \t]*\d*[^#\n]*(#[ \t]*(SKIP|TODO)\b)?', re.IGNORECASE)
GOOD = {'OK', 'EXPECTEDFAIL'}


def count_program(entry):
    """(passed, failed, skipped) of one line of the log."""
    result = entry['result']
    passed = failed = skipped = 0
    for line in (entry.get('stdout') or '').splitlines():
        case = CASE.match(line)
        if not case:
            continue
        if case.group(3) and case.group(3).upper() == 'SKIP':
            skipped += 1
            print(f"skipped: {entry['name']}: {line}", file=sys.stderr)
        elif case.group(1):
            failed += 1
        else:
            passed += 1
    if result == 'SKIP':
        if not skipped:
            print(f"skipped: {entry['name']}: {(entry.get('stdout') or '').strip()}", file=sys.stderr)
        return 0, 0, max(skipped, 1)
    if result in GOOD:
        return (passed, failed, skipped) if passed + failed + skipped else (1, 0, 0)
    return passed, max(failed, 1), skipped


def main(arguments):
    parser = argparse.ArgumentParser()
    parser.add_argument('--broken', type=int, default=0)
    parser.add_argument('logs', nargs='*')
    options = parser.parse_args(arguments)
    total = [0, options.broken, 0]
    for path in options.logs:
        try:
            with open(path, encoding='utf-8') as log:
                entries = [json.loads(line) for line in log if line.strip()]
        except (OSError, ValueError) as error:
            print(f'{path}: {error}', file=sys.stderr)
            total[1] += 1
            continue
        for entry in entries:
            numbers = count_program(entry)
            total = [a + b for a, b in zip(total, numbers)]
            if numbers[1]:
                print(f"failed: {entry['name']} ({entry['result']})", file=sys.stderr)
    passed, failed, skipped = total
    print(f'{passed} passed, {failed} failed' + (f', {skipped} skipped' if skipped else ''))
    return 1 if failed or not passed else 0


if __name__ == '__main__':
    sys.exit(main(sys.argv[1:]))
