/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts as people in China type them. */
#pragma once

#include <glib.h>

char *text_narrow (const char *text);
