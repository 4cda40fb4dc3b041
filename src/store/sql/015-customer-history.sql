-- Contacts before a customer was handed over (R7).

CREATE TABLE "customer_history" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "customer" BLOB NOT NULL CHECK (length ("customer") = 16),
  "assignment" BLOB NOT NULL CHECK (length ("assignment") = 16),
  "on" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "result" TEXT NOT NULL,
  "note" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_customer_history_insert BEFORE INSERT ON "customer_history" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_customer_history_update BEFORE UPDATE ON "customer_history" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_customer_history_delete BEFORE DELETE ON "customer_history" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX customer_history_bucket ON "customer_history" (bucket);
CREATE INDEX customer_history_customer ON "customer_history" ("customer");

