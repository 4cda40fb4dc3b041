/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A real zuoxid on a loopback port, with a small company and its accounts, for tests that need the whole line. */
#pragma once

#include <gio/gio.h>

#include "company.h"
#include "core/digest.h"
#include "server/server.h"
#include "tests/support/temp.h"

#define REAL_PASSWORD "真的长密码 2026"

typedef struct
{
  TempDir     *dir;
  Company      company;
  GSubprocess *process; /* NULL = stopped */
  guint        port;
  char        *url;
  Digest       pin;
} RealServer;

/* Accounts: A0101 agent1, A0201 agent2, S0101 supervisor1, S0301 the deputy, who leads team 2. */
void real_server_up (RealServer *self);
void real_server_start (RealServer *self); /* again on the same port */
void real_server_stop (RealServer *self);
void real_server_down (RealServer *self);
/* @full: no byte of the running server's files can be written any more, as on a full disk; FALSE: there is room. */
void real_server_fill_disk (RealServer *self, gboolean full);
/* What @sql, a SELECT of one number, says of the server's store. */
gint64 real_server_count (RealServer *self, const char *sql);
/* Lets @write put rows into the store of a stopped server, in one transaction with the grants that follow. */
typedef void (*RealWrite) (Server *server, const ServerNow *now, gpointer data);
void real_server_write (RealServer *self, RealWrite write, gpointer data);
void real_server_put (Server *server, const Schema *schema, GPtrArray *rows, const ServerNow *now);
/* Runs @sql on the server's store, as the passing of time would. */
void real_server_sql (RealServer *self, const char *sql);

/* Iterates the main context until @done is true; the test fails after a minute. */
typedef gboolean (*Until) (gpointer data);
void wait_until (Until done, gpointer data, const char *what);
