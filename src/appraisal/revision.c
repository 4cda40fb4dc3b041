/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/revision.h"

/* Copy of a row of (form, revision) for another revision. */
static void
copy_to (FormCommand *command, const Schema *schema, gconstpointer row, gint64 revision, SheetState state)
{
  gpointer copy;

  if (row == NULL)
    return;
  copy = schema_copy (schema, row);
  *FIELD_PTR (copy, schema_field (schema, "revision"), gint64) = revision;
  *FIELD_PTR (copy, schema_field (schema, "state"), SheetState) = state;
  effects_put (command->effects, schema, copy);
}

/* Lines hang on their sheet by its id, which the revision changes. */
static void
copy_lines (FormCommand *command, const Schema *schema, GPtrArray *lines, Id sheet, SheetState state)
{
  for (guint i = 0; i < lines->len; i++)
    {
      gpointer copy = schema_copy (schema, g_ptr_array_index (lines, i));

      *FIELD_PTR (copy, schema_field (schema, "sheet"), Id) = sheet;
      *FIELD_PTR (copy, schema_field (schema, "state"), SheetState) = state;
      effects_put (command->effects, schema, copy);
    }
}

/**
 * revision_copy_sheets:
 * @revision: where to
 *
 * Copies both sheets, their lines and the previous supervisor's opinion.
 */
void
revision_copy_sheets (FormCommand *command, gint64 revision, SheetState self_state, SheetState evaluation_state)
{
  const Dossier *old = command->dossier;
  Id             form = command->form->row.id;

  copy_to (command, &self_sheet_schema, old->self, revision, self_state);
  copy_lines (command, &self_line_schema, old->self_lines, dossier_self_sheet_id (form, revision), self_state);
  copy_to (command, &evaluation_schema, old->evaluation, revision, evaluation_state);
  copy_lines (command, &eval_line_schema, old->eval_lines, dossier_evaluation_id (form, revision), evaluation_state);
  copy_lines (command, &eval_file_schema, old->eval_files, dossier_evaluation_id (form, revision), evaluation_state);
  copy_to (command, &previous_opinion_schema, old->previous_opinion, revision, evaluation_state);
}

/**
 * revision_raise:
 * @self_state: state of the new self sheet: draft to be written again, submitted to stand as it is
 * @old_evaluation_state: state in which an evaluation draft of the old revision is left; a locked one refuses late
 *   edits, whose words then wait in their author's inbox
 *
 * Raises the form's revision and copies sheets, lines, the previous supervisor's opinion and the frozen figures to it.
 * The new evaluation is a draft.
 */
void
revision_raise (FormCommand *command, SheetState self_state, SheetState old_evaluation_state)
{
  const Dossier *old = command->dossier;

  command->form->revision++;
  revision_copy_sheets (command, command->form->revision, self_state, SHEET_STATE_DRAFT);
  for (guint i = 0; i < old->figures->len; i++)
    copy_to (command, &figure_schema, g_ptr_array_index (old->figures, i), command->form->revision,
             SHEET_STATE_REVEALED);
  if (old->evaluation == NULL || old->evaluation->state != SHEET_STATE_DRAFT)
    return;
  form_command_put_state (command, &evaluation_schema, old->evaluation, old_evaluation_state);
  form_command_put_states (command, &eval_line_schema, old->eval_lines, old_evaluation_state);
  form_command_put_states (command, &eval_file_schema, old->eval_files, old_evaluation_state);
  form_command_put_state (command, &previous_opinion_schema, old->previous_opinion, old_evaluation_state);
}
