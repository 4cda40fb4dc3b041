/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parser: one pass over the text, strict always and canonical on demand. */
#include "core/json.h"

#include <string.h>

G_DEFINE_QUARK (json - error - quark, json_error)

typedef struct
{
  const char *start;
  const char *at;
  const char *end;
  GString    *scratch; /* the string read last, unescaped */
  guint       max_depth;
  gboolean    canonical;
  GError    **error;
} Parser;

static JsonNode *parse_value (Parser *self, guint depth);

static gboolean
fail (Parser *self, JsonError code, const char *what)
{
  g_set_error (self->error, JSON_ERROR, code, "JSON at byte %" G_GSIZE_FORMAT ": %s", (gsize) (self->at - self->start),
               what);
  return FALSE;
}

static gboolean
fail_not_canonical (Parser *self)
{
  return fail (self, JSON_ERROR_NOT_CANONICAL, "not canonical");
}

static gboolean
skip_blanks (Parser *self)
{
  const char *from = self->at;

  while (self->at < self->end &&
         (*self->at == ' ' || *self->at == '\t' || *self->at == '\r' || *self->at == '\n'))
    self->at++;
  if (self->canonical && self->at != from)
    return fail_not_canonical (self);
  return TRUE;
}

static gboolean
accept (Parser *self, char c)
{
  if (self->at >= self->end || *self->at != c)
    return FALSE;
  self->at++;
  return TRUE;
}

static gboolean
parse_hex4 (Parser *self, gunichar *out)
{
  gunichar value = 0;

  if (self->end - self->at < 4)
    return fail (self, JSON_ERROR_INVALID, "\\u needs four hex digits");
  for (guint i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (self->at[i]);

      if (digit < 0)
        return fail (self, JSON_ERROR_INVALID, "\\u needs four hex digits");
      if (self->canonical && g_ascii_isupper (self->at[i]))
        return fail_not_canonical (self);
      value = value << 4 | (gunichar) digit;
    }
  self->at += 4;
  *out = value;
  return TRUE;
}

