/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/sample.h"

#include <math.h>

#include "core/id.h"
#include "core/moment.h"

static void
free_person (gpointer data)
{
  SamplePerson *person = data;

  g_free (person->name);
  g_free (person);
}

/**
 * sample_new:
 * @params: copied
 * @sink: receives every row with its id set, ownership included
 *
 * Returns: (transfer full): a generator that has written nothing yet
 */
Sample *
sample_new (const SampleParams *params, SampleSink sink, gpointer data)
{
  Sample *self = g_new0 (Sample, 1);

  self->params = *params;
  self->random = g_rand_new_with_seed ((guint32) (params->seed ^ (params->seed >> 32)));
  self->calendar = calendar_new ();
  calendar_add_builtin (self->calendar);
  self->people = g_ptr_array_new_with_free_func (free_person);
  self->sink = sink;
  self->data = data;
  return self;
}

void
sample_free (Sample *self)
{
  g_rand_free (self->random);
  calendar_free (self->calendar);
  g_ptr_array_unref (self->people);
  g_free (self);
}

/* Ids come from the seed and a counter, so that two runs agree to the byte. */
Id
sample_id (Sample *self)
{
  char        seed[24], counter[24];
  const char *parts[] = { seed, counter, NULL };

  g_snprintf (seed, sizeof seed, "%" G_GUINT64_FORMAT, self->params.seed);
  g_snprintf (counter, sizeof counter, "%" G_GUINT64_FORMAT, self->ids++);
  return id_derive ("sample", parts);
}

/* Hands @row to the sink; a natural key's id is derived, a missing one is made. */
void
sample_emit (Sample *self, const Schema *schema, gpointer row)
{
  Row *head = row;

  if (schema_is_natural (schema))
    head->id = schema_natural_id (schema, row);
  else if (id_is_none (head->id))
    head->id = sample_id (self);
  self->sink (schema, row, self->data);
}

void
sample_set (char **slot, const char *text)
{
  g_free (*slot);
  *slot = g_strdup (text);
}

/* A standard normal number (Box and Muller). */
double
sample_normal (Sample *self)
{
  double one = 1 - g_rand_double (self->random);
  double two = g_rand_double (self->random);

  return sqrt (-2 * log (one)) * cos (2 * G_PI * two);
}

/* Index drawn with the given weights. */
int
sample_pick (Sample *self, const double *weights, int count)
{
  double total = 0, at;

  for (int i = 0; i < count; i++)
    total += weights[i];
  at = g_rand_double (self->random) * total;
  for (int i = 0; i < count; i++)
    {
      at -= weights[i];
      if (at < 0)
        return i;
    }
  return count - 1;
}

/* A whole number from @low to @high, both included. */
int
sample_int (Sample *self, int low, int high)
{
  return g_rand_int_range (self->random, low, high + 1);
}

/**
 * sample_person:
 * @number: employee number, e.g. "A0101"
 *
 * Returns: (nullable) (transfer none): the person, once the organisation is written
 */
const SamplePerson *
sample_person (Sample *self, const char *number)
{
  for (guint i = 0; i < self->people->len; i++)
    {
      const SamplePerson *person = g_ptr_array_index (self->people, i);

      if (g_str_equal (person->number, number))
        return person;
    }
  return NULL;
}

/**
 * sample_write_work:
 *
 * Writes attendance, customers, calls, orders, ratings, tickets, scores and violations, month by month.
 */
void
sample_write_work (Sample *self)
{
  for (Day first = month_first (self->params.from); first <= self->params.until; first = month_add (first, 1))
    sample_write_month (self, first);
}
