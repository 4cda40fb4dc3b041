/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The simulator: real clients and the real server on real SQLite over files in memory, one thread, a network and a
 * clock of its own, everything drawn from one seed. What a person typed carries a token of its own, so that it can be
 * found again wherever it went.
 */
#pragma once

#include "appraisal/dossier.h"
#include "company.h"
#include "core/hlc.h"
#include "server/auth.h"
#include "server/push.h"
#include "sync/client.h"
#include "sync/files.h"
#include "tests/support/sim-vfs.h"

#define SIM_CLIENTS_MAX 20
#define SIM_TOKEN_SIZE 11 /* seven letters, "zqx", NUL: one word for the search index */
#define SIM_TOKEN_MARK "zqx"
#define SIM_SERVER "server" /* the server's machine */
#define SIM_SERVER_FILE "/server/server.db"

/* One thing a person typed. */
typedef struct
{
  guint         number; /* from 1 */
  char          token[SIM_TOKEN_SIZE];
  char          mid[33];
  int           client;
  Id            person;
  const Schema *schema;
  Id            row;
  char          field[24]; /* "" = not one member of one row */
  Id            second;    /* a group: its other row */
  gboolean      kept;      /* the program said it is on disk */
  gboolean      accepted;  /* once is enough: told again, others may have changed it since */
  gboolean      purged;    /* its bucket was lost: nothing of it may be kept to be sent once more (R45) */
  Digest        file;      /* attached with it; size 0 = nothing */
  gint64        size;
  char         *bytes;
  gboolean      lost; /* typed after the disk copy that was restored, and never sent: nobody can have it */
} SimEdit;

typedef struct World World;
typedef struct Model Model;

typedef enum
{
  ROLE_AGENT,
  ROLE_SUPERVISOR,
  ROLE_MANAGER,
  ROLE_GENERAL,
  ROLE_HR,
  ROLE_INSPECTOR,
} SimRole;

typedef struct
{
  World      *world;
  int         index;
  char        machine[8];
  char        path[24];
  char        login[40];
  Id          person;
  SimRole     role;
  Store      *store; /* NULL = the machine is off */
  SyncClient *sync;
  SyncFiles  *files;
  gint64      files_wake; /* world time, 0 = none */
  guint64     files_request;
  gboolean    files_asked;
  gboolean    waits;      /* for hints of the server, instead of asking now and then */
  gint64      skew;       /* of its clock, µs */
  gint64      wake;       /* world time, 0 = none */
  gint64      back;       /* world time: switches on again */
  gint64      cut;        /* nothing of it gets through before this world time */
  gint64      deaf;       /* nothing gets to it before this world time */
  gint64      asleep;     /* suspended before this world time */
  gint64      signs_in;   /* world time: the person types the password, 0 = not asked */
  gint64      busy_until; /* the server asked for patience */
  guint       life;       /* counts starts: answers of an earlier life are nobody's */
  char       *access;     /* tokens, as its transport keeps them */
  char       *refresh;
  guint64     renewing;  /* request that waits for new tokens, 0 = none */
  char       *held_path; /* of that request */
  GBytes     *held_body;
  gint64      reads_inc;      /* incarnation the reads below are of */
  GHashTable *reads;          /* row → highest version seen */
  GHashTable *lines;          /* (nullable): mid → buckets: what was kept when it was last looked at */
  GHashTable *purged;         /* bucket → itself: lost since the last scan */
  guint       snapshot_edits; /* world's edits when it was copied */
  gboolean    has_snapshot;
  gboolean    care_due;
  gboolean    begun; /* it has had a store */
  gboolean    wiped; /* its disk was damaged or restored, or it was switched off: files not sent may be gone */
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
  char    *token;
  GBytes  *body;
  guint    status;
  guint    retry_after;
  gint64   cut;    /* bytes that arrive, -1 = all */
  gboolean parked; /* a wait: the server answers at this time, or sooner */
  Id       person; /* who waits */
} SimFlight;

