#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""typist.py [--seed N]: nothing that was typed is lost, however the window ends.

Somebody types into the own form by real keys. The window is killed with SIGKILL in the middle of it, at moments a seed
decides, several times; what is there after the next start must be everything that was typed before the autosave's
bound, and nothing else. Then it ends by SIGTERM and by Alt+F4 in the middle of typing: not one character may be gone.
Runs under tests/support/with-display.sh --at-spi with zuoxi, zuoxid and zuoxictl on the PATH."""
import argparse
import ctypes
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

try:
    from driver import FIELDS, Desktop, Missing, Server, end_process, wait_for, xdo
except (ImportError, ValueError) as missing:
    print(f"no accessibility bus for Python here: {missing}")
    sys.exit(77)

MONTH = "2026-03"
BOUND = 0.5      # seconds: design §3, drafts
SLACK = 1.0      # a key needs so long from here into a field on a loaded machine, at most
WORDS = "abcdefghijklmnopqrstuvwxyz0123456789"


class ClientMessage(ctypes.Structure):
    _fields_ = [("kind", ctypes.c_int), ("serial", ctypes.c_ulong), ("sent", ctypes.c_int),
                ("display", ctypes.c_void_p), ("window", ctypes.c_ulong), ("message", ctypes.c_ulong),
                ("format", ctypes.c_int), ("data", ctypes.c_long * 5), ("rest", ctypes.c_long * 24)]


def ask_to_close(window):
    """What a window manager sends for Alt+F4 and for the button in the title bar."""
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XInternAtom.restype = ctypes.c_ulong
    x11.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
    x11.XSendEvent.argtypes = [ctypes.c_void_p, ctypes.c_ulong, ctypes.c_int, ctypes.c_long, ctypes.c_void_p]
    x11.XCloseDisplay.argtypes = [ctypes.c_void_p]
    display = x11.XOpenDisplay(None)
    message = ClientMessage(kind=33, window=int(window), format=32,
                            message=x11.XInternAtom(display, b"WM_PROTOCOLS", 0))
    message.data[0] = x11.XInternAtom(display, b"WM_DELETE_WINDOW", 0)
    x11.XSendEvent(display, int(window), 0, 0, ctypes.byref(message))
    x11.XCloseDisplay(display)


class Lost(Exception):
    """Typed and not there any more."""


class Typist:
    def __init__(self, sample, seed):
        self.scratch = tempfile.mkdtemp(prefix="zuoxi-typing.")
        self.random = random.Random(seed)
        shutil.copytree(os.path.join(sample, "server"), os.path.join(self.scratch, "server"))
        with open(os.path.join(sample, "accounts.tsv"), encoding="utf-8") as file:
            people = {row[0]: row for row in (line.rstrip("\n").split("\t") for line in file)}
        self.login, self.secret = self.whose_form_is_open(people), os.path.join(self.scratch, "password")
        with open(os.open(self.secret, os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write(people[self.login][1] + "\n")
        self.server = Server(os.path.join(self.scratch, "server"), self.scratch)
        self.desktop = None
        self.typed = []  # (moment after the key was sent, character)

    def whose_form_is_open(self, people):
        """Somebody with an account whose own form of the month is not handed in: its first state is not written out."""
        store = sqlite3.connect(f"file:{os.path.join(self.scratch, 'server', 'server.db')}?mode=ro", uri=True)
        try:
            numbers = [number for number, in store.execute(
                "SELECT p.body ->> '$.number' FROM row a JOIN row p ON p.tbl = 'person' "
                "AND lower(hex(p.id)) = a.body ->> '$.person' WHERE a.tbl = 'appraisal' AND a.del = 0 "
                "AND a.body ->> '$.month' = ? AND a.body ->> '$.state' IS NULL ORDER BY 1", (MONTH,))]
        finally:
            store.close()
        return next(number for number in numbers if number in people)

    def start(self):
        data = os.path.join(self.scratch, "desktop")
        os.makedirs(data, exist_ok=True)
        self.desktop = Desktop(data, self.scratch, "--server", self.server.address, "--pin", self.server.pin(),
                               "--sign-in", self.login, "--password-file", self.secret)
        side = self.desktop.find("页面", deadline=60)
        self.desktop.see("已同步", 90)
        rows = wait_for("the room of the own form", lambda: [
            node for node in self.desktop.walk(side)
            if node.getRoleName() == "list item" and (node.name or "").startswith("我的考核")])
        self.desktop.click(rows[0])

    def field(self):
        """The first of the four texts; the place it is typed into."""
        return self.desktop.find("本月主要工作", FIELDS, deadline=60)

    def there(self):
        return self.desktop.content(self.field())

    def type(self, count):
        for _ in range(count):
            character = self.random.choice(WORDS)
            xdo("key", character)
            self.typed.append((time.monotonic(), character))
            time.sleep(self.random.uniform(0, 0.08))

    def words(self):
        return "".join(character for _, character in self.typed)

    def check(self, ended, bound):
        """What is there after a start is a beginning of what was typed, and lacks nothing older than the bound."""
        old = "".join(character for at, character in self.typed if at < ended - bound)
        wait_for("what was typed", lambda: self.there() or not old)
        seen = self.there()
        print(f"      typed {len(self.typed)}, older than the bound {len(old)}, there {len(seen)}", flush=True)
        if not self.words().startswith(seen) or len(seen) < len(old):
            raise Lost(f"typed “{self.words()}”, of which “{old}” is older than {bound:g} s; there is “{seen}”")
        # What was in the keyboard's queue when the window died was never typed.
        self.typed = [(0.0, character) for character in seen]

    def check_store(self):
        """As the killed window left it, nothing in the store is damaged, and none was set aside as if it were.

        (A copy is looked at: opening it would mend what the desktop itself has to bring in order.)"""
        folder, copy = os.path.join(self.scratch, "desktop"), os.path.join(self.scratch, "copy")
        names = sorted(os.listdir(folder))
        stores = [name for name in names if name.endswith(".zuoxi")]
        if len(stores) != 1 or any(".damaged" in name for name in names):
            raise Lost(f"one whole store was expected; there are {names}")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)
        store = sqlite3.connect(os.path.join(copy, stores[0]))
        try:
            found = store.execute("PRAGMA quick_check").fetchone()[0]
        finally:
            store.close()
        if found != "ok":
            raise Lost(f"the store is damaged: {found}")

    def at_the_end(self):
        self.desktop.click(self.field())
        xdo("key", "ctrl+End")

    def kill(self, times):
        for number in range(1, times + 1):
            print(f"  SIGKILL {number}", flush=True)
            self.at_the_end()
            self.type(self.random.randrange(20, 50))
            time.sleep(self.random.uniform(0, 0.9))
            ended = time.monotonic()
            self.desktop.process.send_signal(signal.SIGKILL)
            self.desktop.process.wait(10)
            self.check_store()
            self.start()
            self.check(ended, BOUND + SLACK)

    def ask(self, what, end):
        """An end that may be answered: what the window has taken in is kept to the last character."""
        print(f"  {what}", flush=True)
        self.at_the_end()
        self.type(25)
        wait_for("the last key in the field", lambda: self.there() == self.words())
        end()
        wait_for("the end of the desktop", lambda: self.desktop.process.poll() is not None, 20)
        self.start()
        self.check(time.monotonic(), 0)
        if len(self.there()) != len(self.words()):
            raise Lost(f"after {what}: typed “{self.words()}”, there “{self.there()}”")

    def run(self):
        self.server.start()
        self.start()
        # What the sample wrote there goes first.
        self.desktop.click_into(self.field())
        xdo("key", "ctrl+a", "Delete")
        wait_for("an empty field", lambda: not self.there())
        self.kill(3)
        self.ask("SIGTERM", lambda: self.desktop.process.send_signal(signal.SIGTERM))
        self.ask("Alt+F4", lambda: ask_to_close(self.desktop.window))
        self.ask("Ctrl+Q", lambda: xdo("key", "ctrl+q"))
        self.check_store()

    def close(self):
        if self.desktop is not None:
            end_process(self.desktop.process, signal.SIGKILL)
        self.server.stop()
        shutil.rmtree(self.scratch, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", help="what `zuoxictl sample --out DIR` wrote; else it is written here")
    parser.add_argument("--picture", help="where a picture of a failure goes")
    arguments = parser.parse_args()
    made = None
    if arguments.sample is None:
        made = tempfile.mkdtemp(prefix="zuoxi-sample.")
        subprocess.run(["zuoxictl", "sample", "--out", made, "--seed", "1", "--scale", "0.002", "--until",
                        "2026-03-31"], check=True, stdout=subprocess.DEVNULL)
    typist, status = Typist(arguments.sample or made, arguments.seed), 1
    try:
        typist.run()
        status = 0
    except (Lost, Missing, OSError) as error:
        print(f"FAILED: {error}", flush=True)
        if typist.desktop is not None:
            print(typist.desktop.outline()[:6000], flush=True)
            with open(typist.desktop.log_name, encoding="utf-8", errors="replace") as log:
                print(log.read()[-3000:], flush=True)
            if arguments.picture:
                typist.desktop.picture(arguments.picture)
    finally:
        typist.close()
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
