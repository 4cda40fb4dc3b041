/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/case-evidence.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "appraisal/facts-load.h"
#include "core/json.h"
#include "core/moment.h"
#include "store/store-loader.h"

#define NOTHING "–"

static void
evidence_row_free (EvidenceRow *row)
{
  g_free (row->day);
  g_free (row->title);
  g_free (row->detail);
  g_free (row->value);
  g_free (row);
}

void
case_evidence_free (CaseEvidence *self)
{
  if (self == NULL)
    return;
  g_free (self->code);
  g_free (self->formula);
  g_ptr_array_unref (self->rows);
  g_free (self);
}

/* (transfer full): name of a customer, or that he is not visible here (R47). */
static char *
customer_name (Store *store, Id id)
{
  Customer *row = id_is_none (id) ? NULL : store_get (store, &customer_schema, id, NULL);
  char     *name = NULL;

  if (row == NULL)
    return g_strdup (_ ("Customer not visible here"));
  name = g_strdup (*row->company != '\0' ? row->company : row->name);
  schema_free (&customer_schema, row);
  return name;
}

static void
describe_call (Store *store, const Call *call, EvidenceRow *row)
{
  row->title = customer_name (store, call->customer);
  row->detail = g_strdup_printf (ngettext ("Call of %d second", "Call of %d seconds", (gulong) call->talk_s),
                                 (int) call->talk_s);
  row->value = format_enum (call_results, (int) call->result);
}

static void
describe_order (Store *store, const SalesOrder *order, const CountedRow *counted, EvidenceRow *row)
{
  row->title = customer_name (store, order->customer);
  row->detail = g_strdup_printf ("%s · %s", order->number, order->product);
  row->value = format_fen (counted->num < 0 ? -order->back : order->amount);
}

static void
describe_rating (Store *store, const Rating *rating, EvidenceRow *row)
{
  row->title = customer_name (store, rating->customer);
  row->detail = format_enum (rating_abouts, (int) rating->about);
  row->value = g_strdup_printf ("%" G_GINT64_FORMAT " / 5", rating->value.v);
}

static void
describe_ticket (Store *store, const Ticket *ticket, const CountedRow *counted, EvidenceRow *row)
{
  row->title = *ticket->subject != '\0' ? g_strdup (ticket->subject) : customer_name (store, ticket->customer);
  row->detail = format_enum (ticket_kinds, (int) ticket->kind);
  row->value = g_strdup (counted->num > 0 ? _ ("in time") : _ ("not in time"));
}

/* What a day or a violation takes off. */
static char *
points_off (gint64 hundredths)
{
  g_autofree char *points = format_score (hundredths);

  return hundredths > 0 ? g_strconcat ("−", points, NULL) : g_strdup ("0");
}

static void
describe_attendance (const AttendanceDay *day, const CountedRow *counted, EvidenceRow *row)
{
  GString *what = g_string_new (NULL);

  if (day->late_min > 0)
    g_string_append_printf (what, _ ("late by %d min"), (int) day->late_min);
  if (day->early_min > 0)
    {
      g_string_append (what, what->len > 0 ? " · " : "");
      g_string_append_printf (what, _ ("left %d min early"), (int) day->early_min);
    }
  if (day->absent_halves > 0)
    {
      g_string_append (what, what->len > 0 ? " · " : "");
      g_string_append_printf (what,
                              ngettext ("absent %d half day", "absent %d half days",
                                        (gulong) day->absent_halves),
                              (int) day->absent_halves);
    }
  if (day->leave != LEAVE_KIND_NONE)
    {
      g_autofree char *leave = format_enum (leave_kinds, (int) day->leave);

      g_string_append_printf (what, "%s%s", what->len > 0 ? " · " : "", leave);
    }
  row->title = what->len > 0 ? g_string_free (what, FALSE) : (g_string_free (what, TRUE), g_strdup (_ ("on time")));
  row->detail = g_strdup_printf ("%s–%s", day->clock_in, day->clock_out);
  row->value = points_off (counted->num);
}

