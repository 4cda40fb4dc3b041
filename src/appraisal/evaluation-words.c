/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/evaluation-words.h"

#include <glib/gi18n.h>

#define TEXT "card-text"
#define BUTTON "card-button"

static GtkWidget *
new_label (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
new_card (const char *title)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "form-card");
  gtk_box_append (GTK_BOX (card), new_label (title, "heading"));
  return card;
}

static const char *
name_of (Directory *directory, Id id)
{
  const Person *person = directory != NULL ? directory_person (directory, id) : NULL;

  return person != NULL ? person->name : "—";
}

GtkWidget *
opinion_card_new (GCallback on_ask, gpointer user_data)
{
  GtkWidget *card = new_card (_ ("Opinion of the previous supervisor"));
  GtkWidget *text = new_label ("", NULL);
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Ask Again"));

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_label_set_selectable (GTK_LABEL (text), TRUE);
  gtk_box_append (GTK_BOX (card), text);
  gtk_box_append (GTK_BOX (card), button);
  g_signal_connect_swapped (button, "clicked", on_ask, user_data);
  g_object_set_data (G_OBJECT (card), TEXT, text);
  g_object_set_data (G_OBJECT (card), BUTTON, button);
  return card;
}

GtkWidget *
opinion_card_get_button (GtkWidget *card)
{
  return g_object_get_data (G_OBJECT (card), BUTTON);
}

/* (transfer full) */
static char *
opinion_text (const PreviousOpinion *opinion, Id previous, Directory *directory)
{
  g_autofree char *by = id_equal (opinion->author, previous)
                            ? g_strdup (name_of (directory, previous))
                            : g_strdup_printf (_ ("%s, in place of %s"), name_of (directory, opinion->author),
                                                  name_of (directory, previous));

  return g_strdup_printf ("%s\n—— %s", opinion->text, by);
}

void
opinion_card_show (GtkWidget *card, const AppraisalCase *shown, Directory *directory)
{
  GtkWidget             *button = opinion_card_get_button (card);
  GtkLabel              *label = g_object_get_data (G_OBJECT (card), TEXT);
  const PreviousOpinion *opinion = shown->dossier->previous_opinion;
  Id                     previous = shown->dossier->form->previous_scorer;
  gboolean               owed = opinion == NULL && !id_is_none (previous);
  g_autofree char       *text = NULL;

  gtk_widget_set_visible (card, opinion != NULL || owed);
  gtk_widget_set_visible (button, owed && appraisal_case_can_edit_evaluation (shown));
  if (opinion != NULL)
    text = opinion_text (opinion, previous, directory);
  else if (owed)
    text = g_strdup_printf (_ ("%s still owes it, and the evaluation cannot be submitted without it. It is asked for on the page Today and in the inbox there. Whoever cannot write it any more is stood in for by the department manager, in Filing."),
                               name_of (directory, previous));
  gtk_label_set_label (label, text != NULL ? text : "");
}

GtkWidget *
words_card_new (void)
{
  GtkWidget *card = new_card (_ ("What the supervisor wrote"));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_box_append (GTK_BOX (card), box);
  g_object_set_data (G_OBJECT (card), TEXT, box);
  gtk_widget_set_visible (card, FALSE);
  return card;
}

static void
add_words (GtkBox *box, const char *title, const char *text)
{
  GtkWidget *label;

  if (text == NULL || *text == '\0')
    return;
  label = new_label (text, NULL);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_box_append (box, new_label (title, "caption-heading"));
  gtk_box_append (box, label);
}

static void
add_grade (GtkBox *box, const AppraisalCase *shown)
{
  const SchemeGrade *grade = shown->card != NULL ? dossier_grade (shown->dossier, shown->card) : NULL;
  g_autofree char   *text = NULL;

  if (grade == NULL || grade == shown->card->grade)
    return;
  text = g_strdup_printf (_ ("%s instead of %s: %s"), grade->title, shown->card->grade->title,
                             shown->dossier->evaluation->override_reason);
  add_words (box, _ ("Grade moved"), text);
}

void
words_card_show (GtkWidget *card, const AppraisalCase *shown, Directory *directory)
{
  const Evaluation      *evaluation = shown->dossier->evaluation;
  const PreviousOpinion *opinion = shown->dossier->previous_opinion;
  GtkBox                *box = g_object_get_data (G_OBJECT (card), TEXT);
  GtkWidget             *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
  gtk_widget_set_visible (card, appraisal_case_is_revealed (shown));
  if (!appraisal_case_is_revealed (shown))
    return;
  add_words (box, _ ("Strengths"), evaluation->strengths);
  add_words (box, _ ("Weaknesses"), evaluation->weaknesses);
  add_words (box, _ ("Advice"), evaluation->advice);
  add_grade (box, shown);
  for (guint i = 0; i < shown->dossier->eval_lines->len; i++)
    {
      const EvalLine  *line = g_ptr_array_index (shown->dossier->eval_lines, i);
      const ScoreItem *item = shown->card != NULL ? score_card_item (shown->card, line->code) : NULL;
      g_autofree char *title = g_strdup_printf (_ ("Example for “%s”"), item != NULL ? item->item->title : line->code);

      add_words (box, title, line->example);
    }
  if (opinion != NULL)
    {
      g_autofree char *text = opinion_text (opinion, shown->dossier->form->previous_scorer, directory);

      add_words (box, _ ("Opinion of the previous supervisor"), text);
    }
}
