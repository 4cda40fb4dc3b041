/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "customers/hand-over-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "app/row.h"
#include "app/session.h"
#include "core/id.h"
#include "core/json.h"
#include "customers/customer.h"
#include "customers/hand-over-rule.h"
#include "ui/compat.h"

/* One customer on its way. */
typedef struct
{
  Id       customer;
  Id       from;
  Id       to;
  gboolean done; /* the server said yes */
} Way;

/* From the question to the last answer of the server. */
typedef struct
{
  GWeakRef      window;
  ZuoxiSession *session;
  GArray       *ways;    /* of Way */
  GPtrArray    *takers;  /* of const Assignment, valid while the question stands */
  GArray       *to;      /* of Id: of the takers */
  AdwComboRow  *choice;  /* (unowned): while the question stands */
  GHashTable   *waiting; /* mid → index of the way + 1 */
  gulong        handler;
  gulong        leaving;
  gboolean      back; /* taking back an earlier one */
} HandOver;

static void
hand_over_free (gpointer data)
{
  HandOver *self = data;

  g_clear_signal_handler (&self->handler, self->session);
  g_clear_signal_handler (&self->leaving, self->session);
  g_weak_ref_clear (&self->window);
  g_clear_object (&self->session);
  g_clear_pointer (&self->ways, g_array_unref);
  g_clear_pointer (&self->takers, g_ptr_array_unref);
  g_clear_pointer (&self->to, g_array_unref);
  g_clear_pointer (&self->waiting, g_hash_table_unref);
  g_free (self);
}

static HandOver *
hand_over_new (ZuoxiWindow *window, ZuoxiSession *session)
{
  HandOver *self = g_new0 (HandOver, 1);

  g_weak_ref_init (&self->window, window);
  self->session = g_object_ref (session);
  self->ways = g_array_new (FALSE, FALSE, sizeof (Way));
  self->takers = g_ptr_array_new ();
  self->to = g_array_new (FALSE, FALSE, sizeof (Id));
  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

gboolean
hand_over_dialog_allowed (ZuoxiSession *session)
{
  return zuoxi_session_has_post (session, POST_SUPERVISOR) || zuoxi_session_has_post (session, POST_CS_MANAGER) ||
         zuoxi_session_has_post (session, POST_DEPT_MANAGER);
}

static gboolean
is_online (ZuoxiSession *session)
{
  gboolean online;

  g_object_get (session, "online", &online, NULL);
  return online;
}

/* Sending */

static Mutation *
command_of (const Way *way)
{
  g_autoptr (GString) args = g_string_new ("{");

  json_append_key (args, "from");
  json_append_id (args, way->from);
  json_append_key (args, "to");
  json_append_id (args, way->to);
  g_string_append_c (args, '}');
  return mutation_command (HAND_OVER_COMMAND, &customer_schema, way->customer, NULL, args->str);
}

static void hand_over_send (HandOver *self);

/* Taken back, and done again, by handing over once more: the ways as they were, from their end. */
static gboolean
on_undo_cb (gboolean forward, gpointer data, GError **error)
{
  const HandOver *done = data;
  g_autoptr (ZuoxiWindow) window = g_weak_ref_get ((GWeakRef *) &done->window);
  HandOver *self;

  if (!is_online (done->session) || zuoxi_session_get_reader (done->session) == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED,
                           _ ("Handing over needs the server: try again once you are online"));
      return FALSE;
    }
  self = hand_over_new (window, done->session);
  self->back = TRUE;
  for (guint i = 0; i < done->ways->len; i++)
    {
      Way way = g_array_index (done->ways, Way, i);

      if (!way.done)
        continue;
      if (!forward)
        way = (Way){ .customer = way.customer, .from = way.to, .to = way.from };
      way.done = FALSE;
      g_array_append_val (self->ways, way);
    }
  hand_over_send (self);
  return TRUE;
}

/* Honest only where the same person may give every one of them back. */
static gboolean
may_take_back (const HandOver *self)
{
  Directory  *directory = zuoxi_session_get_directory (self->session);
  const char *today = zuoxi_session_today (self->session);

  for (guint i = 0; i < self->ways->len; i++)
    {
      const Way        *way = &g_array_index (self->ways, Way, i);
      const Assignment *from = directory_assignment (directory, way->from);
      const Assignment *to = directory_assignment (directory, way->to);

      if (from == NULL || to == NULL ||
          !hand_over_may_take (directory, zuoxi_session_get_me (self->session), to, today) ||
          !hand_over_may_give (to, from, today))
        return FALSE;
    }
  return TRUE;
}

