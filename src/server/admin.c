/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/admin.h"

#include "core/id.h"
#include "server/server-private.h"

static void
account_info_free (gpointer data)
{
  AccountInfo *info = data;

  g_free (info->login);
  g_free (info->state);
  g_free (info);
}

GPtrArray *
server_accounts (Server *self, GError **error)
{
  static const char sql[] = "SELECT a.login, a.person, a.state, a.must_change,"
                            " (SELECT count(*) FROM device d WHERE d.org = a.org AND d.login = a.login AND d.state = "
                            "'active'),"
                            " (SELECT coalesce (max (last_seen), 0) FROM device d WHERE d.org = a.org AND d.login = "
                            "a.login)"
                            " FROM account a WHERE a.org = ? ORDER BY a.login";
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (account_info_free);
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error, sql, "i", ORG);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  for (; step == 1; step = db_step (stmt, error))
    {
      AccountInfo *info = g_new0 (AccountInfo, 1);

      info->login = g_strdup (db_column_text (stmt, 0));
      info->person = db_column_id (stmt, 1);
      info->state = g_strdup (db_column_text (stmt, 2));
      info->must_change = db_column_int (stmt, 3) != 0;
      info->devices = db_column_int (stmt, 4);
      info->last_seen = db_column_int (stmt, 5);
      g_ptr_array_add (list, info);
    }
  return step == 0 ? g_steal_pointer (&list) : NULL;
}

gboolean
server_account_set_state (Server            *self,
                          const ServerActor *actor,
                          const char        *login,
                          const char        *state,
                          const ServerNow   *now,
                          gboolean          *found,
                          GError           **error)
{
  g_autofree char *value = g_strdup_printf ("%s %s", login, state);

  if (!db_exec (self->db, error, "UPDATE account SET state = ? WHERE org = ? AND login = ?", "sis", state, ORG, login))
    return FALSE;
  *found = db_changes (self->db) > 0;
  if (!*found)
    return TRUE;
  if (!g_str_equal (state, "active") && !db_exec (self->db, error, "DELETE FROM token WHERE org = ? AND login = ?",
                                                  "is", ORG, login))
    return FALSE;
  return server_note (self, actor, "account.state", "account", ID_NONE, value, now, error);
}

static void
device_info_free (gpointer data)
{
  DeviceInfo *info = data;

  g_free (info->login);
  g_free (info->name);
  g_free (info->state);
  g_free (info);
}

GPtrArray *
server_devices (Server *self, const char *login, GError **error)
{
  static const char sql[] = "SELECT id, login, name, state, no, lmid, last_seen FROM device"
                            " WHERE org = ? AND login = coalesce (?, login) ORDER BY no";
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func (device_info_free);
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error, sql, "is", ORG, login);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  for (; step == 1; step = db_step (stmt, error))
    {
      DeviceInfo *info = g_new0 (DeviceInfo, 1);

      info->id = db_column_id (stmt, 0);
      info->login = g_strdup (db_column_text (stmt, 1));
      info->name = g_strdup (db_column_text (stmt, 2));
      info->state = g_strdup (db_column_text (stmt, 3));
      info->number = db_column_int (stmt, 4);
      info->lmid = db_column_int (stmt, 5);
      info->last_seen = db_column_int (stmt, 6);
      g_ptr_array_add (list, info);
    }
  return step == 0 ? g_steal_pointer (&list) : NULL;
}

/* The devices that sign-ins of @device registered, and those of these, as far as @state takes something from them. */
static gboolean
made_by (Server *self, Id device, const char *state, GArray *out, GError **error)
{
  g_autoptr (DbStmt) stmt = db_prepare (
      self->db, error,
      "WITH RECURSIVE made (id) AS (SELECT id FROM device WHERE org = ?1 AND made_by = ?2 UNION SELECT d.id FROM made "
      "JOIN device d INDEXED BY device_by_maker ON d.org = ?1 AND d.made_by = made.id) SELECT d.id FROM made JOIN "
      "device d ON d.org = ?1 AND d.id = made.id WHERE d.state = 'active' OR (d.state = 'drain' AND ?3 = 'revoked') "
      "ORDER BY no",
      "ids", ORG, &device, state);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  for (; step == 1; step = db_step (stmt, error))
    {
      Id id = db_column_id (stmt, 0);

      g_array_append_val (out, id);
    }
  return step == 0;
}

gboolean
server_device_set_state (Server            *self,
                         const ServerActor *actor,
                         Id                 device,
                         const char        *state,
                         const ServerNow   *now,
                         gboolean          *found,
                         GError           **error)
{
  static const char set_sql[] = "UPDATE device SET state = ? WHERE org = ? AND id = ?";
  g_autoptr (GArray) made = g_array_new (FALSE, FALSE, sizeof (Id));

  if (!db_exec (self->db, error, set_sql, "sid", state, ORG, &device))
    return FALSE;
  *found = db_changes (self->db) > 0;
  if (!*found)
    return TRUE;
  if (!server_note (self, actor, "device.state", "device", device, state, now, error))
    return FALSE;
  if (g_str_equal (state, "active"))
    return TRUE;
  if (!made_by (self, device, state, made, error))
    return FALSE;
  for (guint i = 0; i < made->len; i++)
    {
      const Id *one = &g_array_index (made, Id, i);

      if (!db_exec (self->db, error, set_sql, "sid", state, ORG, one) ||
          !server_note (self, actor, "device.state", "device", *one, state, now, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
server_note (Server            *self,
             const ServerActor *actor,
             const char        *action,
             const char        *table,
             Id                 row,
             const char        *value,
             const ServerNow   *now,
             GError           **error)
{
  return audit_append (self, ID_NONE, actor, action, table, row, value, now, error);
}
