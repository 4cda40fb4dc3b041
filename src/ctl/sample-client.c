/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gi18n.h>
#include "ctl/sample-client.h"

#include "calls/call.h"
#include "core/id.h"
#include "core/moment.h"
#include "ctl/ctl.h"
#include "rules/place.h"
#include "server/routes.h"
#include "store/bulk.h"

typedef struct
{
  StoreBulk *bulk;
  Directory *directory;
  gint64     seq, calls;
  GError    *error; /* the first one; later rows are dropped */
} Writing;

static void
put_row (const Schema *schema, gpointer row, gpointer data)
{
  Writing *self = data;
  Row     *head = row;
  Bucket   bucket;

  directory_add (self->directory, schema, row);
  if (self->error == NULL && place_row (schema, row, self->directory, &bucket))
    {
      head->bucket = bucket.id;
      head->seq = ++self->seq;
      head->rv = 1;
      self->calls += schema == &call_schema;
      store_bulk_put (self->bulk, schema, row, &self->error);
    }
  schema_free (schema, row);
}

/* Whose store it is, and a clock as the sample's server has it. */
static gboolean
write_meta (Writing *self, Sample *sample, const char *me, GError **error)
{
  const SamplePerson *person = sample_person (sample, me);
  Store              *store = store_bulk_store (self->bulk);
  Day                 day = calendar_next_workday (sample->calendar, month_last (sample->params.until), 2);
  gint64              now = moment_from_day_time (day, 9 * 3600, MOMENT_OFFSET_S);
  g_autofree char    *offset = g_strdup_printf ("%" G_GINT64_FORMAT, now - routes_now ().now);
  g_autofree char    *id = NULL;

  if (person == NULL)
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s: nobody of the sample has this number"), me);
  id = id_dup_hex (person->id);
  return store_meta_set (store, "person", id, error) && store_meta_set (store, "sample", "1", error) &&
         store_meta_set (store, "clock_offset", offset, error);
}

static void
write_rows (Writing *self, Sample *sample, FILE *progress)
{
  sample_write_organisation (sample);
  for (Day first = month_first (sample->params.from); first <= sample->params.until && self->error == NULL;
       first = month_add (first, 1))
    {
      char month[MONTH_TEXT_SIZE];

      month_format (first, month);
      if (progress != NULL)
        fprintf (progress, "Work of %s…\n", month);
      sample_write_month (sample, first);
    }
}

gboolean
sample_client_write (
    const SampleParams *params, const char *path, const char *me, FILE *progress, gint64 *calls, GError **error)
{
  Writing writing = { .directory = directory_new () };
  g_autoptr (Sample) sample = sample_new (params, put_row, &writing);
  gboolean done = FALSE;

  writing.bulk = store_bulk_new (path, error);
  if (writing.bulk != NULL)
    {
      write_rows (&writing, sample, progress);
      if (writing.error == NULL && write_meta (&writing, sample, me, &writing.error))
        done = store_bulk_finish (writing.bulk, error);
      else
        {
          store_bulk_abandon (writing.bulk);
          g_propagate_error (error, writing.error);
        }
    }
  directory_unref (writing.directory);
  *calls = writing.calls;
  return done;
}
