/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the pages about the service say: sentences over breakdowns made by hand, and the finding of rows.
 */
#include "tests/unit/cut.h"
#include "tests/unit/engine/cmocka_all.h"
#include "tests/unit/render/sample.h"

#include "render/chart.h"
#include "render/sentence.h"
#include "render/sentence_topics.h"

#include <string.h>

static sentence_topic *const topics[] = { sentence_sampling,  sentence_firmware,
					  sentence_alerts,    sentence_hubs,      sentence_losses,
					  sentence_incidents, sentence_processes, sentence_forecasts,
					  sentence_changes };

/* Every topic of every sample says one to SENTENCE_MAX_TOPIC whole sentences. */
static void whole_sentences(void **state)
{
	(void)state;
	for (int kind = 0; kind < SAMPLE_COUNT; kind++) {
		struct sample sample;

		sample_init(&sample, (enum sample_kind)kind);
		for (size_t t = 0; t < sizeof topics / sizeof *topics; t++) {
			const char *lines[SENTENCE_MAX_TOPIC];
			size_t n = topics[t](&sample.r, &sample.arena, lines);

			assert_in_range(n, 1, SENTENCE_MAX_TOPIC);
			for (size_t i = 0; i < n; i++) {
				assert_int_equal(lines[i][strlen(lines[i]) - 1], '.');
				assert_null(strstr(lines[i], "(null)"));
				assert_true(kind == SAMPLE_HOSTILE || !strstr(lines[i], "  "));
			}
		}
		sample_done(&sample);
	}
}

/* What did not come is said to be missing, and never a zero. */
static void absent_is_not_zero(void **state)
{
	struct sample sample;

	(void)state;
	sample_init(&sample, SAMPLE_EMPTY);
	for (size_t t = 1; t + 1 < sizeof topics / sizeof *topics; t++) {
		const char *lines[SENTENCE_MAX_TOPIC];
		size_t n = topics[t](&sample.r, &sample.arena, lines);

		for (size_t i = 0; i < n; i++)
			assert_non_null(strstr(lines[i], "Not supplied"));
	}
	sample_done(&sample);
}

static void alter(struct sample *s, int item, const char *key, uint64_t good, uint64_t total,
		  const char *display)
{
	struct breakdown_row *rows = arena_alloc(&s->arena, s->r.n_breakdowns, sizeof *rows);

	memcpy(rows, s->r.breakdowns, s->r.n_breakdowns * sizeof *rows);
	for (size_t i = 0; i < s->r.n_breakdowns; i++) {
		if (rows[i].measure != item || rows[i].region != REGION_NONE || strcmp(rows[i].key, key) != 0)
			continue;
		rows[i].good = good;
		rows[i].total = total;
		rows[i].level.display = display;
		rows[i].level.value = !*display ? -1 : strncmp(display, "0.00", 4) ? rows[i].level.value : 0;
	}
	s->r.breakdowns = rows;
}

/* A return that still has time is pending at a cut-off; without one it is among those missed, which is said. */
static void returns_that_still_have_time(void **state)
{
	struct finding item = { .severity = SEVERITY_WARNING, .kind = "target_after_data", .count = 7 };
	struct findings findings = { .items = &item, .n = 1 };
	struct sample s;

	(void)state;
	sample_init(&s, SAMPLE_MONTH);
	int clock = look_next(&s.r, KIND_IN_TIME, DATASET_RETURNS, LOOK_NONE);
	struct look_rows rows = look_rows(&s.r, clock, FIGURE_MAIN, REGION_NONE, &s.arena, NULL);
	struct breakdown_row all = *rows.rows[0];
	const char *lines[SENTENCE_MAX_TOPIC], *last;

	item.value = s.r.catalogue->measures[clock].id;
	s.r.findings = &findings;
	last = lines[sentence_hubs(&s.r, &s.arena, lines) - 1];
	assert_non_null(strstr(last, "; 7 had not run out when the data ended)"));
	s.r.has_cutoff = true;
	all.pending = 3;
	s.r.breakdowns = &all;
	s.r.n_breakdowns = 1;
	last = lines[sentence_hubs(&s.r, &s.arena, lines) - 1];
	assert_non_null(strstr(last, "; 3 more pending)"));
	all.total = all.good = 0;
	last = lines[sentence_hubs(&s.r, &s.arena, lines) - 1];
	assert_non_null(strstr(last, ": 3 pending"));
	s.r.findings = NULL;
	sample_done(&s);
}

