/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A team at a glance: each dot a person on a line from 0 to 100, a bar at the mean, the grades' limits as ticks. */
#pragma once

#include <gtk/gtk.h>

#include "appraisal/review-list.h"

#define ZUOXI_TYPE_SCORE_STRIP (zuoxi_score_strip_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiScoreStrip, zuoxi_score_strip, ZUOXI, SCORE_STRIP, GtkWidget)

GtkWidget *zuoxi_score_strip_new (void);

/* (element-type ZuoxiReviewItem): those without a total are left out. The text summary is the widget's description. */
void zuoxi_score_strip_set_items (ZuoxiScoreStrip *self, GPtrArray *items, Directory *directory);
