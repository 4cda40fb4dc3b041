/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/pass-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/session-read.h"
#include "appraisal/case-commands.h"
#include "appraisal/case-sheet.h"
#include "core/id.h"
#include "ui/widgets/autosave.h"
#include "ui/widgets/filter-bar.h"
#include "ui/widgets/sign-row.h"
#include "ui/widgets/status.h"
#include "ui/window.h"

#define TEAM "team"
#define DRAFT_FIELD "reason"

typedef struct
{
  AdwLeaflet       *leaflet;
  ZuoxiFilterBar   *filter;
  char            **teams; /* choices of the filter: all of them, then each */
  GtkWidget        *top;
  ZuoxiStatus      *status;
  ZuoxiColumnTable *table;
  GtkWidget        *acts;
  GtkLabel         *chosen;
  GtkLabel         *digest;
  ZuoxiSignRow     *sign;
  GtkEntry         *reason;
  Autosave         *autosave; /* of the reason */
  char             *draft;    /* name of the reason's draft */
  char             *spent;    /* the draft that goes when its form has gone */
  gboolean          loading;  /* the reason is put there, not typed */
  GtkWidget        *give_back;
  GtkLabel         *problem;
  GtkBox           *detail;
  GListStore       *queue;
  GPtrArray        *items;
  GCancellable     *cancellable;
  gboolean          reading;
  gboolean          again;   /* something changed while reading */
  gboolean          filling; /* the queue is put in place: the selection is not anybody's choice */
  Id                wanted;  /* form to select when the queue is read */
} ZuoxiPassPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ZuoxiPassPage, zuoxi_pass_page, ZUOXI_TYPE_PAGE)

static ZuoxiPassPagePrivate *
priv_of (ZuoxiPassPage *self)
{
  return zuoxi_pass_page_get_instance_private (self);
}

static ZuoxiSession *
session_of (ZuoxiPassPage *self)
{
  return zuoxi_page_get_session (ZUOXI_PAGE (self));
}

GtkWidget *
zuoxi_pass_page_get_top (ZuoxiPassPage *self)
{
  return priv_of (self)->top;
}

GPtrArray *
zuoxi_pass_page_get_items (ZuoxiPassPage *self)
{
  return priv_of (self)->items;
}

GPtrArray *
zuoxi_pass_page_dup_shown (ZuoxiPassPage *self)
{
  GListModel *queue = G_LIST_MODEL (priv_of (self)->queue);
  GPtrArray  *shown = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (queue); i++)
    g_ptr_array_add (shown, g_list_model_get_item (queue, i));
  return shown;
}

ZuoxiFilterBar *
zuoxi_pass_page_get_filter (ZuoxiPassPage *self)
{
  return priv_of (self)->filter;
}

/* A restatement stands among the forms of a month and takes a step of its own. */
static const char *
event_of (ZuoxiPassPage *self, const AppraisalCase *shown)
{
  return appraisal_case_is_proposal (shown) ? EVENT_RESTATE : ZUOXI_PASS_PAGE_GET_CLASS (self)->event;
}

ZuoxiReviewItem *
zuoxi_pass_page_get_selected (ZuoxiPassPage *self)
{
  return zuoxi_column_table_get_selected (priv_of (self)->table);
}

static void
say (ZuoxiPassPage *self, const char *text)
{
  ZuoxiPassPagePrivate *priv = priv_of (self);

  gtk_label_set_label (priv->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (priv->problem), text != NULL);
}

/* Short digests of what a signature would stand under: what I approve is what I see. */
static char *
digests_of (ZuoxiPassPage *self, GPtrArray *selected)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < selected->len && i < 6; i++)
    {
      const char *digest = dossier_last_digest (zuoxi_review_item_get_case (selected->pdata[i])->dossier);

      g_string_append_printf (text, "%s%.12s", i > 0 ? " · " : "", digest);
    }
  if (selected->len > 6)
    g_string_append (text, " …");
  return g_string_free (text, FALSE);
}

/* Whether any of the chosen forms can take the step: nobody is asked for a password in vain. */
static gboolean
can_any (ZuoxiPassPage *self, GPtrArray *selected)
{
  for (guint i = 0; i < selected->len; i++)
    {
      const AppraisalCase *shown = zuoxi_review_item_get_case (selected->pdata[i]);

      if (appraisal_case_can (shown, event_of (self, shown)))
        return TRUE;
    }
  return FALSE;
}

