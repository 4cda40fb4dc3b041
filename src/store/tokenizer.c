/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plain C without GLib, so that the same file is the loadable module libzuoxi-tokenizer.so, with which the stock
 * sqlite3 shell can read and rebuild the index: .load ./libzuoxi-tokenizer
 */
#include "store/tokenizer.h"

#include <stdint.h>
#include <string.h>

#include "store/search-class.h"

#ifdef TOKENIZER_LOADABLE
#include <sqlite3ext.h>
SQLITE_EXTENSION_INIT1
int sqlite3_zuoxitokenizer_init (sqlite3 *handle, char **message, const sqlite3_api_routines *api);
#endif

#define WORD_MAX 64 /* bytes of a word that count; longer ones are cut, alike in text and query */

/* Next character; a byte that is no UTF-8 counts as U+FFFD, one byte long. */
static uint32_t
decode (const unsigned char *text, int left, int *length)
{
  static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
  uint32_t              c = text[0];
  int                   n = c < 0x80 ? 1 : c < 0xc2 ? 0
                                       : c < 0xe0   ? 2
                                       : c < 0xf0   ? 3
                                       : c < 0xf5   ? 4
                                                    : 0;

  *length = 1;
  if (n == 1)
    return c;
  if (n == 0 || n > left)
    return 0xfffd;
  c &= 0x7fu >> n;
  for (int i = 1; i < n; i++)
    {
      if ((text[i] & 0xc0) != 0x80)
        return 0xfffd;
      c = c << 6 | (text[i] & 0x3f);
    }
  if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
    return 0xfffd;
  *length = n;
  return c;
}

static int
encode (uint32_t c, char *into)
{
  if (c < 0x80)
    {
      into[0] = (char) c;
      return 1;
    }
  if (c < 0x800)
    {
      into[0] = (char) (0xc0 | c >> 6);
      into[1] = (char) (0x80 | (c & 0x3f));
      return 2;
    }
  if (c < 0x10000)
    {
      into[0] = (char) (0xe0 | c >> 12);
      into[1] = (char) (0x80 | (c >> 6 & 0x3f));
      into[2] = (char) (0x80 | (c & 0x3f));
      return 3;
    }
  into[0] = (char) (0xf0 | c >> 18);
  into[1] = (char) (0x80 | (c >> 12 & 0x3f));
  into[2] = (char) (0x80 | (c >> 6 & 0x3f));
  into[3] = (char) (0x80 | (c & 0x3f));
  return 4;
}

typedef int (*TokenFunc) (void *context, int flags, const char *token, int size, int start, int end);

typedef struct
{
  void     *context;
  TokenFunc emit;
  char      word[WORD_MAX + 4]; /* the word so far */
  int       word_size;
  int       word_start;
  char      held[4]; /* last ideograph of the run, not yet emitted alone */
  int       held_size;
  int       held_start;
} Run;

/* Ends the run of letters or ideographs before byte @end. */
static int
flush (Run *run, int end)
{
  int rc = SQLITE_OK;

  if (run->word_size > 0)
    rc = run->emit (run->context, 0, run->word, run->word_size, run->word_start, end);
  else if (run->held_size > 0)
    rc = run->emit (run->context, 0, run->held, run->held_size, run->held_start, run->held_start + run->held_size);
  run->word_size = run->held_size = 0;
  return rc;
}

static int
add_letter (Run *run, uint32_t c, int at)
{
  int rc = run->held_size > 0 ? flush (run, at) : SQLITE_OK;

  if (run->word_size == 0)
    run->word_start = at;
  if (run->word_size < WORD_MAX)
    run->word_size += encode (c, run->word + run->word_size);
  return rc;
}

static int
add_ideograph (Run *run, const char *bytes, int size, int at, int *paired)
{
  int rc = run->word_size > 0 ? flush (run, at) : SQLITE_OK;

  *paired = run->held_size > 0;
  if (rc == SQLITE_OK && *paired)
    {
      char pair[8];

      memcpy (pair, run->held, (size_t) run->held_size);
      memcpy (pair + run->held_size, bytes, (size_t) size);
      rc = run->emit (run->context, 0, pair, run->held_size + size, run->held_start, at + size);
    }
  memcpy (run->held, bytes, (size_t) size);
  run->held_size = size;
  run->held_start = at;
  return rc;
}

static int
tokenize (Fts5Tokenizer *self, void *context, int flags, const char *text, int size, TokenFunc emit)
{
  Run run = { .context = context, .emit = emit };
  int rc = SQLITE_OK;
  int paired = 0;  /* the ideograph held is the second of a pair */
  int pending = 0; /* a gap was seen; the run before it is not flushed yet */
  int at = 0;

  while (at < size && rc == SQLITE_OK)
    {
      int      length;
      uint32_t c = search_fold (decode ((const unsigned char *) text + at, size - at, &length));
      SearchClass class = search_class (c);

      if (class == SEARCH_GAP)
        pending = 1;
      else
        {
          if (pending)
            rc = flush (&run, at);
          pending = 0;
          if (rc == SQLITE_OK)
            rc = class == SEARCH_WORD ? add_letter (&run, c, at) : add_ideograph (&run, text + at, length, at, &paired);
        }
      at += length;
    }
  /* The last character of a query's last run is already in its last pair. */
  if ((flags & FTS5_TOKENIZE_QUERY) && run.held_size > 0 && paired)
    return rc;
  return rc == SQLITE_OK ? flush (&run, size) : rc;
}

static int
create (void *context, const char **args, int count, Fts5Tokenizer **out)
{
  static int nothing;

  *out = (Fts5Tokenizer *) (void *) &nothing; /* there is no state, yet NULL would mean failure */
  return SQLITE_OK;
}

static void
destroy (Fts5Tokenizer *self)
{
}

static int
find_api (sqlite3 *handle, fts5_api **api)
{
  sqlite3_stmt *stmt = NULL;
  int           rc = sqlite3_prepare_v2 (handle, "SELECT fts5(?1)", -1, &stmt, NULL);

  *api = NULL;
  if (rc != SQLITE_OK)
    return rc;
  sqlite3_bind_pointer (stmt, 1, api, "fts5_api_ptr", NULL);
  sqlite3_step (stmt);
  rc = sqlite3_finalize (stmt);
  return rc == SQLITE_OK && *api == NULL ? SQLITE_ERROR : rc;
}

static int
attach (sqlite3 *handle)
{
  fts5_tokenizer methods = { create, destroy, tokenize };
  fts5_api      *api;
  int            rc = find_api (handle, &api);

  return rc == SQLITE_OK ? api->xCreateTokenizer (api, "zuoxi", NULL, &methods, NULL) : rc;
}

#ifdef TOKENIZER_LOADABLE
int
sqlite3_zuoxitokenizer_init (sqlite3 *handle, char **message, const sqlite3_api_routines *api)
{
  SQLITE_EXTENSION_INIT2 (api);
  return attach (handle);
}
#else
int
tokenizer_register (sqlite3 *handle)
{
  return attach (handle);
}
#endif
