/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Filing (5.5.1④): the month as a board, filing in a batch with the exceptions first, results to print and export. */
#pragma once

#include "appraisal/pass-page.h"

#define ZUOXI_TYPE_FILING_PAGE (zuoxi_filing_page_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiFilingPage, zuoxi_filing_page, ZUOXI, FILING_PAGE, ZuoxiPassPage)

/* Forms that wait for filing: the badge of the room. */
guint filing_page_count (ZuoxiSession *session);
