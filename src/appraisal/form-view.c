/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/form-view.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "appraisal/case-evidence.h"
#include "appraisal/evidence-files.h"
#include "appraisal/evidence-panel.h"
#include "appraisal/form-grid.h"
#include "appraisal/form-paper.h"
#include "appraisal/freeze-dialog.h"
#include "appraisal/recorded-step.h"
#include "core/id.h"
#include "ui/compat.h"
#include "ui/history-dialog.h"
#include "ui/sign-dialog.h"
#include "ui/widgets/split.h"
#include "ui/widgets/status.h"
#include "ui/widgets/text-area.h"
#include "ui/window.h"

#define COMMIT_MS 3000 /* an edit is made so long after the last draft, or when the form is left */
#define RELOAD_MS 150

struct _ZuoxiFormView
{
  AdwBin parent_instance;

  ZuoxiStatus        *status;
  ZuoxiSplit         *split;
  GtkLabel           *title;
  GtkLabel           *who;
  GtkLabel           *state;
  GtkLabel           *due;
  GtkLabel           *saved;
  GtkDropDown        *revisions;
  GtkLabel           *notes;
  GtkWidget          *blank_bar;
  GtkProgressBar     *progress;
  GtkLabel           *blank;
  ZuoxiFormGrid      *grid;
  ZuoxiEvidenceFiles *files;
  GtkLabel           *total;
  GtkWidget          *freeze;
  GtkWidget          *withdraw;
  GtkWidget          *interview;
  GtkWidget          *restate;
  GtkWidget          *proof;
  GtkWidget          *receive;
  GtkWidget          *print;
  GtkWidget          *submit;
  ZuoxiEvidencePanel *evidence;

  ZuoxiSession  *session;
  GSignalGroup  *session_signals;
  SheetKind      kind;
  Id             form;
  gint64         revision; /* asked for; 0 = the current one */
  gboolean       filling;  /* the list of revisions */
  AppraisalCase *shown;
  CaseLive      *live;
  char          *structure;  /* what the grid was built for */
  char          *draft_form; /* name of the form in the drafts */
  GHashTable    *kept;       /* fields with a draft that is no edit yet */
  GCancellable  *reading;
  guint          reload_source, commit_source;
  gboolean       committing, again;
  gboolean       submitting;   /* once the edits are in the store and read back */
  gboolean       show_missing; /* a submit was tried */
  GtkWidget     *why;          /* of the dialog that is open */
  char          *proposing;    /* draft of the reason that is being sent */
};

G_DEFINE_FINAL_TYPE (ZuoxiFormView, zuoxi_form_view, ADW_TYPE_BIN)

static guint interview_signal;

static void reload (ZuoxiFormView *self);
static void commit (ZuoxiFormView *self);

static ZuoxiWindow *
window_of (ZuoxiFormView *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return ZUOXI_IS_WINDOW (root) ? ZUOXI_WINDOW (root) : NULL;
}

static void
toast (ZuoxiFormView *self, const char *text)
{
  if (window_of (self) != NULL)
    zuoxi_window_toast (window_of (self), text);
}

static void
toast_error (ZuoxiFormView *self, const GError *error)
{
  if (window_of (self) != NULL)
    zuoxi_window_toast_error (window_of (self), error);
}

static gboolean
is_editable (ZuoxiFormView *self)
{
  gboolean read_only = FALSE;

  g_object_get (self->session, "read-only", &read_only, NULL);
  if (read_only)
    return FALSE;
  return self->kind == SHEET_SELF
             ? appraisal_case_can_edit_self (self->shown)
             : appraisal_case_can_edit_evaluation (self->shown);
}

/* Head */

static void
show_who (ZuoxiFormView *self)
{
  const Appraisal *form = self->shown->dossier->form;
  Directory       *directory = zuoxi_session_get_directory (self->session);
  const Person    *person = directory_person (directory, form->person);
  const Team      *team = directory_team (directory, form->team);
  g_autofree char *post = format_enum (posts, (int) form->post);
  g_autofree char *month = format_month (form->month);
  g_autofree char *title = NULL;
  g_autofree char *who = NULL;

  title = g_strdup_printf ("%s · %s",
                           self->kind == SHEET_SELF ? _ ("Monthly Self-Assessment") : _ ("Monthly Evaluation"), month);
  who = g_strjoin (" · ", person != NULL ? person->name : "—", post, team != NULL ? team->name : "", NULL);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->who, who);
}

static void
show_state (ZuoxiFormView *self)
{
  const Appraisal *form = self->shown->dossier->form;
  g_autofree char *state = format_enum (form_states, (int) form->state);
  const char      *due = appraisal_case_due (self->shown);
  const char      *today = zuoxi_session_today (self->session);
  g_autofree char *day = format_day (due, today);
  g_autofree char *text = NULL;
  gboolean         late = appraisal_case_days_late (self->shown, today) > 0;

  gtk_widget_remove_css_class (GTK_WIDGET (self->state), "accent");
  if (*self->shown->queued != '\0')
    {
      gtk_label_set_label (self->state, _ ("Submitted, not confirmed"));
      gtk_widget_add_css_class (GTK_WIDGET (self->state), "accent");
    }
  else
    gtk_label_set_label (self->state, state);
  text = *due != '\0' ? g_strdup_printf (late ? _ ("Overdue since %s") : _ ("Due %s"), day) : g_strdup ("");
  gtk_label_set_label (self->due, text);
  gtk_widget_set_visible (GTK_WIDGET (self->due), *text != '\0');
  if (late)
    gtk_widget_add_css_class (GTK_WIDGET (self->due), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->due), "error");
}

