/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/form-grid.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "appraisal/case-evidence.h"
#include "appraisal/evaluation-words.h"
#include "appraisal/form-check.h"
#include "appraisal/grade-choice.h"
#include "core/json.h"
#include "ui/widgets/autosave.h"
#include "ui/widgets/score-entry.h"
#include "ui/widgets/text-area.h"

#define NARROW 760    /* pixels: below it a row stands in several lines */
#define NARROWEST 340 /* pixels: what that needs */

/* Columns of a dimension's grid. */
typedef enum
{
  COLUMN_TITLE,
  COLUMN_WEIGHT,
  COLUMN_TARGET,
  COLUMN_ACTUAL,
  COLUMN_COMPUTED,
  COLUMN_SELF,
  COLUMN_EVALUATION,
  COLUMN_WORDS,
  N_COLUMNS,
} GridColumn;

/* One indicator. */
typedef struct
{
  char      *code;
  GtkWidget *cells[N_COLUMNS];
  GtkWidget *actual[2]; /* buttons of the one or two figures */
  GtkWidget *few;       /* why a figure does not score */
  GtkWidget *undated;   /* orders that are in no figure */
  GtkWidget *changed;   /* "changed since" */
  GtkWidget *example;   /* ZuoxiTextArea, NULL in the self-assessment */
  Metric     metrics[2];
} GridRow;

/* A dimension: its heading and its grid. */
typedef struct
{
  GtkWidget *card;
  GtkLabel  *subtotal;
  GtkGrid   *grid;
  GtkWidget *heads[N_COLUMNS];
  GPtrArray *rows;  /* GridRow */
  GtkWidget *words; /* the dimension's text in the self-assessment */
} GridGroup;

typedef struct
{
  char      *name;
  GtkWidget *widget; /* ZuoxiScoreEntry, ZuoxiTextArea, GtkEntry or grade choice */
  char      *loaded; /* text last set from outside */
} GridField;

struct _ZuoxiFormGrid
{
  GtkWidget parent_instance;

  GtkWidget           *box;
  const AppraisalCase *shown;
  Directory           *directory;
  SheetKind            kind;
  gboolean             editable;
  gboolean             narrow;
  GridGroup            groups[SCORE_GROUPS];
  GtkWidget           *grade, *grade_reason, *grade_problem; /* of the evaluation */
  GtkWidget           *opinion, *words;                      /* cards that are read */
  GtkSizeGroup        *widths[COLUMN_WORDS];                 /* columns stand below one another in all dimensions */
  GHashTable          *fields;                               /* name → GridField */
  GPtrArray           *order;                                /* GridField, borrowed */
};

G_DEFINE_FINAL_TYPE (ZuoxiFormGrid, zuoxi_form_grid, GTK_TYPE_WIDGET)

static guint changed, keep, open_figure, ask_opinion;

static const char *const group_texts[] = { "results_text", "attitude_text", "skill_text", "discipline_text" };

/* clang-format off */
static const struct { const char *field, *title; } self_texts[] = {
  { "main_work", N_("Main work of the month") },
  { "problems", N_("Problems") },
  { "next_ideas", N_("Ideas for next month") },
  { "support", N_("Support needed") } };

static const struct { const char *field, *title; } evaluation_texts[] = {
  { "strengths", N_("Strengths") },
  { "weaknesses", N_("Weaknesses") },
  { "advice", N_("Advice") } };
/* clang-format on */

static void
grid_row_free (GridRow *row)
{
  g_free (row->code);
  g_free (row);
}

static void
grid_field_free (GridField *field)
{
  g_free (field->name);
  g_free (field->loaded);
  g_free (field);
}

static char *
field_text (const GridField *field)
{
  if (ZUOXI_IS_SCORE_ENTRY (field->widget))
    return g_strdup (zuoxi_score_entry_get_text (ZUOXI_SCORE_ENTRY (field->widget)));
  if (ZUOXI_IS_TEXT_AREA (field->widget))
    return zuoxi_text_area_dup_text (ZUOXI_TEXT_AREA (field->widget));
  if (GTK_IS_DROP_DOWN (field->widget))
    return g_strdup (grade_choice_get (GTK_DROP_DOWN (field->widget)));
  return g_strdup (gtk_editable_get_text (GTK_EDITABLE (field->widget)));
}

static void
load_field (ZuoxiFormGrid *self, GridField *field, const char *text)
{
  g_free (field->loaded);
  field->loaded = g_strdup (text);
  if (ZUOXI_IS_SCORE_ENTRY (field->widget))
    zuoxi_score_entry_set_text (ZUOXI_SCORE_ENTRY (field->widget), text);
  else if (ZUOXI_IS_TEXT_AREA (field->widget))
    zuoxi_text_area_set_text (ZUOXI_TEXT_AREA (field->widget), text);
  else if (GTK_IS_DROP_DOWN (field->widget))
    grade_choice_set (GTK_DROP_DOWN (field->widget), text);
  else
    {
      g_object_set_data (G_OBJECT (field->widget), "loading", self);
      gtk_editable_set_text (GTK_EDITABLE (field->widget), text);
      g_object_set_data (G_OBJECT (field->widget), "loading", NULL);
    }
}

