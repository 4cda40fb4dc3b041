/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/grade-choice.h"

#include <glib/gi18n.h>

#define CODE "grade-code"     /* what is chosen */
#define CODES "grade-codes"   /* of the rows, NULL-terminated */
#define TITLES "grade-titles" /* the same for their words */
#define LOADING "grade-loading"

static const char *const no_codes[] = { "", NULL };

static const char *const *
codes_of (GtkDropDown *self)
{
  const char *const *codes = g_object_get_data (G_OBJECT (self), CODES);

  return codes != NULL ? codes : no_codes;
}

static void
on_selected_cb (GtkDropDown *self)
{
  guint              at = gtk_drop_down_get_selected (self);
  const char *const *codes = codes_of (self);

  if (grade_choice_is_loading (self) || at >= g_strv_length ((char **) codes))
    return;
  g_object_set_data_full (G_OBJECT (self), CODE, g_strdup (codes[at]), g_free);
}

GtkWidget *
grade_choice_new (const char *label)
{
  GtkWidget *self = gtk_drop_down_new_from_strings ((const char *const[]){ "–", NULL });

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect (self, "notify::selected", G_CALLBACK (on_selected_cb), NULL);
  return self;
}

gboolean
grade_choice_is_loading (GtkDropDown *self)
{
  return g_object_get_data (G_OBJECT (self), LOADING) != NULL;
}

const char *
grade_choice_get (GtkDropDown *self)
{
  const char *code = g_object_get_data (G_OBJECT (self), CODE);

  return code != NULL ? code : "";
}

static void
select_code (GtkDropDown *self)
{
  const char *const *codes = codes_of (self);

  g_object_set_data (G_OBJECT (self), LOADING, self);
  for (guint i = 0; codes[i] != NULL; i++)
    if (g_str_equal (codes[i], grade_choice_get (self)))
      gtk_drop_down_set_selected (self, i);
  g_object_set_data (G_OBJECT (self), LOADING, NULL);
}

void
grade_choice_set (GtkDropDown *self, const char *code)
{
  g_object_set_data_full (G_OBJECT (self), CODE, g_strdup (code), g_free);
  select_code (self);
}

static void
add (GStrvBuilder *codes, GStrvBuilder *titles, const char *code, char *title)
{
  g_strv_builder_add (codes, code);
  g_strv_builder_add (titles, title);
  g_free (title);
}

/* Chosen before, and no longer next to what the total gives: it is shown, so that it can be put right. */
static void
add_far (GtkDropDown *self, GStrvBuilder *codes, GStrvBuilder *titles, const SchemeSet *scheme)
{
  for (guint i = 0; i < scheme->grades->len; i++)
    {
      const SchemeGrade *grade = g_ptr_array_index (scheme->grades, i);

      if (g_str_equal (grade->code, grade_choice_get (self)))
        add (codes, titles, grade->code, g_strdup (grade->title));
    }
}

void
grade_choice_show (GtkDropDown *self, const SchemeSet *scheme, const SchemeGrade *computed)
{
  g_autoptr (GStrvBuilder) codes = g_strv_builder_new ();
  g_autoptr (GStrvBuilder) titles = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;
  g_auto (GStrv) offered = NULL;
  gboolean near = *grade_choice_get (self) == '\0';
  guint    at;

  if (computed == NULL)
    add (codes, titles, "", g_strdup ("–"));
  else
    add (codes, titles, "", g_strdup_printf (_ ("%s, as computed"), computed->title));
  for (guint i = 0; computed != NULL && i < scheme->grades->len; i++)
    {
      const SchemeGrade *grade = g_ptr_array_index (scheme->grades, i);

      if (!g_ptr_array_find (scheme->grades, computed, &at) || MAX (i, at) - MIN (i, at) != 1)
        continue;
      near = near || g_str_equal (grade->code, grade_choice_get (self));
      add (codes, titles, grade->code,
           g_strdup_printf (grade->bound > computed->bound ? _ ("%s, one grade up") : _ ("%s, one grade down"), grade->title));
    }
  if (!near)
    add_far (self, codes, titles, scheme);
  words = g_strv_builder_end (titles);
  offered = g_strv_builder_end (codes);
  if (g_object_get_data (G_OBJECT (self), TITLES) != NULL &&
      g_strv_equal ((const char *const *) words, g_object_get_data (G_OBJECT (self), TITLES)))
    return;
  g_object_set_data (G_OBJECT (self), LOADING, self);
  g_object_set_data_full (G_OBJECT (self), CODES, g_steal_pointer (&offered), (GDestroyNotify) g_strfreev);
  {
    g_autoptr (GtkStringList) model = gtk_string_list_new ((const char *const *) words);

    gtk_drop_down_set_model (self, G_LIST_MODEL (model));
  }
  g_object_set_data_full (G_OBJECT (self), TITLES, g_steal_pointer (&words), (GDestroyNotify) g_strfreev);
  g_object_set_data (G_OBJECT (self), LOADING, NULL);
  select_code (self);
}
