/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Confirming a signing key that came of a reset: its owner, HR and the line above, online (R16). */
#pragma once

#include "app/session.h"

typedef struct
{
  gboolean confirmed;
  char    *key;   /* hex */
  char    *role;  /* of the one who asks: self | hr | line */
  GArray  *given; /* of Id: who has signed already */
} KeyState;

void key_state_free (KeyState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KeyState, key_state_free)

/* (transfer full): twenty digits by which two people see that they look at the same key. */
char *key_number (const char *key);

void key_confirm_ask_async (ZuoxiSession       *session,
                            Id                  person,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data);
/* @signer: oneself */
void key_confirm_sign_async (ZuoxiSession        *session,
                             Id                   person,
                             const char          *key,
                             const SessionSigner *signer,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data);
/* (transfer full): of either; NULL with @error, whose message is for people. */
KeyState *key_confirm_finish (ZuoxiSession *session, GAsyncResult *result, GError **error);
