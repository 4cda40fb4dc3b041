/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/schema.h"

#include <string.h>

#include "core/day.h"
#include "core/id.h"
#include "core/json.h"

G_DEFINE_QUARK (schema - error - quark, schema_error)

#define TEXT_MAX_DEFAULT 256

static gboolean
kind_is_text (FieldKind kind)
{
  return kind == FIELD_TEXT || kind == FIELD_DATE || kind == FIELD_MONTH || kind == FIELD_SET || kind == FIELD_BLOBREF;
}

static gboolean
kind_is_number (FieldKind kind)
{
  return kind == FIELD_INT || kind == FIELD_MOMENT || kind == FIELD_FEN || kind == FIELD_SCORE;
}

const EnumNick *
enum_by_value (const EnumNick *enums, int value)
{
  for (; enums->nick != NULL; enums++)
    if (enums->value == value)
      return enums;
  return NULL;
}

const EnumNick *
enum_by_nick (const EnumNick *enums, const char *nick)
{
  for (; enums->nick != NULL; enums++)
    if (g_str_equal (enums->nick, nick))
      return enums;
  return NULL;
}

/**
 * enum_nick:
 * @enums: a table ended by a NULL nick
 * @value: a value of that enumeration
 *
 * Returns: the nick; a value outside the table is a programmer error
 */
const char *
enum_nick (const EnumNick *enums, int value)
{
  const EnumNick *entry = enum_by_value (enums, value);

  g_assert (entry != NULL);
  return entry->nick;
}

/**
 * schema_new:
 *
 * Returns: (transfer full): a row in which every member has its default; free with schema_free ()
 */
gpointer
schema_new (const Schema *schema)
{
  gpointer row = g_malloc0 (schema->size);

  for (const Field *field = schema->fields; field->name != NULL; field++)
    {
      if (kind_is_text (field->kind))
        *FIELD_PTR (row, field, char *) = g_strdup ("");
      else if (kind_is_number (field->kind) && !field->optional)
        *FIELD_PTR (row, field, gint64) = field->def;
      else if (field->kind == FIELD_ENUM)
        *FIELD_PTR (row, field, int) = field->enums[0].value;
    }
  return row;
}

/* Frees what the row owns and zeroes it; the struct itself stays the caller's. */
void
schema_clear (const Schema *schema, gpointer row)
{
  for (const Field *field = schema->fields; field->name != NULL; field++)
    if (kind_is_text (field->kind))
      g_free (*FIELD_PTR (row, field, char *));
  g_free (((Row *) row)->extra);
  memset (row, 0, schema->size);
}

/**
 * schema_free:
 * @row: (nullable) (transfer full): a row of @schema
 */
void
schema_free (const Schema *schema, gpointer row)
{
  if (row == NULL)
    return;
  schema_clear (schema, row);
  g_free (row);
}

/**
 * schema_copy:
 *
 * Returns: (transfer full): a deep copy of @row, head included
 */
gpointer
schema_copy (const Schema *schema, gconstpointer row)
{
  gpointer copy = g_memdup2 (row, schema->size);

  for (const Field *field = schema->fields; field->name != NULL; field++)
    if (kind_is_text (field->kind))
      *FIELD_PTR (copy, field, char *) = g_strdup (*FIELD_PTR (row, field, char *));
  ((Row *) copy)->extra = g_strdup (((const Row *) row)->extra);
  return copy;
}

