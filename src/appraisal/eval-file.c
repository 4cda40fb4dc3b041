/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/eval-file.h"

#include <string.h>

#include "core/blob.h"
#include "core/digest.h"

/* A name is shown and becomes a file's name again: no folder, no dot file. */
static void
check_file (gconstpointer row, ProblemList *problems)
{
  const EvalFile *self = row;
  Digest          digest;

  if (!digest_from_hex (self->file, &digest))
    problem_add (problems, "file", NULL, N_ ("The file is not named by its content"), NULL);
  if (*self->name == '\0' || *self->name == '.' || strchr (self->name, '/') != NULL)
    problem_add (problems, "name", NULL, N_ ("A file's name has no “/” and does not begin with a dot"), NULL);
}

/* clang-format off */
static const Field eval_file_fields[] = {
  FIELD (EvalFile, sheet, REF, N_("Evaluation"), .ref = "evaluation", .key = 1, .parent = TRUE),
  FIELD (EvalFile, file, BLOBREF, N_("File content"), .key = 2),
  FIELD (EvalFile, person, REF, N_("Person"), .ref = "person"),
  FIELD (EvalFile, name, TEXT, N_("File name"), .search = TRUE),
  FIELD (EvalFile, size, INT, N_("Bytes"), .min = 1, .max = BLOB_SIZE_MAX, .def = 1),
  FIELD (EvalFile, state, ENUM, N_("State"), .enums = sheet_states, .merge = MERGE_SERVER),
  FIELD_LAST };

static const Place eval_file_places[] = {
  { "draft", BUCKET_SUP, "person", NULL },
  { "submitted", BUCKET_SUP, "person", NULL },
  { "revealed", BUCKET_OWN, "person", NULL },
  { "reviewed", BUCKET_FILE, "person", NULL },
  { 0 } };

static const Access eval_file_access[] = {
  { REL_SUPERVISOR, OP_ALL, "draft", NULL },
  { REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema eval_file_schema = {
  .table = "eval_file",
  .title = N_("Evidence file"),
  .size = sizeof (EvalFile),
  .fields = eval_file_fields,
  .places = eval_file_places,
  .access = eval_file_access,
  .subject = "person",
  .check = check_file,
};
/* clang-format on */
