/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "print/print-form-spec.h"

#include "core/i18n.h"
#include "print/print-form-cells.h"

#define LAST \
  {          \
    NULL     \
  }

/* clang-format off */
static const FormField self_head[] = {
  { N_("Full name"), NULL, "name" },
  { N_("Employee no."), NULL, "number" },
  { N_("Department / team"), .text = form_team },
  { N_("Post"), .text = form_post },
  { N_("Month assessed"), .text = form_month },
  { N_("Filled in on"), NULL, "filled_on" },
  LAST };

static const FormColumn self_columns[] = {
  { N_("Dimension"), 15, PRINT_CENTRE, PRINT_COLUMN_LABEL, form_cell_group, .merged = TRUE, .total = form_total_title },
  { N_("Indicator"), 25, PRINT_LEFT, 0, form_cell_title, form_group_title },
  { N_("Weight"), 11, PRINT_RIGHT, PRINT_COLUMN_NOWRAP, form_cell_weight, form_group_weight, form_total_weight },
  { N_("Target value"), 22, PRINT_RIGHT, PRINT_COLUMN_NOWRAP, form_cell_target },
  { N_("Actual"), 28, PRINT_RIGHT, 0, form_cell_done },
  { N_("Own score"), 15, PRINT_RIGHT, PRINT_COLUMN_NOWRAP, form_cell_self, form_group_self, form_total_self },
  { N_("Own explanation"), 64, PRINT_LEFT, PRINT_COLUMN_TEXT, form_cell_group_text, .merged = TRUE },
  LAST };

static const FormField self_texts[] = {
  { N_("Main work of the month"), "self", "main_work" },
  { N_("Problems"), "self", "problems" },
  { N_("Ideas for next month"), "self", "next_ideas" },
  { N_("Support needed"), "self", "support" },
  LAST };

static const FormPlace self_places[] = {
  { "submit-self", N_("Person assessed") },
  LAST };

static const FormField evaluation_head[] = {
  { N_("Full name"), NULL, "name" },
  { N_("Employee no."), NULL, "number" },
  { N_("Department / team"), .text = form_team },
  { N_("Post"), .text = form_post },
  { N_("Month assessed"), .text = form_month },
  { N_("Filled in on"), NULL, "filled_on" },
  { N_("Assessed by"), NULL, "scorer" },
  LAST };

static const FormColumn evaluation_columns[] = {
  { N_("Dimension"), 14, PRINT_CENTRE, PRINT_COLUMN_LABEL | PRINT_COLUMN_NOWRAP, form_cell_group, .merged = TRUE, .total = form_total_title },
  { N_("Indicator"), 23, PRINT_LEFT, 0, form_cell_title, form_group_title },
  { N_("Weight"), 11, PRINT_RIGHT, PRINT_COLUMN_NOWRAP, form_cell_weight, form_group_weight, form_total_weight },
  { N_("Target value"), 18, PRINT_RIGHT, PRINT_COLUMN_NOWRAP, form_cell_target },
  { N_("Source of data"), 14, PRINT_CENTRE, PRINT_COLUMN_NOWRAP, form_cell_source },
  { N_("Actual value"), 22, PRINT_RIGHT, PRINT_COLUMN_NOWRAP, form_cell_actual },
  { N_("Attainment"), 13, PRINT_RIGHT, PRINT_COLUMN_NOWRAP, form_cell_rate },
  { N_("How it is scored"), 17, PRINT_CENTRE, PRINT_COLUMN_NOWRAP, form_cell_rule },
  { N_("Own score"), 14, PRINT_RIGHT, PRINT_COLUMN_NOWRAP, form_cell_self, form_group_self, form_total_self },
  { N_("Supervisor’s score"), 14, PRINT_RIGHT, PRINT_COLUMN_NOWRAP, form_cell_score, form_group_score },
  { N_("Weighted score"), 14, PRINT_RIGHT, PRINT_COLUMN_NOWRAP, form_cell_weighted, form_group_weighted, form_total_weighted },
  { N_("Remarks"), 16, PRINT_LEFT, 0, form_cell_remark },
  LAST };

static const FormField evaluation_adjustments[] = {
  { N_("Points added or deducted, and why"), .text = form_adjustments },
  { N_("Restatement"), .text = form_restatement, .optional = TRUE },
  LAST };

static const FormField evaluation_result[] = {
  { N_("Total score"), .text = form_total },
  { N_("Grade"), .text = form_grade },
  { N_("Coefficient"), .text = form_coefficient },
  LAST };

static const FormColumn evaluation_files[] = {
  { N_("No."), 9, PRINT_CENTRE, 0, form_cell_number },
  { N_("File name"), 62, PRINT_LEFT, 0, form_cell_file },
  { N_("Bytes"), 21, PRINT_RIGHT, PRINT_COLUMN_NOWRAP, form_cell_size },
  { N_("SHA-256 of its content"), 98, PRINT_LEFT, 0, form_cell_sha256 },
  LAST };

static const FormField evaluation_texts[] = {
  { N_("Strengths"), "evaluation", "strengths" },
  { N_("Weaknesses"), "evaluation", "weaknesses" },
  { N_("Advice"), "evaluation", "advice" },
  { N_("Opinion of the previous supervisor"), .text = form_previous_opinion, .optional = TRUE },
  LAST };

static const FormPlace evaluation_places[] = {
  { "interview-subject", N_("Confirmed by the person assessed") },
  { "submit-evaluation", N_("Telesales service supervisor"), N_("Department manager") },
  { "review", N_("Reviewed by the department manager"), N_("Reviewed by the general manager") },
  { "file", N_("Filed by human resources") },
  { "interview-witness", N_("Witness"), .optional = TRUE },
  LAST };

