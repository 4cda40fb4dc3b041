/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What "go to anything" finds: people, their forms, clauses. Short reads on the main thread's connection (R72). */
#pragma once

#include "app/session.h"

/* How well typed text fits a candidate; 0 = not at all. */
typedef int (*GoMatch) (const char *candidate, const char *text);
typedef void (*GoFound) (int         score,
                         const char *icon,
                         const char *title,
                         const char *subtitle,
                         const char *table,
                         Id          id,
                         gpointer    data);

/* Tells @found what @text, as typed, may mean; at most a dozen of each kind. */
void go_search (ZuoxiSession *session, const char *text, GoMatch match, GoFound found, gpointer data);

/* The clause with @code ("5.3.2") of the newest regulation that is here; FALSE = none. */
gboolean go_find_clause (ZuoxiSession *session, const char *code, Id *out);
Rows    *go_query_clause (Store *reader, const char *code);
