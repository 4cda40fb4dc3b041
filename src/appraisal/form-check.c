/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/form-check.h"

#include "appraisal/workflow.h"
#include "core/i18n.h"
#include "core/moment.h"

#include <string.h>

/* Characters, blanks at both ends not counted. */
static glong
length_of (const char *text)
{
  g_autofree char *copy = g_strstrip (g_strdup (text));

  return g_utf8_strlen (copy, -1);
}

static gboolean
is_blank (const char *text)
{
  return length_of (text) == 0;
}

static gboolean
in_range (OptInt score)
{
  return score.set && score.v >= 0 && score.v <= SCHEME_WHOLE;
}

/**
 * self_problems:
 * @self: a form; a missing self sheet lacks everything
 * @problems: gains what the self-assessment still lacks (5.5.1①)
 */
void
self_problems (const Dossier *self, ProblemList *problems)
{
  const SelfSheet *sheet = self->self;
  /* clang-format off */
  const struct { const char *field, *text, *msgid; } texts[] = {
    { "results_text", sheet != NULL ? sheet->results_text : "", N_("Results: write at least %1 characters") },
    { "attitude_text", sheet != NULL ? sheet->attitude_text : "", N_("Attitude: write at least %1 characters") },
    { "skill_text", sheet != NULL ? sheet->skill_text : "", N_("Skill: write at least %1 characters") },
    { "discipline_text", sheet != NULL ? sheet->discipline_text : "", N_("Discipline: write at least %1 characters") } };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (length_of (texts[i].text) < SELF_TEXT_MIN)
      problem_add (problems, texts[i].field, "5.5.1①", texts[i].msgid, G_STRINGIFY (SELF_TEXT_MIN), NULL);
  for (guint i = 0; self->scheme != NULL && i < self->scheme->items->len; i++)
    {
      const SchemeItem *item = g_ptr_array_index (self->scheme->items, i);
      const SelfLine   *line = dossier_self_line (self, item->code);
      g_autofree char  *field = g_strconcat ("score.", item->code, NULL);

      if (line == NULL || !in_range (line->score))
        problem_add (problems, field, "5.5.1①", N_ ("Give “%1” your own score from 0 to 100"), item->title, NULL);
    }
}

static void
check_rating (const Dossier *self, const ScoreItem *entry, ProblemList *problems)
{
  const EvalLine  *line = dossier_eval_line (self, entry->item->code);
  g_autofree char *score_field = g_strconcat ("score.", entry->item->code, NULL);
  g_autofree char *example_field = g_strconcat ("example.", entry->item->code, NULL);

  if (line == NULL || !in_range (line->score))
    problem_add (problems, score_field, entry->item->clause, N_ ("Score “%1” from 0 to 100"), entry->item->title, NULL);
  else if ((line->score.v >= EXAMPLE_FROM || line->score.v < EXAMPLE_BELOW) && is_blank (line->example))
    problem_add (problems, example_field, entry->item->clause,
                 N_ ("“%1”: a score of 90 and more, or below 60, needs an example"), entry->item->title, NULL);
}

static void
check_override (const Dossier *self, const ScoreCard *card, ProblemList *problems)
{
  if (*self->evaluation->override_grade == '\0')
    return;
  if (score_override (self->scheme, card->grade, self->evaluation->override_grade) == NULL)
    problem_add (problems, "override_grade", "5.2.1", N_ ("A grade can be moved by one step only"), NULL);
  if (is_blank (self->evaluation->override_reason))
    problem_add (problems, "override_reason", "5.2.1", N_ ("A moved grade needs a reason"), NULL);
}

static void
check_scores (const Dossier *self, ProblemList *problems)
{
  g_autoptr (ScoreCard) card = dossier_card (self, NULL);
  gboolean frozen = dossier_is_frozen (self); /* before that nothing is counted, and said to be so */

  for (guint i = 0; i < card->items->len; i++)
    {
      const ScoreItem *entry = &g_array_index (card->items, ScoreItem, i);

      if (entry->rated && (frozen || entry->item->metric == METRIC_NONE))
        check_rating (self, entry, problems);
    }
  for (guint i = 0; frozen && i < SCORE_GROUPS; i++)
    if (card->groups[i].blocked)
      problem_add (problems, enum_nick (scheme_groups, (int) i), "5.2.2",
                   N_ ("Nothing in “%1” can be scored this month: the department manager has to decide"),
                       enum_by_value (scheme_groups, (int) i)->title, NULL);
  if (self->evaluation != NULL)
    check_override (self, card, problems);
}

