/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people type, each in the role of his post. */
#include "simulate.h"

#include <string.h>

#include "calls/call.h"
#include "core/id.h"
#include "core/moment.h"
#include "customers/customer.h"
#include "discipline/violation.h"
#include "quality/qa-score.h"
#include "sales/target.h"
#include "service/ticket.h"
#include "sync/inbox-item.h"
#include "training/exam-result.h"

void
sim_set_text (char **slot, const char *text)
{
  g_free (*slot);
  *slot = g_strdup (text);
}

Id
sim_new_id (World *world)
{
  guint8 bytes[10];

  for (gsize i = 0; i < sizeof bytes; i++)
    bytes[i] = (guint8) sim_random (world);
  return id_v7 (world->now, bytes);
}

/* Letters only, the seed's part first: one word of the search index that no neighbour shortens away. */
SimEdit *
sim_edit_new (SimClient *client)
{
  World   *world = client->world;
  SimEdit  edit = { .number = world->edits->len + 1, .client = client->index, .person = client->person };
  guint64  bits = (world->seed << 32) + edit.number;
  SimEdit *kept;

  bits ^= bits >> 31;
  bits *= G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  bits ^= bits >> 29;
  for (int i = 0; i < 7; i++)
    {
      edit.token[i] = (char) ('a' + bits % 25);
      bits /= 25;
    }
  memcpy (edit.token + 7, SIM_TOKEN_MARK, sizeof SIM_TOKEN_MARK);
  kept = g_memdup2 (&edit, sizeof edit);
  g_ptr_array_add (world->edits, kept);
  g_hash_table_insert (world->tokens, kept->token + 2, kept);
  return kept;
}

static void
today_of (SimClient *client, char today[11])
{
  day_format (moment_day (sim_client_clock (client), MOMENT_OFFSET_S), today);
}

/* A row the person can see, or NULL. (transfer full) */
static gpointer
any_row (SimClient *client, const Schema *schema)
{
  gint64 count = store_count (client->store, schema, NULL, "", "");
  g_autoptr (Rows) rows = NULL;

  if (count <= 0)
    return NULL;
  rows = store_query (client->store, schema, NULL, "ORDER BY id LIMIT 1 OFFSET ?", "i",
                      (gint64) sim_int (client->world, 0, (int) count));
  return rows != NULL && rows->len > 0 ? rows_steal (rows, 0) : NULL;
}

/* Where the person stands, as far as this machine knows. */
static Id
own_assignment (SimClient *client)
{
  g_autoptr (Rows) rows = store_query (client->store, &assignment_schema, NULL,
                                       "WHERE person = ? ORDER BY from_on DESC LIMIT 1", "d", &client->person);

  return rows != NULL && rows->len > 0 ? ((const Row *) rows->at[0])->id : ID_NONE;
}

/* Somebody of the own team, as far as this machine knows. */
static Id
any_colleague (SimClient *client)
{
  Company *company = &client->world->company;
  const Id people[] = { company->agent1, company->agent1, company->agent2, company->mover };

  return people[sim_int (client->world, 0, G_N_ELEMENTS (people))];
}

static Id
any_customer (SimClient *client)
{
  Customer *row = any_row (client, &customer_schema);
  Id        id = row != NULL ? row->row.id : ID_NONE;

  schema_free (&customer_schema, row);
  return id;
}

/* New rows */

static gpointer
new_customer (SimClient *client, const char *token)
{
  Customer *row = schema_new (&customer_schema);

  row->assignment = own_assignment (client);
  sim_set_text (&row->name, token);
  return row;
}

static gpointer
new_phone (SimClient *client, const char *token)
{
  ContactPhone *row = schema_new (&contact_phone_schema);

  row->customer = any_customer (client);
  row->assignment = own_assignment (client);
  sim_set_text (&row->e164, token);
  return row;
}

static gpointer
new_call (SimClient *client, const char *token)
{
  Call *row = schema_new (&call_schema);

  row->agent = client->person;
  row->customer = any_customer (client);
  row->started_at = sim_client_clock (client) - sim_int (client->world, 0, 3600) * (gint64) G_USEC_PER_SEC;
  row->ended_at = row->started_at + 60 * G_USEC_PER_SEC;
  sim_set_text (&row->note, token);
  return row;
}

static gpointer
new_ticket (SimClient *client, const char *token)
{
  Ticket *row = schema_new (&ticket_schema);

  row->agent = client->role == ROLE_SUPERVISOR ? any_colleague (client) : client->person;
  row->opened_at = sim_client_clock (client);
  row->due_at = row->opened_at + 3600 * (gint64) G_USEC_PER_SEC;
  sim_set_text (&row->subject, token);
  return row;
}

static gpointer
new_target (SimClient *client, const char *token)
{
  Target *row = schema_new (&target_schema);
  char    today[11];

  today_of (client, today);
  today[7] = '\0';
  row->person = any_colleague (client);
  sim_set_text (&row->month, today);
  sim_set_text (&row->reason, token);
  row->sales = (OptInt){ sim_int (client->world, 1, 1000), TRUE };
  return row;
}

