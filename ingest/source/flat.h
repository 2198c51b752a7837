/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * flat.h - the bytes of a regular file where the system keeps them, looked at and not copied.
 *
 * A page of a file costs little to look at where the system keeps files in large pages, as it does of those that it
 * has read ahead, and no more than a copy of it elsewhere.  What looking in place must answer for is a file that
 * becomes shorter meanwhile, or a disk that fails: the system then sends SIGBUS.  Here the bytes that are missing
 * become zeros, and it is remembered, so that whoever looked at them can be told.
 */
#ifndef INGEST_FLAT_H
#define INGEST_FLAT_H

#include <stdbool.h>
#include <stdint.h>

#define FLAT_FILES 64 /* at once, in the whole process */

struct flat;

/* The first `size` bytes of the file, which may be closed meanwhile; NULL where the system does not give them, or
 * where too many files are looked at already. */
struct flat *flat_new(int fd, uint64_t size);
void flat_free(struct flat *f); /* NULL is fine */
/* From any thread. */
const char *flat_bytes(const struct flat *f);
/* From any thread, of a file that is looked at from its beginning to its end: size bytes from `from` on are looked at
 * now.  What comes soon is made ready, so that whoever looks at it first need not wait for that. */
void flat_go_on(struct flat *f, uint64_t from, uint64_t size);
/* From any thread: size bytes from `from` on will hardly be looked at again, and need no memory; to be called once at
 * most for every byte. */
void flat_leave(struct flat *f, uint64_t from, uint64_t size);
/* True once zeros were looked at in place of bytes that could not be had. */
bool flat_is_lost(const struct flat *f);

#endif
