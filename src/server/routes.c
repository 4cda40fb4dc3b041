/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/routes.h"

#include <sodium.h>

#include "core/id.h"
#include "server/auth.h"
#include "server/behind.h"
#include "server/blob.h"
#include "server/block.h"
#include "server/confirm.h"
#include "server/history.h"
#include "server/jobs.h"

typedef struct
{
  Server            *server;
  const HttpRequest *request;
  const ServerActor *account; /* NULL = not signed in */
  ServerNow          now;
  Answer             answer;
  guint              retry_after;
  gboolean           park;
  FreezeWork        *aside; /* to be done before the push is handled */
} Call;

typedef gboolean (*RouteFunc) (Call *call, GError **error);

static gboolean
route_hello (Call *call, GError **error)
{
  server_hello (call->server, &call->now, &call->answer);
  return TRUE;
}

static gboolean
route_salt (Call *call, GError **error)
{
  const char *login = call->request->query != NULL ? g_hash_table_lookup (call->request->query, "login") : NULL;

  if (login == NULL || !g_utf8_validate (login, -1, NULL))
    {
      answer_error (&call->answer, 400, "malformed", "The request cannot be read");
      return TRUE;
    }
  return auth_salt (call->server, login, &call->answer, error);
}

static gboolean
route_login (Call *call, GError **error)
{
  return auth_login (call->server, call->request->body, call->request->remote, &call->now, &call->answer,
                     &call->retry_after, error);
}

static gboolean
route_refresh (Call *call, GError **error)
{
  return auth_refresh (call->server, call->request->body, &call->now, &call->answer, error);
}

static gboolean
route_device (Call *call, GError **error)
{
  return auth_device (call->server, call->account, call->request->body, &call->now, &call->answer, error);
}

static gboolean
route_password (Call *call, GError **error)
{
  return auth_password (call->server, call->account, call->request->body, call->request->remote, &call->now,
                        &call->answer, &call->retry_after, error);
}

static gboolean
route_push (Call *call, GError **error)
{
  if (call->request->tries < FREEZE_TRIES &&
      !server_push_freezes (call->server, call->account, call->request->body, &call->now, &call->aside, error))
    return FALSE;
  if (call->aside != NULL)
    return TRUE;
  return server_push (call->server, call->account, call->request->body, &call->now, &call->answer, error);
}

static gboolean
route_pull (Call *call, GError **error)
{
  if (!server_pull (call->server, call->account, call->request->body, &call->now, &call->answer, error))
    return FALSE;
  /* Those who are asked to wait do not come back all at once. */
  if (call->answer.status == 503)
    call->retry_after = PULL_FILLING_PAUSE_S + call->now.random[0] % PULL_FILLING_PAUSE_S;
  return TRUE;
}

static gboolean
route_repair (Call *call, GError **error)
{
  return server_repair (call->server, call->account, call->request->body, &call->now, &call->answer, error);
}

static const char *
query_value (const Call *call, const char *name)
{
  return call->request->query != NULL ? g_hash_table_lookup (call->request->query, name) : NULL;
}

static gboolean
route_key (Call *call, GError **error)
{
  return confirm_show (call->server, call->account, query_value (call, "person"), &call->now, &call->answer, error);
}

static gboolean
route_vouch (Call *call, GError **error)
{
  return confirm_vouch (call->server, call->account, call->request->body, &call->now, &call->answer, error);
}

static gboolean
route_wait (Call *call, GError **error)
{
  ServerWait wait = { query_value (call, "dev"), query_value (call, "ge"), query_value (call, "cur") };

  return server_wait (call->server, call->account, &wait, &call->answer, &call->park, error);
}

static gboolean
route_history (Call *call, GError **error)
{
  HistoryQuery query = { query_value (call, "dev"), query_value (call, "t"), query_value (call, "id") };

  return server_history (call->server, call->account, &query, &call->answer, error);
}