/* Whether two rows of one table agree in @field. */
gboolean
schema_member_equal (const Field *field, gconstpointer a, gconstpointer b)
{
  switch (field->kind)
    {
    case FIELD_REF:
      return id_equal (*FIELD_PTR (a, field, Id), *FIELD_PTR (b, field, Id));
    case FIELD_TEXT:
    case FIELD_DATE:
    case FIELD_MONTH:
    case FIELD_SET:
    case FIELD_BLOBREF:
      return g_str_equal (*FIELD_PTR (a, field, char *), *FIELD_PTR (b, field, char *));
    case FIELD_INT:
    case FIELD_MOMENT:
    case FIELD_FEN:
    case FIELD_SCORE:
      if (field->optional)
        {
          OptInt one = *FIELD_PTR (a, field, OptInt), other = *FIELD_PTR (b, field, OptInt);

          return one.set == other.set && (!one.set || one.v == other.v);
        }
      return *FIELD_PTR (a, field, gint64) == *FIELD_PTR (b, field, gint64);
    case FIELD_FLAG:
      return !*FIELD_PTR (a, field, gboolean) == !*FIELD_PTR (b, field, gboolean);
    case FIELD_ENUM:
      return *FIELD_PTR (a, field, int) == *FIELD_PTR (b, field, int);
    case FIELD_RATIO:
      return FIELD_PTR (a, field, Ratio)->num == FIELD_PTR (b, field, Ratio)->num &&
             FIELD_PTR (a, field, Ratio)->den == FIELD_PTR (b, field, Ratio)->den;
    case FIELD_END:
    default:
      g_assert_not_reached ();
    }
}

/* Whether all members and the unknown ones agree; the head (id, bucket, versions) is not compared. */
gboolean
schema_equal (const Schema *schema, gconstpointer a, gconstpointer b)
{
  for (const Field *field = schema->fields; field->name != NULL; field++)
    if (!schema_member_equal (field, a, b))
      return FALSE;
  return g_strcmp0 (((const Row *) a)->extra, ((const Row *) b)->extra) == 0;
}

/**
 * schema_field:
 *
 * Returns: (nullable): the field of that name
 */
const Field *
schema_field (const Schema *schema, const char *name)
{
  for (const Field *field = schema->fields; field->name != NULL; field++)
    if (g_str_equal (field->name, name))
      return field;
  return NULL;
}

/**
 * schema_parent:
 *
 * Returns: (nullable): the field that names the parent row
 */
const Field *
schema_parent (const Schema *schema)
{
  for (const Field *field = schema->fields; field->name != NULL; field++)
    if (field->parent)
      return field;
  return NULL;
}

gboolean
schema_is_natural (const Schema *schema)
{
  for (const Field *field = schema->fields; field->name != NULL; field++)
    if (field->key != 0)
      return TRUE;
  return FALSE;
}

/**
 * schema_natural_id:
 * @row: a row whose key members are set
 *
 * The id every device gives this row (R35): derived from the table and the key members in key order.
 */
Id
schema_natural_id (const Schema *schema, gconstpointer row)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  for (guint8 place = 1;; place++)
    {
      const Field *found = NULL;

      for (const Field *field = schema->fields; field->name != NULL; field++)
        if (field->key == place)
          found = field;
      if (found == NULL)
        break;
      g_ptr_array_add (parts, schema_member_text (schema, found, row));
    }
  g_assert (parts->len > 0);
  g_ptr_array_add (parts, NULL);
  return id_derive (schema->table, (const char *const *) parts->pdata);
}

/**
 * schema_state:
 *
 * Returns: (nullable): nick of the member `state`, or %NULL if the entity has none
 */
const char *
schema_state (const Schema *schema, gconstpointer row)
{
  const Field *field = schema_field (schema, "state");

  if (field == NULL || field->kind != FIELD_ENUM)
    return NULL;
  return enum_nick (field->enums, *FIELD_PTR (row, field, int));
}

/**
 * schema_member_text:
 *
 * Returns: (transfer full): the member as data, "" when absent
 */
