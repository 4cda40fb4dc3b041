/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The simulator: two real clients and the real server on real SQLite files, one thread, a network and a clock of its
 * own, everything drawn from one seed. What a person typed carries a token of its own, so that it can be found again.
 */
#pragma once

#include "company.h"
#include "server/push.h"
#include "sync/client.h"

#define SIM_CLIENTS 2

/* One thing a person typed. */
typedef struct
{
  char     token[40];
  char     mid[33];
  Id       row;
  char     field[16]; /* "" = not one member of one row */
  int      writes;    /* rows it puts or sets */
  gboolean kept;      /* the program said it is on disk */
  gboolean accepted;  /* once is enough: told again, others may have changed it since */
  gboolean lost;      /* typed after the disk copy that was restored, and never sent: nobody can have it */
} SimEdit;

typedef struct World World;

typedef struct
{
  World      *world;
  int         index;
  char       *path;
  char       *login;
  Id          person;
  Store      *store; /* NULL = the machine is off */
  SyncClient *sync;
  gint64      skew;  /* of its clock, µs */
  gint64      wake;  /* world time, 0 = none */
  gint64      back;  /* world time: switches on again */
  gint64      cut;   /* no network before this world time */
  guint       life;  /* counts starts: answers of an earlier life are nobody's */
  GArray     *edits; /* SimEdit */
  guint       snapshot_edits;
  gboolean    has_snapshot;
} SimClient;

/* Something on its way through the network. */
typedef struct
{
  gint64   at;
  guint64  order;
  gboolean reply;
  int      client;
  guint    life;
  guint64  request;
  char    *path;
  GBytes  *body;
  guint    status;
  gboolean cut; /* ends in the middle */
} SimFlight;

/* How bad this seed's world is; each is a probability in per mille. */
typedef struct
{
  int loss, duplicate, cut, crash_client, crash_server, offline, restore, restore_server;
} SimFaults;

struct World
{
  guint64     seed;
  GRand      *random;
  gint64      now;
  char       *dir;
  Company     company;
  char       *server_path;
  Server     *server;
  gboolean    has_backup;
  SimClient   clients[SIM_CLIENTS];
  GPtrArray  *flights; /* SimFlight */
  guint64     flown;
  SimFaults   faults;
  guint       tokens;
  GArray     *customers; /* Id: rows made so far */
  GArray     *phones;
  DigestState trace;
  FILE       *log; /* NULL = silent */
  /* What happened, for the summary. */
  guint unseen; /* I6 */
  guint edits, lost, duplicated, cuts, crashes, restores, requests;
};

/* Even random of the seed. */
guint64  sim_random (World *world);
gboolean sim_chance (World *world, int per_mille);
int      sim_int (World *world, int low, int high); /* high excluded */
void     sim_trace (World *world, const char *format, ...) G_GNUC_PRINTF (2, 3);
void     sim_bytes (World *world, gconstpointer bytes, gsize length);

/* sim-server.c */
void    sim_server_start (World *world);
void    sim_server_found (World *world); /* the organisation */
GBytes *sim_server_serve (World      *world,
                          SimClient  *client,
                          const char *path,
                          GBytes     *body,
                          guint      *status); /* NULL = it crashed */

void sim_server_backup (World *world);
void sim_server_restore (World *world);

/* sim-client.c */
void sim_client_start (SimClient *client);
void sim_client_crash (SimClient *client);
void sim_client_type (SimClient *client);
void sim_client_tick (SimClient *client);
void sim_client_answer (SimClient *client, const SimFlight *flight);
void sim_client_snapshot (SimClient *client);
void sim_client_restore (SimClient *client);

/* sim-check.c: TRUE, or FALSE with the reason printed. */
gboolean sim_check (World *world);

/* Copies an SQLite file and its log at rest. */
void sim_copy (const char *from, const char *to);

void sim_send (World *world, SimClient *client, guint64 request, const char *path, GBytes *body);
