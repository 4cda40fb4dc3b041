/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A form over an entity's struct, made from a static table: rows in groups, the error beside its field, drafts kept
 * while typing. Main thread.
 *
 * Signals: changed (const char *field) · keep (const char *field, const char *text): keep this draft now
 */
#pragma once

#include <adwaita.h>

#include "core/schema.h"

typedef enum
{
  FORM_SHOW = 1 << 0,     /* read-only, as format_member () says it */
  FORM_LONG = 1 << 1,     /* a text of several lines */
  FORM_REQUIRED = 1 << 2, /* may not be empty: said beside the field by zuoxi_form_table_read () */
} FormFlags;

/* One row; a table ends with a NULL field. Its kind (text, number, money, score, day, month, choice, switch) is the
 * field's. */
typedef struct
{
  const char *field;
  const char *title; /* msgid; NULL = the field's own */
  const char *group; /* msgid; NULL = as above */
  FormFlags   flags;
  guint       min_characters; /* FORM_LONG */
} FormRow;

#define ZUOXI_TYPE_FORM_TABLE (zuoxi_form_table_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiFormTable, zuoxi_form_table, ZUOXI, FORM_TABLE, GtkWidget)

GtkWidget *zuoxi_form_table_new (const Schema *schema, const FormRow *rows);
void       zuoxi_form_table_set_up (ZuoxiFormTable *self, const Schema *schema, const FormRow *rows);

/* Shows @row; no signal. @today: YYYY-MM-DD, by which days are completed. */
void zuoxi_form_table_load (ZuoxiFormTable *self, gconstpointer row, const char *today);
/* A draft over what was loaded; no signal. */
void  zuoxi_form_table_load_draft (ZuoxiFormTable *self, const char *field, const char *text);
char *zuoxi_form_table_dup_text (ZuoxiFormTable *self, const char *field); /* (transfer full): as typed */

/**
 * zuoxi_form_table_read:
 * @row: a struct of the schema; members of this form are set
 * @problems: what could not be read, and what schema_check () finds, is added
 *
 * Paints the problems beside their fields, focuses the first. Returns: %TRUE if there are none.
 */
gboolean zuoxi_form_table_read (ZuoxiFormTable *self, gpointer row, ProblemList *problems);
void     zuoxi_form_table_show_problems (ZuoxiFormTable *self, const ProblemList *problems);
void     zuoxi_form_table_set_editable (ZuoxiFormTable *self, gboolean editable);
/* Tells keep now for whatever was typed since. */
void zuoxi_form_table_flush (ZuoxiFormTable *self);
