/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files of src/store that make up Store. */
#pragma once

#include "core/digest.h"
#include "store/store.h"

/* SQL of one entity, made once per connection. */
typedef struct
{
  char *columns;
  char *by_id;
  char *by_k;
  char *version; /* bucket and rv by id */
  char *insert;
  char *update;
  char *remove;
} Table;

/* What is not there at all need not be looked for row by row; asked once in a write transaction. */
typedef struct
{
  gboolean asked;
  gboolean lines;   /* there may be lines in the outbox */
  gboolean untyped; /* there may be rows in the server's bytes */
  gboolean sent;    /* there may be rows in sent_row */
} StoreQuiet;

struct _Store
{
  Db         *db;
  char       *path;
  char       *vfs;
  DbFlags     flags;
  StoreEnv    env;
  StorePlace  place;
  gpointer    place_data;
  Notices    *notices;
  GHashTable *tables;  /* const Schema * → Table */
  GHashTable *touched; /* names of the tables changed in the open transaction */
  int         writing; /* > 0: the guards let rows be written */
  StoreQuiet  quiet;
  GHashTable *marks; /* const Schema * → SearchMark, in the open transaction */

  /* End of the outbox, kept in memory by its only writer. */
  gboolean tail_known;
  gint64   last_n;
  Digest   chain;
  gint64   last_hlc;

  /* What the mirror file holds, as far as this connection wrote it. */
  gboolean mirror_known;
  gint64   mirror_last;  /* place of its last line */
  guint    mirror_lines; /* lines in it */
  guint    mirror_stale; /* of them acknowledged meanwhile */

  gboolean scrub_waits; /* the last try to empty the log met a reader */
  guint    slice_rows;  /* rows the next slice of the index may have; 0 = none was measured */
};

const Table *store_table (Store *self, const Schema *schema);
void         store_touch (Store *self, const char *table);

/* Writes the typed row with its search entry. @old: what is there now, NULL = nothing; @at_once: a person's own change,
   indexed with it (R65). */
gboolean store_write_row (Store        *self,
                          const Schema *schema,
                          gconstpointer old,
                          gpointer      row,
                          gboolean      at_once,
                          GError      **error);
gboolean store_remove_row (Store *self, const Schema *schema, gconstpointer old, GError **error);

/* search-index.c: the row's text changed; NULL = no row, or no searched fields. */
gboolean search_index_changed (Store        *self,
                               const Schema *schema,
                               gint64        k,
                               const char   *before,
                               const char   *after,
                               gboolean      at_once,
                               GError      **error);

/* Reads last_n, chain and last_hlc from the file if they are not known. */
gboolean store_load_tail (Store *self, GError **error);
