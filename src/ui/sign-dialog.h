/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asking for a password to sign: shows what is signed, asks again where the password is not right (R16, R20). */
#pragma once

#include <gtk/gtk.h>

#include "app/session.h"

/**
 * sign_dialog_async:
 * @person: whose password is asked for: oneself, or the other one at this machine (R13)
 * @heading: what is signed, as a title
 * @body: score, grade, plan … in a few lines, and the short digest
 */
void sign_dialog_async (GtkWindow          *parent,
                        ZuoxiSession       *session,
                        Id                  person,
                        const char         *heading,
                        const char         *body,
                        GCancellable       *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer            user_data);
/* (transfer full) (nullable): NULL without @error if the person went back. */
SessionSigner *sign_dialog_finish (GAsyncResult *result, GError **error);
