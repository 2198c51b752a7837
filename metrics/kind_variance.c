/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows by the value that forecasts name, against the forecasts register of the month.
 */
#include "engine/memory.h"
#include "metrics/finishing.h"

#include <assert.h>
#include <stdlib.h>

#define NANO UINT64_C(1000000000)

#define STRETCH 1024 /* rows placed at once */

struct variance {
	struct keyed counts; /* by the word of the column */
};

static struct keyed *counts_of(const struct rule *r, struct tally *t)
{
	struct variance *own = tally_own(r, t);

	if (!own->counts.width)
		keyed_init(&own->counts, 1, 1);
	return &own->counts;
}

static void feed(const struct rule *r, struct tally *t, const struct feed *f)
{
	const struct batch *b = f->batch;
	const int64_t *placed = b->columns[r->measure->placed_by].i64;
	const uint32_t *words = b->columns[r->measure->variance_by].word;
	struct keyed *counts = counts_of(r, t);
	int64_t n_counted = 0;

	for (size_t first = 0; placed && words && first < b->n_rows; first += STRETCH) {
		size_t n = b->n_rows - first < STRETCH ? b->n_rows - first : STRETCH;
		uint64_t rows[STRETCH / SWEEP_WORD];

		sweep_within(placed + first, n, r->plan->period.from, r->plan->period.to, rows);
		for (size_t w = 0; w < sweep_words(n); w++) {
			uint64_t left = rows[w] & f->chosen[first / SWEEP_WORD + w];

			n_counted += __builtin_popcountll(left);
			for (; left; left &= left - 1) {
				size_t i = first + w * SWEEP_WORD + (size_t)__builtin_ctzll(left);
				uint32_t entry = keyed_entry_1(counts, words[i]);

				if (entry != KEYED_FULL)
					*keyed_row(counts, entry) += f->sign;
			}
		}
	}
	t->n_unselected += f->sign * ((int64_t)b->n_rows - n_counted);
}

static void merge(const struct rule *r, struct tally *into, const struct tally *from)
{
	keyed_merge(counts_of(r, into), &((const struct variance *)from->own)->counts);
}

static void done(void *own)
{
	keyed_done(&((struct variance *)own)->counts);
}

/* --- the end --- */

struct line { /* one SRV */
	const char *key;
	uint64_t actual;
	bool has_forecast;
	uint64_t forecast_nano;
	bool endless; /* requests against a forecast of nothing, or none */
	bool within;
	mpq_t deviation; /* of the forecast; 0 when endless */
};

/* |actual - forecast| / forecast, exactly. */
static void set_deviation(struct line *line, const struct measure *m)
{
	mpq_t forecast, tolerance;

	mpq_init(line->deviation);
	line->endless = line->actual && !line->forecast_nano;
	line->within = line->has_forecast && !line->endless;
	if (!line->forecast_nano)
		return;
	mpq_inits(forecast, tolerance, NULL);
	number_set_u64(forecast, line->forecast_nano, NANO);
	number_set_u64(line->deviation, line->actual, 1);
	mpq_sub(line->deviation, line->deviation, forecast);
	mpq_abs(line->deviation, line->deviation);
	mpq_div(line->deviation, line->deviation, forecast);
	number_set_u64(tolerance, (uint64_t)m->tolerance.micro, 100 * UINT64_C(1000000));
	line->within = mpq_cmp(line->deviation, tolerance) <= 0;
	mpq_clears(forecast, tolerance, NULL);
}

/* Worst first. */
static int compare_lines(const void *a, const void *b)
{
	const struct line *x = a, *y = b;
	int by_deviation;

	if (x->endless != y->endless)
		return x->endless ? -1 : 1;
	if (x->endless && x->actual != y->actual)
		return x->actual > y->actual ? -1 : 1;
	by_deviation = mpq_cmp(y->deviation, x->deviation);
	return by_deviation ? by_deviation : text_compare(text_of(x->key), text_of(y->key));
}

static struct line *collect(struct finishing *f, const struct rule *r, const struct keyed *counts, size_t *n)
{
	const struct registers *g = f->registers;
	struct line *lines = memory_zero(g->n_forecasts + counts->n + 1, sizeof *lines);
	bool *forecast = memory_zero((size_t)counts->n + 1, sizeof *forecast);

