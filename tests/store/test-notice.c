/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/notice.h"

typedef struct
{
  GString *told;
  Notices *notices;
  guint    leave; /* number to unsubscribe when told, 0 = none */
  int      wakes;
} Log;

static void
on_table_changed_cb (const char *table, gpointer data)
{
  Log *log = data;

  g_string_append_printf (log->told, "%s ", table);
  if (log->leave != 0)
    notices_unsubscribe (log->notices, log->leave);
}

static void
on_woken_cb (gpointer data)
{
  ((Log *) data)->wakes++;
}

static void
test_at_most_four_a_second (void)
{
  Log log = { .told = g_string_new (NULL) };
  g_autoptr (Notices) notices = notices_new (on_woken_cb, &log);
  int times = 0;

  notices_subscribe (notices, "call", on_table_changed_cb, &log);
  for (gint64 now = 0; now < 1000000; now += 1000)
    {
      g_string_truncate (log.told, 0);
      notices_touch (notices, "call");
      notices_tell (notices, now);
      times += log.told->len > 0;
    }
  g_assert_cmpint (times, ==, 4);
  g_string_free (log.told, TRUE);
}

static void
test_first_is_at_once_and_last_is_not_lost (void)
{
  Log log = { .told = g_string_new (NULL) };
  g_autoptr (Notices) notices = notices_new (on_woken_cb, &log);

  notices_subscribe (notices, NULL, on_table_changed_cb, &log);
  notices_touch (notices, "call");
  g_assert_cmpint (notices_tell (notices, 1000), ==, -1);
  notices_touch (notices, "call");
  notices_touch (notices, "call");
  g_assert_cmpint (log.wakes, ==, 2);
  g_assert_cmpint (notices_tell (notices, 2000), ==, NOTICE_GAP_US - 1000);
  g_assert_cmpstr (log.told->str, ==, "call ");
  g_assert_cmpint (notices_tell (notices, 1000 + NOTICE_GAP_US), ==, -1);
  g_assert_cmpstr (log.told->str, ==, "call call ");
  notices_touch (notices, "call");
  g_assert_cmpint (notices_tell (notices, 0), ==, -1); /* the clock went back */
  g_assert_cmpstr (log.told->str, ==, "call call call ");
  g_string_free (log.told, TRUE);
}

static void
test_tables_are_apart_and_listeners_may_leave (void)
{
  Log log = { .told = g_string_new (NULL) };
  g_autoptr (Notices) notices = notices_new (NULL, NULL);
  guint calls = notices_subscribe (notices, "call", on_table_changed_cb, &log);

  log.notices = notices;
  notices_touch (notices, "person");
  notices_tell (notices, 0);
  g_assert_cmpstr (log.told->str, ==, "");
  log.leave = calls;
  notices_touch (notices, "call");
  notices_tell (notices, 0);
  notices_touch (notices, "call");
  notices_tell (notices, NOTICE_GAP_US);
  g_assert_cmpstr (log.told->str, ==, "call ");
  g_string_free (log.told, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/notice/at-most-four-a-second", test_at_most_four_a_second);
  g_test_add_func ("/store/notice/first-is-at-once-and-last-is-not-lost", test_first_is_at_once_and_last_is_not_lost);
  g_test_add_func ("/store/notice/tables-are-apart-and-listeners-may-leave",
                   test_tables_are_apart_and_listeners_may_leave);
  return g_test_run ();
}
