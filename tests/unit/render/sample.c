/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/render/sample.h"

#include "engine/number.h"

#include <assert.h>
#include <string.h>

const char *const sample_names[SAMPLE_COUNT] = { "month", "hostile", "empty", "green", "one" };

static const char one_measure[] =
	"edition: 2019-01\n"
	"title: One measure\n"
	"in_force_from: 2019-01\n"
	"authority: A test\n"
	"assumptions: None.\n"
	"quality: {withhold_above: 0.1 %, withhold_rows: 10, withhold_always_above: 5 %}\n"
	"measures:\n"
	"  - id: DSP-9.9\n"
	"    title: Repository documents\n"
	"    provider: DSP\n"
	"    kind: in_time\n"
	"    definition: How many documents were sent in time.\n"
	"    points: From received_at to sent_at.\n"
	"    authority: A test\n"
	"    dataset: repository\n"
	"    clock: {from: received_at, to: sent_at}\n"
	"    within: 3 s\n"
	"    regions: no\n"
	"    exclusions: []\n"
	"    levels: [{from: 2019-01, target: 99, minimum: 96, authority: A test}]\n"
	"    display_decimals: 2\n"
	"...\n";

#define LONG_WORD SAMPLE_LONG_WORD
#define HOSTILE_TEXT                                                                                         \
	"\x1b[31mred\x07 \xff\xfe \xe2\x80\xae"                                                              \
	"desrever <b>&amp;</b> %s%n 'quotes\\' \"\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d\" \xf0\x9f\x94\xa5 "       \
	"\xef\xbf\xbe"

struct numbers {
	uint64_t state;
};

static uint64_t next(struct numbers *n, uint64_t below)
{
	n->state = n->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (n->state >> 33) % below;
}

static bool empty_day(enum sample_kind kind, int measure, int day)
{
	return kind == SAMPLE_EMPTY || (measure % 5 == 3 && day >= 10 && day < 13);
}

/* Share of events in time, in hundredths of a percent. */
static uint64_t share_of(enum sample_kind kind, int measure, int region)
{
	static const uint64_t shares[] = { 9985, 9841, 9902, 9210, 9999, 9550, 10000, 9730 };
	if (kind == SAMPLE_GREEN)
		return 10000;
	return shares[(size_t)(measure * 3 + region) % (sizeof shares / sizeof *shares)];
}

static void add_days(struct sample *s, enum sample_kind kind, struct day_row *rows, size_t *n, int measure,
		     enum region region)
{
	struct numbers numbers = { (uint64_t)(measure * 7 + (int)region) };
	uint64_t scale = kind == SAMPLE_HOSTILE ? UINT64_C(1) << 40 : 1;
	for (int d = 0; d < s->r.period.n_days; d++) {
		struct day_row *row = &rows[(*n)++];
		*row = (struct day_row){ .measure = measure, .region = region, .day = d };
		if (empty_day(kind, measure, d))
			continue;
		row->total = (400 + next(&numbers, 300)) * scale;
		uint64_t late = row->total / 10000 * (10000 - share_of(kind, measure, (int)region)) +
				row->total % 10000 * (10000 - share_of(kind, measure, (int)region)) / 10000;
		uint64_t swing = kind == SAMPLE_GREEN ? 0 : late * next(&numbers, 150) / 100;
		row->good = row->total - (swing > row->total ? row->total : swing);
	}
}

static void make_days(struct sample *s, enum sample_kind kind)
{
	const struct catalogue *c = s->r.catalogue;
	struct day_row *rows =
		arena_alloc(&s->arena, (size_t)c->n_measures * REGION_COUNT * CIVIL_MAX_DAYS, sizeof *rows);
	size_t n = 0;
	for (int m = 0; m < c->n_measures; m++) {
		if (c->measures[m].kind == KIND_COMPOSITE)
			continue;
		for (int g = REGION_N; c->measures[m].regional && g <= REGION_S; g++)
			add_days(s, kind, rows, &n, m, (enum region)g);
		if (!c->measures[m].regional)
			add_days(s, kind, rows, &n, m, REGION_NONE);
	}
	s->r.days = rows;
	s->r.n_days = n;
}

static void sum_days(const struct results *r, int measure, enum region region, uint64_t *good,
		     uint64_t *total)
{
	const struct measure *m = &r->catalogue->measures[measure];
	for (int i = 0; i < m->n_inputs; i++)
		sum_days(r, m->inputs[i], region, good, total);
	for (size_t i = 0; i < r->n_days; i++)
		if (r->days[i].measure == measure && (region == REGION_NONE || r->days[i].region == region)) {
			*good += r->days[i].good;
			*total += r->days[i].total;
		}
}

