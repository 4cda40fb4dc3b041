/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frozen figures and what became of their rows. */
#pragma once

#include "appraisal/facts.h"
#include "rules/command.h"

/* Exception of a form the freeze excludes though none was listed; its reason: days worked / of. */
#define EXCLUDED_UNDER_HALF "under-half"

/* What the freeze computes of one form: all that takes long. */
struct FreezeDraft
{
  GPtrArray  *figures; /* of Figure, owned; without form, revision and moment. None where the form is not assessed */
  gboolean    assessable;
  FactsCounts counts;
};

/* (transfer full): folds the month; only reads. */
FreezeDraft *freeze_draft_new (Loader *loader, const Appraisal *form, gint64 now, GError **error);
void         freeze_draft_free (FreezeDraft *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FreezeDraft, freeze_draft_free)

/* (transfer full) (element-type Appraisal): the forms a freeze of @id, a form or a month, is about; rows_free (). */
GPtrArray *freeze_forms (Loader *loader, Id id, GError **error);
gboolean   freeze_is_open (const Appraisal *form);
/* The scorer for his own people; HR, the manager, the administrator and the server for everybody. */
gboolean freeze_may (const Appraisal *form, Directory *directory, Id actor, gboolean admin, const char *today);

gboolean freeze_put_figures (const CommandContext *context,
                             Effects              *effects,
                             const Appraisal      *form,
                             gint64                revision,
                             SheetState            state,
                             const SchemeSet      *scheme,
                             Facts                *facts,
                             GError              **error) G_GNUC_WARN_UNUSED_RESULT;
char    *freeze_changed_days (Facts *facts, const Figure *figure, const SchemeSet *scheme);
