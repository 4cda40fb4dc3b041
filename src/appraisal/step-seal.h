/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a signature under a step covers, how it is made and how it is proved (R15, R20). */
#pragma once

#include "appraisal/form.h"
#include "core/digest.h"
#include "core/keys.h"

/* All texts are hex except @event; "" = none. */
typedef struct
{
  char  *event;
  Id     actor;
  char  *previous;
  char  *digest;
  char  *public_key;
  char  *signature;
  gint64 moment; /* µs */
} StepSeal;

Digest    step_digest (const char *document,
                       const char *previous,
                       const char *event,
                       Id          actor,
                       const char *public_key,
                       gint64      moment);
StepSeal *step_seal_new (const char    *document,
                         const char    *previous,
                         const char    *event,
                         Id             actor,
                         const KeyPair *pair,
                         gint64         moment);
void      step_seal_free (StepSeal *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (StepSeal, step_seal_free)

gboolean step_seal_verify (const StepSeal *self, const char *document);
gboolean step_verify (const Step *step, const char *document);

#define STEP_CLOCK_SLACK (300 * G_USEC_PER_SEC) /* further apart, clock and arrival do not say the same */
gboolean step_came_later (const Step *step);

#define STEP_SHORT_DIGITS 12
char *step_short_digest (const Step *step);
char *step_qr_text (const Step *step);