static struct level_text no_level(enum status status)
{
	return (struct level_text){ .exact = "", .display = "", .value = -1, .status = status };
}

static void judge(struct sample *s, const struct measure *m, struct cell *c)
{
	struct arena *arena = &s->arena;
	mpq_t fraction;
	mpq_init(fraction);
	number_set_u64(fraction, c->good, c->total);
	number_level(fraction, c->judged_by, m->display_decimals, arena, &c->level);
	c->gap_target = number_gap(fraction, c->judged_by->target, arena);
	c->gap_minimum = number_gap(fraction, c->judged_by->minimum, arena);
	mpq_clear(fraction);
	bool below = c->level.status != STATUS_GREEN;
	c->events_short = below ? number_events_short(c->good, c->total, c->judged_by->target) : 0;
	c->events_short_minimum = c->level.status == STATUS_RED
					  ? number_events_short(c->good, c->total, c->judged_by->minimum)
					  : 0;
	c->months_below = below ? 1 + c->measure % 10 : 0;
	c->below_since = below ? month_add(s->r.period.month, -(c->measure % 10)) : (struct month){ 0 };
	c->streak_blind = below && c->measure % 10 == 4;
	uint64_t less = c->total / 50;
	number_level_of(c->good - less * c->good / c->total, c->total, c->judged_by, m->display_decimals,
			arena, &c->raw);
	uint64_t more = (c->total - c->good) / 2;
	number_level_of(c->good, c->total - more, c->judged_by, m->display_decimals, arena, &c->all_claims);
	for (int rule = 0; rule < COMPOSE_COUNT; rule++)
		number_level_of(c->good - less / 2 * (uint64_t)rule, c->total, c->judged_by,
				m->display_decimals, arena, &c->alternatives[rule]);
}

static void make_cell(struct sample *s, enum sample_kind kind, int measure, enum region region,
		      struct cell *c)
{
	const struct measure *m = &s->r.catalogue->measures[measure];
	*c = (struct cell){ .measure = measure,
			    .region = region,
			    .gap_target = "",
			    .gap_minimum = "",
			    .reason = "",
			    .interval = "",
			    .streak_spans = "",
			    .untrusted = "",
			    .months_below = -1,
			    .basis = BASIS_EVENTS };
	c->level = no_level(STATUS_NO_DATA);
	c->raw = c->all_claims = c->level;
	for (int rule = 0; rule < COMPOSE_COUNT; rule++)
		c->alternatives[rule] = c->level;
	c->judged_by = measure_level(m, s->r.period.month);
	sum_days(&s->r, measure, region, &c->good, &c->total);
	if (kind == SAMPLE_EMPTY || !c->total) {
		c->good = c->total = 0;
		c->basis = BASIS_NONE;
		c->reason = "No file of its dataset was supplied.";
		return;
	}
	if (kind != SAMPLE_GREEN && measure == 7) {
		c->level = no_level(STATUS_WITHHELD);
		c->quality = QUALITY_WITHHELD;
		c->rejected = 120;
		c->reason = "120 rejected rows could have fed this figure, 1.4 % of them, above the share of "
			    "0.1 %.";
		return;
	}
	judge(s, m, c);
	if (kind == SAMPLE_GREEN)
		return;
	if (measure % 4 == 1 || m->kind == KIND_COMPOSITE) {
		c->excluded = 12;
		c->refused = region == REGION_NONE ? 412 : 137;
	}
	c->quality = measure == 2 ? QUALITY_MARKED : QUALITY_OK;
	c->has_blind = m->blind_text != NULL || m->kind == KIND_COMPOSITE;
	c->blind = c->has_blind ? 1234 : 0;
	if (c->level.status == STATUS_GREEN && measure > 12)
		c->untrusted = "Only 210 round-trip tests were made where half a test for each of 1 200 hubs "
			       "was due.";
	c->masked = m->kind == KIND_COMPOSITE && region == REGION_N;
}

static void make_cells(struct sample *s, enum sample_kind kind)
{
	static const enum region order[] = { REGION_N, REGION_C, REGION_S, REGION_NONE };
	const struct catalogue *c = s->r.catalogue;
	struct cell *cells = arena_alloc(&s->arena, (size_t)c->n_measures * REGION_COUNT, sizeof *cells);
	size_t n = 0;
	for (int m = 0; m < c->n_measures; m++)
		for (int g = 0; g < REGION_COUNT; g++)
			if (c->measures[m].regional || order[g] == REGION_NONE)
				make_cell(s, kind, m, order[g], &cells[n++]);
	s->r.cells = cells;
	s->r.n_cells = n;
}

