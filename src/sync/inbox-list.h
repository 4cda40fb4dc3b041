/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The inbox from top to bottom as a list of lines: items of one kind stand together, under a line of their own where
 * there are several, which may be folded; then what this device has not sent. A line is made of keys alone: the card
 * behind it is read when it is looked at, so that ten thousand items cost what a screen of them costs. Main thread.
 */
#pragma once

#include "sync/inbox-card.h"

#define INBOX_UNFOLDED_MAX 10 /* larger groups are folded until somebody opens them */

typedef enum
{
  INBOX_LINE_GROUP,
  INBOX_LINE_CARD,
  INBOX_LINE_UNSENT_TITLE,
  INBOX_LINE_UNSENT,
} InboxLineKind;

#define ZUOXI_TYPE_INBOX_LINE (zuoxi_inbox_line_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiInboxLine, zuoxi_inbox_line, ZUOXI, INBOX_LINE, GObject)

/* Signal "changed": what it shows may read differently now. */
InboxLineKind zuoxi_inbox_line_get_kind (ZuoxiInboxLine *self);
/* Group and title: how many stand under it. */
guint zuoxi_inbox_line_get_count (ZuoxiInboxLine *self);

/* Group only: 客户 · 联系电话 (transfer full); the kind of its items; whether its cards are shown. */
char     *zuoxi_inbox_line_title (ZuoxiInboxLine *self);
InboxKind zuoxi_inbox_line_get_item_kind (ZuoxiInboxLine *self);
gboolean  zuoxi_inbox_line_is_open (ZuoxiInboxLine *self);

#define ZUOXI_TYPE_INBOX_LIST (zuoxi_inbox_list_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiInboxList, zuoxi_inbox_list, ZUOXI, INBOX_LIST, GObject)

/* A GListModel of ZuoxiInboxLine. Empty until zuoxi_inbox_list_refresh (). */
ZuoxiInboxList *zuoxi_inbox_list_new (ZuoxiSession *session);

/* Reads anew; lines that are still there stay the same objects, and are told "changed". */
gboolean zuoxi_inbox_list_refresh (ZuoxiInboxList *self, GError **error);
/* Open items that are not decided yet. */
guint zuoxi_inbox_list_get_items (ZuoxiInboxList *self);

void zuoxi_inbox_list_fold (ZuoxiInboxList *self, ZuoxiInboxLine *group, gboolean open);
/* Position of the item's card, its group unfolded; G_MAXUINT = not there. */
guint zuoxi_inbox_list_find (ZuoxiInboxList *self, const Id *item);
/* Whether an item is about a row of @table. */
gboolean zuoxi_inbox_list_shows_table (ZuoxiInboxList *self, const char *table);

/* (transfer full) (nullable): NULL = it went meanwhile */
InboxCard   *zuoxi_inbox_list_card (ZuoxiInboxList *self, ZuoxiInboxLine *line);
InboxUnsent *zuoxi_inbox_list_unsent (ZuoxiInboxList *self, ZuoxiInboxLine *line);

/* Called as the decision goes on. */
typedef void (*InboxProgress) (guint done, guint total, gpointer data);

typedef struct
{
  guint decided;
  guint left; /* still open: the row is gone, or it is read-only until the server answers */
} InboxDecided;

/**
 * zuoxi_inbox_list_decide_async:
 * @choice: mine | theirs | discarded | read, for every item of @group
 * @cancellable: what was decided until then stays so
 * @progress: (nullable): valid until the callback
 *
 * In transactions of a hundred items, so that the window lives and the server gets batches. What cannot be decided so
 * is left open.
 */
void     zuoxi_inbox_list_decide_async (ZuoxiInboxList     *self,
                                        ZuoxiInboxLine     *group,
                                        const char         *choice,
                                        GCancellable       *cancellable,
                                        InboxProgress       progress,
                                        gpointer            progress_data,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
gboolean zuoxi_inbox_list_decide_finish (ZuoxiInboxList *self,
                                         GAsyncResult   *result,
                                         InboxDecided   *decided,
                                         GError        **error);
