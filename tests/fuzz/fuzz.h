/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the targets share. A target is LLVMFuzzerTestOneInput (); libFuzzer drives it in a build with -Dfuzz=true, and
 * fuzz-main.c in any other: the same seeds, the same expectations, without feedback.
 */
#pragma once

#include <glib.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* Also in a build without assertions. */
static inline void
fuzz_expect (gboolean truth)
{
  if (!truth)
    abort ();
}
