/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/quality.h"

#include <assert.h>
#include <string.h>

#define WHOLE_MICRO 100000000 /* 100 % in millionths of a percent */

/* --- the share --- */

static bool share_above(uint64_t rejected, uint64_t used, int64_t micro)
{
	unsigned __int128 all = (unsigned __int128)rejected + used;

	return (unsigned __int128)rejected * WHOLE_MICRO > all * (uint64_t)micro;
}

enum quality quality_of_share(const struct catalogue *c, uint64_t rejected, uint64_t used)
{
	if (!rejected)
		return QUALITY_OK;
	if (share_above(rejected, used, c->withhold_always_micro))
		return QUALITY_WITHHELD;
	if (share_above(rejected, used, c->withhold_share_micro) && rejected >= (uint64_t)c->withhold_rows)
		return QUALITY_WITHHELD;
	return QUALITY_MARKED;
}

/* A percentage with no more places than it takes, two at least. */
static const char *plain_percent(struct finishing *f, uint64_t part, uint64_t whole)
{
	struct level_text text;
	char *plain;
	size_t n;

	number_level_of(part, whole, NULL, 2, f->arena, &text);
	n = strlen(text.exact);
	plain = arena_copy(f->arena, text.exact, n);
	while (n > 4 && plain[n - 1] == '0' && plain[n - 3] != '.')
		plain[--n] = 0;
	return plain;
}

static const char *micro_percent(struct finishing *f, int64_t micro)
{
	char *text = arena_printf(f->arena, "%lld.%06lld", (long long)(micro / 1000000),
				  (long long)(micro % 1000000));
	size_t n = strlen(text);

	while (text[n - 1] == '0')
		text[--n] = 0;
	if (text[n - 1] == '.')
		text[n - 1] = 0;
	return text;
}

/* `unplaced`: of those rejected, rows that count in this Region because nobody can tell theirs (ruling 6). */
static const char *share_reason(struct finishing *f, uint64_t rejected, uint64_t unplaced, uint64_t used,
				enum quality quality)
{
	const struct catalogue *c = f->catalogue;
	char n_rejected[40], n_all[40];
	const char *rows = rejected == 1 ? "row" : "rows", *was = rejected == 1 ? "was" : "were";
	const char *limit = "", *shared = "";

	number_grouped(rejected, n_rejected);
	number_grouped(rejected + used, n_all);
	if (quality == QUALITY_WITHHELD) {
		bool always = share_above(rejected, used, c->withhold_always_micro);
		limit = arena_printf(
			f->arena, "; the catalogue withholds above %s\u00a0%%",
			micro_percent(f, always ? c->withhold_always_micro : c->withhold_share_micro));
	}
	if (unplaced) {
		char n[40];

		shared = rejected == 1
				 ? ", without a readable Region: it counts in each"
				 : arena_printf(
					   f->arena,
					   ", %s of them without a readable Region, which count%s in each",
					   unplaced == rejected ? "all" : number_grouped(unplaced, n),
					   unplaced == 1 ? "s" : "");
	}
	if (!used)
		return arena_printf(f->arena,
				    "%s %s that could have fed this figure %s rejected%s%s none was used%s.",
				    n_rejected, rows, was, shared, *shared ? ", and" : " and", limit);
	return arena_printf(
		f->arena, "%s of %s rows (%s\u00a0%%) that could have fed this figure %s rejected%s%s.",
		n_rejected, n_all, plain_percent(f, rejected, rejected + used), was, shared, limit);
}

/* --- one cell --- */

static void worsen(struct figure *figure, enum quality quality, const char *reason)
{
	if (quality > figure->quality) {
		figure->quality = quality;
		figure->reason = reason;
	}
}

static uint64_t rejected_in(const struct rule *r, const struct tally *t, enum region region)
{
	int64_t n = 0;

	for (int slot = 0; slot < SLOT_COUNT; slot++) {
		bool could = region == REGION_NONE || slot == (int)region || slot == SLOT_UNREADABLE ||
			     (slot == SLOT_NONE && r->measure->kind == KIND_AVAILABILITY);
		n += could ? t->n_rejected[slot] : 0;
	}
	assert(n >= 0);
	return (uint64_t)n;
}

