/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Merge of one edit into the server's row, field by field and group by group (R34, R44). Pure. */
#pragma once

#include "core/schema.h"
#include "server/server-private.h"

typedef enum
{
  MERGE_CLEAN,     /* nobody else had changed what is set */
  MERGE_MERGED,    /* others changed other things, or the texts merged */
  MERGE_CONFLICTS, /* some members kept the server's value */
} MergeResult;

typedef struct
{
  const Schema *schema;
  GHashTable   *versions; /* of the server's row */
  gint64        base;     /* rv the author saw */
  gint64        lineage;  /* of the author */
  gint64        ms;       /* of the author's clock, clamped */
  JsonObject   *set;
  JsonObject   *was; /* nullable */
} MergeEdit;

/**
 * merge_edit:
 * @row: (inout): the server's row; gains what applies
 * @lost: gains the names of members that kept the server's value and ask their author (not those that lost by lww)
 * @error: #SchemaError for a value of the wrong type
 */
gboolean merge_edit (const MergeEdit *edit, gpointer row, GPtrArray *lost, MergeResult *result, GError **error);
