/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * review_drivers.c - what a shortfall is made of, by measure, Region, breakdown and day.
 *
 * The shortfall of a figure is target x total - good.  The same sum taken over a part is its contribution, so that
 * the contributions of all parts add up to the shortfall exactly; a part better than the target makes up for
 * others and has a negative one.  Under the mean and the minimum of levels the parts are inputs and contribute
 * points of level instead of events.
 */
#include "metrics/review_making.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DIMENSIONS 32
#define EVENT_PLACES   2
#define POINT_PLACES   3

struct driver_part {
	const char *key, *label;
	int measure;
	uint64_t good, total;
	size_t place; /* in the order the dimension states */
	mpq_t excess;
};

struct driver_parts {
	const struct review_making *mk;
	const struct cell *c;
	bool in_points;
	mpq_t target;
	size_t n, room;
	struct driver_part *items;
};

static struct driver_part *add_part(struct driver_parts *p, const char *key, const char *label, uint64_t good, uint64_t total)
{
	struct driver_part *item = &ARRAY_PUSH(p->items, p->n, p->room);

	*item = (struct driver_part){ key, label, -1, good, total, p->n - 1, {} };
	mpq_init(item->excess);
	return item;
}

static void clear_parts(struct driver_parts *p)
{
	for (size_t i = 0; i < p->n; i++)
		mpq_clear(p->items[i].excess);
	p->n = 0;
}

static void excess_of(mpq_t out, const mpq_t target, uint64_t good, uint64_t total)
{
	mpq_t n;

	mpq_init(n);
	number_set_u64(n, total, 1);
	mpq_mul(out, target, n);
	number_set_u64(n, good, 1);
	mpq_sub(out, out, n);
	mpq_clear(n);
}

/* ---- the parts of each dimension ---- */

static void by_input(struct driver_parts *p)
{
	const struct measure *whole = &p->mk->c->measures[p->c->measure];
	int leaves[REVIEW_MAX_LEAVES];
	const int *parts = p->in_points ? whole->inputs : leaves;
	size_t n = review_leaves(p->mk->c, p->c->measure, leaves);

	if (p->in_points)
		n = (size_t)whole->n_inputs;
	for (size_t i = 0; i < n; i++) {
		const struct measure *m = &p->mk->c->measures[parts[i]];
		const struct cell *input = results_find(p->mk->r, parts[i], p->c->region);

		if (!input || !input->total)
			continue;
		struct driver_part *part = add_part(p, m->id, arena_printf(p->mk->arena, "%s %s", m->id, m->title), input->good,
					     input->total);
		part->measure = parts[i];
	}
}

static void by_region(struct driver_parts *p)
{
	uint64_t good = p->c->good, total = p->c->total;
	static const char *const keys[] = { [REGION_N] = "N", [REGION_C] = "C", [REGION_S] = "S" };

	for (int g = REGION_N; g <= REGION_S; g++) {
		const struct cell *c = results_find(p->mk->r, p->c->measure, (enum region)g);

		if (!c || !c->total || c->good > good || c->total > total)
			continue;
		add_part(p, keys[g], region_name((enum region)g), c->good, c->total);
		good -= c->good;
		total -= c->total;
	}
	if (total && p->n)
		add_part(p, "-", "no Region", good, total);
}

static struct driver_part *find_part(struct driver_parts *p, const char *key)
{
	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->items[i].key, key))
			return &p->items[i];
	return NULL;
}

/* A dimension of a measure; NULL when it has none of the name. */
static const struct dimension *dimension_of(const struct measure *m, const char *name)
{
	for (int i = 0; i < m->n_dimensions; i++)
		if (!strcmp(m->dimensions[i].name, name))
			return &m->dimensions[i];
	return NULL;
}

/* What a row counts as: its key, less the policy of the figure, or the reason of a refused claim; NULL when it is
 * no part of the figure. */
