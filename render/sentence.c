/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/sentence.h"

#include "engine/number.h"
#include "engine/review.h"
#include "engine/supply.h"
#include "render/sentence_topics.h"

#include <math.h>
#include <string.h>

const char *sentence_level_text(const struct results *r, const struct cell *c, const struct level_text *l,
				struct arena *arena)
{
	if (!l->display || !*l->display)
		return "\u2013";
	return results_level_text(r, c, l, arena);
}

const char *sentence_level(const struct results *r, const struct cell *c, struct arena *arena)
{
	if (!c->level.display || !*c->level.display)
		return status_word(c->level.status);
	return sentence_level_text(r, c, &c->level, arena);
}

const char *sentence_level_marked(const struct results *r, const struct cell *c, struct arena *arena)
{
	const char *level = supply_lacks(r, c) && c->level.status == STATUS_NO_DATA ? "Not supplied"
										    : sentence_level(r, c, arena);
	return *review_doubts(r->review, c, arena) ? arena_printf(arena, "%s!", level) : level;
}

const char *sentence_count(uint64_t n, struct arena *arena)
{
	char text[40];
	number_grouped(n, text);
	return arena_copy(arena, text, strlen(text));
}

const char *sentence_month(struct month m, struct arena *arena)
{
	return arena_printf(arena, "%s %d", month_name(m.month), m.year);
}

const char *sentence_day(const struct period *p, int day, struct arena *arena)
{
	return arena_printf(arena, "%d %s", day + 1, month_name(p->month.month));
}

const char *sentence_list(const char *const *names, size_t n, struct arena *arena)
{
	struct builder b;
	builder_init(&b);
	for (size_t i = 0; i < n; i++) {
		if (i)
			builder_add(&b, i + 1 == n ? TEXT(" and ") : TEXT(", "));
		builder_add(&b, text_of(names[i]));
	}
	const char *list = arena_copy(arena, b.data ? b.data : "", b.size);
	builder_done(&b);
	return list;
}

const char *sentence_unit(const struct measure *m)
{
	return measure_words(m)->unit;
}

const char *sentence_units(const struct measure *m, uint64_t n, struct arena *arena)
{
	const char *unit = sentence_unit(m);
	return arena_printf(arena, "%s %.*s", sentence_count(n, arena), (int)(strlen(unit) - (n == 1)), unit);
}

const char *sentence_points(const char *gap, struct arena *arena)
{
	if (!gap || !*gap)
		return "";
	const char *figure = gap + (*gap == '-' || *gap == '+');
	return arena_printf(arena, "%s points", figure);
}

const char *sentence_past_basis(const struct results *r, struct arena *arena)
{
	size_t n = 0, n_reported = 0;
	const char *whose = "the providers' own figures";
	for (size_t i = 0; i < r->n_past; i++) {
		const struct past_cell *p = &r->past[i];
		n += p->level.value >= 0;
		n_reported += p->level.value >= 0 && p->basis != BASIS_EVENTS;
		if (p->level.value >= 0 && p->basis == BASIS_MIXED)
			whose = "wholly or in part the providers' own figures";
	}
	if (!n_reported)
		return "";
	if (n_reported == n)
		return arena_printf(arena, "All levels of earlier months are as reported: %s, not computed from events.", whose);
	return arena_printf(arena, "Of %s levels of earlier months %s %s as reported: %s, not computed from events.",
			    sentence_count(n, arena), sentence_count(n_reported, arena), n_reported == 1 ? "is" : "are", whose);
}

const char *sentence_may_leave_out(const struct measure *m, struct arena *arena)
{
	const char *allowed = sentence_list(m->exclusions, (size_t)m->n_exclusions, arena);
	if (m->kind == KIND_REPORTED)
		return "not known: the figure is a provider's own";
	if (m->kind == KIND_COMPOSITE)
		return "";
	if (m->is_metric) /* the register names measures only */
		return m->n_exclusions ? allowed : "nothing";
	if (!m->n_exclusions)
		return "only what the exceptions register approves";
	return arena_printf(arena, "%s, and what the exceptions register approves", allowed);
}

bool sentence_is_below(const struct cell *c)
{
	return c && (c->level.status == STATUS_AMBER || c->level.status == STATUS_RED);
}

bool sentence_is_missed(const struct results *r, int measure)
{
	for (int region = 0; region < REGION_COUNT; region++)
		if (sentence_is_below(results_find(r, measure, (enum region)region)))
			return true;
	return false;
}

