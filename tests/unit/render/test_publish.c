/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Publishing: whole or not at all, whatever operation fails (invariant N5).
 */
#include "tests/unit/engine/cmocka_all.h"
#include "tests/unit/render/folder.h"

#include "render/disk.h"
#include "render/publish.h"

#include <errno.h>

struct place {
	char root[64], pack[128], work[128];
};

static void place_new(struct place *p)
{
	folder_new(p->root);
	snprintf(p->pack, sizeof p->pack, "%s/out", p->root);
	snprintf(p->work, sizeof p->work, "%s/work", p->root);
	assert_int_equal(mkdir(p->work, 0777), 0);
}

static bool put(void *context, struct publish_stream *s, struct error *err)
{
	(void)err;
	return publish_text(s, text_of(context));
}

static bool refuse(void *context, struct publish_stream *s, struct error *err)
{
	(void)s;
	return error_set(err, ERROR_OUTPUT, "%s", (const char *)context);
}

/* A pack of three files, each holding `text`. */
static bool publish_pack(const struct place *where, const char *text, struct error *err)
{
	static const char *const names[] = { "results.csv", "charts/one.svg", "manifest.json" };
	struct publish *p = publish_begin(where->pack, where->work, err);

	if (!p)
		return false;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		if (!publish_file(p, names[i], put, NULL, (void *)text, err)) {
			publish_abort(p);
			return false;
		}
	}
	return publish_commit(p, NULL, NULL, err);
}

static void expect(const struct place *where, const char *expected)
{
	struct builder b;

	builder_init(&b);
	builder_add(&b, TEXT(""));
	folder_tell(where->root, &b);
	assert_string_equal(b.data, expected);
	builder_done(&b);
}

#define PACK(text) "charts/(one.svg=" text ";)manifest.json=" text ";results.csv=" text ";"

static void whole_pack(void **state)
{
	struct place where;
	struct error err = { 0 };

	(void)state;
	place_new(&where);
	assert_true(publish_pack(&where, "first", &err));
	expect(&where, "out/(" PACK("first") ")work/()");
	assert_true(publish_pack(&where, "second", &err));
	expect(&where, "out/(" PACK("second") ")work/()");
	folder_remove(where.root);
}

static void size_and_hash(void **state)
{
	struct place where;
	struct error err = { 0 };
	const struct render_output *outputs;
	struct publish *p;
	size_t n;

	(void)state;
	place_new(&where);
	p = publish_begin(where.pack, where.work, &err);
	assert_non_null(p);
	assert_true(publish_file(p, "a.txt", put, NULL, "abc", &err));
	outputs = publish_outputs(p, &n);
	assert_int_equal(n, 1);
	assert_string_equal(outputs[0].name, "a.txt");
	assert_int_equal(outputs[0].size_bytes, 3);
	/* FIPS 180-2, the example "abc". */
	assert_string_equal(outputs[0].sha256,
			    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	publish_abort(p);
	expect(&where, "work/()");
	folder_remove(where.root);
}

static void failing_writer(void **state)
{
	struct place where;
	struct error err = { 0 };
	struct publish *p;

	(void)state;
	place_new(&where);
	assert_true(publish_pack(&where, "former", &err));
	p = publish_begin(where.pack, where.work, &err);
	assert_true(publish_file(p, "results.csv", put, NULL, "new", &err));
	assert_false(publish_file(p, "other.csv", refuse, NULL, "no more figures", &err));
	assert_string_equal(err.message, "no more figures");
	assert_non_null(strstr(err.path, "other.csv"));
	publish_abort(p);
	expect(&where, "out/(" PACK("former") ")work/()");
	folder_remove(where.root);
}

/* Every operation of a second pack fails in turn: the first one stays, or the second is there. */
static void every_operation_once(void **state)
{
	static const int codes[] = { ENOSPC, EIO, EACCES };
	long n;
	struct place where;
	struct error err = { 0 };

	(void)state;
	place_new(&where);
	assert_true(publish_pack(&where, "former", &err));
	folder_put(where.pack, "charts/two.svg", "former"); /* which the second has not */
	disk_fail_after(-1, 0, false);
	assert_true(publish_pack(&where, "former", &err));
	n = disk_n_operations();
	assert_true(n > 20);
	folder_put(where.pack, "charts/two.svg", "former");
	for (long i = 0; i < n; i++) {
		for (size_t c = 0; c < sizeof codes / sizeof *codes; c++) {
			bool done;

			disk_fail_after(i, codes[c], false);
			err = (struct error){ 0 };
			done = publish_pack(&where, "new", &err);
			disk_fail_after(-1, 0, false);
			assert_false(done);
			assert_int_equal(err.kind, ERROR_OUTPUT);
			assert_true(err.message[0] && err.path[0]);
			expect(&where, "out/(charts/(one.svg=former;two.svg=former;)manifest.json=former;"
				       "results.csv=former;)work/()");
		}
	}
	folder_remove(where.root);
}

/* The same into a folder that is not there yet: nothing is left behind. */
static void every_operation_afresh(void **state)
{
	struct place where;
	struct error err = { 0 };
	long n;

	(void)state;
	place_new(&where);
	disk_fail_after(-1, 0, false);
	assert_true(publish_pack(&where, "new", &err));
	n = disk_n_operations();
	folder_remove(where.pack);
	for (long i = 0; i < n; i++) {
		disk_fail_after(i, ENOSPC, false);
		assert_false(publish_pack(&where, "new", &err));
		disk_fail_after(-1, 0, false);
		expect(&where, "work/()");
	}
	folder_remove(where.root);
}

/* A disk that stays broken cannot put anything back, but no file is ever half of anything, and where there is a
 * manifest everything is of its pack. */
static void every_operation_for_good(void **state)
{
	static const char *const names[] = { "manifest.json", "results.csv", "charts/one.svg" };
	struct place where;
	struct error err = { 0 };
	long n;

	(void)state;
	place_new(&where);
	assert_true(publish_pack(&where, "former", &err));
	disk_fail_after(-1, 0, false);
	assert_true(publish_pack(&where, "former", &err));
	n = disk_n_operations();
	for (long i = 0; i < n; i++) {
		disk_fail_after(i, EIO, true);
		assert_false(publish_pack(&where, "new", &err));
		disk_fail_after(-1, 0, false);
		char whole[16] = "";
		for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
			char path[256], text[16] = "";
			FILE *f;

			snprintf(path, sizeof path, "%s/%s", where.pack, names[k]);
			f = fopen(path, "rb");
			assert_true(f || !k);
			if (!f)
				continue;
			assert_true(fread(text, 1, sizeof text - 1, f) > 0);
			fclose(f);
			assert_true(!strcmp(text, "former") || !strcmp(text, "new"));
			if (!k)
				memcpy(whole, text, sizeof whole);
			assert_true(!whole[0] || !strcmp(whole, text));
		}
		assert_true(publish_pack(&where, "former", &err));
	}
	folder_remove(where.root);
}

