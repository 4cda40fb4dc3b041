/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/witness.h"

/* clang-format off */
static const Field witness_fields[] = {
  FIELD (Witness, department, REF, N_("Department"), .ref = "department", .key = 1),
  FIELD (Witness, day, DATE, N_("Day"), .key = 2),
  FIELD (Witness, last_seq, INT, N_("Last step"), .merge = MERGE_SERVER),
  FIELD (Witness, steps, INT, N_("Steps"), .merge = MERGE_SERVER),
  FIELD (Witness, root, TEXT, N_("Root"), .merge = MERGE_SERVER),
  FIELD_LAST };

static const Place witness_places[] = {
  { NULL, BUCKET_ORG, NULL, NULL },
  { 0 } };

static const Access witness_access[] = {
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema witness_schema = {
  .table = "witness",
  .title = N_("Daily witness"),
  .size = sizeof (Witness),
  .fields = witness_fields,
  .places = witness_places,
  .access = witness_access,
};
/* clang-format on */

/* SHA-256 (0 ‖ id of the step ‖ its digest) */
Digest
witness_leaf (Id step, Digest digest)
{
  static const guint8 mark = 0;
  DigestState         state;

  digest_init (&state);
  digest_update (&state, &mark, 1);
  digest_update (&state, step.b, sizeof step.b);
  digest_update (&state, digest.b, sizeof digest.b);
  return digest_finish (&state);
}

/**
 * witness_root:
 * @leaves: in the order in which the steps were witnessed
 *
 * Returns: the root of the tree: one leaf is its own root; of more, SHA-256 (1 ‖ root of the left ‖ root of the right),
 * where left holds the greatest power of two that leaves something to the right (as RFC 6962, 2.1); of none all zero
 */
Digest
witness_root (const Digest *leaves, gsize n)
{
  static const guint8 mark = 1;
  Digest              left = { { 0 } }, right;
  DigestState         state;
  gsize               half = 1;

  if (n <= 1)
    return n == 1 ? leaves[0] : left;
  while (half * 2 < n)
    half *= 2;
  left = witness_root (leaves, half);
  right = witness_root (leaves + half, n - half);
  digest_init (&state);
  digest_update (&state, &mark, 1);
  digest_update (&state, left.b, sizeof left.b);
  digest_update (&state, right.b, sizeof right.b);
  return digest_finish (&state);
}
