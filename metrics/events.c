/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/events.h"

#include "metrics/breakdown.h"
#include "metrics/finishing.h"
#include "metrics/lane.h"

#include <assert.h>

#define PRUNE_FIRST 4096u

static uint64_t second_of(int64_t instant)
{
	return instant > 0 ? (uint64_t)(instant / NS_PER_S) : 0;
}

static void keep_unanswered(struct events *e, int64_t deadline, const struct feed *f)
{
	if (second_of(deadline) <= second_of(f->newest))
		return;
	if (e->unanswered.n >= e->prune_at) {
		counts_prune(&e->unanswered, second_of(f->newest) + 1);
		e->prune_at = e->unanswered.n * 2 > PRUNE_FIRST ? e->unanswered.n * 2 : PRUNE_FIRST;
	}
	counts_add(&e->unanswered, second_of(deadline), f->sign);
}

/* The instant at which the target of an event that began at `start` has run out. */
static int64_t deadline_of(const struct rule *r, const struct batch *b, size_t i, int64_t start,
			   int64_t limit)
{
	int64_t deadline = saturated_add(start, limit);
	int paused = r->measure->paused_column;

	if (r->measure->until_day_end) /* the last instant before the midnight that follows */
		return civil_uk_day_end(start) - 1;
	if (paused >= 0 && b->columns[paused].i64 && b->columns[paused].i64[i] != I64_EMPTY)
		deadline = saturated_add(deadline, b->columns[paused].i64[i]);
	return deadline;
}

static inline enum outcome judge(const struct rule *r, int64_t stop, int64_t deadline)
{
	const struct plan *plan = r->plan;
	/* Pending until the midnight itself (ruling 16). */
	int64_t runs_out = r->measure->until_day_end ? deadline + 1 : deadline;

	if (stop != I64_EMPTY)
		return stop <= deadline ? OUTCOME_GOOD : OUTCOME_BAD;
	return plan->has_cutoff && plan->cutoff < runs_out ? OUTCOME_PENDING : OUTCOME_BAD;
}

/* Rows of a share have no clock: bad when the condition fails, no event when it cannot be known. */
static bool judge_share(const struct rule *r, const struct batch *b, size_t i, enum outcome *outcome)
{
	const int *equal = r->measure->equal_columns;
	bool good = true;

	for (int g = 0; g < r->n_goods; g++) {
		if (rule_is_blank(r, b, r->goods[g].filter->column, i))
			return false;
		good &= rule_passes(&r->goods[g], b, i);
	}
	if (equal[0] >= 0) {
		if (rule_is_blank(r, b, equal[0], i) || rule_is_blank(r, b, equal[1], i))
			return false;
		good = b->columns[equal[0]].word[i] == b->columns[equal[1]].word[i];
	}
	*outcome = good ? OUTCOME_GOOD : OUTCOME_BAD;
	return true;
}

/* The outcome of one row placed in the month; false when it is no event of the measure. */
static bool judge_row(const struct lane *l, const struct batch *b, size_t i, enum outcome *outcome, int64_t *deadline,
		      bool *unanswered)
{
	const struct rule *r = l->rule;
	int64_t limit, start, stop;

	*unanswered = false;
	if (r->measure->kind == KIND_SHARE)
		return judge_share(r, b, i, outcome);
	limit = lane_limit(l, i);
	start = lane_start(l, i);
	if (limit < 0 || start == I64_EMPTY)
		return false;
	stop = lane_stop(l, i);
	*deadline = deadline_of(r, b, i, start, limit);
	*outcome = judge(r, stop, *deadline);
	*unanswered = stop == I64_EMPTY;
	return true;
}

/* What is judged besides a row itself. */
struct judging {
	const struct rule *rule;
	const struct feed *feed;
	struct tally *tally;
	struct events *events;
	struct lane lane;
	bool registered; /* the register of exceptions speaks of the measure */
	size_t n_placed; /* rows within the measure's period */
};

static inline void count_blind(const struct judging *j, size_t i, enum slot slot)
{
	const struct lane *l = &j->lane;

	if (l->all_blind || (l->blind && l->blind[i] == I64_EMPTY))
		j->events->blind[slot] += j->feed->sign;
}

