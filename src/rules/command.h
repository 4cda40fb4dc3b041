/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands move what edits may not: states, signatures, results (design §6). They run in the server's transaction. */
#pragma once

#include <json-glib/json-glib.h>

#include "rules/loader.h"
#include "core/problem.h"

/* What a signing key is worth (R16). */
typedef enum
{
  KEY_UNKNOWN,     /* not this person's */
  KEY_ENDED,       /* replaced by a later one */
  KEY_UNCONFIRMED, /* good, but nobody vouched for it since the administrator reset it */
  KEY_CONFIRMED,
} KeyStanding;

typedef struct FreezeDraft FreezeDraft; /* appraisal/freeze.h */

typedef struct
{
  Loader     *loader;
  Id          actor;     /* person whose token carried the command; none = the server itself */
  gboolean    admin;     /* zuoxictl (R60) */
  gint64      now;       /* µs, server */
  gboolean    clock_bad; /* the device's clock is not to be trusted: on time is what arrived on time (R52) */
  gint64      moment;    /* µs, as the device's clock said, clamped */
  Id          id;        /* row the command is about */
  const char *mid;       /* hex, of the mutation */
  const char *dg;        /* digest of the content the actor saw, "" = none (R14) */
  JsonObject *args;      /* never NULL */

  /* What @public_key (hex) was worth for @person at @moment; FALSE = the store failed. */
  gboolean (*key_of) (
      gpointer data, Id person, const char *public_key, gint64 moment, KeyStanding *standing, GError **error);
  /* Last change of a shard. */
  gint64 (*seq_of) (gpointer data, Id shard);
  /* (nullable): a form's month folded beforehand, off the writer, if no row of it has changed since; %NULL = none. It
     stands until the next call. */
  const FreezeDraft *(*draft_of) (gpointer data, gconstpointer form);
  gpointer data;
} CommandContext;

/* One row the command writes: the whole new content, or its removal. */
typedef struct
{
  const Schema *schema;
  gpointer      row; /* (owned); row->id is set, a natural key's id derived */
  gboolean      removed;
} Effect;

typedef GPtrArray Effects; /* of Effect, in order */

Effects *effects_new (void);
/* (transfer full) @row */
void effects_put (Effects *effects, const Schema *schema, gpointer row);
void effects_remove (Effects *effects, const Schema *schema, gpointer row);

typedef enum
{
  COMMAND_OK,
  COMMAND_REFUSED, /* problems say why; nothing is written */
  COMMAND_FAILED,  /* store error; the caller rolls back and may retry */
} CommandResult;

typedef struct
{
  const char *name;    /* "appraisal.submit_self" */
  gboolean    offline; /* may be queued without a connection (R41) */
  const char *clause;
  /* @code: set to a wire code (stale_view, already_done, not_allowed, wrong_state, incomplete …) when refused. */
  CommandResult (
      *run) (const CommandContext *context, Effects *effects, ProblemList *problems, const char **code, GError **error);
  guint8 since; /* version of the wire schema that brought it; 0 = the first */
} Command;

extern const Command commands[]; /* ended by a NULL name; src/commands.c */

const Command *command_find (const char *name);
