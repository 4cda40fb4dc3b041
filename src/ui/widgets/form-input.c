/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One field of a form: the widget its kind asks for, to text and back. */
#include "config.h"

#include "ui/widgets/form-table-private.h"

#include "app/format.h"
#include "ui/widgets/text-area.h"

#include <glib/gi18n.h>

static const char *
title_of (const FormRow *row, const Field *field)
{
  return _ (row->title != NULL ? row->title : field->title);
}

static void
on_input_changed_cb (FormInput *input)
{
  if (input->table->loading)
    return;
  form_input_set_error (input, NULL);
  if (input->autosave != NULL)
    autosave_touch (input->autosave);
  form_table_changed (input);
}

static void
on_keep_due_cb (gpointer data)
{
  form_table_keep (data);
}

static void
on_area_keep_cb (FormInput *input)
{
  form_table_keep (input);
}

static void
add_choice (FormInput *input, AdwPreferencesGroup *group)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (const EnumNick *entry = input->field->enums; entry->nick != NULL; entry++)
    gtk_string_list_append (names, entry->title != NULL ? _ (entry->title) : entry->nick);
  input->input = adw_combo_row_new ();
  adw_combo_row_set_model (ADW_COMBO_ROW (input->input), G_LIST_MODEL (names));
  g_signal_connect_swapped (input->input, "notify::selected", G_CALLBACK (on_input_changed_cb), input);
  adw_preferences_group_add (group, input->input);
}

static void
add_switch (FormInput *input, AdwPreferencesGroup *group, const char *title)
{
  GtkWidget *row = adw_action_row_new ();

  input->input = gtk_switch_new ();
  gtk_widget_set_valign (input->input, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (input->input), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_signal_connect_swapped (input->input, "notify::active", G_CALLBACK (on_input_changed_cb), input);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), input->input);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), input->input);
  adw_preferences_group_add (group, row);
}

static void
add_shown (FormInput *input, AdwPreferencesGroup *group, const char *title)
{
  GtkWidget *row = adw_action_row_new ();

  input->input = gtk_label_new (NULL);
  gtk_label_set_selectable (GTK_LABEL (input->input), TRUE);
  gtk_label_set_wrap (GTK_LABEL (input->input), TRUE);
  gtk_label_set_xalign (GTK_LABEL (input->input), 1);
  gtk_widget_add_css_class (input->input, "numeric");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), input->input);
  adw_preferences_group_add (group, row);
}

static void
add_area (FormInput *input, AdwPreferencesGroup *group, const char *title)
{
  GtkWidget *row = adw_preferences_row_new ();

  input->input = zuoxi_text_area_new (title, input->row->min_characters);
  gtk_widget_set_margin_top (input->input, 12);
  gtk_widget_set_margin_bottom (input->input, 12);
  gtk_widget_set_margin_start (input->input, 12);
  gtk_widget_set_margin_end (input->input, 12);
  g_signal_connect_swapped (input->input, "changed", G_CALLBACK (on_input_changed_cb), input);
  g_signal_connect_swapped (input->input, "keep", G_CALLBACK (on_area_keep_cb), input);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), input->input);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  adw_preferences_group_add (group, row);
}

static void
add_entry (FormInput *input, AdwPreferencesGroup *group)
{
  input->input = adw_entry_row_new ();
  if (input->field->kind == FIELD_INT || input->field->kind == FIELD_FEN || input->field->kind == FIELD_SCORE)
    adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (input->input), GTK_INPUT_PURPOSE_NUMBER);
  g_signal_connect_swapped (input->input, "changed", G_CALLBACK (on_input_changed_cb), input);
  input->autosave = autosave_attach (input->input, on_keep_due_cb, input);
  adw_preferences_group_add (group, input->input);
}

