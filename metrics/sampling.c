/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/sampling.h"

#include "metrics/events.h"
#include "metrics/quality.h"

#define MICRO 1000000

/* Hubs of a Region over the rows of the month. */
struct population {
	unsigned __int128 sum; /* of commissioned */
	uint64_t n_rows;
};

static struct population population_of(const struct finishing *f, enum region region)
{
	const struct month month = f->plan->period.month;
	struct population p = { 0 };

	for (size_t i = 0; i < f->registers->n_hubs; i++) {
		const struct hubs_row *row = &f->registers->hubs[i];

		if (row->region != region || month_compare(civil_month(row->day), month) != 0)
			continue;
		p.sum += (unsigned __int128)row->commissioned;
		p.n_rows++;
	}
	return p;
}

static void count_needed(const struct finishing *f, const struct population *p, struct sampling_row *row)
{
	unsigned __int128 per = (unsigned __int128)p->n_rows * MICRO, needed;

	row->has_hubs = p->n_rows > 0;
	if (!row->has_hubs)
		return;
	needed = (p->sum * (uint64_t)f->catalogue->sampling.tests_micro + per - 1) / per;
	row->needed = needed < UINT64_MAX ? (uint64_t)needed : UINT64_MAX;
	row->hubs = (uint64_t)((p->sum * 2 + p->n_rows) / (2 * p->n_rows));
}

/* needed is rounded up, so tests are too few exactly when there are fewer. */
static const char *too_few(struct finishing *f, const struct sampling_row *row)
{
	char tests[40], needed[40], hubs[40];

	if (!row->has_hubs || row->tests >= row->needed)
		return "";
	number_grouped(row->tests, tests);
	number_grouped(row->needed, needed);
	number_grouped(row->hubs, hubs);
	return arena_printf(
		f->arena,
		"%s %s in the month where %s are needed (%s for each of %s commissioned hubs on average)",
		tests, row->tests == 1 ? "test" : "tests", needed, catalogue_tests_per_hub(f->catalogue, f->arena),
		hubs);
}

/* A row that was lost could have been of any Region, and have made more tests needed. */
static const char *unknown_need(struct finishing *f)
{
	const char *lost = quality_lost_rows(f, DATASET_HUBS);

	return *lost ? arena_printf(f->arena, "how many tests are needed is not known, because %s", lost) : "";
}

static void count_days(const struct plan *plan, const int64_t by_day[CIVIL_MAX_DAYS], struct sampling_row *row)
{
	for (int day = 0; day < plan->period.n_days; day++) {
		uint64_t n = (uint64_t)by_day[day];

		row->tests += n;
		/* A day that the data does not reach the end of may still get its tests. */
		if (plan->has_cutoff && plan->cutoff < plan->period.day_start[day + 1])
			continue;
		row->fewest = !row->n_days || n < row->fewest ? n : row->fewest;
		row->most = n > row->most ? n : row->most;
		row->n_days++;
		row->n_idle += n == 0;
	}
}

static const char *idle_days(struct finishing *f, const int64_t by_day[CIVIL_MAX_DAYS],
			     const struct sampling_row *row)
{
	struct builder days;
	const char *text = "";
	int n = 0;

	if (row->n_idle <= f->catalogue->sampling.idle_days)
		return "";
	if (row->n_idle == row->n_days)
		return "no test on any day";
	builder_init(&days);
	for (int day = 0; day < row->n_days; day++)
		if (by_day[day] == 0)
			builder_printf(&days, "%s%d", n++ ? ", " : "", day + 1);
	text = arena_printf(f->arena, "no test on %d of %d days (%s %s)", row->n_idle, row->n_days, days.data,
			    month_name(f->plan->period.month.month));
	builder_done(&days);
	return text;
}

static void judge_measure(struct finishing *f, const struct rule *r, const struct tally *t)
{
	for (int region = REGION_N; region < REGION_COUNT; region++) {
		struct figure *figure = &f->figures[r->index][region];
		struct population p = population_of(f, (enum region)region);
		int64_t by_day[CIVIL_MAX_DAYS];
		struct sampling_row *row;
		const char *few, *idle;

		if (!figure->exists || figure->basis != BASIS_EVENTS)
			continue;
		row = &f->sampling[f->n_sampling++];
		*row = (struct sampling_row){ .measure = r->index, .region = (enum region)region, .reason = "" };
		events_attempts(t, (enum region)region, by_day);
		count_days(f->plan, by_day, row);
		count_needed(f, &p, row);
		few = too_few(f, row);
		few = *few ? few : unknown_need(f);
		idle = idle_days(f, by_day, row);
		/* Where no hubs rows came at all, nothing is judged. */
		if (!*few && (!*idle || !f->registers->n_hubs))
			continue;
		row->reason = arena_printf(f->arena, "%s%s%s", few, *few && *idle ? "; " : "", idle);
		figure->sample = arena_printf(f->arena, "%s in %s is not validly sampled: %s.", r->measure->id,
					      region_name((enum region)region), row->reason);
	}
}

/* "North, Central" for the Regions in which the figures of a measure have a sample to complain of. */
static const char *regions_named(struct finishing *f, int measure)
{
	struct builder names;
	const char *text;

	builder_init(&names);
	for (int region = REGION_N; region < REGION_COUNT; region++) {
		if (*f->figures[measure][region].sample)
			builder_printf(&names, "%s%s", names.size ? ", " : "",
				       region_name((enum region)region));
	}
	text = arena_printf(f->arena, "%s", names.data ? names.data : "");
	builder_done(&names);
	return text;
}

static void judge_national(struct finishing *f, int measure)
{
	const char *names = regions_named(f, measure);

	if (*names)
		f->figures[measure][REGION_NONE].sample =
			arena_printf(f->arena, "%s is not validly sampled in %s.",
				     f->catalogue->measures[measure].id, names);
}

static void judge_composite(struct finishing *f, int measure)
{
	const struct measure *m = &f->catalogue->measures[measure];

	for (int region = 0; region < REGION_COUNT; region++) {
		struct builder parts;

		builder_init(&parts);
		for (int n = 0; n < m->n_inputs && f->figures[measure][region].exists; n++) {
			const char *sample = f->figures[m->inputs[n]][region].sample;

			if (*sample)
				builder_printf(&parts, "%s%s", parts.size ? " " : "", sample);
		}
		if (parts.size)
			f->figures[measure][region].sample = arena_copy(f->arena, parts.data, parts.size);
		builder_done(&parts);
	}
}

void sampling_judge(struct finishing *f, const struct rule *rules, const struct tally *tallies)
{
	f->sampling = arena_alloc(f->arena, (size_t)f->catalogue->n_measures * REGION_COUNT,
				  sizeof *f->sampling);
	for (int k = 0; k < f->catalogue->n_measures; k++) {
		int m = f->catalogue->order[k];
		const struct measure *measure = &f->catalogue->measures[m];

		if (measure->kind == KIND_COMPOSITE) {
			judge_composite(f, m);
		} else if (measure_is_sampled(measure)) {
			judge_measure(f, &rules[m], &tallies[m]);
			judge_national(f, m);
		}
	}
}
