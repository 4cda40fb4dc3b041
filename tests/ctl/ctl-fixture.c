/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl-fixture.h"

#include <stdio.h>
#include <stdlib.h>

#include "ctl/ctl.h"

void
ctl_result_clear (CtlResult *result)
{
  free (result->out);
  free (result->err);
}

static CtlResult
call (const char *word, va_list words)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  CtlResult result;
  size_t    out_length, err_length;
  FILE     *out = open_memstream (&result.out, &out_length);
  FILE     *err = open_memstream (&result.err, &err_length);

  g_ptr_array_add (argv, (gpointer) "zuoxictl");
  for (; word != NULL; word = va_arg (words, const char *))
    g_ptr_array_add (argv, (gpointer) word);
  g_ptr_array_add (argv, NULL);
  result.status = ctl_run ((int) argv->len - 1, (char **) argv->pdata, out, err);
  fclose (out);
  fclose (err);
  return result;
}

CtlResult
ctl_call (const char *word, ...)
{
  CtlResult result;
  va_list   words;

  va_start (words, word);
  result = call (word, words);
  va_end (words);
  return result;
}

char *
ctl_must (const char *word, ...)
{
  g_auto (CtlResult) result = { 0 };
  va_list words;

  va_start (words, word);
  result = call (word, words);
  va_end (words);
  if (result.status != 0)
    g_error ("zuoxictl %s: %d\n%s%s", word, result.status, result.out, result.err);
  return g_strdup (result.out);
}

char *
ctl_real_data (const char *name)
{
  const char      *folder = g_getenv ("ZUOXI_REAL_DATA");
  g_autofree char *beside = g_build_filename (SOURCE_ROOT, "..", "shared", "data", NULL);
  g_autofree char *path = g_build_filename (folder != NULL ? folder : beside, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? g_steal_pointer (&path) : NULL;
}
