/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The only way a person's change gets into the store (design §3). */
#pragma once

#include "store/store.h"
#include "sync/mutation.h"

/**
 * store_apply:
 * @mutations: (array length=count): from mutation.h; n, mid and hlc are set here
 *
 * One transaction: each mutation's line joins the outbox, the server's version of its row is kept once, the row and its
 * search entry change. Commands change no field (R41). On failure nothing has happened.
 *
 * Errors: #STORE_ERROR, #DB_ERROR.
 */
gboolean store_apply (Store *self, Mutation *const *mutations, guint count, GError **error);
/* One mutation, which is freed; NULL (nothing changed) succeeds. */
gboolean store_apply_one (Store *self, Mutation *mutation, GError **error);

/* What the server met last understands (R38). A mutation of a later schema is refused with STORE_ERROR_SERVER_OLD, so
   that nothing is queued that cannot be sent; 0 = not known, nothing is refused. */
gboolean store_set_server_schema (Store *self, gint64 version, GError **error);
gint64   store_get_server_schema (Store *self);

typedef enum
{
  STORE_PENDING_EDIT = 1 << 0,    /* edits of the row wait for the server: "unsent" */
  STORE_PENDING_COMMAND = 1 << 1, /* a command waits: "submitted, not confirmed"; the row is read-only */
} StorePending;

/* Bits; -1 on error. */
int store_pending (Store *self, const char *table, Id id, GError **error);
/* Lines the server has not acknowledged; -1 on error. @oldest (nullable): µs when the oldest was made, 0 = none. */
gint64 store_unsent (Store *self, gint64 *oldest, GError **error);

/* What the outbox still holds, for the view of a person's own unsent words (R54). */
typedef struct
{
  Mutation *mutation;
  gint64    at;           /* when it was made */
  gboolean  acknowledged; /* the server has it, the pull has not brought its effect yet */
} OutboxEntry;

void outbox_entry_free (OutboxEntry *entry);
/* (transfer full) (element-type OutboxEntry): the oldest first */
GPtrArray *store_outbox_list (Store *self, GError **error);
/* For a long view of them. (element-type gint64): n of what the server has not acknowledged, the oldest first. */
GArray *store_unsent_ns (Store *self, GError **error);

/* What they touch. */
typedef struct
{
  char  *table;
  gint64 lines;
} OutboxKind;

void outbox_kind_free (OutboxKind *kind);
/* (transfer full) (element-type OutboxKind): the most frequent first */
GPtrArray *store_unsent_kinds (Store *self, GError **error);
/* (transfer full) NULL without @error: it left meanwhile */
OutboxEntry *store_outbox_entry (Store *self, gint64 n, GError **error);