static void make_past(struct sample *s)
{
	const struct catalogue *c = s->r.catalogue;
	struct past_cell *past = arena_alloc(&s->arena, (size_t)c->n_measures * 12, sizeof *past);
	size_t n = 0;
	for (int m = 0; m < c->n_measures; m++)
		for (int back = 12; back > 0; back--) {
			if ((m + back) % 7 == 0)
				continue;
			struct past_cell *p = &past[n++];
			*p = (struct past_cell){ .measure = m,
						 .month = month_add(s->r.period.month, -back),
						 .total = 10000 };
			p->good = share_of(SAMPLE_MONTH, m, back);
			number_level_of(p->good, p->total, measure_level(&c->measures[m], p->month), 2,
					&s->arena, &p->level);
		}
	s->r.past = past;
	s->r.n_past = n;
}

static void make_tables(struct sample *s, enum sample_kind kind)
{
	bool hostile = kind == SAMPLE_HOSTILE;
	const char *reason = hostile ? LONG_WORD : "dropped_from_queue";
	struct exclusion_row *x = arena_alloc(&s->arena, 8, sizeof *x);
	struct claim_row *claims = arena_alloc(&s->arena, 4, sizeof *claims);
	for (int i = 0; i < 8; i++)
		x[i] = (struct exclusion_row){ .measure = 1,
					       .region = (enum region)(i % 4),
					       .reason = i < 4 ? reason : "user_cancelled",
					       .allowed = i >= 4,
					       .by_register = i == 5,
					       .count = 137,
					       .in_time = 20 };
	for (int i = 0; i < 4; i++)
		claims[i] =
			(struct claim_row){ .measure = 3,
					    .region = (enum region)i,
					    .claimed_good = 9950,
					    .claimed_total = 10000,
					    .good = 9210,
					    .total = 10000,
					    .claimed_level = "99.50 %",
					    .claimed_status = STATUS_GREEN,
					    .differs = i != 2,
					    .file = hostile ? LONG_WORD ".csv" : "service_levels-2019-10.csv",
					    .line = 17 };
	struct measure_counts *counts = arena_alloc(&s->arena, 2, sizeof *counts);
	counts[0] = (struct measure_counts){ 2, 1000, 900, 50, 20, 10, 20, true };
	counts[1] = (struct measure_counts){ 3, 1000, 900, 50, 20, 10, 21, false };
	s->r.exclusions = x, s->r.n_exclusions = 8;
	s->r.claims = claims, s->r.n_claims = 4;
	s->r.measure_counts = counts, s->r.n_measure_counts = 2;
}

static struct remediation_row plan_of(const char *measure, enum region region, int64_t recorded_on, const char *action,
				      const char *owner, signed char month)
{
	return (struct remediation_row){ .measure = measure,
					 .region = region,
					 .recorded_on = recorded_on,
					 .action = action,
					 .owner = owner,
					 .green_by = { 2019, month } };
}

static struct commentary_row words_of(const char *measure, enum region region, const char *text)
{
	return (struct commentary_row){ .measure = measure, .region = region, .text = text };
}

static void make_registers(struct sample *s, enum sample_kind kind)
{
	bool hostile = kind == SAMPLE_HOSTILE;
	struct remediation_row *plan = arena_alloc(&s->arena, 3, sizeof *plan);
	struct commentary_row *words = arena_alloc(&s->arena, 4, sizeof *words);
	const char *action =
		hostile ? HOSTILE_TEXT " " LONG_WORD : "Larger queue and retries for firmware distribution";
	plan[0] = plan_of("CSP-2", REGION_N, 18064, action, "CSP N", 11);
	plan[1] = plan_of("CSP-2", REGION_N, 18183, action, "CSP N", 12);
	plan[2] = plan_of("CPM-4", REGION_NONE, 18199, "Production Proving out of working hours", "DCC", 11);
	words[0] = words_of("CPM-1", REGION_NONE,
			    "Firmware in all three Regions is behind the level.\nThe data service met its own.");
	words[1] = words_of("CSP-2", REGION_C, hostile ? HOSTILE_TEXT : "Updates are dropped from the queue.");
	words[2] = words_of("CPM-3", REGION_NONE, hostile ? LONG_WORD LONG_WORD LONG_WORD : "See the plan.");
	char *flood = arena_alloc(&s->arena, 20001, 1);
	for (int i = 0; i < 20000; i++)
		flood[i] = i % 7 == 6 ? ' ' : (char)('a' + i % 26);
	words[3] = words_of("CPM-2", REGION_NONE, hostile ? flood : "Nothing to add.");
	struct hubs_row *hubs = arena_alloc(&s->arena, 3, sizeof *hubs);
	for (int i = 0; i < 3; i++)
		hubs[i] = (struct hubs_row){ (enum region)(i + 1), 18200, 123456 + i };
	s->registers = (struct registers){ .n_remediation = 3,
					   .remediation = plan,
					   .n_commentary = 4,
					   .commentary = words,
					   .n_hubs = 3,
					   .hubs = hubs };
}

