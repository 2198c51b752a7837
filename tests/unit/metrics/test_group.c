/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Accumulators are a commutative group: whatever the order, the split into accumulators and what was
 * fed and taken back in between, the results are those of the rows that are left.
 */
#include "month.h"
#include "tests/unit/random.h"

#include <stdio.h>
#include <stdlib.h>

#define N_ROWS 600

static uint64_t seed;

static unsigned pick(unsigned n)
{
	return (unsigned)next_random(&seed) % n;
}

struct row {
	enum dataset_id dataset;
	char text[256];
};

static const char *header_of(enum dataset_id dataset)
{
	switch ((int)dataset) {
	case DATASET_FIRMWARE:
		return "payload_id,region,category,submitted_at,completed_at,outcome,model,exclusion\n";
	case DATASET_SERVICE_REQUESTS:
		return "request_id,srv,mode,originator,region,generation,received_at,due_at,dispatched_at,"
		       "returned_at,responded_at,response_code,exclusion\n";
	case DATASET_INCIDENTS:
		return "incident_id,category,resolver,raised_at,resolved_at,paused_minutes,cause,key,exclusion\n";
	case DATASET_ALERTS:
		return "alert_id,alert_code,region,device_id,model,received_at,delivered_at,represents\n";
	case DATASET_INSTALLS:
		return "hub_id,region,srv,installed_at,connected_at,access,accepted,predicted_coverage,"
		       "actual_coverage,exclusion\n";
	case DATASET_POWER_OUTAGES:
		return "alert_id,region,hub_id,received_at,sent_at\n";
	case DATASET_CONNECTIVITY:
		return "device_id,region,payment_mode,lost_at,restored_at\n";
	default:
		return "outage_id,service,region,start_at,end_at,kind,exclusion\n";
	}
}

static const char *stamp(char text[40], unsigned chance_empty)
{
	if (pick(100) < chance_empty)
		return strcpy(text, "");
	snprintf(text, 40, "2019-%s-%02uT%02u:%02u:%02u.%03uZ", pick(12) ? "10" : "11", 1 + pick(30),
		 pick(24), pick(60), pick(60), pick(1000));
	return text;
}

static const char *const regions[] = { "N", "C", "S", "" };
static const char *const reasons[] = { "", "", "", "", "user_cancelled", "duplicate", "dropped_from_queue" };
static const char *const modes[] = { "on_demand", "future_dated", "scheduled" };
static const char *const models[] = { "", "A1", "B2" };
/* Ids that are numbers, ids that are not, and the same again. */
static const char *const devices[] = { "00DB10897B7F5E6B", "00DB10897B7F5E6C", "meter 7", "meter 8", "FFFFFFFFFFFFFFFF" };

static void make_event(struct row *row, unsigned id)
{
	static const char *const srvs[] = { "4.8.1", "2.2", "8.1.1", "99.1" };
	static const char *const codes[] = { "I0", "E20", "E3", "X1", "" };
	static const char *const outcomes[] = { "", "failed", "dropped" };
	char a[40], b[40], c[40], d[40], e[40];
	const char *reason = reasons[pick(7)];

	switch (pick(4)) {
	case 0:
		row->dataset = DATASET_FIRMWARE;
		snprintf(row->text, sizeof row->text, "i%u,%s,%u,%s,%s,%s,%s,%s\n", id, regions[pick(3)],
			 1 + pick(2), stamp(a, 0), stamp(b, 20), outcomes[pick(3)], models[pick(3)], reason);
		break;
	case 1:
		row->dataset = DATASET_SERVICE_REQUESTS;
		snprintf(row->text, sizeof row->text, "i%u,%s,%s,%s,%s,S%u,%s,%s,%s,%s,%s,%s,%s\n", id,
			 srvs[pick(4)], modes[pick(3)], pick(3) ? "user" : "dcc", regions[pick(4)], 1 + pick(2),
			 stamp(a, 0), stamp(b, 30), stamp(c, 30), stamp(d, 30), stamp(e, 30), codes[pick(5)], reason);
		break;
	case 2:
		row->dataset = DATASET_INCIDENTS;
		snprintf(row->text, sizeof row->text, "i%u,%u,%s,%s,%s,%s,%s,%s,%s\n", id, 1 + pick(5),
			 pick(4) ? "DSP" : "USER", stamp(a, 0), stamp(b, 30), pick(2) ? "90" : "",
			 pick(2) ? "Change" : "", pick(2) ? "Y" : "", reason);
		break;
	default:
		row->dataset = DATASET_OUTAGES;
		snprintf(row->text, sizeof row->text, "i%u,%s,%s,2019-10-%02uT%02u:00:00Z,%s,%s,%s\n", id,
			 pick(4) ? "SSI" : "OTHER", regions[pick(4)], 1 + pick(30), pick(24),
			 pick(6) ? "2019-10-31T12:00:30Z" : "", pick(3) ? "unplanned" : "planned", reason);
	}
}