static void
on_typed_cb (GtkWidget *widget, ZuoxiFormGrid *self)
{
  Autosave *autosave = g_object_get_data (G_OBJECT (widget), "line-autosave");

  if (g_object_get_data (G_OBJECT (widget), "loading") != NULL)
    return;
  if (autosave != NULL)
    autosave_touch (autosave);
  g_signal_emit (self, changed, 0);
}

static void
keep_field (GtkWidget *widget)
{
  ZuoxiFormGrid   *self = g_object_get_data (G_OBJECT (widget), "form-grid");
  GridField       *field = g_object_get_data (G_OBJECT (widget), "grid-field");
  g_autofree char *text = field_text (field);

  g_signal_emit (self, keep, 0, field->name, text);
}

static void
on_keep_cb (GtkWidget *widget, gpointer data)
{
  keep_field (widget);
}

static void
on_line_due_cb (gpointer widget)
{
  keep_field (widget);
}

/* A choice is a whole decision: it is kept at once. */
static void
on_grade_chosen_cb (GtkWidget *widget, GParamSpec *pspec, ZuoxiFormGrid *self)
{
  if (grade_choice_is_loading (GTK_DROP_DOWN (widget)))
    return;
  keep_field (widget);
  g_signal_emit (self, changed, 0);
}

/* Takes @widget in as the input of @name. */
static void
add_field (ZuoxiFormGrid *self, const char *name, GtkWidget *widget)
{
  GridField       *field = g_new0 (GridField, 1);
  g_autofree char *text = case_sheet_text (self->shown, self->kind, name);

  field->name = g_strdup (name);
  field->widget = widget;
  g_object_set_data (G_OBJECT (widget), "form-grid", self);
  g_object_set_data (G_OBJECT (widget), "grid-field", field);
  g_hash_table_insert (self->fields, field->name, field);
  g_ptr_array_add (self->order, field);
  load_field (self, field, text);
  if (GTK_IS_DROP_DOWN (widget))
    {
      g_signal_connect (widget, "notify::selected", G_CALLBACK (on_grade_chosen_cb), self);
      return;
    }
  g_signal_connect (widget, "changed", G_CALLBACK (on_typed_cb), self);
  if (GTK_IS_ENTRY (widget))
    g_object_set_data (G_OBJECT (widget), "line-autosave", autosave_attach (widget, on_line_due_cb, widget));
  else
    g_signal_connect (widget, "keep", G_CALLBACK (on_keep_cb), NULL);
}

static GtkWidget *
new_label (const char *text, gboolean number)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), number ? 1 : 0);
  if (number)
    gtk_widget_add_css_class (label, "numeric");
  return label;
}

static void
on_figure_clicked_cb (GtkButton *button, ZuoxiFormGrid *self)
{
  const char *code = g_object_get_data (G_OBJECT (button), "code");

  g_signal_emit (self, open_figure, 0, code, GPOINTER_TO_INT (g_object_get_data (G_OBJECT (button), "metric")));
}

static GtkWidget *
new_figure_button (ZuoxiFormGrid *self, const SchemeItem *item, Metric metric)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *label = new_label ("", TRUE);

  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "figure");
  gtk_widget_set_tooltip_text (button, _ ("Open the rows behind it"));
  g_object_set_data_full (G_OBJECT (button), "code", g_strdup (item->code), g_free);
  g_object_set_data (G_OBJECT (button), "metric", GINT_TO_POINTER (metric));
  g_signal_connect (button, "clicked", G_CALLBACK (on_figure_clicked_cb), self);
  return button;
}

/* A line below the figures, hidden until there is something to say. */
static GtkWidget *
new_remark (GtkWidget *box, const char *style)
{
  GtkWidget *label = new_label ("", TRUE);

  gtk_widget_add_css_class (label, style);
  gtk_widget_add_css_class (label, "caption");
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 14);
  gtk_widget_set_visible (label, FALSE);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

/* The figure or figures of an indicator, each opens its rows. */
static GtkWidget *
new_actual_cell (ZuoxiFormGrid *self, GridRow *row, const SchemeItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  row->metrics[0] = item->metric;
  row->metrics[1] = item->metric2;
  for (guint i = 0; i < 2; i++)
    if (row->metrics[i] != METRIC_NONE)
      {
        row->actual[i] = new_figure_button (self, item, row->metrics[i]);
        gtk_box_append (GTK_BOX (box), row->actual[i]);
      }
  if (row->actual[0] == NULL)
    gtk_box_append (GTK_BOX (box), new_label ("–", TRUE));
  row->few = new_remark (box, "dim-label");
  row->undated = new_remark (box, "warning");
  row->changed = new_remark (box, "warning");
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  return box;
}

static GtkWidget *
new_score_field (ZuoxiFormGrid *self, const char *prefix, const SchemeItem *item, const char *whose)
{
  g_autofree char *name = g_strconcat (prefix, item->code, NULL);
  g_autofree char *label = g_strdup_printf ("%s, %s", whose, item->title);
  GtkWidget       *entry = zuoxi_score_entry_new (label);

  g_object_set_data_full (G_OBJECT (entry), "title", g_strdup (item->title), g_free);
  zuoxi_score_entry_set_editable (ZUOXI_SCORE_ENTRY (entry), self->editable);
  gtk_widget_set_halign (entry, GTK_ALIGN_END);
  gtk_widget_set_valign (entry, GTK_ALIGN_CENTER);
  add_field (self, name, entry);
  return entry;
}

