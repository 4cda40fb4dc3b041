/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every template builds, in a window, and everything a person can focus in it has a name. */
#include "config.h"

#include "rooms.h"
#include "ui/application.h"
#include "ui/password-dialog.h"
#include "ui/resources.h"
#include "ui/sidebar.h"
#include "ui/widgets/status.h"
#include "ui/window.h"

typedef GType (*GetType) (void);

/* clang-format off */
static const struct { const char *name; GetType get_type; } widgets[] = {
  { "palette", zuoxi_palette_get_type },
  { "sidebar", zuoxi_sidebar_get_type },
  { "sign-in-page", zuoxi_sign_in_page_get_type },
  { "status", zuoxi_status_get_type } };
/* clang-format on */

static gboolean
has_name (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  return gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL) ||
         gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

/* Widgets whose name GTK gives itself: from a label inside, or from the row around them. */
static gboolean
is_named_by_toolkit (GtkWidget *widget)
{
  GtkWidget *row = gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_ROW);

  if (row != NULL && *adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)) != '\0')
    return TRUE;
  return GTK_IS_LABEL (widget) || gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) != NULL;
}

static void
check_names (GtkWidget *widget)
{
  gboolean inner = FALSE;

  if (!gtk_widget_get_visible (widget))
    return;
  inner = gtk_widget_get_parent (widget) != NULL &&
          (GTK_IS_TEXT (widget) || GTK_IS_MENU_BUTTON (gtk_widget_get_parent (widget)));

  if (GTK_IS_BUTTON (widget) || GTK_IS_MENU_BUTTON (widget) || GTK_IS_ENTRY (widget) || GTK_IS_SWITCH (widget) ||
      GTK_IS_CHECK_BUTTON (widget) || GTK_IS_SEARCH_ENTRY (widget) || GTK_IS_LIST_BOX (widget))
    if (!inner && !has_name (widget) && !is_named_by_toolkit (widget) && !GTK_IS_LIST_BOX (widget))
      {
        g_autofree char *classes = g_strjoinv (" ", gtk_widget_get_css_classes (widget));

        g_error ("%s in %s (%s) has no accessible name", G_OBJECT_TYPE_NAME (widget),
                 G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)), classes);
      }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_names (child);
}

static void
test_widget_builds_and_is_named (gconstpointer data)
{
  GetType    get_type = *(const GetType *) data;
  GtkWidget *window = gtk_window_new ();
  GtkWidget *widget = g_object_new (get_type (), NULL);

  gtk_window_set_child (GTK_WINDOW (window), widget);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  check_names (window);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_window_shows_sign_in_first (void)
{
  g_autoptr (ZuoxiApplication) app = zuoxi_application_new (rooms);
  ZuoxiWindow     *window = NULL;
  ZuoxiSignInPage *page = NULL;

  g_application_set_flags (G_APPLICATION (app), G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (app), NULL, NULL));
  window = zuoxi_window_new (GTK_APPLICATION (app), rooms, NULL);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  page = zuoxi_window_get_sign_in_page (window);
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (page)));
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "go"));
  check_names (GTK_WIDGET (window));

  zuoxi_window_enter (window, NULL, 0, "李晓雯", "电销一组");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
  g_assert_true (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "go"));
  check_names (GTK_WIDGET (window));
  zuoxi_window_leave (window);
  g_assert_false (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "go"));
  gtk_window_destroy (GTK_WINDOW (window));
}

static GtkWidget *
find_button (GtkWidget *widget, const char *class)
{
  if (GTK_IS_BUTTON (widget) && gtk_widget_has_css_class (widget, class))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, class);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
test_password_dialog_asks_for_everything_first (void)
{
  g_autoptr (ZuoxiSession) session = zuoxi_session_new (g_get_tmp_dir (), NULL);
  GtkWindow *dialog = NULL;
  GtkWidget *button = NULL;

  password_dialog_present (NULL, session, TRUE);
  dialog = g_list_model_get_item (gtk_window_get_toplevels (), 0);
  g_object_unref (dialog);
  g_assert_true (ZUOXI_IS_PASSWORD_DIALOG (dialog));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (dialog));
  check_names (GTK_WIDGET (dialog));
  button = find_button (GTK_WIDGET (dialog), "suggested-action");
  g_assert_nonnull (button);
  g_assert_false (gtk_widget_get_sensitive (button));
  gtk_window_destroy (dialog);
}

static void
on_sign_in_cb (ZuoxiSignInPage *page, guint *times)
{
  (*times)++;
}

static void
test_sign_in_asks_for_everything_first (void)
{
  ZuoxiSignInPage *page = g_object_ref_sink (ZUOXI_SIGN_IN_PAGE (zuoxi_sign_in_page_new ()));
  GtkWidget       *button = find_button (GTK_WIDGET (page), "pill");
  const char      *pin = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
  guint            times = 0;

  g_signal_connect (page, "sign-in", G_CALLBACK (on_sign_in_cb), &times);
  g_assert_nonnull (button);
  g_assert_false (gtk_widget_get_sensitive (button));
  zuoxi_sign_in_page_set_server (page, "https://zuoxi.example");
  zuoxi_sign_in_page_set_account (page, "  ");
  g_assert_false (gtk_widget_get_sensitive (button));
  zuoxi_sign_in_page_set_account (page, "1001");
  g_assert_false (gtk_widget_get_sensitive (button));

  /* A key that is shown and not confirmed is none. */
  zuoxi_sign_in_page_offer_pin (page, pin);
  g_assert_null (zuoxi_sign_in_page_get_pin (page));
  g_assert_false (gtk_widget_get_sensitive (button));
  g_assert_cmpuint (times, ==, 0);
  g_object_unref (page);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  zuoxi_register_resource ();
  for (guint i = 0; i < G_N_ELEMENTS (widgets); i++)
    {
      g_autofree char *path = g_strdup_printf ("/templates/%s", widgets[i].name);

      g_test_add_data_func (path, &widgets[i].get_type, test_widget_builds_and_is_named);
    }
  g_test_add_func ("/templates/window", test_window_shows_sign_in_first);
  g_test_add_func ("/sign-in/asks-for-everything-first", test_sign_in_asks_for_everything_first);
  g_test_add_func ("/templates/password", test_password_dialog_asks_for_everything_first);
  return g_test_run ();
}
