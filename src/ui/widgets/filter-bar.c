/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/filter-bar.h"

#include "app/format.h"

#include <glib/gi18n.h>

#define SEARCH_DELAY_MS 150

struct _ZuoxiFilterBar
{
  GtkWidget parent_instance;

  GtkWidget      *box;
  GtkSearchEntry *search;
  GtkWidget      *choices;
  GtkLabel       *count;
  GtkWidget      *end;

  GHashTable *drop_downs; /* id → GtkDropDown, owned by the box */
  char       *text;
  gboolean    clearing;
};

G_DEFINE_FINAL_TYPE (ZuoxiFilterBar, zuoxi_filter_bar, GTK_TYPE_WIDGET)

static guint changed;

static void
read_text (ZuoxiFilterBar *self)
{
  g_free (self->text);
  self->text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->search))));
}

static void
on_search_changed_cb (ZuoxiFilterBar *self)
{
  g_autofree char *was = g_strdup (self->text);

  read_text (self);
  if (!self->clearing && g_strcmp0 (was, self->text) != 0)
    g_signal_emit (self, changed, 0);
}

static void
on_search_stopped_cb (ZuoxiFilterBar *self)
{
  if (!zuoxi_filter_bar_clear (self))
    gtk_widget_child_focus (gtk_widget_get_parent (GTK_WIDGET (self)), GTK_DIR_DOWN);
}

/* ↓ and Enter go on to the list below. */
static gboolean
on_key_pressed_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType mods, gpointer data)
{
  ZuoxiFilterBar *self = data;

  if (key != GDK_KEY_Down && key != GDK_KEY_KP_Down && key != GDK_KEY_Return && key != GDK_KEY_KP_Enter)
    return GDK_EVENT_PROPAGATE;
  on_search_changed_cb (self);
  gtk_widget_child_focus (gtk_widget_get_parent (GTK_WIDGET (self)), GTK_DIR_DOWN);
  return GDK_EVENT_STOP;
}

static void
on_choice_changed_cb (ZuoxiFilterBar *self)
{
  if (!self->clearing)
    g_signal_emit (self, changed, 0);
}

static GtkDropDown *
drop_down_of (ZuoxiFilterBar *self, const char *id)
{
  return g_hash_table_lookup (self->drop_downs, id);
}

static void
zuoxi_filter_bar_dispose (GObject *object)
{
  ZuoxiFilterBar *self = ZUOXI_FILTER_BAR (object);

  g_hash_table_remove_all (self->drop_downs);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (zuoxi_filter_bar_parent_class)->dispose (object);
}

static void
zuoxi_filter_bar_finalize (GObject *object)
{
  ZuoxiFilterBar *self = ZUOXI_FILTER_BAR (object);

  g_hash_table_unref (self->drop_downs);
  g_free (self->text);
  G_OBJECT_CLASS (zuoxi_filter_bar_parent_class)->finalize (object);
}

static void
zuoxi_filter_bar_class_init (ZuoxiFilterBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = zuoxi_filter_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = zuoxi_filter_bar_finalize;
  changed = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

/* A place in the flow that is no stop for the Tab key itself. */
static void
add_choice (ZuoxiFilterBar *self, GtkWidget *widget)
{
  GtkWidget *place = gtk_flow_box_child_new ();

  gtk_widget_set_focusable (place, FALSE);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (place), widget);
  gtk_flow_box_append (GTK_FLOW_BOX (self->choices), place);
}

static void
zuoxi_filter_bar_init (ZuoxiFilterBar *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->text = g_strdup ("");
  self->drop_downs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->search = GTK_SEARCH_ENTRY (gtk_search_entry_new ());
  self->choices = gtk_flow_box_new ();
  self->count = GTK_LABEL (gtk_label_new (NULL));
  self->end = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_search_entry_set_search_delay (self->search, SEARCH_DELAY_MS);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->search), 8);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->search), 14);
  zuoxi_filter_bar_set_hint (self, _ ("Search in the room"));
  /* What does not fit beside the search goes below it. */
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->choices), GTK_SELECTION_NONE);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (self->choices), 8);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (self->choices), 6);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->choices), 8);
  gtk_widget_set_hexpand (self->choices, TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->count), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->end, GTK_ALIGN_START);
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "dim-label");
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->count), "numeric");
  gtk_widget_add_css_class (self->box, "filter-bar");
  add_choice (self, GTK_WIDGET (self->search));
  gtk_box_append (GTK_BOX (self->box), self->choices);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->count));
  gtk_box_append (GTK_BOX (self->box), self->end);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (on_search_changed_cb), self);
  g_signal_connect_swapped (self->search, "stop-search", G_CALLBACK (on_search_stopped_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->search), keys);
}

GtkWidget *
zuoxi_filter_bar_new (void)
{
  return g_object_new (ZUOXI_TYPE_FILTER_BAR, NULL);
}

