/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two widgets beside one another where there is room, one at a time where there is not. One of them, the side, has a
 * width of its own and may be away altogether. Main thread. Children come from the template: type="side" and content.
 */
#pragma once

#include <adwaita.h>

#define ZUOXI_TYPE_SPLIT (zuoxi_split_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiSplit, zuoxi_split, ZUOXI, SPLIT, GtkWidget)

/* Properties: side-width (int, pixels), side-end (boolean: the side stands after the content), side-away (boolean). */

gboolean zuoxi_split_is_folded (ZuoxiSplit *self);
/* Which one is seen while folded. */
void     zuoxi_split_show_side (ZuoxiSplit *self, gboolean side);
gboolean zuoxi_split_shows_side (ZuoxiSplit *self);
void     zuoxi_split_set_side_away (ZuoxiSplit *self, gboolean away);
gboolean zuoxi_split_get_side_away (ZuoxiSplit *self);
