/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "exchange/csv-reader.h"

#include <csv.h>
#include <glib/gi18n.h>
#include <string.h>

G_DEFINE_QUARK (csv - error - quark, csv_error)

typedef struct
{
  struct csv_parser parser;
  CsvFunc           func;
  gpointer          data;
  char            **header;
  GPtrArray        *cells;
  guint             line;       /* line being fed */
  guint             first_line; /* of the record being gathered, 0 = none begun */
  const char       *problem;
  const char       *column;
  gboolean          stopped;
  GError           *error;
} Reader;

static const char *
column_name (Reader *self, guint index)
{
  return self->header != NULL && index < g_strv_length (self->header) ? self->header[index] : NULL;
}

static void
blame (Reader *self, const char *problem, const char *column)
{
  if (self->problem != NULL)
    return;
  self->problem = problem;
  self->column = column;
}

static void
on_cell (void *text, size_t length, void *data)
{
  Reader *self = data;

  if (self->first_line == 0)
    self->first_line = self->line;
  if (length > CSV_CELL_MAX)
    {
      blame (self, N_ ("The cell is longer than 65,536 bytes"), column_name (self, self->cells->len));
      length = 0;
    }
  g_ptr_array_add (self->cells, g_strndup (text, length));
}

static gboolean
header_is_sound (Reader *self)
{
  for (guint i = 0; self->header[i] != NULL; i++)
    {
      g_strstrip (self->header[i]);
      if (*self->header[i] == '\0')
        g_set_error (&self->error, CSV_ERROR, CSV_ERROR_COLUMNS, _ ("Column %u has no name"), i + 1);
      else if (csv_column (self->header, self->header[i]) != (int) i)
        g_set_error (&self->error, CSV_ERROR, CSV_ERROR_COLUMNS, _ ("Column “%s” is there twice"), self->header[i]);
      if (self->error != NULL)
        return FALSE;
    }
  return TRUE;
}

static void
take_header (Reader *self)
{
  g_ptr_array_add (self->cells, NULL);
  self->header = g_strdupv ((char **) self->cells->pdata);
  self->stopped = self->problem != NULL || !header_is_sound (self);
  if (self->problem != NULL && self->error == NULL)
    g_set_error (&self->error, CSV_ERROR, CSV_ERROR_COLUMNS, _ ("The header line cannot be read: %s"), _ (self->problem));
}

static void
take_record (Reader *self)
{
  CsvRecord record = { .line = self->first_line, .header = self->header };

  if (self->cells->len != g_strv_length (self->header))
    blame (self,
           self->cells->len < g_strv_length (self->header) ? N_ ("The line has fewer cells than the header")
                                                           : N_ ("The line has more cells than the header"), NULL);
  record.problem = self->problem;
  record.column = self->column;
  g_ptr_array_add (self->cells, NULL);
  if (self->problem == NULL)
    record.cells = (char **) self->cells->pdata;
  self->stopped = !self->func (&record, self->data);
  if (self->stopped && self->error == NULL)
    g_set_error_literal (&self->error, CSV_ERROR, CSV_ERROR_STOPPED, _ ("The import was stopped"));
}

static void
on_record (int end, void *data)
{
  Reader *self = data;

  if (!self->stopped && self->cells->len > 0)
    {
      if (self->header == NULL)
        take_header (self);
      else
        take_record (self);
    }
  g_ptr_array_set_size (self->cells, 0);
  self->first_line = 0;
  self->problem = self->column = NULL;
}

/* One physical line as UTF-8; what cannot be read is blamed on its record and read as an empty line. */
static char *
decode (Reader *self, const char *line, gsize length)
{
  g_autofree char *text = NULL;

  if (self->line == 1 && length >= 3 && memcmp (line, "\xef\xbb\xbf", 3) == 0)
    {
      line += 3;
      length -= 3;
    }
  if (memchr (line, '\0', length) != NULL)
    blame (self, N_ ("The line contains a zero byte"), NULL);
  else if (g_utf8_validate (line, (gssize) length, NULL))
    return g_strndup (line, length);
  else
    {
      text = g_convert (line, (gssize) length, "UTF-8", "GB18030", NULL, NULL, NULL);
      if (text != NULL)
        return g_steal_pointer (&text);
      blame (self, N_ ("The line is neither UTF-8 nor GB18030"), NULL);
    }
  return g_strdup ("\n");
}

