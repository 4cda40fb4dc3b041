/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One person's machine: the store, the sync core, and what the desktop does around them. */
#include "simulate.h"

#include <string.h>

#include "core/id.h"
#include "core/json.h"
#include "rules/place.h"
#include "store/apply.h"
#include "store/care.h"
#include "store/mirror.h"
#include "store/recover.h"

static GBytes *blank_store; /* an empty store with its schema, made once */

static gint64
env_now (gpointer data)
{
  return sim_client_clock (data);
}

static void
env_random (gpointer data, gpointer buffer, gsize size)
{
  SimClient *client = data;

  for (gsize i = 0; i < size; i++)
    ((guint8 *) buffer)[i] = (guint8) sim_random (client->world);
}

gint64
sim_client_clock (SimClient *client)
{
  return client->world->now + client->skew;
}

static SyncNow
client_now (SimClient *client)
{
  return (SyncNow){ .wall = sim_client_clock (client),
                    .mono = client->world->now,
                    .random = sim_random (client->world) };
}

static gboolean
place_cb (gpointer data, const Schema *schema, gconstpointer row, Id *out)
{
  World *world = data;
  Bucket bucket;

  if (!place_row (schema, row, world->company.directory, &bucket))
    return FALSE;
  *out = bucket.id;
  return TRUE;
}

/* The transport: tokens are renewed once, then the password is asked. */

static void
renew (SimClient *client)
{
  g_autofree char *body = g_strdup_printf ("{\"refresh\":\"%s\"}", client->refresh);
  g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

  sim_send (client->world, client, client->renewing, "/v1/refresh", NULL, bytes);
}

static void
send (SimClient *client, const SyncDo *next)
{
  World *world = client->world;

  if (world->now < client->busy_until)
    sim_wrong (world, "I7: client %d asks again before the time the server asked for is over", client->index);
  g_free (client->held_path);
  g_clear_pointer (&client->held_body, g_bytes_unref);
  client->held_path = g_strdup (next->path);
  client->held_body = next->body != NULL ? g_bytes_ref (next->body) : NULL;
  client->renewing = 0;
  sim_send (world, client, next->request, next->path, client->access, next->body);
}

static void
note_state (SimClient *client)
{
  const SyncState *state = sync_client_state (client->sync);
  World           *world = client->world;

  if (state->trouble == SYNC_FINE)
    return;
  sim_trace (world, "client %d in trouble %d: %s", client->index, (int) state->trouble, state->detail);
  /* Only a person can help: types the password, or tries again when the administrator has been called. */
  if ((state->trouble == SYNC_SIGN_IN || state->trouble == SYNC_REVOKED) && client->signs_in == 0)
    client->signs_in = world->now + sim_int (world, 10, 1200) * (gint64) G_USEC_PER_SEC;
  client->renewing = 0;
}

static void
carry_out (SimClient *client)
{
  SyncDo *next;

  while (client->sync != NULL && (next = sync_client_next (client->sync)) != NULL)
    {
      if (next->kind == SYNC_DO_SEND)
        send (client, next);
      else if (next->kind == SYNC_DO_OUTCOME)
        sim_check_outcome (client, &next->outcome);
      else if (next->kind == SYNC_DO_WAKE)
        client->wake = next->mono;
      else if (next->kind == SYNC_DO_STATE)
        note_state (client);
      sync_do_free (next);
    }
}

/* Buckets held now. (transfer full) */
static GHashTable *
held_buckets (SimClient *client)
{
  GHashTable *held = g_hash_table_new_full (id_hash, id_equal_ptr, g_free, NULL);
  g_autoptr (DbStmt) stmt = db_prepare (store_db (client->store), NULL, "SELECT id FROM bucket", "");

  while (stmt != NULL && db_step (stmt, NULL) > 0)
    g_hash_table_add (held, id_dup (db_column_id (stmt, 0)));
  return held;
}

