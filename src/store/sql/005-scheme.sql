-- Scoring schemes.

CREATE TABLE "scheme" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "post" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "version" TEXT NOT NULL,
  "effective_from" TEXT NOT NULL,
  "regulation" BLOB NOT NULL CHECK (length ("regulation") = 16),
  "pass_line" INTEGER NOT NULL,
  "linear_rating" INTEGER NOT NULL CHECK ("linear_rating" IN (0, 1)),
  "team_mean" INTEGER NOT NULL CHECK ("team_mean" IN (0, 1)),
  "success_target_num" INTEGER NOT NULL,
  "success_target_den" INTEGER NOT NULL,
  "digest" TEXT NOT NULL,
  "published_on" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_scheme_insert BEFORE INSERT ON "scheme" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_scheme_update BEFORE UPDATE ON "scheme" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_scheme_delete BEFORE DELETE ON "scheme" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX scheme_bucket ON "scheme" (bucket);
CREATE INDEX scheme_post_effective_from ON "scheme" ("post", "effective_from");

CREATE TABLE "scheme_grade" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "scheme" BLOB NOT NULL CHECK (length ("scheme") = 16),
  "code" TEXT NOT NULL,
  "title" TEXT NOT NULL,
  "bound" INTEGER NOT NULL,
  "coefficient" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_scheme_grade_insert BEFORE INSERT ON "scheme_grade" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_scheme_grade_update BEFORE UPDATE ON "scheme_grade" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_scheme_grade_delete BEFORE DELETE ON "scheme_grade" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX scheme_grade_bucket ON "scheme_grade" (bucket);
CREATE INDEX scheme_grade_scheme_bound ON "scheme_grade" ("scheme", "bound");

CREATE TABLE "scheme_item" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "scheme" BLOB NOT NULL CHECK (length ("scheme") = 16),
  "code" TEXT NOT NULL,
  "position" INTEGER NOT NULL,
  "title" TEXT NOT NULL,
  "group_code" TEXT NOT NULL,
  "weight" INTEGER NOT NULL,
  "source" TEXT NOT NULL,
  "rule" TEXT NOT NULL,
  "metric" TEXT NOT NULL,
  "metric2" TEXT NOT NULL,
  "share" INTEGER NOT NULL,
  "floor" INTEGER,
  "cap" INTEGER NOT NULL,
  "clause" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_scheme_item_insert BEFORE INSERT ON "scheme_item" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_scheme_item_update BEFORE UPDATE ON "scheme_item" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_scheme_item_delete BEFORE DELETE ON "scheme_item" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX scheme_item_bucket ON "scheme_item" (bucket);
CREATE INDEX scheme_item_scheme_position ON "scheme_item" ("scheme", "position");

CREATE TABLE "scheme_step" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "item" BLOB NOT NULL CHECK (length ("item") = 16),
  "scheme" BLOB NOT NULL CHECK (length ("scheme") = 16),
  "kind" TEXT NOT NULL,
  "bound" INTEGER NOT NULL,
  "points" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_scheme_step_insert BEFORE INSERT ON "scheme_step" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_scheme_step_update BEFORE UPDATE ON "scheme_step" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_scheme_step_delete BEFORE DELETE ON "scheme_step" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX scheme_step_bucket ON "scheme_step" (bucket);
CREATE INDEX scheme_step_item_bound ON "scheme_step" ("item", "bound");
CREATE INDEX scheme_step_scheme ON "scheme_step" ("scheme");
