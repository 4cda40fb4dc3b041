/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/ui/sample-room.h"

#include "app/session-local.h"
#include "core/id.h"
#include "core/json.h"
#include "core/moment.h"
#include "ctl/sample.h"
#include "registry.h"
#include "rules/place.h"
#include "store/overlay.h"
#include "tests/support/temp-store.h"
#include "sync/inbox-item.h"
#include "company.h"
#include "random-row.h"

#define SCALE 0.02
#define TODAY "2026-04-02"
#define LONG 1000

typedef struct
{
  Store     *store;
  Directory *directory;
  GPtrArray *rows; /* Kept, in the order they came */
} Filler;

typedef struct
{
  const Schema *schema;
  gpointer      row;
} Kept;

static void
free_kept (gpointer data)
{
  Kept *kept = data;

  schema_free (kept->schema, kept->row);
  g_free (kept);
}

static void
keep_row (const Schema *schema, gpointer row, gpointer data)
{
  Filler *filler = data;
  Kept   *kept = g_new (Kept, 1);

  *kept = (Kept){ schema, row };
  directory_add (filler->directory, schema, row);
  g_ptr_array_add (filler->rows, kept);
}

/* Rows of the server store that "zuoxictl sample -o DIR" wrote. */
static void
keep_server_rows (Filler *filler, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, "server", "server.db", NULL);
  g_autoptr (Db) db = db_open (path, DB_READ_ONLY | DB_EXISTING, NULL, &error);
  g_autoptr (DbStmt) stmt = NULL;

  g_assert_no_error (error);
  stmt = db_prepare (db, &error, "SELECT tbl, id, body FROM row WHERE del = 0", "");
  g_assert_no_error (error);
  while (db_step (stmt, &error) > 0)
    {
      const Schema *schema = registry_find (db_column_text (stmt, 0));
      g_autoptr (JsonNode) node = json_strict_parse (db_column_text (stmt, 2), -1, JSON_DEPTH, &error);
      gpointer row = schema != NULL ? schema_new (schema) : NULL;

      g_assert_no_error (error);
      if (row == NULL)
        continue;
      g_assert_true (schema_from_body (schema, json_node_get_object (node), row, &error));
      ((Row *) row)->id = db_column_id (stmt, 1);
      keep_row (schema, row, filler);
    }
  g_assert_no_error (error);
}

/* The clock of the sample: 09:00 of its today. */
static void
set_clock (Store *store)
{
  g_autoptr (GError) error = NULL;
  Day              today = 0;
  g_autofree char *offset = NULL;

  g_assert_true (day_parse (TODAY, &today));
  offset = g_strdup_printf ("%" G_GINT64_FORMAT,
                            moment_from_day_time (today, 9 * 3600, MOMENT_OFFSET_S) - g_get_real_time ());
  store_meta_set (store, "sample", "1", &error);
  store_meta_set (store, "clock_offset", offset, &error);
  store_meta_set (store, "name", "示例", &error);
  store_meta_set (store, "last_sync", "1775091600000000", &error);
  g_assert_no_error (error);
}

static SampleRoom *
open_room (TempDir *dir, const char *path, Id me)
{
  g_autoptr (GError) error = NULL;
  SampleRoom *self = g_new0 (SampleRoom, 1);

  self->dir = dir;
  self->session = zuoxi_session_new_local (path, me, &error);
  g_assert_no_error (error);
  return self;
}

