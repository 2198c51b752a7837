/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "made.h"

#include "tests/unit/cut.h"

static enum region region_of(const char *code)
{
	for (int g = 0; g < REGION_COUNT; g++)
		if (!strcmp(region_code((enum region)g), code))
			return (enum region)g;
	fail_msg("no Region %s", code);
	return REGION_NONE;
}

int made_index(const struct made *t, const char *id)
{
	int m = catalogue_find(&t->catalogue, text_of(id));

	if (m < 0)
		fail_msg("no measure %s", id);
	return m;
}

struct measure *made_measure(struct made *t, const char *id)
{
	/* The copy made below is ours to change. */
	return (struct measure *)(uintptr_t)&t->catalogue.measures[made_index(t, id)];
}

void made_init(struct made *t, const char *month)
{
	static const enum region regions[] = { REGION_N, REGION_C, REGION_S, REGION_NONE };
	const struct catalogue *c;
	struct measure *measures;
	struct error err = { 0 };
	struct month m;

	memset(t, 0, sizeof *t);
	arena_init(&t->arena);
	assert_true(month_parse(text_of(month), &m));
	assert_true(catalogue_load(NULL, m, &t->arena, &c, &err));
	t->catalogue = *c;
	measures = arena_alloc(&t->arena, (size_t)c->n_items, sizeof *measures);
	memcpy(measures, c->measures, (size_t)c->n_items * sizeof *measures);
	t->catalogue.measures = measures;
	t->cells = arena_alloc(&t->arena, (size_t)c->n_measures * REGION_COUNT, sizeof *t->cells);
	t->r = (struct results){ .catalogue = &t->catalogue,
				 .cells = t->cells,
				 .past = t->past,
				 .days = t->days,
				 .breakdowns = t->breakdowns,
				 .restatements = t->restatements,
				 .registers = &t->registers };
	t->registers.remediation = t->remediation;
	period_init(&t->r.period, m);
	for (int i = 0; i < c->n_measures; i++) {
		for (int g = 0; g < REGION_COUNT; g++) {
			if (regions[g] != REGION_NONE && !measures[i].regional)
				continue;
			t->cells[t->r.n_cells++] = (struct cell){
				.measure = i,
				.region = regions[g],
				.level = { "", "", -1, STATUS_NO_DATA },
				.raw = { "", "", -1, STATUS_NO_DATA },
				.all_claims = { "", "", -1, STATUS_NO_DATA },
				.judged_by = measure_level(&measures[i], m),
				.reason = "",
				.gap_target = "",
				.gap_minimum = "",
				.interval = "",
				.untrusted = "",
				.streak_spans = "",
				.months_below = -1,
			};
		}
	}
}

void made_done(struct made *t)
{
	arena_done(&t->arena);
}

struct cell *made_cell(struct made *t, const char *id, const char *region)
{
	for (size_t i = 0; i < t->r.n_cells; i++)
		if (t->cells[i].measure == made_index(t, id) && t->cells[i].region == region_of(region))
			return &t->cells[i];
	fail_msg("no cell %s %s", id, region);
	return NULL;
}

static void settle(struct made *t, struct cell *c)
{
	mpq_t level;

	c->months_below = c->level.status == STATUS_GREEN ? 0 : 1;
	c->below_since = t->r.period.month;
	mpq_init(level);
	number_set_u64(level, c->good, c->total);
	c->gap_target = number_gap(level, c->judged_by->target, &t->arena);
	c->gap_minimum = number_gap(level, c->judged_by->minimum, &t->arena);
	mpq_clear(level);
}

struct cell *made_set(struct made *t, const char *id, const char *region, uint64_t good, uint64_t total)
{
	struct cell *c = made_cell(t, id, region);

	c->basis = BASIS_EVENTS;
	c->good = good;
	c->total = total;
	if (total) {
		number_level_of(good, total, c->judged_by, 2, &t->arena, &c->level);
		settle(t, c);
	}
	made_raw(t, id, region, good, total);
	return c;
}

void made_raw(struct made *t, const char *id, const char *region, uint64_t raw_good, uint64_t raw_total)
{
	struct cell *c = made_cell(t, id, region);

	c->has_variants = true;
	c->raw_good = raw_good;
	c->raw_total = raw_total;
	c->claims_good = c->good;
	c->claims_total = c->total;
	if (raw_total)
		number_level_of(raw_good, raw_total, c->judged_by, 2, &t->arena, &c->raw);
	c->all_claims = c->level;
}

