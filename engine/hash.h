/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * hash.h - SHA-256 of bytes as they pass: what proves which file a figure came from.
 *
 * Hashing a plain file costs about four times what reading it does, so this module knows nothing of files:
 * a reader may give its blocks to a hash that runs on another thread.  One hash is used by one
 * thread at a time.
 */
#ifndef ENGINE_HASH_H
#define ENGINE_HASH_H

#include "engine/error.h"

#include <stddef.h>

struct hash;

struct hash *hash_new(void);
void hash_add(struct hash *h, const void *data, size_t size);
/* Ends the hash; nothing may be added after it.  ERROR_OUTPUT when libcrypto failed on the way. */
bool hash_finish(struct hash *h, char hex[65], struct error *err) MUST_USE;
void hash_free(struct hash *h); /* NULL is fine */

/* The hash of bytes in memory. */
bool hash_of(const void *data, size_t size, char hex[65], struct error *err) MUST_USE;

#endif
