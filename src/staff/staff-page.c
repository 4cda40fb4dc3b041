/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "staff/staff-page.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "app/ref-text.h"
#include "core/id.h"
#include "staff/confirm-key.h"
#include "ui/widgets/fields-grid.h"

struct _ZuoxiStaffPage
{
  ZuoxiListRoom parent_instance;
};

G_DEFINE_FINAL_TYPE (ZuoxiStaffPage, zuoxi_staff_page, ZUOXI_TYPE_LIST_ROOM)

/* The four levels a person may rise through (4.6.1). */
static const Post ladder[] = { POST_AGENT, POST_SUPERVISOR, POST_CS_MANAGER, POST_DEPT_MANAGER };

static ZuoxiSession *
session_of (gpointer page)
{
  return zuoxi_page_get_session (ZUOXI_PAGE (page));
}

static const Assignment *
held_today (gpointer page, Id person)
{
  return directory_assignment_on (zuoxi_session_get_directory (session_of (page)), person,
                                  zuoxi_session_today (session_of (page)));
}

static char *
text_team (gpointer item, gpointer data)
{
  const Assignment *held = held_today (data, ((const Row *) zuoxi_row_get (item))->id);

  return held != NULL ? ref_text (session_of (data), "team", held->team) : g_strdup ("");
}

static char *
text_department (gpointer item, gpointer data)
{
  const Assignment *held = held_today (data, ((const Row *) zuoxi_row_get (item))->id);

  return held != NULL ? ref_text (session_of (data), "department", held->department) : g_strdup ("");
}

static char *
text_post (gpointer item, gpointer data)
{
  const Assignment *held = held_today (data, ((const Row *) zuoxi_row_get (item))->id);

  return held != NULL ? format_enum (posts, (int) held->post) : g_strdup (_ ("Not in service"));
}

/* clang-format off */
static const Column columns[] = {
  { N_("Name"), "name", COLUMN_STRONG | COLUMN_SORT, 8 },
  { N_("Employee no."), "number", COLUMN_SORT, 7 },
  { N_("Post"), NULL, 0, 18, text_post },
  { N_("Team"), NULL, COLUMN_WIDE, 10, text_team },
  { N_("Department"), NULL, COLUMN_WIDE | COLUMN_EXPAND, 0, text_department },
  { NULL } };

static const ListSpec spec = {
  .source = { .schema = &person_schema, .order = "number", .ascending = TRUE, .team = TRUE },
  .columns = columns,
  .icon = "avatar-default-symbolic",
  .empty_title = N_("Nobody yet"),
  .empty_text = N_("The people of the company, their teams and posts come with the first sync."),
  .clause = "1.2",
};
/* clang-format on */

/* Details */

static void
add_heading (GtkBox *box, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_box_append (box, label);
}

/* "2025-01-01 – 2026-03-14"; open at the end. */
static char *
span_text (const Assignment *held)
{
  g_autofree char *from = format_day (held->from_on, NULL);
  g_autofree char *to = format_day (held->to_on, NULL);

  return g_strdup_printf ("%s – %s", from, to);
}

static void
add_assignments (ZuoxiListRoom *self, GtkBox *box, Id person)
{
  g_autoptr (GPtrArray) held = directory_assignments_of (zuoxi_session_get_directory (session_of (self)), person);
  GtkWidget *grid = fields_grid_new_empty ();

  for (guint i = 0; i < held->len; i++)
    {
      const Assignment *one = held->pdata[i];
      g_autofree char  *span = span_text (one);
      g_autofree char  *post = format_enum (posts, (int) one->post);
      g_autofree char  *place = id_is_none (one->team) ? ref_text (session_of (self), "department", one->department)
                                                       : ref_text (session_of (self), "team", one->team);
      g_autofree char  *text = g_strdup_printf ("%s · %s%s%s", place, post, one->acting ? " · " : "",
                                                one->acting ? _ ("acting") : "");

      fields_grid_add (grid, span, text);
    }
  add_heading (box, _ ("Posts over time"));
  gtk_box_append (box, grid);
}

static void
add_line (ZuoxiListRoom *self, GtkBox *box, Id person)
{
  Directory       *directory = zuoxi_session_get_directory (session_of (self));
  const char      *today = zuoxi_session_today (session_of (self));
  g_autofree char *scorer = ref_text (session_of (self), "person", directory_scorer (directory, person, today));
  g_autofree char *reviewer = ref_text (session_of (self), "person", directory_reviewer (directory, person, today));
  GtkWidget       *grid = fields_grid_new_empty ();

  fields_grid_add (grid, _ ("Scores the appraisal"), scorer);
  fields_grid_add (grid, _ ("Reviews it"), reviewer);
  add_heading (box, _ ("Reporting line"));
  gtk_box_append (box, grid);
}

