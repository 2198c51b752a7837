/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/run/summary.h"

#include "engine/number.h"
#include "engine/review.h"
#include "engine/run/gate.h"
#include "engine/run/say.h"
#include "engine/run/terminal.h"
#include "engine/supply.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_FINDINGS 10
#define CELL_WIDTH     14 /* "A 98.214 %~!" and what parts it from the next */

static void print_size(uint64_t bytes)
{
	if (bytes < 10000)
		say("%llu bytes", (unsigned long long)bytes);
	else if (bytes < 10000000)
		say("%.0f kB", (double)bytes / 1e3);
	else
		say("%.1f MB", (double)bytes / 1e6);
}

/* Columns that the longest id of a measure takes, or "Measure". */
static int id_width(const struct catalogue *c)
{
	size_t width = strlen("Measure");

	for (int m = 0; m < c->n_measures; m++)
		if (strlen(c->measures[m].id) > width)
			width = strlen(c->measures[m].id);
	return (int)width;
}

/* What has to be known of a cell, or of any of several. */
struct marks {
	bool marked, reported, doubted, assumed;
};

static struct marks marks_of(const struct results *r, const struct cell *cell, struct arena *arena)
{
	return (struct marks){ .marked = cell->quality == QUALITY_MARKED,
			       .reported = cell_is_reported(cell),
			       .doubted = *review_doubts(r->review, cell, arena) != 0 };
}

/* One cell of the status table, which a narrow terminal does not part. */
static void print_cell(const struct results *r, const struct cell *cell, const struct marks *marks)
{
	const char *level = cell->level.display;
	char text[64];

	if (cell->level.status == STATUS_NO_DATA && supply_lacks(r, cell)) {
		say_cell("not\u00a0supplied", -CELL_WIDTH);
		return;
	}
	if (!level[0])
		level = cell->level.status == STATUS_NO_DATA ? "no\u00a0data" : "withheld";
	say("%s%c%s\u00a0", terminal_status_start(stdout, cell->level.status), status_letter(cell->level.status),
	    terminal_status_end(stdout));
	snprintf(text, sizeof text, "%s%s%s%s", level, marks->marked ? "~" : "", marks->reported ? "^" : "",
		 marks->doubted ? "!" : "");
	say_cell(text, 2 - CELL_WIDTH);
}

static void print_row(const struct results *r, int m, int width, struct marks *seen, struct arena *arena)
{
	static const enum region columns[] = { REGION_N, REGION_C, REGION_S, REGION_NONE };
	const struct measure *measure = &r->catalogue->measures[m];
	const struct level *level = measure_level(measure, r->period.month);

	say_cell(arena_printf(arena, "%s%s", measure->id, terminal_mark(measure, r->period.month, &seen->assumed)), -width);
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
		const struct cell *cell = results_find(r, m, columns[i]);

		if (!cell) {
			say_cell("", CELL_WIDTH);
			continue;
		}
		struct marks marks = marks_of(r, cell, arena);
		print_cell(r, cell, &marks);
		seen->marked |= marks.marked;
		seen->reported |= marks.reported;
		seen->doubted |= marks.doubted;
	}
	say("%s%s%s\n", level ? level->target.text : "", level ? "/" : "", level ? level->minimum.text : "");
}

static void print_table(const struct results *r)
{
	const int width = id_width(r->catalogue) + 2; /* with the mark of what is assumed */
	struct marks seen = { 0 };
	struct arena arena;

	arena_init(&arena);
	say_cell("Measure", -width);
	for (int region = REGION_N; region <= REGION_S; region++)
		say_cell(region_name((enum region)region), -CELL_WIDTH);
	say_cell(region_name(REGION_NONE), -CELL_WIDTH);
	say("Target/min\n");
	for (int m = 0; m < r->catalogue->n_measures; m++)
		print_row(r, m, width, &seen, &arena);
	arena_done(&arena);
	say("G green  A amber  R red  - no data  W withheld\n");
	if (seen.marked)
		say("~ some of the rows that could have fed it were rejected\n");
	if (seen.reported)
		say("^ as reported: wholly or in part a provider's own figure, as no events came\n");
	if (seen.doubted)
		say("! Green, but not to be taken at its word: see below\n");
	terminal_legend(seen.assumed);
	say("\n");
}

/* A Region without events beside others that have some: its file may not have come. */
static bool is_alone_without(const struct results *r, const struct cell *cell)
{
	const struct cell *whole = results_find(r, cell->measure, REGION_NONE);

	return cell->region != REGION_NONE && cell->level.status == STATUS_NO_DATA && cell->basis == BASIS_EVENTS &&
	       !cell->excluded && !cell->pending && whole && whole->total;
}