/* Name of the reason's draft: each form has its own, several chosen at once have one together. */
static char *
draft_name (GPtrArray *selected)
{
  const Dossier   *dossier;
  g_autofree char *form = NULL;

  if (selected->len != 1)
    return g_strdup ("pass:several");
  dossier = zuoxi_review_item_get_case (selected->pdata[0])->dossier;
  form = id_dup_hex (dossier->form->row.id);
  return g_strdup_printf ("pass:%s:%" G_GINT64_FORMAT, form, dossier->revision);
}

static void
keep_reason (gpointer data)
{
  ZuoxiPassPagePrivate *priv = priv_of (data);
  ZuoxiSession         *session = session_of (data);
  const char           *text = gtk_editable_get_text (GTK_EDITABLE (priv->reason));

  if (session == NULL || priv->draft == NULL)
    return;
  if (*text != '\0')
    zuoxi_session_draft_set (session, priv->draft, DRAFT_FIELD, text);
  else
    zuoxi_session_draft_clear (session, priv->draft, DRAFT_FIELD);
}

static void
on_reason_typed_cb (ZuoxiPassPage *self)
{
  if (priv_of (self)->draft != NULL && !priv_of (self)->loading)
    autosave_touch (priv_of (self)->autosave);
}

static void
set_reason (ZuoxiPassPage *self, const char *text)
{
  ZuoxiPassPagePrivate *priv = priv_of (self);

  priv->loading = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (priv->reason), text);
  priv->loading = FALSE;
}

/* What was typed for a form waits with it, over a closed window too. */
static void
switch_draft (ZuoxiPassPage *self, GPtrArray *selected)
{
  ZuoxiPassPagePrivate *priv = priv_of (self);
  ZuoxiSession         *session = session_of (self);
  g_autofree char      *name = draft_name (selected);
  g_autofree char      *text = NULL;
  gboolean              found = FALSE;

  if (session == NULL || g_strcmp0 (name, priv->draft) == 0)
    return;
  autosave_flush (priv->autosave);
  g_free (priv->draft);
  priv->draft = g_steal_pointer (&name);
  text = zuoxi_session_draft_get (session, priv->draft, DRAFT_FIELD, &found);
  set_reason (self, found ? text : "");
}

/* The reason has done its work. */
static void
spend_draft (ZuoxiPassPage *self)
{
  ZuoxiPassPagePrivate *priv = priv_of (self);
  g_autofree char      *spent = g_steal_pointer (&priv->spent);

  if (spent == NULL || session_of (self) == NULL)
    return;
  if (g_strcmp0 (spent, priv->draft) == 0)
    {
      autosave_drop (priv->autosave);
      set_reason (self, "");
    }
  zuoxi_session_draft_clear (session_of (self), spent, DRAFT_FIELD);
}

/* The pane of a form says what it is for while none is chosen. */
static void
show_hint (ZuoxiPassPage *self)
{
  GtkBox    *box = priv_of (self)->detail;
  GtkWidget *hint = adw_status_page_new ();
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (hint), "document-open-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (hint), _ ("No form is chosen"));
  adw_status_page_set_description (ADW_STATUS_PAGE (hint),
                                   _ ("Choose one to read it here. Ctrl or Shift with a click chooses several: one "
                                      "password signs them all."));
  gtk_widget_set_vexpand (hint, TRUE);
  gtk_box_append (box, hint);
}

static void
on_selection_changed_cb (ZuoxiPassPage *self)
{
  ZuoxiPassPagePrivate *priv = priv_of (self);
  g_autoptr (GPtrArray) selected = zuoxi_column_table_get_selection (priv->table);
  guint            n = selected->len;
  g_autofree char *chosen = g_strdup_printf (ngettext ("%u form chosen", "%u forms chosen", n), n);
  g_autofree char *digests = digests_of (self, selected);

  if (priv->filling)
    return;
  gtk_label_set_label (priv->chosen, chosen);
  gtk_label_set_label (priv->digest, digests);
  switch_draft (self, selected);
  gtk_widget_set_sensitive (GTK_WIDGET (priv->sign), can_any (self, selected));
  gtk_widget_set_sensitive (priv->give_back, n == 1 && *gtk_editable_get_text (GTK_EDITABLE (priv->reason)) != '\0');
  if (n > 0)
    case_sheet_fill (priv->detail, zuoxi_review_item_get_case (selected->pdata[0]), session_of (self));
  else
    show_hint (self);
}

