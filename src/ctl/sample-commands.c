/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sample company: writing it, and its clock (design §11). */
#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#include "core/id.h"
#include "core/moment.h"
#include "ctl/ctl.h"
#include "ctl/sample-client.h"
#include "ctl/sample-store.h"
#include "server/certificate.h"

#define MARK "sample.ini" /* beside the store: what it was made with */
#define GROUP "sample"

typedef struct
{
  char    *out;
  char    *client;
  char    *data;
  char    *from;
  char    *until;
  char    *scale;
  gint64   seed;
  gboolean no_work;
  gboolean quiet;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->out);
  g_free (options->client);
  g_free (options->data);
  g_free (options->from);
  g_free (options->until);
  g_free (options->scale);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_make (CtlCall *call, Options *options, GError **error)
{
  /* clang-format off */
  GOptionEntry entries[] = {
    { "out", 'o', 0, G_OPTION_ARG_FILENAME, &options->out, N_("Folder of the sample: server/ and accounts.tsv are made in it"), "DIR" },
    { "client", 0, 0, G_OPTION_ARG_FILENAME, &options->client, N_("Instead of a server's store: a desktop store in FILE, for benchmarks"), "FILE" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options->seed, N_("The same seed gives the same rows; 1 if not given"), "N" },
    { "scale", 0, 0, G_OPTION_ARG_STRING, &options->scale, N_("Share of a full year's 1.5 million calls; 0.02 if not given"), "S" },
    { "until", 0, 0, G_OPTION_ARG_STRING, &options->until, N_("Last day of work; its month is under appraisal; 2026-03-31 if not given"), "DATE" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &options->from, N_("First day of work; eleven months before if not given"), "DATE" },
    { "no-work", 0, 0, G_OPTION_ARG_NONE, &options->no_work, N_("Organisation, regulation, scheme and accounts only, for an import"), NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &options->quiet, N_("Say nothing on the way"), NULL },
    { NULL } };
  /* clang-format on */

  return ctl_parse (call, entries, 0, 0, error);
}

static gboolean
read_day (const char *option, const char *text, const char *otherwise, Day *day, GError **error)
{
  if (day_parse (text != NULL ? text : otherwise, day))
    return TRUE;
  return ctl_fail (error, CTL_ERROR_USAGE, _ ("--%s %s: a day is written 2026-03-31"), option, text);
}

static gboolean
read_company (const Options *options, SampleCompany *company, GError **error)
{
  char *end = NULL;

  company->params.seed = options->seed != 0 ? (guint64) options->seed : 1;
  company->params.scale = options->scale != NULL ? g_ascii_strtod (options->scale, &end) : .02;
  company->work = !options->no_work;
  if (options->scale != NULL && (*end != '\0' || !(company->params.scale > 0) || company->params.scale > 2))
    return ctl_fail (error, CTL_ERROR_USAGE, _ ("--scale %s: a number above 0 and up to 2, such as 0.02"), options->scale);
  if (!read_day ("until", options->until, "2026-03-31", &company->params.until, error))
    return FALSE;
  company->params.from = month_add (month_first (company->params.until), -11);
  if (options->from != NULL && !read_day ("from", options->from, NULL, &company->params.from, error))
    return FALSE;
  if (company->params.until != month_last (company->params.until))
    return ctl_fail (error, CTL_ERROR_USAGE, _ ("--until: the last day of a month, since that month is appraised"));
  if (company->params.from > company->params.until)
    return ctl_fail (error, CTL_ERROR_USAGE, _ ("--from is after --until"));
  return TRUE;
}

static char *
describe (const SampleCompany *company)
{
  char from[DAY_TEXT_SIZE], until[DAY_TEXT_SIZE], scale[G_ASCII_DTOSTR_BUF_SIZE];

  day_format (company->params.from, from);
  day_format (company->params.until, until);
  g_ascii_dtostr (scale, sizeof scale, company->params.scale);
  return g_strdup_printf ("seed %" G_GUINT64_FORMAT ", scale %s, from %s, until %s%s", company->params.seed, scale,
                          from, until, company->work ? "" : ", no work");
}

