/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reviews (5.5.1④): what deserves a look first, the team at a glance, one password for many. */
#pragma once

#include "appraisal/pass-page.h"

#define ZUOXI_TYPE_REVIEW_PAGE (zuoxi_review_page_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiReviewPage, zuoxi_review_page, ZUOXI, REVIEW_PAGE, ZuoxiPassPage)

/* Forms that wait for the person's review: the badge of the room. */
guint review_page_count (ZuoxiSession *session);
