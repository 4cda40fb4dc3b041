/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ctl/ctl.h"

#include <glib/gi18n.h>
#include <string.h>

#include "ctl/manual.h"

G_DEFINE_QUARK (ctl - error - quark, ctl_error)

/* clang-format off */
static const CtlCommand commands[] = {
  { "account create",  "LOGIN --person NUMBER", N_("Make an account for a person of the staff directory"), account_create },
  { "account reset",   "LOGIN",                 N_("Give a new password; forms signed with its key say so"), account_reset },
  { "account list",    "",                      N_("Show every account"), account_list },
  { "account lock",    "LOGIN",                 N_("End every sign-in of an account and allow no new one"), account_lock },
  { "account unlock",  "LOGIN",                 N_("Allow an account to sign in again"), account_unlock },
  { "device list",     "[LOGIN]",               N_("Show the devices that sync"), device_list },
  { "device drain",    "DEVICE-ID",             N_("Let a device send what it holds, but give it nothing new"), device_drain },
  { "device revoke",   "DEVICE-ID",             N_("Refuse a device from now on"), device_revoke },
  { "device allow",    "DEVICE-ID",             N_("Let a device sync again"), device_allow },
  { "held list",       "",                      N_("Show the lines that wait at the server"), held_list },
  { "held apply",      "[ID]",                  N_("Serve waiting lines again"), held_apply },
  { "held return",     "ID --reason TEXT",      N_("Give a waiting line back to its author"), held_return },
  { "block add",       "NUMBER…",               N_("Put telephone numbers on the do-not-call list"), block_command_add },
  { "block remove",    "NUMBER…",               N_("Take telephone numbers off the do-not-call list"), block_command_remove },
  { "block list",      "[NUMBER]",              N_("Show the do-not-call list, or whether a number is on it"), block_command_list },
  { "block import",    "FILE.csv",              N_("Put the numbers of a file on the do-not-call list"), block_command_import },
  { "backup",          "DIR",                   N_("Copy the store while it is in use, with a proof"), backup },
  { "restore",         "DIR",                   N_("Make the store anew from a backup that matches its proof"), restore },
  { "fingerprint",     "",                      N_("Print the public key by which desktops know this server"), fingerprint },
  { "sample clock",    "+Nd | set YYYY-MM-DD",  N_("Move the clock of a sample company"), sample_clock },
  { "sample month",    "NUMBER",                N_("Run a sample's month after an import: one person's form goes to its filing"), sample_month },
  { "sample",          "--out DIR",             N_("Write the sample company"), sample_make },
  { "regulation load", "FILE",                  N_("Put the full text into the clauses of the regulation"), regulation_load },
  { "regulation list", "",                      N_("Show the regulation's versions"), regulation_list },
  { "import",          "FILE.csv --map MAP",    N_("Bring in rows of another program, or take an import back"), import },
  { "export",          "TABLE",                 N_("Write a table everyone may read as CSV"), export_table },
  { "check-print",     "DIGITS | QR-TEXT",      N_("Say whether a printed form is still what the server holds"), check_print },
  { "verify",          "",                      N_("Check audit, rows, counts, grants, digests and signatures"), verify },
  { "export-proof",    "",                      N_("Write the roots over all signed steps, for safe keeping elsewhere"), export_proof },
  { "stats",           "",                      N_("Print numbers about the store"), stats },
  { "erase",           "TABLE ID --under TEXT", N_("Erase what a deleted row held, and what the audit kept of it"), erase },
  { 0 } };
/* clang-format on */

gboolean
ctl_fail (GError **error, CtlError code, const char *format, ...)
{
  va_list values;

  va_start (values, format);
  g_propagate_error (error, g_error_new_valist (CTL_ERROR, (int) code, format, values));
  va_end (values);
  return FALSE;
}

