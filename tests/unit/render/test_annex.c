/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The annex over results made by hand: nothing overlaps, the two forms say the same, ornament is told from
 * content.  With a folder as argument it writes the annex of every sample there instead, for other programs
 * to look at.
 */
#include "tests/unit/engine/cmocka_all.h"
#include "tests/unit/render/folder.h"
#include "tests/unit/render/sample.h"
#include "tests/unit/render/scene_check.h"

#include "render/annex.h"
#include "render/tagged.h"

/* ---- ornament ---- */

static void ornament_is_marked(void **state)
{
	static const struct {
		const char *content, *expected;
	} cases[] = {
		{ "", "" },
		{ "q 1 0 0 -1 0 8 cm Q\n", "q 1 0 0 -1 0 8 cm Q\n" },
		/* A path outside every tag, with its colour set before and between. */
		{ "0 g 1 2 3 4 re f\n", "0 g /Artifact BMC 1 2 3 4 re f EMC\n" },
		{ "1 w 1 2 m 3 4 l\nS", "1 w /Artifact BMC 1 2 m 3 4 l\nS EMC" },
		{ "1 2 3 4 re W n", "/Artifact BMC 1 2 3 4 re W n EMC" },
		/* Text outside every tag, whatever stands in it. */
		{ "BT (f S \\) EMC) Tj <0a> Tj [(a)-3(b)] TJ ET", "/Artifact BMC BT (f S \\) EMC) Tj <0a> Tj [(a)-3(b)] TJ ET EMC" },
		/* What a tag holds stays. */
		{ "/P << /MCID 0 >> BDC 1 2 3 4 re f BT (x) Tj ET EMC", "/P << /MCID 0 >> BDC 1 2 3 4 re f BT (x) Tj ET EMC" },
		{ "/P << /MCID 0 >> BDC /Span << /MCID 3 >> BDC BT ET EMC 1 2 m S EMC /x Do",
		  "/P << /MCID 0 >> BDC /Span << /MCID 3 >> BDC BT ET EMC 1 2 m S EMC /Artifact BMC /x Do EMC" },
		/* A piece that is dropped is ornament. */
		{ "/TH << /MCID 1 >> BDC BT (x) Tj ET EMC", "/Artifact BMC BT (x) Tj ET EMC" },
		{ "/TH << /MCID 11 >> BDC BT (x) Tj ET EMC", "/TH << /MCID 11 >> BDC BT (x) Tj ET EMC" },
	};
	const bool dropped[] = { false, true, false };

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct builder b;

		builder_init(&b);
		tagged_add_artifacts(text_of(cases[i].content), dropped, 3, &b);
		assert_string_equal(b.data ? b.data : "", cases[i].expected);
		builder_done(&b);
	}
}

/* ---- the paper ---- */

static const struct render_annex_options plain = { .created = INT64_MIN };

static void check_pages(const struct paper *paper, const char *name)
{
	struct paint_document d;
	struct builder b;

	paper_lay_out(paper, 0, &d);
	assert_true(d.n_pages > 2);
	builder_init(&b);
	for (size_t i = 0; i < d.n_pages; i++)
		if (!scene_check(d.pages[i], &b))
			fail_msg("%s, page %zu: %s", name, i + 1, b.data);
	builder_done(&b);
}

static void check_figures(const struct paper *paper, const char *name)
{
	struct builder b;

	builder_init(&b);
	for (size_t i = 0; i < paper->n; i++) {
		const struct paper_block *block = &paper->blocks[i];

		if (block->kind != PAPER_FIGURE)
			continue;
		assert_true(block->wide->description.size > 0);
		if (!scene_check(block->wide, &b) || !scene_check(block->narrow, &b))
			fail_msg("%s, figure %zu: %s", name, i, b.data);
	}
	builder_done(&b);
}

