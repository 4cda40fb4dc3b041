/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sample company in a server's store, and what zuoxictl says of it. */
#include <string.h>

#include "appraisal/dossier.h"
#include "appraisal/facts-load.h"
#include "appraisal/rows.h"
#include "core/digest.h"
#include "core/id.h"
#include "core/init.h"
#include "core/moment.h"
#include "ctl-fixture.h"
#include "ctl/admin.h"
#include "temp.h"

#define FROM "2026-02-01"
#define SCALE "0.001"

static char *sample; /* one company for the tests that only read */

static char *
make_sample (const char *out, const char *seed)
{
  return ctl_must ("sample", "--out", out, "--seed", seed, "--scale", SCALE, "--from", FROM, "--quiet", NULL);
}

static char *
server_of (const char *out)
{
  return g_build_filename (out, "server", NULL);
}

/* The store of the shared sample, to be spoiled. */
static char *
copy_of_store (const TempDir *dir)
{
  g_autofree char *from = g_build_filename (sample, "server", "server.db", NULL);
  g_autofree char *to = temp_path (dir, "server.db");
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (to);

  g_assert_true (g_file_copy (source, target, G_FILE_COPY_NONE, NULL, NULL, NULL, NULL));
  return g_strdup (dir);
}

static char *
ask (const char *server, const char *sql)
{
  g_auto (Admin) admin = { 0 };
  g_autoptr (GError) error = NULL;
  char *text;

  g_assert_true (admin_open (&admin, server, &error));
  text = db_text (server_get_db (admin.server), &error, sql, "");
  g_assert_no_error (error);
  return text;
}

static void
change (const char *server, const char *sql)
{
  g_auto (Admin) admin = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_true (admin_open (&admin, server, &error));
  db_script (server_get_db (admin.server), sql, &error);
  g_assert_no_error (error);
}

/* SHA-256 over table, id and body of every row. */
static char *
digest_of_rows (const char *out)
{
  g_autofree char *server = server_of (out);
  g_auto (Admin) admin = { 0 };
  g_autoptr (DbStmt) stmt = NULL;
  DigestState state;
  gint64      rows = 0;

  g_assert_true (admin_open (&admin, server, NULL));
  digest_init (&state);
  stmt = db_prepare (server_get_db (admin.server), NULL, "SELECT tbl, id, body FROM row ORDER BY tbl, id", "");
  while (db_step (stmt, NULL) == 1)
    {
      Id id = db_column_id (stmt, 1);

      digest_update_text (&state, db_column_text (stmt, 0));
      digest_update (&state, id.b, sizeof id.b);
      digest_update_text (&state, db_column_text (stmt, 2));
      rows++;
    }
  g_assert_cmpint (rows, >, 100);
  return digest_dup_hex (digest_finish (&state));
}

static void
test_same_seed_same_rows (void)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *again = temp_path (dir, "again");
  g_autofree char *other = temp_path (dir, "other");
  g_autofree char *one = digest_of_rows (sample);
  g_autofree char *two = NULL;
  g_autofree char *three = NULL;
  g_autofree char *said = make_sample (again, "1");
  g_autofree char *said_too = ctl_must ("sample", "--out", other, "--seed", "2", "--no-work", "--quiet", NULL);

  two = digest_of_rows (again);
  three = digest_of_rows (other);
  g_assert_cmpstr (one, ==, two);
  g_assert_cmpstr (one, !=, three);
  g_assert_nonnull (strstr (said, "A0101\t"));
  g_assert_nonnull (strstr (said_too, "A0101\t"));
}

