/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The metrics once more, as six aggregates written by hand in SQL: oracle of the fold and baseline of its speed
 * (R18). */
#pragma once

#include "appraisal/facts.h"
#include "store/store.h"

#define FACTS_SQL_MONTH "2026-03"
#define FACTS_SQL_METRICS 6

extern const Metric facts_sql_metrics[FACTS_SQL_METRICS];

/* A store with the month of @agents people, @calls calls in all; every edge a metric has is drawn now and then. */
Store *facts_sql_store_new (const char *path, guint agents, guint calls, guint32 seed);
Id     facts_sql_agent (guint number);

/* Value of one metric, not reduced. */
Ratio facts_sql_value (Store *store, Metric metric, Id agent);
