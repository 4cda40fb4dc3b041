/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The worked example of domain §5 from its rows to paper: 83.965 → 83.97 良好, by way of the document that is signed. */
#include "config.h"

#include "appraisal/workflow.h"
#include "core/init.h"
#include "print/print-form.h"

#include "appraisal-scene.h"
#include "pdf-text.h"

#include <locale.h>

typedef struct
{
  const char *form;
  const char *event;
  const char *texts[32];
} Paper;

/* clang-format off */
static const Paper papers[] = {
  { "self", EVENT_SUBMIT_SELF, {
    "A01", "2026-03", "销售额", "本月销售额完成三万元", "88.00", "新客户开发" } },
  { "evaluation", EVENT_REVIEW, {
    "83.97", "16793/200 = 83.965", "良好", "1.10", "¥40,000.00", "¥30,000.00", "75.00%", "9/320=2.81%", "3.00%",
    "93.75%", "86.00", "18.75", "9.375", "41.025", "16.40", "17.24", "9.30", "跟进及时", "客户转化率低于目标",
    "参加异议处理演练", "达成率×100，封顶100，低于60%计0分", "考勤: 4.00 points off · 迟到2次",
    "100分起扣：迟到≤5分钟−1，≤15分钟−3，≤30分钟−5，≤60分钟−10，更久−20；早退" } },
  { "interview", EVENT_INTERVIEW, {
    "83.97 良好", "三号会议室", "客户跟进及时", "每周两次演练", "2026-04-02" } },
  { "plan", EVENT_INTERVIEW, {
    "提高销售额", "每天新增有效沟通十五个", "¥42,000.00", "2026-04-30" } } };
/* clang-format on */

static void
run_month (Scene *scene, Id form)
{
  scene_init (scene);
  scene_open_march (scene);
  scene_set_day (scene, "2026-03-31");
  scene_type_self (scene, form, 8800);
  g_assert_true (scene_run_signed (scene, EVENT_SUBMIT_SELF, scene->company.agent1, form));
  scene_set_day (scene, "2026-04-02");
  g_assert_true (scene_run (scene, "appraisal.freeze", scene->company.supervisor1, form, g_strdup ("{}")));
  scene_type_evaluation (scene, form, "跟进及时");
  g_assert_true (scene_run_signed (scene, EVENT_SUBMIT_EVALUATION, scene->company.supervisor1, form));
  g_assert_true (
      scene_run (scene, "appraisal.interview", scene->company.supervisor1, form,
                 scene_interview_args (scene, form,
                                       scene_interview (scene, form, INTERVIEW_OUTCOME_SIGNED, "2026-04-02"),
                                       scene_plan (scene, 4200000), "agree", "")));
  g_assert_true (scene_run_signed (scene, EVENT_REVIEW, scene->company.manager, form));
}

static void
assert_on_paper (Scene *scene, Id form, const Paper *paper)
{
  StepDocument        key = { .step = dossier_step_id (form, 1, paper->event) };
  const StepDocument *stored = memory_loader_peek (scene->loader, &step_document_schema,
                                                   schema_natural_id (&step_document_schema, &key));
  const Step         *step = memory_loader_peek (scene->loader, &step_schema, key.step);
  g_autofree char    *hex = id_dup_hex (form);
  PrintFormInfo       info = { .form = paper->form, .form_id = hex, .step = paper->event, .digest = step->digest };
  g_autoptr (GError) error = NULL;
  g_autoptr (PrintDoc) doc = print_form_new (stored->document, &info, &error);
  g_autofree char *text = NULL;
  g_autofree char *squeezed = NULL;

  g_assert_no_error (error);
  text = pdf_text (&doc, 1);
  squeezed = pdf_text_squeeze (text);
  for (guint i = 0; paper->texts[i] != NULL; i++)
    {
      g_autofree char *wanted = pdf_text_squeeze (paper->texts[i]);

      if (strstr (squeezed, wanted) == NULL)
        g_error ("“%s” is missing on %s:\n%s", paper->texts[i], paper->form, text);
    }
}

static void
test_signed_example_stands_on_paper (void)
{
  Scene scene;
  Id    form;

  if (pdf_text_skip ())
    return;
  scene_init (&scene);
  form = dossier_form_id (scene.company.agent1, "2026-03");
  scene_clear (&scene);
  run_month (&scene, form);
  for (guint i = 0; i < G_N_ELEMENTS (papers); i++)
    assert_on_paper (&scene, form, &papers[i]);
  scene_clear (&scene);
}

int
main (int argc, char **argv)
{
  setlocale (LC_ALL, "");
  core_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/print/example", test_signed_example_stands_on_paper);
  return g_test_run ();
}
