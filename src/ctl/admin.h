/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The administrator at the server's store: every change is his, audited, in one transaction (R60). */
#pragma once

#include "core/keys.h"
#include "server/admin.h"

typedef struct
{
  Server     *server;
  ServerActor actor; /* admin:<user of the machine> */
  ServerNow   now;
  DbScope     scope;
  char       *dir; /* folder of the store */
} Admin;

/**
 * admin_open:
 * @dir: (nullable): folder that holds server.db; %NULL = what ZUOXI_SERVER names
 *
 * Opens a store that exists. Errors: %CTL_ERROR_USAGE without a folder, %CTL_ERROR_FAILED without a store, #DB_ERROR.
 */
gboolean admin_open (Admin *self, const char *dir, GError **error);
/* The same, making folder and store. */
gboolean admin_create (Admin *self, const char *dir, GError **error);
void     admin_clear (Admin *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Admin, admin_clear)

/* BEGIN IMMEDIATE … grants settled, COMMIT. Without admin_commit () everything is taken back. */
gboolean admin_begin (Admin *self, GError **error);
gboolean admin_commit (Admin *self, GError **error);

gboolean admin_write (Admin *self, const Schema *schema, gconstpointer row, GError **error);
/* Salt and new password become an account; the key is stretched here. Wipes nothing of @password. */
gboolean admin_set_password (Admin       *self,
                             const char  *login,
                             Id           person,
                             const char  *password,
                             KeyCost      cost,
                             const guint8 salt[KEYS_SALT_SIZE],
                             gboolean     must_change,
                             GError     **error);

/* Two words and a number, for reading over the telephone; @random: at least 8 bytes. (transfer full) */
char *admin_words (const guint8 *random);
