/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The files of an evaluation: its scorer attaches them, by a button or by dropping them here, and takes them away until
 * he signs; whoever may read the evaluation opens and saves them. Hidden where there are none and none can be attached.
 * Main thread.
 */
#pragma once

#include <adwaita.h>

#include "appraisal/case.h"

#define ZUOXI_TYPE_EVIDENCE_FILES (zuoxi_evidence_files_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiEvidenceFiles, zuoxi_evidence_files, ZUOXI, EVIDENCE_FILES, AdwBin)

GtkWidget *zuoxi_evidence_files_new (void);

/* Copies what it needs of @shown. */
void zuoxi_evidence_files_show (ZuoxiEvidenceFiles  *self,
                                ZuoxiSession        *session,
                                const AppraisalCase *shown,
                                gboolean             editable);
