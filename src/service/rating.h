/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Satisfaction ratings. */
#pragma once

#include "core/schema.h"

typedef enum
{
  RATING_ABOUT_CALL,
  RATING_ABOUT_ORDER,
  RATING_ABOUT_TICKET,
  RATING_ABOUT_VISIT,
} RatingAbout;
extern const EnumNick rating_abouts[];

/* Satisfaction of one contact, 1–5 (M3); the last rating of a contact counts. */
typedef struct
{
  Row         row;
  Id          agent;
  Id          customer;
  RatingAbout about;
  Id          contact; /* the call, order or ticket rated */
  OptInt      value;
  gint64      invited_at;
  OptInt      rated_at;
  char       *import_id;
} Rating;

extern const Schema rating_schema;