/* After "\u". Canonical text spells only control characters without a short escape this way. */
static gboolean
parse_unicode_escape (Parser *self)
{
  gunichar c, low;

  if (!parse_hex4 (self, &c))
    return FALSE;
  if (c == 0)
    return fail (self, JSON_ERROR_INVALID, "NUL in a string");
  if (c >= 0xdc00 && c <= 0xdfff)
    return fail (self, JSON_ERROR_INVALID, "half a surrogate pair");
  if (c >= 0xd800 && c <= 0xdbff)
    {
      if (!accept (self, '\\') || !accept (self, 'u'))
        return fail (self, JSON_ERROR_INVALID, "half a surrogate pair");
      if (!parse_hex4 (self, &low))
        return FALSE;
      if (low < 0xdc00 || low > 0xdfff)
        return fail (self, JSON_ERROR_INVALID, "half a surrogate pair");
      c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
  if (self->canonical && (c >= 0x20 || strchr ("\b\f\n\r\t", (int) c) != NULL))
    return fail_not_canonical (self);
  g_string_append_unichar (self->scratch, c);
  return TRUE;
}

static gboolean
parse_escape (Parser *self)
{
  static const char letters[] = "\"\\bfnrt/";
  static const char values[] = "\"\\\b\f\n\r\t/";
  const char       *found;

  if (self->at >= self->end)
    return fail (self, JSON_ERROR_INVALID, "string without an end");
  if (accept (self, 'u'))
    return parse_unicode_escape (self);
  found = strchr (letters, *self->at);
  if (found == NULL || *found == '\0')
    return fail (self, JSON_ERROR_INVALID, "unknown escape");
  if (self->canonical && *found == '/')
    return fail_not_canonical (self);
  g_string_append_c (self->scratch, values[found - letters]);
  self->at++;
  return TRUE;
}

/* Reads a string, from its opening quote on, into scratch. */
static gboolean
parse_string (Parser *self)
{
  g_string_truncate (self->scratch, 0);
  if (!accept (self, '"'))
    return fail (self, JSON_ERROR_INVALID, "string expected");
  while (TRUE)
    {
      const char *from = self->at;

      while (self->at < self->end && *self->at != '"' && *self->at != '\\' && (guchar) *self->at >= 0x20)
        self->at++;
      g_string_append_len (self->scratch, from, self->at - from);
      if (self->at >= self->end)
        return fail (self, JSON_ERROR_INVALID, "string without an end");
      if (accept (self, '"'))
        return TRUE;
      if (!accept (self, '\\'))
        return fail (self, JSON_ERROR_INVALID, "control character in a string");
      if (!parse_escape (self))
        return FALSE;
    }
}

static JsonNode *
parse_number (Parser *self)
{
  gboolean    negative = accept (self, '-');
  const char *from = self->at;
  gint64      value = 0;
  JsonNode   *node;

  for (; self->at < self->end && g_ascii_isdigit (*self->at); self->at++)
    if (__builtin_mul_overflow (value, 10, &value) ||
        __builtin_sub_overflow (value, *self->at - '0', &value)) /* counted downwards: the minimum has no opposite */
      {
        fail (self, JSON_ERROR_NUMBER, "number beyond 64 bits");
        return NULL;
      }
  if (self->at == from)
    fail (self, JSON_ERROR_INVALID, "digit expected");
  else if (*from == '0' && (self->at - from > 1 || negative))
    fail (self, JSON_ERROR_NUMBER, "number with a leading zero or minus zero");
  else if (self->at < self->end && (*self->at == '.' || *self->at == 'e' || *self->at == 'E'))
    fail (self, JSON_ERROR_NUMBER, "number with a fraction or exponent");
  else if (!negative && value == G_MININT64)
    fail (self, JSON_ERROR_NUMBER, "number beyond 64 bits");
  else
    {
      node = json_node_alloc ();
      return json_node_init_int (node, negative ? value : -value);
    }
  return NULL;
}

static JsonNode *
parse_word (Parser *self)
{
  static const char *const words[] = { "null", "false", "true" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      gsize length = strlen (words[i]);

      if ((gsize) (self->end - self->at) >= length && memcmp (self->at, words[i], length) == 0)
        {
          self->at += length;
          return i == 0 ? json_node_init_null (json_node_alloc ())
                        : json_node_init_boolean (json_node_alloc (), i == 2);
        }
    }
  fail (self, JSON_ERROR_INVALID, "value expected");
  return NULL;
}

static JsonNode *
parse_array (Parser *self, guint depth)
{
  g_autoptr (JsonArray) array = json_array_new ();

  self->at++;
  if (!skip_blanks (self))
    return NULL;
  if (!accept (self, ']'))
    while (TRUE)
      {
        JsonNode *element = parse_value (self, depth);

        if (element == NULL)
          return NULL;
        json_array_add_element (array, element);
        if (!skip_blanks (self))
          return NULL;
        if (accept (self, ']'))
          break;
        if (!accept (self, ','))
          {
            fail (self, JSON_ERROR_INVALID, ", or ] expected");
            return NULL;
          }
      }
  return json_node_init_array (json_node_alloc (), array);
}

/* Reads name, colon and value; @last is the greatest name so far: after it there is no need to look for duplicates. */
static gboolean
parse_member (Parser *self, guint depth, JsonObject *object, char **last)
{
  g_autofree char *name = NULL;
  JsonNode        *value;
  int              order;

  if (!skip_blanks (self) || !parse_string (self))
    return FALSE;
  order = *last != NULL ? strcmp (*last, self->scratch->str) : -1;
  if (order >= 0 && json_object_has_member (object, self->scratch->str))
    return fail (self, JSON_ERROR_INVALID, "duplicate member");
  if (order > 0 && self->canonical)
    return fail_not_canonical (self);
  name = g_strndup (self->scratch->str, self->scratch->len);
  if (!skip_blanks (self))
    return FALSE;
  if (!accept (self, ':'))
    return fail (self, JSON_ERROR_INVALID, ": expected");
  value = parse_value (self, depth);
  if (value == NULL)
    return FALSE;
  json_object_set_member (object, name, value);
  if (order > 0)
    return TRUE;
  g_free (*last);
  *last = g_steal_pointer (&name);
  return TRUE;
}

static JsonNode *
parse_object (Parser *self, guint depth)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autofree char *last = NULL;

  self->at++;
  if (!skip_blanks (self))
    return NULL;
  if (!accept (self, '}'))
    while (TRUE)
      {
        if (!parse_member (self, depth, object, &last) || !skip_blanks (self))
          return NULL;
        if (accept (self, '}'))
          break;
        if (!accept (self, ','))
          {
            fail (self, JSON_ERROR_INVALID, ", or } expected");
            return NULL;
          }
      }
  return json_node_init_object (json_node_alloc (), object);
}