static __attribute__((noinline)) enum claim judge_claim(const struct judging *j, size_t i, enum slot slot,
							enum outcome outcome)
{
	const struct feed *f = j->feed;
	uint64_t key = 0;
	enum claim claim = claim_judge(f->desk, j->rule, f->batch, i, f->sign, &key);

	if (claim != CLAIM_NONE)
		counts_add(&j->tally->reasons, claim_key_placed(key, slot, outcome == OUTCOME_GOOD), f->sign);
	return claim;
}

/* A row that counts and is not in time: it may be an example, and its target may lie ahead. */
static __attribute__((noinline)) void see_bad(const struct judging *j, size_t i, enum slot slot, int64_t deadline,
					      bool unanswered)
{
	const struct measure *m = j->rule->measure;
	const struct feed *f = j->feed;
	int64_t start = I64_EMPTY, stop = I64_EMPTY;

	if (unanswered)
		keep_unanswered(j->events, deadline, f);
	if (m->is_metric)
		return;
	if (m->kind != KIND_SHARE)
		plan_clock(m, f->batch, i, &start, &stop);
	samples_add(&j->tally->samples, (int)slot, f->batch, i, f->sign, start, stop, deadline);
}

/* Notes those of a stretch's chosen rows that are events. */
static void judge_each(struct judging *j, size_t first, size_t n, struct notes *notes)
{
	const struct rule *r = j->rule;
	const struct feed *f = j->feed;
	const struct lane *l = &j->lane;
	const int64_t from = plan_from(r->plan, r->measure), to = plan_to(r->plan, r->measure);

	for (size_t i = feed_next(f, first); i < first + n; i = feed_next(f, i + 1)) {
		int64_t at = l->placed[i], deadline = 0;
		enum claim claim = CLAIM_NONE;
		enum slot slot;
		enum outcome outcome;
		bool unanswered;

		/* An empty instant is below every period. */
		if (at < from || at >= to)
			continue;
		j->n_placed++;
		if (!judge_row(l, f->batch, i, &outcome, &deadline, &unanswered))
			continue;
		slot = lane_slot(l, i);
		if (j->registered || (l->reasons && l->reasons[i]) ||
		    (r->has_implied && rule_passes(&r->implied, f->batch, i)))
			claim = judge_claim(j, i, slot, outcome);
		if (outcome == OUTCOME_BAD && claim != CLAIM_ALLOWED)
			see_bad(j, i, slot, deadline, unanswered);
		notes_add(notes, i, r->measure->kind == KIND_COHORT ? 0 : rule_hour(r, at),
			  breakdown_cell(slot, claim, outcome));
		count_blind(j, i, slot);
	}
}

/* What judge_each does of a measure whose events have a clock with a plain limit (rule.h) in the month, and that
 * nothing but what a row claims excludes, is done of many rows at once. */
static bool is_plain(const struct judging *j)
{
	const struct measure *m = j->rule->measure;

	return j->rule->plain_limit && m->kind != KIND_SHARE && m->kind != KIND_COHORT && !m->is_metric &&
	       !j->registered && !j->rule->has_implied;
}

/* One that is late, not answered, or claimed. */
static void judge_apart(struct judging *j, size_t i, bool in_time, bool unanswered, struct notes *notes)
{
	const struct lane *l = &j->lane;
	enum slot slot = lane_slot(l, i);
	enum claim claim = CLAIM_NONE;
	enum outcome outcome = OUTCOME_GOOD;
	int64_t deadline = 0;

	if (!in_time) {
		deadline = saturated_add(lane_start(l, i), lane_limit(l, i));
		outcome = judge(j->rule, lane_stop(l, i), deadline);
	}
	if (l->reasons && l->reasons[i])
		claim = judge_claim(j, i, slot, outcome);
	if (outcome == OUTCOME_BAD && claim != CLAIM_ALLOWED)
		see_bad(j, i, slot, deadline, unanswered);
	notes_add(notes, i, rule_hour(j->rule, l->placed[i]), breakdown_cell(slot, claim, outcome));
}

