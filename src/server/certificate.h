/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's own certificate: made once, pinned by its public key, so that a renewal breaks nobody (R59). */
#pragma once

#include <gio/gio.h>

#include "core/digest.h"

/* Loads certificate and key, making a self-signed pair (ECDSA P-256, ten years) where neither file exists. The key file
   is readable by its owner alone. Errors: GIO's and %G_IO_ERROR_FAILED; the message names the file.
   Returns: (transfer full) */
GTlsCertificate *certificate_load (const char *cert_file, const char *key_file, const char *host, GError **error);

/* SHA-256 of the SubjectPublicKeyInfo, as clients pin it. */
gboolean certificate_pin (GTlsCertificate *certificate, Digest *pin, GError **error);
