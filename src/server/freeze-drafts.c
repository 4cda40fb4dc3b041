/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/freeze-drafts.h"

#include "appraisal/facts-load.h"
#include "appraisal/freeze.h"
#include "appraisal/rows.h"
#include "core/id.h"
#include "server/admin.h"
#include "server/server-private.h"

#define FORMS_AT_ONCE 2000

/* A folded month, and where its rows stood. */
typedef struct
{
  FreezeDraft *draft;
  gint64       revision;
  gint64       gate;
  Id           scheme;
} Folded;

/* Shared with the threads that fold. */
struct FreezeDrafts
{
  GMutex      lock;
  GHashTable *folded; /* Id of the form → Folded */
  int         count;  /* atomic: references */
};

struct FreezeWork
{
  char         *path;
  gint64        now;
  GArray       *forms; /* of Id */
  FreezeDrafts *drafts;
};

static void
folded_free (gpointer data)
{
  Folded *self = data;

  freeze_draft_free (self->draft);
  g_free (self);
}

static FreezeDrafts *
drafts_new (void)
{
  FreezeDrafts *self = g_new0 (FreezeDrafts, 1);

  g_mutex_init (&self->lock);
  self->folded = g_hash_table_new_full (id_hash, id_equal_ptr, g_free, folded_free);
  self->count = 1;
  return self;
}

static FreezeDrafts *
drafts_ref (FreezeDrafts *self)
{
  g_atomic_int_inc (&self->count);
  return self;
}

void
freeze_drafts_unref (FreezeDrafts *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->count))
    return;
  g_hash_table_unref (self->folded);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
server_fold_aside (Server *self)
{
  if (self->drafts == NULL && self->vfs == NULL)
    self->drafts = drafts_new ();
}

static gboolean
add_last (Server *self, Id bucket, gint64 *sum, GError **error)
{
  gint64   seq = 0;
  gboolean found;

  if (!db_int (self->db, &seq, &found, error, "SELECT last_seq FROM bucket WHERE org = ? AND id = ?", "id", ORG,
               &bucket))
    return FALSE;
  *sum += seq;
  return TRUE;
}

/* Sum of the last changes of all buckets the month is counted from, the company's own with them: each raises it. */
static gboolean
gate_of (Server *self, const Appraisal *form, gint64 *gate, GError **error)
{
  static const BucketClass personal[] = { BUCKET_OWN, BUCKET_FILE, BUCKET_SUP, BUCKET_SELF };
  g_autoptr (GPtrArray) assignments = directory_assignments_of (self->directory, form->person);
  Day first;

  *gate = 0;
  if (!month_parse (form->month, &first) ||
      !add_last (self, bucket_derive_id (BUCKET_ORG, ID_NONE, ID_NONE, ""), gate, error))
    return FALSE;
  for (guint i = 0; i < assignments->len; i++)
    {
      const Assignment *assignment = g_ptr_array_index (assignments, i);

      for (int back = ORDER_BACK_MONTHS; back >= 0; back--)
        {
          char month[MONTH_TEXT_SIZE];

          month_format (month_add (first, -back), month);
          if (!add_last (self,
                         bucket_derive_id (BUCKET_FACTS, assignment->department, assignment->row.id, month), gate,
                         error))
            return FALSE;
        }
      for (guint j = 0; j < G_N_ELEMENTS (personal); j++)
        if (!add_last (self, bucket_derive_id (personal[j], assignment->department, form->person, ""), gate, error))
          return FALSE;
    }
  return TRUE;
}

static gboolean
stands (Server *self, const Folded *folded, const Appraisal *form, GError **error)
{
  gint64 gate;

  if (folded->revision != form->revision || !id_equal (folded->scheme, form->scheme))
    return FALSE;
  return heads_write (self, error) && gate_of (self, form, &gate, error) && gate == folded->gate;
}

/* For CommandContext: a draft is used once. */
const FreezeDraft *
freeze_draft_of (gpointer data, gconstpointer row)
{
  Server          *self = data;
  const Appraisal *form = row;
  Folded          *folded = NULL;
  gpointer         key = NULL, value = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->draft, freeze_draft_free);
  if (self->drafts == NULL)
    return NULL;
  g_mutex_lock (&self->drafts->lock);
  if (g_hash_table_steal_extended (self->drafts->folded, &form->row.id, &key, &value))
    folded = value;
  g_mutex_unlock (&self->drafts->lock);
  g_free (key);
  if (folded == NULL)
    return NULL;
  if (stands (self, folded, form, &error))
    self->draft = g_steal_pointer (&folded->draft);
  if (error != NULL)
    g_warning ("%s", error->message); /* the command meets it too, and says so */
  folded_free (folded);
  return self->draft;
}

