/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Arrays of entity rows as a Loader gives them. */
#pragma once

#include "core/schema.h"

void rows_free (const Schema *schema, GPtrArray *rows);
void rows_keep_revision (const Schema *schema, GPtrArray *rows, gint64 revision);
