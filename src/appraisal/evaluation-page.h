/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The supervisor's room: everyone to be scored, one after the other. */
#pragma once

#include "appraisal/forms-page.h"

#define ZUOXI_TYPE_EVALUATION_PAGE (zuoxi_evaluation_page_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiEvaluationPage, zuoxi_evaluation_page, ZUOXI, EVALUATION_PAGE, ZuoxiFormsPage)

/* Forms that wait for this person's score. */
guint evaluation_page_count (ZuoxiSession *session);
