/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each form of the regulation consists of, as tables. Internal to layer print. */
#pragma once

#include "print/print-form.h"

#include <json-glib/json-glib.h>

typedef struct _FormSpec FormSpec;

/* A form being printed. */
typedef struct
{
  const FormSpec      *spec;
  const PrintFormInfo *info;
  JsonObject          *record; /* the signed document */
} Form;

/* A label with a text: a member of the document (of its object @object, if set), or computed by @text. */
typedef struct
{
  const char *label; /* msgid */
  const char *object;
  const char *member;
  char *(*text) (const Form *form);
  gboolean optional; /* left out altogether if empty */
} FormField;

/* A column of the table of indicators or of the plan: what stands in it for an entry, for the dimension as a
 * whole, and in the last row. A column without one is merged into the one to its left there. */
typedef struct
{
  const char      *title; /* msgid */
  int              width;
  PrintAlign       align;
  PrintColumnFlags flags;
  char *(*entry) (const Form *form, JsonObject *entry, guint i);
  char *(*group) (const Form *form, JsonObject *group);
  char *(*total) (const Form *form);
  gboolean merged; /* one cell over all indicators of a dimension, from @entry of the dimension */
} FormColumn;

/* A place to sign: whose step, and what it is called on the form. */
typedef struct
{
  const char *event;
  const char *role;      /* msgid */
  const char *role_lead; /* msgid, nullable: on the form of somebody above an agent */
  gboolean    optional;  /* only if there is a signature */
} FormPlace;

typedef enum
{
  FORM_BLOCK_END,
  FORM_BLOCK_GRID,
  FORM_BLOCK_TEXTS,
  FORM_BLOCK_ITEMS,
  FORM_BLOCK_PLAN,
  FORM_BLOCK_FILES, /* only if there is one */
  FORM_BLOCK_RULES, /* rule and weight of every score, and the basis */
  FORM_BLOCK_BASIS, /* versions of scheme and regulation */
  FORM_BLOCK_SIGNATURES
} FormBlockKind;

typedef struct
{
  FormBlockKind     kind;
  const char       *heading; /* msgid, nullable */
  const FormField  *fields;
  const FormColumn *columns;
  const FormPlace  *places;
} FormBlock;

struct _FormSpec
{
  const char *key;    /* "self" … */
  const char *title;  /* msgid */
  const char *number; /* of the printed form and its version */
  int         months; /* the month in the form's head, counted from the period */
  FormBlock   blocks[9];
};

/* Nullable. */
const FormSpec *form_spec_find (const char *key);
