/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scores of monitored calls. */
#pragma once

#include "ui/list-room.h"

#define ZUOXI_TYPE_QA_PAGE (zuoxi_qa_page_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiQaPage, zuoxi_qa_page, ZUOXI, QA_PAGE, ZuoxiListRoom)
