/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * work.h - the working folder of a run, removed however the run ends.
 *
 * Spools and temporary files live in one hidden folder on the file system of the output (or of
 * TMPDIR when nothing is published).  It is removed at the end, on an error, when memory runs out,
 * and on SIGINT, SIGTERM and SIGHUP unless the parent had them ignored; only SIGKILL or a power cut leave it, and
 * the next run into the same folder removes what such a run left.
 */
#ifndef ENGINE_RUN_WORK_H
#define ENGINE_RUN_WORK_H

#include "engine/error.h"

/* Makes the folder (and `output` when it does not exist); `output` NULL: below TMPDIR or /tmp. */
bool work_begin(const char *output, struct error *err) MUST_USE;
const char *work_path(void);
/* Removes the folder, and `output` too when work_begin made it and nothing was put into it. */
void work_end(void);
/* For a process that is about to end at once, whatever its threads are doing: waits until the output is one whole or
 * the other (whole.h), rolls the store back, removes the folder; returns what can be said of the output. */
const char *work_abandon(void);
/* Starts the thread that turns a signal into a clean end, and makes failed writes errors instead of signals; call
 * before any other thread starts. */
void work_watch_signals(void);

#endif