/* Lines kept to be sent, or sent once more: mid → where this machine believes their rows to be. */
static GHashTable *
kept_lines (SimClient *client)
{
  GHashTable *lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (DbStmt) stmt = db_prepare (store_db (client->store), NULL,
                                        "SELECT lower (hex (s.mid)), group_concat (lower (hex (r.bucket))) FROM sent s "
                                        "LEFT JOIN sent_row r ON r.mid = s.mid GROUP BY s.mid UNION ALL "
                                        "SELECT lower (hex (o.mid)), group_concat (lower (hex (r.bucket))) FROM outbox "
                                        "o LEFT JOIN outbox_row r ON r.n = o.n GROUP BY o.mid",
                                        "");

  while (stmt != NULL && db_step (stmt, NULL) > 0)
    g_hash_table_insert (lines, db_column_dup (stmt, 0), g_strdup (db_column_text (stmt, 1)));
  return lines;
}

/* One of the buckets is held no more. */
static gboolean
is_lost (const char *places, GHashTable *held)
{
  g_auto (GStrv) ids = g_strsplit (places, ",", -1);
  Id id;

  for (char **at = ids; *at != NULL; at++)
    if (id_from_hex (*at, &id) && !g_hash_table_contains (held, &id))
      return TRUE;
  return FALSE;
}

/*
 * Lines that are gone since the last look, because their bucket is, or their row has left what this person may read
 * (R45), or the device was told that it is switched off: nobody can ask for them any more.
 */
static void
note_forgotten (SimClient *client, gboolean switched_off)
{
  g_autoptr (GHashTable) held = held_buckets (client);
  GHashTable    *lines = kept_lines (client);
  GHashTableIter iter;
  gpointer       mid, places;

  if (client->lines != NULL)
    {
      g_hash_table_iter_init (&iter, client->lines);
      while (g_hash_table_iter_next (&iter, &mid, &places))
        if (!g_hash_table_contains (lines, mid))
          sim_check_note_line (client, mid, switched_off || is_lost (places, held));
      g_hash_table_unref (client->lines);
    }
  client->lines = lines;
}

/* An empty store costs a thousand statements: it is made once for all seeds. */
static void
make_blank_store (void)
{
  g_autoptr (GError) error = NULL;
  Store *store = store_open ("/blank/a.zuoxi", DB_EXCLUSIVE, SIM_VFS, &error);

  g_assert_no_error (error);
  store_close (store);
  blank_store = sim_vfs_get ("/blank/a.zuoxi");
}

void
sim_client_start (SimClient *client)
{
  g_autoptr (GError) error = NULL;
  StoreEnv      env = { env_now, env_random, client };
  SyncNow       now = client_now (client);
  StoreRecovery report = { 0 };

  if (blank_store == NULL)
    make_blank_store ();
  if (!client->begun)
    sim_vfs_put (client->path, blank_store);
  client->store = store_open_or_recover (client->path, &report, &error);
  store_recovery_clear (&report);
  if (client->store == NULL && sim_vfs_doom_came (client->machine))
    {
      sim_client_crash (client);
      return;
    }
  if (client->store == NULL)
    {
      sim_wrong (client->world, "I8: the store of client %d cannot be opened: %s", client->index, error->message);
      return;
    }
  store_set_env (client->store, &env);
  store_set_place (client->store, place_cb, client->world);
  client->begun = TRUE;
  client->files = sync_files_new (client->store);
  client->files_asked = FALSE;
  client->files_wake = 0;
  client->sync = sync_client_new (client->store, client->login);
  sync_client_set_wait (client->sync, client->waits);
  sync_client_set_poll (client->sync, sim_int (client->world, 10, 90) * (gint64) G_USEC_PER_SEC);
  client->life++;
  client->back = 0;
  client->renewing = 0;
  client->signs_in = 0;
  sim_trace (client->world, "client %d starts", client->index);
  note_forgotten (client, FALSE);
  if (!sim_check_kept (client))
    return;
  sync_client_start (client->sync, &now);
  carry_out (client);
}