static GtkWidget *
new_line_field (ZuoxiFormGrid *self, const char *prefix, const SchemeItem *item, const char *what)
{
  g_autofree char *name = g_strconcat (prefix, item->code, NULL);
  g_autofree char *label = g_strdup_printf ("%s, %s", what, item->title);
  GtkWidget       *entry = gtk_entry_new ();

  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), what);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_editable_set_editable (GTK_EDITABLE (entry), self->editable);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_widget_set_valign (entry, GTK_ALIGN_CENTER);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 8);
  add_field (self, name, entry);
  return entry;
}

static gboolean
is_rated (const ZuoxiFormGrid *self, const char *code)
{
  const ScoreItem *entry = self->shown->card != NULL ? score_card_item (self->shown->card, code) : NULL;

  return entry != NULL && entry->rated;
}

static GtkWidget *
new_example_area (ZuoxiFormGrid *self, const SchemeItem *item)
{
  g_autofree char *name = g_strconcat ("example.", item->code, NULL);
  g_autofree char *label = g_strdup_printf (_ ("Example for “%s”"), item->title);
  GtkWidget       *area = zuoxi_text_area_new (label, 0);

  zuoxi_text_area_set_editable (ZUOXI_TEXT_AREA (area), self->editable);
  g_object_set (area, "lines", 2, NULL);
  add_field (self, name, area);
  gtk_widget_set_visible (area, FALSE);
  return area;
}

static GridRow *
new_row (ZuoxiFormGrid *self, const SchemeItem *item)
{
  GridRow         *row = g_new0 (GridRow, 1);
  g_autofree char *weight = format_weight (item->weight);
  GtkWidget       *title = new_label (item->title, FALSE);

  row->code = g_strdup (item->code);
  gtk_label_set_wrap (GTK_LABEL (title), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (title), 8);
  gtk_label_set_max_width_chars (GTK_LABEL (title), 16);
  row->cells[COLUMN_TITLE] = title;
  row->cells[COLUMN_WEIGHT] = new_label (weight, TRUE);
  row->cells[COLUMN_TARGET] = new_label ("", TRUE);
  row->cells[COLUMN_ACTUAL] = new_actual_cell (self, row, item);
  row->cells[COLUMN_COMPUTED] = new_label ("", TRUE);
  if (self->kind == SHEET_SELF)
    {
      row->cells[COLUMN_SELF] = new_score_field (self, "score.", item, _ ("Own score"));
      row->cells[COLUMN_EVALUATION] = new_label ("", TRUE);
      row->cells[COLUMN_WORDS] = new_line_field (self, "text.", item, _ ("Explanation"));
      return row;
    }
  row->cells[COLUMN_SELF] = new_label ("", TRUE);
  if (is_rated (self, item->code))
    {
      row->cells[COLUMN_EVALUATION] = new_score_field (self, "score.", item, _ ("Supervisor's score"));
      row->example = new_example_area (self, item);
    }
  else
    row->cells[COLUMN_EVALUATION] = new_label ("", TRUE);
  row->cells[COLUMN_WORDS] = new_line_field (self, "note.", item, _ ("Note"));
  return row;
}

/* Places a row's cells at line @at; returns the next free line. */
static int
place_row (ZuoxiFormGrid *self, GtkGrid *grid, GtkWidget **cells, GtkWidget *example, int at)
{
  if (!self->narrow)
    {
      for (int i = 0; i < N_COLUMNS; i++)
        gtk_grid_attach (grid, cells[i], i, at, 1, 1);
      if (example != NULL)
        gtk_grid_attach (grid, example, COLUMN_WEIGHT, at + 1, N_COLUMNS - 1, 1);
      return at + 2;
    }
  gtk_grid_attach (grid, cells[COLUMN_TITLE], 0, at, 2, 1);
  gtk_grid_attach (grid, cells[COLUMN_TARGET], 2, at, 1, 1);
  gtk_grid_attach (grid, cells[COLUMN_WEIGHT], 3, at, 1, 1);
  gtk_grid_attach (grid, cells[COLUMN_ACTUAL], 0, at + 1, 1, 1);
  gtk_grid_attach (grid, cells[COLUMN_COMPUTED], 1, at + 1, 1, 1);
  gtk_grid_attach (grid, cells[COLUMN_SELF], 2, at + 1, 1, 1);
  gtk_grid_attach (grid, cells[COLUMN_EVALUATION], 3, at + 1, 1, 1);
  gtk_grid_attach (grid, cells[COLUMN_WORDS], 0, at + 2, 4, 1);
  if (example != NULL)
    gtk_grid_attach (grid, example, 0, at + 3, 4, 1);
  return at + 4;
}

static void
take_out (GtkGrid *grid, GtkWidget *widget)
{
  if (widget == NULL || gtk_widget_get_parent (widget) != GTK_WIDGET (grid))
    return;
  gtk_grid_remove (grid, widget);
}

