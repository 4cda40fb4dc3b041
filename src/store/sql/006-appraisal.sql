-- The monthly forms.

CREATE TABLE "appraisal_month" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "department" BLOB NOT NULL CHECK (length ("department") = 16),
  "month" TEXT NOT NULL,
  "scheme" BLOB NOT NULL CHECK (length ("scheme") = 16),
  "regulation" BLOB NOT NULL CHECK (length ("regulation") = 16),
  "opened_at" INTEGER NOT NULL,
  "opened_by" BLOB NOT NULL CHECK (length ("opened_by") = 16),
  "cut_off" INTEGER NOT NULL,
  "self_due" TEXT NOT NULL,
  "score_due" TEXT NOT NULL,
  "interview_due" TEXT NOT NULL,
  "review_due" TEXT NOT NULL,
  "filing_due" TEXT NOT NULL,
  "filed_count" INTEGER NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_appraisal_month_insert BEFORE INSERT ON "appraisal_month" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_appraisal_month_update BEFORE UPDATE ON "appraisal_month" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_appraisal_month_delete BEFORE DELETE ON "appraisal_month" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX appraisal_month_bucket ON "appraisal_month" (bucket);
CREATE INDEX appraisal_month_department_month ON "appraisal_month" ("department", "month");

CREATE TABLE "extension" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "department" BLOB NOT NULL CHECK (length ("department") = 16),
  "month" TEXT NOT NULL,
  "step" TEXT NOT NULL,
  "old_due" TEXT NOT NULL,
  "new_due" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  "made_by" BLOB NOT NULL CHECK (length ("made_by") = 16),
  "made_at" INTEGER NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_extension_insert BEFORE INSERT ON "extension" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_extension_update BEFORE UPDATE ON "extension" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_extension_delete BEFORE DELETE ON "extension" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX extension_bucket ON "extension" (bucket);
CREATE INDEX extension_department_month ON "extension" ("department", "month");

CREATE TABLE "appraisal" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "month" TEXT NOT NULL,
  "department" BLOB NOT NULL CHECK (length ("department") = 16),
  "team" BLOB NOT NULL CHECK (length ("team") = 16),
  "assignment" BLOB NOT NULL CHECK (length ("assignment") = 16),
  "post" TEXT NOT NULL,
  "scorer" BLOB NOT NULL CHECK (length ("scorer") = 16),
  "reviewer" BLOB NOT NULL CHECK (length ("reviewer") = 16),
  "previous_scorer" BLOB NOT NULL CHECK (length ("previous_scorer") = 16),
  "scheme" BLOB NOT NULL CHECK (length ("scheme") = 16),
  "regulation" BLOB NOT NULL CHECK (length ("regulation") = 16),
  "state" TEXT NOT NULL,
  "revision" INTEGER NOT NULL,
  "self_missing" INTEGER NOT NULL CHECK ("self_missing" IN (0, 1)),
  "self_late" INTEGER NOT NULL CHECK ("self_late" IN (0, 1)),
  "late" INTEGER NOT NULL CHECK ("late" IN (0, 1)),
  "unacknowledged" INTEGER NOT NULL CHECK ("unacknowledged" IN (0, 1)),
  "not_received" INTEGER NOT NULL CHECK ("not_received" IN (0, 1)),
  "frozen_at" INTEGER,
  "frozen_seq" INTEGER NOT NULL,
  "exception" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  "returned" INTEGER NOT NULL,
  "number" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_appraisal_insert BEFORE INSERT ON "appraisal" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_appraisal_update BEFORE UPDATE ON "appraisal" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_appraisal_delete BEFORE DELETE ON "appraisal" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX appraisal_bucket ON "appraisal" (bucket);
CREATE INDEX appraisal_month_state ON "appraisal" ("month", "state");
CREATE INDEX appraisal_person_month ON "appraisal" ("person", "month");
CREATE INDEX appraisal_scorer ON "appraisal" ("scorer");
CREATE INDEX appraisal_reviewer ON "appraisal" ("reviewer");
CREATE INDEX appraisal_state ON "appraisal" ("state");
CREATE INDEX appraisal_department ON "appraisal" ("department");

CREATE TABLE "step" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "appraisal" BLOB NOT NULL CHECK (length ("appraisal") = 16),
  "revision" INTEGER NOT NULL,
  "event" TEXT NOT NULL,
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "actor" BLOB NOT NULL CHECK (length ("actor") = 16),
  "signed_at" INTEGER NOT NULL,
  "received_at" INTEGER NOT NULL,
  "digest" TEXT NOT NULL,
  "previous" TEXT NOT NULL,
  "public_key" TEXT NOT NULL,
  "signature" TEXT NOT NULL,
  "stance" TEXT NOT NULL,
  "stance_text" TEXT NOT NULL,
  "late" INTEGER NOT NULL CHECK ("late" IN (0, 1)),
  "due_on" TEXT NOT NULL,
  "key_confirmed" INTEGER NOT NULL CHECK ("key_confirmed" IN (0, 1)),
  extra TEXT
) STRICT;
CREATE TRIGGER guard_step_insert BEFORE INSERT ON "step" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_step_update BEFORE UPDATE ON "step" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_step_delete BEFORE DELETE ON "step" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX step_bucket ON "step" (bucket);
CREATE INDEX step_appraisal_revision ON "step" ("appraisal", "revision");
CREATE INDEX step_person ON "step" ("person");