static void
stop (SimClient *client)
{
  g_clear_pointer (&client->sync, sync_client_free);
  g_clear_pointer (&client->files, sync_files_free);
  g_clear_pointer (&client->store, store_close);
  client->wake = client->files_wake = 0;
  client->busy_until = 0;
  client->back = client->world->now + sim_int (client->world, 1, 60) * (gint64) G_USEC_PER_SEC;
}

/* The power goes: nothing more reaches the disk. */
void
sim_client_crash (SimClient *client)
{
  SIM_HAPPENED (client->world, crash_client);
  sim_trace (client->world, "client %d crashes", client->index);
  sim_vfs_arm (client->machine, SIM_FAULT_CRASH, 0);
  stop (client);
  sim_vfs_power_cut (client->machine);
}

/* The program ends after a failure of the disk, the machine goes on. */
void
sim_client_quit (SimClient *client)
{
  SIM_HAPPENED (client->world, fail_client);
  sim_trace (client->world, "client %d has trouble with its disk", client->index);
  sim_vfs_disarm (client->machine);
  stop (client);
}

static SimFault
arm (SimClient *client)
{
  static const SimFault failures[] = { SIM_FAULT_WRITE, SIM_FAULT_FULL, SIM_FAULT_SYNC };
  World                *world = client->world;
  SimFault              fault = SIM_FAULT_NONE;

  if (sim_chance (world, world->faults.crash_client))
    fault = SIM_FAULT_CRASH;
  else if (sim_chance (world, world->faults.fail_client))
    fault = failures[sim_int (world, 0, G_N_ELEMENTS (failures))];
  if (fault != SIM_FAULT_NONE)
    sim_vfs_arm (client->machine, fault, (guint) sim_int (world, 0, fault == SIM_FAULT_CRASH ? 150 : 12));
  return fault;
}

/* What goes on beside the sync: the mirror is written, files travel. */
static void
beside (SimClient *client)
{
  g_autoptr (GError) error = NULL;
  SyncNow now;

  if (client->store == NULL)
    return;
  now = client_now (client);
  if (!store_mirror_flush (client->store, &error))
    sim_wrong (client->world, "the mirror of client %d cannot be written: %s", client->index, error->message);
  sim_files_step (client, &now);
  if (sim_vfs_doom_came (client->machine))
    sim_client_crash (client);
}

/* After anything that touched the disk: did a planted fault strike? Then the machine dies, or the program starts anew.
 */
static void
settle (SimClient *client, SimFault armed)
{
  gboolean struck = armed != SIM_FAULT_NONE && sim_vfs_struck (client->machine);

  if (client->store == NULL)
    return;
  if ((struck && armed == SIM_FAULT_CRASH) || sim_vfs_doom_came (client->machine))
    {
      sim_client_crash (client);
      return;
    }
  if (struck)
    {
      sim_client_quit (client);
      return;
    }
  sim_vfs_disarm (client->machine);
  carry_out (client);
  beside (client);
  if (client->store != NULL)
    {
      sim_check_sight (client);
      sim_client_care (client, FALSE);
    }
}

void
sim_client_tick (SimClient *client)
{
  SyncNow  now = client_now (client);
  SimFault armed = arm (client);

  if (client->files_wake != 0 && client->files_wake <= client->world->now)
    sim_files_tick (client, &now);
  if (client->wake != 0 && client->wake <= client->world->now)
    {
      client->wake = 0;
      sync_client_tick (client->sync, &now);
    }
  settle (client, armed);
}

void
sim_client_settle (SimClient *client)
{
  settle (client, SIM_FAULT_NONE);
}

void
sim_client_sign_in (SimClient *client)
{
  World  *world = client->world;
  SyncNow now = client_now (client);

  client->signs_in = 0;
  if (client->cut > world->now || !sim_server_sign_in (client))
    {
      client->signs_in = world->now + 60 * (gint64) G_USEC_PER_SEC;
      return;
    }
  sim_trace (world, "client %d signs in", client->index);
  sync_client_start (client->sync, &now);
  settle (client, SIM_FAULT_NONE);
}