const char *sentence_none_below(const struct results *r, const char *who, const int *measures, size_t n, bool national,
				struct arena *arena)
{
	size_t n_figures = 0, n_judged = 0;
	n = measures ? n : (size_t)r->catalogue->n_measures;
	for (size_t i = 0; i < n; i++)
		for (int region = national ? REGION_NONE : REGION_N; region < REGION_COUNT; region++) {
			const struct cell *c =
				results_find(r, measures ? measures[i] : (int)i, (enum region)region);
			n_figures += c != NULL;
			n_judged += c && c->level.status < STATUS_NO_DATA;
		}
	if (!n_judged)
		return arena_printf(arena, "%s has a figure", who);
	if (n_judged == n_figures)
		return arena_printf(arena, "%s is below target", who);
	return arena_printf(arena, "%s is below target, judged on %zu of %zu figures", who, n_judged, n_figures);
}

/* What one figure says by itself. */
static const char *one_cell(const struct results *r, const struct cell *c, struct arena *arena)
{
	const char *level = sentence_level(r, c, arena);
	const char *target = c->judged_by ? c->judged_by->target.text : "";
	switch (c->level.status) {
	case STATUS_GREEN:
		return arena_printf(arena, "Green: %s, the target is %s\u00a0%%", level, target);
	case STATUS_AMBER:
	case STATUS_RED:
		return arena_printf(arena, "%s: %s, %s below the target of %s\u00a0%%", status_word(c->level.status), level,
				    sentence_points(c->gap_target, arena), target);
	case STATUS_NO_DATA:
	case STATUS_WITHHELD:
	case STATUS_COUNT:
		break;
	}
	return c->level.status == STATUS_WITHHELD ? "Withheld: the data does not carry a figure"
						  : "No data: nothing was measured";
}

struct region_lists {
	const char *below[REGION_COUNT], *met[REGION_COUNT], *without[REGION_COUNT], *doubted[REGION_COUNT];
	size_t n_below, n_met, n_without, n_doubted; /* doubted: of those that met it */
	const struct cell *worst;
};

static void list_regions(const struct results *r, int measure, struct region_lists *l, struct arena *arena)
{
	*l = (struct region_lists){ 0 };
	for (int g = REGION_N; g <= REGION_S; g++) {
		const struct cell *c = results_find(r, measure, (enum region)g);
		if (!c)
			continue;
		const char *name = region_name((enum region)g);
		if (sentence_is_below(c)) {
			l->below[l->n_below++] = name;
			if (!l->worst || c->level.value < l->worst->level.value)
				l->worst = c;
		} else if (c->level.status == STATUS_GREEN) {
			l->met[l->n_met++] = name;
			if (*review_doubts(r->review, c, arena))
				l->doubted[l->n_doubted++] = name;
		} else {
			l->without[l->n_without++] = name;
		}
	}
}

const char *sentence_regions(const struct results *r, int measure, struct arena *arena)
{
	struct region_lists l;
	list_regions(r, measure, &l, arena);
	const struct cell *national = results_find(r, measure, REGION_NONE);
	if (!l.n_below && !l.n_met && !l.n_without)
		return national ? one_cell(r, national, arena) : "No figure";
	const struct cell *any = l.worst ? l.worst : national;
	for (int g = REGION_N; g <= REGION_S && (!any || !any->judged_by); g++)
		any = results_find(r, measure, (enum region)g);
	const char *target = any && any->judged_by ? any->judged_by->target.text : "";
	const char *rest = "";
	if (l.n_without)
		rest = arena_printf(arena, "; no figure for %s", sentence_list(l.without, l.n_without, arena));
	if (!l.n_below && !l.n_met)
		return "No figure for any Region";
	if (l.n_doubted)
		rest = arena_printf(arena, "%s; the Green of %s is in doubt", rest,
				    l.n_doubted == 3 ? "every Region" : sentence_list(l.doubted, l.n_doubted, arena));
	if (!l.n_below)
		return arena_printf(arena, "%s met the target of %s\u00a0%%%s",
				    l.n_without ? sentence_list(l.met, l.n_met, arena) : "Every Region", target, rest);
	const char *who = l.n_below == 3 ? "All three Regions" : sentence_list(l.below, l.n_below, arena);
	const char *worst = l.n_below > 1 ? arena_printf(arena, "; %s is furthest below, at %s",
							 region_name(l.worst->region),
							 sentence_level(r, l.worst, arena))
					  : arena_printf(arena, ", at %s", sentence_level(r, l.worst, arena));
	return arena_printf(arena, "%s missed the target of %s\u00a0%%%s%s", who, target, worst, rest);
}

