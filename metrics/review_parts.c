/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/review_parts.h"

#include "engine/memory.h"

#include <stdlib.h>
#include <string.h>

#define HASH_SEED UINT64_C(0x7061727473)

static struct driver_part *add_part(struct driver_parts *p, const char *key, const char *label, uint64_t good, uint64_t total)
{
	struct driver_part *item = &ARRAY_PUSH(p->items, p->n, p->room);

	*item = (struct driver_part){ key, label, -1, good, total, p->n - 1, false, {}, {} };
	mpq_inits(item->level, item->excess, NULL);
	return item;
}

void review_parts_clear(struct driver_parts *p)
{
	for (size_t i = 0; i < p->n; i++)
		mpq_clears(p->items[i].level, p->items[i].excess, NULL);
	p->n = 0;
}

/* ---- the parts of each dimension ---- */

void review_parts_by_input(struct driver_parts *p)
{
	const struct measure *whole = &p->mk->c->measures[p->c->measure];
	int leaves[REVIEW_MAX_LEAVES];
	const int *parts = p->in_points ? whole->inputs : leaves;
	size_t n = review_leaves(p->mk->c, p->c->measure, leaves);
	const struct review_month now = review_this_month(p->mk);
	mpq_t level;

	mpq_init(level);
	if (p->in_points)
		n = (size_t)whole->n_inputs;
	for (size_t i = 0; i < n; i++) {
		const struct measure *m = &p->mk->c->measures[parts[i]];
		const struct cell *input = results_find(p->mk->r, parts[i], p->c->region);

		if (!input || !input->total)
			continue;
		/* An input may be composed itself: its level is then not the share of its events. */
		if (p->in_points && !review_level_of(&now, parts[i], p->c->region, COMPOSE_COUNT, false, level))
			continue;
		struct driver_part *part = add_part(p, m->id, arena_printf(p->mk->arena, "%s %s", m->id, m->title), input->good,
					     input->total);
		part->measure = parts[i];
		mpq_set(part->level, level);
	}
	mpq_clear(level);
}

void review_parts_by_region(struct driver_parts *p)
{
	uint64_t good = p->c->good, total = p->c->total;
	static const char *const keys[] = { [REGION_N] = "N", [REGION_C] = "C", [REGION_S] = "S" };

	for (int g = REGION_N; g <= REGION_S; g++) {
		const struct cell *c = results_find(p->mk->r, p->c->measure, (enum region)g);

		if (!c || !c->total)
			continue;
		/* Reported Regions need not add up to the reported whole: then they are no parts of it. */
		if (c->good > good || c->total > total) {
			review_parts_clear(p);
			return;
		}
		add_part(p, keys[g], region_name((enum region)g), c->good, c->total);
		good -= c->good;
		total -= c->total;
	}
	if (good > total)
		review_parts_clear(p);
	else if (total && p->n)
		add_part(p, "-", "no Region", good, total)->is_rest = true;
}

/* Where the part of each key is: a breakdown may have a quarter of a million. */
struct part_index {
	size_t n_slots; /* 0 or a power of two */
	size_t *slots;  /* place + 1 */
};

static size_t *slot_of(const struct part_index *index, const struct driver_parts *p, const char *key)
{
	size_t at = (size_t)text_hash(text_of(key), HASH_SEED) & (index->n_slots - 1);

	while (index->slots[at] && strcmp(p->items[index->slots[at] - 1].key, key) != 0)
		at = (at + 1) & (index->n_slots - 1);
	return &index->slots[at];
}

/* The slot of a key, with room for one part more. */
static size_t *find_slot(struct part_index *index, const struct driver_parts *p, const char *key)
{
	if (p->n * 2 >= index->n_slots) {
		memory_free(index->slots);
		index->n_slots = index->n_slots ? index->n_slots * 2 : 64;
		index->slots = memory_zero(index->n_slots, sizeof *index->slots);
		for (size_t i = 0; i < p->n; i++)
			*slot_of(index, p, p->items[i].key) = i + 1;
	}
	return slot_of(index, p, key);
}

