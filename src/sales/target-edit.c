/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sales/target-edit.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "app/session.h"
#include "core/decimal.h"
#include "core/id.h"
#include "sales/target.h"
#include "store/apply.h"
#include "ui/compat.h"
#include "ui/widgets/autosave.h"
#include "ui/widgets/form-table.h"

#define WHOLE 10000 /* hundredths of a percent */

typedef struct
{
  ZuoxiWindow    *window;
  ZuoxiSession   *session;
  Id              person;
  char           *month;
  char           *draft;
  Target         *before; /* (nullable): as it stood when the dialog opened */
  ZuoxiFormTable *form;
  GtkWidget      *conversion; /* AdwEntryRow, percent */
  Autosave       *autosave;
} Editing;

/* clang-format off */
static const FormRow rows[] = {
  { .field = "sales" },
  { .field = "reason", .flags = FORM_LONG },
  { NULL } };
/* clang-format on */

static void ask (Editing *self, const char *problem, const ProblemList *problems);

static void
editing_free (Editing *self)
{
  g_clear_object (&self->form);
  g_clear_object (&self->conversion);
  if (self->before != NULL)
    schema_free (&target_schema, self->before);
  g_object_unref (self->window);
  g_object_unref (self->session);
  g_free (self->month);
  g_free (self->draft);
  g_free (self);
}

/* "3.20" percent; "" = none */
static char *
percent_text (const Target *target)
{
  char text[DECIMAL_TEXT_SIZE];

  if (target == NULL || target->conversion.den == 0)
    return g_strdup ("");
  decimal_format (target->conversion.num * WHOLE / target->conversion.den, 2, FALSE, text);
  return g_strdup (text);
}

static void
on_keep_cb (ZuoxiSession *session, const char *field, const char *text, ZuoxiFormTable *form)
{
  zuoxi_session_draft_set (session, g_object_get_data (G_OBJECT (form), "draft"), field, text);
}

static void
on_conversion_due_cb (gpointer data)
{
  Editing *self = data;

  zuoxi_session_draft_set (self->session, self->draft, "conversion",
                           gtk_editable_get_text (GTK_EDITABLE (self->conversion)));
}

static void
on_conversion_changed_cb (Editing *self)
{
  gtk_widget_remove_css_class (self->conversion, "error");
  autosave_touch (self->autosave);
}

static void
load_drafts (Editing *self)
{
  static const char *const fields[] = { "sales", "reason" };
  gboolean                 found = FALSE;
  g_autofree char         *conversion = zuoxi_session_draft_get (self->session, self->draft, "conversion", &found);

  if (found)
    gtk_editable_set_text (GTK_EDITABLE (self->conversion), conversion);
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autofree char *text = zuoxi_session_draft_get (self->session, self->draft, fields[i], &found);

      if (found)
        zuoxi_form_table_load_draft (self->form, fields[i], text);
    }
}

static void
clear_drafts (Editing *self)
{
  static const char *const fields[] = { "sales", "conversion", "reason" };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    zuoxi_session_draft_clear (self->session, self->draft, fields[i]);
}

static void
on_queued_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Editing *self = data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) mids = zuoxi_session_queue_finish (ZUOXI_SESSION (source), result, &error);

  if (mids == NULL)
    zuoxi_window_toast_error (self->window, error); /* the drafts are still there */
  else
    {
      clear_drafts (self);
      zuoxi_window_toast (self->window, _ ("The target is saved"));
    }
  editing_free (self);
}

/* Reads the percent into @target. */
static gboolean
read_conversion (Editing *self, Target *target)
{
  g_autofree char *was = percent_text (self->before);
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->conversion))));
  gint64           value = 0;

  if (g_str_equal (text, was))
    return TRUE; /* an exact fraction stays exact */
  if (*text == '\0')
    {
      target->conversion = (Ratio){ 0, 0 };
      return TRUE;
    }
  if (!decimal_parse (text, 2, &value) || value <= 0 || value > WHOLE)
    return FALSE;
  target->conversion = (Ratio){ value, WHOLE };
  return TRUE;
}

static Target *
new_target (const Editing *self)
{
  Target *target = self->before != NULL ? schema_copy (&target_schema, self->before) : schema_new (&target_schema);

  if (self->before != NULL)
    return target;
  target->person = self->person;
  g_free (target->month);
  target->month = g_strdup (self->month);
  target->source = TARGET_SOURCE_PLAN;
  target->row.id = schema_natural_id (&target_schema, target);
  return target;
}

