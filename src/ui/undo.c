/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/undo.h"

#define DEPTH 100

typedef struct
{
  char          *text;
  UndoFunc       func;
  gpointer       data;
  GDestroyNotify destroy;
} Entry;

struct _UndoStack
{
  GQueue past;   /* (element-type Entry), newest at the tail */
  GQueue future; /* (element-type Entry), next at the tail */
};

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  if (entry->destroy != NULL)
    entry->destroy (entry->data);
  g_free (entry->text);
  g_free (entry);
}

UndoStack *
undo_stack_new (void)
{
  UndoStack *self = g_new0 (UndoStack, 1);

  g_queue_init (&self->past);
  g_queue_init (&self->future);
  return self;
}

void
undo_stack_clear (UndoStack *self)
{
  g_queue_clear_full (&self->past, entry_free);
  g_queue_clear_full (&self->future, entry_free);
}

void
undo_stack_free (UndoStack *self)
{
  undo_stack_clear (self);
  g_free (self);
}

void
undo_stack_push (UndoStack *self, const char *text, UndoFunc func, gpointer data, GDestroyNotify destroy)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->text = g_strdup (text);
  entry->func = func;
  entry->data = data;
  entry->destroy = destroy;
  g_queue_push_tail (&self->past, entry);
  g_queue_clear_full (&self->future, entry_free);
  if (self->past.length > DEPTH)
    entry_free (g_queue_pop_head (&self->past));
}

const char *
undo_stack_peek (const UndoStack *self, gboolean forward)
{
  const GQueue *queue = forward ? &self->future : &self->past;

  return queue->tail != NULL ? ((Entry *) queue->tail->data)->text : NULL;
}

gboolean
undo_stack_step (UndoStack *self, gboolean forward, GError **error)
{
  GQueue *from = forward ? &self->future : &self->past;
  GQueue *to = forward ? &self->past : &self->future;
  Entry  *entry = g_queue_pop_tail (from);

  if (entry == NULL)
    return FALSE;
  if (!entry->func (forward, entry->data, error))
    {
      entry_free (entry);
      return FALSE;
    }
  g_queue_push_tail (to, entry);
  return TRUE;
}