SampleRoom *
sample_room_new (const char *number)
{
  g_autoptr (GError) error = NULL;
  TempDir         *dir = temp_dir_new ();
  g_autofree char *path = temp_path (dir, "a.zuoxi");
  g_autoptr (Store) store = store_open (path, DB_DEFAULT, NULL, &error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (free_kept);
  g_autoptr (Directory) directory = directory_new ();
  g_autoptr (Sample) sample = NULL;
  Filler        filler = { store, directory, rows };
  SampleParams  params = { .seed = 7, .scale = SCALE };
  const Person *me = NULL;
  g_auto (StoreScope) scope = { 0 };

  g_assert_no_error (error);
  g_assert_true (day_parse ("2026-03-01", &params.from) && day_parse ("2026-03-31", &params.until));
  if (g_getenv ("ZUOXI_SAMPLE") != NULL)
    keep_server_rows (&filler, g_getenv ("ZUOXI_SAMPLE"));
  else
    {
      sample = sample_new (&params, keep_row, &filler);
      sample_write_organisation (sample);
      sample_write_work (sample);
    }
  me = directory_person_by_number (directory, number);
  g_assert_nonnull (me);
  set_clock (store);
  g_assert_true (store_begin (&scope, store, &error));
  for (guint i = 0; i < rows->len; i++)
    {
      const Kept *kept = rows->pdata[i];
      Bucket      bucket;

      if (place_row (kept->schema, kept->row, directory, &bucket) &&
          bucket_readable (&bucket, me->row.id, directory, TODAY))
        temp_store_put_row (store, kept->schema, kept->row, bucket.id);
    }
  g_assert_true (store_commit (&scope, &error));
  g_clear_pointer (&store, store_close);
  return open_room (dir, path, me->row.id);
}

static void
write_company (Store *store, Directory *directory)
{
  g_autoptr (GPtrArray) people = directory_persons (directory);
  g_autoptr (GPtrArray) held = directory_assignments (directory);
  g_autoptr (GPtrArray) departments = directory_departments (directory);

  for (guint i = 0; i < people->len; i++)
    temp_store_put_row (store, &person_schema, people->pdata[i], ID_NONE);
  for (guint i = 0; i < held->len; i++)
    temp_store_put_row (store, &assignment_schema, held->pdata[i], ID_NONE);
  for (guint i = 0; i < departments->len; i++)
    {
      g_autoptr (GPtrArray) teams = directory_teams (directory, ((const Department *) departments->pdata[i])->row.id);

      temp_store_put_row (store, &department_schema, departments->pdata[i], ID_NONE);
      for (guint t = 0; t < teams->len; t++)
        temp_store_put_row (store, &team_schema, teams->pdata[t], ID_NONE);
    }
}

/* Above a thousand, only what a room lists row by row: a list is long, its neighbours need not be. */
static gboolean
is_listed (const Schema *schema)
{
  static const char *const listed[] = { "customer", "call", "sales_order", "ticket", "rating", "qa_score",
                                        "attendance_day", "violation", "exam_result", "target", "inbox_item",
                                        "clause", NULL };

  return g_strv_contains (listed, schema->table);
}

/* What came to the inbox waits for the person of the room. */
static void
address_item (gpointer row, const Schema *schema, Id me)
{
  if (schema != &inbox_item_schema)
    return;
  ((InboxItem *) row)->person = me;
  ((InboxItem *) row)->state = INBOX_STATE_OPEN;
}

SampleRoom *
sample_room_new_random (guint rows)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (rows);
  TempDir         *dir = temp_dir_new ();
  g_autofree char *path = temp_path (dir, "a.zuoxi");
  g_autoptr (Store) store = store_open (path, DB_DEFAULT, NULL, &error);
  Company company;
  Id      me;
  g_auto (StoreScope) scope = { 0 };

  g_assert_no_error (error);
  set_clock (store);
  company_init (&company);
  g_assert_true (store_begin (&scope, store, &error));
  write_company (store, company.directory);
  for (guint i = 0; registry[i] != NULL; i++)
    for (guint n = 0; n < (rows <= LONG || is_listed (registry[i]) ? rows : 20); n++)
      {
        gpointer row = random_row (registry[i], random);

        address_item (row, registry[i], company.agent1);
        temp_store_put_row (store, registry[i], row, ID_NONE);
        schema_free (registry[i], row);
      }
  g_assert_true (store_commit (&scope, &error));
  g_clear_pointer (&store, store_close);
  me = company.agent1;
  company_clear (&company);
  return open_room (dir, path, me);
}

void
sample_room_free (SampleRoom *self)
{
  zuoxi_session_close (self->session);
  g_object_unref (self->session);
  temp_dir_remove (self->dir);
  g_free (self);
}

guint
sample_room_posts (SampleRoom *self)
{
  guint bits = 0;

  for (Post post = POST_AGENT; post <= POST_ADMINISTRATOR; post++)
    if (zuoxi_session_has_post (self->session, post))
      bits |= 1u << post;
  return bits;
}
