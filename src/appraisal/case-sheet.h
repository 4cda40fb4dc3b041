/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A form to be read by those who pass it on: head, indicators with their three numbers, texts, interview, steps. */
#pragma once

#include <gtk/gtk.h>

#include "appraisal/case.h"

/* Fills @box anew. */
void case_sheet_fill (GtkBox *box, const AppraisalCase *shown, ZuoxiSession *session);
