/* SPDX-License-Identifier: GPL-3.0-or-later */
/* zuoxictl: administration of a server's store. */
#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>

#include "core/init.h"
#include "ctl/ctl.h"

int
main (int argc, char *argv[])
{
  const char *places = g_getenv ("ZUOXI_LOCALEDIR");

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, places != NULL ? places : LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  core_init ();
  return ctl_run (argc, argv, stdout, stderr);
}
