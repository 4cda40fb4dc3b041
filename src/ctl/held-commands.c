/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines in quarantine (R49). */
#include <glib/gi18n.h>

#include "core/id.h"
#include "core/moment.h"
#include "ctl/admin.h"
#include "ctl/ctl.h"
#include "server/held.h"

typedef struct
{
  char    *data;
  char    *reason;
  gboolean lines;
  gboolean all;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->data);
  g_free (options->reason);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* clang-format off */
#define ENTRY_DATA(options) { "data", 'd', 0, G_OPTION_ARG_FILENAME, &(options)->data, N_("Folder of the server's store"), "DIR" }
/* clang-format on */

gboolean
held_list (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Admin) admin = { 0 };
  g_autoptr (GPtrArray) list = NULL;
  GOptionEntry entries[] = {
    ENTRY_DATA (&options),
    { "lines", 'l', 0, G_OPTION_ARG_NONE, &options.lines, N_ ("Show also what was written"), NULL },
      { NULL },
    };

  if (!ctl_parse (call, entries, 0, 0, error) || !admin_open (&admin, options.data, error))
    return FALSE;
  list = server_held (admin.server, NULL, error);
  if (list == NULL)
    return FALSE;
  fprintf (call->out, "id\tarrived\tlogin\ttable\trow\twaits for%s\n", options.lines ? "\tline" : "");
  for (guint i = 0; i < list->len; i++)
    {
      const HeldInfo *info = g_ptr_array_index (list, i);
      char            moment[MOMENT_LOCAL_SIZE] = "?", row[ID_HEX_LENGTH + 1];

      if (info->at > 0)
        moment_format_local (info->at, MOMENT_OFFSET_S, moment);
      id_to_hex (info->row, row);
      fprintf (call->out, "%s\t%s\t%s\t%s\t%s\t%s", info->mid, moment, info->login, info->table, row, info->code);
      fprintf (call->out, options.lines ? "\t%s\n" : "%s\n", options.lines ? info->line : "");
    }
  return TRUE;
}

static gboolean
no_such_line (const char *mid, GError **error)
{
  return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s: no such line waits; zuoxictl held list shows them"), mid);
}

static const char *
outcome_word (const ApplyOutcome *outcome)
{
  switch (outcome->status)
    {
    case APPLY_OK:
      return _ ("applied");
    case APPLY_MERGED:
      return _ ("applied, merged with what others changed");
    case APPLY_CONFLICT:
      return _ ("in conflict with what others changed; its author decides");
    case APPLY_REJECTED:
      return _ ("refused; its author is told why");
    case APPLY_HELD:
    default:
      return _ ("still waiting");
    }
}

/* One transaction each: a line that still has no place does not keep the others. */
static gboolean
apply_one (CtlCall *call, Admin *admin, const char *mid, gboolean *waits, GError **error)
{
  ApplyOutcome outcome = { 0 };
  gboolean     found;

  *waits = FALSE;
  if (!admin_begin (admin, error) ||
      !server_held_apply (admin->server, &admin->actor, mid, &admin->now, &outcome, &found, error))
    return FALSE;
  if (!found)
    return no_such_line (mid, error);
  *waits = outcome.status == APPLY_HELD;
  fprintf (call->out, "%s\t%s\n", mid, outcome_word (&outcome));
  if (!*waits)
    return admin_commit (admin, error);
  db_rollback (&admin->scope);
  return TRUE;
}

gboolean
held_apply (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Admin) admin = { 0 };
  g_autoptr (GPtrArray) list = NULL;
  guint        left = 0;
  GOptionEntry entries[] = {
    ENTRY_DATA (&options),
    { "all", 'a', 0, G_OPTION_ARG_NONE, &options.all, N_ ("Every line that waits, oldest first"), NULL },
      { NULL },
    };

  if (!ctl_parse (call, entries, 0, 1, error))
    return FALSE;
  if (options.all == (call->args[0] != NULL))
    return ctl_fail (error, CTL_ERROR_USAGE, _ ("say which line: its id, or --all"));
  if (!admin_open (&admin, options.data, error))
    return FALSE;
  list = server_held (admin.server, call->args[0], error);
  if (list == NULL)
    return FALSE;
  if (list->len == 0 && !options.all)
    return no_such_line (call->args[0], error);
  for (guint i = 0; i < list->len; i++)
    {
      gboolean waits;

      if (!apply_one (call, &admin, ((HeldInfo *) g_ptr_array_index (list, i))->mid, &waits, error))
        return FALSE;
      left += waits ? 1 : 0;
    }
  if (left == 0)
    return TRUE;
  return ctl_fail (error, CTL_ERROR_FAILED,
                   _ ("%u still wait: give the author an assignment on the row's own day, or return them"), left);
}

gboolean
held_return (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Admin) admin = { 0 };
  gboolean     found;
  GOptionEntry entries[] = {
    ENTRY_DATA (&options),
    { "reason", 'r', 0, G_OPTION_ARG_FILENAME, &options.reason, N_ ("Sentence its author reads in the inbox"), "TEXT" },
      { NULL },
    };

  if (!ctl_parse (call, entries, 1, 1, error))
    return FALSE;
  if (options.reason == NULL || *options.reason == '\0' || !g_utf8_validate (options.reason, -1, NULL))
    return ctl_fail (error, CTL_ERROR_USAGE, _ ("say why it is given back: --reason TEXT"));
  if (!admin_open (&admin, options.data, error) || !admin_begin (&admin, error) ||
      !server_held_return (admin.server, &admin.actor, call->args[0], options.reason, &admin.now, &found, error))
    return FALSE;
  if (!found)
    return no_such_line (call->args[0], error);
  return admin_commit (&admin, error);
}
