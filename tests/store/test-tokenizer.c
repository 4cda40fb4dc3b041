/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/db.h"
#include "store/search-query.h"

#include <string.h>

static Db *
open_index (void)
{
  g_autoptr (GError) error = NULL;
  Db *db = db_open (":memory:", DB_DEFAULT, "memdb", &error);

  g_assert_no_error (error);
  g_assert_true (
      db_script (db,
                 "CREATE TABLE note (k INTEGER PRIMARY KEY, text TEXT);"
                 "CREATE VIRTUAL TABLE search USING fts5 (text, content = '', columnsize = 0, tokenize = 'zuoxi');"
                 "CREATE VIRTUAL TABLE token USING fts5vocab (search, 'instance');",
                 &error));
  g_assert_no_error (error);
  return db;
}

static void
add (Db *db, int k, const char *text)
{
  g_autoptr (GError) error = NULL;

  db_exec (db, &error, "INSERT INTO note VALUES (?, ?)", "fs", k, text);
  db_exec (db, &error, "INSERT INTO search (rowid, text) VALUES (?, ?)", "fs", k, text);
  g_assert_no_error (error);
}

/* Keys of the rows found, "1 3 "; "-" if there is nothing to search for. */
static char *
find (Db *db, const char *typed)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *query = search_query (typed);
  g_autoptr (DbStmt) stmt = NULL;
  GString *found = g_string_new (NULL);

  if (query == NULL)
    return g_string_free (g_string_append_c (found, '-'), FALSE);
  stmt = db_prepare (db, &error, "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid", "s", query);
  while (stmt != NULL && db_step (stmt, &error) > 0)
    g_string_append_printf (found, "%d ", (int) db_column_int (stmt, 0));
  g_assert_no_error (error);
  return g_string_free (found, FALSE);
}

static void
test_chinese_is_found_exactly (void)
{
  /* clang-format off */
  static const char *const notes[] = {
    "客户说电话打不通", "电话", "绩效考核结果已公布", "话电", "电", "请回电", "绩效,考核", "工号A1024王小明",
    "KH-202603-017 已备案", "客户ＡＢＣ公司", "ｶﾀｶﾅ", "考核绩效", "他说：「不需要」。", "Über die Brücke", "bad\xff\xfe""bytes 电话", "" };
  static const struct { const char *typed, *want; } cases[] = {
    { "电话", "1 2 15 " }, { "电", "1 2 4 5 6 15 " }, { "绩效考核", "3 " }, { "话电", "4 " }, { "绩效", "3 7 12 " },
    { "绩效 考核", "3 7 12 " }, { "绩效,考核", "7 " }, { "通", "1 " }, { "客", "1 10 " }, { "回电", "6 " },
    { "a1024", "8 " }, { "A10", "8 " }, { "工号A1024", "8 " }, { "号a1024王", "8 " }, { "A1024王小", "8 " },
    { "1024", "" }, { "kh-202603-017", "9 " }, { "KH-2026", "9 " }, { "202603", "9 " }, { "客户abc", "10 " },
    { "ＡＢＣ公司", "10 " }, { "abc", "10 " }, { "不需要", "13 " }, { "「不需要」", "13 " }, { "说：不", "13 " },
    { "ÜBER", "14 " }, { "brück", "14 " }, { "电话　客户", "1 " }, { "bytes", "15 " }, { "bad bytes", "15 " },
    { "", "-" }, { "  ", "-" }, { "，。!\"*", "-" }, { "\"电话\"", "1 2 15 " }, { "电话*", "1 2 15 " },
    { "电话 OR 绩效", "" }, { "NOT 电话", "" }, { "text:电话", "" }, { "电话\" OR \"绩效", "" }, { "(电话", "1 2 15 " },
    { "\xff电话", "1 2 15 " }, { "^电话", "1 2 15 " }, { "电话 -", "1 2 15 " }, { "NEAR(电话)", "" } };
  /* clang-format on */
  g_autoptr (Db) db = open_index ();

  for (gsize i = 0; i < G_N_ELEMENTS (notes); i++)
    add (db, (int) i + 1, notes[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *got = find (db, cases[i].typed);

      g_test_message ("case %u -> %s", (guint) i, got);
      g_assert_cmpstr (got, ==, cases[i].want);
    }
}

static void
test_text_becomes_these_tokens (void)
{
  /* clang-format off */
  static const struct { const char *text, *want; } cases[] = {
    { "电话", "电话 话 " }, { "电", "电 " }, { "绩效考核", "绩效 效考 考核 核 " }, { "a电b", "a 电 b " },
    { "客户,经理", "客户 户 经理 理 " }, { "No.12-B 号", "no 12 b 号 " }, { "１２Ａｂ", "12ab " }, { "𠮷野家", "𠮷野 野家 家 " },
    { "\xe7\x94", "" }, { "电\xe7\x94", "电 " } };
  /* clang-format on */

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Db) db = open_index ();
      g_autoptr (GError) error = NULL;
      g_autofree char *got = NULL;

      add (db, 1, cases[i].text);
      got =
          db_text (db, &error,
                   "SELECT coalesce (group_concat (term || ' ', ''), '') FROM (SELECT term FROM token ORDER BY offset)",
                   "");
      g_assert_no_error (error);
      g_assert_cmpstr (got, ==, cases[i].want);
    }
}

