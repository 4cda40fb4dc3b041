/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What customers answered when asked for a rating. */
#pragma once

#include "ui/list-room.h"

#define ZUOXI_TYPE_RATINGS_PAGE (zuoxi_ratings_page_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiRatingsPage, zuoxi_ratings_page, ZUOXI, RATINGS_PAGE, ZuoxiListRoom)
