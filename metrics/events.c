/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/events.h"

#include "metrics/breakdown.h"
#include "metrics/finishing.h"
#include "metrics/lane.h"

#include <assert.h>

#define PRUNE_FIRST 4096u

/* UK day of an instant within the period: at most one step from where days of 24 hours would put it. */
static inline int day_of(const struct period *p, int64_t at, int near)
{
	int day = near;

	/* Rows come in the order of time more often than not. */
	if (at >= p->day_start[near] && at < p->day_start[near + 1])
		return near;
	day = (int)((at - p->from) / NS_PER_DAY);
	if (day >= p->n_days)
		day = p->n_days - 1;
	while (at < p->day_start[day])
		day--;
	while (at >= p->day_start[day + 1])
		day++;
	return day;
}

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
static inline bool judge_row(const struct lane *l, const struct batch *b, size_t i, enum outcome *outcome,
			     int64_t *deadline, bool *unanswered)
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
	*deadline = r->plain_limit ? saturated_add(start, limit) : deadline_of(r, b, i, start, limit);
	*outcome = judge(r, stop, *deadline);
	*unanswered = stop == I64_EMPTY;
	return true;
}

/* How the events of one batch get into the tables of the breakdowns: by one column of words or by the hour in two
 * look-ups each, by anything else on notes, a few at a time. */
struct breaking {
	const struct rule *rule;
	struct tally *tally;
	const struct feed *feed;
	int n_words;
	struct {
		struct keyed *table;
		const uint32_t *words;
	} by_word[CATALOGUE_MAX_LIST];
	struct keyed *by_hour;
	uint64_t noted; /* bit t: table t is counted from notes */
	size_t n;
	struct note notes[BREAKDOWN_NOTES];
};

static void breaking_init(struct breaking *k, const struct rule *r, struct tally *t, const struct feed *f)
{
	k->rule = r;
	k->tally = t;
	k->feed = f;
	k->n_words = 0;
	k->by_hour = NULL;
	k->noted = 0;
	k->n = 0;
	for (int table = 0; table < r->n_tables; table++) {
		const struct axis *axis = &r->tables[table].axes[0];
		bool one = r->tables[table].n == 1;
		bool word = one && axis->kind == PART_COLUMN && r->dataset->columns[axis->column].type == COLUMN_WORD;

		if (word && f->batch->columns[axis->column].word) {
			k->by_word[k->n_words].table = tally_table(r, t, table);
			k->by_word[k->n_words++].words = f->batch->columns[axis->column].word;
		} else if (one && axis->kind == PART_HOUR && r->measure->kind != KIND_COHORT) {
			k->by_hour = tally_table(r, t, table);
		} else {
			k->noted |= UINT64_C(1) << table;
		}
	}
}

static inline void breaking_event(struct breaking *k, size_t i, int64_t at, enum slot slot, enum claim claim,
				  enum outcome outcome)
{
	int64_t sign = k->feed->sign;

	for (int w = 0; w < k->n_words; w++)
		breakdown_count(k->by_word[w].table, keyed_entry_1(k->by_word[w].table, k->by_word[w].words[i]), slot,
				claim, outcome, sign);
	if (k->by_hour)
		breakdown_count(k->by_hour, keyed_entry_1(k->by_hour, rule_uk_hour(k->rule, at)), slot, claim, outcome,
				sign);
	if (!k->noted)
		return;
	k->notes[k->n++] = (struct note){ (uint32_t)i, (uint8_t)slot, (uint8_t)claim, (uint8_t)outcome };
	if (k->n < BREAKDOWN_NOTES)
		return;
	breakdown_feed(k->rule, k->tally, k->feed, k->noted, k->notes, k->n);
	k->n = 0;
}

