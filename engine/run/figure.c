/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/run/figure.h"

#include "engine/explain.h"
#include "engine/json.h"
#include "engine/nearest.h"
#include "engine/number.h"
#include "engine/run/say.h"
#include "engine/run/terminal.h"

#include <stdio.h>
#include <string.h>

#define EXAMPLES_SHOWN 5

/* --- what belongs to a figure --- */

static const struct measure *measure_of(const struct results *r, const struct cell *cell)
{
	return &r->catalogue->measures[cell->measure];
}

/* The cell of an input that goes into this one: a national figure takes national ones. */
static const struct cell *input_cell(const struct results *r, const struct cell *cell, int k)
{
	return results_find(r, measure_of(r, cell)->inputs[k], cell->region);
}

static enum dataset_id dataset_of(const struct results *r, const struct cell *cell)
{
	return cell->basis == BASIS_REPORTED ? DATASET_SERVICE_LEVELS : measure_of(r, cell)->dataset;
}

static bool is_file_of(const struct results *r, const struct cell *cell, const struct intake_file *f)
{
	return f->dataset != DATASET_NONE && f->dataset == dataset_of(r, cell);
}

/* A national figure is made of the rows of every Region. */
static bool is_part(const struct cell *cell, int measure, enum region region)
{
	return measure == cell->measure && (cell->region == REGION_NONE || region == cell->region);
}

/* --- text --- */

static void indent(int depth)
{
	say("%*s", depth * 4, "");
}

static const char *grouped(uint64_t n, char text[40])
{
	return number_grouped(n, text);
}

static void print_head(const struct results *r, const struct cell *cell, int depth, bool *assumed)
{
	const struct measure *m = measure_of(r, cell);
	char a[40], b[40], c[40], d[40], e[40], f[40];

	indent(depth);
	say("%s%s, %s: %s%s%s", m->id, terminal_mark(m, r->period.month, assumed), region_name(cell->region),
	    terminal_status_start(stdout, cell->level.status), status_word(cell->level.status), terminal_status_end(stdout));
	if (cell->level.display[0])
		say(" %s", cell->level.display);
	say(" - %s\n", m->title);
	indent(depth + 1);
	say("%s %s of %s; excluded %s, claims refused %s, pending %s, rejected rows that could have fed it %s\n",
	    grouped(cell->good, a), measure_good_words(m, cell->good), grouped(cell->total, b), grouped(cell->excluded, c), grouped(cell->refused, d),
	    grouped(cell->pending, e), grouped(cell->rejected, f));
	if (cell->judged_by) {
		indent(depth + 1);
		say("target %s %%, minimum %s %%", cell->judged_by->target.text, cell->judged_by->minimum.text);
		if (cell->gap_target[0])
			say("; %s points to the target", cell->gap_target);
		if (cell->events_short)
			say(", %s more would have been Green", grouped(cell->events_short, a));
		say("\n");
	}
	if (cell->reason[0]) {
		indent(depth + 1);
		say_data(cell->reason, 1000);
		say("\n");
	}
}

static void print_streak(const struct cell *cell, int depth)
{
	char from[8], to[8];

	if (cell->months_below > 0) {
		indent(depth);
		say("below target for %d month%s, since %s", cell->months_below, cell->months_below == 1 ? "" : "s",
		    month_format(cell->below_since, from));
		if (cell->streak_unjudged)
			say(", before which no target was in force");
		if (cell->streak_blind)
			say(", past %s without a verdict", cell->streak_spans);
		say("\n");
	}
	if (cell->longest_below > 1) {
		indent(depth);
		say("longest known: %d months, %s to %s\n", cell->longest_below, month_format(cell->longest_from, from),
		    month_format(cell->longest_to, to));
	}
}

static void print_reasons(const struct results *r, const struct cell *cell, int depth)
{
	char count[40];

	for (size_t i = 0; i < r->n_exclusions; i++) {
		const struct exclusion_row *e = &r->exclusions[i];

		if (e->measure != cell->measure || e->region != cell->region)
			continue;
		indent(depth);
		say("%s %s: ", grouped(e->count, count),
		    e->allowed ? "excluded" : e->count == 1 ? "claim refused" : "claims refused");
		say_data(e->reason, 1000);
		say("%s\n", e->by_register ? " (by the exceptions register)" : "");
	}
}

