/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shared by the files of the server's core only. */
#pragma once

#include "core/digest.h"
#include "rules/command.h"
#include "rules/place.h"
#include "server/server.h"
#include "server/tries.h"
#include "store/migrate.h"

#define ORG G_GINT64_CONSTANT (1) /* one company a server; the column keeps room for more */

/* A row as the server keeps it. */
typedef struct
{
  Id       id, shard, bucket;
  gint64   seq, rv;
  gboolean deleted;
  char    *fm;   /* canonical JSON: member → [rv, lineage, ms] of its last change */
  char    *body; /* canonical JSON */
} Stored;

typedef struct Heads        Heads;
typedef struct FreezeDrafts FreezeDrafts;

/* What is known of the key of the do-not-call list, block.c. */
typedef enum
{
  BLOCK_STATE_UNKNOWN,
  BLOCK_STATE_NONE,
  BLOCK_STATE_KEY,
} BlockState;

struct Server
{
  Db         *db;
  char       *path, *vfs; /* of the file, to open it again */
  Id          id;
  gint64      inc;
  gint64      clock_offset;
  gint64      data_version; /* of the file when it was last looked at; 0 = never */
  guint8      secret[32];   /* behind false salts */
  Directory  *directory;    /* NULL = to be built */
  Calendar   *calendar;
  gboolean    org_changed; /* grants of everybody are to be settled */
  GPtrArray  *new_buckets; /* of Bucket, born since the last settling */
  gint64      random_used; /* salts drawn from ServerNow so far */
  char        day[11];     /* whose grant changes are known to be applied */
  gint64      jobs_at;     /* µs: when the jobs were looked at last */
  Tries      *tries;       /* wrong passwords */
  GHashTable *touched;     /* Id of buckets written since they were last taken, wait.c */
  GHashTable *regranted;   /* Id of persons whose grants changed */
  gboolean    all_woken;
  GHashTable *deliveries; /* not yet in the audit, delivery.c */
  gint64      delivered_at;
  GHashTable *seen;    /* Id of devices → gint64 µs they fetched last, not yet in the store, behind.c */
  GHashTable *filling; /* Id of devices that fetch everything → gint64 µs of the last answer, pull.c */
  BlockState  block_state;
  Digest      block_key;
  GHashTable *block_asks; /* Id of persons → how often they asked, block.c */
  gint64      schema_min, schema_cur;
  DbScope     group; /* pushes committed together */
  Heads      *heads;

  FreezeDrafts *drafts;        /* NULL = the command folds, freeze-drafts.c */
  FreezeDraft  *draft;         /* in use by the command that runs */
  GThread      *freezing;      /* folds the month below */
  int           freezing_done; /* atomic */
  guint         freezing_tries;
  Id            freezing_month;
};

/* What only reads, on another thread: rows, directory, calendar of one snapshot. */
Server *server_reader_open (const char *path, GError **error);
void    server_reader_close (Server *self);

void               freeze_drafts_unref (FreezeDrafts *self);
const FreezeDraft *freeze_draft_of (gpointer data, gconstpointer row);

extern const Migration server_migration;

/* Where a shard stands: its last place, its last audit line and the hash of that. */
typedef struct
{
  Id       shard;
  gint64   seq, aseq;
  guint8   hash[32];
  gboolean changed; /* heads.c */
} ShardHead;

Heads *heads_new (Server *server);
void   heads_free (Heads *self);
/* From now on by the transactions of @db. */
void     heads_follow (Heads *self, Db *db);
gboolean heads_shard (Server *server, Id shard, ShardHead *out, GError **error);
gboolean heads_set_shard (Server *server, const ShardHead *head, GError **error);
/* Brings what SQL reads of shards and buckets up to date in the open transaction. */
gboolean heads_write (Server *server, GError **error);
/* Counts into a bucket; @found FALSE = there is no such bucket, and nothing was counted. */
gboolean heads_add (Server *server, Id bucket, gint64 rows, guint64 sum, gint64 seq, gboolean *found, GError **error);

void stored_clear (Stored *stored);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Stored, stored_clear)

/* @found FALSE = never existed. */
gboolean stored_load (Server *self, const char *table, Id id, Stored *stored, gboolean *found, GError **error);
/* (transfer full): the struct of a live or deleted row. */
gpointer stored_struct (const Schema *schema, const Stored *stored, GError **error);

/* One change of one row. */
typedef struct
{
  const ServerActor *actor; /* NULL = the server */
  const Schema      *schema;
  gconstpointer      row; /* new content; with removed the last one */
  const Stored      *old; /* NULL = none */
  gboolean           removed;
  const char        *fm;     /* new field versions, without this change; NULL = those of old */
  const char        *action; /* for the audit: put, set, del, or the command's name */
} Change;

gboolean change_write (Server          *self,
                       const Change    *change,
                       const ServerNow *now,
                       gint64          *seq,
                       gint64          *rv,
                       Id              *shard,
                       GError         **error);

/* fm as a table: member → FieldVersion. */
typedef struct
{
  gint64 rv;
  gint64 lineage;
  gint64 ms;
} FieldVersion;

GHashTable *field_versions_parse (const char *fm);
char       *field_versions_text (GHashTable *versions);

gboolean audit_append (Server            *self,
                       Id                 shard,
                       const ServerActor *actor,
                       const char        *action,
                       const char        *table,
                       Id                 row,
                       const char        *value,
                       const ServerNow   *now,
                       GError           **error);

/* Relations of the actor to the person a row is about, today. */
guint server_relations (Server            *self,
                        const ServerActor *actor,
                        const Schema      *schema,
                        gconstpointer      row,
                        const char        *today);
Id    server_subject (Server *self, const Schema *schema, gconstpointer row);

/* Holds every grant against the rule; says where they differ. */
typedef void (*GrantsDiffer) (Id person, Id bucket, gboolean may, gpointer data);
gboolean grants_compare (Server *self, const ServerNow *now, GrantsDiffer differ, gpointer data, GError **error);

/* The inbox item of an outcome that needs its author (R46). */
gboolean inbox_write (Server             *self,
                      const ServerActor  *actor,
                      const Mutation     *mutation,
                      const char         *kind,
                      const char         *code,
                      const char         *field,
                      const char         *mine,
                      const Problem      *problem,
                      const FieldVersion *other,
                      const ServerNow    *now,
                      GError            **error);

/* Calls a command and writes its effects. */
gboolean server_command (Server            *self,
                         const ServerActor *actor,
                         const Mutation    *mutation,
                         const ServerNow   *now,
                         ApplyOutcome      *outcome,
                         ProblemList       *problems,
                         GError           **error);

/* Functions of SQL for checksums, before the first step of the schema. */
gboolean sums_register (Db *db, GError **error);

void server_touch (Server *self, Id bucket);
/* Forgets what is held in memory of rows: after a rollback. */
void server_forget (Server *self);

/* delivery.c */
void delivery_free (gpointer delivery);
void delivery_note (Server *self, const ServerActor *actor, Id shard, const char *bucket, gint64 seq);

/* Once a day, in the caller's transaction: remembers where the shards stand and forgets markers older than 180 days. */
gboolean server_move_horizon (Server *self, const char *today, GError **error);

/* Takes a mutation into quarantine without trying it (R49). */
gboolean server_hold (Server            *self,
                      const ServerActor *actor,
                      const Mutation    *mutation,
                      const char        *line,
                      const char        *code,
                      const ServerNow   *now,
                      ApplyOutcome      *outcome,
                      GError           **error);

void outcome_set (ApplyOutcome *outcome, ApplyStatus status, const char *code);