/* A row that counts and is not in time may be an example. */
static void keep_example(const struct rule *r, struct tally *t, const struct feed *f, size_t i, enum slot slot,
			 int64_t deadline)
{
	int64_t start = I64_EMPTY, stop = I64_EMPTY;

	if (r->measure->kind != KIND_SHARE)
		plan_clock(r->measure, f->batch, i, &start, &stop);
	samples_add(&t->samples, (int)slot, f->batch, i, f->sign, start, stop, deadline);
}

void events_feed(const struct rule *r, struct tally *t, const struct feed *f)
{
	const struct batch *b = f->batch;
	const struct period *p = &r->plan->period;
	const struct measure *m = r->measure;
	int64_t from = plan_from(r->plan, m), to = plan_to(r->plan, m), n_events = 0, n_placed = 0;
	bool registered = claim_register_speaks(f->desk, r, b), cohort = m->kind == KIND_COHORT;
	struct events *e = tally_own(r, t);
	int day = 0;
	struct breaking breaking;
	struct lane l;

	breaking_init(&breaking, r, t, f);
	lane_init(&l, r, b);
	for (size_t k = 0; l.placed && k < f->n_picks; k++) {
		size_t i = f->picks[k];
		int64_t at = l.placed[i], deadline = 0;
		enum claim claim = CLAIM_NONE;
		enum slot slot;
		enum outcome outcome;
		bool unanswered;
		uint64_t key = 0;

		/* An empty instant is below every period. */
		if (at < from || at >= to)
			continue;
		n_placed++;
		if (!judge_row(&l, b, i, &outcome, &deadline, &unanswered))
			continue;
		n_events++;
		slot = lane_slot(&l, i);
		if (registered || (l.reasons && l.reasons[i]) || (r->has_implied && rule_passes(&r->implied, b, i)))
			claim = claim_judge(f->desk, r, b, i, f->sign, &key);
		if (claim != CLAIM_NONE)
			counts_add(&t->reasons, claim_key_placed(key, slot, outcome == OUTCOME_GOOD),
				   f->sign);
		day = cohort ? 0 : day_of(p, at, day);
		e->n[slot][day][claim][outcome] += f->sign;
		if (l.all_blind || (l.blind && l.blind[i] == I64_EMPTY))
			e->blind[slot] += f->sign;
		if (unanswered && claim != CLAIM_ALLOWED && outcome == OUTCOME_BAD)
			keep_unanswered(e, deadline, f);
		if (outcome == OUTCOME_BAD && claim != CLAIM_ALLOWED && !m->is_metric)
			keep_example(r, t, f, i, slot, deadline);
		if (r->n_tables)
			breaking_event(&breaking, i, at, slot, claim, outcome);
	}
	if (breaking.n)
		breakdown_feed(r, t, f, breaking.noted, breaking.notes, breaking.n);
	/* What is selected of a metric is what is placed, event or not (docs/breakdowns.md, quality). */
	t->n_unselected += f->sign * ((int64_t)b->n_rows - (m->is_metric ? n_placed : n_events));
}

void events_merge(const struct rule *r, struct tally *into, const struct tally *from)
{
	struct events *to = tally_own(r, into);
	const struct events *own = from->own;
	int64_t *sum = &to->n[0][0][0][0];
	const int64_t *add = &own->n[0][0][0][0];

	for (size_t k = 0; k < sizeof to->n / sizeof *sum; k++)
		sum[k] += add[k];
	for (int slot = 0; slot < EVENTS_SLOTS; slot++)
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
		const int64_t *n = e ? &e->n[region][day][0][0] : NULL;

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

		events_add_outcomes(&figure, e->n[region][day]);
		if (days) {
			days[day].good = figure.good;
			days[day].total = figure.total;
			days[day].excluded = figure.excluded;
		}
		if (r->measure->regional)
			events_add_outcomes(&f->figures[r->index][region], e->n[region][day]);
		if (region != REGION_NONE || !r->measure->regional)
			events_add_outcomes(&f->figures[r->index][REGION_NONE], e->n[region][day]);
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
