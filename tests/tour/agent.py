# SPDX-License-Identifier: GPL-3.0-or-later
"""What the agent does in the tour: the first sign-in, the own form, the inbox."""
import re

from driver import FIELDS


class Agent:
    """Steps of a Tour, as the agent."""

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

    def inbox(self):
        """The agent's inbox."""
        self.enter("A0101")
        self.synced()
        self.room("收件箱")
        self.shot("20-inbox")
