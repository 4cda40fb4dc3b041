/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Working days: Monday to Friday, save for the exceptions a calendar holds. */
#pragma once

#include "core/day.h"

typedef struct Calendar Calendar;

Calendar *calendar_new (void);
void      calendar_free (Calendar *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Calendar, calendar_free)

void calendar_set (Calendar *self, Day day, gboolean workday, const char *name);
void calendar_add_builtin (Calendar *self);

gboolean    calendar_is_workday (const Calendar *self, Day day);
const char *calendar_day_name (const Calendar *self, Day day);
guint       calendar_workdays_between (const Calendar *self, Day first, Day last);
Day         calendar_next_workday (const Calendar *self, Day day, int n);
