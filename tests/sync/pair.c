/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pair.h"

#include <string.h>

#include "store/apply.h"

void
pair_up (Pair *self)
{
  server_fixture_init (&self->base);
  test_device_init (&self->known, &self->base, self->base.company.agent1, NULL);
  self->temp = temp_store_new (11);
  self->temp->now = self->base.now.now;
  self->client = sync_client_new (self->temp->store, "pair");
  self->now = (SyncNow){ .wall = self->base.now.now, .mono = 1, .random = 42 };
  self->asked = g_string_new (NULL);
  self->outcomes = g_string_new (NULL);
}

void
pair_down (Pair *self)
{
  sync_client_free (self->client);
  temp_store_free (self->temp);
  test_device_clear (&self->known);
  server_fixture_clear (&self->base);
  g_string_free (self->asked, TRUE);
  g_string_free (self->outcomes, TRUE);
  g_free (self->parked);
}

static void
serve (Pair *self, const SyncDo *ask, Answer *answer)
{
  g_autoptr (GError) error = NULL;
  ServerActor account = { .login = self->known.actor.login, .person = self->known.actor.person };
  Server     *server = self->base.server;
  ServerNow  *now = &self->base.now;
  const char *path = ask->path;

  if (g_str_equal (path, "/v1/hello"))
    server_hello (server, now, answer);
  else if (g_str_equal (path, "/v1/device"))
    auth_device (server, &account, ask->body, now, answer, &error);
  else if (g_str_equal (path, "/v1/push"))
    server_push (server, &account, ask->body, now, answer, &error);
  else if (g_str_equal (path, "/v1/pull"))
    server_pull (server, &account, ask->body, now, answer, &error);
  else if (g_str_equal (path, "/v1/repair"))
    server_repair (server, &account, ask->body, now, answer, &error);
  else
    answer_error (answer, 404, "unknown_request", "");
  g_assert_no_error (error);
}

static void
answer_to (Pair *self, guint64 request, const Answer *answer)
{
  g_autofree char *code = answer->code != NULL ? g_strdup_printf ("{\"code\":\"%s\"}", answer->code) : NULL;
  const char      *text = code != NULL ? code : g_bytes_get_data (answer->body, NULL);
  gsize            length = code != NULL ? strlen (code) : g_bytes_get_size (answer->body);

  sync_client_head (self->client, request, answer->status, 0, &self->now);
  sync_client_data (self->client, request, text, length, &self->now);
  sync_client_end (self->client, request, &self->now);
}

static void
ask (Pair *self, const SyncDo *next)
{
  Answer answer = { 0 };

  g_string_append_printf (self->asked, "%s ", next->path);
  self->now.random = self->now.random * 6364136223846793005u + 1442695040888963407u;
  serve (self, next, &answer);
  answer_to (self, next->request, &answer);
  g_clear_pointer (&answer.body, g_bytes_unref);
}

void
pair_run (Pair *self)
{
  SyncDo *next;

  while ((next = sync_client_next (self->client)) != NULL)
    {
      if (next->kind == SYNC_DO_SEND)
        ask (self, next);
      else if (next->kind == SYNC_DO_WAKE)
        self->wake = next->mono;
      else if (next->kind == SYNC_DO_OUTCOME)
        g_string_append_printf (self->outcomes, "%s ", outcome_nick (next->outcome.status));
      sync_do_free (next);
    }
}

void
pair_sync (Pair *self)
{
  g_string_truncate (self->asked, 0);
  sync_client_start (self->client, &self->now);
  pair_run (self);
}

void
pair_apply (Pair *self, Mutation *mutation)
{
  g_autoptr (GError) error = NULL;

  store_apply_one (self->temp->store, mutation, &error);
  g_assert_no_error (error);
}

void
pair_write (Pair *self, const Schema *schema, gconstpointer row)
{
  g_autoptr (GError) error = NULL;
  g_auto (DbScope) scope = { 0 };

  g_assert_true (db_begin (&scope, server_get_db (self->base.server), &error));
  server_write (self->base.server, NULL, schema, row, &self->base.now, &error);
  g_assert_no_error (error);
  g_assert_true (server_settle_grants (self->base.server, &self->base.now, &error));
  g_assert_true (db_commit (&scope, &error));
}

static gint64
count (Db *db, const char *sql)
{
  g_autoptr (GError) error = NULL;
  gint64 value = 0;

  db_int (db, &value, NULL, &error, sql, "");
  g_assert_no_error (error);
  return value;
}

gint64
pair_count (Pair *self, const char *sql)
{
  return count (store_db (self->temp->store), sql);
}

gint64
pair_server_count (Pair *self, const char *sql)
{
  return count (server_get_db (self->base.server), sql);
}
