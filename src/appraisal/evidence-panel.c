/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/evidence-panel.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "ui/widgets/column-table.h"
#include "ui/window.h"

/* A counted row in the list. */
#define ZUOXI_TYPE_EVIDENCE_ITEM (zuoxi_evidence_item_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiEvidenceItem, zuoxi_evidence_item, ZUOXI, EVIDENCE_ITEM, GObject)

struct _ZuoxiEvidenceItem
{
  GObject parent_instance;

  GPtrArray         *rows; /* keeps row alive */
  const EvidenceRow *row;
};

G_DEFINE_FINAL_TYPE (ZuoxiEvidenceItem, zuoxi_evidence_item, G_TYPE_OBJECT)

struct _ZuoxiEvidencePanel
{
  AdwBin parent_instance;

  GtkLabel         *title;
  GtkLabel         *formula;
  GtkLabel         *hint;
  GtkLabel         *count;
  GtkWidget        *close;
  ZuoxiColumnTable *table;

  GCancellable *reading;
};

G_DEFINE_FINAL_TYPE (ZuoxiEvidencePanel, zuoxi_evidence_panel, ADW_TYPE_BIN)

static guint closed;

static void
zuoxi_evidence_item_finalize (GObject *object)
{
  g_ptr_array_unref (ZUOXI_EVIDENCE_ITEM (object)->rows);
  G_OBJECT_CLASS (zuoxi_evidence_item_parent_class)->finalize (object);
}

static void
zuoxi_evidence_item_class_init (ZuoxiEvidenceItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = zuoxi_evidence_item_finalize;
}

static void
zuoxi_evidence_item_init (ZuoxiEvidenceItem *self)
{
}

static char *
day_text (gpointer item, gpointer data)
{
  return format_day (ZUOXI_EVIDENCE_ITEM (item)->row->day, NULL);
}

static char *
title_text (gpointer item, gpointer data)
{
  return g_strdup (ZUOXI_EVIDENCE_ITEM (item)->row->title);
}

static char *
detail_text (gpointer item, gpointer data)
{
  return g_strdup (ZUOXI_EVIDENCE_ITEM (item)->row->detail);
}

static char *
value_text (gpointer item, gpointer data)
{
  return g_strdup (ZUOXI_EVIDENCE_ITEM (item)->row->value);
}

/* clang-format off */
static const Column columns[] = {
  { N_("Day"),    NULL, COLUMN_NUMBER,               0, day_text },
  { N_("What"),   NULL, COLUMN_EXPAND,               0, title_text },
  { N_("Detail"), NULL, COLUMN_DIM | COLUMN_WIDE,    0, detail_text },
  { N_("Value"),  NULL, COLUMN_NUMBER,               0, value_text },
  { NULL } };
/* clang-format on */

/* What the thread works on. */
typedef struct
{
  AppraisalCase *shown;
  char          *code;
  Metric         metric;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  appraisal_case_unref (request->shown);
  g_free (request->code);
  g_free (request);
}

static gpointer
read_evidence (Store *store, const SessionReading *reading, gpointer input, GError **error)
{
  const Request *request = input;

  return case_evidence_load (store, reading, request->shown, request->code, request->metric, error);
}

static void
free_evidence (gpointer data)
{
  case_evidence_free (data);
}

static void
show_rows (ZuoxiEvidencePanel *self, const CaseEvidence *evidence)
{
  g_autoptr (GListStore) model = g_list_store_new (ZUOXI_TYPE_EVIDENCE_ITEM);
  g_autofree char *text = NULL;

  for (guint i = 0; i < evidence->rows->len; i++)
    {
      g_autoptr (ZuoxiEvidenceItem) item = g_object_new (ZUOXI_TYPE_EVIDENCE_ITEM, NULL);

      item->rows = g_ptr_array_ref (evidence->rows);
      item->row = g_ptr_array_index (evidence->rows, i);
      g_list_store_append (model, item);
    }
  text = g_strdup_printf (ngettext ("%u row counted", "%u rows counted", evidence->rows->len), evidence->rows->len);
  gtk_label_set_label (self->count,
                       evidence->may_see
                           ? text
                           : _ ("You may not hold these rows: the counts of each day stand for them"));
  zuoxi_column_table_set_model (self->table, G_LIST_MODEL (model), FALSE);
}

static void
on_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ZuoxiEvidencePanel) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (CaseEvidence) evidence = zuoxi_session_read_finish (ZUOXI_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (evidence != NULL)
    show_rows (self, evidence);
  else
    gtk_label_set_label (self->count, error != NULL ? error->message : "");
}