/* A dimension of a measure; NULL when it has none of the name. */
static const struct dimension *dimension_of(const struct measure *m, const char *name)
{
	for (int i = 0; i < m->n_dimensions; i++)
		if (!strcmp(m->dimensions[i].name, name))
			return &m->dimensions[i];
	return NULL;
}

static bool is_only(const struct dimension *d, enum part_kind kind)
{
	return d->n_parts == 1 && d->parts[0].kind == kind;
}

/* Of a key of an older store of which nobody knows where its parts end: what follows a head, or what stands before a
 * tail; NULL where it has none. */
static const char *after(const char *key, const char *head)
{
	size_t n = strlen(head);

	return strncmp(key, head, n) ? NULL : key + n;
}

static const char *before(const char *key, const char *tail, struct arena *arena)
{
	size_t n = strlen(key), n_tail = strlen(tail);

	return n <= n_tail || strcmp(key + n - n_tail, tail) ? NULL : arena_copy(arena, key, n - n_tail);
}

static int policy_of(const struct dimension *d)
{
	for (int i = 0; i < d->n_parts; i++)
		if (d->parts[i].kind == PART_POLICY)
			return i;
	return -1;
}

/* The key of a row of the figure's policy without that part, wherever it stands; NULL for the other policies. */
static const char *key_of_policy(const struct dimension *d, const struct breakdown_row *row, int policy, struct arena *arena)
{
	const char *parts[DIMENSION_MAX_PARTS];
	int n = 0;

	if (row->n_parts != d->n_parts)
		return policy ? before(row->key, " / allowed", arena) : after(row->key, "allowed / ");
	if (d->n_parts == 1 || strcmp(breakdown_part(row, policy), "allowed"))
		return NULL;
	for (int i = 0; i < d->n_parts; i++)
		if (i != policy)
			parts[n++] = breakdown_part(row, i);
	return breakdown_key(parts, n, arena);
}

bool review_parts_counts(const struct catalogue *c, const struct breakdown_row *row, struct arena *arena)
{
	const struct dimension *d = dimension_of(&c->measures[row->measure], row->dimension);
	int policy = d ? policy_of(d) : -1;

	if (d && is_only(d, PART_REASON))
		return after(row->key, "refused / ") != NULL;
	return policy < 0 || key_of_policy(d, row, policy, arena) != NULL;
}

/* What a row counts as: its key, less the policy of the figure, or the reason of a refused claim; NULL when it is
 * no part of the figure. */
static const char *key_of(const struct driver_parts *p, const struct breakdown_row *row)
{
	const struct dimension *d = dimension_of(&p->mk->c->measures[row->measure], row->dimension);

	/* Days have a table of their own. */
	if (!d || d->figure != FIGURE_MAIN || !d->n_parts || is_only(d, PART_DAY))
		return NULL;
	if (is_only(d, PART_REASON))
		return after(row->key, "refused / ");
	int policy = policy_of(d);

	return policy < 0 ? row->key : key_of_policy(d, row, policy, p->mk->arena);
}

/* What no row of the dimension has: rows without a claim. */
static void add_rest(struct driver_parts *p, const char *label)
{
	uint64_t good = p->c->good, bad = p->c->total - p->c->good;

	for (size_t i = 0; i < p->n; i++) {
		uint64_t part_bad = p->items[i].total - p->items[i].good;

		if (p->items[i].good > good || part_bad > bad)
			return;
		good -= p->items[i].good;
		bad -= part_bad;
	}
	if (p->n && good + bad)
		add_part(p, "-", label, good, good + bad)->is_rest = true;
}

/* "14:00 to 14:59" for an hour; "25 October, 21:30" for a window's key, "2019-10-25 21:30" and what marks the second pass
 * through an hour; else the key. */
