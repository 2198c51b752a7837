/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file: what is no store, what is damaged, older or newer, who else has it, what a failure leaves.
 */
#include "tests/unit/random.h"
#include "tests/unit/store/rig.h"

#include <sqlite3.h>

static const struct month october = { 2019, 10 };

static void write_file(const char *path, const char *bytes, size_t n)
{
	FILE *f = fopen(path, "wb");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
}

static void sql(const char *path, const char *text)
{
	sqlite3 *db;
	char *said = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, text, NULL, NULL, &said) != SQLITE_OK)
		fail_msg("%s: %s", text, said);
	sqlite3_close(db);
}

static void refused(struct rig *g, enum store_use use, enum error_kind kind, const char *words)
{
	struct store *s;

	g->err = (struct error){ 0 };
	assert_false(store_open(g->path, use, &s, &g->err));
	assert_int_equal(g->err.kind, kind);
	if (!strstr(g->err.message, words))
		fail_msg("'%s' does not say '%s'", g->err.message, words);
	assert_non_null(strstr(g->path, g->err.path[0] == '.' ? g->err.path + 2 : g->err.path));
	if (use == STORE_WRITE)
		assert_non_null(strstr(g->err.hint, "--no-store"));
}

static void test_no_store(void **state)
{
	struct results out;
	struct arena arena;
	struct store *s;
	struct rig g;

	(void)state;
	rig_init(&g);
	arena_init(&arena);
	refused(&g, STORE_READ, ERROR_INPUT, "no store");
	mkdir(g.path, 0777);
	refused(&g, STORE_READ, ERROR_INPUT, "folder");
	refused(&g, STORE_WRITE, ERROR_OUTPUT, "folder");
	rmdir(g.path);
	for (int use = STORE_READ; use <= STORE_WRITE; use++) {
		char zeros[4096] = { 0 };

		write_file(g.path, "period,measure\n2019-10,CPM-1\n", 29);
		refused(&g, (enum store_use)use, ERROR_INPUT, "no SQLite file");
		write_file(g.path, zeros, sizeof zeros);
		refused(&g, (enum store_use)use, ERROR_INPUT, "");
		unlink(g.path);
		sql(g.path, "CREATE TABLE mine(a)");
		refused(&g, (enum store_use)use, ERROR_INPUT, "not a store of pmr");
		unlink(g.path);
	}
	/* A file without a byte is a store without a month. */
	write_file(g.path, "", 0);
	s = rig_open(&g, STORE_READ);
	assert_false(store_load(s, october, &arena, &out, &g.err));
	assert_int_equal(g.err.kind, ERROR_INPUT);
	store_close(s);
	arena_done(&arena);
	rig_done(&g);
}

