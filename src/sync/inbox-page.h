/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inbox 收件箱: one card per outcome that needs a decision, and what has not been sent. */
#pragma once

#include "ui/page.h"

#define ZUOXI_TYPE_INBOX_PAGE (zuoxi_inbox_page_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiInboxPage, zuoxi_inbox_page, ZUOXI, INBOX_PAGE, ZuoxiPage)