static void
add_note (GString *notes, const char *text)
{
  g_string_append_printf (notes, "%s%s", notes->len > 0 ? "\n" : "", text);
}

/* Old and new result, and why (R17). */
static void
show_restatement (ZuoxiFormView *self, GString *notes)
{
  const Dossier   *dossier = self->shown->dossier;
  g_autofree char *change = case_restatement_text (self->shown);
  g_autofree char *text = NULL;

  if (change == NULL)
    return;
  text = g_strdup_printf (dossier_proposal (dossier) > 0
                          ? _ ("A restatement is proposed and waits for the reviewer: %s (%s)")
                          : _ ("Restated: %s (%s)"),
                               change, dossier->form->reason);
  add_note (notes, text);
}

/* Every revision stays readable (R19). */
static void
show_revisions (ZuoxiFormView *self)
{
  gint64 last = dossier_last_revision (self->shown->dossier);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (gint64 i = last; i > 0; i--)
    {
      g_autofree char *name = NULL;

      if (i == dossier_proposal (self->shown->dossier))
        name = g_strdup_printf (_ ("Revision %d, proposed"), (int) i);
      else if (i == self->shown->dossier->form->revision)
        name = g_strdup_printf (_ ("Revision %d, current"), (int) i);
      else
        name = g_strdup_printf (_ ("Revision %d"), (int) i);
      gtk_string_list_append (names, name);
    }
  self->filling = TRUE;
  gtk_drop_down_set_model (self->revisions, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->revisions, (guint) (last - self->shown->dossier->revision));
  gtk_widget_set_visible (GTK_WIDGET (self->revisions), last > 1);
  self->filling = FALSE;
}

/* What whoever reads or fills the form has to know about it. */
static void
show_notes (ZuoxiFormView *self)
{
  const Dossier   *dossier = self->shown->dossier;
  const Appraisal *form = dossier->form;
  GString         *notes = g_string_new (NULL);

  if (self->shown->provisional)
    add_note (notes, _ ("Provisional figures: counted on this computer; the server freezes them"));
  else if (form->frozen_at.set)
    {
      g_autofree char *at = format_moment (form->frozen_at.v, zuoxi_session_now (self->session));
      g_autofree char *text = g_strdup_printf (_ ("Figures frozen %s"), at);

      add_note (notes, text);
    }
  if (form->returned > 0 && *form->reason != '\0')
    {
      g_autofree char *text = g_strdup_printf (_ ("Returned: %s"), form->reason);

      add_note (notes, text);
    }
  show_restatement (self, notes);
  if (self->shown->dossier->revision < form->revision)
    add_note (notes, _ ("This is an earlier revision; it stays as it was"));
  if (form->self_missing)
    add_note (notes, _ ("The employee has not assessed himself"));
  if (form->self_late)
    add_note (notes, _ ("The self-assessment came late"));
  if (!dossier_is_acknowledged (dossier))
    add_note (notes, _ ("The regulation of this form has not been acknowledged"));
  if (self->shown->card != NULL && self->shown->card->near_limit && self->kind == SHEET_EVALUATION)
    add_note (notes, _ ("The total lies within half a point of a grade's limit"));
  gtk_label_set_label (self->notes, notes->str);
  gtk_widget_set_visible (GTK_WIDGET (self->notes), notes->len > 0);
  g_string_free (notes, TRUE);
}

/* Live: what is typed */

static guint
count_fields (ZuoxiFormView *self)
{
  const ScoreCard *card = self->live->card;
  guint            n = self->kind == SHEET_SELF ? SCORE_GROUPS : 3;

  for (guint i = 0; card != NULL && i < card->items->len; i++)
    n += g_array_index (card->items, ScoreItem, i).rated;
  return MAX (n, 1);
}

static const char *
translate (const char *msgid)
{
  return _ (msgid);
}

static void
show_blank (ZuoxiFormView *self)
{
  g_autofree char *first = NULL; /* a score that is none comes before what is not there yet */
  guint            wrong = zuoxi_form_grid_count_wrong (self->grid, self->live->missing, &first);
  guint            missing = self->live->missing->len + wrong;
  guint            all = MAX (count_fields (self), missing);
  g_autofree char *text = NULL;

  if (first == NULL && missing > 0)
    first = problem_text (problem_list_at (self->live->missing, 0), translate);

  gtk_widget_set_visible (self->blank_bar, is_editable (self));
  gtk_progress_bar_set_fraction (self->progress, (double) (all - missing) / all);
  if (missing == 0)
    text = g_strdup (_ ("Nothing is missing"));
  else
    text = g_strdup_printf (ngettext ("%u still missing: %s", "%u still missing: %s", missing), missing, first);
  gtk_label_set_label (self->blank, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->blank), text);
}

static char *
grade_text (const Dossier *dossier, const ScoreCard *card)
{
  const SchemeGrade *grade = dossier_grade (dossier, card);

  return g_strdup (grade != NULL ? grade->title : "");
}

