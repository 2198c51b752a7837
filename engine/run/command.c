/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * command.c - argv becomes options, or an error in words. */
#include "engine/number.h"
#include "engine/run/command_table.h"

#include <assert.h>
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *nearest_option(const char *name, unsigned bit)
{
	const char *nearest = NULL;
	int best = COMMAND_NEAR + 1;

	for (int i = 0; i < OPT_COUNT; i++) {
		int d = option_defs[i].verbs & bit ? command_distance(name, option_defs[i].name) : 99;

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
	static const char *const charts[] = { "xmr", "laney", NULL };
	const char *palettes[PALETTE_COUNT + 1] = { 0 };
	int choice;

	for (int i = 0; i < PALETTE_COUNT; i++)
		palettes[i] = palette_name((enum palette)i);
	if (!parse_choice(id, value,
			  id == OPT_DUPLICATES ? duplicates : id == OPT_FORMAT ? formats : id == OPT_PROFILE ? profiles
			  : id == OPT_FAIL_ON ? gates : id == OPT_CHART ? charts : palettes,
			  &choice, err))
		return false;
	if (id == OPT_DUPLICATES)
		o->duplicates = (enum duplicates_mode)choice;
	else if (id == OPT_FORMAT)
		o->format = (enum print_format)choice;
	else if (id == OPT_PROFILE)
		o->profile = (enum workbook_profile)choice;
	else if (id == OPT_FAIL_ON)
		o->fail_on = (enum gate)choice;
	else if (id == OPT_CHART)
		o->chart = (enum review_chart)choice;
	else
		o->palette = (enum palette)choice;
	return true;
}

static bool parse_region(const char *value, enum region *out)
{
	for (int r = 0; r < REGION_COUNT; r++) {
		if (!strcmp(region_code((enum region)r), value)) {
			*out = (enum region)r;
			return true;
		}
	}
	return false;
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
	case OPT_STORE: o->store = value; return true;
	case OPT_MEASURE: o->measure = value; return true;
	case OPT_CLASSIFICATION: o->classification = value; return true;
	case OPT_REGION:
		o->has_region = parse_region(value, &o->region);
		return o->has_region || bad_value(err, id, value, "a Region: N, C, S, or - for national");
	case OPT_STORE_WAIT:
		if (!number_parse(text_of(value), &n) || n > 86400)
			return bad_value(err, id, value, "a number of seconds, at most 86400");
		o->store_wait_s = (int)n;
		return true;
	case OPT_ROWS: o->rows = value; return true;
	case OPT_SCANNER:
		o->scanner = value;
		return ingest_has_scanner(value) || bad_value(err, id, value, "libcsv, plain, or an instruction set of this processor: sse2, avx2, avx512, neon");
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
	case OPT_CHART:
	case OPT_FAIL_ON: return apply_choice(id, value, o, err);
	case OPT_INPUT:
	case OPT_NO_STORE:
	case OPT_REHASH:
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

		error_set(err, ERROR_USAGE, "%c%s", g_ascii_tolower(*trouble->message), trouble->message + 1);
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
	else if (bit & REVIEW)
		missing = o->has_period ? NULL : "--period YYYY-MM";
	else if (bit & CHECK)
		missing = o->n_paths ? NULL : "a file or folder to check";
	else if (bit & ANNEX)
		missing = o->output ? NULL : "--output FILE.pdf";
	else if (bit & EXPLAIN)
		missing = o->measure ? NULL : "the id of a measure";
	if (missing) {
		error_set(err, ERROR_USAGE, "%s is missing", missing);
		return error_hint(err, "usage: pmr %s %s", verb->name, verb->synopsis);
	}
	if (o->no_store && o->store) {
		error_set(err, ERROR_USAGE, "--store and --no-store exclude each other");
		return error_hint(err, "see: pmr %s --help", verb->name);
	}
	if (bit & EXPLAIN && o->catalogue && (o->store || o->has_region)) {
		error_set(err, ERROR_USAGE, "--catalogue does not apply to a remembered figure: the edition of its month does");
		return error_hint(err, "leave out --catalogue, or --store and --region for the definition alone");
	}
	if (bit & EXPLAIN && o->fail_on != GATE_NONE && !o->store && !o->has_region) {
		error_set(err, ERROR_USAGE, "--fail-on looks at a remembered figure, and none was asked for");
		return error_hint(err, "add --region N, C, S or - (national), or --store FILE");
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
	o->no_store = p->switches[OPT_NO_STORE];
	o->rehash = p->switches[OPT_REHASH];
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
				     .memory_bytes = (size_t)1 << 30,
				     .store_wait_s = 60 };
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
