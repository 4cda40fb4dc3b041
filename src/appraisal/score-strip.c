/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "appraisal/score-strip.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "core/id.h"

#define HEIGHT 44
#define DOT 4.0f
#define LOW 4000 /* hundredths: left end of the line; lower totals stand there */
#define HIGH 10000

typedef struct
{
  gint64 total;
  char  *name;
} Dot;

struct _ZuoxiScoreStrip
{
  GtkWidget parent_instance;
  GArray   *dots;
  gint64    mean; /* −1 = none */
  GArray   *limits;
};

G_DEFINE_FINAL_TYPE (ZuoxiScoreStrip, zuoxi_score_strip, GTK_TYPE_WIDGET)

static void
clear_dot (gpointer data)
{
  g_free (((Dot *) data)->name);
}

static float
place (ZuoxiScoreStrip *self, gint64 total)
{
  float width = (float) gtk_widget_get_width (GTK_WIDGET (self)) - 2 * DOT;

  return DOT + width * (float) (CLAMP (total, LOW, HIGH) - LOW) / (float) (HIGH - LOW);
}

static void
fill (GtkSnapshot *snapshot, const GdkRGBA *color, float x, float y, float width, float height)
{
  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (x, y, width, height));
}

/* Dots of near totals are stacked, so that each person stays visible. */
static void
draw_dot (ZuoxiScoreStrip *self, GtkSnapshot *snapshot, const GdkRGBA *color, guint index)
{
  const Dot     *dot = &g_array_index (self->dots, Dot, index);
  guint          level = 0;
  float          x = place (self, dot->total), y;
  GskRoundedRect round;

  for (guint i = 0; i < index; i++)
    level += ABS (place (self, g_array_index (self->dots, Dot, i).total) - x) < 2 * DOT;
  y = HEIGHT - 14 - DOT - (float) (level % 3) * 2 * DOT;
  gsk_rounded_rect_init_from_rect (&round, &GRAPHENE_RECT_INIT (x - DOT, y - DOT, 2 * DOT, 2 * DOT), DOT);
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  fill (snapshot, color, x - DOT, y - DOT, 2 * DOT, 2 * DOT);
  gtk_snapshot_pop (snapshot);
}

static void
zuoxi_score_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ZuoxiScoreStrip *self = ZUOXI_SCORE_STRIP (widget);
  float            width = (float) gtk_widget_get_width (widget);
  GdkRGBA          text, faint, accent;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &text);
  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "accent_bg_color", &accent))
    accent = text;
  faint = text;
  faint.alpha = 0.25f;
  fill (snapshot, &faint, 0, HEIGHT - 12, width, 1);
  for (guint i = 0; i < self->limits->len; i++)
    fill (snapshot, &faint, place (self, g_array_index (self->limits, gint64, i)), HEIGHT - 16, 1, 8);
  for (guint i = 0; i < self->dots->len; i++)
    draw_dot (self, snapshot, &accent, i);
  if (self->mean >= 0)
    fill (snapshot, &text, place (self, self->mean) - 1, 4, 2, HEIGHT - 12);
}

static void
zuoxi_score_strip_measure (GtkWidget     *widget,
                           GtkOrientation orientation,
                           int            for_size,
                           int           *minimum,
                           int           *natural,
                           int           *minimum_baseline,
                           int           *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 120;
  *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 480;
}

static gboolean
on_query_tooltip_cb (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  ZuoxiScoreStrip *self = ZUOXI_SCORE_STRIP (widget);
  GString         *text = g_string_new (NULL);

  for (guint i = 0; i < self->dots->len; i++)
    {
      const Dot *dot = &g_array_index (self->dots, Dot, i);

      if (ABS (place (self, dot->total) - (float) x) <= DOT)
        {
          g_autofree char *score = format_score (dot->total);

          g_string_append_printf (text, "%s%s %s", text->len > 0 ? "\n" : "", dot->name, score);
        }
    }
  gtk_tooltip_set_text (tooltip, text->str);
  return g_string_free (text, FALSE) != NULL && self->dots->len > 0;
}

static void
zuoxi_score_strip_finalize (GObject *object)
{
  ZuoxiScoreStrip *self = ZUOXI_SCORE_STRIP (object);

  g_array_unref (self->dots);
  g_array_unref (self->limits);
  G_OBJECT_CLASS (zuoxi_score_strip_parent_class)->finalize (object);
}

static void
zuoxi_score_strip_class_init (ZuoxiScoreStripClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = zuoxi_score_strip_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = zuoxi_score_strip_snapshot;
  GTK_WIDGET_CLASS (klass)->measure = zuoxi_score_strip_measure;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
zuoxi_score_strip_init (ZuoxiScoreStrip *self)
{
  self->dots = g_array_new (FALSE, FALSE, sizeof (Dot));
  g_array_set_clear_func (self->dots, clear_dot);
  self->limits = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->mean = -1;
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (on_query_tooltip_cb), NULL);
}

GtkWidget *
zuoxi_score_strip_new (void)
{
  return g_object_new (ZUOXI_TYPE_SCORE_STRIP, NULL);
}

static void
take_limits (ZuoxiScoreStrip *self, const AppraisalCase *shown)
{
  const SchemeSet *scheme = shown->dossier->scheme;

  if (self->limits->len > 0 || scheme == NULL)
    return;
  for (guint i = 0; i < scheme->grades->len; i++)
    {
      gint64 bound = ((const SchemeGrade *) g_ptr_array_index (scheme->grades, i))->bound;

      if (bound > LOW)
        g_array_append_val (self->limits, bound);
    }
}

static void
describe (ZuoxiScoreStrip *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->dots->len; i++)
    {
      const Dot       *dot = &g_array_index (self->dots, Dot, i);
      g_autofree char *score = format_score (dot->total);

      g_string_append_printf (text, "%s%s %s", i > 0 ? "; " : "", dot->name, score);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Totals of the team"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str, -1);
  g_string_free (text, TRUE);
}

void
zuoxi_score_strip_set_items (ZuoxiScoreStrip *self, GPtrArray *items, Directory *directory)
{
  guint count;

  g_array_set_size (self->dots, 0);
  g_array_set_size (self->limits, 0);
  self->mean = -1;
  for (guint i = 0; i < items->len; i++)
    {
      const AppraisalCase *shown = zuoxi_review_item_get_case (items->pdata[i]);
      const Person        *person = directory_person (directory, shown->dossier->form->person);
      Dot                  dot = { zuoxi_review_item_get_total (items->pdata[i]), NULL };

      take_limits (self, shown);
      if (dot.total < 0)
        continue;
      dot.name = g_strdup (person != NULL ? person->name : "—");
      g_array_append_val (self->dots, dot);
    }
  if (!review_mean (items, ID_NONE, &self->mean, &count))
    self->mean = -1;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
