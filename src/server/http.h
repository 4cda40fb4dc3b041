/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * HTTP around the server's core: a listening socket of our own (backlog 1024), TLS, size limits counted while a body
 * arrives, one worker thread that owns the store, so that the main loop never waits for the disk. libsoup has no body
 * limit and decodes nothing, so both are said here.
 */
#pragma once

#include <gio/gio.h>

#define HTTP_BODY_MAX ((1 << 20) + 4096) /* bytes of a request: a full push, its header and its end */
#define HTTP_QUEUE_MAX 256               /* requests waiting for the worker; more get 503 */

typedef struct
{
  const char *method;
  const char *path;   /* without query */
  GHashTable *query;  /* (nullable): name → value, decoded */
  const char *token;  /* (nullable): of Authorization: Bearer */
  const char *remote; /* address of the client, for rate limits */
  GBytes     *body;
} HttpRequest;

typedef struct
{
  guint       status;
  GBytes     *body;        /* (transfer full) (nullable) */
  const char *type;        /* static; application/json if NULL */
  guint       retry_after; /* seconds, 0 = none */
} HttpReply;

/* Called on the worker thread, one request at a time. Fills @reply; an untouched one is 500. */
typedef void (*HttpHandle) (const HttpRequest *request, HttpReply *reply, gpointer data);

typedef struct HttpServer HttpServer;

/**
 * http_server_new:
 * @address: host:port; port 0 = any free one
 * @certificate: (nullable): %NULL = plain HTTP, for a proxy on the same machine
 * @error: GIO's; the message names the address
 *
 * Listens at once; requests are answered while the caller's default main context runs.
 */
HttpServer *http_server_new (const char      *address,
                             GTlsCertificate *certificate,
                             HttpHandle       handle,
                             gpointer         data,
                             GError         **error);
guint       http_server_get_port (HttpServer *self);
/* Runs @func on the worker thread after what is queued now, e.g. a daily job. */
void http_server_run (HttpServer *self, GSourceFunc func, gpointer data);
/* Takes no new requests, answers those begun, ends the worker. */
void http_server_free (HttpServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpServer, http_server_free)

/* Error body every client understands; @message is an English msgid. */
void http_reply_error (HttpReply *reply, guint status, const char *code, const char *message);
