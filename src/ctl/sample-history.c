/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The months filed before the one under way, as a company brings them along: headers and filed results without sheets.
 * Totals come from each person's skill; the planted low performers fail the last three months.
 */
#include <math.h>

#include "appraisal/due-dates.h"
#include "appraisal/form.h"
#include "appraisal/scheme-default.h"
#include "core/moment.h"
#include "ctl/sample-store.h"

#define PASS_LINE 7000
#define FAILING_MONTHS 3

typedef struct
{
  const SamplePerson *person;
  gint64              total; /* hundredths */
  Id                  form;
} Result;

typedef struct
{
  SampleStore *store;
  Day          first;
  char         month[MONTH_TEXT_SIZE];
  DueDates     due;
  SchemeSet   *scheme;
  GArray      *results; /* Result, by employee number */
} History;

static void
set_text (char **member, const char *text)
{
  g_free (*member);
  *member = g_strdup (text);
}

static void
set_day (char **member, Day day)
{
  g_free (*member);
  *member = day_dup_text (day);
}

static gint64
draw_total (History *self, const SamplePerson *person)
{
  Sample *sample = self->store->sample;
  double  noise = sample_normal (sample);

  if (person->plant == SAMPLE_LOW)
    {
      gboolean failing = month_add (self->first, FAILING_MONTHS) >= self->store->month;
      double   mean = failing ? 65.5 : 74;

      return (gint64) round (100 * CLAMP (mean + 1.2 * noise, mean - 3, mean + 3));
    }
  return (gint64) round (100 * CLAMP (83 + 4.5 * person->skill + 2.4 * noise, 71, 98.5));
}

static gboolean
is_assessed (const History *self, const SamplePerson *person)
{
  gboolean on_leave = person->plant == SAMPLE_MATERNITY && month_add (self->first, 2) >= self->store->month;

  return (person->post == POST_AGENT || person->post == POST_SUPERVISOR) && !on_leave &&
         person->first <= self->first && person->last >= month_last (self->first);
}

static gboolean
write_month_row (History *self)
{
  AppraisalMonth *row = schema_new (&appraisal_month_schema);

  row->department = self->store->sample->sales;
  set_text (&row->month, self->month);
  row->row.id = schema_natural_id (&appraisal_month_schema, row);
  row->regulation = self->store->regulation;
  row->opened_at = moment_from_day_time (self->due.self_opens, 9 * 3600, MOMENT_OFFSET_S);
  row->opened_by = sample_person (self->store->sample, "M01")->id;
  row->cut_off = self->due.cut_off;
  set_day (&row->self_due, self->due.self);
  set_day (&row->score_due, self->due.score);
  set_day (&row->interview_due, self->due.interview);
  set_day (&row->review_due, self->due.review);
  set_day (&row->filing_due, self->due.filing);
  row->filed_count = self->results->len;
  return sample_store_put (self->store, &appraisal_month_schema, row);
}

static char *
filing_number (const History *self, guint position)
{
  return g_strdup_printf ("KH-%.4s%.2s-%03u", self->month, self->month + 5, position + 1);
}

static gboolean
write_form (History *self, Result *result, guint position)
{
  const SamplePerson *person = result->person;
  Sample             *sample = self->store->sample;
  Appraisal          *row = schema_new (&appraisal_schema);
  gboolean            agent = person->post == POST_AGENT;
  char                supervisor[8];

  g_snprintf (supervisor, sizeof supervisor, "Z%02d", person->team + 1);
  row->person = person->id;
  set_text (&row->month, self->month);
  row->row.id = result->form = schema_natural_id (&appraisal_schema, row);
  row->department = sample->sales;
  row->team = sample->teams[person->team];
  row->assignment = person->assignment;
  row->post = person->post;
  row->scorer = sample_person (sample, agent ? supervisor : "M01")->id;
  row->reviewer = sample_person (sample, agent ? "M01" : "G01")->id;
  row->regulation = self->store->regulation;
  row->state = FORM_STATE_FILED;
  g_free (row->number);
  row->number = filing_number (self, position);
  return sample_store_put (self->store, &appraisal_schema, row);
}

/* Place by total among those of the same post, and of how many; @team −1 = the department. */
static void
rank (const History *self, const Result *result, int team, gint64 *place, gint64 *of)
{
  *place = 1;
  *of = 0;
  for (guint i = 0; i < self->results->len; i++)
    {
      const Result *other = &g_array_index (self->results, Result, i);

      if (other->person->post != result->person->post || (team >= 0 && other->person->team != team))
        continue;
      ++*of;
      *place += other->total > result->total;
    }
}

static gboolean
write_filing (History *self, const Result *result, guint position)
{
  const SchemeGrade *grade = scheme_set_grade (self->scheme, result->total);
  Filing            *row = schema_new (&filing_schema);

  row->appraisal = result->form;
  row->row.id = schema_natural_id (&filing_schema, row);
  row->person = result->person->id;
  set_text (&row->month, self->month);
  g_free (row->number);
  row->number = filing_number (self, position);
  row->revision = 1;
  row->total = result->total;
  set_text (&row->grade, grade->code);
  set_text (&row->grade_title, grade->title);
  row->coefficient = grade->coefficient;
  row->below = result->total < PASS_LINE;
  row->filed_at = moment_from_day_time (self->due.filing, 16 * 3600 + (gint32) position * 20, MOMENT_OFFSET_S);
  row->filed_by = sample_person (self->store->sample, "H01")->id;
  row->noticed_at = (OptInt){ row->filed_at + MOMENT_DAY / 2, TRUE };
  rank (self, result, result->person->team, &row->rank_team, &row->rank_team_of);
  rank (self, result, -1, &row->rank_dept, &row->rank_dept_of);
  return sample_store_put (self->store, &filing_schema, row);
}

static gboolean
write_month (History *self)
{
  Sample *sample = self->store->sample;

  month_format (self->first, self->month);
  self->due = due_dates_monthly (sample->calendar, self->first, MOMENT_OFFSET_S);
  g_array_set_size (self->results, 0);
  for (guint i = 0; i < sample->people->len; i++)
    {
      const SamplePerson *person = g_ptr_array_index (sample->people, i);
      Result              result = { person, 0, ID_NONE };

      if (!is_assessed (self, person))
        continue;
      result.total = draw_total (self, person);
      g_array_append_val (self->results, result);
    }
  for (guint i = 0; i < self->results->len; i++)
    {
      Result *result = &g_array_index (self->results, Result, i);

      if (!write_form (self, result, i) || !write_filing (self, result, i))
        return FALSE;
    }
  return write_month_row (self);
}

/* Imported history: filed months before the one under way, from the first month of work on. */
gboolean
sample_store_write_history (SampleStore *self)
{
  History  history = { .store = self, .results = g_array_new (FALSE, FALSE, sizeof (Result)) };
  gboolean done = TRUE;

  history.scheme = scheme_set_new_default (self->scheme, POST_AGENT, self->regulation, "2026-01");
  history.first = month_first (self->company->params.from);
  for (; done && history.first < self->month; history.first = month_add (history.first, 1))
    done = write_month (&history);
  scheme_set_free (history.scheme);
  g_array_unref (history.results);
  return done;
}
