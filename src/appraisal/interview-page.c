/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/interview-page.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "appraisal/case-commands.h"
#include "appraisal/case-evidence.h"
#include "appraisal/evidence-panel.h"
#include "appraisal/form-check.h"
#include "appraisal/form-paper.h"
#include "appraisal/goal-form.h"
#include "core/id.h"
#include "ui/compat.h"
#include "ui/widgets/autosave.h"
#include "ui/widgets/sign-row.h"
#include "ui/widgets/split.h"
#include "ui/widgets/status.h"
#include "ui/widgets/text-area.h"
#include "ui/window.h"

#define RELOAD_MS 150
#define N_TEXTS 7
#define SHORT_DIGEST 12
#define N_LINES 4
#define MOST_GOALS 20

/* Rows of the list of outcomes in the template. */
typedef enum
{
  ENDED_AGREED,
  ENDED_DISAGREED,
  ENDED_REFUSED,
  ENDED_ABSENT,
} Ended;

struct _ZuoxiInterviewPage
{
  ZuoxiPage parent_instance;

  ZuoxiStatus        *status;
  ZuoxiSplit         *split;
  GtkListBox         *list;
  GtkLabel           *title;
  GtkLabel           *result;
  GtkCheckButton     *differences;
  GtkGrid            *scores;
  GtkBox             *texts;
  GtkBox             *plan;
  GtkWidget          *add_goal;
  AdwComboRow        *outcome;
  GtkEditable        *words;
  GtkEditable        *witness;
  GtkEditable        *attempt1;
  GtkEditable        *attempt2;
  GtkLabel           *missing;
  GtkLabel           *digest;
  ZuoxiSignRow       *sign1;
  ZuoxiSignRow       *sign2;
  GtkWidget          *change;
  GtkWidget          *save;
  ZuoxiSplit         *rows;
  ZuoxiEvidencePanel *evidence;

  ZuoxiTextArea *areas[N_TEXTS];
  GPtrArray     *goals; /* ZuoxiGoalForm, borrowed */
  GSignalGroup  *signals;
  GCancellable  *reading;
  GPtrArray     *summaries;
  AppraisalCase *shown;
  Id             form;
  char          *draft_form;
  guint          reload_source;
  gboolean       filling;

  /* Once the supervisor has signed. */
  SessionSigner *scorer;
  CaseTalk      *talk;
  char          *document;
  char           short_digest[SHORT_DIGEST + 1];
  gint64         moment;
  GBytes        *proof; /* the employee's copy, after both */
};

G_DEFINE_FINAL_TYPE (ZuoxiInterviewPage, zuoxi_interview_page, ZUOXI_TYPE_PAGE)

/* clang-format off */
static const struct { const char *field, *title; } texts[N_TEXTS] = {
  { "result", N_("Result explained") },
  { "success", N_("What went well") },
  { "improve", N_("What to improve") },
  { "advice", N_("Next steps and direction") },
  { "training", N_("Training needed") },
  { "opinion", N_("Employee’s opinion") },
  { "help", N_("Help wanted") } };

/* Drafts of the lines below them. */
static const char *const line_fields[N_LINES] = { "words", "witness", "attempt1", "attempt2" };
/* clang-format on */

static void reload (ZuoxiInterviewPage *self);
static void refresh (ZuoxiInterviewPage *self);
static void zuoxi_interview_page_flush (ZuoxiPage *page);
static void show_digest (ZuoxiInterviewPage *self);

static ZuoxiSession *
session_of (ZuoxiInterviewPage *self)
{
  return zuoxi_page_get_session (ZUOXI_PAGE (self));
}

static Ended
ended (ZuoxiInterviewPage *self)
{
  return (Ended) adw_combo_row_get_selected (self->outcome);
}

static void
forget_signatures (ZuoxiInterviewPage *self)
{
  g_clear_pointer (&self->scorer, session_signer_free);
  g_clear_pointer (&self->talk, case_talk_free);
  g_clear_pointer (&self->document, g_free);
}

static const char *
translate (const char *msgid)
{
  return _ (msgid);
}

/* Scores: three numbers and the difference */

typedef struct
{
  const ScoreItem *scored;
  const ScoreItem *mine;
  Frac             gap; /* scored − own; N/A = no own score */
} Line;

static int
compare_gaps (gconstpointer a, gconstpointer b)
{
  const Line *one = a, *other = b;
  Frac        left = frac_is_na (one->gap) ? FRAC_ZERO : frac_max (one->gap, frac_neg (one->gap));
  Frac        right = frac_is_na (other->gap) ? FRAC_ZERO : frac_max (other->gap, frac_neg (other->gap));

  return -frac_cmp (left, right);
}

static void
put_cell (ZuoxiInterviewPage *self, const char *text, int column, int row, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0 : 1);
  gtk_label_set_wrap (GTK_LABEL (label), column == 0);
  gtk_widget_set_hexpand (label, column == 0);
  gtk_widget_add_css_class (label, "numeric");
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  gtk_grid_attach (self->scores, label, column, row, 1, 1);
}

static void
on_figure_clicked_cb (GtkButton *button, ZuoxiInterviewPage *self)
{
  const char *code = g_object_get_data (G_OBJECT (button), "code");
  Metric      metric = (Metric) GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "metric"));

  zuoxi_evidence_panel_show (self->evidence, session_of (self), self->shown, code, metric);
  zuoxi_split_set_side_away (self->rows, FALSE);
  zuoxi_split_show_side (self->rows, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->evidence));
}

