/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The signing keys of people and how long each is good (R16). One key of an account is good at a time. */
#pragma once

#include "rules/command.h"
#include "server/server.h"

/**
 * account_key_begin:
 * @key: the public key, hex
 * @old: (nullable): the key that vouches for it; %NULL = the administrator resets the account
 *
 * Makes @key the account's key; the one before ends now.
 */
gboolean account_key_begin (Server          *self,
                            const char      *login,
                            Id               person,
                            const char      *key,
                            const char      *old,
                            gboolean         confirmed,
                            const ServerNow *now,
                            GError         **error);

/**
 * account_key_vouches:
 * @message: what a good key of the account has to have signed
 * @confirmed: (out): what that key is itself
 * @old: (out): (transfer full) (nullable): that key
 */
gboolean account_key_vouches (Server       *self,
                              const char   *login,
                              Id            person,
                              GString      *message,
                              const guint8 *signature,
                              char        **old,
                              gboolean     *confirmed,
                              GError      **error);

/* What @key is worth for a signature of @person at @moment (µs, of the company's clock). A key that was reset is worth
   nothing, whatever moment is claimed. */
gboolean account_key_standing (
    Server *self, Id person, const char *key, gint64 moment, KeyStanding *standing, GError **error);

/* For looking back: whether @key was the person's at all, and had not ended at @moment, however it ended. */
gboolean account_key_was_good (
    Server *self, Id person, const char *key, gint64 moment, gboolean *known, gboolean *good, GError **error);
