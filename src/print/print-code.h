/* SPDX-License-Identifier: GPL-3.0-or-later */
/* QR codes as squares. Internal to layer print. */
#pragma once

#include <glib.h>

/* Modules of a code, side × side, one byte each: 1 = dark. */
typedef struct
{
  guint  side;
  guint8 dark[];
} PrintCode;

/* (transfer full) (nullable): NULL if @text does not fit a code; free with g_free (). */
PrintCode *print_code_new (const char *text);
