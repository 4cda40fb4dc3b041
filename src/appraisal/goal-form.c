/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/goal-form.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "ui/widgets/autosave.h"
#include "ui/widgets/form-table.h"

struct _ZuoxiGoalForm
{
  GtkBox parent_instance;

  GtkLabel       *heading;
  GtkWidget      *remove;
  ZuoxiFormTable *table;
  GtkEditable    *value; /* AdwEntryRow: yuan or percent, as the figure is */
  GtkLabel       *value_error;
  Autosave       *autosave;
  guint           number;
  gboolean        loading;
};

G_DEFINE_FINAL_TYPE (ZuoxiGoalForm, zuoxi_goal_form, GTK_TYPE_BOX)

static guint keep, removed;

/* clang-format off */
static const FormRow rows[] = {
  { "goal" }, { "measure" }, { "due_on" }, { "owner" }, { "target" },
  { NULL } };

const char *const goal_form_fields[] = { "goal", "measure", "due_on", "owner", "target", "value", NULL };
/* clang-format on */

static PlanTarget
target_of (ZuoxiGoalForm *self)
{
  g_autofree char *nick = zuoxi_form_table_dup_text (self->table, "target");
  const EnumNick  *entry = enum_by_nick (plan_targets, nick);

  return entry != NULL ? (PlanTarget) entry->value : PLAN_TARGET_NONE;
}

static void
show_value (ZuoxiGoalForm *self)
{
  PlanTarget target = target_of (self);

  gtk_widget_set_visible (GTK_WIDGET (self->value), target != PLAN_TARGET_NONE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->value),
                                 target == PLAN_TARGET_CONVERSION ? _ ("Target, percent") : _ ("Target, yuan"));
}

static void
show_value_error (ZuoxiGoalForm *self, const char *text)
{
  gtk_label_set_label (self->value_error, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->value_error), text != NULL);
  if (text != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->value), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->value), "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->value), GTK_ACCESSIBLE_STATE_INVALID,
                               text != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
on_table_keep_cb (ZuoxiGoalForm *self, const char *field, const char *text)
{
  g_signal_emit (self, keep, 0, field, text);
}

static void
on_table_changed_cb (ZuoxiGoalForm *self, const char *field)
{
  if (g_str_equal (field, "target"))
    show_value (self);
}

static void
on_value_due_cb (gpointer data)
{
  ZuoxiGoalForm *self = data;

  g_signal_emit (self, keep, 0, "value", gtk_editable_get_text (self->value));
}

static void
on_value_changed_cb (ZuoxiGoalForm *self)
{
  if (self->loading)
    return;
  show_value_error (self, NULL);
  autosave_touch (self->autosave);
}

static void
on_remove_clicked_cb (ZuoxiGoalForm *self)
{
  g_signal_emit (self, removed, 0);
}

static void
zuoxi_goal_form_class_init (ZuoxiGoalFormClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  keep = g_signal_new ("keep", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING,
                       G_TYPE_STRING);
  removed = g_signal_new ("remove", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static GtkWidget *
new_head (ZuoxiGoalForm *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->heading = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->heading, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->heading), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->heading), "heading");
  self->remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
  gtk_widget_add_css_class (self->remove, "flat");
  g_signal_connect_swapped (self->remove, "clicked", G_CALLBACK (on_remove_clicked_cb), self);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->heading));
  gtk_box_append (GTK_BOX (head), self->remove);
  return head;
}

