/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A score from 0 to 100 with two decimals; anything else is said beside it and is no score. ↑ and ↓ change it by one.
 * Main thread. Signals: "changed": the score is another one (not for every keystroke that is no score) · "keep": keep
 * what stands there now (autosave), good or not.
 */
#pragma once

#include <adwaita.h>

#include "core/types.h"

#define ZUOXI_TYPE_SCORE_ENTRY (zuoxi_score_entry_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiScoreEntry, zuoxi_score_entry, ZUOXI, SCORE_ENTRY, GtkWidget)

GtkWidget *zuoxi_score_entry_new (const char *accessible_label);

/* Name for a screen reader: "Self score, sales amount". */
void zuoxi_score_entry_set_label (ZuoxiScoreEntry *self, const char *accessible_label);
/* Hundredths; not set while empty or wrong. */
OptInt   zuoxi_score_entry_get_score (ZuoxiScoreEntry *self);
void     zuoxi_score_entry_set_score (ZuoxiScoreEntry *self, OptInt hundredths); /* loads: no signal */
gboolean zuoxi_score_entry_is_wrong (ZuoxiScoreEntry *self);
/* What was typed, also where it is no score: for the draft. */
const char *zuoxi_score_entry_get_text (ZuoxiScoreEntry *self);
void        zuoxi_score_entry_set_text (ZuoxiScoreEntry *self, const char *text); /* loads: no signal */
/* A problem found elsewhere; NULL = none. A wrong text keeps its own. */
void zuoxi_score_entry_set_error (ZuoxiScoreEntry *self, const char *text);
/* What is wrong with it, "" = nothing. (transfer none) */
const char *zuoxi_score_entry_get_error (ZuoxiScoreEntry *self);
void        zuoxi_score_entry_set_editable (ZuoxiScoreEntry *self, gboolean editable);
void        zuoxi_score_entry_flush (ZuoxiScoreEntry *self);
