/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/sign-row.h"

#include "ui/compat.h"

#include <glib/gi18n.h>

#define FOOT 12 /* pixels under an error that was brought into view */

struct _ZuoxiSignRow
{
  GtkWidget parent_instance;

  GtkLabel    *title;
  GtkLabel    *person;
  GtkWidget   *asking;
  GtkEditable *password;
  GtkSpinner  *spinner;
  GtkButton   *button;
  GtkWidget   *done;
  GtkLabel    *done_text;
  GtkLabel    *error;

  gboolean busy;
};

G_DEFINE_FINAL_TYPE (ZuoxiSignRow, zuoxi_sign_row, GTK_TYPE_WIDGET)

static guint sign;

/* "Password, 2 Employee 李晓雯": two such rows stand on one screen. */
static void
name_entry (ZuoxiSignRow *self)
{
  g_autofree char *password = g_strdup_printf (_ ("Password, %s %s"), gtk_label_get_label (self->title),
                                                  gtk_label_get_label (self->person));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->password), GTK_ACCESSIBLE_PROPERTY_LABEL, password, -1);
}

static void
update (ZuoxiSignRow *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->password), !self->busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), !self->busy && *gtk_editable_get_text (self->password) != '\0');
}

static void
on_changed_cb (ZuoxiSignRow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->error), FALSE);
  update (self);
}

static void
on_activated_cb (ZuoxiSignRow *self)
{
  if (gtk_widget_get_sensitive (GTK_WIDGET (self->button)))
    g_signal_emit (self, sign, 0);
}

static gboolean
zuoxi_sign_row_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (ZUOXI_SIGN_ROW (widget)->password));
}

static void
zuoxi_sign_row_dispose (GObject *object)
{
  GtkWidget *child = NULL;

  gtk_widget_dispose_template (GTK_WIDGET (object), ZUOXI_TYPE_SIGN_ROW);
  /* Children of the template that have no name in here. */
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (zuoxi_sign_row_parent_class)->dispose (object);
}

static void
zuoxi_sign_row_class_init (ZuoxiSignRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zuoxi_sign_row_dispose;
  widget_class->grab_focus = zuoxi_sign_row_grab_focus;
  sign = g_signal_new ("sign", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/zuoxi/Zuoxi/widgets/sign-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignRow, title);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignRow, person);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignRow, asking);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignRow, password);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignRow, button);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignRow, done);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignRow, done_text);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignRow, error);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_activated_cb);
}

static void
zuoxi_sign_row_init (ZuoxiSignRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  name_entry (self);
}

GtkWidget *
zuoxi_sign_row_new (const char *title)
{
  ZuoxiSignRow *self = g_object_new (ZUOXI_TYPE_SIGN_ROW, NULL);

  zuoxi_sign_row_set_title (self, title);
  return GTK_WIDGET (self);
}

void
zuoxi_sign_row_set_title (ZuoxiSignRow *self, const char *title)
{
  g_return_if_fail (ZUOXI_IS_SIGN_ROW (self));

  gtk_label_set_label (self->title, title);
  name_entry (self);
}

void
zuoxi_sign_row_set_person (ZuoxiSignRow *self, const char *name)
{
  g_return_if_fail (ZUOXI_IS_SIGN_ROW (self));

  gtk_label_set_label (self->person, name != NULL ? name : "");
  name_entry (self);
}

void
zuoxi_sign_row_set_button (ZuoxiSignRow *self, const char *label)
{
  g_return_if_fail (ZUOXI_IS_SIGN_ROW (self));

  gtk_button_set_label (self->button, label);
}

const char *
zuoxi_sign_row_get_password (ZuoxiSignRow *self)
{
  g_return_val_if_fail (ZUOXI_IS_SIGN_ROW (self), NULL);

  return gtk_editable_get_text (self->password);
}

void
zuoxi_sign_row_clear (ZuoxiSignRow *self)
{
  g_return_if_fail (ZUOXI_IS_SIGN_ROW (self));

  gtk_editable_set_text (self->password, "");
}

void
zuoxi_sign_row_set_busy (ZuoxiSignRow *self, gboolean busy)
{
  g_return_if_fail (ZUOXI_IS_SIGN_ROW (self));

  self->busy = busy;
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  update (self);
}

/* Once it has its place: brings the error into what is seen of the page, where the field may be the last thing. */
static gboolean
on_error_placed_cb (GtkWidget *error, GdkFrameClock *clock, gpointer data)
{
  GtkWidget       *scroller = gtk_widget_get_ancestor (error, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment   *adjustment = NULL;
  graphene_rect_t  bounds;
  graphene_point_t foot;

  if (gtk_widget_get_height (error) == 0)
    return gtk_widget_get_visible (error) ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
  if (scroller == NULL || !gtk_widget_compute_bounds (error, scroller, &bounds))
    return G_SOURCE_REMOVE;
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  graphene_rect_get_bottom_left (&bounds, &foot);
  if (foot.y + FOOT > (float) gtk_widget_get_height (scroller))
    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + (double) foot.y + FOOT -
                                              gtk_widget_get_height (scroller));
  return G_SOURCE_REMOVE;
}

void
zuoxi_sign_row_set_error (ZuoxiSignRow *self, const char *text)
{
  g_return_if_fail (ZUOXI_IS_SIGN_ROW (self));

  gtk_label_set_label (self->error, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), text != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->password), GTK_ACCESSIBLE_STATE_INVALID,
                               text != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  if (text == NULL)
    return;
  compat_announce (GTK_WIDGET (self), text);
  gtk_widget_add_tick_callback (GTK_WIDGET (self->error), on_error_placed_cb, NULL, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
  gtk_editable_select_region (self->password, 0, -1);
}

void
zuoxi_sign_row_set_signed (ZuoxiSignRow *self, const char *text)
{
  g_return_if_fail (ZUOXI_IS_SIGN_ROW (self));

  gtk_label_set_label (self->done_text, text != NULL ? text : "");
  gtk_widget_set_visible (self->done, text != NULL);
  gtk_widget_set_visible (self->asking, text == NULL);
  if (text != NULL)
    {
      zuoxi_sign_row_clear (self);
      zuoxi_sign_row_set_error (self, NULL);
    }
}