/* The figures of an indicator; each opens the rows behind it. */
static void
put_figures (ZuoxiInterviewPage *self, const SchemeItem *item, int row)
{
  const Metric which[] = { item->metric, item->metric2 };
  GtkWidget   *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  for (guint i = 0; i < G_N_ELEMENTS (which); i++)
    {
      const Figure    *figure = appraisal_case_figure (self->shown, which[i]);
      g_autofree char *text = figure_text (figure);
      g_autofree char *name = NULL;
      g_autofree char *label = NULL;
      GtkWidget       *button = NULL;

      if (figure == NULL)
        continue;
      name = format_enum (metrics, (int) which[i]);
      label = g_strdup_printf ("%s %s", name, text);
      button = gtk_button_new_with_label (text);
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_add_css_class (button, "figure");
      gtk_widget_set_halign (button, GTK_ALIGN_END);
      gtk_widget_set_tooltip_text (button, _ ("Open the rows behind it"));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
      g_object_set_data_full (G_OBJECT (button), "code", g_strdup (item->code), g_free);
      g_object_set_data (G_OBJECT (button), "metric", GINT_TO_POINTER (which[i]));
      g_signal_connect (button, "clicked", G_CALLBACK (on_figure_clicked_cb), self);
      gtk_box_append (GTK_BOX (box), button);
    }
  gtk_grid_attach (self->scores, box, 1, row, 1, 1);
}

static void
put_line (ZuoxiInterviewPage *self, const Line *line, int row)
{
  const ScoreItem *computed = score_card_item (self->shown->computed, line->scored->item->code);
  g_autofree char *first = score_text (computed->score);
  g_autofree char *second = score_text (line->mine->score);
  g_autofree char *third = score_text (line->scored->score);
  g_autofree char *gap = score_text (line->gap);
  gboolean         far = !frac_is_na (line->gap) && frac_cmp (frac_max (line->gap, frac_neg (line->gap)),
                                                              frac_from_int (5)) >= 0;
  g_autofree char *marked = far ? g_strdup_printf (_ ("%s – talk about it"), gap) : g_strdup (gap);

  put_cell (self, line->scored->item->title, 0, row, NULL);
  put_figures (self, line->scored->item, row);
  put_cell (self, first, 2, row, NULL);
  put_cell (self, second, 3, row, NULL);
  put_cell (self, third, 4, row, NULL);
  put_cell (self, marked, 5, row, far ? "warning" : "dim-label");
}

static void
show_scores (ZuoxiInterviewPage *self)
{
  g_autoptr (GArray) lines = g_array_new (FALSE, FALSE, sizeof (Line));
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->scores))) != NULL)
    gtk_grid_remove (self->scores, child);
  for (guint i = 0; i < self->shown->card->items->len; i++)
    {
      Line line = { .scored = &g_array_index (self->shown->card->items, ScoreItem, i) };

      line.mine = score_card_item (self->shown->self_card, line.scored->item->code);
      line.gap = frac_sub (line.scored->score, line.mine->score);
      g_array_append_val (lines, line);
    }
  if (gtk_check_button_get_active (self->differences))
    g_array_sort (lines, compare_gaps);
  put_cell (self, _ ("Indicator"), 0, 0, "caption-heading");
  put_cell (self, _ ("Actual"), 1, 0, "caption-heading");
  put_cell (self, _ ("Computed"), 2, 0, "caption-heading");
  put_cell (self, _ ("Self"), 3, 0, "caption-heading");
  put_cell (self, _ ("Supervisor"), 4, 0, "caption-heading");
  put_cell (self, _ ("Difference"), 5, 0, "caption-heading");
  for (guint i = 0; i < lines->len; i++)
    put_line (self, &g_array_index (lines, Line, i), (int) i + 1);
}

static char *
total_text (const AppraisalCase *shown)
{
  const SchemeGrade *grade = dossier_grade (shown->dossier, shown->card);
  g_autofree char   *total = score_text (shown->card->total);

  return g_strdup_printf ("%s %s", total, grade != NULL ? grade->title : "");
}

/* What was typed */

static void
keep (ZuoxiInterviewPage *self, const char *field, const char *text)
{
  if (self->draft_form != NULL && !self->filling)
    zuoxi_session_draft_set (session_of (self), self->draft_form, field, text);
}

static void
keep_goal (ZuoxiInterviewPage *self, guint at, const char *field, const char *text)
{
  g_autofree char *name = g_strdup_printf ("goal.%u.%s", at, field);

  keep (self, name, text);
}

static void
keep_number_of_goals (ZuoxiInterviewPage *self)
{
  g_autofree char *text = g_strdup_printf ("%u", self->goals->len);

  keep (self, "goals", text);
}

static void
on_goal_keep_cb (ZuoxiGoalForm *goal, const char *field, const char *text, ZuoxiInterviewPage *self)
{
  guint at = 0;

  if (g_ptr_array_find (self->goals, goal, &at))
    keep_goal (self, at, field, text);
  keep_number_of_goals (self);
}

static void
number_goals (ZuoxiInterviewPage *self)
{
  for (guint i = 0; i < self->goals->len; i++)
    zuoxi_goal_form_set_number (g_ptr_array_index (self->goals, i), i + 1, self->goals->len > 1);
}

