/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * review_tests.c - should a Green be taken at its word?  Each test by name, with its figures.
 */
#include "metrics/interval.h"
#include "metrics/review_making.h"
#include "metrics/review_parts.h"

#include <string.h>

#define MAX_NAMED 12 /* parts in breach named in a sentence; the rest is counted */

struct asking {
	const struct review_making *mk;
	const struct cell *c;
	const struct measure *m;
	const struct review_control *control;
};

/* part / whole > share, on integers. */
static bool is_above(uint64_t part, uint64_t whole, struct percent share)
{
	return (unsigned __int128)part * 100000000u > (unsigned __int128)whole * (uint64_t)share.micro;
}

static const char *share_text(const struct asking *a, uint64_t part, uint64_t whole)
{
	const char *text;
	mpq_t p, w;

	if (!whole)
		return "0\u00a0%";
	mpq_inits(p, w, NULL);
	number_set_u64(p, part, 1);
	number_set_u64(w, whole, 1);
	text = amount_share(p, w, a->mk->arena);
	mpq_clears(p, w, NULL);
	return text;
}

static struct review_test few_events(const struct asking *a)
{
	struct arena *arena = a->mk->arena;
	bool counts = a->m->kind != KIND_AVAILABILITY, few = counts && a->c->total < (uint64_t)a->mk->v->few_events;
	const char *unit = measure_words(a->m)->unit;

	return (struct review_test){
		.applies = counts,
		.fired = few,
		.text = arena_printf(arena, few ? "%s %.*s, where fewer than %s say little." : "%s %.*s; %s are asked for.",
				     review_count(a->c->total, arena), (int)(strlen(unit) - (a->c->total == 1)), unit,
				     review_count((uint64_t)a->mk->v->few_events, arena)),
	};
}

static struct review_test sample(const struct asking *a)
{
	bool bad = a->c->untrusted && *a->c->untrusted;

	return (struct review_test){ .applies = bad, .fired = bad, .text = bad ? a->c->untrusted : "" };
}

/* ---- a breach inside ---- */

struct named {
	const struct review_making *mk;
	const char *text;
	int n;
};

static void name_part(struct named *n, const char *what, int measure, const struct level_text *level)
{
	if (n->n++ >= MAX_NAMED)
		return;
	n->text = arena_printf(n->mk->arena, "%s%s%s %s (%s)", n->text, *n->text ? ", " : "", what,
			       review_display(n->mk, measure, level), status_word(level->status));
}

static bool is_below(const struct cell *c)
{
	return c && (c->level.status == STATUS_AMBER || c->level.status == STATUS_RED);
}

static void find_cells(const struct asking *a, struct named *n)
{
	int leaves[REVIEW_MAX_LEAVES];
	size_t n_leaves = a->m->kind == KIND_COMPOSITE ? review_leaves(a->mk->c, a->c->measure, leaves) : 0;
	bool national = a->c->region == REGION_NONE;

	for (int g = REGION_N; national && g <= REGION_S; g++) {
		const struct cell *c = results_find(a->mk->r, a->c->measure, (enum region)g);

		if (is_below(c))
			name_part(n, region_name((enum region)g), a->c->measure, &c->level);
	}
	for (size_t i = 0; i < n_leaves; i++) {
		const char *id = a->mk->c->measures[leaves[i]].id;
		const struct cell *c = results_find(a->mk->r, leaves[i], a->c->region);

		if (is_below(c))
			name_part(n, id, leaves[i], &c->level);
		for (int g = REGION_N; national && g <= REGION_S; g++) {
			c = results_find(a->mk->r, leaves[i], (enum region)g);
			if (is_below(c))
				name_part(n, arena_printf(a->mk->arena, "%s %s", id, region_name((enum region)g)),
					  leaves[i], &c->level);
		}
	}
}

static bool is_part_dimension(const struct catalogue_review *v, const char *dimension)
{
	for (int i = 0; i < v->n_part_dimensions; i++)
		if (!strcmp(v->part_dimensions[i], dimension))
			return true;
	return false;
}