static gpointer
new_qa_score (SimClient *client, const char *token)
{
  QaScore *row = schema_new (&qa_score_schema);
  char     today[11];

  today_of (client, today);
  row->agent = any_colleague (client);
  row->score = sim_int (client->world, 0, 10001);
  sim_set_text (&row->scored_on, today);
  sim_set_text (&row->comment, token);
  return row;
}

static gpointer
new_violation (SimClient *client, const char *token)
{
  Violation *row = schema_new (&violation_schema);
  char       today[11];

  today_of (client, today);
  row->person = any_colleague (client);
  sim_set_text (&row->happened_on, today);
  sim_set_text (&row->fact, token);
  return row;
}

static gpointer
new_staff_file (SimClient *client, const char *token)
{
  StaffFile *row = schema_new (&staff_file_schema);

  row->person = sim_chance (client->world, 200) ? client->world->company.hr1 : any_colleague (client);
  sim_set_text (&row->note, token);
  return row;
}

typedef gpointer (*NewRow) (SimClient *client, const char *token);

static Mutation *
put (SimClient *client, const Schema *schema, NewRow make, const char *token)
{
  Row      *row = make (client, token);
  Mutation *mutation;

  row->id = schema_is_natural (schema) ? schema_natural_id (schema, row) : sim_new_id (client->world);
  mutation = mutation_put (schema, row);
  schema_free (schema, row);
  return mutation;
}

/* Changes */

/* A field whose text is free: tokens go there. */
static const Field *
any_text (SimClient *client, const Schema *schema)
{
  const Field *found[16];
  guint        count = 0;

  for (const Field *field = schema->fields; field->name != NULL; field++)
    if (field->kind == FIELD_TEXT && field->merge != MERGE_SERVER && field->key == 0 && count < G_N_ELEMENTS (found) &&
        !g_str_equal (field->name, "import_id"))
      found[count++] = field;
  return count > 0 ? found[sim_int (client->world, 0, (int) count)] : NULL;
}

/* A line more at one end, or everything anew. */
static void
write_text (SimClient *client, const Field *field, gpointer row, const char *token)
{
  char           **slot = FIELD_PTR (row, field, char *);
  int              how = sim_int (client->world, 0, 10);
  g_autofree char *text = NULL;

  if (field->merge != MERGE_TEXT3 || **slot == '\0' || how == 0)
    text = g_strdup (token);
  else if (how < 4)
    text = g_strconcat (token, "\n", *slot, NULL);
  else
    text = g_strconcat (*slot, "\n", token, NULL);
  sim_set_text (slot, text);
}

/* Beside the text now and then something with a rule of its own: groups, moves between places. */
static void
change_more (SimClient *client, const Schema *schema, gpointer row)
{
  World *world = client->world;
  char   today[11];

  today_of (client, today);
  /* One of the two, or both: they are one statement (R44). */
  if (schema == &customer_schema && sim_chance (world, 300))
    {
      Customer *customer = row;
      int       what = sim_int (world, 0, 3);

      if (what != 1)
        customer->consent = sim_chance (world, 500) ? CONSENT_BASIS_ORAL : CONSENT_BASIS_FORM;
      if (what != 0)
        sim_set_text (&customer->consent_on, today);
    }
  if (schema == &customer_schema && client->role == ROLE_SUPERVISOR && sim_chance (world, 150))
    {
      Assignment *other = any_row (client, &assignment_schema);

      if (other != NULL && other->post == POST_AGENT)
        ((Customer *) row)->assignment = other->row.id;
      schema_free (&assignment_schema, other);
    }
  if (schema == &qa_score_schema && sim_chance (world, 300))
    ((QaScore *) row)->state = QA_STATE_PUBLISHED;
  if (schema == &violation_schema && sim_chance (world, 300))
    ((Violation *) row)->state = sim_chance (world, 700) ? VIOLATION_STATE_CONFIRMED : VIOLATION_STATE_DISMISSED;
  if (schema == &call_schema && client->role == ROLE_AGENT && sim_chance (world, 150))
    ((Call *) row)->ended_at += sim_int (world, -90, 90) * (gint64) G_USEC_PER_SEC;
}

static Mutation *
change (SimClient *client, const Schema *schema, SimEdit *edit)
{
  gpointer     base = any_row (client, schema);
  const Field *field = any_text (client, schema);
  gpointer     mine;
  Mutation    *mutation;

  if (base == NULL)
    return NULL;
  if (schema == &call_schema && client->role == ROLE_SUPERVISOR)
    field = schema_field (schema, "note");
  mine = schema_copy (schema, base);
  write_text (client, field, mine, edit->token);
  change_more (client, schema, mine);
  mutation = mutation_set (schema, base, mine);
  g_strlcpy (edit->field, field->name, sizeof edit->field);
  schema_free (schema, base);
  schema_free (schema, mine);
  return mutation;
}

static Mutation *
delete_phone (SimClient *client)
{
  ContactPhone *base = any_row (client, &contact_phone_schema);
  Mutation     *mutation = base != NULL ? mutation_del (&contact_phone_schema, base) : NULL;

  schema_free (&contact_phone_schema, base);
  return mutation;
}

