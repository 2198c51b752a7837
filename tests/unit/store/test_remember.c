/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What goes into the store comes out of it: whole months, former figures, earlier months, devices.  With
 * `all` the pack of a whole month is compared too, without it that of a small one.
 */
#include "tests/unit/store/rig.h"

#include "engine/number.h"
#include "render/render.h"

static const struct month october = { 2019, 10 }, november = { 2019, 11 }, september = { 2019, 9 };

static void pack(const struct results *r, const char *folder)
{
	struct render_options options = { .output_path = folder, .palette = PALETTE_PMR, .created = INT64_MIN };
	const struct render_output *outputs;
	struct error err = { 0 };
	struct arena arena;
	char work[96];
	size_t n;

	arena_init(&arena);
	assert_int_equal(mkdir(folder, 0777), 0);
	snprintf(work, sizeof work, "%s/work", folder);
	assert_int_equal(mkdir(work, 0777), 0);
	options.work_path = work;
	if (!render_pack(r, &options, &arena, &outputs, &n, &err))
		fail_msg("%s: %s", err.path, err.message);
	rmdir(work);
	arena_done(&arena);
}

static void same_folder(const char *left, const char *right)
{
	struct dirent **entries;
	int n = scandir(left, &entries, NULL, compare_names), n_right = 0;
	DIR *dir = opendir(right);

	assert_true(n > 2);
	while (readdir(dir))
		n_right++;
	closedir(dir);
	assert_int_equal(n, n_right);
	for (int i = 0; i < n; i++) {
		char a[512], b[512];
		struct stat info;

		snprintf(a, sizeof a, "%s/%s", left, entries[i]->d_name);
		snprintf(b, sizeof b, "%s/%s", right, entries[i]->d_name);
		if (entries[i]->d_name[0] != '.' && stat(a, &info) == 0) {
			if (S_ISDIR(info.st_mode))
				same_folder(a, b);
			else
				rig_same_file(a, b);
		}
		free(entries[i]);
	}
	free(entries);
}

static bool all_samples;

/* Loaded and saved once more, a month makes the same file; and the same pack. */
static void test_round_trip(void **state)
{
	(void)state;
	for (int kind = 0; kind < SAMPLE_COUNT; kind++) {
		struct rig g, again;
		struct sample sample;
		struct results loaded;
		char computed[96], remembered[96];

		rig_init(&g);
		rig_init(&again);
		sample_init(&sample, (enum sample_kind)kind);
		assert_int_equal(rig_save(&g, &sample.r, &sample.arena), STORE_NEW);
		rig_load(&g, october, &sample.arena, &loaded);
		assert_int_equal(rig_save(&again, &loaded, &sample.arena), STORE_NEW);
		rig_same_file(g.path, again.path);
		if (kind == (all_samples ? SAMPLE_MONTH : SAMPLE_ONE)) {
			snprintf(computed, sizeof computed, "%s/computed", g.folder);
			snprintf(remembered, sizeof remembered, "%s/remembered", g.folder);
			loaded.review = sample.r.review; /* made from results, not remembered */
			pack(&sample.r, computed);
			pack(&loaded, remembered);
			same_folder(computed, remembered);
		}
		sample_done(&sample);
		rig_done(&g);
		rig_done(&again);
	}
}

