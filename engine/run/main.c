/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * main.c - finds the verb and hands over.
 */
#include "engine/json.h"
#include "engine/nearest.h"
#include "engine/run/command_table.h"
#include "engine/run/terminal.h"
#include "engine/run/work.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Half a report is no report: say so, leave nothing behind, end (see memory.h). */
static void out_of_memory(size_t size_bytes)
{
	char size[64] = "";
	const char *left = work_abandon();

	if (size_bytes) /* not known of a library's */
		snprintf(size, sizeof size, " (%zu bytes could not be had)", size_bytes);
	fprintf(stderr, "pmr: out of memory%s; %s\n"
			"     try a smaller --memory or fewer --threads\n", size, left);
	_exit(ERROR_OUTPUT);
}

static int usage_error(const char *name)
{
	static const char *const own[] = { "--help", "--version" };
	bool is_option = name[0] == '-';
	const char *near = is_option ? nearest_find(text_of(name), own, sizeof own / sizeof *own) : command_nearest(name);
	struct error err;

	error_set(&err, ERROR_USAGE, "'%s' is not %s of pmr%s", name, is_option ? "an option" : "a verb",
		  is_option ? ", and options of a verb follow it" : "");
	if (near)
		error_hint(&err, "did you mean: pmr %s? All verbs: pmr --help", near);
	else
		error_hint(&err, "all verbs: pmr --help");
	terminal_error(&err);
	return (int)err.kind;
}

static int usage_missing(void)
{
	struct error err;

	command_print_help(NULL);
	error_set(&err, ERROR_USAGE, "a verb is missing");
	terminal_error(&err);
	return (int)err.kind;
}

static int finish(int code)
{
	struct error err;

	if (terminal_flush(&err))
		return code;
	terminal_error(&err);
	return (int)err.kind;
}

/* What a package installs beside the program. */
static int generate(const struct generator *g, int argc, char **argv)
{
	struct error err;

	if (argc > 2 && (!strcmp(argv[2], "--help") || !strcmp(argv[2], "-h"))) {
		command_print_generator_help(g);
		return finish(0);
	}
	if (!*g->argument && argc == 2) {
		command_print_man();
		return finish(0);
	}
	if (*g->argument && argc == 3 && command_print_completions(argv[2]))
		return finish(0);
	error_set(&err, ERROR_USAGE, "'%s' takes %s", g->name,
		  *g->argument ? "one argument: bash, zsh or fish" : "no argument");
	terminal_error(&err);
	return (int)err.kind;
}

/* A standard stream that is closed is one that fails: else the next file that is opened would take its place, and be read
 * as standard input or get what is printed. */
static void hold_streams(void)
{
	static const int modes[] = { O_WRONLY, O_RDONLY, O_RDONLY };

	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", modes[fd]) < 0)
			_exit(ERROR_OUTPUT);
}

int main(int argc, char **argv)
{
	const struct verb *verb;
	struct run_options options;
	struct error err;
	bool wants_help;
	int code;

	hold_streams();
	memory_on_failure(out_of_memory);
	json_use_memory();
	if (argc < 2)
		return usage_missing();
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		command_print_help(argc > 2 ? command_find(argv[2]) : NULL);
		return finish(0);
	}
	if (!strcmp(argv[1], "--version")) {
		puts("pmr " PMR_VERSION);
		return finish(0);
	}
	for (const struct generator *g = command_generators; g->name; g++)
		if (!strcmp(argv[1], g->name))
			return generate(g, argc, argv);
	verb = command_find(argv[1]);
	if (!verb)
		return usage_error(argv[1]);
	if (!command_parse(verb, argc - 2, argv + 2, &options, &wants_help, &err)) {
		terminal_error(&err);
		command_done(&options);
		return (int)err.kind;
	}
	if (wants_help) {
		command_print_help(verb);
		return finish(0);
	}
	work_watch_signals();
	code = verb->run(&options);
	command_done(&options);
	return finish(code);
}
