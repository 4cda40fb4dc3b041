-- Checksums of buckets (R36), added by functions of the server; who holds a bucket, to wake them (R76).
ALTER TABLE bucket ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
UPDATE bucket SET sum = (SELECT zuoxi_sum (zuoxi_digest (r.tbl, r.id, r.bucket, r.rv, r.body)) FROM row r
  WHERE r.org = bucket.org AND r.bucket = bucket.id AND r.del = 0);
CREATE INDEX granted_by_bucket ON granted (org, bucket);

-- Where each shard stood when a day began, and up to where its markers of deletions and moves are gone.
CREATE TABLE shard_day (
  org INTEGER NOT NULL, shard BLOB NOT NULL, day TEXT NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY (org, shard, day)) STRICT, WITHOUT ROWID;
ALTER TABLE shard ADD COLUMN horizon INTEGER NOT NULL DEFAULT 0;

-- Clocks (R52): µs, server minus device as last measured; when a mutation arrived and what its device's clock was worth.
ALTER TABLE device ADD COLUMN clock INTEGER;
ALTER TABLE mutation ADD COLUMN at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mutation ADD COLUMN clock INTEGER;
