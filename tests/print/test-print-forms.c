/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The regulation's forms: every column and every place to sign of their layout, and
 * nothing that was signed missing on paper. */
#include "config.h"

#include "print/print-form.h"

#include "form-sample.h"
#include "pdf-text.h"

#include <json-glib/json-glib.h>
#include <locale.h>

typedef struct
{
  const char *form;
  const char *sample;
  const char *step;
  const char *texts[48];
} FormCase;

/* clang-format off */
static const FormCase cases[] = {
  { "self", "self", "submit_self", {
    "Monthly self-assessment form",
    "Full name", "Employee no.", "Department / team", "Post", "Month assessed", "Filled in on",
    "Dimension", "Indicator", "Weight", "Target value", "Actual", "Own score", "Own explanation",
    "Main work of the month", "Problems", "Ideas for next month", "Support needed",
    "Person assessed", "Signature: 李晓雯", "Date: 2026-03-31 17:42", "5b1f 0c9a 77e2 d443",
    "李晓雯", "A0101", "电话销售客服部／电销一组", "2026-03", "2026-03-31", "87.98", "to be given",
    "Scoring rules", "weight 25%: 完成率＝", "封顶 100" } },
  { "evaluation", "evaluation", "submit_evaluation", {
    "Monthly evaluation form", "Assessed by", "陈立",
    "Dimension", "Indicator", "Weight", "Target value", "Source of data", "Actual value", "Attainment", "How it is scored",
    "Own score", "Supervisor’s score", "Weighted score", "Remarks",
    "Points added or deducted, and why", "考勤: 4.00 points off", "遵守规章制度: 10.00 points off",
    "Total score", "83.97", "16793/200 = 83.965", "Grade", "良好", "Coefficient", "1.10",
    "Strengths", "Weaknesses", "Advice",
    "Confirmed by the person assessed", "Telesales service supervisor", "Reviewed by the department manager",
    "Filed by human resources", "____________", "已阅知，有不同意见", "The signer’s key is not confirmed yet.",
    "¥40,000.00", "¥30,000.00", "75.00%", "18.75", "9.375", "41.025", "16.40", "17.24", "9.30" } },
  { "interview", "interview", "interview", {
    "Appraisal interview record", "Department / team", "Post", "Full name", "Assessed on", "Held on", "Place", "Interviewer",
    "What went well", "What to improve", "Training needed", "Employee’s opinion", "Help wanted", "Next steps and direction",
    "Measure for improvement", "To be done by", "Person responsible", "Remarks", "Signed by both", "Employee",
    "二楼小会议室", "83.97 良好", "希望“一般违规”一项" } },
  { "plan", "interview", "interview", {
    "Next-month work plan and targets", "Month planned", "2026-04", "Agreed on", "2026-04-07", "Goal", "Indicator", "Target value",
    "Measure", "To be done by", "Person responsible", "¥33,000.00", "3.20%", "2026-04-10", "Employee" } } };
/* clang-format on */

static void
test_form_has_every_column_and_place (gconstpointer data)
{
  const FormCase *form = data;
  g_autoptr (PrintDoc) doc = sample_form (form->sample, form->form, form->step);
  g_autofree char *text = NULL;
  g_autofree char *squeezed = NULL;

  if (pdf_text_skip ())
    return;
  text = pdf_text (&doc, 1);
  squeezed = pdf_text_squeeze (text);
  for (guint i = 0; form->texts[i] != NULL; i++)
    {
      g_autofree char *wanted = pdf_text_squeeze (form->texts[i]);

      if (strstr (squeezed, wanted) == NULL)
        g_error ("“%s” is missing on %s:\n%s", form->texts[i], form->form, text);
    }
}

