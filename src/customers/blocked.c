/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "customers/blocked.h"

#include <string.h>

#include "core/phone.h"

/* clang-format off */
static const Place org_places[] = {
  { NULL, BUCKET_ORG, NULL, NULL },
  { 0 } };

static const Access admin_access[] = {
  { REL_ADMIN | REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

static const Field block_key_fields[] = {
  FIELD (BlockKey, name, TEXT, N_("Name"), .key = 1),
  FIELD (BlockKey, key, TEXT, N_("Key"), .merge = MERGE_SERVER, .max = DIGEST_HEX_LENGTH),
  FIELD_LAST };

const Schema block_key_schema = {
  .table = "block_key",
  .title = N_("Key of the do-not-call list"),
  .size = sizeof (BlockKey),
  .fields = block_key_fields,
  .places = org_places,
  .access = admin_access,
};

static const Field blocked_value_fields[] = {
  FIELD (BlockedValue, value, INT, N_("Value"), .key = 1, .max = (1 << BLOCK_BITS) - 1),
  FIELD_LAST };

const Schema blocked_value_schema = {
  .table = "blocked_value",
  .title = N_("Value of the do-not-call list"),
  .size = sizeof (BlockedValue),
  .fields = blocked_value_fields,
  .places = org_places,
  .access = admin_access,
};
/* clang-format on */

char *
block_number (const char *text, const char **out_problem)
{
  char *e164 = e164_normalise (text, out_problem);
  gsize digits = *text == '+' ? strspn (text + 1, "0123456789") : 0;

  if (e164 != NULL || digits < 8 || digits > 15 || text[1 + digits] != '\0')
    return e164;
  return g_strdup (text);
}

Digest
block_keyed (const Digest *key, const char *e164)
{
  crypto_auth_hmacsha256_state state;
  Digest                       out;

  crypto_auth_hmacsha256_init (&state, key->b, sizeof key->b);
  crypto_auth_hmacsha256_update (&state, (const unsigned char *) e164, strlen (e164));
  crypto_auth_hmacsha256_final (&state, out.b);
  return out;
}

gint64
block_value (const Digest *keyed)
{
  return (gint64) (digest_u64 (*keyed) >> (64 - BLOCK_BITS));
}

Id
block_key_id (void)
{
  BlockKey row = { .name = (char *) BLOCK_KEY_NAME };

  return schema_natural_id (&block_key_schema, &row);
}

Id
blocked_value_id (gint64 value)
{
  BlockedValue row = { .value = value };

  return schema_natural_id (&blocked_value_schema, &row);
}