/* Puts all cells where the width wants them; each is kept alive by @hold meanwhile. */
static void
place_all (ZuoxiFormGrid *self, GridGroup *group)
{
  g_autoptr (GPtrArray) hold = g_ptr_array_new_with_free_func (g_object_unref);
  int at = 0;

  for (guint i = 0; i <= group->rows->len; i++)
    {
      GridRow    *row = i < group->rows->len ? g_ptr_array_index (group->rows, i) : NULL;
      GtkWidget **cells = row != NULL ? row->cells : group->heads;

      for (int j = 0; j < N_COLUMNS; j++)
        {
          g_ptr_array_add (hold, g_object_ref_sink (cells[j]));
          take_out (group->grid, cells[j]);
        }
      if (row != NULL && row->example != NULL)
        {
          g_ptr_array_add (hold, g_object_ref_sink (row->example));
          take_out (group->grid, row->example);
        }
    }
  at = place_row (self, group->grid, group->heads, NULL, at);
  /* Where the words have a line of their own, it says itself what it is for. */
  gtk_widget_set_visible (group->heads[COLUMN_WORDS], !self->narrow);
  for (guint i = 0; i < group->rows->len; i++)
    {
      GridRow *row = g_ptr_array_index (group->rows, i);

      at = place_row (self, group->grid, row->cells, row->example, at);
    }
}

static void
new_heads (ZuoxiFormGrid *self, GridGroup *group)
{
  const char *words = self->kind == SHEET_SELF ? _ ("Explanation") : _ ("Note");
  /* clang-format off */
  const char *titles[N_COLUMNS] = { _("Indicator"), _("Weight"), _("Target"), _("Actual"), _("Computed"), _("Self"),
                                    _("Supervisor"), words };
  /* clang-format on */

  for (int i = 0; i < N_COLUMNS; i++)
    {
      group->heads[i] = new_label (titles[i], i != COLUMN_TITLE && i != COLUMN_WORDS);
      gtk_widget_add_css_class (group->heads[i], "dim-label");
      gtk_widget_add_css_class (group->heads[i], "caption-heading");
    }
}

static GtkWidget *
new_area (ZuoxiFormGrid *self, const char *field, const char *title, guint min)
{
  GtkWidget *area = zuoxi_text_area_new (title, min);

  zuoxi_text_area_set_editable (ZUOXI_TEXT_AREA (area), self->editable);
  g_object_set (area, "lines", 3, NULL);
  add_field (self, field, area);
  return area;
}

static void
add_row (ZuoxiFormGrid *self, GridGroup *group, const SchemeItem *item)
{
  GridRow *row = new_row (self, item);

  for (int i = COLUMN_TITLE; i < COLUMN_WORDS; i++)
    gtk_size_group_add_widget (self->widths[i], row->cells[i]);
  g_ptr_array_add (group->rows, row);
}

static void
build_group (ZuoxiFormGrid *self, SchemeGroup which)
{
  GridGroup       *group = &self->groups[which];
  const SchemeSet *scheme = self->shown->dossier->scheme;
  const char      *name = _ (enum_by_value (scheme_groups, (int) which)->title);
  g_autofree char *weight = format_weight (scheme_set_group_weight (scheme, which));
  g_autofree char *title = g_strdup_printf ("%s %s%%", name, weight);
  GtkWidget       *heading = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget       *label = new_label (title, FALSE);

  group->card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (group->card, "card");
  gtk_widget_add_css_class (group->card, "form-card");
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_set_hexpand (label, TRUE);
  group->subtotal = GTK_LABEL (new_label ("", TRUE));
  gtk_widget_add_css_class (GTK_WIDGET (group->subtotal), "heading");
  gtk_box_append (GTK_BOX (heading), label);
  gtk_box_append (GTK_BOX (heading), GTK_WIDGET (group->subtotal));
  gtk_box_append (GTK_BOX (group->card), heading);
  group->grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_column_spacing (group->grid, 12);
  gtk_grid_set_row_spacing (group->grid, 6);
  gtk_box_append (GTK_BOX (group->card), GTK_WIDGET (group->grid));
  group->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) grid_row_free);
  new_heads (self, group);
  for (guint i = 0; i < scheme->items->len; i++)
    {
      const SchemeItem *item = g_ptr_array_index (scheme->items, i);

      if (item->group_code == which)
        add_row (self, group, item);
    }
  place_all (self, group);
  for (int i = COLUMN_TITLE; i < COLUMN_WORDS; i++)
    gtk_size_group_add_widget (self->widths[i], group->heads[i]);
  if (self->kind == SHEET_SELF)
    {
      g_autofree char *words = g_strdup_printf (_ ("In your own words: %s"), name);

      group->words = new_area (self, group_texts[which], words, SELF_TEXT_MIN);
      gtk_box_append (GTK_BOX (group->card), group->words);
    }
  gtk_box_append (GTK_BOX (self->box), group->card);
}

