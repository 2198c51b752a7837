/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * command_help.c - --help, from the tables. */
#include "engine/run/command_table.h"

#include <stdio.h>

static void print_options(unsigned bit)
{
	for (int i = 0; i < OPT_COUNT; i++) {
		char left[64];

		if (!(option_defs[i].verbs & bit))
			continue;
		snprintf(left, sizeof left, "--%s%s%s", option_defs[i].name, option_defs[i].argument ? " " : "",
			 option_defs[i].argument ? option_defs[i].argument : "");
		printf("  %-25s %s\n", left, option_defs[i].help);
	}
}

void command_print_help(const struct verb *verb)
{
	if (verb) {
		printf("pmr %s - %s\n\nExamples\n%s\nUsage\n  pmr %s %s\n\n%s\n\nOptions\n", verb->name, verb->summary,
		       verb->examples, verb->name, verb->synopsis, verb->detail);
		print_options(verb_bit(verb));
		printf("\nExit codes\n");
		for (int code = 0; command_exit_codes[code]; code++)
			printf("  %d  %s\n", code, command_exit_codes[code]);
		return;
	}
	printf("pmr - the Performance Measurement Report of Great Britain's smart metering network\n\nExamples\n"
	       "  pmr report --period 2019-10 --input fixtures/2019-10 --output out\n"
	       "  pmr check fixtures/2019-10\n"
	       "  pmr explain CPM-1\n\nVerbs\n");
	for (const struct verb *v = command_verbs; v->name; v++)
		printf("  %-10s %s\n", v->name, v->summary);
	printf("\nEvery verb has its own --help. pmr --version prints the version.\n");
}
