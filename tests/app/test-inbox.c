/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inbox says what met what, and one choice settles it. */
#include "config.h"

#include "core/id.h"
#include "core/init.h"
#include "customers/customer.h"
#include "inbox-scene.h"
#include "sync/inbox-list.h"

typedef struct
{
  InboxScene      scene;
  ZuoxiInboxList *list;
} Fixture;

#define MANY 10000 /* conflicts at once */

static void
set_up (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  inbox_scene_set_up (&f->scene, GPOINTER_TO_UINT (data));
  f->list = zuoxi_inbox_list_new (f->scene.session);
  zuoxi_inbox_list_refresh (f->list, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  g_clear_object (&f->list);
  inbox_scene_tear_down (&f->scene);
}

static ZuoxiInboxLine *
line_at (Fixture *f, guint position)
{
  g_autoptr (ZuoxiInboxLine) line = g_list_model_get_item (G_LIST_MODEL (f->list), position);

  g_assert_nonnull (line);
  return line; /* the list holds it */
}

static guint
lines_of (Fixture *f)
{
  return g_list_model_get_n_items (G_LIST_MODEL (f->list));
}

static void
test_card_says_what_met_what (Fixture *f, gconstpointer data)
{
  g_autoptr (InboxCard) refused = zuoxi_inbox_list_card (f->list, line_at (f, 0));
  g_autoptr (InboxCard) conflict = zuoxi_inbox_list_card (f->list, line_at (f, 1));

  /* Mine only, the newest first; of each kind there is one, so nothing is grouped. */
  g_assert_cmpuint (lines_of (f), ==, 2);
  g_assert_cmpuint (inbox_count (f->scene.session), ==, 2);
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
  g_autoptr (InboxCard) card = zuoxi_inbox_list_card (f->list, line_at (f, 1));
  gboolean closed = FALSE;

  inbox_close_async (f->scene.session, card->item, choice, on_closed_cb, &closed);
  while (!closed)
    g_main_context_iteration (NULL, TRUE);
  *unsent = inbox_scene_unsent (&f->scene);
  return inbox_scene_industry (&f->scene);
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

/* @industry over what stands there, by the third button: how it stands then, and how many changes wait. */
static char *
close_edited (Fixture *f, InboxItem *item, const char *industry, guint *unsent)
{
  g_autoptr (GError) error = NULL;
  Customer *base = store_get (zuoxi_session_get_reader (f->scene.session), &customer_schema, f->scene.customer, &error);
  Customer *edited = schema_copy (&customer_schema, base);
  gboolean  closed = FALSE;

  g_assert_no_error (error);
  g_free (edited->industry);
  edited->industry = g_strdup (industry);
  inbox_close_edited_async (f->scene.session, item, base, edited, on_closed_cb, &closed);
  while (!closed)
    g_main_context_iteration (NULL, TRUE);
  schema_free (&customer_schema, base);
  schema_free (&customer_schema, edited);
  *unsent = inbox_scene_unsent (&f->scene);
  return inbox_scene_industry (&f->scene);
}

/* The third value is written, and the item closed with it: the author is asked no more. */
static void
test_edited_value_is_written (Fixture *f, gconstpointer data)
{
  g_autoptr (InboxCard) card = zuoxi_inbox_list_card (f->list, line_at (f, 1));
  guint            unsent = 0;
  g_autofree char *industry = close_edited (f, card->item, "物流", &unsent);

  g_assert_cmpstr (industry, ==, "物流");
  g_assert_cmpuint (unsent, ==, 2);
  g_assert_cmpuint (inbox_count (f->scene.session), ==, 1);
}

/* Whoever types what stands there already changes nothing but the item. */
static void
test_edited_to_the_same_closes (Fixture *f, gconstpointer data)
{
  g_autoptr (InboxCard) card = zuoxi_inbox_list_card (f->list, line_at (f, 1));
  guint            unsent = 0;
  g_autofree char *industry = close_edited (f, card->item, "零售", &unsent);

  g_assert_cmpstr (industry, ==, "零售");
  g_assert_cmpuint (unsent, ==, 1);
  g_assert_cmpuint (inbox_count (f->scene.session), ==, 1);
}

/* Offline the server has not closed it yet: it asks nobody a second time, and stands among what is not sent. */
static void
test_decided_item_asks_no_more (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint            unsent = 0;
  g_autofree char *industry = close_with (f, "theirs", &unsent);

  zuoxi_inbox_list_refresh (f->list, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (inbox_count (f->scene.session), ==, 1);
  g_assert_cmpuint (zuoxi_inbox_list_get_items (f->list), ==, 1);
  g_assert_cmpint (zuoxi_inbox_line_get_kind (line_at (f, 1)), ==, INBOX_LINE_UNSENT_TITLE);
  g_assert_cmpint (zuoxi_inbox_line_get_kind (line_at (f, 2)), ==, INBOX_LINE_UNSENT);
}

typedef struct
{
  gboolean      done;
  guint         told; /* times the progress was told */
  InboxDecided  decided;
  GCancellable *cancellable;
} Deciding;

static void
on_progress_cb (guint done, guint total, gpointer data)
{
  Deciding *deciding = data;

  g_assert_cmpuint (done, <=, total);
  if (++deciding->told == 4 && deciding->cancellable != NULL)
    g_cancellable_cancel (deciding->cancellable);
}

static void
on_decided_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  Deciding *deciding = data;

  g_assert_true (zuoxi_inbox_list_decide_finish (ZUOXI_INBOX_LIST (source), result, &deciding->decided, &error));
  g_assert_no_error (error);
  deciding->done = TRUE;
}

static void
decide (Fixture *f, const char *choice, Deciding *deciding)
{
  g_autoptr (GError) error = NULL;
  ZuoxiInboxLine *group = line_at (f, 0);

  g_assert_cmpint (zuoxi_inbox_line_get_kind (group), ==, INBOX_LINE_GROUP);
  zuoxi_inbox_list_decide_async (f->list, group, choice, deciding->cancellable, on_progress_cb, deciding,
                                 on_decided_cb, deciding);
  while (!deciding->done)
    g_main_context_iteration (NULL, TRUE);
  zuoxi_inbox_list_refresh (f->list, &error);
  g_assert_no_error (error);
}

/* Ten thousand of a kind are one line until somebody wants to see each; the refusal stands by itself. */
static void
test_many_of_a_kind_are_one_line (Fixture *f, gconstpointer data)
{
  ZuoxiInboxLine  *group = line_at (f, 0);
  g_autofree char *title = zuoxi_inbox_line_title (group);
  Id               first = ID_NONE;

  g_assert_cmpuint (lines_of (f), ==, 2);
  g_assert_cmpuint (zuoxi_inbox_line_get_count (group), ==, MANY + 1);
  g_assert_cmpint (zuoxi_inbox_line_get_item_kind (group), ==, INBOX_KIND_CONFLICT);
  g_assert_nonnull (strstr (title, customer_schema.title));
  zuoxi_inbox_list_fold (f->list, group, TRUE);
  g_assert_cmpuint (lines_of (f), ==, MANY + 3);
  g_assert_true (line_at (f, 0) == group);
  zuoxi_inbox_list_fold (f->list, group, FALSE);
  g_assert_cmpuint (lines_of (f), ==, 2);
  /* A link to the oldest of them opens the group and finds it. */
  first.b[0] = 101;
  first.b[2] = 1;
  g_assert_cmpuint (zuoxi_inbox_list_find (f->list, &first), ==, MANY + 1);
}

static void
test_all_of_a_kind_are_decided_at_once (Fixture *f, gconstpointer data)
{
  Deciding deciding = { 0 };

  decide (f, "theirs", &deciding);
  g_assert_cmpuint (deciding.decided.decided, ==, MANY + 1);
  g_assert_cmpuint (deciding.decided.left, ==, 0);
  g_assert_cmpuint (deciding.told, >=, MANY / 100);
  g_assert_cmpuint (inbox_count (f->scene.session), ==, 1);
  g_assert_cmpuint (inbox_scene_unsent (&f->scene), ==, MANY + 1);
  /* All of them can be looked at while they wait: the refusal, a title, and each. */
  g_assert_cmpuint (lines_of (f), ==, MANY + 3);
  g_assert_cmpuint (zuoxi_inbox_line_get_count (line_at (f, 1)), ==, MANY + 1);
}

/* What was decided until then stays so, the rest is still open. */
static void
test_stopped_decision_keeps_what_it_did (Fixture *f, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Deciding deciding = { .cancellable = cancellable };
  guint    before = zuoxi_inbox_list_get_items (f->list);

  decide (f, "theirs", &deciding);
  g_assert_cmpuint (deciding.decided.decided, ==, 300);
  g_assert_cmpuint (zuoxi_inbox_list_get_items (f->list), ==, before - 300);
  g_assert_cmpuint (inbox_scene_unsent (&f->scene), ==, 300);
}

/* Mine for all: the row takes the value, and each item is closed; a row that went leaves its item open. */
static void
test_mine_for_all_writes_and_leaves_what_went (Fixture *f, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Deciding         deciding = { 0 };
  g_autofree char *industry = NULL;

  decide (f, "mine", &deciding);
  industry = inbox_scene_industry (&f->scene);
  g_assert_cmpstr (industry, ==, "批发");
  g_assert_cmpuint (deciding.decided.decided + deciding.decided.left, ==, 6);
  g_assert_cmpuint (deciding.decided.left, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  core_init ();
  g_test_add ("/inbox/card-says-what-met-what", Fixture, NULL, set_up, test_card_says_what_met_what, tear_down);
  g_test_add ("/inbox/mine-is-written-again", Fixture, NULL, set_up, test_mine_is_written_again, tear_down);
  g_test_add ("/inbox/theirs-changes-nothing", Fixture, NULL, set_up, test_theirs_changes_nothing, tear_down);
  g_test_add ("/inbox/edited-value-is-written", Fixture, NULL, set_up, test_edited_value_is_written, tear_down);
  g_test_add ("/inbox/edited-to-the-same-closes", Fixture, NULL, set_up, test_edited_to_the_same_closes, tear_down);
  g_test_add ("/inbox/decided-item-asks-no-more", Fixture, NULL, set_up, test_decided_item_asks_no_more, tear_down);
#define ADD_MANY(path, count, func) g_test_add (path, Fixture, GUINT_TO_POINTER (count), set_up, func, tear_down)
  ADD_MANY ("/inbox/many-of-a-kind-are-one-line", MANY, test_many_of_a_kind_are_one_line);
  ADD_MANY ("/inbox/all-of-a-kind-are-decided-at-once", MANY, test_all_of_a_kind_are_decided_at_once);
  ADD_MANY ("/inbox/stopped-decision-keeps-what-it-did", MANY, test_stopped_decision_keeps_what_it_did);
  ADD_MANY ("/inbox/mine-for-all", 5, test_mine_for_all_writes_and_leaves_what_went);
  return g_test_run ();
}
