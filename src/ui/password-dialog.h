/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person chooses a new password (R16). */
#pragma once

#include <adwaita.h>

#include "app/session.h"

#define ZUOXI_TYPE_PASSWORD_DIALOG (zuoxi_password_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiPasswordDialog, zuoxi_password_dialog, ZUOXI, PASSWORD_DIALOG, AdwWindow)

/* @forced: somebody else chose the password in use; the dialog says so and can only be left by changing it, or by
 * closing the window. */
void password_dialog_present (GtkWindow *parent, ZuoxiSession *session, gboolean forced);
