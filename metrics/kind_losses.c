/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Losses of connection.  They are few, and minutes of one device that overlap count once, so the records
 * are kept (about 56 bytes a row), each with its sign, and settled at the end.
 */
#include "engine/memory.h"
#include "metrics/keying.h"
#include "metrics/stretch.h"

#include <assert.h>
#include <stdlib.h>

struct loss {
	int64_t lost, restored; /* I64_EMPTY: not restored */
	struct name device;
	uint32_t entry; /* in keys */
	uint32_t slot;
	int64_t n; /* signed: how many times */
};

struct losses {
	struct keyed keys; /* rows hold nothing */
	size_t n, room;
	struct loss *items;
};

static struct losses *own_of(const struct rule *r, struct tally *t)
{
	struct losses *own = tally_own(r, t);

	if (!own->keys.width)
		keyed_init(&own->keys, r->split.n, 1);
	return own;
}

/* Half open: one that ended as the month began, or begins as it ends, is none of it. */
static bool overlaps(const struct rule *r, int64_t lost, int64_t restored)
{
	return lost != I64_EMPTY && lost < plan_judged_to(r->plan) &&
	       (restored == I64_EMPTY || restored > r->plan->period.from);
}

static void feed(const struct rule *r, struct tally *t, const struct feed *f)
{
	const struct text *devices = f->batch->columns[r->measure->item_of].text;
	struct losses *own = own_of(r, t);
	struct splitter s;
	int64_t n_counted = 0;

	splitter_init(&s, r, &r->split, f->batch);
	for (size_t i = feed_next(f, 0); devices && i < f->batch->n_rows; i = feed_next(f, i + 1)) {
		uint32_t codes[MEASURE_MAX_PARTS], entry;
		int64_t lost, restored;

		plan_clock(r->measure, f->batch, i, &lost, &restored);
		if (!overlaps(r, lost, restored))
			continue;
		n_counted++;
		splitter_codes(&s, i, codes);
		entry = keyed_entry(&own->keys, codes);
		if (entry == KEYED_FULL)
			continue;
		ARRAY_PUSH(own->items, own->n, own->room) = (struct loss){
			.lost = lost,
			.restored = restored,
			.device = names_find(f->names, devices[i]),
			.entry = entry,
			.slot = r->measure->regional ? (uint32_t)rule_region(r, f->batch, i) : SLOT_NONE,
			.n = f->sign,
		};
	}
	t->n_unselected += f->sign * ((int64_t)f->batch->n_rows - n_counted);
}

static void merge(const struct rule *r, struct tally *into, const struct tally *from)
{
	struct losses *to = own_of(r, into);
	const struct losses *own = from->own;

	to->keys.full |= own->keys.full;
	for (size_t i = 0; i < own->n; i++) {
		struct loss loss = own->items[i];

		loss.entry = keyed_entry(&to->keys, keyed_codes(&own->keys, loss.entry));
		if (loss.entry != KEYED_FULL)
			ARRAY_PUSH(to->items, to->n, to->room) = loss;
	}
}

static void done(void *own)
{
	struct losses *l = own;

	keyed_done(&l->keys);
	memory_free(l->items);
}

/* --- the end --- */

static int compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_names(const struct name *a, const struct name *b)
{
	if (a->listed != b->listed)
		return a->listed ? 1 : -1;
	return (a->number > b->number) - (a->number < b->number);
}

/* By key, device and time: what belongs to one device of a key stands together. */
static int compare_losses(const void *a, const void *b)
{
	const struct loss *x = a, *y = b;
	int order = compare_numbers(x->entry, y->entry);

	if (!order)
		order = compare_names(&x->device, &y->device);
	if (!order)
		order = compare_numbers(x->lost, y->lost);
	if (!order)
		order = compare_numbers(x->restored, y->restored);
	return order ? order : compare_numbers(x->slot, y->slot);
}

