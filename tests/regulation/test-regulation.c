/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Publishing a regulation and confirming that it was read (1.1, LCL 4). */
#include "core/hex.h"
#include "core/init.h"
#include "regulation/regulation-commands.h"

#include "appraisal-scene.h"

static Id
put_draft (Scene *scene, const char *procedure)
{
  Regulation *row = schema_new (&regulation_schema);
  Id          id = id_derive ("regulation", (const char *const[]){ "2", NULL });

  row->row.id = id;
  g_free (row->procedure);
  row->procedure = g_strdup (procedure);
  g_free (row->effective_on);
  row->effective_on = g_strdup ("2026-05-01");
  memory_loader_put (scene->loader, &regulation_schema, row);
  return id;
}

static void
put_clause (Scene *scene, Id regulation, const char *code)
{
  Clause *row = schema_new (&clause_schema);

  row->regulation = regulation;
  g_free (row->code);
  row->code = g_strdup (code);
  memory_loader_put (scene->loader, &clause_schema, row);
}

static void
test_publication_needs_clauses_and_procedure (void)
{
  Scene scene;
  Id    id;

  scene_init (&scene);
  scene_set_day (&scene, "2026-04-01");
  id = put_draft (&scene, "");
  g_assert_false (scene_run (&scene, "regulation.publish", scene.company.hr1, id, g_strdup ("{}")));
  scene_assert_refused (&scene, "incomplete", "clauses");
  scene_assert_refused (&scene, "incomplete", "procedure");
  put_clause (&scene, id, "1.1");
  put_draft (&scene, "讨论、公示");
  g_assert_false (scene_run (&scene, "regulation.publish", scene.company.manager, id, g_strdup ("{}")));
  scene_assert_refused (&scene, "not_allowed", NULL);
  g_assert_true (scene_run (&scene, "regulation.publish", scene.company.hr1, id, g_strdup ("{}")));
  g_assert_false (scene_run (&scene, "regulation.publish", scene.company.hr1, id, g_strdup ("{}")));
  scene_assert_refused (&scene, "wrong_state", "state");
  scene_clear (&scene);
}

/* The digest shown has to be the digest that stands; a signature may be given, a wrong one is refused. */
static void
test_receipt_fits_the_version_read (void)
{
  Scene scene;
  g_auto (KeyPair) own, foreign;
  const Regulation *regulation;
  Receipt           key = { 0 };
  Id                id;

  scene_init (&scene);
  scene_set_day (&scene, "2026-04-01");
  id = put_draft (&scene, "讨论、公示");
  put_clause (&scene, id, "1.1");
  scene_key (scene.company.agent1, &own);
  scene_key (scene.company.agent2, &foreign);
  g_assert_false (
      scene_run (&scene, "regulation.acknowledge", scene.company.agent1, id, g_strdup ("{\"digest\":\"\"}")));
  scene_assert_refused (&scene, "not_allowed", NULL);
  g_assert_true (scene_run (&scene, "regulation.publish", scene.company.hr1, id, g_strdup ("{}")));
  regulation = memory_loader_peek (scene.loader, &regulation_schema, id);
  g_assert_false (
      scene_run (&scene, "regulation.acknowledge", scene.company.agent1, id, g_strdup ("{\"digest\":\"00\"}")));
  scene_assert_refused (&scene, "stale_view", "digest");
  for (guint i = 0; i < 2; i++)
    {
      const KeyPair   *pair = i == 0 ? &foreign : &own;
      Digest           covered = receipt_digest (scene.company.agent1, id, regulation->digest, scene.now);
      guint8           signature[KEYS_SIGNATURE_SIZE];
      g_autofree char *public_key = hex_dup (pair->public_key, KEYS_SIZE);
      g_autofree char *signature_hex = NULL;

      keys_sign (pair, covered.b, sizeof covered.b, signature);
      signature_hex = hex_dup (signature, sizeof signature);
      g_assert_cmpint (scene_run (&scene, "regulation.acknowledge", scene.company.agent1, id,
                                  g_strdup_printf ("{\"digest\":\"%s\",\"key\":\"%s\",\"moment\":%" G_GINT64_FORMAT
                                                   ",\"signature\":\"%s\"}",
                                                   regulation->digest, public_key, scene.now, signature_hex)),
                       ==, i == 1);
    }
  key.person = scene.company.agent1;
  key.regulation = id;
  g_assert_nonnull (memory_loader_peek (scene.loader, &receipt_schema, schema_natural_id (&receipt_schema, &key)));
  scene_clear (&scene);
}

int
main (int argc, char **argv)
{
  core_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/regulation/publish", test_publication_needs_clauses_and_procedure);
  g_test_add_func ("/regulation/receipt", test_receipt_fits_the_version_read);
  return g_test_run ();
}
