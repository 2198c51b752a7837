/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cmocka_all.h"
#include "engine/finding.h"
#include "tests/unit/random.h"

#include <stdio.h>
#include <string.h>

static void add(struct findings *f, uint64_t line, const char *value, uint64_t count)
{
	findings_add(f, &(struct finding){ .severity = SEVERITY_ERROR,
					   .kind = "bad_value",
					   .dataset = "alerts",
					   .file = "alerts.csv",
					   .line = line,
					   .column = "region",
					   .value = value,
					   .count = count,
					   .message = "is no Region" });
}

static void alike_ones_are_sampled(void **state)
{
	(void)state;
	struct findings f;
	findings_init(&f);
	for (uint64_t line = 100; line >= 2; line--)
		add(&f, line, "X", 0);
	assert_int_equal(findings_count(&f, SEVERITY_ERROR), 99);
	assert_int_equal(findings_count(&f, SEVERITY_NOTE), 0);
	findings_sort(&f);
	assert_int_equal(f.n, FINDING_SAMPLES + 1);
	for (size_t i = 0; i < FINDING_SAMPLES; i++) {
		assert_int_equal(f.items[i].line, i + 2);
		assert_int_equal(f.items[i].count, 1);
		assert_string_equal(f.items[i].value, "X");
		assert_string_equal(f.items[i].message, "is no Region");
	}
	const struct finding *rest = &f.items[FINDING_SAMPLES];
	assert_int_equal(rest->line, 0);
	assert_int_equal(rest->count, 94);
	assert_string_equal(rest->value, "");
	assert_string_equal(rest->message, "is no Region, and more like it");
	assert_string_equal(rest->column, "region");
	/* More may be added after a sort. */
	add(&f, 1, "Y", 0);
	findings_sort(&f);
	assert_int_equal(f.n, FINDING_SAMPLES + 1);
	assert_string_equal(f.items[0].value, "Y");
	assert_string_equal(f.items[FINDING_SAMPLES].message, "is no Region, and more like it");
	findings_done(&f);
}

static void what_differs_is_kept_apart(void **state)
{
	(void)state;
	struct findings f;
	findings_init(&f);
	struct finding base = { .severity = SEVERITY_NOTE,
				.kind = "k",
				.dataset = "d",
				.file = "f",
				.column = "c",
				.message = "m" };
	for (int i = 0; i < 7; i++) {
		struct finding one = base;
		if (i == 1)
			one.severity = SEVERITY_ERROR;
		if (i == 2)
			one.kind = "k2";
		if (i == 3)
			one.dataset = "d2";
		if (i == 4)
			one.file = "f2";
		if (i == 5)
			one.column = "c2";
		if (i == 6)
			one.message = "m2";
		findings_add(&f, &one);
	}
	findings_sort(&f);
	assert_int_equal(f.n, 7);
	assert_int_equal(f.items[0].severity, SEVERITY_ERROR);
	findings_done(&f);
}

static void missing_parts_are_empty(void **state)
{
	(void)state;
	struct findings f;
	findings_init(&f);
	findings_sort(&f);
	assert_int_equal(f.n, 0);
	findings_add(&f, &(struct finding){ .severity = SEVERITY_WARNING, .kind = "k" });
	findings_sort(&f);
	assert_int_equal(f.n, 1);
	assert_string_equal(f.items[0].dataset, "");
	assert_string_equal(f.items[0].file, "");
	assert_string_equal(f.items[0].column, "");
	assert_string_equal(f.items[0].value, "");
	assert_string_equal(f.items[0].message, "");
	assert_int_equal(f.items[0].count, 1);
	findings_done(&f);
}

static void values_are_escaped_and_cut(void **state)
{
	(void)state;
	struct findings f;
	findings_init(&f);
	char large[4000];
	memset(large, 'v', sizeof large - 1);
	large[sizeof large - 1] = '\0';
	add(&f, 1, large, 1);
	add(&f, 2, "\x1B[2J", 1);
	findings_sort(&f);
	assert_int_equal(strlen(f.items[0].value), 120);
	assert_string_equal(f.items[0].value + 117, "...");
	assert_string_equal(f.items[1].value, "\\x1B[2J");
	findings_done(&f);
}

static void text_is_copied(void **state)
{
	(void)state;
	struct findings f;
	char file[] = "a.csv", message[] = "gone", value[] = "val";
	findings_init(&f);
	findings_add(&f, &(struct finding){ .kind = "k", .file = file, .value = value, .message = message });
	memset(file, '#', 5);
	memset(value, '#', 3);
	memset(message, '#', 4);
	findings_sort(&f);
	assert_string_equal(f.items[0].file, "a.csv");
	assert_string_equal(f.items[0].value, "val");
	assert_string_equal(f.items[0].message, "gone");
	findings_done(&f);
}

