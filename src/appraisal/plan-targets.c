/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/plan-targets.h"

#include "appraisal/appraisal-commands.h"
#include "appraisal/form-check.h"
#include "core/decimal.h"
#include "sales/target.h"

#include <string.h>

static void
free_target (Target *target)
{
  schema_free (&target_schema, target);
}

static void
append_change (GString *text, const char *unit, const char *was, const char *is, const char *after)
{
  g_string_append_printf (text, "%s%s%s%s → %s%s%s", text->len > 0 ? "; " : "", unit, was, after, unit, is, after);
}

/* Conversion in hundredths of a percent. */
static gint64
conversion_points (Ratio conversion)
{
  return conversion.den > 0 ? frac_round_half_up (frac_mul (frac_from_ratio (conversion), frac_from_int (100)), 2) : 0;
}

/* (transfer full): what was in force before and is no more, "" if nothing. */
static char *
earlier_values (OptInt sales, Ratio conversion, const Target *target)
{
  GString *text = g_string_new (NULL);
  char     was[DECIMAL_TEXT_SIZE], is[DECIMAL_TEXT_SIZE];

  if (sales.set && sales.v != target->sales.v)
    {
      decimal_format (sales.v, 2, TRUE, was);
      decimal_format (target->sales.v, 2, TRUE, is);
      append_change (text, "¥", was, is, "");
    }
  if (conversion.den > 0 && conversion_points (conversion) != conversion_points (target->conversion))
    {
      decimal_format (conversion_points (conversion), 2, FALSE, was);
      decimal_format (conversion_points (target->conversion), 2, FALSE, is);
      append_change (text, "", was, is, "%");
    }
  return g_string_free (text, FALSE);
}

/* (transfer full): the target of the next month as agreed on, and as it is; NULL without @error if the plan names no
   figure. */
static Target *
agreed_target (Loader *loader, const Dossier *dossier, Target **before, GError **error)
{
  Target *target;

  *before = target_of_next_month (loader, dossier->form, error);
  if (*before == NULL)
    return NULL;
  target = schema_copy (&target_schema, *before);
  if (plan_apply_targets (dossier->plan, target))
    return target;
  schema_free (&target_schema, target);
  g_clear_pointer (before, free_target);
  return NULL;
}

char *
plan_targets_late_change (Loader *loader, const Dossier *dossier, const char *today, GError **error)
{
  GError *failure = NULL;
  Target *before;
  Target *target = agreed_target (loader, dossier, &before, &failure);
  char   *change = NULL;

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return NULL;
    }
  if (target != NULL && target_change_is_late (before, target, today))
    change = earlier_values (before->sales, before->conversion, target);
  free_target (before);
  free_target (target);
  return change != NULL ? change : g_strdup ("");
}

CommandResult
plan_targets_take_reason (FormCommand *self)
{
  const char      *reason = args_text (self->context->args, "reason");
  g_autofree char *change = plan_targets_late_change (self->context->loader, self->dossier, self->today, self->error);
  Target          *target;

  if (change == NULL)
    return COMMAND_FAILED;
  if (*change == '\0')
    return COMMAND_OK;
  target_reason_problems (reason, self->problems);
  if (self->problems->len > 0)
    return form_command_incomplete (self);
  target = target_of_next_month (self->context->loader, self->form, self->error);
  if (target == NULL)
    return COMMAND_FAILED;
  command_set_text (&target->reason, reason);
  effects_put (self->effects, &target_schema, target);
  return COMMAND_OK;
}

/* "2026-04-17: ¥40,000.00 → ¥42,000.00", and what the reviewer wrote if he came late. */
static char *
reason_of (FormCommand *self, const Target *before, const Target *target)
{
  g_autofree char *earlier = earlier_values (before->sales, before->conversion, target);
  const Step      *review = dossier_step (self->dossier, self->dossier->revision, EVENT_REVIEW);
  char             day[DAY_TEXT_SIZE];

  if (*earlier == '\0')
    return g_strdup (before->reason);
  command_day (review != NULL ? review->received_at : self->context->now, day);
  if (target_change_is_late (before, target, day) && *before->reason != '\0')
    return g_strdup_printf ("%s: %s: %s", self->today, earlier, before->reason);
  return g_strdup_printf ("%s: %s", self->today, earlier);
}

/* What was agreed on becomes the target of the next month; the earlier value stays readable (R28). */
gboolean
plan_targets_make_effective (FormCommand *self)
{
  GError *failure = NULL;
  Target *before;
  Target *target = agreed_target (self->context->loader, self->dossier, &before, &failure);

  if (failure != NULL)
    {
      g_propagate_error (self->error, failure);
      return FALSE;
    }
  if (target == NULL)
    return TRUE;
  if (target_is_effective (before))
    {
      g_free (target->reason);
      target->reason = reason_of (self, before, target);
    }
  target->state = TARGET_STATE_EFFECTIVE;
  target->source = TARGET_SOURCE_INTERVIEW;
  effects_put (self->effects, &target_schema, target);
  free_target (before);
  return TRUE;
}
