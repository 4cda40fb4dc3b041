# SPDX-License-Identifier: GPL-3.0-or-later
"""What the department manager and human resources do in the tour: review, return, filing."""
import re

from driver import FIELDS, wait_for
from supervisor import RETURNED


class Managers:
    """Steps of a Tour, as manager and HR."""

    def row_of(self, name, page):
        """The row of a person in the table of forms."""
        return next((row for row in self.rows_of(page) if row.get("姓名") == name), None)

    def choose_forms(self, names, page):
        """Selects a row with the mouse, and further ones by the keyboard."""
        order = [row["姓名"] for row in self.rows_of(page)]
        self.desktop.click(self.desktop.find(names[0], "label", self.table_of(page)))
        self.sees("forms chosen", "已选 1 份", root=page)
        for i, (name, before) in enumerate(zip(names[1:], names)):
            way = order.index(name) - order.index(before)
            for _ in range(abs(way)):
                self.desktop.key("ctrl+Down" if way > 0 else "ctrl+Up")
            self.desktop.key("ctrl+space")
            self.sees("forms chosen", f"已选 {i + 2} 份", root=page)

    def pass_on(self, login, page):
        """One password signs every chosen form."""
        field = self.desktop.find(re.compile(f"^密码，.*{self.people[login][2]}"), FIELDS, page)
        self.desktop.type(field, self.people[login][1], secret=True)
        self.desktop.key("Return")

    def reviews(self):
        """What waits for the department manager, with the differences, and what deserves a look first."""
        self.enter("M01")
        self.synced()
        self.room("审核")
        page = self.page("审核")
        wait_for("the forms of the tour", lambda: self.row_of("李晓雯", page) and self.row_of("宋秀兰", page))
        agent = self.row_of("李晓雯", page)
        self.same("李晓雯", f"{agent['总分']} {agent['绩效等级']}", "83.97 良好")
        self.same("宋秀兰 is of a different opinion", "有不同意见" in self.row_of("宋秀兰", page)["留意"], True)
        self.same("李莹 has not signed", "未签字" in self.row_of("李莹", page)["留意"], True)
        self.shot("15-managers-queue")
        self.choose_forms(["李晓雯"], page)
        # What comes in meanwhile does not take the choice away.
        self.desktop.key("F5")
        self.synced()
        self.sees("the form is still chosen", "已选 1 份", root=page)
        self.pass_on("M01", page)
        wait_for("the reviewed form to leave the queue", lambda: self.row_of("李晓雯", page) is None, 60)
        self.synced()

    def give_back(self):
        """The manager returns a form: not without a reason."""
        page = self.page("审核")
        self.choose_forms(["宋秀兰"], page)
        back = self.desktop.find(re.compile("^退回"), "push button", page)
        self.same("a return wants its reason", self.desktop.sensitive(back), False)
        self.desktop.type(self.desktop.find("退回原因", FIELDS, page), RETURNED)
        self.shot("16-return-with-reason")
        self.desktop.press(re.compile("^退回"), root=page)
        wait_for("the form to leave the queue", lambda: self.row_of("宋秀兰", page) is None, 60)
        self.synced()

    def second_reviewed(self):
        """The second revision comes to the manager, who signs it."""
        self.enter("M01")
        self.synced()
        self.room("审核")
        page = self.page("审核")
        wait_for("the second revision", lambda: self.row_of("宋秀兰", page), 60)
        self.same("it was returned before", "曾被退回" in self.row_of("宋秀兰", page)["留意"], True)
        self.choose_forms(["宋秀兰"], page)
        self.sees("its revision", "第 ?2 ?版|修订 ?2|版本 ?2", root=page)
        self.shot("17-second-revision-reviewed")
        self.pass_on("M01", page)
        wait_for("the form to leave the queue", lambda: self.row_of("宋秀兰", page) is None, 60)
        self.synced()

    def filing(self):
        """Human resources: the month as a board; a batch is filed, one exception stays for a closer look."""
        self.enter("H01")
        self.synced()
        self.room("备案")
        page = self.page("备案")
        waiting = ["李晓雯", "周浩然", "刘建华"]
        wait_for("what waits for filing", lambda: self.row_of("李晓雯", page))
        self.same("袁娜 is an exception", self.row_of("袁娜", page)["例外"], "差异较大")
        before = {row["备案号"] for row in self.rows_of(page) if row.get("备案号")}
        self.choose_forms(waiting, page)
        self.pass_on("H01", page)
        wait_for("the forms to be filed", lambda: all(self.row_of(name, page)["状态"] == "已备案" for name in waiting), 60)
        numbers = sorted(row["备案号"] for row in self.rows_of(page) if row.get("备案号"))
        self.same("李晓雯 is filed", " ".join(self.row_of("李晓雯", page)[column] for column in ("总分", "绩效等级", "状态")),
                  "83.97 良好 已备案")
        self.same("numbers without a gap", numbers, [f"KH-202603-{i + 1:03}" for i in range(len(before) + len(waiting))])
        self.same("袁娜 waits", self.row_of("袁娜", page)["状态"], "已审核")
        self.shot("18-filing-with-one-exception")
        # A whole team on paper.
        self.desktop.key("ctrl+f")
        self.desktop.type(self.desktop.find("在当前页面中搜索", FIELDS, page), "电销一组")
        wait_for("the team alone", lambda: {row["团队／小组"] for row in self.rows_of(page)} == {"电销一组"})
        self.desktop.key("ctrl+p")
        self.save_pdf("team-1-forms.pdf", "李晓雯", "刘建华", "83.97", press=None, title="打印本月全部表单")
        self.desktop.key("ctrl+f", "Escape")
        wait_for("all teams", lambda: len({row["团队／小组"] for row in self.rows_of(page)}) > 1)
        self.desktop.resize(1920, 1080)
        self.shot("22-filing-1920x1080")
        self.desktop.resize(400, 760)
        self.shot("23-filing-400")
        self.enter("H01", dark=True)
        self.room("备案")
        self.sees("a form that is filed", "已备案")
        self.shot("21-filing-dark")
