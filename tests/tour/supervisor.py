# SPDX-License-Identifier: GPL-3.0-or-later
"""What the supervisor does in the tour: the team's facts, the evaluation, the interview of two."""
import re

from driver import FIELDS, Missing, wait_for

# What the supervisor gives in the worked example (domain §5), and the total it leads to.
RATINGS = (("责任心", "85"), ("积极性", "75"), ("团队合作精神", "85"))
TOTAL = "83.97 良好"

EVALUATION = (
    ("优点", "答应客户的回电都当天完成，记录完整，团队里愿意帮人。"),
    ("不足", "转化率低于目标，报价之后的跟进不够坚决。"),
    ("改进建议", "每周参加两次异议处理演练，每天下午留一小时回访意向客户。"))

TALK = (
    ("考核结果反馈", "逐项说明了总分、等级和每一项的算法。"),
    ("工作成功的方面", "回访细致，客户评价好。"),
    ("需要改善的地方", "转化率没有到目标。"),
    ("下一步工作和改进方向", "每周两次异议处理演练，报价后两日内跟进。"))
OPINION = "月底退货的那一单是物流问题，希望复核。"
RETURNED = "优点写得太笼统，请写出事例后再评。"
REFUSAL = "本人认为目标定得过高，不愿签字。"
GOAL = (("工作目标", "四月销售额三万三千元"), ("措施", "每天新增十五个有效沟通，两日内回访"), ("截止", "2026-04-30"))


def number(text):
    """The number at the beginning of a cell: “¥30,000”, “2.81% (9/320)”, “86.00 (20)”."""
    return float(re.match(r"[¥\s]*([\d,.]+)", text).group(1).replace(",", ""))


