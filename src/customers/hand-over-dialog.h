/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks to whom customers go, hands them over, and says what the server made of it (R7). Main thread. */
#pragma once

#include "ui/window.h"

#define HAND_OVER_MAX 200 /* customers at a time */

/* @customers: (element-type ZuoxiRow): picked ones; those the person may not hand over are left out, and told */
void hand_over_dialog_ask (ZuoxiWindow *window, ZuoxiSession *session, GPtrArray *customers);
/* Whether the person hands customers over at all. */
gboolean hand_over_dialog_allowed (ZuoxiSession *session);
