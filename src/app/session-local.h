/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session over a store that is there already, without a server: for tests, benchmarks and pictures of rooms. */
#pragma once

#include "app/session.h"

/**
 * zuoxi_session_new_local:
 * @path: a store; its meta "sample" and "clock_offset" decide the clock
 * @me: whose it is
 *
 * Blocks until the store is open. The session is signed in and stays offline; everything else is as after a sign-in.
 *
 * Returns: (transfer full): or %NULL with a #DbErrorCode
 */
ZuoxiSession *zuoxi_session_new_local (const char *path, Id me, GError **error) G_GNUC_WARN_UNUSED_RESULT;
