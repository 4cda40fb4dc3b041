/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Holds frozen and filed figures against the rows they were counted from (R24): what was corrected since shows as
 * "changed since", with its day. A form is folded again as soon as a row of the person's own changes that may count in
 * its month, and once a day if anything at all was written: a figure also hangs on rows of others, as customers handed
 * over and shares of one order. What was looked at is noted, so nothing is folded twice for the same change.
 */
#include <stdio.h>

#include "appraisal/facts-load.h"
#include "appraisal/form.h"
#include "core/digest.h"
#include "core/id.h"
#include "server/jobs-private.h"

#define AT_ONCE 4 /* forms folded in one look */
#define SWEPT_AT_ONCE 2
#define SWEEP_US (G_GINT64_CONSTANT (24) * 3600 * G_USEC_PER_SEC)
#define EXAM_BACK_MONTHS (EXAM_BACK_DAYS / 28)

typedef struct
{
  Id   id, person;
  char month[MONTH_TEXT_SIZE];

  /* As noted at its last check; no mark = never checked. */
  gint64 noted_gate, noted_total, looked;
  char   noted_mark[17];

  /* As it stands. */
  gint64 gate;     /* sum of the last changes of the buckets it is counted from: every change raises it */
  char   mark[17]; /* of what may count there; "" = not computed */
} Frozen;

static char *
name_of (const Frozen *form)
{
  g_autofree char *hex = id_dup_hex (form->id);

  return g_strconcat ("recheck ", hex, NULL);
}

static void
read_note (Frozen *form, const char *done)
{
  gint64 gate, total, looked;
  char   mark[17];

  if (sscanf (done, "%" G_GINT64_FORMAT " %16s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, &gate, mark, &total, &looked) !=
      4)
    return;
  form->noted_gate = gate;
  form->noted_total = total;
  form->looked = looked;
  g_strlcpy (form->noted_mark, mark, sizeof form->noted_mark);
}

static gboolean
write_note (Server *self, const Frozen *form, gint64 total, gint64 looked, GError **error)
{
  g_autofree char *name = name_of (form);
  g_autofree char *done =
      g_strdup_printf ("%" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, form->gate, form->mark, total,
                       looked);

  return job_note_done (self, name, done, error);
}

/* Filed results as well: what changes after filing is a reason to restate (R17). */
static gboolean
list_frozen (Server *self, GArray *list, GError **error)
{
  static const char sql[] =
      "SELECT r.id, r.body ->> '$.person', r.body ->> '$.month', j.done FROM row r"
      " LEFT JOIN job j ON j.org = r.org AND j.name = 'recheck ' || lower (hex (r.id))"
      " WHERE r.org = ? AND r.tbl = 'appraisal' AND r.del = 0 AND r.body ->> '$.frozen_at' IS NOT NULL"
      " AND coalesce (r.body ->> '$.state', 'self-due') <> 'excluded'";
  g_autoptr (DbStmt) stmt = db_prepare (self->db, error, sql, "i", ORG);
  int step = stmt != NULL ? db_step (stmt, error) : -1;

  for (; step == 1; step = db_step (stmt, error))
    {
      Frozen form = { .id = db_column_id (stmt, 0) };

      if (!id_from_hex (db_column_text (stmt, 1), &form.person))
        continue;
      g_strlcpy (form.month, db_column_text (stmt, 2), sizeof form.month);
      read_note (&form, db_column_text (stmt, 3));
      g_array_append_val (list, form);
    }
  return step == 0;
}

static void
month_back (const char *month, int months, char out[MONTH_TEXT_SIZE])
{
  g_autofree char *text = NULL;
  Day              first;

  if (!month_parse (month, &first))
    g_return_if_reached ();
  text = month_dup_text (month_add (first, -months));
  g_strlcpy (out, text, MONTH_TEXT_SIZE);
}

/* Last change of a bucket; 0 if there is none. */
static gboolean
last_of (Server *self, Id bucket, gint64 *seq, GError **error)
{
  gboolean found;

  *seq = 0;
  return db_int (self->db, seq, &found, error, "SELECT last_seq FROM bucket WHERE org = ? AND id = ?", "id", ORG,
                 &bucket);
}

/* Rows of the bucket that count in the month by their own date; a row that left or went is missing in the sum. */
static gboolean
add_dated (Server *self, const Frozen *form, Id bucket, DigestState *state, GError **error)
{
  static const char sql[] =
      "SELECT count (*), coalesce (sum (seq), 0) FROM row INDEXED BY row_by_bucket WHERE org = ?1 AND bucket = ?2 AND "
      "del = 0 AND CASE tbl WHEN 'attendance_day' THEN substr (body ->> '$.day', 1, 7) = ?3"
      " WHEN 'violation' THEN substr (body ->> '$.happened_on', 1, 7) = ?3"
      " WHEN 'qa_score' THEN substr (body ->> '$.scored_on', 1, 7) = ?3"
      " WHEN 'target' THEN body ->> '$.month' = ?3"
      " WHEN 'exam_result' THEN substr (body ->> '$.taken_on', 1, 7) BETWEEN ?4 AND ?3 ELSE 0 END";
  char exams[MONTH_TEXT_SIZE];
  g_autoptr (DbStmt) stmt = NULL;
  gint64 values[2];

  month_back (form->month, EXAM_BACK_MONTHS, exams);
  stmt = db_prepare (self->db, error, sql, "idss", ORG, &bucket, form->month, exams);
  if (stmt == NULL || db_step (stmt, error) != 1)
    return FALSE;
  values[0] = db_column_int (stmt, 0);
  values[1] = db_column_int (stmt, 1);
  digest_update (state, values, sizeof values);
  return TRUE;
}

/* Monthly buckets of every assignment: last change of each, since all that stands there is fact. */
static gboolean
add_facts (Server *self, Frozen *form, const Assignment *assignment, DigestState *state, GError **error)
{
  for (int back = ORDER_BACK_MONTHS; back >= 0; back--)
    {
      char   month[MONTH_TEXT_SIZE];
      gint64 seq;

      month_back (form->month, back, month);
      if (!last_of (self, bucket_derive_id (BUCKET_FACTS, assignment->department, assignment->row.id, month), &seq,
                    error))
        return FALSE;
      form->gate += seq;
      digest_update (state, &seq, sizeof seq);
    }
  return TRUE;
}

/* The gate, and the mark if the gate is not the noted one. */
static gboolean
look_at (Server *self, Frozen *form, GError **error)
{
  static const BucketClass personal[] = { BUCKET_OWN, BUCKET_FILE };
  g_autoptr (GPtrArray) assignments = directory_assignments_of (self->directory, form->person);
  g_autofree char *hex = NULL;
  DigestState      state;
  Id               shard = ID_NONE;

  digest_init (&state);
  for (guint i = 0; i < assignments->len; i++)
    {
      const Assignment *assignment = g_ptr_array_index (assignments, i);

      shard = assignment->acting && !id_is_none (shard) ? shard : assignment->department;
      if (!add_facts (self, form, assignment, &state, error))
        return FALSE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (personal); i++)
    {
      gint64 seq;

      if (!last_of (self, bucket_derive_id (personal[i], shard, form->person, ""), &seq, error))
        return FALSE;
      form->gate += seq;
    }
  if (*form->noted_mark != '\0' && form->gate == form->noted_gate)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (personal); i++)
    if (!add_dated (self, form, bucket_derive_id (personal[i], shard, form->person, ""), &state, error))
      return FALSE;
  hex = u64_dup_hex (digest_u64 (digest_finish (&state)));
  g_strlcpy (form->mark, hex, sizeof form->mark);
  return TRUE;
}

