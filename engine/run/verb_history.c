/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * verb_history.c - `pmr history`: the months remembered, former figures and why they were replaced.
 */
#include "engine/json.h"
#include "engine/number.h"
#include "engine/run/conductor.h"
#include "engine/run/figure.h"
#include "engine/run/gate.h"
#include "engine/run/say.h"
#include "engine/run/terminal.h"
#include "engine/run/verbs.h"
#include "engine/store/store.h"

#include <assert.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One figure of one month: computed, or known from a service_levels row (revision NULL). */
struct line {
	const char *measure;
	const struct measure *defined; /* as it was then */
	enum region region;
	struct month month;
	const struct store_revision *revision;
	uint64_t good, total, excluded;
	const struct level_text *level;
	const struct cell *cell; /* NULL: reported */
	bool corrected;          /* its month remembers it, and the row of a later month told another figure */
};

/* A month of which nothing is known but rows of service_levels. */
struct told_month {
	struct month month;
	size_t n; /* figures */
};

struct history {
	const struct run_options *options;
	const char *path;
	struct arena arena;
	size_t n_revisions, n_lines, room;
	const struct store_revision *revisions;
	const struct catalogue *catalogue; /* of the last month */
	struct line *lines;                /* by measure, Region, month, revision: the current one first */
	size_t n_told, told_room;
	struct told_month *told; /* ascending, those with a figure that was asked for */
	bool assumed;            /* something was marked */
};

/* --- gathering --- */

static bool wanted(const struct history *h, const char *id, enum region region, struct month month)
{
	const struct run_options *o = h->options;

	return (!o->measure || text_equal_nocase(text_of(id), text_of(o->measure))) &&
	       (!o->has_region || o->region == region) &&
	       (!o->has_period || month_compare(o->period, month) == 0);
}

static bool stands(const struct line *l)
{
	return !l->corrected && (!l->revision || l->revision->current);
}

static bool has_month(const struct history *h, struct month month)
{
	for (size_t i = 0; i < h->n_revisions; i++)
		if (month_compare(h->revisions[i].month, month) == 0)
			return true;
	return false;
}

static int place_of(const struct history *h, const char *id)
{
	int place = catalogue_find(h->catalogue, text_of(id));

	return place >= 0 ? place : h->catalogue->n_measures;
}

static int order_of(enum region region)
{
	return region == REGION_NONE ? REGION_COUNT : (int)region;
}

static const struct history *sorted; /* qsort has no context */

static int compare_lines(const void *left, const void *right)
{
	const struct line *a = left, *b = right;
	int order = place_of(sorted, a->measure) - place_of(sorted, b->measure);

	if (order || (order = strcmp(a->measure, b->measure)) || (order = order_of(a->region) - order_of(b->region)) ||
	    (order = month_compare(a->month, b->month)))
		return order;
	return (b->revision ? b->revision->number : INT_MAX) - (a->revision ? a->revision->number : INT_MAX);
}

/* The cells of a revision; of a current one with the streaks of now. */
static bool add_revision(struct history *h, struct store *s, const struct store_revision *v, struct error *err)
{
	struct results *now = arena_alloc(&h->arena, 1, sizeof *now);
	const struct cell *cells = v->cells;

	if (v->current) {
		if (!conductor_recall(s, v->month, &h->arena, now, err))
			return false;
		assert(now->n_cells == v->n_cells);
		cells = now->cells;
	}
	for (size_t i = 0; i < v->n_cells; i++) {
		const struct cell *cell = &cells[i];
		const char *id = v->catalogue->measures[cell->measure].id;

		if (wanted(h, id, cell->region, v->month))
			ARRAY_PUSH(h->lines, h->n_lines, h->room) = (struct line){
				.measure = id, .defined = &v->catalogue->measures[cell->measure], .region = cell->region,
				.month = v->month, .revision = v,
				.good = cell->good, .total = cell->total, .excluded = cell->excluded,
				.level = &cell->level, .cell = cell,
			};
	}
	return true;
}

