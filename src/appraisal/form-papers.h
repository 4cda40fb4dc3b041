/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A form on paper: from the bytes its steps signed, never from rows (R15). */
#pragma once

#include "app/session-read.h"
#include "appraisal/case.h"
#include "print/print-form.h"

/* (transfer full) (element-type PrintDoc): self-assessment, evaluation, interview and plan of the revision shown, as
   far as they were signed and the reader holds them; empty if nothing was. */
GPtrArray *form_papers_new (Store *store, const AppraisalCase *shown, Directory *directory, GError **error);

/* A #SessionReadFunc: @input is a GPtrArray of Id *, forms in the order of printing; the result a GPtrArray of
 * PrintDoc. */
gpointer form_papers_read (Store *store, const SessionReading *reading, gpointer input, GError **error);

/* (transfer full): what a stance means, with the signer's own words. */
char *form_papers_stance (const char *stance, const char *text);

/* (transfer full) (element-type PrintSignature): those of the revision shown; texts are owned by @strings. */
GPtrArray *form_papers_signatures (const AppraisalCase *shown, Directory *directory, GStringChunk *strings);

/* A signature as print wants it, from a step; without a name if nobody signed. Texts are owned by @strings. */
PrintSignature form_papers_signature (const Step *step, Directory *directory, GStringChunk *strings);