static void
test_forms_stand_in_every_state (void)
{
  g_autofree char *server = server_of (sample);
  g_autofree char *states = ask (server, "SELECT group_concat (state, ' ') FROM (SELECT DISTINCT coalesce (body ->> "
                                         "'$.state', 'self-due') AS state"
                                         " FROM row WHERE tbl = 'appraisal' AND body ->> '$.month' = '2026-03' ORDER "
                                         "BY 1)");
  g_autofree char *example = ask (server,
                                  "SELECT coalesce (f.body ->> '$.state', 'self-due') FROM row f JOIN row p ON p.tbl "
                                  "= 'person' AND lower (hex (p.id)) = f.body ->> '$.person'"
                                  " WHERE f.tbl = 'appraisal' AND f.body ->> '$.month' = '2026-03' AND "
                                  "p.body ->> '$.number' = 'A0101'");
  g_autofree char *stances = ask (server,
                                  "SELECT group_concat (stance, ' ') FROM (SELECT DISTINCT body ->> '$.stance' AS "
                                  "stance FROM row"
                                  " WHERE tbl = 'step' AND body ->> '$.stance' IS NOT NULL ORDER BY 1)");
  g_autofree char *refused = ask (server,
                                  "SELECT count(*) FROM row WHERE tbl = 'step' AND body ->> '$.event' = "
                                  "'interview-witness'");
  g_autofree char *returned = ask (server,
                                   "SELECT count(*) FROM row WHERE tbl = 'appraisal' AND body ->> '$.returned' = 1");
  g_autofree char *receipts = ask (server,
                                   "SELECT (SELECT count(*) FROM row WHERE tbl = 'person') - (SELECT count(*) FROM "
                                   "row WHERE tbl = 'receipt')");

  g_assert_cmpstr (states, ==, "excluded filed reviewed scored self-done self-due talked");
  g_assert_cmpstr (example, ==, "self-due");
  g_assert_nonnull (strstr (stances, "agree"));
  g_assert_nonnull (strstr (stances, "read-with-objection"));
  g_assert_cmpstr (refused, ==, "1");
  g_assert_cmpstr (returned, ==, "1");
  g_assert_cmpstr (receipts, ==, "2");
}

/* clang-format off */
static const struct { const char *code; int points; } worked[] = {
  { "sales", 75 }, { "satisfaction", 86 }, { "knowledge", 90 }, { "phone-skill", 82 }, { "service-skill", 88 },
  { "attendance", 96 }, { "rules", 90 } };
/* clang-format on */

/* What the supervisor of the worked example gives. */
static OptInt
rate (gconstpointer data, const char *code)
{
  if (g_str_equal (code, "initiative"))
    return (OptInt){ 7500, TRUE };
  return (OptInt){ 8500, g_str_equal (code, "responsibility") || g_str_equal (code, "teamwork") };
}

/* (transfer full): figures of the month as they would be frozen now. */
static GPtrArray *
fold_figures (Loader *loader, const Dossier *dossier, gint64 now)
{
  g_autoptr (Facts) facts = facts_load (loader, dossier->form->person, dossier->form->month, now, FALSE, NULL);
  GPtrArray *figures = g_ptr_array_new ();

  g_assert_nonnull (facts);
  for (Metric metric = METRIC_SALES; metric <= METRIC_RULES; metric++)
    if (scheme_set_uses (dossier->scheme, metric))
      g_ptr_array_add (figures, facts_figure (facts, metric, dossier->scheme));
  return figures;
}

/* The planted agent's figures are those of the worked example before anybody has frozen them or scored him. */
static void
test_worked_example_is_planted (void)
{
  g_autofree char *server = server_of (sample);
  g_autofree char *person = ask (server, "SELECT lower (hex (id)) FROM row WHERE tbl = 'person' AND body ->> "
                                         "'$.number' = 'A0101'");
  g_autofree char *name = ask (server, "SELECT body ->> '$.name' FROM row WHERE tbl = 'person' AND body ->> "
                                       "'$.number' = 'A0101'");
  g_auto (Admin) admin = { 0 };
  g_autofree Loader *loader = NULL;
  g_autoptr (Dossier) dossier = NULL;
  g_autoptr (ScoreCard) card = NULL;
  GPtrArray *figures = NULL;
  Id         id;

  g_assert_cmpstr (name, ==, "李晓雯");
  g_assert_true (id_from_hex (person, &id));
  g_assert_true (admin_open (&admin, server, NULL));
  loader = server_loader_new (admin.server, NULL);
  dossier = dossier_load (loader, dossier_form_id (id, "2026-03"), 0, NULL);
  g_assert_nonnull (dossier);
  g_assert_false (dossier_is_frozen (dossier));
  figures = fold_figures (loader, dossier, admin.now.now + server_get_clock_offset (admin.server));
  card = score_card_new (dossier->scheme, figures, rate, NULL);
  g_assert_cmpint (card->rounded, ==, 8397);
  for (guint i = 0; i < G_N_ELEMENTS (worked); i++)
    {
      const ScoreItem *item = score_card_item (card, worked[i].code);

      g_assert_nonnull (item);
      if (item->score.num != (__int128) worked[i].points * item->score.den)
        g_error ("%s: %" G_GINT64_FORMAT "/%" G_GINT64_FORMAT ", not %d", worked[i].code, (gint64) item->score.num,
                 (gint64) item->score.den, worked[i].points);
    }
  g_clear_pointer (&card, score_card_free);
  rows_free (&figure_schema, figures);
}

