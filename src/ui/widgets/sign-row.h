/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One signature: who signs as what, their password, the button, and afterwards when it was signed. Main thread.
 * Signal "sign": the password is there and the button or Enter was pressed; read it, then zuoxi_sign_row_clear ().
 */
#pragma once

#include <adwaita.h>

#define ZUOXI_TYPE_SIGN_ROW (zuoxi_sign_row_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiSignRow, zuoxi_sign_row, ZUOXI, SIGN_ROW, GtkWidget)

GtkWidget *zuoxi_sign_row_new (const char *title); /* "1  Supervisor" */

void        zuoxi_sign_row_set_title (ZuoxiSignRow *self, const char *title);
void        zuoxi_sign_row_set_person (ZuoxiSignRow *self, const char *name);
void        zuoxi_sign_row_set_button (ZuoxiSignRow *self, const char *label); /* "Sign" with a mnemonic unless set */
const char *zuoxi_sign_row_get_password (ZuoxiSignRow *self);
void        zuoxi_sign_row_clear (ZuoxiSignRow *self); /* forgets the password */
void        zuoxi_sign_row_set_busy (ZuoxiSignRow *self, gboolean busy);
void        zuoxi_sign_row_set_error (ZuoxiSignRow *self, const char *text); /* NULL = none; selects the password */
/* @text: "陈立 15:12": the row shows it with a mark and asks for nothing; NULL = not signed */
void zuoxi_sign_row_set_signed (ZuoxiSignRow *self, const char *text);
