/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sync core, event by event: each kind of answer a server, or something else, may give. */
#include "core/id.h"
#include "core/init.h"
#include "customers/customer.h"
#include "store/apply.h"
#include "sync/client.h"
#include "tests/support/temp-store.h"

#define SHARD "00000000000000000000000000000000"
#define BUCKET "0000000000000000000000000000000b"

typedef struct
{
  TempStore  *temp;
  SyncClient *client;
  SyncNow     now;
  guint64     request; /* the one on its way, 0 = none */
  char       *path;
  char       *body;
  gint64      wake;
  guint       abandoned;
  GString    *outcomes;
} Fixture;

static void
carry_out (Fixture *fixture)
{
  SyncDo *next;

  while ((next = sync_client_next (fixture->client)) != NULL)
    {
      if (next->kind == SYNC_DO_SEND)
        {
          fixture->request = next->request;
          g_free (fixture->path);
          fixture->path = g_strdup (next->path);
          g_free (fixture->body);
          fixture->body = next->body != NULL
                              ? g_strndup (g_bytes_get_data (next->body, NULL), g_bytes_get_size (next->body))
                              : g_strdup ("");
        }
      else if (next->kind == SYNC_DO_WAKE)
        fixture->wake = next->mono;
      else if (next->kind == SYNC_DO_ABANDON)
        fixture->abandoned++;
      else if (next->kind == SYNC_DO_OUTCOME)
        g_string_append_printf (fixture->outcomes, "%s ", outcome_nick (next->outcome.status));
      sync_do_free (next);
    }
}

static void
fixture_up (Fixture *fixture, gconstpointer unused)
{
  fixture->temp = temp_store_new (7);
  fixture->client = sync_client_new (fixture->temp->store, "test");
  fixture->now = (SyncNow){ .wall = fixture->temp->now, .mono = 1, .random = 0x123456789abcdef };
  fixture->outcomes = g_string_new (NULL);
}

static void
fixture_down (Fixture *fixture, gconstpointer unused)
{
  sync_client_free (fixture->client);
  temp_store_free (fixture->temp);
  g_free (fixture->path);
  g_free (fixture->body);
  g_string_free (fixture->outcomes, TRUE);
}

static void
answer (Fixture *fixture, guint status, const char *text)
{
  guint64 request = fixture->request;

  fixture->request = 0;
  sync_client_head (fixture->client, request, status, 0, &fixture->now);
  sync_client_data (fixture->client, request, text, strlen (text), &fixture->now);
  sync_client_end (fixture->client, request, &fixture->now);
  carry_out (fixture);
}

/* As answer (), but what the core asks in between is kept. */
static void
answer_whole (Fixture *fixture, guint status, const char *text)
{
  guint64 request = fixture->request;

  sync_client_head (fixture->client, request, status, 0, &fixture->now);
  sync_client_data (fixture->client, request, text, strlen (text), &fixture->now);
  carry_out (fixture);
  sync_client_end (fixture->client, request, &fixture->now);
  carry_out (fixture);
}

static void
expect (Fixture *fixture, const char *path)
{
  g_assert_cmpuint (fixture->request, !=, 0);
  g_assert_cmpstr (fixture->path, ==, path);
}

static void
expect_trouble (Fixture *fixture, SyncTrouble trouble)
{
  g_assert_cmpint (sync_client_state (fixture->client)->trouble, ==, trouble);
  g_assert_cmpuint (fixture->request, ==, 0);
}

static char *
hello_text (Fixture *fixture, int server, int inc)
{
  return g_strdup_printf ("{\"inc\":%d,\"now\":%" G_GINT64_FORMAT
                          ",\"proto\":[1,1],\"schema\":{\"cur\":1,\"min\":1},\"server_id\":\"%032d\"}",
                          inc, fixture->now.wall, server);
}

static void
hello (Fixture *fixture, int server, int inc)
{
  g_autofree char *text = hello_text (fixture, server, inc);

  expect (fixture, "/v1/hello");
  answer (fixture, 200, text);
}

