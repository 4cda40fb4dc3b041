/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "print/print-text.h"

#define FAMILY "Noto Sans CJK SC,Source Han Sans SC,sans-serif"
#define FIT_LEAST 0.85
#define WORD_LEAST 0.6

typedef struct
{
  double      size; /* points */
  PangoWeight weight;
} FontStyle;

/* clang-format off */
static const FontStyle styles[PRINT_N_FONTS] = {
  [PRINT_FONT_BODY]         = {  9.0, PANGO_WEIGHT_NORMAL },
  [PRINT_FONT_STRONG]       = {  9.0, PANGO_WEIGHT_BOLD },
  [PRINT_FONT_TABLE]        = {  8.0, PANGO_WEIGHT_NORMAL },
  [PRINT_FONT_TABLE_STRONG] = {  8.0, PANGO_WEIGHT_BOLD },
  [PRINT_FONT_SMALL]        = {  7.0, PANGO_WEIGHT_NORMAL },
  [PRINT_FONT_HEADING]      = { 10.0, PANGO_WEIGHT_BOLD },
  [PRINT_FONT_TITLE]        = { 17.0, PANGO_WEIGHT_BOLD } };
/* clang-format on */

/* Without the language fontconfig falls back to the Japanese forms of 骨, 直, 门. Metrics are not hinted, so that
 * lines break at the same places on paper, in a file and in the preview. */
PangoContext *
print_text_context_new (void)
{
  PangoContext         *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  cairo_font_options_t *options = cairo_font_options_create ();

  pango_cairo_context_set_resolution (context, 72);
  pango_context_set_language (context, pango_language_from_string ("zh-cn"));
  pango_context_set_base_dir (context, PANGO_DIRECTION_LTR);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options (context, options);
  pango_context_set_round_glyph_positions (context, FALSE);
  cairo_font_options_destroy (options);
  return context;
}

static PangoAlignment
pango_alignment (PrintAlign align)
{
  switch (align)
    {
    case PRINT_CENTRE:
      return PANGO_ALIGN_CENTER;
    case PRINT_RIGHT:
      return PANGO_ALIGN_RIGHT;
    case PRINT_LEFT:
    default:
      return PANGO_ALIGN_LEFT;
    }
}

static void
set_font (PangoLayout *layout, PrintFont font)
{
  PangoFontDescription *description = pango_font_description_from_string (FAMILY);

  pango_font_description_set_weight (description, styles[font].weight);
  pango_font_description_set_absolute_size (description, styles[font].size * PANGO_SCALE);
  pango_layout_set_font_description (layout, description);
  pango_font_description_free (description);
}

PangoLayout *
print_text_new (PangoContext *context, PrintFont font, const char *text, double width, PrintAlign align)
{
  PangoLayout   *layout = pango_layout_new (context);
  PangoAttrList *attributes = pango_attr_list_new ();

  set_font (layout, font);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1, liga=0"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_alignment (layout, pango_alignment (align));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width (layout, width < 0 ? -1 : (int) (width * PANGO_SCALE));
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static void
scale_font (PangoLayout *layout, double factor)
{
  PangoFontDescription *smaller = pango_font_description_copy (pango_layout_get_font_description (layout));

  pango_font_description_set_absolute_size (smaller, pango_font_description_get_size (smaller) * factor * 0.995);
  pango_layout_set_font_description (layout, smaller);
  pango_font_description_free (smaller);
}

void
print_text_fit (PangoLayout *layout, double width)
{
  double factor;
  int    natural;

  pango_layout_set_width (layout, -1);
  pango_layout_get_size (layout, &natural, NULL);
  factor = natural > 0 ? width * PANGO_SCALE / natural : 1;
  if (factor < 1 && factor >= FIT_LEAST)
    scale_font (layout, factor);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
}

/* Width of the longest Latin word, which nothing but a break inside it could make shorter. */
static int
longest_word (PangoLayout *layout)
{
  g_auto (GStrv) words = g_strsplit_set (pango_layout_get_text (layout), " \n", -1);
  g_autoptr (PangoLayout) measure = pango_layout_copy (layout);
  int longest = 0;

  pango_layout_set_width (measure, -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      int width = 0;

      if (g_unichar_iswide (g_utf8_get_char (words[i])))
        continue;
      pango_layout_set_text (measure, words[i], -1);
      pango_layout_get_size (measure, &width, NULL);
      longest = MAX (longest, width);
    }
  return longest;
}

void
print_text_fit_words (PangoLayout *layout, double width)
{
  int longest = longest_word (layout);

  if (longest > width * PANGO_SCALE)
    scale_font (layout, MAX (width * PANGO_SCALE / longest, WORD_LEAST));
  else
    print_text_fit (layout, width);
}

double *
print_text_tops (PangoLayout *layout, guint *n_lines)
{
  PangoLayoutIter *iter = pango_layout_get_iter (layout);
  guint            n = (guint) pango_layout_get_line_count (layout);
  double          *tops = g_new0 (double, n + 1);
  guint            i = 0;
  int              y0, y1;

  do
    {
      pango_layout_iter_get_line_yrange (iter, &y0, &y1);
      tops[i] = (double) y0 / PANGO_SCALE;
      tops[i + 1] = (double) y1 / PANGO_SCALE;
      i++;
    }
  while (i < n && pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);
  *n_lines = n;
  return tops;
}