static void nothing_overlaps(void **state)
{
	struct error err = { 0 };
	struct painter *painter = painter_new(&err);

	(void)state;
	assert_non_null(painter);
	for (int kind = 0; kind < SAMPLE_COUNT; kind++) {
		const struct ruler *rulers[] = { painter_ruler(painter), &scene_fixed_ruler };
		struct sample sample;

		sample_init(&sample, (enum sample_kind)kind);
		/* Real widths where texts are long; the plain ruler, which is wider, everywhere. */
		for (size_t i = kind == SAMPLE_MONTH || kind == SAMPLE_HOSTILE ? 0 : 1; i < 2; i++) {
			struct annex annex;
			struct arena arena;

			arena_init(&arena);
			annex_build(&sample.r, &plain, rulers[i], &arena, &annex);
			check_pages(&annex.paper, sample_names[kind]);
			check_figures(&annex.paper, sample_names[kind]);
			arena_done(&arena);
		}
		sample_done(&sample);
	}
	painter_free(painter);
}

/* The texts of the pages, a line each. */
static void gather_pages(const struct paper *paper, struct builder *out)
{
	struct paint_document d;

	paper_lay_out(paper, 0, &d);
	for (size_t p = 0; p < d.n_pages; p++)
		for (size_t i = 0; i < d.pages[p]->n; i++)
			if (d.pages[p]->items[i].kind == ITEM_TEXT) {
				builder_add(out, d.pages[p]->items[i].text);
				builder_add_char(out, '\n');
			}
}

/* Every level, as the results word it, stands in both forms. */
static void both_forms_have_every_figure(void **state)
{
	struct sample sample;
	struct annex annex;
	struct arena arena;
	struct builder pages, html;

	(void)state;
	sample_init(&sample, SAMPLE_MONTH);
	arena_init(&arena);
	builder_init(&pages);
	builder_init(&html);
	annex_build(&sample.r, &plain, &scene_fixed_ruler, &arena, &annex);
	gather_pages(&annex.paper, &pages);
	paper_write_html(&annex.paper, &html);
	for (size_t i = 0; i < sample.r.n_cells; i++) {
		const char *display = sample.r.cells[i].level.display;

		if (*display && (!strstr(pages.data, display) || !strstr(html.data, display)))
			fail_msg("%s is missing", display);
	}
	assert_non_null(strstr(html.data, "SYNTHETIC"));
	assert_non_null(strstr(pages.data, "Not yet classified"));
	assert_non_null(strstr(html.data, "Not yet classified"));
	builder_done(&pages);
	builder_done(&html);
	arena_done(&arena);
	sample_done(&sample);
}

static bool has_between(const char *text, const char *from, const char *to, const char *wanted)
{
	const char *at = strstr(text, from), *end = at ? strstr(at, to) : NULL, *found = at ? strstr(at, wanted) : NULL;

	return found && end && found < end;
}

/* A review's words are the reasons the annex gives; without one those of the cells are. */
static void review_is_quoted(void **state)
{
	struct sample sample;
	struct annex annex;
	struct arena arena;
	struct builder html;
	struct review_line line = { .reason = REVIEW_UNTRUSTED };
	struct review review = { .n_lines = 1, .lines = &line };

	(void)state;
	sample_init(&sample, SAMPLE_GREEN);
	arena_init(&arena);
	builder_init(&html);
	line.cell = results_find(&sample.r, 0, REGION_NONE);
	line.tests[TEST_LUCK] = (struct review_test){ true, true, "The limits straddle <the> target." };
	line.tests[TEST_BLIND] = (struct review_test){ true, false, "This one did not fire." };
	sample.r.review = &review;
	annex_build(&sample.r, &plain, &scene_fixed_ruler, &arena, &annex);
	paper_write_html(&annex.paper, &html);
	assert_true(has_between(html.data, "id=\"doubts\"", "</table>", "The limits straddle &lt;the&gt; target."));
	assert_null(strstr(html.data, "This one did not fire."));
	assert_non_null(strstr(html.data, "1 Green figure should not be taken at its word"));
	builder_clear(&html);
	sample.r.review = NULL;
	annex_build(&sample.r, &plain, &scene_fixed_ruler, &arena, &annex);
	paper_write_html(&annex.paper, &html);
	assert_non_null(strstr(html.data, "No Green figure carries a doubt"));
	builder_done(&html);
	arena_done(&arena);
	sample_done(&sample);
}

