/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/run/summary.h"

#include "engine/number.h"
#include "engine/review.h"
#include "engine/run/gate.h"
#include "engine/run/terminal.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_FINDINGS 10
#define CELL_WIDTH     13 /* "A  98.214 %" and room for a mark */

static void print_escaped(FILE *stream, const char *text, size_t max_bytes)
{
	struct builder b;

	builder_init(&b);
	text_escape(&b, text_of(text), max_bytes);
	fputs(b.data ? b.data : "", stream);
	builder_done(&b);
}

static void print_size(uint64_t bytes)
{
	if (bytes < 10000)
		printf("%llu bytes", (unsigned long long)bytes);
	else if (bytes < 10000000)
		printf("%.0f kB", (double)bytes / 1e3);
	else
		printf("%.1f MB", (double)bytes / 1e6);
}

/* Characters, each of which takes one column here: levels hold a no-break space. */
static size_t columns_of(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xC0) != 0x80;
	return n;
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

/* One cell of the status table, padded by what is seen, not by colour codes. */
static void print_cell(const struct cell *cell, bool doubted)
{
	const char *mark = cell->quality == QUALITY_MARKED ? doubted ? "~!" : "~" : doubted ? "!" : "";
	const char *level = cell->level.display;
	int width;

	printf("%s%c%s ", terminal_status_start(stdout, cell->level.status),
	       status_letter(cell->level.status), terminal_status_end(stdout));
	if (!level[0])
		level = cell->level.status == STATUS_NO_DATA ? "no data" : "withheld";
	width = (int)(columns_of(level) + strlen(mark));
	printf("%s%s%*s", level, mark, width < CELL_WIDTH ? CELL_WIDTH - width : 1, "");
}

static void print_table(const struct results *r)
{
	static const enum region columns[] = { REGION_N, REGION_C, REGION_S, REGION_NONE };
	const int width = id_width(r->catalogue) + 2; /* with the mark of what is assumed */
	bool marked = false, untrusted = false, assumed = false;
	struct arena arena;

	arena_init(&arena);
	printf("%-*s", width, "Measure");
	for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
		printf("%-*s", CELL_WIDTH + 2, region_name(columns[i]));
	printf("Target  Minimum\n");
	for (int m = 0; m < r->catalogue->n_measures; m++) {
		const struct measure *measure = &r->catalogue->measures[m];
		const struct level *level = measure_level(measure, r->period.month);
		bool is_assumed = measure_is_assumed(measure, r->period.month);

		printf("%s%-*s", measure->id, width - (int)strlen(measure->id), is_assumed ? "*" : "");
		assumed |= is_assumed;
		for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
			const struct cell *cell = results_find(r, m, columns[i]);
			bool doubted = cell && *review_doubts(r->review, cell, &arena);

			if (!cell) {
				printf("%*s", CELL_WIDTH + 2, "");
				continue;
			}
			print_cell(cell, doubted);
			marked |= cell->quality == QUALITY_MARKED;
			untrusted |= doubted;
		}
		if (level)
			printf("%-7s %s", level->target.text, level->minimum.text);
		putchar('\n');
	}
	arena_done(&arena);
	printf("G green  A amber  R red  - no data  W withheld");
	if (marked)
		printf("   ~ some rows rejected");
	if (untrusted)
		printf("   ! Green, but see below");
	if (assumed)
		printf("\n* rests on values nobody has confirmed: pmr explain ID says which");
	printf("\n\n");
}

static void print_missed_cell(const struct results *r, const struct cell *cell)
{
	const struct measure *measure = &r->catalogue->measures[cell->measure];
	char count[40], month[8];

	printf("  %-*s %-8s %s%s %s%s, %s points", id_width(r->catalogue), measure->id, region_name(cell->region),
	       terminal_status_start(stdout, cell->level.status), status_word(cell->level.status),
	       cell->level.display, terminal_status_end(stdout), cell->gap_target);
	if (cell->events_short)
		printf(": %s more %s would have been Green", number_grouped(cell->events_short, count),
		       measure_good_words(measure));
	if (cell->months_below > 1)
		printf("; below target for %d months in succession, since %s", cell->months_below,
		       month_format(cell->below_since, month));
	if (cell->months_below > 1 && cell->streak_blind)
		printf(" (past %s without data)", cell->streak_spans);
	putchar('\n');
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
			puts("Below target");
		heading = true;
		print_missed_cell(r, cell);
	}
	if (heading)
		putchar('\n');
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
			puts("Withheld, or not to be taken at its word");
		heading = true;
		printf("  %-*s %-8s ", id_width(r->catalogue), r->catalogue->measures[cell->measure].id,
		       n > 1 ? arena_printf(&arena, "%s:", regions) : regions);
		print_escaped(stdout, why, 1000);
		putchar('\n');
	}
	arena_done(&arena);
	if (heading)
		putchar('\n');
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
			puts("Restated, with another colour than was reported");
		heading = true;
		printf("  %s  %-8s %-8s was %s %s, is %s %s: ", month_format(s->month, month),
		       r->catalogue->measures[s->measure].id, region_name(s->region), status_word(s->former.status),
		       s->former.display, status_word(s->now.status), s->now.display);
		print_escaped(stdout, s->reason, 300);
		putchar('\n');
	}
	if (heading)
		putchar('\n');
}

