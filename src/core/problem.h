/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with something a person typed or asked for: the answer of entity checks and of
 * command guards, on the desktop and at the server alike. */
#pragma once

#include <json-glib/json-glib.h>

#define PROBLEM_ARGS 3

/* One finding. The sentence is an English msgid in which %1 %2 %3 stand for the arguments, so that
 * the desktop can say a server's refusal in its own language. */
typedef struct
{
  char *field;              /* member it is about, "" = the whole */
  char *clause;             /* clause of the regulation it rests on, "" = none */
  char *msgid;              /* English sentence */
  char *args[PROBLEM_ARGS]; /* values for %1 %2 %3, NULL = not used */
} Problem;

/* Array of Problem, in the order found; empty = all is well. Free with problem_list_free (). */
typedef GPtrArray ProblemList;

typedef const char *(*ProblemTranslate) (const char *msgid);

ProblemList   *problem_list_new (void);
void           problem_list_free (ProblemList *list);
const Problem *problem_list_at (const ProblemList *list, guint index);
const Problem *problem_list_find (const ProblemList *list, const char *field);
void           problem_list_merge (ProblemList *list, const ProblemList *other, const char *prefix);

void problem_add (ProblemList *list, const char *field, const char *clause, const char *msgid, ...)
    G_GNUC_NULL_TERMINATED;
char *problem_text (const Problem *problem, ProblemTranslate translate);
char *problem_list_text (const ProblemList *list, ProblemTranslate translate);

/* On the wire: a canonical array of {args, clause, field, msgid}, empty members left out. */
void         problem_list_append_json (const ProblemList *list, GString *text);
ProblemList *problem_list_from_json (JsonArray *array, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ProblemList, problem_list_free)