/**
 * evaluation_problems:
 * @problems: gains what the evaluation still lacks (5.5.1②): frozen figures, every rating, examples, the three texts,
 *   the opinion of the previous supervisor (R6)
 */
void
evaluation_problems (const Dossier *self, ProblemList *problems)
{
  const Evaluation *sheet = self->evaluation;
  /* clang-format off */
  const struct { const char *field, *text, *msgid; } texts[] = {
    { "strengths", sheet != NULL ? sheet->strengths : "", N_("The strengths are not written yet") },
    { "weaknesses", sheet != NULL ? sheet->weaknesses : "", N_("The weaknesses are not written yet") },
    { "advice", sheet != NULL ? sheet->advice : "", N_("The advice is not written yet") } };
  /* clang-format on */

  if (!dossier_is_frozen (self))
    problem_add (problems, "figures", "5.2.1", N_ ("The figures of the month are not frozen yet"), NULL);
  if (self->scheme == NULL)
    problem_add (problems, "scheme", "5.2.1", N_ ("The form has no scheme"), NULL);
  else
    check_scores (self, problems);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (is_blank (texts[i].text))
      problem_add (problems, texts[i].field, "5.5.1②", texts[i].msgid, NULL);
  if (!id_is_none (self->form->previous_scorer) &&
      (self->previous_opinion == NULL || is_blank (self->previous_opinion->text)))
    problem_add (problems, "previous_opinion", "5.2.2", N_ ("The opinion of the previous supervisor is missing"), NULL);
}

static void
check_plan (GPtrArray *plan, ProblemList *problems)
{
  if (plan->len == 0)
    problem_add (problems, "plan", "5.5.1③", N_ ("Agree on at least one goal for next month"), NULL);
  for (guint i = 0; i < plan->len; i++)
    {
      const PlanItem *item = g_ptr_array_index (plan, i);
      /* clang-format off */
      const struct { const char *name, *text; const char *msgid; } members[] = {
        { "goal", item->goal, N_("The goal is missing") },
        { "measure", item->measure, N_("The measure is missing") },
        { "due_on", item->due_on, N_("The date is missing") },
        { "owner", item->owner, N_("The person responsible is missing") } };
      /* clang-format on */

      for (guint j = 0; j < G_N_ELEMENTS (members); j++)
        {
          g_autofree char *field = g_strdup_printf ("plan.%u.%s", i, members[j].name);

          if (is_blank (members[j].text))
            problem_add (problems, field, "5.5.1③", members[j].msgid, NULL);
        }
      if (item->target != PLAN_TARGET_NONE && item->value <= 0)
        {
          g_autofree char *field = g_strdup_printf ("plan.%u.value", i);

          problem_add (problems, field, "5.5.1③", N_ ("A target must be above 0"), NULL);
        }
    }
}

static void
check_outcome (const Dossier   *self,
               const Interview *interview,
               const char      *stance,
               const char      *stance_text,
               ProblemList     *problems)
{
  switch (interview->outcome)
    {
    case INTERVIEW_OUTCOME_SIGNED:
      if (!g_str_equal (stance, STANCE_AGREE) && !g_str_equal (stance, STANCE_OBJECTION))
        problem_add (problems, "stance", "5.2.3", N_ ("The employee has not said whether he agrees"), NULL);
      if (g_str_equal (stance, STANCE_OBJECTION) && is_blank (stance_text))
        problem_add (problems, "stance_text", "5.2.3", N_ ("Whoever disagrees says with what, in his own words"), NULL);
      break;
    case INTERVIEW_OUTCOME_REFUSED:
      if (is_blank (interview->reason))
        problem_add (problems, "reason", "5.2.3", N_ ("The reason of the refusal is missing"), NULL);
      if (id_is_none (interview->witness))
        problem_add (problems, "witness", "5.2.3", N_ ("A refusal needs a witness who signs"), NULL);
      break;
    case INTERVIEW_OUTCOME_ABSENT:
      if (*interview->attempt1_on == '\0' || *interview->attempt2_on == '\0' ||
          strcmp (interview->attempt1_on, interview->attempt2_on) >= 0)
        problem_add (problems, "attempt2_on", "5.2.3", N_ ("Absence needs two attempts on two different days"), NULL);
      else if (strcmp (interview->attempt2_on, interview->held_on) > 0)
        problem_add (problems, "attempt2_on", "5.2.3", N_ ("The attempts lie after the interview"), NULL);
      break;
    default:
      g_assert_not_reached ();
    }
}

