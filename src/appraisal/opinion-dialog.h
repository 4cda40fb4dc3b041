/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a previous supervisor, or the department manager in his place, writes his opinion (R6). Main thread. */
#pragma once

#include "appraisal/opinion-ask.h"
#include "ui/window.h"

/* @ask: (transfer full). What is typed and not sent stays a draft. */
void opinion_dialog_show (ZuoxiWindow *window, ZuoxiSession *session, OpinionAsk *ask);
/* For the person signed in; FALSE if he was not asked about @form. */
gboolean opinion_dialog_show_own (ZuoxiWindow *window, ZuoxiSession *session, Id form);
