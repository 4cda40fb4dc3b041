/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came before a customer was handed over (R7): one row for each contact of those who had it, told to whoever has
   it now. The facts themselves stay where they were counted. */
#pragma once

#include "core/schema.h"

typedef enum
{
  CONTACT_KIND_CALL,
  CONTACT_KIND_ORDER,
  CONTACT_KIND_TICKET,
  CONTACT_KIND_RATING,
} ContactKind;
extern const EnumNick contact_kinds[];

/* Nicks of what calls, orders and tickets come to, and of ratings. */
extern const EnumNick contact_results[];

typedef struct
{
  Row         row;
  Id          customer;
  Id          assignment; /* that has the customer now */
  char       *on;
  ContactKind kind;
  int         result; /* of contact_results */
  char       *note;
} CustomerHistory;

extern const Schema customer_history_schema;
