/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * command_help.c - --help, from the tables. */
#include "engine/run/command_table.h"
#include "engine/run/say.h"

#include <stdio.h>

static void print_options(const struct verb *verb)
{
	for (int i = 0; i < OPT_COUNT; i++) {
		char left[64];

		if (!(option_defs[i].verbs & verb_bit(verb)))
			continue;
		snprintf(left, sizeof left, "--%s%s%s", option_defs[i].name, option_defs[i].argument ? " " : "",
			 option_defs[i].argument ? option_defs[i].argument : "");
		say("  %-30s \t%s\n", left, option_help(i, verb));
	}
}

void command_print_help(const struct verb *verb)
{
	if (verb) {
		say("pmr %s - %s\n\nExamples\n%s\nUsage\n  pmr %s %s\n\n%s\n\nOptions\n", verb->name, verb->summary,
		    verb->examples, verb->name, verb->synopsis, verb->detail);
		print_options(verb);
		say("\nExit codes\n");
		for (const struct exit_code *e = command_exit_codes; e->help; e++)
			if (e->verbs & verb_bit(verb))
				say("  %d  %s\n", e->code, e->help);
		return;
	}
	say("pmr - the Performance Measurement Report of Great Britain's smart metering network\n\nExamples\n"
	    "  pmr report --period 2019-10 --input fixtures/2019-10 --output out\n"
	    "  pmr check fixtures/2019-10\n"
	    "  pmr explain CPM-1\n\nVerbs\n");
	for (const struct verb *v = command_verbs; v->name; v++)
		say("  %-10s \t%s\n", v->name, v->summary);
	say("\nEvery verb has its own --help. pmr --version prints the version.\n\nFor the installation\n");
	for (const struct generator *g = command_generators; g->name; g++)
		say("  %-11s %s%s%s\n", g->name, g->summary, *g->argument ? ": " : "", g->argument);
}

void command_print_generator_help(const struct generator *g)
{
	say("pmr %s - %s\n\nUsage\n  pmr %s %s\n\nPrints to standard output what a package installs beside the program.\n",
	    g->name, g->summary, g->name, g->argument);
}
