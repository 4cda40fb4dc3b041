/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is a printed form what the server holds, and is what it holds whole? */
#include <glib/gi18n.h>
#include <string.h>

#include "appraisal/document.h"
#include "appraisal/recorded-step.h"
#include "appraisal/step-seal.h"
#include "appraisal/workflow.h"
#include "core/day.h"
#include "core/id.h"
#include "core/json.h"
#include "core/moment.h"
#include "ctl/admin.h"
#include "ctl/ctl.h"
#include "server/account-key.h"

#define LEAST_DIGITS STEP_SHORT_DIGITS

typedef struct
{
  FILE   *out;
  Admin   admin;
  Loader *loader;
  guint   steps, broken;
} Check;

static void
check_clear (Check *self)
{
  g_clear_pointer (&self->loader, g_free);
  admin_clear (&self->admin);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Check, check_clear)

/* @more: (nullable): an option besides. */
static gboolean
begin (CtlCall *call, Check *self, guint operands, const GOptionEntry *more, GError **error)
{
  g_autofree char *data = NULL;
  GOptionEntry     entries[] = {
        { "data", 'd', 0, G_OPTION_ARG_FILENAME, &data, N_("Folder of the server's store"), "DIR" },
          { NULL },
          { NULL }
  };

  if (more != NULL)
    entries[1] = *more;

  self->out = call->out;
  if (!ctl_parse (call, entries, operands, operands, error) || !admin_open (&self->admin, data, error))
    return FALSE;
  self->loader = server_loader_new (self->admin.server, error);
  return self->loader != NULL;
}

static void
step_free (gpointer row)
{
  schema_free (&step_schema, row);
}

static GPtrArray *
all_steps (Check *self, GError **error)
{
  GPtrArray *steps = self->loader->list (self->loader, &step_schema, NULL, ID_NONE, error);

  if (steps != NULL)
    g_ptr_array_set_free_func (steps, step_free);
  return steps;
}

/* The bytes a step signed. The second signature of an interview covers the document of the first. NULL = not there. */
static char *
document_of (Check *self, const Step *step, GError **error)
{
  StepDocument key = { .step = step->row.id };
  gboolean     second = g_str_equal (step->event, EVENT_INTERVIEW_SUBJECT) ||
                    g_str_equal (step->event, EVENT_INTERVIEW_WITNESS);
  StepDocument *row;
  char         *document = NULL;

  if (second)
    key.step = dossier_step_id (step->appraisal, step->revision, EVENT_INTERVIEW);
  row = self->loader->row (self->loader, &step_document_schema, schema_natural_id (&step_document_schema, &key), error);
  if (row != NULL)
    document = g_strdup (row->document);
  schema_free (&step_document_schema, row);
  return document;
}

/* The digits of a QR text, or of what was typed: lower case, blanks left out. NULL = neither. */
static char *
read_digits (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ":", -1);
  const char *typed = g_str_has_prefix (text, "zuoxi:1:") && g_strv_length (parts) == 6 ? parts[5] : text;
  GString    *digits = g_string_new (NULL);

  for (; *typed != '\0'; typed++)
    if (g_ascii_isxdigit (*typed))
      g_string_append_c (digits, g_ascii_tolower (*typed));
    else if (*typed != ' ' && *typed != '-')
      return g_string_free (digits, TRUE);
  if (digits->len >= LEAST_DIGITS && digits->len <= DIGEST_HEX_LENGTH)
    return g_string_free (digits, FALSE);
  return g_string_free (digits, TRUE);
}

/* What stands in the rows now, assembled as the signer's document was; "" where the two agree. NULL with @error. */
static char *
changed_member (Check *self, const Step *step, const char *document, GError **error)
{
  g_autoptr (Dossier) dossier = dossier_load (self->loader, step->appraisal, step->revision, error);

  return dossier != NULL ? document_changed_since (dossier, self->loader->directory, step, document) : NULL;
}

/* A code names its form, revision and step besides: one put together from two forms is no code of ours. */
static gboolean
is_same_code (const Step *step, const char *text)
{
  g_autofree char *code = step_qr_text (step);

  return strchr (text, ':') == NULL || g_str_equal (text, code);
}

