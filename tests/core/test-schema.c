/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds for every entity of the registry. */
#include "core/id.h"
#include "core/init.h"
#include "core/json.h"
#include "random-row.h"
#include "registry.h"

#include <string.h>

#define ROUNDS 40

static void
test_table_is_sound (gconstpointer data)
{
  const Schema *schema = data;
  guint         parents = 0;
  guint8        highest_key = 0, keys = 0;

  g_assert_true (registry_find (schema->table) == schema);
  g_assert_nonnull (schema->title);
  g_assert_cmpuint (strlen (schema->table), <, 40);
  for (const Field *field = schema->fields; field->name != NULL; field++)
    {
      g_assert_true (schema_field (schema, field->name) == field);
      g_assert_nonnull (field->title);
      g_assert_cmpuint (field->offset, >=, sizeof (Row));
      g_assert_cmpuint (field->offset, <, schema->size);
      g_assert_true ((field->kind == FIELD_ENUM) == (field->enums != NULL));
      if (field->ref != NULL)
        g_assert_nonnull (registry_find (field->ref));
      if (field->parent)
        {
          parents++;
          g_assert_nonnull (field->ref);
        }
      if (field->key != 0)
        {
          keys++;
          highest_key = MAX (highest_key, field->key);
        }
    }
  g_assert_cmpuint (parents, <=, 1);
  g_assert_cmpuint (keys, ==, highest_key);
  if (schema->subject != NULL)
    g_assert_cmpint (schema_field (schema, schema->subject)->kind, ==, FIELD_REF);
}

static void
test_places_cover_every_state (gconstpointer data)
{
  const Schema *schema = data;
  const Field  *state = schema_field (schema, "state");

  for (const Place *place = schema->places; place->cls != BUCKET_NONE; place++)
    {
      if (place->owner != NULL)
        g_assert_cmpint (schema_field (schema, place->owner)->kind, ==, FIELD_REF);
      g_assert_true ((place->cls == BUCKET_FACTS) == (place->on != NULL));
      if (place->state == NULL)
        return;
      g_assert_nonnull (state);
      g_assert_nonnull (enum_by_nick (state->enums, place->state));
    }
  for (const EnumNick *nick = state->enums; nick->nick != NULL; nick++)
    {
      gboolean found = FALSE;

      for (const Place *place = schema->places; place->cls != BUCKET_NONE; place++)
        found |= g_str_equal (place->state, nick->nick);
      if (!found)
        g_error ("%s: no place for state “%s”", schema->table, nick->nick);
    }
}

static void
test_access_names_exist (gconstpointer data)
{
  const Schema *schema = data;

  g_assert_cmpuint (schema->access[0].who, !=, 0);
  for (const Access *access = schema->access; access->who != 0; access++)
    {
      g_auto (GStrv) fields = g_strsplit (access->fields != NULL ? access->fields : "", " ", -1);
      g_auto (GStrv) states = g_strsplit (access->states != NULL ? access->states : "", " ", -1);

      for (guint i = 0; fields[i] != NULL; i++)
        g_assert_nonnull (schema_field (schema, fields[i]));
      for (guint i = 0; states[i] != NULL; i++)
        g_assert_nonnull (enum_by_nick (schema_field (schema, "state")->enums, states[i]));
    }
}

static JsonObject *
parse (const char *text, JsonNode **node)
{
  g_autoptr (GError) error = NULL;

  *node = json_canonical_parse (text, -1, JSON_DEPTH, &error);
  g_assert_no_error (error);
  return json_node_get_object (*node);
}

static void
test_body_round_trip (gconstpointer data)
{
  const Schema *schema = data;
  g_autoptr (GRand) random = g_rand_new_with_seed (g_str_hash (schema->table));

  for (int i = 0; i < ROUNDS; i++)
    {
      gpointer         row = random_row (schema, random);
      gpointer         again = schema_new (schema);
      g_autofree char *body = schema_body (schema, row);
      g_autofree char *body_again = NULL;
      g_autoptr (JsonNode) node = NULL;
      g_autoptr (GError) error = NULL;

      schema_from_body (schema, parse (body, &node), again, &error);
      g_assert_no_error (error);
      g_assert_true (schema_equal (schema, row, again));
      body_again = schema_body (schema, again);
      g_assert_cmpstr (body_again, ==, body);
      schema_free (schema, row);
      schema_free (schema, again);
    }
}

