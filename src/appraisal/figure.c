/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/figure.h"

#include "core/json.h"

#include <string.h>

/* clang-format off */
static const Field figure_fields[] = {
  FIELD (Figure, appraisal, REF, N_("Form"), .ref = "appraisal", .key = 1, .parent = TRUE),
  FIELD (Figure, revision, INT, N_("Revision"), .min = 1, .max = 1000, .def = 1, .key = 2),
  FIELD (Figure, metric, ENUM, N_("Metric"), .enums = metrics, .key = 3),
  FIELD (Figure, person, REF, N_("Person"), .ref = "person", .merge = MERGE_SERVER),
  FIELD (Figure, month, MONTH, N_("Month"), .merge = MERGE_SERVER),
  FIELD (Figure, value, RATIO, N_("Value"), .merge = MERGE_SERVER),
  FIELD (Figure, target, RATIO, N_("Target"), .merge = MERGE_SERVER),
  FIELD (Figure, count, INT, N_("Rows counted"), .merge = MERGE_SERVER),
  FIELD (Figure, base_count, INT, N_("Rows of the denominator"), .merge = MERGE_SERVER),
  FIELD (Figure, few, FLAG, N_("Too few samples"), .merge = MERGE_SERVER),
  FIELD (Figure, detail, TEXT, N_("Detail"), .merge = MERGE_SERVER, .max = FIELD_TEXT_MAX),
  FIELD (Figure, days, TEXT, N_("Per day"), .merge = MERGE_SERVER, .max = FIELD_TEXT_MAX),
  FIELD (Figure, frozen_seq, INT, N_("Counted up to change"), .merge = MERGE_SERVER),
  FIELD (Figure, evidence, TEXT, N_("Evidence digest"), .merge = MERGE_SERVER),
  FIELD (Figure, frozen_at, MOMENT, N_("Frozen"), .merge = MERGE_SERVER),
  FIELD (Figure, changed_on, SET, N_("Changed since"), .merge = MERGE_SERVER, .max = 4096),
  FIELD (Figure, state, ENUM, N_("State"), .enums = sheet_states, .merge = MERGE_SERVER),
  FIELD_LAST };

static const Place figure_places[] = {
  { "draft", BUCKET_OWN, "person", NULL },
  { "submitted", BUCKET_OWN, "person", NULL },
  { "revealed", BUCKET_OWN, "person", NULL },
  { "reviewed", BUCKET_FILE, "person", NULL },
  { 0 } };

static const Access figure_access[] = {
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema figure_schema = {
  .table = "figure",
  .title = N_("Figure"),
  .size = sizeof (Figure),
  .fields = figure_fields,
  .places = figure_places,
  .access = figure_access,
  .subject = "person",
};
/* clang-format on */

/* How many orders are not counted because nobody wrote when they were cancelled or came back. */
gint64
figure_undated (const Figure *self)
{
  gint64 count = 0;
  g_autoptr (JsonNode) node = NULL;

  if (self == NULL || strstr (self->detail, "\"" FIGURE_UNDATED "\"") == NULL)
    return 0;
  node = json_strict_parse (self->detail, -1, 2, NULL);
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    (void) json_member_opt_int (json_node_get_object (node), FIGURE_UNDATED, 0, &count, NULL);
  return count;
}
