/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who this server is and what it speaks. */
#include "core/id.h"
#include "server/push.h"
#include "server/server-private.h"

void
server_hello (Server *self, const ServerNow *now, Answer *answer)
{
  GString *text = g_string_new (NULL);
  char     id[33];

  id_to_hex (self->id, id);
  g_string_append_printf (text,
                          "{\"inc\":%" G_GINT64_FORMAT ",\"now\":%" G_GINT64_FORMAT
                          ",\"proto\":[%d,%d],\"sample\":%s,\"schema\":{\"cur\":%d,\"min\":%d},\"server_id\":\"%s\"}",
                          self->inc, now->now + self->clock_offset, SERVER_PROTOCOL, SERVER_PROTOCOL,
                          self->clock_offset != 0 ? "true" : "false", (int) self->schema_cur, (int) self->schema_min,
                          id);
  answer_text (answer, text);
}
