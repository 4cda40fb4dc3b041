-- doubt: the bucket's rows are not those of the server, or were not pulled for too long; to be compared by digest (R36).
ALTER TABLE bucket ADD COLUMN doubt INTEGER NOT NULL DEFAULT 0 CHECK (doubt IN (0, 1));
