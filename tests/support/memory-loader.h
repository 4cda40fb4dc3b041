/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows in memory behind the Loader interface: what commands and metrics are tested on (R18). */
#pragma once

#include "rules/command.h"

typedef struct
{
  Loader      loader; /* first */
  GHashTable *tables; /* const Schema * → GHashTable of Id → row */
} MemoryLoader;

MemoryLoader *memory_loader_new (Directory *directory, Calendar *calendar);
void          memory_loader_free (MemoryLoader *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MemoryLoader, memory_loader_free)

/* (transfer full) @row; a natural key's id is derived; org rows also go to the directory. */
void memory_loader_put (MemoryLoader *self, const Schema *schema, gpointer row);
void memory_loader_remove (MemoryLoader *self, const Schema *schema, Id id);
void memory_loader_apply (MemoryLoader *self, Effects *effects);

/* (transfer none) (nullable): the live row. */
gpointer memory_loader_peek (MemoryLoader *self, const Schema *schema, Id id);
guint    memory_loader_count (MemoryLoader *self, const Schema *schema);