static void
test_low_performers_fail_three_months (void)
{
  g_autofree char *server = server_of (sample);
  g_autofree char *below = ask (server, "SELECT count(*) FROM row WHERE tbl = 'filing' AND body ->> '$.below' AND "
                                        "body ->> '$.month' = '2026-02'");

  g_assert_cmpstr (below, ==, "3");
}

static void
test_everything_verifies_until_tampered (void)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *server = copy_of_store (dir);
  g_autofree char *sound = ctl_must ("verify", "--data", server, NULL);
  g_autofree char *digest = ask (server, "SELECT body ->> '$.digest' FROM row WHERE tbl = 'step' AND body ->> "
                                         "'$.event' = 'review' LIMIT 1");
  g_autofree char *first = g_strndup (digest, 12);
  g_autofree char *current = ctl_must ("check-print", first, "--data", server, NULL);
  g_autofree char *unknown = ctl_must ("check-print", "0123456789ab", "--data", server, NULL);
  g_auto (CtlResult) few = ctl_call ("check-print", "0123", "--data", server, NULL);
  g_autofree char *proof = ctl_must ("export-proof", "--data", server, NULL);
  g_autofree char *path = g_build_filename (dir, "proof.json", NULL);
  g_auto (CtlResult) strange = { 0 };
  g_auto (CtlResult) no_month = { 0 };
  g_auto (CtlResult) found = { 0 };

  g_assert_nonnull (strstr (sound, "signed steps: 2"));
  g_assert_nonnull (strstr (current, "current\n"));
  g_assert_cmpstr (unknown, ==, "unknown\n");
  g_assert_cmpint (few.status, ==, 2);
  g_assert_nonnull (strstr (proof, "\"witnesses\":[]")); /* no server has looked after it yet */
  g_assert_true (g_file_set_contents (path, proof, -1, NULL));
  g_free (ctl_must ("verify", "--data", server, "--proof", path, NULL));
  g_assert_true (g_file_set_contents (path, "{\"format\":1}", -1, NULL));
  strange = ctl_call ("verify", "--data", server, "--proof", path, NULL);
  g_assert_cmpint (strange.status, ==, 1);
  g_assert_nonnull (strstr (strange.err, "this is no proof of witnesses"));
  no_month = ctl_call ("export-proof", "--data", server, "--month", "2026-13", NULL);
  g_assert_cmpint (no_month.status, ==, 2);
  change (server, "UPDATE row SET body = replace (body, '会议室', '办公室') WHERE tbl = 'step_document'");
  found = ctl_call ("verify", "--data", server, NULL);
  g_assert_cmpint (found.status, ==, 1);
  g_assert_nonnull (strstr (found.out, "(interview): digest or signature is not that of the stored bytes"));
  g_assert_nonnull (strstr (found.out, "the row is no longer what was written"));
}

/* What a printed sheet can be asked by, and what the two kinds of a later change answer. */
static void
test_print_tells_what_changed (void)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *server = copy_of_store (dir);
  g_autofree char *code = ask (server, "SELECT 'zuoxi:1:' || (body ->> '$.appraisal') || ':' || "
                                       "coalesce (body ->> '$.revision', 1) || ':review:' || (body ->> '$.digest') "
                                       "FROM row "
                                       "WHERE tbl = 'step' AND body ->> '$.event' = 'review' LIMIT 1");
  g_autofree char *digest = g_strdup (strrchr (code, ':') + 1);
  g_autofree char *spaced = g_strdup_printf ("%.4s %.4s %.4s", digest, digest + 4, digest + 8);
  g_autofree char *foreign = g_strdup_printf ("zuoxi:1:%032x:1:review:%s", 7, digest);
  g_autofree char *by_code = ctl_must ("check-print", code, "--data", server, NULL);
  g_autofree char *by_digits = ctl_must ("check-print", spaced, "--data", server, NULL);
  g_autofree char *by_foreign = ctl_must ("check-print", foreign, "--data", server, NULL);
  g_autofree char *rows = NULL;
  g_autofree char *bytes = NULL;

  g_assert_nonnull (strstr (by_code, "\ncurrent\n"));
  g_assert_cmpstr (by_digits, ==, by_code);
  g_assert_cmpstr (by_foreign, ==, "unknown\n");
  change (server, "UPDATE row SET body = json_set (body, '$.strengths', '后来改写的优点') WHERE tbl = 'evaluation'");
  rows = ctl_must ("check-print", code, "--data", server, NULL);
  g_assert_nonnull (strstr (rows, "\nchanged since signing: evaluation\n"));
  change (server, "UPDATE row SET body = replace (body, '会议室', '办公室') WHERE tbl = 'step_document'");
  bytes = ctl_must ("check-print", code, "--data", server, NULL);
  g_assert_nonnull (strstr (bytes, "\nchanged since signing: the stored document is not the one that was signed\n"));
}

