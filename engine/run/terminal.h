/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * terminal.h - what people see while the program runs: progress, colour, errors.
 *
 * Progress goes to stderr and only to a terminal; NO_COLOR and TERM=dumb are honoured.  Everything
 * that comes from data passes text_escape before it gets here, but for terminal_write.
 */
#ifndef ENGINE_RUN_TERMINAL_H
#define ENGINE_RUN_TERMINAL_H

#include "engine/error.h"
#include "engine/result.h"
#include "engine/text.h"

#include <stdio.h>

void terminal_error(const struct error *err); /* "pmr: place: message" and the hint, to stderr */
bool terminal_colour(FILE *stream);
/* A status as it stands in a table: letter and, on a colour terminal, its colour. */
const char *terminal_status_start(FILE *stream, enum status s);
const char *terminal_status_end(FILE *stream);

/* "*" after the id of a measure whose figures of the month rest on assumed values, and *seen is set; else "". */
const char *terminal_mark(const struct measure *m, struct month month, bool *seen);
void terminal_legend(bool seen); /* what the mark means, where it was seen: a line of its own */

struct progress {
	bool shown;
	uint64_t last_drawn_ns;
};
void progress_init(struct progress *p, bool quiet);
/* Safe from any thread: draws at most ten times a second. */
void progress_draw(void *progress, uint64_t bytes_done, uint64_t bytes_all);
void progress_stage(struct progress *p, const char *stage);
void progress_clear(struct progress *p);

/* Where the processor's time went (engine/stage.h), a line `stage NAME SECONDS` each, to stderr. */
void terminal_stages(void);

/* Prints a table or tree that was made for files.  On a terminal what steers it is escaped, which text from data may
 * hold; elsewhere every byte stays. */
void terminal_write(struct text t);

/* Flushes stdout; ERROR_OUTPUT when what was printed could not be written (a full disk, a closed pipe). */
bool terminal_flush(struct error *err) MUST_USE;

#endif
