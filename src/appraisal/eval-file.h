/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A file as evidence of an evaluation; its bytes travel beside the rows (R48). */
#pragma once

#include "appraisal/sheet.h"

/* Parent: evaluation; key: evaluation, file. Stands where the evaluation stands. */
typedef struct
{
  Row        row;
  Id         sheet;
  char      *file; /* SHA-256 of its bytes, hex */
  Id         person;
  char      *name; /* as its author's machine called it, without folders */
  gint64     size; /* bytes */
  SheetState state;
} EvalFile;

extern const Schema eval_file_schema;