static void
on_row_opened_cb (ZuoxiPassPage *self, GObject *item)
{
  adw_leaflet_set_visible_child_name (priv_of (self)->leaflet, "detail");
}

/* What can take the step now stands before what cannot. */
static int
compare_items (gconstpointer a, gconstpointer b, gpointer data)
{
  ZuoxiReviewItem     *left = *(ZuoxiReviewItem *const *) a, *right = *(ZuoxiReviewItem *const *) b;
  const AppraisalCase *first = zuoxi_review_item_get_case (left);
  const AppraisalCase *second = zuoxi_review_item_get_case (right);
  gboolean             one = appraisal_case_can (first, event_of (data, first));
  gboolean             other = appraisal_case_can (second, event_of (data, second));

  if (one != other)
    return one ? -1 : 1;
  return review_item_compare (left, right, zuoxi_session_get_directory (session_of (data)));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static gboolean
select_form (ZuoxiPassPage *self, Id form)
{
  ZuoxiPassPagePrivate *priv = priv_of (self);

  for (guint i = 0; i < zuoxi_column_table_get_n_items (priv->table); i++)
    {
      g_autoptr (ZuoxiReviewItem) item = zuoxi_column_table_get_item (priv->table, i);

      if (id_equal (zuoxi_review_item_get_case (item)->dossier->form->row.id, form))
        {
          zuoxi_column_table_select (priv->table, i, TRUE);
          return TRUE;
        }
    }
  return FALSE;
}

/* The teams of what was read are what the filter offers; the one chosen stays chosen. */
static void
fill_teams (ZuoxiPassPage *self)
{
  ZuoxiPassPagePrivate *priv = priv_of (self);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < priv->items->len; i++)
    {
      g_autofree char *name = pass_column_team (priv->items->pdata[i], self);

      if (*name != '\0' && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
        g_ptr_array_add (names, g_steal_pointer (&name));
    }
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_insert (names, 0, g_strdup (_ ("All teams")));
  g_ptr_array_add (names, NULL);
  if (g_strv_equal ((const char *const *) names->pdata, (const char *const *) priv->teams))
    return;
  g_strfreev (priv->teams);
  priv->teams = (char **) g_ptr_array_steal (names, NULL);
  zuoxi_filter_bar_set_choices (priv->filter, TEAM, (const char *const *) priv->teams);
}

static gboolean
is_found (ZuoxiPassPage *self, ZuoxiReviewItem *item)
{
  ZuoxiPassPagePrivate *priv = priv_of (self);
  guint                 choice = zuoxi_filter_bar_get_choice (priv->filter, TEAM);
  const char           *typed = zuoxi_filter_bar_get_text (priv->filter);
  g_autofree char      *name = pass_column_name (item, self);
  g_autofree char      *number = pass_column_number (item, self);
  g_autofree char      *team = pass_column_team (item, self);

  if (choice > 0 && !g_str_equal (team, priv->teams[choice]))
    return FALSE;
  return *typed == '\0' || strstr (name, typed) != NULL || strcasestr (number, typed) != NULL ||
         strstr (team, typed) != NULL;
}

/* Puts what was read in the place of what stood there; what was chosen stays chosen. */
static void
fill_queue (ZuoxiPassPage *self)
{
  ZuoxiPassPagePrivate *priv = priv_of (self);
  g_autoptr (GPtrArray) before = zuoxi_column_table_get_selection (priv->table);
  g_autoptr (GHashTable) chosen = g_hash_table_new (id_hash, id_equal_ptr);
  g_autoptr (GPtrArray) waiting = g_ptr_array_new ();

  for (guint i = 0; i < before->len; i++)
    g_hash_table_add (chosen, &zuoxi_review_item_get_case (before->pdata[i])->dossier->form->row.id);
  for (guint i = 0; i < priv->items->len; i++)
    if (ZUOXI_PASS_PAGE_GET_CLASS (self)->waits (self, priv->items->pdata[i]) && is_found (self, priv->items->pdata[i]))
      g_ptr_array_add (waiting, priv->items->pdata[i]);
  /* In order before they are shown: the list would follow its first row to wherever that goes. */
  g_ptr_array_sort_with_data (waiting, compare_items, self);
  priv->filling = TRUE;
  g_list_store_splice (priv->queue, 0, g_list_model_get_n_items (G_LIST_MODEL (priv->queue)), waiting->pdata,
                       waiting->len);
  for (guint i = 0; i < zuoxi_column_table_get_n_items (priv->table); i++)
    {
      g_autoptr (ZuoxiReviewItem) item = zuoxi_column_table_get_item (priv->table, i);

      if (g_hash_table_contains (chosen, &zuoxi_review_item_get_case (item)->dossier->form->row.id))
        zuoxi_column_table_add (priv->table, i);
    }
  priv->filling = FALSE;
}

static void
show_queue (ZuoxiPassPage *self)
{
  ZuoxiPassPagePrivate *priv = priv_of (self);
  ZuoxiPassPageClass   *klass = ZUOXI_PASS_PAGE_GET_CLASS (self);

  fill_queue (self);
  zuoxi_filter_bar_set_count (priv->filter, g_list_model_get_n_items (G_LIST_MODEL (priv->queue)));
  if (g_list_model_get_n_items (G_LIST_MODEL (priv->queue)) > 0)
    zuoxi_status_show_content (priv->status);
  else if (zuoxi_filter_bar_is_set (priv->filter))
    zuoxi_status_show_no_match (priv->status, "room.clear-filter");
  else
    zuoxi_status_show_empty (priv->status, "emblem-ok-symbolic", _ (klass->empty), _ (klass->empty_text), NULL, NULL);
  gtk_widget_set_visible (priv->acts, g_list_model_get_n_items (G_LIST_MODEL (priv->queue)) > 0);
  on_selection_changed_cb (self);
}

static void
on_filter_changed_cb (ZuoxiPassPage *self)
{
  if (priv_of (self)->items != NULL)
    show_queue (self);
}

static void
on_clear_filter_cb (GtkWidget *widget, const char *action, GVariant *target)
{
  zuoxi_filter_bar_clear (priv_of (ZUOXI_PASS_PAGE (widget))->filter);
}

/* A form that was asked for from elsewhere is shown, whatever the filter says. */
static gboolean
show_wanted (ZuoxiPassPage *self, Id form)
{
  return select_form (self, form) ||
         (zuoxi_filter_bar_clear (priv_of (self)->filter) && select_form (self, form));
}

static void
on_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiPassPage) self = data;
  ZuoxiPassPagePrivate *priv = priv_of (self);
  g_autoptr (GError) error = NULL;
  GPtrArray *items = zuoxi_session_read_finish (ZUOXI_SESSION (source), result, &error);

  priv->reading = FALSE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (items == NULL)
    {
      zuoxi_status_show_error (priv->status, _ ("The forms cannot be read"), _ ("Press F5 to try again."), error);
      return;
    }
  g_clear_pointer (&priv->items, g_ptr_array_unref);
  priv->items = items;
  fill_teams (self);
  show_queue (self);
  if (ZUOXI_PASS_PAGE_GET_CLASS (self)->loaded != NULL)
    ZUOXI_PASS_PAGE_GET_CLASS (self)->loaded (self, items);
  if (!id_is_none (priv->wanted))
    show_wanted (self, priv->wanted);
  priv->wanted = ID_NONE;
  if (priv->again)
    zuoxi_pass_page_reload (self);
}

