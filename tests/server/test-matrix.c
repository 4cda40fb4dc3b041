/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The permission matrix: every role × table × state × operation × member, tried over HTTP against a running server,
 * before and after the subject moves to another team. What is expected comes from the access and place tables, read by
 * an evaluator of this test's own, and from the relations written down here by hand. A refused request answers the same
 * bytes as one about a row that never was, and changes nothing.
 */
#include <libsoup/soup.h>
#include <string.h>

#include "core/hex.h"
#include "core/hlc.h"
#include "core/id.h"
#include "core/init.h"
#include "core/json.h"
#include "core/moment.h"
#include "random-row.h"
#include "registry.h"
#include "rules/place.h"
#include "server-fixture.h"
#include "server/routes.h"

typedef enum
{
  ROLE_SELF,
  ROLE_COLLEAGUE,
  ROLE_SUPERVISOR,
  ROLE_OTHER_SUPERVISOR, /* acting, of the other team */
  ROLE_MANAGER,
  ROLE_GENERAL,
  ROLE_HR,
  ROLE_INSPECTOR,
  ROLES,
} Role;

static const char *const role_names[] = { "self", "colleague", "supervisor", "other supervisor",
                                          "manager", "general manager", "HR", "inspector" };

typedef struct
{
  ServerFixture base;
  HttpServer   *http;
  Server       *plant; /* the same store, beside the server as zuoxictl has it */
  GRand        *random;
  TestDevice    devices[ROLES];
  char         *tokens[ROLES];
  GPtrArray    *rows; /* of Planted */
  gboolean      moved;
  guint         tries, allowed;
} Matrix;

typedef struct
{
  const Schema *schema;
  const char   *state; /* nullable */
  Id            id;
  gpointer      row;
} Planted;

/* One line of a push and what must come of it. */
typedef struct
{
  char    *line;
  gboolean allowed;
  char    *what;
} Try;

/* What the roles are to agent1, the subject; by hand, from the company of company.c. */
static guint
relations (Role role, gboolean moved)
{
  switch (role)
    {
    case ROLE_SELF:
      return REL_SELF | REL_MEMBER;
    case ROLE_COLLEAGUE:
      return REL_MEMBER;
    case ROLE_SUPERVISOR:
      return REL_MEMBER | (moved ? 0 : REL_SUPERVISOR);
    case ROLE_OTHER_SUPERVISOR:
      return REL_MEMBER | (moved ? REL_SUPERVISOR : 0);
    case ROLE_MANAGER:
      return REL_MANAGER | REL_MEMBER;
    case ROLE_GENERAL:
      return REL_GENERAL;
    case ROLE_HR:
      return REL_HR;
    case ROLE_INSPECTOR:
      return REL_QA | REL_MEMBER;
    case ROLES:
    default:
      g_assert_not_reached ();
    }
}

/* And to a row that is about nobody. */
static guint
relations_to_nobody (Role role)
{
  return REL_MEMBER | (role == ROLE_HR ? REL_HR : role == ROLE_GENERAL ? REL_GENERAL
                                                                       : 0);
}