CREATE TABLE "step_document" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "step" BLOB NOT NULL CHECK (length ("step") = 16),
  "appraisal" BLOB NOT NULL CHECK (length ("appraisal") = 16),
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "document" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  "sup" INTEGER NOT NULL CHECK ("sup" IN (0, 1)),
  extra TEXT
) STRICT;
CREATE TRIGGER guard_step_document_insert BEFORE INSERT ON "step_document" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_step_document_update BEFORE UPDATE ON "step_document" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_step_document_delete BEFORE DELETE ON "step_document" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX step_document_bucket ON "step_document" (bucket);
CREATE INDEX step_document_person ON "step_document" ("person");
CREATE INDEX step_document_step ON "step_document" ("step");
CREATE INDEX step_document_appraisal ON "step_document" ("appraisal");

CREATE TABLE "filing" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "appraisal" BLOB NOT NULL CHECK (length ("appraisal") = 16),
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "month" TEXT NOT NULL,
  "number" TEXT NOT NULL,
  "revision" INTEGER NOT NULL,
  "total" INTEGER NOT NULL,
  "grade" TEXT NOT NULL,
  "grade_title" TEXT NOT NULL,
  "coefficient" INTEGER NOT NULL,
  "below" INTEGER NOT NULL CHECK ("below" IN (0, 1)),
  "filed_at" INTEGER NOT NULL,
  "filed_by" BLOB NOT NULL CHECK (length ("filed_by") = 16),
  "noticed_at" INTEGER,
  "rank_team" INTEGER NOT NULL,
  "rank_team_of" INTEGER NOT NULL,
  "rank_dept" INTEGER NOT NULL,
  "rank_dept_of" INTEGER NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_filing_insert BEFORE INSERT ON "filing" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_filing_update BEFORE UPDATE ON "filing" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_filing_delete BEFORE DELETE ON "filing" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX filing_bucket ON "filing" (bucket);
CREATE INDEX filing_appraisal ON "filing" ("appraisal");
CREATE INDEX filing_month_number ON "filing" ("month", "number");
CREATE INDEX filing_person_month ON "filing" ("person", "month");

CREATE TABLE "self_sheet" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "appraisal" BLOB NOT NULL CHECK (length ("appraisal") = 16),
  "revision" INTEGER NOT NULL,
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "month" TEXT NOT NULL,
  "results_text" TEXT NOT NULL,
  "attitude_text" TEXT NOT NULL,
  "skill_text" TEXT NOT NULL,
  "discipline_text" TEXT NOT NULL,
  "main_work" TEXT NOT NULL,
  "problems" TEXT NOT NULL,
  "next_ideas" TEXT NOT NULL,
  "support" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_self_sheet_insert BEFORE INSERT ON "self_sheet" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_self_sheet_update BEFORE UPDATE ON "self_sheet" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_self_sheet_delete BEFORE DELETE ON "self_sheet" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX self_sheet_bucket ON "self_sheet" (bucket);
CREATE INDEX self_sheet_appraisal_revision ON "self_sheet" ("appraisal", "revision");
CREATE INDEX self_sheet_person_month ON "self_sheet" ("person", "month");

CREATE TABLE "self_line" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "sheet" BLOB NOT NULL CHECK (length ("sheet") = 16),
  "code" TEXT NOT NULL,
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "score" INTEGER,
  "text" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_self_line_insert BEFORE INSERT ON "self_line" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_self_line_update BEFORE UPDATE ON "self_line" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_self_line_delete BEFORE DELETE ON "self_line" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX self_line_bucket ON "self_line" (bucket);
CREATE INDEX self_line_person ON "self_line" ("person");
CREATE INDEX self_line_sheet ON "self_line" ("sheet");

CREATE TABLE "evaluation" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "appraisal" BLOB NOT NULL CHECK (length ("appraisal") = 16),
  "revision" INTEGER NOT NULL,
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "month" TEXT NOT NULL,
  "strengths" TEXT NOT NULL,
  "weaknesses" TEXT NOT NULL,
  "advice" TEXT NOT NULL,
  "override_grade" TEXT NOT NULL,
  "override_reason" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_evaluation_insert BEFORE INSERT ON "evaluation" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_evaluation_update BEFORE UPDATE ON "evaluation" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_evaluation_delete BEFORE DELETE ON "evaluation" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX evaluation_bucket ON "evaluation" (bucket);
