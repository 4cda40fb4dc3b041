/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Field tables (R69): one line describes a member of an entity struct, its column, its JSON member, its property and
 * how two edits of it merge. SQL, JSON, diff, copy, properties, lists, forms, CSV and generators walk the same table.
 */
#pragma once

#include "core/i18n.h"
#include "core/types.h"

typedef enum
{
  FIELD_END,
  FIELD_REF,     /* Id of a row of table .ref; all zero = none; may name a row the reader does not hold (R47) */
  FIELD_TEXT,    /* char *, never NULL in a live struct, "" = absent */
  FIELD_INT,     /* gint64, or OptInt = nullable */
  FIELD_FLAG,    /* gboolean */
  FIELD_ENUM,    /* an enum type; stored and sent as its nick */
  FIELD_DATE,    /* char *, YYYY-MM-DD or "" */
  FIELD_MONTH,   /* char *, YYYY-MM or "" */
  FIELD_MOMENT,  /* gint64 µs since the epoch, UTC; OptInt = nullable */
  FIELD_FEN,     /* money, gint64 or OptInt */
  FIELD_SCORE,   /* hundredths of a point or of a percent, gint64 or OptInt */
  FIELD_RATIO,   /* Ratio; two columns NAME_num and NAME_den; JSON [num,den] */
  FIELD_SET,     /* char *, sorted canonical JSON array of short texts, "" = empty */
  FIELD_BLOBREF, /* char *, SHA-256 in hex of an attachment, "" = none */
} FieldKind;

typedef enum
{
  MERGE_KEEP,   /* a conflict keeps the server's value and asks the author (default) */
  MERGE_LWW,    /* the later clamped clock wins, the loser stays in the history */
  MERGE_TEXT3,  /* three-way merge of lines */
  MERGE_SET,    /* union of additions, minus removals */
  MERGE_SERVER, /* only commands write it */
} MergePolicy;

typedef enum
{
  MASK_NONE,
  MASK_PHONE, /* shown as 138****5678 outside the record's own page */
} Mask;

typedef struct
{
  int         value;
  const char *nick;  /* stored and sent, never translated, never changed */
  const char *title; /* msgid */
} EnumNick;

typedef struct
{
  const char *name;
  const char *title; /* msgid */
  FieldKind   kind;
  guint16     offset;   /* of the member in its struct */
  gboolean    optional; /* the member is an OptInt */

  const EnumNick *enums;  /* FIELD_ENUM: table ended by a NULL nick; the first is the default */
  const char     *ref;    /* FIELD_REF: table it points at */
  guint8          key;    /* 1, 2 …: place in the natural key (R35); 0 = not part of it */
  gboolean        parent; /* FIELD_REF: the row this one is a child of */
  gboolean        search; /* in the full-text index */
  MergePolicy     merge;
  const char     *group; /* fields with the same group conflict as one (R44) */
  gint64          min;   /* numbers: inclusive; both 0 = unbounded */
  gint64          max;   /* numbers: inclusive; texts: bytes, 0 = 256 */
  gint64          def;   /* default of a number that is not optional */
  guint8          since; /* version of the wire schema that brought it; 0 = the first */
  Mask            mask;
} Field;

/* Which C type carries which kind; a table that disagrees with its struct does not compile. */
#define FIELD_IS(type, expr) __builtin_types_compatible_p (__typeof__ (expr), type)
#define FIELD_FITS_REF(expr) FIELD_IS (Id, expr)
#define FIELD_FITS_TEXT(expr) FIELD_IS (char *, expr)
#define FIELD_FITS_INT(expr) (FIELD_IS (gint64, expr) || FIELD_IS (OptInt, expr))
#define FIELD_FITS_FLAG(expr) FIELD_IS (gboolean, expr)
#define FIELD_FITS_ENUM(expr) (sizeof (expr) == sizeof (int))
#define FIELD_FITS_DATE(expr) FIELD_IS (char *, expr)
#define FIELD_FITS_MONTH(expr) FIELD_IS (char *, expr)
#define FIELD_FITS_MOMENT(expr) FIELD_FITS_INT (expr)
#define FIELD_FITS_FEN(expr) FIELD_FITS_INT (expr)
#define FIELD_FITS_SCORE(expr) FIELD_FITS_INT (expr)
#define FIELD_FITS_RATIO(expr) FIELD_IS (Ratio, expr)
#define FIELD_FITS_SET(expr) FIELD_IS (char *, expr)
#define FIELD_FITS_BLOBREF(expr) FIELD_IS (char *, expr)

#define FIELD(Struct, member, KIND, label, ...)                                                                 \
  {                                                                                                             \
    .name = #member, .title = label, .kind = FIELD_##KIND,                                                      \
    .offset = G_STRUCT_OFFSET (Struct, member) + 0 * sizeof (struct {                                           \
                                                   _Static_assert(FIELD_FITS_##KIND (((Struct *) 0)->member),   \
                                                                  "the member's C type does not fit its kind"); \
                                                   int unused;                                                  \
                                                 }),                                                            \
    .optional = FIELD_IS (OptInt, ((Struct *) 0)->member), __VA_ARGS__                                          \
  }
#define FIELD_LAST \
  {                \
    .name = NULL   \
  }

#define FIELD_TEXT_MAX 65536 /* bytes of a long text (design §4, limits) */

/* Value of @field inside @row, typed; the caller knows the kind. */
#define FIELD_PTR(row, field, type) ((type *) (gpointer) ((char *) (row) + (field)->offset))

const EnumNick *enum_by_value (const EnumNick *enums, int value);
const EnumNick *enum_by_nick (const EnumNick *enums, const char *nick);
const char     *enum_nick (const EnumNick *enums, int value);