/* Those behind it move up, their drafts too. */
static void
on_goal_remove_cb (ZuoxiGoalForm *goal, ZuoxiInterviewPage *self)
{
  if (self->goals->len < 2)
    return;
  g_ptr_array_remove (self->goals, goal);
  gtk_box_remove (self->plan, GTK_WIDGET (goal));
  number_goals (self);
  for (guint i = 0; i < self->goals->len; i++)
    for (guint f = 0; goal_form_fields[f] != NULL; f++)
      {
        g_autofree char *text =
            zuoxi_goal_form_dup_text (g_ptr_array_index (self->goals, i), goal_form_fields[f]);

        keep_goal (self, i, goal_form_fields[f], text);
      }
  keep_number_of_goals (self);
  show_digest (self);
}

static void
add_goal (ZuoxiInterviewPage *self)
{
  const Person *person = directory_person (zuoxi_session_get_directory (session_of (self)),
                                           self->shown->dossier->form->person);
  GtkWidget    *goal = zuoxi_goal_form_new (person != NULL ? person->name : "",
                                         zuoxi_session_today (session_of (self)));

  gtk_widget_add_css_class (goal, "card");
  gtk_widget_add_css_class (goal, "form-card");
  g_signal_connect_object (goal, "keep", G_CALLBACK (on_goal_keep_cb), self, 0);
  g_signal_connect_object (goal, "remove", G_CALLBACK (on_goal_remove_cb), self, 0);
  gtk_box_append (self->plan, goal);
  g_ptr_array_add (self->goals, goal);
  number_goals (self);
}

static void
clear_goals (ZuoxiInterviewPage *self)
{
  GtkWidget *child = NULL;

  g_ptr_array_set_size (self->goals, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->plan))) != NULL)
    gtk_box_remove (self->plan, child);
}

static void
take (char **member, char *text)
{
  g_free (*member);
  *member = text;
}

static void
take_outcome (ZuoxiInterviewPage *self, CaseTalk *talk)
{
  static const InterviewOutcome outcomes[] = { INTERVIEW_OUTCOME_SIGNED, INTERVIEW_OUTCOME_SIGNED,
                                               INTERVIEW_OUTCOME_REFUSED, INTERVIEW_OUTCOME_ABSENT };
  static const char *const      stances[] = { STANCE_AGREE, STANCE_OBJECTION, STANCE_REFUSED, STANCE_ABSENT };
  Ended                         how = ended (self);
  const Person                 *witness = directory_person_by_number (zuoxi_session_get_directory (session_of (self)),
                                                                      gtk_editable_get_text (self->witness));

  talk->interview->outcome = outcomes[how];
  take (&talk->stance, g_strdup (stances[how]));
  if (how == ENDED_DISAGREED)
    take (&talk->stance_text, g_strdup (gtk_editable_get_text (self->words)));
  if (how == ENDED_REFUSED)
    {
      take (&talk->interview->reason, g_strdup (gtk_editable_get_text (self->words)));
      if (witness != NULL)
        talk->interview->witness = witness->row.id;
    }
  if (how == ENDED_ABSENT)
    {
      take (&talk->interview->attempt1_on, g_strdup (gtk_editable_get_text (self->attempt1)));
      take (&talk->interview->attempt2_on, g_strdup (gtk_editable_get_text (self->attempt2)));
    }
}

/* (transfer full): everything on the screen; what is wrong with it is added to @problems. */
static CaseTalk *
read_talk (ZuoxiInterviewPage *self, ProblemList *problems)
{
  CaseTalk *talk = case_talk_new (self->shown, zuoxi_session_today (session_of (self)));

  for (guint i = 0; i < N_TEXTS; i++)
    take (FIELD_PTR (talk->interview, schema_field (&interview_schema, texts[i].field), char *),
          zuoxi_text_area_dup_text (self->areas[i]));
  for (guint i = 0; i < self->goals->len; i++)
    {
      PlanItem *item = schema_new (&plan_item_schema);

      item->interview = talk->interview->row.id;
      item->position = (gint64) i + 1;
      item->person = talk->interview->person;
      zuoxi_goal_form_read (g_ptr_array_index (self->goals, i), item, problems);
      g_ptr_array_add (talk->plan, item);
    }
  take_outcome (self, talk);
  case_talk_check (self->shown, talk, zuoxi_session_get_directory (session_of (self)), problems);
  return talk;
}

static void
show_outcome (ZuoxiInterviewPage *self)
{
  Ended                    how = ended (self);
  static const char *const second[] = { N_ ("2  Employee"), N_ ("2  Employee"), N_ ("2  Witness"), N_ ("2  Nobody") };
  Directory               *directory = zuoxi_session_get_directory (session_of (self));
  const Person            *person = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->words), how == ENDED_DISAGREED || how == ENDED_REFUSED);
  gtk_widget_set_visible (GTK_WIDGET (self->witness), how == ENDED_REFUSED);
  gtk_widget_set_visible (GTK_WIDGET (self->attempt1), how == ENDED_ABSENT);
  gtk_widget_set_visible (GTK_WIDGET (self->attempt2), how == ENDED_ABSENT);
  gtk_widget_set_visible (GTK_WIDGET (self->sign2), how != ENDED_ABSENT);
  gtk_widget_set_sensitive (GTK_WIDGET (self->sign2), self->scorer != NULL || self->proof != NULL);
  if (self->shown == NULL)
    return;
  if (how == ENDED_REFUSED)
    person = directory_person_by_number (directory, gtk_editable_get_text (self->witness));
  else
    person = directory_person (directory, self->shown->dossier->form->person);
  zuoxi_sign_row_set_title (self->sign2, _ (second[how]));
  zuoxi_sign_row_set_person (self->sign2, person != NULL ? person->name : "");
}