/* What stands in the folder: @state is nothing, half (an interrupted sample), or what it was made with. */
static char *
read_mark (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, MARK, NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return NULL;
  return g_key_file_get_string (file, GROUP, "made-with", NULL);
}

static gboolean
write_mark (const char *dir, const char *made_with, GError **error)
{
  g_autofree char *path = g_build_filename (dir, MARK, NULL);
  g_autofree char *text = g_strdup_printf ("[" GROUP "]\nmade-with=%s\n", made_with);

  return g_file_set_contents (path, text, -1, error);
}

static void
remove_store (const char *dir)
{
  static const char *const names[] = { "server.db", "server.db-wal", "server.db-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (dir, names[i], NULL);

      remove (path);
    }
}

/* @keep: the very sample is there already. An unfinished one is thrown away, any other store is refused. */
static gboolean
prepare (const char *dir, const char *made_with, gboolean *keep, GError **error)
{
  g_autofree char *mark = read_mark (dir);
  g_autofree char *store = g_build_filename (dir, "server.db", NULL);
  gboolean         exists = g_file_test (store, G_FILE_TEST_EXISTS);

  *keep = exists && g_strcmp0 (mark, made_with) == 0;
  if (*keep)
    return TRUE;
  if (exists && mark == NULL)
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s: a server's store that is no sample; choose another folder"), store);
  if (exists && !g_str_equal (mark, "unfinished"))
    return ctl_fail (error, CTL_ERROR_FAILED,
                     _ ("%s holds another sample (%s); remove the folder or choose another one"), dir, mark);
  if (g_mkdir_with_parents (dir, 0700) != 0)
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s: the folder cannot be made"), dir);
  remove_store (dir);
  return write_mark (dir, "unfinished", error);
}

static gboolean
make_certificate (const char *dir, GError **error)
{
  g_autofree char *cert = g_build_filename (dir, "tls.pem", NULL);
  g_autofree char *key = g_build_filename (dir, "tls.key", NULL);
  g_autoptr (GTlsCertificate) certificate = certificate_load (cert, key, "localhost", error);

  return certificate != NULL;
}

static gboolean
make (const char *out, const char *server, const SampleCompany *company, GString *accounts, GError **error)
{
  g_auto (Admin) admin = { 0 };
  g_autofree char *list = g_build_filename (out, "accounts.tsv", NULL);

  return admin_create (&admin, server, error) && sample_store_write (&admin, company, accounts, error) &&
         make_certificate (server, error) &&
         g_file_set_contents_full (list, accounts->str, (gssize) accounts->len, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                   error);
}

static gboolean
make_client (CtlCall *call, const char *path, const SampleCompany *company, GError **error)
{
  gint64 calls;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s exists already; remove it or choose another name"), path);
  if (!sample_client_write (&company->params, path, "M01", company->progress, &calls, error))
    return FALSE;
  fprintf (call->out, "%s: %" G_GINT64_FORMAT " calls\n", path, calls);
  return TRUE;
}

gboolean
sample_make (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_autofree char *server = NULL;
  g_autofree char *made_with = NULL;
  g_autoptr (GString) accounts = g_string_new (NULL);
  SampleCompany company = { 0 };
  gboolean      keep;

  if (!parse_make (call, &options, error) || !read_company (&options, &company, error))
    return FALSE;
  company.progress = options.quiet ? NULL : call->err;
  if (options.client != NULL)
    return make_client (call, options.client, &company, error);
  if (options.out == NULL)
    return ctl_fail (error, CTL_ERROR_USAGE, _ ("say where to write it: --out DIR, or --client FILE"));
  server = g_build_filename (options.out, "server", NULL);
  made_with = describe (&company);
  if (!prepare (server, made_with, &keep, error))
    return FALSE;
  if (keep)
    {
      fprintf (call->out, "%s holds this sample already: %s\n", options.out, made_with);
      return TRUE;
    }
  if (!make (options.out, server, &company, accounts, error) || !write_mark (server, made_with, error))
    return FALSE;
  fprintf (call->out, "Sample company (%s) in %s; accounts: login, password, name, post\n%s", made_with, options.out,
           accounts->str);
  return TRUE;
}