static void
describe (Store *store, const CountedRow *counted, gconstpointer fact, EvidenceRow *row)
{
  if (g_str_equal (counted->table, "call"))
    describe_call (store, fact, row);
  else if (g_str_equal (counted->table, "sales_order"))
    describe_order (store, fact, counted, row);
  else if (g_str_equal (counted->table, "rating"))
    describe_rating (store, fact, row);
  else if (g_str_equal (counted->table, "ticket"))
    describe_ticket (store, fact, counted, row);
  else if (g_str_equal (counted->table, "attendance_day"))
    describe_attendance (fact, counted, row);
  else if (g_str_equal (counted->table, "violation"))
    {
      row->title = g_strdup (((const Violation *) fact)->fact);
      row->detail = g_strdup (((const Violation *) fact)->clause);
      row->value = points_off (counted->num);
    }
  else if (g_str_equal (counted->table, "exam_result"))
    {
      row->title = g_strdup (((const ExamResult *) fact)->course);
      row->detail = format_enum (exam_kinds, (int) ((const ExamResult *) fact)->kind);
      row->value = format_score (((const ExamResult *) fact)->score);
    }
  else if (g_str_equal (counted->table, "qa_score"))
    {
      row->title = g_strdup (((const QaScore *) fact)->comment);
      row->detail = g_strdup (((const QaScore *) fact)->fatal);
      row->value = format_score (((const QaScore *) fact)->score);
    }
}

static const Schema *const fact_schemas[] = {
  &call_schema, &sales_order_schema, &rating_schema, &ticket_schema, &attendance_day_schema,
  &violation_schema, &exam_result_schema, &qa_score_schema
};

static void
add_row (CaseEvidence *self, Store *store, const CountedRow *counted)
{
  EvidenceRow *row = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (fact_schemas); i++)
    {
      gpointer fact;

      if (!g_str_equal (fact_schemas[i]->table, counted->table))
        continue;
      fact = store_get (store, fact_schemas[i], counted->id, NULL);
      if (fact == NULL)
        return;
      row = g_new0 (EvidenceRow, 1);
      row->table = fact_schemas[i]->table;
      row->id = counted->id;
      row->day = day_dup_text (counted->day);
      describe (store, counted, fact, row);
      schema_free (fact_schemas[i], fact);
      g_ptr_array_insert (self->rows, 0, row);
      return;
    }
}

/* Whoever may not hold the rows sees the frozen counts of each day (R5). */
static void
add_days (CaseEvidence *self, const Figure *figure)
{
  g_autoptr (JsonNode) node = *figure->days != '\0' ? json_strict_parse (figure->days, -1, 3, NULL) : NULL;
  JsonArray *list = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonArray   *entry = json_array_get_array_element (list, i);
      EvidenceRow *row = g_new0 (EvidenceRow, 1);
      gint64       count = json_array_get_int_element (entry, 1);

      row->table = "";
      row->day = g_strdup (json_array_get_string_element (entry, 0));
      row->title = g_strdup_printf (ngettext ("%d row", "%d rows", (gulong) count), (int) count);
      row->detail = g_strdup ("");
      row->value = g_strdup ("");
      g_ptr_array_insert (self->rows, 0, row);
    }
}

/**
 * case_evidence_load:
 * @self: read, not changed; may belong to another thread that does not change it either
 *
 * Returns: (transfer full) (nullable): %NULL with @error set
 */
CaseEvidence *
case_evidence_load (Store                *store,
                    const SessionReading *reader,
                    const AppraisalCase  *self,
                    const char           *code,
                    Metric                metric,
                    GError              **error)
{
  g_autoptr (CaseEvidence) evidence = g_new0 (CaseEvidence, 1);
  g_autoptr (Calendar) calendar = case_read_calendar (store, error);
  const Appraisal *form = self->dossier->form;
  const Figure    *figure = appraisal_case_figure (self, metric);
  g_autoptr (Facts) facts = NULL;
  g_autoptr (GArray) counted = NULL;
  Loader *loader;

  evidence->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) evidence_row_free);
  evidence->code = g_strdup (code);
  evidence->metric = metric;
  evidence->formula = figure_formula (figure, score_card_item (self->computed, code));
  if (calendar == NULL)
    return NULL;
  loader = store_loader_new (store, reader->directory, calendar);
  facts = facts_load (loader, form->person, form->month, reader->now, FALSE, error);
  store_loader_free (loader);
  if (facts == NULL)
    return NULL;
  counted = facts_counted (facts, metric, self->dossier->scheme);
  for (guint i = 0; i < counted->len; i++)
    add_row (evidence, store, &g_array_index (counted, CountedRow, i));
  evidence->may_see = evidence->rows->len > 0 || figure == NULL || figure->count == 0;
  if (!evidence->may_see)
    add_days (evidence, figure);
  return g_steal_pointer (&evidence);
}