static void the_head_of_the_list(void **state)
{
	const char *lines[SENTENCE_MAX_TOPIC];
	struct sample s;

	(void)state;
	sample_init(&s, SAMPLE_MONTH);
	alter(&s, look_find(&s.r, LOOK_ALERT_VOLUME), "C&S / 8F3E / Tern / TH-20 / 2.1.7", 10746, 14404,
	      "74.6 %");
	sentence_alerts(&s.r, &s.arena, lines);
	assert_non_null(strstr(lines[0], "One device combination, Tern TH-20 2.1.7, raises 74.6 % of 8F3E"));
	assert_non_null(strstr(lines[0], "in Central and South: "));
	sample_done(&s);
}

/* A maker with the joint of keys in its name is one part, as every other. */
static void joints_in_texts(void **state)
{
	static const char *const head[] = { "C&S", "8F12", "Landis / Gyr", "E470", "1.0" };
	static const char *const nobody[] = { "C&S", "8F12", "-", "-", "-" };
	static const char *const changed[] = { "INC / 7", "2", "5", "CPM-4" };
	static const char *const of_device[][4] = { { "A", "B", "1", "allowed" }, { "A", "B", "1 / all", "none" },
						     { "A", "B", "1", "none" }, { "A / B", "1", "x", "none" } };
	struct breakdown_row rows[4] = { { .good = 4, .total = 4, .dimension = "head", .n_parts = 5, .parts = head } };
	const struct breakdown_row *order[4];
	const struct look_head *heads;
	const char *lines[SENTENCE_MAX_TOPIC];
	struct sample s;

	(void)state;
	sample_init(&s, SAMPLE_MONTH);
	rows[0].measure = look_find(&s.r, LOOK_ALERT_VOLUME);
	for (int i = 0; i < s.r.catalogue->measures[rows[0].measure].n_dimensions; i++)
		if (s.r.catalogue->measures[rows[0].measure].dimensions[i].n_parts == 5)
			rows[0].dimension = s.r.catalogue->measures[rows[0].measure].dimensions[i].name;
	rows[0].key = breakdown_key(head, 5, &s.arena);
	rows[0].level.display = "100.00 %";
	s.r.breakdowns = rows;
	s.r.n_breakdowns = 1;
	sentence_alerts(&s.r, &s.arena, lines);
	assert_non_null(strstr(lines[0], "One device combination, Landis / Gyr E470 1.0, raises 100.00 % of 8F12"));
	/* Rows that name none are no combination. */
	rows[0].parts = nobody;
	sentence_alerts(&s.r, &s.arena, lines);
	assert_non_null(strstr(lines[0], "Alerts that name no device are 100.00 % of 8F12"));
	assert_string_equal(sentence_parts(&rows[0], 2, 5, &s.arena), "not named");
	assert_string_equal(sentence_parts(&rows[0], 1, 3, &s.arena), "8F12 unknown");
	rows[0].measure = look_find(&s.r, LOOK_WHAT_IF);
	rows[0].dimension = s.r.catalogue->measures[rows[0].measure].dimensions[0].name;
	rows[0].n_parts = 4;
	rows[0].parts = changed;
	rows[0].key = breakdown_key(changed, 4, &s.arena);
	rows[0].level.status = STATUS_GREEN;
	assert_non_null(strstr(lines[sentence_incidents(&s.r, &s.arena, lines) - 1],
			       "Had INC / 7 been of category 5 instead of 2, CPM-4 would be 100.00 %"));
	/* Between two rows of one head another may stand. */
	for (int i = 0; i < 4; i++) {
		rows[i] = (struct breakdown_row){ .n_parts = 4, .parts = of_device[i] };
		order[i] = &rows[i];
	}
	assert_int_equal(look_heads(&(struct look_rows){ .n = 4, .rows = order, .n_parts = 4 }, &s.arena, &heads), 3);
	assert_string_equal(heads[0].text, "A / B / 1");
	assert_ptr_equal(heads[1].row, &rows[1]);
	assert_string_equal(heads[2].text, "A / B / 1 / x");
	sample_done(&s);
}

