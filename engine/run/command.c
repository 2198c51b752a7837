/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/run/command.h"

#include "engine/number.h"
#include "engine/run/verbs.h"

#include <assert.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NEAR_ENOUGH 3 /* edits between a typo and what was meant */

enum verb_bit { REPORT = 1, CHECK = 2, EXPLAIN = 4, MEASURES = 8 };
#define READS (REPORT | CHECK)
#define ALL (REPORT | CHECK | EXPLAIN | MEASURES)

const struct verb command_verbs[] = {
	{ "report", "--period YYYY-MM --input PATH... --output FOLDER",
	  "the monthly PMR: compute, judge, write the pack",
	  "Reads the service providers' CSV files, computes every measure of the catalogue for each Region\n"
	  "and nationally, judges it against its target and minimum, and writes the pack: results.csv,\n"
	  "results.json, findings.csv, rejected/, the workbook, the PDF, charts/ and manifest.json.\n"
	  "The pack appears whole or not at all; a former one stays until the new one is verified.",
	  "  pmr report --period 2019-10 --input fixtures/2019-10 --output out\n"
	  "  pmr report --period 2019-10 --input dsp/ csp-n/ csp-cs/ --output out --as-of 2019-11-12T09:00:00Z\n"
	  "  zcat requests.gz | pmr report --period 2019-10 --input - --dataset service_requests --output out\n",
	  verb_report },
	{ "check", "PATH... [--rows FILE]", "read and validate only; print findings",
	  "Reads the files as `report` would and prints the reconciliation of the rows and every finding;\n"
	  "nothing is computed and nothing is published. Without --period every row counts as inside.",
	  "  pmr check fixtures/2019-10\n"
	  "  pmr check alerts.csv --format csv > findings.csv\n"
	  "  pmr check odd.csv --rows seen.jsonl\n",
	  verb_check },
	{ "explain", "ID [--period YYYY-MM]",
	  "how a measure is calculated, from which points, on what authority",
	  "Prints the definition of a measure as the catalogue in force in the period has it: which rows,\n"
	  "which clock, which target response time, what may be excluded, and what is assumed.",
	  "  pmr explain CPM-1\n"
	  "  pmr explain CSP-2 --period 2019-10 --format json\n",
	  verb_explain },
	{ "measures", "[--period YYYY-MM]", "the catalogue, a line each",
	  "Lists the measures of the catalogue in force in the period. A * marks what is assumed.",
	  "  pmr measures\n"
	  "  pmr measures --catalogue mine.yaml --format csv\n",
	  verb_measures },
	{ 0 },
};

/* Which verb a bit of enum verb_bit stands for follows from the order of the table. */
static unsigned verb_bit(const struct verb *verb)
{
	return 1u << (verb - command_verbs);
}

enum option_id {
	OPT_PERIOD, OPT_INPUT, OPT_OUTPUT, OPT_AS_OF, OPT_CATALOGUE, OPT_MAPPING, OPT_DATASET, OPT_DUPLICATES,
	OPT_MEMORY, OPT_THREADS, OPT_ROWS, OPT_FORMAT, OPT_PALETTE, OPT_PROFILE, OPT_TABLES_ONLY, OPT_STRICT, OPT_FAIL_ON,
	OPT_QUIET, OPT_VERBOSE, OPT_HELP, OPT_COUNT
};

static const struct option_def {
	const char *name;
	const char *argument; /* NULL: a switch */
	unsigned verbs;
	const char *help;
} option_defs[OPT_COUNT] = {
	[OPT_PERIOD] = { "period", "YYYY-MM", ALL, "the month, in UK civil time" },
	[OPT_INPUT] = { "input", "PATH...", READS, "files or folders to read; - is standard input; may be repeated" },
	[OPT_OUTPUT] = { "output", "FOLDER", REPORT, "where the pack is written; made when missing" },
	[OPT_AS_OF] = { "as-of", "TIMESTAMP", READS, "cut-off of the data and the printed date (UTC without an offset)" },
	[OPT_CATALOGUE] = { "catalogue", "FILE", ALL, "a catalogue of your own instead of the built-in edition" },
	[OPT_MAPPING] = { "mapping", "FILE", READS, "layout of the files, instead of mapping.yaml beside them" },
	[OPT_DATASET] = { "dataset", "NAME", READS, "what standard input holds, e.g. alerts" },
	[OPT_DUPLICATES] = { "duplicates", "exact|file", READS, "find duplicate rows (default), or whole files only" },
	[OPT_MEMORY] = { "memory", "SIZE", READS, "memory for finding duplicates before the disk is used (default 1G)" },
	[OPT_THREADS] = { "threads", "N", READS, "threads to use (default: all cores)" },
	[OPT_ROWS] = { "rows", "FILE", CHECK, "write each record seen as a JSON array of strings, the header first" },
	[OPT_FORMAT] = { "format", "text|csv|json", ALL, "form of what is printed (default text)" },
	[OPT_PALETTE] = { "palette", "NAME", REPORT, "colours of the pack: pmr (default), govuk, cvd, mono" },
	[OPT_PROFILE] = { "profile", "NAME", REPORT, "workbook for audit (default) or publish" },
	[OPT_TABLES_ONLY] = { "tables-only", NULL, REPORT, "write CSV and JSON only: no charts, workbook or printable report" },
	[OPT_STRICT] = { "strict", NULL, READS, "exit 1 when any finding is of kind error" },
	[OPT_FAIL_ON] = { "fail-on", "amber|red", REPORT, "exit 1 when any measure is this bad or worse" },
	[OPT_QUIET] = { "quiet", NULL, ALL, "print errors only" },
	[OPT_VERBOSE] = { "verbose", NULL, READS, "print every finding instead of the first few" },
	[OPT_HELP] = { "help", NULL, ALL, "this text" },
};