static const char *key_of(const struct driver_parts *p, const struct breakdown_row *row)
{
	static const char separator[] = " / ", figure[] = "allowed", refused[] = "refused / ";
	const struct dimension *d = dimension_of(&p->mk->c->measures[row->measure], row->dimension);
	size_t size = strlen(row->key), tail = strlen(separator) + strlen(figure);

	/* Days have a table of their own. */
	if (!d || d->figure != FIGURE_MAIN || !d->n_parts || (d->parts[0].kind == PART_DAY && d->n_parts == 1))
		return NULL;
	if (d->parts[0].kind == PART_REASON && d->n_parts == 1)
		return strncmp(row->key, refused, strlen(refused)) ? NULL : row->key + strlen(refused);
	if (d->parts[d->n_parts - 1].kind != PART_POLICY)
		return row->key;
	if (d->n_parts == 1 || size <= tail || strcmp(row->key + size - strlen(figure), figure))
		return NULL;
	return arena_copy(p->mk->arena, row->key, size - tail);
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
		add_part(p, "-", label, good, good + bad);
}

static void by_breakdown(struct driver_parts *p, const char *dimension)
{
	int leaves[REVIEW_MAX_LEAVES];
	size_t n = review_leaves(p->mk->c, p->c->measure, leaves);
	bool hour = !strcmp(dimension, "hour");

	for (size_t i = 0; i < p->mk->r->n_breakdowns; i++) {
		const struct breakdown_row *row = &p->mk->r->breakdowns[i];
		const char *key;
		bool ours = false;

		for (size_t k = 0; k < n; k++)
			ours |= row->measure == leaves[k];
		if (!ours || row->region != p->c->region || strcmp(row->dimension, dimension) || !row->total ||
		    !(key = key_of(p, row)))
			continue;
		struct driver_part *part = find_part(p, key);
		if (part) {
			part->good += row->good;
			part->total += row->total;
		} else {
			add_part(p, key, hour ? arena_printf(p->mk->arena, "%s:00 to %s:59", key, key) : key, row->good,
				 row->total);
		}
	}
	if (!strcmp(dimension, "reason"))
		add_rest(p, "no claim");
}

static void by_day(struct driver_parts *p)
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

/* ---- what each contributes ---- */

static int largest_first(const void *a, const void *b)
{
	const struct driver_part *x = a, *y = b;
	int c = mpq_cmp(y->excess, x->excess);

	return c ? c : x->place < y->place ? -1 : 1;
}

/* Under mean and minimum: points of level that each input takes from the whole. */
static void set_points(struct driver_parts *p)
{
	const struct measure *m = &p->mk->c->measures[p->c->measure];
	struct driver_part *worst = NULL;
	mpq_t level, scale;

	mpq_inits(level, scale, NULL);
	mpq_set_ui(scale, 100, p->n ? p->n : 1);
	mpq_canonicalize(scale);
	for (size_t i = 0; i < p->n; i++) {
		struct driver_part *part = &p->items[i];

		number_set_u64(level, part->good, part->total);
		mpq_sub(part->excess, p->target, level);
		if (!worst || mpq_cmp(part->excess, worst->excess) > 0)
			worst = part;
		if (m->composition == COMPOSE_MEAN)
			mpq_mul(part->excess, part->excess, scale);
	}
	mpq_set_ui(scale, 100, 1);
	for (size_t i = 0; i < p->n && m->composition == COMPOSE_MINIMUM; i++) {
		if (&p->items[i] == worst)
			mpq_mul(worst->excess, worst->excess, scale);
		else
			mpq_set_ui(p->items[i].excess, 0, 1);
	}
	mpq_clears(level, scale, NULL);
}

static void rank(struct driver_parts *p)
{
	for (size_t i = 0; i < p->n && !p->in_points; i++)
		excess_of(p->items[i].excess, p->target, p->items[i].good, p->items[i].total);
	if (p->in_points)
		set_points(p);
	if (p->n > 1)
		qsort(p->items, p->n, sizeof *p->items, largest_first);
}

static struct level_text level_of(const struct driver_parts *p, uint64_t good, uint64_t total)
{
	struct level_text level = review_no_level(STATUS_NO_DATA);

	if (total)
		number_level_of(good, total, p->c->judged_by, p->mk->c->measures[p->c->measure].display_decimals,
				p->mk->arena, &level);
	return level;
}

/* The cell without its `n` worst parts.  For a mean the inputs that are left have a mean of their own. */
static struct level_text level_without(const struct driver_parts *p, size_t first, size_t n)
{
	const struct measure *m = &p->mk->c->measures[p->c->measure];
	struct level_text level = review_no_level(STATUS_NO_DATA);
	uint64_t good = p->c->good, total = p->c->total;
	mpq_t sum, one;
	unsigned long n_left = 0;

