/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The states every room has, around its content: content, or one page that says what is and what to do. The child is
 * the content; loading shows itself only after a second. Main thread.
 */
#pragma once

#include <adwaita.h>

#define ZUOXI_TYPE_STATUS (zuoxi_status_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiStatus, zuoxi_status, ZUOXI, STATUS, GtkWidget)

GtkWidget *zuoxi_status_new (void);

/* Property "child". */
void       zuoxi_status_set_child (ZuoxiStatus *self, GtkWidget *child);
GtkWidget *zuoxi_status_get_child (ZuoxiStatus *self);

void zuoxi_status_show_content (ZuoxiStatus *self);

/* Nothing yet: what the room is for; @button and @action (a detailed action name) nullable. */
void zuoxi_status_show_empty (ZuoxiStatus *self,
                              const char  *icon,
                              const char  *title,
                              const char  *text,
                              const char  *button,
                              const char  *action);
/* The search finds nothing; @action clears it. */
void zuoxi_status_show_no_match (ZuoxiStatus *self, const char *action);
/* @who: who may see it, as a sentence. */
void zuoxi_status_show_not_permitted (ZuoxiStatus *self, const char *who);
/* Offline before the first sync of this room; @what: what will come, as a sentence. */
void zuoxi_status_show_offline_first (ZuoxiStatus *self, const char *what);
/* @cancellable (nullable) gets the Cancel button. @total 0 = unknown. */
void zuoxi_status_show_loading (ZuoxiStatus *self, const char *text, GCancellable *cancellable);
void zuoxi_status_set_progress (ZuoxiStatus *self, guint64 done, guint64 total);
/* What failed, why and what to do; the error's own text is behind a button that copies it. */
void zuoxi_status_show_error (ZuoxiStatus *self, const char *title, const char *advice, const GError *error);