char *
schema_member_text (const Schema *schema, const Field *field, gconstpointer row)
{
  switch (field->kind)
    {
    case FIELD_REF:
      return id_is_none (*FIELD_PTR (row, field, Id)) ? g_strdup ("") : id_dup_hex (*FIELD_PTR (row, field, Id));
    case FIELD_TEXT:
    case FIELD_DATE:
    case FIELD_MONTH:
    case FIELD_SET:
    case FIELD_BLOBREF:
      return g_strdup (*FIELD_PTR (row, field, char *));
    case FIELD_INT:
    case FIELD_MOMENT:
    case FIELD_FEN:
    case FIELD_SCORE:
      if (field->optional)
        {
          OptInt value = *FIELD_PTR (row, field, OptInt);

          return value.set ? g_strdup_printf ("%" G_GINT64_FORMAT, value.v) : g_strdup ("");
        }
      return g_strdup_printf ("%" G_GINT64_FORMAT, *FIELD_PTR (row, field, gint64));
    case FIELD_FLAG:
      return g_strdup (*FIELD_PTR (row, field, gboolean) ? "1" : "0");
    case FIELD_ENUM:
      return g_strdup (enum_nick (field->enums, *FIELD_PTR (row, field, int)));
    case FIELD_RATIO:
      return g_strdup_printf ("%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT, FIELD_PTR (row, field, Ratio)->num,
                              FIELD_PTR (row, field, Ratio)->den);
    case FIELD_END:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
text_has_form (FieldKind kind, const char *text)
{
  Day day;

  if (*text == '\0' || kind == FIELD_TEXT)
    return TRUE;
  switch ((int) kind)
    {
    case FIELD_DATE:
      return day_parse (text, &day);
    case FIELD_MONTH:
      return month_parse (text, &day);
    case FIELD_BLOBREF:
      return strlen (text) == 64 && strspn (text, "0123456789abcdef") == 64;
    case FIELD_SET:
      {
        g_autoptr (JsonNode) node = json_canonical_parse (text, -1, 2, NULL);

        return node != NULL && JSON_NODE_HOLDS_ARRAY (node);
      }
    default:
      return TRUE;
    }
}

static void
check_number (const Field *field, gint64 value, ProblemList *problems)
{
  g_autofree char *low = NULL;
  g_autofree char *high = NULL;

  if ((field->min == 0 && field->max == 0) || (value >= field->min && value <= field->max))
    return;
  if (field->kind == FIELD_SCORE || field->kind == FIELD_FEN)
    {
      low = g_strdup_printf ("%" G_GINT64_FORMAT ".%02d", field->min / 100, (int) ABS (field->min % 100));
      high = g_strdup_printf ("%" G_GINT64_FORMAT ".%02d", field->max / 100, (int) (field->max % 100));
    }
  else
    {
      low = g_strdup_printf ("%" G_GINT64_FORMAT, field->min);
      high = g_strdup_printf ("%" G_GINT64_FORMAT, field->max);
    }
  problem_add (problems, field->name, NULL, N_ ("%1 must be between %2 and %3"), field->title, low, high, NULL);
}

static void
check_text (const Field *field, const char *text, ProblemList *problems)
{
  gsize max = field->max > 0 ? (gsize) field->max : TEXT_MAX_DEFAULT;

  if (strlen (text) > max)
    {
      g_autofree char *number = g_strdup_printf ("%" G_GSIZE_FORMAT, max);

      problem_add (problems, field->name, NULL, N_ ("%1 is longer than %2 bytes"), field->title, number, NULL);
    }
  if (!g_utf8_validate (text, -1, NULL))
    problem_add (problems, field->name, NULL, N_ ("%1 is not valid text"), field->title, NULL);
  else if (!text_has_form (field->kind, text))
    problem_add (problems, field->name, NULL, N_ ("%1 is not a valid value: %2"), field->title, text, NULL);
}

/**
 * schema_check:
 * @problems: gains one entry for each member out of range, too long or malformed, then the entity's own
 */
void
schema_check (const Schema *schema, gconstpointer row, ProblemList *problems)
{
  for (const Field *field = schema->fields; field->name != NULL; field++)
    {
      if (kind_is_text (field->kind))
        check_text (field, *FIELD_PTR (row, field, char *), problems);
      else if (kind_is_number (field->kind) && field->optional)
        {
          if (FIELD_PTR (row, field, OptInt)->set)
            check_number (field, FIELD_PTR (row, field, OptInt)->v, problems);
        }
      else if (kind_is_number (field->kind))
        check_number (field, *FIELD_PTR (row, field, gint64), problems);
    }
  if (schema->check != NULL)
    schema->check (row, problems);
}
