/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/form-table-private.h"

#include "ui/widgets/text-area.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (ZuoxiFormTable, zuoxi_form_table, GTK_TYPE_WIDGET)

static guint signal_changed, signal_keep;

static FormInput *
find_input (ZuoxiFormTable *self, const char *field)
{
  for (guint i = 0; i < self->inputs->len; i++)
    {
      FormInput *input = self->inputs->pdata[i];

      if (g_str_equal (input->row->field, field))
        return input;
    }
  return NULL;
}

void
form_table_changed (FormInput *input)
{
  g_signal_emit (input->table, signal_changed, 0, input->row->field);
  /* What is chosen is kept at once; what is typed, when the typing pauses. */
  if (input->autosave == NULL && !ZUOXI_IS_TEXT_AREA (input->input))
    form_table_keep (input);
}

void
form_table_keep (FormInput *input)
{
  g_autofree char *text = form_input_dup_text (input);

  g_signal_emit (input->table, signal_keep, 0, input->row->field, text);
}

static const char *
translate (const char *msgid)
{
  return _ (msgid);
}

static void
zuoxi_form_table_dispose (GObject *object)
{
  g_clear_pointer (&ZUOXI_FORM_TABLE (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (zuoxi_form_table_parent_class)->dispose (object);
}

static void
zuoxi_form_table_finalize (GObject *object)
{
  g_ptr_array_unref (ZUOXI_FORM_TABLE (object)->inputs);
  g_free (ZUOXI_FORM_TABLE (object)->today);
  G_OBJECT_CLASS (zuoxi_form_table_parent_class)->finalize (object);
}

static void
zuoxi_form_table_class_init (ZuoxiFormTableClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zuoxi_form_table_dispose;
  G_OBJECT_CLASS (klass)->finalize = zuoxi_form_table_finalize;
  signal_changed = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_STRING);
  signal_keep = g_signal_new ("keep", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING,
                              G_TYPE_STRING);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
zuoxi_form_table_init (ZuoxiFormTable *self)
{
  self->inputs = g_ptr_array_new_with_free_func (g_free);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
zuoxi_form_table_new (const Schema *schema, const FormRow *rows)
{
  ZuoxiFormTable *self = g_object_new (ZUOXI_TYPE_FORM_TABLE, NULL);

  zuoxi_form_table_set_up (self, schema, rows);
  return GTK_WIDGET (self);
}

void
zuoxi_form_table_set_up (ZuoxiFormTable *self, const Schema *schema, const FormRow *rows)
{
  AdwPreferencesGroup *group = NULL;

  g_return_if_fail (ZUOXI_IS_FORM_TABLE (self));
  g_return_if_fail (self->schema == NULL);

  self->schema = schema;
  for (const FormRow *row = rows; row->field != NULL; row++)
    {
      if (group == NULL || row->group != NULL)
        {
          group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
          if (row->group != NULL)
            adw_preferences_group_set_title (group, _ (row->group));
          gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (group));
        }
      g_ptr_array_add (self->inputs, form_input_new (self, group, row));
    }
}

void
zuoxi_form_table_load (ZuoxiFormTable *self, gconstpointer row, const char *today)
{
  g_return_if_fail (ZUOXI_IS_FORM_TABLE (self));

  g_free (self->today);
  self->today = g_strdup (today);
  self->loading = TRUE;
  for (guint i = 0; i < self->inputs->len; i++)
    form_input_load (self->inputs->pdata[i], row);
  self->loading = FALSE;
}

void
zuoxi_form_table_load_draft (ZuoxiFormTable *self, const char *field, const char *text)
{
  FormInput *input = NULL;

  g_return_if_fail (ZUOXI_IS_FORM_TABLE (self));

  input = find_input (self, field);
  if (input == NULL || (input->row->flags & FORM_SHOW) != 0)
    return;
  self->loading = TRUE;
  form_input_set_text (input, text);
  self->loading = FALSE;
}

char *
zuoxi_form_table_dup_text (ZuoxiFormTable *self, const char *field)
{
  FormInput *input = NULL;

  g_return_val_if_fail (ZUOXI_IS_FORM_TABLE (self), NULL);

  input = find_input (self, field);
  return input != NULL ? form_input_dup_text (input) : NULL;
}

gboolean
zuoxi_form_table_read (ZuoxiFormTable *self, gpointer row, ProblemList *problems)
{
  g_autoptr (ProblemList) found = problem_list_new ();

  g_return_val_if_fail (ZUOXI_IS_FORM_TABLE (self), FALSE);

  for (guint i = 0; i < self->inputs->len; i++)
    {
      FormInput  *input = self->inputs->pdata[i];
      const char *problem = NULL;

      if (!form_input_read (input, row, &problem))
        problem_add (found, input->row->field, "", problem, NULL);
    }
  if (found->len == 0)
    schema_check (self->schema, row, found);
  zuoxi_form_table_show_problems (self, found);
  if (problems != NULL)
    problem_list_merge (problems, found, NULL);
  return found->len == 0;
}

void
zuoxi_form_table_show_problems (ZuoxiFormTable *self, const ProblemList *problems)
{
  GtkWidget *first = NULL;

  g_return_if_fail (ZUOXI_IS_FORM_TABLE (self));

  for (guint i = 0; i < self->inputs->len; i++)
    {
      FormInput       *input = self->inputs->pdata[i];
      const Problem   *problem = problem_list_find (problems, input->row->field);
      g_autofree char *text = problem != NULL ? problem_text (problem, translate) : NULL;

      form_input_set_error (input, text);
      if (first == NULL && problem != NULL)
        first = input->input;
    }
  if (first != NULL)
    gtk_widget_grab_focus (first);
}

void
zuoxi_form_table_set_editable (ZuoxiFormTable *self, gboolean editable)
{
  g_return_if_fail (ZUOXI_IS_FORM_TABLE (self));

  for (guint i = 0; i < self->inputs->len; i++)
    form_input_set_editable (self->inputs->pdata[i], editable);
}

void
zuoxi_form_table_flush (ZuoxiFormTable *self)
{
  g_return_if_fail (ZUOXI_IS_FORM_TABLE (self));

  for (guint i = 0; i < self->inputs->len; i++)
    {
      FormInput *input = self->inputs->pdata[i];

      if (input->autosave != NULL)
        autosave_flush (input->autosave);
      else if (ZUOXI_IS_TEXT_AREA (input->input))
        zuoxi_text_area_flush (ZUOXI_TEXT_AREA (input->input));
    }
}
