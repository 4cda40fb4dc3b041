/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What zuoxictl COMMAND --help says, in the sections of a manual page. */
#pragma once

#include "ctl/ctl.h"

/* @entries: the command's options, their descriptions msgids. */
void manual_print (const CtlCall *call, const GOptionEntry *entries);
/* The page of zuoxictl itself: every command of @commands, ended by a NULL name, with its line. */
void manual_print_commands (FILE *out, const CtlCommand *commands);
