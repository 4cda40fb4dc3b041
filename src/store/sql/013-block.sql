-- The do-not-call list as devices hold it, and the server's mark on calls to numbers of it (R10).

ALTER TABLE "call" ADD COLUMN "blocked" INTEGER NOT NULL DEFAULT 0 CHECK ("blocked" IN (0, 1));
ALTER TABLE "call" ADD COLUMN "extra_last" TEXT;
DROP TRIGGER guard_call_update;
UPDATE "call" SET "extra_last" = extra WHERE extra IS NOT NULL;
ALTER TABLE "call" DROP COLUMN extra;
ALTER TABLE "call" RENAME COLUMN "extra_last" TO extra;
CREATE TRIGGER guard_call_update BEFORE UPDATE ON "call" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;

CREATE TABLE "block_key" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "key" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_block_key_insert BEFORE INSERT ON "block_key" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_block_key_update BEFORE UPDATE ON "block_key" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_block_key_delete BEFORE DELETE ON "block_key" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX block_key_bucket ON "block_key" (bucket);


CREATE TABLE "blocked_value" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "value" INTEGER NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_blocked_value_insert BEFORE INSERT ON "blocked_value" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_blocked_value_update BEFORE UPDATE ON "blocked_value" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_blocked_value_delete BEFORE DELETE ON "blocked_value" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX blocked_value_bucket ON "blocked_value" (bucket);