/* How many words of @argv name @command; 0 = another one. */
static int
words_matched (const CtlCommand *command, int argc, char **argv)
{
  g_auto (GStrv) words = g_strsplit (command->name, " ", -1);
  int count = (int) g_strv_length (words);

  if (argc < count)
    return 0;
  for (int i = 0; i < count; i++)
    if (!g_str_equal (words[i], argv[i]))
      return 0;
  return count;
}

static gboolean
is_group (const char *word)
{
  gsize length = strlen (word);

  for (const CtlCommand *command = commands; command->name != NULL; command++)
    if (g_str_has_prefix (command->name, word) && command->name[length] == ' ')
      return TRUE;
  return FALSE;
}

static int
exit_status (const GError *error)
{
  if (error->domain != CTL_ERROR)
    return 1;
  return error->code == CTL_ERROR_HELP ? 0 : error->code == CTL_ERROR_USAGE ? 2
                                                                            : 1;
}

static int
run_command (const CtlCommand *command, char **rest, FILE *out, FILE *err)
{
  g_autoptr (GError) error = NULL;
  CtlCall call = { command, g_strdupv (rest), out, err };
  int     status = 0;

  if (!command->run (&call, &error))
    {
      status = exit_status (error);
      if (status > 0)
        fprintf (err, "zuoxictl %s: %s\n", command->name, error->message);
      if (status == 2)
        fprintf (err, _ ("Usage: zuoxictl %s %s (zuoxictl %s --help)\n"), command->name, command->usage, command->name);
    }
  g_strfreev (call.args);
  fflush (out);
  return status;
}

/**
 * ctl_run:
 * @argv: as main () has it, the program's name first
 *
 * Returns: exit status: 0 done, 1 failed, 2 wrong use
 */
int
ctl_run (int argc, char **argv, FILE *out, FILE *err)
{
  if (argc >= 2 && (g_str_equal (argv[1], "--help") || g_str_equal (argv[1], "-h") || g_str_equal (argv[1], "help")))
    {
      manual_print_commands (out, commands);
      return 0;
    }
  if (argc >= 2 && g_str_equal (argv[1], "--version"))
    {
      fputs ("zuoxictl " VERSION "\n", out);
      return 0;
    }
  for (const CtlCommand *command = commands; command->name != NULL; command++)
    {
      int words = words_matched (command, argc - 1, argv + 1);

      if (words > 0)
        return run_command (command, argv + 1 + words, out, err);
    }
  if (argc < 2)
    fprintf (err, "zuoxictl: %s\n", _ ("say what to do"));
  else if (is_group (argv[1]))
    fprintf (err, _ ("zuoxictl: “%s” needs a second word\n"), argv[1]);
  else
    fprintf (err, _ ("zuoxictl: unknown command “%s”\n"), argv[1]);
  fputs (_ ("zuoxictl --help lists the commands.\n"), err);
  return 2;
}

/* GOption wants the program's name first and prints help by itself only to stdout; here both are ours. */
gboolean
ctl_parse (CtlCall *call, const GOptionEntry *entries, guint least, guint most, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_autoptr (GError) local = NULL;
  g_auto (GStrv) args = g_new0 (char *, g_strv_length (call->args) + 2);
  gboolean help = FALSE;
  guint    count;

  args[0] = g_strdup ("zuoxictl");
  for (guint i = 0; call->args[i] != NULL; i++)
    {
      args[i + 1] = g_strdup (call->args[i]);
      help |= g_str_equal (call->args[i], "--help") || g_str_equal (call->args[i], "-h");
    }
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, entries, NULL);
  if (help)
    {
      manual_print (call, entries);
      return ctl_fail (error, CTL_ERROR_HELP, "%s", "");
    }
  if (!g_option_context_parse_strv (context, &args, &local))
    return ctl_fail (error, CTL_ERROR_USAGE, "%s", local->message);
  count = g_strv_length (args) - 1;
  if (count < least || count > most)
    return ctl_fail (error, CTL_ERROR_USAGE, "%s", count < least ? _ ("something is missing") : _ ("there is one word too many"));
  g_strfreev (call->args);
  call->args = g_strdupv (args + 1);
  return TRUE;
}
