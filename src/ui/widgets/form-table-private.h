/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/widgets/autosave.h"
#include "ui/widgets/form-table.h"

typedef struct
{
  ZuoxiFormTable *table; /* not owned */
  const FormRow  *row;
  const Field    *field;
  GtkWidget      *input; /* AdwEntryRow, AdwComboRow, GtkSwitch, ZuoxiTextArea or the label of a shown value */
  GtkWidget      *error; /* AdwPreferencesRow below it; NULL where the input shows errors itself */
  GtkLabel       *error_text;
  Autosave       *autosave; /* nullable */
} FormInput;

struct _ZuoxiFormTable
{
  GtkWidget parent_instance;

  GtkWidget    *box;
  const Schema *schema;
  GPtrArray    *inputs; /* (element-type FormInput) */
  char         *today;
  gboolean      loading;
};

/* form-input.c */
FormInput *form_input_new (ZuoxiFormTable *table, AdwPreferencesGroup *group, const FormRow *row);
void       form_input_load (FormInput *input, gconstpointer row);
void       form_input_set_text (FormInput *input, const char *text);
char      *form_input_dup_text (FormInput *input);
/* Sets the member of @row; FALSE: *problem is a msgid. */
gboolean form_input_read (FormInput *input, gpointer row, const char **problem);
void     form_input_set_error (FormInput *input, const char *text); /* NULL = none */
void     form_input_set_editable (FormInput *input, gboolean editable);

/* form-table.c */
void form_table_changed (FormInput *input);
void form_table_keep (FormInput *input);
