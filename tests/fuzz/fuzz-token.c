/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens: only the bytes that were given out are known, and a changed password needs the old one and its key. */
#include <string.h>

#include "core/json.h"
#include "fuzz-server.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  FuzzServer      *server = fuzz_server ();
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *quoted = g_strdup_printf ("{\"refresh\":\"%s\"}", text);
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  g_autoptr (GBytes) token = g_bytes_new (quoted, strlen (quoted));
  const ServerActor *agent = &server->devices[0].actor;
  ServerActor        actor = { 0 };
  gboolean           found;
  Answer             password = { 0 }, raw = { 0 }, refresh = { 0 };
  DbScope            scope = { 0 };
  guint              retry = 0;

  fuzz_server_begin (&scope);
  fuzz_expect (auth_find (server->base.server, text, &server->base.now, &actor, &found, NULL));
  fuzz_expect (found == g_str_equal (text, server->access));
  g_free (actor.login);
  fuzz_expect (auth_password (server->base.server, agent, body, "here", &server->base.now, &password, &retry, NULL));
  fuzz_expect (password.status == 400 || password.status == 403);
  fuzz_expect (auth_refresh (server->base.server, body, &server->base.now, &raw, NULL));
  fuzz_expect (raw.status == 200 ? strstr (text, server->refresh) != NULL : raw.status == 400 || raw.status == 401);
  g_clear_pointer (&raw.body, g_bytes_unref);
  fuzz_expect (auth_refresh (server->base.server, token, &server->base.now, &refresh, NULL));
  fuzz_expect (refresh.status != 200 || g_str_equal (text, server->refresh));
  g_clear_pointer (&refresh.body, g_bytes_unref);
  fuzz_server_end (&scope);
  return 0;
}
