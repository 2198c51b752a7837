/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long the round trip takes for each business process: median, 95th and 99th percentile on one logarithmic
 * scale, and the share of success beside it. */
#include "render/chart.h"
#include "render/sentence.h"
#include "render/sentence_topics.h"

#include <math.h>
#include <string.h>

#define MAX_ROWS    16
#define LABEL_WIDTH 176.0
#define VALUE_WIDTH 132.0
#define ROW_HEIGHT  24.0

static const struct {
	double seconds;
	const char *label;
} ticks[] = {
	{ 0.01, "10 ms" }, { 0.1, "0.1 s" }, { 1, "1 s" },      { 10, "10 s" },   { 60, "1 min" },
	{ 600, "10 min" }, { 3600, "1 h" },  { 36000, "10 h" }, { 86400, "1 d" }, { 864000, "10 d" },
};
#define N_TICKS ((int)(sizeof ticks / sizeof *ticks))

struct process_row {
	const char *title, *value;
	const struct breakdown_row *quantiles[3];
};

static bool is_of_times(const struct measure *m, const struct breakdown_row *row)
{
	for (int i = 0; i < m->n_dimensions; i++) {
		const struct dimension *d = &m->dimensions[i];
		if (!strcmp(d->name, row->dimension))
			return d->n_parts && d->parts[d->n_parts - 1].kind == PART_QUANTILE;
	}
	return false;
}

static bool applies(const struct results *r, int measure)
{
	(void)measure;
	int item = look_find(r, LOOK_JOURNEYS);
	if (item == LOOK_NONE)
		return false;
	/* Without an answer there is no time to mark: the table says so. */
	for (size_t i = 0; i < r->n_breakdowns; i++)
		if (r->breakdowns[i].measure == item && is_of_times(&r->catalogue->measures[item], &r->breakdowns[i]))
			return true;
	return false;
}

static size_t collect(const struct chart *c, struct process_row *out)
{
	static const char *const names[] = { "p50", "p95", "p99" };
	int item = look_find(c->r, LOOK_JOURNEYS);
	struct look_rows rows = look_rows(c->r, item, FIGURE_MAIN, REGION_NONE, c->arena, "process", NULL);
	struct look_rows times =
		look_rows(c->r, item, FIGURE_MAIN, REGION_NONE, c->arena, "process", "quantile", NULL);
	struct look_rows success =
		look_rows(c->r, item, FIGURE_SUCCESS, REGION_NONE, c->arena, "process", NULL);
	size_t n = 0;
	look_sort(&rows, c->arena);
	for (size_t i = 0; i < rows.n && n < MAX_ROWS; i++) {
		const char *key = rows.rows[i]->key;
		const struct breakdown_row *rate = look_key(&success, key);
		struct process_row *row = &out[n++];
		*row = (struct process_row){
			.title = sentence_process(c->r, key),
			.value = rate && *rate->level.display
					 ? arena_printf(c->arena, "%s success", rate->level.display)
					 : rate && rate->total ? "withheld" : "no answers",
		};
		for (int q = 0; q < 3; q++)
			row->quantiles[q] =
				look_key(&times, arena_printf(c->arena, "%s / %s", key, names[q]));
	}
	return n;
}

/* The ticks round the times: the first and last of `ticks` to show. */
static void choose_ticks(const struct process_row *rows, size_t n, int *first, int *last)
{
	double lo = INFINITY, hi = 0;
	for (size_t i = 0; i < n; i++)
		for (int q = 0; q < 3; q++) {
			if (!rows[i].quantiles[q])
				continue;
			double seconds = (double)rows[i].quantiles[q]->good / 1e6;
			lo = fmin(lo, seconds);
			hi = fmax(hi, seconds);
		}
	*first = 0;
	*last = N_TICKS - 1;
	while (*first + 2 < N_TICKS && ticks[*first + 1].seconds <= lo)
		++*first;
	while (*last > *first + 1 && ticks[*last - 1].seconds >= hi)
		--*last;
}

struct scale {
	double left, right, from, to; /* logarithms */
};

static double place(const struct scale *s, double seconds)
{
	double at = log10(fmax(seconds, 1e-9));
	return s->left + (s->right - s->left) * fmin(1, fmax(0, (at - s->from) / (s->to - s->from)));
}

static void draw_row(const struct chart *c, struct scene *s, const struct process_row *row,
		     const struct scale *scale, double y)
{
	const struct style text = { FACE_REGULAR, 12.5, INK };
	scene_text_fit(s, CHART_MARGIN, y + 4.5, LABEL_WIDTH, ANCHOR_START, text, text_of(row->title));
	scene_line(s, scale->left, y, scale->right, y, RULE, 0.8, false);
	double x[3];
	for (int q = 0; q < 3; q++)
		x[q] = row->quantiles[q] ? place(scale, (double)row->quantiles[q]->good / 1e6) : -1;
	if (x[0] >= 0 && x[2] >= 0)
		scene_line(s, x[0], y, x[2], y, 0x8FAEC8, 3, false);
	/* Filled, hollow and a stroke: apart without colour. */
	if (x[2] >= 0)
		scene_line(s, x[2], y - 6, x[2], y + 6, BLUE, 2.2, false);
	if (x[1] >= 0)
		scene_circle(s, x[1], y, 4.4, 0xFFFFFF, BLUE, 1.8);
	if (x[0] >= 0)
		scene_circle(s, x[0], y, 5, BLUE, COLOUR_NONE, 0);
	scene_text_fit(s, CHART_WIDTH - CHART_MARGIN, y + 4.5, VALUE_WIDTH - 10, ANCHOR_END, text,
		       text_of(row->value));
	(void)c;
}