static void
show_digest (ZuoxiInterviewPage *self)
{
  g_autofree char *total = total_text (self->shown);
  g_autofree char *text =
      g_strdup_printf (_ ("Signed is: %s · %u goals · digest %s"), total, self->goals->len,
                          self->document != NULL || self->proof != NULL ? self->short_digest : "–");

  gtk_label_set_label (self->digest, text);
}

static void
show_signing (ZuoxiInterviewPage *self)
{
  gboolean open = self->scorer == NULL && self->proof == NULL;

  for (guint i = 0; i < N_TEXTS; i++)
    zuoxi_text_area_set_editable (self->areas[i], open);
  for (guint i = 0; i < self->goals->len; i++)
    zuoxi_goal_form_set_editable (g_ptr_array_index (self->goals, i), open);
  gtk_widget_set_sensitive (GTK_WIDGET (self->outcome), open);
  gtk_widget_set_sensitive (GTK_WIDGET (self->words), open);
  gtk_widget_set_sensitive (GTK_WIDGET (self->witness), open);
  gtk_widget_set_sensitive (GTK_WIDGET (self->attempt1), open);
  gtk_widget_set_sensitive (GTK_WIDGET (self->attempt2), open);
  gtk_widget_set_sensitive (self->add_goal, open && self->goals->len < MOST_GOALS);
  gtk_widget_set_visible (self->change, self->scorer != NULL);
  show_outcome (self);
  show_digest (self);
  gtk_widget_set_visible (self->save, self->proof != NULL);
}

/* (transfer full) (nullable) */
static char *
draft (ZuoxiInterviewPage *self, const char *field)
{
  gboolean         found = FALSE;
  g_autofree char *text = zuoxi_session_draft_get (session_of (self), self->draft_form, field, &found);

  return found ? g_steal_pointer (&text) : NULL;
}

static GtkEditable *
line_of (ZuoxiInterviewPage *self, guint which)
{
  GtkEditable *const lines[N_LINES] = { self->words, self->witness, self->attempt1, self->attempt2 };

  return lines[which];
}

/* How it ended, and what was typed about it. */
static void
load_lines (ZuoxiInterviewPage *self)
{
  g_autofree char *how = draft (self, "outcome");

  self->filling = TRUE;
  adw_combo_row_set_selected (self->outcome, how != NULL ? (guint) g_ascii_strtoull (how, NULL, 10) : ENDED_AGREED);
  for (guint i = 0; i < N_LINES; i++)
    {
      g_autofree char *text = draft (self, line_fields[i]);

      gtk_editable_set_text (line_of (self, i), text != NULL ? text : "");
    }
  self->filling = FALSE;
}

static void
load_goals (ZuoxiInterviewPage *self)
{
  g_autofree char *number = draft (self, "goals");
  guint64          n = number != NULL ? g_ascii_strtoull (number, NULL, 10) : 1;

  for (guint i = 0; i < CLAMP (n, 1, MOST_GOALS); i++)
    {
      add_goal (self);
      for (guint f = 0; goal_form_fields[f] != NULL; f++)
        {
          g_autofree char *name = g_strdup_printf ("goal.%u.%s", i, goal_form_fields[f]);
          g_autofree char *text = draft (self, name);

          if (text != NULL)
            zuoxi_goal_form_load_draft (g_ptr_array_index (self->goals, i), goal_form_fields[f], text);
        }
    }
}

static void
load_drafts (ZuoxiInterviewPage *self)
{
  g_autofree char *form = id_dup_hex (self->form);

  take (&self->draft_form, g_strdup_printf ("interview:%s:%" G_GINT64_FORMAT, form, self->shown->dossier->revision));
  for (guint i = 0; i < N_TEXTS; i++)
    {
      gboolean         found = FALSE;
      g_autofree char *text = zuoxi_session_draft_get (session_of (self), self->draft_form, texts[i].field, &found);

      zuoxi_text_area_set_text (self->areas[i], found ? text : "");
    }
  load_lines (self);
  load_goals (self);
}

static void
show_case (ZuoxiInterviewPage *self)
{
  const Appraisal *form = self->shown->dossier->form;
  Directory       *directory = zuoxi_session_get_directory (session_of (self));
  const Person    *person = directory_person (directory, form->person);
  const Person    *me = directory_person (directory, zuoxi_session_get_me (session_of (self)));
  g_autofree char *month = format_month (form->month);
  g_autofree char *title = g_strdup_printf ("%s · %s", person != NULL ? person->name : "—", month);
  g_autofree char *total = total_text (self->shown);

  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->result, total);
  gtk_widget_set_visible (GTK_WIDGET (self->missing), FALSE);
  zuoxi_sign_row_set_title (self->sign1, _ ("1  Supervisor"));
  zuoxi_sign_row_set_person (self->sign1, me != NULL ? me->name : "");
  zuoxi_sign_row_set_signed (self->sign1, NULL);
  zuoxi_sign_row_set_signed (self->sign2, NULL);
  show_scores (self);
  clear_goals (self);
  load_drafts (self);
  show_signing (self);
}

static gpointer
read_case (Store *store, const SessionReading *reading, gpointer input, GError **error)
{
  return appraisal_case_load (store, reading, *(const Id *) input, 0, error);
}