/* (transfer full): what is known of a total that is not whole yet, and where it lacks. */
static char *
part_text (const ScoreCard *card)
{
  Frac             points = frac_from_int (0), weight = frac_from_int (0);
  g_autofree char *sum = NULL;
  g_autofree char *of = NULL;
  g_autoptr (GString) lacking = g_string_new (NULL);

  for (guint i = 0; i < card->items->len; i++)
    {
      const ScoreItem *item = &g_array_index (card->items, ScoreItem, i);

      if (item->missing || frac_is_na (item->weighted) || frac_is_na (item->weight))
        continue;
      points = frac_add (points, item->weighted);
      weight = frac_add (weight, item->weight);
    }
  for (int i = 0; i < SCORE_GROUPS; i++)
    if (frac_is_na (card->groups[i].subtotal))
      g_string_append_printf (lacking, "%s%s", lacking->len > 0 ? _ (", ") : "", _ (enum_by_value (scheme_groups, i)->title));
  sum = score_text (points);
  of = score_text (weight);
  return g_strdup_printf (_ ("Provisional: %s of %s points; still to score: %s"), sum, of, lacking->str);
}

static gboolean
nothing_scored (const ScoreCard *card)
{
  for (guint i = 0; i < SCORE_GROUPS; i++)
    if (!frac_is_na (card->groups[i].subtotal))
      return FALSE;
  return frac_is_na (card->total);
}

static void
show_total (ZuoxiFormView *self)
{
  const ScoreCard *card = self->live->card;
  g_autofree char *parts[SCORE_GROUPS + 1] = { NULL };
  g_autofree char *sum = NULL;
  g_autofree char *total = NULL;
  g_autofree char *grade = NULL;
  g_autofree char *text = NULL;

  if (card == NULL)
    return;
  if (nothing_scored (card))
    {
      gtk_label_set_label (self->total, _ ("Nothing is scored yet"));
      return;
    }
  if (frac_is_na (card->total))
    {
      text = part_text (card);
      gtk_label_set_label (self->total, text);
      return;
    }
  for (guint i = 0; i < SCORE_GROUPS; i++)
    parts[i] = score_text (card->groups[i].subtotal);
  sum = g_strjoin (" + ", parts[0], parts[1], parts[2], parts[3], NULL);
  total = score_text (card->total);
  if (self->kind == SHEET_SELF)
    text = g_strdup_printf (_ ("%s = %s (own score)"), sum, total);
  else
    {
      grade = grade_text (&self->live->dossier, card);
      text = g_strdup_printf ("%s = %s %s", sum, total, grade);
    }
  gtk_label_set_label (self->total, text);
}

static void
show_live (ZuoxiFormView *self)
{
  g_autoptr (GPtrArray) edits = zuoxi_form_grid_edits (self->grid);

  g_clear_pointer (&self->live, case_live_free);
  self->live = case_live_new (self->shown, self->kind, edits);
  zuoxi_form_grid_show_live (self->grid, self->live, self->show_missing);
  show_blank (self);
  show_total (self);
}

/* Steps */

/* The result is there, or what was said without him, and its subject has not said that he has read it (R20, R21). */
static gboolean
awaits_receipt (const AppraisalCase *shown)
{
  return (shown->who & WHO_SUBJECT) && *shown->queued == '\0' && notice_open (shown->dossier) != NOTICE_NONE;
}

static gboolean
has_own_signature (const AppraisalCase *shown)
{
  for (guint i = 0; i < shown->dossier->steps->len; i++)
    {
      const Step *step = g_ptr_array_index (shown->dossier->steps, i);

      if (id_equal (step->actor, shown->dossier->form->person) && *step->signature != '\0')
        return TRUE;
    }
  return FALSE;
}

static void
show_steps (ZuoxiFormView *self)
{
  const char *event = self->kind == SHEET_SELF ? EVENT_SUBMIT_SELF : EVENT_SUBMIT_EVALUATION;
  gboolean    scorer = self->kind == SHEET_EVALUATION && (self->shown->who & WHO_SCORER);
  gboolean    online = FALSE;

  g_object_get (self->session, "online", &online, NULL);
  gtk_widget_set_visible (self->submit, appraisal_case_can (self->shown, event) && is_editable (self));
  gtk_widget_set_visible (self->withdraw,
                          self->kind == SHEET_SELF && appraisal_case_can (self->shown, EVENT_WITHDRAW_SELF));
  gtk_widget_set_visible (self->freeze, scorer && self->shown->provisional && is_editable (self));
  gtk_widget_set_sensitive (self->freeze, online);
  gtk_widget_set_tooltip_text (self->freeze, online ? NULL : _ ("The server freezes figures: this needs a connection"));
  gtk_widget_set_visible (self->interview, scorer && appraisal_case_can (self->shown, EVENT_INTERVIEW));
  gtk_widget_set_visible (self->receive, self->kind == SHEET_SELF && awaits_receipt (self->shown));
  gtk_widget_set_visible (self->restate, scorer && appraisal_case_can (self->shown, EVENT_PROPOSE));
  gtk_widget_set_sensitive (self->restate, online);
  gtk_widget_set_visible (self->proof, self->kind == SHEET_SELF && has_own_signature (self->shown));
}

/* Store → screen */

