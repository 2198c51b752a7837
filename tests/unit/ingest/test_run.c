/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole runs: files in, rows counted, fed, rejected and reconciled.
 */
#include "tests/unit/engine/cmocka_all.h"
#include "tests/unit/ingest/trial.h"
#include "tests/unit/random.h"
#include "tests/unit/stride.h"

#define HEAD "request_id,received_at,sent_at\n"

static void expect_counts(const struct row_counts *c, uint64_t read, uint64_t used, uint64_t outside,
			  uint64_t duplicates, uint64_t rejected)
{
	assert_int_equal(c->read, read);
	assert_int_equal(c->used, used);
	assert_int_equal(c->outside, outside);
	assert_int_equal(row_counts_duplicates(c), duplicates);
	assert_int_equal(c->rejected, rejected);
}

#define FILES 3
static const struct {
	const char *name;
	struct {
		const char *name, *text;
	} files[FILES];
	uint64_t read, used, outside, duplicates, rejected; /* of repository */
	const char *kind;                                   /* a finding there must be, or NULL */
} cases[] = {
	{ "plain",
	  { { "repository.csv",
	      HEAD "a,2019-10-01T10:00:00Z,2019-10-01T10:00:01Z\nb,2019-10-01T10:00:00Z,\n" } },
	  2,
	  2,
	  0,
	  0,
	  0,
	  NULL },
	{ "columns in another order, another case, with spaces",
	  { { "repository.csv", " Sent_At ,REQUEST_ID,received_at\n,a,2019-10-01T10:00:00Z\n" } },
	  1,
	  1,
	  0,
	  0,
	  0,
	  NULL },
	{ "delimiter ;",
	  { { "repository.csv", "request_id;received_at;sent_at\na;2019-10-01T10:00:00Z;\n" } },
	  1,
	  1,
	  0,
	  0,
	  0,
	  NULL },
	{ "delimiter tab",
	  { { "repository.csv", "request_id\treceived_at\tsent_at\na\t2019-10-01T10:00:00Z\t\n" } },
	  1,
	  1,
	  0,
	  0,
	  0,
	  NULL },
	{ "delimiter |",
	  { { "repository.csv", "request_id|received_at|sent_at\na|2019-10-01T10:00:00Z|\n" } },
	  1,
	  1,
	  0,
	  0,
	  0,
	  NULL },
	{ "sep= line",
	  { { "repository.csv", "sep=;\nrequest_id;received_at;sent_at\na;2019-10-01T10:00:00Z;\n" } },
	  1,
	  1,
	  0,
	  0,
	  0,
	  NULL },
	{ "unknown column",
	  { { "repository.csv", "colour,request_id,received_at,sent_at\nred,a,2019-10-01T10:00:00Z,\n" } },
	  1,
	  1,
	  0,
	  0,
	  0,
	  "unknown_column" },
	{ "first and last instants of the month",
	  { { "repository.csv", HEAD "a,2019-09-30T22:59:59.999Z,\nb,2019-09-30T23:00:00Z,\nc,2019-10-31T23:"
				     "59:59.999Z,\nd,2019-11-01T00:00:00Z,\n" } },
	  4,
	  2,
	  2,
	  0,
	  0,
	  NULL },
	{ "a bad value",
	  { { "repository.csv", HEAD "a,yesterday,\nb,2019-10-01T10:00:00Z,\n" } },
	  2,
	  1,
	  0,
	  0,
	  1,
	  "bad_value" },
	{ "an empty start", { { "repository.csv", HEAD "a,,\n" } }, 1, 0, 0, 0, 1, "bad_value" },
	{ "an empty key",
	  { { "repository.csv", HEAD ",2019-10-01T10:00:00Z,\n" } },
	  1,
	  0,
	  0,
	  0,
	  1,
	  "bad_value" },
	{ "an answer before the question",
	  { { "repository.csv", HEAD "a,2019-10-01T10:00:00Z,2019-10-01T09:00:00Z\n" } },
	  1,
	  0,
	  0,
	  0,
	  1,
	  NULL },
	{ "ragged rows",
	  { { "repository.csv",
	      HEAD "a,2019-10-01T10:00:00Z\nb,2019-10-01T10:00:00Z,,\nc,2019-10-01T10:00:00Z,\n" } },
	  3,
	  1,
	  0,
	  0,
	  2,
	  NULL },
	{ "a stray quote",
	  { { "repository.csv", HEAD "a\"a,2019-10-01T10:00:00Z,\nb,2019-10-01T10:00:00Z,\n" } },
	  2,
	  1,
	  0,
	  0,
	  1,
	  NULL },
	{ "a total at the end",
	  { { "repository.csv", HEAD "a,2019-10-01T10:00:00Z,\nTOTAL,1,\n" } },
	  2,
	  1,
	  0,
	  0,
	  1,
	  NULL },
	{ "the same row twice",
	  { { "repository.csv", HEAD "a,2019-10-01T10:00:00Z,\na,2019-10-01T10:00:00Z,\n" } },
	  2,
	  1,
	  0,
	  1,
	  0,
	  "duplicate" },
	{ "a fuller row in another file",
	  { { "repository-1.csv", HEAD "a,2019-10-01T10:00:00Z,\n" },
	    { "repository-2.csv", HEAD "a,2019-10-01T10:00:00Z,2019-10-01T10:00:01Z\n" } },
	  2,
	  1,
	  0,
	  1,
	  0,
	  "completed" },
	{ "a contradiction",
	  { { "repository-1.csv", HEAD "a,2019-10-01T10:00:00Z,2019-10-01T10:00:02Z\n" },
	    { "repository-2.csv", HEAD "a,2019-10-01T10:00:00Z,2019-10-01T10:00:01Z\n" } },
	  2,
	  0,
	  0,
	  0,
	  2,
	  "conflict" },
	{ "the latest row counts",
	  { { "repository.csv",
	      "request_id,received_at,sent_at,updated_at\na,2019-10-01T10:00:00Z,,2019-10-02T00:00:00Z\na,"
	      "2019-10-01T10:00:00Z,2019-10-03T00:00:00Z,2019-10-04T00:00:00Z\n" } },
	  2,
	  1,
	  0,
	  1,
	  0,
	  "superseded" },
	{ "the same file under another name",
	  { { "repository-1.csv", HEAD "a,2019-10-01T10:00:00Z,\n" },
	    { "repository-2.csv", HEAD "a,2019-10-01T10:00:00Z,\n" } },
	  2,
	  1,
	  0,
	  1,
	  0,
	  "twin_file" },
	{ "blank lines",
	  { { "repository.csv", HEAD "\n\na,2019-10-01T10:00:00Z,\n\n" } },
	  1,
	  1,
	  0,
	  0,
	  0,
	  "blank_lines" },
	{ "a heading and no rows", { { "repository.csv", HEAD } }, 0, 0, 0, 0, 0, "no_rows" },
	{ "a missing column beside a good file",
	  { { "repository-1.csv", "request_id,received_at\na,2019-10-01T10:00:00Z\n" },
	    { "repository-2.csv", HEAD "b,2019-10-01T10:00:00Z,\n" } },
	  1,
	  1,
	  0,
	  0,
	  0,
	  "unusable_file" },
	{ "a heading twice beside a good file",
	  { { "repository-1.csv", "request_id,request_id,received_at,sent_at\na,a,2019-10-01T10:00:00Z,\n" },
	    { "repository-2.csv", HEAD "b,2019-10-01T10:00:00Z,\n" } },
	  1,
	  1,
	  0,
	  0,
	  0,
	  "unusable_file" },
	{ "an open quote beside a good file",
	  { { "repository-1.csv", HEAD "a,2019-10-01T10:00:00Z,\n\"b,2019-10-01T10:00:00Z,\n" },
	    { "repository-2.csv", HEAD "b,2019-10-01T10:00:00Z,\n" } },
	  1,
	  1,
	  0,
	  0,
	  0,
	  "unusable_file" },
	{ "an empty file beside a good one",
	  { { "repository-1.csv", "" }, { "repository-2.csv", HEAD "b,2019-10-01T10:00:00Z,\n" } },
	  1,
	  1,
	  0,
	  0,
	  0,
	  "unusable_file" },
	{ "a name that is no dataset",
	  { { "repository.csv", HEAD "b,2019-10-01T10:00:00Z,\n" }, { "budget.csv", "a\n" } },
	  1,
	  1,
	  0,
	  0,
	  0,
	  "unknown_file" },
	{ "a register beside it",
	  { { "repository.csv", HEAD "b,2019-10-01T10:00:00Z,\n" },
	    { "hubs.csv", "region,date,commissioned\nN,2019-10-01,5\nN,2019-10-01,5\nX,2019-10-01,5\n" } },
	  1,
	  1,
	  0,
	  0,
	  0,
	  "bad_value" },
};

