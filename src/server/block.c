/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/block.h"

#include <string.h>

#include "calls/call.h"
#include "core/id.h"
#include "core/phone.h"
#include "customers/blocked.h"
#include "registry.h"
#include "server/admin.h"
#include "server/server-private.h"

#define MINUTE_US (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)

/* How often a person asked in the minute that began at @from. */
typedef struct
{
  gint64 from;
  guint  asked;
} Asks;

/* The key, and whether there is one: read once, until the store changes under it. */
static gboolean
load_key (Server *self, gboolean *found, GError **error)
{
  GError   *failure = NULL;
  BlockKey *row;

  if (self->block_state != BLOCK_STATE_UNKNOWN)
    {
      *found = self->block_state == BLOCK_STATE_KEY;
      return TRUE;
    }
  row = server_read (self, &block_key_schema, block_key_id (), &failure);
  *found = row != NULL && digest_from_hex (row->key, &self->block_key);
  schema_free (&block_key_schema, row);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  self->block_state = *found ? BLOCK_STATE_KEY : BLOCK_STATE_NONE;
  return TRUE;
}

static gboolean
make_key (Server *self, const ServerActor *actor, const ServerNow *now, GError **error)
{
  struct
  {
    guint8    secret[32];
    ServerNow now;
    gint64    used;
  } seed;
  char     hex[DIGEST_HEX_LENGTH + 1];
  BlockKey row = { .row.id = block_key_id (), .name = (char *) BLOCK_KEY_NAME, .key = hex };
  gboolean found;

  if (!load_key (self, &found, error) || found)
    return found;
  memset (&seed, 0, sizeof seed);
  memcpy (seed.secret, self->secret, sizeof seed.secret);
  seed.now = *now;
  seed.used = self->random_used++;
  self->block_key = digest_of (&seed, sizeof seed);
  digest_to_hex (self->block_key, hex);
  self->block_state = BLOCK_STATE_KEY;
  return server_write (self, actor, &block_key_schema, &row, now, error);
}

/* Once for all numbers that share it. */
static gboolean
write_value (Server            *self,
             const ServerActor *actor,
             gint64             value,
             gboolean           removed,
             const ServerNow   *now,
             GError           **error)
{
  BlockedValue row = { .row.id = blocked_value_id (value), .value = value };
  g_auto (Stored) old = { 0 };
  const char *action = removed ? "del" : "put";
  Change      change = {
         .actor = actor, .schema = &blocked_value_schema, .row = &row, .removed = removed, .action = action
  };
  gboolean found;
  gint64   seq, rv;
  Id       shard;

  if (!stored_load (self, blocked_value_schema.table, row.row.id, &old, &found, error))
    return FALSE;
  if ((found && !old.deleted) != removed)
    return TRUE;
  change.old = found ? &old : NULL;
  return change_write (self, &change, now, &seq, &rv, &shard, error);
}

/* How many numbers share the value. */
static gboolean
count_value (Server *self, gint64 value, gint64 *count, GError **error)
{
  return db_int (self->db, count, NULL, error, "SELECT count(*) FROM blocked_number WHERE org = ? AND value = ?", "ii",
                 ORG, value);
}

static gboolean
note (Server            *self,
      const ServerActor *actor,
      const char        *action,
      const char        *masked,
      const char        *reason,
      const ServerNow   *now,
      GError           **error)
{
  g_autofree char *value = *reason != '\0' ? g_strdup_printf ("%s %s", masked, reason) : g_strdup (masked);

  return server_note (self, actor, action, "blocked_number", ID_NONE, value, now, error);
}

gboolean
block_add (Server            *self,
           const ServerActor *actor,
           const char        *e164,
           const char        *reason,
           gint64             at,
           const ServerNow   *now,
           gboolean          *added,
           GError           **error)
{
  g_autofree char *masked = phone_mask (e164);
  Digest           keyed;
  gint64           value;

  if (!make_key (self, actor, now, error))
    return FALSE;
  keyed = block_keyed (&self->block_key, e164);
  value = block_value (&keyed);
  if (!db_exec (self->db, error,
                "INSERT INTO blocked_number (org, keyed, value, masked, reason, actor, at) VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (org, keyed) DO NOTHING",
                "irisssi", ORG, keyed.b, (gsize) sizeof keyed.b, value, masked, reason, actor->login, at))
    return FALSE;
  *added = db_changes (self->db) > 0;
  return !*added || (write_value (self, actor, value, FALSE, now, error) &&
                     note (self, actor, "block.add", masked, reason, now, error));
}