static char *
member (const char *json, const char *name)
{
  g_autofree char *mark = g_strdup_printf ("\"%s\":\"", name);
  const char      *at = strstr (json, mark) + strlen (mark);

  return g_strndup (at, (gsize) (strchr (at, '"') - at));
}

/* A pull with @rows between head and commit point. */
static char *
pull_text (const char *nonce, const char *rows)
{
  g_autofree char *text = NULL;
  g_autofree char *sha = NULL;

  text = g_strdup_printf ("{\"H\":{\"add\":[[\"" BUCKET "\",\"" SHARD
                          "\",\"org\",\"\",\"\",0]],\"del\":[],\"ge\":1,\"nonce\":\"%s\",\"now\":0}}\n"
                          "%s{\"C\":{\"bf\":{\"" BUCKET "\":-1},\"cur\":{\"" SHARD "\":9}}}\n",
                          nonce, rows);
  sha = digest_dup_hex (digest_of (text, strlen (text)));
  return g_strdup_printf ("%s{\"E\":{\"more\":false,\"sha\":\"%s\"}}\n", text, sha);
}

static char *
good_pull (Fixture *fixture, const char *rows)
{
  g_autofree char *nonce = member (fixture->body, "nonce");

  expect (fixture, "/v1/pull");
  return pull_text (nonce, rows);
}

/* Brings the core to rest: registered, pulled. */
static void
settle_in_waiting (Fixture *fixture)
{
  g_autofree char *pull = NULL;

  sync_client_start (fixture->client, &fixture->now);
  carry_out (fixture);
  hello (fixture, 7, 1);
  expect (fixture, "/v1/device");
  answer (fixture, 200, "{\"dev\":\"000000000000000000000000000000d1\",\"no\":1}");
  pull = good_pull (fixture, "");
  answer (fixture, 200, pull);
}

static void
settle_in (Fixture *fixture)
{
  settle_in_waiting (fixture);
  expect_trouble (fixture, SYNC_FINE);
}

static Id
add_customer (Fixture *fixture, const char *name)
{
  Customer *row = schema_new (&customer_schema);
  Id        id = test_id ((guint) strlen (name));
  g_autoptr (GError) error = NULL;

  row->row.id = id;
  g_free (row->name);
  row->name = g_strdup (name);
  store_apply_one (fixture->temp->store, mutation_put (&customer_schema, row), &error);
  g_assert_no_error (error);
  schema_free (&customer_schema, row);
  sync_client_edited (fixture->client, &fixture->now);
  carry_out (fixture);
  return id;
}

static gboolean
has_customer (Fixture *fixture, Id id)
{
  gpointer row = store_get (fixture->temp->store, &customer_schema, id, NULL);
  gboolean here = row != NULL;

  schema_free (&customer_schema, row);
  return here;
}

static void
wake (Fixture *fixture)
{
  fixture->now.mono = fixture->wake;
  sync_client_tick (fixture->client, &fixture->now);
  carry_out (fixture);
}

static void
test_client_at_rest_then_polls (Fixture *fixture, gconstpointer unused)
{
  settle_in (fixture);
  g_assert_cmpint (fixture->wake - fixture->now.mono, ==, SYNC_POLL_US);
  g_assert_false (sync_client_state (fixture->client)->behind);
  wake (fixture);
  expect (fixture, "/v1/pull");
  sync_client_set_poll (fixture->client, 60 * (gint64) G_USEC_PER_SEC);
  {
    g_autofree char *pull = good_pull (fixture, "");

    answer (fixture, 200, pull);
  }
  g_assert_cmpint (fixture->wake - fixture->now.mono, ==, 60 * (gint64) G_USEC_PER_SEC);
}

