/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Accumulators are a commutative group: whatever the order, the split into accumulators and what was
 * fed and taken back in between, the results are those of the rows that are left.
 */
#include "month.h"

#include <stdio.h>
#include <stdlib.h>

#define N_ROWS 400

static uint64_t seed;

static unsigned pick(unsigned n)
{
	seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return (unsigned)(seed >> 33) % n;
}

struct row {
	enum dataset_id dataset;
	char text[256];
};

static const char *header_of(enum dataset_id dataset)
{
	if (dataset == DATASET_FIRMWARE)
		return "payload_id,region,category,submitted_at,completed_at,exclusion\n";
	if (dataset == DATASET_SERVICE_REQUESTS)
		return "request_id,mode,originator,region,received_at,due_at,dispatched_at,returned_at,"
		       "responded_at,"
		       "exclusion\n";
	if (dataset == DATASET_INCIDENTS)
		return "incident_id,category,resolver,raised_at,resolved_at,paused_minutes,exclusion\n";
	return "outage_id,service,region,start_at,end_at,kind,exclusion\n";
}

static const char *stamp(char text[40], unsigned chance_empty)
{
	if (pick(100) < chance_empty)
		return strcpy(text, "");
	snprintf(text, 40, "2019-%s-%02uT%02u:%02u:%02u.%03uZ", pick(12) ? "10" : "11", 1 + pick(30),
		 pick(24), pick(60), pick(60), pick(1000));
	return text;
}

static void make_row(struct row *row, unsigned id)
{
	static const char *const regions[] = { "N", "C", "S", "" };
	static const char *const reasons[] = {
		"", "", "", "", "user_cancelled", "duplicate", "dropped_from_queue"
	};
	static const char *const modes[] = { "on_demand", "future_dated", "scheduled" };
	char a[40], b[40], c[40], d[40], e[40];
	const char *reason = reasons[pick(7)];

	switch (pick(4)) {
	case 0:
		row->dataset = DATASET_FIRMWARE;
		snprintf(row->text, sizeof row->text, "i%u,%s,%u,%s,%s,%s\n", id, regions[pick(3)],
			 1 + pick(2), stamp(a, 0), stamp(b, 20), reason);
		break;
	case 1:
		row->dataset = DATASET_SERVICE_REQUESTS;
		snprintf(row->text, sizeof row->text, "i%u,%s,%s,%s,%s,%s,%s,%s,%s,%s\n", id, modes[pick(3)],
			 pick(3) ? "user" : "dcc", regions[pick(4)], stamp(a, 0), stamp(b, 30), stamp(c, 30),
			 stamp(d, 30), stamp(e, 30), reason);
		break;
	case 2:
		row->dataset = DATASET_INCIDENTS;
		snprintf(row->text, sizeof row->text, "i%u,%u,%s,%s,%s,%s,%s\n", id, 1 + pick(5),
			 pick(4) ? "DSP" : "USER", stamp(a, 0), stamp(b, 30), pick(2) ? "90" : "", reason);
		break;
	default:
		row->dataset = DATASET_OUTAGES;
		snprintf(row->text, sizeof row->text, "i%u,%s,%s,2019-10-%02uT%02u:00:00Z,%s,%s,%s\n", id,
			 pick(4) ? "SSI" : "OTHER", regions[pick(4)], 1 + pick(30), pick(24),
			 pick(6) ? "2019-10-31T12:00:30Z" : "", pick(3) ? "unplanned" : "planned", reason);
	}
}

static void feed(struct month_test *t, struct metrics_acc *acc, const struct row *row, enum batch_role role)
{
	char text[512];

	snprintf(text, sizeof text, "%s%s", header_of(row->dataset), row->text);
	month_feed_to(t, acc, row->dataset, role, text);
}

static void begin(struct month_test *t, bool cutoff)
{
	month_init(t, "2019-10");
	if (cutoff)
		month_cutoff(t, "2019-10-28T00:00:00Z");
	month_exception(t, "CSP-2", "N", "i7", "flood", true);
	month_exception(t, "CSP-2", "-", "i8", "flood", true);
	month_exception(t, "DSP-1.1", "-", "i9", "late", false);
	month_exception(t, "CPM-6", "-", "i10", "flood", true);
	month_begin(t);
	for (int d = 0; d < DATASET_COUNT; d++)
		month_supply(t, (enum dataset_id)d);
	/* The newest instant is never taken back, so every month here has the same. */
	month_feed(t, DATASET_FIRMWARE, BATCH_ADD,
		   "payload_id,region,category,submitted_at,completed_at\nz,N,3,2019-11-30T00:00:00Z,\n");
	month_feed(t, DATASET_SERVICE_REQUESTS, BATCH_ADD,
		   "request_id,mode,received_at\nz,on_demand,2019-11-30T00:00:00Z\n");
	month_feed(t, DATASET_INCIDENTS, BATCH_ADD,
		   "incident_id,category,raised_at\nz,1,2019-10-29T00:00:00Z\n");
}