static char *
sum_up (guint done, guint refused)
{
  g_autofree char *good =
      g_strdup_printf (ngettext ("%u customer handed over", "%u customers handed over", done), done);

  if (refused == 0)
    return g_steal_pointer (&good);
  return g_strdup_printf (_ ("%s; %u refused, the inbox says why"), good, refused);
}

static void
finish (HandOver *self)
{
  g_autoptr (ZuoxiWindow) window = g_weak_ref_get (&self->window);
  g_autofree char *text = NULL;
  guint            done = 0;

  g_clear_signal_handler (&self->handler, self->session);
  g_clear_signal_handler (&self->leaving, self->session);
  for (guint i = 0; i < self->ways->len; i++)
    done += g_array_index (self->ways, Way, i).done ? 1 : 0;
  text = sum_up (done, self->ways->len - done);
  if (window == NULL)
    {
      hand_over_free (self);
      return;
    }
  if (done > 0 && !self->back && may_take_back (self))
    zuoxi_window_toast_undo (window, text, on_undo_cb, self, hand_over_free);
  else
    {
      zuoxi_window_toast (window, text);
      hand_over_free (self);
    }
}

static void
on_outcome_cb (ZuoxiSession *session, const char *mid, const char *status, const char *code, HandOver *self)
{
  guint index = GPOINTER_TO_UINT (g_hash_table_lookup (self->waiting, mid));

  if (index == 0)
    return;
  g_hash_table_remove (self->waiting, mid);
  g_array_index (self->ways, Way, index - 1).done = g_str_equal (status, "ok");
  if (g_hash_table_size (self->waiting) == 0)
    finish (self);
}

/* What the server says from now on is told in the inbox at the next sign-in. */
static void
on_signed_out_cb (ZuoxiSession *session, GParamSpec *property, HandOver *self)
{
  gboolean signed_in;

  g_object_get (session, "signed-in", &signed_in, NULL);
  if (!signed_in)
    hand_over_free (self);
}

static void
on_queued_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  HandOver *self = data;
  g_autoptr (ZuoxiWindow) window = g_weak_ref_get (&self->window);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) mids = zuoxi_session_queue_finish (ZUOXI_SESSION (source), result, &error);

  if (mids == NULL)
    {
      if (window != NULL)
        zuoxi_window_toast_error (window, error);
      hand_over_free (self);
      return;
    }
  self->handler = g_signal_connect (self->session, "outcome", G_CALLBACK (on_outcome_cb), self);
  self->leaving = g_signal_connect (self->session, "notify::signed-in", G_CALLBACK (on_signed_out_cb), self);
  for (guint i = 0; mids[i] != NULL; i++)
    g_hash_table_insert (self->waiting, g_strdup (mids[i]), GUINT_TO_POINTER (i + 1));
}

/* Outcomes come by later turns of the main loop than the answer of the queue. */
static void
hand_over_send (HandOver *self)
{
  GPtrArray *mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) mutation_free);

  for (guint i = 0; i < self->ways->len; i++)
    g_ptr_array_add (mutations, command_of (&g_array_index (self->ways, Way, i)));
  zuoxi_session_queue_async (self->session, mutations, NULL, on_queued_cb, self);
}

/* Asking */

static void
on_confirmed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  HandOver *self = data;
  guint     chosen = adw_combo_row_get_selected (self->choice);
  gboolean  yes = compat_confirm_finish (result);

  g_clear_object (&self->choice);
  if (!yes || chosen >= self->to->len)
    {
      hand_over_free (self);
      return;
    }
  for (guint i = 0; i < self->ways->len; i++)
    g_array_index (self->ways, Way, i).to = g_array_index (self->to, Id, chosen);
  hand_over_send (self);
}

static int
compare_takers (gconstpointer a, gconstpointer b, gpointer data)
{
  const HandOver   *self = data;
  Directory        *directory = zuoxi_session_get_directory (self->session);
  const Assignment *one = *(const Assignment *const *) a;
  const Assignment *two = *(const Assignment *const *) b;
  const Assignment *mine = directory_assignment_on (directory, zuoxi_session_get_me (self->session),
                                                    zuoxi_session_today (self->session));
  gboolean          one_near = mine != NULL && id_equal (one->team, mine->team);
  gboolean          two_near = mine != NULL && id_equal (two->team, mine->team);
  const Person     *one_person = directory_person (directory, one->person);
  const Person     *two_person = directory_person (directory, two->person);

  if (one_near != two_near)
    return one_near ? -1 : 1;
  return strcmp (one_person != NULL ? one_person->number : "", two_person != NULL ? two_person->number : "");
}

