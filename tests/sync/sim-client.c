/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulate.h"

#include <glib/gstdio.h>

#include "core/id.h"
#include "customers/customer.h"
#include "rules/place.h"
#include "store/apply.h"
#include "tests/support/fault-vfs.h"

static gint64
env_now (gpointer data)
{
  SimClient *client = data;

  return client->world->now + client->skew;
}

static void
env_random (gpointer data, gpointer buffer, gsize size)
{
  SimClient *client = data;

  for (gsize i = 0; i < size; i++)
    ((guint8 *) buffer)[i] = (guint8) sim_random (client->world);
}

static SyncNow
client_now (SimClient *client)
{
  return (SyncNow){ .wall = env_now (client), .mono = client->world->now, .random = sim_random (client->world) };
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

/* I6: what a person typed stays in sight from the key press until somebody else's later change arrives. */
static void
check_in_sight (SimClient *client, const Outcome *outcome)
{
  SimEdit  *edit = NULL;
  gint64    pulled = -1;
  gboolean  again;
  Customer *row;

  for (guint i = 0; i < client->edits->len; i++)
    {
      SimEdit *one = &g_array_index (client->edits, SimEdit, i);

      if (g_str_equal (one->mid, outcome->mid))
        edit = one;
      else if (edit != NULL && id_equal (one->row, edit->row) && g_str_equal (one->field, edit->field))
        return; /* typed over since */
    }
  if (edit == NULL)
    return;
  again = edit->accepted;
  edit->accepted = TRUE;
  store_cursor_get (client->store, outcome->shard, &pulled, NULL);
  if (again || *edit->field == '\0' || outcome->status != OUTCOME_OK || outcome->seq <= pulled)
    return;
  row = store_get (client->store, &customer_schema, edit->row, NULL);
  if (row == NULL || !g_str_equal (*FIELD_PTR (row, schema_field (&customer_schema, edit->field), char *), edit->token))
    {
      g_printerr ("seed %" G_GUINT64_FORMAT ": I6: %s left the sight of client %d when it was accepted\n",
                  client->world->seed, edit->token, client->index);
      client->world->unseen++;
    }
  schema_free (&customer_schema, row);
}

static void
carry_out (SimClient *client)
{
  SyncDo *next;

  while (client->sync != NULL && (next = sync_client_next (client->sync)) != NULL)
    {
      if (next->kind == SYNC_DO_SEND)
        sim_send (client->world, client, next->request, next->path, next->body);
      else if (next->kind == SYNC_DO_OUTCOME)
        check_in_sight (client, &next->outcome);
      else if (next->kind == SYNC_DO_WAKE)
        client->wake = next->mono;
      else if (next->kind == SYNC_DO_STATE && sync_client_state (client->sync)->trouble != SYNC_FINE)
        sim_trace (client->world, "client %d in trouble %d: %s", client->index,
                   (int) sync_client_state (client->sync)->trouble, sync_client_state (client->sync)->detail);
      sync_do_free (next);
    }
}

void
sim_client_start (SimClient *client)
{
  g_autoptr (GError) error = NULL;
  StoreEnv env = { env_now, env_random, client };
  SyncNow  now = client_now (client);

  client->store = store_open (client->path, DB_DEFAULT, FAULT_VFS, &error);
  if (client->store == NULL)
    g_error ("seed %" G_GUINT64_FORMAT ": %s", client->world->seed, error->message);
  store_set_env (client->store, &env);
  store_set_place (client->store, place_cb, client->world);
  client->sync = sync_client_new (client->store, client->login);
  client->life++;
  client->back = 0;
  sim_trace (client->world, "client %d starts", client->index);
  sync_client_start (client->sync, &now);
  carry_out (client);
}

/* The power goes: nothing more reaches the disk. */
void
sim_client_crash (SimClient *client)
{
  client->world->crashes++;
  sim_trace (client->world, "client %d crashes", client->index);
  g_clear_pointer (&client->sync, sync_client_free);
  g_clear_pointer (&client->store, store_close);
  fault_vfs_set (FAULT_NONE, 0);
  client->wake = 0;
  client->back = client->world->now + sim_int (client->world, 1, 60) * G_USEC_PER_SEC;
}

static gboolean
arm (SimClient *client)
{
  if (!sim_chance (client->world, client->world->faults.crash_client))
    return FALSE;
  fault_vfs_set (sim_chance (client->world, 700) ? FAULT_WRITE : FAULT_SYNC, (guint) sim_int (client->world, 0, 25));
  return TRUE;
}

/* After anything that touched the disk: did a planted fault strike? Then the machine dies, or only the file system did.
 */
static void
settle (SimClient *client, gboolean armed)
{
  g_autoptr (GError) error = NULL;

  if (armed && fault_vfs_count () > 0)
    {
      sim_client_crash (client);
      return;
    }
  fault_vfs_set (FAULT_NONE, 0);
  carry_out (client);
}

static void
set_text (char **slot, const char *text)
{
  g_free (*slot);
  *slot = g_strdup (text);
}

static Id
new_id (World *world)
{
  guint8 bytes[10];

  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) sim_random (world);
  return id_v7 (world->now, bytes);
}

