/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/scheme-form.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "appraisal/scheme-edit.h"
#include "core/decimal.h"
#include "core/id.h"

struct _ZuoxiSchemeForm
{
  AdwBin      parent_instance;
  SchemeSet  *set;
  GtkWidget  *groups[4]; /* AdwPreferencesGroup */
  GHashTable *wrong;     /* entries that hold no number */
  GHashTable *open;      /* items whose row is unfolded */
  gboolean    editable;
};

G_DEFINE_FINAL_TYPE (ZuoxiSchemeForm, zuoxi_scheme_form, ADW_TYPE_BIN)

static guint signal_changed;

/* What an entry edits: a number of @decimals, or the text at @text. */
typedef struct
{
  ZuoxiSchemeForm *self;
  gint64          *number;
  gboolean        *set;   /* (nullable): whether there is a number; an empty entry is none */
  char           **text;  /* (nullable) */
  SchemeStep      *bound; /* (nullable): whose bound it is */
} Edit;

static void rebuild (ZuoxiSchemeForm *self);

static void
say_sums (ZuoxiSchemeForm *self)
{
  for (int group = 0; group < 4; group++)
    {
      g_autofree char *sum = format_score (scheme_set_group_weight (self->set, (SchemeGroup) group));
      g_autofree char *text = g_strdup_printf (_ ("Sum of weights: %s"), sum);

      adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->groups[group]), text);
    }
}

static void
tell_changed (ZuoxiSchemeForm *self)
{
  say_sums (self);
  g_signal_emit (self, signal_changed, 0);
}

static gboolean
take_text (const Edit *edit, const char *text)
{
  gint64 value = 0;

  if (edit->text != NULL)
    {
      g_free (*edit->text);
      *edit->text = g_strdup (text);
      return TRUE;
    }
  if (edit->bound != NULL)
    return scheme_step_parse_bound (edit->bound, text, &edit->bound->bound);
  if (edit->set != NULL)
    *edit->set = *text != '\0';
  if (edit->set != NULL && !*edit->set)
    return TRUE;
  if (!decimal_parse (text, 2, &value) || value < 0)
    return FALSE;
  *edit->number = value;
  return TRUE;
}

static void
on_entry_changed_cb (GtkEditable *entry, gpointer data)
{
  const Edit      *edit = data;
  ZuoxiSchemeForm *self = edit->self;
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  if (take_text (edit, text))
    {
      g_hash_table_remove (self->wrong, entry);
      gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
    }
  else
    {
      g_hash_table_add (self->wrong, entry);
      gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
    }
  tell_changed (self);
}

static void
free_edit (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
connect_entry (ZuoxiSchemeForm *self, GtkWidget *entry, const char *text, Edit edit)
{
  edit.self = self;
  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_editable_set_editable (GTK_EDITABLE (entry), self->editable);
  g_signal_connect_data (entry, "changed", G_CALLBACK (on_entry_changed_cb), g_memdup2 (&edit, sizeof edit), free_edit,
                         0);
}

/* (transfer floating): a row with one entry. */
static GtkWidget *
entry_row (ZuoxiSchemeForm *self, const char *title, const char *text, Edit edit)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  connect_entry (self, row, text, edit);
  return row;
}

static gboolean
is_last_step (ZuoxiSchemeForm *self, const SchemeStep *step)
{
  guint n = 0;

  for (guint i = 0; i < self->set->steps->len; i++)
    {
      const SchemeStep *other = self->set->steps->pdata[i];

      n += id_equal (other->item, step->item) && g_str_equal (other->kind, step->kind);
    }
  return n <= 1;
}

/* The ladder to start from (domain 3.2); it leaves with its rule. */
static void
set_ladder (ZuoxiSchemeForm *self, const SchemeItem *item)
{
  /* clang-format off */
  static const gint64 ladder[][2] = { { 4000, 1000 }, { 5000, 2500 }, { 6000, 4000 }, { 7000, 5500 }, { 8000, 7000 },
                                      { 9000, 8500 }, { 10000, 10000 } };
  /* clang-format on */

  for (guint i = self->set->steps->len; i-- > 0;)
    {
      const SchemeStep *step = self->set->steps->pdata[i];

      if (id_equal (step->item, item->row.id) && g_str_equal (step->kind, "ladder"))
        g_ptr_array_remove_index (self->set->steps, i);
    }
  for (guint i = 0; item->rule == ITEM_RULE_LADDER && i < G_N_ELEMENTS (ladder); i++)
    {
      SchemeStep *step = schema_new (&scheme_step_schema);

      step->item = item->row.id;
      step->scheme = item->scheme;
      g_free (step->kind);
      step->kind = g_strdup ("ladder");
      step->bound = ladder[i][0];
      step->points = ladder[i][1];
      g_ptr_array_add (self->set->steps, step);
    }
}

