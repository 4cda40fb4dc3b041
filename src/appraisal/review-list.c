/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/review-list.h"

#include <stdlib.h>
#include <string.h>

#include "appraisal/step-seal.h"
#include "core/i18n.h"
#include "core/id.h"

struct _ZuoxiReviewItem
{
  GObject        parent_instance;
  AppraisalCase *shown;
  guint          look;
  gint64         gap;
  gint64         total;
};

G_DEFINE_FINAL_TYPE (ZuoxiReviewItem, zuoxi_review_item, G_TYPE_OBJECT)

/* clang-format off */
static const struct { Look look; const char *title; } looks[] = {
  { LOOK_RESTATED, N_("Restatement") }, { LOOK_REFUSED, N_("Not signed") }, { LOOK_OBJECTED, N_("Different opinion") }, { LOOK_RETURNED, N_("Returned before") },
  { LOOK_NEAR, N_("Near a grade limit") }, { LOOK_GAP, N_("Large gap") }, { LOOK_OVERRIDE, N_("Grade moved") },
  { LOOK_UNREAD, N_("Regulation not acknowledged") }, { LOOK_KEY, N_("Key not confirmed") },
  { LOOK_CHANGED, N_("Changed since the freeze") }, { LOOK_LATE, N_("Overdue") } };
/* clang-format on */

static void
zuoxi_review_item_finalize (GObject *object)
{
  appraisal_case_unref (ZUOXI_REVIEW_ITEM (object)->shown);
  G_OBJECT_CLASS (zuoxi_review_item_parent_class)->finalize (object);
}

static void
zuoxi_review_item_class_init (ZuoxiReviewItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = zuoxi_review_item_finalize;
}

static void
zuoxi_review_item_init (ZuoxiReviewItem *self)
{
  self->total = -1;
}

static guint
look_at_interview (const AppraisalCase *shown)
{
  const Interview *interview = shown->dossier->interview;
  const Step      *signed_by = dossier_step (shown->dossier, shown->dossier->revision, EVENT_INTERVIEW_SUBJECT);
  guint            look = 0;

  if (interview != NULL && interview->outcome != INTERVIEW_OUTCOME_SIGNED)
    look |= LOOK_REFUSED;
  if (signed_by != NULL && *signed_by->stance_text != '\0')
    look |= LOOK_OBJECTED;
  for (guint i = 0; i < shown->dossier->steps->len; i++)
    {
      const Step *step = g_ptr_array_index (shown->dossier->steps, i);

      if (step->revision == shown->dossier->revision && *step->public_key != '\0' && !step->key_confirmed)
        look |= LOOK_KEY;
    }
  return look;
}

static guint
look_at (const AppraisalCase *shown)
{
  const Appraisal *form = shown->dossier->form;
  guint            look = look_at_interview (shown);

  if (appraisal_case_is_proposal (shown))
    look |= LOOK_RESTATED;
  if (form->returned > 0)
    look |= LOOK_RETURNED;
  if (form->unacknowledged)
    look |= LOOK_UNREAD;
  if (form->late || form->self_late || form->self_missing)
    look |= LOOK_LATE;
  if (shown->dossier->evaluation != NULL && *shown->dossier->evaluation->override_grade != '\0')
    look |= LOOK_OVERRIDE;
  if (shown->card != NULL && shown->card->near_limit)
    look |= LOOK_NEAR;
  for (guint i = 0; i < shown->figures->len; i++)
    if (*((const Figure *) g_ptr_array_index (shown->figures, i))->changed_on != '\0')
      look |= LOOK_CHANGED;
  return look;
}

static gboolean
is_complete (const ScoreCard *card)
{
  return card != NULL && card->missing == 0 && !card->blocked && !frac_is_na (card->total);
}

/* (transfer full): takes @shown. */
static ZuoxiReviewItem *
item_new (AppraisalCase *shown)
{
  ZuoxiReviewItem *self = g_object_new (ZUOXI_TYPE_REVIEW_ITEM, NULL);

  self->shown = shown;
  self->look = look_at (shown);
  if (shown->dossier->filing != NULL && !appraisal_case_is_proposal (shown))
    self->total = shown->dossier->filing->total;
  else if (appraisal_case_is_revealed (shown) && is_complete (shown->card))
    self->total = shown->card->rounded;
  if (self->total >= 0 && is_complete (shown->self_card))
    self->gap = shown->self_card->rounded - self->total;
  if (ABS (self->gap) >= REVIEW_GAP)
    self->look |= LOOK_GAP;
  return self;
}

const AppraisalCase *
zuoxi_review_item_get_case (ZuoxiReviewItem *self)
{
  return self->shown;
}

guint
zuoxi_review_item_get_look (ZuoxiReviewItem *self)
{
  return self->look;
}

gint64
zuoxi_review_item_get_gap (ZuoxiReviewItem *self)
{
  return self->gap;
}

gint64
zuoxi_review_item_get_total (ZuoxiReviewItem *self)
{
  return self->total;
}

const char *
look_title (Look look)
{
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    if (looks[i].look == look)
      return looks[i].title;
  return "";
}

/* Bits of lower value are graver; nothing to look at comes last. */
static guint
gravity (guint look)
{
  return look == 0 ? G_MAXUINT : look & -look;
}

int
review_item_compare (gconstpointer a, gconstpointer b, gpointer directory)
{
  const ZuoxiReviewItem *one = a, *other = b;
  guint                  first = gravity (one->look), second = gravity (other->look);
  const Person          *person, *other_person;

  if (first != second)
    return first < second ? -1 : 1;
  if (ABS (one->gap) != ABS (other->gap))
    return ABS (one->gap) > ABS (other->gap) ? -1 : 1;
  person = directory_person (directory, one->shown->dossier->form->person);
  other_person = directory_person (directory, other->shown->dossier->form->person);
  return g_strcmp0 (person != NULL ? person->number : NULL, other_person != NULL ? other_person->number : NULL);
}

