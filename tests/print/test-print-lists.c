/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The employee's proof, HR's filing list, and the numbers on paper. */
#include "config.h"

#include "print/print-filing.h"
#include "print/print-number.h"
#include "print/print-proof.h"

#include "form-sample.h"
#include "pdf-text.h"

#define SIGNER "00112233445566778899aabbccddeeff"
#define KEY "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
#define SIGNATURE                                                                                                      \
  "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2465" \
  "5141438e7a100b"

static const PrintProofStep steps[] = {
  { "submit_self", "提交自评", "李晓雯 A0101", SIGNER, "2026-03-31 17:42", 1774950120000000,
    "5b1f0c9a77e2d4438a6bc0de12f39e7746aa90cc1d2e3f405162738495a6b7c8", "", KEY, SIGNATURE, NULL },
  { "submit_evaluation", "提交评分", "陈立 S0011", SIGNER, "2026-04-03 16:05", 1775203500000000,
    "9c2e11d0a4b35f7788990aab1bcc2cdd3dee4eff5f006172839405a6b7c8d9ea",
    "5b1f0c9a77e2d4438a6bc0de12f39e7746aa90cc1d2e3f405162738495a6b7c8", KEY, SIGNATURE, NULL },
  { "interview-subject", "面谈签字", "李晓雯 A0101", SIGNER, "2026-04-07 15:12", 1775545920000000,
    "77aa11d0a4b35f7788990aab1bcc2cdd3dee4eff5f006172839405a6b7c8d9ec",
    "9c2e11d0a4b35f7788990aab1bcc2cdd3dee4eff5f006172839405a6b7c8d9ea", KEY, SIGNATURE, "已阅知，有不同意见" }
};

static PrintDoc *
sample_proof (guint own)
{
  PrintProof proof = { "云桥示例企业服务有限公司", "李晓雯", "A0101", "2026-03", FORM_ID, 1, steps, G_N_ELEMENTS (steps), own };

  return print_proof_new (&proof);
}

static void
assert_found (const char *text, const char *wanted)
{
  g_autofree char *squeezed = pdf_text_squeeze (text);
  g_autofree char *needle = pdf_text_squeeze (wanted);

  if (strstr (squeezed, needle) == NULL)
    g_error ("“%s” is missing:\n%s", wanted, text);
}

static void
test_proof_goes_behind_the_form (void)
{
  g_autoptr (PrintDoc) form = sample_form ("interview", NULL, "interview-subject");
  g_autoptr (PrintDoc) proof = sample_proof (2);
  PrintDoc        *docs[] = { form, proof };
  g_autofree char *text = NULL;

  if (pdf_text_skip ())
    return;
  keep_copy (proof, "proof");
  text = pdf_text (docs, 2);
  assert_found (text, "Appraisal interview record");
  assert_found (text, "Proof of signature for the employee");
  assert_found (text, KEY);
  assert_found (text, SIGNATURE);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      assert_found (text, steps[i].digest);
      assert_found (text, steps[i].actor);
    }
  assert_found (text, "已阅知，有不同意见");
  assert_found (text, "How to check this proof");
  assert_found (text, "zuoxi:1:" FORM_ID ":1:interview-subject:77aa11d0");
}

static void
test_proof_without_own_signature_has_the_chain (void)
{
  g_autoptr (PrintDoc) proof = sample_proof (G_N_ELEMENTS (steps));
  g_autofree char *text = NULL;

  if (pdf_text_skip ())
    return;
  text = pdf_text (&proof, 1);
  g_assert_null (strstr (text, "Your signature"));
  assert_found (text, steps[2].digest);
}

