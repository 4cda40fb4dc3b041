/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sample documents of one agent's month, as they would be signed. */
#pragma once

#include "print/print-form.h"

#define FORM_ID "0190f3a2c4d57e8f9a0b1c2d3e4f5061"

static const PrintSignature given[] = {
  { "submit_self", "", "李晓雯", "2026-03-31 17:42", "agree", NULL, TRUE,
    "5b1f0c9a77e2d4438a6bc0de12f39e7746aa90cc1d2e3f405162738495a6b7c8" },
  { "submit_evaluation", "", "陈立", "2026-04-03 16:05", NULL, NULL, TRUE,
    "9c2e11d0a4b35f7788990aab1bcc2cdd3dee4eff5f006172839405a6b7c8d9ea" },
  { "interview", "", "陈立", "2026-04-07 15:10", NULL, NULL, TRUE,
    "c0ffee00a4b35f7788990aab1bcc2cdd3dee4eff5f006172839405a6b7c8d9eb" },
  { "interview-subject", "", "李晓雯", "2026-04-07 15:12", "read-with-objection",
    "已阅知，有不同意见：一般违规一项请先核实录音。", FALSE,
    "77aa11d0a4b35f7788990aab1bcc2cdd3dee4eff5f006172839405a6b7c8d9ec" },
};

static inline char *
read_sample (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_strconcat (name, ".json", NULL);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "print", "samples", file, NULL);
  char            *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static inline PrintFormInfo
sample_info (const PrintSignature **signatures, const char *form, const char *step)
{
  PrintFormInfo info = { .form = form,
                         .form_id = FORM_ID,
                         .step = step,
                         .signatures = signatures,
                         .n_signatures = G_N_ELEMENTS (given) };

  for (guint i = 0; i < G_N_ELEMENTS (given); i++)
    {
      signatures[i] = &given[i];
      if (g_str_equal (given[i].step, step))
        info.digest = given[i].digest;
    }
  return info;
}

static inline PrintDoc *
sample_form (const char *sample, const char *form, const char *step)
{
  g_autoptr (GError) error = NULL;
  g_autofree char      *json = read_sample (sample);
  const PrintSignature *signatures[G_N_ELEMENTS (given)];
  PrintFormInfo         info = sample_info (signatures, form, step);
  PrintDoc             *doc = print_form_new (json, &info, &error);

  g_assert_no_error (error);
  return doc;
}

/* With ZUOXI_PRINT_OUT=DIR the sample prints are left there, to be looked at. */
static inline void
keep_copy (PrintDoc *doc, const char *name)
{
  const char *out = g_getenv ("ZUOXI_PRINT_OUT");
  g_autoptr (GError) error = NULL;
  g_autofree char *file = g_strconcat (name, ".pdf", NULL);
  g_autofree char *path = out ? g_build_filename (out, file, NULL) : NULL;

  if (path != NULL)
    print_pdf (&doc, 1, path, &error);
  g_assert_no_error (error);
}
