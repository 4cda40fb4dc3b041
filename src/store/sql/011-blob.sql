-- Files by their content (R48), in pieces: what is here of them, which the server still has to get, which somebody
-- waits for.
CREATE TABLE blob (
  hash BLOB PRIMARY KEY CHECK (length (hash) = 32),
  size INTEGER NOT NULL CHECK (size BETWEEN 1 AND 20971520),
  whole INTEGER NOT NULL CHECK (whole IN (0, 1)), -- every piece is here and their digest was right
  used INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE blob_piece (
  hash BLOB NOT NULL, at INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (hash, at)) STRICT;
-- A row this device has named a file in. inc: incarnation of the server that has got it, 0 = none yet (R39).
CREATE TABLE blob_send (
  tbl TEXT NOT NULL, id BLOB NOT NULL CHECK (length (id) = 16), hash BLOB NOT NULL, size INTEGER NOT NULL,
  at INTEGER NOT NULL, pieces INTEGER NOT NULL, inc INTEGER NOT NULL, PRIMARY KEY (tbl, id)) STRICT, WITHOUT ROWID;
CREATE TABLE blob_want (
  tbl TEXT NOT NULL, id BLOB NOT NULL CHECK (length (id) = 16), hash BLOB NOT NULL, size INTEGER NOT NULL,
  at INTEGER NOT NULL, PRIMARY KEY (tbl, id)) STRICT, WITHOUT ROWID;
