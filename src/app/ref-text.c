/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/ref-text.h"

#include <glib/gi18n.h>

#include "app/format.h"
#include "appraisal/scheme.h"
#include "calls/call.h"
#include "core/id.h"
#include "customers/customer.h"
#include "regulation/regulation.h"
#include "sales/order.h"

typedef char *(*NameOf) (gconstpointer row);

static char *
customer_name (gconstpointer row)
{
  const Customer *customer = row;

  return g_strdup (*customer->company != '\0' && *customer->name == '\0' ? customer->company : customer->name);
}

static char *
call_name (gconstpointer row)
{
  return format_moment (((const Call *) row)->started_at, 0);
}

static char *
order_name (gconstpointer row)
{
  return g_strdup (((const SalesOrder *) row)->number);
}

static char *
scheme_name (gconstpointer row)
{
  const Scheme *scheme = row;

  return g_strdup_printf ("%s %s", scheme->name, scheme->version);
}

static char *
regulation_name (gconstpointer row)
{
  const Regulation *regulation = row;

  return g_strdup_printf ("%s %s", regulation->title, regulation->version);
}

static const struct
{
  const Schema *schema;
  NameOf        name_of;
} named[] = {
  { &customer_schema, customer_name },
  { &call_schema, call_name },
  { &sales_order_schema, order_name },
  { &scheme_schema, scheme_name },
  { &regulation_schema, regulation_name },
};

static char *
read_name (ZuoxiSession *session, const char *table, Id id)
{
  for (guint i = 0; i < G_N_ELEMENTS (named); i++)
    if (g_strcmp0 (named[i].schema->table, table) == 0)
      {
        g_autoptr (GError) error = NULL;
        gpointer row = store_get (zuoxi_session_get_reader (session), named[i].schema, id, &error);
        char    *name = row != NULL ? named[i].name_of (row) : NULL;

        if (row != NULL)
          schema_free (named[i].schema, row);
        return name;
      }
  return NULL;
}

static char *
known_name (Directory *directory, const char *table, Id id)
{
  const char *name = NULL;

  if (g_strcmp0 (table, "person") == 0)
    name = directory_person (directory, id) != NULL ? directory_person (directory, id)->name : NULL;
  else if (g_strcmp0 (table, "team") == 0)
    name = directory_team (directory, id) != NULL ? directory_team (directory, id)->name : NULL;
  else if (g_strcmp0 (table, "department") == 0)
    name = directory_department (directory, id) != NULL ? directory_department (directory, id)->name : NULL;
  else if (g_strcmp0 (table, "assignment") == 0)
    {
      const Assignment *held = directory_assignment (directory, id);

      return held != NULL ? known_name (directory, "person", held->person) : NULL;
    }
  return g_strdup (name);
}

char *
ref_text (ZuoxiSession *session, const char *table, Id id)
{
  char *name = NULL;

  if (id_is_none (id))
    return g_strdup ("");
  if (zuoxi_session_get_directory (session) != NULL)
    name = known_name (zuoxi_session_get_directory (session), table, id);
  if (name == NULL && table != NULL)
    name = read_name (session, table, id);
  return name != NULL ? name : g_strdup (_ ("— (not visible to you)"));
}

char *
ref_member_text (ZuoxiSession *session, const Schema *schema, const Field *field, gconstpointer row)
{
  if (field->kind == FIELD_REF)
    return ref_text (session, field->ref, *FIELD_PTR (row, field, const Id));
  return format_member (schema, field, row, zuoxi_session_now (session));
}
