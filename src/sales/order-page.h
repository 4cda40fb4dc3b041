/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders and who is credited with them. */
#pragma once

#include "ui/list-room.h"

#define ZUOXI_TYPE_ORDERS_PAGE (zuoxi_orders_page_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiOrdersPage, zuoxi_orders_page, ZUOXI, ORDERS_PAGE, ZuoxiListRoom)
