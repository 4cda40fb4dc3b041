/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rows made of a field table and a seed, for tests that loop over every entity. */
#pragma once

#include "core/schema.h"

/* (transfer full): a row whose members are all within their limits; the same seed gives the same row. */
gpointer random_row (const Schema *schema, GRand *random);

/* Gives one member a new valid value. */
void random_member (const Schema *schema, const Field *field, gpointer row, GRand *random);
