/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments: µs since the epoch, UTC, as int64. A day needs an offset from UTC; China has one and no summer time. */
#pragma once

#include "core/day.h"

#define MOMENT_SECOND G_GINT64_CONSTANT (1000000)
#define MOMENT_DAY (86400 * MOMENT_SECOND)
#define MOMENT_OFFSET_S 28800 /* Asia/Shanghai, seconds east of UTC */

#define MOMENT_ISO_SIZE 21
#define MOMENT_LOCAL_SIZE 17

Day    moment_day (gint64 us, gint32 utc_offset_s);
gint32 moment_second_of_day (gint64 us, gint32 utc_offset_s);
gint64 moment_from_day_time (Day day, gint32 seconds_of_day, gint32 utc_offset_s);

void     moment_format_iso (gint64 us, char out[MOMENT_ISO_SIZE]);
gboolean moment_parse_iso (const char *text, gint64 *out);
void     moment_format_local (gint64 us, gint32 utc_offset_s, char out[MOMENT_LOCAL_SIZE]);
gboolean moment_parse_local (const char *text, gint32 utc_offset_s, gint64 *out);
