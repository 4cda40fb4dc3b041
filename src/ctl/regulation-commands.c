/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The regulation's versions and its full text (R61). */
#include <glib/gi18n.h>
#include <stdlib.h>

#include "ctl/admin.h"
#include "ctl/ctl.h"
#include "ctl/regulation-file.h"
#include "regulation/regulation-commands.h"

typedef struct
{
  char *data;
  char *version;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->data);
  g_free (options->version);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse (CtlCall *call, Options *options, guint operands, GError **error)
{
  GOptionEntry entries[] = {
    { "data", 'd', 0, G_OPTION_ARG_FILENAME, &options->data, N_("Folder of the server's store"), "DIR" },
      { "version", 0, 0, G_OPTION_ARG_STRING, &options->version, N_("Version whose text it is; the newest without it"), "VERSION" },
        { NULL } };

  return ctl_parse (call, entries, operands, operands, error);
}

static void
regulation_free (gpointer row)
{
  schema_free (&regulation_schema, row);
}

static void
clause_free (gpointer row)
{
  schema_free (&clause_schema, row);
}

static int
compare_effective (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 ((*(const Regulation *const *) a)->effective_on, (*(const Regulation *const *) b)->effective_on);
}

static int
compare_position (gconstpointer a, gconstpointer b)
{
  gint64 one = (*(const Clause *const *) a)->position, other = (*(const Clause *const *) b)->position;

  return one < other ? -1 : one > other;
}

/* (transfer full): every version, the newest last. */
static GPtrArray *
versions (Loader *loader, GError **error)
{
  GPtrArray *list = loader->list (loader, &regulation_schema, NULL, ID_NONE, error);

  if (list == NULL)
    return NULL;
  g_ptr_array_set_free_func (list, regulation_free);
  g_ptr_array_sort (list, compare_effective);
  return list;
}

gboolean
regulation_list (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Admin) admin = { 0 };
  g_autofree Loader *loader = NULL;
  g_autoptr (GPtrArray) list = NULL;

  if (!parse (call, &options, 0, error) || !admin_open (&admin, options.data, error))
    return FALSE;
  loader = server_loader_new (admin.server, error);
  if (loader == NULL || (list = versions (loader, error)) == NULL)
    return FALSE;
  fputs ("version\teffective\tstate\tclauses\twith text\ttitle\n", call->out);
  for (guint i = 0; i < list->len; i++)
    {
      const Regulation *regulation = g_ptr_array_index (list, i);
      g_autoptr (GPtrArray) clauses = loader->children (loader, &clause_schema, regulation->row.id, error);
      guint texts = 0;

      if (clauses == NULL)
        return FALSE;
      g_ptr_array_set_free_func (clauses, clause_free);
      for (guint j = 0; j < clauses->len; j++)
        texts += *((const Clause *) g_ptr_array_index (clauses, j))->text != '\0';
      fprintf (call->out, "%s\t%s\t%s\t%u\t%u\t%s\n", regulation->version, regulation->effective_on,
               enum_nick (regulation_states, (int) regulation->state), clauses->len, texts, regulation->title);
    }
  return TRUE;
}

static Regulation *
choose (GPtrArray *list, const char *version)
{
  for (guint i = list->len; i > 0; i--)
    {
      Regulation *regulation = g_ptr_array_index (list, i - 1);

      if (version == NULL || g_str_equal (regulation->version, version))
        return regulation;
    }
  return NULL;
}

/* Writes the clauses whose text differs; @changed counts them, @missing those without any. */
static gboolean
write_texts (Admin *admin, GPtrArray *clauses, GHashTable *texts, guint *changed, guint *missing, GError **error)
{
  for (guint i = 0; i < clauses->len; i++)
    {
      Clause     *clause = g_ptr_array_index (clauses, i);
      const char *text = regulation_file_text_of (texts, clause->code);

      if (text == NULL)
        ++*missing;
      if (text == NULL || g_str_equal (text, clause->text))
        continue;
      g_free (clause->text);
      clause->text = g_strdup (text);
      ++*changed;
      if (!admin_write (admin, &clause_schema, clause, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
load_into (CtlCall *call, Admin *admin, const char *version, GHashTable *texts, GError **error)
{
  g_autofree Loader *loader = server_loader_new (admin->server, error);
  g_autoptr (GPtrArray) list = loader != NULL ? versions (loader, error) : NULL;
  g_autoptr (GPtrArray) clauses = NULL;
  Regulation *regulation;
  guint       changed = 0, missing = 0;

  if (list == NULL)
    return FALSE;
  regulation = choose (list, version);
  if (regulation == NULL)
    return ctl_fail (error, CTL_ERROR_FAILED,
                     _ ("there is no version %s of the regulation; zuoxictl regulation list shows them"),
                        version != NULL ? version : "at all");
  clauses = loader->children (loader, &clause_schema, regulation->row.id, error);
  if (clauses == NULL)
    return FALSE;
  g_ptr_array_set_free_func (clauses, clause_free);
  g_ptr_array_sort (clauses, compare_position);
  if (!write_texts (admin, clauses, texts, &changed, &missing, error))
    return FALSE;
  g_free (regulation->digest);
  regulation->digest = regulation_digest (regulation, clauses);
  if (changed > 0 && !admin_write (admin, &regulation_schema, regulation, error))
    return FALSE;
  fprintf (call->out, "Version %s: %u clauses, %u with a new text, %u not found in the file\n", regulation->version,
           clauses->len, changed, missing);
  return admin_commit (admin, error);
}

gboolean
regulation_load (CtlCall *call, GError **error)
{
  g_auto (Options) options = { 0 };
  g_auto (Admin) admin = { 0 };
  g_autofree char *text = NULL;
  g_autoptr (GHashTable) texts = NULL;
  gsize length;

  if (!parse (call, &options, 1, error) || !g_file_get_contents (call->args[0], &text, &length, error))
    return FALSE;
  if (!g_utf8_validate (text, (gssize) length, NULL))
    return ctl_fail (error, CTL_ERROR_FAILED, _ ("%s: not UTF-8; iconv -f GB18030 -t UTF-8 makes it so"), call->args[0]);
  texts = regulation_file_texts (text);
  if (g_hash_table_size (texts) == 0)
    return ctl_fail (error, CTL_ERROR_FAILED,
                     _ ("%s: no clause found; it needs lines of CODE, tab, text, or chapters as ## 一、, sections as ### "
                     "（一）, items as 1."),
                        call->args[0]);
  return admin_open (&admin, options.data, error) && admin_begin (&admin, error) &&
         load_into (call, &admin, options.version, texts, error);
}