static gboolean
is_folded (Server *self, const Appraisal *form, GError **error)
{
  Folded  *folded;
  gboolean done;

  g_mutex_lock (&self->drafts->lock);
  folded = g_hash_table_lookup (self->drafts->folded, &form->row.id);
  done = folded != NULL && stands (self, folded, form, error);
  g_mutex_unlock (&self->drafts->lock);
  return done;
}

static FreezeWork *
work_new (Server *self, const ServerNow *now)
{
  FreezeWork *work = g_new0 (FreezeWork, 1);

  work->path = g_strdup (self->path);
  work->now = now->now + self->clock_offset;
  work->forms = g_array_new (FALSE, FALSE, sizeof (Id));
  work->drafts = drafts_ref (self->drafts);
  return work;
}

void
freeze_work_free (FreezeWork *work)
{
  if (work == NULL)
    return;
  g_free (work->path);
  g_array_unref (work->forms);
  freeze_drafts_unref (work->drafts);
  g_free (work);
}

gboolean
server_freeze_wanted (Server            *self,
                      Id                 id,
                      Id                 team,
                      const ServerActor *actor,
                      const ServerNow   *now,
                      FreezeWork       **work,
                      GError           **error)
{
  g_autofree Loader *loader = self->drafts != NULL ? server_loader_new (self, error) : NULL;
  GPtrArray         *forms;
  char               today[11];
  GError            *failure = NULL;

  if (self->drafts == NULL)
    return TRUE;
  forms = loader != NULL ? freeze_forms (loader, id, error) : NULL;
  if (forms == NULL)
    return FALSE;
  server_today (self, now, today);
  for (guint i = 0; i < forms->len && failure == NULL; i++)
    {
      const Appraisal *form = g_ptr_array_index (forms, i);
      Id               person = actor != NULL ? actor->person : ID_NONE;
      gboolean         may = freeze_may (form, self->directory, person, actor == NULL || actor->admin, today);

      if (!may || !freeze_is_open (form) || strncmp (today, form->month, 7) <= 0 ||
          (!id_is_none (team) && !id_equal (team, form->team)) || is_folded (self, form, &failure))
        continue;
      if (*work == NULL)
        *work = work_new (self, now);
      if ((*work)->forms->len < FORMS_AT_ONCE)
        g_array_append_val ((*work)->forms, form->row.id);
    }
  rows_free (&appraisal_schema, forms);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/* Takes @form over. */
static gboolean
fold (FreezeWork *work, Server *reader, Loader *loader, Appraisal *form, GError **error)
{
  Folded  *folded = g_new0 (Folded, 1);
  gboolean ok;

  folded->revision = form->revision;
  folded->scheme = form->scheme;
  folded->draft = freeze_draft_new (loader, form, work->now, error);
  ok = folded->draft != NULL && gate_of (reader, form, &folded->gate, error);
  if (ok)
    {
      g_mutex_lock (&work->drafts->lock);
      g_hash_table_replace (work->drafts->folded, id_dup (form->row.id), g_steal_pointer (&folded));
      g_mutex_unlock (&work->drafts->lock);
    }
  else
    folded_free (folded);
  schema_free (&appraisal_schema, form);
  return ok;
}

/* One snapshot for all of it. */
static gboolean
fold_all (FreezeWork *work, Server *reader, GError **error)
{
  g_autofree Loader *loader = NULL;
  g_auto (DbScope) scope = { 0 };

  if (!db_begin_read (&scope, reader->db, error))
    return FALSE;
  loader = server_loader_new (reader, error);
  for (guint i = 0; loader != NULL && i < work->forms->len; i++)
    {
      GError    *failure = NULL;
      Appraisal *form = loader->row (loader, &appraisal_schema, g_array_index (work->forms, Id, i), &failure);

      if (form != NULL && !fold (work, reader, loader, form, &failure) && failure == NULL)
        return FALSE;
      if (failure == NULL)
        continue;
      g_propagate_error (error, failure);
      return FALSE;
    }
  return loader != NULL;
}

void
freeze_work_run (gpointer data)
{
  FreezeWork *work = data;
  Server     *reader;
  g_autoptr (GError) error = NULL;

  reader = server_reader_open (work->path, &error);
  if (reader != NULL)
    (void) fold_all (work, reader, &error);
  if (error != NULL)
    g_warning ("%s", error->message); /* the command folds itself */
  server_reader_close (reader);
}
