/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/fields-grid.h"

#include <glib/gi18n.h>

#include "app/ref-text.h"
#include "core/id.h"

GtkWidget *
fields_grid_new_empty (void)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  gtk_widget_add_css_class (grid, "fields");
  return grid;
}

static void
attach (GtkWidget *grid, const char *label, GtkWidget *value)
{
  GtkWidget *name = gtk_label_new (label);
  int        row = 0;

  while (gtk_grid_get_child_at (GTK_GRID (grid), 0, row) != NULL)
    row++;
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_yalign (GTK_LABEL (name), 0);
  gtk_widget_add_css_class (name, "dim-label");
  gtk_grid_attach (GTK_GRID (grid), name, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (grid), value, 1, row, 1, 1);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_RELATION_LABELLED_BY, name, NULL, -1);
}

static GtkWidget *
value_label (const char *text)
{
  GtkWidget *value = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (value), 0);
  gtk_label_set_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (value), TRUE);
  gtk_widget_set_hexpand (value, TRUE);
  return value;
}

void
fields_grid_add (GtkWidget *grid, const char *label, const char *value)
{
  attach (grid, label, value_label (*value != '\0' ? value : "–"));
}

/* Rooms that take such rows exist; others would only say so. */
static gboolean
leads_somewhere (const Field *field)
{
  static const char *const tables[] = { "person", "customer", "call", "sales_order", "ticket", "regulation", NULL };

  return field->kind == FIELD_REF && field->ref != NULL && g_strv_contains (tables, field->ref);
}

static GtkWidget *
link_button (const Field *field, Id id, const char *text)
{
  GtkWidget       *button = gtk_button_new_with_label (text);
  g_autofree char *hex = id_dup_hex (id);
  g_autofree char *target = g_strdup_printf ("%s/%s", field->ref, hex);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "app.item");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "field-link");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  return button;
}

static void
add_field (GtkWidget *grid, ZuoxiSession *session, const Schema *schema, const Field *field, gconstpointer row)
{
  g_autofree char *text = ref_member_text (session, schema, field, row);
  Id               id = field->kind == FIELD_REF ? *FIELD_PTR (row, field, const Id) : ID_NONE;

  if (*text == '\0')
    return;
  if (leads_somewhere (field) && !id_is_none (id))
    attach (grid, _ (field->title), link_button (field, id, text));
  else
    attach (grid, _ (field->title), value_label (text));
}

GtkWidget *
fields_grid_new (ZuoxiSession *session, const Schema *schema, gconstpointer row, const char *skip)
{
  GtkWidget *grid = fields_grid_new_empty ();

  for (const Field *field = schema->fields; field->name != NULL; field++)
    if (!field->parent && g_strcmp0 (field->name, skip) != 0 && g_strcmp0 (field->name, "import_id") != 0)
      add_field (grid, session, schema, field, row);
  return grid;
}