/* What the store was made with. */
static gboolean
read_made_with (const char *dir, SampleCompany *company, GError **error)
{
  g_autofree char *mark = read_mark (dir);
  char             scale[32], from[DAY_TEXT_SIZE], until[DAY_TEXT_SIZE];

  if (mark == NULL ||
      sscanf (mark, "seed %" G_GUINT64_FORMAT ", scale %31[^,], from %10s, until %10s", &company->params.seed,
              scale, from, until) != 4)
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s: no sample company"), dir);
  company->params.scale = g_ascii_strtod (scale, NULL);
  company->work = strstr (mark, "no work") == NULL;
  return day_parse (from, &company->params.from) && day_parse (until, &company->params.until);
}

gboolean
sample_month (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Admin) admin = { 0 };
  SampleCompany company = { 0 };
  GOptionEntry  entries[] = {
     { "data", 'd', 0, G_OPTION_ARG_FILENAME, &options.data, N_("Folder of the server's store"), "DIR" }, { NULL }
  };

  if (!ctl_parse (call, entries, 1, 1, error) || !admin_open (&admin, options.data, error) ||
      !read_made_with (admin.dir, &company, error))
    return FALSE;
  if (company.work)
    return ctl_fail (error, CTL_ERROR_FAILED,
                     _ ("%s has a month under way already; this is for samples made with --no-work"), admin.dir);
  if (!admin_begin (&admin, error) || !sample_store_run_month (&admin, &company, call->args[0], error))
    return FALSE;
  return admin_commit (&admin, error);
}

/* "+1d", "-2d": days; "set 2026-04-09": that day, the hour of the day as it is. */
static gboolean
read_shift (char **words, gint64 company_now, gint64 *shift, GError **error)
{
  char  *end = NULL;
  gint64 days;
  Day    day;

  if (g_str_equal (words[0], "set"))
    {
      if (words[1] == NULL || !day_parse (words[1], &day))
        return ctl_fail (error, CTL_ERROR_USAGE, _ ("set needs a day, written 2026-04-09"));
      *shift = (day - moment_day (company_now, MOMENT_OFFSET_S)) * MOMENT_DAY;
      return TRUE;
    }
  days = g_ascii_strtoll (words[0], &end, 10);
  if (end == words[0] || !g_str_equal (end, "d") || days < -3660 || days > 3660 || words[1] != NULL)
    return ctl_fail (error, CTL_ERROR_USAGE, _ ("%s: days as +1d, or set 2026-04-09"), words[0]);
  *shift = days * MOMENT_DAY;
  return TRUE;
}

gboolean
sample_clock (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Admin) admin = { 0 };
  GOptionEntry entries[] = {
    { "data", 'd', 0, G_OPTION_ARG_FILENAME, &options.data, N_("Folder of the server's store"), "DIR" }, { NULL }
  };
  char   text[MOMENT_LOCAL_SIZE];
  gint64 offset, shift = 0;

  if (!ctl_parse (call, entries, 1, 2, error) || !admin_open (&admin, options.data, error))
    return FALSE;
  offset = server_get_clock_offset (admin.server);
  if (offset == 0)
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s: no sample company; only a sample's clock can be moved"), admin.dir);
  if (!read_shift (call->args, admin.now.now + offset, &shift, error) || !admin_begin (&admin, error))
    return FALSE;
  offset += shift;
  if (!server_set_clock_offset (admin.server, offset, error) ||
      !server_note (admin.server, &admin.actor, "sample.clock", "", ID_NONE, call->args[0], &admin.now, error) ||
      !admin_commit (&admin, error) || !server_new_day (admin.server, &admin.now, error))
    return FALSE;
  moment_format_local (admin.now.now + offset, MOMENT_OFFSET_S, text);
  fprintf (call->out, "The company's clock: %s\n", text);
  return TRUE;
}