/* Of what did not come nothing else is heard: it is no finding. */
static void print_missing(const struct results *r)
{
	const char *sentence;
	struct arena arena;
	size_t n_alone = 0;

	arena_init(&arena);
	sentence = supply_sentence(r, &arena);
	if (*sentence)
		say("Not supplied\n  \t%s\n\n", sentence);
	arena_done(&arena);
	for (size_t i = 0; i < r->n_cells; i++)
		if (is_alone_without(r, &r->cells[i]))
			say("%s%s %s", n_alone++ ? ", " : "No events in a Region, while others have some\n  ",
			    r->catalogue->measures[r->cells[i].measure].id, region_name(r->cells[i].region));
	if (n_alone)
		say("\n\n");
}

static void print_missed_cell(const struct results *r, const struct cell *cell)
{
	const struct measure *measure = &r->catalogue->measures[cell->measure];
	char count[40], month[8];

	say("  %-*s \t%-8s %s%s %s%s, %s points", id_width(r->catalogue), measure->id, region_name(cell->region),
	    terminal_status_start(stdout, cell->level.status), status_word(cell->level.status),
	    cell->level.display, terminal_status_end(stdout), cell->gap_target);
	if (cell->events_short)
		say(": %s more %s would have been Green", number_grouped(cell->events_short, count),
		    measure_good_words(measure, cell->events_short));
	if (cell->months_below > 1)
		say("; below target for %d months in succession, since %s", cell->months_below,
		    month_format(cell->below_since, month));
	if (cell->months_below > 1 && cell->streak_unjudged)
		say(", before which no target was in force");
	if (cell->months_below > 1 && cell->streak_blind)
		say(" (past %s without a verdict)", cell->streak_spans);
	say("\n");
}

static const char *doubt_of(const struct results *r, const struct cell *cell, struct arena *arena)
{
	return cell->level.status == STATUS_WITHHELD ? cell->reason : review_doubts(r->review, cell, arena);
}

static void print_exceptions(const struct results *r)
{
	bool heading = false;
	struct arena arena;

	for (size_t i = 0; i < r->n_cells; i++) {
		const struct cell *cell = &r->cells[i];

		if (cell->level.status != STATUS_AMBER && cell->level.status != STATUS_RED)
			continue;
		if (!heading)
			say("Below target\n");
		heading = true;
		print_missed_cell(r, cell);
	}
	if (heading)
		say("\n");
	heading = false;
	arena_init(&arena);
	for (size_t i = 0, n; i < r->n_cells; i += n) {
		const struct cell *cell = &r->cells[i];
		const char *why = doubt_of(r, cell, &arena), *regions = region_name(cell->region);

		/* One line for Regions of which the same is to be said. */
		for (n = 1; i + n < r->n_cells && r->cells[i + n].measure == cell->measure && why[0] &&
			    !strcmp(doubt_of(r, &r->cells[i + n], &arena), why);
		     n++)
			regions = arena_printf(&arena, "%s, %s", regions, region_name(r->cells[i + n].region));
		if (!why[0])
			continue;
		if (!heading)
			say("Withheld, or not to be taken at its word\n");
		heading = true;
		say("  %-*s \t%-8s ", id_width(r->catalogue), r->catalogue->measures[cell->measure].id,
		    n > 1 ? arena_printf(&arena, "%s:", regions) : regions);
		say_data(why, 1000);
		say("\n");
	}
	arena_done(&arena);
	if (heading)
		say("\n");
}

/* Colours that an earlier report showed otherwise. */
static void print_restated(const struct results *r)
{
	bool heading = false;

	for (size_t i = 0; i < r->n_restatements; i++) {
		const struct restatement *s = &r->restatements[i];
		char month[8];

		if (!s->colour_changed)
			continue;
		if (!heading)
			say("Restated, with another colour than was reported\n");
		heading = true;
		say("  %s  \t%-8s %-8s was %s %s, is %s %s: ", month_format(s->month, month),
		    r->catalogue->measures[s->measure].id, region_name(s->region), status_word(s->former.status),
		    s->former.display, status_word(s->now.status), s->now.display);
		say_data(s->reason, 300);
		say("\n");
	}
	if (heading)
		say("\n");
}

static void print_reconciliation(const struct results *r)
{
	const struct row_counts *t = &r->intake->total;
	char a[40], b[40], c[40], d[40], e[40];

	say("Rows      \t%s read = %s used + %s outside the period + %s duplicate%s + %s rejected (adds up)\n",
	    number_grouped(t->read, a), number_grouped(t->used, b), number_grouped(t->outside, c),
	    number_grouped(row_counts_duplicates(t), d), row_counts_duplicates(t) == 1 ? "" : "s",
	    number_grouped(t->rejected, e));
}

