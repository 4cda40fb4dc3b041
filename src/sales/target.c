/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sales/target.h"

#include "core/frac.h"

#include <string.h>

/* clang-format off */
const EnumNick target_states[] = {
  { TARGET_STATE_PROPOSED, "proposed", N_("Proposed") },
  { TARGET_STATE_EFFECTIVE, "effective", N_("Effective") },
  { 0 } };

const EnumNick target_sources[] = {
  { TARGET_SOURCE_PLAN, "plan", N_("Department plan") },
  { TARGET_SOURCE_INTERVIEW, "interview", N_("Interview") },
  { TARGET_SOURCE_IMPORT, "import", N_("Import") },
  { 0 } };

static const Field target_fields[] = {
  FIELD (Target, person, REF, N_("Person"), .ref = "person", .key = 1),
  FIELD (Target, month, MONTH, N_("Month"), .key = 2),
  FIELD (Target, sales, FEN, N_("Sales target"), .min = 0, .max = 100000000000),
  FIELD (Target, conversion, RATIO, N_("Conversion target")),
  FIELD (Target, state, ENUM, N_("State"), .enums = target_states, .merge = MERGE_SERVER),
  FIELD (Target, source, ENUM, N_("Source"), .enums = target_sources),
  FIELD (Target, reason, TEXT, N_("Reason for the change"), .max = 2000),
  FIELD_LAST };

static const Place target_places[] = {
  { NULL, BUCKET_OWN, "person", NULL },
  { 0 } };

static const Access target_access[] = {
  { REL_MANAGER, OP_ALL, NULL, NULL },
  { REL_SUPERVISOR, OP_ALL, NULL, NULL },
  { REL_ADMIN | REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema target_schema = {
  .table = "target",
  .title = N_("Target"),
  .size = sizeof (Target),
  .fields = target_fields,
  .places = target_places,
  .access = target_access,
  .subject = "person",
  .check = target_check,
  .check_change = target_check_change,
};
/* clang-format on */

#define CONVERSION_DEN_MAX 1000000 /* keeps exact scores within 128 bits (R27) */

/* A rate lies above 0 and not above 1. */
void
target_check (gconstpointer row, ProblemList *problems)
{
  const Target *target = row;
  Ratio         rate = target->conversion;

  if (rate.num == 0 && rate.den == 0)
    return;
  if (rate.num <= 0 || rate.den < rate.num || rate.den > CONVERSION_DEN_MAX)
    problem_add (problems, "conversion", "5.4.1b",
                 N_ ("The conversion target must be above 0 and at most 100 %"), NULL);
}

/**
 * target_is_effective:
 *
 * What the department planned or imported is in force at once; what an interview proposed, from the review on (R28).
 */
gboolean
target_is_effective (const Target *self)
{
  return self->state == TARGET_STATE_EFFECTIVE || self->source != TARGET_SOURCE_INTERVIEW;
}

/**
 * target_change_is_late:
 * @before: as it stands
 * @after: (nullable): as it would be; %NULL = taken away
 * @today: YYYY-MM-DD
 *
 * Returns: whether a target in force is lowered or raised after the middle of its month (R28)
 */
gboolean
target_change_is_late (const Target *before, const Target *after, const char *today)
{
  g_autofree char *middle = g_strconcat (before->month, "-15", NULL);

  if (!target_is_effective (before) || strcmp (today, middle) <= 0)
    return FALSE;
  if (after == NULL)
    return before->sales.set || before->conversion.den > 0;
  return (before->sales.set && (!after->sales.set || after->sales.v != before->sales.v)) ||
         (before->conversion.den > 0 &&
          (after->conversion.den == 0 || frac_cmp (frac_from_ratio (before->conversion),
                                                   frac_from_ratio (after->conversion)) != 0));
}

void
target_reason_problems (const char *reason, ProblemList *problems)
{
  g_autofree char *text = g_strstrip (g_strdup (reason));

  if (*text == '\0')
    problem_add (problems, "reason", "5.4.1", N_ ("The month is more than half over: say why its target changes"), NULL);
}

/* Lowered or raised after mid-month: by the department manager, and with a reason of its own (R28). */
void
target_check_change (
    gconstpointer before, gconstpointer row, guint relations, const char *today, ProblemList *problems)
{
  const Target *was = before, *is = row;

  if (was == NULL || !target_change_is_late (was, is, today))
    return;
  if ((relations & (REL_MANAGER | REL_ADMIN | REL_SYSTEM)) == 0)
    problem_add (problems, "sales", "5.4.1",
                 N_ ("The month is more than half over: only the department manager changes its target"), NULL);
  else if (is != NULL)
    target_reason_problems (g_str_equal (is->reason, was->reason) ? "" : is->reason, problems);
}