static void run_case(size_t i, int n_threads, size_t memory_bytes)
{
	struct trial t;

	trial_init(&t);
	t.options.n_threads = n_threads;
	t.options.memory_bytes = memory_bytes;
	for (int f = 0; f < FILES && cases[i].files[f].name; f++) {
		char name[64];

		snprintf(name, sizeof name, "in/%s", cases[i].files[f].name);
		scratch_text(name, cases[i].files[f].text);
	}
	trial_run(&t);
	if (!t.good)
		fail_msg("%s: %s: %s", cases[i].name, t.err.path, t.err.message);
	print_message("# %s\n", cases[i].name);
	expect_counts(&t.result.intake.datasets[DATASET_REPOSITORY], cases[i].read, cases[i].used,
		      cases[i].outside, cases[i].duplicates, cases[i].rejected);
	if (cases[i].kind && !count_kind(&t, cases[i].kind))
		fail_msg("%s: no finding of kind %s", cases[i].name, cases[i].kind);
	if (cases[i].rejected)
		assert_int_equal(access(scratch_path("work/rejected/repository.csv"), R_OK), 0);
	trial_done(&t);
}

static void files_and_counts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		run_case(i, 1, 1 << 20);
		run_case(i, 4, 0);
	}
}

static char *slurp(const char *path)
{
	FILE *f = fopen(path, "rb");
	struct builder b;
	int c;

	assert_non_null(f);
	builder_init(&b);
	builder_add(&b, TEXT(""));
	while ((c = fgetc(f)) != EOF)
		builder_add_char(&b, (char)c);
	fclose(f);
	return b.data;
}