static gboolean
tell (Check *self, const Step *step, GError **error)
{
  g_autofree char *document = document_of (self, step, error);
  Appraisal       *form = self->loader->row (self->loader, &appraisal_schema, step->appraisal, error);
  g_autofree char *changed = NULL;
  char             moment[MOMENT_LOCAL_SIZE];
  gint64           revision;

  if (form == NULL)
    return *error != NULL ? FALSE : ctl_fail (error, CTL_ERROR_FAILED, _ ("the form of this step is gone"));
  revision = form->revision;
  schema_free (&appraisal_schema, form);
  moment_format_local (step->signed_at, MOMENT_OFFSET_S, moment);
  fprintf (self->out, "%s of revision %" G_GINT64_FORMAT ", %s\n", step->event, step->revision, moment);
  if (*step->signature != '\0' && (document == NULL || !step_verify (step, document)))
    {
      fputs ("changed since signing: the stored document is not the one that was signed\n", self->out);
      return TRUE;
    }
  if (revision != step->revision)
    {
      fprintf (self->out, "superseded by revision %" G_GINT64_FORMAT "\n", revision);
      return TRUE;
    }
  changed = *step->signature != '\0' ? changed_member (self, step, document, error) : g_strdup ("");
  if (changed == NULL)
    return FALSE;
  if (*changed != '\0')
    fprintf (self->out, "changed since signing: %s\n", changed);
  else
    fputs ("current\n", self->out);
  return TRUE;
}

