/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Text set in points for a page: fonts, language, wrapping. Internal to layer print. */
#pragma once

#include <pango/pangocairo.h>

#include "print/print-doc.h"

typedef enum
{
  PRINT_FONT_BODY,
  PRINT_FONT_STRONG,
  PRINT_FONT_TABLE,
  PRINT_FONT_TABLE_STRONG,
  PRINT_FONT_SMALL,
  PRINT_FONT_HEADING,
  PRINT_FONT_TITLE,
  PRINT_N_FONTS
} PrintFont;

/* (transfer full): a context of 72 units per inch, in simplified Chinese. */
PangoContext *print_text_context_new (void);

/* (transfer full): @text in lines of at most @width points; @width < 0 = one line per paragraph. */
PangoLayout *print_text_new (PangoContext *context, PrintFont font, const char *text, double width, PrintAlign align);

/* Sets an unwrapped @layout smaller until its longest line fits @width; below 85 % it is wrapped instead. */
void print_text_fit (PangoLayout *layout, double width);

/* For titles and labels: smaller only as far as its longest word needs, down to 60 %; otherwise as above. */
void print_text_fit_words (PangoLayout *layout, double width);

/* (transfer full) (array): tops of all lines and the bottom of the last one, in points. */
double *print_text_tops (PangoLayout *layout, guint *n_lines);