static void
build_texts (ZuoxiFormGrid *self)
{
  GtkWidget *flow = gtk_flow_box_new ();
  guint      n = self->kind == SHEET_SELF ? G_N_ELEMENTS (self_texts) : G_N_ELEMENTS (evaluation_texts);

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (flow), TRUE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), 2);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (flow), 12);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (flow), 12);
  for (guint i = 0; i < n; i++)
    {
      const char *field = self->kind == SHEET_SELF ? self_texts[i].field : evaluation_texts[i].field;
      const char *title = self->kind == SHEET_SELF ? self_texts[i].title : evaluation_texts[i].title;
      GtkWidget  *area = new_area (self, field, _ (title), 0);
      GtkWidget  *child = NULL;

      gtk_widget_set_size_request (area, 260, -1);
      gtk_flow_box_append (GTK_FLOW_BOX (flow), area);
      child = gtk_widget_get_parent (area);
      gtk_widget_set_focusable (child, FALSE);
    }
  gtk_box_append (GTK_BOX (self->box), flow);
}

/* M23: the scorer may move the grade by one, and says why. */
static void
build_grade (ZuoxiFormGrid *self)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = new_label (_ ("Grade"), FALSE);

  gtk_widget_add_css_class (card, "card");
  gtk_widget_add_css_class (card, "form-card");
  gtk_widget_add_css_class (title, "heading");
  self->grade = grade_choice_new (_ ("Grade"));
  gtk_widget_set_sensitive (self->grade, self->editable);
  add_field (self, "override_grade", self->grade);
  self->grade_problem = new_label ("", FALSE);
  gtk_label_set_wrap (GTK_LABEL (self->grade_problem), TRUE);
  gtk_widget_add_css_class (self->grade_problem, "error");
  gtk_widget_set_visible (self->grade_problem, FALSE);
  gtk_box_append (GTK_BOX (line), title);
  gtk_box_append (GTK_BOX (line), self->grade);
  gtk_box_append (GTK_BOX (card), line);
  gtk_box_append (GTK_BOX (card), self->grade_problem);
  self->grade_reason = new_area (self, "override_reason", _ ("Why the grade is moved"), 0);
  gtk_box_append (GTK_BOX (card), self->grade_reason);
  gtk_box_append (GTK_BOX (self->box), card);
}

static void
on_ask_opinion_cb (ZuoxiFormGrid *self)
{
  g_signal_emit (self, ask_opinion, 0);
}

/* What is read: the previous supervisor's opinion in the evaluation, the scorer's words beside one's own sheet. */
static void
build_cards (ZuoxiFormGrid *self)
{
  if (self->kind == SHEET_SELF)
    {
      self->words = words_card_new ();
      gtk_box_append (GTK_BOX (self->box), self->words);
      return;
    }
  build_grade (self);
  self->opinion = opinion_card_new (G_CALLBACK (on_ask_opinion_cb), self);
  gtk_box_append (GTK_BOX (self->box), self->opinion);
}

static void
show_cards (ZuoxiFormGrid *self)
{
  if (self->words != NULL)
    words_card_show (self->words, self->shown, self->directory);
  if (self->opinion != NULL)
    opinion_card_show (self->opinion, self->shown, self->directory);
}

static void
show_grade (ZuoxiFormGrid *self, const CaseLive *live)
{
  if (self->grade == NULL || live->card == NULL)
    return;
  grade_choice_show (GTK_DROP_DOWN (self->grade), live->dossier.scheme, live->card->grade);
  gtk_widget_set_visible (self->grade_reason, *grade_choice_get (GTK_DROP_DOWN (self->grade)) != '\0');
}

static void
clear (ZuoxiFormGrid *self)
{
  GtkWidget *child = NULL;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  for (guint i = 0; i < SCORE_GROUPS; i++)
    g_clear_pointer (&self->groups[i].rows, g_ptr_array_unref);
  memset (self->groups, 0, sizeof self->groups);
  self->grade = self->grade_reason = self->grade_problem = self->opinion = self->words = NULL;
  g_ptr_array_set_size (self->order, 0);
  g_hash_table_remove_all (self->fields);
}

static void
set_label (GtkWidget *label, char *text)
{
  if (GTK_IS_LABEL (label))
    gtk_label_set_label (GTK_LABEL (label), text);
  g_free (text);
}

/* "changed since: 03-12": the day of a counted row that changed after the freeze (R24). */
static void
show_changed (ZuoxiFormGrid *self, GridRow *row)
{
  GString *days = g_string_new (NULL);

  for (guint i = 0; i < 2; i++)
    {
      const Figure *figure = appraisal_case_figure (self->shown, row->metrics[i]);
      g_autoptr (JsonNode) node = figure != NULL && *figure->changed_on != '\0'
                                      ? json_strict_parse (figure->changed_on, -1, 2, NULL)
                                      : NULL;
      JsonArray *list = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

      for (guint j = 0; list != NULL && j < json_array_get_length (list); j++)
        {
          g_autofree char *day = format_day (json_array_get_string_element (list, j), NULL);

          g_string_append_printf (days, "%s%s", days->len > 0 ? ", " : "", day);
        }
    }
  gtk_widget_set_visible (row->changed, days->len > 0);
  if (days->len > 0)
    set_label (row->changed, g_strdup_printf (_ ("Changed since: %s"), days->str));
  g_string_free (days, TRUE);
}

