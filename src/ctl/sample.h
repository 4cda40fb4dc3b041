/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The sample company (domain §6): 云桥示例企业服务有限公司, 60 agents in 6 teams, a year of work. Deterministic: the
 * same parameters give the same rows in the same order. Every person, number and company in it is invented; phone
 * numbers use the unassigned prefix 12x, so that nobody can be reached.
 */
#pragma once

#include "core/calendar.h"
#include "core/schema.h"
#include "staff/directory.h"
#include "staff/person.h"

#define SAMPLE_TEAMS 6
#define SAMPLE_AGENTS_PER_TEAM 10
#define SAMPLE_AGENTS (SAMPLE_TEAMS * SAMPLE_AGENTS_PER_TEAM)

/* What makes a person of the sample stand out, so that every screen has something true to show. */
typedef enum
{
  SAMPLE_PLAIN,
  SAMPLE_WORKED_EXAMPLE, /* A0101: figures of the worked example, 83.97 良好 */
  SAMPLE_LOW,            /* three failing months */
  SAMPLE_HIRED_16TH,
  SAMPLE_LEFT_9TH,
  SAMPLE_SICK_14_DAYS,
  SAMPLE_MOVED_15TH,
  SAMPLE_MATERNITY,
} SampleCase;

typedef struct
{
  Id         id;
  char       number[8];
  char      *name;
  Post       post;
  int        team; /* 0 … 5, −1 = none */
  SampleCase plant;
  double     skill; /* z, standard normal */
  Id         assignment;
  Day        first, last; /* days of employment */
} SamplePerson;

typedef struct
{
  guint64 seed;
  double  scale; /* 1 = 1.5 M calls a year */
  Day     from;  /* first day of work written */
  Day     until; /* last day; its month is the month appraised and has its full number of effective calls */
} SampleParams;

/* Takes ownership of @row. */
typedef void (*SampleSink) (const Schema *schema, gpointer row, gpointer data);

typedef struct
{
  SampleParams params;
  GRand       *random;
  guint64      ids; /* counter behind sample_id () */
  Calendar    *calendar;
  GPtrArray   *people; /* SamplePerson, agents first */
  Id           sales, office, teams[SAMPLE_TEAMS];
  SampleSink   sink;
  gpointer     data;
} Sample;

Sample *sample_new (const SampleParams *params, SampleSink sink, gpointer data);
void    sample_free (Sample *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sample, sample_free)

/* In this order. Organisation: departments, teams, people, assignments, staff files, calendar days, the regulation.
 */
void sample_write_organisation (Sample *self);
/* Everything people did in the months from params.from to params.until. */
void sample_write_work (Sample *self);

const SamplePerson *sample_person (Sample *self, const char *number);

/* Shared by the parts of the generator. */
Id     sample_id (Sample *self);
void   sample_emit (Sample *self, const Schema *schema, gpointer row);
void   sample_set (char **slot, const char *text);
double sample_normal (Sample *self);
int    sample_pick (Sample *self, const double *weights, int count);
int    sample_int (Sample *self, int low, int high);
void   sample_write_month (Sample *self, Day first);
void   sample_write_worked_example (Sample *self, const SamplePerson *person, Day first);

/* One row each; moments inside the permitted calling hours of @day. */
gboolean sample_works_on (Sample *self, const SamplePerson *person, Day day);
Id       sample_customer (Sample *self, const SamplePerson *person, Day day, gboolean buyer);
Id       sample_call (Sample *self, const SamplePerson *person, Id customer, Day day, int result);
void     sample_order (Sample *self, const SamplePerson *person, Id customer, Day day, gint64 amount);
void     sample_rating (Sample             *self,
                        const SamplePerson *person,
                        Id                  customer,
                        Id                  contact,
                        int                 about,
                        Day                 day,
                        int                 value);
Id       sample_ticket (Sample *self, const SamplePerson *person, Id customer, Day day, gboolean on_time);
