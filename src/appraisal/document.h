/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The document a step signs (R15): canonical JSON bytes, built alike by the signer's machine and by the server. They
 * are stored with the step, hashed, shown and printed, and never written again from rows. Layout: print/print-form.h,
 * and besides: form_id (hex), step (event), provisional (flag: figures were not frozen yet), restatement {reason
 * revision rounded grade_title} of the result it replaces. Documents signed before evidence files were part of them
 * lack `files`; they verify as they are.
 */
#pragma once

#include "appraisal/dossier.h"

typedef struct
{
  const char      *event;           /* EVENT_… of the step that is signed */
  gint64           moment;          /* µs, as the signer's device says: its day stands on the form */
  const Interview *interview;       /* (nullable) interview: as typed, not saved yet; else the saved one is taken */
  GPtrArray       *plan;            /* (nullable) (element-type PlanItem): with @interview */
  const char      *stance;          /* (nullable): with @interview */
  const char      *stance_text;     /* (nullable) */
  GPtrArray       *provisional;     /* (nullable) (element-type Figure): before the freeze: what was seen */
  JsonObject      *claimed;         /* (nullable): server: the signer's document, for what only he can know */
  gboolean         names_as_signed; /* with @claimed: names and layout are its own */
} DocumentInput;

char *appraisal_document (const Dossier *self, Directory *directory, const DocumentInput *input);

/* One document differs from another in this member; "" if in none. (transfer full) */
char *document_difference (const char *one, const char *other);

/* Live rows against signed bytes: the member that differs now, "" if none. (transfer full) */
char *document_changed_since (const Dossier *self, Directory *directory, const Step *step, const char *document);
