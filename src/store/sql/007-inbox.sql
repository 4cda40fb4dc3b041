-- Outcomes that wait for their author.

CREATE TABLE "inbox_item" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "kind" TEXT NOT NULL,
  "mid" TEXT NOT NULL,
  "tbl" TEXT NOT NULL,
  "subject" BLOB NOT NULL CHECK (length ("subject") = 16),
  "field" TEXT NOT NULL,
  "mine" TEXT NOT NULL,
  "was" TEXT NOT NULL,
  "other" BLOB NOT NULL CHECK (length ("other") = 16),
  "other_at" INTEGER,
  "happened_at" INTEGER NOT NULL,
  "code" TEXT NOT NULL,
  "message" TEXT NOT NULL,
  "args" TEXT NOT NULL,
  "clause" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "choice" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_inbox_item_insert BEFORE INSERT ON "inbox_item" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_inbox_item_update BEFORE UPDATE ON "inbox_item" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_inbox_item_delete BEFORE DELETE ON "inbox_item" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX inbox_item_bucket ON "inbox_item" (bucket);
CREATE INDEX inbox_item_state_happened_at ON "inbox_item" ("state", "happened_at");
CREATE INDEX inbox_item_person ON "inbox_item" ("person");
CREATE INDEX inbox_item_subject ON "inbox_item" ("subject");
