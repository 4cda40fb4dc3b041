/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The facts of a month for each agent the reader stands above: counted on this device by the same fold as on the server
 * (R18), or taken from the form where it is frozen. Read by zuoxi_session_read_async ().
 */
#pragma once

#include "app/session-read.h"
#include "appraisal/facts.h"
#include "appraisal/on-time.h"

#define ZUOXI_TYPE_AGENT_MONTH (zuoxi_agent_month_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiAgentMonth, zuoxi_agent_month, ZUOXI, AGENT_MONTH, GObject)

/* One agent; read-only for everyone else. */
struct _ZuoxiAgentMonth
{
  GObject parent_instance;

  Id          person;
  char       *name, *number, *team;
  char        month[8];
  FactsCounts counts;
  GPtrArray  *figures; /* Figure, one a metric of the scheme */
  gboolean    frozen;
  gboolean    changed; /* a counted row changed after the freeze */
};

/* (transfer none) (nullable) */
const Figure *agent_month_figure (ZuoxiAgentMonth *self, Metric metric);
/* As people read it: "¥31,260", "3.05% (9/295)", "86.40 (22)"; "–" = not applicable. (transfer full) */
char *agent_month_figure_text (ZuoxiAgentMonth *self, Metric metric);
/* <0, 0, >0; what is not applicable stands last. */
int agent_month_compare (ZuoxiAgentMonth *a, ZuoxiAgentMonth *b, Metric metric);

typedef struct
{
  char       month[8];
  GPtrArray *agents; /* ZuoxiAgentMonth, by team and number */
  gboolean   opened; /* the month is under appraisal */
  OnTime     on_time[ON_TIME_STEPS];
} TeamFacts;

void team_facts_free (TeamFacts *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TeamFacts, team_facts_free)

/* SessionReadFunc: @input: YYYY-MM. (transfer full) TeamFacts. */
gpointer team_facts_read (Store *store, const SessionReading *reading, gpointer input, GError **error);
