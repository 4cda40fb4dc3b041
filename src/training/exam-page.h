/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Results of exams and practical tests. */
#pragma once

#include "ui/list-room.h"

#define ZUOXI_TYPE_EXAMS_PAGE (zuoxi_exams_page_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiExamsPage, zuoxi_exams_page, ZUOXI, EXAMS_PAGE, ZuoxiListRoom)