const struct verb *command_find(const char *name)
{
	for (const struct verb *v = command_verbs; v->name; v++)
		if (!strcmp(v->name, name))
			return v;
	return NULL;
}

/* Levenshtein distance, for names of a few letters. */
static int distance(const char *a, const char *b)
{
	size_t n_a = strlen(a), n_b = strlen(b);
	int row[64];

	if (n_a > 40 || n_b > 40)
		return 99;
	for (size_t j = 0; j <= n_b; j++)
		row[j] = (int)j;
	for (size_t i = 1; i <= n_a; i++) {
		int diagonal = row[0];

		row[0] = (int)i;
		for (size_t j = 1; j <= n_b; j++) {
			int above = row[j], best = diagonal + (a[i - 1] != b[j - 1]);

			if (above + 1 < best)
				best = above + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			diagonal = above;
			row[j] = best;
		}
	}
	return row[n_b];
}

const char *command_nearest(const char *name)
{
	const char *nearest = NULL;
	int best = NEAR_ENOUGH + 1;

	for (const struct verb *v = command_verbs; v->name; v++) {
		int d = strncmp(v->name, name, strlen(name)) ? distance(name, v->name) : 1;

		if (d < best) {
			best = d;
			nearest = v->name;
		}
	}
	return nearest;
}

static const char *nearest_option(const char *name, unsigned bit)
{
	const char *nearest = NULL;
	int best = NEAR_ENOUGH + 1;

	for (int i = 0; i < OPT_COUNT; i++) {
		int d = option_defs[i].verbs & bit ? distance(name, option_defs[i].name) : 99;

		if (d < best) {
			best = d;
			nearest = option_defs[i].name;
		}
	}
	return nearest;
}

static bool bad_value(struct error *err, enum option_id id, const char *value, const char *expected)
{
	error_set(err, ERROR_USAGE, "'%s' is not %s", value, expected);
	error_at(err, NULL, 0, NULL);
	snprintf(err->field, sizeof err->field, "--%s", option_defs[id].name);
	return false;
}

/* "512M", "2G", "65536": bytes, the suffixes powers of 1024. */
static bool parse_size(const char *value, size_t *out)
{
	struct text t = text_of(value);
	int64_t n, unit = 1;

	if (t.size) {
		switch (t.data[t.size - 1]) {
		case 'K': unit = 1024; break;
		case 'M': unit = 1024 * 1024; break;
		case 'G': unit = 1024 * 1024 * 1024; break;
		default: break;
		}
	}
	if (unit > 1)
		t.size--;
	if (!number_parse(t, &n) || n < 1 || n > INT64_C(1) << 50 || n * unit > INT64_C(1) << 50)
		return false;
	*out = (size_t)(n * unit);
	return true;
}

static bool parse_choice(enum option_id id, const char *value, const char *const *names, int *out,
			 struct error *err)
{
	for (int i = 0; names[i]; i++) {
		if (!strcmp(names[i], value)) {
			*out = i;
			return true;
		}
	}
	return bad_value(err, id, value, option_defs[id].argument);
}