/* Below target by more than chance: among a dozen parts some always lie below it. */
static bool part_in_breach(const struct asking *a, const struct breakdown_row *row)
{
	double lower, upper;

	if (row->total < (uint64_t)a->mk->v->part_events || !a->mk->v->part_confidence.micro ||
	    number_judge(row->good, row->total, a->c->judged_by) == STATUS_GREEN)
		return false;
	interval_wilson(row->good, row->total, a->mk->v->part_confidence.micro, &lower, &upper);
	return upper * 1e8 < (double)a->c->judged_by->target.micro;
}

static void find_parts(const struct asking *a, struct named *n)
{
	int leaves[REVIEW_MAX_LEAVES];
	size_t n_leaves = review_leaves(a->mk->c, a->c->measure, leaves);

	for (size_t i = 0; i < a->mk->r->n_breakdowns; i++) {
		const struct breakdown_row *row = &a->mk->r->breakdowns[i];
		struct level_text level;
		bool ours = false;

		for (size_t k = 0; k < n_leaves; k++)
			ours |= row->measure == leaves[k];
		if (!ours || row->region != a->c->region || !row->total ||
		    !is_part_dimension(a->mk->v, row->dimension) ||
		    !review_parts_counts(a->mk->c, row, a->mk->arena) || !part_in_breach(a, row))
			continue;
		number_level_of(row->good, row->total, a->c->judged_by, a->m->display_decimals, a->mk->arena, &level);
		name_part(n, arena_printf(a->mk->arena, "%s %s", review_dimension_one(a->mk, row->dimension), row->key), a->c->measure, &level);
	}
}

static struct review_test breach_inside(const struct asking *a)
{
	struct named n = { a->mk, "", 0 };

	find_cells(a, &n);
	find_parts(a, &n);
	if (n.n > MAX_NAMED)
		n.text = arena_printf(n.mk->arena, "%s and %d more", n.text, n.n - MAX_NAMED);
	return (struct review_test){ .applies = true,
				     .fired = n.n > 0,
				     .text = n.n ? arena_printf(n.mk->arena, "Below target: %s.", n.text)
						 : "Nothing inside is below target." };
}

/* ---- exclusions, composition ---- */

static struct review_test exclusions(const struct asking *a)
{
	const struct cell *c = a->c;
	struct arena *arena = a->mk->arena;
	uint64_t items = c->total + c->excluded;
	/* Outages are left out there, and minutes counted. */
	bool comparable = a->m->kind != KIND_AVAILABILITY;
	bool heavy = comparable && is_above(c->excluded, items, a->mk->v->excluded_above);
	bool refused = comparable && is_above(c->refused, c->total, a->mk->v->refused_above);
	bool turns = c->raw.value >= 0 && c->raw.status != STATUS_GREEN;
	const char *text = arena_printf(
		arena, "%s left out (%s), %s claimed and refused (%s)%s.", review_count(c->excluded, arena),
		comparable ? share_text(a, c->excluded, items) : "outages", review_count(c->refused, arena),
		comparable ? share_text(a, c->refused, c->total) : "outages",
		turns ? arena_printf(arena, "; with nothing left out it would be %s, %s", review_display(a->mk, c->measure, &c->raw),
				     status_word(c->raw.status))
		      : "");

	return (struct review_test){ .applies = c->excluded || c->refused,
				     .fired = heavy || refused,
				     .text = text };
}

static struct review_test masked(const struct asking *a)
{
	const char *text = "";

	for (int rule = 0; rule < COMPOSE_COUNT && a->m->kind == KIND_COMPOSITE; rule++) {
		const struct level_text *l = &a->c->alternatives[rule];

		if (l->status > STATUS_GREEN && l->status <= STATUS_RED)
			text = arena_printf(a->mk->arena, "%s%s%s %s, %s", text, *text ? "; " : "",
					    composition_name((enum composition)rule), review_display(a->mk, a->c->measure, l),
					    status_word(l->status));
	}
	return (struct review_test){
		.applies = a->m->kind == KIND_COMPOSITE,
		.fired = a->c->masked,
		.text = *text ? arena_printf(a->mk->arena, "By another rule of composition: %s.", text)
			      : "Every rule of composition gives Green.",
	};
}