/* Scrubbing, the search index: slices of the worker, all of them at once. */
void
sim_client_care (SimClient *client, gboolean now)
{
  g_autoptr (GError) error = NULL;
  gint64 wait = 0;

  if (!client->care_due || client->store == NULL || (!now && sync_client_state (client->sync)->busy))
    return;
  /* A row has left its bucket in a pull that was cut: the next one says whether it turns up in another. */
  if (!now && exchange_get_number (client->store, "adrift", 0) != 0)
    return;
  client->care_due = FALSE;
  for (int i = 0; i < 2000 && wait == 0; i++)
    if (!store_care_step (client->store, FALSE, &wait, &error))
      {
        if (sim_vfs_doom_came (client->machine))
          {
            sim_client_crash (client);
            return;
          }
        sim_wrong (client->world, "the care of client %d failed: %s", client->index, error->message);
        return;
      }
  sim_check_aside (client);
  sim_check_files (client);
}

static void
hand_over (SimClient *client, const SimFlight *flight, SyncNow *now)
{
  World      *world = client->world;
  gsize       size, at = 0, end;
  const char *bytes = g_bytes_get_data (flight->body, &size);

  end = flight->cut >= 0 ? (gsize) flight->cut : size;
  sync_client_head (client->sync, flight->request, flight->status, flight->retry_after, now);
  while (at < end)
    {
      gsize wish = (gsize) sim_int (world, 1, 6000);
      gsize piece = MIN (end - at, wish);

      sync_client_data (client->sync, flight->request, bytes + at, piece, now);
      at += piece;
    }
  if (flight->cut >= 0)
    sync_client_fail (client->sync, flight->request, SYNC_DOWN, "cut", now);
  else
    sync_client_end (client->sync, flight->request, now);
}

static gboolean
take_tokens (SimClient *client, GBytes *body)
{
  gsize       length;
  const char *text = g_bytes_get_data (body, &length), *access, *refresh;
  g_autoptr (JsonNode) node = json_strict_parse (text, (gssize) length, 4, NULL);

  if (node == NULL || !json_member_string (json_node_get_object (node), "access", &access, NULL) ||
      !json_member_string (json_node_get_object (node), "refresh", &refresh, NULL))
    return FALSE;
  g_free (client->access);
  g_free (client->refresh);
  client->access = g_strdup (access);
  client->refresh = g_strdup (refresh);
  return TRUE;
}

/* The answer to a renewal: the request that waited goes out again, or the core hears why not. */
static void
renewed (SimClient *client, const SimFlight *flight, SyncNow *now)
{
  guint64 request = client->renewing;

  if (request == 0 || flight->request != request)
    return;
  client->renewing = 0;
  if (flight->cut >= 0)
    sync_client_fail (client->sync, request, SYNC_DOWN, "cut", now);
  else if (flight->status == 200 && take_tokens (client, flight->body))
    sim_send (client->world, client, request, client->held_path, client->access, client->held_body);
  else if (flight->status == 401 || flight->status == 403)
    sync_client_fail (client->sync, request, SYNC_SIGN_IN, "the refresh token is refused", now);
  else
    sync_client_fail (client->sync, request, SYNC_DOWN, "no tokens", now);
}

static void
note_purged (SimClient *client, GHashTable *before)
{
  g_autoptr (GHashTable) after = held_buckets (client);
  GHashTableIter iter;
  gpointer       id;

  g_hash_table_iter_init (&iter, before);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    if (!g_hash_table_contains (after, id))
      g_hash_table_add (client->purged, id_dup (*(Id *) id));
  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    g_hash_table_remove (client->purged, id);
  if (g_hash_table_size (client->purged) > 0)
    client->care_due = TRUE;
}