static void
zuoxi_goal_form_init (ZuoxiGoalForm *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  self->table = ZUOXI_FORM_TABLE (zuoxi_form_table_new (&plan_item_schema, rows));
  self->value = GTK_EDITABLE (adw_entry_row_new ());
  self->autosave = autosave_attach (GTK_WIDGET (self->value), on_value_due_cb, self);
  self->value_error = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->value_error, 0);
  gtk_label_set_wrap (self->value_error, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->value_error), "error");
  gtk_widget_add_css_class (GTK_WIDGET (self->value_error), "caption");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->value));
  gtk_box_append (GTK_BOX (self), new_head (self));
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->table));
  gtk_box_append (GTK_BOX (self), group);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->value_error));
  g_signal_connect_object (self->table, "keep", G_CALLBACK (on_table_keep_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->table, "changed", G_CALLBACK (on_table_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->value, "changed", G_CALLBACK (on_value_changed_cb), self, G_CONNECT_SWAPPED);
  show_value_error (self, NULL);
  show_value (self);
}

GtkWidget *
zuoxi_goal_form_new (const char *owner, const char *today)
{
  ZuoxiGoalForm *self = g_object_new (ZUOXI_TYPE_GOAL_FORM, NULL);
  PlanItem      *item = schema_new (&plan_item_schema);

  g_free (item->owner);
  item->owner = g_strdup (owner);
  zuoxi_form_table_load (self->table, item, today);
  schema_free (&plan_item_schema, item);
  return GTK_WIDGET (self);
}

void
zuoxi_goal_form_set_number (ZuoxiGoalForm *self, guint number, gboolean removable)
{
  g_autofree char *text = g_strdup_printf (_ ("Goal %u"), number);
  g_autofree char *label = g_strdup_printf (_ ("Remove goal %u"), number);

  g_return_if_fail (ZUOXI_IS_GOAL_FORM (self));

  self->number = number;
  gtk_label_set_label (self->heading, text);
  gtk_widget_set_tooltip_text (self->remove, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->remove), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_visible (self->remove, removable);
}

void
zuoxi_goal_form_load_draft (ZuoxiGoalForm *self, const char *field, const char *text)
{
  g_return_if_fail (ZUOXI_IS_GOAL_FORM (self));

  if (!g_str_equal (field, "value"))
    {
      zuoxi_form_table_load_draft (self->table, field, text);
      show_value (self);
      return;
    }
  self->loading = TRUE;
  gtk_editable_set_text (self->value, text);
  self->loading = FALSE;
}

char *
zuoxi_goal_form_dup_text (ZuoxiGoalForm *self, const char *field)
{
  g_return_val_if_fail (ZUOXI_IS_GOAL_FORM (self), NULL);

  return g_str_equal (field, "value") ? g_strdup (gtk_editable_get_text (self->value))
                                      : zuoxi_form_table_dup_text (self->table, field);
}

/* "33,000" yuan or "3.2" percent, in hundredths; an empty one is for interview_problems () to find. */
static void
read_value (ZuoxiGoalForm *self, PlanItem *item, ProblemList *problems)
{
  const char *text = gtk_editable_get_text (self->value);
  const char *problem = NULL;
  OptInt      value = { 0, FALSE };
  gboolean    ok = TRUE;

  if (item->target == PLAN_TARGET_SALES)
    ok = parse_fen (text, &value, &problem);
  else if (item->target == PLAN_TARGET_CONVERSION)
    ok = parse_score (text, &value, &problem);
  item->value = value.set ? value.v : 0;
  if (ok)
    return;
  show_value_error (self, _ (problem));
  problem_add (problems, "value", "5.5.1③", problem, NULL);
}

void
zuoxi_goal_form_read (ZuoxiGoalForm *self, PlanItem *item, ProblemList *problems)
{
  g_return_if_fail (ZUOXI_IS_GOAL_FORM (self));

  show_value_error (self, NULL);
  zuoxi_form_table_read (self->table, item, problems);
  read_value (self, item, problems);
}

static const char *
translate (const char *msgid)
{
  return _ (msgid);
}

void
zuoxi_goal_form_show_problems (ZuoxiGoalForm *self, const ProblemList *problems)
{
  g_autoptr (ProblemList) mine = problem_list_new ();

  g_return_if_fail (ZUOXI_IS_GOAL_FORM (self));

  for (guint i = 0; goal_form_fields[i] != NULL; i++)
    {
      g_autofree char *field = g_strdup_printf ("plan.%u.%s", self->number - 1, goal_form_fields[i]);
      const Problem   *problem = problem_list_find (problems, field);
      g_autofree char *text = problem != NULL ? problem_text (problem, translate) : NULL;

      if (problem == NULL)
        continue;
      if (g_str_equal (goal_form_fields[i], "value"))
        show_value_error (self, text);
      else
        problem_add (mine, goal_form_fields[i], problem->clause, problem->msgid, NULL);
    }
  if (mine->len > 0)
    zuoxi_form_table_show_problems (self->table, mine);
}

void
zuoxi_goal_form_set_editable (ZuoxiGoalForm *self, gboolean editable)
{
  g_return_if_fail (ZUOXI_IS_GOAL_FORM (self));

  zuoxi_form_table_set_editable (self->table, editable);
  gtk_editable_set_editable (self->value, editable);
  gtk_widget_set_sensitive (self->remove, editable);
}

void
zuoxi_goal_form_flush (ZuoxiGoalForm *self)
{
  g_return_if_fail (ZUOXI_IS_GOAL_FORM (self));

  zuoxi_form_table_flush (self->table);
  autosave_flush (self->autosave);
}
