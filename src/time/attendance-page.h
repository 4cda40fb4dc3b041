/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scheduled days, clocking and leave. */
#pragma once

#include "ui/list-room.h"

#define ZUOXI_TYPE_ATTENDANCE_PAGE (zuoxi_attendance_page_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiAttendancePage, zuoxi_attendance_page, ZUOXI, ATTENDANCE_PAGE, ZuoxiListRoom)
