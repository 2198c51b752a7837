/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * breakdown.c - the finishing half of breakdown.h: dimensions projected, worded and put in order.
 */
#include "metrics/breakdown.h"

#include "engine/memory.h"
#include "metrics/events.h"
#include "metrics/finishing.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* --- keys --- */

static const char *const state_names[] = { "completed_in_time", "completed_late", "running" };
static const char *const age_names[] = { "0 resolved", "1 under 1 day", "2 under 7 days", "3 under 14 days",
					 "4 14 days or more" };
static const char *const area_names[] = { "-", "N", "C&S", "C&S" };

static int axis_of(const struct split *s, enum part_kind kind, int column)
{
	for (int i = 0; i < s->n; i++)
		if (s->axes[i].kind == kind && s->axes[i].column == column)
			return i;
	return -1;
}

void breakdown_codes(const struct finishing *f, const struct rule *r, const struct split *split,
		     const struct dimension *d, const uint32_t *axes, int slot, uint32_t codes[DIMENSION_MAX_PARTS])
{
	for (int i = 0; i < d->n_parts; i++) {
		const struct part *part = &d->parts[i];
		int axis = part->kind == PART_PROCESS
				   ? axis_of(split, PART_COLUMN, dataset_column(r->dataset, TEXT("srv")))
				   : axis_of(split, part->kind, part->column);

		if (part->kind == PART_AREA) /* Central and South are one */
			codes[i] = slot == SLOT_S ? SLOT_C : (uint32_t)slot;
		else if (part->kind == PART_PROCESS)
			codes[i] = (uint32_t)(catalogue_process(f->catalogue, words_text(f->words, axes[axis])) + 1);
		else
			codes[i] = axis >= 0 ? axes[axis] : 0;
	}
}

static void add_text(struct builder *b, struct text t)
{
	builder_add(b, t.size ? t : TEXT("-"));
}

static void add_column(const struct finishing *f, const struct rule *r, int column, uint32_t code, struct builder *b)
{
	const struct column_def *def = &r->dataset->columns[column];

	if (def->type == COLUMN_WORD)
		add_text(b, words_text(f->words, code));
	else
		add_text(b, code ? text_of(def->list[code - 1]) : TEXT(""));
}

static void add_part(const struct finishing *f, const struct rule *r, const struct part *part, uint32_t code,
		     const char *inner, struct builder *b)
{
	const struct month month = f->plan->period.month;

	switch (part->kind) {
	case PART_COLUMN:
		add_column(f, r, part->column, code, b);
		return;
	case PART_DAY:
		builder_printf(b, "%04d-%02d-%02u", month.year, month.month, code + 1);
		return;
	case PART_HOUR:
		builder_printf(b, "%02u", code);
		return;
	case PART_AREA:
		add_text(b, text_of(area_names[code]));
		return;
	case PART_PROCESS:
		add_text(b, text_of(code ? f->catalogue->processes[code - 1].name : "other"));
		return;
	case PART_STATE:
		if (code > STATE_OUTCOME)
			add_column(f, r, dataset_column(r->dataset, TEXT("outcome")), code - STATE_OUTCOME, b);
		else
			add_text(b, text_of(state_names[code]));
		return;
	case PART_OPEN:
		add_text(b, code ? TEXT("resolved") : TEXT("open"));
		return;
	case PART_AGE:
		add_text(b, text_of(age_names[code]));
		return;
	case PART_POLICY:
	case PART_REASON:
	case PART_WINDOW:
	case PART_RESPONSE:
	case PART_QUANTILE:
	case PART_LASTED:
	case PART_VERDICT:
	case PART_SUMMARY:
	case PART_CHANGE:
	case PART_COUNT:
		break;
	}
	add_text(b, text_of(inner));
}

const char *breakdown_key(const struct finishing *f, const struct rule *r, const struct dimension *d,
			  const uint32_t *codes, const char *inner)
{
	struct builder b;
	const char *key;

	if (!d->n_parts)
		return "all";
	builder_init(&b);
	for (int i = 0; i < d->n_parts; i++) {
		if (i)
			builder_add(&b, TEXT(" / "));
		add_part(f, r, &d->parts[i], codes[i], inner, &b);
	}
	key = arena_copy(f->arena, b.data, b.size);
	builder_done(&b);
	return key;
}

/* --- from the table of a measure to a dimension --- */

static bool has_area(const struct dimension *d)
{
	for (int i = 0; i < d->n_parts; i++)
		if (d->parts[i].kind == PART_AREA)
			return true;
	return false;
}

