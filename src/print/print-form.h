/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The regulation's forms, printed from the bytes that were signed (R15): the caller hands over a step's stored
 * document and what stands beside it, and gets a PrintDoc for print_pdf () or print_pages_new ().
 *
 * The document is JSON. All numbers are integers: weights, scores and coefficients in hundredths, money in fen.
 * Texts are as typed. A member that does not apply is absent or null and leaves its place on the form empty.
 * Members not listed here are not printed.
 *
 *   form          "self" | "evaluation" | "interview" | "plan": the form it is printed as if not said otherwise
 *   org department team name number period("2026-03") filled_on(date) scorer
 *   post          nick of the posts table: "agent", "supervisor" …
 *   revision      from 1
 *   scheme        {id version digest}        regulation {version digest acknowledged(bool)}
 *   groups[]      {code title weight self score text}: self and score are the dimension's own score, 0–10000
 *   items[]       {code title group weight source rule rule_text unit target_text actual_text rate_text computed self
 *                  score weighted(1/10,000 of a point) note example evidence few(bool: too few samples)}
 *   self          {main_work problems next_ideas support}
 *   evaluation    {strengths weaknesses advice previous_opinion previous_opinion_by adjustments(text)
 *                  override{from_title to_title reason}}
 *   total         {exact("16793/200") rounded grade grade_title near_limit(bool) coefficient self}
 *   interview     {held_on place result success improve advice training opinion help outcome("signed" | "refused" |
 *                  "absent") reason attempts[] witness}
 *   restatement   {reason grade_title revision rounded}: the result a restated one replaces
 *   plan[]        {goal measure due owner target("sales" | "conversion" | "none") value}
 *   files[]       {name size(bytes) sha256}: evidence of the evaluation
 */
#pragma once

#include "print/print.h"

/* What stands beside the signed bytes; all of it borrowed for the call. */
typedef struct
{
  const char                  *form;          /* nullable: print as this form instead of the document's own */
  const char                  *filing_number; /* nullable: printed as still to be given (R32) */
  const char                  *form_id;       /* 32 hex digits; nullable: no QR code */
  const char                  *step;          /* step whose document this is: "submit_self" …; nullable: no QR code */
  const char                  *digest;        /* nullable: 64 hex digits; without it the paper says it is a draft */
  const char                  *late;          /* nullable: what was late, in words, printed as it is */
  const PrintSignature *const *signatures;    /* of this revision, any order; places without one stay blank */
  guint                        n_signatures;
} PrintFormInfo;

PrintDoc *print_form_new (const char          *document_json,
                          const PrintFormInfo *info,
                          GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/* (transfer full): "zuoxi:1:<form>:<revision>:<step>:<digest>", what the QR code says. */
char *print_form_code (const PrintFormInfo *info, gint64 revision);