/* Every text of the document stands on the form it belongs to. */
static void
assert_texts (JsonNode *node, const char *name, const char *squeezed)
{
  static const char *const not_printed[] = { "code", "group", "unit", "id", "form",
                                             "grade", "digest", "evidence", "source", "rule",
                                             "post", "period", "outcome", "target", "exact" };

  if (g_strv_contains (not_printed, name))
    return;
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autoptr (GList) names = json_object_get_members (json_node_get_object (node));

      for (GList *l = names; l != NULL; l = l->next)
        assert_texts (json_object_get_member (json_node_get_object (node), l->data), l->data, squeezed);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      assert_texts (json_array_get_element (json_node_get_array (node), i), name, squeezed);
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    {
      g_autofree char *wanted = pdf_text_squeeze (json_node_get_string (node));

      if (strstr (squeezed, wanted) == NULL)
        g_error ("%s “%s” is missing on paper", name, json_node_get_string (node));
    }
}

static void
test_every_text_signed_is_printed (void)
{
  static const char *const samples[][2] = { { "self", "submit_self" },
                                            { "evaluation", "submit_evaluation" },
                                            { "interview", "interview" } };

  if (pdf_text_skip ())
    return;
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autoptr (PrintDoc) doc = sample_form (samples[i][0], NULL, samples[i][1]);
      g_autofree char *json = read_sample (samples[i][0]);
      g_autoptr (JsonNode) node = json_from_string (json, NULL);
      g_autofree char *text = pdf_text (&doc, 1);
      g_autofree char *squeezed = pdf_text_squeeze (text);

      assert_texts (node, "", squeezed);
    }
}

/* Puts @n marks, which no line breaks, into each text a person may have typed. */
static void
lengthen (JsonNode *node, const char *name, guint n, guint *next)
{
  static const char *const typed[] = { "text", "note", "example", "main_work", "problems",
                                       "next_ideas", "support", "strengths", "weaknesses", "advice",
                                       "result", "success", "improve", "training", "opinion",
                                       "help", "reason", "goal", "measure", NULL };

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autoptr (GList) names = json_object_get_members (json_node_get_object (node));

      for (GList *l = names; l != NULL; l = l->next)
        lengthen (json_object_get_member (json_node_get_object (node), l->data), l->data, n, next);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
      lengthen (json_array_get_element (json_node_get_array (node), i), name, n, next);
  else if (g_strv_contains (typed, name))
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint i = 0; i < n; i++)
        g_string_append_printf (text, "客户回访《%05u》记录。", (*next)++);
      json_node_set_string (node, text->str);
    }
}

static void
test_long_texts_in_every_field_lose_nothing (void)
{
  static const char *const samples[] = { "self", "evaluation", "interview" };

  if (pdf_text_skip ())
    return;
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++)
    {
      g_autofree char *json = read_sample (samples[i]);
      g_autoptr (JsonNode) node = json_from_string (json, NULL);
      g_autofree char *longer = NULL;
      g_autoptr (PrintDoc) doc = NULL;
      g_autofree char *text = NULL;
      PrintFormInfo    info = { 0 };
      guint            n = 0;

      lengthen (node, "", 250, &n);
      longer = json_to_string (node, FALSE);
      doc = print_form_new (longer, &info, NULL);
      keep_copy (doc, samples[i]);
      text = pdf_text (&doc, 1);
      g_assert_cmpuint (n, >=, 2000);
      g_assert_cmpuint (pdf_text_pages (text), >, 10);
      for (guint j = 0; j < n; j++)
        {
          g_autofree char *mark = g_strdup_printf ("《%05u》", j);

          if (strstr (text, mark) == NULL)
            g_error ("%s of %u is missing on %s", mark, n, samples[i]);
        }
    }
}

static char *
run_on_sample (const char *program)
{
  g_autoptr (PrintDoc) doc = sample_form ("evaluation", NULL, "submit_evaluation");
  g_autofree char *path = pdf_text_path ("form.pdf");
  const char      *argv[] = { program, path, NULL };
  g_autoptr (GError) error = NULL;
  char *out = NULL;

  print_pdf (&doc, 1, path, &error);
  g_assert_no_error (error);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, NULL, &error);
  g_assert_no_error (error);
  pdf_text_remove (path);
  return out;
}