/* Whoever may get every picked customer; one's own team first. */
static void
find_takers (HandOver *self)
{
  Directory *directory = zuoxi_session_get_directory (self->session);
  g_autoptr (GPtrArray) all = directory_assignments (directory);

  for (guint i = 0; i < all->len; i++)
    {
      const Assignment *to = all->pdata[i];
      gboolean          fits = !to->acting;

      for (guint j = 0; fits && j < self->ways->len; j++)
        fits = hand_over_may_give (directory_assignment (directory, g_array_index (self->ways, Way, j).from), to,
                                   zuoxi_session_today (self->session));
      if (fits)
        g_ptr_array_add (self->takers, (gpointer) to);
    }
  g_ptr_array_sort_with_data (self->takers, compare_takers, self);
  for (guint i = 0; i < self->takers->len; i++)
    g_array_append_val (self->to, ((const Assignment *) self->takers->pdata[i])->row.id);
}

static GtkWidget *
choice_new (HandOver *self)
{
  Directory *directory = zuoxi_session_get_directory (self->session);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *row = adw_combo_row_new ();

  for (guint i = 0; i < self->takers->len; i++)
    {
      const Assignment *to = self->takers->pdata[i];
      const Person     *person = directory_person (directory, to->person);
      const Team       *team = directory_team (directory, to->team);

      gtk_string_list_take (names, g_strdup_printf ("%s %s · %s", person != NULL ? person->number : "",
                                                    person != NULL ? person->name : "",
                                                    team != NULL ? team->name : ""));
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("New agent"));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  self->choice = g_object_ref_sink (ADW_COMBO_ROW (row));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  gtk_widget_set_size_request (group, 420, -1);
  return group;
}

/* Those whose team is this person's; the others stay. */
static void
take_ways (HandOver *self, GPtrArray *customers)
{
  Directory *directory = zuoxi_session_get_directory (self->session);

  for (guint i = 0; i < customers->len; i++)
    {
      const Customer   *customer = zuoxi_row_get (customers->pdata[i]);
      const Assignment *from = directory_assignment (directory, customer->assignment);
      Way               way = { .customer = customer->row.id, .from = customer->assignment };

      if (from != NULL && hand_over_may_take (directory, zuoxi_session_get_me (self->session), from,
                                              zuoxi_session_today (self->session)))
        g_array_append_val (self->ways, way);
    }
}

static void
say_no (HandOver *self, ZuoxiWindow *window, const char *text)
{
  zuoxi_window_toast (window, text);
  hand_over_free (self);
}

void
hand_over_dialog_ask (ZuoxiWindow *window, ZuoxiSession *session, GPtrArray *customers)
{
  HandOver        *self = hand_over_new (window, session);
  g_autofree char *heading = NULL;
  g_autoptr (GString) body = g_string_new (NULL);

  take_ways (self, customers);
  find_takers (self);
  if (customers->len > HAND_OVER_MAX)
    {
      g_autofree char *text = g_strdup_printf (_ ("At most %d customers are handed over at a time: choose fewer"), HAND_OVER_MAX);

      say_no (self, window, text);
      return;
    }
  if (!is_online (session))
    {
      say_no (self, window, _ ("Handing over needs the server: try again once you are online"));
      return;
    }
  if (self->ways->len == 0)
    {
      say_no (self, window, customers->len == 0 ? _ ("Choose the customers to hand over first") : _ ("Only customers of your own team can be handed over"));
      return;
    }
  if (self->takers->len == 0)
    {
      say_no (self, window, _ ("There is no other agent in this department now"));
      return;
    }
  heading = g_strdup_printf (ngettext ("Hand over %u customer?", "Hand over %u customers?", self->ways->len),
                             self->ways->len);
  g_string_append (body, _ ("The customers, their numbers and tickets that are not yet due go to the new agent. Calls, "
                            "orders and ratings stay with whoever made them; the new agent sees each as an earlier "
                            "contact."));
  if (self->ways->len < customers->len)
    {
      guint            left = customers->len - self->ways->len;
      g_autofree char *stay = g_strdup_printf (
          ngettext ("%u customer of another team stays.", "%u customers of other teams stay.", left), left);

      g_string_append_printf (body, "\n\n%s", stay);
    }
  compat_confirm_async (GTK_WINDOW (window), heading, body->str, _ ("_Hand Over"), FALSE, choice_new (self), on_confirmed_cb, self);
}
