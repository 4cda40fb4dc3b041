/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads printed documents back with poppler's pdftotext. */
#pragma once

#include "print/print.h"

#include <glib/gstdio.h>
#include <string.h>

static inline gboolean
pdf_text_skip (void)
{
  g_autofree char *program = g_find_program_in_path ("pdftotext");

  if (program == NULL)
    g_test_skip ("pdftotext (poppler-utils) is not installed");
  return program == NULL;
}

static inline char *
pdf_text_path (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = g_dir_make_tmp ("zuoxi-print-XXXXXX", &error);

  g_assert_no_error (error);
  return g_build_filename (dir, name, NULL);
}

static inline void
pdf_text_remove (const char *path)
{
  g_autofree char *dir = g_path_get_dirname (path);

  g_remove (path);
  g_rmdir (dir);
}

/* Text of the file, pages ended by form feeds. */
static inline char *
pdf_text_of_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  const char *argv[] = { "pdftotext", "-raw", "-enc", "UTF-8", path, "-", NULL };
  char       *text = NULL;
  int         status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &text, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  return text;
}

static inline char *
pdf_text (PrintDoc *const *docs, guint n_docs)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = pdf_text_path ("print.pdf");
  char            *text;

  print_pdf (docs, n_docs, path, &error);
  g_assert_no_error (error);
  text = pdf_text_of_file (path);
  pdf_text_remove (path);
  return text;
}

/* Without blanks and line ends, so that text can be found where a line was broken in it. */
static inline char *
pdf_text_squeeze (const char *text)
{
  GString *squeezed = g_string_new (NULL);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      g_string_append_unichar (squeezed, g_utf8_get_char (p));
  return g_string_free (squeezed, FALSE);
}

static inline guint
pdf_text_count (const char *text, const char *needle)
{
  guint n = 0;

  for (const char *p = strstr (text, needle); p != NULL; p = strstr (p + strlen (needle), needle))
    n++;
  return n;
}

static inline guint
pdf_text_pages (const char *text)
{
  return pdf_text_count (text, "\f");
}
