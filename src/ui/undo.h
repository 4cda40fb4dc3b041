/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be taken back in this window, newest last. Main thread. */
#pragma once

#include <glib-object.h>

typedef struct _UndoStack UndoStack;

/* @forward TRUE does the thing again, FALSE takes it back. Returns FALSE with @error set if it cannot. */
typedef gboolean (*UndoFunc) (gboolean forward, gpointer data, GError **error);

UndoStack *undo_stack_new (void);
void       undo_stack_free (UndoStack *self);

/* @text: what was done, as the toast said it; forgets what could be done again. Keeps the last 100. */
void undo_stack_push (UndoStack *self, const char *text, UndoFunc func, gpointer data, GDestroyNotify destroy);

/* Text of what the next undo or redo is about; NULL = nothing. (transfer none) */
const char *undo_stack_peek (const UndoStack *self, gboolean forward);
/* FALSE without @error: there was nothing. A step that fails is dropped: the row has moved on. */
gboolean undo_stack_step (UndoStack *self, gboolean forward, GError **error);
void     undo_stack_clear (UndoStack *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (UndoStack, undo_stack_free)
