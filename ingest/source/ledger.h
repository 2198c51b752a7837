/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * ledger.h - hashes of large files, remembered from run to run.
 *
 * Hashing a file takes longer than reading it.  A hash is remembered under everything that tells the file's
 * state apart - device, inode, size, time of the last change of content and of the entry - and only when both
 * times are safely older than the moment hashing began, so that a change in the same tick of the clock cannot
 * hide (git does the same in its index).  A ledger that cannot be read or written is never an error: the
 * files are hashed.  Nothing but time depends on it.
 */
#ifndef INGEST_LEDGER_H
#define INGEST_LEDGER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#define LEDGER_MIN_BYTES   (UINT64_C(16) << 20) /* smaller files are hashed in no time */
#define LEDGER_MAX_ENTRIES 4096                 /* the most recent ones are kept */
#define LEDGER_SETTLED_S   3                    /* how much older a file's times must be than its hashing */

struct ledger;

/* `folder` (made when missing) holds the ledger, or NULL: nothing is remembered.  `again`: what was
 * remembered is not believed, and replaced. */
struct ledger *ledger_open(const char *folder, bool again);
/* Writes what is new, and frees. */
void ledger_close(struct ledger *l);
/* Safe from any thread.  The hash of the file in this state. */
bool ledger_find(struct ledger *l, const struct stat *file, char hex[65]);
/* Enters the hash of a file that was in this state before and after; hashing began at `began` (seconds). */
void ledger_add(struct ledger *l, const struct stat *file, const char hex[65], int64_t began);

#endif
