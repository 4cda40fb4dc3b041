/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulate.h"

#include <malloc.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "core/id.h"
#include "core/init.h"
#include "core/moment.h"
#include "core/plant.h"

#define DAY_ONE G_GINT64_CONSTANT (1773100800000000) /* 2026-03-10 08:00 in Shanghai */
#define SECOND G_USEC_PER_SEC
#define DAY_US (G_GINT64_CONSTANT (86400) * SECOND)
#define WAIT_US (25 * (gint64) SECOND)
#define NO_NEWS "{\"news\":false}"
#define DRAIN_LIMIT (3 * 3600 * (gint64) SECOND) /* world time after the last fault within which all must be quiet */

const char *const sim_fault_names[SIM_FAULT_KINDS] = {
  "loss", "duplicate", "cut", "replay", "crash-client", "crash-server", "fail-client", "fail-server",
  "offline", "one-way", "sleep", "restore", "restore-server", "clock",
  "storm", "revoke", "lock", "move", "mid-pull", "future", "damage"
};

/* In the order of SimFaults: at most so often, per mille of the occasions. */
static const int most[SIM_FAULT_KINDS] = { 300, 300, 300, 100, 60, 60, 40, 40, 150, 100, 150, 60, 60, 80,
                                           60, 60, 40, 80, 300, 60, 30 };

G_STATIC_ASSERT (sizeof (SimFaults) == SIM_FAULT_KINDS * sizeof (int));

guint64
sim_random (World *world)
{
  return (guint64) g_rand_int (world->random) << 32 | g_rand_int (world->random);
}

int
sim_int (World *world, int low, int high)
{
  return g_rand_int_range (world->random, low, high);
}

gboolean
sim_chance (World *world, int per_mille)
{
  return sim_int (world, 0, 1000) < per_mille;
}

void
sim_bytes (World *world, gconstpointer bytes, gsize length)
{
  digest_update (&world->trace, bytes, length);
}

void
sim_trace (World *world, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list          values;

  va_start (values, format);
  text = g_strdup_vprintf (format, values);
  va_end (values);
  sim_bytes (world, &world->now, sizeof world->now);
  sim_bytes (world, text, strlen (text));
  if (world->log != NULL)
    fprintf (world->log, "%12.3f  %s\n", (double) (world->now - DAY_ONE) / SECOND, text);
}

gboolean
sim_wrong (World *world, const char *format, ...)
{
  va_list values;

  if (world->wrong != NULL)
    return FALSE;
  va_start (values, format);
  world->wrong = g_strdup_vprintf (format, values);
  va_end (values);
  sim_trace (world, "WRONG: %s", world->wrong);
  return FALSE;
}

void
sim_count (World *world, gsize offset)
{
  world->happened[offset / sizeof (int)]++;
}

/* The network */

static void
flight_free (gpointer data)
{
  SimFlight *flight = data;

  if (flight == NULL)
    return;
  g_free (flight->path);
  g_free (flight->token);
  g_bytes_unref (flight->body);
  g_free (flight);
}

static SimFlight *
flight_copy (const SimFlight *flight)
{
  SimFlight *copy = g_memdup2 (flight, sizeof *flight);

  copy->path = g_strdup (flight->path);
  copy->token = g_strdup (flight->token);
  copy->body = flight->body != NULL ? g_bytes_ref (flight->body) : g_bytes_new (NULL, 0);
  return copy;
}

static void
launch (World *world, const SimFlight *flight, gint64 slowest_ms)
{
  SimFlight *copy = flight_copy (flight);

  copy->at = world->now + sim_int (world, 1, (int) slowest_ms) * (SECOND / 1000);
  copy->order = world->flown++;
  g_ptr_array_add (world->flights, copy);
}

/* Lost, sent, or sent twice with different delays, which also changes the order. */
static void
launch_through_faults (World *world, const SimFlight *flight)
{
  SimClient *client = &world->clients[flight->client];

  if (sim_chance (world, world->faults.loss) || client->cut > world->now ||
      (flight->reply && client->deaf > world->now))
    {
      SIM_HAPPENED (world, loss);
      return;
    }
  launch (world, flight, 3000);
  if (sim_chance (world, world->faults.duplicate))
    {
      SIM_HAPPENED (world, duplicate);
      launch (world, flight, sim_chance (world, 300) ? 120000 : 3000);
    }
}

void
sim_send (World *world, SimClient *client, guint64 request, const char *path, const char *token, GBytes *body)
{
  SimFlight flight = { .client = client->index,
                       .life = client->life,
                       .request = request,
                       .path = (char *) path,
                       .token = (char *) token,
                       .body = body,
                       .cut = -1 };

  sim_trace (world, "client %d asks %s as %d", client->index, path, (int) request);
  if (sim_chance (world, world->faults.replay) && !g_str_equal (path, "/v1/hello"))
    {
      if (world->old != NULL)
        {
          SIM_HAPPENED (world, replay);
          launch (world, world->old, 60000);
        }
      flight_free (world->old);
      world->old = flight_copy (&flight);
      world->old->life = 0; /* whose answer nobody reads */
    }
  launch_through_faults (world, &flight);
}

