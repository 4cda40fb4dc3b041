/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts, tokens and devices (R16, R59). The server never sees a password: what logs in is KDF (K, 1). */
#pragma once

#include "core/keys.h"
#include "server/push.h"

#define AUTH_ACCESS_S (15 * 60)
#define AUTH_REFRESH_S (60 * 86400)

/**
 * server_account_create:
 * @k: the stretched password
 * @must_change: the person chooses an own password at the first sign-in
 *
 * Creates or, with the same login, replaces the account, its public key and its account card. A replaced key is
 * unconfirmed, and so is every later one. In the caller's transaction.
 */
gboolean server_account_create (Server          *self,
                                const char      *login,
                                Id               person,
                                const guint8     salt[KEYS_SALT_SIZE],
                                KeyCost          cost,
                                const guint8     k[KEYS_SIZE],
                                gboolean         must_change,
                                const ServerNow *now,
                                GError         **error);

/* The requests of PROTOCOL.md §2. FALSE only if the store failed. */
gboolean auth_salt (Server *self, const char *login, Answer *answer, GError **error);
gboolean auth_login (Server          *self,
                     GBytes          *body,
                     const char      *remote,
                     const ServerNow *now,
                     Answer          *answer,
                     guint           *retry_after,
                     GError         **error);
gboolean auth_refresh (Server *self, GBytes *body, const ServerNow *now, Answer *answer, GError **error);
gboolean auth_password (Server            *self,
                        const ServerActor *account,
                        GBytes            *body,
                        const char        *remote,
                        const ServerNow   *now,
                        Answer            *answer,
                        guint             *retry_after,
                        GError           **error);
gboolean auth_device (Server            *self,
                      const ServerActor *account,
                      GBytes            *body,
                      const ServerNow   *now,
                      Answer            *answer,
                      GError           **error);

/* From now on the sign-in of @account is @device's, and no other's. */
gboolean auth_bind (Server *self, const ServerActor *account, Id device, GError **error);

/* Who holds this access token. @found FALSE = nobody, or no longer. The login is (transfer full). */
gboolean auth_find (Server          *self,
                    const char      *token,
                    const ServerNow *now,
                    ServerActor     *actor,
                    gboolean        *found,
                    GError         **error);
