/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bytes as lower-case hex text: ids, digests, keys, signatures. One spelling only. */
#pragma once

#include <glib.h>

void     hex_encode (gconstpointer bytes, gsize length, char *out);
char    *hex_dup (gconstpointer bytes, gsize length);
gboolean hex_decode (const char *text, gpointer out, gsize length);
