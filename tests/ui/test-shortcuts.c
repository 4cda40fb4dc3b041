/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every key of the table parses, means one thing, and reaches an action that is there. */
#include "config.h"

#include "rooms.h"
#include "ui/application.h"
#include "ui/resources.h"
#include "ui/shortcuts.h"
#include "ui/window.h"

static char *
normal_name (const char *accel)
{
  guint           key = 0;
  GdkModifierType mods = 0;

  if (!gtk_accelerator_parse (accel, &key, &mods))
    return NULL;
  return gtk_accelerator_name (key, mods);
}

static void
test_every_key_is_there_once (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n = 0;

  for (const Shortcut *row = shortcuts; row->accels[0] != NULL; row++)
    for (guint i = 0; i < G_N_ELEMENTS (row->accels) && row->accels[i] != NULL; i++)
      {
        char *name = normal_name (row->accels[i]);

        g_test_message ("%s", row->accels[i]);
        g_assert_nonnull (name);
        g_assert_true (g_hash_table_add (seen, name));
        n++;
      }
  g_assert_cmpuint (n, >, 30);
}

static void
test_every_row_is_complete (void)
{
  for (const Shortcut *row = shortcuts; row->accels[0] != NULL; row++)
    {
      g_assert_nonnull (row->group);
      g_assert_true ((row->action == NULL) == (row->kind == SHORTCUT_WIDGET));
      /* A row without a title belongs to the one above it, which has the same group. */
      if (row->title == NULL)
        g_assert_true (row > shortcuts && g_str_equal (row->group, (row - 1)->group));
    }
}

static void
test_every_action_is_there (void)
{
  g_autoptr (ZuoxiApplication) app = zuoxi_application_new (rooms);
  ZuoxiWindow *window = NULL;
  g_autoptr (GError) error = NULL;

  g_application_set_flags (G_APPLICATION (app), G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (app), NULL, &error));
  g_assert_no_error (error);
  window = zuoxi_window_new (GTK_APPLICATION (app), rooms, NULL);
  for (const Shortcut *row = shortcuts; row->accels[0] != NULL; row++)
    if (row->action != NULL)
      {
        g_autofree char *name = NULL;
        g_autoptr (GVariant) target = NULL;
        GActionGroup       *group = NULL;
        const GVariantType *type = NULL;

        g_test_message ("%s", row->action);
        g_assert_true (g_action_parse_detailed_name (row->action, &name, &target, &error));
        group = g_str_has_prefix (name, "app.") ? G_ACTION_GROUP (app) : G_ACTION_GROUP (window);
        g_assert_true (g_action_group_has_action (group, strchr (name, '.') + 1));
        type = g_action_group_get_action_parameter_type (group, strchr (name, '.') + 1);
        g_assert_true ((type == NULL) == (target == NULL));
        g_assert_true (type == NULL || g_variant_is_of_type (target, type));
      }
  gtk_window_destroy (GTK_WINDOW (window));
}

static guint
count_rows (GtkWidget *widget)
{
  guint n = GTK_IS_SHORTCUTS_SHORTCUT (widget) && gtk_widget_get_ancestor (widget, GTK_TYPE_SHORTCUTS_GROUP) != NULL
                ? 1
                : 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_rows (child);
  return n;
}

static void
test_the_window_lists_every_title (void)
{
  GtkWidget *window = shortcuts_window_new ();
  guint      titles = 0;

  for (const Shortcut *row = shortcuts; row->accels[0] != NULL; row++)
    titles += row->title != NULL ? 1 : 0;
  g_assert_cmpuint (count_rows (window), ==, titles);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/shortcuts/every-key-is-there-once", test_every_key_is_there_once);
  g_test_add_func ("/shortcuts/every-row-is-complete", test_every_row_is_complete);
  g_test_add_func ("/shortcuts/every-action-is-there", test_every_action_is_there);
  g_test_add_func ("/shortcuts/the-window-lists-every-title", test_the_window_lists_every_title);
  return g_test_run ();
}
