/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "print/print-form-cells.h"

#include "appraisal/interview.h"
#include "appraisal/scheme.h"
#include "print/print-number.h"
#include "print/print-record.h"
#include "staff/person.h"

#include <glib/gi18n-lib.h>

static char *
text_of (JsonObject *object, const char *name)
{
  return g_strdup (print_record_text (object, name));
}

char *
form_number_of (JsonObject *object, const char *name, FormNumberText text)
{
  gint64 value;

  return print_record_int (object, name, &value) ? text (value) : g_strdup ("");
}

void
form_append_line (GString *text, const char *line)
{
  if (*line == '\0')
    return;
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
}

gboolean
form_nick_equal (const char *a, const char *b)
{
  for (; *a != '\0' && *b != '\0'; a++, b++)
    if (*a != *b && !((*a == '_' || *a == '-') && (*b == '_' || *b == '-')))
      return FALSE;
  return *a == *b;
}

char *
form_nick_title (const EnumNick *table, const char *nick)
{
  for (const EnumNick *entry = table; entry->nick != NULL; entry++)
    if (form_nick_equal (entry->nick, nick))
      return g_strdup (_(entry->title));
  return g_strdup (nick);
}

char *
form_cell_group (const Form *form, JsonObject *group, guint i)
{
  g_autofree char *weight = form_number_of (group, "weight", print_number_weight);
  const char      *title = print_record_text (group, "title");
  g_autofree char *known = form_nick_title (scheme_groups, print_record_text (group, "code"));

  return g_strchomp (g_strdup_printf ("%s\n%s", *title ? title : known, weight));
}

char *
form_explanation (const Form *form, JsonObject *group)
{
  GString *text = g_string_new (print_record_text (group, "text"));

  for (guint j = 0; j < print_record_length (form->record, "items"); j++)
    {
      JsonObject      *item = print_record_entry (form->record, "items", j);
      g_autofree char *line = NULL;

      if (!g_str_equal (print_record_text (item, "group"), print_record_text (group, "code")) ||
          *print_record_text (item, "note") == '\0')
        continue;
      line = g_strdup_printf (_("%s: %s"), print_record_text (item, "title"), print_record_text (item, "note"));
      form_append_line (text, line);
    }
  return g_string_free (text, FALSE);
}

gboolean
form_is_long_explanation (const char *text)
{
  return g_utf8_strlen (text, -1) > 240;
}

char *
form_cell_group_text (const Form *form, JsonObject *group, guint i)
{
  g_autofree char *text = form_explanation (form, group);

  return g_strdup (form_is_long_explanation (text) ? _("See below the table") : text);
}

char *
form_cell_title (const Form *form, JsonObject *item, guint i)
{
  const char *title = print_record_text (item, "title");

  return g_strdup (*title ? title : print_record_text (item, "code"));
}

char *
form_cell_weight (const Form *form, JsonObject *item, guint i)
{
  return form_number_of (item, "weight", print_number_weight);
}

char *
form_cell_target (const Form *form, JsonObject *item, guint i)
{
  return text_of (item, "target_text");
}

char *
form_cell_source (const Form *form, JsonObject *item, guint i)
{
  return form_nick_title (item_sources, print_record_text (item, "source"));
}

char *
form_cell_actual (const Form *form, JsonObject *item, guint i)
{
  GString *text = g_string_new (print_record_text (item, "actual_text"));

  if (print_record_flag (item, "few"))
    form_append_line (text, _("Too few samples"));
  return g_string_free (text, FALSE);
}

/* 实际完成: on the self-assessment the rate stands below the figure. */
char *
form_cell_done (const Form *form, JsonObject *item, guint i)
{
  g_autofree char *actual = form_cell_actual (form, item, i);
  GString         *text = g_string_new (actual);

  form_append_line (text, print_record_text (item, "rate_text"));
  return g_string_free (text, FALSE);
}

char *
form_cell_rate (const Form *form, JsonObject *item, guint i)
{
  return text_of (item, "rate_text");
}

char *
form_cell_rule (const Form *form, JsonObject *item, guint i)
{
  return form_nick_title (item_rules, print_record_text (item, "rule"));
}

char *
form_cell_self (const Form *form, JsonObject *item, guint i)
{
  return form_number_of (item, "self", print_number_score);
}

char *
form_cell_score (const Form *form, JsonObject *item, guint i)
{
  return form_number_of (item, "score", print_number_score);
}

char *
form_cell_weighted (const Form *form, JsonObject *item, guint i)
{
  return form_number_of (item, "weighted", print_number_points);
}