gboolean
block_remove (Server            *self,
              const ServerActor *actor,
              const char        *e164,
              const ServerNow   *now,
              gboolean          *removed,
              GError           **error)
{
  g_autofree char *masked = phone_mask (e164);
  gboolean         found;
  gint64           value, left;
  Digest           keyed;

  *removed = FALSE;
  if (!load_key (self, &found, error))
    return FALSE;
  if (!found)
    return TRUE;
  keyed = block_keyed (&self->block_key, e164);
  value = block_value (&keyed);
  if (!db_exec (self->db, error, "DELETE FROM blocked_number WHERE org = ? AND keyed = ?", "ir", ORG, keyed.b,
                (gsize) sizeof keyed.b))
    return FALSE;
  *removed = db_changes (self->db) > 0;
  if (!*removed)
    return TRUE;
  return count_value (self, value, &left, error) &&
         (left > 0 || write_value (self, actor, value, TRUE, now, error)) &&
         note (self, actor, "block.remove", masked, "", now, error);
}

static void
block_info_free (gpointer data)
{
  BlockInfo *info = data;

  g_free (info->masked);
  g_free (info->reason);
  g_free (info->actor);
  g_free (info);
}

GPtrArray *
block_list (Server *self, const char *e164, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (block_info_free);
  g_autoptr (DbStmt) stmt = NULL;
  gboolean found;
  Digest   keyed = { 0 };
  int      step;

  if (!load_key (self, &found, error))
    return NULL;
  if (found && e164 != NULL)
    keyed = block_keyed (&self->block_key, e164);
  if (e164 == NULL)
    stmt = db_prepare (self->db, error,
                       "SELECT masked, reason, actor, at FROM blocked_number WHERE org = ? ORDER BY at, keyed", "i",
                       ORG);
  else
    stmt = db_prepare (self->db, error,
                       "SELECT masked, reason, actor, at FROM blocked_number WHERE org = ? AND keyed = ?", "ir", ORG,
                       keyed.b, (gsize) sizeof keyed.b);
  step = stmt != NULL ? db_step (stmt, error) : -1;
  for (; step == 1; step = db_step (stmt, error))
    {
      BlockInfo *info = g_new0 (BlockInfo, 1);

      info->masked = db_column_dup (stmt, 0);
      info->reason = db_column_dup (stmt, 1);
      info->actor = db_column_dup (stmt, 2);
      info->at = db_column_int (stmt, 3);
      g_ptr_array_add (list, info);
    }
  return step == 0 ? g_steal_pointer (&list) : NULL;
}

/* Whether a number, as people write it, is on the list since @at or before. */
static gboolean
holds (Server *self, const char *number, gint64 at, gboolean *blocked, GError **error)
{
  g_autofree char *e164 = block_number (number, NULL);
  gboolean         key;
  gint64           count = 0;
  Digest           keyed;

  *blocked = FALSE;
  if (!load_key (self, &key, error))
    return FALSE;
  if (!key || e164 == NULL)
    return TRUE;
  keyed = block_keyed (&self->block_key, e164);
  if (!db_int (self->db, &count, NULL, error,
               "SELECT count(*) FROM blocked_number WHERE org = ? AND keyed = ? AND at <= ?", "iri", ORG, keyed.b,
               (gsize) sizeof keyed.b, at))
    return FALSE;
  *blocked = count > 0;
  return TRUE;
}

gpointer
block_mark (Server       *self,
            const Schema *schema,
            gconstpointer before,
            gconstpointer row,
            gboolean      removed,
            GError      **error)
{
  const Call *was = before;
  const Call *call = row;
  gboolean    blocked;
  Call       *marked;

  if (schema != &call_schema || removed)
    return NULL;
  /* What was said of a call when it was made is not said anew of its later edits. */
  if (was != NULL && g_str_equal (was->callee, call->callee) && was->started_at == call->started_at &&
      was->direction == call->direction)
    blocked = was->blocked;
  else if (call->direction != CALL_DIRECTION_OUT)
    blocked = FALSE;
  else if (!holds (self, call->callee, call->started_at, &blocked, error))
    return NULL;
  if (blocked == call->blocked)
    return NULL;
  marked = schema_copy (schema, row);
  marked->blocked = blocked;
  return marked;
}

