/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Publishing a version of the regulation, and each person's receipt (1.1, LCL 4). */
#include "regulation/regulation-commands.h"

#include "core/hex.h"
#include "core/json.h"
#include "core/keys.h"
#include "core/moment.h"

#include <string.h>

static CommandResult
refuse (ProblemList *problems, const char **code, const char *value, const char *field, const char *msgid)
{
  *code = value;
  problem_add (problems, field, "1.1", msgid, NULL);
  return COMMAND_REFUSED;
}

static void
free_clauses (GPtrArray *clauses)
{
  if (clauses == NULL)
    return;
  g_ptr_array_set_free_func (clauses, NULL);
  for (guint i = 0; i < clauses->len; i++)
    schema_free (&clause_schema, g_ptr_array_index (clauses, i));
  g_ptr_array_unref (clauses);
}

static int
compare_clauses (gconstpointer a, gconstpointer b)
{
  const Clause *one = *(const Clause *const *) a;
  const Clause *other = *(const Clause *const *) b;

  if (one->position != other->position)
    return one->position < other->position ? -1 : 1;
  return strcmp (one->code, other->code);
}

/**
 * regulation_digest:
 * @clauses: (element-type Clause): its clauses; sorted by this call
 *
 * Returns: (transfer full): SHA-256 in hex over title, version and clauses: what a receipt confirms to have been read
 */
char *
regulation_digest (const Regulation *regulation, GPtrArray *clauses)
{
  DigestState state;

  digest_init (&state);
  digest_update_text (&state, regulation->title);
  digest_update_text (&state, regulation->version);
  digest_update_text (&state, regulation->effective_on);
  g_ptr_array_sort (clauses, compare_clauses);
  for (guint i = 0; i < clauses->len; i++)
    {
      const Clause *clause = g_ptr_array_index (clauses, i);

      digest_update_text (&state, clause->code);
      digest_update_text (&state, clause->heading);
      digest_update_text (&state, clause->paraphrase);
      digest_update_text (&state, clause->text);
    }
  return digest_dup_hex (digest_finish (&state));
}

/* SHA-256 ('zuoxi-receipt-1' ‖ person ‖ regulation ‖ digest ‖ moment), parts ended by NUL. */
Digest
receipt_digest (Id person, Id regulation, const char *digest, gint64 moment)
{
  DigestState      state;
  char             hex[ID_HEX_LENGTH + 1];
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, moment);

  digest_init (&state);
  digest_update_text (&state, "zuoxi-receipt-1");
  id_to_hex (person, hex);
  digest_update_text (&state, hex);
  id_to_hex (regulation, hex);
  digest_update_text (&state, hex);
  digest_update_text (&state, digest);
  digest_update_text (&state, number);
  return digest_finish (&state);
}

static void
check_publication (const Regulation *regulation, GPtrArray *clauses, ProblemList *problems)
{
  if (clauses->len == 0)
    problem_add (problems, "clauses", "1.1", N_ ("The regulation has no clauses"), NULL);
  if (*regulation->effective_on == '\0')
    problem_add (problems, "effective_on", "1.1", N_ ("The day it takes effect is missing"), NULL);
  if (*regulation->procedure == '\0')
    problem_add (problems, "procedure", "1.1",
                 N_ ("The record of how it was discussed and made known is missing"), NULL);
}

CommandResult
command_regulation_publish (
    const CommandContext *context, Effects *effects, ProblemList *problems, const char **code, GError **error)
{
  GError     *failure = NULL;
  Regulation *regulation = context->loader->row (context->loader, &regulation_schema, context->id, &failure);
  GPtrArray  *clauses =
      regulation != NULL ? context->loader->children (context->loader, &clause_schema, context->id, &failure) : NULL;
  char          today[DAY_TEXT_SIZE];
  CommandResult result = COMMAND_OK;

  day_format (moment_day (context->now, MOMENT_OFFSET_S), today);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      result = COMMAND_FAILED;
    }
  else if (regulation == NULL ||
           !(context->admin || directory_has_post (context->loader->directory, context->actor, POST_HR, today)))
    result =
        refuse (problems, code, "not_allowed", "", N_ ("There is no such regulation, or it is not yours to change"));
  else if (regulation->state == REGULATION_STATE_PUBLISHED)
    result = refuse (problems, code, "wrong_state", "state", N_ ("This version is published already"));
  else
    check_publication (regulation, clauses, problems);
  if (result == COMMAND_OK && problems->len > 0)
    {
      *code = "incomplete";
      result = COMMAND_REFUSED;
    }
  if (result == COMMAND_OK)
    {
      regulation->state = REGULATION_STATE_PUBLISHED;
      g_free (regulation->digest);
      regulation->digest = regulation_digest (regulation, clauses);
      g_free (regulation->published_on);
      regulation->published_on = g_strdup (today);
      effects_put (effects, &regulation_schema, g_steal_pointer (&regulation));
    }
  schema_free (&regulation_schema, regulation);
  free_clauses (clauses);
  return result;
}