static void judge_rejected(struct finishing *f, const struct rule *r, struct figure *figure,
			   uint64_t unplaced)
{
	uint64_t used = figure->total + figure->excluded + figure->pending;
	enum quality quality = quality_of_share(f->catalogue, figure->rejected, used);

	if (!figure->rejected)
		return;
	if (r->measure->kind != KIND_AVAILABILITY) {
		worsen(figure, quality, share_reason(f, figure->rejected, unplaced, used, quality));
		return;
	}
	char n[40];
	worsen(figure, QUALITY_WITHHELD,
	       arena_printf(
		       f->arena,
		       "%s outage %s that could concern this service %s rejected; without %s the minutes are "
		       "not known.",
		       number_grouped(figure->rejected, n), figure->rejected == 1 ? "row" : "rows",
		       figure->rejected == 1 ? "was" : "were", figure->rejected == 1 ? "it" : "them"));
}

/* Ruling 9: nobody knows what a file held that could not be used. */
static void judge_unusable(struct finishing *f, enum dataset_id dataset, struct figure *figure)
{
	if (finishing_unusable(f, dataset))
		worsen(figure, QUALITY_WITHHELD,
		       arena_printf(f->arena, "A file of %s could not be used.", dataset_get(dataset)->name));
}

/* "2 rows of hubs were rejected" */
static const char *rows_rejected(struct finishing *f, uint64_t n, const char *of)
{
	char text[40];

	return arena_printf(f->arena, "%s %s of %s %s rejected", number_grouped(n, text),
			    n == 1 ? "row" : "rows", of, n == 1 ? "was" : "were");
}

/* Rulings 6 and 9, for figures taken from registers. */
static void judge_registers(struct finishing *f, const struct rule *r, enum region region,
			    struct figure *figure)
{
	uint64_t lost = registers_lost_levels(f->registers, f->plan->period.month, r->measure->id, region);
	char n[40];

	if (lost && (figure->own_row || figure->basis == BASIS_NONE))
		worsen(figure, quality_of_share(f->catalogue, lost, figure->own_row),
		       arena_printf(
			       f->arena, "%s.",
			       rows_rejected(f, lost, "service_levels that could have been this figure")));
	if (figure->own_row && finishing_unusable(f, DATASET_SERVICE_LEVELS))
		worsen(figure, QUALITY_WITHHELD,
		       "A file of service_levels could not be used, and this figure is taken from that "
		       "dataset.");
	if (figure->refused && finishing_unusable(f, DATASET_EXCEPTIONS))
		worsen(figure, QUALITY_WITHHELD,
		       arena_printf(f->arena,
				    "A file of exceptions could not be used, and it may have allowed %s of "
				    "the claims "
				    "refused here.",
				    number_grouped(figure->refused, n)));
}

void quality_leaf(struct finishing *f, const struct rule *r, const struct tally *t)
{
	struct figure *cells = f->figures[r->index];

	/* What is not due is no data, whatever became of rows (ruling 16). */
	if (!measure_is_due(r->measure, f->plan->period.month))
		return;
	for (int region = 0; region < REGION_COUNT; region++) {
		struct figure *figure = &cells[region];

		if (!figure->exists)
			continue;
		judge_unusable(f, r->measure->dataset, figure);
		/* Of a dataset that lost a file nobody knows which rejected rows came in that file alone. */
		if (figure->basis == BASIS_EVENTS && !finishing_unusable(f, r->measure->dataset)) {
			figure->rejected = rejected_in(r, t, (enum region)region);
			judge_rejected(f, r, figure,
				       region == REGION_NONE ? 0 : (uint64_t)t->n_rejected[SLOT_UNREADABLE]);
		}
		judge_registers(f, r, (enum region)region, figure);
	}
	if (!r->measure->regional || cells[REGION_NONE].basis != BASIS_EVENTS)
		return;
	/* The national figure is a total: it has the worst quality of its Regions. */
	for (int region = REGION_N; region < REGION_COUNT; region++)
		worsen(&cells[REGION_NONE], cells[region].quality,
		       arena_printf(f->arena, "%s: %s", region_name((enum region)region),
				    cells[region].reason));
}

void quality_reported(struct finishing *f, const struct rule *r)
{
	for (int region = 0; region < REGION_COUNT; region++)
		if (f->figures[r->index][region].exists)
			judge_registers(f, r, (enum region)region, &f->figures[r->index][region]);
}

/* Rows of a register that speak of the month. */
static uint64_t rows_of_register(const struct finishing *f, enum dataset_id dataset)
{
	const struct registers *g = f->registers;
	const struct month month = f->plan->period.month;
	uint64_t n = 0;

	for (size_t i = 0; dataset == DATASET_FORECASTS && i < g->n_forecasts; i++)
		n += month_compare(g->forecasts[i].month, month) == 0;
	for (size_t i = 0; dataset == DATASET_HUBS && i < g->n_hubs; i++)
		n += month_compare(civil_month(g->hubs[i].day), month) == 0;
	return n;
}

