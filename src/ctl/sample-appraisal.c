/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/sample-store.h"

gboolean
sample_store_write_month (SampleStore *self)
{
  return TRUE;
}