static gboolean
route_block (Call *call, GError **error)
{
  BlockQuery query = { query_value (call, "dev"), query_value (call, "t"), query_value (call, "id") };

  return server_block (call->server, call->account, &query, &call->now, &call->answer, &call->retry_after, error);
}

static gboolean
route_behind (Call *call, GError **error)
{
  BehindQuery query = { query_value (call, "dev"), query_value (call, "month") };

  return server_behind (call->server, call->account, &query, &call->now, &call->answer, error);
}

static BlobQuery
blob_query (const Call *call)
{
  return (BlobQuery){ query_value (call, "dev"), query_value (call, "hash"), query_value (call, "at"),
                      query_value (call, "t"), query_value (call, "id") };
}

static gboolean
route_blob_begin (Call *call, GError **error)
{
  return blob_begin (call->server, call->account, call->request->body, &call->now, &call->answer, error);
}

static gboolean
route_blob_put (Call *call, GError **error)
{
  BlobQuery query = blob_query (call);

  return blob_put (call->server, call->account, &query, call->request->body, &call->now, &call->answer, error);
}

static gboolean
route_blob_get (Call *call, GError **error)
{
  BlobQuery query = blob_query (call);

  return blob_get (call->server, call->account, &query, &call->answer, error);
}

/* clang-format off */
static const struct { const char *method, *path; gboolean signed_in; RouteFunc func; const char *type; } table[] = {
  { "GET",  "/v1/hello",    FALSE, route_hello,    NULL },
  { "GET",  "/v1/salt",     FALSE, route_salt,     NULL },
  { "POST", "/v1/login",    FALSE, route_login,    NULL },
  { "POST", "/v1/refresh",  FALSE, route_refresh,  NULL },
  { "POST", "/v1/device",   TRUE,  route_device,   NULL },
  { "POST", "/v1/password", TRUE,  route_password, NULL },
  { "GET",  "/v1/key",      TRUE,  route_key,      NULL },
  { "POST", "/v1/key",      TRUE,  route_vouch,    NULL },
  { "POST", "/v1/push",     TRUE,  route_push,     HTTP_LINES },
  { "POST", "/v1/pull",     TRUE,  route_pull,     HTTP_LINES },
  { "POST", "/v1/repair",   TRUE,  route_repair,   HTTP_LINES },
  { "GET",  "/v1/wait",     TRUE,  route_wait,     NULL },
  { "GET",  "/v1/history",  TRUE,  route_history,  NULL },
  { "GET",  "/v1/block",    TRUE,  route_block,    NULL },
  { "GET",  "/v1/behind",   TRUE,  route_behind,   NULL },
  { "POST", "/v1/blob",     TRUE,  route_blob_begin, NULL },
  { "PUT",  "/v1/blob",     TRUE,  route_blob_put, NULL },
  { "GET",  "/v1/blob",     TRUE,  route_blob_get, "application/octet-stream" } };
/* clang-format on */

ServerNow
routes_now (void)
{
  ServerNow now = { .now = g_get_real_time () };

  randombytes_buf (now.random, sizeof now.random);
  return now;
}

/* Signs the caller in by the token; FALSE after the reply was filled or the store failed. */
static gboolean
identify (Call *call, guint route, ServerActor *actor, GError **error)
{
  gboolean found = FALSE;

  if (call->request->token != NULL && !auth_find (call->server, call->request->token, &call->now, actor, &found, error))
    return FALSE;
  if (!found)
    answer_error (&call->answer, 401, "unknown_token", "The sign-in is no longer known");
  else if (actor->revoked)
    answer_off (&call->answer, "revoked");
  else if (actor->must_change && table[route].func != route_password)
    answer_error (&call->answer, 403, "must_change", "Choose a password of your own first");
  else
    call->account = actor;
  return call->account != NULL;
}