static gboolean
check (Server *self, Frozen *form, gint64 total, const ServerNow *now, GError **error)
{
  if (*form->mark == '\0')
    g_strlcpy (form->mark, form->noted_mark, sizeof form->mark);
  return job_run_command (self, "appraisal.recheck", &appraisal_schema, form->id, now, error) &&
         write_note (self, form, total, now->now, error);
}

/* The form that waits longest for its daily check; NULL = none is due. */
static Frozen *
next_to_sweep (GArray *forms, gint64 total, gint64 now)
{
  Frozen *oldest = NULL;

  for (guint i = 0; i < forms->len; i++)
    {
      Frozen  *form = &g_array_index (forms, Frozen, i);
      gboolean due = *form->noted_mark != '\0' && *form->mark == '\0' && form->noted_total != total &&
                     (now - form->looked >= SWEEP_US || now < form->looked);

      if (due && (oldest == NULL || form->looked < oldest->looked))
        oldest = form;
    }
  return oldest;
}

/* Of all shards; changes with every row written. */
static gboolean
sum_places (Server *self, gint64 *total, GError **error)
{
  gboolean found;

  return db_int (self->db, total, &found, error, "SELECT coalesce (sum (seq), 0) FROM shard WHERE org = ?", "i", ORG);
}

/**
 * server_recheck_forms:
 *
 * One look: a few forms are folded, the rest at the next look.
 */
gboolean
server_recheck_forms (Server *self, const ServerNow *now, GError **error)
{
  g_autoptr (GArray) forms = g_array_new (FALSE, FALSE, sizeof (Frozen));
  gint64  total;
  guint   checked = 0, swept = 0;
  Frozen *old;

  if (!heads_write (self, error) || !sum_places (self, &total, error) || !list_frozen (self, forms, error))
    return FALSE;
  for (guint i = 0; i < forms->len && checked < AT_ONCE; i++)
    {
      Frozen *form = &g_array_index (forms, Frozen, i);

      if (form->noted_total == total && *form->noted_mark != '\0')
        continue;
      if (server_get_directory (self, error) == NULL || !look_at (self, form, error))
        return FALSE;
      if (*form->mark == '\0')
        continue;
      if (g_str_equal (form->mark, form->noted_mark))
        {
          if (!write_note (self, form, form->noted_total, form->looked, error))
            return FALSE;
          continue;
        }
      checked++;
      if (!check (self, form, total, now, error))
        return FALSE;
    }
  while (checked + swept < AT_ONCE && swept < SWEPT_AT_ONCE && (old = next_to_sweep (forms, total, now->now)) != NULL)
    {
      swept++;
      if (!check (self, old, total, now, error))
        return FALSE;
    }
  return TRUE;
}
