/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files beside each other and read twice: equal rows in different layouts, twins, and files that change meanwhile.
 */
#include "tests/unit/engine/cmocka_all.h"
#include "tests/unit/ingest/trial.h"

#include <fcntl.h>
#include <sys/wait.h>

#define HEAD "request_id,received_at,sent_at\n"

/* Rejected rows are equal when their columns say the same, however the files are laid out. */
static void equal_rejected_rows(void **state)
{
	static const struct {
		const char *second;
		int fed;
	} layouts[] = {
		{ HEAD "x,bad,\n", 1 },
		{ "sent_at,more,RECEIVED_AT,request_id\n,what,bad,x\n", 1 },
		{ "received_at,request_id,sent_at\nx,bad,\n", 2 }, /* the same bytes, another row */
		{ HEAD "x,bad,,\n", 2 },                            /* of another width: not even read */
	};

	(void)state;
	for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++)
		for (int n_threads = 1; n_threads <= 2; n_threads++) {
			struct trial t;

			trial_init(&t);
			scratch_text("in/repository-a.csv", HEAD "a,2019-10-01T10:00:00Z,\nx,bad,\n");
			scratch_text("in/repository-b.csv", layouts[i].second);
			t.options.n_threads = n_threads;
			trial_run(&t);
			assert_true(t.good);
			assert_int_equal(t.result.intake.total.rejected, 2);
			assert_int_equal(t.totals.rejected, layouts[i].fed);
			trial_done(&t);
		}
	/* The same time of day in two zones. */
	struct trial t;
	trial_init(&t);
	scratch_text("in/repository-a.csv", HEAD "x,2019-10-03 23:30:00,bad\n");
	scratch_text("in/repository-b.csv", HEAD "x,2019-10-03 23:30:00,bad\n");
	scratch_text("in/mapping.yaml", "files:\n  repository-a.csv: {zone: UTC}\n"
					"  repository-b.csv: {zone: Europe/London}\n");
	trial_run(&t);
	assert_true(t.good);
	assert_int_equal(t.totals.rejected, 2);
	trial_done(&t);
}

/* Rows that look alike and are not: the findings say why they contradict each other. */
static void same_text_in_two_zones(void **state)
{
	static const char *const zones[][2] = { { "UTC", "Europe/London" }, { "Europe/London", "UTC" } };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct trial t;
		int n_told = 0;

		trial_init(&t);
		scratch_text("in/repository-a.csv", HEAD "x,2019-09-30 23:30:00,\ny,2019-10-03T10:00:00Z,\n");
		scratch_text("in/repository-b.csv", HEAD "x,2019-09-30 23:30:00,\ny,2019-10-03T10:00:00Z,\nz,2019-10-03,\n");
		scratch_text("in/mapping.yaml",
			     arena_printf(&t.arena, "files:\n  repository-a.csv: {zone: %s}\n  repository-b.csv: {zone: %s}\n",
					  zones[i][0], zones[i][1]));
		trial_run(&t);
		assert_true(t.good);
		assert_int_equal(t.result.intake.total.rejected, 3);
		assert_int_equal(t.result.intake.total.used, 1);
		assert_int_equal(t.totals.rejected, 3);
		assert_int_equal(count_kind(&t, "conflict"), 2);
		for (size_t k = 0; k < t.findings.n; k++)
			n_told += strstr(t.findings.items[k].message, "different times alike") != NULL;
		assert_int_equal(n_told, 2);
		trial_done(&t);
	}
}

/* When the bytes have all been read: more of them, or others. */
static void change_file(void *context, uint64_t bytes_done, uint64_t bytes_all)
{
	static const char *const ways[] = { "ab", "wb" };
	struct trial *t = context;
	char path[300];
	FILE *f;

	if (bytes_done != bytes_all)
		return;
	t->options.progress = NULL;
	snprintf(path, sizeof path, "%s/repository.csv", t->input);
	f = fopen(path, ways[t->options.rehash]);
	assert_true(f && fputs("c,2019-10-01T10:00:00Z,\nc,2019-10-01T10:00:00Z,\n", f) >= 0 && fclose(f) == 0);
}

