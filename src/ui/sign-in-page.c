/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/sign-in-page.h"

#include "ui/compat.h"

#include <glib/gi18n.h>

#define PIN_GROUP 4 /* digits shown together */
#define PIN_LINE 8  /* groups on a line */

struct _ZuoxiSignInPage
{
  AdwBin parent_instance;

  GtkWidget      *fields;
  GtkEditable    *server;
  GtkEditable    *account;
  GtkEditable    *password;
  GtkSwitch      *shared;
  GtkRevealer    *caps;
  GtkRevealer    *pin_revealer;
  GtkLabel       *pin;
  GtkCheckButton *confirm;
  GtkLabel       *error;
  GtkLabel       *offline;
  GtkWidget      *button;
  GtkLabel       *button_text;
  GtkSpinner     *spinner;

  char      *offered; /* fingerprint shown, NULL = none */
  gboolean   busy;
  GdkDevice *keyboard;
};

G_DEFINE_FINAL_TYPE (ZuoxiSignInPage, zuoxi_sign_in_page, ADW_TYPE_BIN)

static guint sign_in;

static gboolean
is_filled_in (GtkEditable *entry)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  return *text != '\0';
}

static gboolean
is_ready (ZuoxiSignInPage *self)
{
  return !self->busy && is_filled_in (self->server) && is_filled_in (self->account) &&
         *gtk_editable_get_text (self->password) != '\0' &&
         (self->offered == NULL || gtk_check_button_get_active (self->confirm));
}

static void
update (ZuoxiSignInPage *self)
{
  gtk_widget_set_sensitive (self->button, is_ready (self));
}

static char *
format_pin (const char *pin)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; pin[i] != '\0'; i++)
    {
      if (i > 0 && i % (PIN_GROUP * PIN_LINE) == 0)
        g_string_append_c (text, '\n');
      else if (i > 0 && i % PIN_GROUP == 0)
        g_string_append_c (text, ' ');
      g_string_append_c (text, pin[i]);
    }
  return g_string_free (text, FALSE);
}

static void
on_changed_cb (ZuoxiSignInPage *self)
{
  update (self);
}

static void
on_server_changed_cb (ZuoxiSignInPage *self)
{
  zuoxi_sign_in_page_offer_pin (self, NULL);
}

static void
on_entry_activated_cb (ZuoxiSignInPage *self)
{
  if (is_ready (self))
    g_signal_emit (self, sign_in, 0);
  else
    gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}

static void
on_caps_changed_cb (ZuoxiSignInPage *self)
{
  gtk_revealer_set_reveal_child (self->caps, gdk_device_get_caps_lock_state (self->keyboard));
}

static void
zuoxi_sign_in_page_map (GtkWidget *widget)
{
  ZuoxiSignInPage *self = ZUOXI_SIGN_IN_PAGE (widget);
  GdkSeat         *seat = gdk_display_get_default_seat (gtk_widget_get_display (widget));

  GTK_WIDGET_CLASS (zuoxi_sign_in_page_parent_class)->map (widget);
  if (self->keyboard == NULL && seat != NULL && g_set_object (&self->keyboard, gdk_seat_get_keyboard (seat)))
    {
      g_signal_connect_object (self->keyboard, "notify::caps-lock-state", G_CALLBACK (on_caps_changed_cb), self,
                               G_CONNECT_SWAPPED);
      on_caps_changed_cb (self);
    }
}

static void
zuoxi_sign_in_page_dispose (GObject *object)
{
  g_clear_object (&ZUOXI_SIGN_IN_PAGE (object)->keyboard);
  gtk_widget_dispose_template (GTK_WIDGET (object), ZUOXI_TYPE_SIGN_IN_PAGE);
  G_OBJECT_CLASS (zuoxi_sign_in_page_parent_class)->dispose (object);
}

static void
zuoxi_sign_in_page_finalize (GObject *object)
{
  g_free (ZUOXI_SIGN_IN_PAGE (object)->offered);
  G_OBJECT_CLASS (zuoxi_sign_in_page_parent_class)->finalize (object);
}

static void
zuoxi_sign_in_page_class_init (ZuoxiSignInPageClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = zuoxi_sign_in_page_dispose;
  object_class->finalize = zuoxi_sign_in_page_finalize;
  widget_class->map = zuoxi_sign_in_page_map;

  sign_in = g_signal_new ("sign-in", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/zuoxi/Zuoxi/sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignInPage, fields);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignInPage, server);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignInPage, account);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignInPage, password);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignInPage, shared);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignInPage, caps);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignInPage, pin_revealer);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignInPage, pin);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignInPage, confirm);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignInPage, error);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignInPage, offline);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignInPage, button);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignInPage, button_text);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiSignInPage, spinner);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_server_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated_cb);
}