static void
test_older_revision_is_superseded (void)
{
  g_autofree char *server = server_of (sample);
  g_autofree char *digest = ask (server, "SELECT s.body ->> '$.digest' FROM row s JOIN row f ON f.tbl = 'appraisal' "
                                         "AND lower (hex (f.id)) = s.body ->> '$.appraisal'"
                                         " WHERE s.tbl = 'step' AND s.body ->> '$.event' = 'submit_evaluation' AND "
                                         "f.body ->> '$.revision' = 2");
  g_autofree char *said = ctl_must ("check-print", digest, "--data", server, NULL);

  g_assert_nonnull (strstr (said, "superseded by revision 2\n"));
}

static void
test_sample_is_kept_or_refused (void)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *out = temp_path (dir, "sample");
  g_autofree char *foreign = temp_path (dir, "foreign");
  g_autofree char *foreign_server = g_build_filename (foreign, "server", NULL);
  g_autofree char *first = ctl_must ("sample", "--out", out, "--no-work", "--quiet", NULL);
  g_autofree char *second = ctl_must ("sample", "--out", out, "--no-work", "--quiet", NULL);
  g_auto (CtlResult) other = ctl_call ("sample", "--out", out, "--no-work", "--seed", "2", "--quiet", NULL);
  g_auto (CtlResult) refused = { 0 };
  g_auto (Admin) admin = { 0 };

  g_assert_nonnull (strstr (first, "李晓雯"));
  g_assert_nonnull (strstr (second, "holds this sample already"));
  g_assert_cmpint (other.status, ==, 1);
  g_assert_nonnull (strstr (other.err, "holds another sample"));
  g_assert_true (admin_create (&admin, foreign_server, NULL));
  admin_clear (&admin);
  refused = ctl_call ("sample", "--out", foreign, "--quiet", NULL);
  g_assert_cmpint (refused.status, ==, 1);
  g_assert_nonnull (strstr (refused.err, "a server's store that is no sample"));
  ctl_result_clear (&refused);
  refused = ctl_call ("sample", "clock", "+1d", "--data", foreign_server, NULL);
  g_assert_cmpint (refused.status, ==, 1);
  g_assert_nonnull (strstr (refused.err, "only a sample's clock can be moved"));
}

static void
test_clock_moves (void)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *out = temp_path (dir, "sample");
  g_autofree char *server = server_of (out);
  g_autofree char *made = ctl_must ("sample", "--out", out, "--no-work", "--quiet", NULL);
  g_autofree char *next = NULL;
  g_autofree char *set = NULL;
  g_auto (CtlResult) wrong = ctl_call ("sample", "clock", "tomorrow", "--data", server, NULL);
  g_auto (Admin) running = { 0 };
  gint64 before;

  /* a server that runs beside it notices (R60) */
  g_assert_true (admin_open (&running, server, NULL));
  g_assert_true (server_look (running.server, NULL));
  before = server_get_clock_offset (running.server);
  next = ctl_must ("sample", "clock", "+1d", "--data", server, NULL);
  g_assert_true (server_look (running.server, NULL));
  g_assert_cmpint (server_get_clock_offset (running.server) - before, ==, MOMENT_DAY);
  set = ctl_must ("sample", "clock", "set", "2026-04-09", "--data", server, NULL);
  g_assert_nonnull (made);
  g_assert_nonnull (strstr (next, "2026-04-02 11:"));
  g_assert_nonnull (strstr (set, "2026-04-09 11:"));
  g_assert_cmpint (wrong.status, ==, 2);
}

