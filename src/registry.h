/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every entity; store, sync, server and the generic tests loop over it. */
#pragma once

#include "core/schema.h"

extern const Schema *const registry[]; /* ended by NULL */

const Schema *registry_find (const char *table);
