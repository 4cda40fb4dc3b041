/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "staff/confirm-key.h"

#include <glib/gi18n.h>

#include "app/key-confirm.h"
#include "app/ref-text.h"
#include "ui/sign-dialog.h"
#include "ui/window.h"

typedef struct
{
  ZuoxiWindow  *window;
  ZuoxiSession *session;
  Id            person;
  char         *key;
} Confirming;

static void
confirming_free (Confirming *self)
{
  g_object_unref (self->window);
  g_object_unref (self->session);
  g_free (self->key);
  g_free (self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Confirming, confirming_free)

static void
on_signed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Confirming) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KeyState) state = key_confirm_finish (self->session, result, &error);

  if (state == NULL)
    zuoxi_window_toast_error (self->window, error);
  else
    zuoxi_window_toast (self->window, state->confirmed ? _ ("The key is confirmed")
                                                       : _ ("Signed; the key counts when all three have signed"));
  zuoxi_session_sync_now (self->session);
}

static void
on_signer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Confirming) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SessionSigner) signer = sign_dialog_finish (result, &error);
  ZuoxiSession *session = self->session;
  Id            person = self->person;
  const char   *key = self->key;

  if (error != NULL)
    zuoxi_window_toast_error (self->window, error);
  if (signer != NULL)
    key_confirm_sign_async (session, person, key, signer, NULL, on_signed_cb, g_steal_pointer (&self));
}

static char *
body_text (Confirming *self, const KeyState *state, const char *name)
{
  g_autofree char *number = key_number (state->key);
  GString         *text = g_string_new (NULL);

  if (g_str_equal (state->role, "self"))
    g_string_append_printf (
        text, _ ("Number of your key: %s\n\nRead it to someone of HR and to your supervisor: they must see the same."),
                 number);
  else
    g_string_append_printf (
        text, _ ("Number of the key: %1$s\n\nAsk %2$s, face to face or by telephone, to read you the number that "
                 "stands there on the screen. Sign only if it is the same."),
                 number, name);
  if (state->given->len > 0)
    g_string_append_printf (text, "\n\n%s", _ ("Signed already:"));
  for (guint i = 0; i < state->given->len; i++)
    {
      g_autofree char *who = ref_text (self->session, "person", g_array_index (state->given, Id, i));

      g_string_append_printf (text, " %s", who);
    }
  return g_string_free (text, FALSE);
}

static void
on_told_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Confirming) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (KeyState) state = key_confirm_finish (self->session, result, &error);
  g_autofree char *name = ref_text (self->session, "person", self->person);
  g_autofree char *heading = g_strdup_printf (_ ("Confirm the key of %s?"), name);
  g_autofree char *body = NULL;
  ZuoxiSession    *session = self->session;
  GtkWindow       *window = GTK_WINDOW (self->window);

  if (state == NULL)
    {
      zuoxi_window_toast_error (self->window, error);
      return;
    }
  if (state->confirmed)
    {
      zuoxi_window_toast (self->window, _ ("The key is confirmed"));
      zuoxi_session_sync_now (session);
      return;
    }
  body = body_text (self, state, name);
  self->key = g_strdup (state->key);
  sign_dialog_async (window, session, zuoxi_session_get_me (session), heading, body, NULL, on_signer_cb,
                     g_steal_pointer (&self));
}

void
confirm_key_start (GtkWidget *from, ZuoxiSession *session, Id person)
{
  GtkRoot    *root = gtk_widget_get_root (from);
  Confirming *self;

  if (!ZUOXI_IS_WINDOW (root))
    return;
  self = g_new0 (Confirming, 1);
  self->window = g_object_ref (ZUOXI_WINDOW (root));
  self->session = g_object_ref (session);
  self->person = person;
  key_confirm_ask_async (session, person, NULL, on_told_cb, self);
}
