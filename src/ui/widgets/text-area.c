/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/text-area.h"

#include "ui/widgets/autosave.h"

#include <glib/gi18n.h>
#include <math.h>

#define LINE_HEIGHT 24 /* pixels, about */

struct _ZuoxiTextArea
{
  GtkWidget parent_instance;

  GtkLabel          *label;
  GtkLabel          *counter;
  GtkLabel          *hint;
  GtkScrolledWindow *scroll;
  GtkTextView       *view;
  GtkLabel          *error;

  Autosave *autosave;
  guint     min_characters;
  gboolean  loading;
};

G_DEFINE_FINAL_TYPE (ZuoxiTextArea, zuoxi_text_area, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_LABEL = 1,
  PROP_HINT,
  PROP_TEXT,
  PROP_ERROR,
  PROP_MIN_CHARACTERS,
  PROP_LINES,
  PROP_EDITABLE,
} Property;

static GParamSpec *properties[PROP_EDITABLE + 1];
static guint       changed, keep;

/* Characters without the blanks around them. */
static guint
count_characters (ZuoxiTextArea *self)
{
  g_autofree char *text = g_strstrip (zuoxi_text_area_dup_text (self));

  return (guint) g_utf8_strlen (text, -1);
}

static void
update_counter (ZuoxiTextArea *self)
{
  guint            n = count_characters (self);
  g_autofree char *text = NULL;

  if (n < self->min_characters)
    text = g_strdup_printf (ngettext ("%u character to go", "%u characters to go", self->min_characters - n),
                            self->min_characters - n);
  gtk_label_set_label (self->counter, text != NULL ? text : "");
}

static void
on_buffer_changed_cb (ZuoxiTextArea *self)
{
  update_counter (self);
  if (self->loading)
    return;
  zuoxi_text_area_set_error (self, NULL);
  autosave_touch (self->autosave);
  g_signal_emit (self, changed, 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}

static void
on_keep_due_cb (gpointer data)
{
  g_signal_emit (data, keep, 0);
}

static void
zuoxi_text_area_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZuoxiTextArea *self = ZUOXI_TEXT_AREA (object);

  switch ((Property) id)
    {
    case PROP_LABEL:
      g_value_set_string (value, gtk_label_get_label (self->label));
      break;
    case PROP_HINT:
      g_value_set_string (value, gtk_label_get_label (self->hint));
      break;
    case PROP_TEXT:
      g_value_take_string (value, zuoxi_text_area_dup_text (self));
      break;
    case PROP_ERROR:
      g_value_set_string (value, gtk_label_get_label (self->error));
      break;
    case PROP_MIN_CHARACTERS:
      g_value_set_uint (value, self->min_characters);
      break;
    case PROP_LINES:
      g_value_set_uint (value, (guint) gtk_scrolled_window_get_min_content_height (self->scroll) / LINE_HEIGHT);
      break;
    case PROP_EDITABLE:
      g_value_set_boolean (value, gtk_text_view_get_editable (self->view));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
zuoxi_text_area_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZuoxiTextArea *self = ZUOXI_TEXT_AREA (object);
  const char    *text = G_VALUE_HOLDS_STRING (value) ? g_value_get_string (value) : NULL;

  switch ((Property) id)
    {
    case PROP_LABEL:
      gtk_label_set_label (self->label, text != NULL ? text : "");
      break;
    case PROP_HINT:
      gtk_label_set_label (self->hint, text != NULL ? text : "");
      gtk_widget_set_visible (GTK_WIDGET (self->hint), text != NULL && *text != '\0');
      break;
    case PROP_TEXT:
      zuoxi_text_area_set_text (self, text);
      break;
    case PROP_ERROR:
      zuoxi_text_area_set_error (self, text);
      break;
    case PROP_MIN_CHARACTERS:
      self->min_characters = g_value_get_uint (value);
      update_counter (self);
      break;
    case PROP_LINES:
      gtk_scrolled_window_set_min_content_height (self->scroll, (int) g_value_get_uint (value) * LINE_HEIGHT);
      break;
    case PROP_EDITABLE:
      zuoxi_text_area_set_editable (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static gboolean
zuoxi_text_area_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (ZUOXI_TEXT_AREA (widget)->view));
}

static void
zuoxi_text_area_dispose (GObject *object)
{
  GtkWidget *child = NULL;

  gtk_widget_dispose_template (GTK_WIDGET (object), ZUOXI_TYPE_TEXT_AREA);
  /* Children of the template that have no name in here. */
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (zuoxi_text_area_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, "", flags);
  properties[PROP_HINT] = g_param_spec_string ("hint", NULL, NULL, "", flags);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, "", flags);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, "", flags);
  properties[PROP_MIN_CHARACTERS] = g_param_spec_uint ("min-characters", NULL, NULL, 0, 10000, 0, flags);
  properties[PROP_LINES] = g_param_spec_uint ("lines", NULL, NULL, 1, 40, 3, flags);
  properties[PROP_EDITABLE] = g_param_spec_boolean ("editable", NULL, NULL, TRUE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
zuoxi_text_area_class_init (ZuoxiTextAreaClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = zuoxi_text_area_get_property;
  object_class->set_property = zuoxi_text_area_set_property;
  object_class->dispose = zuoxi_text_area_dispose;
  widget_class->grab_focus = zuoxi_text_area_grab_focus;
  install_properties (object_class);
  changed = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  keep = g_signal_new ("keep", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/zuoxi/Zuoxi/widgets/text-area.ui");
  gtk_widget_class_bind_template_child (widget_class, ZuoxiTextArea, label);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiTextArea, counter);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiTextArea, hint);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiTextArea, scroll);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiTextArea, view);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiTextArea, error);
}

