/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outbox.jsonl: the lines not yet acknowledged, once more beside the store, for the day the store is damaged. Written
 * off the commit path, at most a second later (R66); only the lines themselves, nothing of anybody else's.
 */
#pragma once

#include "store/store.h"

/* (transfer full): name of the mirror of the store at @path */
char *store_mirror_path (const char *path);

/**
 * store_mirror_flush:
 *
 * Makes the file agree with the queue and syncs it: appends new lines; writes it anew when lines have left and it is
 * worth it, and always after a purge. A store on a VFS of a test has no mirror.
 *
 * Errors: #GFileError for the file, #DB_ERROR for the store.
 */
gboolean store_mirror_flush (Store *self, GError **error);

/**
 * store_mirror_replay:
 * @path: a mirror
 * @replayed: (out): lines queued again; a mid the store already has is left out
 * @unreadable: (out): lines that are no mutation, the torn last one among them
 *
 * Queues the mirror's lines at the end, their mids and clocks kept, so that the server applies none twice (R34). New
 * rows show at once, edits when their row is pulled.
 */
gboolean store_mirror_replay (Store *self, const char *path, guint *replayed, guint *unreadable, GError **error);
