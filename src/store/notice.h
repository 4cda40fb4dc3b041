/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * "These tables changed", told to whoever shows them, at most four times a second each (R72). Tables may be touched
 * from any thread; notices are told on the thread that calls notices_tell (). No clock inside: the caller brings now.
 */
#pragma once

#include <glib.h>

#define NOTICE_GAP_US 250000

typedef struct _Notices Notices;
typedef void (*NoticeFunc) (const char *table, gpointer data);
typedef void (*NoticeWake) (gpointer data);

/* @wake (nullable) is called on the touching thread when something waits to be told that did not before. */
Notices *notices_new (NoticeWake wake, gpointer wake_data);
Notices *notices_ref (Notices *self);
void     notices_unref (Notices *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Notices, notices_unref)

void notices_touch (Notices *self, const char *table);

/* @table NULL = every table. Returns a number for notices_unsubscribe (); both on the telling thread only. */
guint notices_subscribe (Notices *self, const char *table, NoticeFunc func, gpointer data);
void  notices_unsubscribe (Notices *self, guint number);

/* Tells what is due at @now. Returns: µs until the next notice is due, -1 if nothing waits. */
gint64 notices_tell (Notices *self, gint64 now);