static const FormField interview_head[] = {
  { N_("Full name"), NULL, "name" },
  { N_("Employee no."), NULL, "number" },
  { N_("Department / team"), .text = form_team },
  { N_("Post"), .text = form_post },
  { N_("Month assessed"), .text = form_month },
  { N_("Appraisal result"), .text = form_result },
  { N_("Assessed on"), NULL, "filled_on" },
  { N_("Held on"), "interview", "held_on" },
  { N_("Place"), "interview", "place" },
  { N_("Interviewer"), NULL, "scorer" },
  LAST };

static const FormField interview_texts[] = {
  { N_("Result explained"), "interview", "result" },
  { N_("What went well"), "interview", "success" },
  { N_("What to improve"), "interview", "improve" },
  { N_("Training needed"), "interview", "training" },
  { N_("Employee’s opinion"), "interview", "opinion" },
  { N_("Help wanted"), "interview", "help" },
  { N_("Next steps and direction"), "interview", "advice" },
  LAST };

static const FormColumn interview_columns[] = {
  { N_("No."), 9, PRINT_CENTRE, 0, form_cell_number },
  { N_("Goal"), 50, PRINT_LEFT, 0, form_cell_goal },
  { N_("Measure for improvement"), 73, PRINT_LEFT, 0, form_cell_measure },
  { N_("To be done by"), 22, PRINT_CENTRE, PRINT_COLUMN_NOWRAP, form_cell_due },
  { N_("Person responsible"), 26, PRINT_CENTRE, 0, form_cell_owner },
  LAST };

static const FormField interview_remarks[] = {
  { N_("Remarks"), .text = form_interview_remark },
  LAST };

static const FormPlace interview_places[] = {
  { "interview", N_("Interviewer") },
  { "interview-subject", N_("Employee") },
  { "interview-witness", N_("Witness"), .optional = TRUE },
  LAST };

static const FormField plan_head[] = {
  { N_("Full name"), NULL, "name" },
  { N_("Employee no."), NULL, "number" },
  { N_("Department / team"), .text = form_team },
  { N_("Post"), .text = form_post },
  { N_("Month planned"), .text = form_month },
  { N_("Agreed on"), "interview", "held_on" },
  LAST };

static const FormColumn plan_columns[] = {
  { N_("No."), 9, PRINT_CENTRE, 0, form_cell_number },
  { N_("Goal"), 42, PRINT_LEFT, 0, form_cell_goal },
  { N_("Indicator"), 18, PRINT_CENTRE, 0, form_cell_figure },
  { N_("Target value"), 23, PRINT_RIGHT, PRINT_COLUMN_NOWRAP, form_cell_value },
  { N_("Measure"), 46, PRINT_LEFT, 0, form_cell_measure },
  { N_("To be done by"), 21, PRINT_CENTRE, PRINT_COLUMN_NOWRAP, form_cell_due },
  { N_("Person responsible"), 21, PRINT_CENTRE, 0, form_cell_owner },
  LAST };

static const FormPlace plan_places[] = {
  { "interview", N_("Telesales service supervisor"), N_("Department manager") },
  { "interview-subject", N_("Employee") },
  LAST };

static const FormSpec specs[] = {
  { "self", N_("Monthly self-assessment form"), "KH-B01", 0, {
    { FORM_BLOCK_GRID, .fields = self_head },
    { FORM_BLOCK_ITEMS, .columns = self_columns },
    { FORM_BLOCK_TEXTS, .fields = self_texts },
    { FORM_BLOCK_SIGNATURES, .places = self_places },
    { FORM_BLOCK_RULES, N_("Scoring rules") } } },
  { "evaluation", N_("Monthly evaluation form"), "KH-B02", 0, {
    { FORM_BLOCK_GRID, .fields = evaluation_head },
    { FORM_BLOCK_ITEMS, .columns = evaluation_columns },
    { FORM_BLOCK_GRID, .fields = evaluation_result },
    { FORM_BLOCK_TEXTS, .fields = evaluation_adjustments },
    { FORM_BLOCK_TEXTS, N_("Evaluation comments"), .fields = evaluation_texts },
    { FORM_BLOCK_FILES, N_("Evidence files"), .columns = evaluation_files },
    { FORM_BLOCK_SIGNATURES, .places = evaluation_places },
    { FORM_BLOCK_RULES, N_("Scoring rules") } } },
  { "interview", N_("Appraisal interview record"), "KH-B03", 0, {
    { FORM_BLOCK_GRID, .fields = interview_head },
    { FORM_BLOCK_TEXTS, .fields = interview_texts },
    { FORM_BLOCK_PLAN, .columns = interview_columns },
    { FORM_BLOCK_TEXTS, .fields = interview_remarks },
    { FORM_BLOCK_SIGNATURES, .places = interview_places },
    { FORM_BLOCK_BASIS, N_("Basis") } } },
  { "plan", N_("Next-month work plan and targets"), "KH-B04", 1, {
    { FORM_BLOCK_GRID, .fields = plan_head },
    { FORM_BLOCK_PLAN, .columns = plan_columns },
    { FORM_BLOCK_SIGNATURES, .places = plan_places },
    { FORM_BLOCK_BASIS, N_("Basis") } } } };
/* clang-format on */

const FormSpec *
form_spec_find (const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    if (g_str_equal (specs[i].key, key))
      return &specs[i];
  return NULL;
}
