/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * After a reset by the administrator the person and two others not in administration, one of HR and one of the line
 * above, vouch for the new key with their own signatures (R16). PROTOCOL.md §12.
 */
#pragma once

#include "server/push.h"

/* GET /v1/key?person=ID: to those who may vouch. FALSE only if the store failed, as below. */
gboolean confirm_show (Server            *self,
                       const ServerActor *account,
                       const char        *person,
                       const ServerNow   *now,
                       Answer            *answer,
                       GError           **error);
/* POST /v1/key */
gboolean confirm_vouch (Server            *self,
                        const ServerActor *account,
                        GBytes            *body,
                        const ServerNow   *now,
                        Answer            *answer,
                        GError           **error);

/* Tells the person in the inbox that the password was reset. In the caller's transaction. */
gboolean confirm_tell_reset (Server *self, Id person, Id card, const ServerNow *now, GError **error);
