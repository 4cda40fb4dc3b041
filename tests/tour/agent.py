# SPDX-License-Identifier: GPL-3.0-or-later
"""What the agent does in the tour: the first sign-in, the own day, the own form, offline and back, the inbox."""
import re
import signal
from fractions import Fraction

from driver import FIELDS, Desktop, end_process, wait_for, xdo

# Indicator, weight, what the figures say (domain §5), what the agent thinks of himself.
ITEMS = (
    ("销售额", 25, "75.00", "78"), ("销售转化率", 10, "93.75", "94"), ("客户满意度", 15, "86.00", "86.5"),
    ("责任心", 8, None, "90"), ("积极性", 6, None, "80"), ("团队合作精神", 6, None, "88"),
    ("产品或服务知识", 6, "90.00", "90"), ("电话销售技巧运用", 8, "82.00", "85"), ("客户服务技能", 6, "88.00", "88"),
    ("考勤", 5, "96.00", "96"), ("遵守规章制度", 5, "90.00", "90"))

OWN_WORDS = (
    ("请用自己的话说明：工作业绩", "月初进度偏慢，下旬集中跟进意向客户，签下九单共三万元，离目标还差一万。"),
    ("请用自己的话说明：工作态度", "答应客户的回电都当天完成，月中帮新同事熟悉系统两次。"),
    ("请用自己的话说明：专业技能", "产品考试九十分，报价环节仍会犹豫，要多练异议处理。"),
    ("请用自己的话说明：工作纪律", "迟到两次，一次离岗没有登记，已向主管说明并改正。"),
    ("本月主要工作", "回访老客户四十家，跟进云进销存的意向客户。"),
    ("存在问题", "转化率没有到百分之三。"),
    ("下月设想", "每周两次异议处理演练。"),
    ("需要的支持", "希望参加报价谈判的培训。"))


def own_total():
    """Weighted and rounded once, half up, as a person would do it with a pocket calculator."""
    total = sum(Fraction(score) * weight / 100 for _, weight, _, score in ITEMS)
    return f"{int(total * 100 + Fraction(1, 2)) / 100:.2f}"


