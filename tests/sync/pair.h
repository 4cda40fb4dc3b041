/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One client core and one server core, both on real files, talking without a network. */
#pragma once

#include "server-fixture.h"
#include "sync/client.h"
#include "tests/support/temp-store.h"

typedef struct
{
  ServerFixture base;
  TestDevice    known; /* makes the account; its device is another one */
  TempStore    *temp;
  SyncClient   *client;
  SyncNow       now;
  gint64        wake;
  GString      *asked; /* paths of all requests, blank-separated */
  GString      *outcomes;
  char         *parked; /* path of a wait on its way, NULL = none */
  guint64       parked_request;
} Pair;

void pair_up (Pair *self); /* agent1 */
void pair_down (Pair *self);
/* Starts a cycle and serves every request until the client is at rest. */
void pair_sync (Pair *self);
/* Serves what is asked now. */
void pair_run (Pair *self);
/* The person edits. */
void pair_apply (Pair *self, Mutation *mutation);
/* The server's row changes by itself. */
void   pair_write (Pair *self, const Schema *schema, gconstpointer row);
gint64 pair_count (Pair *self, const char *sql);        /* at the client */
gint64 pair_server_count (Pair *self, const char *sql); /* at the server */
