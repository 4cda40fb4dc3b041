/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A form on paper: the signed bytes where there are some, else what stands there now, said to be a draft (R15, R20). */
#pragma once

#include "appraisal/case-commands.h"
#include "ui/window.h"

/* Asks for a file name and writes the PDF; says so in the window. @form: "self", "evaluation", "interview" or
   "plan". */
void form_paper_save_async (ZuoxiWindow *window, ZuoxiSession *session, const AppraisalCase *shown, const char *form);

/* The PDF itself; reads on the calling thread's connection. (transfer full) */
GBytes *form_paper_bytes (Store               *store,
                          Directory           *directory,
                          const AppraisalCase *shown,
                          const char          *form,
                          gint64               now,
                          GError             **error);

/* The employee's own copy of an interview just signed: form, plan and proof, from the command's own bytes (R20). */
GBytes *form_paper_proof (
    Store *store, Directory *directory, const AppraisalCase *shown, const Mutation *command, GError **error);
/* The proof alone, of the steps as they are kept: any time later. */
GBytes *form_paper_stored_proof (Store *store, Directory *directory, const AppraisalCase *shown, GError **error);

/* Asks where to save @bytes. */
void form_paper_save_bytes_async (ZuoxiWindow *window, GBytes *bytes, const char *name);
