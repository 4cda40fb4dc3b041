-- Rows a kept line touched and where each of them is, as far as this device knows: a line goes with its row (R45). Lines
-- kept before this step have their places in sent.buckets.
CREATE TABLE sent_row (
  id     BLOB NOT NULL CHECK (length (id) = 16),
  mid    BLOB NOT NULL CHECK (length (mid) = 16),
  tbl    TEXT NOT NULL,
  bucket BLOB NOT NULL,
  PRIMARY KEY (id, mid, tbl)
) STRICT, WITHOUT ROWID;