/* Orders that are in no figure, because nobody wrote when they were cancelled or came back. */
static void
show_undated (ZuoxiFormGrid *self, GridRow *row)
{
  gint64 undated = 0;

  for (guint i = 0; i < 2; i++)
    undated = MAX (undated, figure_undated (appraisal_case_figure (self->shown, row->metrics[i])));
  gtk_widget_set_visible (row->undated, undated > 0);
  if (undated == 0)
    return;
  set_label (row->undated,
             g_strdup_printf (ngettext ("%d order without the day of its return is not counted",
                                        "%d orders without the day of their return are not counted", (gulong) undated),
                              (int) undated));
  gtk_widget_set_tooltip_text (row->undated, _ ("Open the figure, write in Orders when each was cancelled or came back, "
                                                "and freeze again"));
}

/* A figure of too few ratings shows its value, so it says why there is no score for it. */
static void
show_few (ZuoxiFormGrid *self, GridRow *row, const ScoreItem *computed)
{
  const Figure *few = NULL;

  for (guint i = 0; i < 2; i++)
    {
      const Figure *figure = appraisal_case_figure (self->shown, row->metrics[i]);

      if (figure != NULL && figure->few && figure->value.den != 0)
        few = figure;
    }
  gtk_widget_set_visible (row->few, few != NULL);
  if (few != NULL)
    {
      g_autofree char *why = figure_why_not (few, computed);

      gtk_label_set_label (GTK_LABEL (row->few), _ ("Fewer than 5 ratings: not scored"));
      gtk_widget_set_tooltip_text (row->few, why);
    }
}

static void
show_row (ZuoxiFormGrid *self, GridRow *row)
{
  const ScoreItem *computed = score_card_item (self->shown->computed, row->code);
  const ScoreItem *mine = score_card_item (self->shown->self_card, row->code);
  const ScoreItem *scored = score_card_item (self->shown->card, row->code);
  gboolean         revealed = appraisal_case_is_revealed (self->shown);

  for (guint i = 0; i < 2; i++)
    if (row->actual[i] != NULL)
      {
        g_autofree char *text = figure_text (appraisal_case_figure (self->shown, row->metrics[i]));
        g_autofree char *name = format_enum (metrics, (int) row->metrics[i]);
        g_autofree char *label = g_strdup_printf ("%s %s", name, text);

        gtk_label_set_label (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (row->actual[i]))), text);
        gtk_accessible_update_property (GTK_ACCESSIBLE (row->actual[i]), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
      }
  set_label (row->cells[COLUMN_TARGET], figure_target_text (appraisal_case_figure (self->shown, row->metrics[0])));
  set_label (row->cells[COLUMN_COMPUTED], score_text (computed->score));
  if (self->kind == SHEET_EVALUATION)
    {
      set_label (row->cells[COLUMN_SELF], revealed ? score_text (mine->score) : g_strdup ("•••"));
      gtk_widget_set_tooltip_text (row->cells[COLUMN_SELF],
                                   revealed ? NULL : _ ("Hidden until both sheets are submitted"));
      set_label (row->cells[COLUMN_EVALUATION], score_text (computed->score));
    }
  else
    {
      set_label (row->cells[COLUMN_EVALUATION], revealed ? score_text (scored->score) : g_strdup ("•••"));
      gtk_widget_set_tooltip_text (row->cells[COLUMN_EVALUATION],
                                   revealed ? NULL : _ ("Hidden until both sheets are submitted"));
    }
  show_few (self, row, computed);
  show_undated (self, row);
  show_changed (self, row);
}

static void
show_rows (ZuoxiFormGrid *self)
{
  for (guint i = 0; i < SCORE_GROUPS; i++)
    for (guint j = 0; self->groups[i].rows != NULL && j < self->groups[i].rows->len; j++)
      show_row (self, g_ptr_array_index (self->groups[i].rows, j));
}

static void
set_narrow (ZuoxiFormGrid *self, gboolean narrow)
{
  if (narrow == self->narrow)
    return;
  self->narrow = narrow;
  for (int i = 0; i < COLUMN_WORDS; i++)
    gtk_size_group_set_mode (self->widths[i], narrow ? GTK_SIZE_GROUP_NONE : GTK_SIZE_GROUP_HORIZONTAL);
  for (guint i = 0; i < SCORE_GROUPS; i++)
    if (self->groups[i].rows != NULL)
      place_all (self, &self->groups[i]);
}

static gboolean
on_narrow_cb (gpointer data)
{
  set_narrow (data, TRUE);
  return G_SOURCE_REMOVE;
}

static gboolean
on_wide_cb (gpointer data)
{
  set_narrow (data, FALSE);
  return G_SOURCE_REMOVE;
}

static void
zuoxi_form_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ZuoxiFormGrid *self = ZUOXI_FORM_GRID (widget);

  int least = 0;

  gtk_widget_measure (self->box, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  gtk_widget_allocate (self->box, MAX (width, least), height, baseline, NULL);
  if ((width < NARROW) != self->narrow)
    g_idle_add_full (G_PRIORITY_HIGH_IDLE, width < NARROW ? on_narrow_cb : on_wide_cb, g_object_ref (self),
                     g_object_unref);
}

