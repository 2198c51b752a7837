/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * crew.h - the threads of a run: each takes a file of its own while there are any, then helps with one that
 * another has begun.
 */
#ifndef INGEST_CREW_H
#define INGEST_CREW_H

#include "ingest/job.h"

/* Reads the events of jobs[n] whose status is FILE_USED. */
void crew_read_events(struct job *jobs, size_t n, int n_threads);

#endif
