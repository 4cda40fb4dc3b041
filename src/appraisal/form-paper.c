/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/form-paper.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "appraisal/appraisal-args.h"
#include "appraisal/form-check.h"
#include "appraisal/form-papers.h"
#include "core/id.h"
#include "core/json.h"
#include "core/moment.h"
#include "print/print-form.h"
#include "print/print-proof.h"
#include "ui/compat.h"

static char *
person_text (Directory *directory, Id id)
{
  const Person *person = directory_person (directory, id);

  return person != NULL ? g_strdup_printf ("%s %s", person->name, person->number) : g_strdup ("—");
}

static char *
moment_text (gint64 us)
{
  char text[MOMENT_LOCAL_SIZE];

  moment_format_local (us, MOMENT_OFFSET_S, text);
  return g_strdup (text);
}

/* Step whose document the form is printed from, NULL = a draft. */
static const Step *
step_of_form (const AppraisalCase *shown, const char *form)
{
  const char *event = EVENT_INTERVIEW;

  if (g_str_equal (form, "self"))
    event = EVENT_SUBMIT_SELF;
  else if (g_str_equal (form, "evaluation"))
    event = EVENT_SUBMIT_EVALUATION;
  if (g_str_equal (event, EVENT_SUBMIT_EVALUATION) &&
      dossier_step (shown->dossier, shown->dossier->revision, EVENT_RESTATE) != NULL)
    event = EVENT_RESTATE;
  return dossier_step (shown->dossier, shown->dossier->revision, event);
}

static char *
stored_document (Store *store, Id step, GError **error)
{
  g_autoptr (Rows) rows = store_query (store, &step_document_schema, error, "WHERE \"step\" = ?", "d", &step);

  if (rows == NULL || rows->len == 0)
    return NULL;
  return g_strdup (((const StepDocument *) rows->at[0])->document);
}

static GBytes *
print_bytes (const char *document, const PrintFormInfo *info, GError **error)
{
  g_autoptr (PrintDoc) doc = print_form_new (document, info, error);
  PrintDoc *docs[] = { doc };

  return doc != NULL ? print_pdf_bytes (docs, 1, error) : NULL;
}

GBytes *
form_paper_bytes (Store               *store,
                  Directory           *directory,
                  const AppraisalCase *shown,
                  const char          *form,
                  gint64               now,
                  GError             **error)
{
  const Step      *step = step_of_form (shown, form);
  const char      *event = g_str_equal (form, "self") ? EVENT_SUBMIT_SELF : EVENT_SUBMIT_EVALUATION;
  g_autofree char *stored = step != NULL ? stored_document (store, step->row.id, NULL) : NULL;
  g_autofree char *draft = stored == NULL ? case_document (shown, directory, event, now) : NULL;
  g_autofree char *id = id_dup_hex (shown->dossier->form->row.id);
  g_autoptr (GStringChunk) strings = g_string_chunk_new (256);
  g_autoptr (GPtrArray) signatures = form_papers_signatures (shown, directory, strings);
  PrintFormInfo info = { .form = form };

  if (stored != NULL)
    {
      info.signatures = (const PrintSignature *const *) signatures->pdata;
      info.n_signatures = signatures->len;
      info.form_id = id;
      info.step = step->event;
      info.digest = step->digest;
      info.late = step->late ? _ ("This step was late") : NULL;
      info.filing_number = *shown->dossier->form->number != '\0' ? shown->dossier->form->number : NULL;
    }
  return print_bytes (stored != NULL ? stored : draft, &info, error);
}

/* The chain of a form on paper; what its entries borrow. */
typedef struct
{
  GArray    *steps; /* PrintProofStep */
  GPtrArray *texts;
  guint      own;    /* the employee's last signature; steps->len = none */
  guint      stored; /* entries that came from the store */
} Chain;

static const char *
keep_text (Chain *self, char *text)
{
  g_ptr_array_add (self->texts, text);
  return text;
}

static void
add_entry (Chain *self, Directory *directory, Id subject, const StepSeal *seal, const char *stance)
{
  PrintProofStep entry = {
    .step = keep_text (self, g_strdup (seal->event)),
    .title = _ (step_title (seal->event)),
                .actor = keep_text (self, person_text (directory, seal->actor)),
                .signer = keep_text (self, id_dup_hex (seal->actor)),
                .moment = keep_text (self, moment_text (seal->moment)),
                .moment_us = seal->moment,
                .digest = keep_text (self, g_strdup (seal->digest)),
                .previous = keep_text (self, g_strdup (seal->previous)),
                .public_key = keep_text (self, g_strdup (seal->public_key)),
                .signature = keep_text (self, g_strdup (seal->signature)),
                .stance = *stance != '\0' ? keep_text (self, g_strdup (stance)) : NULL,
    };

  g_array_append_val (self->steps, entry);
  if (id_equal (seal->actor, subject) && *seal->signature != '\0')
    self->own = self->steps->len - 1;
}

