/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rules' view of the desktop store: metrics and guards run on it as on the server's rows (R18). */
#pragma once

#include "rules/loader.h"
#include "store/store.h"

/**
 * store_loader_new:
 * @store: reader or writer; outlives the loader, and is used on the loader's thread
 *
 * Facts of a month are found by the person and the fact's own date; rows of other entities by the person alone.
 *
 * Returns: (transfer full): free with store_loader_free ()
 */
Loader *store_loader_new (Store *store, Directory *directory, Calendar *calendar);
void    store_loader_free (Loader *loader);

/* (transfer full): departments, teams, persons and assignments as they stand in the store. */
Directory *store_load_directory (Store *store, GError **error);
