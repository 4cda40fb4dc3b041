/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of the rows that references point at, for lists and details. Main thread; one indexed read at most (R72). */
#pragma once

#include "app/session.h"

/* Returns: (transfer full): the name; "" for none; a dash and why where the row is not held (R47) */
char *ref_text (ZuoxiSession *session, const char *table, Id id);

/* Member of an entity's row as people read it, references by name. (transfer full) */
char *ref_member_text (ZuoxiSession *session, const Schema *schema, const Field *field, gconstpointer row);
