/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Team 团队: the facts of the month for each agent, sortable; a figure leads to the rows it was counted from. */
#pragma once

#include "ui/page.h"

#define ZUOXI_TYPE_TEAM_PAGE (zuoxi_team_page_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiTeamPage, zuoxi_team_page, ZUOXI, TEAM_PAGE, ZuoxiPage)
