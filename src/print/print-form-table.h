/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of a form: indicators by dimension, and the lines of the plan. Internal to layer print. */
#pragma once

#include "print/print-form-spec.h"

void form_add_items (const Form *form, PrintDoc *doc, const FormBlock *spec);
void form_add_plan (const Form *form, PrintDoc *doc, const FormBlock *spec);
void form_add_files (const Form *form, PrintDoc *doc, const FormBlock *spec);