static void
free_case (gpointer data)
{
  appraisal_case_unref (data);
}

/* The same form read again brings its numbers; what is typed stays, and what is signed stands on what was signed. */
static void
take_case (ZuoxiInterviewPage *self, AppraisalCase *loaded)
{
  gboolean same = self->shown != NULL && id_equal (self->shown->dossier->form->row.id, self->form) &&
                  self->shown->dossier->revision == loaded->dossier->revision;

  if (same && (self->scorer != NULL || self->proof != NULL))
    {
      appraisal_case_unref (loaded);
      return;
    }
  g_clear_pointer (&self->shown, appraisal_case_unref);
  self->shown = loaded;
  if (!same)
    show_case (self);
  else
    {
      show_scores (self);
      show_digest (self);
    }
}

static void
on_case_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZuoxiInterviewPage) self = user_data;
  g_autoptr (GError) error = NULL;
  AppraisalCase *loaded = zuoxi_session_read_finish (ZUOXI_SESSION (source), result, &error);

  if (loaded == NULL || loaded->card == NULL || !id_equal (loaded->dossier->form->row.id, self->form))
    {
      g_clear_pointer (&loaded, appraisal_case_unref);
      return;
    }
  take_case (self, loaded);
}

static void
read_form (ZuoxiInterviewPage *self)
{
  zuoxi_session_read_async (session_of (self), read_case, id_dup (self->form), g_free, free_case, NULL,
                            on_case_read_cb, g_object_ref (self));
}

static void
open_form (ZuoxiInterviewPage *self, Id form)
{
  if (id_equal (self->form, form))
    return;
  forget_signatures (self);
  g_clear_pointer (&self->proof, g_bytes_unref);
  zuoxi_interview_page_flush (ZUOXI_PAGE (self));
  zuoxi_split_set_side_away (self->rows, TRUE);
  self->form = form;
  read_form (self);
}

/* The list */

static gpointer
read_list (Store *store, const SessionReading *reading, gpointer input, GError **error)
{
  GPtrArray *all = case_list_to_score (store, reading->me, reading->directory, reading->today, error);

  for (guint i = all != NULL ? all->len : 0; i-- > 0;)
    if (((const CaseSummary *) g_ptr_array_index (all, i))->state != FORM_STATE_SCORED)
      g_ptr_array_remove_index (all, i);
  return all;
}

static void
free_list (gpointer data)
{
  g_ptr_array_unref (data);
}

static GtkWidget *
new_row (ZuoxiInterviewPage *self, CaseSummary *summary)
{
  const Person    *person = directory_person (zuoxi_session_get_directory (session_of (self)), summary->person);
  g_autofree char *month = format_month (summary->month);
  g_autofree char *text = g_strdup_printf ("%s · %s", person != NULL ? person->name : "—", month);
  GtkWidget       *row = gtk_list_box_row_new ();
  GtkWidget       *label = gtk_label_new (text);
  g_autofree char *state = format_enum (form_states, (int) summary->state);
  g_autofree char *name = g_strjoin (", ", person != NULL ? person->number : "—", text, state, NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_margin_top (label, 9);
  gtk_widget_set_margin_bottom (label, 9);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (row), "summary", summary);
  return row;
}

static void
fill_list (ZuoxiInterviewPage *self)
{
  GtkListBoxRow *row = NULL;
  GtkListBoxRow *chosen = NULL;

  self->filling = TRUE;
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < self->summaries->len; i++)
    {
      CaseSummary *summary = g_ptr_array_index (self->summaries, i);
      GtkWidget   *widget = new_row (self, summary);

      gtk_list_box_append (self->list, widget);
      if (id_equal (summary->form, self->form) || (chosen == NULL && id_is_none (self->form)))
        chosen = GTK_LIST_BOX_ROW (widget);
    }
  gtk_list_box_select_row (self->list, chosen); /* none: the form was signed and has left the list */
  self->filling = FALSE;
  if (chosen != NULL && id_is_none (self->form))
    open_form (self, ((const CaseSummary *) g_object_get_data (G_OBJECT (chosen), "summary"))->form);
}

static void
on_list_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZuoxiInterviewPage) self = user_data;
  g_autoptr (GPtrArray) before = NULL;
  g_autoptr (GError) error = NULL;
  GPtrArray *list = zuoxi_session_read_finish (ZUOXI_SESSION (source), result, &error);

  if (list == NULL)
    return;
  before = self->summaries;
  self->summaries = list;
  fill_list (self);
  if (list->len > 0 || self->proof != NULL || self->scorer != NULL)
    zuoxi_status_show_content (self->status);
  else
    zuoxi_status_show_empty (self->status, "user-available-symbolic",
                             _ ("No interview to hold"),
                                _ ("Forms appear here once they are scored and the server has confirmed it."), NULL,
                                   NULL);
}

static void
reload (ZuoxiInterviewPage *self)
{
  ZuoxiSession *session = session_of (self);

  g_clear_handle_id (&self->reload_source, g_source_remove);
  if (session == NULL || zuoxi_session_get_reader (session) == NULL)
    return;
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  zuoxi_session_read_async (session, read_list, NULL, NULL, free_list, self->reading, on_list_read_cb,
                            g_object_ref (self));
}

static gboolean
on_reload_due_cb (gpointer data)
{
  ZUOXI_INTERVIEW_PAGE (data)->reload_source = 0;
  refresh (data);
  return G_SOURCE_REMOVE;
}