static void
fill_chain (Chain *self, Directory *directory, const AppraisalCase *shown, GArray *seals, const char *stance)
{
  Id    subject = shown->dossier->form->person;
  guint none = shown->dossier->steps->len + (seals != NULL ? seals->len : 0);

  self->own = none;
  for (guint i = 0; i < shown->dossier->steps->len; i++)
    {
      const Step      *step = g_ptr_array_index (shown->dossier->steps, i);
      const StepSeal   seal = { step->event, step->actor, step->previous, step->digest, step->public_key,
                                step->signature, step->signed_at };
      g_autofree char *words = form_papers_stance (step->stance, step->stance_text);

      add_entry (self, directory, subject, &seal, words);
    }
  self->stored = self->steps->len;
  for (guint i = 0; seals != NULL && i < seals->len; i++)
    add_entry (self, directory, subject, &g_array_index (seals, StepSeal, i), i == 1 ? stance : "");
}

/* The bytes the employee's last signature stands under; the second signature of an interview shares those of the
   first. (transfer full) (nullable) */
static char *
own_document (Store *store, const AppraisalCase *shown, const Chain *chain, const char *signed_now)
{
  const Step *step;

  if (chain->own >= chain->steps->len)
    return NULL;
  if (chain->own >= chain->stored)
    return g_strdup (signed_now);
  step = g_ptr_array_index (shown->dossier->steps, chain->own);
  if (g_str_equal (step->event, EVENT_INTERVIEW_SUBJECT))
    step = dossier_step (shown->dossier, step->revision, EVENT_INTERVIEW);
  return step != NULL ? stored_document (store, step->row.id, NULL) : NULL;
}

/* The proof: the chain of steps, the employee's own signature, key and signed bytes. @seals: (nullable): steps just
   made. */
static PrintDoc *
new_proof (Store               *store,
           Directory           *directory,
           const AppraisalCase *shown,
           GArray              *seals,
           const char          *stance,
           const char          *signed_now)
{
  const Appraisal  *form = shown->dossier->form;
  const Person     *person = directory_person (directory, form->person);
  const Department *department = directory_department (directory, form->department);
  g_autofree char  *id = id_dup_hex (form->row.id);
  g_autofree char  *document = NULL;
  g_autoptr (GArray) steps = g_array_new (FALSE, TRUE, sizeof (PrintProofStep));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  Chain      chain = { steps, texts, 0, 0 };
  PrintProof proof = {
    .org = department != NULL ? department->org : "",
    .name = person != NULL ? person->name : "",
    .number = person != NULL ? person->number : "",
    .period = form->month,
    .form_id = id,
    .revision = shown->dossier->revision,
  };

  fill_chain (&chain, directory, shown, seals, stance);
  document = own_document (store, shown, &chain, signed_now);
  proof.steps = (const PrintProofStep *) (gpointer) steps->data;
  proof.n_steps = steps->len;
  proof.own = chain.own;
  proof.document = document;
  return print_proof_new (&proof);
}

/* As the step the seal becomes will be printed. (transfer full) */
static PrintSignature *
signature_of_seal (
    const StepSeal *seal, Directory *directory, const char *stance, const char *stance_text, GStringChunk *strings)
{
  const Step     step = { .event = seal->event,
                          .actor = seal->actor,
                          .signed_at = seal->moment,
                          .signature = seal->signature,
                          .digest = seal->digest,
                          .stance = (char *) stance,
                          .stance_text = (char *) stance_text,
                          .key_confirmed = TRUE };
  PrintSignature signature = form_papers_signature (&step, directory, strings);

  return g_memdup2 (&signature, sizeof signature);
}