gboolean
check_print (CtlCall *call, GError **error)
{
  g_auto (Check) check = { 0 };
  g_autofree char *digits = NULL;
  g_autoptr (GPtrArray) steps = NULL;
  g_autoptr (GError) local = NULL;

  if (!begin (call, &check, 1, NULL, error))
    return FALSE;
  digits = read_digits (call->args[0]);
  if (digits == NULL)
    return ctl_fail (error, CTL_ERROR_USAGE,
                     _ ("at least %d hex digits of the form's digest, or the text of its QR code"), LEAST_DIGITS);
  steps = all_steps (&check, error);
  for (guint i = 0; steps != NULL && i < steps->len; i++)
    {
      const Step *step = g_ptr_array_index (steps, i);

      if (!g_str_has_prefix (step->digest, digits) || !is_same_code (step, call->args[0]))
        continue;
      if (tell (&check, step, &local))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (steps == NULL)
    return FALSE;
  fputs ("unknown\n", call->out);
  return TRUE;
}

/* The digest covers a reason that is not kept with the step. */
static gboolean
has_reason (const Step *step)
{
  static const char *const events[] = { EVENT_RETURN, EVENT_EXCLUDE, EVENT_PROPOSE, EVENT_DECLINE, NULL };

  return g_strv_contains (events, step->event);
}

static void
complain (const char *sentence, gpointer data)
{
  fprintf (((Check *) data)->out, "%s\n", sentence);
}

/* The key of a signed step is the signer's. One that had ended is told of, not blamed: older servers took it. */
static gboolean
verify_key (Check *self, const Step *step, GError **error)
{
  gboolean interview = g_str_has_prefix (step->event, EVENT_INTERVIEW);
  gint64   moment = interview ? MIN (step->signed_at, step->received_at) : step->received_at;
  gboolean known, good;

  if (!account_key_was_good (self->admin.server, step->actor, step->public_key, moment, &known, &good, error))
    return FALSE;
  if (!known)
    self->broken++;
  if (!known || !good)
    fprintf (self->out, "step %.12s (%s): %s\n", step->digest, step->event,
             known ? "its key had been replaced when it was made" : "its key is not one of the signer's");
  return TRUE;
}

/* What HR recorded is what the result says, as long as it was not restated. */
static gboolean
verify_filing (Check *self, const Step *step, const char *document, GError **error)
{
  GError          *failure = NULL;
  Filing           key = { .appraisal = step->appraisal };
  Filing          *filing = NULL;
  g_autofree char *live = NULL;

  if (!g_str_equal (step->event, EVENT_FILE) || *step->signature != '\0' || strstr (document, "\"number\":") == NULL)
    return TRUE;
  filing = self->loader->row (self->loader, &filing_schema, schema_natural_id (&filing_schema, &key), &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }
  if (filing != NULL && filing->revision == step->revision)
    live = recorded_filing_document (filing);
  if (filing == NULL || (live != NULL && !g_str_equal (live, document)))
    {
      self->broken++;
      fprintf (self->out, "step %.12s (%s): the result is no longer what was filed\n", step->digest, step->event);
    }
  schema_free (&filing_schema, filing);
  return TRUE;
}

/* Every step whose document is known: its digest and signature are those of the stored bytes, or, of one recorded
   before it had a document, of what its digest covers. */
static gboolean
verify_steps (Check *self, GError **error)
{
  g_autoptr (GPtrArray) steps = all_steps (self, error);

  if (steps == NULL)
    return FALSE;
  for (guint i = 0; i < steps->len; i++)
    {
      const Step *step = g_ptr_array_index (steps, i);
      g_autoptr (GError) local = NULL;
      g_autofree char *document = document_of (self, step, &local);

      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (*step->signature == '\0' && document == NULL && !has_reason (step))
        document = recorded_document (step->appraisal, step->revision, step->event, "");
      if (*step->signature == '\0' && document == NULL)
        continue;
      if (*step->signature != '\0')
        {
          self->steps++;
          if (!verify_key (self, step, error))
            return FALSE;
        }
      if (document != NULL && step_verify (step, document))
        {
          if (!verify_filing (self, step, document, error))
            return FALSE;
          continue;
        }
      self->broken++;
      fprintf (self->out, "step %.12s (%s): %s\n", step->digest, step->event,
               document == NULL ? "its document is missing" : "digest or signature is not that of the stored bytes");
    }
  return TRUE;
}

gboolean
verify (CtlCall *call, GError **error)
{
  g_auto (Check) check = { 0 };
  g_autofree char *path = NULL;
  g_autofree char *proof = NULL;
  AuditReport      report;
  GOptionEntry     entry = { "proof", 'p', 0, G_OPTION_ARG_FILENAME, &path, N_("Hold it against what export-proof wrote"), "FILE" };

  if (!begin (call, &check, 0, &entry, error) ||
      (path != NULL && !g_file_get_contents (path, &proof, NULL, error)) ||
      !server_verify_audit (check.admin.server, complain, &check, &report, error) ||
      !server_verify_counts (check.admin.server, complain, &check, &report, error) ||
      !server_verify_grants (check.admin.server, &check.admin.now, complain, &check, &report, error) ||
      !server_verify_witnesses (check.admin.server, proof, complain, &check, &report, error) ||
      !verify_steps (&check, error))
    return FALSE;
  fprintf (call->out, "audit: %" G_GINT64_FORMAT " lines, %" G_GINT64_FORMAT " erased; rows: %" G_GINT64_FORMAT "; "
                      "signed steps: %u; witnesses: %" G_GINT64_FORMAT "\n",
           report.lines, report.erased, report.rows, check.steps, report.witnesses);
  if (report.broken == 0 && check.broken == 0)
    return TRUE;
  return ctl_fail (error, CTL_ERROR_FAILED, "%" G_GINT64_FORMAT " faults; restore a backup and compare",
                   report.broken + check.broken);
}

gboolean
export_proof (CtlCall *call, GError **error)
{
  g_auto (Check) check = { 0 };
  g_autofree char *month = NULL;
  g_autofree char *text = NULL;
  GOptionEntry     entry = { "month", 'm', 0, G_OPTION_ARG_STRING, &month, N_("Witnesses of this month alone"), "YYYY-MM" };
  Day              first;

  if (!begin (call, &check, 0, &entry, error))
    return FALSE;
  if (month != NULL && !month_parse (month, &first))
    return ctl_fail (error, CTL_ERROR_USAGE, _ ("%s: a month is written YYYY-MM"), month);
  text = server_export_proof (check.admin.server, month, &check.admin.now, error);
  if (text == NULL)
    return FALSE;
  fputs (text, call->out);
  return TRUE;
}
