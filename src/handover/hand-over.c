/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "handover/hand-over.h"

#include <string.h>

#include "calls/call.h"
#include "core/day.h"
#include "core/json.h"
#include "core/moment.h"
#include "customers/customer-history.h"
#include "customers/customer.h"
#include "customers/hand-over-rule.h"
#include "sales/order.h"
#include "service/rating.h"
#include "service/ticket.h"

#define OWN_FACTS_MONTHS 13 /* of one's own facts one holds (R4) */

typedef struct
{
  const CommandContext *context;
  Effects              *effects;
  const Assignment     *to;
  Customer             *customer;
  char                  today[DAY_TEXT_SIZE];
  GHashTable           *history; /* Id → CustomerHistory that is there */
  GHashTable           *told;    /* Id: those written or removed */
} HandOver;

/* One contact as its row of history tells it. */
typedef struct
{
  Id          id; /* of the fact */
  Id          agent;
  ContactKind kind;
  const char *result; /* nick of contact_results */
  const char *note;
  char        on[DAY_TEXT_SIZE];
} Contact;

static CommandResult
refuse (ProblemList *problems, const char **code, const char *value, const char *field, const char *msgid)
{
  *code = value;
  problem_add (problems, field, "3.1.1", msgid, NULL);
  return COMMAND_REFUSED;
}

/* TRUE if the person holds the fact himself. */
static gboolean
holds_fact (const HandOver *self, const Contact *contact)
{
  int then = (int) g_ascii_strtoll (contact->on, NULL, 10) * 12 + (int) g_ascii_strtoll (contact->on + 5, NULL, 10);
  int now = (int) g_ascii_strtoll (self->today, NULL, 10) * 12 + (int) g_ascii_strtoll (self->today + 5, NULL, 10);

  return id_equal (contact->agent, self->to->person) && now - then < OWN_FACTS_MONTHS;
}

static Id
history_id (const HandOver *self, Id contact)
{
  char        customer[33], fact[33];
  const char *parts[] = { customer, fact, NULL };

  id_to_hex (self->customer->row.id, customer);
  id_to_hex (contact, fact);
  return id_derive ("customer_history", parts);
}

static void
set_text (char **slot, const char *text)
{
  g_free (*slot);
  *slot = g_strdup (text);
}

static void
tell (HandOver *self, const Contact *contact)
{
  Id               id = history_id (self, contact->id);
  CustomerHistory *row;

  g_hash_table_add (self->told, id_dup (id));
  if (holds_fact (self, contact))
    {
      row = g_hash_table_lookup (self->history, &id);
      if (row != NULL)
        effects_remove (self->effects, &customer_history_schema, schema_copy (&customer_history_schema, row));
      return;
    }
  row = schema_new (&customer_history_schema);
  row->row.id = id;
  row->customer = self->customer->row.id;
  row->assignment = self->to->row.id;
  row->kind = contact->kind;
  row->result = enum_by_nick (contact_results, contact->result)->value;
  set_text (&row->on, contact->on);
  set_text (&row->note, contact->note);
  effects_put (self->effects, &customer_history_schema, row);
}

static void
tell_call (HandOver *self, gconstpointer row)
{
  const Call *call = row;
  Contact     contact = { call->row.id, call->agent, CONTACT_KIND_CALL, enum_nick (call_results, (int) call->result),
                          call->note, "" };

  day_format (moment_day (call->started_at, MOMENT_OFFSET_S), contact.on);
  tell (self, &contact);
}

static void
tell_order (HandOver *self, gconstpointer row)
{
  const SalesOrder *order = row;
  g_autofree char  *note = g_strdup_printf ("%s %s", order->number, order->product);
  const char       *state = enum_nick (order_states, (int) order->state);
  Contact           contact = { order->row.id, order->agent, CONTACT_KIND_ORDER, state,
                                g_strstrip (note), "" };

  g_strlcpy (contact.on, order->signed_on, sizeof contact.on);
  tell (self, &contact);
}

static void
tell_rating (HandOver *self, gconstpointer row)
{
  static const char *const values[] = { "unrated", "rated-1", "rated-2", "rated-3", "rated-4", "rated-5" };
  const Rating            *rating = row;
  Contact                  contact = { rating->row.id, rating->agent, CONTACT_KIND_RATING,
                                       values[rating->value.set ? CLAMP (rating->value.v, 1, 5) : 0], "", "" };

  day_format (moment_day (rating->invited_at, MOMENT_OFFSET_S), contact.on);
  tell (self, &contact);
}

/* Not yet solved and not yet due: counted for nobody so far. */
static gboolean
is_open_work (const HandOver *self, const Ticket *ticket)
{
  char opened[DAY_TEXT_SIZE];

  day_format (moment_day (ticket->opened_at, MOMENT_OFFSET_S), opened);
  return !ticket->solved_at.set && ticket->due_at > self->context->now &&
         directory_assignment_on (self->context->loader->directory, self->to->person, opened) != NULL;
}

static void
tell_ticket (HandOver *self, gconstpointer row)
{
  const Ticket    *ticket = row;
  gboolean         overdue = ticket->due_at <= self->context->now;
  g_autofree char *note = g_strdup_printf ("%s %s", ticket->number, ticket->subject);
  Contact          contact = { ticket->row.id, ticket->agent, CONTACT_KIND_TICKET,
                      ticket->solved_at.set ? "solved" : overdue ? "overdue"
                                                                          : "open",
                               g_strstrip (note), "" };

  day_format (moment_day (ticket->opened_at, MOMENT_OFFSET_S), contact.on);
  if (is_open_work (self, ticket) && !id_equal (ticket->agent, self->to->person))
    {
      Ticket *moved = schema_copy (&ticket_schema, ticket);

      moved->agent = self->to->person;
      effects_put (self->effects, &ticket_schema, moved);
      contact.agent = self->to->person;
    }
  tell (self, &contact);
}

