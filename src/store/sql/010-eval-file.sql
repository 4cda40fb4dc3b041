-- Files as evidence of an evaluation.

CREATE TABLE "eval_file" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "sheet" BLOB NOT NULL CHECK (length ("sheet") = 16),
  "file" TEXT NOT NULL,
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "name" TEXT NOT NULL,
  "size" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_eval_file_insert BEFORE INSERT ON "eval_file" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_eval_file_update BEFORE UPDATE ON "eval_file" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_eval_file_delete BEFORE DELETE ON "eval_file" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX eval_file_bucket ON "eval_file" (bucket);
CREATE INDEX eval_file_person ON "eval_file" ("person");
CREATE INDEX eval_file_sheet ON "eval_file" ("sheet");