/* Who reads a bucket of agent1's; the table of buckets, by hand. */
static gboolean
reads (BucketClass cls, Role role, gboolean moved)
{
  gboolean line = role == ROLE_MANAGER || role == (moved ? ROLE_OTHER_SUPERVISOR : ROLE_SUPERVISOR);

  switch (cls)
    {
    case BUCKET_SELF:
      return role == ROLE_SELF;
    case BUCKET_SUP:
      return line;
    case BUCKET_OWN:
      return line || role == ROLE_SELF;
    case BUCKET_FILE:
      return line || role == ROLE_SELF || role == ROLE_HR || role == ROLE_GENERAL;
    case BUCKET_HR:
    case BUCKET_CASE:
      return role == ROLE_HR;
    case BUCKET_CUST: /* of the assignment in the first team: it stays with the team (R1) */
      return role == ROLE_SUPERVISOR || (role == ROLE_SELF && !moved);
    case BUCKET_FACTS: /* of March, the month under review */
      return role == ROLE_SELF || role == ROLE_SUPERVISOR || role == ROLE_MANAGER || role == ROLE_INSPECTOR;
    case BUCKET_TEAM:
      return role == ROLE_SELF || role == ROLE_SUPERVISOR || role == ROLE_MANAGER;
    case BUCKET_DEPT:
      return TRUE;
    case BUCKET_ORG:
      return TRUE;
    case BUCKET_POOL:
      return role == ROLE_SUPERVISOR || role == ROLE_OTHER_SUPERVISOR;
    case BUCKET_NONE:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
has_word (const char *list, const char *word)
{
  g_auto (GStrv) words = g_strsplit (list, " ", -1);

  return g_strv_contains ((const char *const *) words, word);
}

static gboolean
table_allows (const Schema *schema, guint who, Operation op, const char *state, const char *field)
{
  for (const Access *access = schema->access; access->who != 0; access++)
    if ((access->who & who) && (access->ops & op) &&
        (access->states == NULL || (state != NULL && has_word (access->states, state))) &&
        (access->fields == NULL || field == NULL || has_word (access->fields, field)) &&
        (field == NULL || schema_field (schema, field)->merge != MERGE_SERVER))
      return TRUE;
  return FALSE;
}

/* People, posts and teams decide who is what, so those planted are about somebody else. */
static gboolean
is_organisation (const Schema *schema)
{
  return schema == &person_schema || schema == &assignment_schema || schema == &team_schema ||
         schema == &department_schema;
}

static guint
who_of (const Schema *schema, gconstpointer row, Role role, gboolean moved)
{
  if (is_organisation (schema))
    return role == ROLE_HR ? REL_HR : 0;
  if (schema->subject == NULL && schema->places->cls != BUCKET_CUST)
    return relations_to_nobody (role);
  if (schema->subject == NULL &&
      id_is_none (*FIELD_PTR (row, schema_field (schema, schema->places->owner), Id)))
    return relations_to_nobody (role);
  return relations (role, moved);
}

static const Field *
state_field (const Schema *schema)
{
  const Field *field = schema_field (schema, "state");

  return field != NULL && field->kind == FIELD_ENUM ? field : NULL;
}

static void
set_text (gpointer row, const Field *field, const char *text)
{
  char **slot = FIELD_PTR (row, field, char *);

  g_free (*slot);
  *slot = g_strdup (text);
}

/* A row about agent1 on a day of March; @index makes its natural key its own. */
static gpointer
make_row (Matrix *matrix, const Schema *schema, const char *state, guint index)
{
  const Company   *company = &matrix->base.company;
  gpointer         row = random_row (schema, matrix->random);
  g_autofree char *number = g_strdup_printf ("%u", index);
  g_autofree char *day = g_strdup_printf ("2026-03-%02u", 1 + index % 28);
  g_autofree char *month = g_strdup_printf ("%u-%02u", 2000 + index / 12, 1 + index % 12);
  Day              parsed;

  day_parse (day, &parsed);
  for (const Field *field = schema->fields; field->name != NULL; field++)
    {
      const char *ref = field->kind == FIELD_REF && field->ref != NULL ? field->ref : "";

      if (field->kind == FIELD_DATE)
        set_text (row, field, day);
      else if (field->kind == FIELD_MONTH)
        set_text (row, field, field->key > 0 ? month : "2026-03");
      else if (field->kind == FIELD_MOMENT && field->optional)
        *FIELD_PTR (row, field, OptInt) = (OptInt){ moment_from_day_time (parsed, 36000, MOMENT_OFFSET_S), TRUE };
      else if (field->kind == FIELD_MOMENT)
        *FIELD_PTR (row, field, gint64) = moment_from_day_time (parsed, 36000, MOMENT_OFFSET_S);
      else if (field->kind == FIELD_TEXT && field->key > 0)
        set_text (row, field, number);
      else if (field->kind == FIELD_INT && field->key > 0 && !field->optional)
        *FIELD_PTR (row, field, gint64) = index;
      else if (g_str_equal (ref, "person") && !is_organisation (schema))
        *FIELD_PTR (row, field, Id) = company->agent1;
      else if (g_str_equal (ref, "assignment"))
        *FIELD_PTR (row, field, Id) = company->agent1_assignment;
      else if (g_str_equal (ref, "department"))
        *FIELD_PTR (row, field, Id) = company->sales;
      else if (g_str_equal (ref, "team"))
        *FIELD_PTR (row, field, Id) = company->team1;
    }
  if (state != NULL)
    *FIELD_PTR (row, state_field (schema), int) = enum_by_nick (state_field (schema)->enums, state)->value;
  ((Row *) row)->id = schema_is_natural (schema) ? schema_natural_id (schema, row)
                                                 : id_derive ("matrix", (const char *const[]){ schema->table,
                                                                                               number, NULL });
  return row;
}

static void
free_planted (gpointer data)
{
  Planted *planted = data;

  schema_free (planted->schema, planted->row);
  g_free (planted);
}

static gboolean
is_planted (Matrix *matrix, const Schema *schema, Id id)
{
  for (guint i = 0; i < matrix->rows->len; i++)
    {
      const Planted *planted = g_ptr_array_index (matrix->rows, i);

      if (planted->schema == schema && id_equal (planted->id, id))
        return TRUE;
    }
  return FALSE;
}

static void
plant (Matrix *matrix, const Schema *schema, const char *state, guint index)
{
  Planted *planted = g_new0 (Planted, 1);
  g_autoptr (GError) error = NULL;

  planted->schema = schema;
  planted->state = state;
  planted->row = make_row (matrix, schema, state, index);
  planted->id = ((Row *) planted->row)->id;
  /* One row a person, whatever its state: the first state stands for it. */
  if (is_planted (matrix, schema, planted->id))
    {
      free_planted (planted);
      return;
    }
  server_write (matrix->plant, NULL, schema, planted->row, &matrix->base.now, &error);
  g_assert_no_error (error);
  g_ptr_array_add (matrix->rows, planted);
}

static void
plant_all (Matrix *matrix)
{
  guint index = 0;
  g_auto (DbScope) scope = { 0 };

  g_assert_true (db_begin (&scope, server_get_db (matrix->plant), NULL));
  for (guint i = 0; registry[i] != NULL; i++)
    {
      const Field *state = state_field (registry[i]);

      if (state == NULL)
        plant (matrix, registry[i], NULL, index++);
      for (guint j = 0; state != NULL && state->enums[j].nick != NULL; j++)
        plant (matrix, registry[i], state->enums[j].nick, index++);
    }
  g_assert_true (server_settle_grants (matrix->plant, &matrix->base.now, NULL));
  g_assert_true (db_commit (&scope, NULL));
}

/* The wire */

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **) data = g_object_ref (result);
}

