/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The worked example of domain §5 as rows: 30,000 of 40,000 yuan, 9 of 320 prospects at 3.00 %, satisfaction 86,
 * exams 90, QA 74 and 9 of 400 at 2.5 %, tickets 9 of 10, attendance 96, rules 90.
 */
#pragma once

#include "memory-loader.h"

/* Writes the rows of @person's @month (YYYY-MM), with others around them that must not count. */
void worked_month_add (MemoryLoader *loader, Id person, const char *month);

/* Scores the supervisor gives in the example, hundredths; unset for computed indicators. */
OptInt worked_month_rated (gconstpointer data, const char *code);