static void rejected_rows_are_written_whole(void **state)
{
	struct trial t;
	char *text;

	(void)state;
	trial_init(&t);
	scratch_text("in/repository.csv",
		     HEAD "a,yesterday,\n\"b\"\"q\",2019-10-01T10:00:00Z,=1+1\nc,2019-10-01T10:00:00Z,\n");
	trial_run(&t);
	assert_true(t.good);
	text = slurp(scratch_path("work/rejected/repository.csv"));
	assert_memory_equal(text, "file,line,column,reason,request_id,", 35);
	assert_non_null(strstr(text, "repository.csv,2,received_at,"));
	assert_non_null(strstr(text, "yesterday"));
	assert_non_null(strstr(text, "repository.csv,3,sent_at,"));
	/* The value is neutralised as a cell of its own. */
	assert_non_null(strstr(text, ",'=1+1,"));
	assert_null(strstr(text, "repository.csv,4"));
	memory_free(text);
	trial_done(&t);
}

/* A few thousand rows in many files: no figure depends on threads, memory or the order of the files. */
static void many_files(void **state)
{
	uint64_t first_used = 0, first_duplicates = 0, first_rejected = 0;
	unsigned rows = test_stride() > 1 ? 60 : 400; /* of a file */

	(void)state;
	for (int round = 0; round < (test_stride() > 1 ? 3 : 6); round++) {
		struct trial t;
		uint64_t seed = 1;

		trial_init(&t);
		t.options.n_threads = 1 + round;
		t.options.memory_bytes = round % 2 ? 0 : 1 << 20;
		for (int f = 0; f < 12; f++) {
			struct builder b;
			char name[32];

			builder_init(&b);
			builder_add(&b, TEXT(HEAD));
			for (unsigned i = 0; i < rows; i++) {
				unsigned key = (unsigned)(next_random(&seed) % (rows * 15 / 2));

				builder_printf(&b, "k%u,2019-10-%02uT10:00:0%u.%u00Z,%s\n", key, 1 + key % 40,
					       key % 10,
					       (unsigned)(next_random(&seed) % 3) == 0 && key % 7 == 0,
					       next_random(&seed) % 5 ? "" : "2019-12-01T00:00:00Z");
			}
			/* The names turn the order of the files round. */
			snprintf(name, sizeof name, "in/repository-%02d.csv", round % 2 ? 50 - f : f);
			scratch_text(name, b.data);
			builder_done(&b);
		}
		trial_run(&t);
		assert_true(t.good);
		assert_int_equal(t.result.intake.total.read, 12 * rows);
		if (round == 0) {
			first_used = t.result.intake.total.used;
			first_duplicates = row_counts_duplicates(&t.result.intake.total);
			first_rejected = t.result.intake.total.rejected;
			assert_true(first_used > rows / 4 && first_duplicates > rows / 4 && first_rejected > rows / 4);
		}
		assert_int_equal(t.result.intake.total.used, first_used);
		assert_int_equal(row_counts_duplicates(&t.result.intake.total), first_duplicates);
		assert_int_equal(t.result.intake.total.rejected, first_rejected);
		trial_done(&t);
	}
}

