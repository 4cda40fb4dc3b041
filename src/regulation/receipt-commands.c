/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "regulation/receipt-commands.h"

#include <string.h>

#include "core/id.h"
#include "core/json.h"
#include "regulation/regulation-commands.h"

static void
append_text (GString *text, const char *name, const char *value)
{
  json_append_key (text, name);
  json_append_string (text, value);
}

Mutation *
receipt_mutation (const Regulation *regulation, const SessionSigner *signer, gint64 moment)
{
  Id               person = session_signer_person (signer);
  Digest           covered = receipt_digest (person, regulation->row.id, regulation->digest, moment);
  g_autofree char *signature = session_signer_sign (signer, covered.b, sizeof covered.b);
  g_autoptr (GString) args = g_string_new ("{");

  append_text (args, "digest", regulation->digest);
  append_text (args, "key", session_signer_public_key (signer));
  json_append_key (args, "moment");
  json_append_int (args, moment);
  append_text (args, "signature", signature);
  g_string_append_c (args, '}');
  return mutation_command ("regulation.acknowledge", &regulation_schema, regulation->row.id, NULL, args->str);
}

gint64
receipt_signed_at (Store *store, Id person, Id regulation)
{
  g_autoptr (Rows) rows = store_query (store, &receipt_schema, NULL, "WHERE \"person\" = ? AND \"regulation\" = ?",
                                       "dd", &person, &regulation);

  return rows != NULL && rows->len > 0 ? ((const Receipt *) rows->at[0])->signed_at : 0;
}

static int
compare_people (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const Person *const *) a)->number, (*(const Person *const *) b)->number);
}

GPtrArray *
receipt_missing (Store *store, Directory *directory, Id regulation, const char *today)
{
  g_autoptr (GPtrArray) people = directory_persons (directory);
  GPtrArray *missing = g_ptr_array_new ();

  for (guint i = 0; i < people->len; i++)
    {
      const Person *person = people->pdata[i];

      if (person->active && directory_assignment_on (directory, person->row.id, today) != NULL &&
          receipt_signed_at (store, person->row.id, regulation) == 0)
        g_ptr_array_add (missing, (gpointer) person);
    }
  g_ptr_array_sort (missing, compare_people);
  return missing;
}
