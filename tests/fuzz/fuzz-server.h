/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server with a small company and signed-in devices, made once; whatever an input does is taken back. */
#pragma once

#include "fuzz.h"
#include "server-fixture.h"

#define FUZZ_DEVICES 4 /* agent, supervisor, HR, manager */

typedef struct
{
  ServerFixture base;
  TestDevice    devices[FUZZ_DEVICES];
  char         *access, *refresh; /* tokens of the agent */
} FuzzServer;

FuzzServer *fuzz_server (void);

/* Between the two nothing is kept. */
void fuzz_server_begin (DbScope *scope);
void fuzz_server_end (DbScope *scope);
