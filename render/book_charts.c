/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * book_charts.c - the sheet Charts: native charts over the tables, and the daily levels of the worst measure.
 */
#include "engine/number.h"
#include "render/axis.h"
#include "render/book_topics.h"

#include <math.h>
#include <stdio.h>

/* Of the series of charts: none that could be taken for a status. */
static const uint32_t colours[REGION_COUNT] = { 0x1B4F7A, 0x7B4FA0, 0x5AA2D6, 0x101820 };
#define TARGET_COLOUR 0x52606D

/* How far a leaf is from its target, exactly: what is shown may be equal where that is not. */
static void set_gap(mpq_t out, const struct cell *c)
{
	mpq_t target;

	mpq_init(target);
	number_set_u64(out, c->good, c->total);
	mpq_set_si(target, (long)c->judged_by->target.micro, 100000000);
	mpq_canonicalize(target);
	mpq_sub(out, out, target);
	mpq_clear(target);
}

/* The leaf measure that is furthest below its target nationally: the one whose days a reader asks for. */
static int worst_measure(const struct results *r)
{
	mpq_t gap, least;
	int worst = -1;

	mpq_inits(gap, least, NULL);
	for (int m = 0; m < r->catalogue->n_measures; m++) {
		const struct cell *c = results_find(r, m, REGION_NONE);

		if (!c || r->catalogue->measures[m].kind == KIND_COMPOSITE || c->basis != BASIS_EVENTS ||
		    !c->level.exact[0] || !c->judged_by)
			continue;
		set_gap(gap, c);
		if (worst < 0 || mpq_cmp(gap, least) < 0) {
			mpq_set(least, gap);
			worst = m;
		}
	}
	mpq_clears(gap, least, NULL);
	return worst;
}

static void day_sums(const struct results *r, int measure, enum region region, int day, uint64_t *good,
		     uint64_t *total)
{
	*good = *total = 0;
	for (size_t i = 0; i < r->n_days; i++) {
		const struct day_row *d = &r->days[i];

		if (d->measure == measure && d->day == day &&
		    (region == REGION_NONE || d->region == region)) {
			*good += d->good;
			*total += d->total;
		}
	}
}

static void write_day(struct sheet *s, const struct results *r, int measure, int day, struct arena *arena)
{
	uint32_t row = BOOK_FIRST + (uint32_t)day;
	const char *id = r->catalogue->measures[measure].id;
	const struct level *level = measure_level(&r->catalogue->measures[measure], r->period.month);

	sheet_date(s, row, 0, r->period.month, day + 1);
	for (int i = 0; i < REGION_COUNT; i++) {
		uint64_t good, total;
		const char *where = book_topic_regions[i] == REGION_NONE ? ""
							     : arena_printf(arena, ",Daily!B:B,\"%s\"",
									    region_name(book_topic_regions[i]));
		const char *to =
			arena_printf(arena, "Daily!A:A,\"%s\",Daily!C:C,$A%u%s)", id, row + 1, where);

		if (!results_find(r, measure, book_topic_regions[i]))
			continue;
		day_sums(r, measure, book_topic_regions[i], day, &good, &total);
		/* A day without events stays empty, which the chart shows as a gap. */
		if (total)
			sheet_formula_number(
				s, row, 1 + i, BOOK_LEVEL,
				arena_printf(arena, "=SUMIFS(Daily!D:D,%s/SUMIFS(Daily!E:E,%s", to, to),
				(double)good / (double)total);
	}
	if (level)
		sheet_number(s, row, 5, BOOK_LEVEL, (double)level->target.micro / 1e8);
}

/* From a round share below the lowest level to 100 %, not beyond. */
static void scale(struct book_chart *chart, double lowest)
{
	struct axis axis;

	axis_choose(&axis, lowest, 100, 8);
	chart->y_from = (double)axis.from / 1e8;
	chart->y_to = (double)axis.to / 1e8;
	chart->y_title = axis.from > 0 ? "Level (the axis does not start at zero)" : "Level";
}