static void print_files(const struct results *r, const struct cell *cell, int depth)
{
	char a[40], b[40], c[40], d[40], e[40];

	for (size_t i = 0; i < r->intake->n_files; i++) {
		const struct intake_file *f = &r->intake->files[i];

		if (!is_file_of(r, cell, f))
			continue;
		indent(depth);
		say("file ");
		say_data(f->name, 1000);
		say(", SHA-256 %s\n", f->sha256);
		indent(depth + 1);
		if (f->status == FILE_UNUSABLE || f->status == FILE_TWIN) {
			say("%s: ", file_status_name(f->status));
			say_data(f->problem, 1000);
			say("\n");
			continue;
		}
		say("%s row%s read = %s used + %s outside + %s duplicate%s + %s rejected\n", grouped(f->rows.read, a),
		    f->rows.read == 1 ? "" : "s", grouped(f->rows.used, b), grouped(f->rows.outside, c),
		    grouped(row_counts_duplicates(&f->rows), d), row_counts_duplicates(&f->rows) == 1 ? "" : "s",
		    grouped(f->rows.rejected, e));
	}
}

static void print_examples(const struct results *r, const struct cell *cell, int depth)
{
	int n = 0;

	for (size_t i = 0; i < r->n_samples && n < EXAMPLES_SHOWN; i++) {
		const struct sample_row *s = &r->samples[i];

		if (!is_part(cell, s->measure, s->region))
			continue;
		if (!n++) {
			indent(depth);
			say("for example\n");
		}
		indent(depth + 1);
		say_data(s->file, 1000);
		say(":%llu: ", (unsigned long long)s->line);
		say_data(s->what, 1000);
		say("\n");
	}
}

static void print_figure(const struct results *r, const struct cell *cell, int depth, bool *assumed)
{
	const struct measure *m = measure_of(r, cell);

	print_head(r, cell, depth, assumed);
	print_streak(cell, depth + 1);
	if (m->n_inputs && cell->basis != BASIS_REPORTED) {
		struct builder b;

		builder_init(&b);
		explain_composition(m, &b);
		indent(depth + 1);
		say("%s, of\n", b.data ? b.data : "");
		builder_done(&b);
		for (int k = 0; k < m->n_inputs; k++) {
			const struct cell *input = input_cell(r, cell, k);

			if (input)
				print_figure(r, input, depth + 1, assumed);
		}
		return;
	}
	print_reasons(r, cell, depth + 1);
	print_files(r, cell, depth + 1);
	print_examples(r, cell, depth + 1);
}

/* --- csv: one table for everything, a kind of line each --- */

static void csv_text(struct builder *b, const char *text)
{
	builder_add_char(b, ',');
	text_add_csv(b, text_of(text), true);
}

static void csv_place(struct builder *b, const char *part, const struct results *r, int measure, enum region region)
{
	builder_printf(b, "%s,%s,%s", part, r->catalogue->measures[measure].id, region_code(region));
}

/* What only reasons and files have stands behind everything else: by_register, read, used, outside, duplicates. */
static void csv_end(struct builder *b)
{
	builder_add(b, TEXT(",,,,,\n"));
}

static void csv_reason(const struct results *r, const struct exclusion_row *e, struct builder *b)
{
	csv_place(b, e->allowed ? "excluded" : "refused", r, e->measure, e->region);
	builder_printf(b, e->allowed ? ",,,%llu,,,,,,,," : ",,,,%llu,,,,,,,", (unsigned long long)e->count);
	csv_text(b, e->reason);
	builder_printf(b, ",%s,,,,\n", e->by_register ? "Y" : "N");
}

static void csv_file(const struct results *r, const struct cell *cell, const struct intake_file *f, struct builder *b)
{
	csv_place(b, "file", r, cell->measure, cell->region);
	builder_printf(b, ",,,,,,%llu,,", (unsigned long long)f->rows.rejected);
	csv_text(b, f->name);
	builder_printf(b, ",,%s", f->sha256);
	csv_text(b, f->problem);
	builder_printf(b, ",,%llu,%llu,%llu,%llu\n", (unsigned long long)f->rows.read, (unsigned long long)f->rows.used,
		       (unsigned long long)f->rows.outside, (unsigned long long)row_counts_duplicates(&f->rows));
}