/* The mark of what has no level is beside its word: on the scale it would look like a low one. */
static void marks_without_a_level_have_no_place(void **state)
{
	struct sample sample;
	struct annex annex;
	struct arena arena;
	size_t n_marks = 0;

	(void)state;
	sample_init(&sample, SAMPLE_EMPTY);
	arena_init(&arena);
	annex_build(&sample.r, &plain, &scene_fixed_ruler, &arena, &annex);
	for (size_t i = 0; i < annex.paper.n; i++) {
		const struct paper_block *b = &annex.paper.blocks[i];
		const struct scene *figures[] = { b->wide, b->narrow };

		for (size_t k = 0; b->kind == PAPER_FIGURE && k < 2; k++) {
			if (!strstr(figures[k]->title.data, "no Region has a figure"))
				fail_msg("a title: %s", figures[k]->title.data);
			for (size_t n = 0; n < figures[k]->n; n++) {
				const struct item *item = &figures[k]->items[n];
				if (item->kind != ITEM_TEXT || item->text.size != 1)
					continue;
				assert_true(item->x > figures[k]->width * 0.6);
				n_marks++;
			}
		}
	}
	assert_true(n_marks > 10);
	arena_done(&arena);
	sample_done(&sample);
}

static bool has_cell(const struct paper *p, const char *text)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct paper_table *t = p->blocks[i].table;

		for (size_t k = 0; t && k < t->n_rows * (size_t)t->n_columns; k++)
			if (!strcmp(t->cells[k].text, text))
				return true;
	}
	return false;
}

/* An outage without Region stands in every Region and once nationally: the whole is less than its Regions. */
static void claims_stand_as_counted(void **state)
{
	struct sample sample;
	struct annex annex;
	struct arena arena;
	struct builder html;
	struct exclusion_row *x;
	int m;

	(void)state;
	sample_init(&sample, SAMPLE_MONTH);
	arena_init(&arena);
	builder_init(&html);
	m = catalogue_find(sample.r.catalogue, text_of("CSP-6.2"));
	x = arena_alloc(&arena, REGION_COUNT, sizeof *x);
	for (int g = 0; g < REGION_COUNT; g++)
		x[g] = (struct exclusion_row){ .measure = m, .region = (enum region)g, .reason = "agreed", .count = 1 };
	sample.r.exclusions = x, sample.r.n_exclusions = REGION_COUNT;
	annex_build(&sample.r, &plain, &scene_fixed_ruler, &arena, &annex);
	paper_write_html(&annex.paper, &html);
	assert_true(has_between(html.data, "Reasons claimed", "</table>", "</span> North"));
	assert_true(has_between(html.data, "Reasons claimed", "</table>", "</span> nationally"));
	assert_false(has_between(html.data, "Reasons claimed", "</table>", "18")); /* of 2^64 - 2 */
	builder_done(&html);
	arena_done(&arena);
	sample_done(&sample);
}

/* A promise whose month has come is an issue; of two plans for one figure it is raised once. */
static void broken_promises_are_issues(void **state)
{
	struct sample sample;
	struct annex annex;
	struct arena arena;
	struct builder html;
	struct review_plan plans[2] = { { .plausible = PLAN_OVERDUE, .promised = { 2019, 8 }, .action = "a", .sentence = "" } };
	struct review_line line = { .reason = REVIEW_MISSED, .headline = "", .n_plans = 2, .plans = plans };
	struct review review = { .n_lines = 1, .lines = &line };

	(void)state;
	sample_init(&sample, SAMPLE_MONTH);
	arena_init(&arena);
	builder_init(&html);
	for (size_t i = 0; i < sample.r.n_cells; i++)
		if (sample.r.cells[i].level.status == STATUS_RED)
			line.cell = &sample.r.cells[i];
	line.trend.sentence = line.control.sentence = line.change.why = "";
	plans[0].measure = line.cell->measure;
	plans[0].region = line.cell->region;
	plans[0].slips = "";
	plans[1] = plans[0];
	plans[1].action = "b";
	sample.r.review = &review;
	annex_build(&sample.r, &plain, &scene_fixed_ruler, &arena, &annex);
	paper_write_html(&annex.paper, &html);
	assert_true(has_between(html.data, "a month that has come, and not Green", "</li>",
				"by August 2019, now Red.</li>"));
	builder_done(&html);
	arena_done(&arena);
	sample_done(&sample);
}