/* (transfer full): the answer; its status must be @status. */
static char *
post (Matrix *matrix, const char *path, const char *token, GBytes *body, guint status)
{
  g_autoptr (SoupSession) session = soup_session_new ();
  g_autofree char *url = g_strdup_printf ("http://127.0.0.1:%u%s", http_server_get_port (matrix->http), path);
  g_autofree char *bearer = g_strconcat ("Bearer ", token, NULL);
  g_autoptr (SoupMessage) message = soup_message_new ("POST", url);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  if (token != NULL)
    soup_message_headers_append (soup_message_get_request_headers (message), "Authorization", bearer);
  soup_message_set_request_body_from_bytes (message, "application/json", body);
  soup_session_send_and_read_async (session, message, G_PRIORITY_DEFAULT, NULL, on_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  bytes = soup_session_send_and_read_finish (session, result, &error);
  g_assert_no_error (error);
  if (soup_message_get_status (message) != status)
    g_error ("%s: %u %.*s", path, soup_message_get_status (message), (int) g_bytes_get_size (bytes),
             (const char *) g_bytes_get_data (bytes, NULL));
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* The account of test_device_init () has K = the person's id. */
static void
sign_in (Matrix *matrix, Role role)
{
  TestDevice      *device = &matrix->devices[role];
  guint8           k[KEYS_SIZE] = { 9 }, auth[KEYS_SIZE];
  g_autofree char *hex = NULL;
  g_autofree char *request = NULL;
  g_autofree char *answer = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (JsonNode) node = NULL;

  memcpy (k, device->actor.person.b, sizeof device->actor.person.b);
  keys_auth (k, auth);
  hex = hex_dup (auth, sizeof auth);
  request = g_strdup_printf ("{\"auth\":\"%s\",\"login\":\"%s\"}", hex, device->actor.login);
  body = g_bytes_new (request, strlen (request));
  answer = post (matrix, "/v1/login", NULL, body, 200);
  node = json_strict_parse (answer, -1, 4, NULL);
  matrix->tokens[role] = g_strdup (json_object_get_string_member (json_node_get_object (node), "access"));
}

static void
free_try (gpointer data)
{
  Try *one = data;

  g_free (one->line);
  g_free (one->what);
  g_free (one);
}

static void
add_try (Matrix *matrix, Role role, GPtrArray *tries, Mutation *mutation, gboolean allowed, const char *what)
{
  g_autoptr (Mutation) owned = mutation;
  TestDevice *device = &matrix->devices[role];
  Try        *one = g_new0 (Try, 1);

  mutation->n = ++device->n;
  mutation->hlc = hlc_next (0, matrix->base.now.now / 1000);
  id_to_hex (test_random_id (device), mutation->mid);
  one->line = mutation_line (mutation);
  one->allowed = allowed;
  one->what = g_strdup_printf ("%s: %s%s: %s", role_names[role], matrix->moved ? "after the move: " : "",
                               mutation->table, what);
  g_ptr_array_add (tries, one);
}

/* The outcome without its place, for comparing. */
static char *
without_place (const char *line)
{
  g_autoptr (JsonNode) node = json_strict_parse (line, -1, 4, NULL);

  g_assert_nonnull (node);
  json_object_remove_member (json_node_get_object (node), "n");
  return json_canonical_text (node);
}

static char *
outcome_code (const char *line)
{
  g_autoptr (JsonNode) node = json_strict_parse (line, -1, 4, NULL);

  return g_strdup (json_object_get_string_member (json_node_get_object (node), "code"));
}

/* Pushes up to 500 and holds every outcome against what was expected. @refusal: what a refusal must look like. */
static void
push_some (Matrix *matrix, Role role, GPtrArray *tries, guint from, guint to, const char *refusal)
{
  TestDevice *device = &matrix->devices[role];
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  g_autofree char *answer = NULL;
  g_autoptr (GBytes) body = NULL;
  g_auto (GStrv) outcomes = NULL;
  Digest prev = device->chain;

  for (guint i = from; i < to; i++)
    {
      Try        *one = g_ptr_array_index (tries, i);
      DigestState state;

      digest_init (&state);
      digest_update (&state, device->chain.b, sizeof device->chain.b);
      digest_update (&state, one->line, strlen (one->line));
      device->chain = digest_finish (&state);
      g_ptr_array_add (lines, one->line);
    }
  body = test_push_body (device, prev, lines);
  answer = post (matrix, "/v1/push", matrix->tokens[role], body, 200);
  outcomes = g_strsplit (answer, "\n", -1);
  for (guint i = from; i < to; i++)
    {
      const Try       *one = g_ptr_array_index (tries, i);
      g_autofree char *code = outcome_code (outcomes[i - from]);
      g_autofree char *bare = without_place (outcomes[i - from]);

      matrix->tries++;
      matrix->allowed += one->allowed ? 1 : 0;
      if (one->allowed == g_str_equal (code, "not_allowed"))
        g_error ("%s: expected to be %s, but: %s", one->what, one->allowed ? "allowed" : "refused", outcomes[i - from]);
      if (!one->allowed && refusal != NULL && !g_str_equal (bare, refusal))
        g_error ("%s: tells more than “no such row”: %s", one->what, outcomes[i - from]);
    }
}

static void
push_all (Matrix *matrix, Role role, GPtrArray *tries, const char *refusal)
{
  for (guint from = 0; from < tries->len; from += 200)
    push_some (matrix, role, tries, from, MIN (from + 200, tries->len), refusal);
}

/* What the server says of rows that never were: one sentence for every table and operation. */
static char *
ask_for_nothing (Matrix *matrix, Role role)
{
  TestDevice *device = &matrix->devices[role];
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) body = NULL;
  g_autofree char *answer = NULL;
  g_auto (GStrv) outcomes = NULL;
  char  *refusal = NULL;
  Digest prev = device->chain;

  for (guint i = 0; registry[i] != NULL; i++)
    {
      gpointer row = schema_new (registry[i]);
      g_autoptr (Mutation) mutation = NULL;
      DigestState state;

      ((Row *) row)->id = test_random_id (device);
      mutation = mutation_del (registry[i], row);
      schema_free (registry[i], row);
      mutation->n = ++device->n;
      mutation->hlc = hlc_next (0, matrix->base.now.now / 1000);
      id_to_hex (test_random_id (device), mutation->mid);
      g_ptr_array_add (lines, mutation_line (mutation));
      digest_init (&state);
      digest_update (&state, device->chain.b, sizeof device->chain.b);
      digest_update (&state, lines->pdata[i], strlen (lines->pdata[i]));
      device->chain = digest_finish (&state);
    }
  body = test_push_body (device, prev, lines);
  answer = post (matrix, "/v1/push", matrix->tokens[role], body, 200);
  outcomes = g_strsplit (answer, "\n", -1);
  for (guint i = 0; i < lines->len; i++)
    {
      g_autofree char *bare = without_place (outcomes[i]);

      if (refusal == NULL)
        refusal = g_steal_pointer (&bare);
      else
        g_assert_cmpstr (bare, ==, refusal);
    }
  return refusal;
}

/* One member set to what it is: only whether one may counts. */
static Mutation *
set_one (const Planted *planted, const Field *field)
{
  Mutation *mutation = mutation_del (planted->schema, planted->row);
  GString  *set = g_string_new ("{");

  json_append_key (set, field->name);
  schema_append_member (planted->schema, field, planted->row, set);
  mutation->kind = MUTATION_SET;
  mutation->rv = 1;
  mutation->set = g_string_free (g_string_append_c (set, '}'), FALSE);
  mutation->was = g_strdup ("{}");
  return mutation;
}

static void
try_row (Matrix *matrix, Role role, GPtrArray *tries, const Planted *planted)
{
  guint            who = who_of (planted->schema, planted->row, role, matrix->moved);
  const char      *state = planted->state;
  g_autofree char *del = g_strdup_printf ("delete in state %s", state != NULL ? state : "(none)");

  for (const Field *field = planted->schema->fields; field->name != NULL; field++)
    {
      g_autofree char *what = g_strdup_printf ("set %s in state %s", field->name, state != NULL ? state : "(none)");

      add_try (matrix, role, tries, set_one (planted, field),
               table_allows (planted->schema, who, OP_SET, state, field->name), what);
    }
  /* What may be deleted is put again later; see try_new (). */
  if (!table_allows (planted->schema, who, OP_DEL, state, NULL))
    add_try (matrix, role, tries, mutation_del (planted->schema, planted->row), FALSE, del);
}

/* A new row with the members this role may give it, and one with all of them. */
static void
try_new (Matrix *matrix, Role role, GPtrArray *tries, const Schema *schema, guint index)
{
  const Field *state = state_field (schema);
  gpointer     full = make_row (matrix, schema, state != NULL ? state->enums[0].nick : NULL, index);
  gpointer     fair = schema_copy (schema, full);
  const char  *nick = state != NULL ? state->enums[0].nick : NULL;
  guint        who = who_of (schema, full, role, matrix->moved);
  guint        who_fair;
  gboolean     may_full = table_allows (schema, who, OP_PUT, nick, NULL), may_fair;
  gpointer     blank = schema_new (schema);

  for (const Field *field = schema->fields; field->name != NULL; field++)
    {
      g_autofree char *given = schema_member_text (schema, field, full);
      g_autofree char *none = schema_member_text (schema, field, blank);

      if (!g_str_equal (given, none) && !table_allows (schema, who, OP_PUT, nick, field->name))
        may_full = FALSE;
      if (field->merge == MERGE_SERVER && field->key == 0)
        {
          g_autoptr (GString) json = g_string_new (NULL);
          g_autoptr (JsonNode) node = NULL;

          schema_append_member (schema, field, blank, json);
          node = json_strict_parse (json->str, -1, 4, NULL);
          g_assert_true (schema_set_member (schema, field, fair, node, NULL));
        }
    }
  who_fair = who_of (schema, fair, role, matrix->moved);
  may_fair = table_allows (schema, who_fair, OP_PUT, nick, NULL);
  for (const Field *field = schema->fields; field->name != NULL; field++)
    {
      g_autofree char *given = schema_member_text (schema, field, fair);
      g_autofree char *none = schema_member_text (schema, field, blank);

      if (!g_str_equal (given, none) && !table_allows (schema, who_fair, OP_PUT, nick, field->name))
        may_fair = FALSE;
    }
  add_try (matrix, role, tries, mutation_put (schema, full), may_full, "put with every member");
  if (!may_full)
    {
      if (!schema_is_natural (schema))
        ((Row *) fair)->id = test_random_id (&matrix->devices[role]);
      add_try (matrix, role, tries, mutation_put (schema, fair), may_fair, "put with its own members");
    }
  schema_free (schema, full);
  schema_free (schema, fair);
  schema_free (schema, blank);
}

/* Every planted row stands as it was planted. */
static void
check_unchanged (Matrix *matrix, Role role)
{
  for (guint i = 0; i < matrix->rows->len; i++)
    {
      const Planted *planted = g_ptr_array_index (matrix->rows, i);
      g_autoptr (GError) error = NULL;
      gpointer         row = server_read (matrix->plant, planted->schema, planted->id, &error);
      g_autofree char *was = schema_body (planted->schema, planted->row);
      g_autofree char *is = NULL;

      g_assert_no_error (error);
      g_assert_nonnull (row);
      is = schema_body (planted->schema, row);
      if (!g_str_equal (was, is))
        g_error ("%s changed %s %s\nto %s", role_names[role], planted->schema->table, was, is);
      schema_free (planted->schema, row);
    }
}

/* A put with the natural key of a planted row, by one who may, is an edit of it: from now on it stands so. */
static void
take_over (Matrix *matrix)
{
  for (guint i = 0; i < matrix->rows->len; i++)
    {
      Planted *planted = g_ptr_array_index (matrix->rows, i);

      schema_free (planted->schema, planted->row);
      planted->row = server_read (matrix->plant, planted->schema, planted->id, NULL);
      g_assert_nonnull (planted->row);
    }
}

static void
try_role (Matrix *matrix, Role role, guint *index)
{
  g_autofree char *refusal = ask_for_nothing (matrix, role);
  g_autoptr (GPtrArray) tries = g_ptr_array_new_with_free_func (free_try);
  g_autoptr (GPtrArray) news = g_ptr_array_new_with_free_func (free_try);

  g_assert_nonnull (strstr (refusal, "not_allowed"));
  for (guint i = 0; i < matrix->rows->len; i++)
    try_row (matrix, role, tries, g_ptr_array_index (matrix->rows, i));
  push_all (matrix, role, tries, refusal);
  check_unchanged (matrix, role);
  for (guint i = 0; registry[i] != NULL; i++)
    if (!is_organisation (registry[i]) && registry[i] != &calendar_day_schema)
      try_new (matrix, role, news, registry[i], (*index)++);
  push_all (matrix, role, news, refusal);
  take_over (matrix);
}

/* Reading */

static gboolean
may_read (Matrix *matrix, const Planted *planted, Role role)
{
  for (const Place *place = planted->schema->places; place->cls != BUCKET_NONE; place++)
    if (place->state == NULL || (planted->state != NULL && g_str_equal (place->state, planted->state)))
      return reads (place->cls, role, matrix->moved);
  return FALSE;
}

/* Every id an answer to pulls names, from nothing to its end. */
static GHashTable *
pull_ids (Matrix *matrix, Role role)
{
  GHashTable      *ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *device = id_dup_hex (matrix->devices[role].actor.device);
  g_autofree char *request = g_strdup_printf ("{\"bf\":{},\"cur\":{},\"dev\":\"%s\",\"ge\":0,\"max\":8388608,"
                                              "\"nonce\":\"n\",\"p\":1,\"schema\":1}",
                                              device);
  g_autoptr (GBytes) body = g_bytes_new (request, strlen (request));
  g_autofree char *answer = post (matrix, "/v1/pull", matrix->tokens[role], body, 200);
  g_auto (GStrv) lines = g_strsplit (answer, "\n", -1);

  g_assert_nonnull (strstr (answer, "\"more\":false"));
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (JsonNode) node = *lines[i] == '[' ? json_strict_parse (lines[i], -1, JSON_DEPTH, NULL) : NULL;

      if (node != NULL && g_str_equal (json_array_get_string_element (json_node_get_array (node), 0), "R"))
        g_hash_table_add (ids, g_strdup (json_array_get_string_element (json_node_get_array (node), 2)));
    }
  return ids;
}

