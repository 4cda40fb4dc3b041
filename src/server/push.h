/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Push and pull of sync/1 (PROTOCOL.md), as bytes in and bytes out. */
#pragma once

#include "server/freeze-drafts.h"
#include "server/server.h"

typedef struct
{
  guint       status;  /* HTTP */
  const char *code;    /* of an error, else NULL */
  const char *message; /* English msgid of an error */
  GBytes     *body;    /* of an answer; (owned) */
} Answer;

void server_hello (Server *self, const ServerNow *now, Answer *answer);

/* How many devices may fetch everything at a time; the others wait. An answer of so many bytes counts as such, and a
   device no longer after so much silence. Who must wait is told to for 5 to 10 seconds. */
#define PULL_FILLING_MAX 8
#define PULL_FILLING_BYTES (1 << 19)
#define PULL_FILLING_US (G_GINT64_CONSTANT (20) * G_USEC_PER_SEC)
#define PULL_FILLING_PAUSE_S 5

/* (inout) @work: gains the months a freeze in @body is about and that are not folded yet. */
gboolean server_push_freezes (Server            *self,
                              const ServerActor *account,
                              GBytes            *body,
                              const ServerNow   *now,
                              FreezeWork       **work,
                              GError           **error);

/* Errors of the store make the answer 503; the caller logs @error. */
gboolean server_push (Server            *self,
                      const ServerActor *account,
                      GBytes            *body,
                      const ServerNow   *now,
                      Answer            *answer,
                      GError           **error);
gboolean server_pull (Server            *self,
                      const ServerActor *account,
                      GBytes            *body,
                      const ServerNow   *now,
                      Answer            *answer,
                      GError           **error);
/* Rows of one bucket that differ from the client's, found by descent (R36). Every request is logged: a difference is a
   fault of one of the two. */
gboolean server_repair (Server            *self,
                        const ServerActor *account,
                        GBytes            *body,
                        const ServerNow   *now,
                        Answer            *answer,
                        GError           **error);

/* The words of GET /v1/wait; NULL = not said. */
typedef struct
{
  const char *device, *epoch, *cursors;
} ServerWait;

/* @park TRUE: nothing new for the device; the answer says so and is for when the time is over. */
gboolean server_wait (Server            *self,
                      const ServerActor *account,
                      const ServerWait  *wait,
                      Answer            *answer,
                      gboolean          *park,
                      GError           **error);
/* People whose buckets or grants changed since the last call, committed or not; @all: somebody else wrote the store.
   @persons: a set of Id */
gboolean server_take_woken (Server *self, GHashTable *persons, gboolean *all, GError **error);

/* Several pushes in one commit (§3): between the two every push is a savepoint. After a failing end nothing of them was
   kept, whatever their answers say. */
gboolean server_group_begin (Server *self, GError **error);
gboolean server_group_end (Server *self, GError **error);

/* Writes deliveries to the audit, at most every ten seconds unless @all. */
gboolean server_flush_deliveries (Server *self, const ServerNow *now, gboolean all, GError **error);

void answer_error (Answer *answer, guint status, const char *code, const char *message);
/* A device that may not pull: one in state drain may still push what it has, a revoked one nothing. */
void answer_off (Answer *answer, const char *state);
void answer_text (Answer *answer, GString *text);

/* A device of @account by its id; fills person, lineage and the rest. @found FALSE = no such device of this account. */
gboolean device_load (Server      *self,
                      const char  *login,
                      Id           device,
                      ServerActor *actor,
                      gint64      *lmid,
                      guint8       chain[32],
                      char         state[16],
                      gboolean    *found,
                      GError     **error);