static Mutation *
type_new_customer (SimClient *client, const char *token)
{
  World    *world = client->world;
  Customer *row = schema_new (&customer_schema);
  Mutation *mutation;

  row->row.id = new_id (world);
  row->assignment = world->company.agent1_assignment;
  set_text (&row->name, token);
  g_array_append_val (world->customers, row->row.id);
  mutation = mutation_put (&customer_schema, row);
  schema_free (&customer_schema, row);
  return mutation;
}

static Mutation *
type_change (SimClient *client, const char *token)
{
  World    *world = client->world;
  Id        id = g_array_index (world->customers, Id, sim_int (world, 0, (int) world->customers->len));
  Customer *base = store_get (client->store, &customer_schema, id, NULL);
  Customer *mine;
  Mutation *mutation;

  if (base == NULL)
    return NULL;
  mine = schema_copy (&customer_schema, base);
  switch (sim_int (world, 0, 4))
    {
    case 0:
      set_text (&mine->name, token);
      break;
    case 1:
      set_text (&mine->company, token);
      break;
    case 2:
      set_text (&mine->industry, token);
      break;
    default:
      set_text (&mine->code, token);
      break;
    }
  mutation = mutation_set (&customer_schema, base, mine);
  schema_free (&customer_schema, base);
  schema_free (&customer_schema, mine);
  return mutation;
}

static Mutation *
type_new_phone (SimClient *client, const char *token)
{
  World        *world = client->world;
  ContactPhone *row = schema_new (&contact_phone_schema);
  Mutation     *mutation;

  row->row.id = new_id (world);
  row->customer = g_array_index (world->customers, Id, sim_int (world, 0, (int) world->customers->len));
  row->assignment = world->company.agent1_assignment;
  set_text (&row->e164, token);
  g_array_append_val (world->phones, row->row.id);
  mutation = mutation_put (&contact_phone_schema, row);
  schema_free (&contact_phone_schema, row);
  return mutation;
}

static Mutation *
delete_phone (SimClient *client)
{
  World        *world = client->world;
  Id            id = g_array_index (world->phones, Id, sim_int (world, 0, (int) world->phones->len));
  ContactPhone *base = store_get (client->store, &contact_phone_schema, id, NULL);
  Mutation     *mutation = base != NULL ? mutation_del (&contact_phone_schema, base) : NULL;

  schema_free (&contact_phone_schema, base);
  return mutation;
}

/* Two new rows that belong together (R43). */
static Mutation *
type_group (SimClient *client, const char *token)
{
  GPtrArray *ops = g_ptr_array_new ();

  g_ptr_array_add (ops, type_new_customer (client, token));
  g_ptr_array_add (ops, type_new_phone (client, token));
  return mutation_group (ops);
}

static Mutation *
think_of_something (SimClient *client, const char *token)
{
  World *world = client->world;
  int    what = sim_int (world, 0, 100);

  if (what < 25 || world->customers->len == 0)
    return type_new_customer (client, token);
  if (what < 75)
    return type_change (client, token);
  if (what < 85)
    return type_new_phone (client, token);
  if (what < 93)
    return type_group (client, token);
  return world->phones->len > 0 ? delete_phone (client) : NULL;
}