static gboolean
on_rebuild_cb (gpointer data)
{
  rebuild (data);
  return G_SOURCE_REMOVE;
}

static void
on_rule_changed_cb (AdwComboRow *row, GParamSpec *pspec, gpointer data)
{
  SchemeItem      *item = data;
  ZuoxiSchemeForm *self =
      ZUOXI_SCHEME_FORM (gtk_widget_get_ancestor (GTK_WIDGET (row), ZUOXI_TYPE_SCHEME_FORM));
  ItemRule rule = (ItemRule) adw_combo_row_get_selected (row);

  if (self == NULL || rule == item->rule)
    return;
  item->rule = rule;
  set_ladder (self, item);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, on_rebuild_cb, g_object_ref (self), g_object_unref);
  tell_changed (self);
}

static GtkWidget *
rule_row (ZuoxiSchemeForm *self, SchemeItem *item)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);

  for (const EnumNick *rule = item_rules; rule->nick != NULL; rule++)
    gtk_string_list_append (names, _ (rule->title));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Rule"));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), (guint) item->rule);
  gtk_widget_set_sensitive (row, self->editable && item->source != ITEM_SOURCE_RATED);
  g_signal_connect (row, "notify::selected", G_CALLBACK (on_rule_changed_cb), item);
  return row;
}

static const char *
step_title (const SchemeStep *step)
{
  /* clang-format off */
  static const struct { const char *kind, *title; } titles[] = {
    { "ladder", N_("Attainment from, percent → points") }, { "late", N_("Late up to, minutes → points off") },
    { "early", N_("Left early up to, minutes → points off") }, { "absent", N_("Absent, each half day → points off") },
    { "minor", N_("Minor violation → points off") }, { "major", N_("Major violation → points off") },
    { "serious", N_("Serious violation → points off") } };
  /* clang-format on */

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (titles[i].kind, step->kind))
      return _ (titles[i].title);
  return step->kind;
}

static void
on_remove_step_cb (GtkWidget *button, gpointer step)
{
  ZuoxiSchemeForm *self = ZUOXI_SCHEME_FORM (gtk_widget_get_ancestor (button, ZUOXI_TYPE_SCHEME_FORM));

  g_ptr_array_remove (self->set->steps, step);
  rebuild (self);
  tell_changed (self);
}

/* One more step of the same kind, a little above. */
static void
on_add_step_cb (GtkWidget *button, gpointer data)
{
  const SchemeStep *last = data;
  ZuoxiSchemeForm  *self = ZUOXI_SCHEME_FORM (gtk_widget_get_ancestor (button, ZUOXI_TYPE_SCHEME_FORM));
  SchemeStep       *step = schema_copy (&scheme_step_schema, last);
  guint             at = 0;

  step->row = (Row){ 0 };
  step->bound += g_str_equal (step->kind, "ladder") ? 100 : 1;
  g_ptr_array_find (self->set->steps, last, &at);
  g_ptr_array_insert (self->set->steps, (gint) at + 1, step);
  rebuild (self);
  tell_changed (self);
}

static GtkWidget *
step_button (const char *icon, const char *label, GCallback callback, gpointer step)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect (button, "clicked", callback, step);
  return button;
}

static GtkWidget *
small_entry (ZuoxiSchemeForm *self, const char *label, const char *text, Edit edit)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 7);
  gtk_editable_set_alignment (GTK_EDITABLE (entry), 1);
  gtk_widget_set_valign (entry, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  connect_entry (self, entry, text, edit);
  return entry;
}

static GtkWidget *
step_row (ZuoxiSchemeForm *self, SchemeStep *step)
{
  GtkWidget       *add, *remove;
  GtkWidget       *row = adw_action_row_new ();
  g_autofree char *bound = scheme_step_bound_text (step);
  g_autofree char *points = format_score (step->points);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), step_title (step));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), small_entry (self, _ ("Bound"), bound, (Edit){ .bound = step }));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             small_entry (self, _ ("Points"), points, (Edit){ .number = &step->points }));
  if (!self->editable)
    return row;
  add = step_button ("list-add-symbolic", _ ("Add a step above this one"), G_CALLBACK (on_add_step_cb), step);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), add);
  if (is_last_step (self, step))
    return row;
  remove = step_button ("list-remove-symbolic", _ ("Remove this step"), G_CALLBACK (on_remove_step_cb), step);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);
  return row;
}

static void
on_expanded_cb (AdwExpanderRow *row, GParamSpec *pspec, gpointer item)
{
  ZuoxiSchemeForm *self =
      ZUOXI_SCHEME_FORM (gtk_widget_get_ancestor (GTK_WIDGET (row), ZUOXI_TYPE_SCHEME_FORM));

  if (self != NULL && adw_expander_row_get_expanded (row))
    g_hash_table_add (self->open, item);
  else if (self != NULL)
    g_hash_table_remove (self->open, item);
}