static void
send_back (World *world, const SimFlight *flight, guint status, guint retry_after, GBytes *body)
{
  SimFlight back = *flight;

  back.status = status;
  back.retry_after = retry_after;
  back.parked = FALSE;
  sim_trace (world, "server answers %s of %d with %u, %" G_GSIZE_FORMAT " bytes", flight->path, flight->client,
             back.status, g_bytes_get_size (body));
  sim_bytes (world, g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  back.reply = TRUE;
  back.body = body;
  if (sim_chance (world, world->faults.cut) && g_bytes_get_size (body) > 0)
    {
      SIM_HAPPENED (world, cut);
      back.cut = sim_int (world, 0, (int) g_bytes_get_size (body));
    }
  launch_through_faults (world, &back);
}

static void
arrive_at_server (World *world, const SimFlight *flight)
{
  guint status = 0, retry_after = 0;
  g_autoptr (GBytes) body = sim_server_serve (world, flight, &status, &retry_after);

  if (body != NULL)
    send_back (world, flight, status, retry_after, body);
  else if (world->parks)
    {
      SimFlight *wait = flight_copy (flight);

      wait->parked = TRUE;
      wait->person = world->clients[flight->client].person;
      wait->at = world->now + WAIT_US;
      wait->order = world->flown++;
      g_ptr_array_add (world->flights, wait);
    }
  world->parks = FALSE;
  sim_wake (world);
}

void
sim_drop_parked (World *world)
{
  for (guint i = world->flights->len; i > 0; i--)
    {
      SimFlight *flight = world->flights->pdata[i - 1];

      if (flight->parked)
        {
          g_ptr_array_remove_index (world->flights, i - 1);
          flight_free (flight);
        }
    }
}

void
sim_wake (World *world)
{
  g_autoptr (GHashTable) persons = g_hash_table_new_full (id_hash, id_equal_ptr, g_free, NULL);
  gboolean all = FALSE;

  if (world->server == NULL || !server_take_woken (world->server, persons, &all, NULL))
    return;
  for (guint i = 0; i < world->flights->len; i++)
    {
      SimFlight *flight = world->flights->pdata[i];

      if (flight->parked && (all || g_hash_table_contains (persons, &flight->person)))
        {
          flight->parked = FALSE; /* asked again whether there is news for this device */
          flight->at = world->now;
        }
    }
}

static void
arrive (World *world, const SimFlight *flight)
{
  SimClient *client = &world->clients[flight->client];

  if (flight->parked)
    {
      g_autoptr (GBytes) body = g_bytes_new_static (NO_NEWS, strlen (NO_NEWS));

      sim_server_check_wait (world, flight);
      send_back (world, flight, 200, 0, body);
      return;
    }

  if (!flight->reply)
    {
      if (client->cut <= world->now)
        arrive_at_server (world, flight);
      return;
    }
  if (client->cut <= world->now && client->deaf <= world->now && client->asleep <= world->now &&
      client->store != NULL && client->life == flight->life)
    sim_client_answer (client, flight);
}

/* Time */

static SimFlight *
next_flight (World *world, guint *index)
{
  SimFlight *first = NULL;

  for (guint i = 0; i < world->flights->len; i++)
    {
      SimFlight *flight = world->flights->pdata[i];

      if (first == NULL || flight->at < first->at || (flight->at == first->at && flight->order < first->order))
        {
          first = flight;
          *index = i;
        }
    }
  return first;
}

/* When the client does something by itself; 0 = never. */
static gint64
due_at (const SimClient *client)
{
  gint64 due = client->store == NULL ? client->back : client->wake;

  if (client->store != NULL && client->files_wake != 0 && (due == 0 || client->files_wake < due))
    due = client->files_wake;
  if (client->store != NULL && client->signs_in != 0 && (due == 0 || client->signs_in < due))
    due = client->signs_in;
  return due == 0 ? 0 : MAX (due, client->asleep);
}

static SimClient *
next_client (World *world, gint64 *at)
{
  SimClient *first = NULL;

  for (int i = 0; i < world->n_clients; i++)
    {
      gint64 due = due_at (&world->clients[i]);

      if (due != 0 && (first == NULL || due < *at))
        {
          first = &world->clients[i];
          *at = due;
        }
    }
  return first;
}

/* Lets the world go on until @until. */
static void
run_until (World *world, gint64 until)
{
  while (world->wrong == NULL)
    {
      guint      index = 0;
      gint64     client_at = G_MAXINT64;
      SimFlight *flight = next_flight (world, &index);
      SimClient *client = next_client (world, &client_at);
      gint64     flight_at = flight != NULL ? flight->at : G_MAXINT64;

      if (MIN (flight_at, client_at) > until)
        break;
      if (flight_at <= client_at)
        {
          world->now = MAX (world->now, flight_at);
          g_ptr_array_steal_index (world->flights, index);
          arrive (world, flight);
          flight_free (flight);
          continue;
        }
      world->now = MAX (world->now, client_at);
      if (client->store == NULL)
        sim_client_start (client);
      else if (client->signs_in != 0 && client->signs_in <= world->now)
        sim_client_sign_in (client);
      else
        sim_client_tick (client);
    }
  world->now = MAX (world->now, until);
}

/* People, and what befalls them */

static void
befall_server (World *world)
{
  SimFaults *faults = &world->faults;

  if (sim_chance (world, faults->restore_server))
    {
      if (world->has_backup)
        sim_server_restore (world);
      else
        sim_server_backup (world);
    }
  if (sim_chance (world, faults->storm) && world->storm_until < world->now)
    {
      SIM_HAPPENED (world, storm);
      world->storm_until = world->now + sim_int (world, 5, 300) * (gint64) SECOND;
      sim_trace (world, "the server is overloaded");
    }
  if (sim_chance (world, faults->move))
    sim_server_move_somebody (world);
  if (sim_chance (world, faults->revoke))
    sim_server_device_state (world, sim_chance (world, 500) ? "active" : sim_chance (world, 500) ? "revoked"
                                                                                                 : "drain");
  if (sim_chance (world, faults->lock))
    sim_server_lock (world, sim_chance (world, 400));
  if (sim_chance (world, faults->future))
    sim_server_from_future (world);
  sim_wake (world);
}

/* TRUE = the person types nothing this time. */
static gboolean
befall_client (SimClient *client)
{
  World     *world = client->world;
  SimFaults *faults = &world->faults;

  if (sim_chance (world, faults->offline))
    {
      client->cut = world->now + sim_int (world, 10, 3600) * (gint64) SECOND;
      SIM_HAPPENED (world, offline);
      sim_trace (world, "client %d goes offline", client->index);
    }
  if (sim_chance (world, faults->one_way))
    {
      client->deaf = world->now + sim_int (world, 10, 900) * (gint64) SECOND;
      SIM_HAPPENED (world, one_way);
      sim_trace (world, "client %d hears nothing", client->index);
    }
  if (sim_chance (world, faults->clock))
    {
      client->skew = sim_int (world, -40 * 24, 40 * 24) * (gint64) 3600 * SECOND / (sim_chance (world, 500) ? 1 : 100);
      SIM_HAPPENED (world, clock);
      sim_trace (world, "client %d sets its clock", client->index);
    }
  if (sim_chance (world, faults->sleep))
    {
      client->asleep = world->now + (sim_chance (world, 200) ? sim_int (world, 1, 30) * DAY_US
                                                             : sim_int (world, 60, 36000) * (gint64) SECOND);
      SIM_HAPPENED (world, sleep);
      sim_trace (world, "client %d is suspended", client->index);
      return TRUE;
    }
  if (sim_chance (world, faults->damage))
    {
      sim_client_damage (client);
      return TRUE;
    }
  if (sim_chance (world, faults->restore))
    {
      if (client->has_snapshot)
        sim_client_restore (client);
      else
        sim_client_snapshot (client);
      return TRUE;
    }
  return FALSE;
}

static void
something_happens (World *world)
{
  SimClient *client = &world->clients[sim_int (world, 0, world->n_clients)];

  befall_server (world);
  if (client->store == NULL)
    return;
  /* Who sleeps through weeks is woken now and then to work without a network. */
  if (client->asleep > world->now)
    {
      if (!sim_chance (world, 300))
        return;
      client->cut = MAX (client->cut, client->asleep);
      client->asleep = 0;
    }
  if (befall_client (client))
    return;
  if (world->appraisal && sim_chance (world, 150) && sim_files_work (client))
    return;
  if (world->appraisal && sim_chance (world, 750))
    sim_appraisal_work (client);
  else
    sim_work (client);
}

/* Nobody works over night: all machines are closed, and a day or some pass at once. */
static void
night (World *world)
{
  gint64 until = world->now + sim_int (world, 1, sim_chance (world, 200) ? 12 : 3) * DAY_US;

  for (int i = 0; i < world->n_clients; i++)
    world->clients[i].asleep = MAX (world->clients[i].asleep, until + sim_int (world, 0, 600) * (gint64) SECOND);
  sim_trace (world, "all sleep");
  run_until (world, until);
}

static gboolean
is_quiet (World *world)
{
  for (int i = 0; i < world->n_clients; i++)
    {
      SimClient       *client = &world->clients[i];
      const SyncState *state = client->store != NULL ? sync_client_state (client->sync) : NULL;

      if (state == NULL || state->unsent > 0 || state->behind || state->trouble != SYNC_FINE ||
          !sim_files_quiet (client))
        return FALSE;
    }
  return TRUE;
}

static void
end_faults (World *world)
{
  memset (&world->faults, 0, sizeof world->faults);
  world->storm_until = 0;
  for (int i = 0; i < world->n_clients; i++)
    {
      SimClient *client = &world->clients[i];

      client->cut = client->deaf = client->asleep = 0;
      sim_vfs_disarm (client->machine);
      sim_vfs_doom (client->machine, -1);
    }
  world->doomed_writes = world->doomed != NULL ? sim_vfs_writes (world->doomed) : 0;
  sim_vfs_disarm (SIM_SERVER);
  sim_vfs_doom (SIM_SERVER, -1);
  sim_server_device_state (world, NULL);
  sim_server_lock (world, FALSE);
  sim_trace (world, "the faults stop");
}

/* The faults stop; within bounded time everything has been sent and fetched (I7). */
static gboolean
drain (World *world)
{
  gint64 limit = world->now + DRAIN_LIMIT;

  end_faults (world);
  for (int calm = 0; calm < 3 && world->wrong == NULL;)
    {
      Day day = moment_day (world->now, MOMENT_OFFSET_S);

      run_until (world, world->now + 60 * SECOND);
      calm = is_quiet (world) && day == moment_day (world->now, MOMENT_OFFSET_S) ? calm + 1 : 0;
      if (world->now > limit)
        return sim_wrong (world, "I7: not quiet three hours after the last fault");
    }
  return world->wrong == NULL;
}

static int
draw_clients (World *world)
{
  int kind = sim_int (world, 0, 100);

  if (kind < 60)
    return sim_int (world, 2, 4);
  if (kind < 96)
    return sim_int (world, 4, 7);
  return sim_int (world, 7, SIM_CLIENTS_MAX + 1);
}

/* Each fault is absent in most seeds and frequent in some: rare ones in every seed would hide each other. */
static void
draw_faults (World *world, const SimLess *less)
{
  int *kinds = (int *) &world->faults;

  for (guint i = 0; i < SIM_FAULT_KINDS; i++)
    {
      int drawn = sim_chance (world, 300) ? sim_int (world, 1, most[i]) : 0;

      kinds[i] = (less->without & (1u << i)) != 0 ? 0 : drawn;
    }
  /* What server and machine both forgot, nobody can bring back. */
  if (world->faults.restore_server > 0)
    world->faults.restore = world->faults.damage = 0;
}

static void
seat (World *world, int index)
{
  const Company *company = &world->company;
  /* clang-format off */
  const struct { Id person; SimRole role; } people[] = {
    { company->agent1, ROLE_AGENT }, { company->supervisor1, ROLE_SUPERVISOR }, { company->agent1, ROLE_AGENT },
    { company->mover, ROLE_AGENT }, { company->manager, ROLE_MANAGER }, { company->hr1, ROLE_HR },
    { company->supervisor2, ROLE_SUPERVISOR }, { company->supervisor1, ROLE_SUPERVISOR }, { company->agent2, ROLE_AGENT },
    { company->inspector, ROLE_INSPECTOR }, { company->general, ROLE_GENERAL }, { company->hr2, ROLE_HR } };
  /* clang-format on */
  SimClient *client = &world->clients[index];
  /* A month of forms needs its people: both sides, who reviews, the two who file, and the scorer's second machine. */
  static const gsize signers[] = { 0, 1, 4, 5, 7, 11, 6, 8 };
  gsize              who = index == 0 ? 0 : index < 5 ? (gsize) index + world->seed % 3
                                                      : (gsize) index;
  char               hex[33];

  if (world->appraisal)
    who = signers[index % (int) G_N_ELEMENTS (signers)];
  who %= G_N_ELEMENTS (people);
  client->world = world;
  client->index = index;
  client->person = people[who].person;
  client->role = people[who].role;
  id_to_hex (client->person, hex);
  g_strlcpy (client->login, hex, sizeof client->login);
  g_snprintf (client->machine, sizeof client->machine, "c%d", index);
  g_snprintf (client->path, sizeof client->path, "/c%d/a.zuoxi", index);
  client->reads = g_hash_table_new_full (id_hash, id_equal_ptr, g_free, g_free);
  client->purged = g_hash_table_new_full (id_hash, id_equal_ptr, g_free, NULL);
  client->waits = sim_chance (world, 500);
  client->skew = sim_chance (world, 300) ? sim_int (world, -7200, 7200) * (gint64) SECOND : 0;
  sim_server_sign_in (client);
  sim_client_start (client);
}

static World *the_world; /* for plant_between_chunks () */

void
plant_between_chunks (const char *reply, gsize length)
{
  World     *world = the_world;
  SimClient *client = world != NULL ? world->in_pull : NULL;

  if (client == NULL || !sim_chance (world, world->suspended != NULL ? 700 : world->faults.mid_pull))
    return;
  SIM_HAPPENED (world, mid_pull);
  sim_check_reply (world, client, reply + world->pull_checked, length - world->pull_checked);
  world->pull_checked = length;
  if (world->suspended != NULL)
    sim_server_reinstate (world);
  else if (sim_chance (world, 500))
    sim_server_suspend (world, client->person);
  else
    sim_server_move_somebody (world);
}

/* What the seed draws first: whether the world is the month of forms. */
static void
draw_kind (World *world, guint64 seed)
{
  guint32 parts[2] = { (guint32) seed, (guint32) (seed >> 32) };

  world->seed = seed;
  world->random = g_rand_new_with_seed_array (parts, 2);
  world->appraisal = sim_chance (world, 150);
}

static gboolean
has_forms (guint64 seed)
{
  World world = { 0 };

  draw_kind (&world, seed);
  g_rand_free (world.random);
  return world.appraisal;
}

static void
edit_free_cb (gpointer data)
{
  g_free (((SimEdit *) data)->bytes);
  g_free (data);
}

static void
world_up (World *world, guint64 seed, const SimLess *less, FILE *log)
{
  the_world = world;
  draw_kind (world, seed);
  world->now = world->appraisal ? sim_month_opens () : DAY_ONE;
  world->log = log;
  world->flights = g_ptr_array_new ();
  world->edits = g_ptr_array_new_with_free_func (edit_free_cb);
  world->tokens = g_hash_table_new (g_str_hash, g_str_equal);
  world->acked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  digest_init (&world->trace);
  company_init (&world->company);
  world->model = model_new (world->company.directory);
  sim_vfs_reset (seed);
  sim_server_start (world);
  world->n_clients = world->appraisal ? sim_int (world, 4, 9) : draw_clients (world);
  if (less->clients > 0)
    world->n_clients = MIN (world->n_clients, less->clients);
  if (less->doomed != NULL)
    sim_vfs_doom (less->doomed, less->doom);
  world->doomed = less->doomed;
  for (int i = 0; i < world->n_clients; i++)
    seat (world, i);
  draw_faults (world, less);
}

static void
client_down (SimClient *client)
{
  g_clear_pointer (&client->sync, sync_client_free);
  g_clear_pointer (&client->files, sync_files_free);
  g_clear_pointer (&client->store, store_close);
  g_clear_pointer (&client->held_body, g_bytes_unref);
  g_free (client->held_path);
  g_free (client->access);
  g_free (client->refresh);
  g_hash_table_unref (client->reads);
  g_clear_pointer (&client->lines, g_hash_table_unref);
  g_hash_table_unref (client->purged);
}

static void
world_down (World *world)
{
  for (int i = 0; i < world->n_clients; i++)
    client_down (&world->clients[i]);
  g_ptr_array_set_free_func (world->flights, flight_free);
  g_ptr_array_unref (world->flights);
  flight_free (world->old);
  g_ptr_array_unref (world->edits);
  g_hash_table_unref (world->tokens);
  g_hash_table_unref (world->acked);
  model_free (world->model);
  model_free (world->model_backup);
  g_clear_pointer (&world->server, server_close);
  company_clear (&world->company);
  schema_free (&assignment_schema, world->suspended);
  g_rand_free (world->random);
  g_free (world->wrong);
  the_world = NULL;
}

static void
add_up (World *sums, const World *world)
{
  sums->typed += world->typed;
  sums->requests += world->requests;
  sums->steps_made += world->steps_made;
  sums->doomed_writes = world->doomed_writes;
  sums->n_clients += world->n_clients;
  sums->now += world->now - (world->appraisal ? sim_month_opens () : DAY_ONE);
  for (guint i = 0; i < SIM_FAULT_KINDS; i++)
    sums->happened[i] += world->happened[i];
}

/* One whole life. @hash: 64 digits. */
static gboolean
simulate (guint64 seed, const SimLess *less, FILE *log, gboolean quietly, char hash[DIGEST_HEX_LENGTH + 1], World *sums)
{
  World   *world = g_new0 (World, 1);
  gboolean fine;
  int      actions;

  world_up (world, seed, less, log);
  actions = world->appraisal ? sim_int (world, 40, 160) : sim_int (world, 10, sim_chance (world, 100) ? 150 : 50);
  if (less->actions > 0)
    actions = MIN (actions, less->actions);
  for (int i = 0; i < actions && world->wrong == NULL; i++)
    {
      int pause = sim_chance (world, 60) ? 600000 : world->appraisal ? 60000
                                                                     : 6000;

      run_until (world, world->now + sim_int (world, 1, pause) * (SECOND / 1000));
      if (sim_chance (world, world->appraisal ? 100 : 25))
        night (world);
      something_happens (world);
    }
  fine = world->wrong == NULL && drain (world) && sim_check (world);
  digest_to_hex (digest_finish (&world->trace), hash);
  if (!fine && !quietly)
    g_printerr ("seed %" G_GUINT64_FORMAT ": %s\n", seed, world->wrong);
  add_up (sums, world);
  world_down (world);
  g_free (world);
  return fine;
}

static gboolean
simulate_twice (guint64 seed, World *sums)
{
  SimLess  less = { 0 };
  char     one[DIGEST_HEX_LENGTH + 1], other[DIGEST_HEX_LENGTH + 1];
  gboolean fine = simulate (seed, &less, NULL, FALSE, one, sums) && simulate (seed, &less, NULL, FALSE, other, sums);

  if (fine && !g_str_equal (one, other))
    g_printerr ("seed %" G_GUINT64_FORMAT ": two runs differ: %s %s\n", seed, one, other);
  return fine && g_str_equal (one, other);
}

/* Takes away what the failure does not need: clients, steps, kinds of faults. */
static void
minimise (guint64 seed, SimLess *less)
{
  World sums = { 0 };
  char  hash[DIGEST_HEX_LENGTH + 1];

  for (int clients = 1; clients < SIM_CLIENTS_MAX; clients++)
    {
      SimLess smaller = *less;

      smaller.clients = clients;
      if (!simulate (seed, &smaller, NULL, TRUE, hash, &sums))
        {
          *less = smaller;
          break;
        }
    }
  for (guint i = 0; i < SIM_FAULT_KINDS; i++)
    {
      SimLess smaller = *less;

      smaller.without |= 1u << i;
      if (!simulate (seed, &smaller, NULL, TRUE, hash, &sums))
        *less = smaller;
    }
  for (int actions = 1; actions < 150; actions++)
    {
      SimLess smaller = *less;

      smaller.actions = actions;
      if (!simulate (seed, &smaller, NULL, TRUE, hash, &sums))
        {
          *less = smaller;
          break;
        }
    }
}

static gboolean
run_seed (guint64 seed, const SimLess *less, gboolean tell)
{
  World    sums = { 0 };
  char     one[DIGEST_HEX_LENGTH + 1], other[DIGEST_HEX_LENGTH + 1];
  gboolean fine = simulate (seed, less, tell ? stdout : NULL, FALSE, one, &sums);

  simulate (seed, less, NULL, TRUE, other, &sums);
  printf ("seed %" G_GUINT64_FORMAT " %s\n%s\n%s\n", seed, fine ? "fine" : "FAILED", one, other);
  return fine && g_str_equal (one, other);
}

static void
print_sums (gint64 from, gint64 to, guint failed, const World *sums)
{
  printf ("%" G_GINT64_FORMAT " seeds, %u failed: %d clients, %u changes, %u steps of forms, %.1f days, %u requests;",
          to - from + 1, failed, sums->n_clients, sums->typed, sums->steps_made, (double) sums->now / (double) DAY_US,
          sums->requests);
  for (guint i = 0; i < SIM_FAULT_KINDS; i++)
    printf (" %s %u", sim_fault_names[i], sums->happened[i]);
  printf ("\n");
}

static gboolean
run_range (gint64 from, gint64 to, gint64 twice)
{
  SimLess less = { 0 };
  World   sums = { 0 };
  guint   failed = 0;
  char    hash[DIGEST_HEX_LENGTH + 1];

  for (gint64 at = from; at <= to; at++)
    {
      gboolean fine = twice > 0 && at % twice == 0 ? simulate_twice ((guint64) at, &sums)
                                                   : simulate ((guint64) at, &less, NULL, FALSE, hash, &sums);

      if (!fine)
        failed++;
      if (at % 1000 == 0)
        fflush (stdout);
    }
  print_sums (from, to, failed, &sums);
  return failed == 0;
}

/* After how many seeds the planted bug is caught; 0 = not within @to. */
static gint64
hunt (const char *plant, gint64 from, gint64 to, gboolean forms)
{
  SimLess less = { 0 };
  World   sums = { 0 };
  gint64  caught = 0;
  char    hash[DIGEST_HEX_LENGTH + 1];

  plant_set (plant);
  for (gint64 at = from; at <= to && caught == 0; at++)
    if ((!forms || has_forms ((guint64) at)) && !simulate ((guint64) at, &less, NULL, TRUE, hash, &sums))
      caught = at;
  plant_set (NULL);
  return caught;
}

/* How many of the seed and its ten neighbours catch the planted bug. */
static guint
count_caught (const char *plant, gint64 seed)
{
  guint caught = 0;

  for (gint64 at = MAX (1, seed - 5); at <= MAX (11, seed + 5); at++)
    caught += hunt (plant, at, at, FALSE) != 0;
  return caught;
}

/* The table of planted bugs: each is caught again by the seed it was caught by, or by one of its ten neighbours. */
static gboolean
check_plants (const char *path, int shard, int shards)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  gboolean fine = TRUE;
  int      number = 0;

  if (!g_file_get_contents (path, &text, NULL, &error))
    g_error ("%s", error->message);
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      g_auto (GStrv) cells = g_strsplit (*line, "\t", -1);
      gint64 seed;
      guint  caught;

      if (**line == '#' || g_strv_length (cells) < 3 || number++ % shards != shard)
        continue;
      seed = g_ascii_strtoll (cells[2], NULL, 10);
      caught = count_caught (cells[1], seed);
      printf ("%-4s %-28s recorded seed %-5" G_GINT64_FORMAT " caught by %u of 11\n", cells[0], cells[1], seed, caught);
      fine = fine && caught != 0;
    }
  return fine;
}

