# SPDX-License-Identifier: GPL-3.0-or-later
"""What the department manager and human resources do in the tour: review and filing."""


class Managers:
    """Steps of a Tour, as manager and HR."""

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