static void
test_file_has_title_and_chinese_face (void)
{
  g_autofree char *facts = NULL;
  g_autofree char *fonts = NULL;

  if (pdf_text_skip ())
    return;
  facts = run_on_sample ("pdfinfo");
  g_assert_nonnull (strstr (facts, "Monthly evaluation form"));
  g_assert_nonnull (strstr (facts, "A4"));
  fonts = run_on_sample ("pdffonts");
  if (strstr (fonts, "NotoSansCJK") == NULL)
    {
      g_test_skip ("Noto Sans CJK is not installed");
      return;
    }
  g_assert_nonnull (strstr (fonts, "NotoSansCJKsc"));
  g_assert_null (strstr (fonts, "NotoSansCJKjp"));
}

/* The sheet at 200 dots per inch, as a scanner would see it. */
static void
draw_picture (PrintDoc *doc, const char *path)
{
  g_autoptr (PrintPages) pages = print_pages_new (&doc, 1);
  const double     scale = 200.0 / 72;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) (596 * scale), (int) (842 * scale));
  cairo_t         *cr = cairo_create (surface);

  cairo_scale (cr, scale, scale);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  print_draw_page (pages, print_pages_count (pages) - 1, cr);
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
}

static void
test_code_on_paper_is_read_back (void)
{
  g_autofree char *program = g_find_program_in_path ("zbarimg");
  g_autoptr (PrintDoc) doc = sample_form ("evaluation", NULL, "submit_evaluation");
  g_autofree char *path = pdf_text_path ("sheet.png");
  const char      *argv[] = { "zbarimg", "-q", "--raw", path, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *out = NULL;

  if (program == NULL)
    {
      g_test_skip ("zbarimg (zbar-tools) is not installed");
      return;
    }
  draw_picture (doc, path);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, NULL, &error);
  g_assert_no_error (error);
  pdf_text_remove (path);
  g_assert_cmpstr (g_strchomp (out), ==,
                   "zuoxi:1:" FORM_ID
                   ":1:submit_evaluation:9c2e11d0a4b35f7788990aab1bcc2cdd3dee4eff5f006172839405a6b7c8d9ea");
}

typedef struct
{
  const char *json;
  const char *wanted;
} TextCase;

/* clang-format off */
static const TextCase marks[] = {
  { "{\"form\":\"evaluation\",\"total\":{\"rounded\":7980,\"near_limit\":true}}", "Within 0.5 of a grade limit" },
  { "{\"form\":\"evaluation\",\"items\":[{\"title\":\"满意度\",\"few\":true,\"actual_text\":\"3\"}]}", "Too few samples" },
  { "{\"form\":\"evaluation\",\"items\":[{\"title\":\"x\",\"computed\":7000,\"score\":7100}]}", "Computed: 70.00" },
  { "{\"form\":\"evaluation\",\"items\":[{\"title\":\"x\",\"example\":\"举例三月十八日\"}]}", "Example: 举例三月十八日" },
  { "{\"form\":\"evaluation\",\"evaluation\":{\"override\":{\"from_title\":\"良好\",\"to_title\":\"合格\",\"reason\":\"漏报\"}}}", "Grade changed from 良好 to 合格: 漏报" },
  { "{\"form\":\"evaluation\",\"evaluation\":{\"previous_opinion\":\"原主管说\"}}", "Opinion of the previous supervisor" },
  { "{\"form\":\"evaluation\",\"evaluation\":{\"previous_opinion\":\"原主管说\",\"previous_opinion_by\":\"周敏\"}}", "—— 周敏" },
  { "{\"form\":\"evaluation\",\"restatement\":{\"reason\":\"补卡\",\"grade_title\":\"良好\",\"revision\":1,\"rounded\":8397}}", "Replaces revision 1, 83.97 良好: 补卡" },
  { "{\"form\":\"evaluation\",\"files\":[{\"name\":\"录音说明.pdf\",\"size\":20480,\"sha256\":\"9c2e11d0a4b35f7788990aab1bcc2cdd3dee4eff5f006172839405a6b7c8d9ea\"}]}", "Evidence files" },
  { "{\"form\":\"evaluation\",\"files\":[{\"name\":\"x\",\"size\":20480,\"sha256\":\"9c2e11d0a4b35f7788990aab1bcc2cdd3dee4eff5f006172839405a6b7c8d9ea\"}]}", "b7c8 d9ea" },
  { "{\"form\":\"evaluation\",\"post\":\"supervisor\"}", "Reviewed by the general manager" },
  { "{\"form\":\"self\",\"regulation\":{\"version\":\"1\",\"acknowledged\":false}}", "had not acknowledged" },
  { "{\"form\":\"self\",\"groups\":[{\"code\":\"a\",\"title\":\"无指标维度\",\"text\":\"说明仍在\"}]}", "说明仍在" },
  { "{\"form\":\"self\"}", "Draft, not signed" },
  { "{\"form\":\"interview\",\"interview\":{\"outcome\":\"absent\",\"attempts\":[\"2026-04-07\",\"2026-04-08\"]}}", "Attempt 2: 2026-04-08" },
  { "{\"form\":\"interview\",\"interview\":{\"outcome\":\"refused\",\"reason\":\"不认可\",\"witness\":\"周敏\"}}", "Witness: 周敏" },
  { "{\"form\":\"plan\",\"period\":\"2026-12\"}", "2027-01" } };

