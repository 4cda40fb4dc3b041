/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulate.h"

#include "core/plant.h"

static const char *planted;

void
plant_set (const char *name)
{
  planted = name != NULL ? g_intern_string (name) : NULL;
}

const char *
plant_get (void)
{
  return planted;
}

gboolean
plant_is (const char *name)
{
  return planted != NULL && g_str_equal (planted, name);
}