/* What is talked over has to be there: no talk, and no attempt at one, lies before the evaluation (5.5.1③). */
static void
check_days (const Dossier *self, const Interview *interview, ProblemList *problems)
{
  /* clang-format off */
  const struct { const char *field, *day, *msgid; } days[] = {
    { "held_on", interview->held_on, N_("The interview lies before the evaluation, which was made on %1") },
    { "attempt1_on", interview->attempt1_on, N_("The first attempt lies before the evaluation, which was made on %1") } };
  /* clang-format on */
  const Step *scored = dossier_step (self, self->revision, EVENT_SUBMIT_EVALUATION);
  char        made[DAY_TEXT_SIZE];
  gint64      moment;

  if (scored == NULL)
    return;
  moment = scored->received_at > 0 ? MIN (scored->signed_at, scored->received_at) : scored->signed_at;
  day_format (moment_day (moment, MOMENT_OFFSET_S), made);
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    if (*days[i].day != '\0' && strcmp (days[i].day, made) < 0)
      problem_add (problems, days[i].field, "5.5.1③", days[i].msgid, made, NULL);
}

/**
 * interview_problems:
 * @interview: as typed
 * @plan: (element-type PlanItem): as typed
 * @stance: of the employee: agree | read-with-objection | refused | absent
 * @stance_text: his own words
 * @problems: gains what the interview still lacks (5.5.1③, R20): day, four contents, a goal, the outcome's proof
 */
void
interview_problems (const Dossier   *self,
                    const Interview *interview,
                    GPtrArray       *plan,
                    const char      *stance,
                    const char      *stance_text,
                    ProblemList     *problems)
{
  /* clang-format off */
  const struct { const char *field, *text, *msgid; } texts[] = {
    { "held_on", interview->held_on, N_("The day of the interview is missing") },
    { "result", interview->result, N_("How the result was explained is missing") },
    { "success", interview->success, N_("What went well is missing") },
    { "improve", interview->improve, N_("What to improve is missing") },
    { "advice", interview->advice, N_("The next steps are missing") } };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (is_blank (texts[i].text))
      problem_add (problems, texts[i].field, "5.5.1③", texts[i].msgid, NULL);
  check_days (self, interview, problems);
  check_plan (plan, problems);
  check_outcome (self, interview, stance, stance_text, problems);
}

/**
 * witness_problems:
 * @on: YYYY-MM-DD
 * @problems: gains an entry if @witness stands in the line of the subject, or in HR, or is no colleague (R20)
 */
void
witness_problems (const Dossier *self, Directory *directory, Id witness, const char *on, ProblemList *problems)
{
  const Appraisal *form = self->form;
  const Id         line[] = { form->person,
                              form->scorer,
                              form->reviewer,
                              form->previous_scorer,
                              directory_scorer (directory, form->person, on),
                              directory_reviewer (directory, form->person, on) };

  if (directory_assignment_on (directory, witness, on) == NULL)
    problem_add (problems, "witness", "5.2.3", N_ ("The witness does not work here on that day"), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (line); i++)
    if (!id_is_none (witness) && id_equal (witness, line[i]))
      {
        problem_add (problems, "witness", "5.2.3",
                     N_ ("The witness must stand outside the line of the employee"), NULL);
        break;
      }
  if (directory_has_post (directory, witness, POST_HR, on) ||
      directory_has_post (directory, witness, POST_GENERAL_MANAGER, on))
    problem_add (problems, "witness", "5.2.3",
                 N_ ("Human resources and the general manager cannot be witnesses"), NULL);
}

/* Returns and exclusions name their reason. */
void
reason_problems (const char *reason, const char *clause, ProblemList *problems)
{
  if (is_blank (reason))
    problem_add (problems, "reason", clause, N_ ("The reason is missing"), NULL);
}

/* What the previous supervisor writes is obligatory, so it says something (R6). */
void
opinion_problems (const char *text, ProblemList *problems)
{
  if (length_of (text) < OPINION_MIN)
    problem_add (problems, "text", "5.2.2", N_ ("Write at least %1 characters about the time in your team"), G_STRINGIFY (OPINION_MIN), NULL);
}
