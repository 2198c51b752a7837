/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * error.h - why a job cannot go on.
 *
 * Three kinds of trouble are never mixed: a bug asserts, an error (this file) stops the job, a
 * finding (finding.h) is counted and printed in the report.  An error is a value the caller owns;
 * a function that can fail returns false after filling it, and leaves its other outputs untouched.
 * Nothing here allocates, prints or exits.
 */
#ifndef ENGINE_ERROR_H
#define ENGINE_ERROR_H

#include <stdbool.h>
#include <stdint.h>

#define MUST_USE                 __attribute__((warn_unused_result))
#define PRINTF_LIKE(text, first) __attribute__((format(printf, text, first)))

/* The kinds are the documented exit codes of the program, so that no table has to agree with them. */
enum error_kind {
	ERROR_NONE = 0,
	ERROR_USAGE = 2,     /* the command line */
	ERROR_INPUT = 3,     /* an input file or folder cannot be used */
	ERROR_CATALOGUE = 4, /* the catalogue, mapping or configuration is invalid */
	ERROR_OUTPUT = 5,    /* an output cannot be written, or memory ran out */
};

struct error {
	enum error_kind kind;
	uint64_t line;      /* 1-based; 0 = no line */
	char path[512];     /* file concerned, or "" */
	char field[128];    /* column, key or option concerned, or "" */
	char message[1024]; /* what is wrong, what was expected */
	char hint[512];     /* how to mend it, or "" */
};

/* Fills *err (kind and message; place and hint are cleared) and returns false, so that a caller can
 * write `return error_set(err, ...)`.  A message too long for its room is cut. */
bool error_set(struct error *err, enum error_kind kind, const char *format, ...) PRINTF_LIKE(3, 4);

/* Adds the place of an error already set; NULL or 0 leaves that part as it is.  Returns false. */
bool error_at(struct error *err, const char *path, uint64_t line, const char *field);

/* Adds a hint to an error already set.  Returns false. */
bool error_hint(struct error *err, const char *format, ...) PRINTF_LIKE(2, 3);

/* Writes "path:line:field: message" into text[size_bytes], without the hint and without a newline;
 * control characters are shown escaped.  Returns text. */
char *error_format(const struct error *err, char *text, unsigned long size_bytes);

#endif
