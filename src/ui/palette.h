/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ctrl+K: one entry that goes anywhere. Providers give rows for what was typed, at once or later; answers to an older
 * text are dropped. Worked by the keyboard: ↑ ↓ Enter Escape. Main thread.
 */
#pragma once

#include <adwaita.h>

#define ZUOXI_TYPE_PALETTE (zuoxi_palette_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiPalette, zuoxi_palette, ZUOXI, PALETTE, GtkWidget)

typedef struct _PaletteQuery PaletteQuery;

/* Answers @text (stripped, never empty) by palette_query_add (); to answer later, hold a reference of @query. */
typedef void (*PaletteFind) (PaletteQuery *query, const char *text, gpointer data);

void zuoxi_palette_add_provider (ZuoxiPalette *self, PaletteFind find, gpointer data);
void zuoxi_palette_open (ZuoxiPalette *self);
void zuoxi_palette_close (ZuoxiPalette *self);

PaletteQuery *palette_query_ref (PaletteQuery *query);
void          palette_query_unref (PaletteQuery *query);
/* @score: higher stands first; @action: detailed name of the action that goes there ("win.item::person/0190…") */
void palette_query_add (PaletteQuery *query,
                        int           score,
                        const char   *icon,
                        const char   *title,
                        const char   *subtitle,
                        const char   *action);

/* How well @text, as typed, fits @candidate: 0 = not at all; every blank-separated word must occur, in any case, as a
 * part (best at the start) or with its characters in order. */
int palette_match (const char *candidate, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PaletteQuery, palette_query_unref)
