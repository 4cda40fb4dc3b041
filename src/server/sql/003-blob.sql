-- Files by their content (R48): whole and checked ones; what a device has sent of one for a row; through which rows a
-- file may be read.
CREATE TABLE blob (
  org INTEGER NOT NULL, hash BLOB NOT NULL CHECK (length (hash) = 32), size INTEGER NOT NULL, unused INTEGER NOT NULL,
  PRIMARY KEY (org, hash)) STRICT, WITHOUT ROWID;
CREATE TABLE blob_chunk (
  org INTEGER NOT NULL, hash BLOB NOT NULL, at INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (org, hash, at)) STRICT;
CREATE TABLE blob_upload (
  org INTEGER NOT NULL, device BLOB NOT NULL, hash BLOB NOT NULL, size INTEGER NOT NULL, at INTEGER NOT NULL,
  done INTEGER NOT NULL, PRIMARY KEY (org, device, hash)) STRICT, WITHOUT ROWID;
CREATE TABLE blob_part (
  org INTEGER NOT NULL, device BLOB NOT NULL, hash BLOB NOT NULL, at INTEGER NOT NULL, bytes BLOB NOT NULL,
  PRIMARY KEY (org, device, hash, at)) STRICT;
CREATE TABLE blob_row (
  org INTEGER NOT NULL, hash BLOB NOT NULL, tbl TEXT NOT NULL, id BLOB NOT NULL,
  PRIMARY KEY (org, hash, tbl, id)) STRICT, WITHOUT ROWID;
