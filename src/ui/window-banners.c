/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stays to be said, above the room; and toasts, below it. */
#include "config.h"

#include "ui/window-private.h"

#include "ui/compat.h"

#include <glib/gi18n.h>

#define MESSAGE_SECONDS 4
#define UNDO_SECONDS 10

typedef struct
{
  ZuoxiWindow *window;
  WindowBanner banner;
} Button;

static void
on_banner_button_cb (gpointer data)
{
  const Button *button = data;
  const char   *action = button->window->banner_actions[button->banner];

  if (action != NULL)
    {
      g_autofree char *name = NULL;
      g_autoptr (GVariant) target = NULL;

      if (g_action_parse_detailed_name (action, &name, &target, NULL))
        gtk_widget_activate_action_variant (GTK_WIDGET (button->window), name, target);
    }
}

void
window_banners_install (ZuoxiWindow *self)
{
  for (guint i = 0; i < WINDOW_N_BANNERS; i++)
    {
      Button *button = g_new (Button, 1);

      *button = (Button){ self, i };
      self->banners[i] = compat_banner_new (G_CALLBACK (on_banner_button_cb), button);
      g_object_set_data_full (G_OBJECT (self->banners[i]), "banner-button", button, g_free);
      gtk_box_append (self->banner_box, self->banners[i]);
    }
}

void
zuoxi_window_set_banner (ZuoxiWindow *self,
                         WindowBanner banner,
                         const char  *text,
                         const char  *button,
                         const char  *action)
{
  gboolean news = FALSE;

  g_return_if_fail (ZUOXI_IS_WINDOW (self));
  g_return_if_fail (banner < WINDOW_N_BANNERS);

  news = text != NULL && g_strcmp0 (text, self->banner_texts[banner]) != 0;
  g_free (self->banner_actions[banner]);
  g_free (self->banner_texts[banner]);
  self->banner_actions[banner] = g_strdup (action);
  self->banner_texts[banner] = g_strdup (text);
  if (text == NULL)
    {
      compat_banner_hide (self->banners[banner]);
      return;
    }
  compat_banner_show (self->banners[banner], text, button);
  /* Said once, not at every change of the state behind it. */
  if (news)
    compat_announce (GTK_WIDGET (self), text);
}

static void
add_toast (ZuoxiWindow *self, AdwToast *toast, const char *text)
{
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts), toast);
  compat_announce (GTK_WIDGET (self), text);
}

void
zuoxi_window_toast (ZuoxiWindow *self, const char *text)
{
  g_autofree char *safe = g_markup_escape_text (text, -1);
  AdwToast        *toast = adw_toast_new (safe);

  g_return_if_fail (ZUOXI_IS_WINDOW (self));

  adw_toast_set_timeout (toast, MESSAGE_SECONDS);
  add_toast (self, toast, text);
}

void
zuoxi_window_toast_undo (ZuoxiWindow *self, const char *text, UndoFunc func, gpointer data, GDestroyNotify destroy)
{
  g_autofree char *safe = g_markup_escape_text (text, -1);
  AdwToast        *toast = adw_toast_new (safe);

  g_return_if_fail (ZUOXI_IS_WINDOW (self));

  undo_stack_push (self->undo, text, func, data, destroy);
  adw_toast_set_timeout (toast, UNDO_SECONDS);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, "win.undo");
  add_toast (self, toast, text);
  window_actions_update (self);
}

void
zuoxi_window_toast_error (ZuoxiWindow *self, const GError *error)
{
  g_return_if_fail (ZUOXI_IS_WINDOW (self));

  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    zuoxi_window_toast (self, error->message);
}