static void draw_key(struct scene *s, double y)
{
	const struct style small = { FACE_REGULAR, 11.5, INK };
	double x = CHART_MARGIN + 6;
	scene_circle(s, x, y - 4, 5, BLUE, COLOUR_NONE, 0);
	x += 12 + scene_text(s, x + 12, y, ANCHOR_START, small, TEXT("median")) + 24;
	scene_circle(s, x, y - 4, 4.4, 0xFFFFFF, BLUE, 1.8);
	x += 12 + scene_text(s, x + 12, y, ANCHOR_START, small, TEXT("95 % within")) + 24;
	scene_line(s, x, y - 10, x, y + 2, BLUE, 2.2, false);
	scene_text(s, x + 10, y, ANCHOR_START, small, TEXT("99 % within"));
}

static const char *describe(const struct chart *c, const struct process_row *rows, size_t n)
{
	struct builder b;
	builder_init(&b);
	builder_printf(&b, "Times of the round trip by business process: median, 95th and 99th percentile.");
	for (size_t i = 0; i < n; i++) {
		builder_printf(&b, " %s: %s", rows[i].title, rows[i].value);
		for (int q = 0; q < 3; q++)
			if (rows[i].quantiles[q])
				builder_printf(&b, ", %s",
					       sentence_duration(rows[i].quantiles[q]->good, c->arena));
		builder_add_char(&b, '.');
	}
	const char *text = arena_copy(c->arena, b.data, b.size);
	builder_done(&b);
	return text;
}

/* What the marks show first: the process whose answers took longest, equal ones together; what has no process is passed
 * over. */
static const char *slowest(const struct chart *c, const struct process_row *rows, size_t n)
{
	const struct process_row *slow = NULL;
	const char *names[MAX_ROWS];
	size_t n_slow = 0;
	for (size_t i = 0; i < n; i++) {
		const struct breakdown_row *most = rows[i].quantiles[1];
		if (!most || !strcmp(breakdown_part(most, 0), "other") ||
		    (slow && most->good < slow->quantiles[1]->good))
			continue;
		if (!slow || most->good > slow->quantiles[1]->good) {
			slow = &rows[i];
			n_slow = 0;
		}
		names[n_slow++] = rows[i].title;
	}
	if (!slow)
		return "No Service Request of a business process was answered in the month";
	return arena_printf(c->arena, "%s took longest: 95 %% of the answers came within %s%s%s",
			    sentence_list(names, n_slow, c->arena), sentence_duration(slow->quantiles[1]->good, c->arena),
			    n_slow == 1 ? "; " : "", n_slow == 1 ? slow->value : "");
}

static void draw(const struct chart *c, struct scene *out)
{
	struct process_row rows[MAX_ROWS];
	size_t n = collect(c, rows);
	int first, last;
	choose_ticks(rows, n, &first, &last);
	const char *headline = slowest(c, rows, n);
	double y =
		chart_begin(
			c, out, headline,
			arena_printf(c->arena,
				     "Round trip of Service Requests by business process, %s, on a scale whose steps "
				     "multiply, and the share of success",
				     sentence_month(c->r->period.month, c->arena))) +
		14;
	draw_key(out, y);
	struct scale scale = { CHART_MARGIN + LABEL_WIDTH + 14, CHART_WIDTH - CHART_MARGIN - VALUE_WIDTH,
			       log10(ticks[first].seconds), log10(ticks[last].seconds) };
	double top = y + 14, bottom = top + ROW_HEIGHT * (double)n;
	for (int t = first; t <= last; t++) {
		double x = place(&scale, ticks[t].seconds);
		scene_line(out, x, top, x, bottom, RULE, 0.8, false);
		scene_text_fit(out, x, bottom + 15, 40, ANCHOR_MIDDLE,
			       (struct style){ FACE_REGULAR, 11.5, GREY }, text_of(ticks[t].label));
	}
	for (size_t i = 0; i < n; i++)
		draw_row(c, out, &rows[i], &scale, top + ROW_HEIGHT * ((double)i + 0.5));
	chart_end(c, out, bottom + 24, headline, "Marks, because a scale whose steps multiply has no zero.",
		  describe(c, rows, n));
}

const struct chart_kind chart_processes = { "processes", "times of the round trip by business process", true,
					    applies, draw };
