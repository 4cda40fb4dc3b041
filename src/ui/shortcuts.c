/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/shortcuts.h"

#include <glib/gi18n.h>

/* clang-format off */
const Shortcut shortcuts[] = {
  { "win.search",           { "<Control>f" },               N_("Search in the room"),                  N_("Everywhere"), SHORTCUT_ACCEL },
  { "win.go",               { "<Control>k" },               N_("Go to a person, form, clause or room"), N_("Everywhere"), SHORTCUT_ACCEL },
  { "win.new",              { "<Control>n" },               N_("New"),                                 N_("Everywhere"), SHORTCUT_ACCEL },
  { "win.refresh",          { "F5", "<Control>r" },         N_("Synchronise now"),                     N_("Everywhere"), SHORTCUT_ACCEL },
  { "win.print",            { "<Control>p" },               N_("Print"),                               N_("Everywhere"), SHORTCUT_ACCEL },
  { "win.undo",             { "<Control>z" },               N_("Undo"),                                N_("Everywhere"), SHORTCUT_BUBBLE },
  { "win.redo",             { "<Shift><Control>z" },        N_("Redo"),                                N_("Everywhere"), SHORTCUT_BUBBLE },
  { "win.clause",           { "F1" },                       N_("The clause behind this screen"),       N_("Everywhere"), SHORTCUT_ACCEL },
  { "win.room-at(1)",       { "<Alt>1" },                   N_("The first nine rooms"),                N_("Rooms"),      SHORTCUT_ACCEL, "<Alt>1...9" },
  { "win.room-at(2)",       { "<Alt>2" },                   NULL,                                      N_("Rooms"),      SHORTCUT_ACCEL },
  { "win.room-at(3)",       { "<Alt>3" },                   NULL,                                      N_("Rooms"),      SHORTCUT_ACCEL },
  { "win.room-at(4)",       { "<Alt>4" },                   NULL,                                      N_("Rooms"),      SHORTCUT_ACCEL },
  { "win.room-at(5)",       { "<Alt>5" },                   NULL,                                      N_("Rooms"),      SHORTCUT_ACCEL },
  { "win.room-at(6)",       { "<Alt>6" },                   NULL,                                      N_("Rooms"),      SHORTCUT_ACCEL },
  { "win.room-at(7)",       { "<Alt>7" },                   NULL,                                      N_("Rooms"),      SHORTCUT_ACCEL },
  { "win.room-at(8)",       { "<Alt>8" },                   NULL,                                      N_("Rooms"),      SHORTCUT_ACCEL },
  { "win.room-at(9)",       { "<Alt>9" },                   NULL,                                      N_("Rooms"),      SHORTCUT_ACCEL },
  { "win.previous",         { "<Alt>Left" },                N_("Back, also to the room before"),       N_("Rooms"),      SHORTCUT_ACCEL },
  { "win.back",             { "Escape" },                   N_("Close what is open in the room"),      N_("Rooms"),      SHORTCUT_BUBBLE },
  { "win.sidebar",          { "F9" },                       N_("Show or hide the sidebar"),            N_("Rooms"),      SHORTCUT_ACCEL },
  { NULL,                   { "Return" },                   N_("Open the row"),                        N_("Lists"),      SHORTCUT_WIDGET },
  { NULL,                   { "Menu", "<Shift>F10" },       N_("What can be done with the row"),       N_("Lists"),      SHORTCUT_WIDGET },
  { NULL,                   { "<Shift><Control>s" },        N_("Sort the list"),                       N_("Lists"),      SHORTCUT_WIDGET },
  { NULL,                   { "<Control>Page_Down" },       N_("Next person"),                         N_("Lists"),      SHORTCUT_WIDGET },
  { NULL,                   { "<Control>Page_Up" },         N_("Previous person"),                     N_("Lists"),      SHORTCUT_WIDGET },
  { "win.menu",             { "F10" },                      N_("Main menu"),                           N_("Program"),    SHORTCUT_ACCEL },
  { "app.preferences",      { "<Control>comma" },           N_("Preferences"),                         N_("Program"),    SHORTCUT_ACCEL },
  { "win.shortcuts",        { "<Control>question" },        N_("Keyboard shortcuts"),                  N_("Program"),    SHORTCUT_ACCEL },
  { "win.close",            { "<Control>w" },               N_("Close the window"),                    N_("Program"),    SHORTCUT_ACCEL },
  { "app.quit",             { "<Control>q" },               N_("Quit"),                                N_("Program"),    SHORTCUT_ACCEL },
  { NULL,                   { NULL },                       NULL,                                      NULL,             SHORTCUT_WIDGET } };