/* Longer than three lines of its column: it goes below the indicator. */
gboolean
form_is_long_remark (const char *note)
{
  return g_utf8_strlen (note, -1) > 15;
}

/* 备注: the computed score where the given one differs from it, and a note that is short. */
char *
form_cell_remark (const Form *form, JsonObject *item, guint i)
{
  GString *text = g_string_new (NULL);
  gint64   computed, score;

  if (print_record_int (item, "computed", &computed) && print_record_int (item, "score", &score) && computed != score)
    {
      g_autofree char *number = print_number_score (computed);

      g_string_append_printf (text, _("Computed: %s"), number);
    }
  if (!form_is_long_remark (print_record_text (item, "note")))
    form_append_line (text, print_record_text (item, "note"));
  return g_string_free (text, FALSE);
}

char *
form_cell_number (const Form *form, JsonObject *entry, guint i)
{
  return g_strdup_printf ("%u", i + 1);
}

char *
form_cell_file (const Form *form, JsonObject *entry, guint i)
{
  return text_of (entry, "name");
}

char *
form_cell_size (const Form *form, JsonObject *entry, guint i)
{
  gint64 size = 0;

  return print_record_int (entry, "size", &size) ? g_strdup_printf ("%" G_GINT64_FORMAT, size) : g_strdup ("");
}

char *
form_cell_sha256 (const Form *form, JsonObject *entry, guint i)
{
  return print_number_digest (print_record_text (entry, "sha256"), 0);
}

char *
form_cell_goal (const Form *form, JsonObject *entry, guint i)
{
  return text_of (entry, "goal");
}

char *
form_cell_measure (const Form *form, JsonObject *entry, guint i)
{
  return text_of (entry, "measure");
}

char *
form_cell_due (const Form *form, JsonObject *entry, guint i)
{
  return text_of (entry, "due");
}

char *
form_cell_owner (const Form *form, JsonObject *entry, guint i)
{
  return text_of (entry, "owner");
}

static gboolean
has_figure (JsonObject *entry)
{
  const char *target = print_record_text (entry, "target");

  return *target != '\0' && !g_str_equal (target, "none");
}

char *
form_cell_figure (const Form *form, JsonObject *entry, guint i)
{
  return has_figure (entry) ? form_nick_title (plan_targets, print_record_text (entry, "target")) : g_strdup ("—");
}

char *
form_cell_value (const Form *form, JsonObject *entry, guint i)
{
  gboolean money = g_str_equal (print_record_text (entry, "target"), "sales");

  return has_figure (entry) ? form_number_of (entry, "value", money ? print_number_yuan : print_number_percent)
                            : g_strdup ("—");
}

char *
form_group_title (const Form *form, JsonObject *group)
{
  return g_strdup (_("Subtotal"));
}

char *
form_group_weight (const Form *form, JsonObject *group)
{
  return form_number_of (group, "weight", print_number_weight);
}

char *
form_group_self (const Form *form, JsonObject *group)
{
  return form_number_of (group, "self", print_number_score);
}

char *
form_group_score (const Form *form, JsonObject *group)
{
  return form_number_of (group, "score", print_number_score);
}

/* Sum of the weighted scores of the items @group names; of all items if it is NULL. FALSE if one has none. */
static gboolean
sum_weighted (const Form *form, const char *group, gint64 *sum)
{
  gboolean any = FALSE;

  *sum = 0;
  for (guint i = 0; i < print_record_length (form->record, "items"); i++)
    {
      JsonObject *item = print_record_entry (form->record, "items", i);
      gint64      weighted = 0;

      if (group != NULL && !g_str_equal (print_record_text (item, "group"), group))
        continue;
      any |= print_record_int (item, "weighted", &weighted);
      *sum += weighted;
    }
  return any;
}

char *
form_group_weighted (const Form *form, JsonObject *group)
{
  gint64 sum;

  return sum_weighted (form, print_record_text (group, "code"), &sum) ? print_number_points (sum) : g_strdup ("");
}

char *
form_total_title (const Form *form)
{
  return g_strdup (_("Total score"));
}

char *
form_total_weight (const Form *form)
{
  gint64 sum = 0;

  for (guint i = 0; i < print_record_length (form->record, "items"); i++)
    {
      gint64 weight = 0;

      print_record_int (print_record_entry (form->record, "items", i), "weight", &weight);
      sum += weight;
    }
  return print_number_weight (sum);
}

char *
form_total_self (const Form *form)
{
  return form_number_of (print_record_object (form->record, "total"), "self", print_number_score);
}

char *
form_total_weighted (const Form *form)
{
  return form_number_of (print_record_object (form->record, "total"), "rounded", print_number_score);
}
