/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/notice.h"

typedef struct
{
  gboolean waiting;
  gint64   told; /* moment of the last notice */
} Pulse;

typedef struct
{
  guint      number;
  char      *table; /* NULL = every table */
  NoticeFunc func;  /* NULL = left while notices were being told */
  gpointer   data;
} Listener;

struct _Notices
{
  int         refs;
  GMutex      lock;   /* guards pulses */
  GHashTable *pulses; /* table → Pulse */
  GPtrArray  *listeners;
  guint       last_number;
  guint       telling;
  NoticeWake  wake;
  gpointer    wake_data;
};

static void
listener_free (gpointer data)
{
  Listener *listener = data;

  g_free (listener->table);
  g_free (listener);
}

Notices *
notices_new (NoticeWake wake, gpointer wake_data)
{
  Notices *self = g_new0 (Notices, 1);

  self->refs = 1;
  g_mutex_init (&self->lock);
  self->pulses = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->listeners = g_ptr_array_new_with_free_func (listener_free);
  self->wake = wake;
  self->wake_data = wake_data;
  return self;
}

Notices *
notices_ref (Notices *self)
{
  g_atomic_int_inc (&self->refs);
  return self;
}

void
notices_unref (Notices *self)
{
  if (self == NULL || !g_atomic_int_dec_and_test (&self->refs))
    return;
  g_hash_table_unref (self->pulses);
  g_ptr_array_unref (self->listeners);
  g_mutex_clear (&self->lock);
  g_free (self);
}

void
notices_touch (Notices *self, const char *table)
{
  gboolean news;
  Pulse   *pulse;

  g_mutex_lock (&self->lock);
  pulse = g_hash_table_lookup (self->pulses, table);
  if (pulse == NULL)
    {
      pulse = g_new0 (Pulse, 1);
      pulse->told = G_MININT64 / 2;
      g_hash_table_insert (self->pulses, g_strdup (table), pulse);
    }
  news = !pulse->waiting;
  pulse->waiting = TRUE;
  g_mutex_unlock (&self->lock);
  if (news && self->wake != NULL)
    self->wake (self->wake_data);
}

guint
notices_subscribe (Notices *self, const char *table, NoticeFunc func, gpointer data)
{
  Listener *listener = g_new0 (Listener, 1);

  listener->number = ++self->last_number;
  listener->table = g_strdup (table);
  listener->func = func;
  listener->data = data;
  g_ptr_array_add (self->listeners, listener);
  return listener->number;
}

/* A listener may leave from inside a notice: its place goes when the round is over. */
static void
sweep (Notices *self)
{
  for (guint i = self->listeners->len; i-- > 0;)
    if (((Listener *) self->listeners->pdata[i])->func == NULL)
      g_ptr_array_remove_index (self->listeners, i);
}

void
notices_unsubscribe (Notices *self, guint number)
{
  for (guint i = 0; i < self->listeners->len; i++)
    if (((Listener *) self->listeners->pdata[i])->number == number)
      ((Listener *) self->listeners->pdata[i])->func = NULL;
  if (self->telling == 0)
    sweep (self);
}

/* Takes the tables due at @now, and the time until the next one. */
static GPtrArray *
take_due (Notices *self, gint64 now, gint64 *next)
{
  GPtrArray     *due = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer       table;
  gpointer       value;

  *next = -1;
  g_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->pulses);
  while (g_hash_table_iter_next (&iter, &table, &value))
    {
      Pulse *pulse = value;
      gint64 wait = pulse->told + NOTICE_GAP_US - now;

      if (!pulse->waiting)
        continue;
      if (wait > NOTICE_GAP_US)
        wait = 0; /* the clock went back */
      if (wait > 0)
        {
          *next = *next < 0 ? wait : MIN (*next, wait);
          continue;
        }
      pulse->waiting = FALSE;
      pulse->told = now;
      g_ptr_array_add (due, g_strdup (table));
    }
  g_mutex_unlock (&self->lock);
  return due;
}

static void
tell_one (Notices *self, const char *table)
{
  guint count = self->listeners->len; /* who joins now hears the next one */

  for (guint i = 0; i < count; i++)
    {
      Listener *listener = self->listeners->pdata[i];

      if (listener->func != NULL && (listener->table == NULL || g_str_equal (listener->table, table)))
        listener->func (table, listener->data);
    }
}

gint64
notices_tell (Notices *self, gint64 now)
{
  gint64 next;
  g_autoptr (GPtrArray) due = take_due (self, now, &next);

  self->telling++;
  for (guint i = 0; i < due->len; i++)
    tell_one (self, due->pdata[i]);
  self->telling--;
  if (self->telling == 0)
    sweep (self);
  return next;
}
