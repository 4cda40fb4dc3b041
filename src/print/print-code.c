/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "print/print-code.h"

#include <qrencode.h>

/* Level M: a fold or a stamp over 15 % of the code is read all the same. */
PrintCode *
print_code_new (const char *text)
{
  QRcode    *code = QRcode_encodeString8bit (text, 0, QR_ECLEVEL_M);
  PrintCode *self = NULL;
  gsize      n;

  if (code == NULL)
    return NULL;
  n = (gsize) code->width * (gsize) code->width;
  self = g_malloc (sizeof (PrintCode) + n);
  self->side = (guint) code->width;
  for (gsize i = 0; i < n; i++)
    self->dark[i] = code->data[i] & 1;
  QRcode_free (code);
  return self;
}
