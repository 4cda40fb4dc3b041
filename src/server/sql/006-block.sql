-- Numbers whose owners refuse calls (R10): the whole HMAC of each under the company's key, which says exactly what the
-- 28 bits in the rows of blocked_value leave open. The number itself is not kept.
CREATE TABLE blocked_number (
  org INTEGER NOT NULL, keyed BLOB NOT NULL CHECK (length (keyed) = 32), value INTEGER NOT NULL, masked TEXT NOT NULL,
  reason TEXT NOT NULL, actor TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (org, keyed)) STRICT, WITHOUT ROWID;
CREATE INDEX blocked_number_by_value ON blocked_number (org, value);
