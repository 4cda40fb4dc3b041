/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Violations; only confirmed ones count. */
#pragma once

#include "ui/list-room.h"

#define ZUOXI_TYPE_VIOLATIONS_PAGE (zuoxi_violations_page_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiViolationsPage, zuoxi_violations_page, ZUOXI, VIOLATIONS_PAGE, ZuoxiListRoom)
