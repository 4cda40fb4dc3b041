/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/ticket.h"

/* clang-format off */
const EnumNick ticket_kinds[] = {
  { TICKET_KIND_INQUIRY, "inquiry", N_("Inquiry") },
  { TICKET_KIND_COMPLAINT, "complaint", N_("Complaint") },
  { TICKET_KIND_SUGGESTION, "suggestion", N_("Suggestion") },
  { TICKET_KIND_AFTER_SALES, "after-sales", N_("After-sales service") },
  { 0 } };

static const Field ticket_fields[] = {
  FIELD (Ticket, agent, REF, N_("Agent"), .ref = "person"),
  FIELD (Ticket, customer, REF, N_("Customer"), .ref = "customer"),
  FIELD (Ticket, number, TEXT, N_("Ticket no."), .search = TRUE),
  FIELD (Ticket, kind, ENUM, N_("Kind"), .enums = ticket_kinds),
  FIELD (Ticket, subject, TEXT, N_("Subject"), .search = TRUE),
  FIELD (Ticket, opened_at, MOMENT, N_("Opened")),
  FIELD (Ticket, due_at, MOMENT, N_("Due")),
  FIELD (Ticket, first_reply_at, MOMENT, N_("First reply")),
  FIELD (Ticket, solved_at, MOMENT, N_("Solved")),
  FIELD (Ticket, import_id, TEXT, N_("Import")),
  FIELD_LAST };

static const Place ticket_places[] = {
  { NULL, BUCKET_FACTS, "agent", "opened_at" },
  { 0 } };

static const Access ticket_access[] = {
  { REL_SELF, OP_PUT | OP_SET, NULL, NULL },
  { REL_SUPERVISOR, OP_PUT | OP_SET, NULL, NULL },
  { REL_ADMIN | REL_SYSTEM, OP_ALL, NULL, NULL },
  { 0 } };

const Schema ticket_schema = {
  .table = "ticket",
  .title = N_("Ticket"),
  .size = sizeof (Ticket),
  .fields = ticket_fields,
  .places = ticket_places,
  .access = ticket_access,
  .subject = "agent",
  .check = ticket_check,
};
/* clang-format on */

/* Nothing is answered, due or solved before it was opened. */
void
ticket_check (gconstpointer row, ProblemList *problems)
{
  const Ticket *ticket = row;

  if (ticket->due_at < ticket->opened_at)
    problem_add (problems, "due_at", "2.2.2", N_ ("The ticket is due before it was opened"), NULL);
  if (ticket->first_reply_at.set && ticket->first_reply_at.v < ticket->opened_at)
    problem_add (problems, "first_reply_at", "2.2.2", N_ ("The first reply is before the ticket was opened"), NULL);
  if (ticket->solved_at.set && ticket->solved_at.v < ticket->opened_at)
    problem_add (problems, "solved_at", "2.2.2", N_ ("The ticket was solved before it was opened"), NULL);
}
