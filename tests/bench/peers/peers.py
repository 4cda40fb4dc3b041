#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""peers.py BUILD BENCH_SYNC: push and pull of the same records by PouchDB 9 with express-pouchdb, both ends on disk, and
by ours, one after the other. The peers are fetched by npm into the build folder; nothing of the product needs them.
Without node, npm or a registry it is skipped (exit status 77)."""
import os
import re
import shutil
import subprocess
import sys

RECORDS = os.environ.get("ZUOXI_BENCH_RECORDS", "10000")


def skip(why):
    print(f"peers skipped: {why}")
    sys.exit(77)


def install(folder):
    here = os.path.dirname(os.path.abspath(__file__))
    os.makedirs(folder, exist_ok=True)
    for name in ("package.json", "bench.mjs"):
        shutil.copy(os.path.join(here, name), folder)
    if os.path.isdir(os.path.join(folder, "node_modules", "express-pouchdb")):
        return
    done = subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder,
                          stdout=subprocess.DEVNULL)
    if done.returncode != 0:
        skip("npm could not fetch PouchDB")


def figure(pattern, text):
    found = re.search(pattern, text)
    if found is None:
        sys.exit(f"no figure in:\n{text}")
    return float(found.group(1))


def main():
    build, bench_sync = sys.argv[1:3]
    for program in ("node", "npm"):
        if shutil.which(program) is None:
            skip(f"no {program} on this machine")
    folder = os.path.join(build, "bench", "peers")
    install(folder)
    peers = subprocess.run(["node", "bench.mjs", RECORDS], cwd=folder, check=True, stdout=subprocess.PIPE, text=True)
    ours = subprocess.run([bench_sync, RECORDS, "short"], check=True, stdout=subprocess.PIPE, text=True)
    print(peers.stdout + ours.stdout, end="")
    for what, mine in (("push", r"\npush: (\d+) records/s"), ("pull", r"\npull on an empty device: (\d+) records/s")):
        ratio = figure(mine, ours.stdout) / figure(what + r" (\d+) records/s", peers.stdout)
        print(f"{what} of {RECORDS} records: {ratio:.1f} × PouchDB (budget 5)")


main()
