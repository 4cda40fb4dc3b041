/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/init.h"

#include <glib.h>
#include <sodium.h>

/**
 * core_init:
 *
 * Prepares libsodium. Programs and tests call it first in main (); calling it again does nothing.
 * Ends the program where libsodium cannot work, since nothing could be hashed or signed.
 */
void
core_init (void)
{
  if (sodium_init () < 0)
    g_error ("libsodium cannot be initialised");
}