/* Where the person stands of the four levels; none for posts outside the ladder. */
static void
add_ladder (ZuoxiListRoom *self, GtkBox *box, Id person)
{
  const Assignment *held = held_today (self, person);
  GtkWidget        *grid = NULL;
  gboolean          on_it = FALSE;

  for (guint i = 0; held != NULL && i < G_N_ELEMENTS (ladder); i++)
    on_it = on_it || held->post == ladder[i];
  if (!on_it)
    return;
  grid = fields_grid_new_empty ();
  for (guint i = G_N_ELEMENTS (ladder); i > 0; i--)
    {
      g_autofree char *level = g_strdup_printf (_ ("Level %u"), i);
      g_autofree char *post = format_enum (posts, (int) ladder[i - 1]);
      gboolean         is_now = held->post == ladder[i - 1];
      g_autofree char *text = is_now ? g_strdup_printf ("%s  ● %s", post, _ ("now")) : g_strdup (post);

      fields_grid_add (grid, level, text);
    }
  add_heading (box, _ ("Career ladder"));
  gtk_box_append (box, grid);
}

static void
on_confirm_key_cb (GtkWidget *button, ZuoxiListRoom *self)
{
  const Id *person = g_object_get_data (G_OBJECT (button), "person");

  confirm_key_start (button, session_of (self), *person);
}

/* Shown to the three who may: the person, HR and the line above. The server decides. */
static void
add_confirm_button (ZuoxiListRoom *self, GtkBox *box, Id person)
{
  Directory  *directory = zuoxi_session_get_directory (session_of (self));
  const char *today = zuoxi_session_today (session_of (self));
  guint       relations = directory_relations (directory, zuoxi_session_get_me (session_of (self)), person, today);
  GtkWidget  *button;

  if ((relations & (REL_SELF | REL_HR | REL_SUPERVISOR | REL_MANAGER | REL_GENERAL)) == 0)
    return;
  button = gtk_button_new_with_mnemonic (_ ("_Confirm Key…"));
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_object_set_data_full (G_OBJECT (button), "person", g_memdup2 (&person, sizeof person), g_free);
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_confirm_key_cb), self, 0);
  gtk_box_append (box, button);
}

static void
add_account (ZuoxiListRoom *self, GtkBox *box, Id person)
{
  g_autoptr (Rows) cards = store_query (zuoxi_session_get_reader (session_of (self)), &account_card_schema, NULL,
                                        "WHERE \"person\" = ?", "d", &person);
  const AccountCard *card = cards != NULL && cards->len > 0 ? cards->at[0] : NULL;
  GtkWidget         *grid = NULL;

  if (card == NULL)
    return;
  grid = fields_grid_new_empty ();
  fields_grid_add (grid, _ ("Account"), card->login);
  fields_grid_add (grid, _ ("Signing key"), card->unconfirmed
                            ? _ ("Not confirmed: the password was reset, and nobody has vouched for it yet")
                            : _ ("Confirmed"));
  add_heading (box, _ ("Account"));
  gtk_box_append (box, grid);
  if (card->unconfirmed)
    add_confirm_button (self, box, person);
}

/* Only HR holds such rows, and nobody their own (R63): for the others there is nothing to show. */
static void
add_file (ZuoxiListRoom *self, GtkBox *box, Id person)
{
  g_autoptr (Rows) files = NULL;

  if (!zuoxi_session_has_post (session_of (self), POST_HR))
    return;
  files = store_query (zuoxi_session_get_reader (session_of (self)), &staff_file_schema, NULL, "WHERE \"person\" = ?",
                       "d", &person);
  add_heading (box, _ ("Staff file"));
  if (files != NULL && files->len > 0)
    gtk_box_append (box, fields_grid_new (session_of (self), &staff_file_schema, files->at[0], NULL));
  else
    {
      GtkWidget *label = gtk_label_new (id_equal (person, zuoxi_session_get_me (session_of (self)))
                                        ? _ ("One's own file is kept by colleagues; ask them for a copy.")
                                        : _ ("No staff file on this computer."));

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_box_append (box, label);
    }
}

static void
add_details (ZuoxiListRoom *self, ZuoxiRow *row, GtkBox *box)
{
  Id person = ((const Row *) zuoxi_row_get (row))->id;

  add_assignments (self, box, person);
  add_line (self, box, person);
  add_ladder (self, box, person);
  add_account (self, box, person);
  add_file (self, box, person);
}

static void
zuoxi_staff_page_class_init (ZuoxiStaffPageClass *klass)
{
  ZUOXI_LIST_ROOM_CLASS (klass)->spec = &spec;
  ZUOXI_LIST_ROOM_CLASS (klass)->add_details = add_details;
}

static void
zuoxi_staff_page_init (ZuoxiStaffPage *self)
{
}