/*
 * Two calls that belong together (R43); now and then the second is under the name of a colleague, which is not his to
 * do, so that the first may not stay either.
 */
static Mutation *
type_group (SimClient *client, SimEdit *edit)
{
  GPtrArray *ops = g_ptr_array_new ();
  Call      *call = new_call (client, edit->token);
  Mutation  *first, *second;

  call->row.id = sim_new_id (client->world);
  first = mutation_put (&call_schema, call);
  call->row.id = sim_new_id (client->world);
  if (sim_chance (client->world, 300))
    call->agent = any_colleague (client);
  second = mutation_put (&call_schema, call);
  schema_free (&call_schema, call);
  edit->schema = &call_schema;
  edit->row = first->id;
  edit->second = second->id;
  g_ptr_array_add (ops, first);
  g_ptr_array_add (ops, second);
  return mutation_group (ops);
}

static Mutation *
close_item (SimClient *client)
{
  static const char *const choices[] = { "mine", "theirs", "discarded", "read" };
  InboxItem               *item = any_row (client, &inbox_item_schema);
  g_autofree char         *args = g_strdup_printf ("{\"choice\":\"%s\"}", choices[sim_int (client->world, 0, 4)]);
  Mutation                *mutation = NULL;

  if (item != NULL && item->state == INBOX_STATE_OPEN)
    mutation = mutation_command ("inbox.close", &inbox_item_schema, item->row.id, NULL, args);
  schema_free (&inbox_item_schema, item);
  return mutation;
}

/* What a person of the role does, and how often of a hundred. */
typedef struct
{
  SimRole       role;
  int           weight;
  const Schema *schema;
  NewRow        make; /* NULL = changes a row */
} Habit;

/* clang-format off */
static const Habit habits[] = {
  { ROLE_AGENT, 16, &customer_schema, new_customer },
  { ROLE_AGENT, 34, &customer_schema, NULL },
  { ROLE_AGENT, 8, &contact_phone_schema, new_phone },
  { ROLE_AGENT, 6, &contact_phone_schema, NULL },
  { ROLE_AGENT, 14, &call_schema, new_call },
  { ROLE_AGENT, 12, &call_schema, NULL },
  { ROLE_AGENT, 4, &ticket_schema, new_ticket },
  { ROLE_AGENT, 6, &ticket_schema, NULL },
  { ROLE_SUPERVISOR, 24, &customer_schema, NULL },
  { ROLE_SUPERVISOR, 12, &contact_phone_schema, NULL },
  { ROLE_SUPERVISOR, 16, &call_schema, NULL },
  { ROLE_SUPERVISOR, 6, &ticket_schema, NULL },
  { ROLE_SUPERVISOR, 6, &target_schema, new_target },
  { ROLE_SUPERVISOR, 6, &target_schema, NULL },
  { ROLE_SUPERVISOR, 8, &qa_score_schema, new_qa_score },
  { ROLE_SUPERVISOR, 12, &qa_score_schema, NULL },
  { ROLE_SUPERVISOR, 8, &violation_schema, new_violation },
  { ROLE_SUPERVISOR, 12, &violation_schema, NULL },
  { ROLE_MANAGER, 40, &target_schema, new_target },
  { ROLE_MANAGER, 50, &target_schema, NULL },
  { ROLE_MANAGER, 10, &violation_schema, NULL }, /* not his to change */
  { ROLE_GENERAL, 100, &target_schema, NULL },
  { ROLE_HR, 50, &staff_file_schema, new_staff_file },
  { ROLE_HR, 50, &staff_file_schema, NULL },
  { ROLE_INSPECTOR, 50, &qa_score_schema, new_qa_score },
  { ROLE_INSPECTOR, 50, &qa_score_schema, NULL } };
/* clang-format on */

static const Habit *
draw_habit (SimClient *client)
{
  int at, total = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (habits); i++)
    total += habits[i].role == client->role ? habits[i].weight : 0;
  at = sim_int (client->world, 0, total);
  for (gsize i = 0; i < G_N_ELEMENTS (habits); i++)
    if (habits[i].role == client->role && (at -= habits[i].weight) < 0)
      return &habits[i];
  g_assert_not_reached ();
}

static Mutation *
think (SimClient *client, SimEdit *edit)
{
  const Habit *habit = draw_habit (client);
  int          rare = sim_int (client->world, 0, 100);

  if (rare < 4)
    return close_item (client);
  if (client->role == ROLE_AGENT && rare < 8)
    return type_group (client, edit);
  if (client->role == ROLE_AGENT && rare < 14)
    return delete_phone (client);
  return habit->make != NULL ? put (client, habit->schema, habit->make, edit->token)
                             : change (client, habit->schema, edit);
}

void
sim_work (SimClient *client)
{
  World    *world = client->world;
  SimEdit  *edit = sim_edit_new (client);
  Mutation *mutation = think (client, edit);

  if (mutation != NULL)
    sim_client_apply (client, mutation, edit);
  else
    sim_trace (world, "client %d has nothing to do", client->index);
}