/* A signature is optional, a wrong one is not. FALSE = the store failed. */
static gboolean
check_signature (const CommandContext *context,
                 const char           *digest,
                 const char           *key,
                 gint64                moment,
                 KeyStanding          *standing,
                 GError              **error)
{
  const char *text = "";
  Digest      covered = receipt_digest (context->actor, context->id, digest, moment);
  guint8      public_key[KEYS_SIZE], signature[KEYS_SIGNATURE_SIZE];

  *standing = KEY_UNKNOWN;
  if (!json_member_opt_string (context->args, "signature", "", &text, NULL))
    return TRUE;
  if (*key == '\0' && *text == '\0')
    *standing = KEY_CONFIRMED;
  if (!hex_decode (key, public_key, sizeof public_key) || !hex_decode (text, signature, sizeof signature) ||
      !keys_verify (public_key, covered.b, sizeof covered.b, signature))
    return TRUE;
  return context->key_of (context->data, context->actor, key, context->now, standing, error);
}

/**
 * command_regulation_acknowledge:
 *
 * 签收: the person confirms the version as it was shown to him. A second receipt changes nothing.
 */
CommandResult
command_regulation_acknowledge (
    const CommandContext *context, Effects *effects, ProblemList *problems, const char **code, GError **error)
{
  GError       *failure = NULL;
  Regulation   *regulation = context->loader->row (context->loader, &regulation_schema, context->id, &failure);
  const char   *digest = "", *key = "";
  gint64        moment = 0;
  Receipt      *receipt;
  KeyStanding   standing = KEY_CONFIRMED;
  CommandResult result = COMMAND_OK;

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return COMMAND_FAILED;
    }
  if (regulation == NULL || regulation->state != REGULATION_STATE_PUBLISHED || id_is_none (context->actor))
    result = refuse (problems, code, "not_allowed", "", N_ ("There is no such regulation, or it is not published"));
  else if (!json_member_string (context->args, "digest", &digest, NULL) ||
           !json_member_opt_string (context->args, "key", "", &key, NULL) ||
           !json_member_opt_int (context->args, "moment", context->now, &moment, NULL))
    result = refuse (problems, code, "malformed", "args", N_ ("The receipt is malformed"));
  else if (!g_str_equal (digest, regulation->digest))
    result = refuse (problems, code, "stale_view", "digest",
                     N_ ("The regulation has changed since it was shown: read it again"));
  else if (!check_signature (context, digest, key, moment, &standing, error))
    result = COMMAND_FAILED;
  else if (standing == KEY_UNKNOWN)
    result = refuse (problems, code, "bad_signature", "signature",
                     N_ ("The signature does not fit the receipt: sign again"));
  else if (standing == KEY_ENDED)
    result = refuse (
        problems, code, "bad_signature", "key",
        N_ ("The signature was made with a password that has been replaced since: sign again with the present one"));
  if (result == COMMAND_OK)
    {
      receipt = schema_new (&receipt_schema);
      receipt->person = context->actor;
      receipt->regulation = context->id;
      receipt->signed_at = MIN (moment, context->now);
      g_free (receipt->digest);
      receipt->digest = g_strdup (digest);
      g_free (receipt->public_key);
      receipt->public_key = g_strdup (key);
      effects_put (effects, &receipt_schema, receipt);
    }
  schema_free (&regulation_schema, regulation);
  return result;
}
