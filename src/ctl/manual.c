/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ctl/manual.h"

#include <glib/gi18n.h>
#include <string.h>

#define WIDTH 80  /* columns of a line */
#define INDENT 7  /* of a section's text */
#define DEEPER 14 /* of an option's words */

/* clang-format off */
static const struct { const char *name, *text, *examples; } pages[] = {
  { "account create",
    N_("Makes an account for a person of the staff directory. Without --password-file a first password is made up and printed on standard output once; the person is asked for one of their own at the first sign-in. The server keeps neither: it stores what the password is stretched to."),
    "zuoxictl account create lihua --person A0101" },
  { "account reset",
    N_("Gives an account a new first password. All its sign-ins end; the person is told in the inbox, and can do nothing before choosing a password of their own. With it comes a new signing key, which counts as unconfirmed, also after that: forms signed with it say so. It is confirmed when three have signed for it in the desktop, in the room Staff at the person's account: the person, somebody of HR and somebody of the line above (two of HR for the general manager). They compare its number, and nobody in administration counts.\nDo it after the person has chosen a password of their own: that makes a key anew."),
    "zuoxictl account reset lihua" },
  { "account list",
    N_("One line for each account: login, employee number, name, state, devices that may sync, when it was last seen. Columns are separated by tabs."),
    "zuoxictl account list | column -t -s \"$(printf '\\t')\"" },
  { "account lock",
    N_("Ends every sign-in of the account at once and allows no new one. What its devices have not sent stays on them and is sent once the account is unlocked."),
    "zuoxictl account lock lihua" },
  { "account unlock",
    N_("Allows the account to sign in again, with the password it had."),
    "zuoxictl account unlock lihua" },
  { "device list",
    N_("One line for each device, or for those of one login: id, login, name, state (active, drain or revoked), the last line received from it, when it was last seen."),
    "zuoxictl device list lihua" },
  { "device drain",
    N_("The device may still send what it holds, but is given nothing new: for a machine that is to be handed back. Once it has sent everything, revoke it."),
    "zuoxictl device drain 0123456789abcdef0123456789abcdef" },
  { "device revoke",
    N_("Refuses the device from now on, and every device its sign-in registered since; each is told so at its next contact, empties its store, and can do nothing else with the sign-in it holds. For a machine that was lost or stolen, also give the account a new password."),
    "zuoxictl device revoke 0123456789abcdef0123456789abcdef" },
  { "device allow",
    N_("Takes back drain or revoke for one device: it fetches everything anew, and sends what was typed on it and not sent."),
    "zuoxictl device allow 0123456789abcdef0123456789abcdef" },
  { "fingerprint",
    N_("Prints the SHA-256 of the server's public key in groups of words. Desktops ask for it at the first sign-in and refuse any other server. It stays the same when the certificate is renewed."),
    "zuoxictl fingerprint --data /var/lib/zuoxid" },
  { "held list",
    N_("Shows the lines that wait at the server because they have no place yet: the person held no assignment on the day the row is about, or the desktop was too old. The author sees the same in the inbox as “waiting at the server”. Nothing is lost while a line waits, and no other line waits for it."),
    "zuoxictl held list --lines" },
  { "held apply",
    N_("Serves waiting lines again, in the name of their authors, after the cause is gone: an assignment was entered, a desktop was upgraded. What has a place now is applied as if it had just come; what has none goes on waiting, and the exit status is 1."),
    "zuoxictl held apply --all" },
  { "held return",
    N_("Gives a waiting line back for good. Its author finds what was written in the inbox, with your reason, and can write it anew or copy it."),
    "zuoxictl held return 0123456789abcdef0123456789abcdef --reason '…'" },
  { "block add",
    N_("Puts telephone numbers on the company's do-not-call list, as people write them: with or without blanks, area code and country. It holds at once and for everybody: desktops warn before the next call, and a call that is made all the same is kept and marked. The store keeps no number, only what it is stretched to under the company's key; the list shows 138****5678.\nWith --since calls that were made from that day on are marked when they arrive."),
    "zuoxictl block add '138 0013 8000' --reason 'asked on the telephone'" },
  { "block remove",
    N_("Takes numbers off the do-not-call list. Calls marked before stay marked: they were made while it held."),
    "zuoxictl block remove 13800138000" },
  { "block list",
    N_("One line for each number: the number with its middle hidden, since when, who entered it, why; separated by tabs. With a number: only that one, and exit status 1 if it is not on the list."),
    "zuoxictl block list 13800138000" },
  { "block import",
    N_("Puts every number of a CSV file on the do-not-call list, those of the first column or of the one named with --column. All or nothing: a line that is no number stops it, and is named."),
    "zuoxictl block import refused.csv --column 电话 --reason 'list of the region' --dry-run" },
  { "backup",
    N_("Copies the store into DIR while zuoxid goes on working. The copy is the state of one moment. Beside it stands proof.json: the SHA-256 of the copy, the server's id and incarnation, and for every shard its last place and the last line and head of its audit; the same is printed and noted in the audit. The server's key and certificate are copied too, so keep DIR as safe as the server.\nGive each backup a folder of its own, on another disk. To be sure of it, check it there: zuoxictl backup --check DIR."),
    "zuoxictl backup /backup/$(date +%F) --data /var/lib/zuoxid" },
  { "restore",
    N_("Makes the store anew from a backup: holds the copy against its proof, places it beside the store, verifies its audit and its counts, and only then puts it in the store's place. A store that is there is refused without --replace, and set aside, not deleted, with it. zuoxid must be stopped; a store in use is refused.\nWhat is restored is a new incarnation. Every desktop notices at its next sync, sends again what it had sent within the last 30 days and the backup lacks, and takes the rest anew. People sign in again if they signed in after the backup was made."),
    "systemctl stop zuoxid\nzuoxictl restore /backup/2026-03-31 --data /var/lib/zuoxid --replace\nchown -R zuoxid: /var/lib/zuoxid\nsystemctl start zuoxid" },
  { "verify",
    N_("Recomputes the audit's chains and compares every row with what the audit says was written; compares the counts of buckets, shards and devices with the rows, every grant with the rule, and every signed step's digest and signature with the bytes that were signed, and its key with the signer's; a key that had been replaced by then is told of. The steps must still lead to the roots that were witnessed day by day, and with --proof to those of a file that export-proof wrote. Values that were erased by order of the law are told of, with the day and the reason, and are no fault.\nEvery fault is a line; the exit status is 1 if there is one."),
    "zuoxictl verify --data /var/lib/zuoxid" },
  { "export-proof",
    N_("Once a day the server computes, for each department, one root over the digests of all steps signed there, and gives it to every device. This writes them as JSON, every one or those of a month. Keep the file where nobody who runs the server can change it, or have a time-stamping authority sign its digest; “verify --proof FILE” says later whether the steps still lead to these roots. It holds no personal data."),
    "zuoxictl export-proof --month 2026-03 >proof.json\nopenssl ts -query -data proof.json -sha256 -cert -out proof.tsq\nzuoxictl verify --proof proof.json" },
  { "stats",
    N_("Numbers about the store, one a line: group, name, value, separated by tabs. Besides sizes it shows what needs a look: lines that are held, devices not seen for 14 days, open inbox items."),
    "zuoxictl stats --data /var/lib/zuoxid" },
  { "erase",
    N_("For a person's right to be forgotten. Empties a deleted row and its children, and erases every value the audit holds of them, refused lines about them and closed inbox items. The audit stays whole: it chains hashes with a salt, and the salt goes too. A line in it says who erased on which day and under what.\nWhat refers to the row without belonging to it, such as calls with a customer, is erased row by row. A row that is not deleted is refused without --delete; with it, it is deleted first, as far as the administrator may: what the law says must be kept stays. A row about which somebody is still to decide is refused. Desktops drop a deleted row at their next sync."),
    "zuoxictl erase customer 0123456789abcdef0123456789abcdef --delete --under '《个人信息保护法》第四十七条'" },
  { "sample",
    N_("Writes a made-up company with a year of work, accounts and forms in every state, the same for the same seed. Its clock stands at 2 April 2026 and ticks. accounts.tsv lists its logins and passwords."),
    "zuoxictl sample --out sample --scale 0.02" },
  { "sample clock",
    N_("Moves the clock of a sample company forward by days, or to a day. Refused for any other store."),
    "zuoxictl sample clock +1d" },
  { "sample month",
    N_("For a sample company with imported calls: takes one person's form of the month from the self sheet to the filing."),
    "zuoxictl sample month A0101" },
  { "regulation load",
    N_("Puts the company's own text of the regulation into its clauses. The file is Markdown or lines of clause number, tab, text. What is shipped are numbers, headings and one-line paraphrases."),
    "zuoxictl regulation load regulation.md" },
  { "regulation list", N_("Shows the versions of the regulation: since when, how many clauses, how many acknowledged."), "zuoxictl regulation list" },
  { "import",
    N_("Brings in rows of another program from CSV, all or none, with original authors and dates. The map says which column is which field. --dry-run counts and checks only. --undo takes an import back, save for what was changed since."),
    "zuoxictl import calls.csv --map calls.map --dry-run" },
  { "export",
    N_("Writes a table everyone may read as CSV to standard output. The administrator has no access to personal rows, so those are not exported here."),
    "zuoxictl export team >teams.csv" },
  { "check-print",
    N_("Takes the digits at the foot of a printed form, or the text of its QR code, and says whether it is what the server holds: current, superseded by a later revision, changed since signing, or unknown."),
    "zuoxictl check-print 3f2a9c0d11e4" } };
