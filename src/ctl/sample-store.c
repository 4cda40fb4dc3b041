/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/sample-store.h"

#include "core/digest.h"
#include "core/id.h"
#include "core/moment.h"
#include "server/routes.h"

#include <string.h>

#define BATCH_ROWS 4000 /* a transaction */

/* The moment people meet when they open the sample for the first time: the first workday after the month. */
#define SAMPLE_NOW_HOUR 11

static gboolean
keep_error (SampleStore *self, gboolean done)
{
  g_assert (done || self->error != NULL);
  return done;
}

gint64
sample_store_now (SampleStore *self)
{
  return self->admin->now.now + server_get_clock_offset (self->admin->server);
}

/* Random that only hangs on the seed and the moment. */
static void
draw_random (SampleStore *self)
{
  ServerNow *now = &self->admin->now;
  guint64    parts[2] = { self->company->params.seed, (guint64) sample_store_now (self) };
  Digest     drawn = digest_of (parts, sizeof parts);

  memcpy (now->random, drawn.b, sizeof drawn.b);
  drawn = digest_of (drawn.b, sizeof drawn.b);
  memcpy ((guint8 *) now->random + sizeof drawn.b, drawn.b, sizeof now->random - sizeof drawn.b);
}

void
sample_store_at (SampleStore *self, Day day, int hour, int minute)
{
  gint64 moment = moment_from_day_time (day, hour * 3600 + minute * 60, MOMENT_OFFSET_S);

  self->admin->now.now = moment - server_get_clock_offset (self->admin->server);
  draw_random (self);
}

/* Commits what was written; grants are settled once, at the end. */
static gboolean
next_batch (SampleStore *self)
{
  self->rows = 0;
  return keep_error (self, db_commit (&self->admin->scope, &self->error) && admin_begin (self->admin, &self->error));
}

gboolean
sample_store_put (SampleStore *self, const Schema *schema, gpointer row)
{
  gboolean done = self->error == NULL && admin_write (self->admin, schema, row, &self->error);

  schema_free (schema, row);
  return done && (++self->rows < BATCH_ROWS || next_batch (self));
}

static void
put_row (const Schema *schema, gpointer row, gpointer data)
{
  sample_store_put (data, schema, row);
}

const SampleAccount *
sample_store_account (SampleStore *self, const char *number)
{
  return g_hash_table_lookup (self->accounts, number);
}

static void
account_free (gpointer data)
{
  SampleAccount *account = data;

  g_free (account->password);
  key_pair_wipe (&account->pair);
  g_free (account);
}

static void
say (SampleStore *self, const char *what)
{
  if (self->company->progress != NULL)
    fprintf (self->company->progress, "%s…\n", what);
}

static gboolean
write_work (SampleStore *self)
{
  const SampleParams *params = &self->company->params;

  for (Day first = month_first (params->from); first <= params->until &&
                                               self->error == NULL;
       first = month_add (first, 1))
    {
      g_autofree char *month = month_dup_text (first);
      g_autofree char *words = g_strdup_printf ("Work of %s", month);

      say (self, words);
      sample_write_month (self->sample, first);
    }
  return self->error == NULL;
}

static gboolean
write_all (SampleStore *self, GString *accounts)
{
  const SampleParams *params = &self->company->params;

  self->month = month_first (params->until);
  sample_store_at (self, params->until - 10, 8, 0);
  if (!admin_begin (self->admin, &self->error))
    return FALSE;
  say (self, "Organisation, regulation, accounts");
  sample_write_organisation (self->sample);
  if (self->error != NULL || !sample_store_write_rules (self) || !sample_store_write_accounts (self, accounts))
    return FALSE;
  if (self->company->work)
    {
      if (!write_work (self))
        return FALSE;
      say (self, "Filed months");
      if (!sample_store_write_history (self) || !next_batch (self))
        return FALSE;
      say (self, "The month under way");
      if (!sample_store_write_month (self))
        return FALSE;
    }
  return TRUE;
}

/* From here on the company's clock stands an hour before the cut-off of the month, and ticks. */
static gboolean
set_clock (SampleStore *self)
{
  Day       day = calendar_next_workday (self->sample->calendar, month_last (self->month), 1);
  gint64    sample_now = moment_from_day_time (day, SAMPLE_NOW_HOUR * 3600, MOMENT_OFFSET_S);
  ServerNow real = routes_now ();

  self->admin->now = real;
  return server_set_clock_offset (self->admin->server, sample_now - real.now, &self->error);
}

/* A sample half written is thrown away, so its rows need not reach the disk one transaction at a time. */
static gboolean
make_haste (Db *db, GError **error)
{
  return db_script (db, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA secure_delete = OFF; PRAGMA "
                        "cache_size = -262144;",
                    error);
}

static gboolean
take_care (Db *db, GError **error)
{
  return db_script (db, "PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA journal_mode = WAL;", error);
}

gboolean
sample_store_write (Admin *admin, const SampleCompany *company, GString *accounts, GError **error)
{
  SampleStore self = { .company = company, .admin = admin };
  gboolean    done;

  self.sample = sample_new (&company->params, put_row, &self);
  self.accounts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, account_free);
  done = make_haste (server_get_db (admin->server), &self.error) && write_all (&self, accounts) && set_clock (&self);
  if (done)
    {
      say (&self, "Who may read what");
      done = admin_commit (admin, &self.error) && take_care (server_get_db (admin->server), &self.error);
    }
  g_hash_table_unref (self.accounts);
  g_free (self.regulation_digest);
  sample_free (self.sample);
  if (!done)
    g_propagate_error (error, self.error);
  return done;
}

static void
drop_row (const Schema *schema, gpointer row, gpointer data)
{
  schema_free (schema, row);
}

gboolean
sample_store_run_month (Admin *admin, const SampleCompany *company, const char *number, GError **error)
{
  SampleStore self = { .company = company, .admin = admin, .only = number };
  gboolean    done;

  /* The same seed makes the same people, ids and passwords. */
  self.sample = sample_new (&company->params, drop_row, NULL);
  self.accounts = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, account_free);
  self.month = month_first (company->params.until);
  sample_write_organisation (self.sample);
  for (guint i = 0; i < self.sample->people->len; i++)
    {
      const SamplePerson *person = g_ptr_array_index (self.sample->people, i);

      g_hash_table_insert (self.accounts, (gpointer) person->number, sample_store_account_new (&self, person));
    }
  done = sample_store_write_month (&self);
  g_hash_table_unref (self.accounts);
  sample_free (self.sample);
  if (!done)
    g_propagate_error (error, self.error);
  return done;
}