static void
run (guint route, Call *call, HttpReply *reply, GError **error)
{
  ServerActor actor = { 0 };

  if (!table[route].signed_in || identify (call, route, &actor, error))
    table[route].func (call, error);
  if (table[route].func == route_wait && call->answer.status == 200)
    {
      reply->park = call->park;
      id_to_hex (actor.person, reply->key);
      g_strlcpy (reply->device, query_value (call, "dev"), sizeof reply->device);
    }
  g_free (actor.login);
}

static void
free_work (gpointer work)
{
  freeze_work_free (work);
}

static void
finish (const Call *call, const char *type, HttpReply *reply)
{
  if (call->aside != NULL)
    {
      reply->aside = freeze_work_run;
      reply->aside_data = call->aside;
      reply->aside_free = free_work;
      return;
    }
  reply->retry_after = call->retry_after;
  if (call->answer.code != NULL)
    {
      http_reply_error (reply, call->answer.status, call->answer.code, call->answer.message);
      return;
    }
  reply->status = call->answer.status;
  reply->body = call->answer.body;
  reply->type = type;
}

static void
look (Server *server, const ServerNow *now)
{
  g_autoptr (GError) error = NULL;

  if (!server_look (server, &error) || !server_new_day (server, now, &error) || !server_jobs (server, now, &error) ||
      !server_flush_deliveries (server, now, FALSE, &error))
    g_warning ("%s", error->message);
}

gboolean
routes_tick (gpointer data)
{
  ServerNow now = routes_now ();

  look (data, &now);
  return G_SOURCE_REMOVE;
}

void
routes_woken (GHashTable *keys, gpointer data)
{
  g_autoptr (GHashTable) persons = g_hash_table_new_full (id_hash, id_equal_ptr, g_free, NULL);
  g_autoptr (GError) error = NULL;
  gboolean       all = FALSE;
  GHashTableIter iter;
  gpointer       person;

  if (!server_take_woken (data, persons, &all, &error))
    {
      g_warning ("%s", error->message);
      all = TRUE;
    }
  if (all)
    g_hash_table_add (keys, g_strdup ("*"));
  g_hash_table_iter_init (&iter, persons);
  while (g_hash_table_iter_next (&iter, &person, NULL))
    g_hash_table_add (keys, id_dup_hex (*(const Id *) person));
}

static gboolean
is_push (const HttpRequest *request)
{
  return g_str_equal (request->path, "/v1/push");
}

static void
group_begin (gpointer data)
{
  g_autoptr (GError) error = NULL;

  /* Without it every push commits by itself, or says what is wrong. */
  if (!server_group_begin (data, &error))
    g_warning ("%s", error->message);
}

static gboolean
group_end (gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (server_group_end (data, &error))
    return TRUE;
  g_warning ("%s", error->message);
  return FALSE;
}

const HttpGroup routes_group = { is_push, group_begin, group_end };

void
routes_handle (const HttpRequest *request, HttpReply *reply, gpointer data)
{
  Call  call = { .server = data, .request = request, .now = routes_now () };
  guint route;
  g_autoptr (GError) error = NULL;

  for (route = 0; route < G_N_ELEMENTS (table); route++)
    if (g_str_equal (table[route].path, request->path) && g_str_equal (table[route].method, request->method))
      break;
  if (route == G_N_ELEMENTS (table))
    {
      http_reply_error (reply, 404, "unknown_request", "This server does not know the request");
      return;
    }
  look (call.server, &call.now);
  run (route, &call, reply, &error);
  if (error != NULL)
    {
      g_warning ("%s %s: %s", request->method, request->path, error->message);
      g_clear_pointer (&call.answer.body, g_bytes_unref);
      g_clear_pointer (&call.aside, freeze_work_free);
      call.retry_after = 5;
      answer_error (&call.answer, 503, "store", "The server cannot reach its store; the work goes on later by itself");
    }
  finish (&call, table[route].type, reply);
}
