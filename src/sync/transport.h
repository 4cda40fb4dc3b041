/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * HTTP to one server: TLS pinned to its public key, tokens renewed as needed, failures told apart so that each gets its
 * own plain sentence. Lives on the thread whose main context was the default when it was made. Never blocks.
 */
#pragma once

#include <gio/gio.h>

#include "core/digest.h"

#define TRANSPORT_TYPE (transport_get_type ())
G_DECLARE_FINAL_TYPE (Transport, transport, ZUOXI, TRANSPORT, GObject)

#define TRANSPORT_REPLY_MAX (1 << 20)  /* bytes of a reply read as a whole */
#define TRANSPORT_CLOCK_SLACK (5 * 60) /* seconds */
#define TRANSPORT_TIMEOUT 30           /* seconds without a byte */

#define TRANSPORT_ERROR (transport_error_quark ())
GQuark transport_error_quark (void);

typedef enum
{
  TRANSPORT_ERROR_DOWN,        /* no answer: no network, nobody listening, name unknown, too slow */
  TRANSPORT_ERROR_CERTIFICATE, /* neither the pinned key nor one the system trusts */
  TRANSPORT_ERROR_CLOCK,       /* the certificate is not valid at this machine's date */
  TRANSPORT_ERROR_NONSENSE,    /* what answers is no server of ours, or not understood */
  TRANSPORT_ERROR_SIGN_IN,     /* the tokens are no longer good: the password is needed */
  TRANSPORT_ERROR_ADDRESS,     /* the address is none, or not https */
} TransportError;

/* Called on the transport's thread with a renewed refresh token, before it is used: keep it. */
typedef void (*TransportRenewed) (const char *refresh, gpointer data);

/**
 * transport_new:
 * @url: https://host[:port]; http only for loopback addresses
 * @error: %TRANSPORT_ERROR_ADDRESS
 */
Transport *transport_new (const char *url, GError **error);
/* Whether @url names this machine itself. */
gboolean transport_is_local (const char *url);

/* Accept this key beside what the system trusts; %NULL = the system's trust only. */
void transport_set_pin (Transport *self, const Digest *pin);
/* The key seen in the last handshake, accepted or not: to be shown to the person. FALSE if none was seen. */
gboolean transport_get_seen_key (Transport *self, Digest *out);

/* Both nullable. A missing access token is fetched with the refresh token. */
void transport_set_tokens (Transport *self, const char *access, const char *refresh);
void transport_set_renewed (Transport *self, TransportRenewed func, gpointer data, GDestroyNotify free_data);

/* One answer. Every HTTP status is an answer, except 401, which renews the token once and then is
 * %TRANSPORT_ERROR_SIGN_IN. */
typedef struct
{
  guint         status;
  gint64        retry_after; /* seconds; 0 = not said */
  GInputStream *stream;      /* the body, not yet read */
  GBytes       *body;        /* the body, of transport_call_finish () only */
} TransportReply;

void transport_reply_free (TransportReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TransportReply, transport_reply_free)

typedef enum
{
  TRANSPORT_PLAIN = 0,
  TRANSPORT_SIGNED_IN = 1 << 0, /* send the access token */
  TRANSPORT_WHOLE = 1 << 1,     /* read the body, at most TRANSPORT_REPLY_MAX, else %TRANSPORT_ERROR_NONSENSE */
  TRANSPORT_AGAIN = 1 << 2,     /* may arrive twice and mean the same: a POST that may use the last one's connection */
} TransportFlags;

/**
 * transport_send_async:
 * @method: "GET", "POST" or "PUT"
 * @path: with query, from the slash on
 * @body: (nullable): of a PUT bytes; else sent as application/json, or as application/x-ndjson if it ends in a line
 *   feed
 */
void transport_send_async (Transport          *self,
                           const char         *method,
                           const char         *path,
                           GBytes             *body,
                           TransportFlags      flags,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data);

/* (transfer full): or %NULL with a #TransportError, or %G_IO_ERROR_CANCELLED. */
TransportReply *transport_send_finish (Transport *self, GAsyncResult *result, GError **error);

/* Bytes of answers since the transport is there, as they came over the wire: compressed ones as they are. */
guint64 transport_get_received (Transport *self);

/* Says what a failure while reading TransportReply.stream means: replaces @error by a #TransportError. */
void transport_map_error (GError **error);