static struct review_test luck(const struct asking *a)
{
	const struct review_control *c = a->control;
	bool known = c->drawn && !c->trial, straddles = c->assurance == ASSURANCE_EITHER;
	double target = c->n_points ? c->points[c->n_points - 1].target : -1;
	int n_missed = 0;
	const char *when = "", *lie = "do not straddle";

	for (size_t i = c->stretch; i < c->n_points; i++)
		n_missed += c->points[i].level.status == STATUS_AMBER || c->points[i].level.status == STATUS_RED;

	if (straddles && n_missed < a->mk->v->luck_misses && a->mk->v->luck_misses < INT64_MAX)
		when = arena_printf(a->mk->arena, "; a doubt from %lld on", (long long)a->mk->v->luck_misses);
	/* Hit and miss is also what limits on one side of the target are, when a month behind them was on the other. */
	if (straddles)
		lie = c->lower >= target ? "lie above" : c->upper < target ? "lie below" : "straddle";
	return (struct review_test){
		.applies = known,
		.fired = known && straddles && n_missed >= a->mk->v->luck_misses,
		.text = !known ? "Too few months to tell."
			       : arena_printf(a->mk->arena,
					      "Limits %s to %s over %zu months %s the target of %s\u00a0%%, "
					      "missed in %d of them%s.",
					      c->lower_text, c->upper_text, c->n_stretch, lie,
					      a->c->judged_by->target.text, n_missed, when),
	};
}

/* Requests that never got a response can stand among those in time (ruling 20 of the method). */
static struct review_test blind(const struct asking *a)
{
	const struct cell *c = a->c;
	struct arena *arena = a->mk->arena;
	struct level_text worst = review_no_level(STATUS_NO_DATA);
	const char *unseen = catalogue_blind_count(a->mk->c, a->m, c->blind, arena);
	bool fired = false;

	if (!c->has_blind || !c->total)
		return (struct review_test){ .text = "" };
	if (!c->blind)
		return (struct review_test){ .applies = true,
					     .text = arena_printf(arena, "No %s.", catalogue_blind_text(a->mk->c, a->m)) };
	number_level_of(c->good > c->blind ? c->good - c->blind : 0, c->total, c->judged_by, a->m->display_decimals, arena,
			&worst);
	fired = is_above(c->blind, c->total, a->mk->v->blind_above) && worst.status != STATUS_GREEN;
	return (struct review_test){
		.applies = true,
		.fired = fired,
		.text = arena_printf(arena, "%s (%s of the events); were %s counted as late it would be %s, %s.", unseen,
				     share_text(a, c->blind, c->total), c->blind == 1 ? "it" : "all of them", review_display(a->mk, c->measure, &worst), status_word(worst.status)),
	};
}

int review_tests_make(const struct review_making *mk, const struct cell *c, const struct review_control *control,
		      struct review_test out[TEST_COUNT])
{
	static struct review_test (*const tests[TEST_COUNT])(const struct asking *) = {
		[TEST_FEW_EVENTS] = few_events, [TEST_SAMPLE] = sample, [TEST_BREACH_INSIDE] = breach_inside,
		[TEST_EXCLUSIONS] = exclusions, [TEST_MASKED] = masked, [TEST_LUCK] = luck,
		[TEST_BLIND] = blind,
	};
	const struct asking a = { mk, c, &mk->c->measures[c->measure], control };
	int n_fired = 0;

	for (int t = 0; t < TEST_COUNT; t++) {
		out[t] = tests[t](&a);
		n_fired += out[t].fired;
	}
	return n_fired;
}
