/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/cells.h"

#include "metrics/composite.h"
#include "metrics/interval.h"
#include "metrics/quality.h"
#include "metrics/streak.h"

#include <assert.h>
#include <stdlib.h>

static struct level_text no_level(enum status status)
{
	return (struct level_text){ .exact = "", .display = "", .value = -1, .status = status };
}

/* --- words --- */

/* Why nothing could be measured, as a sentence. */
static const char *no_data_reason(struct finishing *f, const struct measure *m, const struct figure *figure)
{
	const struct plan *plan = f->plan;
	const char *set = m->dataset == DATASET_NONE ? "" : dataset_get(m->dataset)->name;
	char n[40];

	if (figure->basis == BASIS_REPORTED)
		return "The service_levels row says that nothing was measured.";
	if (m->kind == KIND_REPORTED)
		return arena_printf(f->arena,
				    "Not supplied: no service_levels row came, and no dataset tells of these events%s.",
				    quality_lost_levels(f));
	if (!measure_is_due(m, plan->period.month))
		return "Not due: it is computed in March, June, September and December, for the quarter before.";
	if (figure->basis == BASIS_NONE)
		return arena_printf(
			f->arena,
			"Not supplied: neither a file of %s nor a service_levels row for this figure came%s.",
			set, quality_lost_levels(f));
	if (m->kind == KIND_AVAILABILITY && plan->has_cutoff && plan->cutoff <= plan->period.from)
		return "The cut-off lies before the month.";
	if (figure->pending)
		return arena_printf(f->arena, "Nothing has run out yet: %s pending at the cut-off.",
				    number_grouped(figure->pending, n));
	if (m->kind == KIND_COHORT && !figure->excluded)
		return "There were no events in the quarter before.";
	if (figure->excluded)
		return arena_printf(f->arena, "Nothing was left to measure: %s excluded.",
				    number_grouped(figure->excluded, n));
	return "There were no events in the month.";
}

/* --- a cell --- */

static void set_level(struct finishing *f, const struct share *s, const struct cell *cell,
		      struct level_text *level)
{
	int decimals = f->catalogue->measures[cell->measure].display_decimals;

	*level = no_level(STATUS_NO_DATA);
	if (s->known && s->has_level)
		number_level(s->level, cell->judged_by, decimals, f->arena, level);
}

static void set_alternatives(struct finishing *f, struct cell *cell)
{
	const struct measure *m = &f->catalogue->measures[cell->measure];
	struct share share = { .known = true };

	if (m->kind != KIND_COMPOSITE)
		return;
	mpq_init(share.level);
	for (int rule = 0; rule < COMPOSE_COUNT; rule++) {
		share.has_level = composite_level(f, cell->measure, cell->region, (enum composition)rule,
						  VARIANT_COUNTED, share.level);
		set_level(f, &share, cell, &cell->alternatives[rule]);
		/* Green < Amber < Red; an alternative without a colour masks nothing. */
		if (cell->alternatives[rule].status <= STATUS_RED && cell->level.status <= STATUS_RED &&
		    cell->alternatives[rule].status > cell->level.status)
			cell->masked = true;
	}
	mpq_clear(share.level);
}

static void set_gaps(struct finishing *f, const struct figure *figure, struct cell *cell)
{
	const struct measure *m = &f->catalogue->measures[cell->measure];
	const struct level *level = cell->judged_by;
	const struct share *s = &figure->variants[VARIANT_COUNTED];

	if (cell->level.status > STATUS_RED)
		return;
	cell->gap_target = number_gap(s->level, level->target, f->arena);
	cell->gap_minimum = number_gap(s->level, level->minimum, f->arena);
	/* Under the other rules no single number of events would mend the level. */
	if (m->kind == KIND_COMPOSITE && m->composition != COMPOSE_POOLED && !figure->own_row)
		return;
	if (cell->level.status != STATUS_GREEN)
		cell->events_short = number_events_short(cell->good, cell->total, level->target);
	if (cell->level.status == STATUS_RED)
		cell->events_short_minimum = number_events_short(cell->good, cell->total, level->minimum);
}