typedef void (*TellRow) (HandOver *self, gconstpointer row);

static gboolean
tell_facts (HandOver *self, const Schema *schema, TellRow func, GError **error)
{
  Loader *loader = self->context->loader;
  g_autoptr (GPtrArray) rows = loader->list (loader, schema, "customer", self->customer->row.id, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      func (self, rows->pdata[i]);
      schema_free (schema, rows->pdata[i]);
    }
  return TRUE;
}

static gboolean
read_history (HandOver *self, GError **error)
{
  Loader *loader = self->context->loader;
  g_autoptr (GPtrArray) rows = loader->children (loader, &customer_history_schema, self->customer->row.id, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    g_hash_table_insert (self->history, id_dup (((Row *) rows->pdata[i])->id), rows->pdata[i]);
  return TRUE;
}

/* Rows whose contact is not there any more go along as they are. */
static void
move_history (HandOver *self)
{
  GHashTableIter iter;
  gpointer       id, row;

  g_hash_table_iter_init (&iter, self->history);
  while (g_hash_table_iter_next (&iter, &id, &row))
    if (!g_hash_table_contains (self->told, id))
      {
        CustomerHistory *moved = schema_copy (&customer_history_schema, row);

        moved->assignment = self->to->row.id;
        effects_put (self->effects, &customer_history_schema, moved);
      }
}

static gboolean
move_phones (HandOver *self, GError **error)
{
  Loader *loader = self->context->loader;
  g_autoptr (GPtrArray) rows = loader->children (loader, &contact_phone_schema, self->customer->row.id, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      ContactPhone *phone = rows->pdata[i];

      phone->assignment = self->to->row.id;
      effects_put (self->effects, &contact_phone_schema, phone);
    }
  return TRUE;
}

static gboolean
move (HandOver *self, GError **error)
{
  if (!read_history (self, error) || !tell_facts (self, &call_schema, tell_call, error) ||
      !tell_facts (self, &sales_order_schema, tell_order, error) ||
      !tell_facts (self, &ticket_schema, tell_ticket, error) ||
      !tell_facts (self, &rating_schema, tell_rating, error) || !move_phones (self, error))
    return FALSE;
  move_history (self);
  self->customer->assignment = self->to->row.id;
  effects_put (self->effects, &customer_schema, schema_copy (&customer_schema, self->customer));
  return TRUE;
}

static void
history_free (gpointer row)
{
  schema_free (&customer_history_schema, row);
}

/* @customer: as it is */
static CommandResult
check_and_move (const CommandContext *context,
                Customer             *customer,
                Effects              *effects,
                ProblemList          *problems,
                const char          **code,
                GError              **error)
{
  Directory        *directory = context->loader->directory;
  HandOver          self = { .context = context, .effects = effects, .customer = customer };
  const Assignment *from = directory_assignment (directory, customer->assignment);
  Id                seen, to;
  gboolean          done;

  day_format (moment_day (context->now, MOMENT_OFFSET_S), self.today);
  if (from == NULL || (!context->admin && !hand_over_may_take (directory, context->actor, from, self.today)))
    return refuse (problems, code, "not_allowed", "",
                   N_ ("Only the supervisor of the team that has the customer, or the department manager, can hand it over"));
  if (!json_member_id (context->args, "from", &seen, NULL) || !json_member_id (context->args, "to", &to, NULL))
    return refuse (problems, code, "malformed", "to", N_ ("The command does not say from whom to whom"));
  if (!id_equal (seen, customer->assignment))
    return refuse (problems, code, "stale_view", "assignment",
                   N_ ("The customer was handed over by somebody else since: look at it and decide again"));
  self.to = directory_assignment (directory, to);
  if (self.to == NULL || !hand_over_may_give (from, self.to, self.today))
    return refuse (problems, code, "wrong_state", "assignment",
                   N_ ("A customer can be handed over only to an agent who works in the same department today"));
  self.history = g_hash_table_new_full (id_hash, id_equal_ptr, g_free, history_free);
  self.told = g_hash_table_new_full (id_hash, id_equal_ptr, g_free, NULL);
  done = move (&self, error);
  g_hash_table_unref (self.history);
  g_hash_table_unref (self.told);
  return done ? COMMAND_OK : COMMAND_FAILED;
}

/**
 * command_hand_over:
 *
 * See hand-over.h. A customer that is not there answers like one of another team (R2).
 */
CommandResult
command_hand_over (
    const CommandContext *context, Effects *effects, ProblemList *problems, const char **code, GError **error)
{
  GError       *failure = NULL;
  Customer     *customer = context->loader->row (context->loader, &customer_schema, context->id, &failure);
  CommandResult result;

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return COMMAND_FAILED;
    }
  if (customer == NULL)
    return refuse (problems, code, "not_allowed", "",
                   N_ ("Only the supervisor of the team that has the customer, or the department manager, can hand it over"));
  result = check_and_move (context, customer, effects, problems, code, error);
  schema_free (&customer_schema, customer);
  return result;
}
