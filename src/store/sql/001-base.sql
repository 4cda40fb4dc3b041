-- What every store has besides its entities: the queue to the server, the overlay, what is visible, drafts, search.

CREATE TABLE meta (
  name   TEXT PRIMARY KEY,
  value  TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Autosaved text of open forms; never leaves the device.
CREATE TABLE draft (
  form   TEXT NOT NULL,
  field  TEXT NOT NULL,
  text   TEXT NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY (form, field)
) STRICT, WITHOUT ROWID;

-- Mutations in the exact bytes that are pushed (R34). A line stays until it failed or until the pull has passed the
-- place of its effect: shard and seq, once it is acknowledged (R41). prev: chain before it.
CREATE TABLE outbox (
  n       INTEGER PRIMARY KEY,
  mid     BLOB NOT NULL UNIQUE CHECK (length (mid) = 16),
  line    TEXT NOT NULL,
  prev    BLOB NOT NULL CHECK (length (prev) = 32),
  at      INTEGER NOT NULL,
  shard   BLOB,
  seq     INTEGER,
  outcome TEXT
) STRICT;
CREATE INDEX outbox_acknowledged ON outbox (shard, seq) WHERE seq IS NOT NULL;

-- Rows a line touches; kind as on the wire.
CREATE TABLE outbox_row (
  tbl     TEXT NOT NULL,
  id      BLOB NOT NULL CHECK (length (id) = 16),
  n       INTEGER NOT NULL,
  kind    TEXT NOT NULL,
  bucket  BLOB NOT NULL,
  PRIMARY KEY (tbl, id, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_row_n ON outbox_row (n);
CREATE INDEX outbox_row_bucket ON outbox_row (bucket);

-- Acknowledged lines, 30 days, for a server restored from a backup (R39). n < 0: of an earlier device of this store.
-- buckets: ids one after another.
CREATE TABLE sent (
  mid     BLOB PRIMARY KEY CHECK (length (mid) = 16),
  n       INTEGER NOT NULL,
  line    TEXT NOT NULL,
  outcome TEXT NOT NULL,
  buckets BLOB NOT NULL,
  at      INTEGER NOT NULL
) STRICT;
CREATE INDEX sent_at ON sent (at);
CREATE INDEX sent_n ON sent (n);

-- The server's version of a row that has lines in the outbox; none = the server has no such row.
CREATE TABLE shadow (
  tbl     TEXT NOT NULL,
  id      BLOB NOT NULL CHECK (length (id) = 16),
  bucket  BLOB NOT NULL,
  seq     INTEGER NOT NULL,
  rv      INTEGER NOT NULL,
  body    TEXT NOT NULL,
  PRIMARY KEY (tbl, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX shadow_bucket ON shadow (bucket);

-- Rows this build cannot hold exactly, in the server's bytes (R37).
CREATE TABLE untyped (
  tbl     TEXT NOT NULL,
  id      BLOB NOT NULL CHECK (length (id) = 16),
  bucket  BLOB NOT NULL,
  seq     INTEGER NOT NULL,
  rv      INTEGER NOT NULL,
  body    TEXT NOT NULL,
  PRIMARY KEY (tbl, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX untyped_bucket ON untyped (bucket);

-- How far each shard has been pulled.
CREATE TABLE cursor (
  shard   BLOB PRIMARY KEY,
  seq     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Buckets this account may read; after and done carry a backfill over its interruptions.
CREATE TABLE bucket (
  id       BLOB PRIMARY KEY CHECK (length (id) = 16),
  shard    BLOB NOT NULL,
  class    TEXT NOT NULL,
  owner    BLOB NOT NULL,
  month    TEXT NOT NULL,
  priority INTEGER NOT NULL,
  after    INTEGER NOT NULL DEFAULT 0,
  done     INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- Search over the texts of all entities. A document's number is no × 2^40 + k of its row. The text itself is not kept.
CREATE VIRTUAL TABLE search USING fts5 (text, content = '', columnsize = 0, tokenize = 'zuoxi');

-- Rows with k > indexed are not in the index yet; a search scans them (R65).
CREATE TABLE search_table (
  no      INTEGER PRIMARY KEY,
  tbl     TEXT NOT NULL UNIQUE,
  indexed INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Rows with k <= indexed whose index entry is behind; old = the text that is in the index, NULL = none.
CREATE TABLE search_todo (
  doc     INTEGER PRIMARY KEY,
  old     TEXT
) STRICT;