	if (!p->in_points) {
		for (size_t i = first; i < first + n; i++) {
			/* Parts of a breakdown may be parts of the whole only. */
			if (p->items[i].good > good || p->items[i].total - p->items[i].good > total - good)
				return level;
			good -= p->items[i].good;
			total -= p->items[i].total;
		}
		return level_of(p, good, total);
	}
	mpq_inits(sum, one, NULL);
	for (size_t i = 0; i < p->n; i++) {
		if (i >= first && i < first + n)
			continue;
		number_set_u64(one, p->items[i].good, p->items[i].total);
		if (m->composition == COMPOSE_MEAN)
			mpq_add(sum, sum, one);
		else if (!n_left || mpq_cmp(one, sum) < 0)
			mpq_set(sum, one);
		n_left++;
	}
	if (n_left && m->composition == COMPOSE_MEAN) {
		mpq_set_ui(one, n_left, 1);
		mpq_div(sum, sum, one);
	}
	if (n_left)
		number_level(sum, p->c->judged_by, m->display_decimals, p->mk->arena, &level);
	mpq_clears(sum, one, NULL);
	return level;
}

/* A measure by its id: its title would make the sentence hard to read. */
static const char *name_of(const struct driver_part *part)
{
	return part->measure >= 0 ? part->key : part->label;
}

static const char *names_of(const struct driver_parts *p, int n)
{
	const char *text = name_of(&p->items[0]);

	for (int i = 1; i < n; i++)
		text = arena_printf(p->mk->arena, "%s%s%s", text, i == n - 1 ? " and " : ", ", name_of(&p->items[i]));
	return text;
}

/* How few of the worst parts the month could do without to be Green: by the verdict on what is left.  A quarter of
 * the events has to be left (of measures and Regions, of which there are few, half), or what is left would be another
 * figure. */
static void find_enough(const struct driver_parts *p, struct review_dimension *d)
{
	int most = (int)p->mk->v->worst_days;
	bool few = !strcmp(d->name, "input") || !strcmp(d->name, "region");
	uint64_t least = few ? p->c->total / 2 : p->c->total / 4;
	uint64_t taken = 0;

	d->enough = review_no_level(STATUS_NO_DATA);
	for (int n = 1; n <= most && (size_t)n < p->n && mpq_sgn(p->items[n - 1].excess) > 0; n++) {
		struct level_text level = level_without(p, 0, (size_t)n);

		taken += p->items[n - 1].total;
		if (level.value < 0 || (!p->in_points && p->c->total - taken < least))
			break;
		d->n_tried = n;
		d->enough = level;
		if (level.status == STATUS_GREEN) {
			d->n_enough = n;
			return;
		}
	}
}

static const char *number_word(const struct driver_parts *p, int n)
{
	static const char *const words[] = { "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine" };

	return n >= 0 && n < 10 ? words[n] : arena_printf(p->mk->arena, "%d", n);
}

static const char *without_sentence(const struct driver_parts *p, const struct review_dimension *d, const char *one,
				    const char *many)
{
	const char *level = arena_printf(p->mk->arena, "%s, %s", d->enough.display, status_word(d->enough.status));

	if (!d->n_tried)
		return "";
	if (d->n_enough == 1)
		return arena_printf(p->mk->arena, "Without the worst %s (%s) the figure would be %s.", one,
				    names_of(p, 1), level);
	if (d->n_enough)
		return arena_printf(p->mk->arena, "Without the %s worst %s (%s) the figure would be %s.",
				    number_word(p, d->n_enough), many, names_of(p, d->n_enough), level);
	if (d->n_tried == 1)
		return arena_printf(p->mk->arena, "Even without the worst %s (%s) the figure would be %s.", one,
				    names_of(p, 1), level);
	return arena_printf(p->mk->arena, "Even without the %s worst %s the figure would be %s.",
			    number_word(p, d->n_tried), many, level);
}

/* ---- a dimension ---- */

struct words {
	const char *dimension, *name, *title, *one, *many;
};

