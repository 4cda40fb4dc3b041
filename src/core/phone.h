/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Telephone numbers: kept as E.164 ("+8613800138000"), typed as people in China write them. */
#pragma once

#include <glib.h>

char *e164_normalise (const char *text, const char **out_problem);
char *phone_format (const char *e164);
char *phone_mask (const char *e164);
