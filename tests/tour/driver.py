# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real desktop like a person: finds widgets by their accessible role and name, reaches them with the
mouse and the keyboard, and reads texts and states back. Whatever is waited for has a deadline."""
import os
import re
import signal
import socket
import sqlite3
import subprocess
import time

import gi

gi.require_version("Atspi", "2.0")
import pyatspi  # noqa: E402

DEADLINE = 20.0
pyatspi.setTimeout(15000, 15000)  # ms; on a busy computer a window may take longer to answer than the 0.8 s it is given
FIELDS = ("text", "entry", "password text")
LEAVES = ("label", "image", "scroll bar", "separator", "icon", "progress bar")  # nothing inside them is looked for


class Missing(Exception):
    """Something expected did not come before its deadline."""


def wait_for(what, test, deadline=DEADLINE):
    """Returns the first true answer of `test`; polls it, for a widget may go while it is looked at."""
    end = time.monotonic() + deadline
    while True:
        try:
            answer = test()
        except Exception as error:  # the bus reports a widget that went with many kinds of errors
            answer, last = None, error
        else:
            last = None
        if answer:
            return answer
        if time.monotonic() > end:
            raise Missing(f"{what} did not come within {deadline:g} s" + (f" ({last})" if last else ""))
        time.sleep(0.05)


def xdo(*words):
    return subprocess.run(["xdotool", *map(str, words)], check=True, capture_output=True, text=True).stdout


class Keyboard:
    """Gives characters that no key has a key of their own, so that typing them is one press and one release.

    (xdotool would give one and the same key another meaning for each character while the desktop is still reading the
    one before.)"""
    def __init__(self):
        self.keys = {}  # character → name of its key
        self.names = None

    def _read(self):
        text = subprocess.run(["xkbcomp", "-w", "0", os.environ["DISPLAY"], "-"], check=True, capture_output=True,
                              text=True).stdout
        head, tail = text.split("xkb_symbols", 1)
        used = set(re.findall(r"key\s+<(\w+)>\s*\{(?![^}]*XF86)", tail))
        names = [name for name in re.findall(r"<(\w+)> = \d+;", head) if name not in used and name.startswith("I")]
        return head, tail, names

    def teach(self, words):
        new = [char for char in dict.fromkeys(words) if ord(char) > 0x7e and char not in self.keys]
        if not new:
            return
        head, tail, spare = self._read()
        if self.names is None:
            self.names = spare
        wanted = [char for char in dict.fromkeys(words) if ord(char) > 0x7e]
        if len(wanted) > len(self.names):
            raise Missing(f"keys for {len(wanted)} characters: there are {len(self.names)}")
        if len(self.keys) + len(new) > len(self.names):
            self.keys = {char: name for char, name in self.keys.items() if char in wanted}
        free = [name for name in self.names if name not in self.keys.values()]
        self.keys.update(zip(new, free))
        symbols = "".join(f"    key <{name}> {{ [ U{ord(char):04X} ] }};\n" for char, name in self.keys.items())
        for name in self.keys.values():
            tail = re.sub(rf"\n\s*key\s+<{name}>\s*\{{[^}}]*\}};", "", tail)
        begin = tail.index("{") + 1
        subprocess.run(["xkbcomp", "-w", "0", "-", os.environ["DISPLAY"]], check=True, capture_output=True, text=True,
                       input=head + "xkb_symbols" + tail[:begin] + "\n" + symbols + tail[begin:])


keyboard = Keyboard()


def end_process(process, kind=signal.SIGTERM):
    if process.poll() is None:
        process.send_signal(kind)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


class Server:
    """zuoxid on a store of its own; it can be stopped and started again on the same port."""

    def __init__(self, data, scratch):
        self.data, self.scratch, self.port, self.process = data, scratch, 0, None
        self.log = open(os.path.join(scratch, "zuoxid.log"), "ab")

    def start(self):
        port_file = os.path.join(self.scratch, "port")
        if os.path.exists(port_file):
            os.unlink(port_file)
        self.process = subprocess.Popen(
            ["zuoxid", "--data", self.data, "--listen", f"127.0.0.1:{self.port}", "--port-file", port_file],
            stdout=self.log, stderr=self.log)
        self.port = int(wait_for("the server's port", lambda: os.path.exists(port_file) and
                                 open(port_file).read().strip()))

    def stop(self):
        """The server is really gone: nothing answers on its port any more."""
        if self.process is not None:
            end_process(self.process)
            self.process = None
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    raise Missing("an end of the server: its port still answers")

    def changes(self):
        """How many changes the server has taken."""
        store = sqlite3.connect(f"file:{os.path.join(self.data, 'server.db')}?mode=ro", uri=True)
        try:
            return store.execute("SELECT count(*) FROM mutation").fetchone()[0]
        finally:
            store.close()

    @property
    def address(self):
        return f"https://127.0.0.1:{self.port}"

    def pin(self):
        answer = subprocess.run(["zuoxictl", "fingerprint", "--data", self.data], check=True, capture_output=True,
                                text=True).stdout
        return re.sub("[^0-9A-Fa-f]", "", answer)


class Desktop:
    """One zuoxi with the data folder of one computer."""

    def __init__(self, data, scratch, *options, dark=False):
        env = dict(os.environ, LANGUAGE="zh_CN", TZ="Asia/Shanghai", GSETTINGS_BACKEND="memory")
        if dark:
            env["ADW_DEBUG_COLOR_SCHEME"] = "prefer-dark"
        self.log_name = os.path.join(scratch, "zuoxi.log")
        self.log = open(self.log_name, "ab")
        self.process = subprocess.Popen(["zuoxi", "--data-dir", data, *options], env=env, stdout=self.log,
                                        stderr=self.log)
        self.app = wait_for("the desktop on the accessibility bus", self._find_app)
        self.window = wait_for("the desktop's window", self._windows)[0]
        self.resize(1366, 768)

    def _find_app(self):
        if self.process.poll() is not None:
            raise Missing(f"the desktop: it ended with {self.process.returncode}")
        for app in pyatspi.Registry.getDesktop(0):
            if app is not None and app.get_process_id() == self.process.pid:
                return app
        return None

    def _windows(self):
        words = subprocess.run(["xdotool", "search", "--onlyvisible", "--pid", str(self.process.pid)],
                               capture_output=True, text=True).stdout.split()
        return [word for word in words if self.geometry(word)[2] > 100]

    def geometry(self, window=None):
        text = xdo("getwindowgeometry", "--shell", window or self.window)
        values = dict(line.split("=", 1) for line in text.split())
        return [int(values[key]) for key in ("X", "Y", "WIDTH", "HEIGHT")]

    def resize(self, width, height):
        xdo("windowmove", self.window, 0, 0)
        xdo("windowsize", self.window, width, height)
        wait_for(f"a window of {width}×{height}", lambda: self.geometry()[2:] == [width, height])
        xdo("windowfocus", self.window)

    def close(self):
        end_process(self.process)
        self.log.close()

    @staticmethod
    def extents(node):
        """Where a widget is in its window; None for what is no widget (the application, a page of a stack)."""
        try:
            return node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
        except NotImplementedError:
            return None

    # --- finding ------------------------------------------------------------------------------------------------
    def walk(self, root=None):
        """All widgets that have a size, in reading order."""
        stack = [root or self.app]
        while stack:
            node = stack.pop()
            try:
                size = self.extents(node)
                if size is not None and (size.width <= 0 or size.height <= 0):
                    continue
                yield node
                if node.getRoleName() in LEAVES:
                    continue
                stack.extend(child for child in reversed([node.getChildAtIndex(i) for i in range(node.childCount)])
                             if child is not None)
            except Exception:  # it went while it was looked at
                continue

    @staticmethod
    def words_of(node):
        try:
            text = node.queryText()
            return text.getText(0, text.characterCount)
        except Exception:
            return ""

    def all(self, name=None, role=None, root=None):
        """Widgets by name (a string or a compiled expression) and role (one or several)."""
        roles = (role,) if isinstance(role, str) else role
        found = []
        for node in self.walk(root):
            if roles and node.getRoleName() not in roles:
                continue
            if name is None or (name.search(node.name or "") if hasattr(name, "search") else node.name == name):
                found.append(node)
        return found

    def find(self, name=None, role=None, root=None, deadline=DEADLINE):
        return wait_for(f"{role or 'widget'} “{getattr(name, 'pattern', name)}”",
                        lambda: self.all(name, role, root), deadline)[0]

    def texts(self, root=None):
        """All words on the screen, names and contents."""
        words = []
        for node in self.walk(root):
            for word in (node.name, self.words_of(node) if node.getRoleName() in FIELDS else ""):
                if word and word not in words[-1:]:
                    words.append(word)
        return words

    def outline(self):
        """The whole tree of roles, names and contents, for whoever looks for the reason of a failure."""
        lines = []

        def add(node, depth):
            try:
                box = self.extents(node)
                size = f"{box.x},{box.y} {box.width}×{box.height}" if box else ""
                lines.append(f"{'  ' * depth}{node.getRoleName()} “{node.name}” {self.words_of(node)!r} {size}")
                for i in range(node.childCount):
                    add(node.getChildAtIndex(i), depth + 1)
            except Exception as error:
                lines.append(f"{'  ' * depth}({error})")
        add(self.app, 0)
        return "\n".join(lines) + "\n"

    def see(self, pattern, deadline=DEADLINE, root=None):
        """Waits for words on the screen, or below a widget, and returns the match."""
        expression = re.compile(pattern)

        def look():
            for words in self.texts(root):
                match = expression.search(words)
                if match:
                    return match
            return None
        return wait_for(f"the words “{pattern}”", look, deadline)

    # --- doing --------------------------------------------------------------------------------------------------
    @staticmethod
    def top_of(node):
        while node.parent is not None and node.parent.getRoleName() != "application":
            node = node.parent
        return node

    def window_of(self, node):
        """The X window of a widget: the main one, or that of a dialog or menu, which has the same size."""
        size = self.top_of(node).queryComponent().getExtents(pyatspi.WINDOW_COORDS)
        for other in self._windows():
            if other != self.window and 0 <= self.geometry(other)[2] - size.width < 80:
                return other
        return self.window

    def place(self, node):
        box = node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
        size = self.top_of(node).queryComponent().getExtents(pyatspi.WINDOW_COORDS)
        x, y, width, height = self.geometry(self.window_of(node))
        # Extents begin inside of the border that the window draws around itself.
        border = (width - size.width) // 2
        return x + border + box.x, y + border + box.y, box.width, box.height, (x, y, width, height)

    def reach(self, node):
        """Turns the wheel until the widget is well inside of the window, and returns its middle."""
        spots = [(0.55, 0.5), (0.75, 0.35), (0.9, 0.6)]
        for _ in range(120):
            x, y, width, height, (left, top, wide, high) = self.place(node)
            if y < top + 90:
                wheel = 4
            elif y + min(height, 60) > top + high - 70:
                wheel = 5
            else:
                break
            if high < 400:
                break
            xdo("mousemove", left + wide * spots[0][0], top + high * spots[0][1], "click", wheel)
            try:
                wait_for("the wheel", lambda: self.place(node)[1] != y, 0.7)
            except Missing:  # something else turns under the pointer, or the end is reached
                spots.pop(0)
                if not spots:
                    break
        return self.still(node)

    def still(self, node):
        """The middle of a widget, once it stays where it is."""
        at = None
        for _ in range(40):
            x, y, width, height, _ = self.place(node)
            if at == (x, y, width, height):
                break
            at = (x, y, width, height)
            time.sleep(0.06)
        return x + width // 2, y + min(height // 2, 30)

    def click(self, node, held=None):
        """A click of the mouse, with a key held if one is named."""
        x, y = self.reach(node)
        self.focus(node)
        if held:
            xdo("mousemove", x, y, "keydown", held, "click", 1, "keyup", held)
        else:
            xdo("mousemove", x, y, "click", 1)

    def focus(self, node):
        """Without a window manager nobody gives a dialog the keyboard."""
        window = self.window_of(node)
        if xdo("getwindowfocus").strip() != window:
            xdo("windowfocus", window)

    @staticmethod
    def has_focus(node):
        return node.getState().contains(pyatspi.STATE_FOCUSED)

    def click_into(self, node):
        """Clicks until the keyboard is in the field: what stands above it may just have come or gone."""
        for _ in range(4):
            self.click(node)
            try:
                wait_for("the focus", lambda: any(self.has_focus(part) for part in self.walk(node)), 1.0)
                return
            except Missing:
                if not any(self.has_focus(part) for part in self.walk()):
                    return  # an entry row does not tell that it has it
        raise Missing(f"the keyboard in “{node.name}”")

    def reach_by_tab(self, node, most=60):
        """Goes to a widget by Tab, as someone without a mouse does."""
        for _ in range(most):
            if self.has_focus(node):
                return
            self.key("Tab")
            time.sleep(0.05)
        raise Missing(f"“{node.name}” by {most} times Tab")

    @staticmethod
    def sensitive(node):
        state = node.getState()
        return state.contains(pyatspi.STATE_ENABLED) or state.contains(pyatspi.STATE_SENSITIVE)

    def press(self, name, role=("push button", "toggle button"), root=None):
        node = self.find(name, role, root)
        wait_for(f"“{name}” to be sensitive", lambda: self.sensitive(node))
        self.click(node)

    def key(self, *keys):
        xdo("key", *keys)

    def content(self, node):
        text = self.words_of(node)
        if text:
            return text
        for child in self.walk(node):
            if child.getRoleName() in FIELDS and child is not node and self.words_of(child):
                return self.words_of(child)
        return ""

    def type(self, node, words, secret=False):
        """Clicks into a field, replaces its contents by real keys, and compares what it holds."""
        keyboard.teach(words)
        self.click_into(node)
        xdo("key", "ctrl+a", "Delete")
        if words:
            xdo("type", "--delay", 8, words)
        if not secret:
            wait_for(f"“{words}” in the field “{node.name}” (it holds “{self.content(node)}”)",
                     lambda: self.content(node) == words, 10)

    def picture(self, path):
        """The window with the dialogs and menus above it, once two pictures in a row are the same."""
        x, y, width, height = self.geometry()
        xdo("mousemove", x + width - 2, y + height - 2)
        last = None
        for _ in range(30):
            picture = subprocess.run(["import", "-silent", "-window", "root", "-crop",
                                      f"{width}x{height}+{x}+{y}", "+repage", "png:-"],
                                     check=True, capture_output=True).stdout
            if picture == last:
                break
            last = picture
            time.sleep(0.15)
        with open(path, "wb") as file:
            file.write(last)
