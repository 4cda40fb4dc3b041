/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app/session-local.h"

#include "app/session-private.h"

#define NOBODY "http://127.0.0.1:1" /* an address where no server answers */

static const SessionVault no_vault = { 0 };

ZuoxiSession *
zuoxi_session_new_local (const char *path, Id me, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (ZuoxiSession) self = zuoxi_session_new (folder, &no_vault);
  SessionParts parts = { 0 };
  DeskOpen    *input = NULL;
  gpointer     view = NULL;
  gboolean     ok = FALSE;

  session_new_notices (self, &parts);
  parts.login = g_strdup ("");
  parts.server = g_strdup (NOBODY);
  parts.path = g_strdup (path);
  parts.me = me;
  parts.worker = store_worker_new ("store");
  parts.transport = transport_new (NOBODY, error);
  input = desk_open_new (path, parts.notices);
  ok = parts.transport != NULL && store_call (parts.worker, desk_open, input, &view, error);
  desk_open_free (input);
  parts.view = view;
  parts.reader = ok ? store_open_reader (path, NULL, error) : NULL;
  if (parts.reader != NULL)
    session_attach (self, &parts);
  ok = parts.reader != NULL || self->reader != NULL;
  session_parts_clear (&parts);
  return ok ? g_steal_pointer (&self) : NULL;
}
