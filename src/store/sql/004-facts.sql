-- The daily work the appraisal counts.

CREATE TABLE "customer" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "assignment" BLOB NOT NULL CHECK (length ("assignment") = 16),
  "code" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "company" TEXT NOT NULL,
  "industry" TEXT NOT NULL,
  "stage" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "consent" TEXT NOT NULL,
  "consent_on" TEXT NOT NULL,
  "invalid" INTEGER NOT NULL CHECK ("invalid" IN (0, 1)),
  "blocked_on" TEXT NOT NULL,
  "first_signed_on" TEXT NOT NULL,
  "import_id" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_customer_insert BEFORE INSERT ON "customer" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_customer_update BEFORE UPDATE ON "customer" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_customer_delete BEFORE DELETE ON "customer" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX customer_bucket ON "customer" (bucket);
CREATE INDEX customer_assignment ON "customer" ("assignment");
CREATE INDEX customer_name ON "customer" ("name");
CREATE INDEX customer_code ON "customer" ("code");

CREATE TABLE "contact_phone" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "customer" BLOB NOT NULL CHECK (length ("customer") = 16),
  "assignment" BLOB NOT NULL CHECK (length ("assignment") = 16),
  "e164" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_contact_phone_insert BEFORE INSERT ON "contact_phone" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_contact_phone_update BEFORE UPDATE ON "contact_phone" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_contact_phone_delete BEFORE DELETE ON "contact_phone" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX contact_phone_bucket ON "contact_phone" (bucket);
CREATE INDEX contact_phone_customer ON "contact_phone" ("customer");
CREATE INDEX contact_phone_e164 ON "contact_phone" ("e164");

CREATE TABLE "call" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "agent" BLOB NOT NULL CHECK (length ("agent") = 16),
  "customer" BLOB NOT NULL CHECK (length ("customer") = 16),
  "line" TEXT NOT NULL,
  "purpose" TEXT NOT NULL,
  "direction" TEXT NOT NULL,
  "callee" TEXT NOT NULL,
  "started_at" INTEGER NOT NULL,
  "answered_at" INTEGER,
  "ended_at" INTEGER NOT NULL,
  "talk_s" INTEGER NOT NULL,
  "wrap_s" INTEGER NOT NULL,
  "result" TEXT NOT NULL,
  "note" TEXT NOT NULL,
  "import_id" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_call_insert BEFORE INSERT ON "call" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_call_update BEFORE UPDATE ON "call" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_call_delete BEFORE DELETE ON "call" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX call_bucket ON "call" (bucket);
CREATE INDEX call_started_at ON "call" ("started_at");
CREATE INDEX call_agent_started_at ON "call" ("agent", "started_at");
CREATE INDEX call_customer ON "call" ("customer");

CREATE TABLE "sales_order" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "agent" BLOB NOT NULL CHECK (length ("agent") = 16),
  "customer" BLOB NOT NULL CHECK (length ("customer") = 16),
  "number" TEXT NOT NULL,
  "product" TEXT NOT NULL,
  "signed_on" TEXT NOT NULL,
  "amount" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "back_on" TEXT NOT NULL,
  "back" INTEGER NOT NULL,
  "import_id" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_sales_order_insert BEFORE INSERT ON "sales_order" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_sales_order_update BEFORE UPDATE ON "sales_order" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_sales_order_delete BEFORE DELETE ON "sales_order" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX sales_order_bucket ON "sales_order" (bucket);
CREATE INDEX sales_order_signed_on ON "sales_order" ("signed_on");
CREATE INDEX sales_order_agent_signed_on ON "sales_order" ("agent", "signed_on");
CREATE INDEX sales_order_customer ON "sales_order" ("customer");
CREATE INDEX sales_order_number ON "sales_order" ("number");

CREATE TABLE "order_credit" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "sales_order" BLOB NOT NULL CHECK (length ("sales_order") = 16),
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "signed_on" TEXT NOT NULL,
  "share" INTEGER NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_order_credit_insert BEFORE INSERT ON "order_credit" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_order_credit_update BEFORE UPDATE ON "order_credit" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_order_credit_delete BEFORE DELETE ON "order_credit" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX order_credit_bucket ON "order_credit" (bucket);
CREATE INDEX order_credit_sales_order ON "order_credit" ("sales_order");
CREATE INDEX order_credit_person_signed_on ON "order_credit" ("person", "signed_on");

CREATE TABLE "target" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "month" TEXT NOT NULL,
  "sales" INTEGER,
  "conversion_num" INTEGER NOT NULL,
  "conversion_den" INTEGER NOT NULL,
  "state" TEXT NOT NULL,
  "source" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_target_insert BEFORE INSERT ON "target" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_target_update BEFORE UPDATE ON "target" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_target_delete BEFORE DELETE ON "target" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX target_bucket ON "target" (bucket);
CREATE INDEX target_person_month ON "target" ("person", "month");
CREATE INDEX target_month ON "target" ("month");

CREATE TABLE "rating" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "agent" BLOB NOT NULL CHECK (length ("agent") = 16),
  "customer" BLOB NOT NULL CHECK (length ("customer") = 16),
  "about" TEXT NOT NULL,
  "contact" BLOB NOT NULL CHECK (length ("contact") = 16),
  "value" INTEGER,
  "invited_at" INTEGER NOT NULL,
  "rated_at" INTEGER,
  "import_id" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_rating_insert BEFORE INSERT ON "rating" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_rating_update BEFORE UPDATE ON "rating" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_rating_delete BEFORE DELETE ON "rating" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX rating_bucket ON "rating" (bucket);
