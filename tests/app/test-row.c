/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every entity has a GType whose properties say what its field table says. */
#include "config.h"

#include "app/row.h"

#include "core/id.h"
#include "core/init.h"
#include "customers/customer.h"
#include "registry.h"
#include "random-row.h"

static void
test_every_field_is_a_property (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint s = 0; registry[s] != NULL; s++)
    {
      const Schema *schema = registry[s];
      g_autoptr (ZuoxiRow) row = zuoxi_row_new (schema, random_row (schema, rand));

      g_test_message ("%s", schema->table);
      g_assert_true (zuoxi_row_get_schema (row) == schema);
      g_assert_cmpuint (row_type (schema), ==, G_OBJECT_TYPE (row));
      for (const Field *field = schema->fields; field->name != NULL; field++)
        {
          g_auto (GValue) value = G_VALUE_INIT;
          g_autofree char *text = schema_member_text (schema, field, zuoxi_row_get (row));

          g_object_get_property (G_OBJECT (row), field->name, &value);
          if (G_VALUE_HOLDS_STRING (&value))
            g_assert_cmpstr (g_value_get_string (&value), ==, text);
          else if (G_VALUE_HOLDS_INT64 (&value))
            g_assert_cmpint (g_value_get_int64 (&value), ==, g_ascii_strtoll (text, NULL, 10));
          else
            g_assert_true (G_VALUE_HOLDS_BOOLEAN (&value));
        }
    }
}

static void
on_notify_cb (GObject *object, GParamSpec *pspec, GString *seen)
{
  g_string_append_printf (seen, "%s ", pspec->name);
}

static void
test_replacing_notifies_what_differs (void)
{
  Customer *old = schema_new (&customer_schema);
  Customer *new = schema_new (&customer_schema);
  g_autoptr (ZuoxiRow) row = NULL;
  g_autoptr (GString) seen = g_string_new (NULL);

  g_free (new->first_signed_on);
  new->first_signed_on = g_strdup ("2026-03-01");
  new->invalid = TRUE;
  row = zuoxi_row_new (&customer_schema, old);
  g_signal_connect (row, "notify", G_CALLBACK (on_notify_cb), seen);
  zuoxi_row_replace (row, schema_copy (&customer_schema, old));
  g_assert_cmpstr (seen->str, ==, "");
  zuoxi_row_replace (row, new);
  g_assert_nonnull (strstr (seen->str, "first-signed-on "));
  g_assert_nonnull (strstr (seen->str, "invalid "));
  g_assert_null (strstr (seen->str, "name "));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  core_init ();
  g_test_add_func ("/row/every-field-is-a-property", test_every_field_is_a_property);
  g_test_add_func ("/row/replacing-notifies-what-differs", test_replacing_notifies_what_differs);
  return g_test_run ();
}
