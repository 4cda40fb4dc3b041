#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""tour.py --sample DIR --out DIR: people of the sample company get through their month in the real desktop.

Each step reads back what the screen says and compares it; the first difference ends the tour with a status of 1 and
names the step, what was expected, what was seen, and a picture. What the desktop has no room for is not shown, and
said so in tour.txt. Runs under tests/support/with-display.sh --at-spi --compositor --screen 1920x1080."""
import argparse
import os
import re
import shutil
import sys
import tempfile
import time

import driver
from driver import FIELDS, Desktop, Missing, Server


# Parts of the month the tour does not go through; tests/appraisal/test-chain and tests/server/test-appraisal do.
LATER = (
    (2, "the agent's day"), (4, "offline while typing"), (5, "submitted, not confirmed"), (6, "back online, confirmed"),
    (8, "a figure and its rows"), (9, "an error beside the field"), (11, "both sheets revealed"),
    (12, "the interview of two, offline"), (13, "signed with a different opinion"), (14, "a refusal with a witness"),
    (16, "a return with its reason"), (17, "the second revision reviewed"), (19, "the trend and the final notice"))


class Differs(Exception):
    """The screen does not say what it should."""


class Tour:
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

    def sees(self, what, pattern, deadline=driver.DEADLINE):
        try:
            match = self.desktop.see(pattern, deadline)
        except Missing:
            words = " | ".join(self.desktop.texts())
            raise Differs(f"{what}: expected “{pattern}”, seen: {words[:3000]}") from None
        self.say(f"      {what}: {match.group(0)}")
        return match

    def shot(self, name):
        self.desktop.picture(os.path.join(self.out, name + ".png"))
        self.say(f"      picture {name}.png")

    def not_shown(self, number, what, why):
        self.say(f"  {number:>2}  not shown: {what} ({why})")

    # --- people -------------------------------------------------------------------------------------------------
    def folder(self, login):
        path = os.path.join(self.scratch, "desktop-" + login)
        os.makedirs(path, exist_ok=True)
        return path

    def leave(self):
        if self.desktop is not None:
            self.desktop.close()
            self.desktop = None

    def enter(self, login, dark=False):
        """Opens the desktop of a person, signed in."""
        self.leave()
        secret = os.path.join(self.scratch, "password-" + login)
        with open(os.open(secret, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            file.write(self.people[login][1] + "\n")
        self.login = login
        self.desktop = Desktop(self.folder(login), self.scratch, "--server", self.server.address, "--pin",
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

    # --- steps --------------------------------------------------------------------------------------------------
    def sign_in(self):
        """The very first time on a computer: the server shows its key, which the agent compares."""
        self.desktop = Desktop(self.folder("A0101"), self.scratch)
        desktop, pin = self.desktop, self.server.pin()
        for label, words in (("服务器", self.server.address), ("账号", "A0101")):
            desktop.type(desktop.find(label, FIELDS), words)
        desktop.type(desktop.find("密码", FIELDS), self.people["A0101"][1], secret=True)
        desktop.press(re.compile("登录"))
        key = self.sees("the server's key", r"(?:[0-9A-Fa-f]{4,8}[ \n]){7,15}[0-9A-Fa-f]{4,8}").group(0)
        self.same("it is the key of our server", re.sub(r"\s", "", key).lower(), pin.lower())
        self.shot("01-sign-in-with-the-server's-key".replace("'", ""))
        desktop.click(desktop.find("密钥一致", "list item"))
        desktop.press(re.compile("登录"))
        desktop.find("页面", deadline=60)
        self.sees("signed in", "李晓雯", 60)
        self.synced()

    def self_form(self):
        """The agent's form of March, with the figures of the worked example."""
        if not self.room("我的考核"):
            self.not_shown(3, "self form", "no room of this name: " + ", ".join(self.rooms()))
            return
        self.sees("the month", "2026年3月|2026-03")
        self.sees("state", "待自评|自评中|未自评")
        self.shot("03-self-form")

    def team_facts(self):
        """The supervisor's team, counted from calls, orders, ratings and attendance."""
        self.enter("Z01")
        self.synced()
        if not self.room("团队"):
            self.not_shown(7, "team facts", "no room of this name: " + ", ".join(self.rooms()))
            return
        self.sees("the agent is among them", "李晓雯")
        self.shot("07-team-facts")

    def evaluation(self):
        """The supervisor's evaluation room."""
        if not self.room("评价"):
            self.not_shown(10, "evaluation", "no room of this name: " + ", ".join(self.rooms()))
            return
        self.sees("somebody of the team", "A0102|李晓雯")
        self.shot("10-evaluation")

    def reviews(self):
        """What waits for the department manager, what deserves a look first."""
        self.enter("M01")
        self.synced()
        self.room("审核")
        self.sees("a form of the team that waits", "A0104|A0207")
        self.shot("15-managers-queue")

    def filing(self):
        """Human resources: the month as a board, and who waits to be filed."""
        self.enter("H01")
        self.synced()
        self.room("备案")
        self.sees("a form that is filed", "已备案")
        self.shot("18-filing")
        self.desktop.resize(1920, 1080)
        self.shot("22-filing-1920x1080")
        self.desktop.resize(400, 760)
        self.shot("23-filing-400")
        self.enter("H01", dark=True)
        self.room("备案")
        self.sees("a form that is filed", "已备案")
        self.shot("21-filing-dark")

    def inbox(self):
        """The agent's inbox."""
        self.enter("A0101")
        self.synced()
        self.room("收件箱")
        self.shot("20-inbox")

    def run(self):
        self.server.start()
        self.say(f"Zuoxi tour, server at {self.server.address}")
        steps = (self.sign_in, self.self_form, self.team_facts, self.evaluation, self.reviews, self.filing, self.inbox)
        for step in steps:
            self.step = step.__name__
            self.say(f"--- {self.step.replace('_', ' ')}: {(step.__doc__ or '').strip()}")
            step()
        for number, what in LATER:
            self.not_shown(number, what, "this tour does not drive it")

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
    except (Differs, Missing, OSError) as error:
        tour.fail(error)
    finally:
        tour.close()
    return status


if __name__ == "__main__":
    sys.exit(main())
