/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/scheme-set.h"

#include "appraisal/rows.h"
#include "core/digest.h"

#include <string.h>

static int
compare_grades (gconstpointer a, gconstpointer b)
{
  const SchemeGrade *one = *(const SchemeGrade *const *) a;
  const SchemeGrade *other = *(const SchemeGrade *const *) b;

  if (one->bound != other->bound)
    return one->bound > other->bound ? -1 : 1;
  return strcmp (one->code, other->code);
}

static int
compare_items (gconstpointer a, gconstpointer b)
{
  const SchemeItem *one = *(const SchemeItem *const *) a;
  const SchemeItem *other = *(const SchemeItem *const *) b;

  if (one->group_code != other->group_code)
    return one->group_code < other->group_code ? -1 : 1;
  if (one->position != other->position)
    return one->position < other->position ? -1 : 1;
  return strcmp (one->code, other->code);
}

static int
compare_steps (gconstpointer a, gconstpointer b)
{
  const SchemeStep *one = *(const SchemeStep *const *) a;
  const SchemeStep *other = *(const SchemeStep *const *) b;
  int               order = id_compare (one->item, other->item);

  if (order == 0)
    order = strcmp (one->kind, other->kind);
  if (order == 0)
    order = one->bound < other->bound ? -1 : one->bound > other->bound;
  return order;
}

/* Rows free themselves with the array. */
static void
free_grade (gpointer row)
{
  schema_free (&scheme_grade_schema, row);
}

static void
free_item (gpointer row)
{
  schema_free (&scheme_item_schema, row);
}

static void
free_step (gpointer row)
{
  schema_free (&scheme_step_schema, row);
}

/**
 * scheme_set_new:
 * @scheme: (transfer full): its head
 * @grades: (transfer full) (element-type SchemeGrade): in any order
 * @items: (transfer full) (element-type SchemeItem): in any order
 * @steps: (transfer full) (element-type SchemeStep): in any order
 *
 * Takes the rows and sorts them.
 *
 * Returns: (transfer full): the set; free with scheme_set_free ()
 */
SchemeSet *
scheme_set_new (Scheme *scheme, GPtrArray *grades, GPtrArray *items, GPtrArray *steps)
{
  SchemeSet *self = g_new (SchemeSet, 1);

  g_ptr_array_set_free_func (grades, free_grade);
  g_ptr_array_set_free_func (items, free_item);
  g_ptr_array_set_free_func (steps, free_step);
  g_ptr_array_sort (grades, compare_grades);
  g_ptr_array_sort (items, compare_items);
  g_ptr_array_sort (steps, compare_steps);
  *self = (SchemeSet){ scheme, grades, items, steps };
  return self;
}

void
scheme_set_free (SchemeSet *self)
{
  if (self == NULL)
    return;
  schema_free (&scheme_schema, self->scheme);
  g_ptr_array_unref (self->grades);
  g_ptr_array_unref (self->items);
  g_ptr_array_unref (self->steps);
  g_free (self);
}

static GPtrArray *
copy_rows (const Schema *schema, GPtrArray *rows)
{
  GPtrArray *copies = g_ptr_array_sized_new (rows->len);

  for (guint i = 0; i < rows->len; i++)
    g_ptr_array_add (copies, schema_copy (schema, g_ptr_array_index (rows, i)));
  return copies;
}

/**
 * scheme_set_copy:
 *
 * Returns: (transfer full): a deep copy
 */
SchemeSet *
scheme_set_copy (const SchemeSet *self)
{
  return scheme_set_new (schema_copy (&scheme_schema, self->scheme),
                         copy_rows (&scheme_grade_schema, self->grades),
                         copy_rows (&scheme_item_schema, self->items),
                         copy_rows (&scheme_step_schema, self->steps));
}

/* Steps of every item, in one array. */
static GPtrArray *
load_steps (Loader *loader, GPtrArray *items, GError **error)
{
  GPtrArray *steps = g_ptr_array_new ();

  for (guint i = 0; i < items->len; i++)
    {
      const SchemeItem *item = g_ptr_array_index (items, i);
      GPtrArray        *found = loader->children (loader, &scheme_step_schema, item->row.id, error);

      if (found == NULL)
        {
          rows_free (&scheme_step_schema, steps);
          return NULL;
        }
      g_ptr_array_extend_and_steal (steps, found);
    }
  return steps;
}

/**
 * scheme_set_load:
 * @scheme: id of a scheme
 *
 * Returns: (transfer full) (nullable): %NULL without @error if there is no such scheme
 */
SchemeSet *
scheme_set_load (Loader *loader, Id scheme, GError **error)
{
  GError    *failure = NULL;
  Scheme    *head = loader->row (loader, &scheme_schema, scheme, &failure);
  GPtrArray *grades = head != NULL ? loader->children (loader, &scheme_grade_schema, scheme, &failure) : NULL;
  GPtrArray *items = grades != NULL ? loader->children (loader, &scheme_item_schema, scheme, &failure) : NULL;
  GPtrArray *steps = items != NULL ? load_steps (loader, items, &failure) : NULL;

  if (steps != NULL)
    return scheme_set_new (head, grades, items, steps);
  schema_free (&scheme_schema, head);
  rows_free (&scheme_grade_schema, grades);
  rows_free (&scheme_item_schema, items);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return NULL;
}

