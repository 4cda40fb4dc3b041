/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stores to open rooms on: what one person of the sample company may see, or random rows. */
#pragma once

#include "app/session.h"
#include "tests/support/temp.h"

typedef struct
{
  TempDir      *dir;
  ZuoxiSession *session;
} SampleRoom;

/* @number: of an employee of the sample company (A0101, Z01 …); March 2026, the clock stands on 2026-04-02 09:00.
 * ZUOXI_SAMPLE=DIR: the company that "zuoxictl sample -o DIR" wrote, with its forms. */
SampleRoom *sample_room_new (const char *number);
/* @rows of every entity, random; the person is an agent of a very small company. */
SampleRoom *sample_room_new_random (guint rows);
void        sample_room_free (SampleRoom *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SampleRoom, sample_room_free)

/* Posts the person holds, as the window wants them. */
guint sample_room_posts (SampleRoom *self);