CREATE INDEX rating_invited_at ON "rating" ("invited_at");
CREATE INDEX rating_agent_invited_at ON "rating" ("agent", "invited_at");
CREATE INDEX rating_contact ON "rating" ("contact");

CREATE TABLE "ticket" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "agent" BLOB NOT NULL CHECK (length ("agent") = 16),
  "customer" BLOB NOT NULL CHECK (length ("customer") = 16),
  "number" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "subject" TEXT NOT NULL,
  "opened_at" INTEGER NOT NULL,
  "due_at" INTEGER NOT NULL,
  "first_reply_at" INTEGER,
  "solved_at" INTEGER,
  "import_id" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_ticket_insert BEFORE INSERT ON "ticket" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_ticket_update BEFORE UPDATE ON "ticket" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_ticket_delete BEFORE DELETE ON "ticket" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX ticket_bucket ON "ticket" (bucket);
CREATE INDEX ticket_opened_at ON "ticket" ("opened_at");
CREATE INDEX ticket_agent_opened_at ON "ticket" ("agent", "opened_at");
CREATE INDEX ticket_due_at ON "ticket" ("due_at");
CREATE INDEX ticket_customer ON "ticket" ("customer");
CREATE INDEX ticket_number ON "ticket" ("number");

CREATE TABLE "qa_score" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "agent" BLOB NOT NULL CHECK (length ("agent") = 16),
  "call" BLOB NOT NULL CHECK (length ("call") = 16),
  "scored_on" TEXT NOT NULL,
  "score" INTEGER NOT NULL,
  "fatal" TEXT NOT NULL,
  "pick" TEXT NOT NULL,
  "comment" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_qa_score_insert BEFORE INSERT ON "qa_score" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_qa_score_update BEFORE UPDATE ON "qa_score" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_qa_score_delete BEFORE DELETE ON "qa_score" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX qa_score_bucket ON "qa_score" (bucket);
CREATE INDEX qa_score_scored_on ON "qa_score" ("scored_on");
CREATE INDEX qa_score_agent_scored_on ON "qa_score" ("agent", "scored_on");
CREATE INDEX qa_score_call ON "qa_score" ("call");

CREATE TABLE "attendance_day" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "day" TEXT NOT NULL,
  "rest" INTEGER NOT NULL CHECK ("rest" IN (0, 1)),
  "shift_start" TEXT NOT NULL,
  "shift_end" TEXT NOT NULL,
  "clock_in" TEXT NOT NULL,
  "clock_out" TEXT NOT NULL,
  "late_min" INTEGER NOT NULL,
  "early_min" INTEGER NOT NULL,
  "absent_halves" INTEGER NOT NULL,
  "leave" TEXT NOT NULL,
  "leave_halves" INTEGER NOT NULL,
  "protected" INTEGER NOT NULL CHECK ("protected" IN (0, 1)),
  "locked" INTEGER NOT NULL CHECK ("locked" IN (0, 1)),
  extra TEXT
) STRICT;
CREATE TRIGGER guard_attendance_day_insert BEFORE INSERT ON "attendance_day" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_attendance_day_update BEFORE UPDATE ON "attendance_day" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_attendance_day_delete BEFORE DELETE ON "attendance_day" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX attendance_day_bucket ON "attendance_day" (bucket);
CREATE INDEX attendance_day_day ON "attendance_day" ("day");
CREATE INDEX attendance_day_person_day ON "attendance_day" ("person", "day");

CREATE TABLE "violation" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "happened_on" TEXT NOT NULL,
  "clause" TEXT NOT NULL,
  "severity" TEXT NOT NULL,
  "fact" TEXT NOT NULL,
  "statement" TEXT NOT NULL,
  "state" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_violation_insert BEFORE INSERT ON "violation" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_violation_update BEFORE UPDATE ON "violation" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_violation_delete BEFORE DELETE ON "violation" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX violation_bucket ON "violation" (bucket);
CREATE INDEX violation_happened_on ON "violation" ("happened_on");
CREATE INDEX violation_person_happened_on ON "violation" ("person", "happened_on");

CREATE TABLE "exam_result" (
  k INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE CHECK (length (id) = 16),
  bucket BLOB NOT NULL,
  seq INTEGER NOT NULL,
  rv INTEGER NOT NULL,
  "person" BLOB NOT NULL CHECK (length ("person") = 16),
  "course" TEXT NOT NULL,
  "kind" TEXT NOT NULL,
  "attempt" INTEGER NOT NULL,
  "score" INTEGER NOT NULL,
  "taken_on" TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE TRIGGER guard_exam_result_insert BEFORE INSERT ON "exam_result" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_exam_result_update BEFORE UPDATE ON "exam_result" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE TRIGGER guard_exam_result_delete BEFORE DELETE ON "exam_result" WHEN NOT zuoxi_writer ()
BEGIN SELECT RAISE (ABORT, 'rows are written by the store alone'); END;
CREATE INDEX exam_result_bucket ON "exam_result" (bucket);
CREATE INDEX exam_result_taken_on ON "exam_result" ("taken_on");
CREATE INDEX exam_result_person_taken_on ON "exam_result" ("person", "taken_on");