static void set_verdict(struct finishing *f, const struct figure *figure, struct cell *cell)
{
	const struct measure *m = &f->catalogue->measures[cell->measure];

	cell->reason = figure->reason;
	if (figure->quality == QUALITY_WITHHELD) {
		cell->level = cell->raw = cell->all_claims = no_level(STATUS_WITHHELD);
		for (int rule = 0; rule < COMPOSE_COUNT; rule++)
			cell->alternatives[rule] = no_level(STATUS_WITHHELD);
		return;
	}
	set_level(f, &figure->variants[VARIANT_COUNTED], cell, &cell->level);
	set_level(f, &figure->variants[VARIANT_RAW], cell, &cell->raw);
	set_level(f, &figure->variants[VARIANT_ALL_CLAIMS], cell, &cell->all_claims);
	set_alternatives(f, cell);
	if (cell->level.status == STATUS_NO_DATA && !figure->variants[VARIANT_COUNTED].has_level)
		cell->reason = no_data_reason(f, m, figure);
	else if (!cell->judged_by)
		cell->reason = "The catalogue has no target in force in this month.";
}

/* A handful of events is exact as a count and weak as evidence: say so beside it. */
static void set_interval(struct finishing *f, struct cell *cell)
{
	const struct measure *m = &f->catalogue->measures[cell->measure];
	double lower, upper;

	if (!cell->level.exact[0] || !cell->total || cell->total >= (uint64_t)f->catalogue->small_count ||
	    m->kind == KIND_AVAILABILITY || m->kind == KIND_COMPOSITE)
		return;
	interval_wilson(cell->good, cell->total, f->catalogue->small_confidence.micro, &lower, &upper);
	cell->interval = arena_printf(f->arena, "%.1f\u00a0%% to %.1f\u00a0%%", lower * 100, upper * 100);
}

static void set_variants(const struct figure *figure, struct cell *cell)
{
	const struct share *raw = &figure->variants[VARIANT_RAW], *claims = &figure->variants[VARIANT_ALL_CLAIMS];

	cell->has_variants = raw->known && claims->known;
	if (!cell->has_variants)
		return;
	cell->raw_good = raw->good;
	cell->raw_total = raw->total;
	cell->claims_good = claims->good;
	cell->claims_total = claims->total;
}

static void fill_cell(struct finishing *f, const struct results *out, int measure, enum region region, struct cell *cell)
{
	const struct figure *figure = &f->figures[measure][region];

	*cell = (struct cell){
		.measure = measure,
		.region = region,
		.good = figure->good,
		.total = figure->total,
		.excluded = figure->excluded,
		.refused = figure->refused,
		.pending = figure->pending,
		.rejected = figure->rejected,
		.judged_by = measure_level(&f->catalogue->measures[measure], f->plan->period.month),
		.quality = figure->quality,
		.basis = figure->basis,
		.gap_target = "",
		.gap_minimum = "",
		.blind = figure->blind,
		.has_blind = figure->has_blind,
		.untrusted = "",
		.interval = "",
	};
	for (int rule = 0; rule < COMPOSE_COUNT; rule++)
		cell->alternatives[rule] = no_level(STATUS_NO_DATA);
	set_variants(figure, cell);
	set_verdict(f, figure, cell);
	set_gaps(f, figure, cell);
	streak_measure(out, f->arena, cell);
	set_interval(f, cell);
	if (cell->level.status == STATUS_GREEN)
		cell->untrusted = figure->sample;
}

static void fill_cells(struct finishing *f, struct results *out)
{
	size_t n_measures = (size_t)f->catalogue->n_measures;
	struct cell *cells = arena_alloc(f->arena, n_measures * REGION_COUNT + 1, sizeof *cells);

	out->n_cells = 0;
	for (int m = 0; m < f->catalogue->n_measures; m++) {
		for (int k = 0; k < REGION_COUNT; k++) {
			if (f->figures[m][finishing_regions[k]].exists)
				fill_cell(f, out, m, finishing_regions[k], &cells[out->n_cells++]);
		}
	}
	out->cells = cells;
}

/* --- claims --- */

static void fill_claim(struct finishing *f, const struct reported_row *reported, struct claim_row *claim)
{
	const struct measure *m = &f->catalogue->measures[reported->measure];
	const struct service_level_row *row = reported->row;
	const struct figure *figure = &f->figures[reported->measure][row->region];
	struct level_text level = no_level(STATUS_NO_DATA);

	if (row->total)
		number_level_of((uint64_t)row->good, (uint64_t)row->total, measure_level(m, row->month),
				m->display_decimals, f->arena, &level);
	*claim = (struct claim_row){
		.measure = reported->measure,
		.region = row->region,
		.claimed_good = row->good,
		.claimed_total = row->total,
		.good = figure->good,
		.total = figure->total,
		.claimed_level = level.display,
		.claimed_status = level.status,
		.differs = (uint64_t)row->good != figure->good || (uint64_t)row->total != figure->total ||
			   (row->excluded >= 0 && (uint64_t)row->excluded != figure->excluded),
		.file = row->file,
		.line = row->line,
	};
}