static GBytes *
proof_bytes (
    Store *store, Directory *directory, const AppraisalCase *shown, const InterviewArgs *args, GError **error)
{
  static const char *const forms[] = { "interview", "plan" };
  g_autofree char         *id = id_dup_hex (shown->dossier->form->row.id);
  g_autofree char         *words = form_papers_stance (args->stance, args->stance_text);
  g_autoptr (GStringChunk) strings = g_string_chunk_new (256);
  g_autoptr (GPtrArray) signatures = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) docs = g_ptr_array_new_with_free_func ((GDestroyNotify) print_doc_free);
  const StepSeal *first = &g_array_index (args->seals, StepSeal, 0);

  for (guint i = 0; i < args->seals->len; i++)
    g_ptr_array_add (signatures,
                     signature_of_seal (&g_array_index (args->seals, StepSeal, i), directory,
                                        i == 1 ? args->stance : "", i == 1 ? args->stance_text : "", strings));
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      const PrintFormInfo info = {
        .form = forms[i],
        .form_id = id,
        .step = first->event,
        .digest = first->digest,
        .signatures = (const PrintSignature *const *) signatures->pdata,
        .n_signatures = signatures->len,
      };
      PrintDoc *doc = print_form_new (args->document, &info, error);

      if (doc == NULL)
        return NULL;
      g_ptr_array_add (docs, doc);
    }
  g_ptr_array_add (docs, new_proof (store, directory, shown, args->seals, words, args->document));
  return print_pdf_bytes ((PrintDoc *const *) docs->pdata, docs->len, error);
}

GBytes *
form_paper_proof (
    Store *store, Directory *directory, const AppraisalCase *shown, const Mutation *command, GError **error)
{
  g_autoptr (JsonNode) node = json_strict_parse (command->args, -1, JSON_DEPTH, error);
  g_autoptr (ProblemList) problems = problem_list_new ();
  g_auto (InterviewArgs) args = { 0 };

  if (node == NULL || !args_read_interview (json_node_get_object (node), &args, problems))
    return NULL;
  return proof_bytes (store, directory, shown, &args, error);
}

GBytes *
form_paper_stored_proof (Store *store, Directory *directory, const AppraisalCase *shown, GError **error)
{
  g_autoptr (PrintDoc) doc = new_proof (store, directory, shown, NULL, "", NULL);
  PrintDoc *docs[] = { doc };

  return print_pdf_bytes (docs, 1, error);
}

typedef struct
{
  ZuoxiWindow *window;
  GBytes      *bytes;
} Saving;

static void
on_file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saving *saving = user_data;
  g_autoptr (GFile) file = compat_file_finish (result);
  g_autoptr (GError) error = NULL;

  if (file != NULL)
    {
      if (g_file_replace_contents (file, g_bytes_get_data (saving->bytes, NULL), g_bytes_get_size (saving->bytes),
                                   NULL, FALSE,
                                   G_FILE_CREATE_PRIVATE, NULL, NULL, &error))
        {
          g_autofree char *name = g_file_get_basename (file);
          g_autofree char *text = g_strdup_printf (_ ("Saved as %s"), name);

          zuoxi_window_toast (saving->window, text);
        }
      else
        zuoxi_window_toast_error (saving->window, error);
    }
  g_bytes_unref (saving->bytes);
  g_object_unref (saving->window);
  g_free (saving);
}

void
form_paper_save_bytes_async (ZuoxiWindow *window, GBytes *bytes, const char *name)
{
  static const CompatFileKind kind = { N_ ("PDF documents"), "*.pdf" };
  Saving                     *saving = g_new0 (Saving, 1);

  saving->window = g_object_ref (window);
  saving->bytes = g_bytes_ref (bytes);
  compat_save_file_async (GTK_WINDOW (window), _ ("Save as PDF"), name, &kind, on_file_chosen_cb, saving);
}

/* Both sheets, the record of the interview and the plan, as far as they are signed and held here. */
static GBytes *
whole_form_bytes (ZuoxiSession *session, const AppraisalCase *shown, GError **error)
{
  g_autoptr (GPtrArray) docs = form_papers_new (zuoxi_session_get_reader (session), shown,
                                                zuoxi_session_get_directory (session), error);

  return docs != NULL ? print_pdf_bytes ((PrintDoc *const *) docs->pdata, docs->len, error) : NULL;
}

void
form_paper_save_async (ZuoxiWindow *window, ZuoxiSession *session, const AppraisalCase *shown, const char *form)
{
  g_autoptr (GError) error = NULL;
  Directory    *directory = zuoxi_session_get_directory (session);
  const Person *person = directory_person (directory, shown->dossier->form->person);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *name = NULL;

  /* After the interview the employee takes the whole form home, not the own sheet alone. */
  if (g_str_equal (form, "self") &&
      dossier_step (shown->dossier, shown->dossier->revision, EVENT_INTERVIEW) != NULL)
    {
      form = "form";
      bytes = whole_form_bytes (session, shown, &error);
    }
  else
    bytes = form_paper_bytes (zuoxi_session_get_reader (session), directory, shown, form, zuoxi_session_now (session),
                              &error);
  name = g_strdup_printf ("%s-%s-%s.pdf", shown->dossier->form->month, person != NULL ? person->number : "0", form);
  if (bytes != NULL)
    form_paper_save_bytes_async (window, bytes, name);
  else
    zuoxi_window_toast_error (window, error);
}
