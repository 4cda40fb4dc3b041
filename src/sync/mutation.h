/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One change a person made, as it is queued and pushed: a line of canonical JSON whose bytes never change again, except
 * for its place n when a device registers anew (R34).
 *
 *   {"hlc":…,"id":"…","k":"put","mid":"…","n":41,"set":{…},"t":"call"}
 *   {"hlc":…,"id":"…","k":"set","mid":"…","n":42,"rv":7,"set":{…},"t":"customer","was":{…}}
 *   {"hlc":…,"id":"…","k":"del","mid":"…","n":43,"rv":3,"t":"customer"}
 *   {"args":{…},"dg":"…","hlc":…,"id":"…","k":"cmd","mid":"…","n":44,"name":"appraisal.submit_self","t":"appraisal"}
 *   {"hlc":…,"k":"tx","mid":"…","n":45,"ops":[{"id":"…","k":"put","set":{…},"t":"call"},…]}
 */
#pragma once

#include "core/schema.h"

#define MUTATION_LINE_MAX 262144 /* bytes (design §4, limits) */
#define MUTATION_OPS_MAX 200     /* in a group (R43) */

typedef enum
{
  MUTATION_PUT,
  MUTATION_SET,
  MUTATION_DEL,
  MUTATION_COMMAND,
  MUTATION_GROUP, /* all or nothing (R43) */
} MutationKind;

typedef struct
{
  MutationKind  kind;
  char         *table;
  const Schema *schema; /* NULL: a table this build does not know; and in a group */
  Id            id;
  gint64        rv;   /* set, del: version the author saw, as the shadow had it (R14); 0 = not acknowledged yet */
  char         *set;  /* put, set: canonical JSON object */
  JsonNode     *read; /* the same as it was parsed; NULL = made here, see mutation_set_node () */
  char         *was;  /* set: by field 16 hex digits of the value seen, or the text itself for text3 (R45) */
  char         *name; /* command */
  char         *args; /* command: canonical JSON object */
  char         *dg;   /* command: digest of the content the actor saw, "" = none (R14) */
  GPtrArray    *ops;  /* group: of Mutation; put, set and del only */

  /* Given when it is queued. */
  gint64 n;
  char   mid[33]; /* 32 hex digits */
  gint64 hlc;
} Mutation;

void mutation_free (Mutation *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Mutation, mutation_free)

/* Making them. All are pure; rows are copied. */
Mutation *mutation_put (const Schema *schema, gconstpointer row);
/* (nullable): what changed from @base, which the author saw, to @mine; NULL if nothing did. */
Mutation *mutation_set (const Schema *schema, gconstpointer base, gconstpointer mine);
Mutation *mutation_del (const Schema *schema, gconstpointer row);
/* @args: canonical JSON object, NULL = {}; @dg nullable. */
Mutation *mutation_command (const char *name, const Schema *schema, Id id, const char *dg, const char *args);
/* (transfer full) @ops */
Mutation *mutation_group (GPtrArray *ops);

/* The line, without a line end. */
char *mutation_line (const Mutation *self);
/* Errors: JSON_ERROR for lines that are no canonical JSON or lack members. Unknown tables are kept (schema NULL). */
Mutation *mutation_parse (const char *line, gssize length, GError **error);

/* (transfer full): the object in set; not to be changed. JSON_ERROR if it is none. */
JsonNode *mutation_set_node (const Mutation *self, GError **error);

/* The version of the wire schema a server must have to understand it (R38): of its tables and members; 1 = any. */
gint64 mutation_since (const Mutation *self);

/* Hash of one canonical JSON value, as "was" carries it: 16 hex digits. */
char *mutation_hash_value (const char *json);
