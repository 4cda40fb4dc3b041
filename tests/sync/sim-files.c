/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files beside rows (PROTOCOL.md §8) in the simulated world: evidence under evaluations, of some pieces, full of the
 * token of whoever attached it. The method stands before the path: "GET /v1/blob?…".
 */
#include "simulate.h"

#include <string.h>

#include "appraisal/dossier.h"
#include "appraisal/eval-file.h"
#include "core/id.h"
#include "server/blob.h"
#include "store/apply.h"
#include "store/blob.h"
#include "sync/files.h"

#define ANSWER_US (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

gboolean
sim_files_is (const char *path)
{
  return strstr (path, " /v1/blob") != NULL;
}

static StoreBlob
blob_of (const SimEdit *edit)
{
  return (StoreBlob){ eval_file_schema.table, edit->row, edit->file, edit->size };
}

/* The server */

gboolean
sim_files_serve (World             *world,
                 const SimFlight   *ask,
                 const ServerNow   *now,
                 const ServerActor *actor,
                 Answer            *answer,
                 GError           **error)
{
  const char *query = strchr (ask->path, '?');
  g_autoptr (GHashTable) words =
      query != NULL ? g_uri_parse_params (query + 1, -1, "&", G_URI_PARAMS_NONE, NULL) : NULL;
  BlobQuery blob = { 0 };

  if (words == NULL)
    return blob_begin (world->server, actor, ask->body, now, answer, error);
  blob = (BlobQuery){ .device = g_hash_table_lookup (words, "dev"),
                      .hash = g_hash_table_lookup (words, "hash"),
                      .at = g_hash_table_lookup (words, "at"),
                      .table = g_hash_table_lookup (words, "t"),
                      .id = g_hash_table_lookup (words, "id") };
  return *ask->path == 'P' ? blob_put (world->server, actor, &blob, ask->body, now, answer, error)
                           : blob_get (world->server, actor, &blob, answer, error);
}

/* The client */

static gboolean
fails (SimClient *client, GError *error)
{
  if (error == NULL)
    return FALSE;
  if (!sim_vfs_struck (client->machine) && !sim_vfs_doom_came (client->machine))
    sim_wrong (client->world, "the files of client %d fail: %s", client->index, error->message);
  g_error_free (error);
  return TRUE;
}

/* Asks what is to be asked next, one at a time. */
void
sim_files_step (SimClient *client, const SyncNow *now)
{
  World *world = client->world;
  g_autoptr (SyncFilesAsk) ask = NULL;
  g_autofree char *path = NULL;
  GError          *error = NULL;

  if (!world->appraisal || client->files_asked)
    return;
  ask = sync_files_next (client->files, now, &client->files_wake, &error);
  if (fails (client, error) || ask == NULL)
    return;
  path = g_strdup_printf ("%s %s", ask->method, ask->path);
  client->files_asked = TRUE;
  client->files_request = ask->request;
  client->files_wake = world->now + ANSWER_US;
  sim_send (world, client, ask->request, path, client->access, ask->body);
}

/* The time of an answer is over. */
void
sim_files_tick (SimClient *client, const SyncNow *now)
{
  client->files_wake = 0;
  if (client->files_asked)
    sync_files_fail (client->files, client->files_request, now);
  client->files_asked = FALSE;
}

void
sim_files_answer (SimClient *client, const SimFlight *flight, const SyncNow *now)
{
  GError *error = NULL;

  if (!client->files_asked || flight->request != client->files_request)
    return;
  client->files_asked = FALSE;
  client->files_wake = 0;
  if (flight->cut >= 0)
    sync_files_fail (client->files, flight->request, now);
  else
    sync_files_answer (client->files, flight->request, flight->status, flight->retry_after, flight->body, now, &error);
  fails (client, error);
}

/* Inside the transaction that names it in a row: the bytes are here, the server has to get them. */
gboolean
sim_files_take (SimClient *client, const SimEdit *edit, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (edit->bytes, (gsize) edit->size);
  StoreBlob blob = blob_of (edit);
  gboolean  right = FALSE;

  for (guint at = 0; at < store_blob_pieces (edit->size); at++)
    {
      g_autoptr (GBytes) piece =
          g_bytes_new_from_bytes (bytes, (gsize) at * BLOB_CHUNK, store_blob_piece_size (edit->size, at));

      if (!store_blob_add (client->store, edit->file, edit->size, at, piece, error))
        return FALSE;
    }
  return store_blob_seal (client->store, edit->file, &right, error) && right &&
         store_blob_owe (client->store, &blob, error);
}

/* Work */

/* A file is chosen as evidence under an evaluation that is not submitted yet. */
void
sim_files_attach (SimClient *client, const Dossier *dossier)
{
  World      *world = client->world;
  SimEdit    *edit = sim_edit_new (client);
  EvalFile   *row = schema_new (&eval_file_schema);
  GString    *text = g_string_new (NULL);
  int         lines = sim_int (world, 1, 200);
  DigestState state;
  char        hex[DIGEST_HEX_LENGTH + 1];

  for (int i = 0; i < lines; i++)
    g_string_append_printf (text, "%s %d\n", edit->token, i);
  edit->size = (gint64) text->len;
  edit->bytes = g_string_free (text, FALSE);
  digest_init (&state);
  digest_update (&state, edit->bytes, (gsize) edit->size);
  edit->file = digest_finish (&state);
  digest_to_hex (edit->file, hex);
  row->sheet = dossier_evaluation_id (dossier->form->row.id, dossier->form->revision);
  row->person = dossier->form->person;
  row->size = edit->size;
  sim_set_text (&row->file, hex);
  sim_set_text (&row->name, edit->token);
  row->row.id = edit->row = schema_natural_id (&eval_file_schema, row);
  sim_trace (world, "client %d attaches a file of %d bytes", client->index, (int) edit->size);
  sim_client_apply (client, mutation_put (&eval_file_schema, row), edit);
  schema_free (&eval_file_schema, row);
}

