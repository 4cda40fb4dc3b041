/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/score-entry.h"

#include "app/format.h"
#include "ui/widgets/autosave.h"

#include <glib/gi18n.h>

#define WIDTH_CHARS 6
#define SCORE_MAX 10000
#define STEP 100

struct _ZuoxiScoreEntry
{
  GtkWidget parent_instance;

  GtkEntry   *entry;
  GtkLabel   *error;
  GtkPopover *bubble; /* the error over what stands below: rows do not move away from under the mouse */

  Autosave *autosave;
  OptInt    score;
  gboolean  wrong;
  gboolean  loading;
};

G_DEFINE_FINAL_TYPE (ZuoxiScoreEntry, zuoxi_score_entry, GTK_TYPE_WIDGET)

static guint changed, keep;

/* While one types there; else the tip and the red line say it. */
static void
show_bubble (ZuoxiScoreEntry *self)
{
  gboolean wrong = *gtk_label_get_label (self->error) != '\0';
  gboolean here = (gtk_widget_get_state_flags (GTK_WIDGET (self->entry)) & GTK_STATE_FLAG_FOCUS_WITHIN) != 0;

  if (wrong && here && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_popover_popup (self->bubble);
  else
    gtk_popover_popdown (self->bubble);
}

static void
show_error (ZuoxiScoreEntry *self, const char *text)
{
  gtk_label_set_label (self->error, text != NULL ? text : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->entry), text);
  show_bubble (self);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_STATE_INVALID,
                               text != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  if (text != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
}

/* Reads the text. Returns TRUE if the score is another one. */
static gboolean
read_text (ZuoxiScoreEntry *self)
{
  OptInt      was = self->score;
  OptInt      is = { 0, FALSE };
  const char *problem = NULL;

  self->wrong = !parse_score (gtk_editable_get_text (GTK_EDITABLE (self->entry)), &is, &problem);
  self->score = self->wrong ? (OptInt){ 0, FALSE } : is;
  show_error (self, self->wrong ? _ (problem) : NULL);
  return was.set != self->score.set || was.v != self->score.v;
}

static void
on_text_changed_cb (ZuoxiScoreEntry *self)
{
  gboolean other = read_text (self);

  if (self->loading)
    return;
  autosave_touch (self->autosave);
  if (other)
    g_signal_emit (self, changed, 0);
}

static void
on_keep_due_cb (gpointer data)
{
  g_signal_emit (data, keep, 0);
}

static gboolean
on_key_pressed_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType mods, gpointer data)
{
  ZuoxiScoreEntry *self = data;
  g_autofree char *text = NULL;
  gint64           step = key == GDK_KEY_Up || key == GDK_KEY_KP_Up ? STEP : -STEP;

  if (key != GDK_KEY_Up && key != GDK_KEY_Down && key != GDK_KEY_KP_Up && key != GDK_KEY_KP_Down)
    return GDK_EVENT_PROPAGATE;
  if (!gtk_editable_get_editable (GTK_EDITABLE (self->entry)) || !self->score.set)
    return GDK_EVENT_STOP;
  text = format_weight (CLAMP (self->score.v + step, 0, SCORE_MAX));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text);
  gtk_editable_set_position (GTK_EDITABLE (self->entry), -1);
  return GDK_EVENT_STOP;
}

static gboolean
zuoxi_score_entry_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (ZUOXI_SCORE_ENTRY (widget)->entry));
}

static void
zuoxi_score_entry_dispose (GObject *object)
{
  ZuoxiScoreEntry *self = ZUOXI_SCORE_ENTRY (object);
  GtkWidget       *child = NULL;

  if (self->bubble != NULL)
    g_signal_handlers_disconnect_by_func (self->entry, show_bubble, self);
  self->bubble = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (zuoxi_score_entry_parent_class)->dispose (object);
}

