#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""window.py BUILD ZUOXI EMPTY DESK FIRST_FRAME: from exec to the first frame, beside an empty libadwaita window and,
where it is installed, GNOME Contacts; then scrolling and searching the list of calls. The store has a year's 1.5
million calls and is kept under the build folder. Figures, not verdicts: the exit status says only that all of it ran."""
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = int(os.environ.get("ZUOXI_BENCH_ROUNDS", "7"))
DEADLINE = 60.0
REST = 0.4  # seconds without work: the program is at rest


def store_of(build):
    """The store of the sample company, written once."""
    path = os.path.join(build, "bench", "client.zuoxi")
    if not os.path.exists(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
        half = path + ".part"
        for name in (half, half + "-wal", half + "-shm"):
            if os.path.exists(name):
                os.unlink(name)
        begun = time.monotonic()
        subprocess.run([os.environ["ZUOXICTL"], "sample", "--client", half, "--scale", "1", "--seed", "1", "--quiet"],
                       check=True, stdout=subprocess.DEVNULL)
        print(f"store written in {time.monotonic() - begun:.0f} s")
        os.rename(half, path)
    return path


def work_of(pid):
    with open(f"/proc/{pid}/stat") as file:
        words = file.read().rsplit(")", 1)[1].split()
    return int(words[11]) + int(words[12])


def memory_of(pid):
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS")) / 1024


def wait_for_rest(process):
    """Until it has not worked for a while; programs that never rest are taken as they are."""
    end = time.monotonic() + 8
    last, since = work_of(process.pid), time.monotonic()
    while time.monotonic() < end and time.monotonic() - since < REST:
        time.sleep(0.05)
        now = work_of(process.pid)
        if now != last:
            last, since = now, time.monotonic()


def end(process):
    process.terminate()
    try:
        process.wait(3)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def start_once(command, preload, says_content):
    """One start: a dictionary of seconds to the first frame and, for our desk, to its filled list; MB at rest."""
    with tempfile.TemporaryDirectory() as scratch:
        moment_file = os.path.join(scratch, "frame")
        env = dict(os.environ, LD_PRELOAD=preload, ZUOXI_FIRST_FRAME=moment_file)
        begun = time.monotonic()
        process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            while not (os.path.exists(moment_file) and os.path.getsize(moment_file)):
                if process.poll() is not None or time.monotonic() > begun + DEADLINE:
                    sys.exit(f"{command[0]} showed no window")
                time.sleep(0.005)
            with open(moment_file) as file:
                moment, work = map(int, file.read().split())
            found = {"frame": moment / 1e6 - begun, "frame work": work / 1e6}
            if says_content:
                words = process.stdout.readline().split()
                found["content"], found["content work"] = int(words[1]) / 1e6 - begun, int(words[2]) / 1e6
            wait_for_rest(process)
            found["memory"] = memory_of(process.pid)
            return found
        finally:
            end(process)


def compare(programs, preload):
    """All in turn, round by round, so that they meet the same machine."""
    runs = {name: [] for name in programs}
    for number in range(ROUNDS + 1):
        for name, (command, says_content) in programs.items():
            found = start_once(command, preload, says_content)
            if number > 0:  # the first warms the caches
                runs[name].append(found)
    return runs


def ratio(runs, name, figure, base_figure, base="empty window"):
    pairs = [a[figure] / b[base_figure] for a, b in zip(runs[name], runs[base])]
    return statistics.median(pairs)


def tell(runs):
    for name, found in runs.items():
        for figure in ("frame", "content"):
            if figure not in found[0]:
                continue
            times = [run[figure] * 1000 for run in found]
            works = [run[figure + " work"] * 1000 for run in found]
            print(f"{name}: exec to {'first frame' if figure == 'frame' else 'filled list'} "
                  f"min {min(times):.0f} ms, median {statistics.median(times):.0f} ms; "
                  f"work min {min(works):.0f} ms, median {statistics.median(works):.0f} ms")
        print(f"{name}: {statistics.median([run['memory'] for run in found]):.0f} MB at rest")
    for name, found in runs.items():
        if name == "empty window":
            continue
        for figure in ("frame", "content"):
            if figure in found[0]:
                print(f"{name} / empty window, exec to {'first frame' if figure == 'frame' else 'filled list'}: "
                      f"{ratio(runs, name, figure, 'frame'):.2f} × the time, "
                      f"{ratio(runs, name, figure + ' work', 'frame work'):.2f} × the work (budget 2.5)")
        print(f"{name} / empty window, memory: {ratio(runs, name, 'memory', 'memory'):.2f} × (budget 2)")


def main():
    build, zuoxi, empty, desk, preload = sys.argv[1:6]
    store = store_of(build)
    with tempfile.TemporaryDirectory() as data:
        programs = {
            "empty window": ([empty], False),
            "sign-in": ([zuoxi, "--data-dir", data], False),
            "Today over 1.5 M calls": ([desk, store, "today", "stay"], False),
            "Calls over 1.5 M calls": ([desk, store, "calls", "start"], True),
        }
        if shutil.which("gnome-contacts"):
            programs["GNOME Contacts"] = (["gnome-contacts"], False)
        else:
            print("GNOME Contacts is not installed: not compared with it")
        tell(compare(programs, preload))
    for mode in ("scroll", "search"):
        sys.stdout.flush()
        subprocess.run([desk, store, "calls", mode], check=True, timeout=600)


main()
