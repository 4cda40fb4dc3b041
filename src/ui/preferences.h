/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preferences window: one row a key, from a table; every change holds at once. */
#pragma once

#include <adwaita.h>

/* @settings: (nullable): without a schema every row is insensitive */
GtkWindow *preferences_present (GtkWindow *parent, GSettings *settings);