/* clang-format on */

static gboolean
on_bound_key (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  const Shortcut *row = user_data;

  return gtk_widget_activate_action_variant (widget, row->action, NULL);
}

static void
append_property (GString *xml, const char *name, const char *value)
{
  g_autofree char *safe = g_markup_printf_escaped ("<property name='%s'>%s</property>", name, value);

  g_string_append (xml, safe);
}

static char *
shown_accels (const Shortcut *row)
{
  if (row->shown != NULL)
    return g_strdup (row->shown);
  if (row->accels[1] == NULL)
    return g_strdup (row->accels[0]);
  return g_strjoin (" ", row->accels[0], row->accels[1], NULL);
}

void
shortcuts_install (GtkApplication *app)
{
  for (const Shortcut *row = shortcuts; row->accels[0] != NULL; row++)
    if (row->kind == SHORTCUT_ACCEL)
      {
        const char *accels[3] = { row->accels[0], row->accels[1], NULL };

        gtk_application_set_accels_for_action (app, row->action, accels);
      }
}

void
shortcuts_bind_class (GtkWidgetClass *window_class)
{
  for (const Shortcut *row = shortcuts; row->accels[0] != NULL; row++)
    for (guint i = 0; row->kind == SHORTCUT_BUBBLE && i < G_N_ELEMENTS (row->accels) && row->accels[i] != NULL; i++)
      {
        g_autoptr (GtkShortcut)
            shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (row->accels[i]),
                                         gtk_callback_action_new (on_bound_key, (gpointer) row, NULL));

        gtk_widget_class_add_shortcut (window_class, shortcut);
      }
}

/* Only GtkBuilder may fill a shortcuts window, so its description is written here, from the table. */
GtkWidget *
shortcuts_window_new (void)
{
  g_autoptr (GString) xml = g_string_new (
      "<interface><object class='GtkShortcutsWindow' id='window'><property name='modal'>1</property>"
      "<child><object class='GtkShortcutsSection'><property name='section-name'>all</property>");
  g_autoptr (GtkBuilder) builder = NULL;
  const char *group = NULL;

  for (const Shortcut *row = shortcuts; row->accels[0] != NULL; row++)
    {
      g_autofree char *accels = shown_accels (row);

      if (row->title == NULL)
        continue;
      if (g_strcmp0 (group, row->group) != 0)
        {
          g_string_append (xml, group != NULL ? "</object></child>" : "");
          g_string_append (xml, "<child><object class='GtkShortcutsGroup'>");
          append_property (xml, "title", _ (row->group));
        }
      group = row->group;
      g_string_append (xml, "<child><object class='GtkShortcutsShortcut'>");
      append_property (xml, "accelerator", accels);
      append_property (xml, "title", _ (row->title));
      g_string_append (xml, "</object></child>");
    }
  g_string_append (xml, "</object></child></object></child></object></interface>");
  builder = gtk_builder_new_from_string (xml->str, (gssize) xml->len);
  return GTK_WIDGET (gtk_builder_get_object (builder, "window"));
}

char *
shortcuts_label (const char *action)
{
  for (const Shortcut *row = shortcuts; row->accels[0] != NULL; row++)
    {
      guint           key = 0;
      GdkModifierType mods = 0;

      if (g_strcmp0 (row->action, action) == 0 && gtk_accelerator_parse (row->accels[0], &key, &mods))
        return gtk_accelerator_get_label (key, mods);
    }
  return NULL;
}
