/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders and who is credited with them. */
#pragma once

#include "core/schema.h"

typedef enum
{
  ORDER_STATE_TO_CONFIRM,
  ORDER_STATE_CONFIRMED,
  ORDER_STATE_SIGNED,
  ORDER_STATE_DELIVERED,
  ORDER_STATE_DONE,
  ORDER_STATE_CANCELLED,
  ORDER_STATE_RETURNED,
} OrderState;
extern const EnumNick order_states[];

void sales_order_check (gconstpointer row, ProblemList *problems);

/* 订单 (3.4.4): counted by its signing date, taken back by its return date (M1). */
typedef struct
{
  Row        row;
  Id         agent;
  Id         customer;
  char      *number;
  char      *product;
  char      *signed_on;
  gint64     amount;
  OrderState state;
  char      *back_on;
  gint64     back;
  char      *import_id;
} SalesOrder;

extern const Schema sales_order_schema;

/* Share of one order credited to a person; all shares of an order add to 10,000 (M1). */
typedef struct
{
  Row    row;
  Id     sales_order;
  Id     person;
  char  *signed_on;
  gint64 share; /* 1/10,000 */
} OrderCredit;

extern const Schema order_credit_schema;
