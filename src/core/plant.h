/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bugs planted to prove that the simulator finds them (tests/sync). They exist in the simulator's own build of these
 * files only; everywhere else PLANT () is FALSE and the compiler drops what it guards.
 */
#pragma once

#include <glib.h>

#ifdef ZUOXI_PLANTS
gboolean plant_is (const char *name);
void     plant_between_chunks (const char *reply, gsize length); /* where another request would come in between */
#define PLANT(name) (plant_is (#name))
#define PLANT_BETWEEN_CHUNKS(reply) plant_between_chunks ((reply)->str, (reply)->len)
#else
#define PLANT(name) FALSE
#define PLANT_BETWEEN_CHUNKS(reply)
#endif
