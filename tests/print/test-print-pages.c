/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The renderer: pages, headers, breaks, and that nothing put in is missing on paper. */
#include "config.h"

#include "print/print.h"
#include "print/print-code.h"
#include "print/print-text.h"

#include "pdf-text.h"

#define MARK "第%04u句：本月完成回访并核对客户资料。"

static char *
marked_text (guint n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, MARK, i);
  return g_string_free (text, FALSE);
}

/* The text without what stands on each page around it: a sentence may go on over the page. */
static char *
without_heads (const char *text, const char *head, const char *label)
{
  GString *body = g_string_new (NULL);
  g_auto (GStrv) lines = g_strsplit_set (text, "\n\f", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    if (!g_str_has_prefix (lines[i], "Page ") && !g_str_equal (lines[i], head) && !g_str_equal (lines[i], label))
      g_string_append (body, lines[i]);
  return g_string_free (body, FALSE);
}

/* Each mark is there once and after the one before it. */
static void
assert_marks (const char *text, const char *head, const char *label, guint n)
{
  g_autofree char *body = without_heads (text, head, label);
  g_autofree char *squeezed = pdf_text_squeeze (body);
  const char      *at = squeezed;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *mark = g_strdup_printf ("第%04u句：", i);

      at = strstr (at, mark);
      if (at == NULL)
        g_error ("%s is missing or out of order", mark);
      g_assert_cmpuint (pdf_text_count (squeezed, mark), ==, 1);
    }
}

static void
test_empty_doc_is_one_page (void)
{
  g_autoptr (PrintDoc) doc = print_doc_new ("空表");
  g_autofree char *text = NULL;

  if (pdf_text_skip ())
    return;
  text = pdf_text (&doc, 1);
  g_assert_cmpuint (pdf_text_pages (text), ==, 1);
  g_assert_nonnull (strstr (text, "空表"));
  g_assert_nonnull (strstr (text, "Page 1 of 1"));
}

static void
test_long_text_over_pages_loses_nothing (void)
{
  g_autoptr (PrintDoc) doc = print_doc_new ("长文");
  g_autofree char *long_text = marked_text (600);
  g_autofree char *text = NULL;
  PrintBlock      *block = print_doc_add_texts (doc, "自我评价");

  if (pdf_text_skip ())
    return;
  print_block_add_pair (block, "工作业绩", "一行。");
  print_block_add_pair (block, "存在问题", long_text);
  text = pdf_text (&doc, 1);
  assert_marks (text, "长文", "存在问题", 600);
  g_assert_cmpuint (pdf_text_pages (text), >, 3);
  /* the label stands on each page its text reaches */
  g_assert_cmpuint (pdf_text_count (text, "存在问题"), ==, pdf_text_pages (text));
  g_assert_cmpuint (pdf_text_count (text, "工作业绩"), ==, 1);
}

/* A cell merged over three short rows is itself longer than a page. */
static void
test_long_merged_cell_loses_nothing (void)
{
  static const PrintColumn columns[] = {
    { "维度", 20, PRINT_CENTRE, PRINT_COLUMN_LABEL },
    { "指标", 30, PRINT_LEFT },
    { "说明", 60, PRINT_LEFT, PRINT_COLUMN_TEXT }
  };
  g_autoptr (PrintDoc) doc = print_doc_new ("合并");
  g_autofree char *long_text = marked_text (300);
  g_autofree char *text = NULL;
  PrintBlock      *block = print_doc_add_table (doc, NULL, columns, G_N_ELEMENTS (columns));
  const char      *rows[][3] = { { "业绩", "销售额", long_text },
                                 { print_above, "转化率", print_above },
                                 { print_above, "满意度", print_above } };

  if (pdf_text_skip ())
    return;
  for (guint i = 0; i < 3; i++)
    print_table_add (block, PRINT_ROW_PLAIN, rows[i]);
  text = pdf_text (&doc, 1);
  assert_marks (text, "合并", "业绩", 300);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpuint (pdf_text_count (text, rows[i][1]), ==, 1);
  g_assert_cmpuint (pdf_text_count (text, "业绩"), ==, pdf_text_pages (text));
}