static gboolean
is_share (Metric metric)
{
  return metric == METRIC_CONVERSION || metric == METRIC_SUCCESS || metric == METRIC_TICKET_ON_TIME;
}

/* A fen amount that may be a fraction of a fen. */
static char *
money_text (Ratio amount)
{
  return format_fen (frac_round_half_up (frac_from_ratio (amount), 0));
}

char *
score_text (Frac score)
{
  return frac_is_na (score) ? g_strdup (NOTHING) : frac_dup_decimal (score, 2);
}

char *
figure_text (const Figure *figure)
{
  g_autofree char *value = NULL;

  if (figure == NULL || figure->value.den == 0)
    return g_strdup (NOTHING);
  if (figure->metric == METRIC_SALES)
    return money_text (figure->value);
  if (is_share (figure->metric))
    {
      value = format_percent (figure->value);
      return g_strdup_printf ("%s (%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT ")", value, figure->value.num,
                              figure->value.den);
    }
  value = frac_dup_decimal (frac_from_ratio (figure->value), 2);
  if (figure->metric == METRIC_ATTENDANCE || figure->metric == METRIC_RULES)
    return g_steal_pointer (&value);
  return g_strdup_printf ("%s (%" G_GINT64_FORMAT ")", value, figure->base_count);
}

char *
figure_target_text (const Figure *figure)
{
  if (figure == NULL || figure->target.den == 0)
    return g_strdup (NOTHING);
  return figure->metric == METRIC_SALES ? money_text (figure->target) : format_percent (figure->target);
}

/**
 * figure_why_not:
 * @figure: (nullable): a figure
 * @item: (nullable): the indicator it counts for, as scored
 *
 * Returns: (transfer full): why the figure does not score and where its weight goes (R5, R25); "" if it scores
 */
char *
figure_why_not (const Figure *figure, const ScoreItem *item)
{
  gboolean none = figure == NULL || figure->value.den == 0;
  gboolean half = item != NULL && item->item->source == ITEM_SOURCE_MIXED && !frac_is_na (item->score);

  if (!none && !figure->few)
    return g_strdup ("");
  if (half)
    return g_strdup (none ? _ ("Nothing to count in this month: the indicator’s other half counts for the whole")
                          : _ ("Fewer than 5 ratings do not score: the indicator’s other half counts for the whole"));
  return g_strdup (
      none ? _ ("Nothing to count in this month: the weight goes to the other indicators of the dimension")
           : _ ("Fewer than 5 ratings do not score: the weight goes to the other indicators of the dimension"));
}

/* (transfer full): one line that says how the figure came to be, with its own numbers. */
char *
figure_formula (const Figure *figure, const ScoreItem *item)
{
  g_autofree char *why_not = figure_why_not (figure, item);
  g_autofree char *value = figure_text (figure);
  g_autofree char *target = figure_target_text (figure);
  g_autofree char *rate = NULL;
  Frac             reached = score_rate (figure);

  if (*why_not != '\0')
    return g_steal_pointer (&why_not);
  rate = frac_is_na (reached) ? g_strdup (NOTHING) : frac_dup_decimal (frac_mul (reached, frac_from_int (100)), 2);
  switch (figure->metric)
    {
    case METRIC_SALES:
      return g_strdup_printf (_ ("Signed %s ÷ target %s = %s %%"), value, target, rate);
    case METRIC_CONVERSION:
      return g_strdup_printf (_ ("Customers won ÷ customers reached = %s; target %s; attainment %s %%"), value,
                                 target, rate);
    case METRIC_SUCCESS:
      return g_strdup_printf (_ ("Orders ÷ effective calls = %s; target %s; attainment %s %%"), value, target, rate);
    case METRIC_TICKET_ON_TIME:
      return g_strdup_printf (_ ("Tickets solved in time ÷ tickets due = %s"), value);
    case METRIC_SATISFACTION:
    case METRIC_TICKET_SATISFACTION:
      return g_strdup_printf (_ ("Points of all ratings ÷ number of ratings = %s"), value);
    case METRIC_EXAM:
    case METRIC_QA:
      return g_strdup_printf (_ ("Mean of the scores = %s"), value);
    case METRIC_ATTENDANCE:
    case METRIC_RULES:
      return g_strdup_printf (_ ("100 less the points taken off = %s"), value);
    case METRIC_NONE:
    default:
      return g_strdup (value);
    }
}
