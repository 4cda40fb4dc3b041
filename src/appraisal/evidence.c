/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/evidence.h"

#include "core/json.h"

#include <string.h>

typedef struct
{
  Day     day;
  gint64  count;
  gint64  num;
  gint64  den;
  guint64 sum; /* of the content digests' first eight bytes */
} DayCount;

struct Evidence
{
  GArray *rows; /* CountedRow */
  GArray *days; /* DayCount, by day */
};

/**
 * content_digest:
 *
 * Returns: SHA-256 (table ‖ id ‖ canonical body), without version and bucket: a row that only moved has not changed
 * (R24)
 */
Digest
content_digest (const Schema *schema, gconstpointer row)
{
  DigestState      state;
  g_autofree char *body = schema_body (schema, row);
  const Row       *head = row;

  digest_init (&state);
  digest_update_text (&state, schema->table);
  digest_update (&state, head->id.b, sizeof head->id.b);
  digest_update (&state, body, strlen (body));
  return digest_finish (&state);
}

Evidence *
evidence_new (void)
{
  Evidence *self = g_new (Evidence, 1);

  self->rows = g_array_new (FALSE, FALSE, sizeof (CountedRow));
  self->days = g_array_new (FALSE, FALSE, sizeof (DayCount));
  return self;
}

void
evidence_free (Evidence *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->rows);
  g_array_unref (self->days);
  g_free (self);
}

static DayCount *
find_day (Evidence *self, Day day)
{
  DayCount fresh = { .day = day };
  guint    at = self->days->len;

  while (at > 0 && g_array_index (self->days, DayCount, at - 1).day > day)
    at--;
  if (at > 0 && g_array_index (self->days, DayCount, at - 1).day == day)
    return &g_array_index (self->days, DayCount, at - 1);
  g_array_insert_val (self->days, at, fresh);
  return &g_array_index (self->days, DayCount, at);
}

/**
 * evidence_count:
 * @table: name of the row's table, of static life
 * @num: what the row adds to the numerator on that day, and @den to the denominator
 *
 * A row may count on two days (sold and taken back); it stands once in the digest.
 */
void
evidence_count (Evidence *self, Day day, const char *table, Id id, Digest digest, gint64 num, gint64 den)
{
  CountedRow row = { table, id, digest, day, num, den };
  DayCount  *count = find_day (self, day);

  count->count++;
  count->num += num;
  count->den += den;
  count->sum += digest_u64 (digest);
  g_array_append_val (self->rows, row);
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const CountedRow *one = a;
  const CountedRow *other = b;
  int               order = strcmp (one->table, other->table);

  return order != 0 ? order : id_compare (one->id, other->id);
}

static gboolean
same_row (const CountedRow *a, const CountedRow *b)
{
  return id_equal (a->id, b->id) && g_str_equal (a->table, b->table);
}

/* Rows counted, each once. */
guint
evidence_rows (const Evidence *self)
{
  guint n = 0;

  g_array_sort (self->rows, compare_rows);
  for (guint i = 0; i < self->rows->len; i++)
    if (i == 0 ||
        !same_row (&g_array_index (self->rows, CountedRow, i - 1), &g_array_index (self->rows, CountedRow, i)))
      n++;
  return n;
}

static int
compare_days (gconstpointer a, gconstpointer b)
{
  const CountedRow *one = a;
  const CountedRow *other = b;

  return one->day != other->day ? (one->day < other->day ? -1 : 1) : compare_rows (a, b);
}

GArray *
evidence_list (const Evidence *self)
{
  GArray *rows = g_array_copy (self->rows);

  g_array_sort (rows, compare_days);
  return rows;
}

/**
 * evidence_digest:
 *
 * Returns: (transfer full): SHA-256 in hex over the sorted (table, id, content digest)
 */
char *
evidence_digest (Evidence *self)
{
  DigestState state;

  digest_init (&state);
  g_array_sort (self->rows, compare_rows);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const CountedRow *row = &g_array_index (self->rows, CountedRow, i);

      if (i > 0 && same_row (row - 1, row))
        continue;
      digest_update_text (&state, row->table);
      digest_update (&state, row->id.b, sizeof row->id.b);
      digest_update (&state, row->digest.b, sizeof row->digest.b);
    }
  return digest_dup_hex (digest_finish (&state));
}

/**
 * evidence_days:
 *
 * Returns: (transfer full): canonical JSON [[day, count, num, den, sum in hex] …] by day
 */
char *
evidence_days (Evidence *self)
{
  GString *text = g_string_new ("[");

  for (guint i = 0; i < self->days->len; i++)
    {
      const DayCount  *day = &g_array_index (self->days, DayCount, i);
      char             date[DAY_TEXT_SIZE];
      g_autofree char *sum = u64_dup_hex (day->sum);

      day_format (day->day, date);
      if (i > 0)
        g_string_append_c (text, ',');
      g_string_append_printf (text, "[\"%s\",%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT ",\"%s\"]",
                              date, day->count, day->num, day->den, sum);
    }
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}

/* Day → canonical text of its entry. */
static GHashTable *
index_days (const char *days)
{
  GHashTable *index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (JsonNode) node = *days != '\0' ? json_strict_parse (days, -1, 3, NULL) : NULL;
  JsonArray *list = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonNode *entry = json_array_get_element (list, i);

      if (JSON_NODE_HOLDS_ARRAY (entry) && json_array_get_length (json_node_get_array (entry)) == 5)
        g_hash_table_insert (index, g_strdup (json_array_get_string_element (json_node_get_array (entry), 0)),
                             json_canonical_text (entry));
    }
  return index;
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Adds the days of @a whose entry differs in @b. */
static void
add_differing (GHashTable *a, GHashTable *b, GPtrArray *days)
{
  GHashTableIter iter;
  gpointer       day, entry;

  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &day, &entry))
    if (g_strcmp0 (entry, g_hash_table_lookup (b, day)) != 0 &&
        !g_ptr_array_find_with_equal_func (days, day, g_str_equal, NULL))
      g_ptr_array_add (days, day);
}

/**
 * evidence_changed_days:
 * @before: a day table as evidence_days () writes it
 * @after: another
 * @also: (nullable): a day that changed besides
 *
 * 'Changed since' names the day (R24).
 *
 * Returns: (transfer full): canonical JSON array of days, "" if the tables agree
 */
char *
evidence_changed_days (const char *before, const char *after, const char *also)
{
  g_autoptr (GHashTable) one = index_days (before);
  g_autoptr (GHashTable) other = index_days (after);
  g_autoptr (GPtrArray) days = g_ptr_array_new ();
  GString *text;

  add_differing (one, other, days);
  add_differing (other, one, days);
  if (also != NULL && !g_ptr_array_find_with_equal_func (days, also, g_str_equal, NULL))
    g_ptr_array_add (days, (gpointer) also);
  if (days->len == 0)
    return g_strdup ("");
  g_ptr_array_sort (days, compare_texts);
  text = g_string_new ("[");
  for (guint i = 0; i < days->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      json_append_string (text, g_ptr_array_index (days, i));
    }
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}