/* A person does one thing; it counts as typed once the program said it is on disk. */
void
sim_client_type (SimClient *client)
{
  World   *world = client->world;
  SimEdit  edit = { 0 };
  gboolean armed, typed;
  SyncNow  now = client_now (client);
  g_autoptr (Mutation) mutation = NULL;
  g_autoptr (GError) error = NULL;

  g_snprintf (edit.token, sizeof edit.token, "W-%" G_GUINT64_FORMAT "-%u.", world->seed, ++world->tokens);
  mutation = think_of_something (client, edit.token);
  if (mutation == NULL)
    return;
  armed = arm (client);
  typed = store_apply (client->store, &mutation, 1, &error);
  sim_trace (world, "client %d types %s %s %s", client->index, edit.token, mutation->mid, typed ? "kept" : "not kept");
  g_strlcpy (edit.mid, mutation->mid, sizeof edit.mid);
  edit.row = mutation->id;
  if (mutation->kind == MUTATION_SET)
    {
      const char *colon = strstr (mutation->set, "\":");

      g_strlcpy (edit.field, mutation->set + 2, MIN (sizeof edit.field, (gsize) (colon - mutation->set - 1)));
    }
  edit.writes = mutation->kind == MUTATION_DEL ? 0 : mutation->kind == MUTATION_GROUP ? 2
                                                                                      : 1;
  edit.kept = typed;
  if (*edit.mid != '\0')
    g_array_append_val (client->edits, edit);
  world->edits += typed;
  if (!typed && !armed)
    g_error ("seed %" G_GUINT64_FORMAT ": %s", world->seed, error->message);
  if (typed)
    sync_client_edited (client->sync, &now);
  settle (client, armed);
}

void
sim_client_tick (SimClient *client)
{
  SyncNow  now = client_now (client);
  gboolean armed = arm (client);

  client->wake = 0;
  sync_client_tick (client->sync, &now);
  settle (client, armed);
}

/* Hands over the answer in pieces, as a network does. */
void
sim_client_answer (SimClient *client, const SimFlight *flight)
{
  World      *world = client->world;
  SyncNow     now = client_now (client);
  gboolean    armed = arm (client);
  gsize       size, at = 0, end;
  const char *bytes = g_bytes_get_data (flight->body, &size);

  end = flight->cut && size > 0 ? (gsize) sim_int (world, 0, (int) size) : size;
  sync_client_head (client->sync, flight->request, flight->status, 0, &now);
  while (at < end)
    {
      gsize wish = (gsize) sim_int (world, 1, 4000);
      gsize piece = MIN (end - at, wish);

      sync_client_data (client->sync, flight->request, bytes + at, piece, &now);
      at += piece;
    }
  if (flight->cut)
    sync_client_fail (client->sync, flight->request, SYNC_DOWN, "cut", &now);
  else
    sync_client_end (client->sync, flight->request, &now);
  settle (client, armed);
}

static const char *const suffixes[] = { "", "-wal" };

void
sim_copy (const char *from, const char *to)
{
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *source = g_strconcat (from, suffixes[i], NULL);
      g_autofree char *target = g_strconcat (to, suffixes[i], NULL);
      g_autofree char *content = NULL;
      gsize            length;

      g_remove (target);
      if (g_file_get_contents (source, &content, &length, NULL))
        g_file_set_contents_full (target, content, (gssize) length, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
    }
}

/* Somebody makes a backup of the running machine. */
void
sim_client_snapshot (SimClient *client)
{
  g_autofree char *copy = g_strconcat (client->path, ".copy", NULL);

  sim_copy (client->path, copy);
  client->has_snapshot = TRUE;
  client->snapshot_edits = client->edits->len;
  sim_trace (client->world, "client %d is copied", client->index);
}

static gboolean
server_knows (World *world, const char *mid)
{
  gint64 count = 0;
  Id     id;

  id_from_hex (mid, &id);
  db_int (server_get_db (world->server), &count, NULL, NULL, "SELECT count(*) FROM mutation WHERE mid = ?", "d", &id);
  return count > 0;
}

/* The machine dies and comes back with the copy: what was typed since and not sent is gone with the disk. */
void
sim_client_restore (SimClient *client)
{
  g_autofree char *copy = g_strconcat (client->path, ".copy", NULL);
  g_autofree char *shared = g_strconcat (client->path, "-shm", NULL);

  sim_client_crash (client);
  g_remove (shared);
  sim_copy (copy, client->path);
  for (guint i = client->snapshot_edits; i < client->edits->len; i++)
    {
      SimEdit *edit = &g_array_index (client->edits, SimEdit, i);

      edit->lost = edit->lost || !server_knows (client->world, edit->mid);
    }
  client->has_snapshot = FALSE;
  client->world->restores++;
  sim_trace (client->world, "client %d is restored", client->index);
}