/* A Code measure is an issue in its first Red month, and where a Region alone is Red. */
static void every_red_is_an_issue(void **state)
{
	struct sample sample;
	struct annex annex;
	struct arena arena;
	struct builder html;

	(void)state;
	sample_init(&sample, SAMPLE_GREEN);
	arena_init(&arena);
	builder_init(&html);
	for (size_t i = 0; i < sample.r.n_cells; i++) {
		struct cell *c = (struct cell *)&sample.r.cells[i];
		const char *id = sample.r.catalogue->measures[c->measure].id;
		bool red = !strcmp(id, "CPM-4") || (!strcmp(id, "CPM-3") && c->region == REGION_S);

		if (red)
			c->level.status = STATUS_RED, c->months_below = 1, c->below_since = sample.r.period.month;
	}
	annex_build(&sample.r, &plain, &scene_fixed_ruler, &arena, &annex);
	paper_write_html(&annex.paper, &html);
	assert_true(has_between(html.data, "Measures Red in October 2019: ", "</li>", "CPM-3</span> South and "));
	assert_true(has_between(html.data, "Measures Red in October 2019: ", "</li>", "CPM-4</span>.</li>"));
	builder_done(&html);
	arena_done(&arena);
	sample_done(&sample);
}

static void assumed_definitions_say_so(void **state)
{
	struct sample sample;
	struct annex annex;
	struct arena arena;
	int n = 0;

	(void)state;
	sample_init(&sample, SAMPLE_MONTH);
	arena_init(&arena);
	annex_build(&sample.r, &plain, &scene_fixed_ruler, &arena, &annex);
	for (int m = 0; m < sample.r.catalogue->n_measures; m++) {
		const char *assumed = sample.r.catalogue->measures[m].assumed;

		if (assumed && ++n && !has_cell(&annex.paper, assumed))
			fail_msg("%s: %s", sample.r.catalogue->measures[m].id, assumed);
	}
	assert_true(n > 0);
	arena_done(&arena);
	sample_done(&sample);
}

/* Those that the paper has, and no other. */
static void abbreviations_are_explained(void **state)
{
	static const char *const there[] = { "CPM", "CSP", "DCC", "DSP", "SMKI", "SEC" };
	struct sample sample;
	struct annex annex;
	struct arena arena;

	(void)state;
	for (int kind = 0; kind < 2; kind++) {
		sample_init(&sample, kind ? SAMPLE_ONE : SAMPLE_GREEN);
		arena_init(&arena);
		annex_build(&sample.r, &plain, &scene_fixed_ruler, &arena, &annex);
		for (size_t i = 0; i < sizeof there / sizeof *there; i++)
			assert_true(kind || has_cell(&annex.paper, there[i]));
		assert_false(has_cell(&annex.paper, "GSME"));
		assert_true(has_cell(&annex.paper, "SEC"));
		assert_int_equal(has_cell(&annex.paper, "SMKI"), !kind);
		arena_done(&arena);
		sample_done(&sample);
	}
}

/* Mark-up and control characters of the data stay text. */
static void text_does_not_act(void **state)
{
	struct sample sample;
	struct annex annex;
	struct arena arena;
	struct builder html;

	(void)state;
	sample_init(&sample, SAMPLE_HOSTILE);
	arena_init(&arena);
	builder_init(&html);
	annex_build(&sample.r, &plain, &scene_fixed_ruler, &arena, &annex);
	paper_write_html(&annex.paper, &html);
	assert_null(strstr(html.data, "<b>"));
	assert_non_null(strstr(html.data, "&lt;b&gt;&amp;amp;&lt;/b&gt;"));
	assert_null(strchr(html.data, '\x1b'));
	assert_null(strstr(html.data, "\xe2\x80\xae")); /* the override of the direction */
	assert_int_equal(text_utf8_prefix(builder_text(&html)), html.size);
	builder_done(&html);
	arena_done(&arena);
	sample_done(&sample);
}

