/* SPDX-License-Identifier: GPL-3.0-or-later */
/* No tip comes up over a menu or a choice that is open. Main thread. */
#pragma once

#include <adwaita.h>

/* From here on, for every popover. */
void menu_tips_install (void);