static void
test_client_put_then_pushed_and_kept_until_pulled (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *pull = NULL;
  Id               id;
  gint64           lines = 0;

  settle_in (fixture);
  id = add_customer (fixture, "辰星");
  expect (fixture, "/v1/push");
  g_assert_nonnull (strstr (fixture->body, "\"count\":1"));
  g_assert_cmpint (sync_client_state (fixture->client)->unsent, ==, 1);
  answer (fixture, 200,
          "{\"code\":\"\",\"n\":1,\"rv\":1,\"s\":\"ok\",\"seq\":5,\"shard\":\"000000000000000000000000000000aa\"}\n{"
          "\"lmid\":1}\n");
  g_assert_cmpstr (fixture->outcomes->str, ==, "ok ");
  g_assert_true (has_customer (fixture, id));
  /* The shard is none of the person's: nothing will come, and still the line must leave. */
  pull = good_pull (fixture, "");
  answer (fixture, 200, pull);
  expect_trouble (fixture, SYNC_FINE);
  db_int (store_db (fixture->temp->store), &lines, NULL, NULL, "SELECT count(*) FROM outbox", "");
  g_assert_cmpint (lines, ==, 0);
}

static void
test_client_rejected_then_row_leaves (Fixture *fixture, gconstpointer unused)
{
  Id id;

  settle_in (fixture);
  id = add_customer (fixture, "辰星");
  answer (fixture, 200, "{\"code\":\"not_allowed\",\"n\":1,\"s\":\"rejected\"}\n{\"lmid\":1}\n");
  g_assert_cmpstr (fixture->outcomes->str, ==, "rejected ");
  g_assert_false (has_customer (fixture, id));
}

/* Answers to a push that may not be believed, and what they count as. */
static void
test_client_bad_push_answers (Fixture *fixture, gconstpointer unused)
{
  static const struct
  {
    guint       status;
    const char *text;
    SyncTrouble trouble;
  } cases[] = {
    { 200, "", SYNC_NONSENSE },
    { 200, "<html>", SYNC_NONSENSE },
    { 200, "{\"n\":1,\"s\":\"ok\"}\n", SYNC_NONSENSE },                  /* cut */
    { 200, "{\"n\":2,\"s\":\"ok\"}\n{\"lmid\":2}\n", SYNC_NONSENSE },    /* of another line */
    { 200, "{\"lmid\":1}\n", SYNC_NONSENSE },                            /* of no line */
    { 200, "{\"n\":1,\"s\":\"maybe\"}\n{\"lmid\":1}\n", SYNC_NONSENSE }, /* unknown outcome */
    { 200, "{\"n\":1.5,\"s\":\"ok\"}\n{\"lmid\":1}\n", SYNC_NONSENSE },
    { 404, "{}", SYNC_NONSENSE },
    { 400, "{\"code\":\"malformed\"}", SYNC_NONSENSE },
    { 302, "", SYNC_NONSENSE },
    { 500, "", SYNC_BUSY },
    { 503, "{\"code\":\"store\"}", SYNC_SERVER_STORE },
    { 503, "{\"code\":\"busy\"}", SYNC_BUSY },
    { 429, "", SYNC_BUSY },
    { 413, "", SYNC_BUSY },
    { 401, "", SYNC_SIGN_IN },
    { 403, "{\"code\":\"must_change\"}", SYNC_PASSWORD },
    { 403, "{\"code\":\"revoked\"}", SYNC_REVOKED },
  };

  settle_in (fixture);
  add_customer (fixture, "辰星");
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      expect (fixture, "/v1/push");
      answer (fixture, cases[i].status, cases[i].text);
      while (cases[i].status == 413 && fixture->request != 0)
        answer (fixture, 413, ""); /* halves the batch down to one line */
      expect_trouble (fixture, cases[i].trouble);
      g_assert_cmpint (sync_client_state (fixture->client)->unsent, ==, 1);
      sync_client_start (fixture->client, &fixture->now);
      carry_out (fixture);
      hello (fixture, 7, 1);
    }
}

static void
test_client_bad_pull_answers (Fixture *fixture, gconstpointer unused)
{
  static const char *const cases[] = {
    "[1,2]\n",
    "nonsense\n",
    "{\"E\":{\"more\":false,\"sha\":\"\"}}\n",
    "{\"H\":{\"ge\":1,\"nonce\":\"another\",\"now\":0}}\n",
    "[\"R\",\"customer\",\"" BUCKET "\",\"" BUCKET "\",\"" SHARD "\",1,1,{}]\n",
  };

  settle_in (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint before = fixture->abandoned;

      sync_client_start (fixture->client, &fixture->now);
      carry_out (fixture);
      if (g_str_equal (fixture->path, "/v1/hello"))
        hello (fixture, 7, 1);
      expect (fixture, "/v1/pull");
      answer (fixture, 200, cases[i]);
      expect_trouble (fixture, SYNC_NONSENSE);
      g_assert_cmpuint (fixture->abandoned, ==, before + 1);
    }
}

