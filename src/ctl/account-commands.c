/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Accounts and devices (R16, R59). */
#include <glib/gi18n.h>
#include <sodium.h>

#include "core/id.h"
#include "core/moment.h"
#include "ctl/admin.h"
#include "ctl/ctl.h"
#include "server/certificate.h"
#include "sync/pin.h"

typedef struct
{
  char *data;
  char *person;
  char *password_file;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->data);
  g_free (options->person);
  g_free (options->password_file);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (CtlCall *call, Options *options, guint least, guint most, GError **error)
{
  GOptionEntry entries[] = {
    { "data", 'd', 0, G_OPTION_ARG_FILENAME, &options->data, N_("Folder of the server's store"), "DIR" },
      { "server", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_FILENAME, &options->data, NULL, NULL },
      { "person", 0, 0, G_OPTION_ARG_STRING, &options->person, N_("Employee number, when an account is made"), "NUMBER" },
        { "password-file", 0, 0, G_OPTION_ARG_FILENAME, &options->password_file,
          N_("First line is the password; made up without it"), "FILE" },
          { NULL } };

  return ctl_parse (call, entries, least, most, error);
}

/* (transfer full): from the file, or two words and a number. */
static char *
choose_password (const Options *options, const char *login, const char *name, GError **error)
{
  g_autofree char *text = NULL;
  const char      *problem;
  guint8           random[8];

  if (options->password_file == NULL)
    {
      randombytes_buf (random, sizeof random);
      return admin_words (random);
    }
  if (!g_file_get_contents (options->password_file, &text, NULL, error))
    return NULL;
  g_strdelimit (text, "\r\n", '\0');
  if (!g_utf8_validate (text, -1, NULL))
    problem = "The password is not UTF-8";
  else
    problem = password_problem (text, login, name);
  if (problem == NULL)
    return g_steal_pointer (&text);
  ctl_fail (error, CTL_ERROR_FAILED, "%s: %s", options->password_file, problem);
  return NULL;
}

/* The account of that login; NULL without @error = none. */
static AccountInfo *
find_account (GPtrArray *accounts, const char *login)
{
  for (guint i = 0; i < accounts->len; i++)
    {
      AccountInfo *info = g_ptr_array_index (accounts, i);

      if (g_str_equal (info->login, login))
        return info;
    }
  return NULL;
}

static KeyCost
cost_of (Admin *admin)
{
  return server_get_clock_offset (admin->server) != 0 ? KEY_COST_SAMPLE : KEY_COST_NORMAL;
}

static gboolean
give_password (CtlCall       *call,
               Admin         *admin,
               const Options *options,
               const char    *login,
               const Person  *person,
               GError       **error)
{
  g_autofree char *password = choose_password (options, login, person->name, error);
  guint8           salt[KEYS_SALT_SIZE];

  if (password == NULL)
    return FALSE;
  randombytes_buf (salt, sizeof salt);
  if (!admin_set_password (admin, login, person->row.id, password, cost_of (admin), salt, TRUE, error))
    return FALSE;
  if (!admin_commit (admin, error))
    return FALSE;
  if (options->password_file == NULL)
    fprintf (call->out, "%s\t%s\n", login, password);
  fprintf (call->err, "%s is asked for a password of their own at the first sign-in.\n", person->name);
  return TRUE;
}

gboolean
account_create (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Admin) admin = { 0 };
  g_autoptr (GPtrArray) accounts = NULL;
  Directory    *directory;
  const Person *person;

  if (!parse (call, &options, 1, 1, error))
    return FALSE;
  if (options.person == NULL)
    return ctl_fail (error, CTL_ERROR_USAGE, _ ("say whose account it is: --person NUMBER"));
  if (!admin_open (&admin, options.data, error) || !admin_begin (&admin, error))
    return FALSE;
  accounts = server_accounts (admin.server, error);
  directory = server_get_directory (admin.server, error);
  if (accounts == NULL || directory == NULL)
    return FALSE;
  if (find_account (accounts, call->args[0]) != NULL)
    return ctl_fail (error, CTL_ERROR_FAILED,
                     _ ("%s: there is such an account; zuoxictl account reset gives it a new password"), call->args[0]);
  person = directory_person_by_number (directory, options.person);
  if (person == NULL)
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s: nobody has this employee number"), options.person);
  return give_password (call, &admin, &options, call->args[0], person, error);
}

gboolean
account_reset (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Admin) admin = { 0 };
  g_autoptr (GPtrArray) accounts = NULL;
  AccountInfo  *info;
  const Person *person;
  Directory    *directory;

  if (!parse (call, &options, 1, 1, error) || !admin_open (&admin, options.data, error) || !admin_begin (&admin, error))
    return FALSE;
  accounts = server_accounts (admin.server, error);
  directory = server_get_directory (admin.server, error);
  if (accounts == NULL || directory == NULL)
    return FALSE;
  info = find_account (accounts, call->args[0]);
  person = info != NULL ? directory_person (directory, info->person) : NULL;
  if (person == NULL)
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s: no such account; zuoxictl account list shows them"), call->args[0]);
  return give_password (call, &admin, &options, call->args[0], person, error);
}

