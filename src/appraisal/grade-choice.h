/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The grade of an evaluation: as the total gives it, or moved by one, up or down (M23). A GtkDropDown that knows the
 * codes of the grades. Main thread.
 */
#pragma once

#include <adwaita.h>

#include "appraisal/scheme-set.h"

GtkWidget *grade_choice_new (const char *label);

/* Offers what @computed (nullable) allows; what was chosen stays chosen, even where it is no longer near. */
void        grade_choice_show (GtkDropDown *self, const SchemeSet *scheme, const SchemeGrade *computed);
void        grade_choice_set (GtkDropDown *self, const char *code); /* "" = as computed */
const char *grade_choice_get (GtkDropDown *self);
/* TRUE while the choice changes by code and not by a person. */
gboolean grade_choice_is_loading (GtkDropDown *self);
