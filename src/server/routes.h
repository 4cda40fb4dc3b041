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
