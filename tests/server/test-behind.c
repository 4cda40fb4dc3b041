/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From which devices facts of a month may still come (R17), and who is told. */
#include "core/init.h"
#include "core/moment.h"
#include "server/behind.h"
#include "server/jobs.h"

#include "server-fixture.h"

#include <string.h>

static char *
ask (TestDevice *device, const char *month)
{
  g_autofree char *dev = id_dup_hex (device->actor.device);
  BehindQuery      query = { dev, month };
  g_autoptr (GError) error = NULL;
  Answer answer = { 0 };
  char  *text;

  server_behind (device->fixture->server, &device->actor, &query, &device->fixture->now, &answer, &error);
  g_assert_no_error (error);
  if (answer.code != NULL)
    return g_strdup_printf ("%u/%s", answer.status, answer.code);
  text = g_strndup (g_bytes_get_data (answer.body, NULL), g_bytes_get_size (answer.body));
  g_bytes_unref (answer.body);
  return text;
}

static gboolean
names (const char *answer, const TestDevice *device)
{
  g_autofree char *hex = id_dup_hex (device->actor.person);

  return strstr (answer, hex) != NULL;
}

static void
set_seen (const TestDevice *device, const char *day)
{
  g_autoptr (GError) error = NULL;
  Day parsed;

  g_assert_true (day_parse (day, &parsed));
  g_assert_true (db_exec (server_get_db (device->fixture->server), &error,
                          "UPDATE device SET last_seen = ? WHERE id = ?", "id",
                          moment_from_day_time (parsed, 12 * 3600, MOMENT_OFFSET_S), &device->actor.device));
}

/* clang-format off */
static const struct { const char *seen, *state; gboolean behind; } cases[] = {
  { "2026-03-31", "active", TRUE },   /* in the month's last hours, not after */
  { "2026-04-01", "active", FALSE },  /* after its end */
  { "2026-03-05", "active", TRUE },
  { "2026-02-16", "active", TRUE },   /* could still be written in on 1 March */
  { "2026-02-14", "active", FALSE },  /* not any more */
  { "2026-03-31", "drain", TRUE },    /* it may still send */
  { "2026-03-31", "revoked", FALSE } };
/* clang-format on */

static void
test_who_is_behind (void)
{
  ServerFixture f;
  TestDevice    agent, other, supervisor, hr, manager;

  server_fixture_init (&f);
  test_device_init (&agent, &f, f.company.agent1, NULL);
  test_device_init (&other, &f, f.company.agent2, NULL);
  test_device_init (&supervisor, &f, f.company.supervisor1, NULL);
  test_device_init (&hr, &f, f.company.hr1, NULL);
  test_device_init (&manager, &f, f.company.manager, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const TestDevice *fresh[] = { &other, &supervisor, &hr, &manager };
      g_autoptr (GError) error = NULL;

      for (guint j = 0; j < G_N_ELEMENTS (fresh); j++)
        set_seen (fresh[j], "2026-04-01");
      set_seen (&agent, cases[i].seen);
      g_assert_true (db_exec (server_get_db (f.server), &error, "UPDATE device SET state = ? WHERE id = ?", "sd",
                              cases[i].state, &agent.actor.device));
      for (guint j = 1; j < G_N_ELEMENTS (fresh); j++)
        {
          g_autofree char *told = ask ((TestDevice *) fresh[j], "2026-03");

          g_test_message ("%s %s: %s", cases[i].seen, cases[i].state, told);
          g_assert_cmpint (names (told, &agent), ==, cases[i].behind);
          g_assert_false (names (told, &other));
        }
    }
  test_device_clear (&agent);
  test_device_clear (&other);
  test_device_clear (&supervisor);
  test_device_clear (&hr);
  test_device_clear (&manager);
  server_fixture_clear (&f);
}

/* Nobody learns of devices of people he does not stand above; one's own are no secret. */
static void
test_who_is_told (void)
{
  ServerFixture f;
  TestDevice    agent, other, mover, supervisor;

  server_fixture_init (&f);
  test_device_init (&agent, &f, f.company.agent1, NULL);
  test_device_init (&other, &f, f.company.agent2, NULL);
  test_device_init (&mover, &f, f.company.hr1, NULL);
  test_device_init (&supervisor, &f, f.company.supervisor1, NULL);
  set_seen (&agent, "2026-03-20");
  set_seen (&other, "2026-03-20");
  set_seen (&mover, "2026-03-20");
  set_seen (&supervisor, "2026-03-20");
  {
    g_autofree char *own = ask (&agent, "2026-03");
    g_autofree char *team = ask (&supervisor, "2026-03");
    g_autofree char *bad = ask (&agent, "2026-3");
    TestDevice       stranger = agent;
    g_autofree char *unknown = NULL;

    g_assert_true (names (own, &agent));
    g_assert_false (names (own, &other));
    g_assert_true (names (team, &agent));
    g_assert_true (names (team, &supervisor));
    g_assert_false (names (team, &mover));
    g_assert_cmpstr (bad, ==, "400/malformed");
    stranger.actor.device = test_random_id (&agent);
    unknown = ask (&stranger, "2026-03");
    g_assert_cmpstr (unknown, ==, "409/unknown_device");
  }
  test_device_clear (&agent);
  test_device_clear (&other);
  test_device_clear (&mover);
  test_device_clear (&supervisor);
  server_fixture_clear (&f);
}

/* Whoever fetches has synced, at once and after the server started anew. */
static void
test_fetching_is_syncing (void)
{
  ServerFixture    f;
  TestDevice       agent, hr;
  g_autofree char *reply = NULL;
  g_autoptr (GError) error = NULL;
  Day day;

  server_fixture_init (&f);
  test_device_init (&agent, &f, f.company.agent1, NULL);
  test_device_init (&hr, &f, f.company.hr1, NULL);
  set_seen (&agent, "2026-03-20");
  g_assert_true (day_parse ("2026-04-02", &day));
  f.now.now = moment_from_day_time (day, 9 * 3600, MOMENT_OFFSET_S);
  reply = test_device_pull (&agent, 0, "{}", "{}");
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *told = ask (&hr, "2026-03");

      g_assert_false (names (told, &agent));
      g_assert_true (server_jobs (f.server, &f.now, &error));
      server_fixture_reopen (&f);
    }
  test_device_clear (&agent);
  test_device_clear (&hr);
  server_fixture_clear (&f);
}

int
main (int argc, char **argv)
{
  core_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/behind/devices", test_who_is_behind);
  g_test_add_func ("/behind/told", test_who_is_told);
  g_test_add_func ("/behind/fetching", test_fetching_is_syncing);
  return g_test_run ();
}
