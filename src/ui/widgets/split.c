/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/widgets/split.h"

#define CONTENT_LEAST 480 /* pixels the content needs to stand beside the side */

struct _ZuoxiSplit
{
  GtkWidget parent_instance;

  GtkWidget *side;
  GtkWidget *line;
  GtkWidget *content;
  int        side_width;
  gboolean   side_end;
  gboolean   side_away;
  gboolean   side_shown;
  gboolean   folded;
};

static void buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ZuoxiSplit,
                               zuoxi_split,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, buildable_init))

typedef enum
{
  PROP_SIDE_WIDTH = 1,
  PROP_SIDE_END,
  PROP_SIDE_AWAY,
} Property;

static GtkBuildableIface *parent_buildable;

static void
zuoxi_split_add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  ZuoxiSplit *self = ZUOXI_SPLIT (buildable);

  if (!GTK_IS_WIDGET (child))
    {
      parent_buildable->add_child (buildable, builder, child, type);
      return;
    }
  if (g_strcmp0 (type, "side") == 0)
    self->side = GTK_WIDGET (child);
  else
    self->content = GTK_WIDGET (child);
  /* In the order of the eye, so that Tab follows it. */
  if ((g_strcmp0 (type, "side") == 0) == self->side_end)
    gtk_widget_insert_before (GTK_WIDGET (child), GTK_WIDGET (self), NULL);
  else
    gtk_widget_insert_after (GTK_WIDGET (child), GTK_WIDGET (self), NULL);
}

static void
buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = zuoxi_split_add_child;
}

static void
zuoxi_split_measure (GtkWidget     *widget,
                     GtkOrientation orientation,
                     int            for_size,
                     int           *minimum,
                     int           *natural,
                     int           *minimum_baseline,
                     int           *natural_baseline)
{
  ZuoxiSplit *self = ZUOXI_SPLIT (widget);
  int         side = 0, side_natural = 0, content = 0, content_natural = 0;

  if (self->side != NULL && !self->side_away)
    gtk_widget_measure (self->side, orientation, -1, &side, &side_natural, NULL, NULL);
  if (self->content != NULL)
    gtk_widget_measure (self->content, orientation, -1, &content, &content_natural, NULL, NULL);
  *minimum = MAX (side, content);
  *natural = orientation == GTK_ORIENTATION_VERTICAL
                 ? MAX (side_natural, content_natural)
                 : side_natural + content_natural;
  *natural = MAX (*natural, *minimum);
  *minimum_baseline = *natural_baseline = -1;
}

static void
place (GtkWidget *child, int x, int width, int height)
{
  const GtkAllocation box = { x, 0, width, height };

  gtk_widget_set_child_visible (child, TRUE);
  gtk_widget_size_allocate (child, &box, -1);
}

/* Whoever types into one of the two goes on with it where only one fits. */
static void
show_where_the_keyboard_is (ZuoxiSplit *self)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL)
    return;
  if (focus == self->content || gtk_widget_is_ancestor (focus, self->content))
    self->side_shown = FALSE;
  else if (focus == self->side || gtk_widget_is_ancestor (focus, self->side))
    self->side_shown = TRUE;
}

static void
zuoxi_split_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ZuoxiSplit *self = ZUOXI_SPLIT (widget);
  int         rest = width - self->side_width - 1;
  int         least = 0;
  gboolean    folds;

  if (self->side == NULL || self->content == NULL)
    return;
  gtk_widget_measure (self->content, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  folds = rest < MAX (least, CONTENT_LEAST);
  if (folds && !self->folded && !self->side_away)
    show_where_the_keyboard_is (self);
  self->folded = folds;
  if (self->side_away || self->folded)
    {
      gboolean side = !self->side_away && self->side_shown;

      gtk_widget_set_child_visible (self->line, FALSE);
      gtk_widget_set_child_visible (side ? self->content : self->side, FALSE);
      place (side ? self->side : self->content, 0, width, height);
      return;
    }
  place (self->side, self->side_end ? rest + 1 : 0, self->side_width, height);
  place (self->line, self->side_end ? rest : self->side_width, 1, height);
  place (self->content, self->side_end ? 0 : self->side_width + 1, rest, height);
}

static void
zuoxi_split_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZuoxiSplit *self = ZUOXI_SPLIT (object);

  switch ((Property) id)
    {
    case PROP_SIDE_WIDTH:
      self->side_width = g_value_get_int (value);
      break;
    case PROP_SIDE_END:
      self->side_end = g_value_get_boolean (value);
      break;
    case PROP_SIDE_AWAY:
      self->side_away = g_value_get_boolean (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
zuoxi_split_dispose (GObject *object)
{
  ZuoxiSplit *self = ZUOXI_SPLIT (object);

  g_clear_pointer (&self->side, gtk_widget_unparent);
  g_clear_pointer (&self->line, gtk_widget_unparent);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (zuoxi_split_parent_class)->dispose (object);
}

static void
zuoxi_split_class_init (ZuoxiSplitClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass   *widget_class = GTK_WIDGET_CLASS (klass);
  const GParamFlags flags = G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS;
  GParamSpec       *width = g_param_spec_int ("side-width", NULL, NULL, 0, 10000, 240, flags);
  GParamSpec       *end = g_param_spec_boolean ("side-end", NULL, NULL, FALSE, flags);
  GParamSpec       *away = g_param_spec_boolean ("side-away", NULL, NULL, FALSE, flags);

  object_class->set_property = zuoxi_split_set_property;
  object_class->dispose = zuoxi_split_dispose;
  widget_class->measure = zuoxi_split_measure;
  widget_class->size_allocate = zuoxi_split_size_allocate;
  g_object_class_install_property (object_class, PROP_SIDE_WIDTH, width);
  g_object_class_install_property (object_class, PROP_SIDE_END, end);
  g_object_class_install_property (object_class, PROP_SIDE_AWAY, away);
}

static void
zuoxi_split_init (ZuoxiSplit *self)
{
  self->side_width = 240;
  self->line = gtk_separator_new (GTK_ORIENTATION_VERTICAL);
  gtk_widget_set_parent (self->line, GTK_WIDGET (self));
}

gboolean
zuoxi_split_is_folded (ZuoxiSplit *self)
{
  g_return_val_if_fail (ZUOXI_IS_SPLIT (self), FALSE);

  return self->folded;
}

void
zuoxi_split_show_side (ZuoxiSplit *self, gboolean side)
{
  g_return_if_fail (ZUOXI_IS_SPLIT (self));

  self->side_shown = side;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

gboolean
zuoxi_split_shows_side (ZuoxiSplit *self)
{
  g_return_val_if_fail (ZUOXI_IS_SPLIT (self), FALSE);

  return !self->side_away && (self->side_shown || !self->folded);
}

void
zuoxi_split_set_side_away (ZuoxiSplit *self, gboolean away)
{
  g_return_if_fail (ZUOXI_IS_SPLIT (self));

  self->side_away = away;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

gboolean
zuoxi_split_get_side_away (ZuoxiSplit *self)
{
  g_return_val_if_fail (ZUOXI_IS_SPLIT (self), TRUE);

  return self->side_away;
}
