/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rooms of the house, in the order of the sidebar; ended by a NULL id. */
#pragma once

#include "ui/room.h"

extern const Room rooms[];