/* Seeds that once failed, with what was taken away from them: "seed clients actions without words". */
static gboolean
check_corpus (const char *path)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  World    sums = { 0 };
  char     hash[DIGEST_HEX_LENGTH + 1];
  gboolean fine = TRUE;

  if (!g_file_get_contents (path, &text, NULL, &error))
    g_error ("%s", error->message);
  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      g_auto (GStrv) cells = g_strsplit (*line, "\t", -1);
      SimLess less = { 0 };

      if (**line == '#' || g_strv_length (cells) < 4)
        continue;
      fine = simulate (g_ascii_strtoull (cells[0], NULL, 10), &less, NULL, FALSE, hash, &sums) && fine;
      if (atoi (cells[1]) == 0 && atoi (cells[2]) == 0)
        continue;
      less = (SimLess){ atoi (cells[1]), atoi (cells[2]), (guint) g_ascii_strtoull (cells[3], NULL, 16) };
      fine = simulate (g_ascii_strtoull (cells[0], NULL, 10), &less, NULL, FALSE, hash, &sums) && fine;
    }
  printf ("corpus: %s\n", fine ? "fine" : "FAILED");
  return fine;
}

/*
 * One thread, and some dozen stores opened and closed a seed: locks, statistics and memory given back to the kernel
 * each time cost a fifth of it.
 */
