/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "appraisal/recorded-step.h"

#include "appraisal/workflow.h"
#include "core/digest.h"
#include "core/json.h"

#include <string.h>

#define LAYOUT 2

/* clang-format off */
static const struct { NoticeKind kind; const char *nick; const char *event; } notices[] = {
  { NOTICE_INTERVIEW, "interview", EVENT_RECEIVE_NOTICE },
  { NOTICE_RESULT, "result", EVENT_RECEIVE_RESULT } };
/* clang-format on */

static void
put_id (JsonObject *object, const char *name, Id id)
{
  char hex[ID_HEX_LENGTH + 1];

  id_to_hex (id, hex);
  json_object_set_string_member (object, name, hex);
}

/* Takes over @object. */
static char *
canonical (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);
  return json_canonical_text (node);
}

static JsonObject *
head (Id form, gint64 revision, const char *event, const char *reason)
{
  JsonObject *object = json_object_new ();

  put_id (object, "form_id", form);
  json_object_set_string_member (object, "reason", reason);
  json_object_set_int_member (object, "revision", revision);
  json_object_set_string_member (object, "step", event);
  return object;
}

char *
recorded_document (Id form, gint64 revision, const char *event, const char *reason)
{
  return canonical (head (form, revision, event, reason));
}

static void
put_result (JsonObject *object, const Filing *filing)
{
  json_object_set_int_member (object, "coefficient", filing->coefficient);
  json_object_set_string_member (object, "grade", filing->grade);
  json_object_set_string_member (object, "grade_title", filing->grade_title);
  json_object_set_string_member (object, "month", filing->month);
  json_object_set_string_member (object, "number", filing->number);
  json_object_set_int_member (object, "total", filing->total);
}

char *
recorded_filing_document (const Filing *filing)
{
  JsonObject *object = head (filing->appraisal, filing->revision, EVENT_FILE, "");

  put_result (object, filing);
  json_object_set_int_member (object, "v", LAYOUT);
  return canonical (object);
}

/**
 * notice_open:
 *
 * The receipt of the result is one of the whole form; the interview's is asked for until there is a result.
 */
NoticeKind
notice_open (const Dossier *self)
{
  if (self->filing != NULL && self->form->state == FORM_STATE_FILED)
    return !self->filing->noticed_at.set ? NOTICE_RESULT : NOTICE_NONE;
  return self->form->not_received ? NOTICE_INTERVIEW : NOTICE_NONE;
}

const char *
notice_nick (NoticeKind kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (notices); i++)
    if (notices[i].kind == kind)
      return notices[i].nick;
  return "";
}

NoticeKind
notice_from_nick (const char *nick)
{
  for (guint i = 0; i < G_N_ELEMENTS (notices); i++)
    if (g_str_equal (notices[i].nick, nick))
      return notices[i].kind;
  return NOTICE_NONE;
}

const char *
notice_event (NoticeKind kind)
{
  return kind == NOTICE_RESULT ? EVENT_RECEIVE_RESULT : EVENT_RECEIVE_NOTICE;
}

/* The step by which the notice came into being; NULL = there is none. */
static const Step *
notice_step (const Dossier *self, NoticeKind kind)
{
  const Step *step;

  if (kind == NOTICE_INTERVIEW)
    return dossier_step (self, self->form->revision, EVENT_INTERVIEW);
  if (self->filing == NULL)
    return NULL;
  step = dossier_step (self, self->filing->revision, EVENT_RESTATE);
  return step != NULL ? step : dossier_step (self, self->filing->revision, EVENT_FILE);
}

gint64
notice_revision (const Dossier *self, NoticeKind kind)
{
  if (kind == NOTICE_RESULT)
    return self->filing != NULL ? self->filing->revision : 0;
  return notice_step (self, kind) != NULL ? self->form->revision : 0;
}

gint64
notice_since (const Dossier *self, NoticeKind kind)
{
  const Step *step = notice_step (self, kind);

  if (step != NULL)
    return step->received_at;
  return kind == NOTICE_RESULT && self->filing != NULL ? self->filing->filed_at : 0;
}

char *
notice_digest (const Dossier *self, NoticeKind kind)
{
  const Step      *step = notice_step (self, kind);
  JsonObject      *object;
  g_autofree char *text = NULL;

  if (notice_revision (self, kind) == 0)
    return g_strdup ("");
  object = json_object_new ();
  put_id (object, "form_id", self->form->row.id);
  json_object_set_string_member (object, "notice", notice_nick (kind));
  json_object_set_int_member (object, "revision", notice_revision (self, kind));
  json_object_set_string_member (object, "made_by", step != NULL ? step->digest : "");
  if (kind == NOTICE_RESULT)
    put_result (object, self->filing);
  text = canonical (object);
  return digest_dup_hex (digest_of (text, strlen (text)));
}

char *
notice_receipt_document (const Dossier *self, NoticeKind kind, const char *seen)
{
  JsonObject *object = head (self->form->row.id, self->revision, notice_event (kind), "");

  json_object_set_string_member (object, "notice", notice_nick (kind));
  json_object_set_string_member (object, "seen", seen);
  json_object_set_int_member (object, "v", LAYOUT);
  return canonical (object);
}