static void judge_plain(struct judging *j, size_t first, size_t n, struct notes *notes)
{
	const struct period *p = &j->rule->plan->period;
	const struct lane *l = &j->lane;
	uint64_t apart[LANE_WORDS] = { 0 }, good[LANE_WORDS], blind[LANE_WORDS] = { 0 };
	struct lane_verdicts v;

	lane_judge(l, l->placed, p->from, p->to, j->feed->chosen, first, n, &v, NULL);
	if (l->reasons)
		sweep_worded(l->reasons + first, n, apart);
	if (l->all_blind)
		sweep_all(n, blind);
	else if (l->blind)
		sweep_within(l->blind + first, n, I64_EMPTY, I64_EMPTY + 1, blind);
	for (size_t w = 0; w < sweep_words(n); w++) {
		apart[w] = v.kept[w] & (apart[w] | v.late[w] | v.unstopped[w]);
		good[w] = v.kept[w] & ~apart[w];
		blind[w] &= v.kept[w];
	}
	notes_add_good(notes, l, first, n, good);
	for (size_t k = sweep_next(apart, 0, n); k < n; k = sweep_next(apart, k + 1, n)) {
		bool late = v.late[k / SWEEP_WORD] >> k % SWEEP_WORD & 1;
		bool unstopped = v.unstopped[k / SWEEP_WORD] >> k % SWEEP_WORD & 1;

		judge_apart(j, first + k, !late && !unstopped, unstopped, notes);
	}
	for (size_t k = sweep_next(blind, 0, n); k < n; k = sweep_next(blind, k + 1, n))
		count_blind(j, first + k, lane_slot(l, first + k));
}

static void count_days(struct events *e, const struct rule *r, const struct notes *notes, int64_t sign)
{
	int64_t *n = &e->n[0][0][0][0];
	const uint8_t *day = r->plan->uk_day;

	for (size_t k = 0; k < notes->n_times; k++)
		n[day[notes->hours[k]] * (size_t)BREAKDOWN_EVENTS + notes->time_cells[k]] += sign * notes->time_counts[k];
}

void events_feed(const struct rule *r, struct tally *t, const struct feed *f)
{
	const struct batch *b = f->batch;
	const struct measure *m = r->measure;
	struct judging j = { .rule = r, .feed = f, .tally = t, .events = tally_own(r, t) };
	struct notes notes;
	size_t n_events = 0;
	bool plain;

	lane_init(&j.lane, r, b);
	j.registered = claim_register_speaks(f->desk, r, b);
	plain = is_plain(&j);
	for (size_t i = 0; j.lane.placed && i < b->n_rows; i += LANE_ROWS) {
		size_t n = b->n_rows - i < LANE_ROWS ? b->n_rows - i : LANE_ROWS;

		notes.n = notes.n_times = 0;
		if (plain)
			judge_plain(&j, i, n, &notes);
		else
			judge_each(&j, i, n, &notes);
		n_events += notes.n;
		count_days(j.events, r, &notes, f->sign);
		breakdown_feed(r, t, f, &notes);
	}
	/* What is selected of a metric is what is placed, event or not (docs/breakdowns.md, quality). */
	t->n_unselected += f->sign * (int64_t)(b->n_rows - (m->is_metric ? j.n_placed : n_events));
}

void events_merge(const struct rule *r, struct tally *into, const struct tally *from)
{
	struct events *to = tally_own(r, into);
	const struct events *own = from->own;
	int64_t *sum = &to->n[0][0][0][0];
	const int64_t *add = &own->n[0][0][0][0];

	for (size_t k = 0; k < sizeof to->n / sizeof *sum; k++)
		sum[k] += add[k];
	for (int slot = 0; slot < BREAKDOWN_SLOTS; slot++)
		to->blind[slot] += own->blind[slot];
	counts_merge(&to->unanswered, &own->unanswered);
}

void events_done(void *own)
{
	struct events *e = own;

	counts_done(&e->unanswered);
}

