/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a previous supervisor is asked for, as his own device knows it: he does not hold the form (R6). */
#pragma once

#include "app/session-read.h"

typedef struct
{
  Id       form;
  char    *name;                   /* of the person who moved */
  char     month[8];               /* YYYY-MM */
  char     due[11];                /* YYYY-MM-DD by which the evaluation is due, "" = not known */
  char    *text;                   /* his own words, sent or on their way; "" = none yet */
  gboolean given, settled, queued; /* the server has it · nothing can be changed any more · on its way */
} OpinionAsk;

void opinion_ask_free (OpinionAsk *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpinionAsk, opinion_ask_free)

/* (transfer full) (nullable): NULL without @error if @me was not asked about @form. */
OpinionAsk *opinion_ask_load (Store *store, Id me, Id form, GError **error);
/* (transfer full) (element-type OpinionAsk): not yet answered, the latest first. */
GPtrArray *opinion_asks_open (Store *store, Id me, GError **error);
