/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/names.h"

/* @text as it is read: without markup, and without the mark of a mnemonic. */
static char *
plain_text (AdwPreferencesRow *row, const char *text)
{
  char    *plain = NULL;
  gunichar mark = adw_preferences_row_get_use_underline (row) ? '_' : 0;

  if (!adw_preferences_row_get_use_markup (row) || !pango_parse_markup (text, -1, mark, NULL, &plain, NULL, NULL))
    plain = g_strdup (text);
  return plain;
}

static void
name_row (AdwPreferencesRow *row)
{
  g_autofree char *title = plain_text (row, adw_preferences_row_get_title (row));
  const char      *more = ADW_IS_ACTION_ROW (row)     ? adw_action_row_get_subtitle (ADW_ACTION_ROW (row))
                          : ADW_IS_EXPANDER_ROW (row) ? adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (row))
                                                      : NULL;
  g_autofree char *subtitle = plain_text (row, more != NULL ? more : "");
  g_autofree char *name = *subtitle != '\0' ? g_strdup_printf ("%s, %s", title, subtitle) : g_strdup (title);

  /* Some have their title as a label already: two would be read one after the other. */
  if (*name != '\0' &&
      !gtk_test_accessible_has_relation (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
watch_row (GObject *row)
{
  if (g_object_get_data (row, "is-named") != NULL)
    return;
  g_object_set_data (row, "is-named", GINT_TO_POINTER (TRUE));
  g_signal_connect (row, "notify::title", G_CALLBACK (name_row), NULL);
  if (ADW_IS_ACTION_ROW (row) || ADW_IS_EXPANDER_ROW (row))
    g_signal_connect (row, "notify::subtitle", G_CALLBACK (name_row), NULL);
  name_row (ADW_PREFERENCES_ROW (row));
}

static gboolean
has_name (GtkWidget *widget)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (widget);

  return gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL) ||
         gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

/*
 * The label of a button with a mnemonic is named twice: by the label, and by its text with the mark in it; a button
 * that is named and has an icon, by its name and by the icon, which has none.
 */
static void
unmark_button (GtkButton *button)
{
  GtkAccessible *accessible = GTK_ACCESSIBLE (button);

  if (gtk_button_get_label (button) != NULL && gtk_button_get_use_underline (button) &&
      gtk_test_accessible_has_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY))
    gtk_accessible_reset_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL);
  else if (gtk_button_get_icon_name (button) != NULL &&
           gtk_test_accessible_has_property (accessible, GTK_ACCESSIBLE_PROPERTY_LABEL))
    gtk_accessible_reset_relation (accessible, GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

static void
watch_button (GObject *button)
{
  if (g_object_get_data (button, "is-named") != NULL)
    return;
  g_object_set_data (button, "is-named", GINT_TO_POINTER (TRUE));
  g_signal_connect (button, "notify::label", G_CALLBACK (unmark_button), NULL);
  g_signal_connect (button, "notify::icon-name", G_CALLBACK (unmark_button), NULL);
  unmark_button (GTK_BUTTON (button));
}

/* What @widget is a part of and has its name from: the button of a choice, the switch of a row. */
static GtkWidget *
whole_of (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  if (GTK_IS_TOGGLE_BUTTON (widget) && (GTK_IS_DROP_DOWN (parent) || GTK_IS_MENU_BUTTON (parent)))
    return parent;
  if (GTK_IS_SWITCH (widget) || GTK_IS_SPIN_BUTTON (widget))
    return gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_ROW);
  return NULL;
}

/* Without a name a widget would be read out as "GtkSomething": it is named after what it is a part of, or by its tip,
   or says nothing itself and leaves it to what stands in it. */
static void
name_unnamed (GtkWidget *widget)
{
  GtkWidget  *whole = whole_of (widget);
  const char *tip = gtk_widget_get_tooltip_text (widget);

  if (whole != NULL)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_RELATION_LABELLED_BY, whole, NULL, -1);
  else
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, tip != NULL ? tip : "", -1);
}

/* A page of a stack is read, too, and is no widget. */
static void
name_page (GtkWidget *widget)
{
  GtkWidget     *parent = gtk_widget_get_parent (widget);
  GtkAccessible *page = GTK_IS_STACK (parent) ? GTK_ACCESSIBLE (gtk_stack_get_page (GTK_STACK (parent), widget)) : NULL;

  if (page != NULL && !gtk_test_accessible_has_property (page, GTK_ACCESSIBLE_PROPERTY_LABEL))
    gtk_accessible_update_property (page, GTK_ACCESSIBLE_PROPERTY_LABEL, "", -1);
}

static gboolean
on_widget_mapped_cb (GSignalInvocationHint *hint, guint n_values, const GValue *values, gpointer data)
{
  GObject *widget = g_value_get_object (values);

  if (ADW_IS_PREFERENCES_ROW (widget))
    watch_row (widget);
  else if (GTK_IS_BUTTON (widget))
    watch_button (widget);
  if (!has_name (GTK_WIDGET (widget)))
    name_unnamed (GTK_WIDGET (widget));
  name_page (GTK_WIDGET (widget));
  return TRUE;
}

void
names_install (void)
{
  static gpointer class;

  if (class != NULL)
    return;
  class = g_type_class_ref (GTK_TYPE_WIDGET);
  g_signal_add_emission_hook (g_signal_lookup ("map", GTK_TYPE_WIDGET), 0, on_widget_mapped_cb, NULL, NULL);
}
