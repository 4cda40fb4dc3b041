# SPDX-License-Identifier: GPL-3.0-or-later
"""What the supervisor does in the tour: the team's facts, the evaluation, the interview."""


class Supervisor:
    """Steps of a Tour, as the supervisor."""

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
