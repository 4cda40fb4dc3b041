/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A CSV file into one table: columns, a dry run that names each faulty line, and an import that can be undone whole. */
#pragma once

#include "app/session.h"
#include "ui/window.h"

#define ZUOXI_TYPE_IMPORT_DIALOG (zuoxi_import_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiImportDialog, zuoxi_import_dialog, ZUOXI, IMPORT_DIALOG, AdwWindow)

/* Asks for a file first; whoever may not import such rows is not to be offered this. */
void import_dialog_ask (ZuoxiWindow *window, ZuoxiSession *session, const Schema *schema);

/* For a file that is known. %NULL with @error: it cannot be read. */
ZuoxiImportDialog *zuoxi_import_dialog_new (ZuoxiWindow  *window,
                                            ZuoxiSession *session,
                                            const Schema *schema,
                                            const char   *path,
                                            GError      **error);
