-- The regulation, its clauses and who has signed for it.

CREATE TABLE "regulation" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "title" TEXT NOT NULL,
  "version" TEXT NOT NULL,
  "effective_on" TEXT NOT NULL,
  "published_on" TEXT NOT NULL,
  "procedure" TEXT NOT NULL,
  "digest" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_regulation_insert BEFORE INSERT ON "regulation" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_regulation_update BEFORE UPDATE ON "regulation" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_regulation_delete BEFORE DELETE ON "regulation" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX regulation_bucket ON "regulation" (bucket);
CREATE INDEX regulation_effective_on ON "regulation" ("effective_on");

CREATE TABLE "clause" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "regulation" BLOB NOT NULL CHECK (length ("regulation") = 16),
  "code" TEXT NOT NULL,
  "position" INTEGER NOT NULL,
  "heading" TEXT NOT NULL,
  "paraphrase" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_clause_insert BEFORE INSERT ON "clause" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_clause_update BEFORE UPDATE ON "clause" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_clause_delete BEFORE DELETE ON "clause" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX clause_bucket ON "clause" (bucket);
CREATE INDEX clause_regulation_position ON "clause" ("regulation", "position");
CREATE INDEX clause_code ON "clause" ("code");

CREATE TABLE "receipt" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "regulation" BLOB NOT NULL CHECK (length ("regulation") = 16),
  "signed_at" INTEGER NOT NULL,
  "digest" TEXT NOT NULL,
  "public_key" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_receipt_insert BEFORE INSERT ON "receipt" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_receipt_update BEFORE UPDATE ON "receipt" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_receipt_delete BEFORE DELETE ON "receipt" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX receipt_bucket ON "receipt" (bucket);
CREATE INDEX receipt_person_regulation ON "receipt" ("person", "regulation");
CREATE INDEX receipt_regulation ON "receipt" ("regulation");