/* A pull cut anywhere keeps what was committed and nothing else, and the next one brings the rest. */
static void
test_client_cut_pulls (Fixture *fixture, gconstpointer unused)
{
  static const char row[] = "[\"R\",\"customer\",\"000000000000000000000000000000c1\",\"" BUCKET "\",\"" SHARD
                            "\",3,1,{\"name\":\"x\"}]\n";
  Id               customer;
  g_autofree char *whole = NULL;

  id_from_hex ("000000000000000000000000000000c1", &customer);
  settle_in (fixture);
  wake (fixture);
  for (gsize at = 0;; at += 13)
    {
      guint64 request = fixture->request;
      gsize   size;

      g_free (whole);
      whole = good_pull (fixture, row);
      size = strlen (whole);
      if (at >= size)
        break;
      sync_client_head (fixture->client, request, 200, 0, &fixture->now);
      sync_client_data (fixture->client, request, whole, at, &fixture->now);
      sync_client_end (fixture->client, request, &fixture->now);
      fixture->request = 0;
      carry_out (fixture);
      expect_trouble (fixture, SYNC_DOWN);
      g_assert_true (has_customer (fixture, customer) ==
                     (strstr (whole, "\"cur\"") != NULL && at > (gsize) (strstr (whole, "}}}\n") + 3 - whole)));
      sync_client_start (fixture->client, &fixture->now);
      carry_out (fixture);
      hello (fixture, 7, 1);
    }
  answer (fixture, 200, whole);
  expect_trouble (fixture, SYNC_FINE);
  g_assert_true (has_customer (fixture, customer));
}

static void
test_client_silence_then_given_up (Fixture *fixture, gconstpointer unused)
{
  guint64 old;

  settle_in (fixture);
  wake (fixture);
  old = fixture->request;
  fixture->request = 0;
  wake (fixture);
  expect_trouble (fixture, SYNC_DOWN);
  g_assert_cmpuint (fixture->abandoned, ==, 1);
  /* The answer comes after all: nobody reads it. */
  sync_client_head (fixture->client, old, 200, 0, &fixture->now);
  sync_client_data (fixture->client, old, "x\n", 2, &fixture->now);
  sync_client_end (fixture->client, old, &fixture->now);
  carry_out (fixture);
  expect_trouble (fixture, SYNC_DOWN);
}

static void
test_client_failures_then_longer_pauses (Fixture *fixture, gconstpointer unused)
{
  gint64 limit = SYNC_BACKOFF_US;

  settle_in (fixture);
  fixture->now.random = G_MAXUINT64;
  for (int i = 0; i < 14; i++)
    {
      wake (fixture);
      sync_client_fail (fixture->client, fixture->request, SYNC_DOWN, "no route", &fixture->now);
      fixture->request = 0;
      carry_out (fixture);
      expect_trouble (fixture, SYNC_DOWN);
      g_assert_cmpint (fixture->wake - fixture->now.mono, <, MIN (limit, SYNC_BACKOFF_MAX_US));
      limit *= 2;
    }
  wake (fixture);
  sync_client_head (fixture->client, fixture->request, 503, 900, &fixture->now);
  sync_client_end (fixture->client, fixture->request, &fixture->now);
  carry_out (fixture);
  g_assert_cmpint (fixture->wake - fixture->now.mono, >=, 900 * (gint64) G_USEC_PER_SEC);
}

