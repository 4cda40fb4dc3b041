/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How often a wrong password may be tried (R59): by account and address, by account, by address, and by device. Each
 * drains with time, so nobody is kept out for ever; a device the account has registered is counted by itself, so that
 * nobody else's guessing keeps its person out. What is remembered is bounded: what is drained most gives way, what is
 * full stays.
 */
#pragma once

#include "server/server.h"

#define TRIES_KEPT 4096 /* of each kind */

typedef struct Tries Tries;

typedef struct
{
  const char *login;
  const char *address; /* nullable */
  Id          device;  /* of the account, not revoked; none = not known */
} Trier;

Tries *tries_new (void);
void   tries_free (Tries *self);

/* Whether @trier has to wait; @retry_after: seconds. */
gboolean tries_is_paused (Tries *self, const Trier *trier, const ServerNow *now, guint *retry_after);
void     tries_failed (Tries *self, const Trier *trier, const ServerNow *now);
/* Forgets the failures of the one who now knew the password; not those of his account and his address. */
void tries_succeeded (Tries *self, const Trier *trier);

/* What is remembered, for tests. */
guint tries_count (Tries *self);