static void count_told(struct history *h, struct month month)
{
	size_t at = h->n_told;

	while (at && month_compare(h->told[at - 1].month, month) >= 0)
		at--;
	if (at == h->n_told || month_compare(h->told[at].month, month) != 0) {
		ARRAY_PUSH(h->told, h->n_told, h->told_room) = (struct told_month){ 0 };
		memmove(&h->told[at + 1], &h->told[at], (h->n_told - 1 - at) * sizeof *h->told);
		h->told[at] = (struct told_month){ .month = month };
	}
	h->told[at].n++;
}

/* The figure that stands, as the month itself was remembered, or NULL. */
static struct line *find_line(struct history *h, const char *id, const struct past_cell *p)
{
	for (size_t i = 0; i < h->n_lines; i++) {
		struct line *l = &h->lines[i];

		if (l->revision && l->revision->current && l->region == p->region &&
		    month_compare(l->month, p->month) == 0 && !strcmp(l->measure, id))
			return l;
	}
	return NULL;
}

/* What a row told of a month, where the month itself knew neither file nor row, or another row: streaks count it. */
static void add_reported(struct history *h, const struct past_cell *p)
{
	const struct measure *m = &h->catalogue->measures[p->measure];
	const struct line told = {
		.measure = m->id, .defined = m, .region = p->region, .month = p->month,
		.good = p->good, .total = p->total, .excluded = p->excluded, .level = &p->level,
	};
	struct line *own;

	if (!p->reported || !wanted(h, m->id, p->region, p->month))
		return;
	own = has_month(h, p->month) ? find_line(h, m->id, p) : NULL;
	if (own && own->cell->basis == BASIS_NONE) {
		*own = told;
		return;
	}
	if (own) {
		own->corrected = own->cell->basis == BASIS_REPORTED &&
				 (own->good != p->good || own->total != p->total || own->excluded != p->excluded);
		if (!own->corrected)
			return;
	}
	ARRAY_PUSH(h->lines, h->n_lines, h->room) = told;
	if (!has_month(h, p->month))
		count_told(h, p->month);
}

static bool has_measure(const struct history *h, struct error *err)
{
	int measure = h->options->measure ? catalogue_find(h->catalogue, text_of(h->options->measure)) : 0;

	if (measure < 0)
		return figure_is_unknown(h->catalogue, h->options->measure, false, "a measure that is remembered here", err);
	return measure < h->catalogue->n_measures || figure_is_none(h->catalogue, measure, REGION_NONE, err);
}

static bool gather(struct history *h, struct error *err)
{
	const struct past_cell *past;
	struct month last = { 0 };
	struct store *s;
	size_t n_past;
	bool good;

	if (!store_open(h->path, STORE_READ, &s, err))
		return false;
	good = store_revisions(s, &h->arena, &h->revisions, &h->n_revisions, err);
	if (good && !h->n_revisions) {
		error_set(err, ERROR_INPUT, "no month is remembered here");
		good = error_at(err, h->path, 0, NULL);
	}
	if (good) {
		last = h->revisions[h->n_revisions - 1].month;
		h->catalogue = h->revisions[h->n_revisions - 1].catalogue;
		good = has_measure(h, err);
	}
	good = good && store_past(s, h->catalogue, month_add(last, 1), &h->arena, &past, &n_past, err);
	for (size_t i = 0; good && i < h->n_revisions; i++)
		good = add_revision(h, s, &h->revisions[i], err);
	store_close(s);
	if (!good)
		return false;
	for (size_t i = 0; i < n_past; i++)
		add_reported(h, &past[i]);
	if (!h->n_lines) {
		error_set(err, ERROR_INPUT, "nothing of what was asked for is remembered here");
		error_hint(err, "without --period, --measure and --region everything is shown");
		return error_at(err, h->path, 0, NULL);
	}
	sorted = h;
	if (h->n_lines > 1)
		qsort(h->lines, h->n_lines, sizeof *h->lines, compare_lines);
	return true;
}

/* --- text --- */

/* The gap before a month, when it does not follow the last one that was printed. */
static void print_gap(struct month *last, struct month month)
{
	if (last->month && month_compare(month, month_add(*last, 1)) > 0)
		say("  (gap)    months between these two are not remembered\n");
	*last = month;
}

