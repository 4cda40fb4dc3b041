-- What was signed up to the end of a day, as one digest (R30).

CREATE TABLE "witness" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "department" BLOB NOT NULL CHECK (length ("department") = 16),
  "day" TEXT NOT NULL,
  "last_seq" INTEGER NOT NULL,
  "steps" INTEGER NOT NULL,
  "root" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_witness_insert BEFORE INSERT ON "witness" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_witness_update BEFORE UPDATE ON "witness" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_witness_delete BEFORE DELETE ON "witness" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX witness_bucket ON "witness" (bucket);