static char *
structure_of (ZuoxiFormView *self)
{
  const Dossier   *dossier = self->shown->dossier;
  g_autofree char *form = id_dup_hex (dossier->form->row.id);
  g_autofree char *scheme = id_dup_hex (dossier->form->scheme);

  return g_strdup_printf ("%s %" G_GINT64_FORMAT " %s %d", form, dossier->revision, scheme, is_editable (self));
}

/* Drafts that are no edits yet stand above what the store has. */
static void
load_drafts (ZuoxiFormView *self)
{
  g_autoptr (GPtrArray) edits = zuoxi_form_grid_edits (self->grid);

  for (guint i = 0; i < edits->len; i++)
    {
      const SheetEdit *edit = g_ptr_array_index (edits, i);
      gboolean         found = FALSE;
      g_autofree char *text = zuoxi_session_draft_get (self->session, self->draft_form, edit->field, &found);

      if (!found || g_str_equal (text, edit->text))
        continue;
      zuoxi_form_grid_set_text (self->grid, edit->field, text);
      g_hash_table_add (self->kept, g_strdup (edit->field));
    }
}

static void
build (ZuoxiFormView *self)
{
  g_autofree char *form = id_dup_hex (self->form);

  g_free (self->draft_form);
  self->draft_form = g_strdup_printf ("%s:%s:%" G_GINT64_FORMAT, self->kind == SHEET_SELF ? "self" : "evaluation",
                                      form, self->shown->dossier->revision);
  g_hash_table_remove_all (self->kept);
  zuoxi_form_grid_build (self->grid, self->shown, zuoxi_session_get_directory (self->session), self->kind,
                         is_editable (self));
  if (is_editable (self))
    load_drafts (self);
}

static void proceed_submit (ZuoxiFormView *self);

static void
show_message (ZuoxiFormView *self, const char *icon, const char *title, const char *text)
{
  zuoxi_status_show_empty (self->status, icon, title, text, NULL, NULL);
}

static void
show_case (ZuoxiFormView *self, AppraisalCase *loaded)
{
  g_autoptr (AppraisalCase) before = self->shown;
  g_autofree char *structure = NULL;

  g_clear_pointer (&self->live, case_live_free);
  self->shown = loaded;
  if (loaded->dossier->scheme == NULL)
    {
      show_message (self, "emblem-important-symbolic", _ ("The form has no scheme yet"), _ ("It arrives with the next synchronisation."));
      return;
    }
  structure = structure_of (self);
  if (g_strcmp0 (structure, self->structure) != 0)
    {
      g_free (self->structure);
      self->structure = g_steal_pointer (&structure);
      self->show_missing = FALSE;
      build (self);
    }
  else
    zuoxi_form_grid_update (self->grid, self->shown, zuoxi_session_get_directory (self->session));
  show_who (self);
  show_state (self);
  show_revisions (self);
  show_notes (self);
  show_live (self);
  show_steps (self);
  zuoxi_evidence_files_show (self->files, self->session, self->shown,
                             self->kind == SHEET_EVALUATION && is_editable (self));
  zuoxi_status_show_content (self->status);
  if (self->submitting)
    proceed_submit (self);
}

typedef struct
{
  Id     form;
  gint64 revision; /* 0 = the current one */
} Request;

static gpointer
read_case (Store *store, const SessionReading *reading, gpointer input, GError **error)
{
  const Request *request = input;

  return appraisal_case_load (store, reading, request->form, request->revision, error);
}

static void
free_case (gpointer data)
{
  appraisal_case_unref (data);
}

static void
on_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZuoxiFormView) self = user_data;
  g_autoptr (GError) error = NULL;
  AppraisalCase *loaded = zuoxi_session_read_finish (ZUOXI_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (loaded != NULL && self->session != NULL)
    show_case (self, loaded);
  else if (error != NULL)
    zuoxi_status_show_error (self->status, _ ("The form cannot be read"), _ ("Close it and open it again."), error);
  else
    show_message (self, "x-office-document-symbolic", _ ("The form is not on this computer"), _ ("It arrives with the next synchronisation, if you may read it."));
}

static void
reload (ZuoxiFormView *self)
{
  Request *request;

  g_clear_handle_id (&self->reload_source, g_source_remove);
  if (self->session == NULL || id_is_none (self->form) || zuoxi_session_get_reader (self->session) == NULL)
    return;
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  request = g_new0 (Request, 1);
  request->form = self->form;
  request->revision = self->revision;
  zuoxi_session_read_async (self->session, read_case, request, g_free, free_case, self->reading, on_read_cb,
                            g_object_ref (self));
}

static gboolean
on_reload_due_cb (gpointer data)
{
  ZuoxiFormView *self = data;

  self->reload_source = 0;
  reload (self);
  return G_SOURCE_REMOVE;
}

/* Tables a form is made of. */
/* clang-format off */
static const char *const tables[] = {
  "appraisal", "appraisal_month", "step", "filing", "self_sheet", "self_line", "evaluation", "eval_line", "eval_file",
  "previous_opinion", "figure", "interview", "plan_item", "scheme", "scheme_item", "call", "sales_order", "order_credit",
  "rating", "ticket", "attendance_day", "violation", "exam_result", "qa_score", "target", "customer", "receipt", NULL };
/* clang-format on */

static void
on_table_changed_cb (ZuoxiFormView *self, const char *table)
{
  if (self->reload_source == 0 && g_strv_contains (tables, table))
    self->reload_source = g_timeout_add (RELOAD_MS, on_reload_due_cb, self);
}