static void print_revision(const struct store_revision *v)
{
	int n[STATUS_COUNT] = { 0 };
	char month[8];

	for (size_t k = 0; k < v->n_cells; k++)
		n[v->cells[k].level.status]++;
	say("  %s  %s \tedition %s, %zu %sfile%s: %d Green, %d Amber, %d Red, %d without data, %d withheld\n",
	    month_format(v->month, month), v->current ? "      " : "former", v->edition, v->n_files,
	    v->synthetic ? "SYNTHETIC " : "", v->n_files == 1 ? "" : "s",
	    n[STATUS_GREEN], n[STATUS_AMBER], n[STATUS_RED], n[STATUS_NO_DATA], n[STATUS_WITHHELD]);
	if (v->reason[0]) {
		say("           \trestated%s%s: ", v->dated[0] ? " " : "", v->dated);
		say_data(v->reason, 1000);
		say("\n");
	}
}

/* With a measure or Region asked for, months that were only reported, and gaps, are seen in its own lines. */
static void print_months(const struct history *h)
{
	const struct run_options *o = h->options;
	bool all = !o->measure && !o->has_region;
	size_t n_told = all ? h->n_told : 0, told = 0;
	struct month last = { 0 };
	char month[8];

	for (size_t i = 0; i < h->n_revisions || told < n_told;) {
		const struct told_month *t = told < n_told ? &h->told[told] : NULL;

		if (t && (i == h->n_revisions || month_compare(t->month, h->revisions[i].month) < 0)) {
			print_gap(&last, t->month);
			say("  %s         \treported only: %zu figure%s\n", month_format(t->month, month), t->n, t->n == 1 ? "" : "s");
			told++;
			continue;
		}
		if (!o->has_period || month_compare(o->period, h->revisions[i].month) == 0) {
			if (all)
				print_gap(&last, h->revisions[i].month);
			print_revision(&h->revisions[i]);
		}
		i++;
	}
}

static void print_line(const struct line *l, bool is_former)
{
	char count[40], month[8];

	say("  %-7s  %s%s%c%s ", is_former ? "" : month_format(l->month, month), is_former ? "was " : "    ",
	    terminal_status_start(stdout, l->level->status), status_letter(l->level->status), terminal_status_end(stdout));
	say_cell(l->level->display[0] ? l->level->display : status_word(l->level->status), -10);
	say_cell(number_grouped(l->good, count), 12);
	say(" of ");
	say_cell(number_grouped(l->total, count), -12);
	say("\t%s", !l->cell ? "reported" : measure_is_due(l->defined, l->month) ? basis_name(l->cell->basis) : "not due");
	if (l->cell && l->cell->months_below > 0)
		say("; month %d below target, since %s", l->cell->months_below, month_format(l->cell->below_since, month));
	if (l->cell && l->cell->months_below > 0 && l->cell->streak_unjudged)
		say(", before which no target was in force");
	if (l->cell && l->cell->months_below > 0 && l->cell->streak_blind)
		say(", past %s without a verdict", l->cell->streak_spans);
	say("\n");
	if (l->revision && !is_former && l->revision->reason[0]) {
		say("               \trestated%s%s: ", l->revision->dated[0] ? " " : "", l->revision->dated);
		say_data(l->revision->reason, 1000);
		say("\n");
	}
}

static bool same_series(const struct line *a, const struct line *b)
{
	return !strcmp(a->measure, b->measure) && a->region == b->region;
}

static void print_longest(const struct line *l)
{
	char from[8], to[8];

	if (l->cell && l->cell->longest_below > 1)
		say("  longest  %d months in succession, %s to %s\n", l->cell->longest_below,
		    month_format(l->cell->longest_from, from), month_format(l->cell->longest_to, to));
}

/* The mark of what is assumed now: of the last line of a series, in its last month. */
static const char *series_mark(struct history *h, const struct line *first)
{
	const struct line *last = first;

	while (last + 1 < h->lines + h->n_lines && same_series(last, last + 1))
		last++;
	return terminal_mark(last->defined, last->month, &h->assumed);
}