static void findings_stand_in_order(void **state)
{
	(void)state;
	struct findings f;
	findings_init(&f);
	static const struct finding SOME[] = {
		{ SEVERITY_NOTE, "k", "alerts", "a.csv", 1, "c", "", 1, "m" },
		{ SEVERITY_ERROR, "k", "outages", "a.csv", 1, "c", "", 1, "m" },
		{ SEVERITY_ERROR, "k", "alerts", "b.csv", 1, "c", "", 1, "m" },
		{ SEVERITY_ERROR, "k", "alerts", "a.csv", 0, "c", "", 1, "m" },
		{ SEVERITY_ERROR, "k", "alerts", "a.csv", 10, "a", "", 1, "m" },
		{ SEVERITY_ERROR, "k", "alerts", "a.csv", 9, "c", "", 1, "n" },
		{ SEVERITY_ERROR, "k", "alerts", "a.csv", 9, "c", "", 1, "m" },
		{ SEVERITY_ERROR, "k", "alerts", "a.csv", 9, "b", "", 1, "z" },
	};
	static const size_t ORDER[] = { 7, 6, 5, 4, 3, 2, 1, 0 };
	for (size_t i = 0; i < 8; i++)
		findings_add(&f, &SOME[i]);
	findings_sort(&f);
	assert_int_equal(f.n, 8);
	for (size_t i = 0; i < 8; i++) {
		assert_int_equal(f.items[i].severity, SOME[ORDER[i]].severity);
		assert_string_equal(f.items[i].dataset, SOME[ORDER[i]].dataset);
		assert_string_equal(f.items[i].file, SOME[ORDER[i]].file);
		assert_int_equal(f.items[i].line, SOME[ORDER[i]].line);
		assert_string_equal(f.items[i].column, SOME[ORDER[i]].column);
		assert_string_equal(f.items[i].message, SOME[ORDER[i]].message);
	}
	findings_done(&f);
}

static void print_all(struct findings *f, struct builder *out)
{
	builder_clear(out);
	builder_add(out, TEXT(""));
	findings_sort(f);
	for (size_t i = 0; i < f->n; i++)
		builder_printf(out, "%s|%s|%s|%llu|%s|%s|%llu|%s\n", severity_name(f->items[i].severity),
			       f->items[i].dataset, f->items[i].file, (unsigned long long)f->items[i].line,
			       f->items[i].column, f->items[i].value, (unsigned long long)f->items[i].count,
			       f->items[i].message);
}

/* The same findings, shuffled, over several lists, merged as a tree drawn by chance. */
static void order_and_merging_do_not_show(void **state)
{
	(void)state;
	enum { N = 400, LISTS = 6 };
	uint64_t random = 6;
	struct finding all[N];
	static const char *const VALUES[] = { "", "a", "b", "c" };
	static const char *const FILES[] = { "one.csv", "two.csv" };
	for (size_t i = 0; i < N; i++)
		all[i] = (struct finding){ .severity = (enum severity)(next_random(&random) % 2),
					   .kind = "k",
					   .dataset = "alerts",
					   .file = FILES[next_random(&random) % 2],
					   .line = next_random(&random) % 12, /* places come again */
					   .column = next_random(&random) % 2 ? "x" : "y",
					   .value = VALUES[next_random(&random) % 4],
					   .count = next_random(&random) % 3,
					   .message = "m" };
	struct builder expected, found;
	builder_init(&expected);
	builder_init(&found);
	for (int round = 0; round < 200; round++) {
		struct findings lists[LISTS];
		for (size_t i = 0; i < LISTS; i++)
			findings_init(&lists[i]);
		for (size_t i = N - 1; i > 0; i--) {
			size_t k = next_random(&random) % (i + 1);
			struct finding swap = all[i];
			all[i] = all[k];
			all[k] = swap;
		}
		for (size_t i = 0; i < N; i++)
			findings_add(&lists[round == 0 ? 0 : next_random(&random) % LISTS], &all[i]);
		for (size_t left = LISTS; left > 1; left--) {
			size_t from = next_random(&random) % left, into = (from + 1) % left;
			findings_merge(&lists[into], &lists[from]);
			findings_done(&lists[from]);
			lists[from] = lists[left - 1];
		}
		print_all(&lists[0], round == 0 ? &expected : &found);
		if (round > 0)
			assert_string_equal(found.data, expected.data);
		uint64_t sum = 0, printed = 0;
		for (size_t i = 0; i < N; i++)
			sum += all[i].count ? all[i].count : 1;
		for (size_t i = 0; i < lists[0].n; i++)
			printed += lists[0].items[i].count;
		assert_int_equal(printed, sum);
		assert_int_equal(findings_count(&lists[0], SEVERITY_ERROR) +
					 findings_count(&lists[0], SEVERITY_WARNING),
				 sum);
		findings_done(&lists[0]);
	}
	builder_done(&expected);
	builder_done(&found);
}

static void a_file_wrong_in_every_row_costs_little(void **state)
{
	(void)state;
	struct findings f;
	char value[24];
	findings_init(&f);
	for (uint64_t line = 200000; line > 0; line--) {
		snprintf(value, sizeof value, "v%llu", (unsigned long long)line);
		add(&f, line, value, 1);
	}
	assert_true(f.arena.total_bytes < 64 << 10);
	findings_sort(&f);
	assert_string_equal(f.items[0].value, "v1");
	findings_done(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alike_ones_are_sampled),
		cmocka_unit_test(what_differs_is_kept_apart),
		cmocka_unit_test(missing_parts_are_empty),
		cmocka_unit_test(values_are_escaped_and_cut),
		cmocka_unit_test(text_is_copied),
		cmocka_unit_test(findings_stand_in_order),
		cmocka_unit_test(order_and_merging_do_not_show),
		cmocka_unit_test(a_file_wrong_in_every_row_costs_little),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
