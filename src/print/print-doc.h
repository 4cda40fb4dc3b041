/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is to be printed: a tree of plain structs, filled by the builders below and freed as a whole. */
#pragma once

#include <glib.h>

typedef enum
{
  PRINT_LEFT,
  PRINT_CENTRE,
  PRINT_RIGHT
} PrintAlign;

typedef enum
{
  PRINT_COLUMN_PLAIN = 0,
  PRINT_COLUMN_NOWRAP = 1 << 0, /* one line: set smaller down to 85 %, then wrapped after all */
  PRINT_COLUMN_LABEL = 1 << 1,  /* shaded, and said again when its row goes on over the page */
  PRINT_COLUMN_TEXT = 1 << 2    /* long text: starts at the top of its cell */
} PrintColumnFlags;

typedef struct
{
  const char      *title; /* nullable: no header row if no column has one */
  int              width; /* relative to the other columns */
  PrintAlign       align;
  PrintColumnFlags flags;
} PrintColumn;

typedef enum
{
  PRINT_ROW_PLAIN,
  PRINT_ROW_GROUP, /* shaded, strong: names the rows below */
  PRINT_ROW_TOTAL  /* strong */
} PrintRowKind;

typedef enum
{
  PRINT_OWN,
  PRINT_MERGED_LEFT,  /* the cell to the left reaches over this one */
  PRINT_MERGED_ABOVE, /* the cell above reaches over this one */
} PrintMerge;

typedef struct
{
  char      *text;
  PrintMerge merge;
} PrintCell;

typedef struct
{
  PrintRowKind kind;
  guint        n_cells;
  PrintCell   *cells;
} PrintRow;

/* A signature, given or still open; texts as they are to be read. */
typedef struct
{
  const char *step;        /* workflow step, e.g. "submit_self"; goes with the form into a QR text */
  const char *role;        /* whose place this is, e.g. 被考核人确认 */
  const char *name;        /* nullable: not signed yet, a blank line is printed */
  const char *moment;      /* nullable: blank line */
  const char *stance;      /* nullable: agree, objects, refused, absent … for programs */
  const char *stance_text; /* nullable: the same in words, with the signer's own */
  gboolean    key_confirmed;
  const char *digest; /* nullable: 64 hex digits, the step's digest */
} PrintSignature;

typedef enum
{
  PRINT_BLOCK_GRID,       /* label and value, several pairs beside each other */
  PRINT_BLOCK_TABLE,      /* columns; the header comes again on each page */
  PRINT_BLOCK_TEXTS,      /* label at the left, text of any length at the right */
  PRINT_BLOCK_NOTES,      /* numbered small print */
  PRINT_BLOCK_PARAGRAPHS, /* plain text without a frame */
  PRINT_BLOCK_BYTES,      /* lines for machines, set small and tight */
  PRINT_BLOCK_SIGNATURES, /* two boxes beside each other */
  PRINT_BLOCK_CODE        /* QR code with text beside it */
} PrintBlockKind;

typedef struct
{
  PrintBlockKind kind;
  char          *heading; /* nullable */
  gboolean       new_page;
  guint          n_columns;  /* table: columns; grid: pairs beside each other */
  PrintColumn   *columns;    /* table only, titles owned */
  GPtrArray     *rows;       /* PrintRow *: grid and texts two cells, notes and code one */
  GPtrArray     *signatures; /* PrintSignature * */
  char          *payload;    /* code only: text of the QR code */
} PrintBlock;

typedef struct
{
  char      *org;      /* nullable: small, above the title */
  char      *title;    /* printed large once, small on the following pages, and as a bookmark */
  char      *subtitle; /* nullable */
  char      *version;  /* nullable: form number and version, filing number: right, above the title */
  char      *running;  /* nullable: right, at the head of the following pages: name, number, period */
  char      *mark;     /* nullable: left, at the foot of every page: short digest */
  GPtrArray *blocks;   /* PrintBlock * */
} PrintDoc;

/* A cell with this very pointer is merged with the cell above it. Every cell merged upwards in a row must be
 * merged over the same rows as its neighbours that are: rows joined in this way form one unit. */
extern const char print_above[];

/* All texts are copied, may be NULL for "", and are repaired if they are not UTF-8. */
PrintDoc *print_doc_new (const char *title);
void      print_doc_free (PrintDoc *doc);
void      print_doc_set (char **member, const char *text);

/* Blocks belong to the document; @heading is nullable. */
PrintBlock *print_doc_add_grid (PrintDoc *doc, const char *heading, guint pairs_per_row);
PrintBlock *print_doc_add_table (PrintDoc *doc, const char *heading, const PrintColumn *columns, guint n_columns);
PrintBlock *print_doc_add_texts (PrintDoc *doc, const char *heading);
PrintBlock *print_doc_add_notes (PrintDoc *doc, const char *heading);
PrintBlock *print_doc_add_paragraphs (PrintDoc *doc, const char *heading);
PrintBlock *print_doc_add_bytes (PrintDoc *doc, const char *heading);
PrintBlock *print_doc_add_signatures (PrintDoc *doc, const char *heading);
PrintBlock *print_doc_add_code (PrintDoc *doc, const char *payload);

/* One pair: grid and texts. */
void print_block_add_pair (PrintBlock *block, const char *label, const char *value);
/* One line: notes, paragraphs, and the text beside a code. */
void print_block_add_line (PrintBlock *block, const char *text);
/* @cells has one entry per column; NULL merges with the cell to the left, print_above with the one above. */
void print_table_add (PrintBlock *block, PrintRowKind kind, const char *const *cells);
void print_block_add_signature (PrintBlock *block, const PrintSignature *signature);

PrintSignature *print_signature_copy (const PrintSignature *signature);
void            print_signature_free (PrintSignature *signature);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PrintDoc, print_doc_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PrintSignature, print_signature_free)
