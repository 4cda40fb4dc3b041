/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Core marks texts for translation and never translates: it has no locale. */
#pragma once

#define N_(text) (text)
