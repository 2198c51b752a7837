/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * command_table.h - the verbs and options as tables: what parsing, help, man pages and completions read.
 *
 * Inner header of the command line.  To add a verb: a line in command_table.c, a bit in enum verb_bit at
 * the same place, its function in verbs.h, a file verb_NAME.c and the line for it in meson.build.  To add an
 * option: its place in enum option_id, a line in the table, a case in command.c's apply.
 */
#ifndef ENGINE_RUN_COMMAND_TABLE_H
#define ENGINE_RUN_COMMAND_TABLE_H

#include "engine/run/command.h"

/* In the order of command_verbs. */
enum verb_bit { REPORT = 1, CHECK = 2, EXPLAIN = 4, MEASURES = 8, HISTORY = 16, REVIEW = 32, ANNEX = 64 };
#define READS (REPORT | CHECK)
#define REMEMBERS (REPORT | EXPLAIN | HISTORY | REVIEW | ANNEX)
#define ALL (REPORT | CHECK | EXPLAIN | MEASURES | HISTORY | REVIEW | ANNEX)

enum option_id {
	OPT_PERIOD, OPT_INPUT, OPT_OUTPUT, OPT_AS_OF, OPT_CATALOGUE, OPT_MAPPING, OPT_DATASET, OPT_DUPLICATES,
	OPT_MEMORY, OPT_THREADS, OPT_SCANNER, OPT_REHASH, OPT_ROWS, OPT_FORMAT, OPT_PALETTE, OPT_PROFILE,
	OPT_TABLES_ONLY, OPT_STRICT, OPT_FAIL_ON,
	OPT_STORE, OPT_NO_STORE, OPT_STORE_WAIT, OPT_MEASURE, OPT_REGION, OPT_CHART,
	OPT_CLASSIFICATION, OPT_QUIET, OPT_VERBOSE, OPT_HELP, OPT_COUNT
};

struct option_def {
	const char *name;
	const char *argument; /* NULL: a switch */
	unsigned verbs;       /* that have it */
	const char *help;
};
extern const struct option_def option_defs[OPT_COUNT];
const char *option_help(int option, const struct verb *verb); /* what the option is to this verb */

/* What a package installs beside the program is printed by these; they take no options. */
struct generator {
	const char *name, *argument, *summary;
};
extern const struct generator command_generators[]; /* ends with a NULL name */
void command_print_generator_help(const struct generator *g);

struct environment_def {
	const char *name, *help;
};
extern const struct environment_def command_environment[]; /* ends with a NULL name */

/* Which verb a bit of enum verb_bit stands for follows from the order of the table. */
unsigned verb_bit(const struct verb *verb);

/* What an exit code says of a verb.  By code; of one code that of report comes first, which has the most to say. */
struct exit_code {
	int code;
	unsigned verbs; /* that end with it */
	const char *help;
};
extern const struct exit_code command_exit_codes[]; /* ends with a NULL help */
/* Edits from one name to another. */
int command_distance(const char *a, const char *b);
#define COMMAND_NEAR 3 /* edits between a typo and what was meant */

#endif