static void print_series(struct history *h)
{
	const struct line *newest = NULL;

	for (size_t i = 0; i < h->n_lines; i++) {
		const struct line *l = &h->lines[i], *last = i ? l - 1 : NULL;
		bool begins = !last || !same_series(last, l);
		bool is_former = !begins && month_compare(last->month, l->month) == 0;

		if (begins) {
			say("\n%s%s, %s\n", l->measure, series_mark(h, l), region_name(l->region));
			newest = l;
		}
		if (!begins && !is_former && month_compare(l->month, measure_due_after(l->defined, last->month)) > 0)
			say("  (gap)    not remembered\n");
		print_line(l, is_former);
		newest = is_former ? newest : l;
		if (i + 1 == h->n_lines || !same_series(l, l + 1))
			print_longest(newest);
	}
}

/* Figures that became others; all of them when no measure was asked for. */
static void print_changes(struct history *h)
{
	bool heading = false;

	for (size_t i = 1; i < h->n_lines; i++) {
		const struct line *now = &h->lines[i - 1], *was = &h->lines[i];
		char month[8], id[48];

		if (!same_series(now, was) || month_compare(now->month, was->month) != 0 ||
		    (now->good == was->good && now->total == was->total && now->level->status == was->level->status))
			continue;
		if (!heading)
			say("\nFigures that were replaced\n");
		heading = true;
		snprintf(id, sizeof id, "%s%s", now->measure, terminal_mark(now->defined, now->month, &h->assumed));
		say("  %s  \t%-9s %-8s %c %s became %c %s%s\n", month_format(now->month, month), id,
		    region_name(now->region), status_letter(was->level->status),
		    was->level->display[0] ? was->level->display : status_word(was->level->status),
		    status_letter(now->level->status),
		    now->level->display[0] ? now->level->display : status_word(now->level->status),
		    now->level->status != was->level->status ? ": another colour" : "");
	}
}

/* The notice of the newest month of synthetic data; which months are is said in their lines. */
static void print_synthetic(const struct history *h)
{
	for (size_t i = h->n_revisions; i-- > 0;) {
		if (!h->revisions[i].synthetic)
			continue;
		say_synthetic(true, h->revisions[i].notice);
		return;
	}
}

static void print_text(struct history *h)
{
	say_data(h->path, 1000);
	say(": the months remembered\n");
	print_synthetic(h);
	print_months(h);
	if (h->options->measure || h->options->has_region) {
		print_series(h);
		say("%s", h->assumed ? "\n" : "");
		terminal_legend(h->assumed);
	} else {
		print_changes(h);
		terminal_legend(h->assumed);
		say("\nA measure month by month: --measure ID; everything: --format csv or json\n");
	}
}

/* --- csv and json --- */

static void csv_text(struct builder *b, const char *text)
{
	builder_add_char(b, ',');
	text_add_csv(b, text_of(text), true);
}

static void print_csv(const struct history *h)
{
	struct builder b;
	char month[8];

	builder_init(&b);
	builder_add(&b, TEXT("month,measure,region,revision,current,good,total,excluded,level,status,quality,basis,"
			     "months_below,edition,dated,reason\n"));
	for (size_t i = 0; i < h->n_lines; i++) {
		const struct line *l = &h->lines[i];
		const struct store_revision *v = l->revision;

		builder_printf(&b, "%s,%s,%s,%d,%s,%llu,%llu,%llu,%s,%s,%s,%s,", month_format(l->month, month), l->measure,
			       region_code(l->region), v ? v->number : 0, stands(l) ? "Y" : "N",
			       (unsigned long long)l->good, (unsigned long long)l->total, (unsigned long long)l->excluded,
			       l->level->exact, status_name(l->level->status), l->cell ? quality_name(l->cell->quality) : "",
			       l->cell ? basis_name(l->cell->basis) : basis_name(BASIS_REPORTED));
		if (l->cell && l->cell->months_below >= 0)
			builder_printf(&b, "%d", l->cell->months_below);
		csv_text(&b, v ? v->edition : "");
		csv_text(&b, v ? v->dated : "");
		csv_text(&b, v ? v->reason : "");
		builder_add_char(&b, '\n');
	}
	terminal_write(builder_text(&b));
	builder_done(&b);
}

