/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a CSV file of another program becomes rows: a key file, one group for each table (a second row of the same
 * table is
 * [table:2]); [import] may hold separator=.
 *
 *   field = column(NAME)                        text of the cell; persons by employee number, customers by code
 *   field = constant(TEXT)
 *   field = lookup(NAME; a=b; c=d; *=e)
 *   field = spread(agents)                      one agent after another; for an assignment, the one held on the
 * line's day
 *   field = spread(workdays 2026-03, 09:00-20:00)   a moment, or a day, on which the line's agent holds the post
 *   field = hash(e164)                          a number nobody has (+8612…)
 *   field = hash(mod N + BASE)                  BASE … BASE + N − 1, from the line's bytes
 *   field = row(TABLE) | row(TABLE.FIELD)       the row made of the same line, or a value of it
 *   field = after(FIELD; NAME)                  that moment and as many seconds as the cell says
 *   when = NAME=value                           the group makes a row only of such lines
 *   each = agents                               one row for each agent instead of one for each line
 */
#pragma once

#include <gio/gio.h>

#include "core/day.h"
#include "core/schema.h"

typedef enum
{
  IMPORT_COLUMN,
  IMPORT_CONSTANT,
  IMPORT_LOOKUP,
  IMPORT_AGENTS,
  IMPORT_WORKDAYS,
  IMPORT_HASH_PHONE,
  IMPORT_HASH_NUMBER,
  IMPORT_ROW,
  IMPORT_ROW_MEMBER,
  IMPORT_AFTER,
} ImportKind;

typedef struct
{
  const Field  *field;
  ImportKind    kind;
  char         *name;   /* column, constant, table of row() */
  GHashTable   *lookup; /* nullable: cell → text; "*" = anything else */
  const Schema *schema; /* of row() */
  const Field  *member; /* of row(TABLE.FIELD), and the moment of after() */
  gint64        modulus, base;
} ImportField;

typedef struct
{
  char         *name; /* of the group: table, or table:2 */
  const Schema *schema;
  GPtrArray    *fields;                   /* ImportField */
  char         *when_column, *when_value; /* NULL = every line */
  gboolean      each_agent;
} ImportGroup;

typedef struct
{
  char       separator;
  GPtrArray *groups; /* ImportGroup, as in the file */

  /* Of spread(workdays …), one for the whole map. */
  gboolean spreads;
  Day      month;
  gint32   from_s, to_s; /* seconds of the day */
} ImportMap;

/* Errors: %CTL_ERROR_FAILED naming file, group and field; GIO's and GKeyFile's. */
ImportMap *import_map_load (const char *path, GError **error);
void       import_map_free (ImportMap *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ImportMap, import_map_free)