/* Every different loss once with its count, those taken back left out. */
static struct loss *settle(const struct losses *own, size_t *n)
{
	struct loss *out = memory_zero(own->n + 1, sizeof *out);
	size_t n_left = 0;

	for (size_t i = 0; i < own->n; i++)
		out[i] = own->items[i];
	if (own->n > 1)
		qsort(out, own->n, sizeof *out, compare_losses);
	for (size_t i = 0; i < own->n;) {
		struct loss one = out[i];

		for (i++; i < own->n && compare_losses(&one, &out[i]) == 0; i++)
			one.n += out[i].n;
		assert(one.n >= 0);
		if (one.n)
			out[n_left++] = one;
	}
	*n = n_left;
	return out;
}

enum lasted { LASTED_HOUR, LASTED_DAY, LASTED_WEEK, LASTED_LONGER, LASTED_ON, LASTED_COUNT };
static const char *const lasted_names[LASTED_COUNT] = { "1 under 1 hour", "2 1 hour to 1 day", "3 1 to 7 days",
							"4 7 days or more", "5 still off" };

static bool still_off(const struct rule *r, const struct loss *loss)
{
	return loss->restored == I64_EMPTY || loss->restored >= plan_judged_to(r->plan);
}

static enum lasted lasted_of(const struct rule *r, const struct loss *loss)
{
	int64_t lasted;

	if (still_off(r, loss))
		return LASTED_ON;
	if (__builtin_sub_overflow(loss->restored, loss->lost, &lasted))
		return LASTED_LONGER;
	if (lasted < NS_PER_HOUR)
		return LASTED_HOUR;
	if (lasted < NS_PER_DAY)
		return LASTED_DAY;
	return lasted < 7 * NS_PER_DAY ? LASTED_WEEK : LASTED_LONGER;
}

/* What is counted of one key in one Region. */
struct loss_sums {
	uint64_t devices, off, minutes_off;
	int64_t begun[LASTED_COUNT], all_begun;
};

static uint64_t minutes_of(const struct rule *r, const struct loss *losses, size_t n, struct stretch *room)
{
	int64_t from = r->plan->period.from, to = plan_judged_to(r->plan);

	for (size_t i = 0; i < n; i++)
		room[i] = (struct stretch){ losses[i].lost > from ? losses[i].lost : from,
					    still_off(r, &losses[i]) ? to : losses[i].restored };
	return (uint64_t)stretch_minutes(room, stretch_unite(room, n));
}

/* One device of a key: its losses, in order. */
static void add_device(const struct rule *r, const struct loss *losses, size_t n, struct stretch *room,
		       struct loss_sums *s)
{
	bool off = false;

	for (size_t i = 0; i < n; i++) {
		off |= still_off(r, &losses[i]);
		if (losses[i].lost < r->plan->period.from)
			continue;
		s->begun[lasted_of(r, &losses[i])] += losses[i].n;
		s->all_begun += losses[i].n;
	}
	s->devices++;
	s->off += off;
	s->minutes_off += minutes_of(r, losses, n, room);
}

static bool has_lasted(const struct dimension *d)
{
	for (int i = 0; i < d->n_parts; i++)
		if (d->parts[i].kind == PART_LASTED)
			return true;
	return false;
}

static void add_row(struct finishing *f, const struct keying *k, uint32_t key, const char *inner, enum region region,
		    uint64_t good, uint64_t total)
{
	struct made_row made = { .row = { .measure = k->rule->index,
					  .region = region,
					  .dimension = k->dimension->name,
					  .good = good,
					  .total = total } };

	if (!total)
		return;
	keying_name(k, key, inner, &made.row);
	breakdown_add(f, &made);
}