const SchemeItem *
scheme_set_item (const SchemeSet *self, const char *code)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      const SchemeItem *item = g_ptr_array_index (self->items, i);

      if (g_str_equal (item->code, code))
        return item;
    }
  return NULL;
}

/* The first indicator that rests on @metric. */
const SchemeItem *
scheme_set_item_of (const SchemeSet *self, Metric metric)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      const SchemeItem *item = g_ptr_array_index (self->items, i);

      if (item->metric == metric || item->metric2 == metric)
        return item;
    }
  return NULL;
}

/* Whether any indicator rests on @metric. */
gboolean
scheme_set_uses (const SchemeSet *self, Metric metric)
{
  return metric != METRIC_NONE && scheme_set_item_of (self, metric) != NULL;
}

/**
 * scheme_set_grade:
 * @rounded: total in hundredths of a point, already rounded (M23)
 *
 * Returns: (transfer none) (nullable): the grade whose lower bound, inclusive, @rounded reaches
 */
const SchemeGrade *
scheme_set_grade (const SchemeSet *self, gint64 rounded)
{
  for (guint i = 0; i < self->grades->len; i++)
    {
      const SchemeGrade *grade = g_ptr_array_index (self->grades, i);

      if (rounded >= grade->bound)
        return grade;
    }
  return NULL;
}

/**
 * scheme_set_group_weight:
 *
 * Returns: weight of the dimension, hundredths of a point
 */
gint64
scheme_set_group_weight (const SchemeSet *self, SchemeGroup group)
{
  gint64 weight = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      const SchemeItem *item = g_ptr_array_index (self->items, i);

      if (item->group_code == group)
        weight += item->weight;
    }
  return weight;
}

/**
 * scheme_set_deduction:
 * @item: an indicator with rule deduct
 * @kind: "late" or "early": @value is minutes, bounds are inclusive (R25); else: @value is how often
 * @value: 0 = nothing is taken off
 *
 * Returns: points to take off, hundredths
 */
gint64
scheme_set_deduction (const SchemeSet *self, const SchemeItem *item, const char *kind, gint64 value)
{
  gboolean minutes = g_str_equal (kind, "late") || g_str_equal (kind, "early");
  gint64   points = 0;

  if (value <= 0)
    return 0;
  for (guint i = 0; i < self->steps->len; i++)
    {
      const SchemeStep *step = g_ptr_array_index (self->steps, i);

      if (!id_equal (step->item, item->row.id) || !g_str_equal (step->kind, kind))
        continue;
      points = step->points;
      if (!minutes)
        return points * value;
      if (value <= step->bound)
        return points;
    }
  return points;
}

/* One row without what publishing changes. */
static void
digest_row (DigestState *state, const Schema *schema, gconstpointer row)
{
  gpointer         copy = schema_copy (schema, row);
  const Field     *member = schema_field (schema, "state");
  g_autofree char *body = NULL;

  *FIELD_PTR (copy, member, int) = SCHEME_STATE_DRAFT;
  if (schema == &scheme_schema)
    {
      Scheme *scheme = copy;

      g_free (scheme->digest);
      g_free (scheme->published_on);
      scheme->digest = g_strdup ("");
      scheme->published_on = g_strdup ("");
    }
  body = schema_body (schema, copy);
  digest_update_text (state, schema->table);
  digest_update_text (state, body);
  schema_free (schema, copy);
}

/**
 * scheme_set_digest:
 *
 * Digest of everything that scores: weights, rules, steps, grades. Stands in every form made under the scheme (R15).
 *
 * Returns: (transfer full): SHA-256 in hex
 */
char *
scheme_set_digest (const SchemeSet *self)
{
  DigestState state;

  digest_init (&state);
  digest_row (&state, &scheme_schema, self->scheme);
  for (guint i = 0; i < self->grades->len; i++)
    digest_row (&state, &scheme_grade_schema, g_ptr_array_index (self->grades, i));
  for (guint i = 0; i < self->items->len; i++)
    digest_row (&state, &scheme_item_schema, g_ptr_array_index (self->items, i));
  for (guint i = 0; i < self->steps->len; i++)
    digest_row (&state, &scheme_step_schema, g_ptr_array_index (self->steps, i));
  return digest_dup_hex (digest_finish (&state));
}

/**
 * scheme_find:
 * @month: YYYY-MM
 * @out: (out): the published scheme of @post with the latest first month not after @month; %ID_NONE if there is none
 *
 * Returns: %FALSE with @error set if rows cannot be read
 */
gboolean
scheme_find (Loader *loader, Post post, const char *month, Id *out, GError **error)
{
  GPtrArray    *rows = loader->list (loader, &scheme_schema, NULL, ID_NONE, error);
  const Scheme *best = NULL;

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const Scheme *scheme = g_ptr_array_index (rows, i);

      if (scheme->state != SCHEME_STATE_PUBLISHED || scheme->post != post || strcmp (scheme->effective_from, month) > 0)
        continue;
      if (best == NULL || strcmp (scheme->effective_from, best->effective_from) > 0 ||
          (g_str_equal (scheme->effective_from, best->effective_from) &&
           strcmp (scheme->published_on, best->published_on) > 0))
        best = scheme;
    }
  *out = best != NULL ? best->row.id : ID_NONE;
  rows_free (&scheme_schema, rows);
  return TRUE;
}
