/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/step-seal.h"

#include "core/hex.h"
#include "core/id.h"

#include <string.h>

#define SEAL_PREFIX "zuoxi-step-1"

/**
 * step_digest:
 * @document: the exact bytes shown and stored
 * @previous: hex digest of the step before, "" for the first
 * @event: nick of the step
 * @actor: whose step it is; %ID_NONE = the server's
 * @public_key: hex of the key that signs, "" for steps without signature
 * @moment: µs since the epoch, UTC, as the signer's device said
 *
 * SHA-256 ('zuoxi-step-1' ‖ document ‖ previous ‖ step ‖ actor ‖ key ‖ moment), each part ended by a NUL so that no two
 * inputs run together (R15). When it was received stands beside, not inside: an offline chain can be computed.
 */
Digest
step_digest (const char *document,
             const char *previous,
             const char *event,
             Id          actor,
             const char *public_key,
             gint64      moment)
{
  DigestState      state;
  char             hex[ID_HEX_LENGTH + 1];
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, moment);

  id_to_hex (actor, hex);
  digest_init (&state);
  digest_update_text (&state, SEAL_PREFIX);
  digest_update_text (&state, document);
  digest_update_text (&state, previous);
  digest_update_text (&state, event);
  digest_update_text (&state, hex);
  digest_update_text (&state, public_key);
  digest_update_text (&state, number);
  return digest_finish (&state);
}

/**
 * step_seal_new:
 * @pair: (nullable): the signer's keys; %NULL for a step without signature
 *
 * Returns: (transfer full): the seal of a step; the signature is Ed25519 over the 32 bytes of the digest
 */
StepSeal *
step_seal_new (const char    *document,
               const char    *previous,
               const char    *event,
               Id             actor,
               const KeyPair *pair,
               gint64         moment)
{
  StepSeal *self = g_new0 (StepSeal, 1);
  Digest    digest;
  guint8    signature[KEYS_SIGNATURE_SIZE];

  self->event = g_strdup (event);
  self->actor = actor;
  self->previous = g_strdup (previous);
  self->moment = moment;
  self->public_key = pair != NULL ? hex_dup (pair->public_key, KEYS_SIZE) : g_strdup ("");
  digest = step_digest (document, previous, event, actor, self->public_key, moment);
  self->digest = digest_dup_hex (digest);
  if (pair == NULL)
    {
      self->signature = g_strdup ("");
      return self;
    }
  keys_sign (pair, digest.b, sizeof digest.b, signature);
  self->signature = hex_dup (signature, sizeof signature);
  return self;
}

void
step_seal_free (StepSeal *self)
{
  if (self == NULL)
    return;
  g_free (self->event);
  g_free (self->previous);
  g_free (self->digest);
  g_free (self->public_key);
  g_free (self->signature);
  g_free (self);
}

/**
 * step_seal_verify:
 * @document: the bytes that are said to have been signed
 *
 * Returns: whether the digest is that of @document and the rest, and the signature, if there is a key, that of the key
 */
gboolean
step_seal_verify (const StepSeal *self, const char *document)
{
  Digest           digest = step_digest (document, self->previous, self->event, self->actor, self->public_key,
                                         self->moment);
  g_autofree char *hex = digest_dup_hex (digest);
  guint8           key[KEYS_SIZE], signature[KEYS_SIGNATURE_SIZE];

  if (!g_str_equal (hex, self->digest))
    return FALSE;
  if (*self->public_key == '\0')
    return *self->signature == '\0';
  return hex_decode (self->public_key, key, sizeof key) && hex_decode (self->signature, signature, sizeof signature) &&
         keys_verify (key, digest.b, sizeof digest.b, signature);
}

/* The same for a stored step; @document: bytes of its step_document row, for a second signature of the interview those
   of the first. */
gboolean
step_verify (const Step *step, const char *document)
{
  StepSeal seal = { step->event, step->actor, step->previous, step->digest,
                    step->public_key, step->signature, step->signed_at };

  return step_seal_verify (&seal, document);
}

/* Whether it reached the server so long after it was signed that both moments have to be said (R52). */
gboolean
step_came_later (const Step *step)
{
  return step->received_at > 0 && ABS (step->received_at - step->signed_at) > STEP_CLOCK_SLACK;
}

/* (transfer full): the digits printed and typed. */
char *
step_short_digest (const Step *step)
{
  return g_strndup (step->digest, STEP_SHORT_DIGITS);
}

/* (transfer full): zuoxi:1:<form>:<revision>:<step>:<sha256> */
char *
step_qr_text (const Step *step)
{
  char form[ID_HEX_LENGTH + 1];

  id_to_hex (step->appraisal, form);
  return g_strdup_printf ("zuoxi:1:%s:%" G_GINT64_FORMAT ":%s:%s", form, step->revision, step->event, step->digest);
}
