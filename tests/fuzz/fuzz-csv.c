/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A CSV file as an import reads it: every record has as many cells as the header or a problem, in UTF-8; and every cell
 * as the value of every kind of member is taken or refused with a sentence, and what is taken comes out again.
 */
#include <string.h>

#include "exchange/csv-reader.h"
#include "exchange/import-value.h"
#include "fuzz.h"
#include "registry.h"

static void
try_value (const Field *field, const Schema *schema, const char *text)
{
  gpointer         row = schema_new (schema);
  g_autofree char *problem = import_set_text (field, row, text);
  g_autofree char *body = NULL;

  if (problem == NULL)
    {
      body = schema_body (schema, row);
      fuzz_expect (g_utf8_validate (body, -1, NULL));
    }
  schema_free (schema, row);
}

/* One member of each kind stands for all of its kind. */
static void
try_values (const char *text)
{
  gboolean tried[64] = { FALSE };

  for (guint i = 0; registry[i] != NULL; i++)
    for (const Field *field = registry[i]->fields; field->name != NULL; field++)
      {
        guint kind = (guint) field->kind * 2 + (field->optional ? 1 : 0);

        if (field->kind == FIELD_REF || tried[kind])
          continue;
        tried[kind] = TRUE;
        try_value (field, registry[i], text);
      }
}

static gboolean
on_record (const CsvRecord *record, gpointer data)
{
  guint *values = data;

  fuzz_expect (record->line > 0 && record->header != NULL);
  fuzz_expect (record->cells != NULL || record->problem != NULL);
  if (record->cells == NULL)
    return TRUE;
  fuzz_expect (g_strv_length (record->cells) == g_strv_length (record->header));
  for (guint i = 0; record->cells[i] != NULL; i++)
    {
      fuzz_expect (g_utf8_validate (record->cells[i], -1, NULL));
      if ((*values)++ < 4)
        try_values (record->cells[i]);
    }
  return TRUE;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static const char separators[] = { ',', ';', '\t' };

  for (guint i = 0; i < G_N_ELEMENTS (separators); i++)
    {
      g_autoptr (GInputStream) input = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
      g_autoptr (GError) error = NULL;
      guint values = 0;

      fuzz_expect (csv_read (input, separators[i], on_record, &values, NULL, &error) == (error == NULL));
    }
  return 0;
}
