/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The regulation as it comes with the program: ids, headings and our own one-line paraphrases (R61). The full text
 * belongs to the company, which loads it.
 */
#pragma once

#include <gio/gio.h>

#include "regulation/regulation.h"

#define REGULATION_TITLE "电话销售客服管理制度"
#define REGULATION_VERSION "1.0"

/* (transfer full) (element-type Clause): every clause of @regulation, ids derived, in order. */
GPtrArray *regulation_file_clauses (Id regulation);

/**
 * regulation_file_texts:
 * @text: UTF-8; either lines of CODE, tab, text, or a document with chapters (## 一、), sections (### （一）) and items (1.)
 *
 * Returns: (transfer full): code → text; a section without items stands under its own code
 */
GHashTable *regulation_file_texts (const char *text);
/* What of @texts belongs to clause @code: its own, or that of the item it is a part of ("5.4.1a" of "5.4.1"). */
const char *regulation_file_text_of (GHashTable *texts, const char *code);
