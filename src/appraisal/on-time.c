/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/on-time.h"

#include "appraisal/dossier.h"
#include "appraisal/workflow.h"

#include <string.h>

static const char *const events[ON_TIME_STEPS] = { EVENT_SUBMIT_SELF, EVENT_SUBMIT_EVALUATION, EVENT_INTERVIEW,
                                                   EVENT_REVIEW, EVENT_FILE };

static gboolean
is_withdrawn (GPtrArray *steps, const Step *submitted)
{
  for (guint i = 0; i < steps->len; i++)
    {
      const Step *step = g_ptr_array_index (steps, i);

      if (id_equal (step->appraisal, submitted->appraisal) && step->revision == submitted->revision &&
          g_str_equal (step->event, EVENT_WITHDRAW_SELF))
        return TRUE;
    }
  return FALSE;
}

/*
 * The first time the step was made, in whatever revision: a return does not make it late. A self-assessment that was
 * taken back was not finished (M26): the one that stands counts.
 */
static const Step *
first_step (GPtrArray *steps, Id form, const char *event)
{
  const Step *found = NULL;

  for (guint i = 0; i < steps->len; i++)
    {
      const Step *step = g_ptr_array_index (steps, i);

      if (id_equal (step->appraisal, form) && g_str_equal (step->event, event) &&
          (found == NULL || step->revision < found->revision) &&
          !(g_str_equal (event, EVENT_SUBMIT_SELF) && is_withdrawn (steps, step)))
        found = step;
    }
  return found;
}

static void
count_form (const Appraisal *form, GPtrArray *steps, const AppraisalMonth *month, const char *today, OnTime *out)
{
  const Step *step = first_step (steps, form->row.id, out->event);
  gboolean    overdue = strcmp (today, dossier_due (month, out->event)) > 0;

  if (step == NULL && !overdue)
    return;
  out->due++;
  out->open += step == NULL;
  out->late += step != NULL && step->late;
  out->on_time += step != NULL && !step->late;
}

/**
 * on_time_count:
 * @forms: (element-type Appraisal): forms of one month; those not assessed are left out
 * @steps: (element-type Step): their steps, in any order
 * @month: with the dates in force
 * @today: YYYY-MM-DD
 * @out: (out) (array fixed-size=5): one count for each step with a due date, in their order
 */
void
on_time_count (
    GPtrArray *forms, GPtrArray *steps, const AppraisalMonth *month, const char *today, OnTime out[ON_TIME_STEPS])
{
  for (guint i = 0; i < ON_TIME_STEPS; i++)
    {
      out[i] = (OnTime){ .event = events[i] };
      for (guint j = 0; j < forms->len; j++)
        {
          const Appraisal *form = g_ptr_array_index (forms, j);

          if (form->state != FORM_STATE_EXCLUDED)
            count_form (form, steps, month, today, &out[i]);
        }
    }
}
