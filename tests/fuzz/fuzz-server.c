/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fuzz-server.h"

#include <string.h>

#include "core/hex.h"
#include "core/init.h"
#include "core/json.h"
#include "server/server-private.h"

static FuzzServer server;

static void
clear (void)
{
  for (guint i = 0; i < FUZZ_DEVICES; i++)
    test_device_clear (&server.devices[i]);
  g_free (server.access);
  g_free (server.refresh);
  server_fixture_clear (&server.base);
}

static char *
member_of (JsonNode *node, const char *name)
{
  return g_strdup (json_object_get_string_member (json_node_get_object (node), name));
}

/* test_device_init () makes the account of K = the person's id. */
static void
sign_in (void)
{
  guint8           k[KEYS_SIZE] = { 9 }, auth[KEYS_SIZE];
  g_autofree char *hex = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (JsonNode) node = NULL;
  Answer answer = { 0 };
  guint  retry = 0;

  memcpy (k, server.base.company.agent1.b, sizeof server.base.company.agent1.b);
  keys_auth (k, auth);
  hex = hex_dup (auth, sizeof auth);
  text = g_strdup_printf ("{\"auth\":\"%s\",\"login\":\"%s\"}", hex, server.devices[0].actor.login);
  body = g_bytes_new (text, strlen (text));
  fuzz_expect (auth_login (server.base.server, body, "here", &server.base.now, &answer, &retry, NULL));
  fuzz_expect (answer.status == 200);
  node = json_strict_parse (g_bytes_get_data (answer.body, NULL), (gssize) g_bytes_get_size (answer.body), 4, NULL);
  server.access = member_of (node, "access");
  server.refresh = member_of (node, "refresh");
  g_bytes_unref (answer.body);
}

FuzzServer *
fuzz_server (void)
{
  const Company *company = &server.base.company;

  if (server.base.server != NULL)
    return &server;
  core_init ();
  server_fixture_init (&server.base);
  test_device_init (&server.devices[0], &server.base, company->agent1, NULL);
  test_device_init (&server.devices[1], &server.base, company->supervisor1, NULL);
  test_device_init (&server.devices[2], &server.base, company->hr1, NULL);
  test_device_init (&server.devices[3], &server.base, company->manager, NULL);
  sign_in ();
  atexit (clear);
  return &server;
}

void
fuzz_server_begin (DbScope *scope)
{
  fuzz_expect (db_begin (scope, server_get_db (fuzz_server ()->base.server), NULL));
}

/* The copies in memory follow the store only as far as it was committed. */
void
fuzz_server_end (DbScope *scope)
{
  Server *self = server.base.server;

  db_rollback (scope);
  g_clear_pointer (&self->directory, directory_unref);
  g_clear_pointer (&self->calendar, calendar_free);
  g_ptr_array_set_size (self->new_buckets, 0);
  tries_free (self->tries);
  self->tries = tries_new ();
  self->org_changed = FALSE;
}