/* What each sentence says of the rows it names. */
static void parts_make_the_whole(void **state)
{
	const char *lines[SENTENCE_MAX_TOPIC];
	struct sample s;
	size_t n;

	(void)state;
	sample_init(&s, SAMPLE_MONTH);
	sentence_losses(&s.r, &s.arena, lines);
	assert_non_null(strstr(lines[2], "By how the customer pays: prepayment "));
	assert_non_null(strstr(lines[3], "under 1 hour ("));
	assert_non_null(strstr(lines[3], "1 to 7 days ("));
	sentence_processes(&s.r, &s.arena, lines);
	assert_non_null(strstr(lines[1], " failed by the network, "));
	assert_non_null(strstr(lines[1], " without an answer."));
	assert_non_null(strstr(lines[2], "%* of the time"));
	struct look_rows srvs = look_rows(&s.r, look_find(&s.r, LOOK_FORECAST), FIGURE_MAIN, REGION_NONE, &s.arena, "srv", NULL);
	alter(&s, srvs.rows[0]->measure, srvs.rows[0]->key, 385, 0, "");
	n = sentence_forecasts(&s.r, &s.arena, lines);
	assert_non_null(strstr(lines[n - 1], arena_printf(&s.arena, "without a forecast: %s", srvs.rows[0]->key)));
	sentence_firmware(&s.r, &s.arena, lines);
	assert_non_null(strstr(lines[0], "%*) in time"));
	sample_done(&s);
}

/* A forecast of 10.4 is not met by ten requests, though it rounds to ten. */
static void forecasts_are_exact(void **state)
{
	static const int64_t nano[] = { 10400000000, 9600000000, 10000000000, 1234500000001 };
	static const char *const says[] = { "10 requests against 10.4 forecast, 3.85\u00a0% fewer.",
					    "10 requests against 9.6 forecast, 3.85\u00a0% more.", NULL,
					    "10 requests against 1\u202f234.500000001 forecast, 3.85\u00a0% fewer." };
	const char *lines[SENTENCE_MAX_TOPIC];

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct sample s;
		struct look_rows srvs;
		struct forecast_row forecast;
		size_t n;

		sample_init(&s, SAMPLE_MONTH);
		srvs = look_rows(&s.r, look_find(&s.r, LOOK_FORECAST), FIGURE_MAIN, REGION_NONE, &s.arena, "srv", NULL);
		forecast = (struct forecast_row){ srvs.rows[0]->key, s.r.period.month, nano[i] };
		s.registers.n_forecasts = 1;
		s.registers.forecasts = &forecast;
		alter(&s, srvs.rows[0]->measure, srvs.rows[0]->key, 10, 10, says[i] ? "3.85\u00a0%" : "0.00\u00a0%");
		n = sentence_forecasts(&s.r, &s.arena, lines);
		if (says[i])
			assert_true(n > 1 && strstr(lines[1], says[i]));
		else
			for (size_t k = 0; k < n; k++)
				assert_null(strstr(lines[k], "Furthest off"));
		sample_done(&s);
	}
}

/* The example is a change that would give Green, where there is one. */
static void what_if_green(void **state)
{
	const char *lines[SENTENCE_MAX_TOPIC];
	struct sample s;
	size_t n;

	(void)state;
	sample_init(&s, SAMPLE_MONTH);
	struct breakdown_row *rows = arena_alloc(&s.arena, s.r.n_breakdowns, sizeof *rows);
	memcpy(rows, s.r.breakdowns, s.r.n_breakdowns * sizeof *rows);
	for (size_t i = 0; i < s.r.n_breakdowns; i++)
		if (rows[i].measure == look_find(&s.r, LOOK_WHAT_IF) && !strncmp(rows[i].key, "INC00480015", 11)) {
			rows[i].key = "INC00480015 / 2 / 5 / CPM-4";
			cut_parts(&rows[i], &s.arena);
			rows[i].level.status = STATUS_GREEN;
		}
	s.r.breakdowns = rows;
	n = sentence_incidents(&s.r, &s.arena, lines);
	assert_non_null(strstr(lines[n - 1], "Had INC00480015 been"));
	sample_done(&s);
}

