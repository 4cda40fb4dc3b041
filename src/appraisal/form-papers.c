/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/form-papers.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "appraisal/form-check.h"
#include "appraisal/step-seal.h"
#include "core/id.h"
#include "core/moment.h"

/* clang-format off */
static const struct { const char *event; const char *form; } papers[] = {
  { EVENT_SUBMIT_SELF, NULL }, { EVENT_SUBMIT_EVALUATION, NULL }, { EVENT_INTERVIEW, NULL }, { EVENT_INTERVIEW, "plan" },
  { EVENT_RESTATE, NULL } };

static const struct { const char *stance; const char *words; } stances[] = {
  { STANCE_AGREE, N_("Agreed") }, { STANCE_OBJECTION, N_("Read, with a different opinion") },
  { STANCE_REFUSED, N_("Signature refused") }, { STANCE_ABSENT, N_("Absent") } };
/* clang-format on */

char *
form_papers_stance (const char *stance, const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (stances); i++)
    if (g_str_equal (stances[i].stance, stance))
      {
        const char *words = _ (stances[i].words);

        return *text == '\0' ? g_strdup (words) : g_strdup_printf ("%s: %s", words, text);
      }
  return g_strdup (text);
}

/* As the signer's clock said, and when the server had it if that was later (R52). */
static char *
moment_text (const Step *step)
{
  char at[MOMENT_LOCAL_SIZE], arrived[MOMENT_LOCAL_SIZE];

  moment_format_local (step->signed_at, MOMENT_OFFSET_S, at);
  moment_format_local (step->received_at, MOMENT_OFFSET_S, arrived);
  return step_came_later (step) ? g_strdup_printf (_ ("%s (received %s)"), at, arrived) : g_strdup (at);
}

PrintSignature
form_papers_signature (const Step *step, Directory *directory, GStringChunk *strings)
{
  const Person    *actor = directory_person (directory, step->actor);
  g_autofree char *words = form_papers_stance (step->stance, step->stance_text);
  g_autofree char *moment = moment_text (step);
  gboolean         is_signed = *step->signature != '\0';

  return (PrintSignature){ .step = step->event,
                           .name = is_signed && actor != NULL ? actor->name : NULL,
                           .moment = g_string_chunk_insert (strings, moment),
                           .stance = *step->stance != '\0' ? step->stance : NULL,
                           .stance_text = *words != '\0' ? g_string_chunk_insert (strings, words) : NULL,
                           .key_confirmed = step->key_confirmed || !is_signed,
                           .digest = *step->digest != '\0' ? step->digest : NULL };
}

GPtrArray *
form_papers_signatures (const AppraisalCase *shown, Directory *directory, GStringChunk *strings)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < shown->dossier->steps->len; i++)
    {
      const Step    *step = g_ptr_array_index (shown->dossier->steps, i);
      PrintSignature signature;

      if (step->revision != shown->dossier->revision)
        continue;
      signature = form_papers_signature (step, directory, strings);
      g_ptr_array_add (list, g_memdup2 (&signature, sizeof signature));
    }
  return list;
}

static gboolean
add_paper (
    GPtrArray *docs, Store *store, const AppraisalCase *shown, guint which, GPtrArray *signatures, GError **error)
{
  const Step      *step = dossier_step (shown->dossier, shown->dossier->revision, papers[which].event);
  g_autofree char *form = id_dup_hex (shown->dossier->form->row.id);
  PrintFormInfo    info = { .form = papers[which].form,
                            .form_id = form,
                            .signatures = (const PrintSignature *const *) signatures->pdata,
                            .n_signatures = signatures->len };
  g_autoptr (Rows) rows = NULL;
  PrintDoc *doc;

  if (step == NULL)
    return TRUE;
  rows = store_query (store, &step_document_schema, error, "WHERE \"step\" = ?", "d", &step->row.id);
  if (rows == NULL)
    return FALSE;
  if (rows->len == 0)
    return TRUE; /* not held here */
  if (*shown->dossier->form->number != '\0')
    info.filing_number = shown->dossier->form->number;
  info.step = step->event;
  info.digest = step->digest;
  info.late = step->late ? _ ("This step was late") : NULL;
  doc = print_form_new (((const StepDocument *) rows->at[0])->document, &info, error);
  if (doc == NULL)
    return FALSE;
  g_ptr_array_add (docs, doc);
  return TRUE;
}

GPtrArray *
form_papers_new (Store *store, const AppraisalCase *shown, Directory *directory, GError **error)
{
  g_autoptr (GPtrArray) docs = g_ptr_array_new_with_free_func ((GDestroyNotify) print_doc_free);
  g_autoptr (GStringChunk) strings = g_string_chunk_new (256);
  g_autoptr (GPtrArray) signatures = form_papers_signatures (shown, directory, strings);

  for (guint i = 0; i < G_N_ELEMENTS (papers); i++)
    if (!add_paper (docs, store, shown, i, signatures, error))
      return NULL;
  return g_steal_pointer (&docs);
}

gpointer
form_papers_read (Store *store, const SessionReading *reading, gpointer input, GError **error)
{
  GPtrArray *forms = input;
  g_autoptr (GPtrArray) docs = g_ptr_array_new_with_free_func ((GDestroyNotify) print_doc_free);

  for (guint i = 0; i < forms->len; i++)
    {
      g_autoptr (AppraisalCase) shown = appraisal_case_load (store, reading, *(Id *) forms->pdata[i], 0, error);
      g_autoptr (GPtrArray) papers_of_form =
          shown != NULL ? form_papers_new (store, shown, reading->directory, error) : NULL;

      if (papers_of_form == NULL)
        return NULL;
      g_ptr_array_extend_and_steal (docs, g_steal_pointer (&papers_of_form));
    }
  return g_steal_pointer (&docs);
}
