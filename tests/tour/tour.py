#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tour.py --sample DIR --out DIR: people of the sample company get through their month in the real desktop.

Each step reads back what the screen says and compares it; the first difference ends the tour with a status of 1 and
names the step, what was expected, what was seen, and a picture. Runs under tests/support/with-display.sh --at-spi --compositor --screen 1920x1080."""
import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

import driver
from agent import Agent
from driver import Desktop, Missing, Server
from managers import Managers
from supervisor import Supervisor


class Differs(Exception):
    """The screen does not say what it should."""


class Tour(Agent, Supervisor, Managers):
    def __init__(self, sample, out):
        self.out = os.path.abspath(out)
        os.makedirs(self.out, exist_ok=True)
        self.scratch = tempfile.mkdtemp(prefix="zuoxi-tour.")
        data = os.path.join(self.scratch, "server")
        shutil.copytree(os.path.join(sample, "server"), data)
        with open(os.path.join(sample, "accounts.tsv"), encoding="utf-8") as file:
            self.people = {row[0]: row for row in (line.rstrip("\n").split("\t") for line in file)}
        self.server = Server(data, self.scratch)
        self.desktop, self.login, self.step = None, None, "start"
        self.report = open(os.path.join(self.out, "tour.txt"), "w", encoding="utf-8")

    def say(self, words):
        print(words, flush=True)
        print(words, file=self.report, flush=True)

    # --- comparing ----------------------------------------------------------------------------------------------
    def same(self, what, seen, expected):
        if seen != expected:
            raise Differs(f"{what}: expected “{expected}”, seen “{seen}”")
        self.say(f"      {what}: {seen}")

    def sees(self, what, pattern, deadline=driver.DEADLINE, root=None):
        """Words on the screen, or in a part of it."""
        try:
            match = self.desktop.see(pattern, deadline, root)
        except Missing:
            words = " | ".join(self.desktop.texts(root))
            raise Differs(f"{what}: expected “{pattern}”, seen: {words[:3000]}") from None
        self.say(f"      {what}: {match.group(0)}")
        return match

    def shot(self, name):
        self.desktop.picture(os.path.join(self.out, name + ".png"))
        self.say(f"      picture {name}.png")

    def save_pdf(self, name, *words, press="另存为 PDF", title="另存为 PDF"):
        """Saves what is printed and reads words back from the paper; press opens the dialog, unless it is open."""
        path = os.path.join(self.out, name)
        if os.path.exists(path):
            os.unlink(path)
        if press is not None:
            self.desktop.press(press)
        dialog = driver.wait_for("the dialog that saves", lambda: [
            top for top in self.desktop.app if top is not None and top.name == title])[0]
        self.desktop.type(self.desktop.find(None, driver.FIELDS, dialog), path)
        self.desktop.key("Return")
        driver.wait_for(f"the file {name}", lambda: os.path.exists(path) and os.path.getsize(path) > 1000)
        text = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout
        for word in words:
            if word not in text:
                raise Differs(f"{name}: expected “{word}” on paper, seen: {text[:2000]}")
        self.say(f"      paper {name}: {', '.join(words)}")

    # --- people -------------------------------------------------------------------------------------------------
    def folder(self, login, computer=""):
        path = os.path.join(self.scratch, f"desktop-{login}{computer}")
        os.makedirs(path, exist_ok=True)
        return path

    def leave(self):
        if self.desktop is not None:
            self.desktop.close()
            self.desktop = None

    def enter(self, login, dark=False, computer=""):
        """Opens the desktop of a person, signed in, on one of his computers."""
        self.leave()
        secret = os.path.join(self.scratch, "password-" + login)
        with open(os.open(secret, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(self.people[login][1] + "\n")
        self.login = login
        self.desktop = Desktop(self.folder(login, computer), self.scratch, "--server", self.server.address, "--pin",
                               self.server.pin(), "--sign-in", login, "--password-file", secret, dark=dark)
        self.desktop.find("页面", deadline=60)
        self.sees("signed in", re.escape(self.people[login][2]), 60)

    def rooms(self):
        side = self.desktop.find("页面")
        return [node.name for node in self.desktop.walk(side) if node.getRoleName() == "list item" and node.name]

    def room(self, title):
        """Opens a room by its row in the sidebar; False where the desktop has none of this name."""
        side = self.desktop.find("页面")
        rows = [node for node in self.desktop.walk(side)
                if node.getRoleName() == "list item" and re.match(re.escape(title) + r"($|[\s,，、:：·(（])", node.name or "")]
        if not rows:
            return False
        self.desktop.click(rows[0])
        return True

    def synced(self, deadline=60):
        self.sees("synchronised", "已同步", deadline)

    def sign(self, login, password=None):
        """Gives a person's password in the dialog that asks for it."""
        field = self.desktop.find(f"{self.people[login][2]}的密码", driver.FIELDS)
        self.desktop.type(field, password or self.people[login][1], secret=True)
        self.desktop.press(re.compile("^签字"))

    def run(self):
        self.server.start()
        self.say(f"Zuoxi tour, server at {self.server.address}")
        steps = (self.sign_in, self.today, self.self_form, self.typing_offline, self.submit_offline, self.back_online,
                 self.team_facts, self.figure_and_rows, self.wrong_score, self.evaluation, self.revealed,
                 self.interview, self.objection, self.refusal, self.signed_online, self.reviews, self.give_back,
                 self.second_revision, self.second_reviewed, self.filing, self.final_notice, self.inbox,
                 self.other_looks)
        for step in steps:
            self.step = step.__name__
            self.say(f"--- {self.step.replace('_', ' ')}: {(step.__doc__ or '').strip()}")
            step()

    def fail(self, error):
        self.say(f"FAILED at “{self.step}”: {error}")
        if self.desktop is not None and self.desktop.process.poll() is None:
            try:
                self.shot("failed")
                with open(os.path.join(self.out, "failed.txt"), "w", encoding="utf-8") as file:
                    file.write(self.desktop.outline())
            except Exception as second:
                self.say(f"      and no picture: {second}")
        elif self.desktop is not None:
            self.say(f"      the desktop ended with {self.desktop.process.returncode}")

    def close(self):
        self.leave()
        self.server.stop()
        shutil.rmtree(self.scratch, ignore_errors=True)
        self.report.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", required=True, help="what `zuoxictl sample --out DIR` wrote")
    parser.add_argument("--out", required=True, help="where tour.txt and the pictures go")
    arguments = parser.parse_args()
    tour, status, began = Tour(arguments.sample, arguments.out), 1, time.monotonic()
    try:
        tour.run()
        tour.say(f"The tour went through in {time.monotonic() - began:.0f} s.")
        status = 0
    except Exception as error:
        tour.fail(error)
        if not isinstance(error, (Differs, Missing)):
            raise
    finally:
        tour.close()
    return status


if __name__ == "__main__":
    sys.exit(main())
