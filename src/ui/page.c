/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/page.h"

#include "ui/window.h"

typedef struct
{
  char    *title;
  char    *subtitle;
  char    *new_label;
  gboolean can_create;
  gboolean can_print;
  GObject *session;
} ZuoxiPagePrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ZuoxiPage, zuoxi_page, ADW_TYPE_BIN)

typedef enum
{
  PROP_TITLE = 1,
  PROP_SUBTITLE,
  PROP_NEW_LABEL,
  PROP_CAN_CREATE,
  PROP_CAN_PRINT,
} Property;

static GParamSpec *properties[PROP_CAN_PRINT + 1];

static ZuoxiPagePrivate *
priv_of (ZuoxiPage *self)
{
  return zuoxi_page_get_instance_private (self);
}

static void
set_text (ZuoxiPage *self, char **member, const char *text, Property property)
{
  if (g_strcmp0 (*member, text) == 0)
    return;
  g_free (*member);
  *member = g_strdup (text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_flag (ZuoxiPage *self, gboolean *member, gboolean value, Property property)
{
  if (*member == value)
    return;
  *member = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
zuoxi_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZuoxiPagePrivate *priv = priv_of (ZUOXI_PAGE (object));

  switch ((Property) id)
    {
    case PROP_TITLE:
      g_value_set_string (value, priv->title);
      break;
    case PROP_SUBTITLE:
      g_value_set_string (value, priv->subtitle);
      break;
    case PROP_NEW_LABEL:
      g_value_set_string (value, priv->new_label);
      break;
    case PROP_CAN_CREATE:
      g_value_set_boolean (value, priv->can_create);
      break;
    case PROP_CAN_PRINT:
      g_value_set_boolean (value, priv->can_print);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
zuoxi_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  ZuoxiPage *self = ZUOXI_PAGE (object);

  switch ((Property) id)
    {
    case PROP_TITLE:
      zuoxi_page_set_title (self, g_value_get_string (value));
      break;
    case PROP_SUBTITLE:
      zuoxi_page_set_subtitle (self, g_value_get_string (value));
      break;
    case PROP_NEW_LABEL:
      zuoxi_page_set_new_label (self, g_value_get_string (value));
      break;
    case PROP_CAN_CREATE:
      zuoxi_page_set_can_create (self, g_value_get_boolean (value));
      break;
    case PROP_CAN_PRINT:
      zuoxi_page_set_can_print (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
zuoxi_page_dispose (GObject *object)
{
  g_clear_object (&priv_of (ZUOXI_PAGE (object))->session);
  G_OBJECT_CLASS (zuoxi_page_parent_class)->dispose (object);
}

static void
zuoxi_page_finalize (GObject *object)
{
  ZuoxiPagePrivate *priv = priv_of (ZUOXI_PAGE (object));

  g_free (priv->title);
  g_free (priv->subtitle);
  g_free (priv->new_label);
  G_OBJECT_CLASS (zuoxi_page_parent_class)->finalize (object);
}

static void
zuoxi_page_class_init (ZuoxiPageClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = zuoxi_page_get_property;
  object_class->set_property = zuoxi_page_set_property;
  object_class->dispose = zuoxi_page_dispose;
  object_class->finalize = zuoxi_page_finalize;

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_SUBTITLE] = g_param_spec_string ("subtitle", NULL, NULL, NULL, flags);
  properties[PROP_NEW_LABEL] = g_param_spec_string ("new-label", NULL, NULL, NULL, flags);
  properties[PROP_CAN_CREATE] = g_param_spec_boolean ("can-create", NULL, NULL, FALSE, flags);
  properties[PROP_CAN_PRINT] = g_param_spec_boolean ("can-print", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
zuoxi_page_init (ZuoxiPage *self)
{
}

const char *
zuoxi_page_get_title (ZuoxiPage *self)
{
  return priv_of (self)->title;
}

void
zuoxi_page_set_title (ZuoxiPage *self, const char *title)
{
  set_text (self, &priv_of (self)->title, title, PROP_TITLE);
}

const char *
zuoxi_page_get_subtitle (ZuoxiPage *self)
{
  return priv_of (self)->subtitle;
}

void
zuoxi_page_set_subtitle (ZuoxiPage *self, const char *subtitle)
{
  set_text (self, &priv_of (self)->subtitle, subtitle, PROP_SUBTITLE);
}

gboolean
zuoxi_page_get_can_create (ZuoxiPage *self)
{
  return priv_of (self)->can_create;
}

void
zuoxi_page_set_can_create (ZuoxiPage *self, gboolean can_create)
{
  set_flag (self, &priv_of (self)->can_create, can_create, PROP_CAN_CREATE);
}

gboolean
zuoxi_page_get_can_print (ZuoxiPage *self)
{
  return priv_of (self)->can_print;
}

void
zuoxi_page_set_can_print (ZuoxiPage *self, gboolean can_print)
{
  set_flag (self, &priv_of (self)->can_print, can_print, PROP_CAN_PRINT);
}

const char *
zuoxi_page_get_new_label (ZuoxiPage *self)
{
  return priv_of (self)->new_label;
}

void
zuoxi_page_set_new_label (ZuoxiPage *self, const char *label)
{
  set_text (self, &priv_of (self)->new_label, label, PROP_NEW_LABEL);
}

ZuoxiSession *
zuoxi_page_get_session (ZuoxiPage *self)
{
  return (ZuoxiSession *) priv_of (self)->session;
}

ZuoxiWindow *
zuoxi_page_get_window (ZuoxiPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return ZUOXI_IS_WINDOW (root) ? ZUOXI_WINDOW (root) : NULL;
}

void
zuoxi_page_set_up (ZuoxiPage *self, ZuoxiSession *session)
{
  g_return_if_fail (ZUOXI_IS_PAGE (self));

  g_set_object (&priv_of (self)->session, (GObject *) session);
  if (ZUOXI_PAGE_GET_CLASS (self)->set_up != NULL)
    ZUOXI_PAGE_GET_CLASS (self)->set_up (self);
}

/* One forwarder a key: a page that does not answer is left alone. */
#define FORWARD(name)                              \
  void                                             \
      zuoxi_page_##name (ZuoxiPage *self)          \
  {                                                \
    g_return_if_fail (ZUOXI_IS_PAGE (self));       \
                                                   \
    if (ZUOXI_PAGE_GET_CLASS (self)->name != NULL) \
      ZUOXI_PAGE_GET_CLASS (self)->name (self);    \
  }

FORWARD (shown)
FORWARD (refresh)
FORWARD (search)
FORWARD (new_item)
FORWARD (print)
FORWARD (flush)

gboolean
zuoxi_page_back (ZuoxiPage *self)
{
  g_return_val_if_fail (ZUOXI_IS_PAGE (self), FALSE);

  return ZUOXI_PAGE_GET_CLASS (self)->back != NULL && ZUOXI_PAGE_GET_CLASS (self)->back (self);
}

gboolean
zuoxi_page_show_item (ZuoxiPage *self, const char *table, const Id *id)
{
  g_return_val_if_fail (ZUOXI_IS_PAGE (self), FALSE);

  return ZUOXI_PAGE_GET_CLASS (self)->show_item != NULL && ZUOXI_PAGE_GET_CLASS (self)->show_item (self, table, id);
}

const char *
zuoxi_page_clause (ZuoxiPage *self)
{
  g_return_val_if_fail (ZUOXI_IS_PAGE (self), NULL);

  return ZUOXI_PAGE_GET_CLASS (self)->clause != NULL ? ZUOXI_PAGE_GET_CLASS (self)->clause (self) : NULL;
}

GtkWidget *
zuoxi_page_first (ZuoxiPage *self)
{
  g_return_val_if_fail (ZUOXI_IS_PAGE (self), NULL);

  return ZUOXI_PAGE_GET_CLASS (self)->first != NULL ? ZUOXI_PAGE_GET_CLASS (self)->first (self) : NULL;
}
