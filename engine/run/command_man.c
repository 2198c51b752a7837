/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * command_man.c - the manual page, from the tables that --help prints. */
#include "engine/run/command_table.h"

#include <stdio.h>

/* roff takes a line that begins with . or ' for a request, a backslash for an escape, - for a hyphen. */
static void roff(const char *text)
{
	bool begins = true;

	for (; *text; text++) {
		if (begins && (*text == '.' || *text == '\''))
			fputs("\\&", stdout);
		begins = *text == '\n';
		if (*text == '\\')
			fputs("\\e", stdout);
		else if (*text == '-')
			fputs("\\-", stdout);
		else
			putchar(*text);
	}
}

static void print_synopsis(const struct verb *v)
{
	printf("\\fBpmr ");
	roff(v->name);
	printf("\\fR ");
	roff(v->synopsis);
	putchar('\n');
}

static void print_verb(const struct verb *v)
{
	int n = 0;

	printf(".SS ");
	roff(v->name);
	printf("\n.PP\n");
	print_synopsis(v);
	printf(".PP\n");
	roff(v->detail);
	printf("\n.PP\nOptions: ");
	for (int i = 0; i < OPT_COUNT; i++) {
		if (!(option_defs[i].verbs & verb_bit(v)))
			continue;
		printf("%s\\fB\\-\\-", n++ ? ", " : "");
		roff(option_defs[i].name);
		printf("\\fR");
	}
	printf(".\n.PP\n.nf\n");
	roff(v->examples);
	printf(".fi\n");
}

static void print_option(const struct option_def *o)
{
	printf(".TP\n\\fB\\-\\-");
	roff(o->name);
	printf("\\fR");
	if (o->argument) {
		printf(" \\fI");
		roff(o->argument);
		printf("\\fR");
	}
	putchar('\n');
	roff(o->help);
	putchar('\n');
}

void command_print_man(void)
{
	printf(".\\\" Made by pmr man.\n.TH PMR 1 \"\" \"pmr " PMR_VERSION "\" \"User Commands\"\n.SH NAME\n"
	       "pmr \\- the Performance Measurement Report of Great Britain's smart metering network\n.SH SYNOPSIS\n.nf\n");
	for (const struct verb *v = command_verbs; v->name; v++)
		print_synopsis(v);
	for (const struct generator *g = command_generators; g->name; g++)
		printf("\\fBpmr %s\\fR %s\n", g->name, g->argument);
	printf(".fi\n.SH DESCRIPTION\nReads the CSV files of the service providers, computes every measure of the\n"
	       "catalogue, judges it against its target and minimum, and writes the report as a pack of files.\n"
	       ".SH VERBS\n");
	for (const struct verb *v = command_verbs; v->name; v++)
		print_verb(v);
	printf(".SH OPTIONS\n");
	for (int i = 0; i < OPT_COUNT; i++)
		print_option(&option_defs[i]);
	printf(".SH \"EXIT STATUS\"\n");
	for (const struct exit_code *e = command_exit_codes, *last = NULL; e->help; last = e++) {
		if (last && last->code == e->code)
			continue; /* the same of another verb */
		printf(".TP\n\\fB%d\\fR\n", e->code);
		roff(e->help);
		putchar('\n');
	}
	printf(".SH ENVIRONMENT\n");
	for (const struct environment_def *e = command_environment; e->name; e++) {
		printf(".TP\n\\fB%s\\fR\n", e->name);
		roff(e->help);
		putchar('\n');
	}
}