class Agent:
    """Steps of a Tour, as the agent."""

    def sign_in(self):
        """The very first time on a computer: the server shows its key, which the agent compares."""
        self.desktop = Desktop(self.folder("A0101"), self.scratch)
        self.login = "A0101"
        desktop, pin = self.desktop, self.server.pin()
        for label, words in (("服务器", self.server.address), ("账号", "A0101")):
            desktop.type(desktop.find(label, FIELDS), words)
        desktop.type(desktop.find("密码", FIELDS), self.people["A0101"][1], secret=True)
        desktop.press(re.compile("登录"))
        key = self.sees("the server's key", r"(?:[0-9A-Fa-f]{4,8}[ \n]){7,15}[0-9A-Fa-f]{4,8}").group(0)
        self.same("it is the key of our server", re.sub(r"\s", "", key).lower(), pin.lower())
        self.shot("01-sign-in-with-the-servers-key")
        desktop.click(desktop.find("密钥一致", "list item"))
        desktop.press(re.compile("登录"))
        desktop.find("页面", deadline=60)
        self.sees("signed in", "李晓雯", 60)
        self.synced()

    def today(self):
        """What waits for the agent, and the own day and month."""
        self.room("今日")
        self.sees("what waits", "有 1 件事待办")
        self.sees("the form of March", "自评 · 2026年3月")
        self.sees("its deadline", "自 03-31 周二 起逾期")
        self.shot("02-today")
        # Enter opens it: the day is worked through without the mouse.
        row = self.desktop.find(re.compile("自评 · 2026年3月"), "list item")
        wait_for("the keyboard on the first row", lambda: self.desktop.has_focus(row))
        self.desktop.key("Return")
        self.sees("the form is open", "月度绩效考核自评表 · 2026年3月")

    def self_form(self):
        """The agent's form of March, with the figures of the worked example."""
        self.sees("state", "^未自评$")
        self.sees("deadline", "自 03-31 周二 起逾期")
        self.sees("sales", "¥30,000")
        for title, _, computed, _ in ITEMS:
            if computed is not None:
                self.same(f"computed, {title}", self.computed(title), computed)
        for label, _ in OWN_WORDS:
            self.same(f"“{label}” is empty", self.desktop.content(self.desktop.find(label, FIELDS)), "")
        self.sees("what is missing", "还缺 15 项")
        self.shot("03-self-form")

    def computed(self, title):
        """The computed score in the row of an indicator: the score between its name and its own field."""
        words = self.desktop.texts()
        at = words.index(title)
        scores = [word for word in words[at:at + 12] if re.fullmatch(r"\d{1,3}\.\d\d", word)]
        return scores[0] if scores else ""

    def typing_offline(self):
        """The server is gone; the agent types on, makes mistakes and is told beside the field."""
        desktop = self.desktop
        desktop.type(desktop.find("自评得分, 销售额", FIELDS), "101")
        self.sees("a score of 101", "得分在 0 到 100 之间")
        self.server.stop()
        desktop.type(desktop.find("请用自己的话说明：工作业绩", FIELDS), "还可以")
        self.sees("too short a text says so", "还差 7 个字")
        for label, words in OWN_WORDS[1:3]:
            desktop.type(desktop.find(label, FIELDS), words)
        self.sees("kept", "草稿已保存")
        desktop.key("F5")
        self.sees("the banner", "离线：", 60)
        self.shot("04-offline-while-typing")
        # The computer loses its power in the middle of it: what was typed is there again.
        desktop.type(desktop.find("存在问题", FIELDS), "电脑突然断电之前写的一句")
        self.sees("kept", "草稿已保存")
        wait_for("half a second", lambda: True)
        end_process(desktop.process, signal.SIGKILL)
        self.enter("A0101")
        self.room("我的考核")
        self.sees("the form", "月度绩效考核自评表 · 2026年3月")
        desktop = self.desktop
        for label, words in (OWN_WORDS[1], OWN_WORDS[2], ("存在问题", "电脑突然断电之前写的一句"),
                             ("自评得分, 销售额", "101")):
            self.reads(label, words)

    def to_top(self):
        self.desktop.reach(self.desktop.find("月度绩效考核自评表 · 2026年3月", "label"))

    def reads(self, label, words):
        """A field holds what was typed into it."""
        field = self.desktop.find(label, FIELDS)
        wait_for(f"“{words}” in “{label}” (it holds “{self.desktop.content(field)}”)",
                 lambda: self.desktop.content(field) == words)
        self.say(f"      {label}: {words}")

    def submit_offline(self):
        """Everything is filled in, signed and submitted without a server: it waits for its confirmation."""
        desktop = self.desktop
        desktop.press(re.compile("^提交"))
        self.sees("the score of 101 is not taken", "得分在 0 到 100 之间")
        for title, _, _, score in ITEMS:
            desktop.type(desktop.find(f"自评得分, {title}", FIELDS), score)
        desktop.press(re.compile("^提交"))
        self.sees("the short text is named beside its field", "工作业绩：请至少写 10 个字")
        for label, words in OWN_WORDS:
            desktop.type(desktop.find(label, FIELDS), words)
        self.sees("nothing is missing", "没有缺项")
        self.sees("own total", re.escape(own_total()))
        desktop.press(re.compile("^提交"))
        self.sign("A0101", "0000000000")
        self.sees("a wrong password is refused", "密码与此设备上次使用的不同|密码不正确")
        self.sign("A0101")
        self.sees("state", "^已提交，待确认$")
        self.sees("the list says so too", "2026年3月, 已提交，待确认")
        self.to_top()
        self.shot("05-submitted-not-confirmed")

    def back_online(self):
        """The server is there again: everything goes out, in its order, and the form is confirmed."""
        self.server.start()
        self.desktop.key("F5")
        self.sees("state", "^已自评$", 60)
        self.synced()
        for title, _, _, score in ITEMS[:2]:
            self.reads(f"自评得分, {title}", score)
        for label, words in OWN_WORDS[:2]:
            self.reads(label, words)
        self.to_top()
        self.shot("06-back-online-confirmed")

    def final_notice(self):
        """The month is filed: the agent reads the final result, says so, and takes the whole form home."""
        self.enter("A0101")
        self.synced()
        self.room("今日")
        self.sees("what waits", "签收最终结果 · 2026年3月")
        self.desktop.click(self.desktop.find(re.compile("签收最终结果"), "list item"))
        self.sees("the final result", "已备案 · 83.97 良好")
        self.desktop.press(re.compile("^我已收到"))
        wait_for("the end of what waits", lambda: not self.desktop.all(re.compile("^我已收到"), "push button"), 60)
        self.synced()
        self.save_pdf("A0101-form.pdf", "自评表", "评价表", "面谈记录", "下月工作计划", "83.97", "良好", "KH-202603-")
        self.desktop.press(re.compile("^签字凭证"))
        self.save_pdf("A0101-proof.pdf", "李晓雯", press=None)
        self.desktop.click(self.desktop.find("近十二个月", "list item"))
        self.sees("the month among the twelve", "^2026年3月, 已备案 · 83.97 良好")
        self.desktop.find("以表格显示数据")
        self.shot("19-trend-and-final-notice")

    def inbox(self):
        """The same sheet written on two computers, one of them without a network: both words wait for a decision."""
        field, first, mine, theirs = ("存在问题", "转化率还低。", "转化率还低，报价跟进太慢。", "转化率已好转，工单偶有超时。")
        self.enter("A0203", computer="laptop")
        self.synced()
        self.room("我的考核")
        self.fill(field, first)
        self.leave()
        self.server.stop()
        self.enter("A0203", computer="laptop")
        self.room("我的考核")
        self.fill(field, mine, sent=False)
        self.leave()
        self.server.start()
        self.enter("A0203", computer="office")
        self.synced()
        self.room("我的考核")
        self.reads(field, first)
        self.fill(field, theirs)
        self.enter("A0203", computer="laptop")
        self.synced()
        self.room("收件箱")
        for name, words in (("原来", first), ("我的", mine), ("现在", theirs)):
            self.sees(f"the inbox, {name}", f"^{name}$")
            self.sees(f"the inbox, {name}", f"^{words}$")
        self.sees("who wrote, and when", "^我的 .*[0-9]+:[0-9]+ ↔ 许杰 .*[0-9]+:[0-9]+$")
        self.sees("the badge", "^收件箱，1 项待办$")
        self.shot("20-inbox-conflict")
        before = self.server.changes()
        self.desktop.press(re.compile("^用我的"))
        self.sees("decided", "没有等待处理的事项", 60)
        wait_for("the badge to go", lambda: not self.desktop.all(re.compile("^收件箱，"), "list item"))
        wait_for("the server to take it", lambda: self.server.changes() > before, 60)
        self.synced()
        self.room("我的考核")
        self.reads(field, mine)

    def fill(self, field, words, sent=True):
        """Types into a field and waits until it is kept on this computer, and where it can be, by the server."""
        self.sees("the form", "月度绩效考核自评表 · 2026年3月")
        before = self.server.changes()
        self.desktop.type(self.desktop.find(field, FIELDS), words)
        self.sees("kept", "草稿已保存")
        if sent:
            wait_for("the server to take it", lambda: self.server.changes() > before, 60)
            self.synced()
        else:
            self.sees("not sent", "离线：[0-9]+ 项更改", 60)

    def other_looks(self):
        """The agent's form by night, on a narrow window, and on a large screen."""
        self.enter("A0101", dark=True)
        for number, room in ((24, "今日"), (25, "我的考核"), (26, "收件箱")):
            self.room(room)
            name = {"今日": "today", "我的考核": "appraisal", "收件箱": "inbox"}[room]
            self.shot(f"{number}-{name}-dark")
        self.enter("A0101")
        self.room("我的考核")
        self.desktop.resize(1920, 1080)
        self.shot("27-appraisal-1920x1080")
        self.desktop.resize(400, 760)
        self.shot("28-appraisal-400-months")
        self.desktop.click(self.desktop.find(re.compile("^2026年3月"), "list item"))
        self.shot("29-appraisal-400")
        self.desktop.resize(1366, 768)