static void
feed_line (Reader *self, const char *line, gsize length)
{
  g_autofree char *text = NULL;

  self->line++;
  if (self->first_line == 0)
    self->first_line = self->line;
  text = decode (self, line, length);
  if (self->problem != NULL && self->cells->len == 0)
    {
      g_ptr_array_add (self->cells, g_strdup (""));
      on_record ('\n', self);
      return;
    }
  csv_parse (&self->parser, text, strlen (text), on_cell, on_record, self);
}

/* Feeds whole lines of @buffer and keeps the rest; a line without an end is fed at @last. */
static void
feed (Reader *self, GByteArray *buffer, gboolean last)
{
  gsize start = 0;

  while (!self->stopped && start < buffer->len)
    {
      const guint8 *end = memchr (buffer->data + start, '\n', buffer->len - start);
      gsize         length = end != NULL ? (gsize) (end - buffer->data) - start + 1 : buffer->len - start;

      if (end == NULL && !last && length < CSV_LINE_MAX)
        break;
      if (length >= CSV_LINE_MAX)
        blame (self, N_ ("The line is longer than 1 MiB"), NULL);
      if (end == NULL && !last)
        {
          start = buffer->len; /* dropped; the record is already blamed */
          break;
        }
      feed_line (self, (const char *) buffer->data + start, length);
      start += length;
    }
  if (start > 0)
    g_byte_array_remove_range (buffer, 0, (guint) start);
}

/**
 * csv_column:
 *
 * Returns: place of the column in the header, −1 if there is none of that name
 */
int
csv_column (char **header, const char *name)
{
  for (int i = 0; header[i] != NULL; i++)
    if (g_str_equal (header[i], name))
      return i;
  return -1;
}

static gboolean
read_all (Reader *self, GInputStream *input, GCancellable *cancellable, GError **error)
{
  g_autoptr (GByteArray) buffer = g_byte_array_new ();
  guint8 chunk[65536];
  gssize got;

  do
    {
      got = g_input_stream_read (input, chunk, sizeof chunk, cancellable, error);
      if (got < 0)
        return FALSE;
      g_byte_array_append (buffer, chunk, (guint) got);
      feed (self, buffer, got == 0);
    }
  while (got > 0 && !self->stopped);
  if (!self->stopped)
    csv_fini (&self->parser, on_cell, on_record, self);
  return TRUE;
}

/**
 * csv_read:
 * @separator: usually ',' or ';' or a tab
 * @func: called for each record after the header, bad ones included
 * @error: #CsvError, or of the stream
 *
 * Blocks; call it in a worker. Memory is bounded by one line.
 *
 * Returns: whether the file was read to its end; single bad records do not count
 */
gboolean
csv_read (GInputStream *input, char separator, CsvFunc func, gpointer data, GCancellable *cancellable, GError **error)
{
  Reader   self = { .func = func, .data = data };
  gboolean done;

  csv_init (&self.parser, CSV_APPEND_NULL);
  csv_set_delim (&self.parser, (unsigned char) separator);
  self.cells = g_ptr_array_new_with_free_func (g_free);
  done = read_all (&self, input, cancellable, error);
  if (done && self.error == NULL && self.header == NULL)
    g_set_error_literal (&self.error, CSV_ERROR, CSV_ERROR_EMPTY, _ ("The file is empty"));
  csv_free (&self.parser);
  g_ptr_array_unref (self.cells);
  g_strfreev (self.header);
  if (self.error != NULL)
    {
      g_propagate_error (error, self.error);
      return FALSE;
    }
  return done;
}
