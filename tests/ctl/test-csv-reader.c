/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/csv-reader.h"

#include <string.h>

typedef struct
{
  GString *seen;
} Seen;

static gboolean
on_record (const CsvRecord *record, gpointer data)
{
  Seen *seen = data;

  if (seen->seen->len > 0)
    g_string_append_c (seen->seen, '\n');
  g_string_append_printf (seen->seen, "%u:", record->line);
  if (record->problem != NULL)
    g_string_append_printf (seen->seen, "!%s%s", record->problem, record->column != NULL ? record->column : "");
  for (guint i = 0; record->cells != NULL && record->cells[i] != NULL; i++)
    g_string_append_printf (seen->seen, "[%s]", record->cells[i]);
  return TRUE;
}

static char *
read_bytes (const char *bytes, gssize length, GError **error)
{
  g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (bytes, length, NULL);
  Seen seen = { g_string_new (NULL) };

  if (csv_read (input, ',', on_record, &seen, NULL, error))
    return g_string_free (seen.seen, FALSE);
  g_string_free (seen.seen, TRUE);
  return NULL;
}

static void
test_reads (void)
{
  /* clang-format off */
  static const struct { const char *bytes; const char *seen; } cases[] = {
    { "a,b\n1,2\n", "2:[1][2]" },
    { "a,b\r\n1,2\r\n3,4", "2:[1][2]\n3:[3][4]" },
    { "\xef\xbb\xbf" "a,b\n客户,电话\n", "2:[客户][电话]" },
    { "a,b\n\xbf\xcd\xbb\xa7,2\n客户,3\n", "2:[客户][2]\n3:[客户][3]" }, /* GB18030, then UTF-8 */
    { "a,b\n\"x\ny\",2\nz,3\n", "2:[x\ny][2]\n4:[z][3]" },
    { "a,b\n\"say \"\"hi\"\"\",2\n", "2:[say \"hi\"][2]" },
    { "a,b\n1\n2,3\n", "2:!The line has fewer cells than the header\n3:[2][3]" },
    { "a,b\n1,2,3\n", "2:!The line has more cells than the header" },
    { "a,b\n\xff\xff,2\n3,4\n", "2:!The line is neither UTF-8 nor GB18030\n3:[3][4]" },
    { "a,b\n,\n", "2:[][]" } };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *seen = read_bytes (cases[i].bytes, -1, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (seen, ==, cases[i].seen);
    }
}

static void
test_zero_byte_blames_its_line (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *seen = read_bytes ("a,b\n1,\0002\n3,4\n", 13, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (seen, ==, "2:!The line contains a zero byte\n3:[3][4]");
}

static void
test_huge_cell_blames_its_column (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *big = g_strnfill (CSV_CELL_MAX + 1, 'x');
  g_autofree char *text = g_strdup_printf ("a,b\n1,%s\n3,4\n", big);
  g_autofree char *seen = read_bytes (text, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (seen, ==, "2:!The cell is longer than 65,536 bytesb\n3:[3][4]");
}

static void
test_ten_megabytes_in_a_line (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *big = g_strnfill (10 << 20, 'x');
  g_autofree char *text = g_strdup_printf ("a,b\n1,%s\n3,4\n", big);
  g_autofree char *seen = read_bytes (text, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (seen, ==, "2:!The line is longer than 1 MiB\n3:[3][4]");
}

static void
test_bad_headers_are_named (void)
{
  /* clang-format off */
  static const struct { const char *bytes; const char *message; } cases[] = {
    { "", "The file is empty" },
    { "a,a\n1,2\n", "Column “a” is there twice" },
    { "a,,b\n1,2,3\n", "Column 2 has no name" } };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (read_bytes (cases[i].bytes, -1, &error));
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/csv/reads", test_reads);
  g_test_add_func ("/csv/zero-byte", test_zero_byte_blames_its_line);
  g_test_add_func ("/csv/huge-cell", test_huge_cell_blames_its_column);
  g_test_add_func ("/csv/ten-megabytes", test_ten_megabytes_in_a_line);
  g_test_add_func ("/csv/headers", test_bad_headers_are_named);
  return g_test_run ();
}