static void add_slots(struct keyed *to, const uint32_t *codes, const int64_t *add, int from, int n)
{
	uint32_t entry = keyed_entry(to, codes);

	/* Never fuller than the table that it is made from. */
	assert(entry != KEYED_FULL);
	for (int i = from; i < from + n; i++)
		keyed_row(to, entry)[i] += add[i];
}

void breakdown_project(const struct finishing *f, const struct rule *r, const struct split *split,
		       const struct dimension *d, const struct keyed *from, int per_slot, struct keyed *to)
{
	bool area = has_area(d);

	keyed_init(to, d->n_parts, BREAKDOWN_SLOTS * per_slot);
	for (uint32_t e = 0; e < from->n; e++) {
		uint32_t codes[DIMENSION_MAX_PARTS];

		for (int slot = 0; slot < (area ? BREAKDOWN_SLOTS : 1); slot++) {
			breakdown_codes(f, r, split, d, keyed_codes(from, e), slot, codes);
			add_slots(to, codes, keyed_row(from, e), area ? slot * per_slot : 0,
				  area ? per_slot : BREAKDOWN_SLOTS * per_slot);
		}
	}
}

/* --- rows --- */

void breakdown_add(struct finishing *f, const struct made_row *row)
{
	ARRAY_PUSH(f->breakdowns, f->n_breakdowns, f->breakdowns_room) = *row;
}

static int place_of(enum region region)
{
	return region == REGION_NONE ? REGION_COUNT : (int)region;
}

static int compare_rows(const void *a, const void *b)
{
	const struct breakdown_row *x = &((const struct made_row *)a)->row, *y = &((const struct made_row *)b)->row;

	if (x->region != y->region)
		return place_of(x->region) < place_of(y->region) ? -1 : 1;
	return strcmp(x->key, y->key);
}

void breakdown_end(struct finishing *f, size_t first)
{
	if (f->n_breakdowns - first > 1)
		qsort(f->breakdowns + first, f->n_breakdowns - first, sizeof *f->breakdowns, compare_rows);
}

void breakdown_slots(enum region region, int *from, int *to)
{
	*from = region == REGION_NONE ? 0 : (int)region;
	*to = region == REGION_NONE ? BREAKDOWN_SLOTS - 1 : (int)region;
}

bool breakdown_has(const struct rule *r, const struct dimension *d, enum region region)
{
	return region == REGION_NONE || (r->measure->regional && !d->national_only);
}

/* --- events --- */

/* One key in one Region, its claims and outcomes. */
struct sums {
	int64_t n[CLAIM_COUNT][OUTCOME_COUNT];
	int64_t any;
};

static struct sums sums_of(const int64_t *row, enum region region)
{
	struct sums s = { 0 };
	int from, to;

	breakdown_slots(region, &from, &to);
	for (int slot = from; slot <= to; slot++)
		for (int c = 0; c < CLAIM_COUNT; c++)
			for (int o = 0; o < OUTCOME_COUNT; o++) {
				int64_t n = row[(slot * CLAIM_COUNT + c) * OUTCOME_COUNT + o];

				assert(n >= 0);
				s.n[c][o] += n;
				s.any += n;
			}
	return s;
}

static int64_t all_of(const int64_t n[OUTCOME_COUNT])
{
	return n[OUTCOME_GOOD] + n[OUTCOME_BAD] + n[OUTCOME_PENDING];
}

enum policy { POLICY_ALLOWED, POLICY_EVERY_CLAIM, POLICY_NONE, POLICY_COUNT };
static const char *const policy_names[POLICY_COUNT] = { "allowed", "every_claim", "none" };

static void count_policy(const struct sums *s, enum policy policy, struct breakdown_row *row)
{
	int64_t good = s->n[CLAIM_NONE][OUTCOME_GOOD], bad = s->n[CLAIM_NONE][OUTCOME_BAD];
	int64_t allowed = all_of(s->n[CLAIM_ALLOWED]), refused = all_of(s->n[CLAIM_REFUSED]);

	if (policy != POLICY_EVERY_CLAIM) {
		good += s->n[CLAIM_REFUSED][OUTCOME_GOOD];
		bad += s->n[CLAIM_REFUSED][OUTCOME_BAD];
	}
	if (policy == POLICY_NONE) {
		good += s->n[CLAIM_ALLOWED][OUTCOME_GOOD];
		bad += s->n[CLAIM_ALLOWED][OUTCOME_BAD];
	}
	row->good = (uint64_t)good;
	row->total = (uint64_t)(good + bad);
	row->excluded = (uint64_t)(policy == POLICY_NONE	 ? 0
				   : policy == POLICY_EVERY_CLAIM ? allowed + refused
								  : allowed);
	row->refused = (uint64_t)(policy == POLICY_NONE	  ? allowed + refused
				  : policy == POLICY_EVERY_CLAIM ? 0
								 : refused);
}