static void print_finding(const struct finding *f)
{
	say("  %-8s\t", severity_name(f->severity));
	if (f->file[0]) {
		say_data(f->file, 200);
		if (f->line)
			say(":%llu", (unsigned long long)f->line);
		say(": ");
	} else if (f->dataset[0]) {
		say("%s: ", f->dataset);
	}
	if (f->column[0]) {
		say_data(f->column, 100);
		if (f->value[0])
			say(" '%s'", f->value);
		say(": ");
	}
	say_data(f->message, 1000);
	if (f->count > 1)
		say(" (%llu)", (unsigned long long)f->count);
	say("\n");
}

static void print_findings(const struct results *r, bool all)
{
	const struct findings *f = r->findings;
	size_t n_shown = all || f->n <= FIRST_FINDINGS ? f->n : FIRST_FINDINGS;

	say("Findings  errors %llu, warnings %llu, notes %llu, counted in rows%s\n",
	    (unsigned long long)findings_count(f, SEVERITY_ERROR),
	    (unsigned long long)findings_count(f, SEVERITY_WARNING),
	    (unsigned long long)findings_count(f, SEVERITY_NOTE),
	    n_shown < f->n ? "; the first few (--verbose prints all):"
	    : f->n         ? ":"
			   : "");
	for (size_t i = 0; i < n_shown; i++)
		print_finding(&f->items[i]);
}

/* What was published is printed as it stands in the pack: one form, one place that writes it. */
static void print_output(const struct run_options *options, const char *name)
{
	char path[4096], block[65536];
	struct builder whole;
	size_t n;
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", options->output, name);
	file = fopen(path, "rb");
	if (!file)
		return;
	builder_init(&whole);
	while ((n = fread(block, 1, sizeof block, file)) > 0)
		builder_add(&whole, (struct text){ block, n });
	fclose(file);
	terminal_write(builder_text(&whole));
	builder_done(&whole);
}

static void print_outputs(const struct run_options *options, const struct render_output *outputs, size_t n)
{
	uint64_t chart_bytes = 0, n_charts = 0;

	say("Written to ");
	say_data(options->output, 1000);
	say("\n");
	for (size_t i = 0; i < n; i++) {
		if (!strncmp(outputs[i].name, "charts/", 7)) {
			chart_bytes += outputs[i].size_bytes;
			n_charts++;
			continue;
		}
		say("  %-32s ", outputs[i].name);
		print_size(outputs[i].size_bytes);
		say("\n");
	}
	if (n_charts) {
		char label[64];

		snprintf(label, sizeof label, "charts/ (%llu files)", (unsigned long long)n_charts);
		say("  %-32s ", label);
		print_size(chart_bytes);
		say("\n");
	}
}

static void print_title(const struct results *r)
{
	say("%s: Performance Measurement Report, %s %d, edition %s\n", r->program_version,
	    month_name(r->period.month.month), r->period.month.year, r->catalogue->edition);
	say_synthetic(r->intake->synthetic, r->intake->notice);
	say("\n");
}

void summary_report(const struct results *r, const struct run_options *options,
		    const struct render_output *outputs, size_t n_outputs)
{
	if (options->quiet)
		return;
	if (options->format == PRINT_CSV) {
		print_output(options, "results.csv");
		return;
	}
	if (options->format == PRINT_JSON) {
		print_output(options, "results.json");
		return;
	}
	print_title(r);
	print_table(r);
	print_missing(r);
	print_restated(r);
	print_exceptions(r);
	print_reconciliation(r);
	print_findings(r, options->verbose);
	say("\n");
	print_outputs(options, outputs, n_outputs);
}

/* --- check --- */

enum { READ, USED, OUTSIDE, DUPLICATES, REJECTED, N_COUNTS };

static const char *const count_titles[N_COUNTS] = { "Read", "Used", "Outside", "Duplicates", "Rejected" };

static uint64_t count_of(const struct intake_file *f, int which)
{
	const uint64_t counts[N_COUNTS] = { f->rows.read, f->rows.used, f->rows.outside,
					    row_counts_duplicates(&f->rows), f->rows.rejected };

	return counts[which];
}

/* The name of a file, with its dataset where the name does not say it. */
static const char *file_label(const struct intake_file *f, struct arena *arena)
{
	const char *slash = strrchr(f->name, '/'), *base = slash ? slash + 1 : f->name;
	const char *dataset = f->dataset == DATASET_NONE ? "" : dataset_get(f->dataset)->name, *label;
	struct builder name;

	builder_init(&name);
	text_escape(&name, text_of(f->name), 200);
	label = arena_copy(arena, name.data ? name.data : "", name.size);
	builder_done(&name);
	return *dataset && strncmp(base, dataset, strlen(dataset)) ? arena_printf(arena, "%s (%s)", label, dataset) : label;
}

static int wider(int width, const char *text)
{
	int columns = say_columns(text);

	return columns > width ? columns : width;
}

