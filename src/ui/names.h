/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is read out of a widget the toolkit leaves without a name, or names by its type, or with the mark of a mnemonic
 * in it. Main thread.
 */
#pragma once

#include <adwaita.h>

/* From here on, for every widget that is shown. */
void names_install (void);
