/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "customers/hand-over-rule.h"

#include <string.h>

gboolean
hand_over_may_take (Directory *directory, Id actor, const Assignment *from, const char *today)
{
  if (id_is_none (actor))
    return FALSE;
  if (from->post != POST_SUPERVISOR && id_equal (directory_supervisor (directory, from->team, today), actor))
    return TRUE;
  return id_equal (directory_manager (directory, from->department, today), actor);
}

gboolean
hand_over_may_give (const Assignment *from, const Assignment *to, const char *today)
{
  return to->post == POST_AGENT && id_equal (to->department, from->department) &&
         !id_equal (to->row.id, from->row.id) && strcmp (to->from_on, today) <= 0 &&
         (*to->to_on == '\0' || strcmp (to->to_on, today) >= 0);
}