static void make_row(struct row *row, unsigned id)
{
	static const char *const visits[] = { "", "", "no_access", "not_installed", "flood" };
	char a[40], b[40];
	unsigned minute;

	switch (pick(8)) {
	case 0:
		row->dataset = DATASET_ALERTS;
		snprintf(row->text, sizeof row->text, "i%u,%s,%s,%s,%s,%s,%s,%s\n", id, pick(2) ? "8F3E" : "8F12",
			 regions[pick(4)], pick(5) ? devices[pick(5)] : "", models[pick(3)], stamp(a, 0), stamp(b, 20),
			 pick(2) ? "" : pick(2) ? "9223372036854775807" : "12");
		break;
	case 1:
		row->dataset = DATASET_INSTALLS;
		snprintf(row->text, sizeof row->text, "i%u,%s,8.14.1,%s,%s,%s,%s,%s,%s,%s\n", id, regions[pick(3)],
			 stamp(a, 0), stamp(b, 20), pick(4) ? "" : "N", pick(4) ? "Y" : pick(2) ? "N" : "",
			 pick(4) ? "Y" : "", pick(4) ? "Y" : "N", visits[pick(5)]);
		break;
	case 2:
		/* Few windows, so that some have more than one hub. */
		row->dataset = DATASET_POWER_OUTAGES;
		minute = pick(60);
		snprintf(row->text, sizeof row->text, "i%u,%s,%s,2019-10-0%uT10:%02u:00Z,%s\n", id, regions[pick(3)],
			 devices[pick(5)], 1 + pick(2), minute, pick(3) ? "2019-10-20T00:00:00Z" : "");
		break;
	case 3:
		row->dataset = DATASET_CONNECTIVITY;
		snprintf(row->text, sizeof row->text, "%s,%s,%s,2019-10-%02uT10:00:00Z,%s\n", devices[pick(5)],
			 regions[pick(3)], pick(2) ? "credit" : "prepayment", 1 + pick(28), stamp(b, 50));
		break;
	default:
		make_event(row, id);
	}
}

static void feed(struct month_test *t, struct metrics_acc *acc, const struct row *row, enum batch_role role)
{
	char text[512];

	snprintf(text, sizeof text, "%s%s", header_of(row->dataset), row->text);
	month_feed_to(t, acc, row->dataset, role, text);
}

static const uint64_t known_devices[] = { UINT64_C(0x00DB10897B7F5E6C) };
static const struct remembered_code known_codes[] = { { "8F3E", 1, known_devices } };
static const struct remembered_devices known = { .n_months = 1, .n_codes = 1, .codes = known_codes };

