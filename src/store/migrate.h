/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbered steps from one schema to the next: each in one transaction, each run once, in order. */
#pragma once

#include "store/db.h"

typedef struct
{
  const char *what;           /* kind of file in messages: "desktop store", "server store" */
  guint32     application_id; /* in the file's header, so that a foreign file is told from ours */
  const char *folder;         /* resource folder of the steps, named NNN-what.sql from 001 on without a gap */
  GResource *(*resource) (void);
} Migration;

extern const Migration store_migration;

/**
 * migrate:
 * @db: an open connection, not read-only
 * @plan: the steps
 *
 * Brings the file to the newest schema. A file with tables of somebody else is DB_ERROR_FOREIGN, one with a schema of a
 * newer program DB_ERROR_NEWER; both are left untouched. A failing step leaves the file at the step before.
 */
gboolean migrate (Db *db, const Migration *plan, GError **error);
/* The same up to step @last: for tests of old files. */
gboolean migrate_to (Db *db, const Migration *plan, int last, GError **error);
/* Checks without changing anything: for read-only connections. Older schemas are DB_ERROR_OTHER. */
gboolean migrate_check (Db *db, const Migration *plan, GError **error);
/* Number of the newest step. */
int migrate_newest (const Migration *plan);
