/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who stands where on which day. Built by server and desktop from the same org rows; answers every question about
 * lines, teams and relations, and never changes by the date alone: callers pass the day (R40).
 */
#pragma once

#include "core/id.h"
#include "staff/organisation.h"
#include "staff/person.h"

typedef struct Directory Directory;

Directory *directory_new (void);
Directory *directory_ref (Directory *self);
void       directory_unref (Directory *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Directory, directory_unref)

/* Copies @row, replacing the row of the same id. Tables: person assignment department team; others are ignored. */
void directory_add (Directory *self, const Schema *schema, gconstpointer row);
void directory_remove (Directory *self, const Schema *schema, Id id);

/* (transfer none) (nullable) */
const Person     *directory_person (Directory *self, Id person);
const Person     *directory_person_by_number (Directory *self, const char *number);
const Team       *directory_team (Directory *self, Id team);
const Department *directory_department (Directory *self, Id department);
const Assignment *directory_assignment (Directory *self, Id assignment);

/* Own assignment on a day (acting ones only if there is no other), NULL if none. @on: YYYY-MM-DD. */
const Assignment *directory_assignment_on (Directory *self, Id person, const char *on);
gboolean          directory_has_post (Directory *self, Id person, Post post, const char *on);

/* All assignments of a person, or all at all, by first day. (transfer container) (element-type Assignment) */
GPtrArray *directory_assignments_of (Directory *self, Id person);
GPtrArray *directory_assignments (Directory *self);
GPtrArray *directory_persons (Directory *self);
GPtrArray *directory_teams (Directory *self, Id department);
GPtrArray *directory_departments (Directory *self);

/* Supervisor of a team, manager of a department, general manager: an acting deputy goes before (R12); none = ID_NONE.
 */
Id directory_supervisor (Directory *self, Id team, const char *on);
Id directory_manager (Directory *self, Id department, const char *on);
Id directory_general_manager (Directory *self, const char *on);

/* Who scores and who reviews a person on a day (G9): agent: supervisor, manager; supervisor: manager, general manager.
 */
Id directory_scorer (Directory *self, Id person, const char *on);
Id directory_reviewer (Directory *self, Id person, const char *on);

/* Relation bits of @actor to @subject; @subject may be ID_NONE for rows about nobody. */
guint directory_relations (Directory *self, Id actor, Id subject, const char *on);

/* People holding an assignment of @team on that day. (transfer container) (element-type Person) */
GPtrArray *directory_team_members (Directory *self, Id team, const char *on);