static void
test_client_forked_then_registers_anew (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *mid = NULL;
  g_autofree char *again = NULL;

  settle_in (fixture);
  add_customer (fixture, "辰星");
  mid = member (fixture->body, "mid");
  answer (fixture, 409, "{\"code\":\"forked\"}");
  expect (fixture, "/v1/device");
  g_assert_nonnull (strstr (fixture->body, "\"fork_of\":\"000000000000000000000000000000d1\""));
  answer (fixture, 200, "{\"dev\":\"000000000000000000000000000000d2\",\"no\":2}");
  expect (fixture, "/v1/push");
  again = member (fixture->body, "mid");
  g_assert_cmpstr (again, ==, mid);
  g_assert_nonnull (strstr (fixture->body, "\"dev\":\"000000000000000000000000000000d2\""));
  g_assert_nonnull (
      strstr (fixture->body, "\"prev\":\"0000000000000000000000000000000000000000000000000000000000000000\""));
}

/* R39: what was acknowledged goes to the restored server once more, under the same name. */
static void
test_client_restored_server_then_sends_again (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *mid = NULL;
  g_autofree char *again = NULL;
  g_autofree char *pull = NULL;

  settle_in (fixture);
  add_customer (fixture, "辰星");
  mid = member (fixture->body, "mid");
  answer (fixture, 200, "{\"n\":1,\"s\":\"ok\",\"seq\":5,\"shard\":\"" SHARD "\"}\n{\"lmid\":1}\n");
  pull = good_pull (fixture, "");
  answer (fixture, 200, pull);
  g_assert_cmpint (sync_client_state (fixture->client)->unsent, ==, 0);

  wake (fixture);
  sync_client_fail (fixture->client, fixture->request, SYNC_DOWN, "restoring", &fixture->now);
  carry_out (fixture);
  wake (fixture);
  hello (fixture, 7, 2);
  expect (fixture, "/v1/device");
  answer (fixture, 200, "{\"dev\":\"000000000000000000000000000000d2\",\"no\":2}");
  expect (fixture, "/v1/push");
  again = member (fixture->body, "mid");
  g_assert_cmpstr (again, ==, mid);
  answer (fixture, 200, "{\"n\":1,\"s\":\"ok\",\"seq\":2,\"shard\":\"" SHARD "\"}\n{\"lmid\":1}\n");
  expect (fixture, "/v1/pull");
  g_assert_nonnull (strstr (fixture->body, "\"cur\":{}"));
  g_assert_nonnull (strstr (fixture->body, "\"ge\":0"));
}

/* A poll that meets a restored server finds out by itself. */
static void
test_client_restored_between_polls_then_hello (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *nonce = NULL;
  g_autofree char *head = NULL;
  guint            before;

  settle_in (fixture);
  wake (fixture);
  expect (fixture, "/v1/pull");
  before = fixture->abandoned;
  nonce = member (fixture->body, "nonce");
  head = g_strdup_printf ("{\"H\":{\"ge\":1,\"inc\":2,\"nonce\":\"%s\",\"now\":0}}\n[\"D\",\"x\",\"" BUCKET
                          "\",\"" BUCKET "\",\"" SHARD "\",1,1]\n",
                          nonce);
  answer_whole (fixture, 200, head);
  g_assert_cmpuint (fixture->abandoned, ==, before + 1);
  hello (fixture, 7, 2);
  expect (fixture, "/v1/device");
}

static void
test_client_other_server_then_nothing_sent (Fixture *fixture, gconstpointer unused)
{
  settle_in (fixture);
  wake (fixture);
  sync_client_fail (fixture->client, fixture->request, SYNC_DOWN, "", &fixture->now);
  carry_out (fixture);
  wake (fixture);
  hello (fixture, 8, 1);
  expect_trouble (fixture, SYNC_OTHER_SERVER);
  add_customer (fixture, "辰星");
  expect_trouble (fixture, SYNC_OTHER_SERVER);
  g_assert_cmpint (sync_client_state (fixture->client)->unsent, ==, 1);
}