CREATE INDEX evaluation_appraisal_revision ON "evaluation" ("appraisal", "revision");
CREATE INDEX evaluation_person_month ON "evaluation" ("person", "month");

CREATE TABLE "eval_line" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "sheet" BLOB NOT NULL CHECK (length ("sheet") = 16),
  "code" TEXT NOT NULL,
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "score" INTEGER,
  "example" TEXT NOT NULL,
  "note" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_eval_line_insert BEFORE INSERT ON "eval_line" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_eval_line_update BEFORE UPDATE ON "eval_line" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_eval_line_delete BEFORE DELETE ON "eval_line" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX eval_line_bucket ON "eval_line" (bucket);
CREATE INDEX eval_line_person ON "eval_line" ("person");
CREATE INDEX eval_line_sheet ON "eval_line" ("sheet");

CREATE TABLE "previous_opinion" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "appraisal" BLOB NOT NULL CHECK (length ("appraisal") = 16),
  "revision" INTEGER NOT NULL,
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "author" BLOB NOT NULL CHECK (length ("author") = 16),
  "text" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_previous_opinion_insert BEFORE INSERT ON "previous_opinion" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_previous_opinion_update BEFORE UPDATE ON "previous_opinion" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_previous_opinion_delete BEFORE DELETE ON "previous_opinion" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX previous_opinion_bucket ON "previous_opinion" (bucket);
CREATE INDEX previous_opinion_person ON "previous_opinion" ("person");
CREATE INDEX previous_opinion_appraisal_revision ON "previous_opinion" ("appraisal", "revision");

CREATE TABLE "figure" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "appraisal" BLOB NOT NULL CHECK (length ("appraisal") = 16),
  "revision" INTEGER NOT NULL,
  "metric" TEXT NOT NULL,
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "month" TEXT NOT NULL,
  "value_num" INTEGER NOT NULL,
  "value_den" INTEGER NOT NULL,
  "target_num" INTEGER NOT NULL,
  "target_den" INTEGER NOT NULL,
  "count" INTEGER NOT NULL,
  "base_count" INTEGER NOT NULL,
  "few" INTEGER NOT NULL CHECK ("few" IN (0, 1)),
  "detail" TEXT NOT NULL,
  "days" TEXT NOT NULL,
  "frozen_seq" INTEGER NOT NULL,
  "evidence" TEXT NOT NULL,
  "frozen_at" INTEGER NOT NULL,
  "changed_on" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_figure_insert BEFORE INSERT ON "figure" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_figure_update BEFORE UPDATE ON "figure" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_figure_delete BEFORE DELETE ON "figure" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX figure_bucket ON "figure" (bucket);
CREATE INDEX figure_appraisal_revision ON "figure" ("appraisal", "revision");
CREATE INDEX figure_person_month ON "figure" ("person", "month");

CREATE TABLE "interview" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "appraisal" BLOB NOT NULL CHECK (length ("appraisal") = 16),
  "revision" INTEGER NOT NULL,
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "month" TEXT NOT NULL,
  "held_on" TEXT NOT NULL,
  "place" TEXT NOT NULL,
  "result" TEXT NOT NULL,
  "success" TEXT NOT NULL,
  "improve" TEXT NOT NULL,
  "advice" TEXT NOT NULL,
  "training" TEXT NOT NULL,
  "opinion" TEXT NOT NULL,
  "help" TEXT NOT NULL,
  "outcome" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  "witness" BLOB NOT NULL CHECK (length ("witness") = 16),
  "attempt1_on" TEXT NOT NULL,
  "attempt2_on" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_interview_insert BEFORE INSERT ON "interview" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_interview_update BEFORE UPDATE ON "interview" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_interview_delete BEFORE DELETE ON "interview" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX interview_bucket ON "interview" (bucket);
CREATE INDEX interview_appraisal_revision ON "interview" ("appraisal", "revision");
CREATE INDEX interview_person_month ON "interview" ("person", "month");

CREATE TABLE "plan_item" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "interview" BLOB NOT NULL CHECK (length ("interview") = 16),
  "position" INTEGER NOT NULL,
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "goal" TEXT NOT NULL,
  "measure" TEXT NOT NULL,
  "due_on" TEXT NOT NULL,
  "owner" TEXT NOT NULL,
  "target" TEXT NOT NULL,
  "value" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_plan_item_insert BEFORE INSERT ON "plan_item" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_plan_item_update BEFORE UPDATE ON "plan_item" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_plan_item_delete BEFORE DELETE ON "plan_item" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX plan_item_bucket ON "plan_item" (bucket);
CREATE INDEX plan_item_interview_position ON "plan_item" ("interview", "position");
CREATE INDEX plan_item_person ON "plan_item" ("person");
