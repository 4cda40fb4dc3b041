/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The fold against SQL written by hand, over random months in a desktop store (R18). */
#include "appraisal/facts-load.h"
#include "appraisal/scheme-default.h"
#include "core/frac.h"
#include "core/init.h"
#include "store/store-loader.h"
#include "tests/support/temp.h"

#include "facts-sql.h"

#define AGENTS 6

static void
test_fold_agrees_with_sql (void)
{
  g_autoptr (SchemeSet) scheme = scheme_set_new_default (ID_NONE, POST_AGENT, ID_NONE, "2026-01");
  g_autoptr (Directory) directory = directory_new ();
  g_autoptr (Calendar) calendar = calendar_new ();
  gint64 counted = 0;

  for (guint32 seed = 1; seed <= 4; seed++)
    {
      g_autoptr (TempDir) dir = temp_dir_new ();
      g_autofree char *path = temp_path (dir, "facts.zuoxi");
      Store           *store = facts_sql_store_new (path, AGENTS, 600, seed);
      Loader          *loader = store_loader_new (store, directory, calendar);

      for (guint agent = 0; agent < AGENTS; agent++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (Facts) facts = facts_load (loader, facts_sql_agent (agent), FACTS_SQL_MONTH, G_MAXINT64, FALSE,
                                                &error);

          g_assert_no_error (error);
          for (guint i = 0; i < FACTS_SQL_METRICS; i++)
            {
              Figure *figure = facts_figure (facts, facts_sql_metrics[i], scheme);
              Ratio   sql = facts_sql_value (store, facts_sql_metrics[i], facts_sql_agent (agent));

              if (frac_cmp (frac_from_ratio (figure->value), frac_from_ratio (sql)) != 0 && sql.den != 0)
                g_error ("seed %u, agent %u, %s: %" G_GINT64_FORMAT "/%" G_GINT64_FORMAT ", SQL says %" G_GINT64_FORMAT
                         "/%" G_GINT64_FORMAT,
                         seed, agent, enum_nick (metrics, (int) facts_sql_metrics[i]), figure->value.num,
                         figure->value.den, sql.num, sql.den);
              g_assert_cmpint (figure->value.den == 0, ==, sql.den == 0);
              counted += sql.num;
              schema_free (&figure_schema, figure);
            }
        }
      store_loader_free (loader);
      store_close (store);
    }
  g_assert_cmpint (counted, >, 0);
}

int
main (int argc, char **argv)
{
  core_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/facts/sql", test_fold_agrees_with_sql);
  return g_test_run ();
}
