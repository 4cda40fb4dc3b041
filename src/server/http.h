/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * HTTP around the server's core: a listening socket of our own (backlog 1024), TLS, size limits counted while a body
 * arrives, one worker thread that owns the store, so that the main loop never waits for the disk. libsoup has no body
 * limit and decodes nothing, so both are said here. Answers of many lines leave compressed where the client takes it.
 */
#pragma once

#include <gio/gio.h>

#define HTTP_BODY_MAX ((1 << 20) + 4096) /* bytes of a request: a full push, its header and its end */
#define HTTP_QUEUE_MAX 256               /* requests waiting for the worker; more get 503 */
#define HTTP_DEVICE_MAX 4                /* of them with one token: a device asks one thing at a time; more get 429 */
#define HTTP_PARKED_MAX 20000            /* requests parked; more get 503 */
#define HTTP_PARK_US (G_GINT64_CONSTANT (25) * G_USEC_PER_SEC)
#define HTTP_WAKE_US (G_USEC_PER_SEC / 2) /* a device is woken at most so often (R76) */
#define HTTP_GROUP_MAX 64                 /* requests of one commit */
#define HTTP_LINES "application/x-ndjson" /* the type of an answer of many lines */
#define HTTP_GZIP_MIN 1400                /* bytes of one that is worth compressing: what does not fit one packet */

typedef struct
{
  const char *method;
  const char *path;   /* without query */
  GHashTable *query;  /* (nullable): name → value, decoded */
  const char *token;  /* (nullable): of Authorization: Bearer */
  const char *remote; /* address of the client, for rate limits */
  GBytes     *body;
  gboolean    gzip;  /* the client takes a compressed answer */
  gboolean    last;  /* it was parked and its time is over: what is answered now is sent */
  guint       tries; /* how often something was done aside for it */
} HttpRequest;

typedef struct
{
  guint       status;
  GBytes     *body;          /* (transfer full) (nullable) */
  const char *type;          /* static; application/json if NULL */
  gboolean    gzip;          /* @body is compressed; set by http.c */
  guint       retry_after;   /* seconds, 0 = none */
  gboolean    park;          /* nothing to be said yet: handled again when its key is woken, or its time is over */
  void (*aside) (gpointer);  /* (nullable): takes long, needs no worker: runs on a thread, then it is handled again */
  gpointer       aside_data; /* with @aside */
  GDestroyNotify aside_free; /* of @aside_data */
  char           key[33];    /* whom a wake is for, "" = nobody */
  char           device[33]; /* of whom one wake follows another not too soon */
} HttpReply;

/* After each request, on the worker: fills @keys, a set of owned strings, with those to be woken; "*" = all. */
typedef void (*HttpWoken) (GHashTable *keys, gpointer data);

/* Requests that may share one commit. @end FALSE: nothing was kept, every answer becomes 503. On the worker. */
typedef struct
{
  gboolean (*belongs) (const HttpRequest *request);
  void (*begin) (gpointer data);
  gboolean (*end) (gpointer data);
} HttpGroup;

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
/* Both before the first request. @data is that of the handler. */
void http_server_set_woken (HttpServer *self, HttpWoken woken);
void http_server_set_group (HttpServer *self, const HttpGroup *group);
/* Runs @func on the worker thread after what is queued now, then wakes whom that concerns: for what time itself does.
 */
void http_server_run (HttpServer *self, GSourceFunc func, gpointer data);
/* Takes no new requests, answers those begun, ends the worker. */
void http_server_free (HttpServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HttpServer, http_server_free)

/* Error body every client understands; @message is an English msgid. */
void http_reply_error (HttpReply *reply, guint status, const char *code, const char *message);
