/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zuoxictl: administration of a server's store. */
#include <locale.h>

#include "core/init.h"
#include "ctl/ctl.h"

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "");
  core_init ();
  return ctl_run (argc, argv, stdout, stderr);
}
