/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text of open forms, saved while it is typed and given back when the form opens again. Never synced. */
#pragma once

#include "store/store.h"

typedef struct
{
  char  *form;
  char  *field;
  char  *text;
  gint64 at; /* µs since the epoch, UTC: when it was typed */
} Draft;

void draft_free (Draft *draft);

/* Keeps @text of @field in @form; an empty text is a text too: the person emptied the field. */
gboolean store_draft_set (Store      *store,
                          const char *form,
                          const char *field,
                          const char *text,
                          gint64      at,
                          GError    **error);
/* Returns: (transfer full): the text; "" without @error and with *@found FALSE (nullable) if there is none; NULL on
 * error */
char *store_draft_get (Store *store, const char *form, const char *field, gboolean *found, GError **error);
/* Returns: (transfer full) (element-type Draft): drafts of @form, or of every form for %NULL, the oldest first */
GPtrArray *store_draft_list (Store *store, const char *form, GError **error);
/* Forgets @field of @form, or the whole form for %NULL: after it was saved or discarded. */
gboolean store_draft_clear (Store *store, const char *form, const char *field, GError **error);
