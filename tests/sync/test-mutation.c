/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sync/mutation.h"

#include "calls/call.h"
#include "core/id.h"
#include "core/json.h"
#include "customers/customer.h"

#define ROW "0190000000007000800000000000000a"
#define THE_MID "000102030405060708090a0b0c0d0e0f"

static Customer *
make_customer (void)
{
  Customer *customer = schema_new (&customer_schema);

  g_assert_true (id_from_hex ("0190000000007000800000000000000a", &customer->row.id));
  customer->row.rv = 7;
  g_free (customer->name);
  customer->name = g_strdup ("王先生");
  return customer;
}

/* Queues, writes, reads and writes again: the same bytes. */
static char *
line_of (Mutation *mutation)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *again = NULL;
  g_autoptr (Mutation) parsed = NULL;
  char *line;

  mutation->n = 41;
  mutation->hlc = 99;
  g_strlcpy (mutation->mid, "000102030405060708090a0b0c0d0e0f", sizeof mutation->mid);
  line = mutation_line (mutation);
  parsed = mutation_parse (line, -1, &error);
  g_assert_no_error (error);
  again = mutation_line (parsed);
  g_assert_cmpstr (again, ==, line);
  return line;
}

static void
test_lines_read_as_specified (void)
{
  Customer  *base = make_customer ();
  Customer  *mine = schema_copy (&customer_schema, base);
  GPtrArray *ops = g_ptr_array_new ();
  g_autoptr (Mutation) put = mutation_put (&customer_schema, base);
  g_autoptr (Mutation) del = mutation_del (&customer_schema, base);
  g_autoptr (Mutation) command = mutation_command ("customer.take", &customer_schema, base->row.id, "ab", "{\"x\":1}");
  g_autoptr (Mutation) set = NULL;
  g_autoptr (Mutation) group = NULL;
  g_autofree char *hash = mutation_hash_value ("false");
  g_autofree char *want = NULL;
  char            *lines[5] = { NULL };

  mine->invalid = TRUE;
  set = mutation_set (&customer_schema, base, mine);
  g_ptr_array_add (ops, mutation_put (&customer_schema, base));
  g_ptr_array_add (ops, mutation_del (&customer_schema, base));
  group = mutation_group (ops);

  g_assert_cmpstr (lines[0] = line_of (put), ==,
                   "{\"hlc\":99,\"id\":\"" ROW "\",\"k\":\"put\","
                   "\"mid\":\"" THE_MID "\",\"n\":41,\"set\":{\"name\":\"王先生\"},\"t\":\"customer\"}");
  want = g_strdup_printf ("{\"hlc\":99,\"id\":\"" ROW "\",\"k\":\"set\","
                          "\"mid\":\"" THE_MID "\",\"n\":41,\"rv\":7,\"set\":{\"invalid\":true},"
                          "\"t\":\"customer\",\"was\":{\"invalid\":\"%s\"}}",
                          hash);
  g_assert_cmpstr (lines[1] = line_of (set), ==, want);
  g_assert_cmpstr (lines[2] = line_of (del), ==,
                   "{\"hlc\":99,\"id\":\"" ROW "\",\"k\":\"del\","
                   "\"mid\":\"" THE_MID "\",\"n\":41,\"rv\":7,\"t\":\"customer\"}");
  g_assert_cmpstr (lines[3] = line_of (command), ==,
                   "{\"args\":{\"x\":1},\"dg\":\"ab\",\"hlc\":99,\"id\":\"" ROW "\",\"k\":\"cmd\","
                   "\"mid\":\"" THE_MID "\",\"n\":41,\"name\":\"customer.take\",\"t\":\"customer\"}");
  lines[4] = line_of (group);
  g_assert_true (g_str_has_prefix (lines[4], "{\"hlc\":99,\"k\":\"tx\",\"mid\":\"" THE_MID "\",\"n\":41,"
                                             "\"ops\":[{\"id\":\"" ROW "\",\"k\":\"put\","));
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    g_free (lines[i]);
  schema_free (&customer_schema, base);
  schema_free (&customer_schema, mine);
}

static void
test_text3_carries_the_text_it_was (void)
{
  Call *base = schema_new (&call_schema);
  Call *mine;
  g_autoptr (Mutation) none = NULL;
  g_autoptr (Mutation) set = NULL;

  g_free (base->note);
  base->note = g_strdup ("第一行\n");
  mine = schema_copy (&call_schema, base);
  none = mutation_set (&call_schema, base, mine);
  g_assert_null (none);
  g_free (mine->note);
  mine->note = g_strdup ("第一行\n第二行\n");
  set = mutation_set (&call_schema, base, mine);
  g_assert_cmpstr (set->was, ==, "{\"note\":\"第一行\\n\"}");
  g_assert_cmpstr (set->set, ==, "{\"note\":\"第一行\\n第二行\\n\"}");
  schema_free (&call_schema, base);
  schema_free (&call_schema, mine);
}

static void
test_bad_lines_are_refused (void)
{
#define HEAD "{\"hlc\":9,\"id\":\"0190000000007000800000000000000a\",\"k\":"
#define MID "\"mid\":\"000102030405060708090a0b0c0d0e0f\",\"n\":1"
  static const char *const lines[] = {
    "",
    "[]",
    "{}",
    HEAD "\"take\"," MID ",\"t\":\"call\"}",
    HEAD "\"put\"," MID ",\"t\":\"call\"}",
    HEAD "\"put\"," MID ",\"set\":[],\"t\":\"call\"}",
    HEAD "\"put\"," MID ",\"set\":{\"talk_s\":1.5},\"t\":\"call\"}",
    HEAD "\"put\", " MID ",\"set\":{},\"t\":\"call\"}",
    HEAD "\"put\",\"mid\":\"00\",\"n\":1,\"set\":{},\"t\":\"call\"}",
    HEAD "\"set\"," MID ",\"rv\":1,\"set\":{},\"t\":\"call\"}",
    HEAD "\"del\"," MID ",\"t\":\"call\"}",
    HEAD "\"cmd\"," MID ",\"name\":\"x\",\"t\":\"call\"}",
    "{\"hlc\":9,\"k\":\"tx\"," MID ",\"ops\":[]}",
    "{\"hlc\":9,\"k\":\"tx\"," MID ",\"ops\":[{\"k\":\"tx\",\"ops\":[]}]}",
    "{\"hlc\":9,\"k\":\"tx\"," MID ",\"ops\":[1]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (Mutation) mutation = mutation_parse (lines[i], -1, &error);

      g_test_message ("%s", lines[i]);
      g_assert_null (mutation);
      g_assert_true (error->domain == JSON_ERROR);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sync/mutation/lines-read-as-specified", test_lines_read_as_specified);
  g_test_add_func ("/sync/mutation/text3-carries-the-text-it-was", test_text3_carries_the_text_it_was);
  g_test_add_func ("/sync/mutation/bad-lines-are-refused", test_bad_lines_are_refused);
  return g_test_run ();
}
