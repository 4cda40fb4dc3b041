/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A desktop store behind the Loader interface: rules read it as they read the server's rows (R18). */
#pragma once

#include "rules/loader.h"
#include "store/store.h"

typedef struct
{
  Loader loader; /* first */
  Store *store;  /* (transfer none) */
} StoreLoader;

/* @directory and @calendar (transfer none) outlive @self, as @store does. Used in the store's own thread. */
void store_loader_init (StoreLoader *self, Store *store, Directory *directory, Calendar *calendar);