static void begin(struct month_test *t, bool cutoff)
{
	month_init(t, "2019-10");
	/* So few hubs that both classes of windows have some. */
	month_measure(t, "CSP-12.1")->window_hubs = month_measure(t, "CSP-12.2")->window_hubs = 1;
	month_exception(t, "CSP-12.1", "-", "i11", "flood", true);
	month_forecast(t, "4.8.1", "2019-10", 12500000000);
	if (cutoff)
		month_cutoff(t, "2019-10-28T00:00:00Z");
	month_exception(t, "CSP-2", "N", "i7", "flood", true);
	month_exception(t, "CSP-2", "-", "i8", "flood", true);
	month_exception(t, "DSP-1.1", "-", "i9", "late", false);
	month_exception(t, "CPM-6", "-", "i10", "flood", true);
	month_begin(t);
	metrics_set_remembered(t->metrics, &known);
	for (int d = 0; d < DATASET_COUNT; d++)
		month_supply(t, (enum dataset_id)d);
	/* The newest instant is never taken back, so every month here has the same. */
	month_feed(t, DATASET_FIRMWARE, BATCH_ADD,
		   "payload_id,region,category,submitted_at,completed_at\nz,N,3,2019-11-30T00:00:00Z,\n");
	month_feed(t, DATASET_ALERTS, BATCH_ADD, "alert_id,alert_code,received_at\nz,8F12,2019-11-30T00:00:00Z\n");
	month_feed(t, DATASET_INSTALLS, BATCH_ADD, "hub_id,region,installed_at\nz,N,2019-11-30T00:00:00Z\n");
	month_feed(t, DATASET_SERVICE_REQUESTS, BATCH_ADD,
		   "request_id,mode,received_at\nz,on_demand,2019-11-30T00:00:00Z\n");
	month_feed(t, DATASET_INCIDENTS, BATCH_ADD,
		   "incident_id,category,raised_at\nz,1,2019-10-29T00:00:00Z\n");
}

static void expect_same_rows(const struct month_test *a, const struct month_test *b)
{
	assert_int_equal(a->results.n_breakdowns, b->results.n_breakdowns);
	for (size_t i = 0; i < a->results.n_breakdowns; i++) {
		const struct breakdown_row *x = &a->results.breakdowns[i], *y = &b->results.breakdowns[i];
		assert_int_equal(x->measure, y->measure);
		assert_int_equal(x->region, y->region);
		assert_string_equal(x->dimension, y->dimension);
		assert_string_equal(x->key, y->key);
		assert_int_equal(x->good, y->good);
		assert_int_equal(x->total, y->total);
		assert_int_equal(x->excluded, y->excluded);
		assert_int_equal(x->refused, y->refused);
		assert_string_equal(x->level.exact, y->level.exact);
	}
	assert_int_equal(a->results.n_notes, b->results.n_notes);
	for (size_t i = 0; i < a->results.n_notes; i++)
		assert_string_equal(a->results.notes[i].reason, b->results.notes[i].reason);
	assert_int_equal(a->results.devices.n_codes, b->results.devices.n_codes);
	for (size_t i = 0; i < a->results.devices.n_codes; i++) {
		const struct remembered_code *x = &a->results.devices.codes[i], *y = &b->results.devices.codes[i];
		assert_string_equal(x->code, y->code);
		assert_int_equal(x->n, y->n);
		assert_memory_equal(x->devices, y->devices, x->n * sizeof *x->devices);
	}
}

/* Every kind that has breakdowns had some to compare. */
static void expect_every_kind(const struct month_test *t)
{
	bool met[KIND_COUNT] = { false };

	for (size_t i = 0; i < t->results.n_breakdowns; i++)
		met[t->measures[t->results.breakdowns[i].measure].kind] = true;
	for (int k = 0; k < KIND_COUNT; k++)
		if (k != KIND_AVAILABILITY && k != KIND_COMPOSITE && k != KIND_COHORT && k != KIND_POPULATION &&
		    k != KIND_REPORTED && !met[k])
			fail_msg("kind %s had no row", kind_name((enum measure_kind)k));
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
	expect_same_rows(&plain, &mixed);
	expect_every_kind(&plain);
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
	expect_same_rows(&none, &back);
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
