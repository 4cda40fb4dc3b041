/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Customers and their numbers. */
#pragma once

#include "core/schema.h"

typedef enum
{
  CUSTOMER_STAGE_LEAD,
  CUSTOMER_STAGE_PROSPECT,
  CUSTOMER_STAGE_INTERESTED,
  CUSTOMER_STAGE_BUYER,
  CUSTOMER_STAGE_INVALID,
  CUSTOMER_STAGE_REFUSED,
  CUSTOMER_STAGE_LOST,
} CustomerStage;
extern const EnumNick customer_stages[];

typedef enum
{
  CUSTOMER_SOURCE_WEBSITE,
  CUSTOMER_SOURCE_EXHIBITION,
  CUSTOMER_SOURCE_REFERRAL,
  CUSTOMER_SOURCE_EXISTING,
  CUSTOMER_SOURCE_PARTNER,
  CUSTOMER_SOURCE_IMPORT,
} CustomerSource;
extern const EnumNick customer_sources[];

typedef enum
{
  CONSENT_BASIS_NONE,
  CONSENT_BASIS_FORM,
  CONSENT_BASIS_ORAL,
  CONSENT_BASIS_CONTRACT,
} ConsentBasis;
extern const EnumNick consent_bases[];

/* 客户档案, the fields the appraisal counts (3.1.1, R7). */
typedef struct
{
  Row            row;
  Id             assignment; /* whose cust bucket holds it */
  char          *code;
  char          *name;
  char          *company;
  char          *industry;
  CustomerStage  stage;
  CustomerSource source;
  ConsentBasis   consent;
  char          *consent_on;
  gboolean       invalid;
  char          *blocked_on;
  char          *first_signed_on;
  char          *import_id;
} Customer;

extern const Schema customer_schema;

typedef enum
{
  PHONE_KIND_MOBILE,
  PHONE_KIND_LANDLINE,
  PHONE_KIND_SERVICE,
} PhoneKind;
extern const EnumNick phone_kinds[];

/* A number of a customer. */
typedef struct
{
  Row       row;
  Id        customer;
  Id        assignment;
  char     *e164;
  PhoneKind kind;
} ContactPhone;

extern const Schema contact_phone_schema;
