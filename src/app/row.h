/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An entity's struct as a GObject, for lists, bindings and expressions: one GType per schema, made from its field table
 * ("call" → ZuoxiCallRow), with one read-only property a field. Main thread.
 *
 * Properties: texts, dates, months, sets, references (32 hex digits, "" = none) and enums (their nick) are strings,
 * flags booleans, numbers int64 (0 where absent), ratios strings "num/den". "due_at" is the property "due-at".
 */
#pragma once

#include <glib-object.h>

#include "core/schema.h"

#define ZUOXI_TYPE_ROW (zuoxi_row_get_type ())
G_DECLARE_DERIVABLE_TYPE (ZuoxiRow, zuoxi_row, ZUOXI, ROW, GObject)

struct _ZuoxiRowClass
{
  GObjectClass  parent_class;
  const Schema *schema;
  GParamSpec  **fields; /* one a field, in the order of the table */
};

/* Registers the type on first use; call it before a template names the type. */
GType row_type (const Schema *schema);

/* @row: (transfer full): a struct of @schema */
ZuoxiRow *zuoxi_row_new (const Schema *schema, gpointer row);

/* (transfer none): the struct, until the row is replaced */
gconstpointer zuoxi_row_get (ZuoxiRow *self);
const Schema *zuoxi_row_get_schema (ZuoxiRow *self);

/* @row: (transfer full): a newer copy; notifies the properties whose values differ. */
void zuoxi_row_replace (ZuoxiRow *self, gpointer row);
