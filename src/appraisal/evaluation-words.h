/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parts of a form that are read, not typed: what the previous supervisor and the scorer wrote. Main thread. */
#pragma once

#include <adwaita.h>

#include "appraisal/case.h"

/* The previous supervisor's opinion, or who still owes it and what can be done; @on_ask (gpointer user_data). */
GtkWidget *opinion_card_new (GCallback on_ask, gpointer user_data);
void       opinion_card_show (GtkWidget *card, const AppraisalCase *shown, Directory *directory);
/* What "Ask Again" stands on, for the focus. (transfer none) */
GtkWidget *opinion_card_get_button (GtkWidget *card);

/* The scorer's words beside one's own sheet, from the reveal on. */
GtkWidget *words_card_new (void);
void       words_card_show (GtkWidget *card, const AppraisalCase *shown, Directory *directory);