static bool apply_choice(enum option_id id, const char *value, struct run_options *o, struct error *err)
{
	static const char *const duplicates[] = { "exact", "file", NULL };
	static const char *const formats[] = { "text", "csv", "json", NULL };
	static const char *const profiles[] = { "audit", "publish", NULL };
	static const char *const gates[] = { "", "amber", "red", NULL };
	const char *palettes[PALETTE_COUNT + 1] = { 0 };
	int choice;

	for (int i = 0; i < PALETTE_COUNT; i++)
		palettes[i] = palette_name((enum palette)i);
	if (!parse_choice(id, value,
			  id == OPT_DUPLICATES ? duplicates : id == OPT_FORMAT ? formats : id == OPT_PROFILE ? profiles
			  : id == OPT_FAIL_ON ? gates : palettes,
			  &choice, err))
		return id == OPT_PALETTE ? bad_value(err, id, value, "pmr, govuk, cvd or mono")
		       : id == OPT_PROFILE ? bad_value(err, id, value, "audit or publish") : false;
	if (id == OPT_DUPLICATES)
		o->duplicates = (enum duplicates_mode)choice;
	else if (id == OPT_FORMAT)
		o->format = (enum print_format)choice;
	else if (id == OPT_PROFILE)
		o->profile = (enum workbook_profile)choice;
	else if (id == OPT_FAIL_ON)
		o->fail_on = (enum gate)choice;
	else
		o->palette = (enum palette)choice;
	return true;
}

static bool apply(enum option_id id, const char *value, struct run_options *o, struct error *err)
{
	int64_t n;

	if (!*value)
		return bad_value(err, id, value, "a value");
	switch (id) {
	case OPT_PERIOD:
		o->has_period = month_parse(text_of(value), &o->period);
		return o->has_period || bad_value(err, id, value, "a month such as 2019-10");
	case OPT_OUTPUT: o->output = value; return true;
	case OPT_CATALOGUE: o->catalogue = value; return true;
	case OPT_MAPPING: o->mapping = value; return true;
	case OPT_DATASET:
		o->dataset = value;
		return dataset_find(text_of(value)) != DATASET_NONE || bad_value(err, id, value, "a dataset");
	case OPT_ROWS: o->rows = value; return true;
	case OPT_AS_OF:
		o->has_as_of = stamp_parse(text_of(value), NULL, (struct zone){ ZONE_FIXED, 0 }, &o->as_of) == STAMP_OK;
		return o->has_as_of || bad_value(err, id, value, "a timestamp such as 2019-11-12T09:00:00Z");
	case OPT_THREADS:
		if (!number_parse(text_of(value), &n) || n < 1 || n > 1024)
			return bad_value(err, id, value, "a number from 1 to 1024");
		o->n_threads = (int)n;
		return true;
	case OPT_MEMORY: return parse_size(value, &o->memory_bytes) || bad_value(err, id, value, "a size such as 512M or 2G");
	case OPT_DUPLICATES:
	case OPT_FORMAT:
	case OPT_PALETTE:
	case OPT_PROFILE:
	case OPT_FAIL_ON: return apply_choice(id, value, o, err);
	case OPT_INPUT:
	case OPT_TABLES_ONLY:
	case OPT_STRICT:
	case OPT_QUIET:
	case OPT_VERBOSE:
	case OPT_HELP:
	case OPT_COUNT: break;
	}
	assert(false && "an option without a case");
	return false;
}

/* What GOption fills; our own checks follow, so that every message has the same form. */
struct parsed {
	char *values[OPT_COUNT];
	char **inputs, **rest;
	gboolean switches[OPT_COUNT];
};

static bool parse_with_glib(const struct verb *verb, int argc, char **argv, struct parsed *p,
			    struct error *err)
{
	GOptionEntry entries[OPT_COUNT + 2] = { 0 };
	GOptionContext *context = g_option_context_new(NULL);
	GError *trouble = NULL;
	/* GLib reorders the vector it is given; ours stays. */
	char **vector = g_new0(char *, (gsize)argc + 2);
	int n_vector = argc + 1, n = 0;

