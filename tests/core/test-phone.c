/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/phone.h"

#include <string.h>

static void
test_phone_normalise (void)
{
  static const struct
  {
    const char *typed;
    const char *e164; /* or a word of the problem, if it does not begin with + */
  } cases[] = {
    { "13800138000", "+8613800138000" },
    { "138 0013 8000", "+8613800138000" },
    { "138-0013-8000", "+8613800138000" },
    { " (138) 0013.8000 ", "+8613800138000" },
    { "１３８　００１３　８０００", "+8613800138000" },
    { "+86 138 0013 8000", "+8613800138000" },
    { "＋８６ 13800138000", "+8613800138000" },
    { "0086-138-0013-8000", "+8613800138000" },
    { "8613800138000", "+8613800138000" },
    { "013800138000", "+8613800138000" },
    { "199‑8888‑7777", "+8619988887777" },
    { "010-62345678", "+861062345678" },
    { "(010) 6234 5678", "+861062345678" },
    { "+86 10 6234 5678", "+861062345678" },
    { "+86 010 6234 5678", "+861062345678" },
    { "861062345678", "+861062345678" },
    { "021-62345678", "+862162345678" },
    { "0755-88881234", "+8675588881234" },
    { "0971-6123456", "+869716123456" },
    { "400-820-8820", "+864008208820" },
    { "8008208820", "+868008208820" },
    { "+864008208820", "+864008208820" },
    { "+852 2123 4567", "+85221234567" },
    { "00852 2123 4567", "+85221234567" },
    { "+1 (650) 253-0000", "+16502530000" },
    { "", "only digits" },
    { "   ", "only digits" },
    { "+", "international" },
    { "138001380o0", "only digits" },
    { "138/00138000", "only digits" },
    { "1380013+8000", "only digits" },
    { "微信", "only digits" },
    { "010-62345678转801", "only digits" },
    { "62345678", "area code" },
    { "6234567", "area code" },
    { "1380013800", "Chinese" },
    { "138001380000", "Chinese" },
    { "12800138000", "Chinese" },
    { "010-12345678", "Chinese" },
    { "010-6234567", "Chinese" },
    { "0755-8888123456", "Chinese" },
    { "95588", "Chinese" },
    { "110", "Chinese" },
    { "+86 12345", "Chinese" },
    { "+86", "Chinese" },
    { "+1", "international" },
    { "+0123456789", "international" },
    { "+1234567890123456", "international" },
    { "000000000000", "international" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char      *problem = NULL;
      g_autofree char *e164 = e164_normalise (cases[i].typed, &problem);
      g_autofree char *again = e164 != NULL ? e164_normalise (e164, NULL) : NULL;

      g_test_message ("%s: %s", cases[i].typed, e164 != NULL ? e164 : problem);
      if (*cases[i].e164 == '+')
        {
          g_assert_cmpstr (e164, ==, cases[i].e164);
          g_assert_cmpstr (again, ==, cases[i].e164);
          g_assert_null (problem);
        }
      else
        {
          g_assert_null (e164);
          g_assert_nonnull (strstr (problem, cases[i].e164));
        }
    }
}

static void
test_phone_shown (void)
{
  static const struct
  {
    const char *e164, *text, *masked;
  } cases[] = {
    { "+8613800138000", "138 0013 8000", "138****8000" },
    { "+861062345678", "010 6234 5678", "010****5678" },
    { "+8675588881234", "0755 8888 1234", "075****1234" },
    { "+869716123456", "0971 612 3456", "097****3456" },
    { "+864008208820", "400 820 8820", "400****8820" },
    { "+85221234567", "+85221234567", "+85****4567" },
    { "+1234567", "+1234567", "+12****67" },
    { "110", "110", "****" },
    { "+86", "+86", "****" },
    { "", "", "" },
    { "张三的电话号码", "张三的电话号码", "****" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = phone_format (cases[i].e164);
      g_autofree char *masked = phone_mask (cases[i].e164);

      g_assert_cmpstr (text, ==, cases[i].text);
      g_assert_cmpstr (masked, ==, cases[i].masked);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/phone/normalise", test_phone_normalise);
  g_test_add_func ("/phone/shown", test_phone_shown);
  return g_test_run ();
}