static void
refresh (ZuoxiInterviewPage *self)
{
  reload (self);
  if (!id_is_none (self->form))
    read_form (self);
}

static void
on_table_changed_cb (ZuoxiInterviewPage *self, const char *table)
{
  if (g_str_equal (table, "appraisal") && self->reload_source == 0)
    self->reload_source = g_timeout_add (RELOAD_MS, on_reload_due_cb, self);
}

static void
on_row_selected_cb (ZuoxiInterviewPage *self, GtkListBoxRow *row)
{
  if (row != NULL && !self->filling)
    open_form (self, ((const CaseSummary *) g_object_get_data (G_OBJECT (row), "summary"))->form);
}

static void
on_row_activated_cb (ZuoxiInterviewPage *self, GtkListBoxRow *row)
{
  zuoxi_split_show_side (self->split, FALSE);
}

/* Typing */

static void
on_keep_cb (ZuoxiTextArea *area, ZuoxiInterviewPage *self)
{
  g_autofree char *text = zuoxi_text_area_dup_text (area);

  keep (self, g_object_get_data (G_OBJECT (area), "field"), text);
}

static void
on_line_due_cb (gpointer data)
{
  ZuoxiInterviewPage *self = g_object_get_data (data, "page");

  keep (self, g_object_get_data (data, "field"), gtk_editable_get_text (GTK_EDITABLE (data)));
}

static void
on_order_changed_cb (ZuoxiInterviewPage *self)
{
  if (self->shown != NULL)
    show_scores (self);
}

static void
on_add_goal_clicked_cb (ZuoxiInterviewPage *self)
{
  add_goal (self);
  keep_number_of_goals (self);
  show_digest (self);
  gtk_widget_child_focus (g_ptr_array_index (self->goals, self->goals->len - 1), GTK_DIR_TAB_FORWARD);
}

static void
on_outcome_changed_cb (ZuoxiInterviewPage *self)
{
  g_autofree char *text = g_strdup_printf ("%u", adw_combo_row_get_selected (self->outcome));

  if (session_of (self) == NULL)
    return;
  keep (self, "outcome", text);
  show_outcome (self);
}

static void
on_words_changed_cb (ZuoxiInterviewPage *self, GtkEditable *line)
{
  Autosave *autosave = g_object_get_data (G_OBJECT (line), "autosave");

  if (session_of (self) == NULL)
    return;
  if (!self->filling && autosave != NULL)
    autosave_touch (autosave);
  show_outcome (self);
}

/* Before the other has signed nothing is final: the first signature is taken back. */
static void
on_change_clicked_cb (ZuoxiInterviewPage *self)
{
  forget_signatures (self);
  zuoxi_sign_row_set_signed (self->sign1, NULL);
  show_signing (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->areas[0]));
}

static void
on_evidence_closed_cb (ZuoxiInterviewPage *self)
{
  zuoxi_split_set_side_away (self->rows, TRUE);
  gtk_widget_child_focus (GTK_WIDGET (self->scores), GTK_DIR_TAB_FORWARD);
}

/* Signing */

static void
show_missing (ZuoxiInterviewPage *self, const ProblemList *problems)
{
  g_autofree char *first = problems->len > 0 ? problem_text (problems->pdata[0], translate) : g_strdup ("");
  g_autofree char *text =
      g_strdup_printf (ngettext ("%u still missing: %s", "%u still missing: %s", problems->len), problems->len, first);

  gtk_label_set_label (self->missing, text);
  gtk_widget_set_visible (GTK_WIDGET (self->missing), problems->len > 0);
  for (guint i = 0; i < N_TEXTS; i++)
    {
      const Problem   *problem = problem_list_find (problems, texts[i].field);
      g_autofree char *why = problem != NULL ? problem_text (problem, translate) : NULL;

      zuoxi_text_area_set_error (self->areas[i], why);
    }
  for (guint i = 0; i < self->goals->len; i++)
    zuoxi_goal_form_show_problems (g_ptr_array_index (self->goals, i), problems);
}

static char *
signed_text (ZuoxiInterviewPage *self, const SessionSigner *signer)
{
  Directory       *directory = zuoxi_session_get_directory (session_of (self));
  const Person    *person = directory_person (directory, session_signer_person (signer));
  g_autofree char *at = format_moment (self->moment, self->moment);

  return g_strdup_printf ("%s %s", person != NULL ? person->name : "", at);
}

static void
on_queued_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZuoxiInterviewPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) mids = zuoxi_session_queue_finish (ZUOXI_SESSION (source), result, &error);
  ZuoxiWindow *window = zuoxi_page_get_window (ZUOXI_PAGE (self));

  if (mids == NULL)
    g_clear_pointer (&self->proof, g_bytes_unref);
  else
    zuoxi_session_draft_clear (session_of (self), self->draft_form, NULL);
  if (window != NULL && mids == NULL)
    zuoxi_window_toast_error (window, error);
  else if (window != NULL)
    zuoxi_window_toast (window, _ ("Signed; it counts when the server has confirmed it"));
  show_signing (self);
}

