/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON as it is stored, sent, hashed and signed (R36). json-glib holds the trees; its parser is not
 * used, since it rounds, wraps and drops without an error. */
#pragma once

#include "core/types.h"

#include <json-glib/json-glib.h>

/* Nesting allowed on the wire; {} is 1 deep, a bare string 0. */
#define JSON_DEPTH 16

#define JSON_ERROR (json_error_quark ())
GQuark json_error_quark (void);

typedef enum
{
  JSON_ERROR_INVALID,       /* not JSON, not UTF-8, a NUL, a duplicate member */
  JSON_ERROR_NUMBER,        /* a number that is no int64 */
  JSON_ERROR_NOT_CANONICAL, /* right, but not spelt the one canonical way */
  JSON_ERROR_TOO_DEEP,
  JSON_ERROR_TYPE,    /* a member has another type than wanted */
  JSON_ERROR_MISSING, /* a member is not there */
} JsonError;

/* Reading. Errors: JSON_ERROR_INVALID … JSON_ERROR_TOO_DEEP. */
JsonNode *json_strict_parse (const char *text, gssize len, guint max_depth, GError **error) G_GNUC_WARN_UNUSED_RESULT;
JsonNode *json_canonical_parse (const char *text, gssize len, guint max_depth, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Writing a tree. */
char *json_canonical_text (JsonNode *node) G_GNUC_WARN_UNUSED_RESULT;
void  json_append_node (GString *text, JsonNode *node);
void  json_append_object (GString *text, JsonObject *object);

/* Where a member's value stands in the canonical text of an object; NULL = there is none. */
const char *json_canonical_member (const char *object, const char *name, gsize *length);

/* Writing without a tree: the caller opens and closes braces and names members in bytewise order. */
void json_append_key (GString *text, const char *name);
void json_append_string (GString *text, const char *value);
void json_append_int (GString *text, gint64 value);
void json_append_id (GString *text, Id id);

/* Members by name. Borrowed values live as long as the object. Errors: JSON_ERROR_MISSING and
 * JSON_ERROR_TYPE; the message names the member; @out is untouched on failure. */
gboolean json_member_string (JsonObject *object, const char *name, const char **out, GError **error);
gboolean json_member_int (JsonObject *object, const char *name, gint64 *out, GError **error);
gboolean json_member_bool (JsonObject *object, const char *name, gboolean *out, GError **error);
gboolean json_member_id (JsonObject *object, const char *name, Id *out, GError **error);
gboolean json_member_object (JsonObject *object, const char *name, JsonObject **out, GError **error);
gboolean json_member_array (JsonObject *object, const char *name, JsonArray **out, GError **error);

/* The same for members that may be absent: then @out gets the fallback (%NULL for containers). A
 * member that is there with the wrong type, null included, is an error. */
gboolean json_member_opt_string (JsonObject  *object,
                                 const char  *name,
                                 const char  *fallback,
                                 const char **out,
                                 GError     **error);
gboolean json_member_opt_int (JsonObject *object, const char *name, gint64 fallback, gint64 *out, GError **error);
gboolean json_member_opt_bool (JsonObject *object, const char *name, gboolean fallback, gboolean *out, GError **error);
gboolean json_member_opt_id (JsonObject *object, const char *name, Id *out, GError **error);
gboolean json_member_opt_object (JsonObject *object, const char *name, JsonObject **out, GError **error);
gboolean json_member_opt_array (JsonObject *object, const char *name, JsonArray **out, GError **error);