/* A piece of any file there ever was is asked for, past the program: the server decides (R48). */
static void
pry (SimClient *client)
{
  World           *world = client->world;
  const SimEdit   *edit = NULL;
  ExchangeIdentity who;
  g_autofree char *device = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *row = NULL;
  g_autofree char *path = NULL;

  for (guint i = 0; i < world->edits->len; i++)
    {
      const SimEdit *one = world->edits->pdata[i];

      if (one->size > 0 && one->kept && (edit == NULL || sim_chance (world, 400)))
        edit = one;
    }
  if (edit == NULL || !exchange_get_identity (client->store, &who, NULL) || id_is_none (who.device))
    return;
  device = id_dup_hex (who.device);
  hash = digest_dup_hex (edit->file);
  row = id_dup_hex (edit->row);
  path = g_strdup_printf ("GET /v1/blob?at=0&dev=%s&hash=%s&id=%s&t=%s", device, hash, row, eval_file_schema.table);
  sim_send (world, client, 0, path, client->access, NULL);
}

/* Somebody opens a file, takes one away, or is curious. TRUE = something was done. */
gboolean
sim_files_work (SimClient *client)
{
  World *world = client->world;
  g_autoptr (Rows) rows = store_query (client->store, &eval_file_schema, NULL, "ORDER BY id", "");
  const EvalFile *file;
  StoreBlob       blob;
  int             what = sim_int (world, 0, 10);
  GError         *error = NULL;

  if (what < 3)
    pry (client);
  if (what < 3 || rows == NULL || rows->len == 0)
    return what < 3;
  file = rows->at[sim_int (world, 0, (int) rows->len)];
  blob = (StoreBlob){ .table = eval_file_schema.table, .id = file->row.id, .size = file->size };
  if (!digest_from_hex (file->file, &blob.hash))
    return FALSE;
  if (what == 9 && client->role == ROLE_SUPERVISOR)
    {
      SimEdit *edit = sim_edit_new (client);

      sim_client_apply (client, mutation_del (&eval_file_schema, file), edit);
      return TRUE;
    }
  sim_trace (world, "client %d opens a file", client->index);
  if (!store_blob_want (client->store, &blob, &error))
    fails (client, error);
  sim_client_settle (client);
  return TRUE;
}

/* The oracles */

static gboolean
server_has (World *world, const StoreBlob *blob)
{
  gint64 count = 0;

  db_int (server_get_db (world->server), &count, NULL, NULL,
          "SELECT count(*) FROM blob b JOIN blob_row r ON r.org = b.org AND r.hash = b.hash WHERE b.hash = ? AND "
          "r.id = ?",
          "rd", blob->hash.b, sizeof blob->hash.b, &blob->id);
  return count > 0;
}

/* A row that is there names the file. */
static gboolean
is_named (World *world, const StoreBlob *blob)
{
  g_autofree char *hex = digest_dup_hex (blob->hash);
  gint64           count = 0;

  db_int (server_get_db (world->server), &count, NULL, NULL,
          "SELECT count(*) FROM row WHERE tbl = 'eval_file' AND id = ? AND del = 0 AND instr (body, ?)", "ds",
          &blob->id, hex);
  return count > 0;
}

/* Nothing is to be sent whose row the server has, nor to be fetched that the server has. */
gboolean
sim_files_quiet (SimClient *client)
{
  World *world = client->world;
  gint64 inc = exchange_get_number (client->store, "server_inc", 0);
  g_autoptr (GArray) unsent = NULL;
  g_autoptr (GArray) wanted = NULL;

  if (!world->appraisal)
    return TRUE;
  unsent = store_blob_to_send (client->store, inc, NULL);
  wanted = store_blob_to_fetch (client->store, NULL);
  for (guint i = 0; wanted != NULL && i < wanted->len; i++)
    if (server_has (world, &g_array_index (wanted, StoreBlob, i)))
      return FALSE;
  for (guint i = 0; unsent != NULL && i < unsent->len; i++)
    if (is_named (world, &g_array_index (unsent, StoreBlob, i)))
      return FALSE;
  return unsent != NULL && wanted != NULL;
}

/* I1: the bytes of every file that was attached are at the server, if its row is. A machine that lost its disk, or was
 * switched off, may have lost what it had not sent. */
gboolean
sim_files_check (World *world)
{
  for (guint i = 0; i < world->edits->len; i++)
    {
      const SimEdit   *edit = world->edits->pdata[i];
      const SimClient *author = &world->clients[edit->client];
      StoreBlob        blob = blob_of (edit);

      if (edit->size > 0 && edit->kept && !edit->lost && !author->wiped && is_named (world, &blob) &&
          !server_has (world, &blob))
        return sim_wrong (world, "I1: the file %s of client %d is named in a row, and the server has not got it",
                          edit->token, edit->client);
    }
  return TRUE;
}