static void
test_client_versions (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *newer =
      g_strdup_printf ("{\"inc\":1,\"now\":1,\"proto\":[2,3],\"schema\":{\"cur\":9,\"min\":8},\"server_id\":\"%032d\"}",
                       7);

  sync_client_start (fixture->client, &fixture->now);
  carry_out (fixture);
  answer (fixture, 200, newer);
  expect_trouble (fixture, SYNC_CLIENT_OLD);
  sync_client_start (fixture->client, &fixture->now);
  carry_out (fixture);
  hello (fixture, 7, 1);
  answer (fixture, 200, "{\"dev\":\"000000000000000000000000000000d1\",\"no\":1}");
  expect (fixture, "/v1/pull");
  answer (fixture, 426, "{\"code\":\"too_old\"}");
  expect_trouble (fixture, SYNC_CLIENT_OLD);
}

static void
test_client_clock (Fixture *fixture, gconstpointer unused)
{
  gint64 real = fixture->now.wall;

  settle_in (fixture);
  fixture->now.wall = real + 3600 * (gint64) G_USEC_PER_SEC; /* somebody set the clock an hour ahead */
  wake (fixture);
  expect (fixture, "/v1/pull");
  {
    g_autofree char *nonce = member (fixture->body, "nonce");
    g_autofree char *head = g_strdup_printf ("{\"H\":{\"ge\":1,\"nonce\":\"%s\",\"now\":%" G_GINT64_FORMAT "}}\n",
                                             nonce, real);

    answer (fixture, 200, head);
  }
  g_assert_cmpint (sync_client_state (fixture->client)->clock_offset, ==, -3600 * (gint64) G_USEC_PER_SEC);
}

/* At rest the server tells when there is news; what the person types does not wait for that. */
static void
test_client_waits (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *pull = NULL;
  g_autofree char *again = NULL;
  guint            before;

  sync_client_set_wait (fixture->client, TRUE);
  settle_in_waiting (fixture);
  g_assert_cmpstr (fixture->path, ==,
                   "/v1/wait?cur=" SHARD ":9&dev=000000000000000000000000000000d1&ge=1");
  g_assert_false (sync_client_state (fixture->client)->busy);
  fixture->now.mono += 25 * (gint64) G_USEC_PER_SEC;
  answer (fixture, 200, "{\"news\":false}");
  g_assert_true (g_str_has_prefix (fixture->path, "/v1/wait?"));
  answer (fixture, 200, "{\"news\":true}");
  pull = good_pull (fixture, "");
  answer (fixture, 200, pull);
  g_assert_true (g_str_has_prefix (fixture->path, "/v1/wait?"));

  before = fixture->abandoned;
  add_customer (fixture, "辰星");
  expect (fixture, "/v1/push");
  g_assert_cmpuint (fixture->abandoned, ==, before + 1);
  answer (fixture, 200, "{\"n\":1,\"s\":\"ok\",\"seq\":5,\"shard\":\"" SHARD "\"}\n{\"lmid\":1}\n");
  again = good_pull (fixture, "");
  answer (fixture, 200, again);
  g_assert_true (g_str_has_prefix (fixture->path, "/v1/wait?"));
  /* Ten minutes without a hint: a pull all the same, for the checksums. */
  fixture->now.mono += SYNC_PULL_US;
  answer (fixture, 200, "{\"news\":false}");
  expect (fixture, "/v1/pull");
}

/* Where waiting does not work the client pulls by itself, and is not called offline for it. */
static void
test_client_wait_fails (Fixture *fixture, gconstpointer unused)
{
  static const struct
  {
    guint       status;
    const char *text;
  } cases[] = { { 404, "{}" },
                { 503, "{\"code\":\"busy\"}" },
                { 504, "" },
                { 200, "<html>" },
                { 200, "{\"news\":false}" }, /* at once: nobody waited */
                { 0, NULL } };               /* the line broke */

  sync_client_set_wait (fixture->client, TRUE);
  settle_in_waiting (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *pull = NULL;
      g_autofree char *second = NULL;

      g_assert_true (g_str_has_prefix (fixture->path, "/v1/wait?"));
      if (cases[i].status != 0)
        answer (fixture, cases[i].status, cases[i].text);
      else
        {
          sync_client_fail (fixture->client, fixture->request, SYNC_DOWN, "reset", &fixture->now);
          fixture->request = 0;
          carry_out (fixture);
        }
      expect_trouble (fixture, SYNC_FINE);
      g_assert_cmpint (fixture->wake - fixture->now.mono, <, SYNC_POLL_US);
      wake (fixture);
      pull = good_pull (fixture, "");
      answer (fixture, 200, pull);
      g_assert_cmpuint (fixture->request, ==, 0);
      g_assert_cmpint (fixture->wake - fixture->now.mono, ==, SYNC_POLL_US);
      fixture->now.mono += 2 * G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC; /* later it is tried again */
      sync_client_tick (fixture->client, &fixture->now);
      carry_out (fixture);
      second = good_pull (fixture, "");
      answer (fixture, 200, second);
    }
}