static void
add_error_row (FormInput *input, AdwPreferencesGroup *group)
{
  input->error = adw_preferences_row_new ();
  input->error_text = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (input->error_text, TRUE);
  gtk_label_set_xalign (input->error_text, 0);
  gtk_widget_add_css_class (GTK_WIDGET (input->error_text), "error");
  gtk_widget_add_css_class (GTK_WIDGET (input->error_text), "caption");
  gtk_widget_set_margin_start (GTK_WIDGET (input->error_text), 12);
  gtk_widget_set_margin_end (GTK_WIDGET (input->error_text), 12);
  gtk_widget_set_margin_top (GTK_WIDGET (input->error_text), 6);
  gtk_widget_set_margin_bottom (GTK_WIDGET (input->error_text), 6);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (input->error), GTK_WIDGET (input->error_text));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (input->error), FALSE);
  gtk_widget_set_focusable (input->error, FALSE);
  gtk_widget_set_visible (input->error, FALSE);
  adw_preferences_group_add (group, input->error);
}

FormInput *
form_input_new (ZuoxiFormTable *table, AdwPreferencesGroup *group, const FormRow *row)
{
  FormInput  *input = g_new0 (FormInput, 1);
  const char *title = NULL;

  input->table = table;
  input->row = row;
  input->field = schema_field (table->schema, row->field);
  g_assert (input->field != NULL);
  title = title_of (row, input->field);
  if ((row->flags & FORM_SHOW) != 0)
    add_shown (input, group, title);
  else if ((row->flags & FORM_LONG) != 0)
    add_area (input, group, title);
  else if (input->field->kind == FIELD_ENUM)
    add_choice (input, group);
  else if (input->field->kind == FIELD_FLAG)
    add_switch (input, group, title);
  else
    add_entry (input, group);
  if (ADW_IS_PREFERENCES_ROW (input->input))
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (input->input), title);
  if (!ZUOXI_IS_TEXT_AREA (input->input) && (row->flags & FORM_SHOW) == 0)
    add_error_row (input, group);
  return input;
}

/* Text of a member as it is typed, so that reading it gives the member back. */
static char *
typed_text (const Schema *schema, const Field *field, gconstpointer row)
{
  gboolean set = !field->optional || FIELD_PTR (row, field, const OptInt)->set;
  gint64   value = 0;

  if (field->kind != FIELD_FEN && field->kind != FIELD_SCORE)
    return schema_member_text (schema, field, row);
  if (!set)
    return g_strdup ("");
  value = field->optional ? FIELD_PTR (row, field, const OptInt)->v : *FIELD_PTR (row, field, const gint64);
  return format_weight (value);
}

void
form_input_load (FormInput *input, gconstpointer row)
{
  g_autofree char *text = NULL;

  if ((input->row->flags & FORM_SHOW) != 0)
    text = format_member (input->table->schema, input->field, row, g_get_real_time ());
  else
    text = typed_text (input->table->schema, input->field, row);
  form_input_set_text (input, text);
  form_input_set_error (input, NULL);
}

static guint
choice_of (const EnumNick *enums, const char *nick)
{
  guint i = 0;

  while (enums[i].nick != NULL && !g_str_equal (enums[i].nick, nick))
    i++;
  return enums[i].nick != NULL ? i : 0;
}

void
form_input_set_text (FormInput *input, const char *text)
{
  if (GTK_IS_LABEL (input->input))
    gtk_label_set_label (GTK_LABEL (input->input), text);
  else if (ZUOXI_IS_TEXT_AREA (input->input))
    zuoxi_text_area_set_text (ZUOXI_TEXT_AREA (input->input), text);
  else if (ADW_IS_COMBO_ROW (input->input))
    adw_combo_row_set_selected (ADW_COMBO_ROW (input->input), choice_of (input->field->enums, text));
  else if (GTK_IS_SWITCH (input->input))
    gtk_switch_set_active (GTK_SWITCH (input->input), g_str_equal (text, "1"));
  else
    gtk_editable_set_text (GTK_EDITABLE (input->input), text);
  if (input->autosave != NULL)
    autosave_drop (input->autosave);
}