static void
check_reading (Matrix *matrix, Role role)
{
  g_autoptr (GHashTable) ids = pull_ids (matrix, role);

  for (guint i = 0; i < matrix->rows->len; i++)
    {
      const Planted   *planted = g_ptr_array_index (matrix->rows, i);
      g_autofree char *hex = id_dup_hex (planted->id);
      gboolean         seen = g_hash_table_contains (ids, hex);

      if (seen != may_read (matrix, planted, role))
        g_error ("%s: %s%s in state %s: %s", role_names[role], matrix->moved ? "after the move: " : "",
                 planted->schema->table, planted->state != NULL ? planted->state : "(none)",
                 seen ? "is read, but must not be" : "must be read, but is not");
    }
}

/* agent1 goes to the second team today. */
static void
move (Matrix *matrix)
{
  const Company *company = &matrix->base.company;
  g_autoptr (GError) error = NULL;
  Assignment *old = server_read (matrix->plant, &assignment_schema, company->agent1_assignment, &error);
  Assignment *new = NULL;
  g_auto (DbScope) scope = { 0 };

  g_assert_no_error (error);
  new = schema_copy (&assignment_schema, old);
  set_text (old, schema_field (&assignment_schema, "to_on"), "2026-04-01");
  set_text (new, schema_field (&assignment_schema, "from_on"), "2026-04-02");
  new->row.id = id_derive ("matrix", (const char *const[]){ "move", NULL });
  new->team = company->team2;
  g_assert_true (server_look (matrix->plant, &error));
  g_assert_true (db_begin (&scope, server_get_db (matrix->plant), &error));
  g_assert_true (server_write (matrix->plant, NULL, &assignment_schema, old, &matrix->base.now, &error));
  g_assert_true (server_write (matrix->plant, NULL, &assignment_schema, new, &matrix->base.now, &error));
  g_assert_true (server_settle_grants (matrix->plant, &matrix->base.now, &error));
  g_assert_true (db_commit (&scope, &error));
  schema_free (&assignment_schema, old);
  schema_free (&assignment_schema, new);
  matrix->moved = TRUE;
}