static const struct words known_words[] = {
	{ "input", "input", "Measure behind it", "measure", "measures" },
	{ "region", "region", "Region", "Region", "Regions" },
	{ "day", "day", "Day", "day", "days" },
	{ "hour", "hour", "Hour (UK time)", "hour", "hours" },
	{ "srv", "srv", "Service Reference Variant", "SRV", "SRVs" },
	{ "device", "device", "Device model and firmware", "device model", "device models" },
	{ "device_policy", "device", "Device model and firmware", "device model", "device models" },
	{ "model_policy", "model", "Device model", "device model", "device models" },
	{ "firmware_policy", "firmware", "Firmware version", "firmware version", "firmware versions" },
	{ "code", "code", "Alert code", "alert code", "alert codes" },
	{ "code_device", "code_device", "Alert code and device model", "alert code and device", "alert codes and devices" },
	{ "reason", "reason", "Reason claimed, and refused", "reason", "reasons" },
	{ "window", "window", "Window of a power outage", "window", "windows" },
	{ "cause", "cause", "Cause", "cause", "causes" },
	{ "resolver", "resolver", "Resolver", "resolver", "resolvers" },
	{ "category", "category", "Category", "category", "categories" },
};

static struct words words_of(const struct driver_parts *p, const char *name)
{
	for (size_t i = 0; i < sizeof known_words / sizeof *known_words; i++)
		if (!strcmp(known_words[i].dimension, name))
			return known_words[i];
	return (struct words){ name, name, name, arena_printf(p->mk->arena, "part by %s", name),
			       arena_printf(p->mk->arena, "parts by %s", name) };
}

/* Events of the figure that the dimension does not tell apart: their excess counts in the shares. */
static void add_rest_excess(const struct driver_parts *p, struct review_dimension *d, mpq_t rest, mpq_t all)
{
	uint64_t good, total;

	if (p->in_points || __builtin_sub_overflow(p->c->good, d->good, &good) ||
	    __builtin_sub_overflow(p->c->total, d->total, &total) || !total)
		return;
	excess_of(rest, p->target, good, total);
	if (mpq_sgn(rest) > 0)
		mpq_add(all, all, rest);
	else
		mpq_set_ui(rest, 0, 1);
}

/* Whether the largest driver has more than the catalogue's share. */
static bool is_telling(const struct driver_parts *p, const mpq_t all)
{
	mpq_t bound;
	bool telling;

	mpq_init(bound);
	review_fraction(bound, p->mk->v->telling_above);
	mpq_mul(bound, bound, all);
	telling = p->n && mpq_cmp(p->items[0].excess, bound) > 0;
	mpq_clear(bound);
	return telling;
}

static void list_drivers(const struct driver_parts *p, struct review_dimension *d, const mpq_t all)
{
	struct review_driver *drivers = arena_alloc(p->mk->arena, d->n + 1, sizeof *drivers);
	mpq_t shown;

	mpq_init(shown);
	for (size_t i = 0; i < d->n; i++) {
		const struct driver_part *part = &p->items[i];

		drivers[i] = (struct review_driver){
			.key = part->key,
			.label = part->label,
			.measure = part->measure,
			.good = part->good,
			.total = part->total,
			.level = level_of(p, part->good, part->total),
			.excess = amount_of(part->excess, p->in_points ? POINT_PLACES : EVENT_PLACES, p->mk->arena),
			.share = amount_share(part->excess, all, p->mk->arena),
			.without = level_without(p, i, 1),
		};
		mpq_add(shown, shown, part->excess);
	}
	d->share_shown = d->n ? amount_share(shown, all, p->mk->arena) : "";
	d->drivers = drivers;
	mpq_clear(shown);
}

/* Writes the parts as a dimension; false when there is nothing to tell apart. */
static bool write_dimension(struct driver_parts *p, const char *name, struct review_dimension *d)
{
	struct words w = words_of(p, name);
	mpq_t all, rest;

	if (p->n < 2)
		return false;
	rank(p);
	*d = (struct review_dimension){ .name = w.name, .title = w.title, .in_points = p->in_points, .n_parts = p->n };
	mpq_inits(all, rest, NULL);
	for (size_t i = 0; i < p->n; i++) {
		d->good += p->items[i].good;
		d->total += p->items[i].total;
		if (mpq_sgn(p->items[i].excess) <= 0)
			continue;
		d->n_with_excess++;
		mpq_add(all, all, p->items[i].excess);
	}
	d->n = d->n_with_excess < (size_t)p->mk->v->drivers ? d->n_with_excess : (size_t)p->mk->v->drivers;
	d->covers = d->good == p->c->good && d->total == p->c->total;
	add_rest_excess(p, d, rest, all);
	find_enough(p, d);
	list_drivers(p, d, all);
	d->share_rest = mpq_sgn(rest) > 0 ? amount_share(rest, all, p->mk->arena) : "";
	d->telling = is_telling(p, all);
	d->sentence = without_sentence(p, d, w.one, w.many);
	mpq_clears(all, rest, NULL);
	return d->n > 0;
}