void
zuoxi_pass_page_reload (ZuoxiPassPage *self)
{
  ZuoxiPassPagePrivate *priv = priv_of (self);
  ReviewWish            wish = ZUOXI_PASS_PAGE_GET_CLASS (self)->wish (self);

  priv->again = priv->reading;
  if (priv->reading)
    return;
  priv->reading = TRUE;
  zuoxi_session_read_async (session_of (self), review_list_read, g_memdup2 (&wish, sizeof wish), g_free,
                            (GDestroyNotify) g_ptr_array_unref, priv->cancellable, on_read_cb, g_object_ref (self));
}

/* What could not be queued stays as it is, said below it. */
static gboolean
finish_queue (ZuoxiPassPage *self, GObject *session, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) mids = zuoxi_session_queue_finish (ZUOXI_SESSION (session), result, &error);
  g_autofree char *text = NULL;
  ZuoxiWindow     *window;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;
  if (mids == NULL)
    {
      say (self, error->message);
      return FALSE;
    }
  window = zuoxi_page_get_window (ZUOXI_PAGE (self));
  text = g_strdup_printf (ngettext ("%u form passed on; the server confirms it",
                                    "%u forms passed on; the server confirms them", g_strv_length (mids)),
                          g_strv_length (mids));
  if (window != NULL)
    zuoxi_window_toast (window, text);
  zuoxi_pass_page_reload (self);
  return TRUE;
}