static void changes_without_authority(void **state)
{
	const char *lines[SENTENCE_MAX_TOPIC];
	struct sample s;

	(void)state;
	sample_init(&s, SAMPLE_MONTH);
	assert_int_equal(sentence_changes(&s.r, &s.arena, lines), 2);
	assert_non_null(strstr(lines[1], "1 change has no authority"));
	sample_done(&s);
}

/* A second entry of `levels` changes a target within one edition. */
static void changes_within_an_edition(void **state)
{
	static const struct edition_change target = { "CPM-8", "target", "99", "98", "Modification MP999" };
	const char *lines[SENTENCE_MAX_TOPIC];
	struct sample s;

	(void)state;
	sample_init(&s, SAMPLE_MONTH);
	s.r.previous_edition = "";
	s.r.changes = &target;
	s.r.n_changes = 1;
	assert_int_equal(sentence_changes(&s.r, &s.arena, lines), 1);
	assert_string_equal(lines[0], arena_printf(&s.arena, "1 change within edition %s, which judged the month before too, "
							     "with its authority.", s.r.catalogue->edition));
	s.r.n_changes = 0;
	assert_int_equal(sentence_changes(&s.r, &s.arena, lines), 1);
	assert_non_null(strstr(lines[0], "No definition changed: no other edition than "));
	sample_done(&s);
}

/* Equal ones are none the lowest. */
static void ties(void **state)
{
	const char *lines[SENTENCE_MAX_TOPIC];
	struct sample s;
	size_t n;

	(void)state;
	sample_init(&s, SAMPLE_MONTH);
	int item = look_find(&s.r, LOOK_JOURNEYS);
	for (int all = 0; all < 2; all++) {
		struct breakdown_row *rows = arena_alloc(&s.arena, s.r.n_breakdowns, sizeof *rows);
		memcpy(rows, s.r.breakdowns, s.r.n_breakdowns * sizeof *rows);
		for (size_t i = 0; i < s.r.n_breakdowns; i++)
			if (rows[i].measure == item && rows[i].n_parts == 1 &&
			    (all || !strcmp(rows[i].key, "other") || !strcmp(rows[i].key, "prepayment")))
				rows[i].level = (struct level_text){ "0.000000", "0.00 %", 0, STATUS_NO_DATA };
		s.r.breakdowns = rows;
		n = sentence_processes(&s.r, &s.arena, lines);
		assert_int_equal(n, 3);
		if (all) {
			assert_non_null(strstr(lines[1], "Every business process had the same rate of success, 0.00 % ("));
			assert_string_equal(lines[2], "Every business process was equally often within the user's target, "
						      "0.00 %* of the time.");
		} else {
			assert_non_null(strstr(lines[1], "Other and Prepayment had the lowest rate of success, 0.00 % each ("));
			assert_string_equal(lines[2], "Other and Prepayment were least often within the user's target, 0.00 %* of "
						      "the time each.");
		}
	}
	struct look_rows srvs = look_rows(&s.r, look_find(&s.r, LOOK_FORECAST), FIGURE_MAIN, REGION_NONE, &s.arena, "srv", NULL);
	for (size_t i = 0; i < srvs.n; i++)
		((struct breakdown_row *)srvs.rows[i])->level =
			(struct level_text){ "50", "50.00 %", i < 2 ? 50 : 10, STATUS_RED };
	n = sentence_forecasts(&s.r, &s.arena, lines);
	assert_non_null(strstr(lines[1], "Furthest off were 4.8.1"));
	assert_non_null(strstr(lines[1], ", each 50.00 % from its forecast."));
	/* No answer, no times, no chart. */
	assert_true(chart_applies(&chart_processes, &s.r, -1));
	struct breakdown_row *rows = (struct breakdown_row *)s.r.breakdowns;
	size_t kept = 0;
	for (size_t i = 0; i < s.r.n_breakdowns; i++)
		if (!strstr(rows[i].key, "p50") && !strstr(rows[i].key, "p95") && !strstr(rows[i].key, "p99"))
			rows[kept++] = rows[i];
	s.r.n_breakdowns = kept;
	assert_false(chart_applies(&chart_processes, &s.r, -1));
	sample_done(&s);
}