static void whole_files_only(void **state)
{
	struct trial t;

	(void)state;
	trial_init(&t);
	t.options.duplicates = DUPLICATES_FILE;
	scratch_text("in/repository-1.csv", HEAD "a,2019-10-01T10:00:00Z,\na,2019-10-01T10:00:00Z,\n");
	scratch_text("in/repository-2.csv", HEAD "a,2019-10-01T10:00:00Z,\na,2019-10-01T10:00:00Z,\n");
	trial_run(&t);
	assert_true(t.good);
	expect_counts(&t.result.intake.datasets[DATASET_REPOSITORY], 4, 2, 0, 2, 0);
	trial_done(&t);
}

/* A file that cannot be used, long enough to be read still when the others are done, and whose row is rejected. */
static void scratch_unusable(const char *name)
{
	struct builder b;

	builder_init(&b);
	builder_add(&b, TEXT(HEAD "\na,yesterday,\nb,today\n"));
	for (int i = 0; i < 20000; i++)
		builder_printf(&b, "k%d,2019-10-01T10:00:00Z,\n", i);
	builder_add(&b, TEXT("c,\"2019-10-01T10:00:00Z,\n"));
	scratch_text(name, b.data);
	builder_done(&b);
}

/* What it had rejected counts for the files that can be used, whichever is read first and by how many. */
static void rejected_beside_an_unusable_file(void **state)
{
	static const char *const scanners[] = { NULL, INGEST_SCANNER_LIBCSV };

	(void)state;
	for (int round = 0; round < 16; round += test_stride() > 1 ? 5 : 1) {
		struct trial t;

		trial_init(&t);
		t.options.n_threads = 1 + round % 2;
		t.options.scanner = scanners[round / 2 % 2];
		t.options.duplicates = round / 4 % 2 ? DUPLICATES_FILE : DUPLICATES_EXACT;
		t.options.read_bytes = 4096;
		scratch_unusable(round / 8 ? "in/repository-0.csv" : "in/repository-9.csv");
		scratch_text("in/repository-5.csv", HEAD "\nd,2019-10-01T10:00:00Z,\na,yesterday,\nb,today\n");
		scratch_text("in/repository-6.csv", HEAD "a,yesterday,\ne,2019-10-01T10:00:00Z,\nf,tomorrow,\n");
		trial_run(&t);
		assert_true(t.good);
		expect_counts(&t.result.intake.datasets[DATASET_REPOSITORY], 6, 2, 0, 0, 4);
		assert_int_equal(t.totals.rejected, 3);
		assert_int_equal(count_kind(&t, "bad_value"), 3);
		assert_int_equal(count_kind(&t, "blank_lines"), 1);
		trial_done(&t);
	}
}