static const char *label_of(const struct driver_parts *p, const struct breakdown_row *row, const char *key)
{
	const struct dimension *d = dimension_of(&p->mk->c->measures[row->measure], row->dimension);
	const size_t date = strlen("2019-10-25");
	int year, month, day;
	int64_t days;

	if (is_only(d, PART_HOUR))
		return arena_printf(p->mk->arena, "%s:00 to %s:59", key, key);
	if (!is_only(d, PART_WINDOW) || strlen(key) <= date || !civil_parse_date((struct text){ key, date }, &days))
		return key;
	civil_date(days, &year, &month, &day);
	return arena_printf(p->mk->arena, "%d %s, %s", day, month_name(month), key + date + 1);
}

void review_parts_by_breakdown(struct driver_parts *p, const char *dimension)
{
	int leaves[REVIEW_MAX_LEAVES];
	size_t n = review_leaves(p->mk->c, p->c->measure, leaves);
	struct part_index index = { 0 };

	for (size_t i = 0; i < p->mk->r->n_breakdowns; i++) {
		const struct breakdown_row *row = &p->mk->r->breakdowns[i];
		size_t *slot;
		const char *key;
		bool ours = false;

		for (size_t k = 0; k < n; k++)
			ours |= row->measure == leaves[k];
		if (!ours || row->region != p->c->region || strcmp(row->dimension, dimension) || !row->total ||
		    !(key = key_of(p, row)))
			continue;
		slot = find_slot(&index, p, key);
		if (*slot) {
			p->items[*slot - 1].good += row->good;
			p->items[*slot - 1].total += row->total;
		} else {
			add_part(p, key, label_of(p, row, key), row->good, row->total);
			*slot = p->n;
		}
	}
	memory_free(index.slots);
	if (!strcmp(dimension, "reason"))
		add_rest(p, "without a claim");
}

void review_parts_by_day(struct driver_parts *p)
{
	int leaves[REVIEW_MAX_LEAVES];
	size_t n = review_leaves(p->mk->c, p->c->measure, leaves);
	const struct period *period = &p->mk->r->period;
	uint64_t good[CIVIL_MAX_DAYS] = { 0 }, total[CIVIL_MAX_DAYS] = { 0 };
	char month[8];

	for (size_t i = 0; i < p->mk->r->n_days; i++) {
		const struct day_row *row = &p->mk->r->days[i];
		bool ours = false;

		for (size_t k = 0; k < n; k++)
			ours |= row->measure == leaves[k];
		/* Nationally all rows: those of each Region, and those of none. */
		if (!ours || (p->c->region != REGION_NONE && row->region != p->c->region))
			continue;
		good[row->day] += row->good;
		total[row->day] += row->total;
	}
	for (int day = 0; day < period->n_days; day++)
		if (total[day])
			add_part(p, arena_printf(p->mk->arena, "%s-%02d", month_format(period->month, month), day + 1),
				 arena_printf(p->mk->arena, "%d %s", day + 1, month_name(period->month.month)), good[day],
				 total[day]);
}

static bool is_listed(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

/* The dimensions of the breakdowns behind the measure, in the order of the results. */
size_t review_parts_breakdowns(const struct driver_parts *p, const char **names)
{
	int leaves[REVIEW_MAX_LEAVES];
	size_t n_leaves = review_leaves(p->mk->c, p->c->measure, leaves), n = 0;

	for (size_t i = 0; i < p->mk->r->n_breakdowns; i++) {
		const struct breakdown_row *row = &p->mk->r->breakdowns[i];
		bool ours = false;

		for (size_t k = 0; k < n_leaves; k++)
			ours |= row->measure == leaves[k];
		if (ours && n < REVIEW_MAX_DIMENSIONS && !is_listed(names, n, row->dimension))
			names[n++] = row->dimension;
	}
	return n;
}

const struct dimension *review_parts_dimension(const struct driver_parts *p, const char *name)
{
	int leaves[REVIEW_MAX_LEAVES];
	size_t n = review_leaves(p->mk->c, p->c->measure, leaves);

	for (size_t k = 0; k < n; k++) {
		const struct dimension *d = dimension_of(&p->mk->c->measures[leaves[k]], name);

		if (d)
			return d;
	}
	return NULL;
}
