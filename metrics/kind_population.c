/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Hubs in service, from the hubs register, which is held whole: nothing is fed.
 */
#include "metrics/finishing.h"

typedef unsigned __int128 wide;

struct population {
	wide by_day[CIVIL_MAX_DAYS];
	bool has[CIVIL_MAX_DAYS];
};

static struct population collect(const struct finishing *f, enum region region)
{
	const struct month month = f->plan->period.month;
	struct population p = { 0 };

	for (size_t i = 0; i < f->registers->n_hubs; i++) {
		const struct hubs_row *row = &f->registers->hubs[i];
		int year, number, day;

		civil_date(row->day, &year, &number, &day);
		if (year != month.year || number != month.month || (region != REGION_NONE && row->region != region))
			continue;
		p.by_day[day - 1] += (wide)(uint64_t)row->commissioned;
		p.has[day - 1] = true;
	}
	return p;
}

static void add(struct finishing *f, const struct rule *r, const struct dimension *d, enum region region,
		const char *key, wide n)
{
	if (n > UINT64_MAX) {
		f->no_rows[r->index] = "The hubs of a day together pass 2^64.";
		return;
	}
	breakdown_add(f, &(struct made_row){ .row = { .measure = r->index,
						      .region = region,
						      .dimension = d->name,
						      .key = key,
						      .good = (uint64_t)n,
						      .total = (uint64_t)n },
					     .made = LEVEL_NONE });
}

static void add_region(struct finishing *f, const struct rule *r, const struct dimension *d, enum region region)
{
	const struct population p = collect(f, region);
	int first = -1, last = -1;
	wide sum = 0, n = 0;

	for (int day = 0; day < f->plan->period.n_days; day++) {
		if (!p.has[day])
			continue;
		first = first < 0 ? day : first;
		last = day;
		sum += p.by_day[day];
		n++;
		if (d->parts[0].kind == PART_DAY)
			add(f, r, d, region,
			    arena_printf(f->arena, "%04d-%02d-%02d", f->plan->period.month.year,
					 f->plan->period.month.month, day + 1),
			    p.by_day[day]);
	}
	if (!n || d->parts[0].kind != PART_SUMMARY)
		return;
	add(f, r, d, region, "first_day", p.by_day[first]);
	add(f, r, d, region, "last_day", p.by_day[last]);
	add(f, r, d, region, "mean", (2 * sum + n) / (2 * n));
}

static void finish(struct finishing *f, const struct rule *r, const struct tally *t)
{
	(void)t;
	for (int i = 0; i < r->measure->n_dimensions; i++) {
		const struct dimension *d = &r->measure->dimensions[i];
		size_t first = f->n_breakdowns;

		for (int region = 0; region < REGION_COUNT; region++) {
			if (breakdown_has(r, d, (enum region)region))
				add_region(f, r, d, (enum region)region);
		}
		breakdown_end(f, first);
	}
}

const struct kind kind_population = {
	.id = KIND_POPULATION,
	.name = "population",
	.help = "hubs in service by day, on the first and last day, and their mean",
	.needs = "the hubs dataset, breakdowns by day or summary",
	.finish = finish,
};
