-- What every store has besides its entities: the queue to the server, the overlay, what is visible, drafts, search.

CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Autosaved text of open forms; never leaves the device.
CREATE TABLE draft (
  form  TEXT NOT NULL,
  field TEXT NOT NULL,
  text  TEXT NOT NULL,
  at    INTEGER NOT NULL,
  PRIMARY KEY (form, field)
) STRICT, WITHOUT ROWID;

-- Mutations in the exact bytes that are pushed (R34); a line stays until the pull has brought its effect (R41).
CREATE TABLE outbox (
  n       INTEGER PRIMARY KEY,
  mid     BLOB NOT NULL UNIQUE CHECK (length (mid) = 16),
  line    BLOB NOT NULL,
  chain   BLOB NOT NULL CHECK (length (chain) = 32),
  at      INTEGER NOT NULL,
  state   TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'acked')),
  shard   BLOB,
  seq     INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Rows a line touches.
CREATE TABLE outbox_row (
  tbl     TEXT NOT NULL,
  id      BLOB NOT NULL CHECK (length (id) = 16),
  n       INTEGER NOT NULL,
  bucket  BLOB,
  PRIMARY KEY (tbl, id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_row_n ON outbox_row (n);
CREATE INDEX outbox_row_bucket ON outbox_row (bucket);

-- Acknowledged lines, 30 days, for a server restored from a backup (R39).
CREATE TABLE sent (
  n       INTEGER PRIMARY KEY,
  mid     BLOB NOT NULL UNIQUE CHECK (length (mid) = 16),
  line    BLOB NOT NULL,
  outcome TEXT NOT NULL,
  at      INTEGER NOT NULL
) STRICT;
CREATE INDEX sent_at ON sent (at);

-- The server's version of every row that has lines in the outbox; body NULL = the server has no such row.
CREATE TABLE shadow (
  tbl     TEXT NOT NULL,
  id      BLOB NOT NULL CHECK (length (id) = 16),
  bucket  BLOB,
  seq     INTEGER NOT NULL,
  rv      INTEGER NOT NULL,
  body    TEXT,
  PRIMARY KEY (tbl, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX shadow_bucket ON shadow (bucket);

-- Rows this build cannot hold exactly, in the server's bytes (R37).
CREATE TABLE untyped (
  tbl     TEXT NOT NULL,
  id      BLOB NOT NULL CHECK (length (id) = 16),
  bucket  BLOB,
  seq     INTEGER NOT NULL,
  rv      INTEGER NOT NULL,
  body    TEXT NOT NULL,
  PRIMARY KEY (tbl, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX untyped_bucket ON untyped (bucket);

CREATE TABLE cursor (
  shard   BLOB PRIMARY KEY,
  seq     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Buckets held; "after" and "done" carry a backfill over its interruptions, "purging" a purge.
CREATE TABLE bucket (
  id      BLOB PRIMARY KEY CHECK (length (id) = 16),
  shard   BLOB,
  after   INTEGER NOT NULL DEFAULT 0,
  done    INTEGER NOT NULL DEFAULT 0,
  purging INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TABLE grants (
  what    TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Search over the texts of all entities. A document's number is no × 2^40 + k of its row. The text itself is not kept.
CREATE VIRTUAL TABLE search USING fts5 (text, content = '', columnsize = 0, tokenize = 'zuoxi');

-- Rows with k > indexed are not in the index yet; they are searched by a scan (R65).
CREATE TABLE search_table (
  no      INTEGER PRIMARY KEY,
  tbl     TEXT NOT NULL UNIQUE,
  indexed INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Rows with k <= indexed whose text changed since; old = the text that is in the index, NULL = none.
CREATE TABLE search_todo (
  doc     INTEGER PRIMARY KEY,
  old     TEXT
) STRICT;