static void
zuoxi_sign_in_page_init (ZuoxiSignInPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
zuoxi_sign_in_page_new (void)
{
  return g_object_new (ZUOXI_TYPE_SIGN_IN_PAGE, NULL);
}

void
zuoxi_sign_in_page_set_server (ZuoxiSignInPage *self, const char *server)
{
  g_return_if_fail (ZUOXI_IS_SIGN_IN_PAGE (self));

  gtk_editable_set_text (self->server, server != NULL ? server : "");
}

void
zuoxi_sign_in_page_set_account (ZuoxiSignInPage *self, const char *account)
{
  g_return_if_fail (ZUOXI_IS_SIGN_IN_PAGE (self));

  gtk_editable_set_text (self->account, account != NULL ? account : "");
}

void
zuoxi_sign_in_page_set_shared (ZuoxiSignInPage *self, gboolean shared)
{
  g_return_if_fail (ZUOXI_IS_SIGN_IN_PAGE (self));

  gtk_switch_set_active (self->shared, shared);
}

const char *
zuoxi_sign_in_page_get_server (ZuoxiSignInPage *self)
{
  g_return_val_if_fail (ZUOXI_IS_SIGN_IN_PAGE (self), NULL);

  return gtk_editable_get_text (self->server);
}

const char *
zuoxi_sign_in_page_get_account (ZuoxiSignInPage *self)
{
  g_return_val_if_fail (ZUOXI_IS_SIGN_IN_PAGE (self), NULL);

  return gtk_editable_get_text (self->account);
}

const char *
zuoxi_sign_in_page_get_password (ZuoxiSignInPage *self)
{
  g_return_val_if_fail (ZUOXI_IS_SIGN_IN_PAGE (self), NULL);

  return gtk_editable_get_text (self->password);
}

gboolean
zuoxi_sign_in_page_get_shared (ZuoxiSignInPage *self)
{
  g_return_val_if_fail (ZUOXI_IS_SIGN_IN_PAGE (self), FALSE);

  return gtk_switch_get_active (self->shared);
}

const char *
zuoxi_sign_in_page_get_pin (ZuoxiSignInPage *self)
{
  g_return_val_if_fail (ZUOXI_IS_SIGN_IN_PAGE (self), NULL);

  return gtk_check_button_get_active (self->confirm) ? self->offered : NULL;
}

void
zuoxi_sign_in_page_offer_pin (ZuoxiSignInPage *self, const char *pin)
{
  g_return_if_fail (ZUOXI_IS_SIGN_IN_PAGE (self));

  if (g_strcmp0 (self->offered, pin) != 0)
    {
      g_free (self->offered);
      self->offered = g_strdup (pin);
      gtk_check_button_set_active (self->confirm, FALSE);
    }
  if (pin != NULL)
    {
      g_autofree char *text = format_pin (pin);

      gtk_label_set_label (self->pin, text);
    }
  gtk_revealer_set_reveal_child (self->pin_revealer, pin != NULL);
  if (pin != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->confirm));
  update (self);
}

void
zuoxi_sign_in_page_set_busy (ZuoxiSignInPage *self, gboolean busy)
{
  g_return_if_fail (ZUOXI_IS_SIGN_IN_PAGE (self));

  self->busy = busy;
  /* A text that has the focus must lose it before it can no longer have it. */
  if (busy && gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    gtk_root_set_focus (gtk_widget_get_root (GTK_WIDGET (self)), NULL);
  gtk_widget_set_sensitive (self->fields, !busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  if (busy)
    zuoxi_sign_in_page_set_error (self, NULL);
  update (self);
}

void
zuoxi_sign_in_page_set_error (ZuoxiSignInPage *self, const char *text)
{
  g_return_if_fail (ZUOXI_IS_SIGN_IN_PAGE (self));

  gtk_label_set_label (self->error, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error), text != NULL);
  if (text == NULL)
    return;
  compat_announce (GTK_WIDGET (self), text);
  /* What was typed is there to be looked at or typed over. */
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
  gtk_editable_select_region (self->password, 0, -1);
}

void
zuoxi_sign_in_page_set_offline (ZuoxiSignInPage *self, const char *text)
{
  g_return_if_fail (ZUOXI_IS_SIGN_IN_PAGE (self));

  gtk_label_set_label (self->offline, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->offline), text != NULL);
  gtk_label_set_label (self->button_text, text != NULL ? _ ("_Sign In Offline") : _ ("_Sign In"));
}

void
zuoxi_sign_in_page_forget_password (ZuoxiSignInPage *self)
{
  g_return_if_fail (ZUOXI_IS_SIGN_IN_PAGE (self));

  gtk_editable_set_text (self->password, "");
}

void
zuoxi_sign_in_page_reset (ZuoxiSignInPage *self)
{
  GtkEditable *order[3];

  g_return_if_fail (ZUOXI_IS_SIGN_IN_PAGE (self));

  order[0] = self->server;
  order[1] = self->account;
  order[2] = self->password;
  zuoxi_sign_in_page_forget_password (self);
  zuoxi_sign_in_page_set_busy (self, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (!is_filled_in (order[i]))
      {
        gtk_widget_grab_focus (GTK_WIDGET (order[i]));
        return;
      }
}
