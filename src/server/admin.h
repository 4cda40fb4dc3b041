/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What zuoxictl asks of the server's store besides rows: accounts, devices, rows as rules read them, and whether the
 * audit still holds. Changes are made in the caller's transaction and audited (R60).
 */
#pragma once

#include "server/server.h"

typedef struct
{
  char    *login;
  Id       person;
  char    *state; /* active | locked */
  gboolean must_change;
  gint64   devices;   /* that may sync */
  gint64   last_seen; /* µs, 0 = never */
} AccountInfo;

/* (transfer full) (element-type AccountInfo): by login */
GPtrArray *server_accounts (Server *self, GError **error);
/* "active" or "locked"; a locked account's tokens end at once. @found FALSE = no such login. */
gboolean server_account_set_state (Server            *self,
                                   const ServerActor *actor,
                                   const char        *login,
                                   const char        *state,
                                   const ServerNow   *now,
                                   gboolean          *found,
                                   GError           **error);

typedef struct
{
  Id     id;
  char  *login;
  char  *name;
  char  *state; /* active | drain | revoked */
  gint64 number;
  gint64 lmid;      /* last line received */
  gint64 last_seen; /* µs */
} DeviceInfo;

/* (transfer full) (element-type DeviceInfo): by number; @login (nullable) = all */
GPtrArray *server_devices (Server *self, const char *login, GError **error);
/* "active", "drain" or "revoked". The last two go as well for the devices its sign-ins registered since: what holds the
   tokens of a lost machine does not outlive it under another name. */
gboolean server_device_set_state (Server            *self,
                                  const ServerActor *actor,
                                  Id                 device,
                                  const char        *state,
                                  const ServerNow   *now,
                                  gboolean          *found,
                                  GError           **error);

/* One line of the audit in the org shard, for what is no row. */
gboolean server_note (Server            *self,
                      const ServerActor *actor,
                      const char        *action,
                      const char        *table,
                      Id                 row,
                      const char        *value,
                      const ServerNow   *now,
                      GError           **error);

/* (transfer full): free with g_free (). The directory in it is valid until org rows change. */
Loader *server_loader_new (Server *self, GError **error);

typedef struct
{
  gint64 lines;  /* of the audit */
  gint64 erased; /* lines whose value was erased with its salt (R57); told of, not blamed */
  gint64 witnesses;
  gint64 rows; /* live rows compared with the last line about them */
  gint64 broken;
} AuditReport;

/* Says what is broken, one sentence at a time. */
typedef void (*AuditTell) (const char *sentence, gpointer data);

/* Recomputes every chain and compares every row with what the audit says of it. FALSE only if the store failed. */
gboolean server_verify_audit (Server *self, AuditTell tell, gpointer data, AuditReport *report, GError **error);
/* Whether buckets, shards and devices are counted right, and whether grants are what the rule says. Adds to @report. */
gboolean server_verify_counts (Server *self, AuditTell tell, gpointer data, AuditReport *report, GError **error);
/* Whether the steps still lead to the roots that were witnessed (R30), and to those of @proof (nullable): text that
   server_export_proof () made earlier. Adds to @report. */
gboolean server_verify_witnesses (Server      *self,
                                  const char  *proof,
                                  AuditTell    tell,
                                  gpointer     data,
                                  AuditReport *report,
                                  GError     **error);
/* (transfer full): canonical JSON of every witness, to be kept elsewhere; @month: (nullable): those of YYYY-MM */
char    *server_export_proof (Server *self, const char *month, const ServerNow *now, GError **error);
gboolean server_verify_grants (Server          *self,
                               const ServerNow *now,
                               AuditTell        tell,
                               gpointer         data,
                               AuditReport     *report,
                               GError         **error);
