/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include "ctl/admin.h"

#include "ctl/ctl.h"
#include "server/auth.h"
#include "server/routes.h"

/* clang-format off */
static const char *const first_words[] = {
  "amber", "autumn", "bamboo", "bright", "bronze", "calm", "cedar", "clear", "cloudy", "copper", "coral", "crystal",
  "eager", "early", "ember", "fern", "gentle", "golden", "green", "hazel", "honest", "humble", "indigo", "ivory",
  "jade", "jolly", "kindly", "lively", "lucky", "maple", "mellow", "merry", "misty", "noble", "olive", "orange",
  "patient", "pearl", "polite", "purple", "quiet", "rapid", "ruby", "sandy", "scarlet", "silent", "silver", "simple",
  "smooth", "spring", "steady", "summer", "sunny", "swift", "tidy", "velvet", "violet", "warm", "willow", "winter" };
static const char *const second_words[] = {
  "anchor", "basket", "bridge", "brook", "candle", "canyon", "castle", "cherry", "circle", "comet", "cotton", "cradle",
  "falcon", "feather", "field", "fountain", "garden", "harbor", "island", "jacket", "kettle", "ladder", "lantern",
  "lemon", "letter", "magnet", "meadow", "mirror", "mountain", "needle", "ocean", "orchard", "paddle", "pebble", "pencil",
  "pepper", "pillow", "planet", "pocket", "rabbit", "ribbon", "river", "saddle", "sailor", "shadow", "shelter", "signal",
  "spider", "sparrow", "station", "stone", "teapot", "temple", "thunder", "tiger", "tunnel", "valley", "violin",
  "wagon", "window" };
/* clang-format on */

char *
admin_words (const guint8 *random)
{
  return g_strdup_printf ("%s-%s-%03u", first_words[random[0] % G_N_ELEMENTS (first_words)],
                          second_words[random[1] % G_N_ELEMENTS (second_words)],
                          (guint) (random[2] << 8 | random[3]) % 1000);
}

static gboolean
open_store (Admin *self, const char *dir, gboolean create, GError **error)
{
  const char      *chosen = dir != NULL ? dir : g_getenv ("ZUOXI_SERVER");
  g_autofree char *path = chosen != NULL ? g_build_filename (chosen, "server.db", NULL) : NULL;

  if (chosen == NULL)
    return ctl_fail (error, CTL_ERROR_USAGE, _ ("say where the server's store is: --data DIR, or ZUOXI_SERVER"));
  if (!create && !g_file_test (path, G_FILE_TEST_EXISTS))
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s: there is no server store; zuoxid --data %s makes one"), path, chosen);
  if (create && g_mkdir_with_parents (chosen, 0700) != 0)
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s: the folder cannot be made"), chosen);
  self->now = routes_now ();
  self->server = server_open (path, NULL, &self->now, error);
  if (self->server == NULL)
    return FALSE;
  self->dir = g_strdup (chosen);
  self->actor.admin = TRUE;
  self->actor.login = g_strdup_printf ("admin:%s", g_get_user_name ());
  return TRUE;
}

gboolean
admin_open (Admin *self, const char *dir, GError **error)
{
  return open_store (self, dir, FALSE, error);
}

gboolean
admin_create (Admin *self, const char *dir, GError **error)
{
  return open_store (self, dir, TRUE, error);
}

void
admin_clear (Admin *self)
{
  db_rollback (&self->scope);
  g_clear_pointer (&self->server, server_close);
  g_clear_pointer (&self->actor.login, g_free);
  g_clear_pointer (&self->dir, g_free);
}

gboolean
admin_begin (Admin *self, GError **error)
{
  return db_begin (&self->scope, server_get_db (self->server), error);
}

gboolean
admin_commit (Admin *self, GError **error)
{
  return server_settle_grants (self->server, &self->now, error) && db_commit (&self->scope, error);
}

gboolean
admin_write (Admin *self, const Schema *schema, gconstpointer row, GError **error)
{
  return server_write (self->server, &self->actor, schema, row, &self->now, error);
}

gboolean
admin_set_password (Admin       *self,
                    const char  *login,
                    Id           person,
                    const char  *password,
                    KeyCost      cost,
                    const guint8 salt[KEYS_SALT_SIZE],
                    gboolean     must_change,
                    GError     **error)
{
  guint8   k[KEYS_SIZE];
  gboolean done;

  if (!keys_stretch (password, salt, cost, k, error))
    return FALSE;
  done = server_account_create (self->server, login, person, salt, cost, k, must_change, &self->now, error);
  keys_wipe (k, sizeof k);
  return done && server_note (self->server, &self->actor, "account.password", "account", person, login, &self->now,
                              error);
}
