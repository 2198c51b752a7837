/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * say.h - what a verb prints as text, line by line.
 *
 * A line that is longer than the terminal is wide goes on below itself, indented; in a pipe or file it stays whole.
 * No-break spaces keep a number and its unit on one line and are printed as plain ones, so that
 * `grep "97.29 %"` finds what can be read.
 */
#ifndef ENGINE_RUN_SAY_H
#define ENGINE_RUN_SAY_H

#include <stdbool.h>
#include <stddef.h>

/* A line is printed when it ends.  A tab is not printed: it marks where the rest of a long line goes on, which is
 * else two columns further right than the line begins.  Where a line is too long, another tab in it begins a new one there
 * too. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));
void say_data(const char *text, size_t max_bytes); /* untrusted text: escaped, cut */
/* The line that stands above figures of data that was called synthetic, with the notice of its mapping; else nothing. */
void say_synthetic(bool synthetic, const char *notice);
/* Padded to columns as people see them: right-aligned, or with a negative width left-aligned, as by printf. */
void say_cell(const char *text, int width);
/* Begins a row of a table with untrusted text, padded; one longer than the column has a line of its own. */
void say_label(const char *text, int indent, int width);
/* To be called when something was printed without say: keeps why standard output failed, before errno is another's. */
void say_note_failure(void);
int say_failure(void); /* the errno of the first print that failed; 0: none did, or nobody knows why */
int say_columns(const char *text); /* columns that a text takes */
int say_width(void);               /* columns of the terminal; INT_MAX where nothing is wrapped */

#endif