/* How far the store is, as one number that any commit of a pull changes. */
static gint64
progress (SimClient *client)
{
  gint64 sum = 0;

  db_int (store_db (client->store), &sum, NULL, NULL,
          "SELECT (SELECT coalesce (sum (seq + 1), 0) FROM cursor) + (SELECT coalesce (sum (after + 1 + done), 0) FROM "
          "bucket)",
          "");
  return sum;
}

/* Whether the part of the answer that arrived has a commit point with a row before it. */
static gboolean
brought_rows (const SimFlight *flight)
{
  const char *bytes = g_bytes_get_data (flight->body, NULL);
  const char *row = memmem (bytes, (gsize) flight->cut, "\n[", 2);
  const char *point = row != NULL ? memmem (row, (gsize) (bytes + flight->cut - row), "\n{\"C\":", 6) : NULL;

  return point != NULL && memchr (point + 1, '\n', (gsize) (bytes + flight->cut - point - 1)) != NULL;
}

/* A pull that brought rows and was cut has not said that they were all: totals are not promised (R42). */
static void
check_behind (SimClient *client, const SimFlight *flight, gint64 before)
{
  if (flight->cut >= 0 && progress (client) != before && !sync_client_state (client->sync)->behind &&
      brought_rows (flight))
    sim_wrong (client->world, "R42: client %d calls itself whole after half a pull", client->index);
}

void
sim_client_answer (SimClient *client, const SimFlight *flight)
{
  World           *world = client->world;
  SyncNow          now = client_now (client);
  SimFault         armed;
  gboolean         was_busy;
  gint64           progressed = 0;
  const SyncState *state;
  g_autoptr (GHashTable) before = NULL;

  if (sim_files_is (flight->path))
    {
      armed = arm (client);
      sim_files_answer (client, flight, &now);
      settle (client, armed);
      return;
    }
  if (g_str_equal (flight->path, "/v1/refresh"))
    {
      renewed (client, flight, &now);
      settle (client, SIM_FAULT_NONE);
      return;
    }
  if (client->renewing == flight->request && client->renewing != 0)
    return;
  if (flight->status == 401 && flight->cut < 0 && g_strcmp0 (flight->token, client->access) == 0 &&
      client->refresh != NULL && flight->request != 0)
    {
      client->renewing = flight->request;
      renew (client);
      return;
    }
  /* Buckets are lost by a pull that says so, and by a device that is told it is switched off. */
  before = g_str_equal (flight->path, "/v1/pull") || flight->status == 403 ? held_buckets (client) : NULL;
  if (before != NULL)
    {
      note_forgotten (client, FALSE);
      progressed = progress (client);
    }
  was_busy = sync_client_state (client->sync)->busy;
  armed = arm (client);
  hand_over (client, flight, &now);
  state = sync_client_state (client->sync);
  if (flight->retry_after > 0 && was_busy && !state->busy && state->trouble == SYNC_BUSY)
    client->busy_until = world->now + flight->retry_after * (gint64) G_USEC_PER_SEC;
  if (before != NULL && !sim_vfs_struck (client->machine))
    {
      check_behind (client, flight, progressed);
      note_purged (client, before);
      note_forgotten (client, flight->status == 403);
      client->wiped |= flight->status == 403;
      sim_check_reads (client);
      client->care_due |= sim_chance (world, 100);
    }
  settle (client, armed);
}

/* With a file: its bytes and its row, or neither. */
static gboolean
apply (SimClient *client, Mutation *const *mutation, const SimEdit *edit, GError **error)
{
  g_auto (StoreScope) scope = { 0 };

  if (edit->size == 0)
    return store_apply (client->store, mutation, 1, error);
  return store_begin (&scope, client->store, error) && store_apply (client->store, mutation, 1, error) &&
         sim_files_take (client, edit, error) && store_commit (&scope, error);
}