static void
test_long_word_is_cut_alike (void)
{
  g_autoptr (Db) db = open_index ();
  g_autofree char *word = g_strnfill (5000, 'x');
  g_autofree char *got = NULL;

  add (db, 1, word);
  got = find (db, word);
  g_assert_cmpstr (got, ==, "1 ");
}

/* 100,000 notes of random characters and words: the index and instr () must agree on every term. */
static void
test_index_agrees_with_a_scan (void)
{
  static const char *const words[] = { "客户", "电话", "绩效", "考核", "订单", "投诉", "回访", "未接", "满意", "经理", "的", "了",
                                       "不", "，", "。", " ", "A12", "kh", "2026", "产品演示", "价格", "合同", "明天", "再联系" };
  static const char *const asked[] = { "客户", "户电", "电话", "话电", "绩效考核", "核绩", "的", "了不", "产品演示", "示的客", "联系",
                                       "系。", "价格合同明天", "未接未接未接", "回" };
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  g_autoptr (Db) db = open_index ();
  g_autoptr (GError) error = NULL;
  int notes = g_test_slow () ? 1000000 : 100000;
  g_auto (DbScope) scope = { 0 };

  g_assert_true (db_begin (&scope, db, &error));
  for (int k = 1; k <= notes; k++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      for (int length = g_rand_int_range (random, 1, 12); length > 0; length--)
        g_string_append (text, words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))]);
      add (db, k, text->str);
    }
  g_assert_true (db_commit (&scope, &error));
  for (gsize i = 0; i < G_N_ELEMENTS (asked); i++)
    {
      g_autofree char *query = search_query (asked[i]);
      g_auto (GStrv) terms = search_terms (asked[i]);
      gint64 indexed = -1;
      gint64 scanned = -1;
      gint64 wrong = -1;

      g_assert_true (
          db_int (db, &indexed, NULL, &error, "SELECT count(*) FROM search WHERE search MATCH ?", "s", query));
      g_assert_true (db_int (db, &scanned, NULL, &error, "SELECT count(*) FROM note WHERE instr (text, ?)", "s",
                             g_str_equal (asked[i], "系。") ? "系" : terms[0]));
      g_assert_true (db_int (db, &wrong, NULL, &error,
                             "SELECT count(*) FROM note JOIN search ON search.rowid = k"
                             " WHERE search MATCH ? AND NOT instr (note.text, ?)",
                             "ss", query, g_str_equal (asked[i], "系。") ? "系" : terms[0]));
      g_test_message ("%s: %d", asked[i], (int) indexed);
      g_assert_cmpint (indexed, ==, scanned);
      g_assert_cmpint (wrong, ==, 0);
    }
}

/* The module the stock shell loads is the same tokenizer. */
static void
test_loadable_module_works (void)
{
  g_autofree char *module = g_test_build_filename (G_TEST_BUILT, "..", "src", "store", "libzuoxi-tokenizer.so", NULL);
  sqlite3         *handle = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (sqlite3_open (":memory:", &handle), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, "CREATE VIRTUAL TABLE s USING fts5 (t, tokenize = 'zuoxi')", NULL, NULL, NULL),
                   !=, SQLITE_OK);
  sqlite3_enable_load_extension (handle, 1);
  g_assert_cmpint (sqlite3_load_extension (handle, module, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (handle, "CREATE VIRTUAL TABLE s USING fts5 (t, tokenize = 'zuoxi')", NULL, NULL, NULL),
                   ==, SQLITE_OK);
  sqlite3_close (handle);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/tokenizer/chinese-is-found-exactly", test_chinese_is_found_exactly);
  g_test_add_func ("/store/tokenizer/text-becomes-these-tokens", test_text_becomes_these_tokens);
  g_test_add_func ("/store/tokenizer/long-word-is-cut-alike", test_long_word_is_cut_alike);
  g_test_add_func ("/store/tokenizer/index-agrees-with-a-scan", test_index_agrees_with_a_scan);
  g_test_add_func ("/store/tokenizer/loadable-module-works", test_loadable_module_works);
  return g_test_run ();
}
