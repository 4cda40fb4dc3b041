/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People, their posts over time, and their accounts. */
#pragma once

#include "core/schema.h"

typedef enum
{
  POST_AGENT,
  POST_SUPERVISOR,
  POST_CS_MANAGER,
  POST_DEPT_MANAGER,
  POST_GENERAL_MANAGER,
  POST_HR,
  POST_TRAINER,
  POST_QA_INSPECTOR,
  POST_RELATED,
  POST_ADMINISTRATOR,
} Post;
extern const EnumNick posts[];

void person_check (gconstpointer row, ProblemList *problems);

/* A person in the staff directory: what everyone may see (1.2). */
typedef struct
{
  Row      row;
  char    *number;
  char    *name;
  gboolean active;
} Person;

extern const Schema person_schema;

void assignment_check (gconstpointer row, ProblemList *problems);

/* Who holds which post in which team from when to when; history follows these rows (R1, R12). */
typedef struct
{
  Row      row;
  Id       person;
  Id       department;
  Id       team; /* none for posts above a team */
  Post     post;
  char    *from_on;
  char    *to_on;  /* last day; empty = open */
  gboolean acting; /* deputy (R12) */
} Assignment;

extern const Schema assignment_schema;

typedef enum
{
  STAFF_STATUS_PROBATION,
  STAFF_STATUS_ACTIVE,
  STAFF_STATUS_LONG_LEAVE,
  STAFF_STATUS_TRANSFERRED,
  STAFF_STATUS_LEFT,
} StaffStatus;
extern const EnumNick staff_statuses[];

void staff_file_check (gconstpointer row, ProblemList *problems);

/* 员工档案 beyond the directory (1.2); read by HR only, never by its subject within HR (R63). */
typedef struct
{
  Row         row;
  Id          person;
  StaffStatus status;
  char       *hired_on;
  char       *confirmed_on;
  char       *left_on;
  char       *phone;
  char       *note;
} StaffFile;

extern const Schema staff_file_schema;

/* What any machine of the company may know of an account: salt and a 12-bit check of the stretched password (R16). */
typedef struct
{
  Row      row;
  Id       person;
  char    *login;
  char    *salt;        /* 16 bytes in hex */
  gint64   check12;     /* 12 bits of KDF(K,3) */
  gint64   ops;         /* argon2id passes */
  gint64   mem;         /* argon2id bytes */
  gboolean unconfirmed; /* after a reset, until confirmed */
} AccountCard;

extern const Schema account_card_schema;
