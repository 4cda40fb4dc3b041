/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/row.h"

#include "core/id.h"

typedef struct
{
  gpointer row;
} ZuoxiRowPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ZuoxiRow, zuoxi_row, G_TYPE_OBJECT)

static ZuoxiRowPrivate *
priv_of (ZuoxiRow *self)
{
  return zuoxi_row_get_instance_private (self);
}

static GType
value_type (const Field *field)
{
  switch (field->kind)
    {
    case FIELD_FLAG:
      return G_TYPE_BOOLEAN;
    case FIELD_INT:
    case FIELD_MOMENT:
    case FIELD_FEN:
    case FIELD_SCORE:
      return G_TYPE_INT64;
    case FIELD_REF:
    case FIELD_TEXT:
    case FIELD_ENUM:
    case FIELD_DATE:
    case FIELD_MONTH:
    case FIELD_RATIO:
    case FIELD_SET:
    case FIELD_BLOBREF:
    case FIELD_END:
    default:
      return G_TYPE_STRING;
    }
}

static gint64
number_of (const Field *field, gconstpointer row)
{
  if (field->optional)
    return FIELD_PTR (row, field, const OptInt)->set ? FIELD_PTR (row, field, const OptInt)->v : 0;
  return *FIELD_PTR (row, field, const gint64);
}

static void
zuoxi_row_get_field (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  ZuoxiRow     *self = ZUOXI_ROW (object);
  const Schema *schema = zuoxi_row_get_schema (self);
  const Field  *field = &schema->fields[id - 1];
  gpointer      row = priv_of (self)->row;

  if (G_VALUE_HOLDS_INT64 (value))
    g_value_set_int64 (value, number_of (field, row));
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    g_value_set_boolean (value, *FIELD_PTR (row, field, const gboolean));
  else
    g_value_take_string (value, schema_member_text (schema, field, row));
}

static void
zuoxi_row_finalize (GObject *object)
{
  ZuoxiRow *self = ZUOXI_ROW (object);

  if (priv_of (self)->row != NULL)
    schema_free (zuoxi_row_get_schema (self), priv_of (self)->row);
  G_OBJECT_CLASS (zuoxi_row_parent_class)->finalize (object);
}

static void
zuoxi_row_class_init (ZuoxiRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = zuoxi_row_finalize;
}

static void
zuoxi_row_init (ZuoxiRow *self)
{
}

static GParamSpec *
new_pspec (const Field *field)
{
  g_autofree char  *name = g_strdelimit (g_strdup (field->name), "_", '-');
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_NICK | G_PARAM_STATIC_BLURB;

  switch (value_type (field))
    {
    case G_TYPE_BOOLEAN:
      return g_param_spec_boolean (name, NULL, NULL, FALSE, flags);
    case G_TYPE_INT64:
      return g_param_spec_int64 (name, NULL, NULL, G_MININT64, G_MAXINT64, 0, flags);
    default:
      return g_param_spec_string (name, NULL, NULL, "", flags);
    }
}

/* Class of one entity; its class data is its schema. */
static void
entity_class_init (gpointer klass, gpointer class_data)
{
  GObjectClass  *object_class = G_OBJECT_CLASS (klass);
  ZuoxiRowClass *row_class = ZUOXI_ROW_CLASS (klass);
  const Schema  *schema = class_data;
  guint          n = 0;

  while (schema->fields[n].name != NULL)
    n++;
  row_class->schema = schema;
  row_class->fields = g_new0 (GParamSpec *, n);
  object_class->get_property = zuoxi_row_get_field;
  for (guint i = 0; i < n; i++)
    {
      row_class->fields[i] = new_pspec (&schema->fields[i]);
      g_object_class_install_property (object_class, i + 1, row_class->fields[i]);
    }
}

/* sales_order → ZuoxiSalesOrderRow */
static char *
type_name (const char *table)
{
  GString *name = g_string_new ("Zuoxi");
  gboolean up = TRUE;

  for (const char *c = table; *c != '\0'; c++)
    {
      if (*c != '_')
        g_string_append_c (name, up ? g_ascii_toupper (*c) : *c);
      up = *c == '_';
    }
  g_string_append (name, "Row");
  return g_string_free (name, FALSE);
}

GType
row_type (const Schema *schema)
{
  g_autofree char *name = type_name (schema->table);
  GType            type = g_type_from_name (name);
  GTypeQuery       parent;
  GTypeInfo        info = { 0 };

  if (type != G_TYPE_INVALID)
    return type;
  g_type_query (ZUOXI_TYPE_ROW, &parent);
  info.class_size = (guint16) parent.class_size;
  info.instance_size = (guint16) parent.instance_size;
  info.class_init = entity_class_init;
  info.class_data = schema;
  return g_type_register_static (ZUOXI_TYPE_ROW, name, &info, G_TYPE_FLAG_FINAL);
}

ZuoxiRow *
zuoxi_row_new (const Schema *schema, gpointer row)
{
  ZuoxiRow *self = NULL;

  g_return_val_if_fail (schema != NULL && row != NULL, NULL);

  self = g_object_new (row_type (schema), NULL);
  priv_of (self)->row = row;
  return self;
}

gconstpointer
zuoxi_row_get (ZuoxiRow *self)
{
  g_return_val_if_fail (ZUOXI_IS_ROW (self), NULL);

  return priv_of (self)->row;
}

const Schema *
zuoxi_row_get_schema (ZuoxiRow *self)
{
  g_return_val_if_fail (ZUOXI_IS_ROW (self), NULL);

  return ZUOXI_ROW_GET_CLASS (self)->schema;
}

void
zuoxi_row_replace (ZuoxiRow *self, gpointer row)
{
  const Schema *schema = zuoxi_row_get_schema (self);
  gpointer      old = NULL;

  g_return_if_fail (ZUOXI_IS_ROW (self));
  g_return_if_fail (row != NULL);

  old = priv_of (self)->row;
  priv_of (self)->row = row;
  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = 0; schema->fields[i].name != NULL; i++)
    {
      g_autofree char *was = schema_member_text (schema, &schema->fields[i], old);
      g_autofree char *is = schema_member_text (schema, &schema->fields[i], row);

      if (!g_str_equal (was, is))
        g_object_notify_by_pspec (G_OBJECT (self), ZUOXI_ROW_GET_CLASS (self)->fields[i]);
    }
  g_object_thaw_notify (G_OBJECT (self));
  schema_free (schema, old);
}