/* What is settled in the second reading is what was read in the first, or nothing. */
static void changed_between_readings(void **state)
{
	(void)state;
	for (int way = 0; way < 2; way++) {
		struct trial t;

		trial_init(&t);
		scratch_text("in/repository.csv", HEAD "a,2019-10-01T10:00:00Z,\na,2019-10-01T10:00:00Z,\n");
		t.options.n_threads = 1;
		t.options.rehash = way; /* tells the way on; nothing is remembered here */
		t.options.progress = change_file;
		t.options.progress_context = &t;
		trial_run(&t);
		assert_false(t.good);
		assert_int_equal(t.err.kind, ERROR_INPUT);
		assert_non_null(strstr(t.err.message, "was changed after it was looked at first"));
		assert_non_null(strstr(t.err.path, "repository.csv"));
		trial_done(&t);
	}
}

/* The same bytes by two mappings are two files, and headings alone are nothing that came twice. */
static void twins_that_are_none(void **state)
{
	struct trial t;

	(void)state;
	trial_init(&t);
	scratch_text("in/repository-a.csv", HEAD "a,2019-10-01 10:00:00,\n");
	scratch_text("in/repository-b.csv", HEAD "a,2019-10-01 10:00:00,\n");
	scratch_text("in/alerts-a.csv", "alert_id,alert_code,region,received_at,delivered_at\n");
	scratch_text("in/alerts-b.csv", "alert_id,alert_code,region,received_at,delivered_at\n");
	scratch_text("in/mapping.yaml", "files:\n  repository-a.csv: {zone: UTC}\n"
					"  repository-b.csv: {zone: Europe/London}\n");
	t.options.duplicates = DUPLICATES_FILE;
	trial_run(&t);
	assert_true(t.good);
	assert_int_equal(t.result.intake.datasets[DATASET_REPOSITORY].used, 2);
	assert_int_equal(count_kind(&t, "twin_file"), 0);
	assert_int_equal(count_kind(&t, "no_rows"), 1);
	trial_done(&t);
}

/* A run of a file and standard input, whole files only. */
static void run_beside_stdin(struct trial *t, const char *dataset, const char *text)
{
	const char *const paths[] = { t->input, "-" };
	int before = dup(STDIN_FILENO);

	assert_true(before >= 0 && freopen(scratch_text("stdin.csv", text), "rb", stdin) != NULL);
	t->options.paths = paths;
	t->options.n_paths = 2;
	t->options.stdin_dataset = dataset;
	t->options.duplicates = DUPLICATES_FILE;
	trial_run(t);
	assert_true(dup2(before, STDIN_FILENO) >= 0);
	close(before);
	assert_true(t->good);
}

/* What came as a file and through a pipe came twice; where no other file can be its twin a pipe may be of any size,
 * so that nothing of it is kept. */
static void standard_input_is_a_twin(void **state)
{
	static const char rows[] = HEAD "a,2019-10-01T10:00:00Z,\nb,2019-10-01T11:00:00Z,\n";
	struct trial t;

	(void)state;
	trial_init(&t);
	scratch_text("in/repository.csv", rows);
	run_beside_stdin(&t, "repository", rows);
	assert_int_equal(t.result.intake.datasets[DATASET_REPOSITORY].read, 4);
	assert_int_equal(t.result.intake.datasets[DATASET_REPOSITORY].used, 2);
	assert_int_equal(count_kind(&t, "twin_file"), 2);
	trial_done(&t);

	trial_init(&t);
	scratch_text("in/hubs.csv", "region,date,commissioned\nN,2019-10-01,5\n");
	run_beside_stdin(&t, "repository", rows);
	assert_int_equal(t.result.intake.datasets[DATASET_REPOSITORY].used, 2);
	assert_int_equal(rmdir(scratch_path("work")), 0);
	trial_done(&t);
}