static void test_breakdowns_and_devices(void **state)
{
	/* A maker's block of numbers, the first and the last number there are, and one of them twice. */
	static const uint64_t first[] = { 0, 1, UINT64_C(0x00A1B2C3D4E5F601), UINT64_C(0x00A1B2C3D4E5F602), UINT64_MAX },
			      second[] = { 1, 300 };
	const struct remembered_code codes[] = { { "81A0", 0, NULL }, { "8F3E", 5, first } },
				     later[] = { { "8F3E", 2, second }, { "AD04", 1, second } };
	static const char *const plain[] = { "Ma\"ker", "= 1", "-" }, *const joined[] = { "Ma / ker", "", "7:8" };
	const struct breakdown_row rows[] = {
		{ .measure = 0, .region = REGION_N, .dimension = "device", .key = "Ma\"ker / = 1 / -", .good = 3, .total = 4,
		  .level = { "75.000000", "75.00\xC2\xA0%", 75, STATUS_RED }, .n_parts = 3, .parts = plain },
		{ .measure = 0, .region = REGION_N, .dimension = "device", .key = "Ma / ker /  / 7:8", .n_parts = 3,
		  .parts = joined, .level = { "", "", -1, STATUS_NO_DATA } },
	};
	const struct item_note notes[] = { { 1, true, QUALITY_MARKED, "Not supplied." } };
	const struct edition_change changes[] = { { "CPM-1", "target", "98", "99", "" } };
	struct remembered_devices met;
	struct sample sample;
	struct results loaded;
	struct rig g;
	struct store *s;

	(void)state;
	rig_init(&g);
	sample_init(&sample, SAMPLE_EMPTY);
	sample.r.n_breakdowns = 2, sample.r.breakdowns = rows;
	sample.r.n_notes = 1, sample.r.notes = notes;
	sample.r.n_changes = 1, sample.r.changes = changes;
	sample.r.previous_edition = "2017-01";
	sample.r.devices = (struct remembered_devices){ 2, september, 2, codes };
	rig_save(&g, &sample.r, &sample.arena);
	rig_load(&g, october, &sample.arena, &loaded);
	assert_int_equal(loaded.n_breakdowns, 2);
	assert_string_equal(loaded.breakdowns[0].key, rows[0].key);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(loaded.breakdowns[i].n_parts, 3);
		for (int k = 0; k < 3; k++)
			assert_string_equal(breakdown_part(&loaded.breakdowns[i], k), rows[i].parts[k]);
	}
	assert_int_equal(loaded.breakdowns[0].level.status, STATUS_RED);
	assert_string_equal(loaded.notes[0].reason, "Not supplied.");
	assert_int_equal(loaded.notes[0].quality, QUALITY_MARKED);
	assert_string_equal(loaded.changes[0].before, "98");
	assert_string_equal(loaded.previous_edition, "2017-01");
	assert_int_equal(loaded.devices.n_months, 2);
	assert_int_equal(loaded.devices.codes[0].n, 0);
	assert_int_equal(loaded.devices.codes[1].n, 5);
	assert_memory_equal(loaded.devices.codes[1].devices, first, sizeof first);

	period_init(&sample.r.period, november);
	sample.r.devices = (struct remembered_devices){ 0, { 0 }, 2, later };
	rig_save(&g, &sample.r, &sample.arena);
	s = rig_open(&g, STORE_READ);
	assert_true(store_devices(s, october, &sample.arena, &met, &g.err));
	assert_int_equal(met.n_months, 0);
	assert_int_equal(met.n_codes, 0);
	assert_true(store_devices(s, (struct month){ 2020, 1 }, &sample.arena, &met, &g.err));
	assert_int_equal(met.n_months, 2);
	assert_int_equal(month_compare(met.first, october), 0);
	assert_int_equal(met.n_codes, 3);
	assert_string_equal(met.codes[1].code, "8F3E");
	assert_int_equal(met.codes[1].n, 6); /* 1 was met twice */
	assert_int_equal(met.codes[1].devices[2], 300);
	store_close(s);
	/* A month without alerts is none whose devices are known. */
	period_init(&sample.r.period, (struct month){ 2019, 9 });
	sample.r.devices = (struct remembered_devices){ 0 };
	rig_save(&g, &sample.r, &sample.arena);
	s = rig_open(&g, STORE_READ);
	assert_true(store_devices(s, october, &sample.arena, &met, &g.err));
	assert_int_equal(met.n_months, 0);
	store_close(s);
	sample_done(&sample);
	rig_done(&g);
}

/* --- again --- */

static struct cell *first_cell(struct sample *s, const char *id)
{
	struct cell *cells = arena_alloc(&s->arena, s->r.n_cells, sizeof *cells);

	memcpy(cells, s->r.cells, s->r.n_cells * sizeof *cells);
	s->r.cells = cells;
	for (size_t i = 0; i < s->r.n_cells; i++)
		if (!strcmp(s->r.catalogue->measures[cells[i].measure].id, id) && cells[i].region == REGION_NONE)
			return &cells[i];
	fail_msg("no cell of %s", id);
	return NULL;
}

static void set_figure(struct sample *s, struct cell *cell, uint64_t good, uint64_t total)
{
	cell->good = good;
	cell->total = total;
	number_level_of(good, total, cell->judged_by, 2, &s->arena, &cell->level);
}

