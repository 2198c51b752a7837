/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where pages break: nothing is alone that belongs to something, whatever height is left. */
#include "tests/unit/engine/cmocka_all.h"
#include "tests/unit/render/scene_check.h"

#include "render/flow.h"
#include "render/tagged.h"

#include <stdio.h>
#include <string.h>

static const struct flow_column columns[] = { { "Group", 0.3, ANCHOR_START },
					      { "Part", 0.3, ANCHOR_START },
					      { "Figure", 0.4, ANCHOR_END } };

/* On which page a text stands, counted from 0; -1: on none. */
static int page_of(const struct flow *f, const char *text)
{
	for (size_t p = 0; p < f->n_pages; p++)
		for (size_t i = 0; i < f->pages[p]->n; i++) {
			const struct item *item = &f->pages[p]->items[i];

			if (item->kind == ITEM_TEXT && text_equal(item->text, text_of(text)))
				return (int)p;
		}
	return -1;
}

static int times_on(const struct flow *f, int page, const char *text)
{
	int n = 0;

	for (size_t i = 0; i < f->pages[page]->n; i++) {
		const struct item *item = &f->pages[page]->items[i];

		n += item->kind == ITEM_TEXT && text_equal(item->text, text_of(text));
	}
	return n;
}

static void check_pages(const struct flow *f)
{
	struct builder b;

	builder_init(&b);
	for (size_t p = 0; p < f->n_pages; p++) {
		assert_int_equal(f->pages[p]->depth, 0);
		if (!scene_check(f->pages[p], &b))
			fail_msg("page %zu: %s", p, b.data);
	}
	builder_done(&b);
}

/* A page with so much left on it, and something there. */
static void begin(struct flow *f, struct arena *arena, double left)
{
	flow_init(f, arena, &scene_fixed_ruler, PALETTE_PMR);
	flow_text(f, flow_body, 13, "Before.");
	f->y = FLOW_BOTTOM - left;
}

static void add_rows(struct flow *f, int n)
{
	struct flow_table t;

	flow_table_init(&t, columns, 3);
	t.caption = "Caption";
	for (int i = 0; i < n; i++) {
		struct flow_cell *row = flow_table_row(&t);

		row[0].text = i ? "" : "First";
		row[1].text = i % 4 ? "" : "Second";
		row[2].text = arena_printf(f->arena, "row %d", i);
	}
	flow_table_draw(f, &t);
}

static void short_tables_go_with_their_heading(void **state)
{
	(void)state;
	for (double left = 20; left < 400; left += 7) {
		struct arena arena;
		struct flow f;

		arena_init(&arena);
		begin(&f, &arena, left);
		flow_heading(&f, 2, "Heading", "heading", 20);
		flow_text(&f, flow_body, 13, "One line about it.");
		add_rows(&f, 6);
		check_pages(&f);
		int page = page_of(&f, "row 0");
		assert_int_equal(page_of(&f, "row 5"), page);
		assert_int_equal(page_of(&f, "Caption"), page);
		assert_int_equal(page_of(&f, "One line about it."), page);
		assert_int_equal(page_of(&f, "Heading"), page);
		assert_int_equal(f.headings[0].page, page);
		assert_int_equal(page_of(&f, "Before."), 0);
		arena_done(&arena);
	}
}

static void no_row_is_alone(void **state)
{
	(void)state;
	for (double left = 60; left < 700; left += 9) {
		struct arena arena;
		struct flow f;
		char name[16];

		arena_init(&arena);
		begin(&f, &arena, left);
		add_rows(&f, 30);
		check_pages(&f);
		assert_int_equal(page_of(&f, "row 0"), page_of(&f, "row 1"));
		assert_int_equal(page_of(&f, "row 28"), page_of(&f, "row 29"));
		/* What a row goes on with is said again at the top of a page, once. */
		for (int i = 1; i < 30; i++) {
			snprintf(name, sizeof name, "row %d", i);
			int page = page_of(&f, name);

			assert_int_equal(times_on(&f, page, "First"), 1);
			snprintf(name, sizeof name, "row %d", i - 1);
			if (i % 4 && page_of(&f, name) != page)
				assert_int_equal(times_on(&f, page, "Second"), (30 - 1) / 4 - i / 4 + 1);
		}
		arena_done(&arena);
	}
}

static void no_item_is_alone(void **state)
{
	static const char *const items[] = { "one",  "two",   "three", "four", "five", "six",  "seven",
					     "eight", "nine", "ten",   "eleven", "twelve" };

	(void)state;
	for (double left = 20; left < 300; left += 7)
		for (size_t n = 2; n <= 12; n += 5) {
			struct arena arena;
			struct flow f;

			arena_init(&arena);
			begin(&f, &arena, left);
			flow_heading(&f, 3, "Heading", NULL, 10);
			flow_list(&f, false, flow_body, 13, n, items);
			check_pages(&f);
			assert_int_equal(page_of(&f, "Heading"), page_of(&f, "one"));
			assert_int_equal(page_of(&f, "one"), page_of(&f, "two"));
			assert_int_equal(page_of(&f, items[n - 2]), page_of(&f, items[n - 1]));
			arena_done(&arena);
		}
}

/* A section that a page's rest can take goes there, and one of any length to a page with little on it. */
static void short_sections_share_a_page(void **state)
{
	static const struct {
		double left, height;
		bool joined;
	} cases[] = {
		{ 400, 100, true }, { 100, 100, false }, { 400, 900, false }, { 600, 900, true }
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct arena arena;
		struct flow f;

		arena_init(&arena);
		begin(&f, &arena, cases[i].left);
		size_t begun = flow_section(&f);
		flow_heading(&f, 1, "Section", "section", 50);
		for (double y = 0; y < cases[i].height; y += 13)
			flow_text(&f, flow_body, 13, "Line.");
		flow_section_end(&f, begun);
		check_pages(&f);
		int page = page_of(&f, "Section");
		assert_int_equal(page, cases[i].joined ? 0 : 1);
		assert_int_equal(f.headings[0].page, page);
		assert_true(f.page == f.pages[f.n_pages - 1]);
		/* What comes next has its place below. */
		flow_text(&f, flow_body, 13, "After.");
		check_pages(&f);
		arena_done(&arena);
	}
}

/* What a file has in place of a short value takes half a page at most, and is seen to be cut. */
static void endless_values_are_cut(void **state)
{
	struct flow_table t;
	struct arena arena;
	struct flow f;
	char *endless;

	(void)state;
	arena_init(&arena);
	begin(&f, &arena, 400);
	endless = arena_alloc(&arena, (1 << 20) + 1, 1);
	memset(endless, 'A', 1 << 20);
	flow_table_init(&t, columns, 3);
	for (int i = 0; i < 3; i++) {
		struct flow_cell *row = flow_table_row(&t);

		row[0].text = i == 1 ? endless : "short";
		row[2].text = arena_printf(&arena, "row %d", i);
	}
	flow_table_draw(&f, &t);
	check_pages(&f);
	assert_int_equal(f.n_pages, 1);
	assert_int_equal(times_on(&f, 0, "..."), 1);
	assert_int_equal(page_of(&f, "row 2"), 0);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(short_tables_go_with_their_heading),
		cmocka_unit_test(no_row_is_alone),
		cmocka_unit_test(no_item_is_alone),
		cmocka_unit_test(short_sections_share_a_page),
		cmocka_unit_test(endless_values_are_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