/* Asking */

/* Sixty answers a minute are more than anybody dials, and too few to try numbers one after the other. */
static gboolean
may_ask (Server *self, Id person, const ServerNow *now, guint *retry_after)
{
  Asks *asks = g_hash_table_lookup (self->block_asks, &person);

  if (asks == NULL)
    {
      asks = g_new0 (Asks, 1);
      g_hash_table_insert (self->block_asks, id_dup (person), asks);
    }
  if (now->now - asks->from >= MINUTE_US || now->now < asks->from)
    *asks = (Asks){ now->now, 0 };
  if (asks->asked < BLOCK_ASKS_MAX)
    {
      asks->asked++;
      return TRUE;
    }
  *retry_after = (guint) ((asks->from + MINUTE_US - now->now) / G_USEC_PER_SEC) + 1;
  return FALSE;
}

static const Field *
phone_field (const Schema *schema)
{
  for (const Field *field = schema->fields; field->name != NULL; field++)
    if (field->mask == MASK_PHONE)
      return field;
  return NULL;
}

/* The number in a row that is there and stands in a bucket the caller holds; %NULL without @error = none. */
static char *
readable_number (Server *self, Id person, const Schema *schema, Id id, GError **error)
{
  const Field *field = schema != NULL ? phone_field (schema) : NULL;
  g_auto (Stored) stored = { 0 };
  gint64   granted = 0;
  gboolean found;
  gpointer row;
  char    *number;

  if (field == NULL || !stored_load (self, schema->table, id, &stored, &found, error) || !found || stored.deleted ||
      !db_int (self->db, &granted, NULL, error,
               "SELECT count(*) FROM granted WHERE org = ? AND person = ? AND bucket = ?", "idd", ORG, &person,
               &stored.bucket) ||
      granted == 0)
    return NULL;
  row = stored_struct (schema, &stored, error);
  if (row == NULL)
    return NULL;
  number = g_strdup (*FIELD_PTR (row, field, char *));
  schema_free (schema, row);
  return number;
}

/* TRUE if the device may ask; else the answer says why. */
static gboolean
check_device (Server *self, const ServerActor *account, Id device, Answer *answer, gboolean *may, GError **error)
{
  ServerActor actor = *account;
  guint8      chain[32];
  char        state[16];
  gint64      lmid;
  gboolean    found;

  if (!device_load (self, account->login, device, &actor, &lmid, chain, state, &found, error))
    return FALSE;
  *may = found && g_str_equal (state, "active");
  if (!found)
    answer_error (answer, 409, "unknown_device", "This device is not registered");
  else if (!*may)
    answer_off (answer, state);
  return TRUE;
}

gboolean
server_block (Server            *self,
              const ServerActor *account,
              const BlockQuery  *query,
              const ServerNow   *now,
              Answer            *answer,
              guint             *retry_after,
              GError           **error)
{
  g_autofree char *number = NULL;
  gboolean         may, blocked;
  GError          *failure = NULL;
  Id               device, id;

  if (query->device == NULL || query->table == NULL || query->id == NULL || !id_from_hex (query->device, &device) ||
      !id_from_hex (query->id, &id))
    {
      answer_error (answer, 400, "malformed", "The request cannot be read");
      return TRUE;
    }
  if (!check_device (self, account, device, answer, &may, error))
    return FALSE;
  if (!may)
    return TRUE;
  if (!may_ask (self, account->person, now, retry_after))
    {
      answer_error (answer, 429, "too_many_requests", "Too many numbers were asked about; please wait a minute");
      return TRUE;
    }
  number = readable_number (self, account->person, registry_find (query->table), id, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (number == NULL)
    {
      answer_error (answer, 404, "no_row", "There is no such row, or it is not yours to read");
      return TRUE;
    }
  if (!holds (self, number, now->now + self->clock_offset, &blocked, error))
    return FALSE;
  answer_text (answer, g_string_new (blocked ? "{\"blocked\":true}" : "{\"blocked\":false}"));
  return TRUE;
}