static void print_files(const struct results *r)
{
	const struct intake *intake = r->intake;
	int width = say_columns("File"), room = say_width(), widths[N_COUNTS];
	struct arena arena;
	char text[40];

	arena_init(&arena);
	for (int k = 0; k < N_COUNTS; k++) {
		widths[k] = say_columns(count_titles[k]);
		for (size_t i = 0; i < intake->n_files; i++)
			widths[k] = wider(widths[k], number_grouped(count_of(&intake->files[i], k), text));
		room -= widths[k] += 2;
	}
	for (size_t i = 0; i < intake->n_files; i++)
		width = wider(width, file_label(&intake->files[i], &arena));
	width = width > room ? room : width;
	say_cell("File", -width);
	for (int k = 0; k < N_COUNTS; k++)
		say_cell(count_titles[k], widths[k]);
	say("\n");
	for (size_t i = 0; i < intake->n_files; i++) {
		const struct intake_file *f = &intake->files[i];

		say_label(file_label(f, &arena), 0, width);
		if (f->status == FILE_UNUSABLE || f->status == FILE_IGNORED)
			say("  %s", file_status_name(f->status));
		else
			for (int k = 0; k < N_COUNTS; k++)
				say_cell(number_grouped(count_of(f, k), text), widths[k]);
		say("\n");
	}
	say("\n");
	arena_done(&arena);
}

static json_t *text_json(const char *text)
{
	/* Names of files are bytes; JSON is UTF-8. */
	struct text t = text_of(text);
	struct builder b;
	json_t *json;

	if (text_utf8_prefix(t) == t.size)
		return json_string(text);
	builder_init(&b);
	text_escape(&b, t, SIZE_MAX);
	json = json_string(b.data);
	builder_done(&b);
	return json;
}

static json_t *file_json(const struct intake_file *f)
{
	return json_pack("{s:o, s:s, s:s, s:o, s:I, s:I, s:I, s:I, s:I, s:s}", "file", text_json(f->name),
			 "dataset", f->dataset == DATASET_NONE ? "" : dataset_get(f->dataset)->name, "status",
			 file_status_name(f->status), "problem", text_json(f->problem), "read",
			 (json_int_t)f->rows.read, "used", (json_int_t)f->rows.used, "outside",
			 (json_int_t)f->rows.outside, "duplicates",
			 (json_int_t)row_counts_duplicates(&f->rows), "rejected",
			 (json_int_t)f->rows.rejected, "sha256", f->sha256);
}

static json_t *finding_json(const struct finding *f)
{
	return json_pack("{s:s, s:s, s:s, s:o, s:I, s:o, s:o, s:I, s:o}", "severity",
			 severity_name(f->severity), "kind", f->kind, "dataset", f->dataset, "file",
			 text_json(f->file), "line", (json_int_t)f->line, "column", text_json(f->column),
			 "value", text_json(f->value), "count", (json_int_t)f->count, "message",
			 text_json(f->message));
}

static void print_check_json(const struct results *r)
{
	json_t *files = json_array(), *findings = json_array(), *all;
	char *text;

	for (size_t i = 0; i < r->intake->n_files; i++)
		json_array_append_new(files, file_json(&r->intake->files[i]));
	for (size_t i = 0; i < r->findings->n; i++)
		json_array_append_new(findings, finding_json(&r->findings->items[i]));
	all = json_pack("{s:o, s:o}", "files", files, "findings", findings);
	text = json_dumps(all, JSON_INDENT(2));
	puts(text);
	free(text);
	json_decref(all);
}

static void print_check_csv(const struct results *r)
{
	struct builder b;

	builder_init(&b);
	render_findings_csv(r->findings, &b);
	terminal_write(builder_text(&b));
	builder_done(&b);
}

void summary_check(const struct results *r, const struct run_options *options)
{
	if (options->quiet)
		return;
	if (options->format == PRINT_JSON) {
		print_check_json(r);
	} else if (options->format == PRINT_CSV) {
		print_check_csv(r);
	} else {
		print_files(r);
		print_reconciliation(r);
		print_findings(r, options->verbose);
	}
}

int summary_gate(const struct results *r, const struct run_options *options)
{
	struct gate_count gate = { .options = options };
	size_t n_errors = options->strict ? findings_count(r->findings, SEVERITY_ERROR) : 0;
	int code;

	for (size_t i = 0; i < r->n_cells; i++)
		gate_see(&gate, r->catalogue->measures[r->cells[i].measure].id, r->cells[i].region, r->cells[i].level.status);
	code = gate_end(&gate);
	if (!n_errors)
		return code;
	if (!options->quiet)
		fprintf(stderr, "pmr: --strict: %zu finding%s of kind error\n", n_errors, n_errors == 1 ? "" : "s");
	return 1;
}