static void print_reconciliation(const struct results *r)
{
	const struct row_counts *t = &r->intake->total;
	char a[40], b[40], c[40], d[40], e[40];

	printf("Rows      %s read = %s used + %s outside the period + %s duplicates + %s rejected (adds "
	       "up)\n",
	       number_grouped(t->read, a), number_grouped(t->used, b), number_grouped(t->outside, c),
	       number_grouped(row_counts_duplicates(t), d), number_grouped(t->rejected, e));
}

static void print_finding(const struct finding *f)
{
	printf("  %-8s", severity_name(f->severity));
	if (f->file[0]) {
		print_escaped(stdout, f->file, 200);
		if (f->line)
			printf(":%llu", (unsigned long long)f->line);
		printf(": ");
	} else if (f->dataset[0]) {
		printf("%s: ", f->dataset);
	}
	if (f->column[0]) {
		print_escaped(stdout, f->column, 100);
		if (f->value[0])
			printf(" '%s'", f->value);
		printf(": ");
	}
	print_escaped(stdout, f->message, 1000);
	if (f->count > 1)
		printf(" (%llu)", (unsigned long long)f->count);
	putchar('\n');
}

static void print_findings(const struct results *r, bool all)
{
	const struct findings *f = r->findings;
	size_t n_shown = all || f->n <= FIRST_FINDINGS ? f->n : FIRST_FINDINGS;

	printf("Findings  errors %llu, warnings %llu, notes %llu%s\n",
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
	size_t n;
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", options->output, name);
	file = fopen(path, "rb");
	if (!file)
		return;
	while ((n = fread(block, 1, sizeof block, file)) > 0)
		fwrite(block, 1, n, stdout);
	fclose(file);
}

static void print_outputs(const struct run_options *options, const struct render_output *outputs, size_t n)
{
	uint64_t chart_bytes = 0, n_charts = 0;

	printf("Written to ");
	print_escaped(stdout, options->output, 1000);
	putchar('\n');
	for (size_t i = 0; i < n; i++) {
		if (!strncmp(outputs[i].name, "charts/", 7)) {
			chart_bytes += outputs[i].size_bytes;
			n_charts++;
			continue;
		}
		printf("  %-32s ", outputs[i].name);
		print_size(outputs[i].size_bytes);
		putchar('\n');
	}
	if (n_charts) {
		char label[64];

		snprintf(label, sizeof label, "charts/ (%llu files)", (unsigned long long)n_charts);
		printf("  %-32s ", label);
		print_size(chart_bytes);
		putchar('\n');
	}
}

static void print_title(const struct results *r)
{
	printf("%s: Performance Measurement Report, %s %d, catalogue edition %s\n", r->program_version,
	       month_name(r->period.month.month), r->period.month.year, r->catalogue->edition);
	if (r->intake->synthetic) {
		printf("SYNTHETIC DATA. ");
		print_escaped(stdout, r->intake->notice, 500);
		putchar('\n');
	}
	putchar('\n');
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
	print_restated(r);
	print_exceptions(r);
	print_reconciliation(r);
	print_findings(r, options->verbose);
	putchar('\n');
	print_outputs(options, outputs, n_outputs);
}

/* --- check --- */

static void print_files(const struct results *r)
{
	const struct intake *intake = r->intake;

	printf("%-34s %-18s %12s %12s %9s %10s %9s\n", "File", "Dataset", "Rows read", "Used", "Outside",
	       "Duplicates", "Rejected");
	for (size_t i = 0; i < intake->n_files; i++) {
		const struct intake_file *f = &intake->files[i];
		struct builder name;

		builder_init(&name);
		text_escape(&name, text_of(f->name), 200);
		printf("%-34s %-18s", name.data ? name.data : "",
		       f->dataset == DATASET_NONE ? "-" : dataset_get(f->dataset)->name);
		builder_done(&name);
		if (f->status == FILE_UNUSABLE || f->status == FILE_IGNORED)
			printf(" %s", file_status_name(f->status));
		else
			printf(" %12llu %12llu %9llu %10llu %9llu", (unsigned long long)f->rows.read,
			       (unsigned long long)f->rows.used, (unsigned long long)f->rows.outside,
			       (unsigned long long)row_counts_duplicates(&f->rows),
			       (unsigned long long)f->rows.rejected);
		putchar('\n');
	}
	putchar('\n');
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
	fwrite(b.data, 1, b.size, stdout);
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
	if (options->strict && findings_count(r->findings, SEVERITY_ERROR))
		return 1;
	for (size_t i = 0; i < r->n_cells; i++)
		if (gate_trips(options->fail_on, r->cells[i].level.status))
			return 1;
	return 0;
}
