/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/palette.h"

#include "ui/shortcuts.h"

#include <glib/gi18n.h>

#define ROWS_SHOWN 12

typedef struct
{
  PaletteFind find;
  gpointer    data;
} Provider;

struct _PaletteQuery
{
  gatomicrefcount refs;
  ZuoxiPalette   *palette; /* not owned; NULL when the palette is gone or has moved on */
};

struct _ZuoxiPalette
{
  GtkWidget parent_instance;

  GtkWidget      *card;
  GtkSearchEntry *entry;
  GtkListBox     *list;
  GtkWidget      *scroll;
  GtkWidget      *nothing;

  GArray       *providers;
  PaletteQuery *query;
  GtkWidget    *focus_before; /* weak */
};

G_DEFINE_FINAL_TYPE (ZuoxiPalette, zuoxi_palette, GTK_TYPE_WIDGET)

PaletteQuery *
palette_query_ref (PaletteQuery *query)
{
  g_atomic_ref_count_inc (&query->refs);
  return query;
}

void
palette_query_unref (PaletteQuery *query)
{
  if (g_atomic_ref_count_dec (&query->refs))
    g_free (query);
}

static int
score_of (GtkListBoxRow *row)
{
  return GPOINTER_TO_INT (g_object_get_data (G_OBJECT (row), "score"));
}

static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer data)
{
  return score_of (b) - score_of (a);
}

static GtkWidget *
new_row (int score, const char *icon, const char *title, const char *subtitle, const char *action)
{
  GtkWidget       *row = gtk_list_box_row_new ();
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget       *image = gtk_image_new_from_icon_name (icon);
  GtkWidget       *name = gtk_label_new (title);
  GtkWidget       *more = gtk_label_new (subtitle);
  g_autofree char *label = subtitle != NULL ? g_strdup_printf ("%s, %s", title, subtitle) : g_strdup (title);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (more), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (more, "dim-label");
  gtk_widget_add_css_class (more, "caption");
  gtk_box_append (GTK_BOX (box), image);
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), more);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "score", GINT_TO_POINTER (score));
  g_object_set_data_full (G_OBJECT (row), "action", g_strdup (action), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return row;
}

static void
select_first (ZuoxiPalette *self)
{
  GtkListBoxRow *first = gtk_list_box_get_row_at_index (self->list, 0);

  gtk_list_box_select_row (self->list, first);
  gtk_widget_set_visible (self->scroll, first != NULL);
  gtk_widget_set_visible (self->nothing, first == NULL);
}

static void
forget_query (ZuoxiPalette *self)
{
  if (self->query == NULL)
    return;
  self->query->palette = NULL;
  g_clear_pointer (&self->query, palette_query_unref);
}

void
palette_query_add (PaletteQuery *query,
                   int           score,
                   const char   *icon,
                   const char   *title,
                   const char   *subtitle,
                   const char   *action)
{
  ZuoxiPalette  *self = query->palette;
  GtkListBoxRow *last = NULL;

  if (self == NULL || score <= 0)
    return;
  gtk_list_box_append (self->list, new_row (score, icon, title, subtitle, action));
  last = gtk_list_box_get_row_at_index (self->list, ROWS_SHOWN);
  if (last != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (last));
  select_first (self);
}

static void
on_text_changed_cb (ZuoxiPalette *self)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));
  GtkListBoxRow   *row = NULL;

  forget_query (self);
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  self->query = g_new0 (PaletteQuery, 1);
  g_atomic_ref_count_init (&self->query->refs);
  self->query->palette = self;
  for (guint i = 0; *text != '\0' && i < self->providers->len; i++)
    {
      const Provider *provider = &g_array_index (self->providers, Provider, i);

      provider->find (self->query, text, provider->data);
    }
  select_first (self);
  if (*text == '\0')
    gtk_widget_set_visible (self->nothing, FALSE);
}