/* ---- files ---- */

static bool write_annex(const struct sample *sample, const char *folder, const char *name, char sums[2][65],
			struct error *err)
{
	struct render_annex_options options = plain;
	const struct render_output *outputs = NULL;
	struct arena arena;
	char work[160];
	size_t n = 0;
	bool good;

	arena_init(&arena);
	snprintf(work, sizeof work, "%s/.work", folder);
	assert_int_equal(mkdir(work, 0777), 0);
	options.folder = folder;
	options.name = name;
	options.work_path = work;
	good = render_annex(&sample->r, &options, &arena, &outputs, &n, err);
	if (good) {
		assert_int_equal(n, 2);
		for (size_t i = 0; i < 2; i++)
			snprintf(sums[i], 65, "%s", outputs[i].sha256);
	}
	assert_int_equal(rmdir(work), 0); /* nothing is left in it */
	arena_done(&arena);
	return good;
}

/* The same results, the same bytes; what else is in the folder stays. */
static void files_are_written(void **state)
{
	char folder[64], path[128], one[2][65], two[2][65];
	struct error err = { 0 };
	struct sample sample;

	(void)state;
	sample_init(&sample, SAMPLE_ONE);
	folder_new(folder);
	snprintf(path, sizeof path, "%s/charts", folder);
	assert_int_equal(mkdir(path, 0777), 0);
	snprintf(path, sizeof path, "%s/charts/of-a-pack.svg", folder);
	FILE *other = fopen(path, "w");
	assert_non_null(other);
	fclose(other);
	assert_true(write_annex(&sample, folder, "annex", one, &err));
	assert_true(write_annex(&sample, folder, "annex", two, &err));
	for (size_t i = 0; i < 2; i++)
		assert_string_equal(one[i], two[i]);
	assert_int_equal(access(path, F_OK), 0);
	snprintf(path, sizeof path, "%s/annex.pdf", folder);
	/* It opens without a fault, and has more pages than none. */
	assert_false(tagged_check(path, 0, &err));
	assert_non_null(strstr(err.message, "lacks pages"));
	folder_remove(folder);
	sample_done(&sample);
}

/* A folder in the way of one form keeps the other from appearing. */
static void both_or_neither(void **state)
{
	char folder[64], path[128], sums[2][65];
	struct error err = { 0 };
	struct sample sample;

	(void)state;
	sample_init(&sample, SAMPLE_ONE);
	folder_new(folder);
	snprintf(path, sizeof path, "%s/annex.html", folder);
	assert_int_equal(mkdir(path, 0777), 0);
	assert_false(write_annex(&sample, folder, "annex", sums, &err));
	assert_int_equal(err.kind, ERROR_OUTPUT);
	snprintf(path, sizeof path, "%s/annex.pdf", folder);
	assert_int_not_equal(access(path, F_OK), 0);
	folder_remove(folder);
	sample_done(&sample);
}

static int write_all(const char *folder)
{
	for (int kind = 0; kind < SAMPLE_COUNT; kind++) {
		struct error err = { 0 };
		struct sample sample;
		char sums[2][65];

		sample_init(&sample, (enum sample_kind)kind);
		bool good = write_annex(&sample, folder, sample_names[kind], sums, &err);
		sample_done(&sample);
		if (!good) {
			fprintf(stderr, "%s: %s\n", sample_names[kind], err.message);
			return 1;
		}
	}
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ornament_is_marked),
		cmocka_unit_test(nothing_overlaps),
		cmocka_unit_test(both_forms_have_every_figure),
		cmocka_unit_test(review_is_quoted),
		cmocka_unit_test(marks_without_a_level_have_no_place),
		cmocka_unit_test(claims_stand_as_counted),
		cmocka_unit_test(broken_promises_are_issues),
		cmocka_unit_test(every_red_is_an_issue),
		cmocka_unit_test(assumed_definitions_say_so),
		cmocka_unit_test(abbreviations_are_explained),
		cmocka_unit_test(text_does_not_act),
		cmocka_unit_test(files_are_written),
		cmocka_unit_test(both_or_neither),
	};

	if (argc > 1)
		return write_all(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
