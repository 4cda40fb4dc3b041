-- Departments, people, their posts and accounts.

CREATE TABLE "department" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "name" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "org" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_department_insert BEFORE INSERT ON "department" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_department_update BEFORE UPDATE ON "department" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_department_delete BEFORE DELETE ON "department" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX department_bucket ON "department" (bucket);

CREATE TABLE "team" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "department" BLOB NOT NULL CHECK (length ("department") = 16),
  "name" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_team_insert BEFORE INSERT ON "team" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_team_update BEFORE UPDATE ON "team" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_team_delete BEFORE DELETE ON "team" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX team_bucket ON "team" (bucket);
CREATE INDEX team_department ON "team" ("department");

CREATE TABLE "calendar_day" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "day" TEXT NOT NULL,
  "workday" INTEGER NOT NULL CHECK ("workday" IN (0, 1)),
  "name" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_calendar_day_insert BEFORE INSERT ON "calendar_day" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_calendar_day_update BEFORE UPDATE ON "calendar_day" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_calendar_day_delete BEFORE DELETE ON "calendar_day" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX calendar_day_bucket ON "calendar_day" (bucket);
CREATE INDEX calendar_day_day ON "calendar_day" ("day");

CREATE TABLE "person" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "number" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "active" INTEGER NOT NULL CHECK ("active" IN (0, 1)),
  extra TEXT
) STRICT;
CREATE TRIGGER guard_person_insert BEFORE INSERT ON "person" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_person_update BEFORE UPDATE ON "person" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_person_delete BEFORE DELETE ON "person" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX person_bucket ON "person" (bucket);
CREATE INDEX person_number ON "person" ("number");
CREATE INDEX person_name ON "person" ("name");

CREATE TABLE "assignment" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "department" BLOB NOT NULL CHECK (length ("department") = 16),
  "team" BLOB NOT NULL CHECK (length ("team") = 16),
  "post" TEXT NOT NULL,
  "from_on" TEXT NOT NULL,
  "to_on" TEXT NOT NULL,
  "acting" INTEGER NOT NULL CHECK ("acting" IN (0, 1)),
  extra TEXT
) STRICT;
CREATE TRIGGER guard_assignment_insert BEFORE INSERT ON "assignment" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_assignment_update BEFORE UPDATE ON "assignment" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_assignment_delete BEFORE DELETE ON "assignment" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX assignment_bucket ON "assignment" (bucket);
CREATE INDEX assignment_person_from_on ON "assignment" ("person", "from_on");
CREATE INDEX assignment_department ON "assignment" ("department");
CREATE INDEX assignment_team ON "assignment" ("team");

CREATE TABLE "staff_file" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "status" TEXT NOT NULL,
  "hired_on" TEXT NOT NULL,
  "confirmed_on" TEXT NOT NULL,
  "left_on" TEXT NOT NULL,
  "phone" TEXT NOT NULL,
  "note" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_staff_file_insert BEFORE INSERT ON "staff_file" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_staff_file_update BEFORE UPDATE ON "staff_file" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_staff_file_delete BEFORE DELETE ON "staff_file" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX staff_file_bucket ON "staff_file" (bucket);
CREATE INDEX staff_file_person ON "staff_file" ("person");

CREATE TABLE "account_card" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "login" TEXT NOT NULL,
  "salt" TEXT NOT NULL,
  "check12" INTEGER NOT NULL,
  "ops" INTEGER NOT NULL,
  "mem" INTEGER NOT NULL,
  "unconfirmed" INTEGER NOT NULL CHECK ("unconfirmed" IN (0, 1)),
  extra TEXT
) STRICT;
CREATE TRIGGER guard_account_card_insert BEFORE INSERT ON "account_card" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_account_card_update BEFORE UPDATE ON "account_card" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_account_card_delete BEFORE DELETE ON "account_card" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX account_card_bucket ON "account_card" (bucket);
CREATE INDEX account_card_person ON "account_card" ("person");
CREATE INDEX account_card_login ON "account_card" ("login");
