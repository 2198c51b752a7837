/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * command.h - the command line: what argv asks for, checked, and the help.
 */
#ifndef ENGINE_RUN_COMMAND_H
#define ENGINE_RUN_COMMAND_H

#include "engine/run/options.h"

struct verb {
	const char *name;
	const char *synopsis; /* after "pmr NAME " */
	const char *summary;  /* one line */
	const char *detail;   /* a paragraph or two */
	const char *examples; /* lines, commands first */
	const char *output;   /* what --output is to it, or NULL */
	int (*run)(const struct run_options *options); /* returns the exit code */
};

/* Verbs in the order of the help; ends with a NULL name. */
extern const struct verb command_verbs[];
const struct verb *command_find(const char *name);
/* The verb nearest in spelling, or NULL when none is near. */
const char *command_nearest(const char *name);

/* Parses argv after the verb.  *wants_help is set for --help.  Errors are ERROR_USAGE. */
bool command_parse(const struct verb *verb, int argc, char **argv, struct run_options *out,
		   bool *wants_help, struct error *err) MUST_USE;
void command_done(struct run_options *options);

void command_print_help(const struct verb *verb); /* NULL: the program's own help; to stdout */
/* The manual page, and completions for a shell (false: not bash, zsh or fish); to stdout.  What a package
 * installs is made by these when pmr is built: `pmr man`, `pmr completions SHELL`. */
void command_print_man(void);
bool command_print_completions(const char *shell);

#endif
