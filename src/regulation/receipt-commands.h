/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 签收: a person confirms, with their signature, the version of the regulation as it was shown (1.1). */
#pragma once

#include "app/session.h"
#include "regulation/regulation.h"

/* (transfer full): the command for @regulation; @digest: of the version as shown */
Mutation *receipt_mutation (const Regulation *regulation, const SessionSigner *signer, gint64 moment);

/* One's own receipt of a version on this device; 0 = none. µs */
gint64 receipt_signed_at (Store *store, Id person, Id regulation);

/* (transfer container) (element-type Person): those in service today who have not acknowledged it, by number; what the
   reader may not see of receipts looks the same as none. */
GPtrArray *receipt_missing (Store *store, Directory *directory, Id regulation, const char *today);