static void
test_random_row_is_in_range (gconstpointer data)
{
  const Schema *schema = data;
  Schema        plain = *schema;
  g_autoptr (GRand) random = g_rand_new_with_seed (7);

  plain.check = NULL;
  for (int i = 0; i < ROUNDS; i++)
    {
      gpointer row = random_row (schema, random);
      g_autoptr (ProblemList) problems = problem_list_new ();

      schema_check (&plain, row, problems);
      if (problems->len > 0)
        g_error ("%s: %s", schema->table, problem_list_text (problems, NULL));
      schema_free (schema, row);
    }
}

static void
test_diff_applies (gconstpointer data)
{
  const Schema *schema = data;
  g_autoptr (GRand) random = g_rand_new_with_seed (11);

  for (int i = 0; i < ROUNDS; i++)
    {
      gpointer         base = random_row (schema, random);
      gpointer         mine = schema_copy (schema, base);
      gpointer         merged = schema_copy (schema, base);
      g_autofree char *none = schema_diff (schema, base, mine);
      g_autofree char *diff = NULL;

      g_assert_null (none);
      for (const Field *field = schema->fields; field->name != NULL; field++)
        if (g_rand_int_range (random, 0, 3) == 0)
          random_member (schema, field, mine, random);
      diff = schema_diff (schema, base, mine);
      if (diff != NULL)
        {
          g_autoptr (JsonNode) node = NULL;

          g_assert_true (schema_from_body (schema, parse (diff, &node), merged, NULL));
        }
      g_assert_true (schema_equal (schema, merged, mine));
      schema_free (schema, base);
      schema_free (schema, mine);
      schema_free (schema, merged);
    }
}

static void
test_unknown_members_are_kept (gconstpointer data)
{
  const Schema    *schema = data;
  gpointer         row = schema_new (schema);
  const char      *text = "{\"zzz_later\":[1,{\"a\":\"客\"}]}";
  g_autofree char *body = NULL;
  g_autoptr (JsonNode) node = NULL;

  g_assert_true (schema_from_body (schema, parse (text, &node), row, NULL));
  body = schema_body (schema, row);
  g_assert_cmpstr (body, ==, text);
  schema_free (schema, row);
}

/* A wrong type never changes the row and is never a crash. */
static void
test_wrong_types_are_refused (gconstpointer data)
{
  static const char *const values[] = {
    "null", "true", "1", "\"x\"", "[]", "[1]", "[1,\"2\"]", "{}", "\"0\"", "[1,2]"
  };
  const Schema *schema = data;

  for (const Field *field = schema->fields; field->name != NULL; field++)
    for (guint i = 0; i < G_N_ELEMENTS (values); i++)
      {
        g_autofree char *text = g_strdup_printf ("{\"%s\":%s}", field->name, values[i]);
        g_autoptr (JsonNode) node = NULL;
        g_autoptr (GError) error = NULL;
        gpointer row = schema_new (schema);
        gpointer fresh = schema_new (schema);

        if (!schema_from_body (schema, parse (text, &node), row, &error))
          {
            g_assert_nonnull (strstr (error->message, field->name));
            g_assert_true (schema_equal (schema, row, fresh));
          }
        schema_free (schema, row);
        schema_free (schema, fresh);
      }
}

static void
add (const char *name, const Schema *schema, GTestDataFunc func)
{
  g_autofree char *path = g_strdup_printf ("/schema/%s/%s", schema->table, name);

  g_test_add_data_func (path, schema, func);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  core_init ();
  for (guint i = 0; registry[i] != NULL; i++)
    {
      add ("sound", registry[i], test_table_is_sound);
      add ("places", registry[i], test_places_cover_every_state);
      add ("access", registry[i], test_access_names_exist);
      add ("round-trip", registry[i], test_body_round_trip);
      add ("range", registry[i], test_random_row_is_in_range);
      add ("diff", registry[i], test_diff_applies);
      add ("unknown", registry[i], test_unknown_members_are_kept);
      add ("types", registry[i], test_wrong_types_are_refused);
    }
  return g_test_run ();
}
