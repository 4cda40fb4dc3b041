-- Generic rows and what the protocol needs (design §5). Every table leads with (org, shard) where it has a shard.
CREATE TABLE meta (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE shard (
  org INTEGER NOT NULL, shard BLOB NOT NULL, seq INTEGER NOT NULL, aseq INTEGER NOT NULL, ahash BLOB NOT NULL,
  PRIMARY KEY (org, shard)) STRICT, WITHOUT ROWID;

CREATE TABLE row (
  org INTEGER NOT NULL, shard BLOB NOT NULL, tbl TEXT NOT NULL, id BLOB NOT NULL CHECK (length (id) = 16),
  bucket BLOB NOT NULL, parent BLOB, seq INTEGER NOT NULL, rv INTEGER NOT NULL, fm TEXT NOT NULL,
  del INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY (org, tbl, id)) STRICT, WITHOUT ROWID;
CREATE INDEX row_by_seq ON row (org, shard, seq);
CREATE INDEX row_by_bucket ON row (org, bucket, seq);
CREATE INDEX row_by_parent ON row (org, tbl, parent) WHERE parent IS NOT NULL;

CREATE TABLE leave (
  org INTEGER NOT NULL, shard BLOB NOT NULL, seq INTEGER NOT NULL, tbl TEXT NOT NULL, id BLOB NOT NULL,
  bucket BLOB NOT NULL, rv INTEGER NOT NULL,
  PRIMARY KEY (org, shard, seq)) STRICT, WITHOUT ROWID;

CREATE TABLE bucket (
  org INTEGER NOT NULL, id BLOB NOT NULL, shard BLOB NOT NULL, class TEXT NOT NULL, owner BLOB NOT NULL,
  month TEXT NOT NULL, cnt INTEGER NOT NULL, last_seq INTEGER NOT NULL,
  PRIMARY KEY (org, id)) STRICT, WITHOUT ROWID;

CREATE TABLE granted (
  org INTEGER NOT NULL, person BLOB NOT NULL, bucket BLOB NOT NULL,
  PRIMARY KEY (org, person, bucket)) STRICT, WITHOUT ROWID;
CREATE TABLE grant_log (
  org INTEGER NOT NULL, person BLOB NOT NULL, epoch INTEGER NOT NULL, bucket BLOB NOT NULL, added INTEGER NOT NULL,
  PRIMARY KEY (org, person, epoch, bucket)) STRICT, WITHOUT ROWID;

CREATE TABLE account (
  org INTEGER NOT NULL, login TEXT NOT NULL, person BLOB NOT NULL, salt BLOB NOT NULL, ops INTEGER NOT NULL,
  mem INTEGER NOT NULL, auth BLOB NOT NULL, state TEXT NOT NULL, must_change INTEGER NOT NULL,
  PRIMARY KEY (org, login)) STRICT, WITHOUT ROWID;
CREATE INDEX account_by_person ON account (org, person);
CREATE TABLE public_key (
  org INTEGER NOT NULL, person BLOB NOT NULL, key TEXT NOT NULL, since INTEGER NOT NULL, confirmed INTEGER NOT NULL,
  PRIMARY KEY (org, person, key)) STRICT, WITHOUT ROWID;
CREATE TABLE token (
  org INTEGER NOT NULL, hash BLOB NOT NULL, family BLOB NOT NULL, login TEXT NOT NULL, kind TEXT NOT NULL,
  expires INTEGER NOT NULL, used INTEGER NOT NULL,
  PRIMARY KEY (org, hash)) STRICT, WITHOUT ROWID;
CREATE INDEX token_by_family ON token (org, family);

CREATE TABLE device (
  org INTEGER NOT NULL, id BLOB NOT NULL, login TEXT NOT NULL, name TEXT NOT NULL, no INTEGER NOT NULL,
  lineage INTEGER NOT NULL, state TEXT NOT NULL, lmid INTEGER NOT NULL, chain BLOB NOT NULL, last_seen INTEGER NOT NULL,
  created INTEGER NOT NULL,
  PRIMARY KEY (org, id)) STRICT, WITHOUT ROWID;
CREATE INDEX device_by_no ON device (org, no);

-- One outcome for each mutation, written in the transaction of its effect (R34). row, line: kept where it had none.
CREATE TABLE mutation (
  org INTEGER NOT NULL, mid BLOB NOT NULL, device BLOB NOT NULL, n INTEGER NOT NULL, status TEXT NOT NULL,
  code TEXT NOT NULL, shard BLOB NOT NULL, seq INTEGER NOT NULL, rv INTEGER NOT NULL, row BLOB, line TEXT,
  PRIMARY KEY (org, mid)) STRICT, WITHOUT ROWID;
CREATE INDEX mutation_by_device ON mutation (org, device, n);
CREATE INDEX mutation_by_row ON mutation (org, row) WHERE row IS NOT NULL;

-- A chain over salted hashes; the values stand beside it and can be erased with their salt (R57).
CREATE TABLE audit (
  org INTEGER NOT NULL, shard BLOB NOT NULL, aseq INTEGER NOT NULL, prev BLOB NOT NULL, at INTEGER NOT NULL,
  actor TEXT NOT NULL, action TEXT NOT NULL, tbl TEXT NOT NULL, row BLOB NOT NULL, value_hash BLOB NOT NULL,
  PRIMARY KEY (org, shard, aseq)) STRICT, WITHOUT ROWID;
CREATE TABLE audit_value (
  org INTEGER NOT NULL, shard BLOB NOT NULL, aseq INTEGER NOT NULL, salt BLOB NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (org, shard, aseq)) STRICT, WITHOUT ROWID;
CREATE INDEX audit_by_row ON audit (org, tbl, row);

CREATE TABLE job (org INTEGER NOT NULL, name TEXT NOT NULL, done TEXT NOT NULL, PRIMARY KEY (org, name)) STRICT, WITHOUT ROWID;