static void
test_table_header_comes_again_on_each_page (void)
{
  static const PrintColumn columns[] = {
    { "工号", 20, PRINT_LEFT }, { "姓名", 30, PRINT_LEFT }, { "得分", 20, PRINT_RIGHT, PRINT_COLUMN_NOWRAP }
  };
  g_autoptr (PrintDoc) doc = print_doc_new ("备案清单");
  g_autofree char *text = NULL;
  PrintBlock      *block = print_doc_add_table (doc, NULL, columns, G_N_ELEMENTS (columns));

  if (pdf_text_skip ())
    return;
  for (guint i = 0; i < 150; i++)
    {
      g_autofree char *number = g_strdup_printf ("A%04u", i);
      const char      *cells[] = { number, "李晓雯", "83.97" };

      print_table_add (block, PRINT_ROW_PLAIN, cells);
    }
  text = pdf_text (&doc, 1);
  g_assert_cmpuint (pdf_text_pages (text), >=, 4);
  g_assert_cmpuint (pdf_text_count (text, "工号"), ==, pdf_text_pages (text));
  for (guint i = 0; i < 150; i++)
    {
      g_autofree char *number = g_strdup_printf ("A%04u", i);

      g_assert_cmpuint (pdf_text_count (text, number), ==, 1);
    }
}

static void
test_sixty_docs_in_one_file_number_their_pages_alone (void)
{
  g_autoptr (GPtrArray) docs = g_ptr_array_new_with_free_func ((GDestroyNotify) print_doc_free);
  g_autofree char *two_pages = marked_text (200);
  g_autofree char *text = NULL;

  if (pdf_text_skip ())
    return;
  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *title = g_strdup_printf ("表<%02u>", i);
      PrintDoc        *doc = print_doc_new (title);

      print_block_add_pair (print_doc_add_texts (doc, NULL), "正文", two_pages);
      g_ptr_array_add (docs, doc);
    }
  text = pdf_text ((PrintDoc *const *) docs->pdata, docs->len);
  g_assert_cmpuint (pdf_text_pages (text), ==, 120);
  g_assert_cmpuint (pdf_text_count (text, "Page 1 of 2"), ==, 60);
  g_assert_cmpuint (pdf_text_count (text, "Page 2 of 2"), ==, 60);
  g_assert_cmpuint (pdf_text_count (text, "表<59>"), ==, 2);
}

static void
test_headings_stay_with_what_follows (void)
{
  g_autoptr (PrintDoc) doc = print_doc_new ("标题");
  g_autofree char *text = NULL;
  g_auto (GStrv) pages = NULL;

  if (pdf_text_skip ())
    return;
  for (guint i = 0; i < 120; i++)
    {
      g_autofree char *heading = g_strdup_printf ("节%03u", i);
      PrintBlock      *block = print_doc_add_grid (doc, heading, 2);

      print_block_add_pair (block, "姓名", heading + strlen ("节"));
    }
  text = pdf_text (&doc, 1);
  pages = g_strsplit (text, "\f", -1);
  for (guint i = 0; i < 120; i++)
    {
      g_autofree char *heading = g_strdup_printf ("节%03u", i);

      /* on the page of its heading the number stands twice: in the heading and in its block */
      for (guint page = 0; pages[page] != NULL; page++)
        if (strstr (pages[page], heading) != NULL)
          g_assert_cmpuint (pdf_text_count (pages[page], heading + strlen ("节")), ==, 2);
    }
}

