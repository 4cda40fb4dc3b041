/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The search tokenizer "zuoxi" of FTS5, for Chinese.
 *
 * A run of n ideographs becomes its n-1 overlapping pairs and the last character alone, one position each; a run of
 * other letters and digits becomes one lower-case word. Full-width forms count as their ASCII twins. A query leaves the
 * last single character out, so a phrase of pairs matches exactly where the text holds the characters in a row:
 * 绩效考核 is 绩效 效考 考核. One character is asked for as a prefix: 电* finds 电话 and a final 电.
 */
#pragma once

#include <sqlite3.h>

#ifndef TOKENIZER_LOADABLE
/* Registers the tokenizer on one connection. Returns an SQLite result code. */
int tokenizer_register (sqlite3 *handle);
#endif
