/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A store in its own folder, with a clock and a random source that a test controls. */
#pragma once

#include "core/schema.h"
#include "store/store.h"
#include "tests/support/temp.h"

typedef struct
{
  TempDir *dir;
  char    *path;
  Store   *store;
  gint64   now; /* µs; moves only when the test moves it */
  GRand   *random;
} TempStore;

TempStore *temp_store_new (guint32 seed);
/* Closes and opens the file again, as after a restart. */
void temp_store_restart (TempStore *self);
void temp_store_free (TempStore *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TempStore, temp_store_free)

/* As if it had come from the server, whatever stands there. @bucket: %ID_NONE = none */
void temp_store_put_row (Store *store, const Schema *schema, gconstpointer row, Id bucket);

/* An id made of one number. */
Id test_id (guint number);
