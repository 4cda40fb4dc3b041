/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/support/temp-store.h"

#include "core/json.h"
#include "store/overlay.h"

static gint64
env_now (gpointer data)
{
  return ((TempStore *) data)->now;
}

static void
env_random (gpointer data, gpointer buffer, gsize size)
{
  for (gsize i = 0; i < size; i++)
    ((guint8 *) buffer)[i] = (guint8) g_rand_int_range (((TempStore *) data)->random, 0, 256);
}

static void
open_it (TempStore *self)
{
  g_autoptr (GError) error = NULL;
  StoreEnv env = { env_now, env_random, self };

  self->store = store_open (self->path, DB_DEFAULT, NULL, &error);
  g_assert_no_error (error);
  store_set_env (self->store, &env);
}

TempStore *
temp_store_new (guint32 seed)
{
  TempStore *self = g_new0 (TempStore, 1);

  self->dir = temp_dir_new ();
  self->path = temp_path (self->dir, "a.zuoxi");
  self->now = G_GINT64_CONSTANT (1774958400000000);
  self->random = g_rand_new_with_seed (seed);
  open_it (self);
  return self;
}

void
temp_store_restart (TempStore *self)
{
  store_close (self->store);
  open_it (self);
}

void
temp_store_free (TempStore *self)
{
  if (self == NULL)
    return;
  store_close (self->store);
  temp_dir_remove (self->dir);
  g_free (self->path);
  g_rand_free (self->random);
  g_free (self);
}

Id
test_id (guint number)
{
  Id id = { { 1 } };

  for (int i = 0; i < 4; i++)
    id.b[15 - i] = (guint8) (number >> (8 * i));
  return id;
}

void
temp_store_put_row (Store *store, const Schema *schema, gconstpointer row, Id bucket)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *body = schema_body (schema, row);
  g_autoptr (JsonNode) node = json_strict_parse (body, -1, JSON_DEPTH, &error);

  g_assert_no_error (error);
  store_server_row (store, schema->table, ((const Row *) row)->id, bucket, 1, 1, json_node_get_object (node),
                    STORE_FORCE, &error);
  g_assert_no_error (error);
}