/* A Region without an installation, in a month whose file came. */
static void none_is_zero(void **state)
{
	const char *lines[SENTENCE_MAX_TOPIC];
	struct sample s;
	size_t kept = 0;

	(void)state;
	sample_init(&s, SAMPLE_MONTH);
	int item = look_find(&s.r, LOOK_INSTALLS);
	struct breakdown_row *rows = (struct breakdown_row *)s.r.breakdowns;
	for (size_t i = 0; i < s.r.n_breakdowns; i++)
		if (rows[i].measure != item || rows[i].region != REGION_N)
			rows[kept++] = rows[i];
	s.r.n_breakdowns = kept;
	struct look_rows srvs = look_rows(&s.r, item, FIGURE_MAIN, REGION_N, &s.arena, "srv", NULL);
	assert_int_equal(srvs.n, 0);
	assert_int_equal(*look_count(&srvs, "8.14.1"), 0);
	sentence_hubs(&s.r, &s.arena, lines);
	assert_non_null(strstr(lines[0], " installed: 0 in North, "));
	/* Nobody counted them: a dimension that the edition has not, and an item left without rows for a reason. */
	srvs = look_rows(&s.r, item, FIGURE_MAIN, REGION_N, &s.arena, "srv", "access", NULL);
	assert_null(look_count(&srvs, "8.14.1"));
	for (size_t i = 0; i < s.r.n_notes; i++)
		if (s.r.notes[i].measure == item)
			((struct item_note *)s.r.notes)[i].reason = "Too many different keys.";
	s.r.n_breakdowns = 0;
	srvs = look_rows(&s.r, item, FIGURE_MAIN, REGION_N, &s.arena, "srv", NULL);
	assert_null(look_count(&srvs, "8.14.1"));
	sample_done(&s);
}

/* A code without a name says so, in words as in a column. */
static void codes_without_a_name(void **state)
{
	struct sample s;

	(void)state;
	sample_init(&s, SAMPLE_MONTH);
	assert_string_equal(sentence_alert(&s.r, "81A0", &s.arena), "81A0 (not in the dictionary)");
	assert_string_equal(sentence_srv(&s.r, "99.9", &s.arena), "99.9 (not in the dictionary)");
	assert_string_equal(sentence_srv(&s.r, "-", &s.arena), "-");
	assert_string_equal(sentence_name(&s.r, DICTIONARY_ALERTS, "81A0"), "not in the dictionary");
	assert_string_equal(sentence_name(&s.r, DICTIONARY_SRVS, "-"), "");
	assert_string_not_equal(sentence_name(&s.r, DICTIONARY_ALERTS, "8F12"), "not in the dictionary");
	sample_done(&s);
}

/* What makes an action the plan of a code: the measure, and the code as a word. */
static void plans_of_a_code(void **state)
{
	static const struct remediation_row rows[] = {
		{ .measure = "CPM-3", .region = REGION_C, .recorded_on = 1, .action = "8F12: new probe", .green_by = { 2019, 3 } },
		{ .measure = "CPM-3", .region = REGION_C, .recorded_on = 5, .action = "8F12: new probe", .green_by = { 2019, 5 } },
		{ .measure = "CPM-3", .region = REGION_C, .recorded_on = 9, .action = "Logs of 8F12.", .green_by = { 2019, 12 } },
		{ .measure = "CPM-3", .region = REGION_C, .action = "Build 2.8F12, 8F12.1, 8F123 and X8F12 to all hubs" },
		{ .measure = "CPM-3", .region = REGION_N, .action = "BF-8F12" },
		{ .measure = "CSP-2", .region = REGION_C, .action = "Image without 8F12" },
	};
	struct registers registers = { .n_remediation = sizeof rows / sizeof *rows, .remediation = rows };
	const struct code_plan *found;
	struct sample s;

	(void)state;
	sample_init(&s, SAMPLE_MONTH);
	s.r.registers = &registers;
	assert_int_equal(sentence_code_plans(&s.r, "8F12", REGION_C, &s.arena, &found), 2);
	assert_ptr_equal(found[0].first, &rows[0]);
	assert_ptr_equal(found[0].last, &rows[1]);
	assert_ptr_equal(found[1].first, &rows[2]); /* another action: it never moved */
	assert_ptr_equal(found[1].last, &rows[2]);
	assert_int_equal(sentence_code_plans(&s.r, "8F12", REGION_N, &s.arena, &found), 0);
	sample_done(&s);
}

