/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page an employee takes home: own signature and public key, the chain of digests, how to check them (R20).
 * It is printed behind the form's own pages: print_pdf ([form, proof]). */
#pragma once

#include "print/print.h"

/* One step of the form, oldest first; hex as stored, texts as they are to be read. */
typedef struct
{
  const char *step;       /* event: "submit_self", "interview-subject" …: goes into the digest as it stands */
  const char *title;      /* the same in words */
  const char *actor;      /* name and number */
  const char *signer;     /* 32 hex digits: goes into the digest */
  const char *moment;     /* local time in words */
  gint64      moment_us;  /* the same in microseconds since 1970, UTC: goes into the digest */
  const char *digest;     /* 64 hex digits */
  const char *previous;   /* 64 hex digits, "" for the first step */
  const char *public_key; /* 64 hex digits, "" for a step without signature */
  const char *signature;  /* 128 hex digits, "" for a step without signature */
  const char *stance;     /* in words, nullable */
} PrintProofStep;

typedef struct
{
  const char           *org;
  const char           *name;
  const char           *number;
  const char           *period;  /* 2026-03 */
  const char           *form_id; /* 32 hex digits */
  gint64                revision;
  const PrintProofStep *steps;
  guint                 n_steps;
  guint                 own;      /* index of the holder's own signed step; n_steps = he signed nothing */
  const char           *document; /* the very bytes that step signed, nullable: not held here */
} PrintProof;

PrintDoc *print_proof_new (const PrintProof *proof);
