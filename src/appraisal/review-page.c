/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/review-page.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "app/session.h"
#include "appraisal/score-strip.h"
#include "core/id.h"

struct _ZuoxiReviewPage
{
  ZuoxiPassPage parent_instance;
  GtkWidget    *strip;
  GtkLabel     *means;
};

G_DEFINE_FINAL_TYPE (ZuoxiReviewPage, zuoxi_review_page, ZUOXI_TYPE_PASS_PAGE)

/* clang-format off */
static const Column columns[] = {
  { N_("Employee no."), "number", COLUMN_SORT, 6, pass_column_number, NULL, NULL },
  { N_("Name"), "name", COLUMN_SORT | COLUMN_STRONG, 6, pass_column_name, NULL, NULL },
  { N_("Team"), "team", COLUMN_SORT | COLUMN_WIDE, 0, pass_column_team, NULL, NULL },
  { N_("Total"), "total", COLUMN_SORT | COLUMN_NUMBER, 6, pass_column_total, NULL, NULL },
  { N_("Grade"), "grade", COLUMN_SORT, 5, pass_column_grade, NULL, NULL },
  { N_("Own − given"), "gap", COLUMN_SORT | COLUMN_NUMBER, 7, pass_column_gap, NULL, NULL },
  { N_("State"), "state", COLUMN_WIDE, 0, pass_column_state, NULL, NULL },
  { N_("Due"), "due", COLUMN_SORT, 0, pass_column_due, pass_due_class, NULL },
  { N_("Look"), "look", COLUMN_EXPAND, 0, pass_column_look, pass_look_class, NULL },
  { NULL } };
/* clang-format on */

static ReviewWish
review_wish (ZuoxiPassPage *page)
{
  return (ReviewWish){ .scope = REVIEW_QUEUE };
}

static gboolean
review_waits (ZuoxiPassPage *page, ZuoxiReviewItem *item)
{
  const AppraisalCase *shown = zuoxi_review_item_get_case (item);

  return shown->dossier->form->state == FORM_STATE_TALKED || appraisal_case_is_proposal (shown);
}

/* "电销一组 · 陈立: 82.10 (9); all: 83.40 (52)": this supervisor against all. */
static char *
say_means (ZuoxiPassPage *page, GPtrArray *items)
{
  Directory *directory = zuoxi_session_get_directory (zuoxi_page_get_session (ZUOXI_PAGE (page)));
  g_autoptr (GHashTable) seen = g_hash_table_new (id_hash, id_equal_ptr);
  GString *text = g_string_new (NULL);
  gint64   mean;
  guint    count;

  if (!review_mean (items, ID_NONE, &mean, &count))
    return g_string_free (text, FALSE);
  {
    g_autofree char *all = format_score (mean);

    g_string_append_printf (text, _ ("All: mean %s of %u"), all, count);
  }
  for (guint i = 0; i < items->len; i++)
    {
      const Appraisal *form = zuoxi_review_item_get_case (items->pdata[i])->dossier->form;
      const Person    *scorer = directory_person (directory, form->scorer);

      if (scorer == NULL || !g_hash_table_add (seen, (gpointer) &form->scorer) ||
          !review_mean (items, form->scorer, &mean, &count))
        continue;
      {
        g_autofree char *own = format_score (mean);

        g_string_append_printf (text, " · %s %s (%u)", scorer->name, own, count);
      }
    }
  return g_string_free (text, FALSE);
}

static void
review_loaded (ZuoxiPassPage *page, GPtrArray *items)
{
  ZuoxiReviewPage *self = ZUOXI_REVIEW_PAGE (page);
  g_autofree char *means = say_means (page, items);

  gtk_label_set_label (self->means, means);
  zuoxi_score_strip_set_items (ZUOXI_SCORE_STRIP (self->strip), items,
                               zuoxi_session_get_directory (zuoxi_page_get_session (ZUOXI_PAGE (page))));
  gtk_widget_set_visible (zuoxi_pass_page_get_top (page), *means != '\0');
}

static void
zuoxi_review_page_class_init (ZuoxiReviewPageClass *klass)
{
  ZuoxiPassPageClass *pass = ZUOXI_PASS_PAGE_CLASS (klass);

  pass->event = EVENT_REVIEW;
  pass->button = N_ ("_Review");
  pass->empty = N_ ("Nothing to review");
  pass->empty_text = N_ ("A form comes here when its interview has been held.");
  pass->columns = columns;
  pass->wish = review_wish;
  pass->waits = review_waits;
  pass->loaded = review_loaded;
}

static void
zuoxi_review_page_init (ZuoxiReviewPage *self)
{
  GtkBox *top = GTK_BOX (zuoxi_pass_page_get_top (ZUOXI_PASS_PAGE (self)));

  zuoxi_page_set_title (ZUOXI_PAGE (self), _ ("Reviews"));
  self->strip = zuoxi_score_strip_new ();
  self->means = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->means, 0);
  gtk_label_set_wrap (self->means, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->means), "caption");
  gtk_box_append (top, self->strip);
  gtk_box_append (top, GTK_WIDGET (self->means));
}

guint
review_page_count (ZuoxiSession *session)
{
  Directory  *directory = zuoxi_session_get_directory (session);
  const char *today = zuoxi_session_today (session);
  Id          me = zuoxi_session_get_me (session);
  guint       count = 0;
  g_autoptr (GPtrArray) restatements =
      review_restatements (zuoxi_session_get_reader (session), directory, me, today, NULL);
  g_autoptr (Rows) rows =
      store_query (zuoxi_session_get_reader (session), &appraisal_schema, NULL, "WHERE \"state\" = 'talked'", "");

  for (guint i = 0; rows != NULL && i < rows->len; i++)
    count += (workflow_who (rows->at[i], JUDGES_NONE, directory, me, today) & WHO_REVIEWER) != 0;
  return count + (restatements != NULL ? restatements->len : 0);
}
