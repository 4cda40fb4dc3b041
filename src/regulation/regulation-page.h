/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Regulation 管理制度: versions with their clauses, one's own receipt, and for HR who has not signed yet (1.1). */
#pragma once

#include "ui/page.h"

#define ZUOXI_TYPE_REGULATION_PAGE (zuoxi_regulation_page_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiRegulationPage, zuoxi_regulation_page, ZUOXI, REGULATION_PAGE, ZuoxiPage)

/* 1 while one's own receipt of the version in force is missing. */
guint regulation_page_count (ZuoxiSession *session);
