/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inbox says what met what, and one choice settles it. */
#include "config.h"

#include "app/session-local.h"
#include "company.h"
#include "core/id.h"
#include "core/init.h"
#include "core/json.h"
#include "customers/customer.h"
#include "staff/organisation.h"
#include "staff/person.h"
#include "store/overlay.h"
#include "sync/inbox-card.h"
#include "tests/support/temp.h"

typedef struct
{
  TempDir      *dir;
  Company       company;
  ZuoxiSession *session;
  Id            customer;
} Fixture;

static void
take_text (char **slot, const char *text)
{
  g_free (*slot);
  *slot = g_strdup (text);
}

static void
write_row (Store *store, const Schema *schema, gconstpointer row)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *body = schema_body (schema, row);
  g_autoptr (JsonNode) node = json_strict_parse (body, -1, JSON_DEPTH, &error);

  g_assert_no_error (error);
  store_server_row (store, schema->table, ((const Row *) row)->id, ID_NONE, 1, 1, json_node_get_object (node),
                    STORE_FORCE, &error);
  g_assert_no_error (error);
}

static void
write_customer (Fixture *f, Store *store)
{
  Customer *customer = schema_new (&customer_schema);

  f->customer.b[0] = 7;
  customer->row.id = f->customer;
  customer->assignment = f->company.agent1_assignment;
  take_text (&customer->name, "辰星科技");
  take_text (&customer->industry, "零售");
  write_row (store, &customer_schema, customer);
  schema_free (&customer_schema, customer);
}

static void
write_item (Fixture *f, Store *store, guint number, InboxKind kind, Id person)
{
  InboxItem *item = schema_new (&inbox_item_schema);

  item->row.id.b[0] = (guint8) (100 + number);
  item->person = person;
  item->kind = kind;
  item->subject = f->customer;
  item->happened_at = number;
  take_text (&item->tbl, "customer");
  if (kind == INBOX_KIND_CONFLICT)
    {
      take_text (&item->field, "industry");
      take_text (&item->mine, "\"批发\"");
      take_text (&item->was, "\"餐饮\"");
      item->other = f->company.supervisor1;
      item->other_at = (OptInt){ 1775091600000000, TRUE };
    }
  else
    {
      take_text (&item->message, "Row %1 is not yours");
      take_text (&item->args, "[\"甲\"]");
      take_text (&item->clause, "3.1.1");
    }
  write_row (store, &inbox_item_schema, item);
  schema_free (&inbox_item_schema, item);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autoptr (Store) store = NULL;
  g_auto (StoreScope) scope = { 0 };
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (GPtrArray) held = NULL;

  f->dir = temp_dir_new ();
  path = temp_path (f->dir, "a.zuoxi");
  store = store_open (path, DB_DEFAULT, NULL, &error);
  g_assert_no_error (error);
  company_init (&f->company);
  people = directory_persons (f->company.directory);
  held = directory_assignments (f->company.directory);
  g_assert_true (store_begin (&scope, store, &error));
  for (guint i = 0; i < people->len; i++)
    write_row (store, &person_schema, people->pdata[i]);
  for (guint i = 0; i < held->len; i++)
    write_row (store, &assignment_schema, held->pdata[i]);
  write_customer (f, store);
  write_item (f, store, 1, INBOX_KIND_CONFLICT, f->company.agent1);
  write_item (f, store, 2, INBOX_KIND_REJECTED, f->company.agent1);
  write_item (f, store, 3, INBOX_KIND_NOTICE, f->company.agent2);
  g_assert_true (store_commit (&scope, &error));
  g_clear_pointer (&store, store_close);
  f->session = zuoxi_session_new_local (path, f->company.agent1, &error);
  g_assert_no_error (error);
}

static void
on_signed_out_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  gboolean *out = data;

  g_assert_true (zuoxi_session_sign_out_finish (ZUOXI_SESSION (source), result, NULL));
  *out = TRUE;
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gboolean out = FALSE;

  /* The folder goes after the last write. */
  zuoxi_session_sign_out_async (f->session, FALSE, NULL, on_signed_out_cb, &out);
  while (!out)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&f->session);
  company_clear (&f->company);
  temp_dir_remove (f->dir);
}

static void
test_card_says_what_met_what (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cards = inbox_cards (f->session, &error);
  const InboxCard *refused = NULL;
  const InboxCard *conflict = NULL;

  g_assert_no_error (error);
  /* Mine only, the newest first. */
  g_assert_cmpuint (cards->len, ==, 2);
  g_assert_cmpuint (inbox_count (f->session), ==, 2);
  refused = cards->pdata[0];
  conflict = cards->pdata[1];
  g_assert_nonnull (strstr (conflict->title, "辰星科技"));
  g_assert_cmpstr (conflict->mine, ==, "批发");
  g_assert_cmpstr (conflict->theirs, ==, "零售");
  g_assert_cmpstr (conflict->was, ==, "餐饮");
  g_assert_true (conflict->can_use_mine);
  g_assert_nonnull (strstr (refused->reason, "Row 甲 is not yours"));
  g_assert_nonnull (strstr (refused->reason, "3.1.1"));
  g_assert_null (refused->theirs);
}

static void
on_closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean *closed = data;

  g_assert_true (inbox_close_finish (ZUOXI_SESSION (source), result, &error));
  g_assert_no_error (error);
  *closed = TRUE;
}

/* Industry of the customer after the conflict is closed with @choice, and how many changes wait for the server. */
static char *
close_with (Fixture *f, const char *choice, guint *unsent)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cards = inbox_cards (f->session, &error);
  g_autoptr (GPtrArray) waiting = NULL;
  gboolean  closed = FALSE;
  Customer *customer = NULL;
  char     *industry = NULL;

  inbox_close_async (f->session, ((const InboxCard *) cards->pdata[1])->item, choice, on_closed_cb, &closed);
  while (!closed)
    g_main_context_iteration (NULL, TRUE);
  waiting = inbox_unsent (f->session, &error);
  g_assert_no_error (error);
  *unsent = waiting->len;
  customer = store_get (zuoxi_session_get_reader (f->session), &customer_schema, f->customer, &error);
  industry = g_strdup (customer->industry);
  schema_free (&customer_schema, customer);
  return industry;
}

static void
test_mine_is_written_again (Fixture *f, gconstpointer data)
{
  guint            unsent = 0;
  g_autofree char *industry = close_with (f, "mine", &unsent);

  g_assert_cmpstr (industry, ==, "批发");
  g_assert_cmpuint (unsent, ==, 2);
}

static void
test_theirs_changes_nothing (Fixture *f, gconstpointer data)
{
  guint            unsent = 0;
  g_autofree char *industry = close_with (f, "theirs", &unsent);

  g_assert_cmpstr (industry, ==, "零售");
  g_assert_cmpuint (unsent, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  core_init ();
  g_test_add ("/inbox/card-says-what-met-what", Fixture, NULL, set_up, test_card_says_what_met_what, tear_down);
  g_test_add ("/inbox/mine-is-written-again", Fixture, NULL, set_up, test_mine_is_written_again, tear_down);
  g_test_add ("/inbox/theirs-changes-nothing", Fixture, NULL, set_up, test_theirs_changes_nothing, tear_down);
  return g_test_run ();
}
