/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files by their content: pieces of one size, at most so large, named by the SHA-256 of all bytes (R48). */
#pragma once

#ifndef BLOB_CHUNK           /* the simulator's are small */
#define BLOB_CHUNK (1 << 20) /* bytes of every piece but the last */
#endif
#define BLOB_SIZE_MAX (20 << 20) /* bytes of a file */
#define BLOB_CHUNKS_MAX (BLOB_SIZE_MAX / BLOB_CHUNK)
