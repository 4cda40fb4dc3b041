/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hello, log-in and registration, as both sides read them. Nobody gets a token for what was not sent with it. */
#include <string.h>

#include "core/json.h"
#include "fuzz-server.h"
#include "sync/client-wire.h"

static void
read_as_client (const char *text, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;
  g_autofree char *code = wire_read_code (text, length);
  WireHello        hello = { 0 };
  Id               device;

  fuzz_expect (code != NULL);
  fuzz_expect (wire_read_hello (text, length, &hello, &error) == (error == NULL));
  fuzz_expect (wire_read_device (text, length, &device, &again) == (again == NULL));
}

static void
settle (Answer *answer)
{
  fuzz_expect (answer->status >= 200 && answer->status < 500);
  g_clear_pointer (&answer->body, g_bytes_unref);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  FuzzServer      *server = fuzz_server ();
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  Answer  login = { 0 }, device = { 0 }, salt = { 0 };
  guint   retry = 0;
  DbScope scope = { 0 };

  read_as_client ((const char *) data, size);
  fuzz_server_begin (&scope);
  fuzz_expect (auth_login (server->base.server, body, "here", &server->base.now, &login, &retry, NULL));
  fuzz_expect (login.status != 200);
  settle (&login);
  fuzz_expect (auth_device (server->base.server, &server->devices[0].actor, body, &server->base.now, &device, NULL));
  settle (&device);
  if (g_utf8_validate (text, -1, NULL))
    {
      fuzz_expect (auth_salt (server->base.server, text, &salt, NULL));
      fuzz_expect (salt.status == 200);
      settle (&salt);
    }
  fuzz_server_end (&scope);
  return 0;
}