static void
test_filing_list_has_all_and_no_amount (void)
{
  PrintFilingRow  rows[61];
  PrintFilingList list = { "云桥示例企业服务有限公司",
                           "电话销售客服部",
                           "2026-03",
                           "2026-04-10",
                           "0d1e2f30a4b35f7788990aab1bcc2cdd3dee4eff5f006172839405a6b7c8d9ea",
                           "2026-04-09",
                           rows,
                           G_N_ELEMENTS (rows) };
  g_autoptr (PrintDoc) doc = NULL;
  g_autofree char *text = NULL;
  char             numbers[61][24];
  char             employees[61][8];

  if (pdf_text_skip ())
    return;
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_snprintf (numbers[i], sizeof numbers[i], "KH-202603-%03u", i + 1);
      g_snprintf (employees[i], sizeof employees[i], "A%04u", 101 + i);
      rows[i] = (PrintFilingRow){ i < 60 ? numbers[i] : "", employees[i], "李晓雯", "电销一组", "良好", NULL, 8397, 110 };
    }
  rows[60].score = rows[60].coefficient = -1;
  rows[60].grade = NULL;
  rows[60].remark = "不参加考核：出勤不足一半";
  doc = print_filing_list_new (&list);
  keep_copy (doc, "filing");
  text = pdf_text (&doc, 1);
  for (guint i = 0; i < 60; i++)
    g_assert_cmpuint (pdf_text_count (text, numbers[i]), ==, 1);
  g_assert_cmpuint (pdf_text_count (text, "83.97"), ==, 60);
  g_assert_cmpuint (pdf_text_count (text, "Filing no."), ==, pdf_text_pages (text));
  g_assert_cmpuint (pdf_text_count (text, "¥"), ==, 0);
  assert_found (text, "to be given");
  assert_found (text, "不参加考核：出勤不足一半");
  assert_found (text, "60 of 61");
  assert_found (text, "Root of 2026-04-09");
  assert_found (text, "0d1e 2f30 a4b3 5f77 8899 0aab 1bcc 2cdd 3dee 4eff 5f00 6172 8394 05a6 b7c8 d9ea");
}

typedef struct
{
  gint64      value;
  const char *score;
  const char *weight;
  const char *points;
  const char *yuan;
} NumberCase;

static void
test_numbers_are_exact (void)
{
  static const NumberCase cases[] = { { 0, "0.00", "0%", "0.00", "¥0.00" },
                                      { 5, "0.05", "0.05%", "0.0005", "¥0.05" },
                                      { 8397, "83.97", "83.97%", "0.8397", "¥83.97" },
                                      { 2500, "25.00", "25%", "0.25", "¥25.00" },
                                      { 410250, "4102.50", "4102.5%", "41.025", "¥4,102.50" },
                                      { 100000000, "1000000.00", "1000000%", "10000.00", "¥1,000,000.00" },
                                      { -12345, "−123.45", "−123.45%", "−1.2345", "−¥123.45" },
                                      { G_MININT64, "−92233720368547758.08", "−92233720368547758.08%",
                                        "−922337203685477.5808", "−¥92,233,720,368,547,758.08" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *score = print_number_score (cases[i].value);
      g_autofree char *weight = print_number_weight (cases[i].value);
      g_autofree char *points = print_number_points (cases[i].value);
      g_autofree char *yuan = print_number_yuan (cases[i].value);

      g_assert_cmpstr (score, ==, cases[i].score);
      g_assert_cmpstr (weight, ==, cases[i].weight);
      g_assert_cmpstr (points, ==, cases[i].points);
      g_assert_cmpstr (yuan, ==, cases[i].yuan);
    }
}

static void
test_fractions_and_months_are_told (void)
{
  static const char *const fractions[][2] = { { "16793/200", "16793/200 = 83.965" },
                                              { "83/1", "83/1 = 83.00" },
                                              { "1/3", "1/3" },
                                              { "", "" },
                                              { "7/0", "7/0" },
                                              { "9223372036854775807/1", "9223372036854775807/1" },
                                              { "170141183460469231731687303715884105727/200",
                                                "170141183460469231731687303715884105727/200" } };
  static const struct
  {
    const char *period;
    int         months;
    const char *told;
  } months[] = { { "2026-03", 0, "2026-03" },
                 { "2026-12", 1, "2027-01" },
                 { "2026-01", -1, "2025-12" },
                 { "soon", 1, "soon" },
                 { "2026-13", 0, "2026-13" } };

  for (guint i = 0; i < G_N_ELEMENTS (fractions); i++)
    {
      g_autofree char *text = print_number_fraction (fractions[i][0]);

      g_assert_cmpstr (text, ==, fractions[i][1]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (months); i++)
    {
      g_autofree char *text = print_number_month (months[i].period, months[i].months);

      g_assert_cmpstr (text, ==, months[i].told);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/print/lists/proof", test_proof_goes_behind_the_form);
  g_test_add_func ("/print/lists/proof-unsigned", test_proof_without_own_signature_has_the_chain);
  g_test_add_func ("/print/lists/filing", test_filing_list_has_all_and_no_amount);
  g_test_add_func ("/print/lists/numbers", test_numbers_are_exact);
  g_test_add_func ("/print/lists/fractions-months", test_fractions_and_months_are_told);
  return g_test_run ();
}