/* A row of this month beside a figure that was computed is a claim. */
static void fill_claims(struct finishing *f, struct results *out)
{
	int month = month_index(f->plan->period.month);
	struct claim_row *claims = arena_alloc(f->arena, f->reported.n + 1, sizeof *claims);

	out->n_claims = 0;
	for (size_t i = 0; i < f->reported.n; i++) {
		const struct reported_row *r = &f->reported.rows[i];
		const struct figure *figure = &f->figures[r->measure][r->row->region];

		if (r->month == month && figure->basis != BASIS_NONE && !figure->own_row &&
		    !figure->missing_input)
			fill_claim(f, r, &claims[out->n_claims++]);
	}
	out->claims = claims;
}

/* --- the rest --- */

static void fill_exclusions(struct finishing *f, struct results *out)
{
	struct exclusion_row *rows = arena_alloc(f->arena, f->n_exclusions + 1, sizeof *rows);
	size_t n = 0;

	/* Measures were finished inputs first; results are in catalogue order. */
	for (int m = 0; m < f->catalogue->n_measures; m++) {
		for (size_t i = 0; i < f->n_exclusions; i++) {
			if (f->exclusions[i].measure == m)
				rows[n++] = f->exclusions[i];
		}
	}
	assert(n == f->n_exclusions);
	out->n_exclusions = n;
	out->exclusions = rows;
}

static void fill_sampling(struct finishing *f, struct results *out)
{
	struct sampling_row *rows = arena_alloc(f->arena, f->n_sampling + 1, sizeof *rows);

	for (int m = 0; m < f->catalogue->n_measures; m++) {
		for (size_t i = 0; i < f->n_sampling; i++) {
			if (f->sampling[i].measure == m)
				rows[out->n_sampling++] = f->sampling[i];
		}
	}
	out->sampling = rows;
}

static void fill_counts(struct finishing *f, struct results *out)
{
	struct measure_counts *counts =
		arena_alloc(f->arena, (size_t)f->catalogue->n_measures + 1, sizeof *counts);

	out->n_measure_counts = 0;
	for (int m = 0; m < f->catalogue->n_measures; m++) {
		if (f->has_counts[m])
			counts[out->n_measure_counts++] = f->counts[m];
	}
	out->measure_counts = counts;
}

/* Measures were finished inputs first; results are in catalogue order. */
static void fill_breakdowns(struct finishing *f, struct results *out)
{
	struct breakdown_row *rows = arena_alloc(f->arena, f->n_breakdowns + 1, sizeof *rows);
	size_t n = 0;

	breakdown_levels(f);
	for (int m = 0; m < f->catalogue->n_items; m++) {
		for (size_t i = 0; i < f->n_breakdowns; i++) {
			if (f->breakdowns[i].row.measure == m)
				rows[n++] = f->breakdowns[i].row;
		}
	}
	assert(n == f->n_breakdowns);
	out->n_breakdowns = n;
	out->breakdowns = rows;
}

static const char *note_reason(struct finishing *f, int item, bool supplied)
{
	const struct measure *m = &f->catalogue->measures[item];

	if (!supplied)
		return arena_printf(f->arena, "Not supplied: no file of %s came.", dataset_get(m->dataset)->name);
	if (f->key_limit[item])
		return arena_printf(f->arena,
				    "There are more than %u different keys, so that nothing can be shown by key.",
				    f->key_limit[item]);
	return f->no_rows[item] ? f->no_rows[item] : f->figures[item][REGION_NONE].reason;
}

static void fill_notes(struct finishing *f, struct results *out)
{
	struct item_note *notes = arena_alloc(f->arena, (size_t)f->catalogue->n_items + 1, sizeof *notes);

	out->n_notes = 0;
	for (int m = 0; m < f->catalogue->n_items; m++) {
		const struct measure *measure = &f->catalogue->measures[m];
		bool supplied = measure->dataset != DATASET_NONE && finishing_supplied(f, measure->dataset);

		if (!measure->is_metric && !measure->n_dimensions)
			continue;
		notes[out->n_notes++] = (struct item_note){ .measure = m,
							    .supplied = supplied,
							    .quality = f->figures[m][REGION_NONE].quality,
							    .reason = note_reason(f, m, supplied) };
	}
	out->notes = notes;
}

void cells_fill(struct finishing *f, struct results *out)
{
	streak_past(f, out);
	fill_cells(f, out);
	fill_claims(f, out);
	fill_exclusions(f, out);
	fill_sampling(f, out);
	fill_counts(f, out);
	out->n_days = f->n_days;
	out->days = f->days;
	fill_breakdowns(f, out);
	fill_notes(f, out);
	out->devices = f->devices;
}
