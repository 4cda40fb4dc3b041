/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sample's regulation with its receipts, its schemes, and everybody's account. */
#include <string.h>

#include "appraisal/scheme-default.h"
#include "core/digest.h"
#include "core/hex.h"
#include "core/id.h"
#include "core/moment.h"
#include "ctl/regulation-file.h"
#include "ctl/sample-store.h"
#include "regulation/regulation-commands.h"

#define EFFECTIVE_MONTH "2026-01"
#define EFFECTIVE_DAY "2026-01-01"
#define PUBLISHED_DAY "2025-12-15"

/* Who has not signed for the regulation yet, so that forms under it carry the flag. */
static const char *const unsigned_people[] = { "A0103", "A0602", NULL };

static void
set_text (char **member, const char *text)
{
  g_free (*member);
  *member = g_strdup (text);
}

static gboolean
write_regulation (SampleStore *self)
{
  Regulation *row = schema_new (&regulation_schema);
  g_autoptr (GPtrArray) clauses = NULL;

  self->regulation = row->row.id = sample_id (self->sample);
  clauses = regulation_file_clauses (self->regulation);
  set_text (&row->title, REGULATION_TITLE);
  set_text (&row->version, REGULATION_VERSION);
  set_text (&row->effective_on, EFFECTIVE_DAY);
  set_text (&row->published_on, PUBLISHED_DAY);
  set_text (&row->procedure, "2025-11-20 职工代表会议讨论；2025-12-08 与工会协商确定；2025-12-15 公示并告知全体员工。");
  self->regulation_digest = regulation_digest (row, clauses);
  set_text (&row->digest, self->regulation_digest);
  row->state = REGULATION_STATE_PUBLISHED;
  if (!sample_store_put (self, &regulation_schema, row))
    return FALSE;
  for (guint i = 0; i < clauses->len; i++)
    if (!sample_store_put (self, &clause_schema, schema_copy (&clause_schema, g_ptr_array_index (clauses, i))))
      return FALSE;
  return TRUE;
}

static gboolean
write_rows (SampleStore *self, const Schema *schema, GPtrArray *rows, gsize state_offset)
{
  for (guint i = 0; i < rows->len; i++)
    {
      gpointer row = schema_copy (schema, g_ptr_array_index (rows, i));

      *(SchemeState *) (gpointer) ((char *) row + state_offset) = SCHEME_STATE_PUBLISHED;
      if (!sample_store_put (self, schema, row))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_scheme (SampleStore *self, Post post, Id *id)
{
  g_autoptr (SchemeSet) set = NULL;
  g_autofree char *digest = NULL;

  *id = sample_id (self->sample);
  set = scheme_set_new_default (*id, post, self->regulation, EFFECTIVE_MONTH);
  digest = scheme_set_digest (set);
  set_text (&set->scheme->digest, digest);
  set_text (&set->scheme->published_on, PUBLISHED_DAY);
  set->scheme->state = SCHEME_STATE_PUBLISHED;
  return sample_store_put (self, &scheme_schema, schema_copy (&scheme_schema, set->scheme)) &&
         write_rows (self, &scheme_grade_schema, set->grades, G_STRUCT_OFFSET (SchemeGrade, state)) &&
         write_rows (self, &scheme_item_schema, set->items, G_STRUCT_OFFSET (SchemeItem, state)) &&
         write_rows (self, &scheme_step_schema, set->steps, G_STRUCT_OFFSET (SchemeStep, state));
}

gboolean
sample_store_write_rules (SampleStore *self)
{
  return write_regulation (self) && write_scheme (self, POST_AGENT, &self->scheme) &&
         write_scheme (self, POST_SUPERVISOR, &self->supervisor_scheme);
}

/* clang-format off */
static const struct { Post post; const char *title; } post_titles[] = {
  { POST_AGENT, "客服专员" }, { POST_SUPERVISOR, "客服主管" }, { POST_CS_MANAGER, "客服经理" },
  { POST_DEPT_MANAGER, "部门经理" }, { POST_GENERAL_MANAGER, "总经理" }, { POST_HR, "人力资源" },
  { POST_TRAINER, "培训师" }, { POST_QA_INSPECTOR, "质检员" }, { POST_RELATED, "相关部门" },
  { POST_ADMINISTRATOR, "管理员" } };
/* clang-format on */

static const char *
post_title (Post post)
{
  for (guint i = 0; i < G_N_ELEMENTS (post_titles); i++)
    if (post_titles[i].post == post)
      return post_titles[i].title;
  g_return_val_if_reached ("");
}

SampleAccount *
sample_store_account_new (SampleStore *self, const SamplePerson *person)
{
  SampleAccount   *account = g_new0 (SampleAccount, 1);
  guint64          seed = self->company->params.seed;
  g_autofree char *text = g_strdup_printf ("zuoxi-sample-1 %" G_GUINT64_FORMAT " %s", seed, person->number);
  Digest           drawn = digest_of (text, strlen (text));
  guint8           k[KEYS_SIZE];

  account->person = person;
  account->password = admin_words (drawn.b);
  memcpy (account->salt, drawn.b + 16, sizeof account->salt);
  g_assert_null (password_problem (account->password, person->number, person->name));
  if (!keys_stretch (account->password, account->salt, KEY_COST_SAMPLE, k, NULL))
    g_error ("8 KiB of memory are not to be had");
  keys_signer (k, &account->pair);
  keys_wipe (k, sizeof k);
  return account;
}

static gboolean
write_account (SampleStore *self, SampleAccount *account, GString *lines)
{
  const SamplePerson *person = account->person;

  g_string_append_printf (lines, "%s\t%s\t%s\t%s\n", person->number, account->password, person->name,
                          post_title (person->post));
  return admin_set_password (self->admin, person->number, person->id, account->password, KEY_COST_SAMPLE, account->salt,
                             FALSE, &self->error);
}

static gboolean
write_receipt (SampleStore *self, const SampleAccount *account)
{
  Receipt *row = schema_new (&receipt_schema);
  Day      day;

  g_assert_true (day_parse (PUBLISHED_DAY, &day));
  day += sample_int (self->sample, 1, 12);
  day = MAX (day, account->person->first);
  row->person = account->person->id;
  row->regulation = self->regulation;
  row->signed_at = moment_from_day_time (day, sample_int (self->sample, 9 * 3600, 17 * 3600), MOMENT_OFFSET_S);
  row->row.id = schema_natural_id (&receipt_schema, row);
  set_text (&row->digest, self->regulation_digest);
  g_free (row->public_key);
  row->public_key = hex_dup (account->pair.public_key, sizeof account->pair.public_key);
  return sample_store_put (self, &receipt_schema, row);
}

gboolean
sample_store_write_accounts (SampleStore *self, GString *accounts)
{
  for (guint i = 0; i < self->sample->people->len; i++)
    {
      const SamplePerson *person = g_ptr_array_index (self->sample->people, i);
      SampleAccount      *account = sample_store_account_new (self, person);

      g_hash_table_insert (self->accounts, (gpointer) person->number, account);
      if (!write_account (self, account, accounts))
        return FALSE;
      if (g_strv_contains (unsigned_people, person->number))
        continue;
      if (!write_receipt (self, account))
        return FALSE;
    }
  return TRUE;
}
