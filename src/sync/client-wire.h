/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests and replies of sync/1 as the client writes and reads them (PROTOCOL.md). Pure. */
#pragma once

#include "sync/exchange.h"

typedef struct
{
  Id       server;
  gint64   inc;
  gint64   now;
  gint64   proto_min, proto_max;
  gint64   schema_min, schema_cur;
  gboolean sample; /* lives on an offset clock */
} WireHello;

gboolean wire_read_hello (const char *text, gsize length, WireHello *out, GError **error);

GBytes  *wire_write_device (const char *name, Id fork_of);
gboolean wire_read_device (const char *text, gsize length, Id *device, GError **error);

/* Header, lines and end line. */
GBytes *wire_write_push (const ExchangeBatch *batch, const ExchangeIdentity *who, gint64 schema, gint64 now);
/* (element-type Outcome): one per line pushed, in their order; FALSE also if the reply was cut. */
GArray *wire_read_push (const char *text, gsize length, GError **error);
void    outcome_clear (gpointer outcome);

GBytes *wire_write_pull (const ExchangeIdentity *who,
                         GArray                 *cursors,
                         GArray                 *backfills,
                         const char             *nonce,
                         gint64                  schema);

/* The slots of @bucket below @prefix as they are here. */
GBytes *wire_write_repair (const ExchangeIdentity *who,
                           Id                      bucket,
                           const char             *prefix,
                           const Checksum          slots[CHECKSUM_SLOTS],
                           const char             *nonce,
                           gint64                  schema);

typedef enum
{
  WIRE_HEAD,
  WIRE_PULLED,
  WIRE_SUM,
  WIRE_SLOT, /* of a repair */
  WIRE_COMMIT,
  WIRE_END,
  WIRE_OTHER, /* a kind of line this build does not know: skipped */
} WireKind;

/* One line of a pull. */
typedef struct
{
  WireKind     kind;
  char        *nonce; /* head */
  gint64       now;
  gint64       epoch;
  gint64       inc;       /* of the server, 0 = not told */
  gint64       expected;  /* rows to come, 0 = not told */
  GArray      *add;       /* head: HeldBucket */
  GArray      *del;       /* head: Id */
  Pulled      *pulled;    /* pulled */
  Id           bucket;    /* head of a repair */
  ExchangeSum  sum;       /* sum */
  ExchangeSlot slot;      /* slot */
  GArray      *old;       /* head: Id of shards whose cursor is behind the horizon */
  GArray      *cursors;   /* commit: Cursor */
  GArray      *backfills; /* commit: ExchangeBackfill */
  gboolean     more;      /* end */
  char        *sha;       /* end: of all bytes before this line */
} WireLine;

WireLine *wire_read_pull (const char *line, gsize length, GError **error);
void      wire_line_free (WireLine *line);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WireLine, wire_line_free)

/* (transfer full): path and query; @cursors of Cursor */
char    *wire_write_wait (const ExchangeIdentity *who, GArray *cursors);
gboolean wire_read_wait (const char *text, gsize length, gboolean *news);

/* Code of an error body, "" if there is none. (transfer full) */
char *wire_read_code (const char *text, gsize length);
