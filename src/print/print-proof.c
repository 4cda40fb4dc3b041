/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "print/print-proof.h"

#include "print/print-form.h"
#include "print/print-number.h"

#include <glib/gi18n-lib.h>

static void
add_head (PrintDoc *doc, const PrintProof *proof, const char *month)
{
  PrintBlock      *grid = print_doc_add_grid (doc, NULL, 3);
  g_autofree char *revision = g_strdup_printf ("%" G_GINT64_FORMAT, proof->revision);

  print_block_add_pair (grid, _("Full name"), proof->name);
  print_block_add_pair (grid, _("Employee no."), proof->number);
  print_block_add_pair (grid, _("Month assessed"), month);
  print_block_add_pair (grid, _("Revision"), revision);
  print_block_add_pair (grid, _("Form ID"), proof->form_id);
}

static void
add_digest_pair (PrintBlock *block, const char *label, const char *hex)
{
  g_autofree char *grouped = print_number_digest (hex, 0);

  print_block_add_pair (block, label, grouped);
}

/* The holder's own signature, so that it can be checked without the company's machines. */
static void
add_own (PrintDoc *doc, const PrintProofStep *own)
{
  PrintBlock *block = print_doc_add_texts (doc, _("Your signature"));

  print_block_add_pair (block, _("Step"), own->title);
  print_block_add_pair (block, _("Moment"), own->moment);
  if (own->stance != NULL)
    print_block_add_pair (block, _("Stance"), own->stance);
  add_digest_pair (block, _("Digest"), own->digest);
  add_digest_pair (block, _("Public key"), own->public_key);
  add_digest_pair (block, _("Signature"), own->signature);
}

static void
add_chain (PrintDoc *doc, const PrintProof *proof)
{
  /* clang-format off */
  const PrintColumn columns[] = {
    { _("No."), 8, PRINT_CENTRE, 0 },
    { _("Step"), 26, PRINT_LEFT, 0 },
    { _("Signed by"), 28, PRINT_LEFT, 0 },
    { _("Moment"), 28, PRINT_CENTRE, 0 },
    { _("Digest"), 62, PRINT_LEFT, 0 },
    { _("Previous digest"), 28, PRINT_LEFT, 0 } };
  /* clang-format on */
  PrintBlock *table = print_doc_add_table (doc, _("Chain of digests"), columns, G_N_ELEMENTS (columns));

  for (guint i = 0; i < proof->n_steps; i++)
    {
      const PrintProofStep *step = &proof->steps[i];
      g_autofree char      *number = g_strdup_printf ("%u", i + 1);
      g_autofree char      *digest = print_number_digest (step->digest, 0);
      g_autofree char      *previous = print_number_digest (step->previous, 16);
      const char           *chained = *previous ? previous : "—";
      const char           *cells[] = { number, step->title, step->actor, step->moment, digest, chained };

      print_table_add (table, PRINT_ROW_PLAIN, cells);
    }
}

static void
add_words (PrintDoc *doc)
{
  PrintBlock *notes = print_doc_add_notes (doc, _("How to check this proof"));

  print_block_add_line (notes,
                        _("Keep this sheet together with the form’s pages. It shows what you signed and when; if a word or a number of the form is changed afterwards, the digests no longer agree."));
  print_block_add_line (notes, _("A digest is the SHA-256 of, in this order: “zuoxi-step-1”, the bytes of the signed document, the digest of the previous step, the step, the signer, the key and the moment. Each step contains the one before, so nobody can change an earlier step and keep the later digests."));
  print_block_add_line (notes, _("The signature is an Ed25519 signature of the digest. Any program that knows Ed25519 can check it with the public key above. The secret key is computed from your password and is stored nowhere."));
  print_block_add_line (notes, _("“zuoxictl check-print” with the text of the code or at least 12 digits of a digest answers whether the sheet is current, superseded by a later revision, changed since signing, or unknown."));
}

static void
add_code (PrintDoc *doc, const PrintProof *proof, const PrintProofStep *own)
{
  PrintFormInfo    info = { .form_id = proof->form_id, .step = own->step, .digest = own->digest };
  g_autofree char *code = print_form_code (&info, proof->revision);

  print_block_add_line (print_doc_add_code (doc, code), code);
}

/**
 * print_proof_new:
 * @proof: what the page says; borrowed for the call
 *
 * Returns: (transfer full): the page. If the holder signed nothing (own is not below n_steps) it has the chain only
 */
PrintDoc *
print_proof_new (const PrintProof *proof)
{
  PrintDoc             *doc = print_doc_new (_("Proof of signature for the employee"));
  const PrintProofStep *own = proof->own < proof->n_steps ? &proof->steps[proof->own] : NULL;
  g_autofree char      *month = print_number_month (proof->period, 0);
  g_autofree char      *running = g_strdup_printf ("%s %s · %s", proof->name, proof->number, month);

  print_doc_set (&doc->org, proof->org);
  print_doc_set (&doc->running, running);
  add_head (doc, proof, month);
  if (own != NULL)
    {
      g_autofree char *digest = print_number_digest (own->digest, 16);
      g_autofree char *mark = g_strdup_printf (_("Digest: %s"), digest);

      print_doc_set (&doc->mark, mark);
      add_own (doc, own);
    }
  add_chain (doc, proof);
  add_words (doc);
  if (own != NULL)
    add_code (doc, proof, own);
  return doc;
}
