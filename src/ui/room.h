/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A room of the house: one line of the table in src/rooms.c. The window knows rooms only by this. */
#pragma once

#include <gtk/gtk.h>

typedef struct _ZuoxiSession ZuoxiSession;

typedef struct
{
  const char *id;    /* stable: kept as the last room, named by --room and by notices */
  const char *title; /* msgid */
  const char *icon;
  const char *group;                      /* msgid of its heading; NULL = the first group, without one */
  guint       posts;                      /* bits 1 << Post of those who see it; 0 = everyone */
  GType (*get_type) (void);               /* a #ZuoxiPage */
  guint (*count) (ZuoxiSession *session); /* nullable: what waits there for the person, for the badge */
} Room;
