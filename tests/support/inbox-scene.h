/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An agent's desktop whose inbox has a conflict over the industry of a customer, and a refusal. */
#pragma once

#include "app/session.h"
#include "company.h"
#include "sync/inbox-item.h"
#include "tests/support/temp.h"

typedef struct
{
  TempDir      *dir;
  Company       company;
  ZuoxiSession *session;
  Id            customer; /* was 餐饮, mine 批发, present 零售 */
} InboxScene;

/* @more: further conflicts of the same kind */
void inbox_scene_set_up (InboxScene *scene, guint more);
void inbox_scene_tear_down (InboxScene *scene);

char *inbox_scene_industry (InboxScene *scene); /* (transfer full): as it stands here now */
guint inbox_scene_unsent (InboxScene *scene);   /* changes that wait for the server */
