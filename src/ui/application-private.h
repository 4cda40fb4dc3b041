/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/session.h"
#include "ui/application.h"
#include "ui/window.h"

struct _ZuoxiApplication
{
  AdwApplication parent_instance;

  const Room   *rooms;
  GSettings    *settings; /* nullable */
  ZuoxiWindow  *window;   /* weak: owned by the application's list of windows */
  ZuoxiSession *session;
  GCancellable *signing_in; /* NULL = nobody is */
  guint         posts;      /* as the window was told */
  guint         badges_due; /* source that counts what waits */
  guint         terminate;  /* source of SIGTERM */

  /* Options, NULL where not given. */
  char *server;
  char *pin;
  char *account;
  char *password_file;
  char *data_dir;
};

/* application-session.c: who is signed in, and what the window shows of it. */
void application_session_open (ZuoxiApplication *self);
void application_session_install (ZuoxiApplication *self);
void application_session_enter (ZuoxiApplication *self); /* the rooms of the person who is signed in */
void application_session_close (ZuoxiApplication *self);

/* application-actions.c */
void application_actions_install (ZuoxiApplication *self);
void application_actions_add_providers (ZuoxiApplication *self); /* to the window's Ctrl+K */