/* clang-format on */

/* Where a line may be broken before @at: after a blank, or between two wide characters; never before a full stop. */
static gboolean
may_break (const char *start, const char *at)
{
  const char *before = g_utf8_find_prev_char (start, at);
  gunichar    one = before != NULL ? g_utf8_get_char (before) : 0;
  gunichar    two = g_utf8_get_char (at);

  if (one == ' ')
    return TRUE;
  return g_unichar_iswide (one) && !g_unichar_ispunct (two) && !g_unichar_isspace (two) && !g_unichar_ispunct (one);
}

/* The end of the longest piece of @text that fits, at least one character. */
static const char *
fit (const char *text, int room)
{
  const char *good = NULL, *at = text;
  int         columns = 0;

  for (; *at != '\0'; at = g_utf8_next_char (at))
    {
      if (at > text && may_break (text, at))
        good = at;
      columns += g_unichar_iswide (g_utf8_get_char (at)) ? 2 : 1;
      if (columns > room && good != NULL)
        return good;
    }
  return at;
}

static void
print_paragraph (FILE *out, const char *text, int indent)
{
  while (*text != '\0')
    {
      const char *end = fit (text, WIDTH - indent);
      gsize       length = (gsize) (end - text);

      while (length > 0 && text[length - 1] == ' ')
        length--;
      fprintf (out, "%*s%.*s\n", indent, "", (int) length, text);
      text = end;
    }
}

