/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer target for the JSON reader; meson setup -Dfuzz=true with CC=clang, then
 * fuzz-json -max_total_time=60. */
#include "core/json.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
expect (gboolean truth)
{
  if (!truth)
    abort ();
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (JsonNode) strict = json_strict_parse ((const char *) data, (gssize) size, JSON_DEPTH, NULL);
  g_autoptr (JsonNode) canonical = json_canonical_parse ((const char *) data, (gssize) size, JSON_DEPTH, NULL);
  g_autoptr (JsonNode) again = NULL;
  g_autofree char *text = NULL;

  if (strict == NULL)
    {
      expect (canonical == NULL);
      return 0;
    }
  text = json_canonical_text (strict);
  expect ((canonical != NULL) == (strlen (text) == size && memcmp (text, data, size) == 0));
  again = json_canonical_parse (text, -1, JSON_DEPTH, NULL);
  expect (again != NULL && json_node_equal (strict, again));
  return 0;
}
