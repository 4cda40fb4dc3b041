/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inquiries, complaints and suggestions with their promised time. */
#pragma once

#include "ui/list-room.h"

#define ZUOXI_TYPE_TICKETS_PAGE (zuoxi_tickets_page_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiTicketsPage, zuoxi_tickets_page, ZUOXI, TICKETS_PAGE, ZuoxiListRoom)