static const TextCase refused[] = {
  { "", "cannot be printed" },
  { "[]", "no object" },
  { "{\"form\":\"letter\"}", "“letter”" },
  { "{\"form\":\"self\",\"revision\":\"1\"}", "revision has the wrong type" },
  { "{\"form\":\"self\",\"items\":[{\"weight\":1},{\"weight\":\"1\"}]}", "items.weight has the wrong type" },
  { "{\"form\":\"self\",\"items\":[1]}", "items has the wrong type" },
  { "{\"form\":\"evaluation\",\"evaluation\":{\"override\":{\"reason\":1}}}", "override.reason has the wrong type" },
  { "{\"form\":\"self\",\"name\":\"a\",\"name\":\"b\"}", "cannot be printed" },
  { "{\"form\":\"self\",\"revision\":1.5}", "cannot be printed" } };
/* clang-format on */

static void
test_form_says_what_to_know (void)
{
  if (pdf_text_skip ())
    return;
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      g_autoptr (GError) error = NULL;
      PrintFormInfo info = { 0 };
      g_autoptr (PrintDoc) doc = print_form_new (marks[i].json, &info, &error);
      g_autofree char *text = NULL;
      g_autofree char *squeezed = NULL;
      g_autofree char *wanted = pdf_text_squeeze (marks[i].wanted);

      g_assert_no_error (error);
      text = pdf_text (&doc, 1);
      squeezed = pdf_text_squeeze (text);
      if (strstr (squeezed, wanted) == NULL)
        g_error ("“%s” is missing:\n%s", marks[i].wanted, text);
    }
}

static void
test_wrong_document_is_refused_by_name (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;
      PrintFormInfo info = { 0 };

      g_assert_null (print_form_new (refused[i].json, &info, &error));
      g_assert_error (error, PRINT_ERROR, PRINT_ERROR_DOCUMENT);
      if (strstr (error->message, refused[i].wanted) == NULL)
        g_error ("%s: %s", refused[i].json, error->message);
    }
}

static void
test_code_names_form_revision_step_and_digest (void)
{
  PrintFormInfo    info = { .form_id = "ab", .step = "review", .digest = "cd" };
  g_autofree char *code = print_form_code (&info, 2);

  g_assert_cmpstr (code, ==, "zuoxi:1:ab:2:review:cd");
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/print/forms/", cases[i].form, NULL);

      g_test_add_data_func (path, &cases[i], test_form_has_every_column_and_place);
    }
  g_test_add_func ("/print/forms/all-texts", test_every_text_signed_is_printed);
  g_test_add_func ("/print/forms/long-texts", test_long_texts_in_every_field_lose_nothing);
  g_test_add_func ("/print/forms/file", test_file_has_title_and_chinese_face);
  g_test_add_func ("/print/forms/code-read", test_code_on_paper_is_read_back);
  g_test_add_func ("/print/forms/marks", test_form_says_what_to_know);
  g_test_add_func ("/print/forms/refused", test_wrong_document_is_refused_by_name);
  g_test_add_func ("/print/forms/code", test_code_names_form_revision_step_and_digest);
  return g_test_run ();
}
