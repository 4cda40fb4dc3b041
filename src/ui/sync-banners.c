/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "ui/sync-banners.h"

#include <glib/gi18n.h>

#include "app/session.h"

typedef struct
{
  SessionBanner trouble;
  WindowBanner  banner;
  const char   *button; /* msgid; nullable where all goes on by itself */
  const char   *action;
} Trouble;

/* clang-format off */
static const Trouble troubles[] = {
  { SESSION_BANNER_STORE,        WINDOW_BANNER_READ_ONLY,   N_("_Try Again"),   "win.refresh" },
  { SESSION_BANNER_DAMAGED,      WINDOW_BANNER_READ_ONLY,   N_("Sign _Out"),    "app.sign-out" },
  { SESSION_BANNER_REVOKED,      WINDOW_BANNER_READ_ONLY,   N_("_Try Again"),   "win.refresh" },
  { SESSION_BANNER_LEASE,        WINDOW_BANNER_READ_ONLY,   N_("_Try Again"),   "win.refresh" },
  { SESSION_BANNER_SIGN_IN,      WINDOW_BANNER_SERVER,      N_("_Sign In"),     "app.sign-out" },
  { SESSION_BANNER_PASSWORD,     WINDOW_BANNER_SERVER,      N_("Choose _Password…"), "app.change-password" },
  { SESSION_BANNER_OTHER_SERVER, WINDOW_BANNER_SERVER,      N_("_Try Again"),   "win.refresh" },
  { SESSION_BANNER_CERTIFICATE,  WINDOW_BANNER_CERTIFICATE, N_("_Try Again"),   "win.refresh" },
  { SESSION_BANNER_CLIENT_OLD,   WINDOW_BANNER_SERVER,      N_("_About"),       "app.about" },
  { SESSION_BANNER_SERVER_OLD,   WINDOW_BANNER_SERVER,      NULL,               NULL },
  { SESSION_BANNER_CLOCK,        WINDOW_BANNER_CLOCK,       N_("_Try Again"),   "win.refresh" },
  { SESSION_BANNER_NONSENSE,     WINDOW_BANNER_SERVER,      N_("_Try Again"),   "win.refresh" },
  { SESSION_BANNER_DOWN,         WINDOW_BANNER_OFFLINE,     N_("_View"),        "win.sync-state" },
  { SESSION_BANNER_BUSY,         WINDOW_BANNER_SERVER,      N_("_View"),        "win.sync-state" },
  { SESSION_BANNER_SERVER_STORE, WINDOW_BANNER_SERVER,      N_("_View"),        "win.sync-state" },
  { SESSION_BANNER_RESTORED,     WINDOW_BANNER_SERVER,      N_("_View"),        "win.sync-state" },
  { SESSION_BANNER_RECOVERED,    WINDOW_BANNER_SERVER,      N_("_View"),        "win.sync-state" },
  { SESSION_BANNER_CATCHING_UP,  WINDOW_BANNER_SERVER,      N_("_View"),        "win.sync-state" } };
/* clang-format on */

void
sync_banners_show (ZuoxiWindow *window, ZuoxiSession *session)
{
  int              now = SESSION_BANNER_NONE;
  g_autofree char *text = NULL;

  g_object_get (session, "banner", &now, "banner-text", &text, NULL);
  for (guint i = 0; i < WINDOW_N_BANNERS; i++)
    {
      const Trouble *shown = NULL;

      for (guint t = 0; t < G_N_ELEMENTS (troubles); t++)
        if ((int) troubles[t].trouble == now && troubles[t].banner == i)
          shown = &troubles[t];
      if (shown != NULL)
        zuoxi_window_set_banner (window, i, text, shown->button != NULL ? _ (shown->button) : NULL, shown->action);
      else
        zuoxi_window_set_banner (window, i, NULL, NULL, NULL);
    }
}
