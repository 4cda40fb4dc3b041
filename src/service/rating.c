/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/rating.h"

/* clang-format off */
const EnumNick rating_abouts[] = {
  { RATING_ABOUT_CALL, "call", N_("Call") },
  { RATING_ABOUT_ORDER, "order", N_("Order") },
  { RATING_ABOUT_TICKET, "ticket", N_("Ticket") },
  { RATING_ABOUT_VISIT, "visit", N_("Follow-up visit") },
  { 0 } };

static const Field rating_fields[] = {
  FIELD (Rating, agent, REF, N_("Agent"), .ref = "person"),
  FIELD (Rating, customer, REF, N_("Customer"), .ref = "customer"),
  FIELD (Rating, about, ENUM, N_("About"), .enums = rating_abouts),
  FIELD (Rating, contact, REF, N_("Contact")),
  FIELD (Rating, value, INT, N_("Rating"), .min = 1, .max = 5),
  FIELD (Rating, invited_at, MOMENT, N_("Invited")),
  FIELD (Rating, rated_at, MOMENT, N_("Rated at")),
  FIELD (Rating, import_id, TEXT, N_("Import")),
  FIELD_LAST };

static const Place rating_places[] = {
  { NULL, BUCKET_FACTS, "agent", "invited_at" },
  { 0 } };

static const Access rating_access[] = {
  { REL_ADMIN | REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema rating_schema = {
  .table = "rating",
  .title = N_("Rating"),
  .size = sizeof (Rating),
  .fields = rating_fields,
  .places = rating_places,
  .access = rating_access,
  .subject = "agent",
};
/* clang-format on */
