/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rooms.h"

#include "core/i18n.h"

/* clang-format off */
const Room rooms[] = {
  /* id, title, icon, group, posts, type, count */
  { NULL } };
/* clang-format on */
