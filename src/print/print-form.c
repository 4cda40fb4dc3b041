/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "print/print-form.h"

#include "print/print-form-cells.h"
#include "print/print-form-spec.h"
#include "print/print-form-table.h"
#include "print/print-number.h"
#include "print/print-record.h"

#include <glib/gi18n-lib.h>

static char *
field_text (const Form *form, const FormField *field)
{
  JsonObject *object = form->record;

  if (field->text != NULL)
    return field->text (form);
  if (field->object != NULL)
    object = print_record_object (form->record, field->object);
  return g_strdup (print_record_text (object, field->member));
}

static void
add_fields (const Form *form, PrintBlock *block, const FormField *fields)
{
  for (const FormField *field = fields; field->label != NULL; field++)
    {
      g_autofree char *text = field_text (form, field);

      if (*text != '\0' || !field->optional)
        print_block_add_pair (block, _(field->label), text);
    }
}

static void
add_rule (PrintBlock *notes, JsonObject *item)
{
  g_autofree char *title = form_cell_title (NULL, item, 0);
  g_autofree char *weight = form_cell_weight (NULL, item, 0);
  g_autofree char *rule = form_cell_rule (NULL, item, 0);
  const char      *rule_text = print_record_text (item, "rule_text");
  const char      *evidence = print_record_text (item, "evidence");
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_append_printf (line, _("%s, weight %s: %s"), title, weight, *rule_text ? rule_text : rule);
  if (*evidence != '\0')
    {
      g_autofree char *digest = print_number_digest (evidence, 16);

      g_string_append (line, "  ");
      g_string_append_printf (line, _("Evidence digest: %s"), digest);
    }
  print_block_add_line (notes, line->str);
}

/* Version and digest of what the form rests on. */
static void
add_version (PrintBlock *notes, JsonObject *basis, const char *title)
{
  g_autofree char *digest = NULL;
  g_autofree char *line = NULL;

  if (basis == NULL)
    return;
  digest = print_number_digest (print_record_text (basis, "digest"), 16);
  line = g_strdup_printf (_("%s: version %s, digest %s"), title, print_record_text (basis, "version"),
                             *digest ? digest : "—");
  print_block_add_line (notes, line);
}

static void
add_notes (const Form *form, PrintDoc *doc, const FormBlock *spec)
{
  PrintBlock *notes = print_doc_add_notes (doc, _(spec->heading));

  if (spec->kind == FORM_BLOCK_RULES)
    {
      for (guint i = 0; i < print_record_length (form->record, "items"); i++)
        add_rule (notes, print_record_entry (form->record, "items", i));
      print_block_add_line (notes, _("The total is the sum of the exact weighted scores, rounded half up once, to two decimals."));
    }
  add_version (notes, print_record_object (form->record, "scheme"), _("Appraisal scheme"));
  add_version (notes, print_record_object (form->record, "regulation"), _("Management regulation"));
}

static const PrintSignature *
find_signature (const PrintFormInfo *info, const char *event)
{
  if (g_str_equal (event, "review")) /* a restatement is the reviewer's act again */
    for (guint i = 0; i < info->n_signatures; i++)
      if (info->signatures[i]->step != NULL && form_nick_equal (info->signatures[i]->step, "restate"))
        return info->signatures[i];
  for (guint i = 0; i < info->n_signatures; i++)
    if (info->signatures[i]->step != NULL && form_nick_equal (info->signatures[i]->step, event))
      return info->signatures[i];
  return NULL;
}

/* On the form of somebody above an agent other posts sign. */
static const char *
place_role (const Form *form, const FormPlace *place)
{
  const char *post = print_record_text (form->record, "post");

  return _(place->role_lead != NULL && *post != '\0' && !g_str_equal (post, "agent") ? place->role_lead : place->role);
}

static void
add_signatures (const Form *form, PrintDoc *doc, const FormPlace *places)
{
  PrintBlock *block = print_doc_add_signatures (doc, NULL);

  for (const FormPlace *place = places; place->event != NULL; place++)
    {
      const PrintSignature *given = find_signature (form->info, place->event);
      PrintSignature        signature = { 0 };

      if (given == NULL && place->optional)
        continue;
      if (given != NULL)
        signature = *given;
      signature.role = place_role (form, place);
      print_block_add_signature (block, &signature);
    }
}

static void
add_block (const Form *form, PrintDoc *doc, const FormBlock *spec)
{
  switch (spec->kind)
    {
    case FORM_BLOCK_GRID:
      add_fields (form, print_doc_add_grid (doc, spec->heading ? _(spec->heading) : NULL, 3), spec->fields);
      break;
    case FORM_BLOCK_TEXTS:
      add_fields (form, print_doc_add_texts (doc, spec->heading ? _(spec->heading) : NULL), spec->fields);
      break;
    case FORM_BLOCK_ITEMS:
      form_add_items (form, doc, spec);
      break;
    case FORM_BLOCK_PLAN:
      form_add_plan (form, doc, spec);
      break;
    case FORM_BLOCK_FILES:
      form_add_files (form, doc, spec);
      break;
    case FORM_BLOCK_RULES:
    case FORM_BLOCK_BASIS:
      add_notes (form, doc, spec);
      break;
    case FORM_BLOCK_SIGNATURES:
      add_signatures (form, doc, spec->places);
      break;
    case FORM_BLOCK_END:
    default:
      g_assert_not_reached ();
    }
}