class Supervisor:
    """Steps of a Tour, as the supervisor."""

    # --- reading a page ---------------------------------------------------------------------------------------------
    def page(self, name):
        """The widget of the room that is open; what stands in rooms opened before does not count."""
        return self.desktop.find(name, "filler")

    def table_of(self, root):
        """The list below the heads of the columns."""
        return next(found for found in self.desktop.all(None, "list", root)
                    if any(", " in (found.getChildAtIndex(i).name or "") for i in range(min(found.childCount, 3))))

    def rows_of(self, root):
        """The rows of a table by the names of their columns, in the order they stand in."""
        def read():
            table = self.table_of(root)
            names = [table.getChildAtIndex(i).name for i in range(table.childCount)]
            return [dict(part.partition(" ")[::2] for part in name.split(", ")) for name in names if name]
        return wait_for("the rows of the table", read)

    def sort_by(self, title, root):
        """Clicks the head of a column until it is sorted downwards; returns the cells, in the order of the rows."""
        def column():
            return [row[title] for row in self.rows_of(root)]
        head = self.desktop.find(title, "label", root)
        for _ in range(2):
            before = column()
            self.desktop.click(head)
            wait_for(f"another order by “{title}”", lambda: column() != before)
            if column() == sorted(column(), key=number, reverse=True):
                break
        return column()

    # --- 7 ----------------------------------------------------------------------------------------------------------
    def team_facts(self):
        """The supervisor's team, counted from calls, orders, ratings and attendance."""
        self.enter("Z01")
        self.synced()
        self.room("团队")
        page = self.page("团队")
        wait_for("ten agents", lambda: len(self.rows_of(page)) == 10)
        sales = self.sort_by("销售额", page)
        self.same("sales, the best first", " ".join(sales), " ".join(sorted(sales, key=number, reverse=True)))
        rate = self.sort_by("销售转化率", page)
        self.same("conversion, the best first", " ".join(rate), " ".join(sorted(rate, key=number, reverse=True)))
        sales = self.sort_by("销售额", page)
        agent = next(row for row in self.rows_of(page) if row["人员"] == "李晓雯")
        self.same("李晓雯's sales and conversion", f"{agent['销售额']} {agent['销售转化率']}", "¥30,000 2.81% (9/320)")
        self.same("李晓雯's figures", agent["数据状态"], "暂算")
        self.desktop.click(self.desktop.find("李晓雯", "label", page))
        self.sees("details of the agent", "李晓雯 · A0101 · 电销一组")
        self.shot("07-team-facts-sorted")

    # --- 8 ----------------------------------------------------------------------------------------------------------
    def open_sheet(self, name, month="2026年3月"):
        """The evaluation of a person in the list of forms."""
        page = self.page("评价")
        self.desktop.click(self.desktop.find(re.compile(f"^{name} · {month}, "), "list item", page))
        self.sees("the form", f"^{name} · ", root=page)
        return page

    def figure_and_rows(self):
        """A figure opens the rows it was counted from, by the keyboard alone."""
        self.room("评价")
        page = self.open_sheet("李晓雯")
        self.sees("state", "^已自评$", root=page)
        self.sees("figures are provisional", "暂定数据", root=page)
        figure = self.desktop.find("销售完成率 ¥30,000", "push button", page)
        self.desktop.reach_by_tab(figure)
        self.desktop.key("Return")
        panel = self.page("数据所依据的记录")
        self.sees("the figure", "销售额 · 销售完成率 ¥30,000", root=panel)
        count = int(self.sees("rows counted", r"^计入 (\d+) 条记录$", root=panel).group(1))
        rows = self.rows_of(panel)
        self.same("rows in the list", len(rows), count)
        self.same("their sum", sum(number(row["数值"]) for row in rows), 30000.0)
        self.sees("the formula", r"30,000.*40,000.*75", root=panel)
        self.sees("what would change it", r"再签.*\d.*分", root=panel)
        self.shot("08-a-figure-and-its-rows")
        self.desktop.key("Escape")
        close = self.desktop.find("关闭记录", "push button", page)
        wait_for("the rows to close", lambda: not self.desktop.has_focus(close))
        self.sees("the target is there again", "¥40,000", root=page)

    # --- 9 ----------------------------------------------------------------------------------------------------------
    def score_field(self, item, page):
        return self.desktop.find(f"主管评分, {item}", FIELDS, page)

    def wrong_score(self):
        """A score of 101 and a high score without its example: each is told beside its field."""
        page, desktop = self.page("评价"), self.desktop
        desktop.type(self.score_field("责任心", page), "101")
        self.sees("a score of 101", "得分在 0 到 100 之间", root=page)
        for score, word in (("95", "90"), ("55", "60")):
            desktop.type(self.score_field("责任心", page), score)
            desktop.find("“责任心”的实例", FIELDS, page)
            desktop.press(re.compile("^下一空项"), root=page)
            self.sees(f"a score of {score} wants an example", "实例|事例", root=page)
        desktop.type(self.score_field("责任心", page), "101")
        self.sees("a score of 101", "得分在 0 到 100 之间", root=page)
        self.shot("09-evaluation-error-beside-the-field")

    # --- 10 ---------------------------------------------------------------------------------------------------------
    def evaluation(self):
        """The evaluation on provisional figures, then on frozen ones, signed and submitted."""
        page, desktop = self.page("评价"), self.desktop
        for item, score in RATINGS:
            desktop.type(self.score_field(item, page), score)
        for label, words in EVALUATION:
            desktop.type(desktop.find(label, FIELDS, page), words)
        self.sees("the total", re.escape(TOTAL), root=page)
        self.sees("what is missing", "还缺 1 项.*冻结", root=page)
        self.shot("10a-evaluation-complete-provisional")
        desktop.press(re.compile("^冻结数据"), root=page)
        self.sees("no device is behind", "所有设备都已同步")
        desktop.press(re.compile("^冻结(?!数据)"))
        self.sees("the figures are frozen", "数据冻结于 ", 60, page)
        self.sees("nothing is missing", "没有缺项", root=page)
        self.sees("the total", re.escape(TOTAL), root=page)
        self.shot("10b-evaluation-frozen")

    # --- 11 ---------------------------------------------------------------------------------------------------------
    def revealed(self):
        """The evaluation is signed; once the server has it, each side sees the other's sheet."""
        page = self.page("评价")
        self.desktop.press(re.compile("^提交"), root=page)
        self.sees("what is signed", TOTAL)
        self.sign("Z01")
        self.sees("state", "^已评分$", 60, page)
        self.synced()
        words = self.desktop.texts(page)
        self.same("nothing is hidden any more", [word for word in words if "•" in word], [])
        self.sees("the total", re.escape(TOTAL), root=page)
        self.shot("11-both-sheets-revealed")

    # --- 12, 13, 14 ------------------------------------------------------------------------------------------------------
    def open_interview(self, name):
        """The two-person screen of a form that is scored."""
        page = self.page("绩效面谈")
        self.desktop.click(self.desktop.find(re.compile(f"^{name} · "), ("list item", "label"), page))
        self.sees("the form", f"^{name} · 2026年3月$", root=page)
        return page

    def talk(self, page, words=TALK, goal=GOAL):
        """Types the contents of an interview and one goal for next month, with its figure."""
        desktop = self.desktop
        for label, text in words:
            desktop.type(desktop.find(label, FIELDS, page), text)
        for label, text in goal:
            desktop.type(desktop.find(label, FIELDS, page), text)
        self.choose("数据", 1, "销售额", page)
        desktop.type(desktop.find("目标值（元）", FIELDS, page), "33000")

    def choose(self, title, down, choice, page):
        """Picks from a row with choices, by the keyboard; what it shows then is compared."""
        row = self.desktop.find(title, "combo box", page)
        for left in (2, 1, 0):
            self.desktop.click(row)
            wait_for(f"the choices of “{title}”", lambda: len(self.desktop.all(None, "list item", row)) > 1)
            for key in ["Home"] + ["Down"] * down + ["Return"]:
                self.desktop.key(key)
            try:  # a key that comes before the list has the keyboard goes astray
                wait_for(f"“{choice}” in “{title}”", lambda: self.desktop.all(choice, "label", row), 3 if left else 20)
                return
            except Missing:
                if left == 0:
                    raise

    def sign_row(self, title, login, page, password=None):
        """Signs in one of the two rows, with the person's own password."""
        field = self.desktop.find(f"密码，{title} {self.people[login][2]}", FIELDS, page)
        self.desktop.type(field, password or self.people[login][1], secret=True)
        self.desktop.key("Return")

    def both_signed(self, second, page):
        """The second signature stands below the first, and the employee's copy is ready."""
        self.sees("the second has signed", rf"^{second} .*\d+:\d\d", root=page)
        self.desktop.find(re.compile("^保存员工"), "push button", page)

    def interview(self):
        """Two people at one computer, and no server: four contents, a goal, two signatures."""
        self.server.stop()
        self.room("绩效面谈")
        page = self.open_interview("李晓雯")
        self.sees("the result", re.escape(TOTAL), root=page)
        self.sees("what to talk about", "谈一谈", root=page)
        self.sign_row("1  主管", "Z01", page)
        self.sees("an empty record is not signed", "还缺 7 项：缺少结果说明", root=page)
        self.talk(page)
        self.sign_row("1  主管", "Z01", page)
        self.sees("the supervisor has signed", "陈立 ", root=page)
        digest = self.sees("what is signed", r"83\.97 良好 · 1 项目标 · 摘要 ([0-9a-f]{12})", root=page)
        self.desktop.key("F5")
        self.sees("the banner", "离线：", 60)
        self.sign_row("2  员工", "A0101", page, "0000000000")
        self.sees("another's password is refused", "密码不对|密码错误|密码不正确", root=page)
        self.shot("12-interview-of-two-offline")
        self.sign_row("2  员工", "A0101", page)
        self.both_signed("李晓雯", page)
        self.say(f"      signed by both: {digest.group(0)}")

    def objection(self):
        """An agent has read it and is of a different opinion: the signature is a receipt, the words stand beside it."""
        self.room("绩效面谈")
        page = self.open_interview("宋秀兰")
        self.talk(page)
        self.choose("员工", 1, "已阅知，有不同意见", page)
        self.sign_row("1  主管", "Z01", page)
        self.sees("without words it is not signed", "须本人写明意见内容", root=page)
        self.desktop.type(self.desktop.find("员工原话", FIELDS, page), OPINION)
        self.sign_row("1  主管", "Z01", page)
        self.sign_row("2  员工", "A0103", page)
        self.both_signed("宋秀兰", page)
        self.sees("what was signed", r"\d\d\.\d\d \S+ · 1 项目标 · 摘要 [0-9a-f]{12}", root=page)
        self.shot("13-signed-with-a-different-opinion")

    def refusal(self):
        """An agent refuses to sign: a witness signs, who stands outside the line and outside human resources."""
        page = self.open_interview("李莹")
        self.talk(page)
        self.choose("员工", 2, "拒绝签字", page)
        self.desktop.type(self.desktop.find("员工原话", FIELDS, page), REFUSAL)
        for number, why in (("M01", "汇报线"), ("H01", "人力资源")):
            self.desktop.type(self.desktop.find("见证人工号", FIELDS, page), number)
            self.sign_row("1  主管", "Z01", page)
            self.sees(f"{number} cannot be the witness", why, root=page)
        self.desktop.type(self.desktop.find("见证人工号", FIELDS, page), "T01")
        self.sign_row("1  主管", "Z01", page)
        self.sees("the supervisor has signed", "陈立 ", root=page)
        self.shot("14-refusal-with-a-witness")
        self.sign_row("2  见证人", "T01", page)
        self.both_signed("马丽", page)

    def signed_online(self):
        """The server is back: what was signed without it goes out and is confirmed."""
        self.server.start()
        self.desktop.key("F5")
        self.synced()
        self.room("评价")
        page = self.page("评价")
        for name in ("李晓雯", "宋秀兰", "李莹"):
            self.desktop.find(re.compile(f"^{name} · 2026年3月, 已沟通"), "list item", page, 60)
            self.say(f"      {name}: 已沟通")

    # --- 17 ---------------------------------------------------------------------------------------------------------
    def second_revision(self):
        """What came back is evaluated again, and talked about again."""
        self.enter("Z01")
        self.synced()
        self.room("评价")
        page = self.open_sheet("宋秀兰")
        self.sees("why it came back", "退回：.*" + RETURNED, root=page)
        self.desktop.type(self.desktop.find("优点", FIELDS, page), "三月十八日主动接手同事的急件，当天办结并回访。")
        self.desktop.press(re.compile("^提交"), root=page)
        self.sign("Z01")
        self.sees("state", "^已评分$", 60, page)
        self.synced()
        self.room("绩效面谈")
        page = self.open_interview("宋秀兰")
        self.talk(page)
        self.sign_row("1  主管", "Z01", page)
        self.sign_row("2  员工", "A0103", page)
        self.both_signed("宋秀兰", page)
        self.synced()
