/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The employee's room: own months, the self-assessment, what came of it. */
#pragma once

#include "appraisal/forms-page.h"

#define ZUOXI_TYPE_APPRAISAL_PAGE (zuoxi_appraisal_page_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiAppraisalPage, zuoxi_appraisal_page, ZUOXI, APPRAISAL_PAGE, ZuoxiFormsPage)

/* Own forms that wait for their self-assessment. */
guint appraisal_page_count (ZuoxiSession *session);