static json_t *line_json(const struct line *l)
{
	json_t *o = json_object();
	char month[8];

	json_put_text(o, "month", month_format(l->month, month));
	json_put_text(o, "measure", l->measure);
	json_put_text(o, "region", region_code(l->region));
	json_put_count(o, "revision", l->revision ? (uint64_t)l->revision->number : 0);
	json_put(o, "current", json_boolean(stands(l)));
	json_put_count(o, "good", l->good);
	json_put_count(o, "total", l->total);
	json_put_count(o, "excluded", l->excluded);
	json_put_text(o, "level", l->level->exact);
	json_put_text(o, "status", status_name(l->level->status));
	json_put_text(o, "quality", l->cell ? quality_name(l->cell->quality) : "");
	json_put_text(o, "basis", l->cell ? basis_name(l->cell->basis) : basis_name(BASIS_REPORTED));
	if (l->cell && l->cell->months_below > 0) {
		json_put_count(o, "months_below", (uint64_t)l->cell->months_below);
		json_put_text(o, "below_since", month_format(l->cell->below_since, month));
		json_put_text(o, "spans_without_data", l->cell->streak_spans);
	}
	return o;
}

static json_t *revision_json(const struct store_revision *v)
{
	json_t *o = json_object(), *files = json_array();
	char month[8];

	json_put_text(o, "month", month_format(v->month, month));
	json_put_count(o, "revision", (uint64_t)v->number);
	json_put(o, "current", json_boolean(v->current));
	json_put_text(o, "dated", v->dated);
	json_put_text(o, "reason", v->reason);
	json_put_text(o, "edition", v->edition);
	json_put_text(o, "catalogue_sha256", v->catalogue_sha256);
	json_put_text(o, "program_version", v->program_version);
	json_put(o, "synthetic", json_boolean(v->synthetic));
	for (size_t i = 0; i < v->n_files; i++) {
		json_t *f = json_object();

		json_put_text(f, "name", v->files[i].name);
		json_put_text(f, "sha256", v->files[i].sha256);
		json_put_count(f, "rows", v->files[i].rows.read);
		json_append(files, f);
	}
	json_put(o, "files", files);
	return o;
}

static void print_json(const struct history *h)
{
	json_t *root = json_object(), *months = json_array(), *figures = json_array();
	struct builder b;

	for (size_t i = 0; i < h->n_revisions; i++)
		if (!h->options->has_period || month_compare(h->options->period, h->revisions[i].month) == 0)
			json_append(months, revision_json(&h->revisions[i]));
	for (size_t i = 0; i < h->n_lines; i++)
		json_append(figures, line_json(&h->lines[i]));
	json_put(root, "months", months);
	json_put(root, "figures", figures);
	builder_init(&b);
	json_finish(root, &b);
	terminal_write(builder_text(&b));
	builder_done(&b);
}

/* --- the verb --- */

static void print(struct history *h)
{
	switch (h->options->format) {
	case PRINT_TEXT:
		print_text(h);
		break;
	case PRINT_CSV:
		print_csv(h);
		break;
	case PRINT_JSON:
		print_json(h);
		break;
	}
}

/* Of each figure shown, its last month, computed or reported. */
static int gate(const struct history *h)
{
	struct gate_count count = { .options = h->options };

	for (size_t i = 0; i < h->n_lines; i++) {
		const struct line *l = &h->lines[i], *later = l + 1;

		while (later < h->lines + h->n_lines && same_series(l, later) && month_compare(l->month, later->month) == 0)
			later++;
		if (stands(l) && (later == h->lines + h->n_lines || !same_series(l, later)))
			gate_see(&count, l->measure, l->region, l->level->status);
	}
	return gate_end(&count);
}

int verb_history(const struct run_options *options)
{
	struct history h = { .options = options, .path = options->store ? options->store : STORE_NAME };
	struct error err = { 0 };
	int code = 0;

	arena_init(&h.arena);
	if (!gather(&h, &err)) {
		terminal_error(&err);
		code = (int)err.kind;
	} else {
		if (!options->quiet)
			print(&h);
		code = gate(&h);
	}
	memory_free(h.lines);
	memory_free(h.told);
	arena_done(&h.arena);
	return code;
}