static void test_the_same_again(void **state)
{
	struct sample sample;
	struct rig g;
	char copy[96];
	size_t n;
	char *bytes;
	FILE *f;

	(void)state;
	rig_init(&g);
	sample_init(&sample, SAMPLE_MONTH);
	rig_save(&g, &sample.r, &sample.arena);
	snprintf(copy, sizeof copy, "%s/copy", g.folder);
	bytes = rig_bytes(g.path, &n);
	f = fopen(copy, "wb");
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	fclose(f);
	memory_free(bytes);
	assert_int_equal(rig_save(&g, &sample.r, &sample.arena), STORE_SAME);
	rig_same_file(g.path, copy);
	assert_int_equal(sample.r.n_restatements, 0);

	/* Another printed date is no other computation. */
	sample.r.printed_at = "2019-12-01 00:00 UTC";
	assert_int_equal(rig_save(&g, &sample.r, &sample.arena), STORE_REFRESHED);
	assert_int_equal(sample.r.n_restatements, 0);
	sample_done(&sample);
	rig_done(&g);
}

static void test_restatement(void **state)
{
	struct sample sample;
	struct results loaded;
	struct cell *cell;
	struct intake_file *files;
	const struct store_revision *revisions;
	const struct past_cell *past;
	struct store *s;
	struct rig g;
	size_t n;

	(void)state;
	rig_init(&g);
	sample_init(&sample, SAMPLE_MONTH);
	cell = first_cell(&sample, "CPM-3");
	set_figure(&sample, cell, 995, 1000);
	rig_save(&g, &sample.r, &sample.arena);

	/* One file changed, and with it a colour. */
	files = arena_alloc(&sample.arena, sample.intake.n_files, sizeof *files);
	memcpy(files, sample.intake.files, sample.intake.n_files * sizeof *files);
	files[0].sha256[0] = files[0].sha256[0] == '0' ? '1' : '0';
	sample.intake.files = files;
	sample.r.printed_at = "2019-12-01 00:00 UTC";
	cell = first_cell(&sample, "CPM-3");
	set_figure(&sample, cell, 900, 1000);
	for (int turn = 0; turn < 2; turn++) {
		/* The second time nothing changes, and the report says the same. */
		assert_int_equal(rig_save(&g, &sample.r, &sample.arena), turn ? STORE_SAME : STORE_RESTATED);
		assert_int_equal(sample.r.n_restatements, 1);
		const struct restatement *step = &sample.r.restatements[0];
		assert_int_equal(step->measure, cell->measure);
		assert_int_equal(step->revision, 2);
		assert_int_equal(step->former_good, 995);
		assert_int_equal(step->good, 900);
		assert_int_equal(step->former.status, STATUS_GREEN);
		assert_int_equal(step->now.status, STATUS_RED);
		assert_true(step->colour_changed);
		assert_string_equal(step->dated, "2019-12-01 00:00 UTC");
		assert_non_null(strstr(step->reason, "1 file changed"));
		assert_non_null(strstr(step->reason, files[0].name));
	}

	/* The next month's report names it, and goes on naming it; the one after does not. */
	for (int month = 0; month < 3; month++) {
		period_init(&sample.r.period, month_add(october, month < 2 ? 1 : 2));
		rig_save(&g, &sample.r, &sample.arena);
		assert_int_equal(sample.r.n_restatements, month < 2);
	}

	/* Both figures are there. */
	s = rig_open(&g, STORE_READ);
	assert_true(store_revisions(s, &sample.arena, &revisions, &n, &g.err));
	assert_int_equal(n, 4);
	assert_int_equal(revisions[0].number, 1);
	assert_false(revisions[0].current);
	assert_string_equal(revisions[0].reason, "");
	assert_string_equal(revisions[1].dated, "2019-12-01 00:00 UTC");
	assert_true(revisions[1].current);
	assert_int_equal(revisions[0].n_files, revisions[1].n_files);
	assert_true(store_past(s, sample.r.catalogue, november, &sample.arena, &past, &n, &g.err));
	for (size_t i = 0; i < n; i++)
		if (past[i].measure == cell->measure && past[i].region == REGION_NONE &&
		    month_compare(past[i].month, october) == 0) {
			assert_int_equal(past[i].good, 900);
			assert_true(past[i].restated);
		} else {
			assert_false(past[i].restated);
		}
	assert_true(store_load(s, october, &sample.arena, &loaded, &g.err));
	assert_int_equal(results_find(&loaded, cell->measure, REGION_NONE)->good, 900);
	assert_int_equal(loaded.n_restatements, 1);
	store_close(s);
	sample_done(&sample);
	rig_done(&g);
}

