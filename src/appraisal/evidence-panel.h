/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows behind a figure: formula above, what would change it, then what was counted. Signal "close" (). */
#pragma once

#include <adwaita.h>

#include "app/session.h"
#include "appraisal/case-evidence.h"

#define ZUOXI_TYPE_EVIDENCE_PANEL (zuoxi_evidence_panel_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiEvidencePanel, zuoxi_evidence_panel, ZUOXI, EVIDENCE_PANEL, AdwBin)

GtkWidget *zuoxi_evidence_panel_new (void);

void zuoxi_evidence_panel_show (ZuoxiEvidencePanel *self,
                                ZuoxiSession       *session,
                                AppraisalCase      *shown,
                                const char         *code,
                                Metric              metric);
void zuoxi_evidence_panel_clear (ZuoxiEvidencePanel *self);
