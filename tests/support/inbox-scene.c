/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "inbox-scene.h"

#include "app/session-local.h"
#include "customers/customer.h"
#include "staff/organisation.h"
#include "staff/person.h"
#include "store/apply.h"
#include "tests/support/temp-store.h"

static void
take_text (char **slot, const char *text)
{
  g_free (*slot);
  *slot = g_strdup (text);
}

static void
write_customer (InboxScene *scene, Store *store)
{
  Customer *customer = schema_new (&customer_schema);

  scene->customer.b[0] = 7;
  customer->row.id = scene->customer;
  customer->assignment = scene->company.agent1_assignment;
  take_text (&customer->name, "辰星科技");
  take_text (&customer->industry, "零售");
  temp_store_put_row (store, &customer_schema, customer, ID_NONE);
  schema_free (&customer_schema, customer);
}

static void
write_item (InboxScene *scene, Store *store, guint number, InboxKind kind, Id person)
{
  InboxItem *item = schema_new (&inbox_item_schema);

  item->row.id.b[0] = (guint8) (100 + number % 100);
  item->row.id.b[1] = (guint8) (number >> 8);
  item->row.id.b[2] = (guint8) number;
  item->person = person;
  item->kind = kind;
  item->subject = scene->customer;
  item->happened_at = number;
  take_text (&item->tbl, "customer");
  if (kind == INBOX_KIND_CONFLICT)
    {
      take_text (&item->field, "industry");
      take_text (&item->mine, "\"批发\"");
      take_text (&item->was, "\"餐饮\"");
      item->other = scene->company.supervisor1;
      item->other_at = (OptInt){ 1775091600000000, TRUE };
    }
  else
    {
      take_text (&item->message, "Row %1 is not yours");
      take_text (&item->args, "[\"甲\"]");
      take_text (&item->clause, "3.1.1");
    }
  temp_store_put_row (store, &inbox_item_schema, item, ID_NONE);
  schema_free (&inbox_item_schema, item);
}

void
inbox_scene_set_up (InboxScene *scene, guint more)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;
  g_autoptr (Store) store = NULL;
  g_auto (StoreScope) scope = { 0 };
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (GPtrArray) held = NULL;

  scene->dir = temp_dir_new ();
  path = temp_path (scene->dir, "a.zuoxi");
  store = store_open (path, DB_DEFAULT, NULL, &error);
  g_assert_no_error (error);
  company_init (&scene->company);
  people = directory_persons (scene->company.directory);
  held = directory_assignments (scene->company.directory);
  g_assert_true (store_begin (&scope, store, &error));
  for (guint i = 0; i < people->len; i++)
    temp_store_put_row (store, &person_schema, people->pdata[i], ID_NONE);
  for (guint i = 0; i < held->len; i++)
    temp_store_put_row (store, &assignment_schema, held->pdata[i], ID_NONE);
  write_customer (scene, store);
  write_item (scene, store, 1, INBOX_KIND_CONFLICT, scene->company.agent1);
  write_item (scene, store, 2, INBOX_KIND_REJECTED, scene->company.agent1);
  write_item (scene, store, 3, INBOX_KIND_NOTICE, scene->company.agent2);
  for (guint i = 0; i < more; i++)
    write_item (scene, store, 4 + i, INBOX_KIND_CONFLICT, scene->company.agent1);
  g_assert_true (store_commit (&scope, &error));
  g_clear_pointer (&store, store_close);
  scene->session = zuoxi_session_new_local (path, scene->company.agent1, &error);
  g_assert_no_error (error);
}

static void
on_signed_out_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  gboolean *out = data;

  g_assert_true (zuoxi_session_sign_out_finish (ZUOXI_SESSION (source), result, NULL));
  *out = TRUE;
}

void
inbox_scene_tear_down (InboxScene *scene)
{
  gboolean out = FALSE;

  /* The folder goes after the last write. */
  zuoxi_session_sign_out_async (scene->session, FALSE, NULL, on_signed_out_cb, &out);
  while (!out)
    g_main_context_iteration (NULL, TRUE);
  g_clear_object (&scene->session);
  company_clear (&scene->company);
  temp_dir_remove (scene->dir);
}

char *
inbox_scene_industry (InboxScene *scene)
{
  g_autoptr (GError) error = NULL;
  Customer *customer = store_get (zuoxi_session_get_reader (scene->session), &customer_schema, scene->customer, &error);
  char     *industry = NULL;

  g_assert_no_error (error);
  industry = g_strdup (customer->industry);
  schema_free (&customer_schema, customer);
  return industry;
}

guint
inbox_scene_unsent (InboxScene *scene)
{
  g_autoptr (GError) error = NULL;
  gint64 unsent = store_unsent (zuoxi_session_get_reader (scene->session), NULL, &error);

  g_assert_no_error (error);
  return (guint) unsent;
}