static void csv_leaf(const struct results *r, const struct cell *cell, struct builder *b)
{
	for (size_t i = 0; i < r->n_exclusions; i++)
		if (r->exclusions[i].measure == cell->measure && r->exclusions[i].region == cell->region)
			csv_reason(r, &r->exclusions[i], b);
	for (size_t i = 0; i < r->intake->n_files; i++)
		if (is_file_of(r, cell, &r->intake->files[i]))
			csv_file(r, cell, &r->intake->files[i], b);
	for (size_t i = 0; i < r->n_samples; i++) {
		const struct sample_row *s = &r->samples[i];

		if (!is_part(cell, s->measure, s->region))
			continue;
		csv_place(b, "example", r, s->measure, s->region);
		builder_add(b, TEXT(",,,,,,,,"));
		csv_text(b, s->file);
		builder_printf(b, ",%llu,", (unsigned long long)s->line);
		csv_text(b, s->what);
		csv_end(b);
	}
}

static void csv_figure(const struct results *r, const struct cell *cell, const char *part, struct builder *b)
{
	const struct measure *m = measure_of(r, cell);

	csv_place(b, part, r, cell->measure, cell->region);
	builder_printf(b, ",%llu,%llu,%llu,%llu,%llu,%llu,%s,%s", (unsigned long long)cell->good,
		       (unsigned long long)cell->total, (unsigned long long)cell->excluded,
		       (unsigned long long)cell->refused, (unsigned long long)cell->pending,
		       (unsigned long long)cell->rejected, cell->level.exact, status_name(cell->level.status));
	builder_add(b, TEXT(",,,,"));
	text_add_csv_words(b, text_of(cell->reason));
	csv_end(b);
	for (int k = 0; k < m->n_inputs && cell->basis != BASIS_REPORTED; k++)
		if (input_cell(r, cell, k))
			csv_figure(r, input_cell(r, cell, k), "input", b);
	if (!m->n_inputs || cell->basis == BASIS_REPORTED)
		csv_leaf(r, cell, b);
}

/* --- json --- */

static json_t *files_json(const struct results *r, const struct cell *cell)
{
	json_t *files = json_array();

	for (size_t i = 0; i < r->intake->n_files; i++) {
		const struct intake_file *f = &r->intake->files[i];
		json_t *o;

		if (!is_file_of(r, cell, f))
			continue;
		o = json_object();
		json_put_text(o, "name", f->name);
		json_put_text(o, "status", file_status_name(f->status));
		json_put_text(o, "sha256", f->sha256);
		json_put_count(o, "size", f->size_bytes);
		json_put_count(o, "read", f->rows.read);
		json_put_count(o, "used", f->rows.used);
		json_put_count(o, "outside", f->rows.outside);
		json_put_count(o, "duplicates", row_counts_duplicates(&f->rows));
		json_put_count(o, "rejected", f->rows.rejected);
		json_append(files, o);
	}
	return files;
}

static json_t *examples_json(const struct results *r, const struct cell *cell)
{
	json_t *examples = json_array();

	for (size_t i = 0; i < r->n_samples; i++) {
		const struct sample_row *s = &r->samples[i];
		json_t *o;

		if (!is_part(cell, s->measure, s->region))
			continue;
		o = json_object();
		json_put_text(o, "region", region_code(s->region));
		json_put_text(o, "file", s->file);
		json_put_count(o, "line", s->line);
		json_put_text(o, "what", s->what);
		json_append(examples, o);
	}
	return examples;
}

static json_t *reasons_json(const struct results *r, const struct cell *cell)
{
	json_t *reasons = json_array();

	for (size_t i = 0; i < r->n_exclusions; i++) {
		const struct exclusion_row *e = &r->exclusions[i];
		json_t *o;

		if (e->measure != cell->measure || e->region != cell->region)
			continue;
		o = json_object();
		json_put_text(o, "reason", e->reason);
		json_put(o, "allowed", json_boolean(e->allowed));
		json_put(o, "by_register", json_boolean(e->by_register));
		json_put_count(o, "count", e->count);
		json_append(reasons, o);
	}
	return reasons;
}