/* A register is held whole: its lost rows are counted against those that came, of the month. */
static void judge_register(struct finishing *f, struct figure *figure, enum dataset_id dataset)
{
	uint64_t n_rejected = registers_lost(f->registers, dataset, f->plan->period.month);
	uint64_t used = rows_of_register(f, dataset);
	const char *of = arena_printf(f->arena, "%s for the month", dataset_get(dataset)->name);

	judge_unusable(f, dataset, figure);
	if (n_rejected)
		worsen(figure, quality_of_share(f->catalogue, n_rejected, used),
		       arena_printf(f->arena, "%s.", rows_rejected(f, n_rejected, of)));
}

/* A metric is judged as a whole: what was rejected against what it selected. */
void quality_metric(struct finishing *f, const struct rule *r, const struct tally *t)
{
	struct figure *figure = &f->figures[r->index][REGION_NONE];
	int64_t used = t->n_rows - t->n_unselected;

	if (r->dataset->is_register)
		judge_register(f, figure, r->measure->dataset);
	else
		judge_unusable(f, r->measure->dataset, figure);
	if (r->measure->kind == KIND_VARIANCE)
		judge_register(f, figure, DATASET_FORECASTS);
	for (int slot = 0; slot < SLOT_COUNT && !finishing_unusable(f, r->measure->dataset); slot++)
		figure->rejected += (uint64_t)t->n_rejected[slot];
	if (figure->rejected) {
		enum quality quality = quality_of_share(f->catalogue, figure->rejected, (uint64_t)used);

		worsen(figure, quality, share_reason(f, figure->rejected, 0, (uint64_t)used, quality));
	}
	for (int region = REGION_N; region < REGION_COUNT; region++)
		f->figures[r->index][region].quality = figure->quality;
}

const char *quality_lost_rows(struct finishing *f, enum dataset_id dataset)
{
	uint64_t n_rejected = registers_lost(f->registers, dataset, f->plan->period.month);
	const char *name = dataset_get(dataset)->name;

	if (finishing_unusable(f, dataset))
		return arena_printf(f->arena, "a file of %s could not be used", name);
	return n_rejected ? rows_rejected(f, n_rejected, name) : "";
}

const char *quality_lost_levels(struct finishing *f)
{
	const char *lost = quality_lost_rows(f, DATASET_SERVICE_LEVELS);

	return *lost ? arena_printf(f->arena, ", and %s", lost) : "";
}

/* --- composites --- */

/* "DSP-1.1 (service_requests), DSP-1.4 (service_requests) and CSP-2 (firmware)" */
static const char *missing_list(struct finishing *f, const struct measure *m, enum region region, int *n_missing)
{
	const char *text = "", *last = "";

	*n_missing = 0;
	for (int n = 0; n < m->n_inputs; n++) {
		const struct measure *input = &f->catalogue->measures[m->inputs[n]];
		const struct figure *figure = &f->figures[m->inputs[n]][region];

		if (!figure->exists || figure->basis != BASIS_NONE)
			continue;
		if (*n_missing)
			text = arena_printf(f->arena, "%s%s%s", text, *text ? ", " : "", last);
		last = input->dataset == DATASET_NONE
			       ? input->id
			       : arena_printf(f->arena, "%s (%s)", input->id, dataset_get(input->dataset)->name);
		++*n_missing;
	}
	return *text ? arena_printf(f->arena, "%s and %s", text, last) : last;
}

static const char *missing_reason(struct finishing *f, const struct measure *m, enum region region)
{
	int n_missing;
	const char *list = missing_list(f, m, region, &n_missing);

	return arena_printf(f->arena, "%s not supplied: %s came neither with a file nor with a service_levels row%s.",
			    n_missing == 1 ? "An input was" : "Inputs were", list, quality_lost_levels(f));
}

void quality_composite(struct finishing *f, const struct rule *r)
{
	const struct measure *m = r->measure;

	for (int region = 0; region < REGION_COUNT; region++) {
		struct figure *figure = &f->figures[r->index][region];

		if (!figure->exists)
			continue;
		judge_registers(f, r, (enum region)region, figure);
		if (figure->own_row)
			continue;
		if (figure->missing_input)
			worsen(figure, QUALITY_WITHHELD, missing_reason(f, m, (enum region)region));
		for (int n = 0; n < m->n_inputs; n++) {
			const struct figure *input = &f->figures[m->inputs[n]][region];

			if (input->exists)
				worsen(figure, input->quality,
				       arena_printf(f->arena, "%s: %s",
						    f->catalogue->measures[m->inputs[n]].id, input->reason));
		}
	}
}