/* (transfer full) self */
static void
save (Editing *self)
{
  Target     *target = new_target (self);
  Mutation   *mutation = NULL;
  GPtrArray  *mutations = NULL;
  guint       relations = zuoxi_session_relations (self->session, self->person);
  const char *problem = NULL;
  g_autoptr (ProblemList) problems = problem_list_new ();

  if (!read_conversion (self, target))
    problem = _ ("The conversion target must be above 0 and at most 100 %");
  else if (zuoxi_form_table_read (self->form, target, problems) && self->before != NULL)
    target_check_change (self->before, target, relations, zuoxi_session_today (self->session), problems);
  if (problem == NULL && problems->len == 0)
    {
      mutation = self->before != NULL ? mutation_set (&target_schema, self->before, target)
                                      : mutation_put (&target_schema, target);
      schema_free (&target_schema, target);
      if (mutation == NULL) /* nothing is another one */
        {
          clear_drafts (self);
          editing_free (self);
          return;
        }
      mutations = g_ptr_array_new_with_free_func ((GDestroyNotify) mutation_free);
      g_ptr_array_add (mutations, mutation);
      zuoxi_session_queue_async (self->session, mutations, NULL, on_queued_cb, self);
      return;
    }
  schema_free (&target_schema, target);
  ask (self, problem, problems);
}

static void
on_answered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Editing *self = data;

  zuoxi_form_table_flush (self->form);
  autosave_flush (self->autosave);
  g_signal_handlers_disconnect_by_data (self->conversion, self);
  if (compat_confirm_finish (result))
    save (self);
  else
    editing_free (self);
}

static GtkWidget *
new_conversion (Editing *self)
{
  GtkWidget       *group = adw_preferences_group_new ();
  g_autofree char *percent = percent_text (self->before);

  g_clear_object (&self->conversion);
  self->conversion = g_object_ref_sink (adw_entry_row_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->conversion), _ ("Conversion target, percent"));
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (self->conversion), GTK_INPUT_PURPOSE_NUMBER);
  gtk_editable_set_text (GTK_EDITABLE (self->conversion), percent);
  self->autosave = autosave_attach (self->conversion, on_conversion_due_cb, self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->conversion);
  return group;
}

/* (transfer full) self. @problem: (nullable): what is wrong with the percent; @problems: (nullable): with the rest */
static void
ask (Editing *self, const char *problem, const ProblemList *problems)
{
  GtkWidget       *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  Target          *target = new_target (self);
  const Person    *person = directory_person (zuoxi_session_get_directory (self->session), self->person);
  g_autofree char *month = format_month (self->month);
  g_autofree char *heading = g_strdup_printf (_ ("Target of %s · %s"), person != NULL ? person->name : "—", month);
  const char      *body = _ ("After the middle of the month only the department manager changes it, with a reason.");

  gtk_box_append (GTK_BOX (box), new_conversion (self));
  g_clear_object (&self->form);
  self->form = g_object_ref_sink (ZUOXI_FORM_TABLE (zuoxi_form_table_new (&target_schema, rows)));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->form));
  g_object_set_data_full (G_OBJECT (self->form), "draft", g_strdup (self->draft), g_free);
  zuoxi_form_table_load (self->form, target, zuoxi_session_today (self->session));
  load_drafts (self);
  schema_free (&target_schema, target);
  if (problems != NULL)
    zuoxi_form_table_show_problems (self->form, problems);
  if (problem != NULL)
    gtk_widget_add_css_class (self->conversion, "error");
  g_signal_connect_object (self->form, "keep", G_CALLBACK (on_keep_cb), self->session, G_CONNECT_SWAPPED);
  g_signal_connect_swapped (self->conversion, "changed", G_CALLBACK (on_conversion_changed_cb), self);
  compat_confirm_async (GTK_WINDOW (self->window), heading, problem != NULL ? problem : body, _ ("_Save"), FALSE, box, on_answered_cb, self);
}

void
target_edit_ask (ZuoxiWindow *window, ZuoxiSession *session, Id person, const char *month)
{
  Editing *self = g_new0 (Editing, 1);
  char     hex[ID_HEX_LENGTH + 1];
  g_autoptr (Rows) found = store_query (zuoxi_session_get_reader (session), &target_schema, NULL,
                                        "WHERE \"person\" = ? AND \"month\" = ?", "ds", &person, month);

  self->window = g_object_ref (window);
  self->session = g_object_ref (session);
  self->person = person;
  self->month = g_strdup (month);
  id_to_hex (person, hex);
  self->draft = g_strdup_printf ("target:%s:%s", month, hex);
  if (found != NULL && found->len > 0)
    self->before = schema_copy (&target_schema, found->at[0]);
  ask (self, NULL, NULL);
}

gboolean
target_edit_is_allowed (ZuoxiSession *session, Id person)
{
  gboolean read_only = FALSE;

  g_object_get (session, "read-only", &read_only, NULL);
  return !read_only && (zuoxi_session_relations (session, person) & (REL_SUPERVISOR | REL_MANAGER)) != 0;
}
