/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Schemes: those of every post and version; a published one is copied to a draft, edited, and published (R71). */
#pragma once

#include "ui/page.h"

#define ZUOXI_TYPE_SCHEME_PAGE (zuoxi_scheme_page_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiSchemePage, zuoxi_scheme_page, ZUOXI, SCHEME_PAGE, ZuoxiPage)