/* A person does something: it counts as typed once the program said it is on disk. */
void
sim_client_apply (SimClient *client, Mutation *mutation, SimEdit *edit)
{
  World   *world = client->world;
  SimFault armed = arm (client);
  SyncNow  now = client_now (client);
  g_autoptr (Mutation) owned = mutation;
  g_autoptr (GError) error = NULL;
  gboolean typed = apply (client, &owned, edit, &error);

  sim_trace (world, "client %d types %s as %s %s", client->index, edit->token, owned->mid, typed ? "kept" : "not kept");
  g_strlcpy (edit->mid, owned->mid, sizeof edit->mid);
  if (mutation->kind != MUTATION_GROUP)
    {
      edit->schema = mutation->schema;
      edit->row = mutation->id;
    }
  edit->kept = typed;
  world->typed += typed;
  if (!typed && !sim_vfs_struck (client->machine) && !sim_vfs_doom_came (client->machine) &&
      !g_error_matches (error, STORE_ERROR, STORE_ERROR_LOCKED))
    sim_wrong (world, "the store of client %d refuses what is typed: %s", client->index, error->message);
  if (typed)
    sync_client_edited (client->sync, &now);
  settle (client, armed);
}

/* Somebody makes a backup of the running machine. */
void
sim_client_snapshot (SimClient *client)
{
  g_autofree char *copy = g_strconcat (client->path, ".copy", NULL);

  sim_vfs_copy (client->path, copy);
  client->has_snapshot = TRUE;
  client->snapshot_edits = client->world->edits->len;
  sim_trace (client->world, "client %d is copied", client->index);
}

static gboolean
server_knows (World *world, const char *mid)
{
  gint64 count = 0;
  Id     id;

  if (!id_from_hex (mid, &id))
    return FALSE;
  db_int (server_get_db (world->server), &count, NULL, NULL, "SELECT count(*) FROM mutation WHERE mid = ?", "d", &id);
  return count > 0;
}

/*
 * The store is damaged: nothing in it can be read, or it opens and its check failed. The program sets it aside when it
 * starts, and saves what only this machine had (R66).
 */
void
sim_client_damage (SimClient *client)
{
  static const char rubbish[] = "this was a store";
  World            *world = client->world;

  sim_client_crash (client);
  SIM_HAPPENED (world, damage);
  sim_trace (world, "the store of client %d is damaged", client->index);
  if (sim_chance (world, 500))
    store_condemn (client->path, NULL);
  else
    {
      g_autoptr (GBytes) bytes = sim_vfs_get (client->path);
      gsize   size;
      guint8 *broken = g_bytes_unref_to_data (g_steal_pointer (&bytes), &size);
      g_autoptr (GBytes) after = NULL;

      memset (broken, 0, MIN (size, 4096));
      memcpy (broken, rubbish, sizeof rubbish);
      after = g_bytes_new_take (broken, size);
      sim_vfs_put (client->path, after);
      client->wiped = TRUE; /* files are nowhere else */
    }
  g_clear_pointer (&client->lines, g_hash_table_unref);
  g_hash_table_remove_all (client->reads);
}

/* The machine dies and comes back with the copy: what was typed since and not sent is gone with the disk. */
void
sim_client_restore (SimClient *client)
{
  World           *world = client->world;
  g_autofree char *copy = g_strconcat (client->path, ".copy", NULL);
  g_autofree char *copy_log = g_strconcat (copy, "-wal", NULL);

  sim_client_crash (client);
  sim_vfs_copy (copy, client->path);
  sim_vfs_remove (copy);
  sim_vfs_remove (copy_log);
  for (guint i = client->snapshot_edits; i < world->edits->len; i++)
    {
      SimEdit *edit = world->edits->pdata[i];

      if (edit->client == client->index)
        edit->lost = edit->lost || !server_knows (world, edit->mid);
    }
  client->has_snapshot = FALSE;
  client->wiped = TRUE;
  g_clear_pointer (&client->lines, g_hash_table_unref);
  g_hash_table_remove_all (client->reads);
  g_hash_table_remove_all (client->purged);
  SIM_HAPPENED (world, restore);
  sim_trace (world, "client %d is restored", client->index);
}
