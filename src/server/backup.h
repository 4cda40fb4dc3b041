/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A backup is a folder with one copy of the store and a proof of what it is: its digest, the server it is of, and how
 * far every shard and its audit had come. What is restored becomes a new incarnation, so that every desktop notices
 * (R39).
 */
#pragma once

#include "core/digest.h"
#include "server/server.h"
#include "store/db-copy.h"

#define BACKUP_STORE "server.db"
#define BACKUP_PROOF "proof.json"

typedef struct
{
  Id     shard;
  gint64 seq;  /* last place of a change */
  gint64 aseq; /* last line of the audit */
  Digest head; /* of the audit */
} BackupShard;

typedef struct
{
  Digest  digest; /* SHA-256 of the copy's bytes */
  gint64  size;   /* bytes */
  Id      server_id;
  gint64  inc;
  gint64  at;     /* µs */
  GArray *shards; /* of BackupShard, by id */
} BackupProof;

void backup_proof_clear (BackupProof *proof);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BackupProof, backup_proof_clear)

/* Canonical JSON with a line end. */
char    *backup_proof_text (const BackupProof *proof);
gboolean backup_proof_parse (const char *text, gssize length, BackupProof *proof, GError **error);

/**
 * server_backup:
 * @dir: a folder without a backup in it
 *
 * Copies the store while it is in use and writes the proof beside it. Both are on the disk when this returns.
 */
gboolean server_backup (Server          *self,
                        const char      *dir,
                        const ServerNow *now,
                        DbCopyProgress   progress,
                        gpointer         data,
                        BackupProof     *proof,
                        GError         **error);

/* Reads the proof of @dir and holds the copy against it; nothing is written. The message says what differs. */
gboolean backup_check (const char *dir, BackupProof *proof, GError **error);

/**
 * backup_place:
 * @proof: of @dir, checked
 * @path: file of the store to make; must not exist
 * @least: the incarnation to be above, whatever the backup's is
 *
 * Copies the backup to @path as a store of a new incarnation.
 */
gboolean backup_place (const char        *dir,
                       const BackupProof *proof,
                       const char        *path,
                       gint64             least,
                       const ServerNow   *now,
                       GError           **error);