static GtkWidget *
item_row (ZuoxiSchemeForm *self, SchemeItem *item)
{
  GtkWidget       *row = adw_expander_row_new ();
  g_autofree char *weight = format_score (item->weight);
  g_autofree char *limit = item->floor.set ? format_score (item->floor.v) : g_strdup ("");
  g_autofree char *cap = format_score (item->cap);
  g_autofree char *source = format_enum (item_sources, (int) item->source);
  g_autofree char *metric = item->metric != METRIC_NONE ? format_enum (metrics, (int) item->metric) : g_strdup ("");
  g_autofree char *under = g_strjoin (" · ", source, *metric != '\0' ? metric : item->clause, NULL);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), item->title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), under);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (row),
                               small_entry (self, _ ("Weight"), weight, (Edit){ .number = &item->weight }));
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), rule_row (self, item));
  if (item->source != ITEM_SOURCE_RATED)
    {
      adw_expander_row_add_row (ADW_EXPANDER_ROW (row),
                                entry_row (self, _ ("Zero below, percent (empty = no lower limit)"), limit,
                                                    (Edit){ .number = &item->floor.v, .set = &item->floor.set }));
      adw_expander_row_add_row (ADW_EXPANDER_ROW (row),
                                entry_row (self, _ ("Cap, points"), cap, (Edit){ .number = &item->cap }));
    }
  for (guint i = 0; i < self->set->steps->len; i++)
    {
      SchemeStep *step = self->set->steps->pdata[i];

      if (id_equal (step->item, item->row.id))
        adw_expander_row_add_row (ADW_EXPANDER_ROW (row), step_row (self, step));
    }
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row), g_hash_table_contains (self->open, item));
  g_signal_connect (row, "notify::expanded", G_CALLBACK (on_expanded_cb), item);
  return row;
}

static GtkWidget *
head_group (ZuoxiSchemeForm *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  Scheme    *scheme = self->set->scheme;

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             entry_row (self, _ ("Name of the scheme"), scheme->name, (Edit){ .text = &scheme->name }));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             entry_row (self, _ ("Version"), scheme->version, (Edit){ .text = &scheme->version }));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             entry_row (self, _ ("Effective from"), scheme->effective_from,
                                                 (Edit){ .text = &scheme->effective_from }));
  return group;
}

static void
rebuild (ZuoxiSchemeForm *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  g_hash_table_remove_all (self->wrong);
  gtk_box_append (GTK_BOX (box), head_group (self));
  for (int group = 0; group < 4; group++)
    {
      self->groups[group] = adw_preferences_group_new ();
      adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->groups[group]),
                                       _ (enum_by_value (scheme_groups, group)->title));
      gtk_box_append (GTK_BOX (box), self->groups[group]);
    }
  for (guint i = 0; i < self->set->items->len; i++)
    {
      SchemeItem *item = self->set->items->pdata[i];

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->groups[item->group_code]), item_row (self, item));
    }
  say_sums (self);
  adw_bin_set_child (ADW_BIN (self), box);
}

void
zuoxi_scheme_form_load (ZuoxiSchemeForm *self, const SchemeSet *set)
{
  SchemeSet *old = self->set;

  g_hash_table_remove_all (self->open);
  self->set = scheme_set_copy (set);
  self->editable = set->scheme->state == SCHEME_STATE_DRAFT;
  rebuild (self);
  scheme_set_free (old);
}

const SchemeSet *
zuoxi_scheme_form_get_set (ZuoxiSchemeForm *self)
{
  return self->set;
}

guint
zuoxi_scheme_form_count_wrong (ZuoxiSchemeForm *self)
{
  return g_hash_table_size (self->wrong);
}

static void
zuoxi_scheme_form_finalize (GObject *object)
{
  ZuoxiSchemeForm *self = ZUOXI_SCHEME_FORM (object);

  scheme_set_free (self->set);
  g_hash_table_unref (self->wrong);
  g_hash_table_unref (self->open);
  G_OBJECT_CLASS (zuoxi_scheme_form_parent_class)->finalize (object);
}

static void
zuoxi_scheme_form_class_init (ZuoxiSchemeFormClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = zuoxi_scheme_form_finalize;
  signal_changed = g_signal_new ("changed", ZUOXI_TYPE_SCHEME_FORM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
zuoxi_scheme_form_init (ZuoxiSchemeForm *self)
{
  self->wrong = g_hash_table_new (NULL, NULL);
  self->open = g_hash_table_new (NULL, NULL);
}

GtkWidget *
zuoxi_scheme_form_new (void)
{
  return g_object_new (ZUOXI_TYPE_SCHEME_FORM, NULL);
}
