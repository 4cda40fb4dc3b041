/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A conflict decided by a third value: neither the author's nor the one that stands there. Main thread. */
#pragma once

#include <adwaita.h>

#include "sync/inbox-card.h"

/* Whether the value of the card can be typed anew: its row is here, and it is no reference. */
gboolean inbox_edit_is_possible (const InboxCard *card);

/**
 * inbox_edit_async:
 *
 * Asks in a dialog for the value, beginning with the author's own, and with the draft where there is one; what is typed
 * is kept as a draft until it is saved or thrown away. Saving writes it over the row as it is then, and closes the
 * item, in the same breath. Finish: FALSE without an error if the dialog was left.
 */
void     inbox_edit_async (GtkWindow          *parent,
                           ZuoxiSession       *session,
                           const InboxCard    *card,
                           GAsyncReadyCallback callback,
                           gpointer            user_data);
gboolean inbox_edit_finish (ZuoxiSession *session, GAsyncResult *result, GError **error);