static void
on_session_changed_cb (ZuoxiFormView *self)
{
  if (self->shown != NULL && self->live != NULL)
    show_steps (self);
}

static void
on_outcome_cb (ZuoxiFormView *self, const char *mid, const char *status, const char *code)
{
  if (self->reload_source == 0)
    self->reload_source = g_timeout_add (RELOAD_MS, on_reload_due_cb, self);
}

/* Screen → store */

static void
on_changed_cb (ZuoxiFormView *self)
{
  if (self->shown != NULL)
    show_live (self);
}

static gboolean
on_commit_due_cb (gpointer data)
{
  ZuoxiFormView *self = data;

  self->commit_source = 0;
  commit (self);
  return G_SOURCE_REMOVE;
}

static void
on_keep_cb (ZuoxiFormView *self, const char *field, const char *text)
{
  g_autofree char *at = NULL;
  g_autofree char *saved = NULL;

  if (self->session == NULL || self->shown == NULL || self->draft_form == NULL)
    return;
  at = format_moment (zuoxi_session_now (self->session), zuoxi_session_now (self->session));
  saved = g_strdup_printf (_ ("Draft saved %s"), at);
  zuoxi_session_draft_set (self->session, self->draft_form, field, text);
  g_hash_table_add (self->kept, g_strdup (field));
  gtk_label_set_label (self->saved, saved);
  g_clear_handle_id (&self->commit_source, g_source_remove);
  self->commit_source = g_timeout_add (COMMIT_MS, on_commit_due_cb, self);
}

typedef struct
{
  ZuoxiFormView *self;
  GPtrArray     *edits; /* what went in */
  char          *draft_form;
} Commit;

/* The edits are in the store: their drafts have done their work. */
static void
drop_drafts (Commit *done)
{
  ZuoxiFormView *self = done->self;
  g_autoptr (GPtrArray) now = NULL;

  if (g_strcmp0 (done->draft_form, self->draft_form) != 0)
    return;
  now = zuoxi_form_grid_edits (self->grid);
  for (guint i = 0; i < done->edits->len && i < now->len; i++)
    {
      const SheetEdit *edit = g_ptr_array_index (done->edits, i);
      const SheetEdit *current = g_ptr_array_index (now, i);
      const char      *problem = NULL;
      OptInt           score;

      if (!g_str_equal (edit->text, current->text) || !g_hash_table_contains (self->kept, edit->field))
        continue;
      if (g_str_has_prefix (edit->field, "score.") && !parse_score (edit->text, &score, &problem))
        continue; /* no score: it stays a draft */
      zuoxi_session_draft_clear (self->session, self->draft_form, edit->field);
      g_hash_table_remove (self->kept, edit->field);
    }
}

static void
on_committed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Commit        *done = user_data;
  ZuoxiFormView *self = done->self;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) mids = zuoxi_session_queue_finish (ZUOXI_SESSION (source), result, &error);

  self->committing = FALSE;
  if (mids != NULL && self->session != NULL)
    drop_drafts (done);
  else if (mids == NULL)
    {
      self->submitting = FALSE;
      toast_error (self, error);
    }
  if (self->session != NULL)
    {
      if (self->again)
        commit (self);
      reload (self);
    }
  g_ptr_array_unref (done->edits);
  g_free (done->draft_form);
  g_free (done);
  g_object_unref (self);
}

/* Makes edits of what stands on the screen and differs from the store. FALSE: there was nothing to do. */
static gboolean
commit_now (ZuoxiFormView *self)
{
  g_autoptr (GPtrArray) edits = NULL;
  GPtrArray *mutations = NULL;
  Commit    *doing = NULL;

  g_clear_handle_id (&self->commit_source, g_source_remove);
  self->again = FALSE;
  if (self->shown == NULL || self->shown->dossier->scheme == NULL || !is_editable (self))
    return FALSE;
  edits = zuoxi_form_grid_edits (self->grid);
  mutations = case_edit_sheet (self->shown, self->kind, edits);
  if (mutations->len == 0)
    {
      g_ptr_array_unref (mutations);
      return FALSE;
    }
  doing = g_new0 (Commit, 1);
  doing->self = g_object_ref (self);
  doing->edits = g_steal_pointer (&edits);
  doing->draft_form = g_strdup (self->draft_form);
  self->committing = TRUE;
  zuoxi_session_queue_async (self->session, mutations, NULL, on_committed_cb, doing);
  return TRUE;
}

static void
commit (ZuoxiFormView *self)
{
  if (self->committing)
    self->again = TRUE; /* on what the first one changes */
  else
    commit_now (self);
}

static void
queue (ZuoxiFormView *self, Mutation *mutation, GAsyncReadyCallback callback)
{
  GPtrArray *mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) mutation_free);

  g_ptr_array_add (mutations, mutation);
  zuoxi_session_queue_async (self->session, mutations, NULL, callback, g_object_ref (self));
}

static void
on_step_queued_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZuoxiFormView) self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) mids = zuoxi_session_queue_finish (ZUOXI_SESSION (source), result, &error);

  if (mids == NULL)
    toast_error (self, error);
  else
    toast (self, _ ("Done; it counts when the server has confirmed it"));
  reload (self);
}

