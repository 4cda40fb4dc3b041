/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever arrives as a line is refused or, written again, gives its own bytes. */
#include "sync/mutation.h"
#include "fuzz.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (Mutation) mutation = mutation_parse ((const char *) data, (gssize) size, NULL);
  g_autofree char *again = NULL;

  if (mutation == NULL)
    return 0;
  again = mutation_line (mutation);
  /* Members beyond the known ones are left out, so only a line that is no longer must be the same. */
  fuzz_expect (strlen (again) <= size);
  if (strlen (again) == size)
    fuzz_expect (memcmp (again, data, size) == 0);
  return 0;
}
