/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * review_change.c - the change of a level on the month before, split into parts that add up exactly.
 *
 * A level is the sum of weight x level over its parts (inputs, Regions).  With both factors taken half way between
 * the months, the change is exactly: mix, the change of the weights at the mean levels, plus performance, the
 * change of the levels at the mean weights.  docs/review.md tells every part in words.
 */
#include "metrics/review_making.h"

#include <assert.h>
#include <string.h>

enum { BEFORE, NOW, SIDES };
#define POINT_PLACES 3
#define EVENT_PLACES 2

/* A part of the figure in both months. */
struct piece {
	bool redefined;
	mpq_t share[SIDES]; /* level, 0 to 1 */
	bool has_share[SIDES];
	mpq_t weight[SIDES]; /* together 1 in each month */
};

struct split {
	const struct review_making *mk;
	const struct cell *c;
	struct review_month month[SIDES];
	struct review_counts n[SIDES]; /* of the cell itself */
	bool raw;                      /* the pieces are taken before exclusions */
	enum composition rule;
	size_t n_pieces, room;
	struct piece *pieces;
	mpq_t level[SIDES];     /* counted, as known now; under the rule in force in each month */
	mpq_t at_rule[SIDES];   /* counted, both under the rule of now */
	mpq_t base[SIDES];      /* the sum of the pieces: raw or counted, under the rule of now */
	mpq_t published;        /* level of the month before as it was published */
	struct review_counts n_published;
	mpq_t parts[CHANGE_COUNT];
};

/* ---- pieces ---- */

static struct piece *add_piece(struct split *s)
{
	struct piece *p = &ARRAY_PUSH(s->pieces, s->n_pieces, s->room);

	*p = (struct piece){ 0 };
	for (int k = 0; k < SIDES; k++)
		mpq_inits(p->share[k], p->weight[k], NULL);
	return p;
}

static void clear_pieces(struct split *s)
{
	for (size_t i = 0; i < s->n_pieces; i++)
		for (int k = 0; k < SIDES; k++)
			mpq_clears(s->pieces[i].share[k], s->pieces[i].weight[k], NULL);
	s->n_pieces = 0;
}