static void
on_close_clicked_cb (ZuoxiEvidencePanel *self)
{
  g_signal_emit (self, closed, 0);
}

static gboolean
zuoxi_evidence_panel_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (ZUOXI_EVIDENCE_PANEL (widget)->close);
}

static void
zuoxi_evidence_panel_dispose (GObject *object)
{
  ZuoxiEvidencePanel *self = ZUOXI_EVIDENCE_PANEL (object);

  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  gtk_widget_dispose_template (GTK_WIDGET (object), ZUOXI_TYPE_EVIDENCE_PANEL);
  G_OBJECT_CLASS (zuoxi_evidence_panel_parent_class)->dispose (object);
}

static void
zuoxi_evidence_panel_class_init (ZuoxiEvidencePanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = zuoxi_evidence_panel_dispose;
  widget_class->grab_focus = zuoxi_evidence_panel_grab_focus;
  closed = g_signal_new ("close", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (ZUOXI_TYPE_COLUMN_TABLE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/zuoxi/Zuoxi/appraisal/evidence-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, ZuoxiEvidencePanel, title);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiEvidencePanel, formula);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiEvidencePanel, hint);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiEvidencePanel, count);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiEvidencePanel, close);
  gtk_widget_class_bind_template_child (widget_class, ZuoxiEvidencePanel, table);
  gtk_widget_class_bind_template_callback (widget_class, on_close_clicked_cb);
}

static void
zuoxi_evidence_panel_init (ZuoxiEvidencePanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Rows behind the figure"), -1);
  zuoxi_column_table_set_up (self->table, _ ("Rows behind the figure"), columns, self);
}

GtkWidget *
zuoxi_evidence_panel_new (void)
{
  return g_object_new (ZUOXI_TYPE_EVIDENCE_PANEL, NULL);
}

/* "Sign ¥1,740 more: +1.30 points", where there is such a step. */
static char *
hint_text (const AppraisalCase *shown, const char *code, Metric metric)
{
  for (guint i = 0; shown->hints != NULL && i < shown->hints->len; i++)
    {
      const ScoreHint *hint = g_ptr_array_index (shown->hints, i);
      Problem          sentence = { .msgid = (char *) _ (hint->msgid) };
      char            *text = NULL;

      if (hint->metric != metric || !g_str_equal (hint->code, code))
        continue;
      sentence.args[0] = score_hint_amount_text (hint);
      sentence.args[1] = score_hint_gain_text (hint);
      text = problem_text (&sentence, NULL);
      g_free (sentence.args[0]);
      g_free (sentence.args[1]);
      return text;
    }
  return NULL;
}

void
zuoxi_evidence_panel_show (ZuoxiEvidencePanel *self,
                           ZuoxiSession       *session,
                           AppraisalCase      *shown,
                           const char         *code,
                           Metric              metric)
{
  const SchemeItem *item = scheme_set_item (shown->dossier->scheme, code);
  const Figure     *figure = appraisal_case_figure (shown, metric);
  g_autofree char  *value = figure_text (figure);
  g_autofree char  *name = format_enum (metrics, (int) metric);
  g_autofree char  *title = NULL;
  g_autofree char  *formula = figure_formula (figure, score_card_item (shown->computed, code));
  g_autofree char  *hint = hint_text (shown, code, metric);
  Request          *request = g_new0 (Request, 1);

  g_return_if_fail (ZUOXI_IS_EVIDENCE_PANEL (self));

  title = g_strdup_printf ("%s · %s %s", item != NULL ? item->title : code, name, value);
  gtk_label_set_label (self->title, title);
  gtk_label_set_label (self->formula, formula);
  gtk_label_set_label (self->hint, hint != NULL ? hint : "");
  gtk_widget_set_visible (GTK_WIDGET (self->hint), hint != NULL);
  gtk_label_set_label (self->count, _ ("Looking up the rows…"));
  zuoxi_column_table_set_model (self->table, NULL, FALSE);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->reading = g_cancellable_new ();
  request->shown = appraisal_case_ref (shown);
  request->code = g_strdup (code);
  request->metric = metric;
  zuoxi_session_read_async (session, read_evidence, request, request_free, free_evidence, self->reading, on_read_cb,
                            g_object_ref (self));
}

void
zuoxi_evidence_panel_clear (ZuoxiEvidencePanel *self)
{
  g_return_if_fail (ZUOXI_IS_EVIDENCE_PANEL (self));

  g_cancellable_cancel (self->reading);
  zuoxi_column_table_set_model (self->table, NULL, FALSE);
}
