/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Targets by person and month (R28). */
#pragma once

#include "ui/list-room.h"

#define ZUOXI_TYPE_TARGETS_PAGE (zuoxi_targets_page_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiTargetsPage, zuoxi_targets_page, ZUOXI, TARGETS_PAGE, ZuoxiListRoom)
