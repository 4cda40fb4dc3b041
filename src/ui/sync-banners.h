/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which of the window's banners stands for which state of the sync, and the way out it offers. */
#pragma once

#include "ui/window.h"

void sync_banners_show (ZuoxiWindow *window, ZuoxiSession *session);
