/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A signed document, checked once against the members known of it, then read without further errors.
 * Internal to layer print. */
#pragma once

#include <json-glib/json-glib.h>

/* (transfer full): the document's object. Errors: PRINT_ERROR_DOCUMENT, naming the member. */
JsonObject *print_record_parse (const char *document_json, GError **error);

/* "" if absent or null. */
const char *print_record_text (JsonObject *object, const char *name);
/* FALSE if absent or null; @value is untouched then. */
gboolean print_record_int (JsonObject *object, const char *name, gint64 *value);
gboolean print_record_flag (JsonObject *object, const char *name);
/* (nullable) (transfer none) */
JsonObject *print_record_object (JsonObject *object, const char *name);
/* Objects of a list; 0 and NULL behind its end or if absent. */
guint       print_record_length (JsonObject *object, const char *name);
JsonObject *print_record_entry (JsonObject *object, const char *name, guint i);
