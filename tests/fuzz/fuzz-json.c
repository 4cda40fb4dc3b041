/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Canonical JSON: what is accepted gives its own bytes, and what can be read can be written so. */
#include "core/json.h"
#include "fuzz.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (JsonNode) strict = json_strict_parse ((const char *) data, (gssize) size, JSON_DEPTH, NULL);
  g_autoptr (JsonNode) canonical = json_canonical_parse ((const char *) data, (gssize) size, JSON_DEPTH, NULL);
  g_autoptr (JsonNode) again = NULL;
  g_autofree char *text = NULL;

  if (strict == NULL)
    {
      fuzz_expect (canonical == NULL);
      return 0;
    }
  text = json_canonical_text (strict);
  fuzz_expect ((canonical != NULL) == (strlen (text) == size && memcmp (text, data, size) == 0));
  again = json_canonical_parse (text, -1, JSON_DEPTH, NULL);
  fuzz_expect (again != NULL && json_node_equal (strict, again));
  return 0;
}
