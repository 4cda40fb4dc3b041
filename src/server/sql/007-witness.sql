-- Steps in the order in which they were witnessed (R30): digests alone, which stay when a person's rows are erased.
CREATE TABLE witness_leaf (
  org INTEGER NOT NULL, shard BLOB NOT NULL, n INTEGER NOT NULL, step BLOB NOT NULL CHECK (length (step) = 16),
  digest BLOB NOT NULL CHECK (length (digest) = 32),
  PRIMARY KEY (org, shard, n)) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX witness_leaf_by_step ON witness_leaf (org, step);
