/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Steps that are recorded without a signature: what their digest covers (R15), and what an employee confirms to have
 * read (R20, R21). Canonical JSON, computed alike on every machine.
 *
 *   first layout   {form_id, reason, revision, step}
 *   filing, v 2    {coefficient, form_id, grade, grade_title, month, number, reason: "", revision, step: "file", total,
 *                   v: 2}; its bytes are kept as the step's document. Filings of before have the first layout.
 *   receipt, v 2   {notice: interview|result, reason: "", revision, seen: digest of the notice, step, form_id, v: 2};
 *                   its bytes are kept too. Receipts of before have the first layout.
 */
#pragma once

#include "appraisal/dossier.h"

/* (transfer full): the first layout. @reason: "" = none */
char *recorded_document (Id form, gint64 revision, const char *event, const char *reason);
/* (transfer full): the filing's */
char *recorded_filing_document (const Filing *filing);

typedef enum
{
  NOTICE_NONE,
  NOTICE_INTERVIEW, /* absent at the interview: what was said there (R20) */
  NOTICE_RESULT,    /* the filed result, or the restated one (R21) */
} NoticeKind;

/* What the employee has not confirmed yet. */
NoticeKind  notice_open (const Dossier *self);
const char *notice_nick (NoticeKind kind);
NoticeKind  notice_from_nick (const char *nick);
/* Step its receipt leaves. */
const char *notice_event (NoticeKind kind);
/* The revision it is about, 0 = there is no such notice. */
gint64 notice_revision (const Dossier *self, NoticeKind kind);
/* µs, by the server's clock: nobody can have read it before. */
gint64 notice_since (const Dossier *self, NoticeKind kind);
/* (transfer full): digest of what it says, hex; "" = there is no such notice */
char *notice_digest (const Dossier *self, NoticeKind kind);
/* (transfer full): what the receipt's digest covers. @seen: digest of the notice */
char *notice_receipt_document (const Dossier *self, NoticeKind kind, const char *seen);
