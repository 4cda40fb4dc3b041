/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what a person typed to edits of the sheets' rows. */
#include "appraisal/case-commands.h"

#include "app/format.h"
#include "core/score.h"

#include <string.h>

/* Where a sheet and its lines are kept. */
typedef struct
{
  const Schema *sheet_schema, *line_schema;
  gconstpointer sheet; /* (nullable): not written yet */
  Id            sheet_id;
} Sheet;

void
sheet_edit_free (SheetEdit *self)
{
  g_free (self->field);
  g_free (self->text);
  g_free (self);
}

static Sheet
sheet_of (const AppraisalCase *self, SheetKind kind)
{
  Id form = self->dossier->form->row.id;

  if (kind == SHEET_SELF)
    return (Sheet){ &self_sheet_schema, &self_line_schema, self->dossier->self,
                    dossier_self_sheet_id (form, self->dossier->revision) };
  return (Sheet){ &evaluation_schema, &eval_line_schema, self->dossier->evaluation,
                  dossier_evaluation_id (form, self->dossier->revision) };
}

static gconstpointer
line_of (const AppraisalCase *self, SheetKind kind, const char *code)
{
  if (kind == SHEET_SELF)
    return dossier_self_line (self->dossier, code);
  return dossier_eval_line (self->dossier, code);
}

static void
set_text (const Schema *schema, gpointer row, const char *name, const char *text)
{
  char **member = FIELD_PTR (row, schema_field (schema, name), char *);
  char  *copy = g_strdup (text);

  g_free (*member);
  *member = copy;
}

static gpointer
new_sheet (const AppraisalCase *self, const Sheet *sheet)
{
  gpointer row = schema_new (sheet->sheet_schema);

  *FIELD_PTR (row, schema_field (sheet->sheet_schema, "appraisal"), Id) = self->dossier->form->row.id;
  *FIELD_PTR (row, schema_field (sheet->sheet_schema, "revision"), gint64) = self->dossier->revision;
  *FIELD_PTR (row, schema_field (sheet->sheet_schema, "person"), Id) = self->dossier->form->person;
  set_text (sheet->sheet_schema, row, "month", self->dossier->form->month);
  ((Row *) row)->id = sheet->sheet_id;
  return row;
}

static gpointer
new_line (const AppraisalCase *self, const Sheet *sheet, const char *code)
{
  gpointer row = schema_new (sheet->line_schema);

  *FIELD_PTR (row, schema_field (sheet->line_schema, "sheet"), Id) = sheet->sheet_id;
  *FIELD_PTR (row, schema_field (sheet->line_schema, "person"), Id) = self->dossier->form->person;
  set_text (sheet->line_schema, row, "code", code);
  ((Row *) row)->id = schema_natural_id (sheet->line_schema, row);
  return row;
}

/* Sets one member; FALSE for a score that is none. */
static gboolean
set_member (const Schema *schema, gpointer row, const char *name, const char *text)
{
  const Field *field = schema_field (schema, name);
  const char  *problem = NULL;
  OptInt       score;

  g_return_val_if_fail (field != NULL, FALSE);
  if (field->kind != FIELD_SCORE)
    {
      set_text (schema, row, name, text);
      return TRUE;
    }
  if (!parse_score (text, &score, &problem))
    return FALSE;
  *FIELD_PTR (row, field, OptInt) = score;
  return TRUE;
}

/* Rows being edited: key ("" = the sheet, else the code) → changed copy. */
typedef struct
{
  const AppraisalCase *self;
  SheetKind            kind;
  Sheet                sheet;
  GHashTable          *rows;
  GPtrArray           *order; /* borrowed keys */
} Editing;

static gpointer
row_for (Editing *editing, const char *code)
{
  const Schema *schema = *code == '\0' ? editing->sheet.sheet_schema : editing->sheet.line_schema;
  gconstpointer base = *code == '\0' ? editing->sheet.sheet : line_of (editing->self, editing->kind, code);
  gpointer      row = g_hash_table_lookup (editing->rows, code);
  char         *key = NULL;

  if (row != NULL)
    return row;
  if (base != NULL)
    row = schema_copy (schema, base);
  else
    row = *code == '\0' ? new_sheet (editing->self, &editing->sheet) : new_line (editing->self, &editing->sheet, code);
  key = g_strdup (code);
  g_hash_table_insert (editing->rows, key, row);
  g_ptr_array_add (editing->order, key);
  return row;
}

static void
apply_edit (Editing *editing, const SheetEdit *edit)
{
  const char      *dot = strchr (edit->field, '.');
  g_autofree char *name = dot != NULL ? g_strndup (edit->field, (gsize) (dot - edit->field)) : g_strdup (edit->field);
  const char      *code = dot != NULL ? dot + 1 : "";

  set_member (*code == '\0' ? editing->sheet.sheet_schema : editing->sheet.line_schema, row_for (editing, code), name,
              edit->text);
}

GPtrArray *
case_edit_sheet (const AppraisalCase *self, SheetKind kind, GPtrArray *edits)
{
  GPtrArray *mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) mutation_free);
  g_autoptr (GHashTable) rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) order = g_ptr_array_new ();
  Editing editing = { self, kind, sheet_of (self, kind), rows, order };

  if (edits->len > 0)
    row_for (&editing, ""); /* lines hang on a sheet */
  for (guint i = 0; i < edits->len; i++)
    apply_edit (&editing, g_ptr_array_index (edits, i));
  for (guint i = 0; i < order->len; i++)
    {
      const char   *code = g_ptr_array_index (order, i);
      const Schema *schema = *code == '\0' ? editing.sheet.sheet_schema : editing.sheet.line_schema;
      gconstpointer base = *code == '\0' ? editing.sheet.sheet : line_of (self, kind, code);
      gpointer      row = g_hash_table_lookup (rows, code);
      Mutation     *mutation = base != NULL ? mutation_set (schema, base, row) : mutation_put (schema, row);

      if (mutation != NULL)
        g_ptr_array_add (mutations, mutation);
      schema_free (schema, row);
    }
  return mutations;
}

/**
 * case_sheet_text:
 * @field: as in #SheetEdit
 *
 * Returns: (transfer full): what stands in the sheet, "" if nothing does; a score as short as it can be
 */
char *
case_sheet_text (const AppraisalCase *self, SheetKind kind, const char *field)
{
  Sheet            sheet = sheet_of (self, kind);
  const char      *dot = strchr (field, '.');
  g_autofree char *name = dot != NULL ? g_strndup (field, (gsize) (dot - field)) : g_strdup (field);
  const Schema    *schema = dot != NULL ? sheet.line_schema : sheet.sheet_schema;
  gconstpointer    row = dot != NULL ? line_of (self, kind, dot + 1) : sheet.sheet;
  const Field     *member = schema_field (schema, name);
  char             text[DECIMAL_TEXT_SIZE];

  if (row == NULL || member == NULL)
    return g_strdup ("");
  if (member->kind != FIELD_SCORE)
    return g_strdup (*FIELD_PTR (row, member, char *));
  if (!FIELD_PTR (row, member, OptInt)->set)
    return g_strdup ("");
  score_format_short (FIELD_PTR (row, member, OptInt)->v, text);
  return g_strdup (text);
}