static bool same_words(const char *a, const char *b)
{
	return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool same_lists(const char *const *a, int n_a, const char *const *b, int n_b)
{
	bool same = n_a == n_b;

	for (int i = 0; same && i < n_a; i++)
		same = same_words(a[i], b[i]);
	return same;
}

/* What decides which rows count and which of them are in time. */
static bool same_definition(const struct measure *a, const struct measure *b)
{
	bool same = a->kind == b->kind && a->dataset == b->dataset && a->n_filters == b->n_filters &&
		    a->clock_from == b->clock_from && a->n_stops == b->n_stops && a->placed_by == b->placed_by &&
		    a->paused_column == b->paused_column && a->early_stop_ok == b->early_stop_ok &&
		    a->denominator == b->denominator && a->within.column == b->within.column &&
		    a->within.n_cases == b->within.n_cases && same_words(a->service, b->service) &&
		    same_words(a->definition, b->definition) && same_words(a->points, b->points) &&
		    same_lists(a->exclusions, a->n_exclusions, b->exclusions, b->n_exclusions);

	for (int i = 0; same && i < a->n_stops; i++)
		same = a->clock_to[i] == b->clock_to[i];
	for (int i = 0; same && i < a->n_filters; i++)
		same = a->filters[i].column == b->filters[i].column &&
		       same_lists(a->filters[i].values, a->filters[i].n_values, b->filters[i].values,
				  b->filters[i].n_values);
	for (int i = 0; same && i < a->within.n_cases && a->within.limits && b->within.limits; i++)
		same = a->within.limits[i].ns == b->within.limits[i].ns &&
		       (!a->within.values || same_words(a->within.values[i], b->within.values[i]));
	return same;
}

static bool redefined(const struct split *s, int measure)
{
	const struct measure *now = &s->mk->c->measures[measure];
	const struct measure *then = review_measure_then(&s->month[BEFORE], measure);

	if (!then || now->kind == KIND_COMPOSITE)
		return false; /* a composite's rule is looked at by itself */
	return then != now && !same_definition(now, then);
}

/* Takes b from a; false where that is no count. */
static bool take(uint64_t *a, uint64_t b)
{
	return !__builtin_sub_overflow(*a, b, a);
}

/* Counts of a leaf in a Region, or (rest) of its rows without Region; false when not known in either month, or when a
 * rest is none: reported Regions need not add up to the reported whole. */
static bool leaf_counts(const struct split *s, int leaf, enum region region, bool rest,
			struct review_counts out[SIDES])
{
	for (int k = 0; k < SIDES; k++) {
		if (!review_counts_of(&s->month[k], leaf, region, &out[k]))
			return false;
		for (int g = REGION_N; rest && g <= REGION_S; g++) {
			struct review_counts part;

			if (!review_counts_of(&s->month[k], leaf, (enum region)g, &part) ||
			    !take(&out[k].good, part.good) || !take(&out[k].total, part.total))
				return false;
			out[k].has_raw = out[k].has_raw && part.has_raw && take(&out[k].raw_good, part.raw_good) &&
					 take(&out[k].raw_total, part.raw_total);
		}
		if (out[k].good > out[k].total)
			return false;
		out[k].has_raw = out[k].has_raw && out[k].raw_good <= out[k].raw_total;
	}
	return true;
}

static bool add_leaf(struct split *s, int leaf, enum region region, bool rest, struct review_counts sum[SIDES])
{
	struct review_counts n[SIDES];

	if (!leaf_counts(s, leaf, region, rest, n))
		return false;
	struct piece *p = add_piece(s);
	p->redefined = redefined(s, leaf);
	for (int k = 0; k < SIDES; k++) {
		uint64_t good = s->raw ? n[k].raw_good : n[k].good, total = s->raw ? n[k].raw_total : n[k].total;
		uint64_t all = s->raw ? s->n[k].raw_total : s->n[k].total;

		if (s->raw && !n[k].has_raw)
			return false;
		sum[k].good += good;
		sum[k].total += total;
		p->has_share[k] = total > 0;
		if (total)
			number_set_u64(p->share[k], good, total);
		number_set_u64(p->weight[k], total, all);
	}
	return true;
}

/* Pieces by input, by Region, or both, when they add up to the figure in both months. */
static bool pieces_by(struct split *s, bool by_leaf, bool by_region)
{
	int leaves[REVIEW_MAX_LEAVES];
	size_t n_leaves = by_leaf ? review_leaves(s->mk->c, s->c->measure, leaves) : 1;
	struct review_counts sum[SIDES] = { 0 };
	bool good = true;

	clear_pieces(s);
	if (!by_leaf)
		leaves[0] = s->c->measure;
	for (size_t i = 0; good && i < n_leaves; i++) {
		bool split_leaf = by_region && s->mk->c->measures[leaves[i]].regional;

		for (int g = REGION_N; good && split_leaf && g <= REGION_S; g++)
			good = add_leaf(s, leaves[i], (enum region)g, false, sum);
		if (good)
			good = add_leaf(s, leaves[i], s->c->region, split_leaf, sum);
	}
	for (int k = 0; good && k < SIDES; k++)
		good = sum[k].good == (s->raw ? s->n[k].raw_good : s->n[k].good) &&
		       sum[k].total == (s->raw ? s->n[k].raw_total : s->n[k].total);
	return good;
}

/* A reported figure need not be what its inputs give. */
static bool adds_up(const struct split *s)
{
	bool good = true;
	mpq_t sum, term;

	mpq_inits(sum, term, NULL);
	for (int k = 0; k < SIDES; k++) {
		mpq_set_ui(sum, 0, 1);
		for (size_t i = 0; i < s->n_pieces; i++) {
			mpq_mul(term, s->pieces[i].weight[k], s->pieces[i].share[k]);
			mpq_add(sum, sum, term);
		}
		good = good && mpq_equal(sum, s->base[k]);
	}
	mpq_clears(sum, term, NULL);
	return good;
}

/* Under mean and minimum the pieces are the inputs as they stand, with the weights that the rule gives them. */
static bool pieces_by_rule(struct split *s)
{
	const struct measure *m = &s->mk->c->measures[s->c->measure];

	clear_pieces(s);
	for (int i = 0; i < m->n_inputs; i++) {
		struct piece *p = add_piece(s);

		p->redefined = redefined(s, m->inputs[i]);
		for (int k = 0; k < SIDES; k++)
			p->has_share[k] = review_level_of(&s->month[k], m->inputs[i], s->c->region, COMPOSE_COUNT,
							  s->raw, p->share[k]);
	}
	for (int k = 0; k < SIDES; k++) {
		unsigned long n = 0;
		struct piece *worst = NULL;

		for (size_t i = 0; i < s->n_pieces; i++) {
			struct piece *p = &s->pieces[i];

			n += p->has_share[k];
			if (p->has_share[k] && (!worst || mpq_cmp(p->share[k], worst->share[k]) < 0))
				worst = p;
		}
		if (!worst)
			return false;
		for (size_t i = 0; i < s->n_pieces; i++) {
			struct piece *p = &s->pieces[i];

			if (s->rule == COMPOSE_MEAN && p->has_share[k])
				mpq_set_ui(p->weight[k], 1, n);
			else if (s->rule == COMPOSE_MINIMUM && p == worst)
				mpq_set_ui(p->weight[k], 1, 1);
		}
	}
	return adds_up(s);
}

static void one_piece(struct split *s)
{
	clear_pieces(s);
	struct piece *p = add_piece(s);
	p->redefined = redefined(s, s->c->measure);
	for (int k = 0; k < SIDES; k++) {
		mpq_set(p->share[k], s->base[k]);
		p->has_share[k] = true;
		mpq_set_ui(p->weight[k], 1, 1);
	}
}

/* Sets the pieces, and says by what they were told apart. */
static const char *find_pieces(struct split *s, bool pooled)
{
	const struct measure *m = &s->mk->c->measures[s->c->measure];
	bool national = s->c->region == REGION_NONE && m->regional, composite = m->kind == KIND_COMPOSITE;

	if (!pooled && pieces_by_rule(s))
		return "Mix and performance are told apart by the measures behind it.";
	if (pooled && composite && national && pieces_by(s, true, true))
		return "Mix and performance are told apart by measure and Region.";
	if (pooled && composite && pieces_by(s, true, false))
		return "Mix and performance are told apart by the measures behind it.";
	if (pooled && national && pieces_by(s, false, true))
		return "Mix and performance are told apart by Region.";
	one_piece(s);
	if (!composite && !national)
		return "The figure has no parts whose mix could change.";
	return "The parts of the month before are not known, or do not add up to its figure: a change of the mix "
	       "cannot be told from performance.";
}

/* ---- the split ---- */

/* A piece that had no events in a month counts at the level it had in the other: all it does is mix. */
static void lend_shares(struct split *s)
{
	for (size_t i = 0; i < s->n_pieces; i++) {
		struct piece *p = &s->pieces[i];

		for (int k = 0; k < SIDES; k++)
			if (!p->has_share[k] && p->has_share[!k])
				mpq_set(p->share[k], p->share[!k]);
	}
}

static void split_pieces(struct split *s)
{
	mpq_t a, b, half, check;

	mpq_inits(a, b, half, check, NULL);
	mpq_set_ui(half, 1, 2);
	for (size_t i = 0; i < s->n_pieces; i++) {
		struct piece *p = &s->pieces[i];

		mpq_sub(a, p->weight[NOW], p->weight[BEFORE]);
		mpq_add(b, p->share[NOW], p->share[BEFORE]);
		mpq_mul(a, a, b);
		mpq_mul(a, a, half);
		mpq_add(s->parts[CHANGE_MIX], s->parts[CHANGE_MIX], a);
		mpq_add(check, check, a);
		mpq_sub(a, p->share[NOW], p->share[BEFORE]);
		mpq_add(b, p->weight[NOW], p->weight[BEFORE]);
		mpq_mul(a, a, b);
		mpq_mul(a, a, half);
		enum review_change_part to = p->redefined ? CHANGE_DEFINITION : CHANGE_PERFORMANCE;
		mpq_add(s->parts[to], s->parts[to], a);
		mpq_add(check, check, a);
	}
	mpq_sub(a, s->base[NOW], s->base[BEFORE]);
	assert(mpq_equal(a, check));
	mpq_clears(a, b, half, check, NULL);
}

/* to += (a - b) - (c - d) */
static void add_difference(mpq_t to, const mpq_t a, const mpq_t b, const mpq_t c, const mpq_t d)
{
	mpq_t x, y;

	mpq_inits(x, y, NULL);
	mpq_sub(x, a, b);
	mpq_sub(y, c, d);
	mpq_sub(x, x, y);
	mpq_add(to, to, x);
	mpq_clears(x, y, NULL);
}

static void split_points(struct split *s)
{
	mpq_t zero;

	mpq_init(zero);
	lend_shares(s);
	split_pieces(s);
	if (s->raw)
		add_difference(s->parts[CHANGE_EXCLUSIONS], s->at_rule[NOW], s->base[NOW], s->at_rule[BEFORE],
			       s->base[BEFORE]);
	add_difference(s->parts[CHANGE_DEFINITION], s->at_rule[BEFORE], s->level[BEFORE], zero, zero);
	add_difference(s->parts[CHANGE_RESTATEMENT], s->level[BEFORE], s->published, zero, zero);
	mpq_clear(zero);
}

/* The same split of the shortfall: its size times how far the level is from the target, half way again. */
static void split_events(struct split *s, const mpq_t target, const mpq_t target_before, mpq_t *out)
{
	mpq_t a, b, n_now, n_before, mean_n, half, zero;
	mpq_t counted[SIDES], base[SIDES];

	mpq_inits(a, b, n_now, n_before, mean_n, half, zero, NULL);
	mpq_set_ui(half, 1, 2);
	for (int k = 0; k < SIDES; k++) {
		mpq_inits(counted[k], base[k], NULL);
		review_shortfall(counted[k], target, s->n[k].good, s->n[k].total);
		if (s->raw)
			review_shortfall(base[k], target, s->n[k].raw_good, s->n[k].raw_total);
		else
			mpq_set(base[k], counted[k]);
	}
	number_set_u64(n_now, s->raw ? s->n[NOW].raw_total : s->n[NOW].total, 1);
	number_set_u64(n_before, s->raw ? s->n[BEFORE].raw_total : s->n[BEFORE].total, 1);
	mpq_add(mean_n, n_now, n_before);
	mpq_mul(mean_n, mean_n, half);
	/* Volume: the change of the number at the mean distance from the target. */
	mpq_sub(a, target, s->base[NOW]);
	mpq_sub(b, target, s->base[BEFORE]);
	mpq_add(a, a, b);
	mpq_mul(a, a, half);
	mpq_sub(b, n_now, n_before);
	mpq_mul(out[CHANGE_VOLUME], a, b);
	for (int p = CHANGE_PERFORMANCE; p <= CHANGE_MIX; p++) {
		mpq_mul(out[p], s->parts[p], mean_n);
		mpq_neg(out[p], out[p]);
	}
	/* Of the definition's part, what redefined pieces did; the rule is the same in both months here. */
	mpq_mul(out[CHANGE_DEFINITION], s->parts[CHANGE_DEFINITION], mean_n);
	mpq_neg(out[CHANGE_DEFINITION], out[CHANGE_DEFINITION]);
	number_set_u64(n_before, s->n[BEFORE].total, 1);
	mpq_sub(a, target, target_before);
	mpq_mul(a, a, n_before);
	mpq_add(out[CHANGE_DEFINITION], out[CHANGE_DEFINITION], a);
	add_difference(out[CHANGE_EXCLUSIONS], counted[NOW], base[NOW], counted[BEFORE], base[BEFORE]);
	review_shortfall(a, target_before, s->n[BEFORE].good, s->n[BEFORE].total);
	review_shortfall(b, target_before, s->n_published.good, s->n_published.total);
	add_difference(out[CHANGE_RESTATEMENT], a, b, zero, zero);
	for (int k = 0; k < SIDES; k++)
		mpq_clears(counted[k], base[k], NULL);
	mpq_clears(a, b, n_now, n_before, mean_n, half, zero, NULL);
}

/* ---- the whole ---- */

/* A level as printed, "97.944146", as a fraction. */
static bool set_printed(mpq_t out, const char *exact)
{
	char digits[64];
	size_t n = 0, places = 0;
	bool point = false;
	mpz_t power;

	for (; *exact && n + 1 < sizeof digits; exact++) {
		point |= *exact == '.';
		places += point && *exact != '.';
		if (*exact != '.')
			digits[n++] = *exact;
	}
	digits[n] = '\0';
	if (!n || mpz_set_str(mpq_numref(out), digits, 10))
		return false;
	mpz_init(power);
	mpz_ui_pow_ui(power, 10, (unsigned long)places + 2);
	mpz_set(mpq_denref(out), power);
	mpq_canonicalize(out);
	mpz_clear(power);
	return true;
}

/* The figure that readers were told: what the first restatement since then replaced. */
static void find_published(struct split *s, bool pooled)
{
	const struct results *r = s->mk->r;

	s->n_published = s->n[BEFORE];
	mpq_set(s->published, s->level[BEFORE]);
	for (size_t i = 0; i < r->n_restatements; i++) {
		const struct restatement *p = &r->restatements[i];

		if (p->measure != s->c->measure || p->region != s->c->region || !p->former_total ||
		    month_compare(p->month, s->month[BEFORE].month) != 0)
			continue;
		s->n_published = (struct review_counts){ .good = p->former_good, .total = p->former_total };
		/* Under mean and minimum only the printed level of a former figure is kept. */
		if (pooled || !set_printed(s->published, p->former.exact))
			number_set_u64(s->published, p->former_good, p->former_total);
		return;
	}
}

static const char *why_unknown(const struct split *s)
{
	return arena_printf(s->mk->arena, "%s has no figure to compare with.",
			    review_month_text(s->month[BEFORE].month, s->mk->arena));
}

/* Levels of both months under both rules; false when there is nothing to compare. */
static bool find_levels(struct split *s)
{
	const struct measure *then = review_measure_then(&s->month[BEFORE], s->c->measure);
	const int m = s->c->measure;
	const enum region g = s->c->region;

	if (!then || s->c->level.value < 0)
		return false;
	for (int k = 0; k < SIDES; k++) {
		if (!review_counts_of(&s->month[k], m, g, &s->n[k]) || !s->n[k].total ||
		    !review_level_of(&s->month[k], m, g, COMPOSE_COUNT, false, s->level[k]))
			return false;
		if (!review_level_of(&s->month[k], m, g, s->rule, false, s->at_rule[k]))
			return false;
	}
	if (s->month[BEFORE].whole) {
		const struct cell *c = results_find(s->month[BEFORE].whole, (int)(then - s->month[BEFORE].whole->catalogue->measures), g);
		if (!c || c->level.value < 0)
			return false; /* withheld then */
	}
	s->raw = s->n[NOW].has_raw && s->n[BEFORE].has_raw && s->n[NOW].raw_total && s->n[BEFORE].raw_total;
	for (int k = 0; k < SIDES; k++)
		if (!s->raw || !review_level_of(&s->month[k], m, g, s->rule, true, s->base[k])) {
			s->raw = false;
			mpq_set(s->base[NOW], s->at_rule[NOW]);
			mpq_set(s->base[BEFORE], s->at_rule[BEFORE]);
			break;
		}
	return true;
}

static void to_points(mpq_t *parts)
{
	mpq_t hundred;

	mpq_init(hundred);
	mpq_set_ui(hundred, 100, 1);
	for (int p = 0; p < CHANGE_COUNT; p++)
		mpq_mul(parts[p], parts[p], hundred);
	mpq_clear(hundred);
}

static void write_out(struct split *s, bool pooled, struct review_change *out)
{
	const struct measure *m = &s->mk->c->measures[s->c->measure];
	const struct measure *then = review_measure_then(&s->month[BEFORE], s->c->measure);
	const struct level *level_before = measure_level(then, s->month[BEFORE].month);
	mpq_t target, target_before, events[CHANGE_COUNT];

	out->known = true;
	number_level(s->published, level_before, m->display_decimals, s->mk->arena, &out->before);
	out->has_events = pooled && s->c->judged_by && level_before &&
			  (then->kind != KIND_COMPOSITE || then->composition == COMPOSE_POOLED || s->n[BEFORE].own);
	if (out->has_events) {
		mpq_inits(target, target_before, NULL);
		for (int p = 0; p < CHANGE_COUNT; p++)
			mpq_init(events[p]);
		review_fraction(target, s->c->judged_by->target);
		review_fraction(target_before, level_before->target);
		split_events(s, target, target_before, events);
		amount_parts(events, CHANGE_COUNT, EVENT_PLACES, s->mk->arena, out->events, &out->events_total);
		for (int p = 0; p < CHANGE_COUNT; p++)
			mpq_clear(events[p]);
		mpq_clears(target, target_before, NULL);
	}
	to_points(s->parts);
	amount_parts(s->parts, CHANGE_COUNT, POINT_PLACES, s->mk->arena, out->points, &out->points_total);
	out->exclusions_unknown = !s->raw && s->c->excluded;
	if (out->exclusions_unknown)
		out->parts = arena_printf(s->mk->arena, "%s What was left out the month before is not known: its "
							"effect stands in performance.",
					  out->parts);
}

void review_change_make(const struct review_making *mk, const struct cell *c, struct review_change *out)
{
	struct split s = { .mk = mk, .c = c, .month = { review_last_month(mk), review_this_month(mk) } };
	bool pooled = review_is_pooled(mk, c);

	*out = (struct review_change){ .why = "", .parts = "", .before = review_no_level(STATUS_NO_DATA) };
	out->month = s.month[BEFORE].month;
	for (int p = 0; p < CHANGE_COUNT; p++) {
		mpq_init(s.parts[p]);
		out->points[p] = out->events[p] = (struct review_amount){ "", "", 0 };
	}
	out->points_total = out->events_total = (struct review_amount){ "", "", 0 };
	for (int k = 0; k < SIDES; k++)
		mpq_inits(s.level[k], s.at_rule[k], s.base[k], NULL);
	mpq_init(s.published);
	s.rule = mk->c->measures[c->measure].composition;
	if (find_levels(&s)) {
		find_published(&s, pooled);
		out->parts = find_pieces(&s, pooled);
		split_points(&s);
		write_out(&s, pooled, out);
	} else {
		out->why = why_unknown(&s);
	}
	clear_pieces(&s);
	memory_free(s.pieces);
	for (int p = 0; p < CHANGE_COUNT; p++)
		mpq_clear(s.parts[p]);
	for (int k = 0; k < SIDES; k++)
		mpq_clears(s.level[k], s.at_rule[k], s.base[k], NULL);
	mpq_clear(s.published);
}
