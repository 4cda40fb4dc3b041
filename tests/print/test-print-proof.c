/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A printed proof is checked from the paper alone, by a program that follows its wording and knows none of our code. */
#include "config.h"

#include "appraisal/step-seal.h"
#include "appraisal/workflow.h"
#include "core/id.h"
#include "core/init.h"
#include "print/print-proof.h"

#include "pdf-text.h"

#define FORM_ID "0123456789abcdef0123456789abcdef"
#define MOMENT 1775545920123456

typedef struct
{
  const char *name;
  gsize       lines; /* of text in the document: more than a page of base64 holds */
  gboolean    first; /* no step before it */
} ProofCase;

static char *
run_reader (const char *path, gboolean *valid)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "print", "verify-proof.py", NULL);
  const char      *argv[] = { "/usr/bin/python3", script, path, NULL };
  g_autoptr (GError) error = NULL;
  char *out = NULL;
  int   status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, &status, &error);
  g_assert_no_error (error);
  *valid = g_spawn_check_wait_status (status, NULL);
  return g_strstrip (out);
}

static char *
document_of (const ProofCase *wanted)
{
  GString *text = g_string_new ("{\"form\":\"interview\",\"name\":\"李晓雯\",\"period\":\"2026-03\",\"texts\":[");

  for (gsize i = 0; i < wanted->lines; i++)
    {
      g_autofree char *words = g_compute_checksum_for_data (G_CHECKSUM_SHA512, (const guchar *) &i, sizeof i);

      g_string_append_printf (text, "%s\"第 %u 条：%s\"", i > 0 ? "," : "", (guint) i, words);
    }
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}

/* Prints a proof of @seal, signed over @document, and lets the reader read it. */
static char *
read_printed (const StepSeal *seal, const char *document, gboolean *valid)
{
  g_autofree char *signer = id_dup_hex (seal->actor);
  g_autofree char *path = pdf_text_path ("proof.pdf");
  g_autoptr (GError) error = NULL;
  g_autoptr (PrintDoc) doc = NULL;
  PrintProofStep step = { .step = seal->event,
                          .title = step_title (seal->event),
                          .actor = "李晓雯 A0101",
                          .signer = signer,
                          .moment = "2026-04-07 15:12",
                          .moment_us = seal->moment,
                          .digest = seal->digest,
                          .previous = seal->previous,
                          .public_key = seal->public_key,
                          .signature = seal->signature,
                          .stance = "已阅知，有不同意见：目标偏高" };
  PrintProof     proof = { .org = "云桥示例企业服务有限公司",
                           .name = "李晓雯",
                           .number = "A0101",
                           .period = "2026-03",
                           .form_id = FORM_ID,
                           .revision = 1,
                           .steps = &step,
                           .n_steps = 1,
                           .own = 0,
                           .document = document };
  char          *said = NULL;

  doc = print_proof_new (&proof);
  print_pdf (&doc, 1, path, &error);
  g_assert_no_error (error);
  said = run_reader (path, valid);
  pdf_text_remove (path);
  return said;
}

static StepSeal *
seal_of (const char *document, const char *previous)
{
  guint8 seed[KEYS_SIZE];
  Id     actor;
  g_auto (KeyPair) pair;

  memset (seed, 7, sizeof seed);
  g_assert_true (id_from_hex ("00112233445566778899aabbccddeeff", &actor));
  keys_signer (seed, &pair);
  return step_seal_new (document, previous, EVENT_INTERVIEW_SUBJECT, actor, &pair, MOMENT);
}

static void
test_reader_finds_a_printed_proof_valid (gconstpointer data)
{
  const ProofCase *wanted = data;
  g_autofree char *document = document_of (wanted);
  g_autoptr (StepSeal) seal =
      seal_of (document, wanted->first ? "" : "5b1f0c9a77e2d4438a6bc0de12f39e7746aa90cc1d2e3f405162738495a6b7c8");
  g_autofree char *said = NULL;
  gboolean         valid = FALSE;

  if (pdf_text_skip ())
    return;
  said = read_printed (seal, document, &valid);
  g_assert_cmpstr (said, ==, "valid");
  g_assert_true (valid);
}

static void
test_reader_notices_every_change (void)
{
  const ProofCase  wanted = { NULL, 3, TRUE };
  g_autofree char *document = document_of (&wanted);

  if (pdf_text_skip ())
    return;
  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (StepSeal) seal = seal_of (document, "");
      g_autofree char *other = g_strdup (document);
      g_autofree char *said = NULL;
      gboolean         valid = TRUE;

      if (i == 0) /* a word of the form */
        memcpy (strstr (other, "interview"), "evaluates", strlen ("evaluates"));
      else if (i == 1)
        seal->moment++;
      else if (i == 2)
        seal->signature[5] = seal->signature[5] == '0' ? '1' : '0';
      else
        seal->actor.b[3] ^= 1;
      said = read_printed (seal, other, &valid);
      g_assert_cmpstr (said, ==,
                       i == 2 ? "the signature is not that of the key" : "the digest is not that of the parts");
      g_assert_false (valid);
    }
}

int
main (int argc, char **argv)
{
  static const ProofCase cases[] = { { "/print/proof/short", 1, TRUE },
                                     { "/print/proof/after-another", 12, FALSE },
                                     { "/print/proof/over-the-page", 160, FALSE } };

  g_test_init (&argc, &argv, NULL);
  core_init ();
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_data_func (cases[i].name, &cases[i], test_reader_finds_a_printed_proof_valid);
  g_test_add_func ("/print/proof/changed", test_reader_notices_every_change);
  return g_test_run ();
}
