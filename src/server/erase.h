/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Erasing what a deleted row held, and what the audit kept of it, by order of the law (R57). */
#pragma once

#include "server/server.h"

typedef struct
{
  gint64 rows;   /* the row and its children */
  gint64 values; /* of the audit */
  gint64 lines;  /* refused mutations that were kept */
  gint64 notes;  /* closed inbox items */
} EraseReport;

/**
 * server_erase:
 * @under: the law or the request, a sentence; it stays in the audit
 * @live: delete first what is not deleted, as any other mutation of the administrator
 * @problem: (out) (transfer full): why it cannot be done, with the way out; %NULL if it was done
 *
 * Erases the last content of a deleted row and of its deleted children, every value the audit holds of them with its
 * salt, refused mutations about them and closed inbox items. The chain of the audit stays whole; a line in it says on
 * which day and under what. In the caller's transaction.
 */
gboolean server_erase (Server            *self,
                       const ServerActor *admin,
                       const Schema      *schema,
                       Id                 id,
                       const char        *under,
                       gboolean           live,
                       const ServerNow   *now,
                       EraseReport       *report,
                       char             **problem,
                       GError           **error);