/* What a month was told of the months before it is handed on; what was computed comes before it. */
static void test_past(void **state)
{
	struct sample sample;
	struct past_cell told[2] = {
		{ .measure = 0, .month = { 2019, 8 }, .good = 1, .total = 2, .basis = BASIS_REPORTED, .reported = true,
		  .level = { "50.000000", "50.00 %", 50, STATUS_RED } },
		{ .measure = 0, .month = { 2019, 9 }, .good = 1, .total = 2, .basis = BASIS_EVENTS,
		  .level = { "50.000000", "50.00 %", 50, STATUS_RED } },
	};
	const struct past_cell *past;
	struct store *s;
	struct rig g;
	size_t n, n_august = 0, n_october = 0;

	(void)state;
	rig_init(&g);
	sample_init(&sample, SAMPLE_MONTH);
	sample.r.n_past = 2, sample.r.past = told;
	sample.r.n_told = 1, sample.r.told = told;
	rig_save(&g, &sample.r, &sample.arena);
	s = rig_open(&g, STORE_READ);
	assert_true(store_past(s, sample.r.catalogue, november, &sample.arena, &past, &n, &g.err));
	for (size_t i = 0; i < n; i++) {
		if (i && past[i].measure == past[i - 1].measure && past[i].region == past[i - 1].region)
			assert_true(month_compare(past[i - 1].month, past[i].month) < 0);
		n_august += month_compare(past[i].month, told[0].month) == 0;
		n_october += month_compare(past[i].month, october) == 0;
		/* A row of then that comes again is judged as it was then. */
		const struct level *then = measure_level(&sample.r.catalogue->measures[past[i].measure], past[i].month);
		assert_int_equal(!past[i].judged_by, !then);
		if (then)
			assert_int_equal(past[i].judged_by->target.micro, then->target.micro);
		/* A computed month that left the store is not known at second hand. */
		assert_int_not_equal(month_compare(past[i].month, told[1].month), 0);
	}
	assert_int_equal(n_august, 1);
	assert_int_equal(n_october, sample.r.n_cells);
	assert_true(store_past(s, sample.r.catalogue, october, &sample.arena, &past, &n, &g.err));
	assert_int_equal(n, 0);
	store_close(s);
	sample_done(&sample);
	rig_done(&g);
}

/* Months are told of in whatever order they are run: September's rows are known in November though October, which was
 * run before it, knows nothing of them; and one that lost to a computed month is there when that has no figure any more. */
static void test_told_in_any_order(void **state)
{
	const struct month august = { 2019, 8 };
	struct past_cell told = { .measure = 0, .month = august, .good = 1, .total = 2, .basis = BASIS_REPORTED,
				  .reported = true, .level = { "50.000000", "50.00 %", 50, STATUS_RED } };
	struct month months[] = { october, august, september };
	const struct past_cell *past;
	struct sample sample;
	struct store *s;
	struct rig g;
	size_t n;

	(void)state;
	rig_init(&g);
	sample_init(&sample, SAMPLE_MONTH);
	struct cell *cells = arena_alloc(&sample.arena, sample.r.n_cells, sizeof *cells);
	memcpy(cells, sample.r.cells, sample.r.n_cells * sizeof *cells);
	sample.r.cells = cells;
	for (size_t i = 0; i < 3; i++) {
		period_init(&sample.r.period, months[i]);
		sample.r.n_told = i == 2, sample.r.told = &told;
		told.region = cells[0].region;
		told.measure = cells[0].measure;
		cells[0].basis = i == 1 ? BASIS_EVENTS : sample.r.cells[0].basis;
		rig_save(&g, &sample.r, &sample.arena);
	}
	for (int turn = 0; turn < 2; turn++) {
		s = rig_open(&g, STORE_READ);
		assert_true(store_past(s, sample.r.catalogue, november, &sample.arena, &past, &n, &g.err));
		assert_int_equal(past[0].measure, told.measure);
		assert_int_equal(month_compare(past[0].month, august), 0);
		assert_int_equal(past[0].reported, turn);
		assert_int_equal(past[0].total == told.total, turn);
		store_close(s);
		/* August again, without a file and without a row. */
		period_init(&sample.r.period, august);
		sample.r.n_told = 0;
		cells[0].basis = BASIS_NONE;
		cells[0].good = cells[0].total = 0;
		rig_save(&g, &sample.r, &sample.arena);
	}
	sample_done(&sample);
	rig_done(&g);
}

int main(int argc, char **argv)
{
	(void)argv;
	all_samples = argc > 1;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),     cmocka_unit_test(test_breakdowns_and_devices),
		cmocka_unit_test(test_the_same_again), cmocka_unit_test(test_restatement),
		cmocka_unit_test(test_past),           cmocka_unit_test(test_told_in_any_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
