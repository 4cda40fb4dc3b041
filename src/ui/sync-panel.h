/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands behind the header's sync button: how it is with the server, what waits, who is signed in where. */
#pragma once

#include "ui/page.h"

#define ZUOXI_TYPE_SYNC_PANEL (zuoxi_sync_panel_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiSyncPanel, zuoxi_sync_panel, ZUOXI, SYNC_PANEL, GtkPopover)

/* @button: below which it opens; unparent the panel before the button goes. */
ZuoxiSyncPanel *zuoxi_sync_panel_new (GtkWidget *button);

/* Follows the session while it is open. */
void zuoxi_sync_panel_open (ZuoxiSyncPanel *self, ZuoxiSession *session);
