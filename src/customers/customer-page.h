/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customers and their numbers; agents see their own, supervisors their team's. */
#pragma once

#include "ui/list-room.h"

#define ZUOXI_TYPE_CUSTOMERS_PAGE (zuoxi_customers_page_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiCustomersPage, zuoxi_customers_page, ZUOXI, CUSTOMERS_PAGE, ZuoxiListRoom)