static void
test_broken_text_is_printed_all_the_same (void)
{
  g_autoptr (PrintDoc) doc = print_doc_new ("坏\xff字");
  g_autofree char *text = NULL;
  PrintBlock      *block = print_doc_add_texts (doc, NULL);

  if (pdf_text_skip ())
    return;
  print_block_add_pair (block, NULL, "前\xc3后 <b>&amp;</b>");
  print_block_add_pair (block, "空", NULL);
  text = pdf_text (&doc, 1);
  g_assert_nonnull (strstr (text, "前\xef\xbf\xbd后"));
  g_assert_nonnull (strstr (text, "<b>&amp;</b>"));
}

static void
test_file_that_cannot_be_written_is_an_error (void)
{
  g_autoptr (PrintDoc) doc = print_doc_new ("表");
  g_autoptr (GError) error = NULL;

  g_assert_false (print_pdf (&doc, 1, "/nonexistent/folder/print.pdf", &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, "/nonexistent/folder/print.pdf"));
}

/* The same pages for a printer: drawn twice, on a picture. */
static void
test_page_draws_on_any_surface (void)
{
  g_autoptr (PrintDoc) doc = print_doc_new ("图");
  g_autoptr (PrintPages) pages = NULL;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 600, 850);
  cairo_t         *cr = cairo_create (surface);
  guint            dark = 0;

  print_block_add_line (print_doc_add_code (doc, "zuoxi:1:ab:1:submit_self:cd"), "摘要");
  pages = print_pages_new (&doc, 1);
  g_assert_cmpuint (print_pages_count (pages), ==, 1);
  print_draw_page (pages, 0, cr);
  print_draw_page (pages, 0, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  for (int i = 0; i < 850 * cairo_image_surface_get_stride (surface); i++)
    dark += cairo_image_surface_get_data (surface)[i] > 0;
  cairo_surface_destroy (surface);
  g_assert_cmpuint (dark, >, 1000);
}

static void
test_no_line_begins_with_closing_punctuation (void)
{
  PangoContext    *context = print_text_context_new ();
  g_autofree char *text = marked_text (50);

  for (double width = 60; width < 260; width += 3)
    {
      PangoLayout *layout = print_text_new (context, PRINT_FONT_BODY, text, width, PRINT_LEFT);

      for (int i = 1; i < pango_layout_get_line_count (layout); i++)
        {
          const char *start = text + pango_layout_get_line_readonly (layout, i)->start_index;

          g_assert_null (g_utf8_strchr ("。，、；：！？）》”", -1, g_utf8_get_char (start)));
        }
      g_object_unref (layout);
    }
  g_object_unref (context);
}

static void
test_code_of_a_text_too_long_is_none (void)
{
  g_autofree char      *text = g_strnfill (4000, 'x');
  g_autofree PrintCode *none = print_code_new (text);
  g_autofree PrintCode *code = print_code_new ("zuoxi");

  g_assert_null (none);
  g_assert_cmpuint (code->side, ==, 21);
  for (guint i = 0; i < 7; i++) /* the finder pattern's edge */
    g_assert_cmpuint (code->dark[i], ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/print/pages/empty", test_empty_doc_is_one_page);
  g_test_add_func ("/print/pages/long-text", test_long_text_over_pages_loses_nothing);
  g_test_add_func ("/print/pages/long-merged-cell", test_long_merged_cell_loses_nothing);
  g_test_add_func ("/print/pages/header-repeats", test_table_header_comes_again_on_each_page);
  g_test_add_func ("/print/pages/sixty", test_sixty_docs_in_one_file_number_their_pages_alone);
  g_test_add_func ("/print/pages/headings", test_headings_stay_with_what_follows);
  g_test_add_func ("/print/pages/broken-text", test_broken_text_is_printed_all_the_same);
  g_test_add_func ("/print/pages/unwritable", test_file_that_cannot_be_written_is_an_error);
  g_test_add_func ("/print/pages/any-surface", test_page_draws_on_any_surface);
  g_test_add_func ("/print/pages/line-starts", test_no_line_begins_with_closing_punctuation);
  g_test_add_func ("/print/pages/code", test_code_of_a_text_too_long_is_none);
  return g_test_run ();
}
