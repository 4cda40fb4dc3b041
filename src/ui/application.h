/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program: its options, its window, and who is signed in. Main thread. */
#pragma once

#include <adwaita.h>

#include "ui/room.h"

#define ZUOXI_TYPE_APPLICATION (zuoxi_application_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiApplication, zuoxi_application, ZUOXI, APPLICATION, AdwApplication)

ZuoxiApplication *zuoxi_application_new (const Room *rooms);

/* (transfer none) (nullable): NULL where the schema is not installed */
GSettings *zuoxi_application_get_settings (ZuoxiApplication *self);
