/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The freeze outside the writer (R17): the months are folded on another thread, over one read snapshot of the store;
 * the command then only writes, and only what still stands: the last changes of everything a month is counted from are
 * those of the snapshot. What moved meanwhile is folded again, a few times, and at last by the command itself.
 */
#pragma once

#include "server/server.h"

#define FREEZE_TRIES 3

typedef struct FreezeWork FreezeWork;

/* From now on freezes are folded on threads of their own; without it the command folds. */
void server_fold_aside (Server *self);

/**
 * server_freeze_wanted:
 * @id: a form or a month
 * @team: only its forms; %ID_NONE = all
 * @actor: who freezes: only what he may; %NULL = the server itself
 * @work: (inout) (nullable): gains the forms that are to be folded; stays %NULL if there are none
 */
gboolean server_freeze_wanted (Server            *self,
                               Id                 id,
                               Id                 team,
                               const ServerActor *actor,
                               const ServerNow   *now,
                               FreezeWork       **work,
                               GError           **error);

/* On any thread: folds, and lays the drafts where the command finds them. */
void freeze_work_run (gpointer work);
void freeze_work_free (FreezeWork *work);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FreezeWork, freeze_work_free)
