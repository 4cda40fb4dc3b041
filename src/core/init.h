/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What every program does once before it uses layer core. */
#pragma once

void core_init (void);
