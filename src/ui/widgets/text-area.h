/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A text of several lines with its label, a hint, how many characters are still missing, and what is wrong with it.
 * Main thread. Signals: "changed" (each keystroke) · "keep": keep the text now (autosave).
 */
#pragma once

#include <adwaita.h>

#define ZUOXI_TYPE_TEXT_AREA (zuoxi_text_area_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiTextArea, zuoxi_text_area, ZUOXI, TEXT_AREA, GtkWidget)

/* Properties: label, hint, text, error (strings), min-characters, lines (uint), editable (boolean). */

GtkWidget *zuoxi_text_area_new (const char *label, guint min_characters);

char    *zuoxi_text_area_dup_text (ZuoxiTextArea *self);                    /* (transfer full) */
void     zuoxi_text_area_set_text (ZuoxiTextArea *self, const char *text);  /* loads: neither changed nor kept */
void     zuoxi_text_area_set_error (ZuoxiTextArea *self, const char *text); /* NULL = nothing is wrong */
void     zuoxi_text_area_set_editable (ZuoxiTextArea *self, gboolean editable);
gboolean zuoxi_text_area_is_long_enough (ZuoxiTextArea *self);
/* Tells keep now if something was typed since. */
void zuoxi_text_area_flush (ZuoxiTextArea *self);
