/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/opinion-dialog.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "appraisal/case-commands.h"
#include "appraisal/form-check.h"
#include "core/id.h"
#include "ui/compat.h"
#include "ui/widgets/text-area.h"

#define DRAFT_FIELD "text"

typedef struct
{
  ZuoxiWindow  *window;
  ZuoxiSession *session;
  OpinionAsk   *ask;
  char         *draft; /* name of the form in the drafts */
  GtkWidget    *area;  /* of the dialog that is open */
} Writing;

static void ask_for_words (Writing *self, const char *problem);

static void
writing_free (Writing *self)
{
  g_clear_object (&self->area);
  g_object_unref (self->window);
  g_object_unref (self->session);
  opinion_ask_free (self->ask);
  g_free (self->draft);
  g_free (self);
}

static void
on_keep_cb (GtkWidget *area, Writing *self)
{
  g_autofree char *text = zuoxi_text_area_dup_text (ZUOXI_TEXT_AREA (area));

  zuoxi_session_draft_set (self->session, self->draft, DRAFT_FIELD, text);
}

static void
on_queued_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Writing *self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) mids = zuoxi_session_queue_finish (ZUOXI_SESSION (source), result, &error);

  if (mids == NULL)
    zuoxi_window_toast_error (self->window, error); /* the draft is still there */
  else
    {
      zuoxi_session_draft_clear (self->session, self->draft, DRAFT_FIELD);
      zuoxi_window_toast (self->window, _ ("Opinion written; it counts when the server has confirmed it"));
    }
  writing_free (self);
}

static const char *
translate (const char *msgid)
{
  return _ (msgid);
}

/* Takes over @self. */
static void
send (Writing *self, const char *text)
{
  g_autoptr (ProblemList) problems = problem_list_new ();
  GPtrArray *mutations;

  opinion_problems (text, problems);
  if (problems->len > 0)
    {
      g_autofree char *problem = problem_text (problem_list_at (problems, 0), translate);

      ask_for_words (self, problem);
      return;
    }
  mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) mutation_free);
  g_ptr_array_add (mutations, case_give_opinion (self->ask->form, 1, text));
  zuoxi_session_queue_async (self->session, mutations, NULL, on_queued_cb, self);
}

static void
on_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Writing         *self = user_data;
  g_autofree char *text = zuoxi_text_area_dup_text (ZUOXI_TEXT_AREA (self->area));

  zuoxi_text_area_flush (ZUOXI_TEXT_AREA (self->area));
  g_signal_handlers_disconnect_by_data (self->area, self);
  g_clear_object (&self->area);
  if (compat_confirm_finish (result))
    send (self, text);
  else
    writing_free (self);
}

/* (transfer full) */
static char *
body_of (Writing *self)
{
  const char      *today = zuoxi_session_today (self->session);
  g_autofree char *month = format_month (self->ask->month);
  g_autofree char *due = format_day (self->ask->due, today);
  g_autofree char *text =
      g_strdup_printf (_ ("%s changed the team in %s. What you write about the time before stands in the evaluation, under your name, and is shown to the employee together with it."),
                          self->ask->name, month);

  return *due != '\0' ? g_strdup_printf (_ ("%s It is needed by %s."), text, due) : g_steal_pointer (&text);
}

/* Takes over @self. */
static void
ask_for_words (Writing *self, const char *problem)
{
  gboolean         found = FALSE;
  g_autofree char *draft = zuoxi_session_draft_get (self->session, self->draft, DRAFT_FIELD, &found);
  g_autofree char *body = body_of (self);
  GtkWidget       *area = zuoxi_text_area_new (_ ("Your opinion"), OPINION_MIN);

  g_object_set (area, "lines", 5, NULL);
  gtk_widget_set_size_request (area, 420, -1);
  zuoxi_text_area_set_text (ZUOXI_TEXT_AREA (area), found ? draft : self->ask->text);
  zuoxi_text_area_set_error (ZUOXI_TEXT_AREA (area), problem);
  self->area = g_object_ref_sink (area);
  g_signal_connect (area, "keep", G_CALLBACK (on_keep_cb), self);
  compat_confirm_async (GTK_WINDOW (self->window), _ ("Opinion of the previous supervisor"), body, _ ("_Send"), FALSE, area, on_answered_cb, self);
}

void
opinion_dialog_show (ZuoxiWindow *window, ZuoxiSession *session, OpinionAsk *ask)
{
  Writing         *self = g_new0 (Writing, 1);
  g_autofree char *form = id_dup_hex (ask->form);

  self->window = g_object_ref (window);
  self->session = g_object_ref (session);
  self->ask = ask;
  self->draft = g_strconcat ("opinion:", form, NULL);
  ask_for_words (self, NULL);
}

gboolean
opinion_dialog_show_own (ZuoxiWindow *window, ZuoxiSession *session, Id form)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (OpinionAsk) ask =
      opinion_ask_load (zuoxi_session_get_reader (session), zuoxi_session_get_me (session), form, &error);

  if (error != NULL)
    zuoxi_window_toast_error (window, error);
  if (ask == NULL)
    return FALSE;
  if (ask->settled)
    zuoxi_window_toast (window, _ ("The evaluation is submitted; nothing can be changed any more"));
  else
    opinion_dialog_show (window, session, g_steal_pointer (&ask));
  return TRUE;
}