static gboolean
is_wanted (const Appraisal *form, const ReviewWish *wish, const SessionReading *reading)
{
  if (wish->scope == REVIEW_MONTH)
    return g_str_equal (form->month, wish->month);
  if (form->state != FORM_STATE_TALKED && form->state != FORM_STATE_REVIEWED)
    return FALSE;
  return (workflow_who (form, JUDGES_NONE, reading->directory, reading->me, reading->today) & WHO_REVIEWER) != 0;
}

/* Who made the step last, up to the filed revision; FALSE with @error set. */
static gboolean
last_actor (Store *store, const Appraisal *form, const char *event, Id *actor, GError **error)
{
  g_autoptr (Rows) rows =
      store_query (store, &step_schema, error,
                   "WHERE \"appraisal\" = ? AND \"event\" = ? AND \"revision\" <= ? ORDER BY \"revision\" DESC LIMIT 1",
                   "dsi", &form->row.id, event, form->revision);

  if (rows != NULL && rows->len > 0)
    *actor = ((const Step *) rows->at[0])->actor;
  return rows != NULL;
}

/* Whether @me decides on a proposal of a filed result; -1 with @error set. */
static int
decides_on (Store *store, const Step *proposal, Directory *directory, Id me, const char *today, GError **error)
{
  GError    *failure = NULL;
  Appraisal *form = store_get (store, &appraisal_schema, proposal->appraisal, &failure);
  Judges     judges = JUDGES_NONE;
  int        decides = 0;

  if (form != NULL && form->state == FORM_STATE_FILED && proposal->revision > form->revision &&
      last_actor (store, form, EVENT_SUBMIT_EVALUATION, &judges.scored, &failure) &&
      last_actor (store, form, EVENT_INTERVIEW, &judges.talked, &failure))
    decides = (workflow_who (form, judges, directory, me, today) & WHO_REVIEWER) != 0;
  schema_free (&appraisal_schema, form);
  if (failure == NULL)
    return decides;
  g_propagate_error (error, failure);
  return -1;
}

/**
 * review_restatements:
 *
 * Filed results somebody wants restated, on which @me decides: for the queue, its badge and Today.
 *
 * Returns: (transfer full) (nullable) (element-type Id): their forms; %NULL with @error set
 */
GPtrArray *
review_restatements (Store *store, Directory *directory, Id me, const char *today, GError **error)
{
  g_autoptr (GPtrArray) forms = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (Rows) open =
      store_query (store, &step_schema, error,
                   "WHERE \"event\" = ? AND NOT EXISTS (SELECT 1 FROM \"step\" AS answer WHERE answer.\"appraisal\" = "
                   "\"step\".\"appraisal\" AND answer.\"revision\" = \"step\".\"revision\" AND answer.\"event\" IN "
                   "(?, ?)) ORDER BY \"received_at\"",
                   "sss", EVENT_PROPOSE, EVENT_RESTATE, EVENT_DECLINE);

  for (guint i = 0; open != NULL && i < open->len; i++)
    {
      int decides = decides_on (store, open->at[i], directory, me, today, error);

      if (decides < 0)
        return NULL;
      if (decides > 0)
        g_ptr_array_add (forms, id_dup (((const Step *) open->at[i])->appraisal));
    }
  return open != NULL ? g_steal_pointer (&forms) : NULL;
}

static gboolean
add_restatements (GPtrArray *items, Store *store, const SessionReading *reading, GError **error)
{
  g_autoptr (GPtrArray) forms = review_restatements (store, reading->directory, reading->me, reading->today, error);

  for (guint i = 0; forms != NULL && i < forms->len; i++)
    {
      const Id      *form = g_ptr_array_index (forms, i);
      AppraisalCase *filed = appraisal_case_load (store, reading, *form, 0, error);
      AppraisalCase *proposed = NULL;

      if (filed != NULL)
        proposed = appraisal_case_load (store, reading, *form, dossier_proposal (filed->dossier), error);
      appraisal_case_unref (filed);
      if (proposed == NULL)
        return FALSE;
      g_ptr_array_add (items, item_new (proposed));
    }
  return forms != NULL;
}

gpointer
review_list_read (Store *store, const SessionReading *reading, gpointer input, GError **error)
{
  const ReviewWish *wish = input;
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (Rows) rows =
      store_query (store, &appraisal_schema, error, "ORDER BY \"month\" DESC, \"person\" LIMIT 2000", "");

  if (rows == NULL)
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    {
      const Appraisal *form = rows->at[i];
      AppraisalCase   *shown;

      if (!is_wanted (form, wish, reading))
        continue;
      shown = appraisal_case_load (store, reading, form->row.id, 0, error);
      if (shown == NULL)
        return NULL;
      g_ptr_array_add (items, item_new (shown));
    }
  if (wish->scope == REVIEW_QUEUE && !add_restatements (items, store, reading, error))
    return NULL;
  return g_steal_pointer (&items);
}

gboolean
review_mean (GPtrArray *items, Id scorer, gint64 *mean, guint *count)
{
  gint64 sum = 0;

  *count = 0;
  for (guint i = 0; i < items->len; i++)
    {
      ZuoxiReviewItem *item = g_ptr_array_index (items, i);

      if (item->total < 0 || (item->look & LOOK_RESTATED) ||
          (!id_is_none (scorer) && !id_equal (item->shown->dossier->form->scorer, scorer)))
        continue;
      sum += item->total;
      (*count)++;
    }
  if (*count == 0)
    return FALSE;
  *mean = (sum + *count / 2) / *count;
  return TRUE;
}