static void
try_everything (Matrix *matrix, guint *index)
{
  for (Role role = 0; role < ROLES; role++)
    check_reading (matrix, role);
  for (Role role = 0; role < ROLES; role++)
    try_role (matrix, role, index);
}

static void
start (Matrix *matrix)
{
  const Company   *company = &matrix->base.company;
  const Id         people[] = { company->agent1, company->agent2, company->supervisor1, company->deputy,
                                company->manager, company->general, company->hr1, company->inspector };
  g_autofree char *path = g_build_filename (matrix->base.dir, "server.db", NULL);
  ServerNow        now = routes_now ();
  g_autoptr (GError) error = NULL;

  for (Role role = 0; role < ROLES; role++)
    test_device_init (&matrix->devices[role], &matrix->base, people[role], NULL);
  /* The company lives in April 2026, whatever the clock of this machine says. */
  g_assert_true (server_set_clock_offset (matrix->base.server, matrix->base.now.now - now.now, &error));
  matrix->plant = server_open (path, NULL, &now, &error);
  g_assert_no_error (error);
  g_assert_true (server_set_clock_offset (matrix->plant, 0, &error));
  plant_all (matrix);
  g_assert_true (server_set_clock_offset (matrix->plant, matrix->base.now.now - now.now, &error));
  matrix->base.now = now;
  server_fixture_reopen (&matrix->base);
  matrix->http = http_server_new ("127.0.0.1:0", NULL, routes_handle, matrix->base.server, &error);
  g_assert_no_error (error);
  for (Role role = 0; role < ROLES; role++)
    sign_in (matrix, role);
}

static void
test_matrix (void)
{
  Matrix matrix = { .random = g_rand_new_with_seed (20260402), .rows = g_ptr_array_new_with_free_func (free_planted) };
  guint  index = 1000;

  server_fixture_init (&matrix.base);
  start (&matrix);
  try_everything (&matrix, &index);
  move (&matrix);
  try_everything (&matrix, &index);
  g_test_message ("%u tries, %u of them allowed", matrix.tries, matrix.allowed);
  g_assert_cmpuint (matrix.tries, >, 10000);
  g_assert_cmpuint (matrix.allowed, >, 500);
  http_server_free (matrix.http);
  server_close (matrix.plant);
  for (Role role = 0; role < ROLES; role++)
    {
      test_device_clear (&matrix.devices[role]);
      g_free (matrix.tokens[role]);
    }
  g_ptr_array_unref (matrix.rows);
  g_rand_free (matrix.random);
  server_fixture_clear (&matrix.base);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  core_init ();
  g_test_add_func ("/matrix/every-role-table-state-and-operation", test_matrix);
  return g_test_run ();
}