static json_t *figure_json(const struct results *r, const struct cell *cell)
{
	const struct measure *m = measure_of(r, cell);
	json_t *o = json_object(), *inputs;

	json_put_text(o, "measure", m->id);
	json_put_text(o, "title", m->title);
	json_put_text(o, "region", region_code(cell->region));
	json_put_count(o, "good", cell->good);
	json_put_count(o, "total", cell->total);
	json_put_count(o, "excluded", cell->excluded);
	json_put_count(o, "refused", cell->refused);
	json_put_count(o, "pending", cell->pending);
	json_put_count(o, "rejected", cell->rejected);
	json_put_text(o, "level", cell->level.exact);
	json_put_text(o, "status", status_name(cell->level.status));
	json_put_text(o, "quality", quality_name(cell->quality));
	json_put_text(o, "basis", basis_name(cell->basis));
	json_put_text(o, "reason", cell->reason);
	json_put(o, "months_below", cell->months_below < 0 ? json_null() : json_integer(cell->months_below));
	if (m->n_inputs && cell->basis != BASIS_REPORTED) {
		inputs = json_array();
		for (int k = 0; k < m->n_inputs; k++)
			if (input_cell(r, cell, k))
				json_append(inputs, figure_json(r, input_cell(r, cell, k)));
		json_put_text(o, "composition", composition_name(m->composition));
		json_put(o, "inputs", inputs);
		return o;
	}
	json_put(o, "exclusions", reasons_json(r, cell));
	json_put(o, "files", files_json(r, cell));
	json_put(o, "examples", examples_json(r, cell));
	return o;
}

/* --- the whole --- */

static void print_json(const struct results *r, const struct cell *cell, struct builder *b)
{
	json_t *root = json_object();
	char month[8];

	json_put_text(root, "period", month_format(r->period.month, month));
	json_put_text(root, "program", r->program_version);
	json_put_text(root, "edition", r->catalogue->edition);
	json_put_text(root, "catalogue_sha256", r->catalogue->sha256);
	json_put(root, "synthetic", json_boolean(r->intake->synthetic));
	json_put(root, "figure", figure_json(r, cell));
	json_finish(root, b);
}

void figure_print(const struct results *r, const struct cell *cell, enum print_format format)
{
	bool assumed = false;
	struct builder b;

	builder_init(&b);
	if (format == PRINT_CSV) {
		builder_add(&b, TEXT("part,measure,region,good,total,excluded,refused,pending,rejected,level,status,file,line,"
				     "sha256,text,by_register,read,used,outside,duplicates\n"));
		csv_figure(r, cell, "figure", &b);
	} else if (format == PRINT_JSON) {
		print_json(r, cell, &b);
	} else {
		say("%s %d, edition %s of the catalogue, %s\n", month_name(r->period.month.month), r->period.month.year,
		    r->catalogue->edition, r->program_version);
		say_synthetic(r->intake->synthetic, r->intake->notice);
		print_figure(r, cell, 0, &assumed);
		terminal_legend(assumed);
		say("The definition: pmr explain %s\n", measure_of(r, cell)->id);
	}
	terminal_write(builder_text(&b));
	builder_done(&b);
}

bool figure_is_unknown(const struct catalogue *c, const char *id, bool or_metric, const char *what, struct error *err)
{
	const char *ids[CATALOGUE_MAX_MEASURES], *near;
	size_t n = (size_t)(or_metric ? c->n_items : c->n_measures);

	for (size_t i = 0; i < n; i++)
		ids[i] = c->measures[i].id;
	near = nearest_find(text_of(id), ids, n);
	error_set(err, ERROR_USAGE, "'%s' is not %s", id, what);
	return near ? error_hint(err, "did you mean %s? All: pmr measures", near) : error_hint(err, "all: pmr measures");
}

bool figure_is_none(const struct catalogue *c, int measure, enum region region, struct error *err)
{
	const struct measure *m = &c->measures[measure];

	if (measure >= c->n_measures) {
		error_set(err, ERROR_USAGE, "%s is a metric: it is not judged and has no figure of its own", m->id);
		return error_hint(err, "its counts are in breakdowns.csv of the pack");
	}
	error_set(err, ERROR_USAGE, "%s has no figure for %s: it is computed %s", m->id, region_name(region),
		  explain_regions(m));
	return error_hint(err, "name another --region, or none for the national figure");
}
