/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zuoxictl: one table of commands; each parses its own options, says what went wrong and the way out. */
#pragma once

#include <gio/gio.h>
#include <stdio.h>

#define CTL_ERROR (ctl_error_quark ())
GQuark ctl_error_quark (void);
typedef enum
{
  CTL_ERROR_FAILED, /* exit status 1 */
  CTL_ERROR_USAGE,  /* exit status 2 */
  CTL_ERROR_HELP,   /* help was asked for and given: exit status 0 */
} CtlError;

typedef struct CtlCommand CtlCommand;

typedef struct
{
  const CtlCommand *command;
  char            **args; /* what follows the command's name; options are gone after ctl_parse () */
  FILE             *out;
  FILE             *err; /* progress and complaints */
} CtlCall;

struct CtlCommand
{
  const char *name;    /* "account create" */
  const char *usage;   /* operands, "" if none */
  const char *summary; /* msgid, one line */
  gboolean (*run) (CtlCall *call, GError **error);
};

/* Finds the command in @argv and runs it. Returns: exit status 0, 1 or 2 */
int ctl_run (int argc, char **argv, FILE *out, FILE *err);

/* Reads options and checks the number of operands. Errors: %CTL_ERROR_USAGE, %CTL_ERROR_HELP. */
gboolean ctl_parse (CtlCall *call, const GOptionEntry *entries, guint least, guint most, GError **error);

/* Always FALSE, with @error set. */
gboolean ctl_fail (GError **error, CtlError code, const char *format, ...) G_GNUC_PRINTF (3, 4);

/* Commands, by file. */
gboolean account_create (CtlCall *call, GError **error);
gboolean account_reset (CtlCall *call, GError **error);
gboolean account_list (CtlCall *call, GError **error);
gboolean account_lock (CtlCall *call, GError **error);
gboolean account_unlock (CtlCall *call, GError **error);
gboolean device_list (CtlCall *call, GError **error);
gboolean device_allow (CtlCall *call, GError **error);
gboolean device_drain (CtlCall *call, GError **error);
gboolean device_revoke (CtlCall *call, GError **error);
gboolean held_list (CtlCall *call, GError **error);
gboolean held_apply (CtlCall *call, GError **error);
gboolean held_return (CtlCall *call, GError **error);
gboolean block_command_add (CtlCall *call, GError **error);
gboolean block_command_remove (CtlCall *call, GError **error);
gboolean block_command_list (CtlCall *call, GError **error);
gboolean block_command_import (CtlCall *call, GError **error);
gboolean backup (CtlCall *call, GError **error);
gboolean restore (CtlCall *call, GError **error);
gboolean fingerprint (CtlCall *call, GError **error);
gboolean sample_make (CtlCall *call, GError **error);
gboolean sample_clock (CtlCall *call, GError **error);
gboolean sample_month (CtlCall *call, GError **error);
gboolean regulation_load (CtlCall *call, GError **error);
gboolean regulation_list (CtlCall *call, GError **error);
gboolean import (CtlCall *call, GError **error);
gboolean export_table (CtlCall *call, GError **error);
gboolean check_print (CtlCall *call, GError **error);
gboolean verify (CtlCall *call, GError **error);
gboolean export_proof (CtlCall *call, GError **error);
gboolean stats (CtlCall *call, GError **error);
gboolean erase (CtlCall *call, GError **error);
