/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a client reads of a pull, a push's answer and a repair, and what a server reads of a pull: refused with a
 * reason, or understood and freed.
 */
#include <string.h>

#include "core/json.h"
#include "fuzz-server.h"
#include "sync/client-wire.h"

static void
read_lines (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", 200);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (WireLine) line = wire_read_pull (lines[i], strlen (lines[i]), &error);

      fuzz_expect ((line == NULL) == (error != NULL));
      if (line == NULL)
        continue;
      fuzz_expect ((line->kind == WIRE_PULLED) == (line->pulled != NULL));
      fuzz_expect (line->kind != WIRE_END || line->sha != NULL);
      fuzz_expect (line->kind != WIRE_HEAD || line->nonce != NULL);
    }
}

static void
read_outcomes (const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  GArray *outcomes = wire_read_push (text, length, &error);

  fuzz_expect ((outcomes == NULL) == (error != NULL));
  g_clear_pointer (&outcomes, g_array_unref);
}

static void
ask_server (GBytes *body)
{
  FuzzServer       *server = fuzz_server ();
  const TestDevice *device = &server->devices[0];
  g_autofree char  *text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  g_autofree char  *id = g_strdup_printf ("%032x", 0);
  Answer            answer = { 0 };
  DbScope           scope = { 0 };
  GError           *error = NULL;
  g_autoptr (GBytes) mine = NULL;
  GString *mended = g_string_new (text);

  /* A request that names nobody's device names ours, to come further. */
  for (guint i = 0; i < sizeof device->actor.device.b; i++)
    g_snprintf (id + 2 * i, 3, "%02x", device->actor.device.b[i]);
  g_string_replace (mended, "00000000000000000000000000000d01", id, 1);
  mine = g_string_free_to_bytes (mended);
  fuzz_server_begin (&scope);
  if (!server_pull (device->fixture->server, &device->actor, mine, &device->fixture->now, &answer, &error))
    g_error ("the store failed: %s", error != NULL ? error->message : "without a word");
  fuzz_expect (answer.status >= 200 && answer.status < 500);
  if (answer.body != NULL)
    {
      g_autofree char *reply = g_strndup (g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body));

      fuzz_expect (strlen (reply) == g_bytes_get_size (answer.body));
      read_lines (reply);
      g_bytes_unref (answer.body);
    }
  fuzz_server_end (&scope);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GBytes) body = g_bytes_new (data, size);

  read_lines (text);
  read_outcomes (text, strlen (text));
  ask_server (body);
  return 0;
}
