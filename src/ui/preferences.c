/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/preferences.h"

#include <glib/gi18n.h>

typedef enum
{
  PREFERENCE_SWITCH,
  PREFERENCE_CHOICE, /* an enum key */
  PREFERENCE_NUMBER,
  PREFERENCE_HOUR, /* minutes of the day, chosen by the hour */
} PreferenceKind;

typedef struct
{
  const char *nick;
  const char *title; /* msgid */
} Choice;

typedef struct
{
  const char    *group; /* msgid */
  const char    *key;
  PreferenceKind kind;
  const char    *title;    /* msgid */
  const char    *subtitle; /* msgid, nullable */
  const Choice  *choices;  /* ended by a NULL nick */
  int            min;
  int            max;
  int            step;
  const char    *unit; /* msgid, nullable: behind the number */
} Preference;

static const Choice styles[] = { { "system", N_ ("Like the system") },
                                   { "light", N_ ("Light") }, { "dark", N_ ("Dark") }, { NULL } };

/* clang-format off */
static const Preference preferences[] = {
  { N_("Appearance"),      "color-scheme",    PREFERENCE_CHOICE, N_("Style"), NULL, styles },
  { N_("Synchronisation"), "sync-interval",   PREFERENCE_NUMBER, N_("Ask the server every"), NULL, NULL, 5, 3600, 5, N_("seconds") },
  { N_("Synchronisation"), "shared-computer", PREFERENCE_SWITCH, N_("Several people use this computer"), N_("When you sign out, your data is removed from it") },
  { N_("Notifications"),   "quiet-from",      PREFERENCE_HOUR,   N_("Quiet from"), N_("Nothing is announced from then on"), NULL, 0, 23, 1 },
  { N_("Notifications"),   "quiet-until",     PREFERENCE_HOUR,   N_("Quiet until"), NULL, NULL, 0, 23, 1 },
  { NULL } };
/* clang-format on */

static void
on_choice_changed_cb (GObject *row, GParamSpec *pspec, gpointer settings)
{
  const Preference *preference = g_object_get_data (row, "preference");
  guint             chosen = adw_combo_row_get_selected (ADW_COMBO_ROW (row));

  if (chosen != GTK_INVALID_LIST_POSITION)
    g_settings_set_string (settings, preference->key, preference->choices[chosen].nick);
}

static GtkWidget *
new_choice (const Preference *preference, GSettings *settings)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autofree char *now = settings != NULL ? g_settings_get_string (settings, preference->key) : NULL;
  guint            chosen = 0;

  for (guint i = 0; preference->choices[i].nick != NULL; i++)
    {
      gtk_string_list_append (names, _ (preference->choices[i].title));
      if (g_strcmp0 (preference->choices[i].nick, now) == 0)
        chosen = i;
    }
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), chosen);
  g_object_set_data (G_OBJECT (row), "preference", (gpointer) preference);
  if (settings != NULL)
    g_signal_connect_object (row, "notify::selected", G_CALLBACK (on_choice_changed_cb), settings, 0);
  return row;
}

static gboolean
hour_of_minutes (GValue *value, GVariant *variant, gpointer data)
{
  g_value_set_double (value, g_variant_get_int32 (variant) / 60);
  return TRUE;
}

static GVariant *
minutes_of_hour (const GValue *value, const GVariantType *type, gpointer data)
{
  return g_variant_new_int32 (60 * (int) g_value_get_double (value));
}

/* "22:00": an hour is read as a time. */
static gboolean
on_hour_output_cb (GtkSpinButton *spin, gpointer data)
{
  g_autofree char *text = g_strdup_printf ("%02d:00", gtk_spin_button_get_value_as_int (spin));

  if (!g_str_equal (text, gtk_editable_get_text (GTK_EDITABLE (spin))))
    gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}

static int
on_hour_input_cb (GtkSpinButton *spin, double *value, gpointer data)
{
  char  *end = NULL;
  gint64 hour = g_ascii_strtoll (gtk_editable_get_text (GTK_EDITABLE (spin)), &end, 10);

  if (end == gtk_editable_get_text (GTK_EDITABLE (spin)) || (*end != '\0' && *end != ':'))
    return GTK_INPUT_ERROR;
  *value = (double) hour;
  return TRUE;
}

static GtkWidget *
new_control (const Preference *preference, GSettings *settings)
{
  GtkWidget  *control = NULL;
  const char *property = NULL;

  if (preference->kind == PREFERENCE_SWITCH)
    {
      control = gtk_switch_new ();
      property = "active";
    }
  else
    {
      control = gtk_spin_button_new_with_range (preference->min, preference->max, preference->step);
      property = "value";
    }
  if (preference->kind == PREFERENCE_HOUR)
    {
      gtk_editable_set_width_chars (GTK_EDITABLE (control), 6);
      gtk_spin_button_set_numeric (GTK_SPIN_BUTTON (control), FALSE);
      g_signal_connect (control, "output", G_CALLBACK (on_hour_output_cb), NULL);
      g_signal_connect (control, "input", G_CALLBACK (on_hour_input_cb), NULL);
    }
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  if (settings != NULL && preference->kind == PREFERENCE_HOUR)
    g_settings_bind_with_mapping (settings, preference->key, control, property, G_SETTINGS_BIND_DEFAULT,
                                  hour_of_minutes, minutes_of_hour, NULL, NULL);
  else if (settings != NULL)
    g_settings_bind (settings, preference->key, control, property, G_SETTINGS_BIND_DEFAULT);
  return control;
}

static GtkWidget *
new_row (const Preference *preference, GSettings *settings)
{
  GtkWidget *row = NULL;

  if (preference->kind == PREFERENCE_CHOICE)
    row = new_choice (preference, settings);
  else
    {
      GtkWidget *control = new_control (preference, settings);

      row = adw_action_row_new ();
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
      gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ (preference->title), -1);
      if (preference->unit != NULL)
        adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_label_new (_ (preference->unit)));
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (preference->title));
  if (preference->subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (preference->subtitle));
  gtk_widget_set_sensitive (row, settings != NULL);
  return row;
}

GtkWindow *
preferences_present (GtkWindow *parent, GSettings *settings)
{
  GtkWidget  *window = g_object_new (ADW_TYPE_PREFERENCES_WINDOW, "transient-for", parent, "modal", parent != NULL,
                                     "search-enabled", TRUE, "default-width", 560, "default-height", 560, NULL);
  GtkWidget  *page = adw_preferences_page_new ();
  GtkWidget  *group = NULL;
  const char *title = NULL;

  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (window), ADW_PREFERENCES_PAGE (page));
  for (const Preference *preference = preferences; preference->key != NULL; preference++)
    {
      if (g_strcmp0 (title, preference->group) != 0)
        {
          title = preference->group;
          group = adw_preferences_group_new ();
          adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ (title));
          adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
        }
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), new_row (preference, settings));
    }
  gtk_window_present (GTK_WINDOW (window));
  return GTK_WINDOW (window);
}
