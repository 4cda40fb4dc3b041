/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What happens when the store file is damaged: nothing typed is lost, and the person is told. */
#pragma once

#include "store/store.h"

typedef struct
{
  gboolean recovered;  /* a damaged file was set aside */
  char    *aside;      /* where it is now */
  guint    lines;      /* unsent changes saved */
  guint    drafts;     /* drafts saved */
  guint    unreadable; /* lines that could not be read */
} StoreRecovery;

void store_recovery_clear (StoreRecovery *report);

/**
 * store_open_or_recover:
 * @report: (out): what was done; to be told to the person, then the device registers and pulls anew
 *
 * Opens the store. A damaged or unreadable file (DB_ERROR_CORRUPT, DB_ERROR_NOT_A_DATABASE) is renamed, a new one made,
 * and what only this device had saved into it: unsent lines from the mirror and from what of the damaged file can still
 * be read, and drafts. Foreign and newer files are refused as in store_open ().
 */
Store *store_open_or_recover (const char *path, StoreRecovery *report, GError **error);

/* The same for a file that opens, yet failed its check (store_check ()); no connection to it may be open. */
Store *store_recover (const char *path, StoreRecovery *report, GError **error);

/* Marks a store whose check failed: the next store_open_or_recover () sets it aside although it opens. */
gboolean store_condemn (const char *path, GError **error);

/**
 * store_check:
 * @self: a reader (R67: after the first frame, on a read connection, after an unclean end or weekly)
 *
 * FALSE with DB_ERROR_CORRUPT if the file is damaged.
 */
gboolean store_check (Store *self, GError **error);
/* Whether a check is due at @now: the last run did not end with store_ended (), or a week has passed. */
gboolean store_check_is_due (Store *self, gboolean *due, GError **error);
gboolean store_checked (Store *self, GError **error);
/* Around the life of the program: an end without store_ended () was unclean. */
gboolean store_started (Store *self, GError **error);
gboolean store_ended (Store *self, GError **error);

/* Deletes set-aside files once nothing saved from them waits to be acknowledged (R45); cheap when there are none. */
gboolean store_drop_aside (Store *self, GError **error);
