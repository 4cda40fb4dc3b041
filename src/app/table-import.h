/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Rows of one table out of a CSV file, by a person and with that person's own rights: first a plan, which says of every
 * line what it would do or what is wrong with it; then the plan is carried out, and may be taken back as a whole.
 */
#pragma once

#include "app/session.h"

#define TABLE_ERRORS_KEPT 200
#define TABLE_LINES_MAX 50000 /* of one file */

/* Fields a column of a file can fill, in the order of the table. (transfer container) (element-type Field) */
GPtrArray *table_import_fields (const Schema *schema);
/* Whether the person may write such rows for anybody but themself. */
gboolean table_import_allowed (ZuoxiSession *session, const Schema *schema);

/* The header of a file. (transfer full); NULL with an error that names the file */
char **table_import_header (const char *path, GError **error);
/* The column that is meant for @field by its name, in either language; −1 = none. */
int table_import_guess (char **header, const Field *field);

typedef struct
{
  guint line;    /* where the record begins */
  char *column;  /* (nullable) */
  char *message; /* a sentence in the person's language */
} TableError;

typedef struct
{
  gpointer before; /* (nullable): NULL = a new row */
  gpointer after;
} TableChange;

typedef struct
{
  const Schema *schema;
  guint         lines, added, changed, same, bad;
  GPtrArray    *errors;  /* TableError, the first TABLE_ERRORS_KEPT */
  GPtrArray    *changes; /* TableChange, of the lines without an error */
} TablePlan;

TablePlan *table_plan_ref (TablePlan *plan);
void       table_plan_unref (TablePlan *plan);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TablePlan, table_plan_unref)

/**
 * table_plan_async:
 * @columns: name of a column for each field of table_import_fields (); %NULL = none
 *
 * Reads the file in a thread and changes nothing. Employee numbers, or names that only one person has, stand for
 * people. Finish: (transfer full); NULL with an error that names the file.
 */
void       table_plan_async (ZuoxiSession       *session,
                             const Schema       *schema,
                             const char         *path,
                             const char *const  *columns,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data);
TablePlan *table_plan_finish (ZuoxiSession *session, GAsyncResult *result, GError **error);

/* Called as it goes on. */
typedef void (*TableProgress) (guint done, guint total, gpointer data);

typedef struct
{
  guint done;
  guint kept; /* taken back: left as they are, because somebody changed them since */
} TableResult;

/**
 * table_carry_out_async:
 * @back: takes the plan back instead: what it added is deleted and what it changed is set back, where nobody changed
 *   it since
 * @progress: (nullable): valid until the callback
 *
 * In transactions of a few hundred rows. Errors: as zuoxi_session_queue_async ().
 */
void     table_carry_out_async (ZuoxiSession       *session,
                                TablePlan          *plan,
                                gboolean            back,
                                TableProgress       progress,
                                gpointer            progress_data,
                                GAsyncReadyCallback callback,
                                gpointer            user_data);
gboolean table_carry_out_finish (ZuoxiSession *session, GAsyncResult *result, TableResult *done, GError **error);