	*n = 0;
	for (size_t i = 0; i < g->n_forecasts; i++) {
		uint32_t word = words_find((struct words *)f->words, text_of(g->forecasts[i].srv));
		struct line *line = &lines[*n];

		if (month_compare(g->forecasts[i].month, f->plan->period.month) != 0)
			continue;
		*line = (struct line){ .key = g->forecasts[i].srv,
				       .has_forecast = true,
				       .forecast_nano = (uint64_t)g->forecasts[i].forecast_nano };
		++*n;
		for (uint32_t e = 0; word && e < counts->n; e++) {
			if (*keyed_codes(counts, e) != word)
				continue;
			line->actual = (uint64_t)*keyed_row(counts, e);
			forecast[e] = true;
		}
	}
	for (uint32_t e = 0; *n && e < counts->n; e++) {
		struct text srv = words_text(f->words, *keyed_codes(counts, e));

		if (!forecast[e] && *keyed_row(counts, e))
			lines[(*n)++] = (struct line){ .key = arena_copy(f->arena, srv.data, srv.size),
						       .actual = (uint64_t)*keyed_row(counts, e) };
	}
	for (size_t i = 0; i < *n; i++)
		set_deviation(&lines[i], r->measure);
	if (*n > 1)
		qsort(lines, *n, sizeof *lines, compare_lines);
	memory_free(forecast);
	return lines;
}

static void add_line(struct finishing *f, const struct rule *r, const struct dimension *d, const struct line *line)
{
	struct made_row made = { .row = { .measure = r->index,
					  .dimension = d->name,
					  .key = *line->key ? line->key : "-",
					  .good = line->actual,
					  .total = line->forecast_nano / NANO + (line->forecast_nano % NANO * 2 >= NANO) },
				 .made = LEVEL_OWN };

	made.row.level = (struct level_text){ .exact = "", .display = "", .value = -1 };
	if (line->forecast_nano)
		number_level(line->deviation, NULL, r->measure->display_decimals, f->arena, &made.row.level);
	made.row.level.status = !line->has_forecast ? STATUS_NO_DATA : line->within ? STATUS_GREEN : STATUS_RED;
	breakdown_add(f, &made);
}

static void add_verdict(struct finishing *f, const struct rule *r, const struct dimension *d, const char *key,
			uint64_t good, uint64_t total)
{
	breakdown_add(f, &(struct made_row){ .row = { .measure = r->index,
						      .dimension = d->name,
						      .key = key,
						      .good = good,
						      .total = total } });
}

static void add_verdicts(struct finishing *f, const struct rule *r, const struct dimension *d, const struct line *lines,
			 size_t n)
{
	uint64_t within = 0, forecast = 0, requested = 0, unforeseen = 0;
	size_t first = f->n_breakdowns;

	for (size_t i = 0; i < n; i++) {
		within += lines[i].within;
		forecast += lines[i].has_forecast;
		requested += lines[i].actual > 0;
		unforeseen += !lines[i].has_forecast;
	}
	add_verdict(f, r, d, "within", within, forecast);
	add_verdict(f, r, d, "outside", forecast - within, forecast);
	add_verdict(f, r, d, "no_forecast", unforeseen, requested);
	breakdown_end(f, first);
}

static void finish(struct finishing *f, const struct rule *r, const struct tally *t)
{
	static const struct keyed none = { .n_parts = 1, .width = 1 };
	const struct keyed *counts = t->own ? &((const struct variance *)t->own)->counts : &none;
	const struct month month = f->plan->period.month;
	struct line *lines;
	size_t n;

	f->key_limit[r->index] = keyed_limit(counts);
	if (counts->full)
		return;
	lines = collect(f, r, counts, &n);
	if (!n)
		f->no_rows[r->index] = arena_printf(f->arena, "Not supplied: no forecast for %s %d came.",
						    month_name(month.month), month.year);
	for (int i = 0; n && i < r->measure->n_dimensions; i++) {
		const struct dimension *d = &r->measure->dimensions[i];

		if (d->parts[0].kind == PART_VERDICT) {
			add_verdicts(f, r, d, lines, n);
			continue;
		}
		for (size_t k = 0; k < n; k++)
			add_line(f, r, d, &lines[k]);
	}
	for (size_t i = 0; i < n; i++)
		mpq_clear(lines[i].deviation);
	memory_free(lines);
}

const struct kind kind_variance = {
	.id = KIND_VARIANCE,
	.name = "variance",
	.help = "counts against their forecasts, within a tolerance, worst first",
	.needs = "a dataset, the column that forecasts name, a tolerance, the timestamp that places a row",
	.own_bytes = sizeof(struct variance),
	.feed = feed,
	.merge = merge,
	.done = done,
	.finish = finish,
};
