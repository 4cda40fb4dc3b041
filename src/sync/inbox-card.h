/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An inbox item as its author reads it, and what he may decide. Main thread; short reads on its connection (R72). */
#pragma once

#include "app/session.h"
#include "store/apply.h"
#include "sync/inbox-item.h"

typedef struct
{
  InboxItem *item;
  char      *title;  /* 客户 · 辰星科技 · 联系电话 */
  char      *when;   /* when it happened, and who the other author was */
  char      *reason; /* plain sentence; "" for a conflict, whose values say it */
  char      *was;    /* values of a conflict, as read; NULL = not told */
  char      *mine;
  char      *theirs;
  gboolean   can_use_mine; /* the row is here and the value fits it */
} InboxCard;

/* @item: copied */
InboxCard *inbox_card_new (ZuoxiSession *session, const InboxItem *item);
void       inbox_card_free (InboxCard *card);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InboxCard, inbox_card_free)

/* Whether both read the same and offer the same. */
gboolean inbox_card_equal (const InboxCard *a, const InboxCard *b);

/* Open items that wait for a decision: one that was made waits for the server, and for nobody here. */
guint inbox_count (ZuoxiSession *session);

/* What it is about: 客户 · 辰星科技 · 联系电话. (transfer full); in any thread, on its connection */
char *inbox_item_title (Store *store, Directory *directory, const InboxItem *item);
/* The server's sentence with its words, in the language of the program; "" = none. (transfer full) */
char *inbox_item_reason (const InboxItem *item);
/* The newest version of the row's name: its own, or that of the person it is about. (transfer full) */
char *inbox_row_name (ZuoxiSession *session, const Schema *schema, Id id);

/**
 * inbox_close_async:
 * @choice: mine | theirs | discarded | read
 *
 * Closes the item; with "mine", the author's value is written again over the current one, in the same breath.
 */
void inbox_close_async (ZuoxiSession       *session,
                        const InboxItem    *item,
                        const char         *choice,
                        GAsyncReadyCallback callback,
                        gpointer            user_data);
/* As inbox_close_async () with "edited": @edited, the row as it is to be, is written over @base, as it is. */
void     inbox_close_edited_async (ZuoxiSession       *session,
                                   const InboxItem    *item,
                                   gconstpointer       base,
                                   gconstpointer       edited,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data);
gboolean inbox_close_finish (ZuoxiSession *session, GAsyncResult *result, GError **error);

/* As inbox_close_async (), but only adds what it would queue. FALSE: the item is closed, or its value fits no more. */
gboolean inbox_close_mutations (ZuoxiSession    *session,
                                const InboxItem *item,
                                const char      *choice,
                                GPtrArray       *mutations);

/* What this device has not sent yet. */
typedef struct
{
  char  *title;
  char  *text; /* the author's own words (R54) */
  gint64 at;
} InboxUnsent;

InboxUnsent *inbox_unsent_new (ZuoxiSession *session, const OutboxEntry *entry);
void         inbox_unsent_free (InboxUnsent *unsent);