static void
print_text (FILE *out, const char *text, int indent)
{
  g_auto (GStrv) paragraphs = g_strsplit (text, "\n", -1);

  for (guint i = 0; paragraphs[i] != NULL; i++)
    print_paragraph (out, paragraphs[i], indent);
}

static void
print_option (FILE *out, const GOptionEntry *entry)
{
  if (entry->flags & G_OPTION_FLAG_HIDDEN)
    return;
  fprintf (out, "%*s", INDENT, "");
  if (entry->short_name != '\0')
    fprintf (out, "-%c, ", entry->short_name);
  fprintf (out, "--%s%s%s\n", entry->long_name, entry->arg_description != NULL ? "=" : "",
           entry->arg_description != NULL ? entry->arg_description : "");
  if (entry->description != NULL)
    print_text (out, _ (entry->description), DEEPER);
}

static void
print_heading (FILE *out, const char *heading)
{
  fprintf (out, "\n%s\n", heading);
}

static void
print_status (FILE *out)
{
  print_heading (out, _ ("EXIT STATUS"));
  print_text (out, _ ("0 done, 1 failed, 2 wrong use."), INDENT);
}

void
manual_print (const CtlCall *call, const GOptionEntry *entries)
{
  const CtlCommand *command = call->command;
  guint             page;

  for (page = 0; page < G_N_ELEMENTS (pages); page++)
    if (g_str_equal (pages[page].name, command->name))
      break;
  fprintf (call->out, "%s\n%*szuoxictl %s: %s\n", _ ("NAME"), INDENT, "", command->name, _ (command->summary));
  print_heading (call->out, _ ("SYNOPSIS"));
  fprintf (call->out, "%*szuoxictl %s %s%s%s\n", INDENT, "", command->name, _ ("[OPTION…]"), *command->usage != '\0' ? " " : "", command->usage);
  if (page < G_N_ELEMENTS (pages))
    {
      print_heading (call->out, _ ("DESCRIPTION"));
      print_text (call->out, _ (pages[page].text), INDENT);
    }
  print_heading (call->out, _ ("OPTIONS"));
  for (const GOptionEntry *entry = entries; entry->long_name != NULL; entry++)
    print_option (call->out, entry);
  if (page < G_N_ELEMENTS (pages))
    {
      print_heading (call->out, _ ("EXAMPLE"));
      print_text (call->out, pages[page].examples, INDENT);
    }
  print_status (call->out);
}

void
manual_print_commands (FILE *out, const CtlCommand *commands)
{
  fprintf (out, "%s\n%*szuoxictl: %s\n", _ ("NAME"), INDENT, "", _ ("administration of a Zuoxi server on the machine that holds its store"));
  print_heading (out, _ ("SYNOPSIS"));
  fprintf (out, "%*szuoxictl %s\n%*szuoxictl %s --help\n", INDENT, "", _ ("COMMAND …"), INDENT, "", _ ("COMMAND"));
  print_heading (out, _ ("COMMANDS"));
  for (const CtlCommand *command = commands; command->name != NULL; command++)
    {
      fprintf (out, "%*s%s%s%s\n", INDENT, "", command->name, *command->usage != '\0' ? " " : "", command->usage);
      print_text (out, _ (command->summary), DEEPER);
    }
  print_heading (out, _ ("ENVIRONMENT"));
  fprintf (out, "%*sZUOXI_SERVER\n", INDENT, "");
  print_text (out, _ ("Folder of the server's store where --data is not given."), DEEPER);
  print_status (out);
}