static void
on_signer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZuoxiFormView) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SessionSigner) signer = sign_dialog_finish (result, &error);
  const char *event = self->kind == SHEET_SELF ? EVENT_SUBMIT_SELF : EVENT_SUBMIT_EVALUATION;

  if (error != NULL)
    toast_error (self, error);
  if (signer == NULL || self->session == NULL || !appraisal_case_can (self->shown, event))
    return;
  queue (self,
         case_sign (self->shown, zuoxi_session_get_directory (self->session), event, signer,
                    zuoxi_session_now (self->session), NULL),
         on_step_queued_cb);
}

static void
ask_for_signature (ZuoxiFormView *self)
{
  GtkRoot         *root = gtk_widget_get_root (GTK_WIDGET (self));
  gboolean         mine = self->kind == SHEET_SELF;
  g_autofree char *total = score_text (self->live->card->total);
  g_autofree char *grade = grade_text (&self->live->dossier, self->live->card);
  g_autofree char *result = g_strdup_printf ("%s %s", total, grade);
  const char      *heading = mine ? _ ("Sign and submit the self-assessment?") : _ ("Sign and submit the evaluation?");
  g_autofree char *body = NULL;

  if (mine)
    body = g_strdup_printf (_ ("Own score %s. You can withdraw it until your supervisor has scored it."), total);
  else
    body = g_strdup_printf (_ ("Total %s. Both sheets are then revealed, and the figures stay as they are."), result);
  sign_dialog_async (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, self->session,
                     zuoxi_session_get_me (self->session), heading, body,
                     NULL, on_signer_cb, g_object_ref (self));
}

static void
focus_first_blank (ZuoxiFormView *self)
{
  g_autofree char *wrong = NULL;

  if (zuoxi_form_grid_has_wrong_score (self->grid, &wrong) && zuoxi_form_grid_focus_field (self->grid, wrong))
    return;
  for (guint i = 0; i < self->live->missing->len; i++)
    if (zuoxi_form_grid_focus_field (self->grid, problem_list_at (self->live->missing, i)->field))
      return;
}

static void
proceed_submit (ZuoxiFormView *self)
{
  self->submitting = FALSE;
  if (self->live->missing->len == 0)
    {
      ask_for_signature (self);
      return;
    }
  self->show_missing = TRUE;
  show_live (self);
  focus_first_blank (self);
}

static void
on_submit_clicked_cb (ZuoxiFormView *self)
{
  g_autofree char *wrong = NULL;

  if (zuoxi_form_grid_has_wrong_score (self->grid, &wrong))
    {
      zuoxi_form_grid_focus_field (self->grid, wrong);
      return;
    }
  self->submitting = TRUE;
  zuoxi_form_grid_flush (self->grid);
  if (self->committing || commit_now (self))
    return; /* goes on when the form was read back */
  proceed_submit (self);
}

static void
on_next_blank_clicked_cb (ZuoxiFormView *self)
{
  self->show_missing = TRUE;
  show_live (self);
  focus_first_blank (self);
}

static void
on_withdraw_clicked_cb (ZuoxiFormView *self)
{
  queue (self, case_step (self->shown, EVENT_WITHDRAW_SELF, "", zuoxi_session_now (self->session)), on_step_queued_cb);
}

typedef struct
{
  ZuoxiFormView *self;
  Mutation      *freeze;
} Freezing;

static void
on_freeze_confirmed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Freezing *freezing = data;
  g_autoptr (ZuoxiFormView) self = freezing->self;

  if (freeze_dialog_finish (result))
    queue (self, g_steal_pointer (&freezing->freeze), on_step_queued_cb);
  g_clear_pointer (&freezing->freeze, mutation_free);
}

static void
on_freeze_clicked_cb (ZuoxiFormView *self)
{
  Freezing *freezing = g_new0 (Freezing, 1);

  freezing->self = g_object_ref (self);
  freezing->freeze = case_freeze (self->shown);
  freeze_dialog_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), self->session,
                       self->shown->dossier->form->month, on_freeze_confirmed_cb, freezing);
}

/* The reason of a restatement waits with the form until it is sent. */
static char *
why_draft (ZuoxiFormView *self)
{
  g_autofree char *form = id_dup_hex (self->shown->dossier->form->row.id);

  return g_strdup_printf ("propose:%s:%" G_GINT64_FORMAT, form, self->shown->dossier->form->revision);
}

static void
on_why_keep_cb (ZuoxiFormView *self)
{
  g_autofree char *text = NULL;
  g_autofree char *draft = NULL;

  if (self->why == NULL || self->shown == NULL || self->session == NULL)
    return;
  text = zuoxi_text_area_dup_text (ZUOXI_TEXT_AREA (self->why));
  draft = why_draft (self);
  zuoxi_session_draft_set (self->session, draft, "reason", text);
}

static void
on_proposed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZuoxiFormView) self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) mids = zuoxi_session_queue_finish (ZUOXI_SESSION (source), result, &error);
  g_autofree char *draft = g_steal_pointer (&self->proposing);

  if (mids == NULL)
    toast_error (self, error); /* the draft is still there */
  else
    {
      zuoxi_session_draft_clear (ZUOXI_SESSION (source), draft, "reason");
      toast (self, _ ("Done; it counts when the server has confirmed it"));
    }
  reload (self);
}

static void ask_why (ZuoxiFormView *self, const char *typed, const char *problem);