static void
print_moment (FILE *out, gint64 moment)
{
  char text[MOMENT_LOCAL_SIZE] = "never";

  if (moment > 0)
    moment_format_local (moment, MOMENT_OFFSET_S, text);
  fputs (text, out);
}

gboolean
account_list (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Admin) admin = { 0 };
  g_autoptr (GPtrArray) accounts = NULL;
  Directory *directory;

  if (!parse (call, &options, 0, 0, error) || !admin_open (&admin, options.data, error))
    return FALSE;
  accounts = server_accounts (admin.server, error);
  directory = server_get_directory (admin.server, error);
  if (accounts == NULL || directory == NULL)
    return FALSE;
  fputs ("login\tnumber\tname\tstate\tdevices\tlast seen\n", call->out);
  for (guint i = 0; i < accounts->len; i++)
    {
      const AccountInfo *info = g_ptr_array_index (accounts, i);
      const Person      *person = directory_person (directory, info->person);

      fprintf (call->out, "%s\t%s\t%s\t%s%s\t%" G_GINT64_FORMAT "\t", info->login,
               person != NULL ? person->number : "?", person != NULL ? person->name : "?", info->state,
               info->must_change ? ", first password" : "", info->devices);
      print_moment (call->out, info->last_seen);
      fputc ('\n', call->out);
    }
  return TRUE;
}

static gboolean
set_account_state (CtlCall *call, const char *state, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Admin) admin = { 0 };
  gboolean found;

  if (!parse (call, &options, 1, 1, error) || !admin_open (&admin, options.data, error) ||
      !admin_begin (&admin, error) ||
      !server_account_set_state (admin.server, &admin.actor, call->args[0], state, &admin.now, &found, error))
    return FALSE;
  if (!found)
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s: no such account; zuoxictl account list shows them"), call->args[0]);
  return admin_commit (&admin, error);
}

gboolean
account_lock (CtlCall *call, GError **error)
{
  return set_account_state (call, "locked", error);
}

gboolean
account_unlock (CtlCall *call, GError **error)
{
  return set_account_state (call, "active", error);
}

gboolean
device_list (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Admin) admin = { 0 };
  g_autoptr (GPtrArray) devices = NULL;

  if (!parse (call, &options, 0, 1, error) || !admin_open (&admin, options.data, error))
    return FALSE;
  devices = server_devices (admin.server, call->args[0], error);
  if (devices == NULL)
    return FALSE;
  fputs ("id\tlogin\tname\tstate\tlines\tlast seen\n", call->out);
  for (guint i = 0; i < devices->len; i++)
    {
      const DeviceInfo *info = g_ptr_array_index (devices, i);
      char              hex[ID_HEX_LENGTH + 1];

      id_to_hex (info->id, hex);
      fprintf (call->out, "%s\t%s\t%s\t%s\t%" G_GINT64_FORMAT "\t", hex, info->login, info->name, info->state,
               info->lmid);
      print_moment (call->out, info->last_seen);
      fputc ('\n', call->out);
    }
  return TRUE;
}

static gboolean
set_device_state (CtlCall *call, const char *state, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Admin) admin = { 0 };
  gboolean found;
  Id       device;

  if (!parse (call, &options, 1, 1, error))
    return FALSE;
  if (!id_from_hex (call->args[0], &device))
    return ctl_fail (error, CTL_ERROR_USAGE, _ ("%s: an id has 32 hex digits; zuoxictl device list shows them"), call->args[0]);
  if (!admin_open (&admin, options.data, error) || !admin_begin (&admin, error) ||
      !server_device_set_state (admin.server, &admin.actor, device, state, &admin.now, &found, error))
    return FALSE;
  if (!found)
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s: no such device; zuoxictl device list shows them"), call->args[0]);
  return admin_commit (&admin, error);
}

gboolean
device_drain (CtlCall *call, GError **error)
{
  return set_device_state (call, "drain", error);
}

gboolean
device_allow (CtlCall *call, GError **error)
{
  return set_device_state (call, "active", error);
}

gboolean
device_revoke (CtlCall *call, GError **error)
{
  return set_device_state (call, "revoked", error);
}

gboolean
fingerprint (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_autofree char *cert = NULL;
  g_autofree char *key = NULL;
  g_autofree char *pin_words = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  Digest      pin;
  const char *dir;

  if (!parse (call, &options, 0, 0, error))
    return FALSE;
  dir = options.data != NULL ? options.data : g_getenv ("ZUOXI_SERVER");
  if (dir == NULL)
    return ctl_fail (error, CTL_ERROR_USAGE, _ ("say where the server's store is: --data DIR, or ZUOXI_SERVER"));
  if (g_mkdir_with_parents (dir, 0700) != 0)
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s: the folder cannot be made"), dir);
  cert = g_build_filename (dir, "tls.pem", NULL);
  key = g_build_filename (dir, "tls.key", NULL);
  certificate = certificate_load (cert, key, "localhost", error);
  if (certificate == NULL || !certificate_pin (certificate, &pin, error))
    return FALSE;
  pin_words = pin_text (pin);
  fprintf (call->out, "%s\n", pin_words);
  return TRUE;
}