static void
on_passed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiPassPage) self = data;

  if (finish_queue (self, source, result))
    spend_draft (self);
}

static void
queue (ZuoxiPassPage *self, GPtrArray *mutations, GAsyncReadyCallback queued)
{
  zuoxi_session_queue_async (session_of (self), mutations, priv_of (self)->cancellable, queued, g_object_ref (self));
}

/* What was written beside the queue: why a form goes back, or why a target changes late. */
static char *
dup_reason (ZuoxiPassPage *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (priv_of (self)->reason))));
}

/* A target that changes after mid-month wants a reason, said beside the field it is written in (R28). */
static gboolean
lacks_reason (ZuoxiPassPage *self)
{
  ZuoxiPassPagePrivate *priv = priv_of (self);
  g_autoptr (GPtrArray) selected = zuoxi_column_table_get_selection (priv->table);
  g_autofree char *reason = dup_reason (self);

  for (guint i = 0; i < selected->len && *reason == '\0'; i++)
    {
      const AppraisalCase *shown = zuoxi_review_item_get_case (selected->pdata[i]);
      g_autofree char     *text = NULL;

      if (*shown->late_target == '\0' || !appraisal_case_can (shown, event_of (self, shown)))
        continue;
      text = g_strdup_printf (_ ("The next month is more than half over and its target changes (%s): write why, then sign"),
                                 shown->late_target);
      say (self, text);
      gtk_widget_grab_focus (GTK_WIDGET (priv->reason));
      return TRUE;
    }
  return FALSE;
}

/* One password signs every chosen form by itself (R31). */
static void
on_signer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (ZuoxiPassPage) self = data;
  ZuoxiPassPagePrivate *priv = priv_of (self);
  ZuoxiSession         *session = ZUOXI_SESSION (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (SessionSigner) signer = zuoxi_session_open_signer_finish (session, result, &error);
  g_autoptr (GPtrArray) selected = NULL;
  g_autofree char *reason = NULL;
  gboolean         late = FALSE;
  GPtrArray       *mutations;

  zuoxi_sign_row_set_busy (priv->sign, FALSE);
  if (signer == NULL)
    {
      zuoxi_sign_row_set_error (priv->sign, error->message);
      return;
    }
  zuoxi_sign_row_clear (priv->sign);
  reason = dup_reason (self);
  selected = zuoxi_column_table_get_selection (priv->table);
  mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) mutation_free);
  for (guint i = 0; i < selected->len; i++)
    {
      const AppraisalCase *shown = zuoxi_review_item_get_case (selected->pdata[i]);

      if (!appraisal_case_can (shown, event_of (self, shown)))
        continue;
      late |= *shown->late_target != '\0';
      g_ptr_array_add (mutations, case_sign (shown, zuoxi_session_get_directory (session), event_of (self, shown),
                                             signer, zuoxi_session_now (session),
                                             *shown->late_target != '\0' ? reason : NULL));
    }
  g_clear_pointer (&priv->spent, g_free);
  if (late)
    priv->spent = g_strdup (priv->draft);
  if (mutations->len > 0)
    queue (self, mutations, on_passed_cb);
  else
    {
      g_ptr_array_unref (mutations);
      say (self, _ ("None of the chosen forms can take this step now"));
    }
}

