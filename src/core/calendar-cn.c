/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holidays and make-up workdays of the People's Republic of China, as the State Council announced them
 * (gov.cn, content_6911528, content_6986383, content_7047091), taken from the data set holiday-cn
 * (github.com/NateScarlet/holiday-cn, MIT). Later years are added as rows by the company. */
#include "core/calendar.h"

/* clang-format off */
static const struct
{
  const char *first; /* YYYY-MM-DD */
  guint       days;
  gboolean    workday;
  const char *name;
} runs[] = {
  /* 2024 */
  { "2024-01-01", 1, FALSE, "元旦" },
  { "2024-02-04", 1, TRUE, "春节" },
  { "2024-02-10", 8, FALSE, "春节" },
  { "2024-02-18", 1, TRUE, "春节" },
  { "2024-04-04", 3, FALSE, "清明节" },
  { "2024-04-07", 1, TRUE, "清明节" },
  { "2024-04-28", 1, TRUE, "劳动节" },
  { "2024-05-01", 5, FALSE, "劳动节" },
  { "2024-05-11", 1, TRUE, "劳动节" },
  { "2024-06-10", 1, FALSE, "端午节" },
  { "2024-09-14", 1, TRUE, "中秋节" },
  { "2024-09-15", 3, FALSE, "中秋节" },
  { "2024-09-29", 1, TRUE, "国庆节" },
  { "2024-10-01", 7, FALSE, "国庆节" },
  { "2024-10-12", 1, TRUE, "国庆节" },
  /* 2025 */
  { "2025-01-01", 1, FALSE, "元旦" },
  { "2025-01-26", 1, TRUE, "春节" },
  { "2025-01-28", 8, FALSE, "春节" },
  { "2025-02-08", 1, TRUE, "春节" },
  { "2025-04-04", 3, FALSE, "清明节" },
  { "2025-04-27", 1, TRUE, "劳动节" },
  { "2025-05-01", 5, FALSE, "劳动节" },
  { "2025-05-31", 3, FALSE, "端午节" },
  { "2025-09-28", 1, TRUE, "国庆节、中秋节" },
  { "2025-10-01", 8, FALSE, "国庆节、中秋节" },
  { "2025-10-11", 1, TRUE, "国庆节、中秋节" },
  /* 2026 */
  { "2026-01-01", 3, FALSE, "元旦" },
  { "2026-01-04", 1, TRUE, "元旦" },
  { "2026-02-14", 1, TRUE, "春节" },
  { "2026-02-15", 9, FALSE, "春节" },
  { "2026-02-28", 1, TRUE, "春节" },
  { "2026-04-04", 3, FALSE, "清明节" },
  { "2026-05-01", 5, FALSE, "劳动节" },
  { "2026-05-09", 1, TRUE, "劳动节" },
  { "2026-06-19", 3, FALSE, "端午节" },
  { "2026-09-20", 1, TRUE, "国庆节" },
  { "2026-09-25", 3, FALSE, "中秋节" },
  { "2026-10-01", 7, FALSE, "国庆节" },
  { "2026-10-10", 1, TRUE, "国庆节" },
};
/* clang-format on */

/**
 * calendar_add_builtin:
 *
 * Adds what is known of 2024 to 2026 in China: days off on weekdays, workdays on weekends, and the
 * names of the holidays. Entries already there for a day are replaced.
 */
void
calendar_add_builtin (Calendar *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (runs); i++)
    {
      Day first;

      if (!day_parse (runs[i].first, &first))
        g_assert_not_reached ();
      for (guint n = 0; n < runs[i].days; n++)
        calendar_set (self, first + (Day) n, runs[i].workday, runs[i].name);
    }
}