/* How far the claims of a cell would move its level, up or down. */
static double claims_move(const struct cell *c)
{
	double up = c->all_claims.value >= 0 ? fabs(c->all_claims.value - c->level.value) : 0;
	double down = c->raw.value >= 0 ? fabs(c->raw.value - c->level.value) : 0;
	return fmax(up, down);
}

/* The cell whose level the claims would move most; a Region before the nation. */
static const struct cell *most_claimed(const struct results *r, int measure)
{
	const struct cell *most = NULL;
	for (int g = REGION_N; g <= REGION_S; g++) {
		const struct cell *c = results_find(r, measure, (enum region)g);
		if (c && c->level.value >= 0 && (c->refused || c->excluded) &&
		    (!most || claims_move(c) > claims_move(most)))
			most = c;
	}
	return most ? most : results_find(r, measure, REGION_NONE);
}

const char *sentence_exclusions(const struct results *r, int measure, struct arena *arena)
{
	const struct cell *c = most_claimed(r, measure);
	if (!c)
		return "Items were claimed to be left out";
	const char *where = c->region == REGION_NONE ? "Nationally" : region_name(c->region);
	if (c->refused && c->all_claims.value >= 0)
		return arena_printf(arena, "%s: %s refused; honouring %s would read %s instead of %s", where,
				    sentence_n(c->refused, "claim", arena), c->refused == 1 ? "it" : "them",
				    sentence_level_text(r, c, &c->all_claims, arena), sentence_level(r, c, arena));
	if (c->raw.value >= 0)
		return arena_printf(arena, "%s: %s left out as allowed; with %s the level is %s", where,
				    sentence_n(c->excluded, "item", arena), c->excluded == 1 ? "it" : "them",
				    sentence_level_text(r, c, &c->raw, arena));
	return arena_printf(arena, "%s: %s left out as allowed, %s refused", where,
			    sentence_n(c->excluded, "item", arena), sentence_n(c->refused, "claim", arena));
}

const char *sentence_inputs(const struct results *r, int measure, struct arena *arena)
{
	const struct measure *m = &r->catalogue->measures[measure];
	const char **below = arena_alloc(arena, (size_t)m->n_inputs + 1, sizeof *below);
	size_t n = 0;
	for (int i = 0; i < m->n_inputs; i++)
		if (sentence_is_missed(r, m->inputs[i]))
			below[n++] = r->catalogue->measures[m->inputs[i]].id;
	if (!n)
		return sentence_none_below(
			r,
			m->n_inputs == 1 ? arena_printf(arena, "No measure behind %s", m->id)
					 : arena_printf(arena, "None of the %d measures behind %s", m->n_inputs, m->id),
			m->inputs, (size_t)m->n_inputs, true, arena);
	return arena_printf(arena, "Behind %s, below target nationally or in a Region: %s", m->id,
			    sentence_list(below, n, arena));
}

struct tally {
	int of[STATUS_COUNT], measures;
};

static void tally_code(const struct results *r, struct tally *t)
{
	*t = (struct tally){ 0 };
	for (int m = 0; m < r->catalogue->n_measures; m++) {
		const struct cell *c = results_find(r, m, REGION_NONE);
		if (!r->catalogue->measures[m].code_measure || !c)
			continue;
		t->of[c->level.status]++;
		t->measures++;
	}
}

const char *sentence_matrix(const struct results *r, struct arena *arena)
{
	struct tally t;
	tally_code(r, &t);
	if (!t.measures)
		return arena_printf(arena, "Status of %d measure%s", r->catalogue->n_measures,
				    r->catalogue->n_measures == 1 ? "" : "s");
	const char *parts[STATUS_COUNT];
	size_t n = 0;
	for (int s = 0; s < STATUS_COUNT; s++)
		if (t.of[s])
			parts[n++] = arena_printf(arena, "%d %s", t.of[s], status_word((enum status)s));
	return arena_printf(arena, "%d Code Performance Measure%s nationally: %s", t.measures,
			    t.measures == 1 ? "" : "s", sentence_list(parts, n, arena));
}