static void chart_code_measures(struct sheet *s, const struct results *r, uint32_t row)
{
	struct book_chart chart = {
		.title = "Code measures by Region against target",
		.x_title = "Measure",
		.description = "Points: the level of each Code measure in each Region and nationally; "
			       "crosses: the target. "
			       "The figures stand in the sheet Matrix.",
	};
	char categories[64], values[REGION_COUNT + 1][64];
	double lowest = 100;
	int n = 0;

	while (n < r->catalogue->n_measures && r->catalogue->measures[n].code_measure)
		n++;
	if (!n)
		return;
	for (size_t i = 0; i < r->n_cells; i++)
		if (r->cells[i].measure < n && r->cells[i].level.value >= 0)
			lowest = fmin(lowest, r->cells[i].level.value);
	scale(&chart, lowest);
	snprintf(categories, sizeof categories, "=Matrix!$A$%d:$A$%d", BOOK_FIRST + 1, BOOK_FIRST + n);
	for (int i = 0; i <= REGION_COUNT; i++) {
		char column = i == REGION_COUNT ? 'K' : (char)('D' + 2 * i);

		snprintf(values[i], sizeof values[i], "=Matrix!$%c$%d:$%c$%d", column, BOOK_FIRST + 1, column,
			 BOOK_FIRST + n);
		chart.series[i] = (struct book_series){
			.name = i == REGION_COUNT ? "Target" : region_name(book_topic_regions[i]),
			.categories = categories,
			.values = values[i],
			.colour = i == REGION_COUNT ? TARGET_COLOUR : colours[i],
			.is_bound = i == REGION_COUNT,
		};
	}
	chart.n_series = REGION_COUNT + 1;
	sheet_chart(s, row, 7, &chart);
}

static void chart_days(struct sheet *s, const struct results *r, int measure, uint32_t row,
		       struct arena *arena)
{
	const char *categories =
		arena_printf(arena, "=Charts!$A$%d:$A$%d", BOOK_FIRST + 1, BOOK_FIRST + r->period.n_days);
	struct book_chart chart = {
		.title = arena_printf(arena, "%s day by day: the measure furthest below its target",
				      book_id(r, measure, arena)),
		.x_title = "Day",
		.description =
			"Lines: the level of each day in each Region and nationally; dashed: the target. The "
			"figures stand beside the chart.",
		.joined = true,
		.days = true,
	};
	double lowest = 100;

	for (int i = 0; i < REGION_COUNT; i++)
		for (int day = 0; results_find(r, measure, book_topic_regions[i]) && day < r->period.n_days; day++) {
			uint64_t good, total;

			day_sums(r, measure, book_topic_regions[i], day, &good, &total);
			if (total)
				lowest = fmin(lowest, 100 * (double)good / (double)total);
		}
	scale(&chart, lowest);
	for (int i = 0; i <= REGION_COUNT; i++) {
		if (i < REGION_COUNT && !results_find(r, measure, book_topic_regions[i]))
			continue;
		chart.series[chart.n_series++] = (struct book_series){
			.name = i == REGION_COUNT ? "Target" : region_name(book_topic_regions[i]),
			.categories = categories,
			.values = arena_printf(arena, "=Charts!$%c$%d:$%c$%d", 'B' + i, BOOK_FIRST + 1,
					       'B' + i, BOOK_FIRST + r->period.n_days),
			.colour = i == REGION_COUNT ? TARGET_COLOUR : colours[i],
			.is_bound = i == REGION_COUNT,
		};
	}
	sheet_chart(s, row, 7, &chart);
}

static void write_charts_sheet(struct sheet *s, const struct results *r, struct arena *arena)
{
	static const struct book_column columns[] = {
		{ "Date", 13 },  { "North", 11 },    { "Central", 11 },
		{ "South", 11 }, { "National", 11 }, { "Target", 11 },
	};
	int worst = worst_measure(r);

	sheet_table(s, "Charts",
		    worst < 0 ? "No measure has figures from events."
			      : arena_printf(arena, "The table holds the daily levels of %s, %s.",
					     book_id(r, worst, arena), r->catalogue->measures[worst].title),
		    columns, 6);
	for (int day = 0; worst >= 0 && day < r->period.n_days; day++)
		write_day(s, r, worst, day, arena);
	chart_code_measures(s, r, BOOK_FIRST);
	if (worst >= 0)
		chart_days(s, r, worst, BOOK_FIRST + 22, arena);
	book_alerts_chart(s, r, BOOK_FIRST + 44, 7, arena);
}
const struct book_page book_charts = { "Charts", "native charts over the tables", write_charts_sheet };