/* @depth: containers around the value. */
static JsonNode *
parse_value (Parser *self, guint depth)
{
  if (!skip_blanks (self))
    return NULL;
  if (self->at >= self->end)
    {
      fail (self, JSON_ERROR_INVALID, "value expected");
      return NULL;
    }
  if (*self->at == '{' || *self->at == '[')
    {
      if (depth >= self->max_depth)
        {
          fail (self, JSON_ERROR_TOO_DEEP, "nested too deeply");
          return NULL;
        }
      return *self->at == '{' ? parse_object (self, depth + 1) : parse_array (self, depth + 1);
    }
  if (*self->at == '"')
    return parse_string (self) ? json_node_init_string (json_node_alloc (), self->scratch->str) : NULL;
  if (*self->at == '-' || g_ascii_isdigit (*self->at))
    return parse_number (self);
  return parse_word (self);
}

static JsonNode *
parse (const char *text, gssize len, guint max_depth, gboolean canonical, GError **error)
{
  gsize       size = len < 0 ? strlen (text) : (gsize) len;
  const char *bad;
  Parser      self = { text, text, text + size, NULL, max_depth, canonical, error };
  g_autoptr (GString) scratch = g_string_new (NULL);
  g_autoptr (JsonNode) node = NULL;

  if (!g_utf8_validate_len (text, size, &bad))
    {
      self.at = bad;
      fail (&self, JSON_ERROR_INVALID, *bad == '\0' ? "NUL" : "not UTF-8");
      return NULL;
    }
  self.scratch = scratch;
  node = parse_value (&self, 0);
  if (node == NULL || !skip_blanks (&self))
    return NULL;
  if (self.at != self.end)
    {
      fail (&self, JSON_ERROR_INVALID, "text after the value");
      return NULL;
    }
  return g_steal_pointer (&node);
}

/**
 * json_strict_parse:
 * @text: (array length=len): bytes that claim to be JSON
 * @len: their number, or -1 if @text ends with a NUL
 * @max_depth: containers allowed inside each other; JSON_DEPTH for what comes over the wire
 *
 * Reads JSON of any spacing and member order, and refuses what could not be kept exactly: invalid
 * UTF-8, NUL, duplicate members, half surrogates, numbers that are not int64. Pure.
 *
 * Returns: (transfer full): the tree, or %NULL with @error set; the message gives the byte
 */
JsonNode *
json_strict_parse (const char *text, gssize len, guint max_depth, GError **error)
{
  return parse (text, len, max_depth, FALSE, error);
}

/**
 * json_canonical_parse:
 * @text: (array length=len): bytes that claim to be canonical JSON
 * @len: their number, or -1 if @text ends with a NUL
 * @max_depth: containers allowed inside each other
 *
 * As json_strict_parse (), and refuses whatever json_canonical_text () would spell otherwise. Pure.
 *
 * Returns: (transfer full): the tree, or %NULL with @error set
 */
JsonNode *
json_canonical_parse (const char *text, gssize len, guint max_depth, GError **error)
{
  return parse (text, len, max_depth, TRUE, error);
}
