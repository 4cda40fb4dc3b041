/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The public key of a server as people compare it (R59): SHA-256 of its SubjectPublicKeyInfo. */
#pragma once

#include "core/digest.h"

/**
 * pin_of_certificate:
 * @der: (array length=length): an X.509 certificate
 * @out: the digest; untouched on failure
 *
 * The key survives renewal of the certificate. Pure.
 *
 * Returns: %FALSE if @der is no certificate
 */
gboolean pin_of_certificate (const guint8 *der, gsize length, Digest *out);

/* Groups of four digits, for reading aloud: "3f2a 90c1 …". Returns: (transfer full) */
char *pin_text (Digest pin);
/* Reads what pin_text () wrote, and plain or colon-separated hex of either case. */
gboolean pin_parse (const char *text, Digest *out);
