/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "simulate.h"
gint64
sim_month_opens (void)
{
  return G_GINT64_CONSTANT (1774569600000000);
}
void
sim_appraisal_found (Server *server, const Company *company, gint64 now)
{
}
void
sim_appraisal_work (SimClient *client)
{
  sim_work (client);
}
gboolean
sim_appraisal_check (World *world)
{
  return TRUE;
}