/* A process that writes the text into a named pipe, for whoever opens it. */
static pid_t write_pipe(const char *path, const char *text)
{
	pid_t writer;

	assert_int_equal(mkfifo(path, 0600), 0);
	writer = fork();
	assert_true(writer >= 0);
	if (!writer) {
		int to = open(path, O_WRONLY);

		_exit(to < 0 || write(to, text, strlen(text)) != (ssize_t)strlen(text));
	}
	return writer;
}

/* A pipe has a name and can be read once all the same: by the second reading, for its hash, and when it is of no use. */
static void named_pipes(void **state)
{
	static const char rows[] = HEAD "a,2019-10-01T10:00:00Z,\nb,2019-10-01T11:00:00Z,\nb,2019-10-01T11:00:00Z,\n";
	static const struct {
		enum duplicates_mode duplicates;
		const char *text;
		uint64_t used, n_unusable;
	} cases[] = {
		{ DUPLICATES_EXACT, rows, 2, 0 },
		{ DUPLICATES_FILE, rows, 3, 0 },
		{ DUPLICATES_FILE, "nothing\n", 3, 1 },
		{ DUPLICATES_EXACT, "nothing\n", 2, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *paths[2];
		struct trial t;
		pid_t writer;
		int code;

		trial_init(&t);
		paths[0] = t.input;
		paths[1] = scratch_path("repository-pipe.csv");
		writer = write_pipe(paths[1], cases[i].text);
		scratch_text("in/repository.csv", rows);
		t.options.paths = paths;
		t.options.n_paths = 2;
		t.options.duplicates = cases[i].duplicates;
		trial_run(&t);
		assert_true(t.good);
		assert_int_equal(waitpid(writer, &code, 0), writer);
		assert_int_equal(code, 0);
		assert_int_equal(t.result.intake.datasets[DATASET_REPOSITORY].used, cases[i].used);
		assert_int_equal(count_kind(&t, "twin_file"), cases[i].n_unusable ? 0 : 3);
		assert_int_equal(count_kind(&t, "unusable_file"), cases[i].n_unusable);
		trial_done(&t);
	}
}

/* Two folders, each with a layout of its own under the same name; and with the same layout under two names. */
static void twins_by_what_the_mapping_says(void **state)
{
	static const struct {
		const char *a, *b;
		int used, twins;
	} cases[] = {
		{ "files:\n  repository: {zone: UTC}\n", "files:\n  repository: {zone: Europe/London}\n", 2, 0 },
		{ "files:\n  repository: {zone: UTC}\n",
		  "notice: Of the other office.\nfiles:\n  repository-*.csv: {zone: UTC}\n", 1, 1 },
		{ "files:\n  repository: {columns: {Asked: received_at, Sent: sent_at}}\n",
		  "files:\n  repository: {columns: {Sent: sent_at, Asked: received_at}}\n", 1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *head = i == 2 ? "request_id,Asked,Sent\na,2019-10-01 10:00:00,\n" :
					    HEAD "a,2019-10-01 10:00:00,\n";
		const char *folders[2];
		struct trial t;

		trial_init(&t);
		folders[0] = scratch_folder("in/a");
		folders[1] = scratch_folder("in/b");
		scratch_text("in/a/repository-1.csv", head);
		scratch_text("in/b/repository-1.csv", head);
		scratch_text("in/a/mapping.yaml", cases[i].a);
		scratch_text("in/b/mapping.yaml", cases[i].b);
		t.options.paths = folders;
		t.options.n_paths = 2;
		t.options.duplicates = DUPLICATES_FILE;
		trial_run(&t);
		assert_true(t.good);
		assert_int_equal(t.result.intake.datasets[DATASET_REPOSITORY].used, cases[i].used);
		assert_int_equal(count_kind(&t, "twin_file"), cases[i].twins);
		trial_done(&t);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_rejected_rows),
		cmocka_unit_test(same_text_in_two_zones),
		cmocka_unit_test(changed_between_readings),
		cmocka_unit_test(twins_that_are_none),
		cmocka_unit_test(standard_input_is_a_twin),
		cmocka_unit_test(named_pipes),
		cmocka_unit_test(twins_by_what_the_mapping_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
