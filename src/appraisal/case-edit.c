/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what a person typed to edits of the sheets' rows. */
#include "appraisal/case-commands.h"

#include "app/format.h"
#include "appraisal/form-check.h"
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

/* A blank in a line nobody wrote yet is no edit. */
static gboolean
is_nothing (const Editing *editing, const char *code, const SheetEdit *edit)
{
  if (*edit->text != '\0' || g_hash_table_contains (editing->rows, code))
    return FALSE;
  return *code == '\0' ? editing->sheet.sheet == NULL : line_of (editing->self, editing->kind, code) == NULL;
}

static void
apply_edit (Editing *editing, const SheetEdit *edit)
{
  const char      *dot = strchr (edit->field, '.');
  g_autofree char *name = dot != NULL ? g_strndup (edit->field, (gsize) (dot - edit->field)) : g_strdup (edit->field);
  const char      *code = dot != NULL ? dot + 1 : "";

  if (is_nothing (editing, code, edit))
    return;
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

  for (guint i = 0; i < edits->len; i++)
    apply_edit (&editing, g_ptr_array_index (edits, i));
  if (order->len > 0 && editing.sheet.sheet == NULL)
    row_for (&editing, ""); /* lines hang on a sheet */
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

/* Array of rows in which those of @edited stand in for their originals. */
static GPtrArray *
overlay_lines (GPtrArray *lines, GHashTable *rows, const Schema *schema)
{
  const Field   *code = schema_field (schema, "code");
  GPtrArray     *all = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer       key, row;

  for (guint i = 0; i < lines->len; i++)
    {
      gpointer line = g_ptr_array_index (lines, i);

      if (!g_hash_table_contains (rows, *FIELD_PTR (line, code, char *)))
        g_ptr_array_add (all, line);
    }
  g_hash_table_iter_init (&iter, rows);
  while (g_hash_table_iter_next (&iter, &key, &row))
    if (*(const char *) key != '\0')
      g_ptr_array_add (all, row);
  return all;
}

/**
 * case_live_new:
 * @edits: (element-type SheetEdit): what stands on the screen; a score that is none counts as not given
 *
 * The form as it would be with what is typed: scores and what is missing, before anything is saved.
 *
 * Returns: (transfer full): must not outlive @self
 */
CaseLive *
case_live_new (const AppraisalCase *self, SheetKind kind, GPtrArray *edits)
{
  CaseLive *live = g_new0 (CaseLive, 1);
  Editing   editing;

  live->rows = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  live->order = g_ptr_array_new ();
  live->kind = kind;
  editing = (Editing){ self, kind, sheet_of (self, kind), live->rows, live->order };
  for (guint i = 0; i < edits->len; i++)
    apply_edit (&editing, g_ptr_array_index (edits, i));
  live->dossier = *self->dossier;
  if (kind == SHEET_SELF)
    {
      if (g_hash_table_contains (live->rows, ""))
        live->dossier.self = g_hash_table_lookup (live->rows, "");
      live->lines = overlay_lines (self->dossier->self_lines, live->rows, &self_line_schema);
      live->dossier.self_lines = live->lines;
    }
  else
    {
      if (g_hash_table_contains (live->rows, ""))
        live->dossier.evaluation = g_hash_table_lookup (live->rows, "");
      live->lines = overlay_lines (self->dossier->eval_lines, live->rows, &eval_line_schema);
      live->dossier.eval_lines = live->lines;
    }
  live->missing = problem_list_new ();
  if (kind == SHEET_SELF)
    self_problems (&live->dossier, live->missing);
  else
    evaluation_problems (&live->dossier, live->missing);
  if (live->dossier.scheme != NULL)
    live->card = kind == SHEET_SELF ? dossier_self_card (&live->dossier) : dossier_card (&live->dossier, self->figures);
  return live;
}

void
case_live_free (CaseLive *self)
{
  const Schema  *sheet, *line;
  GHashTableIter iter;
  gpointer       key, row;

  if (self == NULL)
    return;
  sheet = self->kind == SHEET_SELF ? &self_sheet_schema : &evaluation_schema;
  line = self->kind == SHEET_SELF ? &self_line_schema : &eval_line_schema;
  score_card_free (self->card);
  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &key, &row))
    schema_free (*(const char *) key == '\0' ? sheet : line, row);
  g_hash_table_unref (self->rows);
  g_ptr_array_unref (self->order);
  g_ptr_array_unref (self->lines);
  problem_list_free (self->missing);
  g_free (self);
}