static void
be_quick (void)
{
  mallopt (M_MMAP_THRESHOLD, 1 << 30);
  mallopt (M_TRIM_THRESHOLD, 1 << 30);
  mallopt (M_TOP_PAD, 64 << 20);
  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_SINGLETHREAD), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_config (SQLITE_CONFIG_LOOKASIDE, 1200, 400), ==, SQLITE_OK);
}

/* Writes and syncs of a machine in the first part of a life without faults. */
static guint
count_writes (guint64 seed, const SimLess *less, const char *machine)
{
  World   sums = { 0 };
  char    hash[DIGEST_HEX_LENGTH + 1];
  SimLess whole = *less;

  whole.doomed = machine;
  whole.doom = G_MAXINT;
  simulate (seed, &whole, NULL, FALSE, hash, &sums);
  return sums.doomed_writes;
}

/*
 * A life of thirty steps without any fault but one: the machine dies in one write or sync, in every @every-th of them
 * one after the other, comes back, and all must be as promised (I8 at once, the rest at the end).
 */
static gboolean
crash_everywhere (guint64 seed, int every)
{
  static const char *const machines[] = { "c0", SIM_SERVER };
  SimLess                  less = { .clients = 3, .actions = 30, .without = ~0u };
  gboolean                 fine = TRUE;

  for (gsize i = 0; i < G_N_ELEMENTS (machines); i++)
    {
      guint writes = count_writes (seed, &less, machines[i]), deaths = 0, failed = 0;
      World sums = { 0 };
      char  hash[DIGEST_HEX_LENGTH + 1];

      less.doomed = machines[i];
      for (less.doom = 0; less.doom < (int) writes; less.doom += every)
        {
          guint before = sums.happened[G_STRUCT_OFFSET (SimFaults, crash_client) / sizeof (int)] +
                         sums.happened[G_STRUCT_OFFSET (SimFaults, crash_server) / sizeof (int)];

          if (!simulate (seed, &less, NULL, FALSE, hash, &sums))
            {
              g_printerr ("%s died in write %d\n", machines[i], less.doom);
              failed++;
            }
          deaths += sums.happened[G_STRUCT_OFFSET (SimFaults, crash_client) / sizeof (int)] +
                        sums.happened[G_STRUCT_OFFSET (SimFaults, crash_server) / sizeof (int)] !=
                    before;
        }
      printf ("%s: %u writes and syncs, died in %u of them, %u failed\n", machines[i], writes, deaths, failed);
      fine = fine && failed == 0 && deaths > 0;
    }
  return fine;
}

