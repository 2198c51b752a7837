/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * again.h - what only a second reading can tell.
 *
 * Rows of one key: the files are read again for those few rows whose key hash came twice, they are settled (settle.h),
 * and what must not count is taken back.  This reading looks at keys alone; a row is checked in full only when its
 * hash is wanted.  Rejected rows: of equal ones the first counts, and when its file turns out to be unusable, another.
 */
#ifndef INGEST_AGAIN_H
#define INGEST_AGAIN_H

#include "ingest/job.h"

/* Settles the rows of dataset `d` in jobs[n], which have been read.  ERROR_OUTPUT when keys could not be kept
 * on disk, ERROR_INPUT when a file can no longer be read. */
bool again_settle(struct run *run, struct job *jobs, size_t n, const struct dataset *d,
		  struct error *err) MUST_USE;
/* Counts the rejected rows of `d` that were left to a file which was then given up.  ERROR_INPUT as above. */
bool again_reject(struct run *run, struct job *jobs, size_t n, const struct dataset *d,
		  struct error *err) MUST_USE;

#endif