/* How bad this seed's world is; each is a probability in per mille. */
typedef struct
{
  int loss, duplicate, cut, replay;
  int crash_client, crash_server, fail_client, fail_server;
  int offline, one_way, sleep, restore, restore_server, clock;
  int storm, revoke, lock, move, mid_pull, future, damage;
} SimFaults;

#define SIM_FAULT_KINDS 21
extern const char *const sim_fault_names[SIM_FAULT_KINDS]; /* in the order of SimFaults */

/* What the minimiser may take away. */
typedef struct
{
  int   clients; /* at most, 0 = as drawn */
  int   actions;
  guint without; /* bits of faults */
  /* One machine dies in one write or sync of its life. */
  const char *doomed; /* (nullable): its name */
  int         doom;   /* which write */
} SimLess;

struct World
{
  guint64     seed;
  GRand      *random;
  gint64      now;
  Company     company;
  Server     *server;
  gboolean    has_backup;
  gint64      storm_until;
  SimClient  *in_pull;      /* whose pull is being answered: grants may change between its chunks */
  gboolean    parks;        /* the wait that is being answered has no news */
  Assignment *suspended;    /* by an administrator who takes it back in the same answer (R40) */
  gsize       pull_checked; /* bytes of the answer that were checked with the grants of their moment */
  int         n_clients;
  SimClient   clients[SIM_CLIENTS_MAX];
  GPtrArray  *flights; /* SimFlight */
  guint64     flown;
  SimFlight  *old; /* a request somebody may send once more */
  SimFaults   faults;
  GPtrArray  *edits;  /* SimEdit; its number is its place + 1 */
  GHashTable *tokens; /* last five letters → SimEdit */
  GHashTable *acked;  /* mids the server has acknowledged */
  Model      *model;
  Model      *model_backup;
  gboolean    appraisal; /* the month is open: the chain of forms is worked on */
  DigestState trace;
  const char *doomed; /* (nullable): machine that dies once, and its writes before the faults stop */
  guint       doomed_writes;
  FILE       *log;   /* NULL = silent */
  char       *wrong; /* the first thing that was not as it must be */
  /* What happened, for the summary. */
  guint typed, requests, steps_made, happened[SIM_FAULT_KINDS];
};

/* What the simulator starts from is made once: a store and a founded server. */
void sim_prepare (void);

/* Even random of the seed. */
guint64  sim_random (World *world);
gboolean sim_chance (World *world, int per_mille);
int      sim_int (World *world, int low, int high); /* high excluded */
void     sim_trace (World *world, const char *format, ...) G_GNUC_PRINTF (2, 3);
void     sim_bytes (World *world, gconstpointer bytes, gsize length);
/* Keeps the first sentence about what is wrong; always FALSE. */
gboolean sim_wrong (World *world, const char *format, ...) G_GNUC_PRINTF (2, 3);
void     sim_count (World *world, gsize offset_in_faults);
#define SIM_HAPPENED(world, kind) sim_count (world, G_STRUCT_OFFSET (SimFaults, kind))

/* sim-server.c */
void    sim_server_found (void); /* the organisation, for sim_prepare () */
void    sim_server_start (World *world);
GBytes *sim_server_serve (World *world, const SimFlight *ask, guint *status, guint *retry_after); /* NULL = it died */
void    sim_server_backup (World *world);
void    sim_server_restore (World *world);
/* What an administrator does at the server. */
void      sim_server_move_somebody (World *world);
void      sim_server_suspend (World *world, Id person);
void      sim_server_reinstate (World *world);
void      sim_server_device_state (World *world, const char *state);
void      sim_server_lock (World *world, gboolean lock);
void      sim_server_from_future (World *world);
ServerNow sim_server_now (World *world);
void      sim_server_check_wait (World *world, const SimFlight *wait);
gboolean  sim_server_sign_in (SimClient *client); /* TRUE = tokens renewed */

