/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An entity as data: its struct, field table, where its rows live (R1–R4) and who may change them (R2). */
#pragma once

#include <json-glib/json-glib.h>

#include "core/field.h"
#include "core/problem.h"

typedef enum
{
  BUCKET_NONE,
  BUCKET_SELF,  /* (person, shard): the person */
  BUCKET_SUP,   /* (person, shard): the line above; never the person, never HR */
  BUCKET_OWN,   /* (person, shard): the person and the line above */
  BUCKET_FILE,  /* (person, shard): the person, the line above, HR, general manager */
  BUCKET_HR,    /* (person, shard): HR, never the person's own */
  BUCKET_FACTS, /* (assignment, month) */
  BUCKET_CUST,  /* (assignment) */
  BUCKET_POOL,  /* (department): supervisors */
  BUCKET_TEAM,  /* (team): its members and their line */
  BUCKET_DEPT,  /* (department): everyone in it, HR and the general manager */
  BUCKET_ORG,   /* everyone */
  BUCKET_CASE,  /* (row): members named on it; here HR's drafts */
} BucketClass;

/* A row whose state has nick @state (NULL = any state) stands in a bucket of class @cls, owned by what @owner names. */
typedef struct
{
  const char *state;
  BucketClass cls;
  const char *owner; /* field holding a person, an assignment (cust), a team or a department; NULL for org and case */
  const char *on;    /* facts: the DATE or MOMENT field that dates the fact */
} Place;

/* Relation of an actor to the subject of a row, bits. */
typedef enum
{
  REL_SELF = 1 << 0,       /* the subject */
  REL_SUPERVISOR = 1 << 1, /* supervisor of the subject's team; the department manager for a supervisor */
  REL_MANAGER = 1 << 2,    /* department manager of the subject's department; general manager for a supervisor */
  REL_GENERAL = 1 << 3,    /* general manager */
  REL_HR = 1 << 4,         /* HR, not the subject */
  REL_MEMBER = 1 << 5,     /* anyone in the department */
  REL_QA = 1 << 6,         /* QA inspector of the department */
  REL_TRAINER = 1 << 7,
  REL_ADMIN = 1 << 8,  /* zuoxictl: imports, accounts, organisation */
  REL_SYSTEM = 1 << 9, /* commands of the server itself */
} Relation;

typedef enum
{
  OP_PUT = 1 << 0,
  OP_SET = 1 << 1,
  OP_DEL = 1 << 2,
  OP_ALL = OP_PUT | OP_SET | OP_DEL,
} Operation;

/* What no line allows is refused. */
typedef struct
{
  guint       who;    /* Relation bits */
  guint       ops;    /* Operation bits */
  const char *states; /* blank-separated nicks of the row's state, NULL = any */
  const char *fields; /* blank-separated names, NULL = all that are not MERGE_SERVER */
} Access;

typedef struct Schema Schema;
struct Schema
{
  const char   *table;
  const char   *title; /* msgid, singular */
  gsize         size;  /* of the struct */
  const Field  *fields;
  const Place  *places;
  const Access *access;
  const char   *subject;                                    /* field naming the person the row is about, NULL if none */
  void (*check) (gconstpointer row, ProblemList *problems); /* core check, nullable */
  /* What one row becomes from another, by whom and when; nullable. @before (nullable) as stored, @row (nullable) =
     deleted; @relations: REL_… of the author; @today: YYYY-MM-DD. */
  void (*check_change) (
      gconstpointer before, gconstpointer row, guint relations, const char *today, ProblemList *problems);
  guint8 since; /* of the wire schema; 0 = the first */
};

/* Life of a struct. All are pure; rows are plain memory owned by the caller. */
gpointer schema_new (const Schema *schema);
gpointer schema_copy (const Schema *schema, gconstpointer row);
void     schema_clear (const Schema *schema, gpointer row);
void     schema_free (const Schema *schema, gpointer row);
gboolean schema_equal (const Schema *schema, gconstpointer a, gconstpointer b);
gboolean schema_member_equal (const Field *field, gconstpointer a, gconstpointer b);

const Field *schema_field (const Schema *schema, const char *name);
const Field *schema_parent (const Schema *schema);
gboolean     schema_is_natural (const Schema *schema);
Id           schema_natural_id (const Schema *schema, gconstpointer row);
const char  *schema_state (const Schema *schema, gconstpointer row);

/* JSON. A body omits members equal to their default and keeps row->extra (R36, R37). */
char    *schema_body (const Schema *schema, gconstpointer row);
gboolean schema_from_body (const Schema *schema, JsonObject *body, gpointer row, GError **error);
void     schema_append_member (const Schema *schema, const Field *field, gconstpointer row, GString *json);
gboolean schema_set_member (const Schema *schema, const Field *field, gpointer row, JsonNode *value, GError **error);
char    *schema_diff (const Schema *schema, gconstpointer base, gconstpointer mine);

/* Range, length, format of every member, then the entity's own check. */
void schema_check (const Schema *schema, gconstpointer row, ProblemList *problems);

/* Text of a member as data: enum nick, plain number, hex id; "" when absent. For CSV, keys and tests. */
char *schema_member_text (const Schema *schema, const Field *field, gconstpointer row);

#define SCHEMA_ERROR (schema_error_quark ())
GQuark schema_error_quark (void);
typedef enum
{
  SCHEMA_ERROR_TYPE,    /* the member has the wrong JSON type */
  SCHEMA_ERROR_RANGE,   /* out of range or too long */
  SCHEMA_ERROR_UNKNOWN, /* an enum nick or a member this build does not know */
} SchemaError;