/* Both are there: one command with everything in it (R13). */
static void
finish (ZuoxiInterviewPage *self, const SessionSigner *second)
{
  GPtrArray *mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) mutation_free);
  Mutation  *command = case_talk_sign (self->shown, self->talk, self->document, self->scorer, second, self->moment);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = second != NULL ? signed_text (self, second) : NULL;

  self->proof = form_paper_proof (zuoxi_session_get_reader (session_of (self)),
                                  zuoxi_session_get_directory (session_of (self)), self->shown, command, &error);
  if (text != NULL)
    zuoxi_sign_row_set_signed (self->sign2, text);
  g_ptr_array_add (mutations, command);
  forget_signatures (self);
  zuoxi_session_queue_async (session_of (self), mutations, NULL, on_queued_cb, g_object_ref (self));
}

static void
on_scorer_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZuoxiInterviewPage) self = user_data;
  g_autoptr (ProblemList) problems = problem_list_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *digest = NULL;
  SessionSigner   *signer = zuoxi_session_open_signer_finish (ZUOXI_SESSION (source), result, &error);

  zuoxi_sign_row_set_busy (self->sign1, FALSE);
  if (signer == NULL)
    {
      zuoxi_sign_row_set_error (self->sign1, error->message);
      return;
    }
  forget_signatures (self);
  self->scorer = signer;
  self->talk = read_talk (self, problems);
  self->moment = zuoxi_session_now (session_of (self));
  self->document = case_talk_document (self->shown, zuoxi_session_get_directory (session_of (self)), self->talk,
                                       self->moment);
  digest = g_compute_checksum_for_string (G_CHECKSUM_SHA256, self->document, -1);
  g_strlcpy (self->short_digest, digest, sizeof self->short_digest);
  text = signed_text (self, signer);
  zuoxi_sign_row_set_signed (self->sign1, text);
  if (ended (self) == ENDED_ABSENT)
    finish (self, NULL);
  show_signing (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->sign2));
}

static void
on_sign1_cb (ZuoxiInterviewPage *self)
{
  g_autoptr (ProblemList) problems = problem_list_new ();
  g_autoptr (CaseTalk) talk = NULL;

  if (self->shown == NULL || !appraisal_case_can (self->shown, EVENT_INTERVIEW))
    {
      zuoxi_sign_row_set_error (self->sign1, _ ("This form does not wait for an interview"));
      return;
    }
  talk = read_talk (self, problems);
  show_missing (self, problems);
  if (problems->len > 0)
    return;
  zuoxi_sign_row_set_busy (self->sign1, TRUE);
  zuoxi_session_open_signer_async (session_of (self), zuoxi_session_get_me (session_of (self)),
                                   zuoxi_sign_row_get_password (self->sign1), NULL, on_scorer_opened_cb,
                                   g_object_ref (self));
  zuoxi_sign_row_clear (self->sign1);
}

static void
on_second_opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZuoxiInterviewPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (SessionSigner) signer = zuoxi_session_open_signer_finish (ZUOXI_SESSION (source), result, &error);

  zuoxi_sign_row_set_busy (self->sign2, FALSE);
  if (signer == NULL)
    zuoxi_sign_row_set_error (self->sign2, error->message);
  else if (self->scorer != NULL)
    finish (self, signer);
}

static void
on_sign2_cb (ZuoxiInterviewPage *self)
{
  Id who = ID_NONE;

  if (self->talk == NULL)
    return;
  who = ended (self) == ENDED_REFUSED ? self->talk->interview->witness : self->talk->interview->person;
  zuoxi_sign_row_set_busy (self->sign2, TRUE);
  zuoxi_session_open_signer_async (session_of (self), who, zuoxi_sign_row_get_password (self->sign2), NULL,
                                   on_second_opened_cb, g_object_ref (self));
  zuoxi_sign_row_clear (self->sign2);
}

static void
on_save_clicked_cb (ZuoxiInterviewPage *self)
{
  g_autofree char *name = NULL;
  const Person    *person = NULL;

  if (self->proof == NULL || self->shown == NULL || zuoxi_page_get_window (ZUOXI_PAGE (self)) == NULL)
    return;
  person = directory_person (zuoxi_session_get_directory (session_of (self)), self->shown->dossier->form->person);
  name = g_strdup_printf ("%s-%s-interview.pdf", self->shown->dossier->form->month,
                          person != NULL ? person->number : "0");
  form_paper_save_bytes_async (zuoxi_page_get_window (ZUOXI_PAGE (self)), self->proof, name);
}

/* The page */

static void
zuoxi_interview_page_set_up (ZuoxiPage *page)
{
  ZuoxiInterviewPage *self = ZUOXI_INTERVIEW_PAGE (page);

  if (zuoxi_page_get_session (page) == NULL)
    return;
  self->signals = g_signal_group_new (ZUOXI_TYPE_SESSION);
  g_signal_group_connect_swapped (self->signals, "table-changed", G_CALLBACK (on_table_changed_cb), self);
  g_signal_group_set_target (self->signals, zuoxi_page_get_session (page));
  zuoxi_status_show_loading (self->status, _ ("Reading the forms…"), NULL);
  reload (self);
}

static gboolean
zuoxi_interview_page_show_item (ZuoxiPage *page, const char *table, const Id *id)
{
  ZuoxiInterviewPage *self = ZUOXI_INTERVIEW_PAGE (page);

  if (!g_str_equal (table, "appraisal") || zuoxi_page_get_session (page) == NULL)
    return FALSE;
  open_form (self, *id);
  zuoxi_split_show_side (self->split, FALSE);
  reload (self);
  return TRUE;
}

