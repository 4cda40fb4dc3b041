/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A person's target of a month, set or changed by the supervisor or the department manager; after the middle of its
 * month by the manager with a reason (R28). What is typed is kept until it is saved. Main thread.
 */
#pragma once

#include "ui/window.h"

/* @month: YYYY-MM */
void target_edit_ask (ZuoxiWindow *window, ZuoxiSession *session, Id person, const char *month);

/* Whether the one who is signed in sets targets of @person. */
gboolean target_edit_is_allowed (ZuoxiSession *session, Id person);