/* `group` has the sums that shares are of. */
static void add_rows(struct finishing *f, const struct keying *k, uint32_t key, enum region region,
		     const struct loss_sums *s, int64_t group)
{
	const struct rule *r = k->rule;
	const struct dimension *d = k->dimension;
	uint64_t minutes = (uint64_t)((plan_judged_to(r->plan) - r->plan->period.from) / NS_PER_MINUTE);

	if (d->figure == FIGURE_DEVICES) {
		add_row(f, k, key, "", region, s->off, s->devices);
	} else if (d->figure == FIGURE_MINUTES) {
		add_row(f, k, key, "", region, s->devices * minutes - s->minutes_off,
			s->devices * minutes);
	} else if (has_lasted(d)) {
		for (int n = 0; n < LASTED_COUNT; n++)
			if (s->begun[n])
				add_row(f, k, key, lasted_names[n], region, (uint64_t)s->begun[n], (uint64_t)group);
	} else if (s->all_begun) {
		add_row(f, k, key, "", region, (uint64_t)s->all_begun, (uint64_t)group);
	}
}

/* The losses of a Region with the key of the dimension in place of their entry, sorted. */
static size_t select_losses(struct keying *k, enum region region, const struct keyed *own, const struct loss *losses,
			    size_t n, struct loss *out)
{
	size_t n_out = 0;

	for (size_t i = 0; i < n; i++) {
		if (region != REGION_NONE && losses[i].slot != (uint32_t)region)
			continue;
		out[n_out] = losses[i];
		out[n_out++].entry = keying_key(k, keyed_codes(own, losses[i].entry), (int)losses[i].slot);
	}
	if (n_out > 1)
		qsort(out, n_out, sizeof *out, compare_losses);
	return n_out;
}

static void add_region(struct finishing *f, const struct rule *r, const struct dimension *d, enum region region,
		       const struct losses *own, const struct loss *losses, size_t n)
{
	struct loss *mine = memory_zero(n + 1, sizeof *mine);
	struct stretch *room = memory_zero(n + 1, sizeof *room);
	struct loss_sums *sums;
	int64_t *begun; /* by group */
	struct keying k;
	size_t n_mine;

	keying_init(&k, f, r, &r->split, d);
	n_mine = select_losses(&k, region, &own->keys, losses, n, mine);
	sums = memory_zero((size_t)k.keys.n + 1, sizeof *sums);
	begun = memory_zero((size_t)k.keys.n + 1, sizeof *begun);
	for (size_t i = 0, j; i < n_mine; i = j) {
		for (j = i + 1; j < n_mine && mine[j].entry == mine[i].entry &&
				compare_names(&mine[j].device, &mine[i].device) == 0;)
			j++;
		add_device(r, mine + i, j - i, room, &sums[mine[i].entry]);
	}
	for (uint32_t e = 0; e < k.keys.n; e++)
		begun[keying_group(&k, e)] += sums[e].all_begun;
	for (uint32_t e = 0; e < k.keys.n; e++)
		add_rows(f, &k, e, region, &sums[e], begun[keying_group(&k, e)]);
	keying_done(&k);
	memory_free(begun);
	memory_free(sums);
	memory_free(room);
	memory_free(mine);
}

static void finish(struct finishing *f, const struct rule *r, const struct tally *t)
{
	const struct losses *own = t->own;
	struct loss *losses;
	size_t n;

	if (!own)
		return;
	f->key_limit[r->index] = keyed_limit(&own->keys);
	if (own->keys.full)
		return;
	losses = settle(own, &n);
	for (int i = 0; i < r->measure->n_dimensions; i++) {
		const struct dimension *d = &r->measure->dimensions[i];
		size_t first = f->n_breakdowns;

		for (int region = 0; region < REGION_COUNT; region++) {
			if (breakdown_has(r, d, (enum region)region))
				add_region(f, r, d, (enum region)region, own, losses, n);
		}
		breakdown_end(f, first);
	}
	memory_free(losses);
}

const struct kind kind_losses = {
	.id = KIND_LOSSES,
	.name = "losses",
	.help = "losses of connection: devices, how long, minutes connected",
	.needs = "a dataset, a clock (from, to), the column of the device, breakdowns",
	.own_bytes = sizeof(struct losses),
	.feed = feed,
	.merge = merge,
	.done = done,
	.finish = finish,
};