static void
on_sign_cb (ZuoxiPassPage *self)
{
  ZuoxiPassPagePrivate *priv = priv_of (self);
  ZuoxiSession         *session = session_of (self);

  say (self, NULL);
  if (lacks_reason (self))
    return;
  zuoxi_sign_row_set_error (priv->sign, NULL);
  zuoxi_sign_row_set_busy (priv->sign, TRUE);
  zuoxi_session_open_signer_async (session, zuoxi_session_get_me (session), zuoxi_sign_row_get_password (priv->sign),
                                   priv->cancellable, on_signer_cb, g_object_ref (self));
}

static void
on_return_cb (ZuoxiPassPage *self)
{
  ZuoxiPassPagePrivate *priv = priv_of (self);
  g_autofree char      *reason = dup_reason (self);
  g_autoptr (ZuoxiReviewItem) item = zuoxi_column_table_get_selected (priv->table);
  const char *event;
  GPtrArray  *mutations;

  if (item == NULL || *reason == '\0')
    {
      say (self, _ ("Choose one form and write why it goes back"));
      return;
    }
  event = appraisal_case_is_proposal (zuoxi_review_item_get_case (item)) ? EVENT_DECLINE : EVENT_RETURN;
  if (!appraisal_case_can (zuoxi_review_item_get_case (item), event))
    {
      say (self, _ ("This form cannot be returned now"));
      return;
    }
  say (self, NULL);
  mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) mutation_free);
  g_ptr_array_add (mutations, case_step (zuoxi_review_item_get_case (item), event, reason,
                                         zuoxi_session_now (session_of (self))));
  g_free (priv_of (self)->spent);
  priv_of (self)->spent = g_strdup (priv_of (self)->draft);
  queue (self, mutations, on_passed_cb);
}

static void
zuoxi_pass_page_set_up (ZuoxiPage *page)
{
  ZuoxiPassPage           *self = ZUOXI_PASS_PAGE (page);
  ZuoxiPassPagePrivate    *priv = priv_of (self);
  ZuoxiSession            *session = session_of (self);
  static const char *const tables[] = { "appraisal", "filing", "interview", "evaluation",
                                        "eval_file", "figure", "step" };

  zuoxi_column_table_set_multiple (priv->table, TRUE);
  zuoxi_filter_bar_capture (priv->filter, GTK_WIDGET (priv->table));
  zuoxi_column_table_set_up (priv->table, _ ("Forms"), ZUOXI_PASS_PAGE_GET_CLASS (self)->columns, self);
  zuoxi_column_table_set_model (priv->table, G_LIST_MODEL (priv->queue), TRUE);
  zuoxi_sign_row_set_title (priv->sign, zuoxi_session_get_my_name (session));
  zuoxi_sign_row_set_button (priv->sign, _ (ZUOXI_PASS_PAGE_GET_CLASS (self)->button));
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *signal = g_strconcat ("table-changed::", tables[i], NULL);

      g_signal_connect_object (session, signal, G_CALLBACK (zuoxi_pass_page_reload), self, G_CONNECT_SWAPPED);
    }
  zuoxi_status_show_loading (priv->status, _ ("Reading the forms"), NULL);
  zuoxi_pass_page_reload (self);
}

static void
zuoxi_pass_page_refresh (ZuoxiPage *page)
{
  zuoxi_pass_page_reload (ZUOXI_PASS_PAGE (page));
}

static GtkWidget *
zuoxi_pass_page_first (ZuoxiPage *page)
{
  return GTK_WIDGET (priv_of (ZUOXI_PASS_PAGE (page))->table);
}

static void
zuoxi_pass_page_search (ZuoxiPage *page)
{
  zuoxi_filter_bar_focus_search (priv_of (ZUOXI_PASS_PAGE (page))->filter);
}

static gboolean
zuoxi_pass_page_back (ZuoxiPage *page)
{
  ZuoxiPassPagePrivate *priv = priv_of (ZUOXI_PASS_PAGE (page));
  AdwLeaflet           *leaflet = priv->leaflet;

  if (!adw_leaflet_get_folded (leaflet) || g_strcmp0 (adw_leaflet_get_visible_child_name (leaflet), "detail") != 0)
    return *zuoxi_filter_bar_get_text (priv->filter) != '\0' && zuoxi_filter_bar_clear (priv->filter);
  adw_leaflet_set_visible_child_name (leaflet, "list");
  return TRUE;
}

