/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Core marks texts for translation and never translates: it has no locale. */
#pragma once

/* Spelt as glib spells it, so that both headers can be included. */
#define N_(String) (String)
