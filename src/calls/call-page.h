/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Call records, the latest first. */
#pragma once

#include "ui/list-room.h"

#define ZUOXI_TYPE_CALLS_PAGE (zuoxi_calls_page_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiCallsPage, zuoxi_calls_page, ZUOXI, CALLS_PAGE, ZuoxiListRoom)