/* sim-client.c */
void sim_client_start (SimClient *client);
void sim_client_crash (SimClient *client);
void sim_client_quit (SimClient *client); /* the program ends, the machine goes on */
void sim_client_tick (SimClient *client);
void sim_client_sign_in (SimClient *client); /* the person types the password */
void sim_client_answer (SimClient *client, const SimFlight *flight);
void sim_client_snapshot (SimClient *client);
void sim_client_restore (SimClient *client);
void sim_client_damage (SimClient *client);
/* After something that touched its store. */
void   sim_client_settle (SimClient *client);
void   sim_client_care (SimClient *client, gboolean now); /* @now: even in the middle of a cycle */
gint64 sim_client_clock (SimClient *client);
/* Queues @mutations (transfer full) as the program does; the edit keeps what was typed. */
void sim_client_apply (SimClient *client, Mutation *mutation, SimEdit *edit);

/* sim-work.c */
void     sim_work (SimClient *client); /* a person does one thing */
SimEdit *sim_edit_new (SimClient *client);
Id       sim_new_id (World *world);
void     sim_set_text (char **slot, const char *text);

/* sim-appraisal.c */
void     sim_appraisal_found (Server *server, const Company *company, gint64 now); /* regulation, schemes, open month */
void     sim_appraisal_work (SimClient *client);
gboolean sim_appraisal_check (World *world);
void     sim_key (Id person, KeyPair *out);
gint64   sim_month_opens (void); /* the moment the world with forms begins */

/* sim-files.c */
gboolean sim_files_is (const char *path);
gboolean sim_files_serve (World             *world,
                          const SimFlight   *ask,
                          const ServerNow   *now,
                          const ServerActor *actor,
                          Answer            *answer,
                          GError           **error);
void     sim_files_step (SimClient *client, const SyncNow *now);
void     sim_files_tick (SimClient *client, const SyncNow *now);
void     sim_files_answer (SimClient *client, const SimFlight *flight, const SyncNow *now);
gboolean sim_files_take (SimClient *client, const SimEdit *edit, GError **error);
void     sim_files_attach (SimClient *client, const Dossier *dossier);
gboolean sim_files_work (SimClient *client);
gboolean sim_files_quiet (SimClient *client);
gboolean sim_files_check (World *world);

/* sim-check.c: TRUE, or FALSE with the reason kept. */
gboolean sim_check (World *world);
gboolean sim_check_reply (World *world, SimClient *client, const char *bytes, gsize length);
gboolean sim_check_sight (SimClient *client);
gboolean sim_check_outcome (SimClient *client, const Outcome *outcome);
gboolean sim_check_reads (SimClient *client);
gboolean sim_check_files (SimClient *client);
void     sim_check_aside (SimClient *client);
/* A line it kept is gone; @lost: with a bucket, or the device was switched off. */
void     sim_check_note_line (SimClient *client, const char *mid, gboolean lost);
void     sim_check_note_restore (World *world);
gboolean sim_check_kept (SimClient *client);
gboolean sim_check_acknowledged (World *world);

/* sim-model.c: a second server, slow and simple, written from PROTOCOL.md. */
Model *model_new (Directory *directory);
Model *model_copy (const Model *model);
void   model_free (Model *model);
void   model_device (Model *model, Id device, Id fork_of);
/* What a push that was committed must have done; @reply NULL = the answer is not known. (transfer full): what is wrong,
 * or NULL */
char *model_push (Model *model, Id person, const char *today, GBytes *body, GBytes *reply);
/* Rows that something beside pushes has changed are taken as they are. */
void model_adopt (Model *model, Db *server, const char *table, Id id);
void model_adopt_all (Model *model, Db *server);
/* (transfer full) (nullable) */
char *model_compare (Model *model, Db *server);

/* sim-plant.c */
void        plant_set (const char *name); /* NULL = none */
const char *plant_get (void);

/* Waits that are answered no more: the server's process is another one. */
void sim_drop_parked (World *world);
/* Those with news are answered. */
void sim_wake (World *world);

void sim_send (World *world, SimClient *client, guint64 request, const char *path, const char *token, GBytes *body);
