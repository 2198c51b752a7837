/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * review_drivers.c - what a shortfall is made of, by measure, Region, breakdown and day.
 *
 * The shortfall of a figure is target x total - good.  The same sum taken over a part is its contribution, so that
 * the contributions of all parts add up to the shortfall exactly; a part better than the target makes up for
 * others and has a negative one.  Under the mean and the minimum of levels the parts are inputs and contribute
 * points of level instead of events.
 */
#include "metrics/review_parts.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define EVENT_PLACES   2
#define POINT_PLACES   3

/* ---- what each contributes ---- */

/* What no part has comes behind the parts that are worse than the target: it is nobody's doing. */
static int largest_first(const void *a, const void *b)
{
	const struct driver_part *x = a, *y = b;
	bool behind_x = x->is_rest && mpq_sgn(y->excess) > 0, behind_y = y->is_rest && mpq_sgn(x->excess) > 0;
	int c = behind_x != behind_y ? (behind_x ? 1 : -1) : mpq_cmp(y->excess, x->excess);

	return c ? c : x->place < y->place ? -1 : 1;
}

/* Under mean and minimum: points of level that each input takes from the whole. */
static void set_points(struct driver_parts *p)
{
	const struct measure *m = &p->mk->c->measures[p->c->measure];
	struct driver_part *worst = NULL;
	mpq_t scale;

	mpq_init(scale);
	mpq_set_ui(scale, 100, p->n ? p->n : 1);
	mpq_canonicalize(scale);
	for (size_t i = 0; i < p->n; i++) {
		struct driver_part *part = &p->items[i];

		mpq_sub(part->excess, p->target, part->level);
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
	mpq_clear(scale);
}

static void rank(struct driver_parts *p)
{
	for (size_t i = 0; i < p->n && !p->in_points; i++)
		review_shortfall(p->items[i].excess, p->target, p->items[i].good, p->items[i].total);
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

static struct level_text level_of_part(const struct driver_parts *p, const struct driver_part *part)
{
	struct level_text level;

	if (!p->in_points)
		return level_of(p, part->good, part->total);
	number_level(part->level, p->c->judged_by, p->mk->c->measures[p->c->measure].display_decimals, p->mk->arena, &level);
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
		if (m->composition == COMPOSE_MEAN)
			mpq_add(sum, sum, p->items[i].level);
		else if (!n_left || mpq_cmp(p->items[i].level, sum) < 0)
			mpq_set(sum, p->items[i].level);
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

/* How few of the worst parts the month could do without to be Green: by the verdict on what is left.  A share of the
 * events has to be left (of measures and Regions, of which there are few, another), or what is left would be another
 * figure. */
static void find_enough(const struct driver_parts *p, struct review_dimension *d)
{
	int most = (int)p->mk->v->worst_days;
	bool few = !strcmp(d->name, "input") || !strcmp(d->name, "region");
	struct percent share = few ? p->mk->v->least_left_few : p->mk->v->least_left;
	/* In hundred millionths of an event, as shares are. */
	unsigned __int128 least = (unsigned __int128)p->c->total * (uint64_t)share.micro;
	uint64_t taken = 0;

	d->enough = review_no_level(STATUS_NO_DATA);
	for (int n = 1; n <= most && (size_t)n < p->n + !d->covers && mpq_sgn(p->items[n - 1].excess) > 0 && !p->items[n - 1].is_rest;
	     n++) {
		struct level_text level = level_without(p, 0, (size_t)n);

		taken += p->items[n - 1].total;
		if (level.value < 0 || (!p->in_points && (unsigned __int128)(p->c->total - taken) * 100000000u < least))
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
	const char *level = arena_printf(p->mk->arena, "%s, %s", results_level_text(p->mk->r, p->c, &d->enough, p->mk->arena),
					 status_word(d->enough.status));

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
	{ "window", "window", "Window of a power outage (UK time)", "window", "windows" },
	{ "cause", "cause", "Cause", "cause", "causes" },
	{ "resolver", "resolver", "Resolver", "resolver", "resolvers" },
	{ "category", "category", "Category", "category", "categories" },
};

static struct words words_of(const struct review_making *mk, const char *name)
{
	for (size_t i = 0; i < sizeof known_words / sizeof *known_words; i++)
		if (!strcmp(known_words[i].dimension, name))
			return known_words[i];
	return (struct words){ name, name, name, arena_printf(mk->arena, "part by %s", name),
			       arena_printf(mk->arena, "parts by %s", name) };
}

const char *review_dimension_one(const struct review_making *mk, const char *dimension)
{
	return words_of(mk, dimension).one;
}

/* Events of the figure that the dimension does not tell apart: their excess counts in the shares. */
static void add_rest_excess(const struct driver_parts *p, struct review_dimension *d, mpq_t rest, mpq_t all)
{
	uint64_t good, total;

	if (p->in_points || __builtin_sub_overflow(p->c->good, d->good, &good) ||
	    __builtin_sub_overflow(p->c->total, d->total, &total) || !total)
		return;
	review_shortfall(rest, p->target, good, total);
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
			.level = level_of_part(p, part),
			.excess = amount_of(part->excess, p->in_points ? POINT_PLACES : EVENT_PLACES, p->mk->arena),
			.share = amount_share(part->excess, all, p->mk->arena),
			.share_tenths = amount_share_tenths(part->excess, all),
			.is_rest = part->is_rest,
			.without = part->is_rest ? review_no_level(STATUS_NO_DATA) : level_without(p, i, 1),
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
	struct words w = words_of(p->mk, name);
	mpq_t all, rest;

	if (p->n < 2)
		return false;
	rank(p);
	*d = (struct review_dimension){ .name = w.name, .title = w.title, .one = w.one,
					.in_points = p->in_points, .n_parts = p->n };
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
			    is_coarser(review_parts_dimension(p, names[i]), review_parts_dimension(p, names[k])))
				dimensions[i].telling = false;
		}
	}
}

void review_drivers_make(const struct review_making *mk, const struct cell *c, struct review_line *line)
{
	const struct measure *m = &mk->c->measures[c->measure];
	struct review_dimension *dimensions = arena_alloc(mk->arena, REVIEW_MAX_DIMENSIONS + 3, sizeof *dimensions);
	const char *names[REVIEW_MAX_DIMENSIONS], *made[REVIEW_MAX_DIMENSIONS + 3] = { NULL };
	struct driver_parts p = { .mk = mk, .c = c, .in_points = !review_is_pooled(mk, c) };
	size_t n = 0, n_names;

	line->dimensions = dimensions;
	if (!c->judged_by || !c->total || c->level.value < 0)
		return;
	mpq_init(p.target);
	review_fraction(p.target, c->judged_by->target);
	if (m->kind == KIND_COMPOSITE) {
		review_parts_by_input(&p);
		n += write_dimension(&p, "input", &dimensions[n]);
		review_parts_clear(&p);
	}
	/* Regions, days and rows of the inputs do not add up to a mean of their levels. */
	if (!p.in_points) {
		if (c->region == REGION_NONE && m->regional) {
			review_parts_by_region(&p);
			n += write_dimension(&p, "region", &dimensions[n]);
			review_parts_clear(&p);
		}
		n_names = review_parts_breakdowns(&p, names);
		for (size_t i = 0; i < n_names; i++) {
			review_parts_by_breakdown(&p, names[i]);
			made[n] = names[i];
			n += write_dimension(&p, names[i], &dimensions[n]);
			review_parts_clear(&p);
		}
		review_parts_by_day(&p);
		made[n] = NULL;
		n += write_dimension(&p, "day", &dimensions[n]);
		review_parts_clear(&p);
	}
	prefer_finer(&p, dimensions, made, n);
	line->n_dimensions = n;
	memory_free(p.items);
	mpq_clear(p.target);
}
