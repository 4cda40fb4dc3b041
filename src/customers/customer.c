/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "customers/customer.h"

/* clang-format off */
const EnumNick customer_stages[] = {
  { CUSTOMER_STAGE_LEAD, "lead", N_("Lead") },
  { CUSTOMER_STAGE_PROSPECT, "prospect", N_("Prospect") },
  { CUSTOMER_STAGE_INTERESTED, "interested", N_("Interested") },
  { CUSTOMER_STAGE_BUYER, "buyer", N_("Purchasing customer") },
  { CUSTOMER_STAGE_INVALID, "invalid", N_("Invalid") },
  { CUSTOMER_STAGE_REFUSED, "refused", N_("Refused") },
  { CUSTOMER_STAGE_LOST, "lost", N_("Lost") },
  { 0 } };

const EnumNick customer_sources[] = {
  { CUSTOMER_SOURCE_WEBSITE, "website", N_("Website enquiry") },
  { CUSTOMER_SOURCE_EXHIBITION, "exhibition", N_("Exhibition") },
  { CUSTOMER_SOURCE_REFERRAL, "referral", N_("Referral") },
  { CUSTOMER_SOURCE_EXISTING, "existing", N_("Existing customer") },
  { CUSTOMER_SOURCE_PARTNER, "partner", N_("Partner") },
  { CUSTOMER_SOURCE_IMPORT, "import", N_("Import") },
  { 0 } };

const EnumNick consent_bases[] = {
  { CONSENT_BASIS_NONE, "none", N_("No consent") },
  { CONSENT_BASIS_FORM, "form", N_("Enquiry form") },
  { CONSENT_BASIS_ORAL, "oral", N_("Oral, recorded") },
  { CONSENT_BASIS_CONTRACT, "contract", N_("Contract") },
  { 0 } };

static const Field customer_fields[] = {
  FIELD (Customer, assignment, REF, N_("Assigned to"), .ref = "assignment"),
  FIELD (Customer, code, TEXT, N_("Customer no."), .search = TRUE),
  FIELD (Customer, name, TEXT, N_("Name"), .search = TRUE),
  FIELD (Customer, company, TEXT, N_("Company"), .search = TRUE),
  FIELD (Customer, industry, TEXT, N_("Industry")),
  FIELD (Customer, stage, ENUM, N_("Stage"), .enums = customer_stages),
  FIELD (Customer, source, ENUM, N_("Source"), .enums = customer_sources),
  FIELD (Customer, consent, ENUM, N_("Consent"), .enums = consent_bases, .group = "consent"),
  FIELD (Customer, consent_on, DATE, N_("Consent date"), .group = "consent"),
  FIELD (Customer, invalid, FLAG, N_("Invalid")),
  FIELD (Customer, blocked_on, DATE, N_("Refused calls since")),
  FIELD (Customer, first_signed_on, DATE, N_("First order signed"), .merge = MERGE_SERVER),
  FIELD (Customer, import_id, TEXT, N_("Import")),
  FIELD_LAST };

static const Place customer_places[] = {
  { NULL, BUCKET_CUST, "assignment", NULL },
  { 0 } };

static const Access customer_access[] = {
  { REL_SELF, OP_PUT | OP_SET, NULL, NULL },
  { REL_SUPERVISOR, OP_PUT | OP_SET, NULL, NULL },
  { REL_ADMIN | REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema customer_schema = {
  .table = "customer",
  .title = N_("Customer"),
  .size = sizeof (Customer),
  .fields = customer_fields,
  .places = customer_places,
  .access = customer_access,
};

const EnumNick phone_kinds[] = {
  { PHONE_KIND_MOBILE, "mobile", N_("Mobile") },
  { PHONE_KIND_LANDLINE, "landline", N_("Landline") },
  { PHONE_KIND_SERVICE, "service", N_("Service number") },
  { 0 } };

static const Field contact_phone_fields[] = {
  FIELD (ContactPhone, customer, REF, N_("Customer"), .ref = "customer", .parent = TRUE),
  FIELD (ContactPhone, assignment, REF, N_("Assigned to"), .ref = "assignment"),
  FIELD (ContactPhone, e164, TEXT, N_("Phone"), .mask = MASK_PHONE, .search = TRUE),
  FIELD (ContactPhone, kind, ENUM, N_("Kind"), .enums = phone_kinds),
  FIELD_LAST };

static const Place contact_phone_places[] = {
  { NULL, BUCKET_CUST, "assignment", NULL },
  { 0 } };

static const Access contact_phone_access[] = {
  { REL_SELF, OP_ALL, NULL, NULL },
  { REL_SUPERVISOR, OP_PUT | OP_SET, NULL, NULL },
  { REL_ADMIN | REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema contact_phone_schema = {
  .table = "contact_phone",
  .title = N_("Phone"),
  .size = sizeof (ContactPhone),
  .fields = contact_phone_fields,
  .places = contact_phone_places,
  .access = contact_phone_access,
};
/* clang-format on */
