/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The forms in Chinese: the regulation's names, and the columns and places to sign in its words. */
#include "config.h"

#include "print/print-form.h"

#include "form-sample.h"
#include "pdf-text.h"

#include <libintl.h>
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
    "月度绩效考核自评表", "姓名", "工号", "部门／小组", "岗位", "考核月份", "2026年3月", "填表日期",
    "考核维度", "考核指标", "权重", "目标值", "实际完成", "自评得分", "自评说明",
    "本月主要工作", "存在问题", "下月设想", "需要的支持", "被考核人", "签字：李晓雯", "日期：2026-03-31",
    "计分规则", "第 1 页 / 共 ", "待编号", "电话销售客服专员" } },
  { "evaluation", "evaluation", "submit_evaluation", {
    "月度绩效考核评价表", "姓名", "工号", "部门／小组", "岗位", "考核月份", "填表日期", "考核人",
    "考核维度", "考核指标", "权重", "目标值", "数据来源", "实际值", "完成率", "计分方法", "自评得分", "主管评分", "加权得分", "备注",
    "加／扣分项及原因", "合计得分", "83.97", "绩效等级", "良好", "评语", "优点", "不足", "改进建议",
    "被考核人确认", "电话销售客服主管", "部门经理审核", "人力资源备案", "签字：", "日期：" } },
  { "interview", "interview", "interview", {
    "绩效面谈记录表", "部门／小组", "岗位", "姓名", "考核日期", "面谈时间", "面谈地点", "面谈人",
    "工作成功的方面", "需要改善的地方", "是否需要培训", "对考核的意见", "希望得到的帮助", "下一步工作和改进方向",
    "改进措施", "完成时间", "责任人", "员工", "备注", "双方已签字" } },
  { "plan", "interview", "interview", {
    "下月工作计划和目标", "计划月份", "2026年4月", "工作目标", "措施", "完成时间", "责任人", "员工" } } };
/* clang-format on */

static void
test_form_in_chinese (gconstpointer data)
{
  const FormCase *form = data;
  g_autoptr (PrintDoc) doc = sample_form (form->sample, form->form, form->step);
  g_autofree char *text = NULL;
  g_autofree char *squeezed = NULL;

  if (pdf_text_skip ())
    return;
  keep_copy (doc, form->form);
  text = pdf_text (&doc, 1);
  squeezed = pdf_text_squeeze (text);
  for (guint i = 0; form->texts[i] != NULL; i++)
    {
      g_autofree char *wanted = pdf_text_squeeze (form->texts[i]);

      if (strstr (squeezed, wanted) == NULL)
        g_error ("“%s” is missing on %s:\n%s", form->texts[i], form->form, text);
    }
}

int
main (int argc, char *argv[])
{
  g_setenv ("LANGUAGE", "zh_CN", TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, g_getenv ("ZUOXI_LOCALEDIR"));
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/print/chinese/", cases[i].form, NULL);

      g_test_add_data_func (path, &cases[i], test_form_in_chinese);
    }
  return g_test_run ();
}
