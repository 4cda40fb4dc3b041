/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single facts of the sample: a customer, a call, an order, a rating, a ticket. */
#include <math.h>

#include "calls/call.h"
#include "core/id.h"
#include "core/moment.h"
#include "ctl/sample.h"
#include "customers/customer.h"
#include "sales/order.h"
#include "service/rating.h"
#include "service/ticket.h"

/* clang-format off */
static const char *const places[] = { "云港", "星海", "临江", "南湖", "东岭", "青原", "北川", "西塘", "长宁", "平阳" };
static const char *const fancies[] = { "辰星", "宏远", "博睿", "恒通", "嘉禾", "锦程", "万象", "启航", "德润", "瑞丰", "众合", "天工" };
static const char *const trades[] = { "科技", "商贸", "机械", "餐饮", "教育", "物流", "建材", "服饰", "医药", "广告" };
static const char *const families[] = { "王", "李", "张", "刘", "陈", "杨", "赵", "吴", "周", "徐", "孙", "马" };

/* Share of an hour in a day's calls; nobody is called between 12:00 and 13:30 (domain §6). */
static const struct { int from_s, to_s; double weight; } hours[] = {
  { 9 * 3600, 10 * 3600, .11 }, { 10 * 3600, 11 * 3600, .18 }, { 11 * 3600, 12 * 3600, .14 }, { 13 * 3600 + 1800, 14 * 3600, .05 },
  { 14 * 3600, 15 * 3600, .15 }, { 15 * 3600, 16 * 3600, .15 }, { 16 * 3600, 17 * 3600, .12 }, { 17 * 3600, 18 * 3600, .06 },
  { 18 * 3600, 19 * 3600, .02 }, { 19 * 3600, 20 * 3600, .02 } };

static const struct { const char *name; int low, high; double weight; } products[] = {
  { "企业邮箱年包", 1200, 3600, .20 }, { "云进销存软件", 2980, 9800, .22 }, { "电子发票管理", 680, 1980, .18 }, { "400电话套餐", 1200, 4800, .12 },
  { "企业官网建设", 3800, 12800, .08 }, { "代理记账年费", 2400, 4800, .12 }, { "智能考勤机", 399, 899, .08 } };

static const char *const effective_notes[] = {
  "客户在用表格记账，想了解云进销存，约下周演示", "已有供应商，合同到年底，年底前再联系", "对价格有顾虑，要求发报价和功能清单",
  "需要和老板商量，意向一般", "问了发票和进销存能否打通，已说明", "门店三家，关心库存盘点，意向较高", "暂时没有需求，同意季度回访", "希望先试用，已发试用账号" };
/* clang-format on */

static gint64
moment_in (Sample *self, Day day)
{
  double weights[G_N_ELEMENTS (hours)];
  int    hour;

  for (guint i = 0; i < G_N_ELEMENTS (hours); i++)
    weights[i] = hours[i].weight;
  hour = sample_pick (self, weights, G_N_ELEMENTS (hours));
  return moment_from_day_time (day, sample_int (self, hours[hour].from_s, hours[hour].to_s - 1), MOMENT_OFFSET_S);
}

static void
write_phone (Sample *self, const SamplePerson *person, Id customer)
{
  ContactPhone    *row = schema_new (&contact_phone_schema);
  g_autofree char *number = g_strdup_printf ("+8612%09d", sample_int (self, 0, 999999999));

  row->customer = customer;
  row->assignment = person->assignment;
  sample_set (&row->e164, number);
  sample_emit (self, &contact_phone_schema, row);
}

/**
 * sample_customer:
 * @buyer: whether the customer signs for the first time on @day
 *
 * Returns: id of the customer just written, with one phone number
 */
Id
sample_customer (Sample *self, const SamplePerson *person, Day day, gboolean buyer)
{
  static const double sources[] = { .38, .12, .15, .20, .15 };
  Customer           *row = schema_new (&customer_schema);
  const char         *trade = trades[sample_int (self, 0, G_N_ELEMENTS (trades) - 1)];
  Id                  id = row->row.id = sample_id (self);
  g_autofree char    *code = g_strdup_printf ("KH%07" G_GUINT64_FORMAT, self->ids);

  row->assignment = person->assignment;
  g_free (row->name);
  row->name = g_strconcat (families[sample_int (self, 0, G_N_ELEMENTS (families) - 1)],
                           sample_int (self, 0, 1) == 0 ? "女士" : "先生", NULL);
  g_free (row->company);
  row->company = g_strconcat (places[sample_int (self, 0, G_N_ELEMENTS (places) - 1)],
                              fancies[sample_int (self, 0, G_N_ELEMENTS (fancies) - 1)], trade, "（示例）", NULL);
  sample_set (&row->code, code);
  sample_set (&row->industry, trade);
  row->source = (CustomerSource) sample_pick (self, sources, G_N_ELEMENTS (sources));
  row->stage = buyer ? CUSTOMER_STAGE_BUYER : CUSTOMER_STAGE_PROSPECT;
  row->consent = CONSENT_BASIS_FORM;
  g_free (row->consent_on);
  row->consent_on = day_dup_text (day - sample_int (self, 1, 60));
  if (buyer)
    {
      g_free (row->first_signed_on);
      row->first_signed_on = day_dup_text (day);
    }
  sample_emit (self, &customer_schema, row);
  write_phone (self, person, id);
  return id;
}

static gboolean
is_connected (int result)
{
  return result >= CALL_RESULT_HUNG_UP;
}