static void
on_why_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZuoxiFormView) self = user_data;
  g_autofree char *typed = zuoxi_text_area_dup_text (ZUOXI_TEXT_AREA (self->why));
  g_autofree char *reason = g_strstrip (g_strdup (typed));

  zuoxi_text_area_flush (ZUOXI_TEXT_AREA (self->why));
  g_clear_object (&self->why);
  if (!compat_confirm_finish (result) || self->shown == NULL || !appraisal_case_can (self->shown, EVENT_PROPOSE))
    return;
  if (*reason == '\0')
    ask_why (self, typed, _ ("The reason is missing"));
  else
    {
      g_free (self->proposing);
      self->proposing = why_draft (self);
      queue (self, case_step (self->shown, EVENT_PROPOSE, reason, zuoxi_session_now (self->session)), on_proposed_cb);
    }
}

/* The scorer proposes, on figures the server counts anew; the filed result stands until the reviewer signs (R17). */
static void
ask_why (ZuoxiFormView *self, const char *typed, const char *problem)
{
  g_autofree char *result = case_result_text (self->shown);
  g_autofree char *body =
      g_strdup_printf (_ ("Filed as %s, %s. The server counts the month anew; the reviewer sees both results and signs or declines. The number stays, and the employee is told."),
                          self->shown->dossier->form->number, result);

  self->why = g_object_ref_sink (zuoxi_text_area_new (_ ("Reason of the restatement"), 0));
  g_object_set (self->why, "lines", 3, NULL);
  zuoxi_text_area_set_text (ZUOXI_TEXT_AREA (self->why), typed);
  zuoxi_text_area_set_error (ZUOXI_TEXT_AREA (self->why), problem);
  g_signal_connect_object (self->why, "keep", G_CALLBACK (on_why_keep_cb), self, G_CONNECT_SWAPPED);
  compat_confirm_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _ ("Propose a restatement?"), body,
                                                                                 _ ("_Propose"), FALSE, self->why, on_why_cb, g_object_ref (self));
}

static void
on_restate_clicked_cb (ZuoxiFormView *self)
{
  g_autofree char *draft = why_draft (self);
  gboolean         found = FALSE;
  g_autofree char *typed = zuoxi_session_draft_get (self->session, draft, "reason", &found);

  ask_why (self, found ? typed : "", NULL);
}

/* Who did what with the form, when: of its head, whose states and dates every reader may see. */
static void
on_history_clicked_cb (ZuoxiFormView *self)
{
  if (self->shown != NULL && window_of (self) != NULL)
    history_dialog_present (GTK_WINDOW (window_of (self)), self->session, &appraisal_schema,
                            self->shown->dossier->form->row.id, gtk_label_get_label (self->title));
}

static void
on_proof_clicked_cb (ZuoxiFormView *self)
{
  Directory    *directory = zuoxi_session_get_directory (self->session);
  const Person *person = directory_person (directory, self->shown->dossier->form->person);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes =
      form_paper_stored_proof (zuoxi_session_get_reader (self->session), directory, self->shown, &error);
  g_autofree char *name =
      g_strdup_printf ("%s-%s-proof.pdf", self->shown->dossier->form->month, person != NULL ? person->number : "0");

  if (bytes != NULL && window_of (self) != NULL)
    form_paper_save_bytes_async (window_of (self), bytes, name);
  else
    toast_error (self, error);
}

static void
on_revision_chosen_cb (ZuoxiFormView *self)
{
  gint64 last, chosen;

  if (self->filling || self->shown == NULL)
    return;
  last = dossier_last_revision (self->shown->dossier);
  chosen = last - gtk_drop_down_get_selected (self->revisions);
  if (chosen == self->shown->dossier->revision)
    return;
  zuoxi_form_view_flush (self);
  self->revision = chosen == self->shown->dossier->form->revision ? 0 : chosen;
  reload (self);
}

static void
on_receive_clicked_cb (ZuoxiFormView *self)
{
  queue (self, case_receive_notice (self->shown), on_step_queued_cb);
}

static void
on_ask_opinion_cb (ZuoxiFormView *self)
{
  queue (self, case_ask_opinion (self->shown), on_step_queued_cb);
}

static void
on_interview_clicked_cb (ZuoxiFormView *self)
{
  g_signal_emit (self, interview_signal, 0);
}

static void
on_print_clicked_cb (ZuoxiFormView *self)
{
  zuoxi_form_view_print (self);
}

/* Evidence */

static void
hide_evidence (ZuoxiFormView *self)
{
  zuoxi_split_set_side_away (self->split, TRUE);
}

static void
on_open_figure_cb (ZuoxiFormView *self, const char *code, int metric)
{
  zuoxi_evidence_panel_show (self->evidence, self->session, self->shown, code, (Metric) metric);
  zuoxi_split_set_side_away (self->split, FALSE);
  zuoxi_split_show_side (self->split, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->evidence));
}

static void
on_evidence_closed_cb (ZuoxiFormView *self)
{
  hide_evidence (self);
  gtk_widget_child_focus (GTK_WIDGET (self->grid), GTK_DIR_TAB_FORWARD);
}

