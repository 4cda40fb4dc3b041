/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The history of one row in a window of its own: who, when, and each member from what to what. */
#pragma once

#include <adwaita.h>

#include "core/schema.h"
#include "ui/page.h"

#define ZUOXI_TYPE_HISTORY_DIALOG (zuoxi_history_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiHistoryDialog, zuoxi_history_dialog, ZUOXI, HISTORY_DIALOG, AdwWindow)

/* @name: of the row, for the title. Closes itself when its session is signed out. */
ZuoxiHistoryDialog *history_dialog_present (
    GtkWindow *parent, ZuoxiSession *session, const Schema *schema, Id id, const char *name);
