/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of requests (PROTOCOL.md §2). */
#pragma once

#include "server/http.h"
#include "server/server.h"

/* A #HttpHandle; @data is a #Server. The moment and the random are drawn here: the one place that looks at the clock.
 */
void routes_handle (const HttpRequest *request, HttpReply *reply, gpointer data);

/* The moment now, with fresh random. */
ServerNow routes_now (void);

/* The rest of what an HTTP server needs from routes; @data is the #Server. */
extern const HttpGroup routes_group;
void                   routes_woken (GHashTable *keys, gpointer data);
/* What time does: changes made beside this server, the new day, jobs. For http_server_run (), once a second (R60). */
gboolean routes_tick (gpointer data);
