/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/case-sheet.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/format.h"
#include "appraisal/case-evidence.h"
#include "appraisal/evidence-files.h"
#include "appraisal/step-seal.h"
#include "core/id.h"

static GtkWidget *
label_new (const char *text, const char *style, float align)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), align);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_selectable (GTK_LABEL (label), FALSE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

static void
add_text (GtkBox *box, const char *title, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  gtk_box_append (box, label_new (title, "heading", 0));
  gtk_box_append (box, label_new (text, NULL, 0));
}

static void
add_head (GtkBox *box, const AppraisalCase *shown, Directory *directory)
{
  const Appraisal *form = shown->dossier->form;
  const Person    *person = directory_person (directory, form->person);
  const Person    *scorer = directory_person (directory, form->scorer);
  g_autofree char *month = format_month (form->month);
  g_autofree char *state = format_enum (form_states, (int) form->state);
  g_autofree char *title = g_strdup_printf ("%s · %s", person != NULL ? person->name : "—", month);
  g_autofree char *under = g_strdup_printf (_ ("%s · scored by %s · revision %d"), state,
                                               scorer != NULL ? scorer->name : "—", (int) form->revision);

  gtk_box_append (box, label_new (title, "title-2", 0));
  gtk_box_append (box, label_new (under, "dim-label", 0));
  if (*form->reason != '\0')
    add_text (box, _ ("Reason"), form->reason);
  if (*shown->late_target != '\0')
    add_text (box, _ ("Target changes after mid-month: write the reason before signing"), shown->late_target);
}

/* "83.97 良好 → 84.12 良好", and which indicators it comes from. */
static void
add_restatement (GtkBox *box, const AppraisalCase *shown)
{
  g_autofree char *text = case_restatement_text (shown);
  GString         *items = g_string_new (NULL);
  gboolean         open = dossier_proposal (shown->dossier) > 0;
  gboolean         filed = open && !appraisal_case_is_proposal (shown); /* the other one is the new one */
  const ScoreCard *old = filed ? shown->card : shown->other_card;
  const ScoreCard *new = filed ? shown->other_card : shown->card;

  if (text != NULL)
    {
      for (guint i = 0; i < new->items->len; i++)
        {
          const ScoreItem *entry = &g_array_index (new->items, ScoreItem, i);
          const ScoreItem *before = score_card_item (old, entry->item->code);
          g_autofree char *from = before != NULL ? score_text (before->score) : g_strdup ("–");
          g_autofree char *to = score_text (entry->score);

          if (!g_str_equal (from, to))
            g_string_append_printf (items, "\n%s: %s → %s", entry->item->title, from, to);
        }
      g_string_prepend (items, text);
      add_text (box, open ? _ ("Restatement proposed") : _ ("Result restated"), items->str);
      if (open && shown->proposed_by_me)
        gtk_box_append (box, label_new (_ ("You proposed it yourself: decline it and let the supervisor propose, so that somebody else signs"), "warning", 0));
    }
  g_string_free (items, TRUE);
}

static char *
frac_score (Frac value)
{
  return frac_is_na (value) ? g_strdup ("–") : format_score (frac_round_half_up (value, 2));
}

static void
attach (GtkGrid *grid, int column, int row, const char *text, const char *style, float align)
{
  GtkWidget *label = label_new (text, style, align);

  gtk_label_set_wrap (GTK_LABEL (label), column == 0);
  gtk_widget_set_hexpand (label, column == 0);
  if (column > 0)
    gtk_widget_add_css_class (label, "numeric");
  gtk_grid_attach (grid, label, column, row, 1, 1);
}

static void
add_line (GtkGrid *grid, int row, const AppraisalCase *shown, const ScoreItem *item)
{
  const ScoreItem *computed = shown->computed != NULL ? score_card_item (shown->computed, item->item->code) : NULL;
  const SelfLine  *own = dossier_self_line (shown->dossier, item->item->code);
  g_autofree char *weight = format_weight (item->item->weight);
  g_autofree char *machine = frac_score (computed != NULL ? computed->score : (Frac){ 0, 0 });
  g_autofree char *self = own != NULL ? format_opt_score (own->score) : g_strdup ("–");
  g_autofree char *score = frac_score (item->score);
  g_autofree char *weighted = frac_score (item->weighted);

  attach (grid, 0, row, item->item->title, NULL, 0);
  attach (grid, 1, row, weight, "dim-label", 1);
  attach (grid, 2, row, machine, NULL, 1);
  attach (grid, 3, row, self, NULL, 1);
  attach (grid, 4, row, score, NULL, 1);
  attach (grid, 5, row, weighted, NULL, 1);
}

static void
add_indicators (GtkBox *box, const AppraisalCase *shown)
{
  const char      *heads[] = { _ ("Indicator"), _ ("Weight"), _ ("Computed"), _ ("Own"), _ ("Given"), _ ("Weighted") };
  GtkGrid         *grid = GTK_GRID (gtk_grid_new ());
  g_autofree char *total = NULL;

  if (shown->card == NULL)
    return;
  gtk_grid_set_column_spacing (grid, 12);
  gtk_grid_set_row_spacing (grid, 4);
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    attach (grid, (int) i, 0, heads[i], "caption-heading", i == 0 ? 0 : 1);
  for (guint i = 0; i < shown->card->items->len; i++)
    add_line (grid, (int) i + 1, shown, &g_array_index (shown->card->items, ScoreItem, i));
  total = frac_score (shown->card->total);
  attach (grid, 0, (int) shown->card->items->len + 1, _ ("Total"), "heading", 0);
  attach (grid, 5, (int) shown->card->items->len + 1, total, "heading", 1);
  gtk_box_append (box, GTK_WIDGET (grid));
}

static void
add_interview (GtkBox *box, const Interview *interview, const GPtrArray *plan)
{
  if (interview == NULL)
    return;
  add_text (box, _ ("Result explained"), interview->result);
  add_text (box, _ ("What went well"), interview->success);
  add_text (box, _ ("What to improve"), interview->improve);
  add_text (box, _ ("Next steps and direction"), interview->advice);
  add_text (box, _ ("Employee’s opinion"), interview->opinion);
  add_text (box, _ ("Reason"), interview->reason);
  for (guint i = 0; i < plan->len; i++)
    {
      const PlanItem  *item = g_ptr_array_index (plan, i);
      g_autofree char *text =
          g_strdup_printf ("%s · %s · %s · %s", item->goal, item->measure, item->due_on, item->owner);

      add_text (box, i == 0 ? _ ("Plan for next month") : "", text);
    }
}

static void
add_steps (GtkBox *box, const AppraisalCase *shown, Directory *directory, gint64 now)
{
  gtk_box_append (box, label_new (_ ("Steps"), "heading", 0));
  for (guint i = 0; i < shown->dossier->steps->len; i++)
    {
      const Step      *step = g_ptr_array_index (shown->dossier->steps, i);
      const Person    *actor = directory_person (directory, step->actor);
      g_autofree char *at = format_moment (step->signed_at, now);
      g_autofree char *arrived = format_moment (step->received_at, now);
      g_autofree char *when =
          step_came_later (step) ? g_strdup_printf (_ ("%s (received %s)"), at, arrived) : g_strdup (at);
      g_autofree char *words =
          *step->stance_text != '\0' ? g_strdup_printf ("\n“%s”", step->stance_text) : g_strdup ("");
      const char      *title = _ (step_title (step->event));
      const char      *name = actor != NULL ? actor->name : "—";
      g_autofree char *text = g_strdup_printf ("%d · %s · %s · %s · %.12s%s", (int) step->revision, title, name, when,
                                               step->digest, words);

      gtk_box_append (box, label_new (text, step->late ? "error" : "caption", 0));
    }
}

void
case_sheet_fill (GtkBox *box, const AppraisalCase *shown, ZuoxiSession *session)
{
  const Evaluation *evaluation = shown->dossier->evaluation;
  Directory        *directory = zuoxi_session_get_directory (session);
  GtkWidget        *files = zuoxi_evidence_files_new ();
  GtkWidget        *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
  add_head (box, shown, directory);
  add_restatement (box, shown);
  add_indicators (box, shown);
  if (evaluation != NULL)
    {
      add_text (box, _ ("Strengths"), evaluation->strengths);
      add_text (box, _ ("Weaknesses"), evaluation->weaknesses);
      add_text (box, _ ("Advice"), evaluation->advice);
    }
  gtk_box_append (box, files);
  zuoxi_evidence_files_show (ZUOXI_EVIDENCE_FILES (files), session, shown, FALSE);
  add_interview (box, shown->dossier->interview, shown->dossier->plan);
  add_steps (box, shown, directory, zuoxi_session_now (session));
}
