/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interview: two people at one screen, no network needed (5.5.1③, R13, R20). */
#pragma once

#include "ui/page.h"

#define ZUOXI_TYPE_INTERVIEW_PAGE (zuoxi_interview_page_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiInterviewPage, zuoxi_interview_page, ZUOXI, INTERVIEW_PAGE, ZuoxiPage)

/* Interviews this person has to hold. */
guint interview_page_count (ZuoxiSession *session);
