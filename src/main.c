/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>

#include "core/init.h"
#include "rooms.h"
#include "ui/application.h"
#include "ui/places.h"

int
main (int argc, char *argv[])
{
  g_autoptr (ZuoxiApplication) app = NULL;

  core_init ();
  setlocale (LC_ALL, "");
  places_bind_text_domain ();
  app = zuoxi_application_new (rooms);
  return g_application_run (G_APPLICATION (app), argc, argv);
}