/* As narrow as the narrow form can be, so that the window may become small while the wide one is shown. */
static void
zuoxi_form_grid_measure (GtkWidget     *widget,
                         GtkOrientation orientation,
                         int            for_size,
                         int           *minimum,
                         int           *natural,
                         int           *minimum_baseline,
                         int           *natural_baseline)
{
  ZuoxiFormGrid *self = ZUOXI_FORM_GRID (widget);
  int            least = 0;

  gtk_widget_measure (self->box, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    for_size = MAX (for_size, least);
  gtk_widget_measure (self->box, orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
  if (orientation == GTK_ORIENTATION_HORIZONTAL && !self->narrow)
    *minimum = MIN (*minimum, NARROWEST);
}

/* A widget of constant size would be as high as its narrowest form. */
static GtkSizeRequestMode
zuoxi_form_grid_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
zuoxi_form_grid_dispose (GObject *object)
{
  ZuoxiFormGrid *self = ZUOXI_FORM_GRID (object);

  if (self->box != NULL)
    clear (self);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (zuoxi_form_grid_parent_class)->dispose (object);
}

static void
zuoxi_form_grid_finalize (GObject *object)
{
  ZuoxiFormGrid *self = ZUOXI_FORM_GRID (object);

  for (int i = 0; i < COLUMN_WORDS; i++)
    g_object_unref (self->widths[i]);
  g_hash_table_unref (self->fields);
  g_ptr_array_unref (self->order);
  G_OBJECT_CLASS (zuoxi_form_grid_parent_class)->finalize (object);
}

static void
zuoxi_form_grid_class_init (ZuoxiFormGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType           type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zuoxi_form_grid_dispose;
  G_OBJECT_CLASS (klass)->finalize = zuoxi_form_grid_finalize;
  widget_class->size_allocate = zuoxi_form_grid_size_allocate;
  widget_class->measure = zuoxi_form_grid_measure;
  widget_class->get_request_mode = zuoxi_form_grid_get_request_mode;
  changed = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  keep = g_signal_new ("keep", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING,
                       G_TYPE_STRING);
  open_figure = g_signal_new ("open-figure", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                              G_TYPE_STRING, G_TYPE_INT);
  ask_opinion = g_signal_new ("ask-opinion", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
zuoxi_form_grid_init (ZuoxiFormGrid *self)
{
  self->fields = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) grid_field_free);
  self->order = g_ptr_array_new ();
  for (int i = 0; i < COLUMN_WORDS; i++)
    self->widths[i] = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

void
zuoxi_form_grid_build (
    ZuoxiFormGrid *self, const AppraisalCase *self_case, Directory *directory, SheetKind kind, gboolean editable)
{
  g_return_if_fail (ZUOXI_IS_FORM_GRID (self) && self_case->dossier->scheme != NULL);

  clear (self);
  self->shown = self_case;
  self->directory = directory;
  self->kind = kind;
  self->editable = editable;
  for (guint i = 0; i < SCORE_GROUPS; i++)
    build_group (self, (SchemeGroup) i);
  build_texts (self);
  build_cards (self);
  show_rows (self);
  show_cards (self);
}

void
zuoxi_form_grid_update (ZuoxiFormGrid *self, const AppraisalCase *self_case, Directory *directory)
{
  g_return_if_fail (ZUOXI_IS_FORM_GRID (self));

  self->shown = self_case;
  self->directory = directory;
  for (guint i = 0; i < self->order->len; i++)
    {
      GridField       *field = g_ptr_array_index (self->order, i);
      g_autofree char *text = field_text (field);
      g_autofree char *stored = case_sheet_text (self_case, self->kind, field->name);

      if (g_str_equal (text, field->loaded) && !g_str_equal (text, stored))
        load_field (self, field, stored);
      else if (g_str_equal (text, stored) && !g_str_equal (text, field->loaded))
        {
          g_free (field->loaded);
          field->loaded = g_strdup (stored);
        }
    }
  show_rows (self);
  show_cards (self);
}

static gboolean
needs_example (const CaseLive *live, const char *code)
{
  const EvalLine *line = dossier_eval_line (&live->dossier, code);

  if (line == NULL)
    return FALSE;
  if (*line->example != '\0')
    return TRUE;
  return line->score.set && (line->score.v >= EXAMPLE_FROM || line->score.v < EXAMPLE_BELOW);
}

static void
show_problem (ZuoxiFormGrid *self, GridField *field, const char *text)
{
  if (ZUOXI_IS_SCORE_ENTRY (field->widget))
    zuoxi_score_entry_set_error (ZUOXI_SCORE_ENTRY (field->widget), text);
  else if (ZUOXI_IS_TEXT_AREA (field->widget))
    zuoxi_text_area_set_error (ZUOXI_TEXT_AREA (field->widget), text);
  else if (field->widget == self->grade)
    {
      gtk_label_set_label (GTK_LABEL (self->grade_problem), text != NULL ? text : "");
      gtk_widget_set_visible (self->grade_problem, text != NULL);
    }
}

static const char *
translate (const char *msgid)
{
  return _ (msgid);
}

void
zuoxi_form_grid_show_live (ZuoxiFormGrid *self, const CaseLive *live, gboolean show_missing)
{
  g_return_if_fail (ZUOXI_IS_FORM_GRID (self));

  for (guint i = 0; i < SCORE_GROUPS && live->card != NULL; i++)
    {
      GridGroup       *group = &self->groups[i];
      g_autofree char *points = score_text (live->card->groups[i].subtotal);
      g_autofree char *text = g_strdup_printf (_ ("Subtotal %s"), points);

      if (group->rows == NULL)
        continue;
      gtk_label_set_label (group->subtotal, text);
      for (guint j = 0; j < group->rows->len; j++)
        {
          GridRow *row = g_ptr_array_index (group->rows, j);

          if (row->example != NULL)
            gtk_widget_set_visible (row->example, needs_example (live, row->code));
        }
    }
  show_grade (self, live);
  for (guint i = 0; i < self->order->len; i++)
    {
      GridField       *field = g_ptr_array_index (self->order, i);
      const Problem   *problem = show_missing ? problem_list_find (live->missing, field->name) : NULL;
      g_autofree char *text = problem != NULL ? problem_text (problem, translate) : NULL;

      show_problem (self, field, text);
    }
}

/* Typed, not loaded: a draft. */
void
zuoxi_form_grid_set_text (ZuoxiFormGrid *self, const char *name, const char *text)
{
  GridField       *field = g_hash_table_lookup (self->fields, name);
  g_autofree char *loaded = NULL;

  if (field == NULL)
    return;
  loaded = g_strdup (field->loaded);
  load_field (self, field, text);
  g_free (field->loaded);
  field->loaded = g_steal_pointer (&loaded);
}

GPtrArray *
zuoxi_form_grid_edits (ZuoxiFormGrid *self)
{
  GPtrArray *edits = g_ptr_array_new_with_free_func ((GDestroyNotify) sheet_edit_free);

  for (guint i = 0; i < self->order->len; i++)
    {
      const GridField *field = g_ptr_array_index (self->order, i);
      SheetEdit       *edit = g_new0 (SheetEdit, 1);

      edit->field = g_strdup (field->name);
      edit->text = field_text (field);
      g_ptr_array_add (edits, edit);
    }
  return edits;
}

gboolean
zuoxi_form_grid_focus_field (ZuoxiFormGrid *self, const char *name)
{
  GridField *field = g_hash_table_lookup (self->fields, name);

  if (self->opinion != NULL && g_str_equal (name, "previous_opinion"))
    return gtk_widget_grab_focus (opinion_card_get_button (self->opinion));
  return field != NULL && gtk_widget_grab_focus (field->widget);
}

/* TRUE if a score on the screen is none; @field (out) (transfer full): the first. */
gboolean
zuoxi_form_grid_has_wrong_score (ZuoxiFormGrid *self, char **name)
{
  for (guint i = 0; i < self->order->len; i++)
    {
      const GridField *field = g_ptr_array_index (self->order, i);

      if (!ZUOXI_IS_SCORE_ENTRY (field->widget) || !zuoxi_score_entry_is_wrong (ZUOXI_SCORE_ENTRY (field->widget)))
        continue;
      *name = g_strdup (field->name);
      return TRUE;
    }
  return FALSE;
}

static gboolean
is_among (const ProblemList *problems, const char *field)
{
  for (guint i = 0; i < problems->len; i++)
    if (g_str_equal (problem_list_at (problems, i)->field, field))
      return TRUE;
  return FALSE;
}

guint
zuoxi_form_grid_count_wrong (ZuoxiFormGrid *self, const ProblemList *missing, char **first)
{
  guint n = 0;

  for (guint i = 0; i < self->order->len; i++)
    {
      const GridField *field = g_ptr_array_index (self->order, i);

      if (!ZUOXI_IS_SCORE_ENTRY (field->widget) || !zuoxi_score_entry_is_wrong (ZUOXI_SCORE_ENTRY (field->widget)))
        continue;
      if (first != NULL && *first == NULL)
        *first = g_strdup_printf (_ ("%s: %s"), (char *) g_object_get_data (G_OBJECT (field->widget), "title"),
                                     zuoxi_score_entry_get_error (ZUOXI_SCORE_ENTRY (field->widget)));
      n += !is_among (missing, field->name);
    }
  return n;
}

void
zuoxi_form_grid_flush (ZuoxiFormGrid *self)
{
  for (guint i = 0; i < self->order->len; i++)
    {
      const GridField *field = g_ptr_array_index (self->order, i);
      Autosave        *line = g_object_get_data (G_OBJECT (field->widget), "line-autosave");

      if (ZUOXI_IS_SCORE_ENTRY (field->widget))
        zuoxi_score_entry_flush (ZUOXI_SCORE_ENTRY (field->widget));
      else if (ZUOXI_IS_TEXT_AREA (field->widget))
        zuoxi_text_area_flush (ZUOXI_TEXT_AREA (field->widget));
      else if (line != NULL)
        autosave_flush (line);
    }
}
