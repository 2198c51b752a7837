/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * command_complete.c - completions for bash, zsh and fish, from the tables that --help prints. */
#include "engine/run/command_table.h"

#include <stdio.h>
#include <string.h>

/* What can stand after an option. */
enum value_kind { VALUE_NONE, VALUE_CHOICE, VALUE_FILE, VALUE_FOLDER, VALUE_OTHER };

static enum value_kind value_kind(int option)
{
	const char *argument = option_defs[option].argument;

	if (!argument)
		return VALUE_NONE;
	if (option == OPT_DATASET || strchr(argument, '|'))
		return VALUE_CHOICE;
	if (!strcmp(argument, "FOLDER"))
		return VALUE_FOLDER;
	return !strcmp(argument, "FILE") || !strcmp(argument, "PATH...") ? VALUE_FILE : VALUE_OTHER;
}

/* The choices, with a space between them. */
static void print_choices(int option)
{
	if (option == OPT_DATASET) {
		for (int d = 0; d < DATASET_COUNT; d++)
			printf("%s%s", d ? " " : "", dataset_get((enum dataset_id)d)->name);
		return;
	}
	for (const char *c = option_defs[option].argument; *c; c++)
		putchar(*c == '|' ? ' ' : *c);
}

static void print_verbs(void)
{
	for (const struct verb *v = command_verbs; v->name; v++)
		printf("%s%s", v == command_verbs ? "" : " ", v->name);
}

static void print_option_names(const struct verb *v)
{
	for (int i = 0, n = 0; i < OPT_COUNT; i++)
		if (option_defs[i].verbs & verb_bit(v))
			printf("%s--%s", n++ ? " " : "", option_defs[i].name);
}

/* Inside single quotes; `also` are characters that get a backslash besides. */
static void print_quoted(const char *text, const char *also)
{
	for (; *text; text++) {
		if (*text == '\'') {
			fputs("'\\''", stdout);
			continue;
		}
		if (strchr(also, *text))
			putchar('\\');
		putchar(*text);
	}
}

/* --- bash --- */

static void print_bash(void)
{
	printf("# bash completion for pmr; made by: pmr completions bash\n_pmr() {\n"
	       "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}\n"
	       "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n\t\tCOMPREPLY=($(compgen -W '");
	print_verbs();
	printf(" --help --version' -- \"$cur\"))\n\t\treturn\n\tfi\n\tcase $prev in\n");
	for (int i = 0; i < OPT_COUNT; i++) {
		enum value_kind kind = value_kind(i);

		if (kind == VALUE_NONE)
			continue;
		printf("\t--%s) COMPREPLY=(", option_defs[i].name);
		if (kind == VALUE_CHOICE) {
			printf("$(compgen -W '");
			print_choices(i);
			printf("' -- \"$cur\")");
		} else if (kind != VALUE_OTHER) {
			printf("$(compgen -%s -- \"$cur\")", kind == VALUE_FOLDER ? "d" : "f");
		}
		printf("); return ;;\n");
	}
	printf("\tesac\n\tcase $cur in\n\t-*) ;;\n\t*) COMPREPLY=($(compgen -f -- \"$cur\")); return ;;\n\tesac\n"
	       "\tcase ${COMP_WORDS[1]} in\n");
	for (const struct verb *v = command_verbs; v->name; v++) {
		printf("\t%s) COMPREPLY=($(compgen -W '", v->name);
		print_option_names(v);
		printf("' -- \"$cur\")) ;;\n");
	}
	printf("\tesac\n}\ncomplete -o filenames -F _pmr pmr\n");
}

/* --- zsh --- */

static void print_zsh_option(int i, const struct verb *v)
{
	const struct option_def *o = &option_defs[i];

	printf("\t\t\t'%s--%s[", i == OPT_INPUT ? "*" : "", o->name);
	print_quoted(option_help(i, v), "[]:\\");
	putchar(']');
	if (o->argument) {
		putchar(':');
		print_quoted(o->argument, "[]:\\");
		putchar(':');
	}
	switch (value_kind(i)) {
	case VALUE_CHOICE:
		putchar('(');
		print_choices(i);
		putchar(')');
		break;
	case VALUE_FILE: printf("_files"); break;
	case VALUE_FOLDER: printf("_files -/"); break;
	case VALUE_NONE:
	case VALUE_OTHER: break;
	}
	printf("' \\\n");
}

static void print_zsh(void)
{
	printf("#compdef pmr\n# made by: pmr completions zsh\n_pmr() {\n\tif (( CURRENT == 2 )); then\n\t\tlocal -a verbs\n"
	       "\t\tverbs=(\n");
	for (const struct verb *v = command_verbs; v->name; v++) {
		printf("\t\t\t'%s:", v->name);
		print_quoted(v->summary, ":\\");
		printf("'\n");
	}
	printf("\t\t)\n\t\t_describe 'verb' verbs\n\t\treturn\n\tfi\n\tcase ${words[2]} in\n");
	for (const struct verb *v = command_verbs; v->name; v++) {
		printf("\t%s)\n\t\t_arguments \\\n", v->name);
		for (int i = 0; i < OPT_COUNT; i++)
			if (option_defs[i].verbs & verb_bit(v))
				print_zsh_option(i, v);
		printf("\t\t\t'*:path:_files' ;;\n");
	}
	printf("\tesac\n}\n_pmr \"$@\"\n");
}

/* --- fish --- */

static void print_fish(void)
{
	printf("# fish completion for pmr; made by: pmr completions fish\n");
	for (const struct verb *v = command_verbs; v->name; v++) {
		printf("complete -c pmr -n __fish_use_subcommand -f -a %s -d '", v->name);
		print_quoted(v->summary, "\\");
		printf("'\n");
		for (int i = 0; i < OPT_COUNT; i++) {
			enum value_kind kind = value_kind(i);

			if (!(option_defs[i].verbs & verb_bit(v)))
				continue;
			printf("complete -c pmr -n '__fish_seen_subcommand_from %s' -l %s", v->name, option_defs[i].name);
			if (kind == VALUE_CHOICE) {
				printf(" -x -a '");
				print_choices(i);
				putchar('\'');
			} else if (kind != VALUE_NONE) {
				printf(kind == VALUE_OTHER ? " -x" : kind == VALUE_FOLDER ? " -x -a '(__fish_complete_directories)'" : " -r");
			}
			printf(" -d '");
			print_quoted(option_help(i, v), "\\");
			printf("'\n");
		}
	}
}

bool command_print_completions(const char *shell)
{
	if (!strcmp(shell, "bash"))
		print_bash();
	else if (!strcmp(shell, "zsh"))
		print_zsh();
	else if (!strcmp(shell, "fish"))
		print_fish();
	else
		return false;
	return true;
}
