/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/care.h"

#include "store/blob.h"
#include "store/bucket.h"
#include "store/mirror.h"
#include "store/recover.h"
#include "store/search.h"
#include "store/store-private.h"

#define INDEX_SLICE_US 50000 /* R65 */

#define READER_WAIT_US 3000000

static gboolean
scrub (Store *self, gint64 *wait, GError **error)
{
  g_autofree char *stage = NULL;
  gboolean         done = FALSE;

  if (!store_scrub_step (self, &done, error))
    return FALSE;
  if (done)
    {
      self->scrub_waits = FALSE;
      return TRUE;
    }
  stage = store_meta_get (self, "scrub", error);
  if (stage == NULL)
    return FALSE;
  /* Only the last stage has to wait for readers; it must not make the caller spin. */
  *wait = g_str_equal (stage, "log") && self->scrub_waits ? READER_WAIT_US : 0;
  self->scrub_waits = g_str_equal (stage, "log");
  return TRUE;
}

gboolean
store_care_step (Store *self, gboolean busy, gint64 *wait, GError **error)
{
  gboolean more = FALSE;

  *wait = -1;
  if (!store_mirror_flush (self, error) || !scrub (self, wait, error) || !store_drop_aside (self, error))
    return FALSE;
  if (*wait == 0)
    return TRUE;
  if (!store_blob_care (self, STORE_BLOB_BUDGET, &more, error))
    return FALSE;
  if (more)
    {
      *wait = 0;
      return TRUE;
    }
  if (!store_index_slice (self, INDEX_SLICE_US, &more, error))
    return FALSE;
  if (more)
    *wait = busy ? STORE_CARE_SOON_US : 0;
  return TRUE;
}