static bool has_part(const struct dimension *d, enum part_kind kind)
{
	for (int i = 0; i < d->n_parts; i++)
		if (d->parts[i].kind == kind)
			return true;
	return false;
}

static void add_key(struct finishing *f, const struct rule *r, const struct dimension *d, const struct keyed *k,
		    uint32_t e)
{
	int n_policies = has_part(d, PART_POLICY) ? POLICY_COUNT : 1;

	for (int policy = 0; policy < n_policies; policy++) {
		const char *key = breakdown_key(f, r, d, keyed_codes(k, e), policy_names[policy]);

		for (int region = 0; region < REGION_COUNT; region++) {
			struct sums s = sums_of(keyed_row(k, e), (enum region)region);
			struct made_row made = { .row = { .measure = r->index,
							  .region = (enum region)region,
							  .dimension = d->name,
							  .key = key } };

			if (!s.any || !breakdown_has(r, d, (enum region)region))
				continue;
			count_policy(&s, (enum policy)policy, &made.row);
			breakdown_add(f, &made);
		}
	}
}

/* From the list of exclusions, in which a reason stands once for the row and once for the register. */
static void add_reasons(struct finishing *f, const struct rule *r, const struct dimension *d)
{
	for (size_t i = 0; i < f->n_exclusions; i++) {
		const struct exclusion_row *e = &f->exclusions[i];
		struct made_row made = { .row = { .measure = r->index, .region = e->region, .dimension = d->name } };
		struct made_row *last = f->n_breakdowns ? &f->breakdowns[f->n_breakdowns - 1] : NULL;

		if (e->measure != r->index || !breakdown_has(r, d, e->region))
			continue;
		made.row.key = arena_printf(f->arena, "%s / %s", e->allowed ? "allowed" : "refused", e->reason);
		made.row.good = e->in_time;
		made.row.total = e->count;
		made.row.excluded = e->allowed ? e->count : 0;
		made.row.refused = e->allowed ? 0 : e->count;
		if (last && last->row.measure == r->index && last->row.region == e->region &&
		    !strcmp(last->row.dimension, d->name) && !strcmp(last->row.key, made.row.key)) {
			last->row.good += made.row.good;
			last->row.total += made.row.total;
			last->row.excluded += made.row.excluded;
			last->row.refused += made.row.refused;
		} else {
			breakdown_add(f, &made);
		}
	}
}

void breakdown_events(struct finishing *f, const struct rule *r, const struct tally *t)
{
	if (tally_full(r, t)) {
		f->too_many_keys[r->index] = true;
		return;
	}
	for (int i = 0; i < r->measure->n_dimensions; i++) {
		const struct dimension *d = &r->measure->dimensions[i];
		size_t first = f->n_breakdowns;
		struct keyed projected;

		if (has_part(d, PART_REASON)) {
			add_reasons(f, r, d);
		} else {
			if (!t->tables)
				continue;
			breakdown_project(f, r, &r->tables[r->table_of[i]], d, &t->tables[r->table_of[i]],
					  CLAIM_COUNT * OUTCOME_COUNT, &projected);
			for (uint32_t e = 0; e < projected.n; e++)
				add_key(f, r, d, &projected, e);
			keyed_done(&projected);
		}
		breakdown_end(f, first);
	}
}

/* --- levels --- */

static void set_level(struct finishing *f, struct made_row *made)
{
	const struct measure *m = &f->catalogue->measures[made->row.measure];
	const struct level_text none = { .exact = "", .display = "", .value = -1, .status = STATUS_NO_DATA };
	bool withheld = f->figures[made->row.measure][made->row.region].quality == QUALITY_WITHHELD;

	if (made->made == LEVEL_OWN && !withheld)
		return;
	made->row.level = none;
	if (withheld)
		made->row.level.status = STATUS_WITHHELD;
	else if (made->made == LEVEL_RATIO && made->row.total)
		number_level_of(made->row.good, made->row.total, measure_level(m, f->plan->period.month),
				m->display_decimals, f->arena, &made->row.level);
}

void breakdown_levels(struct finishing *f)
{
	for (size_t i = 0; i < f->n_breakdowns; i++)
		set_level(f, &f->breakdowns[i]);
}