uint64_t events_unanswered_after(const struct tally *t, int64_t newest)
{
	const struct events *e = t->own;
	int64_t n = 0;

	for (size_t i = 0; e && i < e->unanswered.room; i++) {
		if (e->unanswered.keys[i] && counts_key(&e->unanswered, i) > second_of(newest))
			n += e->unanswered.values[i];
	}
	assert(n >= 0);
	return (uint64_t)n;
}

bool events_attempts(const struct tally *t, enum region region, int64_t by_day[CIVIL_MAX_DAYS])
{
	const struct events *e = t->own;

	for (int day = 0; day < CIVIL_MAX_DAYS; day++) {
		const int64_t *n = e ? &e->n[day][region][0][0] : NULL;

		by_day[day] = 0;
		for (int k = 0; e && k < CLAIM_COUNT * OUTCOME_COUNT; k++)
			by_day[day] += n[k];
	}
	return e != NULL;
}

/* What a table of claims and outcomes adds to a figure. */
void events_add_outcomes(struct figure *f, int64_t n[CLAIM_COUNT][OUTCOME_COUNT])
{
	const int64_t *none = n[CLAIM_NONE], *allowed = n[CLAIM_ALLOWED], *refused = n[CLAIM_REFUSED];
	int64_t good = none[OUTCOME_GOOD] + refused[OUTCOME_GOOD];
	int64_t bad = none[OUTCOME_BAD] + refused[OUTCOME_BAD];

	f->good += (uint64_t)good;
	f->total += (uint64_t)(good + bad);
	f->pending += (uint64_t)(none[OUTCOME_PENDING] + refused[OUTCOME_PENDING]);
	f->variants[VARIANT_RAW].good += (uint64_t)(good + allowed[OUTCOME_GOOD]);
	f->variants[VARIANT_RAW].total +=
		(uint64_t)(good + bad + allowed[OUTCOME_GOOD] + allowed[OUTCOME_BAD]);
	f->variants[VARIANT_ALL_CLAIMS].good += (uint64_t)none[OUTCOME_GOOD];
	f->variants[VARIANT_ALL_CLAIMS].total += (uint64_t)(none[OUTCOME_GOOD] + none[OUTCOME_BAD]);
	for (int o = 0; o < OUTCOME_COUNT; o++) {
		f->excluded += (uint64_t)allowed[o];
		f->refused += (uint64_t)refused[o];
	}
}

static void finish_days(struct finishing *f, const struct rule *r, struct events *e, enum region region)
{
	struct day_row *days = finishing_has_days(f, r->index) ? finishing_days(f, r->index, region) : NULL;

	for (int day = 0; day < f->plan->period.n_days; day++) {
		struct figure figure = { 0 };

		events_add_outcomes(&figure, e->n[day][region]);
		if (days) {
			days[day].good = figure.good;
			days[day].total = figure.total;
			days[day].excluded = figure.excluded;
		}
		if (r->measure->regional)
			events_add_outcomes(&f->figures[r->index][region], e->n[day][region]);
		if (region != REGION_NONE || !r->measure->regional)
			events_add_outcomes(&f->figures[r->index][REGION_NONE], e->n[day][region]);
	}
}

void events_finish(struct finishing *f, const struct rule *r, const struct tally *t)
{
	struct events *e = t->own;
	bool blind = r->measure->blind_column >= 0;

	for (int region = REGION_NONE; region < REGION_COUNT; region++) {
		struct figure *figure = &f->figures[r->index][region];

		figure->has_blind = blind;
		if (!e || (region != REGION_NONE && !r->measure->regional))
			continue;
		finish_days(f, r, e, (enum region)region);
		figure->blind += (uint64_t)e->blind[region];
		if (region != REGION_NONE)
			f->figures[r->index][REGION_NONE].blind += (uint64_t)e->blind[region];
	}
	const struct figure *national = &f->figures[r->index][REGION_NONE];
	finishing_counts(f, r, t, national->good, national->total - national->good);
	if (!r->measure->is_metric)
		finishing_reasons(f, r, t, false);
	breakdown_events(f, r, t);
}