static gsize
pushed_bytes (Fixture *fixture)
{
  expect (fixture, "/v1/push");
  return strlen (fixture->body);
}

/* The push on its way is given up after a minute; after a pause the client says hello again. */
static void
no_answer (Fixture *fixture)
{
  fixture->request = 0;
  wake (fixture);
  expect_trouble (fixture, SYNC_DOWN);
  wake (fixture);
  hello (fixture, 7, 1);
}

/* A slow line: a large push gets no answer in time. The next one is half of it, until one gets through; nothing is
   given up. */
static void
test_client_large_push_without_answer_then_halved (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *long_name = g_strnfill (1000, 'x');
  gsize            before, after;

  settle_in (fixture);
  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *name = g_strdup_printf ("%.*s", (int) (500 + i), long_name);

      add_customer (fixture, name);
    }
  /* The first of them is on its way alone; silence ends that. */
  no_answer (fixture);
  before = pushed_bytes (fixture);
  g_assert_cmpuint (before, >, 4 * SYNC_BATCH_SMALL);
  for (guint i = 0; i < 10; i++)
    {
      no_answer (fixture);
      after = pushed_bytes (fixture);
      g_assert_cmpuint (after, <=, MAX (before / 2 + 1024, SYNC_BATCH_SMALL + 1024));
      before = after;
    }
  g_assert_cmpuint (after, >, SYNC_BATCH_SMALL / 2);
  g_assert_cmpint (sync_client_state (fixture->client)->unsent, ==, 200);
}

/* 429: not a moment sooner than the server asks, and not as if it were away. */
static void
test_client_too_many_requests_then_waits (Fixture *fixture, gconstpointer unused)
{
  settle_in (fixture);
  wake (fixture);
  sync_client_head (fixture->client, fixture->request, 429, 30, &fixture->now);
  sync_client_end (fixture->client, fixture->request, &fixture->now);
  fixture->request = 0;
  carry_out (fixture);
  expect_trouble (fixture, SYNC_BUSY);
  g_assert_true (sync_client_state (fixture->client)->online);
  g_assert_cmpint (fixture->wake - fixture->now.mono, >=, 30 * (gint64) G_USEC_PER_SEC);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  core_init ();
#define ADD(path, func) g_test_add ("/client/" path, Fixture, NULL, fixture_up, func, fixture_down)
  ADD ("poll", test_client_at_rest_then_polls);
  ADD ("push", test_client_put_then_pushed_and_kept_until_pulled);
  ADD ("rejected", test_client_rejected_then_row_leaves);
  ADD ("bad-push", test_client_bad_push_answers);
  ADD ("r40-bad-pull", test_client_bad_pull_answers);
  ADD ("cut-pull", test_client_cut_pulls);
  ADD ("silence", test_client_silence_then_given_up);
  ADD ("pauses", test_client_failures_then_longer_pauses);
  ADD ("r34-forked", test_client_forked_then_registers_anew);
  ADD ("r39-restored", test_client_restored_server_then_sends_again);
  ADD ("r39-restored-unseen", test_client_restored_between_polls_then_hello);
  ADD ("other-server", test_client_other_server_then_nothing_sent);
  ADD ("versions", test_client_versions);
  ADD ("clock", test_client_clock);
  ADD ("waits", test_client_waits);
  ADD ("wait-fails", test_client_wait_fails);
  ADD ("slow-line", test_client_large_push_without_answer_then_halved);
  ADD ("too-many-requests", test_client_too_many_requests_then_waits);
  return g_test_run ();
}