static void
test_accounts_and_regulation (void)
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *out = temp_path (dir, "sample");
  g_autofree char *server = server_of (out);
  g_autofree char *texts = temp_path (dir, "regulation.tsv");
  g_autofree char *made = ctl_must ("sample", "--out", out, "--no-work", "--quiet", NULL);
  g_autofree char *reset = ctl_must ("account", "reset", "A0102", "--data", server, NULL);
  g_autofree char *locked = ctl_must ("account", "lock", "A0103", "--data", server, NULL);
  g_autofree char *list = ctl_must ("account", "list", "--data", server, NULL);
  g_auto (CtlResult) twice = ctl_call ("account", "create", "A0101", "--person", "A0101", "--data", server, NULL);
  g_auto (CtlResult) nobody = ctl_call ("account", "create", "new", "--person", "B77", "--data", server, NULL);
  g_autofree char *created = ctl_must ("account", "create", "second", "--person", "A0101", "--data", server, NULL);
  g_autofree char *loaded = NULL;
  g_autofree char *versions = ctl_must ("regulation", "list", "--data", server, NULL);

  g_assert_nonnull (made);
  g_assert_true (g_str_has_prefix (reset, "A0102\t"));
  g_assert_nonnull (strstr (list, "A0103\tA0103\t"));
  g_assert_nonnull (strstr (list, "\tlocked\t"));
  g_assert_nonnull (strstr (list, "active, first password"));
  g_assert_cmpstr (locked, ==, "");
  g_assert_cmpint (twice.status, ==, 1);
  g_assert_nonnull (strstr (twice.err, "account reset gives it a new password"));
  g_assert_nonnull (strstr (nobody.err, "nobody has this employee number"));
  g_assert_true (g_str_has_prefix (created, "second\t"));
  g_assert_nonnull (strstr (versions, "1.0\t2026-01-01\tpublished\t96\t0\t"));
  g_assert_true (g_file_set_contents (texts, "1.1\t本公司的条文\n5.4.1\t业绩条文\n", -1, NULL));
  loaded = ctl_must ("regulation", "load", texts, "--data", server, NULL);
  g_assert_nonnull (strstr (loaded, "96 clauses, 4 with a new text, 92 not found"));
}

static void
test_full_text_of_the_regulation (void)
{
  g_autofree char *text = ctl_real_data ("../domain/regulation.md");
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *out = temp_path (dir, "sample");
  g_autofree char *server = server_of (out);
  g_autofree char *made = NULL;
  g_autofree char *loaded = NULL;

  if (text == NULL)
    {
      g_test_skip ("the regulation's text is not beside the source tree");
      return;
    }
  made = ctl_must ("sample", "--out", out, "--no-work", "--quiet", NULL);
  loaded = ctl_must ("regulation", "load", text, "--data", server, NULL);
  g_assert_nonnull (made);
  g_assert_nonnull (strstr (loaded, "96 clauses, 96 with a new text, 0 not found"));
}

static void
test_wrong_use_is_told (void)
{
  static const struct
  {
    const char *words[3];
    int         status;
    const char *wanted;
  } calls[] = {
    { { "--help" }, 0, "sample" },
    { { "sample", "--help" }, 0, "--out" },
    { { "nonsense" }, 2, "unknown command" },
    { { "account" }, 2, "needs a second word" },
    { { "sample" }, 2, "--out DIR" },
    { { "sample", "--colour" }, 2, "Unknown option" },
    { { "account", "list" }, 2, "--data DIR" },
    { { "verify", "more" }, 2, "one word too many" }
  };

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_auto (CtlResult) result = ctl_call (calls[i].words[0], calls[i].words[1], calls[i].words[2], NULL);
      g_autofree char *all = g_strconcat (result.out, result.err, NULL);

      g_assert_cmpint (result.status, ==, calls[i].status);
      if (strstr (all, calls[i].wanted) == NULL)
        g_error ("wanted “%s” in: %s", calls[i].wanted, all);
    }
}

int
main (int argc, char *argv[])
{
  g_autoptr (TempDir) dir = temp_dir_new ();
  g_autofree char *made = NULL;
  int              status;

  g_test_init (&argc, &argv, NULL);
  core_init ();
  g_unsetenv ("ZUOXI_SERVER");
  sample = temp_path (dir, "sample");
  made = make_sample (sample, "1");
  g_test_add_func ("/company/same-seed-same-rows", test_same_seed_same_rows);
  g_test_add_func ("/company/forms-stand-in-every-state", test_forms_stand_in_every_state);
  g_test_add_func ("/company/worked-example-is-planted", test_worked_example_is_planted);
  g_test_add_func ("/company/low-performers-fail-three-months", test_low_performers_fail_three_months);
  g_test_add_func ("/company/everything-verifies-until-tampered", test_everything_verifies_until_tampered);
  g_test_add_func ("/company/print-changed", test_print_tells_what_changed);
  g_test_add_func ("/company/older-revision-is-superseded", test_older_revision_is_superseded);
  g_test_add_func ("/company/sample-is-kept-or-refused", test_sample_is_kept_or_refused);
  g_test_add_func ("/company/clock-moves", test_clock_moves);
  g_test_add_func ("/company/accounts-and-regulation", test_accounts_and_regulation);
  g_test_add_func ("/company/full-text-of-the-regulation", test_full_text_of_the_regulation);
  g_test_add_func ("/company/wrong-use-is-told", test_wrong_use_is_told);
  status = g_test_run ();
  g_free (sample);
  return status;
}
