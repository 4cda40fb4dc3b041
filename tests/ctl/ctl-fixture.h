/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zuoxictl called in the test's own process, and a folder with a sample company. */
#pragma once

#include <glib.h>

typedef struct
{
  int   status;
  char *out;
  char *err;
} CtlResult;

void ctl_result_clear (CtlResult *result);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CtlResult, ctl_result_clear)

/* The words after "zuoxictl", ended by NULL. */
CtlResult ctl_call (const char *word, ...) G_GNUC_NULL_TERMINATED;
/* Runs it and stops the test, with its words, unless it succeeds. (transfer full): what it printed */
char *ctl_must (const char *word, ...) G_GNUC_NULL_TERMINATED;

/* A file of the real data beside the source tree, or NULL: then the test is skipped. (transfer full) */
char *ctl_real_data (const char *name);