static void test_versions(void **state)
{
	struct sample sample;
	struct results loaded;
	struct rig g, again;
	const struct past_cell *past;
	size_t n_past, n_told = 0;
	struct store *s;

	(void)state;
	rig_init(&g);
	rig_init(&again);
	sample_init(&sample, SAMPLE_MONTH);
	/* The first version had no room for these. */
	sample.registers.n_hubs = 0;
	sample.r.n_sampling = 0;
	sample.r.previous_edition = "";
	sample.r.n_changes = sample.r.n_notes = sample.r.n_breakdowns = 0;
	const struct past_cell stood = { .measure = 0, .month = { 2019, 8 }, .good = 1, .total = 2, .basis = BASIS_REPORTED,
					 .reported = true, .level = { "50.000000", "50.00 %", 50, STATUS_RED } };
	sample.r.past = &stood, sample.r.n_past = 1;
	rig_save(&g, &sample.r, &sample.arena);
	sql(g.path, "PRAGMA user_version=99");
	refused(&g, STORE_READ, ERROR_INPUT, "newer");
	refused(&g, STORE_WRITE, ERROR_INPUT, "newer");

	/* As the first version wrote it: read as it is, brought up to date by the next run. */
	sql(g.path, "DROP TABLE breakdown; DROP TABLE note; DROP TABLE change; DROP TABLE device; DROP TABLE hubs; DROP TABLE forecast; DROP TABLE sampling; DROP TABLE sample; DROP TABLE told;"
		    "ALTER TABLE header DROP COLUMN previous_edition; ALTER TABLE header DROP COLUMN device_months;"
		    "ALTER TABLE header DROP COLUMN device_first; ALTER TABLE cell DROP COLUMN streak_unjudged;"
		    "DELETE FROM digest WHERE name IN ('breakdown', 'note', 'change', 'device', 'hubs', 'forecast', 'sampling', 'sample', 'told'); PRAGMA user_version=1");
	rig_load(&g, october, &sample.arena, &loaded);
	/* It kept of what it was told what stood. */
	s = rig_open(&g, STORE_READ);
	assert_true(store_past(s, sample.r.catalogue, (struct month){ 2019, 11 }, &sample.arena, &past, &n_past, &g.err));
	for (size_t i = 0; i < n_past; i++)
		n_told += past[i].reported && month_compare(past[i].month, october) < 0;
	assert_int_equal(n_told, 1);
	store_close(s);
	rig_save(&again, &loaded, &sample.arena);
	rig_load(&again, october, &sample.arena, &loaded);
	assert_int_equal(rig_save(&g, &loaded, &sample.arena), STORE_REFRESHED);
	assert_int_equal(rig_save(&g, &sample.r, &sample.arena), STORE_SAME);
	sample_done(&sample);
	rig_done(&g);
	rig_done(&again);
}

static void test_nothing_left(void **state)
{
	enum store_outcome outcome;
	struct sample sample;
	struct store *s;
	struct rig g;
	struct builder was, is;

	(void)state;
	rig_init(&g);
	sample_init(&sample, SAMPLE_MONTH);
	/* A run that ends before it commits makes no store ... */
	s = rig_open(&g, STORE_WRITE);
	assert_true(store_begin(s, 0, &g.err) && store_save(s, &sample.r, &outcome, &g.err));
	store_close(s);
	builder_init(&was);
	folder_tell(g.folder, &was);
	assert_int_equal(was.size, 0);
	/* ... and leaves one that is there as it was. */
	rig_save(&g, &sample.r, &sample.arena);
	folder_tell(g.folder, &was);
	period_init(&sample.r.period, (struct month){ 2019, 11 });
	s = rig_open(&g, STORE_WRITE);
	assert_true(store_begin(s, 0, &g.err) && store_save(s, &sample.r, &outcome, &g.err));
	store_close(s);
	builder_init(&is);
	folder_tell(g.folder, &is);
	assert_string_equal(was.data, is.data);
	builder_done(&was);
	builder_done(&is);
	sample_done(&sample);
	rig_done(&g);
}