static bool is_listed(const char *const *names, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (!strcmp(names[i], name))
			return true;
	return false;
}

/* The dimensions of the breakdowns behind the measure, in the order of the results. */
static size_t list_breakdowns(const struct driver_parts *p, const char **names)
{
	int leaves[REVIEW_MAX_LEAVES];
	size_t n_leaves = review_leaves(p->mk->c, p->c->measure, leaves), n = 0;

	for (size_t i = 0; i < p->mk->r->n_breakdowns; i++) {
		const struct breakdown_row *row = &p->mk->r->breakdowns[i];
		bool ours = false;

		for (size_t k = 0; k < n_leaves; k++)
			ours |= row->measure == leaves[k];
		if (ours && n < MAX_DIMENSIONS && !is_listed(names, n, row->dimension))
			names[n++] = row->dimension;
	}
	return n;
}

static const struct dimension *find_dimension(const struct driver_parts *p, const char *name)
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

/* Every part of a key of `a` is in those of `b`, which have more. */
static bool is_coarser(const struct dimension *a, const struct dimension *b)
{
	if (!a || !b || a->n_parts >= b->n_parts)
		return false;
	for (int i = 0; i < a->n_parts; i++) {
		bool found = false;

		for (int k = 0; k < b->n_parts; k++)
			found |= a->parts[i].kind == b->parts[k].kind && a->parts[i].column == b->parts[k].column;
		if (!found)
			return false;
	}
	return true;
}

/* Where a finer breakdown tells as much, the coarser one need not. */
static void prefer_finer(const struct driver_parts *p, struct review_dimension *dimensions, const char *const *names,
			 size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < n && dimensions[i].telling; k++) {
			if (names[i] && names[k] && dimensions[k].telling &&
			    is_coarser(find_dimension(p, names[i]), find_dimension(p, names[k])))
				dimensions[i].telling = false;
		}
	}
}

void review_drivers_make(const struct review_making *mk, const struct cell *c, struct review_line *line)
{
	const struct measure *m = &mk->c->measures[c->measure];
	struct review_dimension *dimensions = arena_alloc(mk->arena, MAX_DIMENSIONS + 3, sizeof *dimensions);
	const char *names[MAX_DIMENSIONS], *made[MAX_DIMENSIONS + 3] = { NULL };
	struct driver_parts p = { .mk = mk, .c = c, .in_points = !review_is_pooled(mk, c) };
	size_t n = 0, n_names;

	line->dimensions = dimensions;
	if (!c->judged_by || !c->total || c->level.value < 0)
		return;
	mpq_init(p.target);
	review_fraction(p.target, c->judged_by->target);
	if (m->kind == KIND_COMPOSITE) {
		by_input(&p);
		n += write_dimension(&p, "input", &dimensions[n]);
		clear_parts(&p);
	}
	/* Regions, days and rows of the inputs do not add up to a mean of their levels. */
	if (!p.in_points) {
		if (c->region == REGION_NONE && m->regional) {
			by_region(&p);
			n += write_dimension(&p, "region", &dimensions[n]);
			clear_parts(&p);
		}
		n_names = list_breakdowns(&p, names);
		for (size_t i = 0; i < n_names; i++) {
			by_breakdown(&p, names[i]);
			made[n] = names[i];
			n += write_dimension(&p, names[i], &dimensions[n]);
			clear_parts(&p);
		}
		by_day(&p);
		made[n] = NULL;
		n += write_dimension(&p, "day", &dimensions[n]);
		clear_parts(&p);
	}
	prefer_finer(&p, dimensions, made, n);
	line->n_dimensions = n;
	memory_free(p.items);
	mpq_clear(p.target);
}