static void expect_same(const struct month_test *a, const struct month_test *b)
{
	assert_int_equal(a->results.n_cells, b->results.n_cells);
	for (size_t i = 0; i < a->results.n_cells; i++) {
		const struct cell *x = &a->results.cells[i], *y = &b->results.cells[i];
		assert_int_equal(x->good, y->good);
		assert_int_equal(x->total, y->total);
		assert_int_equal(x->excluded, y->excluded);
		assert_int_equal(x->refused, y->refused);
		assert_int_equal(x->pending, y->pending);
		assert_int_equal(x->blind, y->blind);
		assert_string_equal(x->level.exact, y->level.exact);
		assert_string_equal(x->raw.exact, y->raw.exact);
		assert_string_equal(x->all_claims.exact, y->all_claims.exact);
		assert_string_equal(x->reason, y->reason);
	}
	assert_int_equal(a->results.n_days, b->results.n_days);
	for (size_t i = 0; i < a->results.n_days; i++) {
		assert_int_equal(a->results.days[i].good, b->results.days[i].good);
		assert_int_equal(a->results.days[i].total, b->results.days[i].total);
		assert_int_equal(a->results.days[i].excluded, b->results.days[i].excluded);
	}
	assert_int_equal(a->results.n_exclusions, b->results.n_exclusions);
	for (size_t i = 0; i < a->results.n_exclusions; i++) {
		const struct exclusion_row *x = &a->results.exclusions[i], *y = &b->results.exclusions[i];
		assert_int_equal(x->measure, y->measure);
		assert_int_equal(x->region, y->region);
		assert_string_equal(x->reason, y->reason);
		assert_int_equal(x->count, y->count);
		assert_int_equal(x->in_time, y->in_time);
	}
	for (size_t i = 0; i < a->results.n_measure_counts; i++)
		assert_memory_equal(&a->results.measure_counts[i], &b->results.measure_counts[i],
				    sizeof *a->results.measure_counts);
	assert_int_equal(a->findings.n, b->findings.n);
	for (size_t i = 0; i < a->findings.n; i++) {
		assert_string_equal(a->findings.items[i].message, b->findings.items[i].message);
		assert_string_equal(a->findings.items[i].value, b->findings.items[i].value);
		assert_int_equal(a->findings.items[i].count, b->findings.items[i].count);
	}
}

/* One deed: a row given to, or taken back from, some accumulator. */
struct deed {
	unsigned row;
	enum batch_role role;
};

static void one_round(uint64_t start, bool cutoff)
{
	static struct row rows[N_ROWS];
	static struct deed deeds[N_ROWS * 3];
	static bool kept[N_ROWS];
	struct month_test plain, mixed;
	struct metrics_acc *accs[5];
	size_t n_deeds = 0;
	unsigned n_used = 0;

	seed = start;
	for (unsigned i = 0; i < N_ROWS; i++) {
		make_row(&rows[i], i);
		kept[i] = pick(3) > 0;
		deeds[n_deeds++] = (struct deed){ i, BATCH_ADD };
		if (kept[i] && pick(4) == 0) {
			deeds[n_deeds++] = (struct deed){ i, BATCH_ADD };
			deeds[n_deeds++] = (struct deed){ i, BATCH_RETRACT };
		} else if (!kept[i]) {
			deeds[n_deeds++] = (struct deed){ i, BATCH_RETRACT };
		}
	}
	begin(&plain, cutoff);
	for (unsigned i = 0; i < N_ROWS; i++) {
		if (!kept[i])
			continue;
		feed(&plain, plain.acc, &rows[i], BATCH_ADD);
		n_used++;
	}
	month_finish(&plain);
	assert_true(n_used > N_ROWS / 2);

	begin(&mixed, cutoff);
	for (int k = 0; k < 5; k++)
		accs[k] = metrics_acc_new(mixed.metrics);
	for (size_t i = n_deeds; i > 1; i--) {
		size_t j = pick((unsigned)i);
		struct deed deed = deeds[i - 1];
		deeds[i - 1] = deeds[j];
		deeds[j] = deed;
	}
	for (size_t i = 0; i < n_deeds; i++)
		feed(&mixed, accs[pick(5)], &rows[deeds[i].row], deeds[i].role);
	for (int k = 4; k >= 0; k--)
		metrics_acc_merge(mixed.metrics, accs[k]);
	/* One that is thrown away leaves nothing. */
	struct metrics_acc *thrown = metrics_acc_new(mixed.metrics);
	for (unsigned i = 0; i < 50; i++)
		feed(&mixed, thrown, &rows[i], BATCH_ADD);
	metrics_acc_free(thrown);
	month_finish(&mixed);
	expect_same(&plain, &mixed);
	month_done(&plain);
	month_done(&mixed);
}

static void test_any_order(void **state)
{
	(void)state;
	for (uint64_t round = 1; round <= 12; round++)
		one_round(round, round % 2 == 0);
}

/* Everything taken back: as if nothing had been read. */
static void test_nothing_left(void **state)
{
	struct month_test none, back;
	static struct row rows[100];

	(void)state;
	seed = 99;
	begin(&none, false);
	begin(&back, false);
	for (unsigned i = 0; i < 100; i++)
		make_row(&rows[i], i);
	for (unsigned i = 0; i < 100; i++)
		feed(&back, back.acc, &rows[99 - i], BATCH_RETRACT);
	for (unsigned i = 0; i < 100; i++)
		feed(&back, back.acc, &rows[i], BATCH_ADD);
	month_finish(&none);
	month_finish(&back);
	expect_same(&none, &back);
	assert_int_equal(month_counts(&back, "CPM-6")->used, 0);
	month_done(&none);
	month_done(&back);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_order),
		cmocka_unit_test(test_nothing_left),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