static void test_two_at_once(void **state)
{
	struct sample sample;
	struct store *one, *two;
	struct results loaded;
	enum store_outcome outcome;
	sqlite3 *other;
	struct rig g;

	(void)state;
	rig_init(&g);
	sample_init(&sample, SAMPLE_MONTH);
	rig_save(&g, &sample.r, &sample.arena);
	one = rig_open(&g, STORE_WRITE);
	two = rig_open(&g, STORE_WRITE);
	assert_true(store_begin(one, 0, &g.err));
	assert_false(store_begin(two, 0, &g.err));
	assert_int_equal(g.err.kind, ERROR_OUTPUT);
	assert_non_null(strstr(g.err.message, "another run"));
	store_close(two);
	/* Readers see what was committed. */
	rig_load(&g, october, &sample.arena, &loaded);
	assert_true(store_save(one, &sample.r, &outcome, &g.err) && store_commit(one, &g.err));
	store_close(one);

	/* Another program with the file in its hands. */
	assert_int_equal(sqlite3_open(g.path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
	one = rig_open(&g, STORE_WRITE);
	assert_false(store_begin(one, 0, &g.err));
	assert_int_equal(g.err.kind, ERROR_OUTPUT);
	assert_non_null(strstr(g.err.message, "another program"));
	store_close(one);
	sqlite3_close(other);
	sample_done(&sample);
	rig_done(&g);
}

/* An error, or everything as it was. */
static bool loads_whole(struct rig *g, struct rig *again, const char *whole, struct arena *arena)
{
	struct store *s = NULL;
	struct results loaded;
	struct error err = { 0 };
	bool loads = store_open(g->path, STORE_READ, &s, &err) && store_load(s, october, arena, &loaded, &err);

	if (loads) {
		unlink(again->path);
		rig_save(again, &loaded, arena);
		rig_same_file(again->path, whole);
	} else {
		assert_int_equal(err.kind, ERROR_INPUT);
	}
	store_close(s);
	return loads;
}

/* Bytes changed anywhere, and the file cut anywhere. */
static void test_damage(void **state)
{
	struct sample sample;
	struct rig g, again;
	uint64_t random = 1;
	char *bytes, whole[96];
	size_t n;
	int n_whole = 0;

	(void)state;
	rig_init(&g);
	rig_init(&again);
	sample_init(&sample, SAMPLE_ONE);
	rig_save(&g, &sample.r, &sample.arena);
	snprintf(whole, sizeof whole, "%s/whole", g.folder);
	bytes = rig_bytes(g.path, &n);
	write_file(whole, bytes, n);
	for (int turn = 0; turn < 60; turn++) {
		size_t at = next_random(&random) % n;
		char was = bytes[at];

		bytes[at] = (char)(was ^ (1 << next_random(&random) % 8));
		write_file(g.path, bytes, n);
		bytes[at] = was;
		n_whole += loads_whole(&g, &again, whole, &sample.arena);
		write_file(g.path, bytes, next_random(&random) % n);
		n_whole += loads_whole(&g, &again, whole, &sample.arena);
	}
	assert_true(n_whole > 10 && n_whole < 90);
	memory_free(bytes);
	sample_done(&sample);
	rig_done(&g);
	rig_done(&again);
}

/* The catalogue that a run has is not parsed again; one of another text is, and a damaged text is still found. */
static void test_known_catalogue(void **state)
{
	struct sample sample, other;
	struct results loaded;
	struct store *s;
	struct rig g;

	(void)state;
	rig_init(&g);
	sample_init(&sample, SAMPLE_ONE);
	sample_init(&other, SAMPLE_ONE);
	rig_save(&g, &sample.r, &sample.arena);
	s = rig_open(&g, STORE_READ);
	store_know_catalogue(s, other.r.catalogue);
	assert_true(store_load(s, october, &sample.arena, &loaded, &g.err));
	assert_ptr_equal(loaded.catalogue, other.r.catalogue);
	store_close(s);
	((struct catalogue *)other.r.catalogue)->yaml.size--; /* the sample's own */
	s = rig_open(&g, STORE_READ);
	store_know_catalogue(s, other.r.catalogue);
	assert_true(store_load(s, october, &sample.arena, &loaded, &g.err));
	assert_ptr_not_equal(loaded.catalogue, other.r.catalogue);
	store_close(s);
	((struct catalogue *)other.r.catalogue)->yaml.size++;
	sql(g.path, "UPDATE catalogue SET yaml = yaml || '#'");
	s = rig_open(&g, STORE_READ);
	store_know_catalogue(s, other.r.catalogue);
	assert_false(store_load(s, october, &sample.arena, &loaded, &g.err));
	assert_non_null(strstr(g.err.message, "is damaged"));
	store_close(s);
	sample_done(&sample);
	sample_done(&other);
	rig_done(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_store),    cmocka_unit_test(test_versions), cmocka_unit_test(test_nothing_left),
		cmocka_unit_test(test_two_at_once), cmocka_unit_test(test_damage),
		cmocka_unit_test(test_known_catalogue),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