static gboolean
zuoxi_interview_page_back (ZuoxiPage *page)
{
  ZuoxiInterviewPage *self = ZUOXI_INTERVIEW_PAGE (page);

  if (!zuoxi_split_get_side_away (self->rows))
    {
      on_evidence_closed_cb (self);
      return TRUE;
    }
  if (!zuoxi_split_is_folded (self->split) || zuoxi_split_shows_side (self->split))
    return FALSE;
  zuoxi_split_show_side (self->split, TRUE);
  return TRUE;
}

static const char *
zuoxi_interview_page_clause (ZuoxiPage *page)
{
  return "5.5.1③";
}

static void
zuoxi_interview_page_flush (ZuoxiPage *page)
{
  ZuoxiInterviewPage *self = ZUOXI_INTERVIEW_PAGE (page);

  for (guint i = 0; i < N_TEXTS; i++)
    zuoxi_text_area_flush (self->areas[i]);
  for (guint i = 0; i < self->goals->len; i++)
    zuoxi_goal_form_flush (g_ptr_array_index (self->goals, i));
  for (guint i = 0; i < N_LINES; i++)
    autosave_flush (g_object_get_data (G_OBJECT (line_of (self, i)), "autosave"));
}

static void
zuoxi_interview_page_dispose (GObject *object)
{
  ZuoxiInterviewPage *self = ZUOXI_INTERVIEW_PAGE (object);

  g_clear_handle_id (&self->reload_source, g_source_remove);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_object (&self->signals);
  forget_signatures (self);
  self->filling = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (object), ZUOXI_TYPE_INTERVIEW_PAGE);
  g_clear_pointer (&self->shown, appraisal_case_unref);
  g_clear_pointer (&self->summaries, g_ptr_array_unref);
  g_clear_pointer (&self->proof, g_bytes_unref);
  G_OBJECT_CLASS (zuoxi_interview_page_parent_class)->dispose (object);
}

static void
zuoxi_interview_page_finalize (GObject *object)
{
  ZuoxiInterviewPage *self = ZUOXI_INTERVIEW_PAGE (object);

  g_ptr_array_unref (self->goals);
  g_free (self->draft_form);
  G_OBJECT_CLASS (zuoxi_interview_page_parent_class)->finalize (object);
}

#define BIND(member) gtk_widget_class_bind_template_child (widget_class, ZuoxiInterviewPage, member)

static void
zuoxi_interview_page_class_init (ZuoxiInterviewPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  ZuoxiPageClass *page_class = ZUOXI_PAGE_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zuoxi_interview_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = zuoxi_interview_page_finalize;
  page_class->set_up = zuoxi_interview_page_set_up;
  page_class->show_item = zuoxi_interview_page_show_item;
  page_class->back = zuoxi_interview_page_back;
  page_class->clause = zuoxi_interview_page_clause;
  page_class->flush = zuoxi_interview_page_flush;
  g_type_ensure (ZUOXI_TYPE_STATUS);
  g_type_ensure (ZUOXI_TYPE_SPLIT);
  g_type_ensure (ZUOXI_TYPE_SIGN_ROW);
  g_type_ensure (ZUOXI_TYPE_EVIDENCE_PANEL);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/zuoxi/Zuoxi/appraisal/interview-page.ui");
  BIND (status);
  BIND (split);
  BIND (list);
  BIND (title);
  BIND (result);
  BIND (differences);
  BIND (scores);
  BIND (texts);
  BIND (plan);
  BIND (add_goal);
  BIND (outcome);
  BIND (words);
  BIND (witness);
  BIND (attempt1);
  BIND (attempt2);
  BIND (missing);
  BIND (digest);
  BIND (sign1);
  BIND (sign2);
  BIND (change);
  BIND (save);
  BIND (rows);
  BIND (evidence);
  gtk_widget_class_bind_template_callback (widget_class, on_row_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_order_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_add_goal_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_outcome_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_words_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_sign1_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_sign2_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_change_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_evidence_closed_cb);
}

static void
zuoxi_interview_page_init (ZuoxiInterviewPage *self)
{
  self->goals = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  zuoxi_page_set_title (ZUOXI_PAGE (self), _ ("Interviews"));
  zuoxi_split_show_side (self->split, TRUE);
  for (guint i = 0; i < N_TEXTS; i++)
    {
      self->areas[i] = ZUOXI_TEXT_AREA (zuoxi_text_area_new (_ (texts[i].title), 0));
      g_object_set_data (G_OBJECT (self->areas[i]), "field", (gpointer) texts[i].field);
      g_signal_connect_object (self->areas[i], "keep", G_CALLBACK (on_keep_cb), self, 0);
      gtk_box_append (self->texts, GTK_WIDGET (self->areas[i]));
    }
  for (guint i = 0; i < N_LINES; i++)
    {
      g_object_set_data (G_OBJECT (line_of (self, i)), "field", (gpointer) line_fields[i]);
      g_object_set_data (G_OBJECT (line_of (self, i)), "page", self);
      autosave_attach (GTK_WIDGET (line_of (self, i)), on_line_due_cb, line_of (self, i));
    }
}

guint
interview_page_count (ZuoxiSession *session)
{
  Id     me = zuoxi_session_get_me (session);
  gint64 n = store_count (zuoxi_session_get_reader (session), &appraisal_schema, NULL,
                          "WHERE \"scorer\" = ? AND \"state\" = 'scored'", "d", &me);

  return n > 0 ? (guint) n : 0;
}
