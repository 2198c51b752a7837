/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * again.h - rows of one key: the files are read again for those few rows whose key hash came twice, they are
 * settled (settle.h), and what must not count is taken back.
 *
 * The second reading looks at keys alone; a row is checked in full only when its hash is wanted.
 */
#ifndef INGEST_AGAIN_H
#define INGEST_AGAIN_H

#include "ingest/job.h"

/* Settles the rows of dataset `d` in jobs[n], which have been read.  ERROR_OUTPUT when keys could not be kept
 * on disk, ERROR_INPUT when a file can no longer be read. */
bool again_settle(struct run *run, struct job *jobs, size_t n, const struct dataset *d,
		  struct error *err) MUST_USE;

#endif