/* A wheel over a text that has no more lines turns what the text stands in; GTK 4.8 would swallow it. */
static gboolean
on_wheel_cb (GtkEventControllerScroll *wheel, double dx, double dy, gpointer data)
{
  ZuoxiTextArea *self = data;
  GtkAdjustment *own = gtk_scrolled_window_get_vadjustment (self->scroll);
  GtkWidget     *outer = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_SCROLLED_WINDOW);
  double         value = gtk_adjustment_get_value (own), step = 1;
  double         last = gtk_adjustment_get_upper (own) - gtk_adjustment_get_page_size (own);
  GtkAdjustment *around = NULL;

  if (outer == NULL || (dy < 0 && value > gtk_adjustment_get_lower (own)) || (dy > 0 && value < last - 1))
    return GDK_EVENT_PROPAGATE;
  around = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (outer));
  if (gtk_event_controller_scroll_get_unit (wheel) == GDK_SCROLL_UNIT_WHEEL)
    step = pow (gtk_adjustment_get_page_size (around), 2.0 / 3.0);
  gtk_adjustment_set_value (around, gtk_adjustment_get_value (around) + dy * step);
  return GDK_EVENT_STOP;
}

static void
zuoxi_text_area_init (ZuoxiTextArea *self)
{
  GtkEventController *wheel = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (wheel, GTK_PHASE_CAPTURE);
  g_signal_connect (wheel, "scroll", G_CALLBACK (on_wheel_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->scroll), wheel);
  self->autosave = autosave_attach (GTK_WIDGET (self->view), on_keep_due_cb, self);
  g_signal_connect_object (gtk_text_view_get_buffer (self->view), "changed", G_CALLBACK (on_buffer_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
zuoxi_text_area_new (const char *label, guint min_characters)
{
  return g_object_new (ZUOXI_TYPE_TEXT_AREA, "label", label, "min-characters", min_characters, NULL);
}

char *
zuoxi_text_area_dup_text (ZuoxiTextArea *self)
{
  GtkTextBuffer *buffer = NULL;
  GtkTextIter    start, end;

  g_return_val_if_fail (ZUOXI_IS_TEXT_AREA (self), NULL);

  buffer = gtk_text_view_get_buffer (self->view);
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

void
zuoxi_text_area_set_text (ZuoxiTextArea *self, const char *text)
{
  g_return_if_fail (ZUOXI_IS_TEXT_AREA (self));

  self->loading = TRUE;
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->view), text != NULL ? text : "", -1);
  self->loading = FALSE;
  autosave_drop (self->autosave);
  update_counter (self);
}

void
zuoxi_text_area_set_error (ZuoxiTextArea *self, const char *text)
{
  gboolean wrong = text != NULL && *text != '\0';

  g_return_if_fail (ZUOXI_IS_TEXT_AREA (self));

  gtk_label_set_label (self->error, wrong ? text : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->error), wrong ? text : NULL);
  /* In the line of the label, which is there anyway: nothing below moves. */
  gtk_widget_set_visible (GTK_WIDGET (self->error), wrong);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->scroll), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->scroll), "error");
}

void
zuoxi_text_area_set_editable (ZuoxiTextArea *self, gboolean editable)
{
  g_return_if_fail (ZUOXI_IS_TEXT_AREA (self));

  gtk_text_view_set_editable (self->view, editable);
  gtk_text_view_set_cursor_visible (self->view, editable);
  gtk_widget_set_visible (GTK_WIDGET (self->counter), editable);
}

gboolean
zuoxi_text_area_is_long_enough (ZuoxiTextArea *self)
{
  g_return_val_if_fail (ZUOXI_IS_TEXT_AREA (self), FALSE);

  return count_characters (self) >= self->min_characters;
}

void
zuoxi_text_area_flush (ZuoxiTextArea *self)
{
  g_return_if_fail (ZUOXI_IS_TEXT_AREA (self));

  autosave_flush (self->autosave);
}
