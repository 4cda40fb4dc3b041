/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/certificate.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

#include "sync/pin.h"

#define YEARS 10
#define YEAR_S (365 * 86400)

static gboolean
fail (int code, const char *what, GError **error)
{
  if (code >= 0)
    return FALSE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s: %s", what, gnutls_strerror (code));
  return TRUE;
}

static gboolean
fill_certificate (gnutls_x509_crt_t crt, gnutls_x509_privkey_t key, const char *host, GError **error)
{
  guint8 serial[16];
  time_t now = time (NULL);
  int    code = gnutls_rnd (GNUTLS_RND_NONCE, serial, sizeof serial);

  serial[0] &= 0x7f;
  if (code >= 0)
    code = gnutls_x509_crt_set_version (crt, 3);
  if (code >= 0)
    code = gnutls_x509_crt_set_serial (crt, serial, sizeof serial);
  if (code >= 0)
    code = gnutls_x509_crt_set_dn (crt, "CN=Zuoxi", NULL);
  if (code >= 0)
    code = gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_DNSNAME, host, (unsigned) strlen (host),
                                                 GNUTLS_FSAN_SET);
  if (code >= 0)
    code = gnutls_x509_crt_set_activation_time (crt, now - 86400);
  if (code >= 0)
    code = gnutls_x509_crt_set_expiration_time (crt, now + (time_t) YEARS * YEAR_S);
  if (code >= 0)
    code = gnutls_x509_crt_set_basic_constraints (crt, 0, -1);
  if (code >= 0)
    code = gnutls_x509_crt_set_key_usage (crt, GNUTLS_KEY_DIGITAL_SIGNATURE);
  if (code >= 0)
    code = gnutls_x509_crt_set_key (crt, key);
  if (code >= 0)
    code = gnutls_x509_crt_sign2 (crt, crt, key, GNUTLS_DIG_SHA256, 0);
  return !fail (code, "Cannot make a certificate", error);
}

static gboolean
write_pem (const char *file, const gnutls_datum_t *pem, int mode, GError **error)
{
  return g_file_set_contents_full (file, (const char *) pem->data, pem->size,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, mode, error);
}

static gboolean
write_pair (gnutls_x509_crt_t     crt,
            gnutls_x509_privkey_t key,
            const char           *cert_file,
            const char           *key_file,
            GError              **error)
{
  gnutls_datum_t crt_pem = { NULL, 0 }, key_pem = { NULL, 0 };
  gboolean       done = FALSE;
  int            code = gnutls_x509_crt_export2 (crt, GNUTLS_X509_FMT_PEM, &crt_pem);

  if (code >= 0)
    code = gnutls_x509_privkey_export2_pkcs8 (key, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN, &key_pem);
  if (!fail (code, "Cannot write a certificate", error))
    done = write_pem (key_file, &key_pem, 0600, error) && write_pem (cert_file, &crt_pem, 0644, error);
  gnutls_free (crt_pem.data);
  gnutls_free (key_pem.data);
  return done;
}

static gboolean
make_pair (const char *cert_file, const char *key_file, const char *host, GError **error)
{
  gnutls_x509_privkey_t key = NULL;
  gnutls_x509_crt_t     crt = NULL;
  gboolean              done = FALSE;
  int                   code = gnutls_x509_privkey_init (&key);

  if (code >= 0)
    code = gnutls_x509_privkey_generate (key, GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0);
  if (code >= 0)
    code = gnutls_x509_crt_init (&crt);
  if (!fail (code, "Cannot make a key", error))
    done = fill_certificate (crt, key, host, error) && write_pair (crt, key, cert_file, key_file, error);
  if (crt != NULL)
    gnutls_x509_crt_deinit (crt);
  if (key != NULL)
    gnutls_x509_privkey_deinit (key);
  return done;
}

GTlsCertificate *
certificate_load (const char *cert_file, const char *key_file, const char *host, GError **error)
{
  if (!g_file_test (cert_file, G_FILE_TEST_EXISTS) && !g_file_test (key_file, G_FILE_TEST_EXISTS) &&
      !make_pair (cert_file, key_file, host, error))
    return NULL;
  return g_tls_certificate_new_from_files (cert_file, key_file, error);
}

gboolean
certificate_pin (GTlsCertificate *certificate, Digest *pin, GError **error)
{
  g_autoptr (GByteArray) der = NULL;

  g_object_get (certificate, "certificate", &der, NULL);
  if (pin_of_certificate (der->data, der->len, pin))
    return TRUE;
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The certificate has no readable public key");
  return FALSE;
}