static gint64
talk_seconds (Sample *self, int result)
{
  gint64 drawn; /* CLAMP () evaluates its argument more than once */

  switch (result)
    {
    case CALL_RESULT_HUNG_UP:
      return sample_int (self, 1, 9);
    case CALL_RESULT_EFFECTIVE:
    case CALL_RESULT_SOLD:
      drawn = (gint64) (105 * exp (.9 * sample_normal (self)));
      return CLAMP (drawn, 30, 1800);
    default:
      drawn = (gint64) (13 * exp (.5 * sample_normal (self)));
      return CLAMP (drawn, 2, 29);
    }
}

/**
 * sample_call:
 * @customer: may be %ID_NONE for a number without a file
 * @result: a CallResult; effective and sold ones talk for 30 s or more
 *
 * Returns: id of the call just written
 */
Id
sample_call (Sample *self, const SamplePerson *person, Id customer, Day day, int result)
{
  Call  *row = schema_new (&call_schema);
  Id     id = row->row.id = sample_id (self);
  gint64 ring = sample_int (self, 4, 30) * MOMENT_SECOND;

  row->agent = person->id;
  row->customer = customer;
  row->result = (CallResult) result;
  row->purpose = CALL_PURPOSE_MARKETING;
  row->started_at = moment_in (self, day);
  row->ended_at = row->started_at + ring;
  sample_set (&row->line, "自有线路1");
  if (is_connected (result))
    {
      row->talk_s = talk_seconds (self, result);
      row->answered_at = (OptInt){ row->started_at + ring, TRUE };
      row->ended_at = row->started_at + ring + row->talk_s * MOMENT_SECOND;
      row->wrap_s = sample_int (self, 20, 60);
    }
  if (result == CALL_RESULT_EFFECTIVE || result == CALL_RESULT_SOLD)
    sample_set (&row->note, effective_notes[sample_int (self, 0, G_N_ELEMENTS (effective_notes) - 1)]);
  sample_emit (self, &call_schema, row);
  return id;
}

static const char *
product_near (Sample *self, gint64 yuan)
{
  double weights[G_N_ELEMENTS (products)];

  for (guint i = 0; i < G_N_ELEMENTS (products); i++)
    weights[i] = yuan >= products[i].low && yuan <= products[i].high ? products[i].weight : .0001;
  return products[sample_pick (self, weights, G_N_ELEMENTS (products))].name;
}

/* A signed order, credited to its agent whole. @amount: fen. */
void
sample_order (Sample *self, const SamplePerson *person, Id customer, Day day, gint64 amount)
{
  SalesOrder      *row = schema_new (&sales_order_schema);
  OrderCredit     *credit = schema_new (&order_credit_schema);
  g_autofree char *number = g_strdup_printf ("DD%08" G_GUINT64_FORMAT, self->ids);

  credit->sales_order = row->row.id = sample_id (self);
  credit->person = row->agent = person->id;
  credit->share = 10000;
  row->customer = customer;
  row->amount = amount;
  row->state = ORDER_STATE_SIGNED;
  sample_set (&row->number, number);
  sample_set (&row->product, product_near (self, amount / 100));
  g_free (row->signed_on);
  row->signed_on = day_dup_text (day);
  sample_set (&credit->signed_on, row->signed_on);
  sample_emit (self, &sales_order_schema, row);
  sample_emit (self, &order_credit_schema, credit);
}

/* An answered invitation; @value 1–5, 0 = not answered. @about: a RatingAbout. */
void
sample_rating (Sample *self, const SamplePerson *person, Id customer, Id contact, int about, Day day, int value)
{
  Rating *row = schema_new (&rating_schema);

  row->agent = person->id;
  row->customer = customer;
  row->contact = contact;
  row->about = (RatingAbout) about;
  row->invited_at = moment_in (self, day);
  if (value > 0)
    {
      row->value = (OptInt){ value, TRUE };
      row->rated_at = (OptInt){ row->invited_at + sample_int (self, 60, 7200) * MOMENT_SECOND, TRUE };
    }
  sample_emit (self, &rating_schema, row);
}

/**
 * sample_ticket:
 * @on_time: whether it was solved before it was due
 *
 * Returns: id of the ticket just written, due within @day
 */
Id
sample_ticket (Sample *self, const SamplePerson *person, Id customer, Day day, gboolean on_time)
{
  static const double kinds[] = { .6, .1, .1, .2 };
  Ticket             *row = schema_new (&ticket_schema);
  Id                  id = row->row.id = sample_id (self);
  g_autofree char    *number = g_strdup_printf ("GD%08" G_GUINT64_FORMAT, self->ids);

  row->agent = person->id;
  row->customer = customer;
  row->kind = (TicketKind) sample_pick (self, kinds, G_N_ELEMENTS (kinds));
  row->opened_at = moment_from_day_time (day, sample_int (self, 9 * 3600, 14 * 3600), MOMENT_OFFSET_S);
  row->due_at = row->opened_at + 4 * 3600 * MOMENT_SECOND;
  row->first_reply_at = (OptInt){ row->opened_at + sample_int (self, 300, 3000) * MOMENT_SECOND, TRUE };
  row->solved_at = (OptInt){ row->due_at + (on_time ? -1 : 1) * sample_int (self, 600, 7200) * MOMENT_SECOND, TRUE };
  sample_set (&row->number, number);
  sample_set (&row->subject, "使用咨询");
  sample_emit (self, &ticket_schema, row);
  return id;
}
