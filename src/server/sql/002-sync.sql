-- Checksums of buckets (R36), added by functions of the server; who holds a bucket, to wake them (R76).
ALTER TABLE bucket ADD COLUMN sum INTEGER NOT NULL DEFAULT 0;
-- In one pass over the rows, which then sorts digests and not bodies.
WITH live AS MATERIALIZED (
  SELECT org, bucket, zuoxi_digest (tbl, id, bucket, rv, body) AS digest FROM row NOT INDEXED WHERE del = 0)
UPDATE bucket SET sum = s.sum FROM (SELECT org, bucket, zuoxi_sum (digest) AS sum FROM live GROUP BY org, bucket) s
  WHERE s.org = bucket.org AND s.bucket = bucket.id;
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