static void registers(void **state)
{
	struct trial t;

	(void)state;
	trial_init(&t);
	scratch_text("in/repository.csv", HEAD "a,2019-10-01T10:00:00Z,\n");
	scratch_text("in/exceptions.csv", "measure,region,item_id,reason,reference,approved\n"
					  "CSP-2,N,P1,user_cancelled,R1,Y\nCSP-2,-,P2,user_cancelled,,N\n"
					  "CSP-2,N,P3,user_cancelled,,perhaps\n"
					  "CSP-2,-,P4,a,,Y\nCSP-2,S,P4,b,,Y\nCSP-2,N,P4,c,,Y\n");
	scratch_text("in/service_levels.csv",
		     "period,measure,region,good,total,excluded\n"
		     "2019-09,CPM-1,N,9,10,\n2019-09,CPM-1,C,11,10,\n2019-08,CPM-1,,8,10,2\n");
	scratch_text("in/commentary.csv", "measure,region,text\nCPM-1,,Words.\nCPM-1,,Words.\n");
	scratch_text("in/remediation.csv",
		     "measure,region,recorded_on,action,owner,green_by\n"
		     "CSP-2,N,2019-09-01,Mend it,CSP,2019-12\nCSP-2,N,2019-10-01,Mend it,CSP,2020-02\n");
	scratch_text("in/hubs.csv", "region,date,commissioned\nN,2019-10-01,100\nS,2019-10-01,50\n");
	scratch_text("in/forecasts.csv", "srv,period,forecast\n1.1.1,2019-10,12.5\n");
	trial_run(&t);
	assert_true(t.good);
	assert_int_equal(t.result.registers.n_exceptions, 5);
	assert_string_equal(t.result.registers.exceptions[1].item_id, "P2");
	assert_int_equal(t.result.registers.exceptions[1].region, REGION_NONE);
	assert_false(t.result.registers.exceptions[1].approved);
	assert_true(t.result.registers.exceptions[0].approved);
	/* Of one item a row that names its Region comes first. */
	assert_int_equal(t.result.registers.exceptions[2].region, REGION_N);
	assert_int_equal(t.result.registers.exceptions[3].region, REGION_S);
	assert_int_equal(t.result.registers.exceptions[4].region, REGION_NONE);
	assert_int_equal(t.result.registers.n_service_levels, 2);
	assert_int_equal(t.result.registers.n_remediation, 2);
	assert_true(t.result.registers.remediation[0].recorded_on <
		    t.result.registers.remediation[1].recorded_on);
	assert_int_equal(t.result.registers.remediation[1].green_by.year, 2020);
	assert_int_equal(t.result.registers.n_hubs, 2);
	assert_int_equal(t.result.registers.hubs[0].commissioned + t.result.registers.hubs[1].commissioned,
			 150);
	assert_int_equal(t.result.registers.n_forecasts, 1);
	assert_true(t.result.registers.forecasts[0].forecast_nano == 12500000000);
	assert_true(t.result.registers.n_commentary >= 1);
	assert_string_equal(t.result.registers.commentary[0].text, "Words.");
	assert_int_equal(t.result.intake.datasets[DATASET_SERVICE_LEVELS].rejected, 1);
	assert_int_equal(t.result.intake.datasets[DATASET_EXCEPTIONS].rejected, 1);
	trial_done(&t);
}

static void no_file_could_be_used(void **state)
{
	struct trial t;

	(void)state;
	trial_init(&t);
	scratch_text("in/repository.csv", "<html><body>Error 502</body></html>\n");
	trial_run(&t);
	assert_false(t.good);
	assert_int_equal(t.err.kind, ERROR_INPUT);
	assert_true(t.err.message[0]);
	trial_done(&t);
	trial_init(&t);
	t.input = "/no/such/folder";
	trial_run(&t);
	assert_false(t.good);
	assert_int_equal(t.err.kind, ERROR_INPUT);
	assert_string_equal(t.err.path, "/no/such/folder");
	trial_done(&t);
}

