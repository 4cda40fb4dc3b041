/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a person says who they are. The page only asks and shows; the application signs in. A server whose key is not
 * known yet shows its fingerprint, which the person compares with the one the administrator gave out (R59).
 */
#pragma once

#include <adwaita.h>

#define ZUOXI_TYPE_SIGN_IN_PAGE (zuoxi_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (ZuoxiSignInPage, zuoxi_sign_in_page, ZUOXI, SIGN_IN_PAGE, AdwBin)

/* Signal "sign-in": the fields are filled in (and the key confirmed, if one was shown): read them below. */

GtkWidget *zuoxi_sign_in_page_new (void);

void zuoxi_sign_in_page_set_server (ZuoxiSignInPage *self, const char *server);
void zuoxi_sign_in_page_set_account (ZuoxiSignInPage *self, const char *account);
void zuoxi_sign_in_page_set_shared (ZuoxiSignInPage *self, gboolean shared);

const char *zuoxi_sign_in_page_get_server (ZuoxiSignInPage *self);
const char *zuoxi_sign_in_page_get_account (ZuoxiSignInPage *self);
const char *zuoxi_sign_in_page_get_password (ZuoxiSignInPage *self);
gboolean    zuoxi_sign_in_page_get_shared (ZuoxiSignInPage *self);
/* The fingerprint the person confirmed, 64 hex digits, or NULL. */
const char *zuoxi_sign_in_page_get_pin (ZuoxiSignInPage *self);

/* Shows the server's key (64 hex digits) to be confirmed before signing in; NULL takes it away. */
void zuoxi_sign_in_page_offer_pin (ZuoxiSignInPage *self, const char *pin);
/* Locks the fields and spins; ends the error. */
void zuoxi_sign_in_page_set_busy (ZuoxiSignInPage *self, gboolean busy);
/* A plain sentence, shown and read out; NULL = none. The password stays for correcting. */
void zuoxi_sign_in_page_set_error (ZuoxiSignInPage *self, const char *text);
/* The server cannot be reached, but this account was here before: @text says what is here; NULL = online. */
void zuoxi_sign_in_page_set_offline (ZuoxiSignInPage *self, const char *text);
void zuoxi_sign_in_page_forget_password (ZuoxiSignInPage *self);
/* Forgets the password and focuses the first empty field. */
void zuoxi_sign_in_page_reset (ZuoxiSignInPage *self);