	vector[0] = (char *)"pmr";
	memcpy(vector + 1, argv, (size_t)argc * sizeof *argv);
	for (int i = 0; i < OPT_COUNT; i++) {
		if (!(option_defs[i].verbs & verb_bit(verb)))
			continue;
		entries[n] = (GOptionEntry){ .long_name = option_defs[i].name, .arg = G_OPTION_ARG_NONE,
					     .arg_data = &p->switches[i] };
		/* FILENAME takes bytes as they are; STRING would convert from the locale. */
		if (i == OPT_INPUT)
			entries[n].arg = G_OPTION_ARG_FILENAME_ARRAY, entries[n].arg_data = &p->inputs;
		else if (option_defs[i].argument)
			entries[n].arg = G_OPTION_ARG_FILENAME, entries[n].arg_data = &p->values[i];
		if (i == OPT_HELP)
			entries[n].short_name = 'h';
		n++;
	}
	entries[n] = (GOptionEntry){ .long_name = G_OPTION_REMAINING, .arg = G_OPTION_ARG_FILENAME_ARRAY,
				     .arg_data = &p->rest };
	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_add_main_entries(context, entries, NULL);
	if (!g_option_context_parse(context, &n_vector, &vector, &trouble)) {
		const char *dashes = trouble ? strstr(trouble->message, "--") : NULL;
		const char *near = dashes ? nearest_option(dashes + 2, verb_bit(verb)) : NULL;

		error_set(err, ERROR_USAGE, "%s", trouble->message);
		if (near && g_error_matches(trouble, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
			error_hint(err, "did you mean --%s? See: pmr %s --help", near, verb->name);
		else
			error_hint(err, "see: pmr %s --help", verb->name);
		g_error_free(trouble);
	}
	g_option_context_free(context);
	g_free(vector);
	return err->kind == ERROR_NONE;
}

static size_t count(char **list)
{
	return list ? g_strv_length(list) : 0;
}

static bool require(const struct verb *verb, const struct run_options *o, struct error *err)
{
	unsigned bit = verb_bit(verb);
	const char *missing = NULL;

	if (bit & REPORT)
		missing = !o->has_period ? "--period YYYY-MM" : !o->n_paths ? "--input PATH" : !o->output ? "--output FOLDER" : NULL;
	else if (bit & CHECK)
		missing = o->n_paths ? NULL : "a file or folder to check";
	else if (bit & EXPLAIN)
		missing = o->measure ? NULL : "the id of a measure";
	if (missing) {
		error_set(err, ERROR_USAGE, "%s is missing", missing);
		return error_hint(err, "usage: pmr %s %s", verb->name, verb->synopsis);
	}
	for (size_t i = 0; i < o->n_paths; i++) {
		if (!strcmp(o->paths[i], "-") && !o->dataset) {
			error_set(err, ERROR_USAGE, "standard input needs --dataset NAME");
			return error_hint(err, "for example: --input - --dataset service_requests");
		}
	}
	return true;
}

static bool take(const struct verb *verb, struct parsed *p, struct run_options *o, struct error *err)
{
	bool reads = verb_bit(verb) & READS;
	size_t n_rest = count(p->rest), n_inputs = count(p->inputs);

	for (int i = 0; i < OPT_COUNT; i++)
		if (p->values[i] && !apply((enum option_id)i, p->values[i], o, err))
			return false;
	o->tables_only = p->switches[OPT_TABLES_ONLY];
	o->strict = p->switches[OPT_STRICT];
	o->quiet = p->switches[OPT_QUIET];
	o->verbose = p->switches[OPT_VERBOSE];
	if (reads) {
		o->paths = memory_zero(n_inputs + n_rest + 1, sizeof *o->paths);
		for (size_t i = 0; i < n_inputs; i++)
			o->paths[o->n_paths++] = p->inputs[i];
		for (size_t i = 0; i < n_rest; i++)
			o->paths[o->n_paths++] = p->rest[i];
	} else if (verb_bit(verb) & EXPLAIN && n_rest == 1) {
		o->measure = p->rest[0];
	} else if (n_rest) {
		error_set(err, ERROR_USAGE, "'%s' is one argument too many", p->rest[n_rest - 1]);
		return error_hint(err, "usage: pmr %s %s", verb->name, verb->synopsis);
	}
	return require(verb, o, err);
}

bool command_parse(const struct verb *verb, int argc, char **argv, struct run_options *out,
		   bool *wants_help, struct error *err)
{
	/* What the options point to lives as long as the process. */
	static struct parsed parsed;
	long n_cores = sysconf(_SC_NPROCESSORS_ONLN);

	parsed = (struct parsed){ 0 };
	*out = (struct run_options){ .n_threads = n_cores > 0 ? (int)n_cores : 1,
				     .memory_bytes = (size_t)1 << 30 };
	*wants_help = false;
	*err = (struct error){ 0 };
	if (!parse_with_glib(verb, argc, argv, &parsed, err))
		return false;
	if (parsed.switches[OPT_HELP]) {
		*wants_help = true;
		return true;
	}
	return take(verb, &parsed, out, err);
}

void command_done(struct run_options *options)
{
	memory_free(options->paths);
	options->paths = NULL;
}

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
		printf("\nExit codes\n"
		       "  0 ok   1 ran, and --fail-on or --strict tripped   2 usage   3 input unusable\n"
		       "  4 catalogue or mapping invalid   5 output cannot be written\n");
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