char *
form_input_dup_text (FormInput *input)
{
  if (GTK_IS_LABEL (input->input))
    return g_strdup (gtk_label_get_label (GTK_LABEL (input->input)));
  if (ZUOXI_IS_TEXT_AREA (input->input))
    return zuoxi_text_area_dup_text (ZUOXI_TEXT_AREA (input->input));
  if (ADW_IS_COMBO_ROW (input->input))
    return g_strdup (input->field->enums[adw_combo_row_get_selected (ADW_COMBO_ROW (input->input))].nick);
  if (GTK_IS_SWITCH (input->input))
    return g_strdup (gtk_switch_get_active (GTK_SWITCH (input->input)) ? "1" : "0");
  return g_strdup (gtk_editable_get_text (GTK_EDITABLE (input->input)));
}

static gboolean
read_number (const Field *field, const char *text, gpointer row, const char **problem)
{
  OptInt   value = { 0, FALSE };
  gboolean good = FALSE;

  good = field->kind == FIELD_INT ? parse_number (text, &value, problem) : parse_fen (text, &value, problem);
  if (!good)
    return FALSE;
  if (field->optional)
    *FIELD_PTR (row, field, OptInt) = value;
  else
    *FIELD_PTR (row, field, gint64) = value.set ? value.v : field->def;
  return TRUE;
}

static void
take_text (const Field *field, gpointer row, char *text)
{
  g_free (*FIELD_PTR (row, field, char *));
  *FIELD_PTR (row, field, char *) = text;
}

gboolean
form_input_read (FormInput *input, gpointer row, const char **problem)
{
  const Field     *field = input->field;
  g_autofree char *text = form_input_dup_text (input);

  if ((input->row->flags & FORM_SHOW) != 0)
    return TRUE;
  g_strstrip (text);
  if (*text == '\0' && (input->row->flags & FORM_REQUIRED) != 0)
    {
      *problem = N_ ("This must be filled in");
      return FALSE;
    }
  switch (field->kind)
    {
    case FIELD_INT:
    case FIELD_FEN:
    case FIELD_SCORE:
      return read_number (field, text, row, problem);
    case FIELD_FLAG:
      *FIELD_PTR (row, field, gboolean) = g_str_equal (text, "1");
      return TRUE;
    case FIELD_ENUM:
      *FIELD_PTR (row, field, int) = enum_by_nick (field->enums, text)->value;
      return TRUE;
    case FIELD_DATE:
      return parse_day (text, input->table->today, FIELD_PTR (row, field, char *), problem);
    case FIELD_MONTH:
      return parse_month (text, FIELD_PTR (row, field, char *), problem);
    case FIELD_TEXT:
      take_text (field, row, g_steal_pointer (&text));
      return TRUE;
    case FIELD_REF:
    case FIELD_MOMENT:
    case FIELD_RATIO:
    case FIELD_SET:
    case FIELD_BLOBREF:
    case FIELD_END:
    default:
      /* Not typed: chosen elsewhere, or shown only. */
      return TRUE;
    }
}

void
form_input_set_error (FormInput *input, const char *text)
{
  GtkAccessibleInvalidState invalid = text != NULL ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE;

  if (ZUOXI_IS_TEXT_AREA (input->input))
    {
      zuoxi_text_area_set_error (ZUOXI_TEXT_AREA (input->input), text);
      return;
    }
  if (input->error == NULL)
    return;
  gtk_label_set_label (input->error_text, text != NULL ? text : "");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (input->error), text != NULL ? text : "");
  gtk_widget_set_visible (input->error, text != NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (input->input), GTK_ACCESSIBLE_STATE_INVALID, invalid, -1);
  if (text != NULL)
    gtk_widget_add_css_class (input->input, "error");
  else
    gtk_widget_remove_css_class (input->input, "error");
}

void
form_input_set_editable (FormInput *input, gboolean editable)
{
  if (ZUOXI_IS_TEXT_AREA (input->input))
    zuoxi_text_area_set_editable (ZUOXI_TEXT_AREA (input->input), editable);
  else if (GTK_IS_EDITABLE (input->input))
    gtk_editable_set_editable (GTK_EDITABLE (input->input), editable);
  else if (!GTK_IS_LABEL (input->input))
    gtk_widget_set_sensitive (input->input, editable);
}