static void
zuoxi_form_view_dispose (GObject *object)
{
  ZuoxiFormView *self = ZUOXI_FORM_VIEW (object);

  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_clear_handle_id (&self->commit_source, g_source_remove);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_object (&self->session_signals);
  g_clear_pointer (&self->live, case_live_free);
  adw_bin_set_child (ADW_BIN (self), NULL); /* the bin would remember a child the template let go */
  gtk_widget_dispose_template (GTK_WIDGET (object), ZUOXI_TYPE_FORM_VIEW);
  g_clear_pointer (&self->shown, appraisal_case_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (zuoxi_form_view_parent_class)->dispose (object);
}

static void
zuoxi_form_view_finalize (GObject *object)
{
  ZuoxiFormView *self = ZUOXI_FORM_VIEW (object);

  g_clear_object (&self->why);
  g_free (self->proposing);
  g_free (self->structure);
  g_free (self->draft_form);
  g_hash_table_unref (self->kept);
  G_OBJECT_CLASS (zuoxi_form_view_parent_class)->finalize (object);
}

#define BIND(member) gtk_widget_class_bind_template_child (widget_class, ZuoxiFormView, member)

static void
zuoxi_form_view_class_init (ZuoxiFormViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zuoxi_form_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = zuoxi_form_view_finalize;
  interview_signal = g_signal_new ("interview", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  g_type_ensure (ZUOXI_TYPE_SPLIT);
  g_type_ensure (ZUOXI_TYPE_STATUS);
  g_type_ensure (ZUOXI_TYPE_FORM_GRID);
  g_type_ensure (ZUOXI_TYPE_EVIDENCE_FILES);
  g_type_ensure (ZUOXI_TYPE_EVIDENCE_PANEL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/zuoxi/Zuoxi/appraisal/form-view.ui");
  BIND (status);
  BIND (split);
  BIND (title);
  BIND (who);
  BIND (state);
  BIND (due);
  BIND (saved);
  BIND (notes);
  BIND (blank_bar);
  BIND (progress);
  BIND (blank);
  BIND (grid);
  BIND (files);
  BIND (total);
  BIND (freeze);
  BIND (withdraw);
  BIND (interview);
  BIND (restate);
  BIND (proof);
  BIND (revisions);
  BIND (receive);
  BIND (print);
  BIND (submit);
  BIND (evidence);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_keep_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_open_figure_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_ask_opinion_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_evidence_closed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_next_blank_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_submit_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_withdraw_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_freeze_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_restate_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_history_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_proof_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_revision_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_receive_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_interview_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_print_clicked_cb);
}

static void
zuoxi_form_view_init (ZuoxiFormView *self)
{
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
zuoxi_form_view_new (void)
{
  return g_object_new (ZUOXI_TYPE_FORM_VIEW, NULL);
}

void
zuoxi_form_view_set_up (ZuoxiFormView *self, ZuoxiSession *session, SheetKind kind)
{
  g_return_if_fail (ZUOXI_IS_FORM_VIEW (self));

  g_set_object (&self->session, session);
  self->kind = kind;
  self->session_signals = g_signal_group_new (ZUOXI_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "table-changed", G_CALLBACK (on_table_changed_cb), self);
  g_signal_group_connect_swapped (self->session_signals, "outcome", G_CALLBACK (on_outcome_cb), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::online", G_CALLBACK (on_session_changed_cb), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::read-only", G_CALLBACK (reload), self);
  g_signal_group_set_target (self->session_signals, session);
}

void
zuoxi_form_view_show (ZuoxiFormView *self, Id form)
{
  g_return_if_fail (ZUOXI_IS_FORM_VIEW (self));

  if (id_equal (self->form, form))
    return;
  zuoxi_form_view_flush (self);
  self->submitting = FALSE;
  self->form = form;
  self->revision = 0;
  gtk_label_set_label (self->saved, "");
  hide_evidence (self);
  if (self->shown == NULL)
    zuoxi_status_show_loading (self->status, _ ("Reading the form…"), NULL);
  reload (self);
}

Id
zuoxi_form_view_get_form (ZuoxiFormView *self)
{
  g_return_val_if_fail (ZUOXI_IS_FORM_VIEW (self), ID_NONE);

  return self->form;
}

gboolean
zuoxi_form_view_back (ZuoxiFormView *self)
{
  g_return_val_if_fail (ZUOXI_IS_FORM_VIEW (self), FALSE);

  if (zuoxi_split_get_side_away (self->split))
    return FALSE;
  on_evidence_closed_cb (self);
  return TRUE;
}

/* What is typed goes to the drafts at once and to the store's queue. */
void
zuoxi_form_view_flush (ZuoxiFormView *self)
{
  g_return_if_fail (ZUOXI_IS_FORM_VIEW (self));

  zuoxi_form_grid_flush (self->grid);
  if (g_hash_table_size (self->kept) > 0)
    commit (self);
}

void
zuoxi_form_view_print (ZuoxiFormView *self)
{
  g_return_if_fail (ZUOXI_IS_FORM_VIEW (self));

  if (self->shown != NULL && self->shown->dossier->scheme != NULL && window_of (self) != NULL)
    form_paper_save_async (window_of (self), self->session, self->shown,
                           self->kind == SHEET_SELF ? "self" : "evaluation");
}

const AppraisalCase *
zuoxi_form_view_get_case (ZuoxiFormView *self)
{
  g_return_val_if_fail (ZUOXI_IS_FORM_VIEW (self), NULL);

  return self->shown;
}