static bool settled(void *context, struct error *err)
{
	(void)err;
	*(bool *)context = true;
	return true;
}

/* Files are opened, synced and closed one after the other before anything rests on them. */
static void on_the_disk_before_all_else(void **state)
{
	static const char *const names[] = { "results.csv", "manifest.json" };
	struct place where;

	(void)state;
	place_new(&where);
	for (long i = 0; i < 2; i++) {
		struct error err = { 0 };
		struct publish *p = publish_begin(where.pack, where.work, &err);
		bool is_settled = false;

		for (size_t k = 0; k < 2; k++)
			assert_true(publish_file(p, names[k], put, NULL, "new", &err));
		disk_fail_after(3 * i + 1, EIO, false);
		assert_false(publish_commit(p, settled, &is_settled, &err));
		disk_fail_after(-1, 0, false);
		assert_false(is_settled);
		assert_non_null(strstr(err.message, "cannot be brought to the disk"));
		assert_non_null(strstr(err.path, names[i]));
		expect(&where, "work/()");
	}
	folder_remove(where.root);
}

static void stale_charts_go(void **state)
{
	struct place where;
	struct error err = { 0 };

	(void)state;
	place_new(&where);
	assert_true(publish_pack(&where, "former", &err));
	folder_put(where.pack, "charts/two.svg", "x");  /* of a former pack */
	folder_put(where.pack, "charts/Mine.txt", "x"); /* somebody else's */
	folder_put(where.pack, "notes.txt", "x");
	assert_true(publish_pack(&where, "new", &err));
	expect(&where,
	       "out/(charts/(Mine.txt=x;one.svg=new;)manifest.json=new;notes.txt=x;results.csv=new;)work/()");
	folder_remove(where.root);
}

static void folder_in_the_way(void **state)
{
	struct place where;
	struct error err = { 0 };
	char path[256];

	(void)state;
	place_new(&where);
	assert_int_equal(mkdir(where.pack, 0777), 0);
	snprintf(path, sizeof path, "%s/manifest.json", where.pack);
	assert_int_equal(mkdir(path, 0777), 0);
	assert_false(publish_pack(&where, "new", &err));
	assert_int_equal(err.kind, ERROR_OUTPUT);
	assert_non_null(strstr(err.path, "manifest.json"));
	expect(&where, "out/(manifest.json/())work/()");
	folder_remove(where.root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whole_pack),
		cmocka_unit_test(size_and_hash),
		cmocka_unit_test(failing_writer),
		cmocka_unit_test(every_operation_once),
		cmocka_unit_test(every_operation_afresh),
		cmocka_unit_test(every_operation_for_good),
		cmocka_unit_test(on_the_disk_before_all_else),
		cmocka_unit_test(stale_charts_go),
		cmocka_unit_test(folder_in_the_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
