/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sample company in a server's store (design §11): organisation, regulation, scheme, accounts, a year of work,
 * eleven
 * filed months and one that is under way. The moment of everything written is the sample's own, so that the same seed
 * gives the same rows.
 */
#pragma once

#include <stdio.h>

#include "ctl/admin.h"
#include "ctl/sample.h"

typedef struct
{
  SampleParams params;
  gboolean     work;     /* FALSE: organisation, rules and accounts only, for imports */
  FILE        *progress; /* nullable */
} SampleCompany;

/* One account of the sample. */
typedef struct
{
  const SamplePerson *person; /* lives as long as the sample */
  char               *password;
  guint8              salt[KEYS_SALT_SIZE];
  KeyPair             pair;
} SampleAccount;

/**
 * sample_store_run_month:
 * @company: what the store was made with
 * @number: employee number of an agent
 *
 * In a sample without a month under way, e.g. after an import: opens the month, freezes it and takes one person's form
 * through every step to its filing. In the caller's transaction.
 */
gboolean sample_store_run_month (Admin *admin, const SampleCompany *company, const char *number, GError **error);

/* Shared by the files that write the sample store. */
typedef struct
{
  const SampleCompany *company;
  Admin               *admin;
  Sample              *sample;
  GHashTable          *accounts; /* employee number → SampleAccount */
  Id                   regulation, scheme, supervisor_scheme;
  char                *regulation_digest;
  Day                  month; /* first day of the month under way */
  const char          *only;  /* number of the one person whose form is taken to its filing; NULL = all,
into every state */
  guint   rows;               /* since the last commit */
  GError *error;              /* the first one; later rows are dropped */
} SampleStore;

/**
 * sample_store_write:
 * @accounts: gains a line for everybody: login, password, name, post in Chinese
 *
 * Writes the company into an empty store and sets its clock. In several transactions.
 */
gboolean sample_store_write (Admin *admin, const SampleCompany *company, GString *accounts, GError **error);

/* Parts. All return FALSE with the store's error kept. */
gboolean sample_store_put (SampleStore *self, const Schema *schema, gpointer row); /* (transfer full) @row */
/* The company's moment from now on. */
void     sample_store_at (SampleStore *self, Day day, int hour, int minute);
gboolean sample_store_write_rules (SampleStore *self); /* regulation, schemes */
gboolean sample_store_write_accounts (SampleStore *self, GString *accounts);
gboolean sample_store_write_history (SampleStore *self);
gboolean sample_store_write_month (SampleStore *self);

/* The company's moment, µs. */
gint64 sample_store_now (SampleStore *self);
/* Account of @person, its key made from its password. */
SampleAccount *sample_store_account_new (SampleStore *self, const SamplePerson *person);

const SampleAccount *sample_store_account (SampleStore *self, const char *number);
