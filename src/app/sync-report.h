/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of the sync in plain words, as the header's button and its panel show it. Read on the main thread. */
#pragma once

#include "app/session.h"

/* Every text is there, "" where there is nothing to say. */
typedef struct
{
  const char *icon;       /* static */
  char       *short_text; /* for the button: "Synchronised 14:02", "Offline, 3 unsent" */
  char       *state;      /* one sentence: "Offline since 14:02", "Catching up: 1,200 of 4,000 rows" */
  double      progress;   /* 0 … 1 of a long catch-up; −1 = there is none, or how long is not known */
  char       *trouble;    /* what stands in the banner */
  char       *last_sync;
  char       *unsent;  /* how many changes wait, and since when */
  char       *kinds;   /* "Call 3 · Customer 2" */
  gint64      waiting; /* inbox items that wait for the person */
  char       *inbox;
  char       *person; /* "张三 (A0101)" */
  char       *device; /* the name the administrator sees */
  char       *server;
} SyncReport;

/* Without @whole only what the button shows: icon and short text, last sync. */
SyncReport *sync_report_new (ZuoxiSession *session, gboolean whole);
void        sync_report_free (SyncReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SyncReport, sync_report_free)