static void no_room_for_spools(void **state)
{
	struct trial t;

	(void)state;
	trial_init(&t);
	t.options.work_path = "/proc/no-such-folder";
	scratch_text("in/repository.csv", HEAD "a,yesterday,\n");
	trial_run(&t);
	assert_false(t.good);
	assert_int_equal(t.err.kind, ERROR_OUTPUT);
	trial_done(&t);
}

static void cut_off(void **state)
{
	struct trial t;

	(void)state;
	trial_init(&t);
	t.plan.has_cutoff = true;
	assert_int_equal(stamp_parse(TEXT("2019-10-15T00:00:00Z"), NULL, (struct zone){ ZONE_FIXED, 0 },
				     &t.plan.cutoff),
			 STAMP_OK);
	scratch_text("in/repository.csv", HEAD "a,2019-10-14T10:00:00Z,\nb,2019-10-16T10:00:00Z,\n");
	trial_run(&t);
	assert_true(t.good);
	expect_counts(&t.result.intake.datasets[DATASET_REPOSITORY], 2, 1, 0, 0, 1);
	trial_done(&t);
}

/* A request may be answered before it was due, and never before it was received; read in either way. */
static void answered_before_it_was_asked(void **state)
{
	static const char *const scanners[] = { NULL, INGEST_SCANNER_LIBCSV };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct trial t;

		trial_init(&t);
		t.options.scanner = scanners[i];
		scratch_text("in/service_requests.csv",
			     "request_id,srv,mode,region,received_at,due_at,dispatched_at,returned_at,responded_at\n"
			     "a,1.1,future_dated,N,2019-10-03T10:00:00Z,,,,2019-10-03T09:00:00Z\n"
			     "b,1.1,scheduled,N,2019-10-03T10:00:00Z,2019-10-03T12:00:00Z,,,2019-10-03T09:00:00Z\n"
			     "c,1.1,on_demand,N,2019-10-03T10:00:00Z,,,,2019-10-03T09:00:00Z\n"
			     "d,1.1,future_dated,N,2019-10-03T10:00:00Z,2019-10-03T12:00:00Z,,,2019-10-03T11:00:00Z\n"
			     "e,1.1,future_dated,N,2019-10-03T10:00:00Z,,,,2019-10-03T10:00:00Z\n");
		trial_run(&t);
		assert_true(t.good);
		expect_counts(&t.result.intake.datasets[DATASET_SERVICE_REQUESTS], 5, 2, 0, 0, 3);
		assert_int_equal(count_kind(&t, "time_order"), 3);
		trial_done(&t);
	}
}

static void rows_as_seen(void **state)
{
	struct trial t;
	char *text;

	(void)state;
	trial_init(&t);
	t.options.rows_path = arena_printf(&t.arena, "%s/rows.json", scratch);
	scratch_text("in/repository.csv", HEAD "\"a \"\"q\"\"\",2019-10-01T10:00:00Z,\n");
	trial_run(&t);
	assert_true(t.good);
	text = slurp(t.options.rows_path);
	assert_string_equal(text, "[\"request_id\",\"received_at\",\"sent_at\"]\n[\"a "
				  "\\\"q\\\"\",\"2019-10-01T10:00:00Z\",\"\"]\n");
	memory_free(text);
	trial_done(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_and_counts),   cmocka_unit_test(rejected_rows_are_written_whole),
		cmocka_unit_test(many_files),         cmocka_unit_test(whole_files_only),
		cmocka_unit_test(rejected_beside_an_unusable_file),
		cmocka_unit_test(registers),          cmocka_unit_test(no_file_could_be_used),
		cmocka_unit_test(no_room_for_spools), cmocka_unit_test(cut_off),
		cmocka_unit_test(rows_as_seen),       cmocka_unit_test(answered_before_it_was_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
