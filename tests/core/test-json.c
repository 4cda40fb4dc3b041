/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/json.h"

#include "core/id.h"

#include <string.h>

#define GOOD (-1)

/* What each reader says: GOOD or the error's code. A canonical text is also strict. */
static const struct
{
  const char *text;
  int         strict;
  int         canonical;
} cases[] = {
  { "{}", GOOD, GOOD },
  { "[]", GOOD, GOOD },
  { "\"\"", GOOD, GOOD },
  { "0", GOOD, GOOD },
  { "null", GOOD, GOOD },
  { "[true,false,null]", GOOD, GOOD },
  { "{\"a\":1,\"b\":[1,2,{\"c\":\"d\"}]}", GOOD, GOOD },
  { "{\"Z\":1,\"a\":2,\"\xc3\xa9\":3,\"\xe5\xba\xa7\":4}", GOOD, GOOD },
  { "{\"a\":1,\"aa\":2}", GOOD, GOOD },
  { "\"\xe5\x9d\x90\xe5\xb8\xad \xf0\x9f\x93\x9e \x7f\"", GOOD, GOOD },
  { "\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f/\"", GOOD, GOOD },
  /* numbers */
  { "9223372036854775807", GOOD, GOOD },
  { "-9223372036854775808", GOOD, GOOD },
  { "9223372036854775808", JSON_ERROR_NUMBER, JSON_ERROR_NUMBER },
  { "-9223372036854775809", JSON_ERROR_NUMBER, JSON_ERROR_NUMBER },
  { "18446744073709551615", JSON_ERROR_NUMBER, JSON_ERROR_NUMBER },
  { "[99999999999999999999999999999999]", JSON_ERROR_NUMBER, JSON_ERROR_NUMBER },
  { "1.50", JSON_ERROR_NUMBER, JSON_ERROR_NUMBER },
  { "1.0", JSON_ERROR_NUMBER, JSON_ERROR_NUMBER },
  { "1e3", JSON_ERROR_NUMBER, JSON_ERROR_NUMBER },
  { "1E3", JSON_ERROR_NUMBER, JSON_ERROR_NUMBER },
  { "-0", JSON_ERROR_NUMBER, JSON_ERROR_NUMBER },
  { "00", JSON_ERROR_NUMBER, JSON_ERROR_NUMBER },
  { "012", JSON_ERROR_NUMBER, JSON_ERROR_NUMBER },
  { "+1", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "-", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { ".5", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "0x10", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "NaN", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "-Infinity", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  /* members */
  { "{\"a\":1,\"a\":1}", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "{\"a\":1,\"\\u0061\":2}", JSON_ERROR_INVALID, JSON_ERROR_NOT_CANONICAL },
  { "{\"b\":1,\"a\":2}", GOOD, JSON_ERROR_NOT_CANONICAL },
  { "{\"aa\":1,\"a\":2}", GOOD, JSON_ERROR_NOT_CANONICAL },
  { "{a:1}", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "{\"a\"}", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "{\"a\":}", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "{\"a\":1,}", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "{,}", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "{\"a\":1", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "{1:1}", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  /* blanks */
  { " { \"a\" :\t1 , \"b\": [ 1 ,\r\n2 ] } ", GOOD, JSON_ERROR_NOT_CANONICAL },
  { "{} ", GOOD, JSON_ERROR_NOT_CANONICAL },
  { "{ }", GOOD, JSON_ERROR_NOT_CANONICAL },
  { "[ ]", GOOD, JSON_ERROR_NOT_CANONICAL },
  { "[\v]", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { " ", JSON_ERROR_INVALID, JSON_ERROR_NOT_CANONICAL },
  { "{}{}", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "\xef\xbb\xbf{}", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "// no\n{}", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "var a = 1;", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "[1 2]", JSON_ERROR_INVALID, JSON_ERROR_NOT_CANONICAL },
  { "[1,]", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "]", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "tru", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "truex", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "TRUE", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  /* strings */
  { "'a'", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "\"a", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "\"a\\", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "\"a\nb\"", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "\"\\x\"", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "\"\\/\"", GOOD, JSON_ERROR_NOT_CANONICAL },
  { "\"\\u0041\"", GOOD, JSON_ERROR_NOT_CANONICAL },
  { "\"\\u000a\"", GOOD, JSON_ERROR_NOT_CANONICAL },
  { "\"\\u001F\"", GOOD, JSON_ERROR_NOT_CANONICAL },
  { "\"\\u5ea7\"", GOOD, JSON_ERROR_NOT_CANONICAL },
  { "\"\\ud83d\\udcde\"", GOOD, JSON_ERROR_NOT_CANONICAL },
  { "\"\\ud83d\"", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "\"\\ud83dx\"", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "\"\\ud83d\\u0041\"", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "\"\\udcde\"", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "\"\\u0000\"", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "\"\\u12\"", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "\"\\u12g4\"", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "\"\xff\"", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "\"\xc0\x80\"", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "\"\xed\xa0\x80\"", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
  { "\"\xe5\xba\"", JSON_ERROR_INVALID, JSON_ERROR_INVALID },
};

static void
check (const char *text, gssize len, gboolean canonical, int expected)
{
  g_autofree char *escaped = g_strescape (text, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = canonical ? json_canonical_parse (text, len, JSON_DEPTH, &error)
                                        : json_strict_parse (text, len, JSON_DEPTH, &error);

  g_test_message ("%s %s: %s", canonical ? "canonical" : "strict", escaped, error != NULL ? error->message : "good");
  if (expected == GOOD)
    {
      g_assert_no_error (error);
      g_assert_nonnull (node);
    }
  else
    {
      g_assert_error (error, JSON_ERROR, expected);
      g_assert_null (node);
    }
}

static void
test_json_parse_table (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *exact = g_memdup2 (cases[i].text, strlen (cases[i].text)); /* no NUL to lean on */

      check (cases[i].text, -1, FALSE, cases[i].strict);
      check (cases[i].text, -1, TRUE, cases[i].canonical);
      if (*cases[i].text != '\0')
        {
          g_autoptr (JsonNode) node = json_strict_parse (exact, (gssize) strlen (cases[i].text), JSON_DEPTH, NULL);

          g_assert_cmpint (node != NULL, ==, cases[i].strict == GOOD);
        }
    }
}

/* The one-pass check says the same as writing the tree again and comparing. */
static void
test_json_canonical_is_own_spelling (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (JsonNode) node = json_strict_parse (cases[i].text, -1, JSON_DEPTH, NULL);
      g_autofree char *text = NULL;

      if (node == NULL)
        continue;
      text = json_canonical_text (node);
      g_assert_cmpint (g_str_equal (text, cases[i].text), ==, cases[i].canonical == GOOD);
      check (text, -1, TRUE, GOOD);
    }
}

/* The same on texts with random damage; the seed is in the test's log. */
static void
test_json_damaged (void)
{
  static const char alphabet[] = "{}[]\",:\\u0019eE.-+ \nabtfn\xe5\xba\xa7\x80";
  guint             good = 0;

  for (guint round = 0; round < 20000; round++)
    {
      const char *seed = cases[g_test_rand_int_range (0, G_N_ELEMENTS (cases))].text;
      g_autoptr (GString) text = g_string_new (seed);
      g_autoptr (JsonNode) strict = NULL;
      g_autoptr (JsonNode) canonical = NULL;

      for (int n = g_test_rand_int_range (0, 3); n > 0 && text->len > 0; n--)
        {
          gint at = g_test_rand_int_range (0, (gint) text->len);

          if (g_test_rand_bit ())
            text->str[at] = alphabet[g_test_rand_int_range (0, sizeof alphabet - 1)];
          else
            g_string_erase (text, at, 1);
        }
      strict = json_strict_parse (text->str, (gssize) text->len, JSON_DEPTH, NULL);
      canonical = json_canonical_parse (text->str, (gssize) text->len, JSON_DEPTH, NULL);
      if (strict != NULL)
        {
          g_autofree char *again = json_canonical_text (strict);

          good++;
          g_assert_cmpint (canonical != NULL, ==, g_str_equal (again, text->str));
        }
      else
        g_assert_null (canonical);
    }
  g_assert_cmpuint (good, >, 1000);
}

static void
test_json_nul_byte (void)
{
  check ("{}\0", 3, FALSE, JSON_ERROR_INVALID);
  check ("\"a\0b\"", 5, FALSE, JSON_ERROR_INVALID);
}

static void
test_json_depth (void)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint depth = 0; depth <= 20; depth++)
    {
      g_string_truncate (text, 0);
      for (guint i = 0; i < depth; i++)
        g_string_append (text, i % 2 == 0 ? "[" : "{\"a\":");
      g_string_append (text, "1");
      for (guint i = depth; i > 0; i--)
        g_string_append_c (text, i % 2 == 1 ? ']' : '}');
      check (text->str, -1, TRUE, depth <= JSON_DEPTH ? GOOD : JSON_ERROR_TOO_DEEP);
    }
  g_string_truncate (text, 0);
  for (guint i = 0; i < 1000000; i++)
    g_string_append_c (text, '[');
  {
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = json_strict_parse (text->str, -1, JSON_DEPTH, &error);

    g_assert_null (node);
    g_assert_error (error, JSON_ERROR, JSON_ERROR_TOO_DEEP);
  }
}

static void
test_json_values_kept (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode)
      node = json_strict_parse ("[\"\\ud83d\\udcde\\u5ea7\\n\", -9223372036854775808, true]", -1, 1, &error);
  JsonArray *array;

  g_assert_no_error (error);
  array = json_node_get_array (node);
  g_assert_cmpstr (json_array_get_string_element (array, 0), ==, "📞座\n");
  g_assert_cmpint (json_array_get_int_element (array, 1), ==, G_MININT64);
  g_assert_true (json_array_get_boolean_element (array, 2));
}

static void
test_json_writer (void)
{
  static const struct
  {
    gint64      value;
    const char *text;
  } ints[] = { { 0, "0" },
               { 7, "7" },
               { -1, "-1" },
               { 1234567890, "1234567890" },
               { G_MAXINT64, "9223372036854775807" },
               { G_MININT64, "-9223372036854775808" } };
  g_autoptr (GString) text = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (ints); i++)
    {
      g_string_truncate (text, 0);
      json_append_int (text, ints[i].value);
      g_assert_cmpstr (text->str, ==, ints[i].text);
    }
  g_string_assign (text, "{");
  json_append_key (text, "a");
  json_append_string (text, "\x01\x1f\"\\\b\f\n\r\t/\x7f座");
  json_append_key (text, "b");
  json_append_id (text, ID_NONE);
  g_string_append_c (text, '}');
  g_assert_cmpstr (text->str, ==,
                   "{\"a\":\"\\u0001\\u001f\\\"\\\\\\b\\f\\n\\r\\t/"
                   "\x7f座\",\"b\":\"00000000000000000000000000000000\"}");
  check (text->str, -1, TRUE, GOOD);
}

static void
test_json_members (void)
{
  g_autoptr (JsonNode) node = json_strict_parse ("{\"s\":\"x\",\"i\":5,\"t\":true,\"o\":{\"k\":1},\"a\":[1],\"n\":null,"
                                                 "\"id\":\"00112233445566778899aabbccddeeff\"}",
                                                 -1, JSON_DEPTH, NULL);
  JsonObject *object = json_node_get_object (node);
  const char *s = NULL;
  gint64      i = 0;
  gboolean    t = FALSE;
  JsonObject *o = NULL;
  JsonArray  *a = NULL;
  Id          id = ID_NONE;
  GError     *error = NULL;

#define REFUSES(call, expected)                     \
  G_STMT_START                                      \
  {                                                 \
    g_assert_false (call);                          \
    g_assert_error (error, JSON_ERROR, (expected)); \
    g_clear_error (&error);                         \
  }                                                 \
  G_STMT_END

  g_assert_true (json_member_string (object, "s", &s, &error));
  g_assert_cmpstr (s, ==, "x");
  g_assert_true (json_member_int (object, "i", &i, &error));
  g_assert_cmpint (i, ==, 5);
  g_assert_true (json_member_bool (object, "t", &t, &error));
  g_assert_true (t);
  g_assert_true (json_member_object (object, "o", &o, &error));
  g_assert_true (json_object_has_member (o, "k"));
  g_assert_true (json_member_array (object, "a", &a, &error));
  g_assert_cmpuint (json_array_get_length (a), ==, 1);
  g_assert_true (json_member_id (object, "id", &id, &error));
  g_assert_cmphex (id.b[15], ==, 0xff);

  REFUSES (json_member_string (object, "i", &s, &error), JSON_ERROR_TYPE);
  REFUSES (json_member_string (object, "n", &s, &error), JSON_ERROR_TYPE);
  REFUSES (json_member_string (object, "o", &s, &error), JSON_ERROR_TYPE);
  REFUSES (json_member_int (object, "s", &i, &error), JSON_ERROR_TYPE);
  REFUSES (json_member_int (object, "t", &i, &error), JSON_ERROR_TYPE);
  REFUSES (json_member_bool (object, "i", &t, &error), JSON_ERROR_TYPE);
  REFUSES (json_member_object (object, "a", &o, &error), JSON_ERROR_TYPE);
  REFUSES (json_member_array (object, "o", &a, &error), JSON_ERROR_TYPE);
  REFUSES (json_member_id (object, "s", &id, &error), JSON_ERROR_TYPE);
  REFUSES (json_member_string (object, "none", &s, &error), JSON_ERROR_MISSING);
  REFUSES (json_member_int (object, "none", &i, &error), JSON_ERROR_MISSING);
  REFUSES (json_member_opt_int (object, "s", 1, &i, &error), JSON_ERROR_TYPE);
  REFUSES (json_member_opt_object (object, "n", &o, &error), JSON_ERROR_TYPE);
  g_assert_cmpint (i, ==, 5);

  g_assert_true (json_member_opt_string (object, "none", "d", &s, &error));
  g_assert_cmpstr (s, ==, "d");
  g_assert_true (json_member_opt_int (object, "none", -4, &i, &error));
  g_assert_cmpint (i, ==, -4);
  g_assert_true (json_member_opt_bool (object, "none", TRUE, &t, &error));
  g_assert_true (t);
  g_assert_true (json_member_opt_id (object, "none", &id, &error));
  g_assert_true (id_is_none (id));
  g_assert_true (json_member_opt_object (object, "none", &o, &error));
  g_assert_null (o);
  g_assert_true (json_member_opt_array (object, "none", &a, &error));
  g_assert_null (a);
#undef REFUSES
}

static void
test_canonical_member_is_cut_out (void)
{
  static const char object[] = "{\"a\":{\"set\":[1,\"}\"]},\"b\":\"\\\",\\\"set\\\":\",\"set\":{\"x\":[{}]},\"t\":-1}";
  gsize             length;
  const char       *value = json_canonical_member (object, "set", &length);

  g_assert_cmpmem (value, length, "{\"x\":[{}]}", 10);
  value = json_canonical_member (object, "a", &length);
  g_assert_cmpmem (value, length, "{\"set\":[1,\"}\"]}", 15);
  value = json_canonical_member (object, "t", &length);
  g_assert_cmpmem (value, length, "-1", 2);
  g_assert_null (json_canonical_member (object, "x", &length));
  g_assert_null (json_canonical_member ("{}", "x", &length));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/parse/table", test_json_parse_table);
  g_test_add_func ("/json/parse/canonical-is-own-spelling", test_json_canonical_is_own_spelling);
  g_test_add_func ("/json/parse/damaged", test_json_damaged);
  g_test_add_func ("/json/parse/nul", test_json_nul_byte);
  g_test_add_func ("/json/parse/depth", test_json_depth);
  g_test_add_func ("/json/parse/values", test_json_values_kept);
  g_test_add_func ("/json/writer", test_json_writer);
  g_test_add_func ("/json/members", test_json_members);
  g_test_add_func ("/json/canonical/member", test_canonical_member_is_cut_out);
  return g_test_run ();
}
