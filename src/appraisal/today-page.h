/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Today: the queue of everything that waits for the person, and his own day. */
#pragma once

#include "ui/page.h"

#define ZUOXI_TYPE_TODAY_PAGE (zuoxi_today_page_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiTodayPage, zuoxi_today_page, ZUOXI, TODAY_PAGE, ZuoxiPage)
