/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "print/print-proof.h"

#include "core/digest.h"
#include "print/print-form.h"
#include "print/print-number.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#define DOCUMENT_LINE 108 /* characters of base64: a multiple of 4 */

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

/* The holder's own signature and every text that goes into its digest, so that it can be checked without the company's
   machines. Hex and numbers that are copied into a program stand ungrouped. */
static void
add_own (PrintDoc *doc, const PrintProof *proof, const PrintProofStep *own)
{
  PrintBlock      *block = print_doc_add_texts (doc, _("Your signature"));
  g_autofree char *moment = g_strdup_printf ("%" G_GINT64_FORMAT, own->moment_us);

  print_block_add_pair (block, _("Step"), own->title);
  print_block_add_pair (block, _("Step code"), own->step);
  print_block_add_pair (block, _("Signed by"), own->actor);
  print_block_add_pair (block, _("Signer"), own->signer);
  print_block_add_pair (block, _("Moment"), own->moment);
  print_block_add_pair (block, _("Moment (µs)"), moment);
  if (own->stance != NULL)
    print_block_add_pair (block, _("Stance"), own->stance);
  if (proof->document != NULL)
    {
      Digest           digest = digest_of (proof->document, strlen (proof->document));
      g_autofree char *hex = digest_dup_hex (digest);

      add_digest_pair (block, _("Document SHA-256"), hex);
    }
  add_digest_pair (block, _("Previous digest"), *own->previous != '\0' ? own->previous : "—");
  add_digest_pair (block, _("Digest"), own->digest);
  add_digest_pair (block, _("Public key"), own->public_key);
  add_digest_pair (block, _("Signature"), own->signature);
}

/* (transfer full): base64 of the document, deflated with zlib. */
static char *
pack (const char *document)
{
  g_autoptr (GZlibCompressor) compressor = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, G_CONVERTER (compressor));

  if (!g_output_stream_write_all (stream, document, strlen (document), NULL, NULL, NULL) ||
      !g_output_stream_close (stream, NULL, NULL))
    g_return_val_if_reached (g_strdup (""));
  return g_base64_encode (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (memory)),
                          g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (memory)));
}

static void
add_document (PrintDoc *doc, const char *document)
{
  PrintBlock      *block = print_doc_add_bytes (doc, _("The signed document"));
  g_autofree char *text = pack (document);
  gsize            length = strlen (text);

  for (gsize at = 0; at < length; at += DOCUMENT_LINE)
    {
      g_autofree char *line = g_strndup (text + at, DOCUMENT_LINE);

      print_block_add_line (block, line);
    }
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
add_words (PrintDoc *doc, const PrintProof *proof, const PrintProofStep *own)
{
  PrintBlock *notes = print_doc_add_notes (doc, _("How to check this proof"));

  print_block_add_line (notes,
                        _("Keep this sheet together with the form’s pages. It shows what you signed and when; if a word or a number of the form is changed afterwards, the digests no longer agree."));
  if (own != NULL && proof->document != NULL)
    print_block_add_line (notes,
                          _("The signed document is the text of the form, byte for byte, as JSON in UTF-8. Below it stands packed: join its lines, decode them from base64 and unpack them with zlib. The SHA-256 of the result is given above."));
  print_block_add_line (notes,
                        _("A digest is the SHA-256 of seven texts, each followed by one zero byte: “zuoxi-step-1”, the signed document, the previous digest (64 hex digits; nothing for the first step), the step code, the signer, the public key (64 hex digits; nothing for a step without signature), and the moment in microseconds since 1970, UTC. Blanks inside hex digits are there for the eye only. Each step contains the one before, so nobody can change an earlier step and keep the later digests."));
  print_block_add_line (notes,
                        _("The signature is an Ed25519 signature (RFC 8032) of the 32 bytes of the digest, not of its hex digits. Any program that knows Ed25519 checks it with the public key, libsodium with crypto_sign_verify_detached. The secret key is computed from your password and is stored nowhere."));
  print_block_add_line (notes,
                        _("In Python, with the values of this sheet as text without blanks: d = zlib.decompress(base64.b64decode(DOCUMENT)); h = hashlib.sha256(b\"\".join(x + b\"\\0\" for x in (b\"zuoxi-step-1\", d, PREVIOUS, STEP, SIGNER, KEY, MOMENT))).digest(); h.hex() is the digest, and nacl.signing.VerifyKey(bytes.fromhex(KEY)).verify(h, bytes.fromhex(SIGNATURE)) raises no error."));
  print_block_add_line (notes,
                        _("“zuoxictl check-print” with the text of the code or at least 12 digits of a digest answers whether the sheet is current, superseded by a later revision, changed since signing, or unknown."));
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
      add_own (doc, proof, own);
    }
  add_chain (doc, proof);
  add_words (doc, proof, own);
  if (own != NULL)
    add_code (doc, proof, own);
  if (own != NULL && proof->document != NULL)
    add_document (doc, proof->document);
  return doc;
}