static void
on_row_activated_cb (ZuoxiPalette *self, GtkListBoxRow *row)
{
  g_autofree char *detailed = g_strdup (g_object_get_data (G_OBJECT (row), "action"));
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  zuoxi_palette_close (self);
  if (g_action_parse_detailed_name (detailed, &name, &target, NULL))
    gtk_widget_activate_action_variant (GTK_WIDGET (self), name, target);
}

static void
on_entry_activated_cb (ZuoxiPalette *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);

  if (row != NULL)
    on_row_activated_cb (self, row);
}

static gboolean
on_key_pressed_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType mods, gpointer data)
{
  ZuoxiPalette  *self = data;
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  int            at = row != NULL ? gtk_list_box_row_get_index (row) : -1;

  if (key == GDK_KEY_Escape)
    zuoxi_palette_close (self);
  else if (key == GDK_KEY_Down || key == GDK_KEY_KP_Down)
    row = gtk_list_box_get_row_at_index (self->list, at + 1);
  else if (key == GDK_KEY_Up || key == GDK_KEY_KP_Up)
    row = at > 0 ? gtk_list_box_get_row_at_index (self->list, at - 1) : NULL;
  else
    return GDK_EVENT_PROPAGATE;
  if (key != GDK_KEY_Escape && row != NULL)
    gtk_list_box_select_row (self->list, row);
  return GDK_EVENT_STOP;
}

static void
on_pressed_cb (GtkGestureClick *gesture, int n, double x, double y, gpointer data)
{
  ZuoxiPalette *self = data;
  GtkWidget    *at = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  if (at == NULL || at == GTK_WIDGET (self))
    zuoxi_palette_close (self);
}

static void
zuoxi_palette_dispose (GObject *object)
{
  ZuoxiPalette *self = ZUOXI_PALETTE (object);

  forget_query (self);
  g_clear_weak_pointer (&self->focus_before);
  gtk_widget_dispose_template (GTK_WIDGET (self), ZUOXI_TYPE_PALETTE);
  G_OBJECT_CLASS (zuoxi_palette_parent_class)->dispose (object);
}

static void
zuoxi_palette_finalize (GObject *object)
{
  g_array_unref (ZUOXI_PALETTE (object)->providers);
  G_OBJECT_CLASS (zuoxi_palette_parent_class)->finalize (object);
}

static void
zuoxi_palette_class_init (ZuoxiPaletteClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = zuoxi_palette_dispose;
  object_class->finalize = zuoxi_palette_finalize;

  gtk_widget_class_set_css_name (widget_class, "palette");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/zuoxi/Zuoxi/palette.ui");
  gtk_widget_class_bind_template_child (widget_class, ZuoxiPalette, card);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiPalette, entry);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiPalette, list);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiPalette, scroll);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiPalette, nothing);
  gtk_widget_class_bind_template_callback (widget_class, on_text_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated_cb);
}

static void
zuoxi_palette_init (ZuoxiPalette *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture         *click = gtk_gesture_click_new ();

  self->providers = g_array_new (FALSE, FALSE, sizeof (Provider));
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_sort_func (self->list, compare_rows, NULL, NULL);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

void
zuoxi_palette_add_provider (ZuoxiPalette *self, PaletteFind find, gpointer data)
{
  Provider provider = { find, data };

  g_return_if_fail (ZUOXI_IS_PALETTE (self));

  g_array_append_val (self->providers, provider);
}

void
zuoxi_palette_open (ZuoxiPalette *self)
{
  g_return_if_fail (ZUOXI_IS_PALETTE (self));

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    g_set_weak_pointer (&self->focus_before, gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self))));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  on_text_changed_cb (self);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
}

void
zuoxi_palette_close (ZuoxiPalette *self)
{
  GtkWidget *focus = NULL;

  g_return_if_fail (ZUOXI_IS_PALETTE (self));

  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    return;
  forget_query (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  focus = self->focus_before;
  if (focus != NULL && gtk_widget_get_mapped (focus))
    gtk_widget_grab_focus (focus);
  g_clear_weak_pointer (&self->focus_before);
}
