/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server store in a temporary folder with the people of company.h, and devices that push to it without HTTP. */
#pragma once

#include "company.h"
#include "core/digest.h"
#include "server/auth.h"
#include "server/push.h"

typedef struct
{
  char     *dir;
  Server   *server;
  Company   company;
  ServerNow now;
} ServerFixture;

void server_fixture_init (ServerFixture *fixture);
void server_fixture_clear (ServerFixture *fixture);
/* Closes the store and opens the same file again. */
void server_fixture_reopen (ServerFixture *fixture);

/* One device of one person, with its chain. */
typedef struct
{
  ServerFixture *fixture;
  ServerActor    actor;
  gint64         n;
  Digest         chain;
  guint          drawn;
} TestDevice;

/* @fork_of: (nullable): a device of the same person this one was copied from. */
void test_device_init (TestDevice *device, ServerFixture *fixture, Id person, const TestDevice *fork_of);
void test_device_clear (TestDevice *device);

/* Queues @mutation under the next place, pushes it alone. (transfer full) @mutation. Returns the reply's status and
 * code, e.g. "ok", "rejected/not_allowed". */
char *test_device_push (TestDevice *device, Mutation *mutation);
/* The body of a push of these lines. */
GBytes *test_push_body (const TestDevice *device, Digest prev, GPtrArray *lines);
/* (transfer full): the whole reply to a pull with these members (canonical JSON objects). */
char *test_device_pull (TestDevice *device, gint64 epoch, const char *cursors, const char *backfills);
Id    test_random_id (TestDevice *device);