static void compose_cell(struct made *t, struct measure *m, const char *id, const char *region)
{
	struct cell *c = made_cell(t, id, region);
	uint64_t raw_good = 0, raw_total = 0, good = 0, total = 0;
	mpq_t levels[COMPOSE_COUNT], one;
	unsigned long n = 0;

	mpq_inits(one, levels[0], levels[1], levels[2], NULL);
	for (int i = 0; i < m->n_inputs; i++) {
		const struct cell *input = results_find(&t->r, m->inputs[i], c->region);

		good += input->good;
		total += input->total;
		raw_good += input->raw_good;
		raw_total += input->raw_total;
		if (!input->total)
			continue;
		number_set_u64(one, input->good, input->total);
		mpq_add(levels[COMPOSE_MEAN], levels[COMPOSE_MEAN], one);
		if (!n++ || mpq_cmp(one, levels[COMPOSE_MINIMUM]) < 0)
			mpq_set(levels[COMPOSE_MINIMUM], one);
	}
	made_set(t, id, region, good, total);
	made_raw(t, id, region, raw_good, raw_total);
	if (total) {
		number_set_u64(levels[COMPOSE_POOLED], good, total);
		mpq_set_ui(one, 1, n);
		mpq_mul(levels[COMPOSE_MEAN], levels[COMPOSE_MEAN], one);
		for (int rule = 0; rule < COMPOSE_COUNT; rule++)
			number_level(levels[rule], c->judged_by, 2, &t->arena, &c->alternatives[rule]);
		c->level = c->alternatives[m->composition];
		c->masked = false;
		for (int rule = 0; rule < COMPOSE_COUNT; rule++)
			c->masked |= c->alternatives[rule].status > c->level.status;
		settle(t, c);
	}
	mpq_clears(one, levels[0], levels[1], levels[2], NULL);
}

void made_compose(struct made *t, const char *id)
{
	static const char *const regions[] = { "N", "C", "S", "-" };
	struct measure *m = made_measure(t, id);

	for (int g = 0; g < 4; g++)
		if (m->regional || g == 3)
			compose_cell(t, m, id, regions[g]);
}

void made_past(struct made *t, const char *id, const char *region, const char *month, uint64_t good, uint64_t total)
{
	const struct measure *m = made_measure(t, id);
	struct past_cell *p = &t->past[t->r.n_past++];

	*p = (struct past_cell){ .measure = made_index(t, id),
				 .region = region_of(region),
				 .good = good,
				 .total = total,
				 .level = { "", "", -1, STATUS_NO_DATA },
				 .basis = BASIS_REPORTED,
				 .reported = true };
	assert_true(month_parse(text_of(month), &p->month));
	if (total)
		number_level_of(good, total, measure_level(m, p->month), 2, &t->arena, &p->level);
}

void made_day(struct made *t, const char *id, const char *region, int day, uint64_t good, uint64_t total)
{
	t->days[t->r.n_days++] = (struct day_row){ made_index(t, id), region_of(region), day, good, total, 0 };
}

void made_breakdown(struct made *t, const char *id, const char *region, const char *dimension, const char *key,
		    uint64_t good, uint64_t total)
{
	struct breakdown_row *row = &t->breakdowns[t->r.n_breakdowns++];

	*row = (struct breakdown_row){
		.measure = made_index(t, id),
		.region = region_of(region),
		.dimension = dimension,
		.key = key,
		.good = good,
		.total = total,
	};
	cut_parts(row, &t->arena);
}

void made_plan(struct made *t, const char *id, const char *region, const char *recorded_on, const char *green_by)
{
	struct remediation_row *row = &t->remediation[t->registers.n_remediation++];

	*row = (struct remediation_row){ .measure = id, .region = region_of(region), .action = "mend it", .owner = "X" };
	assert_true(civil_parse_date(text_of(recorded_on), &row->recorded_on));
	if (*green_by)
		assert_true(month_parse(text_of(green_by), &row->green_by));
}

void made_review(struct made *t, const struct made *before)
{
	const struct review_input in = { .now = &t->r, .before = before ? &before->r : NULL, .measure = -1 };

	metrics_review(&in, &t->arena, &t->review);
}

const struct review_line *made_line(struct made *t, const char *id, const char *region)
{
	return review_find(&t->review, made_index(t, id), region_of(region));
}

const struct review_dimension *made_dimension(const struct review_line *line, const char *name)
{
	for (size_t i = 0; i < line->n_dimensions; i++)
		if (!strcmp(line->dimensions[i].name, name))
			return &line->dimensions[i];
	return NULL;
}

void made_all(struct made *t, const char *id, const uint64_t n[4][2])
{
	static const char *const regions[] = { "N", "C", "S" };
	uint64_t good = n[3][0], total = n[3][1];

	for (int g = 0; g < 3; g++) {
		made_set(t, id, regions[g], n[g][0], n[g][1]);
		good += n[g][0];
		total += n[g][1];
	}
	made_set(t, id, "-", good, total);
}

void made_cpm_1(struct made *t, uint64_t requests, uint64_t firmware)
{
	static const char *const regions[] = { "N", "C", "S", "-" };

	for (int g = 0; g < 4; g++) {
		uint64_t k = g == 3 ? 3 : 1;

		made_set(t, "DSP-1.1", regions[g], requests * k, 1000 * k);
		made_set(t, "DSP-1.4", regions[g], 0, 0);
		made_set(t, "CSP-2", regions[g], firmware * k, 100 * k);
		made_set(t, "CSP-4.3", regions[g], 0, 0);
	}
	made_compose(t, "CPM-1");
}