/* What the cores say of mended rows and the like is counted by the oracles. */
static void
be_silent_cb (const char *domain, GLogLevelFlags level, const char *message, gpointer data)
{
}

int
main (int argc, char *argv[])
{
  gint64             from = 1, to = 0, seed = 0, twice = 20;
  int                shard = 0, shards = 1, every = 0;
  gboolean           hunting = FALSE, forms = FALSE, smaller = FALSE;
  g_autofree char   *plants = NULL;
  g_autofree char   *corpus = NULL;
  g_autofree char   *without = NULL;
  SimLess            less = { 0 };
  const GOptionEntry entries[] = {
    { "seed", 's', 0, G_OPTION_ARG_INT64, &seed, "Run one seed, tell what happens, print its trace hash twice", "N" },
    { "from", 0, 0, G_OPTION_ARG_INT64, &from, "First seed", "N" },
    { "to", 0, 0, G_OPTION_ARG_INT64, &to, "Last seed", "N" },
    { "twice", 0, 0, G_OPTION_ARG_INT64, &twice, "Run every Nth seed twice and compare (0: none)", "N" },
    { "hunt", 0, 0, G_OPTION_ARG_NONE, &hunting, "Stop at the first seed that finds the bug of ZUOXI_PLANT", NULL },
    { "forms", 0, 0, G_OPTION_ARG_NONE, &forms, "Hunt only where the month of forms is worked on", NULL },
    { "plants", 0, 0, G_OPTION_ARG_FILENAME, &plants, "Catch every planted bug of the table again", "FILE" },
    { "corpus", 0, 0, G_OPTION_ARG_FILENAME, &corpus, "Run the seeds that failed once", "FILE" },
    { "crash-everywhere", 0, 0, G_OPTION_ARG_INT, &every, "Crash --seed's first steps in every Nth write", "N" },
    { "shard", 0, 0, G_OPTION_ARG_INT, &shard, "Which part of the table", "N" },
    { "shards", 0, 0, G_OPTION_ARG_INT, &shards, "Of how many", "N" },
    { "minimise", 0, 0, G_OPTION_ARG_NONE, &smaller, "Take away what the failure of --seed does not need", NULL },
    { "clients", 0, 0, G_OPTION_ARG_INT, &less.clients, "At most so many clients", "N" },
    { "actions", 0, 0, G_OPTION_ARG_INT, &less.actions, "At most so many actions", "N" },
    { "without", 0, 0, G_OPTION_ARG_STRING, &without, "Bits of the faults left out", "HEX" },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GOptionContext) options = g_option_context_new ("- clients and server over a lossy network");
  g_autoptr (GError) error = NULL;

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error))
    g_error ("%s", error->message);
  if (without != NULL)
    less.without = (guint) g_ascii_strtoull (without, NULL, 16);
  g_log_set_handler (NULL, G_LOG_LEVEL_MESSAGE | G_LOG_LEVEL_INFO, be_silent_cb, NULL);
  be_quick ();
  core_init ();
  sim_vfs_register ();
  sim_prepare ();
  plant_set (g_getenv ("ZUOXI_PLANT"));
  if (plants != NULL)
    return check_plants (plants, shard, shards) ? EXIT_SUCCESS : EXIT_FAILURE;
  if (corpus != NULL)
    return check_corpus (corpus) ? EXIT_SUCCESS : EXIT_FAILURE;
  if (every > 0)
    return crash_everywhere (seed != 0 ? (guint64) seed : 1, every) ? EXIT_SUCCESS : EXIT_FAILURE;
  if (seed != 0 && smaller)
    {
      minimise ((guint64) seed, &less);
      printf ("%" G_GINT64_FORMAT "\t%d\t%d\t%x\n", seed, less.clients, less.actions, less.without);
    }
  if (seed != 0)
    return run_seed ((guint64) seed, &less, TRUE) ? EXIT_SUCCESS : EXIT_FAILURE;
  if (hunting)
    {
      gint64 caught = hunt (plant_get (), from, to, forms);

      printf ("%s\t%" G_GINT64_FORMAT "\n", g_getenv ("ZUOXI_PLANT"), caught);
      return caught != 0 ? EXIT_SUCCESS : EXIT_FAILURE;
    }
  return run_range (from, to, twice) ? EXIT_SUCCESS : EXIT_FAILURE;
}
