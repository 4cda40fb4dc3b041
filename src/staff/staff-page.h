/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Staff 员工: the directory by team; a person's posts over time, line, account and place on the ladder (1.2, 4.6.1). */
#pragma once

#include "ui/list-room.h"

#define ZUOXI_TYPE_STAFF_PAGE (zuoxi_staff_page_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiStaffPage, zuoxi_staff_page, ZUOXI, STAFF_PAGE, ZuoxiListRoom)
