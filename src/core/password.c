/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What passwords are refused. The list is of stems: what is left of a password in lower case once the
 * digits and marks around it are gone, so that "Password2026!" is found as "password". */
#include "core/keys.h"

#include "core/i18n.h"

#include <string.h>

#define MIN_LENGTH 10
#define MAX_LENGTH 128
#define MIN_DIFFERENT 5

static const char *const common_stems[] = {
  /* everywhere */
  "password", "passwort", "passw0rd", "p@ssw0rd", "p@ssword", "pass", "passcode", "secret", "letmein", "welcome",
  "admin", "administrator", "root", "login", "user", "guest", "test", "testing", "default", "changeme", "master",
  "access", "system", "server", "manager", "computer", "internet", "google", "microsoft", "windows", "linux", "samsung",
  "huawei", "xiaomi", "iphone", "apple", "monkey", "dragon", "football", "baseball", "basketball", "superman", "batman",
  "pokemon", "starwars", "sunshine", "princess", "shadow", "freedom", "whatever", "trustno", "iloveyou",
  "iloveyouforever", "loveyou", "loveme", "lovely", "hello", "helloworld", "michael", "jordan", "charlie",
  /* rows of keys */
  "qwerty", "qwertyuiop", "qwertyui", "qwert", "qwer", "qwe", "asdf", "asdfgh", "asdfghjkl", "asdfghj", "asd",
  "zxcvbnm", "zxcvbn", "zxcv", "zxc", "qwerasdf", "asdfzxcv", "qwerasdfzxcv", "qweasd", "qweasdzxc", "qazwsx",
  "qazwsxedc", "qazwsxedcrfv", "q1w2e3r4t5y", "q1w2e3r4t", "q1w2e3r", "1q2w3e4r5t6y", "1qaz2wsx3edc", "1qaz@wsx",
  "qaz2wsx", "qaz2wsx3edc", "qaz@wsx", "qaz@wsx#edc", "abc", "abcd", "abcde", "abcdef", "abcdefg", "abcdefgh",
  "abcdefghij", "abcdefghijk", "aaa", "aa", "a", "q", "z", "x", "s", "w",
  /* China */
  "woaini", "woaiwojia", "woaiziji", "woaizhongguo", "woshishui", "wodemima", "mima", "mimamima", "nihao", "nihaoma",
  "zhongguo", "beijing", "shanghai", "guangzhou", "shenzhen", "zhang", "zhangsan", "lisi", "wang", "wangwei", "wangyut",
  "xiaoming", "laopo", "laogong", "baobao", "baobei", "tiantian", "kefu", "zuoxi", "xiaoshou", "dianhua", "qq",
  "weixin", "taobao", "alibaba", "tencent", "baidu", "jingdong", "caonima", "dearbook", "china", "chinese"
};

static gboolean
is_letter (char c)
{
  return g_ascii_isalpha (c) || (guchar) c >= 0x80;
}

static gboolean
is_common (const char *lower)
{
  gsize first = 0, end = strlen (lower);

  for (gsize i = 0; i < G_N_ELEMENTS (common_stems); i++)
    if (g_str_equal (lower, common_stems[i]))
      return TRUE;
  while (first < end && !is_letter (lower[first]))
    first++;
  while (end > first && !is_letter (lower[end - 1]))
    end--;
  for (gsize i = 0; i < G_N_ELEMENTS (common_stems); i++)
    if (strlen (common_stems[i]) == end - first && strncmp (lower + first, common_stems[i], end - first) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_digits_and_marks (const char *text)
{
  for (; *text != '\0'; text++)
    if (is_letter (*text))
      return FALSE;
  return TRUE;
}

static guint
count_different (const char *text)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text))
    g_hash_table_add (seen, GUINT_TO_POINTER (g_utf8_get_char (text)));
  return g_hash_table_size (seen);
}

/* Whether @lower holds @word, which is a name of at least two characters. */
static gboolean
holds (const char *lower, const char *word)
{
  g_autofree char *folded = word != NULL ? g_utf8_strdown (word, -1) : NULL;

  return folded != NULL && g_utf8_strlen (folded, -1) >= 2 && strstr (lower, folded) != NULL;
}

/**
 * password_problem:
 * @password: valid UTF-8, as typed
 * @login: (nullable): the account's name
 * @name: (nullable): the person's name
 *
 * Whether @password will do as a new one (R16). Pure.
 *
 * Returns: (transfer none) (nullable): an English msgid that says what to change, %NULL if it is good
 */
const char *
password_problem (const char *password, const char *login, const char *name)
{
  const char *problem = NULL;
  char       *lower;
  glong       length = g_utf8_strlen (password, -1);

  if (length < MIN_LENGTH)
    return N_ ("Use at least 10 characters");
  if (length > MAX_LENGTH)
    return N_ ("Use at most 128 characters");
  lower = g_utf8_strdown (password, -1);
  if (is_digits_and_marks (lower))
    problem = N_ ("Use letters too, not only digits and marks");
  else if (count_different (lower) < MIN_DIFFERENT)
    problem = N_ ("Use more different characters");
  else if (is_common (lower))
    problem = N_ ("This password is too common");
  else if (holds (lower, login) || holds (lower, name))
    problem = N_ ("Do not use your account or your name in the password");
  password_free (lower);
  return problem;
}