static gboolean
zuoxi_pass_page_show_item (ZuoxiPage *page, const char *table, const Id *id)
{
  ZuoxiPassPage        *self = ZUOXI_PASS_PAGE (page);
  ZuoxiPassPagePrivate *priv = priv_of (self);
  ZuoxiSession         *session = session_of (self);
  gboolean              reviews = g_str_equal (ZUOXI_PASS_PAGE_GET_CLASS (self)->event, EVENT_REVIEW);

  if (!g_str_equal (table, "appraisal"))
    return FALSE;
  if (priv->items != NULL || session == NULL || zuoxi_session_get_reader (session) == NULL)
    return show_wanted (self, *id);
  if (!case_is_for (zuoxi_session_get_reader (session), zuoxi_session_get_directory (session),
                    zuoxi_session_get_me (session), zuoxi_session_today (session), *id,
                    reviews ? WHO_REVIEWER : WHO_HR))
    return FALSE;
  priv->wanted = *id;
  return TRUE;
}

static const char *
zuoxi_pass_page_clause (ZuoxiPage *page)
{
  return "5.5.1④";
}

static void
zuoxi_pass_page_dispose (GObject *object)
{
  ZuoxiPassPagePrivate *priv = priv_of (ZUOXI_PASS_PAGE (object));

  g_cancellable_cancel (priv->cancellable);
  g_clear_object (&priv->cancellable);
  g_clear_object (&priv->queue);
  g_clear_pointer (&priv->items, g_ptr_array_unref);
  g_clear_pointer (&priv->teams, g_strfreev);
  g_clear_pointer (&priv->draft, g_free);
  g_clear_pointer (&priv->spent, g_free);
  G_OBJECT_CLASS (zuoxi_pass_page_parent_class)->dispose (object);
}

static void
zuoxi_pass_page_class_init (ZuoxiPassPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  ZuoxiPageClass *page_class = ZUOXI_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zuoxi_pass_page_dispose;
  page_class->set_up = zuoxi_pass_page_set_up;
  page_class->refresh = zuoxi_pass_page_refresh;
  page_class->search = zuoxi_pass_page_search;
  page_class->first = zuoxi_pass_page_first;
  page_class->back = zuoxi_pass_page_back;
  page_class->show_item = zuoxi_pass_page_show_item;
  page_class->clause = zuoxi_pass_page_clause;
  g_type_ensure (ZUOXI_TYPE_FILTER_BAR);
  g_type_ensure (ZUOXI_TYPE_STATUS);
  g_type_ensure (ZUOXI_TYPE_COLUMN_TABLE);
  g_type_ensure (ZUOXI_TYPE_SIGN_ROW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/zuoxi/Zuoxi/appraisal/pass-page.ui");
#define BIND(name) gtk_widget_class_bind_template_child_private (widget_class, ZuoxiPassPage, name)
  BIND (leaflet);
  BIND (filter);
  BIND (top);
  BIND (status);
  BIND (table);
  BIND (acts);
  BIND (chosen);
  BIND (digest);
  BIND (sign);
  BIND (reason);
  BIND (give_back);
  BIND (problem);
  BIND (detail);
#undef BIND
  gtk_widget_class_bind_template_callback (widget_class, on_filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_row_opened_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_selection_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_sign_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_return_cb);
  gtk_widget_class_install_action (widget_class, "room.clear-filter", NULL, on_clear_filter_cb);
}

static void
zuoxi_pass_page_init (ZuoxiPassPage *self)
{
  ZuoxiPassPagePrivate *priv = priv_of (self);
  const char *const     all[] = { _ ("All teams"), NULL };

  priv->queue = g_list_store_new (ZUOXI_TYPE_REVIEW_ITEM);
  priv->cancellable = g_cancellable_new ();
  priv->teams = g_strdupv ((char **) all);
  gtk_widget_init_template (GTK_WIDGET (self));
  zuoxi_filter_bar_add_choice (priv->filter, TEAM, _ ("Team"), all);
  priv->autosave = autosave_attach (GTK_WIDGET (priv->reason), keep_reason, self);
  g_signal_connect_object (priv->reason, "changed", G_CALLBACK (on_reason_typed_cb), self, G_CONNECT_SWAPPED);
}