void
zuoxi_filter_bar_add_choice (ZuoxiFilterBar *self, const char *id, const char *title, const char *const *choices)
{
  GtkWidget *drop_down = NULL;

  g_return_if_fail (ZUOXI_IS_FILTER_BAR (self));

  drop_down = gtk_drop_down_new_from_strings (choices);
  gtk_widget_set_tooltip_text (drop_down, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop_down), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_swapped (drop_down, "notify::selected", G_CALLBACK (on_choice_changed_cb), self);
  add_choice (self, drop_down);
  g_hash_table_insert (self->drop_downs, g_strdup (id), drop_down);
}

void
zuoxi_filter_bar_set_choices (ZuoxiFilterBar *self, const char *id, const char *const *choices)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (choices);
  GtkDropDown     *drop_down = NULL;
  GtkStringObject *chosen = NULL;
  guint            again = 0;

  g_return_if_fail (ZUOXI_IS_FILTER_BAR (self));

  drop_down = drop_down_of (self, id);
  chosen = gtk_drop_down_get_selected_item (drop_down);
  for (guint i = 0; chosen != NULL && choices[i] != NULL; i++)
    if (g_str_equal (choices[i], gtk_string_object_get_string (chosen)))
      again = i;
  self->clearing = TRUE;
  gtk_drop_down_set_model (drop_down, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (drop_down, again);
  self->clearing = FALSE;
}

guint
zuoxi_filter_bar_get_choice (ZuoxiFilterBar *self, const char *id)
{
  g_return_val_if_fail (ZUOXI_IS_FILTER_BAR (self), 0);

  return gtk_drop_down_get_selected (drop_down_of (self, id));
}

void
zuoxi_filter_bar_set_choice (ZuoxiFilterBar *self, const char *id, guint choice)
{
  g_return_if_fail (ZUOXI_IS_FILTER_BAR (self));

  gtk_drop_down_set_selected (drop_down_of (self, id), choice);
}

const char *
zuoxi_filter_bar_get_text (ZuoxiFilterBar *self)
{
  g_return_val_if_fail (ZUOXI_IS_FILTER_BAR (self), "");

  return self->text;
}

void
zuoxi_filter_bar_set_hint (ZuoxiFilterBar *self, const char *accessible_label)
{
  g_return_if_fail (ZUOXI_IS_FILTER_BAR (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL, accessible_label, -1);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->search), accessible_label);
}

void
zuoxi_filter_bar_focus_search (ZuoxiFilterBar *self)
{
  g_return_if_fail (ZUOXI_IS_FILTER_BAR (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search));
  gtk_editable_select_region (GTK_EDITABLE (self->search), 0, -1);
}

/* The blank chooses rows; what has Ctrl or Alt is a shortcut. */
static gboolean
on_list_key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType mods, gpointer data)
{
  ZuoxiFilterBar *self = data;
  GtkWidget      *text = GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->search)));
  gunichar        typed = gdk_keyval_to_unicode (key);

  if ((mods & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0 || !g_unichar_isgraph (typed))
    return GDK_EVENT_PROPAGATE;
  if (GTK_IS_EDITABLE (gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)))))
    return GDK_EVENT_PROPAGATE;
  zuoxi_filter_bar_focus_search (self);
  return gtk_event_controller_key_forward (controller, text);
}

void
zuoxi_filter_bar_capture (ZuoxiFilterBar *self, GtkWidget *list)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_return_if_fail (ZUOXI_IS_FILTER_BAR (self));

  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_list_key_cb), self);
  gtk_widget_add_controller (list, keys);
}

gboolean
zuoxi_filter_bar_is_set (ZuoxiFilterBar *self)
{
  GHashTableIter iter;
  gpointer       drop_down = NULL;

  g_return_val_if_fail (ZUOXI_IS_FILTER_BAR (self), FALSE);

  g_hash_table_iter_init (&iter, self->drop_downs);
  while (g_hash_table_iter_next (&iter, NULL, &drop_down))
    if (gtk_drop_down_get_selected (drop_down) != 0)
      return TRUE;
  return *self->text != '\0';
}

gboolean
zuoxi_filter_bar_clear (ZuoxiFilterBar *self)
{
  GHashTableIter iter;
  gpointer       drop_down = NULL;

  g_return_val_if_fail (ZUOXI_IS_FILTER_BAR (self), FALSE);

  if (!zuoxi_filter_bar_is_set (self))
    return FALSE;
  self->clearing = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->search), "");
  g_hash_table_iter_init (&iter, self->drop_downs);
  while (g_hash_table_iter_next (&iter, NULL, &drop_down))
    gtk_drop_down_set_selected (drop_down, 0);
  read_text (self);
  self->clearing = FALSE;
  g_signal_emit (self, changed, 0);
  return TRUE;
}

void
zuoxi_filter_bar_set_count (ZuoxiFilterBar *self, guint count)
{
  g_autofree char *number = format_count (count);
  g_autofree char *text = g_strdup_printf (ngettext ("%s row", "%s rows", count), number);

  g_return_if_fail (ZUOXI_IS_FILTER_BAR (self));

  gtk_label_set_label (self->count, text);
}

void
zuoxi_filter_bar_append (ZuoxiFilterBar *self, GtkWidget *widget)
{
  g_return_if_fail (ZUOXI_IS_FILTER_BAR (self));

  gtk_box_append (GTK_BOX (self->end), widget);
}
