/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one table of keys: it feeds the accelerators, the shortcuts window and the test against doubles. */
#pragma once

#include <gtk/gtk.h>

typedef enum
{
  SHORTCUT_ACCEL,  /* works wherever the focus is */
  SHORTCUT_BUBBLE, /* only if the focused widget does not want the key: Escape in a search, Ctrl+Z in a text */
  SHORTCUT_WIDGET, /* bound by the widget itself; listed so that people find it and nothing else takes it */
} ShortcutKind;

typedef struct
{
  const char  *action;    /* detailed action name; NULL for SHORTCUT_WIDGET */
  const char  *accels[2]; /* as gtk_accelerator_parse () reads them */
  const char  *title;     /* msgid; NULL = named by the row before it */
  const char  *group;     /* msgid */
  ShortcutKind kind;
  const char  *shown; /* nullable: what the window shows instead of accels[0], for a range */
} Shortcut;

/* Ended by an empty accelerator. */
extern const Shortcut shortcuts[];

void shortcuts_install (GtkApplication *app);
void shortcuts_bind_class (GtkWidgetClass *window_class);

/* Returns: (transfer none): the window that lists the table, in the language of the program; GTK owns it until it
 * closes */
GtkWidget *shortcuts_window_new (void);

/* Key of @action as people read it ("Ctrl+F"), or NULL. (transfer full) */
char *shortcuts_label (const char *action);
