/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the program finds its translations and settings: installed, or beside itself in a build folder. */
#pragma once

#include <gio/gio.h>

void places_bind_text_domain (void);

/* (transfer full) (nullable): the settings; NULL where the schema is not installed: defaults hold and nothing is kept
 */
GSettings *places_settings_new (void);