static void
zuoxi_score_entry_class_init (ZuoxiScoreEntryClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zuoxi_score_entry_dispose;
  widget_class->grab_focus = zuoxi_score_entry_grab_focus;
  changed = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  keep = g_signal_new ("keep", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
zuoxi_score_entry_init (ZuoxiScoreEntry *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                                  GTK_ORIENTATION_VERTICAL);
  self->entry = GTK_ENTRY (gtk_entry_new ());
  self->error = GTK_LABEL (gtk_label_new (NULL));
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), WIDTH_CHARS);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), WIDTH_CHARS);
  gtk_editable_set_alignment (GTK_EDITABLE (self->entry), 1);
  gtk_entry_set_input_purpose (self->entry, GTK_INPUT_PURPOSE_NUMBER);
  gtk_widget_add_css_class (GTK_WIDGET (self->entry), "numeric");
  gtk_widget_add_css_class (GTK_WIDGET (self->error), "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->error), "caption");
  gtk_label_set_wrap (self->error, TRUE);
  gtk_label_set_max_width_chars (self->error, 36);
  self->bubble = GTK_POPOVER (gtk_popover_new ());
  gtk_popover_set_autohide (self->bubble, FALSE);
  gtk_popover_set_position (self->bubble, GTK_POS_BOTTOM);
  gtk_popover_set_child (self->bubble, GTK_WIDGET (self->error));
  gtk_widget_set_can_focus (GTK_WIDGET (self->bubble), FALSE);
  gtk_widget_set_can_target (GTK_WIDGET (self->bubble), FALSE);
  gtk_widget_set_parent (GTK_WIDGET (self->entry), GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->bubble), GTK_WIDGET (self));
  g_signal_connect_object (self->entry, "state-flags-changed", G_CALLBACK (show_bubble), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, self->error, NULL,
                                  -1);

  self->autosave = autosave_attach (GTK_WIDGET (self->entry), on_keep_due_cb, self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);
  g_signal_connect_swapped (self->entry, "changed", G_CALLBACK (on_text_changed_cb), self);
}

GtkWidget *
zuoxi_score_entry_new (const char *accessible_label)
{
  ZuoxiScoreEntry *self = g_object_new (ZUOXI_TYPE_SCORE_ENTRY, NULL);

  zuoxi_score_entry_set_label (self, accessible_label);
  return GTK_WIDGET (self);
}

void
zuoxi_score_entry_set_label (ZuoxiScoreEntry *self, const char *accessible_label)
{
  g_return_if_fail (ZUOXI_IS_SCORE_ENTRY (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, accessible_label, -1);
}

OptInt
zuoxi_score_entry_get_score (ZuoxiScoreEntry *self)
{
  g_return_val_if_fail (ZUOXI_IS_SCORE_ENTRY (self), ((OptInt){ 0, FALSE }));

  return self->score;
}

void
zuoxi_score_entry_set_score (ZuoxiScoreEntry *self, OptInt hundredths)
{
  g_autofree char *text = hundredths.set ? format_weight (hundredths.v) : g_strdup ("");

  zuoxi_score_entry_set_text (self, text);
}

gboolean
zuoxi_score_entry_is_wrong (ZuoxiScoreEntry *self)
{
  g_return_val_if_fail (ZUOXI_IS_SCORE_ENTRY (self), FALSE);

  return self->wrong;
}

const char *
zuoxi_score_entry_get_text (ZuoxiScoreEntry *self)
{
  g_return_val_if_fail (ZUOXI_IS_SCORE_ENTRY (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->entry));
}

void
zuoxi_score_entry_set_text (ZuoxiScoreEntry *self, const char *text)
{
  g_return_if_fail (ZUOXI_IS_SCORE_ENTRY (self));

  self->loading = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->entry), text != NULL ? text : "");
  self->loading = FALSE;
  autosave_drop (self->autosave);
  read_text (self);
}

void
zuoxi_score_entry_set_error (ZuoxiScoreEntry *self, const char *text)
{
  g_return_if_fail (ZUOXI_IS_SCORE_ENTRY (self));

  if (!self->wrong)
    show_error (self, text);
}

const char *
zuoxi_score_entry_get_error (ZuoxiScoreEntry *self)
{
  g_return_val_if_fail (ZUOXI_IS_SCORE_ENTRY (self), "");

  return gtk_label_get_label (self->error);
}

void
zuoxi_score_entry_set_editable (ZuoxiScoreEntry *self, gboolean editable)
{
  g_return_if_fail (ZUOXI_IS_SCORE_ENTRY (self));

  gtk_editable_set_editable (GTK_EDITABLE (self->entry), editable);
  gtk_widget_set_can_focus (GTK_WIDGET (self->entry), editable);
}

void
zuoxi_score_entry_flush (ZuoxiScoreEntry *self)
{
  g_return_if_fail (ZUOXI_IS_SCORE_ENTRY (self));

  autosave_flush (self->autosave);
}