static void make_intake(struct sample *s, enum sample_kind kind)
{
	bool hostile = kind == SAMPLE_HOSTILE;
	size_t n = hostile ? 230 : 3;
	struct intake_file *files = arena_alloc(&s->arena, n, sizeof *files);
	for (size_t i = 0; i < n; i++) {
		files[i] = (struct intake_file){ .name = hostile && i % 10 == 0 ? HOSTILE_TEXT LONG_WORD
										: "alerts-csp-n-2019-10.csv",
						 .path = "",
						 .dataset = DATASET_ALERTS,
						 .problem = i == 1 ? "the last quote is not closed" : "",
						 .status = i == 1 ? FILE_UNUSABLE : FILE_USED,
						 .size_bytes = 352671,
						 .mapping = "" };
		memset(files[i].sha256, 'a' + (int)(i % 6), 64);
		files[i].rows = (struct row_counts){
			.read = 1000, .used = 980, .outside = 10, .duplicate_same = 4, .rejected = 6
		};
		row_counts_add(&s->intake.total, &files[i].rows);
	}
	s->intake.datasets[DATASET_ALERTS] = s->intake.total;
	s->intake.files = files;
	s->intake.n_files = n;
	s->intake.supplied = kind == SAMPLE_EMPTY ? 0 : 1u << DATASET_ALERTS | 1u << DATASET_ROUND_TRIPS;
	s->intake.synthetic = kind != SAMPLE_GREEN;
	s->intake.notice = hostile ? HOSTILE_TEXT " " LONG_WORD
				   : "Synthetic sample data. No figure in it is a measurement.";
	s->intake.mapping_sha256 = "";
}

static void make_findings(struct sample *s, enum sample_kind kind)
{
	findings_init(&s->findings);
	for (int i = 0; kind != SAMPLE_GREEN && i < (kind == SAMPLE_HOSTILE ? 60 : 20); i++) {
		struct finding f = { .severity = (enum severity)(i % SEVERITY_COUNT),
				     .kind = "bad_value",
				     .dataset = "alerts",
				     .file = "alerts-csp-n-2019-10.csv",
				     .line = (uint64_t)i + 2,
				     .column = "delivered_at",
				     .value = kind == SAMPLE_HOSTILE ? HOSTILE_TEXT LONG_WORD : "31/02/2019",
				     .count = 3,
				     .message = i % 2 ? "not a timestamp; the row was rejected"
						      : "two rows of one key differ; both were rejected" };
		findings_add(&s->findings, &f);
	}
	findings_sort(&s->findings);
}

void sample_init(struct sample *s, enum sample_kind kind)
{
	*s = (struct sample){ 0 };
	arena_init(&s->arena);
	struct error err;
	bool good = dictionary_load(&s->arena, &s->r.dictionary, &err) &&
		    (kind == SAMPLE_ONE ? catalogue_parse(TEXT(one_measure), "one.yaml", &s->arena,
							  &s->r.catalogue, &err)
					: catalogue_load(NULL, (struct month){ 2019, 10 }, &s->arena,
							 &s->r.catalogue, &err));
	assert(good);
	period_init(&s->r.period, (struct month){ 2019, 10 });
	s->r.program_version = "pmr test";
	s->r.printed_at = kind == SAMPLE_GREEN ? "" : "2019-11-12 09:00 UTC";
	make_days(s, kind);
	make_cells(s, kind);
	make_intake(s, kind);
	make_findings(s, kind);
	sample_breakdowns(s, kind);
	if (kind == SAMPLE_MONTH || kind == SAMPLE_HOSTILE) {
		make_past(s);
		make_tables(s, kind);
		make_registers(s, kind);
	}
	/* A pack can be made without one. */
	if (kind != SAMPLE_EMPTY && kind != SAMPLE_ONE)
		sample_review(s, kind);
	s->r.intake = &s->intake;
	s->r.registers = &s->registers;
	s->r.findings = &s->findings;
}

void sample_done(struct sample *s)
{
	findings_done(&s->findings);
	arena_done(&s->arena);
}