/* What is not known is neither large enough nor short. */
static void samples_not_known(void **state)
{
	const char *lines[SENTENCE_MAX_TOPIC];
	struct sampling_row rows[3] = { { .has_hubs = true, .reason = "" }, { .reason = "" }, { .reason = "" } };
	struct sample s;

	(void)state;
	sample_init(&s, SAMPLE_MONTH);
	s.r.sampling = rows;
	s.r.n_sampling = 3;
	assert_int_equal(sentence_sampling(&s.r, &s.arena, lines), 2);
	assert_string_equal(lines[0], "1 of 3 samples of round-trip tests is large enough and spread over all days.");
	assert_string_equal(lines[1], "Of 2 nobody can say how many tests were needed: the numbers of hubs in service (dataset "
				      "hubs) were not supplied for their Regions.");
	/* A day without a test needs no number of hubs. */
	rows[0].has_hubs = false;
	rows[2].reason = "no test on 30 days";
	assert_int_equal(sentence_sampling(&s.r, &s.arena, lines), 3);
	assert_string_equal(lines[0], "1 of 3 samples of round-trip tests falls short of what represents a Region.");
	assert_non_null(strstr(lines[1], "Of 2 nobody can say"));
	assert_non_null(strstr(lines[2], "is not validly sampled: no test on 30 days"));
	rows[2].reason = "";
	assert_int_equal(sentence_sampling(&s.r, &s.arena, lines), 1);
	rows[0].has_hubs = rows[1].has_hubs = rows[2].has_hubs = true;
	assert_int_equal(sentence_sampling(&s.r, &s.arena, lines), 1);
	assert_non_null(strstr(lines[0], "Every one of 3 samples"));
	sample_done(&s);
}

static void durations(void **state)
{
	static const struct {
		uint64_t microseconds;
		const char *text;
	} cases[] = {
		{ 0, "0.00 s" },
		{ 850000, "0.85 s" },
		{ 999999, "0.99 s" },
		{ 12345678, "12.3 s" },
		{ 200000000, "3 min 20 s" },
		{ 2840000000, "47 min" },
		{ 7500000000, "2 h 5 min" },
		{ 97200000000, "1 d 3 h" },
	};
	struct arena arena;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(sentence_duration(cases[i].microseconds, &arena), cases[i].text);
	arena_done(&arena);
}

static void finding_rows(void **state)
{
	struct sample s;

	(void)state;
	sample_init(&s, SAMPLE_MONTH);
	struct look_rows rows = look_rows(&s.r, look_find(&s.r, LOOK_FIRMWARE), FIGURE_MAIN, REGION_N,
					  &s.arena, "state", NULL);
	assert_int_equal(rows.n, 6);
	assert_non_null(look_key(&rows, "dropped"));
	assert_null(look_key(&rows, "lost"));
	look_sort(&rows, &s.arena);
	for (size_t i = 1; i < rows.n; i++)
		assert_true(rows.rows[i - 1]->good >= rows.rows[i]->good);
	assert_non_null(look_key(&rows, "dropped"));
	assert_int_equal(look_rows(&s.r, LOOK_NONE, FIGURE_MAIN, REGION_N, &s.arena, "state", NULL).n, 0);
	sample_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_sentences),
		cmocka_unit_test(absent_is_not_zero),
		cmocka_unit_test(returns_that_still_have_time), cmocka_unit_test(the_head_of_the_list),
		cmocka_unit_test(joints_in_texts),
		cmocka_unit_test(parts_make_the_whole),
		cmocka_unit_test(forecasts_are_exact),
		cmocka_unit_test(what_if_green),
		cmocka_unit_test(changes_without_authority), cmocka_unit_test(changes_within_an_edition), cmocka_unit_test(samples_not_known),
		cmocka_unit_test(plans_of_a_code), cmocka_unit_test(codes_without_a_name), cmocka_unit_test(ties), cmocka_unit_test(none_is_zero),
		cmocka_unit_test(durations),
		cmocka_unit_test(finding_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
