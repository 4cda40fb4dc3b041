/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines of a push. As they are they must be refused, since their end line is not right; given their places and a right
 * end line they are served, each with one outcome, and afterwards the store's counts and sums still hold.
 */
#include <string.h>

#include "core/id.h"
#include "fuzz-server.h"
#include "server/admin.h"
#include "server/server-private.h"

#define LINES_MAX 20

static void
serve (const TestDevice *device, GBytes *body, Answer *answer)
{
  GError *error = NULL;

  if (!server_push (device->fixture->server, &device->actor, body, &device->fixture->now, answer, &error))
    g_error ("the store failed: %s", error != NULL ? error->message : "without a word");
  fuzz_expect (answer->status >= 200 && answer->status < 500);
  fuzz_expect ((answer->status == 200) == (answer->body != NULL));
}

static void
complain (const char *sentence, gpointer data)
{
  g_error ("%s", sentence);
}

static void
check_store (FuzzServer *server)
{
  AuditReport report = { 0 };

  /* The transaction stays open, so what was counted in memory is not written yet. */
  fuzz_expect (heads_write (server->base.server, NULL));
  fuzz_expect (server_verify_counts (server->base.server, complain, NULL, &report, NULL));
  fuzz_expect (report.broken == 0);
}

/* What can be read of @text, with places and names of their own. */
static GPtrArray *
number_lines (const char *text)
{
  g_auto (GStrv) raw = g_strsplit (text, "\n", LINES_MAX);
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; raw[i] != NULL; i++)
    {
      g_autoptr (Mutation) mutation = mutation_parse (raw[i], -1, NULL);

      if (mutation == NULL)
        continue;
      mutation->n = (gint64) lines->len + 1;
      g_snprintf (mutation->mid, sizeof mutation->mid, "%032x", lines->len + 1);
      g_ptr_array_add (lines, mutation_line (mutation));
    }
  return lines;
}

static guint
count_lines (GBytes *bytes)
{
  gsize       length;
  const char *text = g_bytes_get_data (bytes, &length);
  guint       count = 0;

  for (gsize i = 0; i < length; i++)
    count += text[i] == '\n' ? 1 : 0;
  return count;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  FuzzServer       *server = fuzz_server ();
  const TestDevice *device = &server->devices[size % FUZZ_DEVICES];
  g_autoptr (GBytes) raw = g_bytes_new (data, size);
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GPtrArray) lines = number_lines (text);
  g_autoptr (GBytes) body = test_push_body (device, device->chain, lines);
  Answer  answer = { 0 };
  DbScope scope = { 0 };

  fuzz_server_begin (&scope);
  serve (device, raw, &answer);
  fuzz_expect (answer.status >= 400 || size == 0);
  answer = (Answer){ 0 };
  serve (device, body, &answer);
  if (answer.status == 200)
    {
      fuzz_expect (count_lines (answer.body) == lines->len + 1);
      g_bytes_unref (answer.body);
      check_store (server);
    }
  fuzz_server_end (&scope);
  return 0;
}