static gint64
revision_of (const Form *form)
{
  gint64 revision = 1;

  print_record_int (form->record, "revision", &revision);
  return revision;
}

char *
print_form_code (const PrintFormInfo *info, gint64 revision)
{
  return g_strdup_printf ("zuoxi:1:%s:%" G_GINT64_FORMAT ":%s:%s", info->form_id, revision, info->step, info->digest);
}

static void
add_code (const Form *form, PrintDoc *doc)
{
  const PrintFormInfo *info = form->info;
  g_autofree char     *code = NULL;
  g_autofree char     *digest = NULL;
  g_autofree char     *line = NULL;
  PrintBlock          *block;

  if (info->digest == NULL || info->form_id == NULL || info->step == NULL)
    return;
  code = print_form_code (info, revision_of (form));
  digest = print_number_digest (info->digest, 0);
  block = print_doc_add_code (doc, code);
  line = g_strdup_printf (_("Digest of the signed document (SHA-256): %s"), digest);
  print_block_add_line (block, line);
  print_block_add_line (block, code);
  print_block_add_line (block, _("Whether this sheet is current: zuoxictl check-print with the code beside or at least 12 digits of the digest."));
}

/* The lines around the form: who, which month, which revision, and what to know before reading. */
static void
set_heads (const Form *form, PrintDoc *doc)
{
  const char          *name = print_record_text (form->record, "name");
  const char          *number = print_record_text (form->record, "number");
  g_autofree char     *month = form_month (form);
  g_autofree char     *version = NULL;
  g_autofree char     *running = NULL;
  g_autofree char     *filing = NULL;
  g_autofree char     *mark = NULL;
  const PrintFormInfo *info = form->info;

  filing = g_strdup (info->filing_number && *info->filing_number ? info->filing_number : _("to be given"));
  version = g_strdup_printf (_("Form %s, edition 1 · revision %d · filing no. %s"), form->spec->number,
                                (int) revision_of (form), filing);
  running = g_strdup_printf ("%s %s · %s", name, number, month);
  if (info->digest != NULL)
    {
      g_autofree char *digest = print_number_digest (info->digest, 16);

      mark = g_strdup_printf (_("Digest: %s"), digest);
    }
  print_doc_set (&doc->org, print_record_text (form->record, "org"));
  print_doc_set (&doc->version, version);
  print_doc_set (&doc->running, running);
  print_doc_set (&doc->mark, mark);
}

/* Said under the title, for whoever reads the result first. */
static void
set_warnings (const Form *form, PrintDoc *doc)
{
  JsonObject *regulation = print_record_object (form->record, "regulation");
  g_autoptr (GString) text = g_string_new (NULL);

  if (form->info->digest == NULL)
    g_string_append (text, _("Draft, not signed"));
  if (form->info->late != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", form->info->late);
  if (regulation != NULL && json_object_has_member (regulation, "acknowledged") &&
      !print_record_flag (regulation, "acknowledged"))
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "",
                            _("The person had not acknowledged this version of the regulation"));
  print_doc_set (&doc->subtitle, text->len > 0 ? text->str : NULL);
}

/**
 * print_form_new:
 * @document_json: the step's stored bytes, as text; see the head of print-form.h
 * @info: what stands beside them
 * @error: return location for a PRINT_ERROR_DOCUMENT
 *
 * Lays out one form of the regulation in the language of the process (5.5.1, forms of the printed set). Shows
 * what was signed and nothing else: no value is computed but subtotals of printed weighted scores.
 *
 * Returns: (transfer full): the document to print, or %NULL with @error set, naming the member that is wrong
 */
PrintDoc *
print_form_new (const char *document_json, const PrintFormInfo *info, GError **error)
{
  g_autoptr (JsonObject) record = print_record_parse (document_json, error);
  Form        form = { .info = info, .record = record };
  const char *key;
  PrintDoc   *doc;

  if (record == NULL)
    return NULL;
  key = info->form ? info->form : print_record_text (record, "form");
  form.spec = form_spec_find (key);
  if (form.spec == NULL)
    {
      g_set_error (error, PRINT_ERROR, PRINT_ERROR_DOCUMENT,
                   _("The document cannot be printed: no form is called “%s”"), key);
      return NULL;
    }
  doc = print_doc_new (_(form.spec->title));
  set_heads (&form, doc);
  set_warnings (&form, doc);
  for (const FormBlock *block = form.spec->blocks; block->kind != FORM_BLOCK_END; block++)
    add_block (&form, doc, block);
  add_code (&form, doc);
  return doc;
}
