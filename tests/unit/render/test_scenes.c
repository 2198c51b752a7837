/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Charts and pages over results made by hand: nothing overlaps, nothing is cut, the figures stand there.
 */
#include "tests/unit/engine/cmocka_all.h"
#include "tests/unit/render/sample.h"
#include "tests/unit/render/scene_check.h"

#include "render/chart.h"
#include "render/daily.h"
#include "render/paint.h"
#include "render/report.h"
#include "render/sentence.h"
#include "render/svg.h"

#include <string.h>

typedef void scene_visitor(const struct scene *s, const char *name);

static void each_chart(const struct sample *sample, const struct ruler *ruler, scene_visitor *visit)
{
	struct arena arena;
	struct chart c = { &sample->r, CHART_ALL, PALETTE_PMR, &arena, ruler, false };

	arena_init(&arena);
	for (size_t k = 0; k < chart_n_kinds; k++) {
		const struct chart_kind *kind = chart_kinds[k];

		for (int m = 0; m < sample->r.catalogue->n_measures; m++) {
			struct scene scene;

			c.measure = kind->for_all ? CHART_ALL : m;
			if ((kind->for_all && m > 0) || !chart_applies(kind, &sample->r, c.measure))
				continue;
			kind->draw(&c, &scene);
			visit(&scene, chart_name(kind, &sample->r, c.measure, &arena));
		}
	}
	arena_done(&arena);
}

static void each_page(const struct sample *sample, const struct ruler *ruler, scene_visitor *visit)
{
	struct arena arena;
	struct flow flow;

	arena_init(&arena);
	report_build(&sample->r, PALETTE_PMR, ruler, &arena, &flow);
	assert_true(flow.n_pages > 1);
	for (size_t i = 0; i < flow.n_pages; i++)
		visit(flow.pages[i], arena_printf(&arena, "page %zu", i + 1));
	arena_done(&arena);
}

static const char *current;

static void check(const struct scene *s, const char *name)
{
	struct builder b;

	builder_init(&b);
	if (!scene_check(s, &b))
		fail_msg("%s, %s: %s", current, name, b.data);
	builder_done(&b);
}

static void with_every_sample(void (*each)(const struct sample *, const struct ruler *, scene_visitor *))
{
	struct error err = { 0 };
	struct painter *painter = painter_new(&err);

	assert_non_null(painter);
	for (int kind = 0; kind < SAMPLE_COUNT; kind++) {
		struct sample sample;

		current = sample_names[kind];
		sample_init(&sample, (enum sample_kind)kind);
		each(&sample, painter_ruler(painter), check);
		each(&sample, &scene_fixed_ruler, check);
		sample_done(&sample);
	}
	painter_free(painter);
}

static void charts_do_not_overlap(void **state)
{
	(void)state;
	with_every_sample(each_chart);
}

static void pages_do_not_overlap(void **state)
{
	(void)state;
	with_every_sample(each_page);
}

static void check_finds_overlaps(void **state)
{
	struct arena arena;
	struct scene s;
	struct builder b;

	(void)state;
	arena_init(&arena);
	builder_init(&b);
	scene_init(&s, &arena, &scene_fixed_ruler, 100, 100);
	scene_text(&s, 10, 20, ANCHOR_START, flow_body, TEXT("one"));
	assert_true(scene_check(&s, &b));
	scene_text(&s, 12, 22, ANCHOR_START, flow_body, TEXT("two"));
	assert_false(scene_check(&s, &b));
	assert_non_null(strstr(b.data, "two"));
	builder_clear(&b);
	scene_init(&s, &arena, &scene_fixed_ruler, 100, 100);
	scene_text(&s, 90, 20, ANCHOR_START, flow_body, TEXT("too far right"));
	assert_false(scene_check(&s, &b));
	builder_done(&b);
	arena_done(&arena);
}

/* The level of every cell that has one stands in the report as the results word it. */
static struct builder all_text;

static void gather(const struct scene *s, const char *name)
{
	(void)name;
	for (size_t i = 0; i < s->n; i++) {
		if (s->items[i].kind == ITEM_TEXT) {
			builder_add(&all_text, s->items[i].text);
			builder_add_char(&all_text, '\n');
		}
	}
}

static void figures_stand_there(void **state)
{
	struct sample sample;

	(void)state;
	sample_init(&sample, SAMPLE_MONTH);
	builder_init(&all_text);
	each_page(&sample, &scene_fixed_ruler, gather);
	for (size_t i = 0; i < sample.r.n_cells; i++) {
		const struct cell *c = &sample.r.cells[i];

		assert_non_null(strstr(all_text.data, sample.r.catalogue->measures[c->measure].id));
		if (c->level.exact[0])
			assert_non_null(strstr(all_text.data, c->level.display));
	}
	assert_non_null(strstr(all_text.data, "SYNTHETIC"));
	assert_non_null(strstr(all_text.data, "cut-off of the data: none given"));
	/* Why items were left out stands below how many were. */
	assert_non_null(strstr(all_text.data, "By reason, in all: 137 dropped_from_queue refused and 137 user_cancelled."));
	/* A measure below target without a plan is said to have none. */
	assert_non_null(strstr(all_text.data, "No plan for DSP-1.1 was supplied."));
	assert_null(strstr(all_text.data, "No plan for CSP-2 was supplied."));
	builder_done(&all_text);
	sample_done(&sample);
}

/* Of the terms those that stand somewhere in the report, and no others. */
static void terms_that_occur(void **state)
{
	struct sample sample;

	(void)state;
	sample_init(&sample, SAMPLE_ONE);
	builder_init(&all_text);
	each_page(&sample, &scene_fixed_ruler, gather);
	assert_non_null(strstr(all_text.data, "\nDSP\nData Service Provider: "));
	assert_null(strstr(all_text.data, "Electricity smart metering equipment"));
	builder_done(&all_text);
	sample_done(&sample);
}

static bool has_text(const char *text)
{
	return strstr(all_text.data, text) != NULL;
}

static struct builder running;

/* The words of a page as they run, across the ends of lines. */
static void run_on(const struct scene *s, const char *name)
{
	(void)name;
	for (size_t i = 0; i < s->n; i++) {
		if (s->items[i].kind == ITEM_TEXT) {
			builder_add(&running, s->items[i].text);
			builder_add_char(&running, ' ');
		}
	}
}

/* What counts say they count. */
static void counts_say_of_what(void **state)
{
	struct sample sample;

	(void)state;
	sample_init(&sample, SAMPLE_MONTH);
	builder_init(&running);
	each_page(&sample, &scene_fixed_ruler, run_on);
	assert_non_null(strstr(running.data, "files came: "));
	assert_non_null(strstr(running.data, " used, 1 unusable. Findings in the data, counted in rows: errors "));
	assert_non_null(strstr(running.data, "findings.csv tells them all in "));
	assert_non_null(strstr(running.data, " Withheld: "));
	assert_non_null(strstr(running.data, "restatement (the month before was computed again since it was published)."));
	assert_null(strstr(running.data, "is the month before was"));
	builder_done(&running);
	sample_done(&sample);
}

/* Units by the kind of a measure; magnitudes where the words say the direction; what a plan's absence is. */
static void review_is_in_words(void **state)
{
	struct sample sample;

	(void)state;
	sample_init(&sample, SAMPLE_MONTH);
	builder_init(&all_text);
	each_page(&sample, &scene_fixed_ruler, gather);
	assert_false(has_text("\u22121.056 points;"));
	assert_true(has_text("no plan with a date of return to Green was supplied"));
	builder_clear(&all_text);
	each_chart(&sample, &scene_fixed_ruler, gather);
	assert_true(has_text("per cent of alerts passed on"));
	assert_true(has_text("per cent counted as good"));
	assert_true(has_text("per cent of minutes available"));
	assert_true(has_text("limits since May 19"));
	assert_true(has_text("too early to tell"));
	builder_done(&all_text);
	sample_done(&sample);
}

static void draw_one(const struct sample *sample, const struct chart_kind *kind, int measure, struct arena *arena)
{
	struct chart c = { &sample->r, measure, PALETTE_PMR, arena, &scene_fixed_ruler, false };
	struct scene scene;

	builder_clear(&all_text);
	kind->draw(&c, &scene);
	gather(&scene, "");
	for (size_t i = 0; i < scene.n; i++)
		if (scene.items[i].kind == ITEM_TEXT && !strcmp(scene.items[i].text.data, "W"))
			assert_true(scene.items[i].x > CHART_WIDTH / 2); /* beside its word, not on the axis */
}

/* No verdict on the days of what is withheld, nor a mark where it reads as a level; no mark explained that is not there. */
static void withheld_is_not_judged(void **state)
{
	struct sample sample;
	struct arena arena;
	int measure;

	(void)state;
	arena_init(&arena);
	sample_init(&sample, SAMPLE_MONTH);
	builder_init(&all_text);
	measure = catalogue_find(sample.r.catalogue, TEXT("CPM-7"));
	struct cell *cell = (struct cell *)results_find(&sample.r, measure, REGION_NONE);
	cell->level = (struct level_text){ "", "", 100, STATUS_GREEN };
	assert_true(chart_applies(&chart_daily, &sample.r, measure));
	cell->level = (struct level_text){ "", "", -1, STATUS_WITHHELD };
	assert_false(chart_applies(&chart_daily, &sample.r, measure));
	draw_one(&sample, &chart_regions, measure, &arena);
	assert_true(has_text("\nW\n"));
	assert_false(has_text("* Rests on"));
	draw_one(&sample, &chart_trend, measure, &arena);
	assert_true(has_text("Withheld in October 2019; Green in"));
	assert_true(has_text("Circle: Green; triangle: Amber; square: Red."));
	builder_done(&all_text);
	sample_done(&sample);
	arena_done(&arena);
}

static void one_day(void **state)
{
	struct sample sample;
	struct arena arena;
	int measure;

	(void)state;
	arena_init(&arena);
	sample_init(&sample, SAMPLE_MONTH);
	builder_init(&all_text);
	measure = catalogue_find(sample.r.catalogue, TEXT("DSP-1.1"));
	sample.r.days = &(struct day_row){ measure, REGION_N, 3, 1, 2, 0 };
	sample.r.n_days = 1;
	draw_one(&sample, &chart_daily, measure, &arena);
	assert_true(has_text("on 1 of 1 day"));
	assert_false(has_text("1 of 1 days"));
	builder_done(&all_text);
	sample_done(&sample);
	arena_done(&arena);
}

/* The days of a figure that is reported in part are not the figure's: no day of them is judged. */
static void days_are_all_of_a_figure_or_not_shown(void **state)
{
	struct sample sample;
	struct arena arena;
	int measure, input;

	(void)state;
	arena_init(&arena);
	sample_init(&sample, SAMPLE_MONTH);
	builder_init(&all_text);
	measure = catalogue_find(sample.r.catalogue, TEXT("CPM-1"));
	input = catalogue_find(sample.r.catalogue, TEXT("CSP-2"));
	struct chart c = { &sample.r, measure, PALETTE_PMR, &arena, &scene_fixed_ruler, false };
	struct scene scene;
	assert_true(chart_applies(&chart_daily, &sample.r, measure));
	for (int g = REGION_N; g <= REGION_S; g++) {
		draw_one(&sample, &chart_daily, measure, &arena);
		assert_true(has_text("events"));
		((struct cell *)results_find(&sample.r, measure, (enum region)g))->basis = BASIS_MIXED;
		/* What is reported to be nothing is no part of the figure. */
		assert_string_equal(daily_untold(&sample.r, measure, (enum region)g, &arena), "");
		((struct cell *)results_find(&sample.r, input, (enum region)g))->basis = BASIS_REPORTED;
		if (g == REGION_S)
			break;
		assert_true(chart_applies(&chart_daily, &sample.r, measure));
		draw_one(&sample, &chart_daily, measure, &arena);
		assert_true(has_text("CSP-2 by month only"));
		chart_daily.draw(&c, &scene);
		assert_non_null(strstr(scene.title.data, g == REGION_N ? "; North not known by day" : "North and Central not"));
		assert_non_null(strstr(scene.description.data, "North: its days are not shown, of CSP-2 the month alone"));
	}
	assert_false(chart_applies(&chart_daily, &sample.r, measure));
	assert_false(chart_applies(&chart_daily, &sample.r, input));
	/* A success is said of the Regions that it is one of. */
	for (size_t i = 0; i < sample.r.n_days; i++)
		((struct day_row *)&sample.r.days[i])->good = sample.r.days[i].total;
	((struct cell *)results_find(&sample.r, input, REGION_S))->basis = BASIS_EVENTS;
	chart_daily.draw(&c, &scene);
	assert_string_equal(scene.title.data, "Every day with events in South reached the target of 99\u00a0%; "
					      "North and Central not known by day");
	builder_done(&all_text);
	sample_done(&sample);
	arena_done(&arena);
}

static void mono_has_no_colour(void **state)
{
	(void)state;
	for (int i = 0; i < PALETTE_SERIES; i++) {
		uint32_t colour = palette_series(PALETTE_MONO, i);

		assert_int_equal(colour >> 16, colour & 255);
		assert_int_equal(colour >> 8 & 255, colour & 255);
		for (int k = 0; k < i; k++)
			assert_int_not_equal(colour, palette_series(PALETTE_MONO, k));
	}
}

static void headlines(void **state)
{
	(void)state;
	for (int kind = 0; kind < SAMPLE_COUNT; kind++) {
		const char *lines[SENTENCE_MAX_HEADLINES];
		struct sample sample;
		struct arena arena;
		size_t n;

		arena_init(&arena);
		sample_init(&sample, (enum sample_kind)kind);
		n = sentence_headlines(&sample.r, &arena, lines);
		assert_in_range(n, 1, SENTENCE_MAX_HEADLINES);
		for (size_t i = 0; i < n; i++) {
			assert_true(lines[i][strlen(lines[i]) - 1] == '.');
			assert_null(strstr(lines[i], "(null)"));
			assert_null(strstr(lines[i], "  "));
		}
		sample_done(&sample);
		arena_done(&arena);
	}
}

static bool take(void *context, const void *data, size_t size_bytes)
{
	builder_add(context, (struct text){ data, size_bytes });
	return true;
}

static bool refuse(void *context, const void *data, size_t size_bytes)
{
	(void)context;
	(void)data;
	(void)size_bytes;
	return false;
}

static void painting(void **state)
{
	struct error err = { 0 };
	struct painter *painter = painter_new(&err);
	struct arena arena;
	struct builder png, pdf, svg;
	struct scene s;
	const struct scene *pages[] = { &s };
	struct paint_document document = { .title = "t",
					   .subject = "",
					   .keywords = "",
					   .width = 200,
					   .height = 100,
					   .n_pages = 1,
					   .pages = pages };

	(void)state;
	assert_non_null(painter);
	arena_init(&arena);
	builder_init(&png);
	builder_init(&pdf);
	builder_init(&svg);
	scene_init(&s, &arena, painter_ruler(painter), 200, 100);
	scene_describe(&s, "a <title>", "and & \"more\"");
	scene_text(&s, 10, 50, ANCHOR_START, flow_body, text_of("5 < 6 & \xff\x01 \xef\xbf\xbe"));
	assert_true(paint_png(painter, &s, 2, &png, &err));
	assert_memory_equal(png.data, "\x89PNG\r\n\x1a\n", 8);
	assert_true(paint_pdf(painter, &document, take, &pdf, &err));
	assert_memory_equal(pdf.data, "%PDF-", 5);
	assert_false(paint_pdf(painter, &document, refuse, NULL, &err));
	assert_int_equal(err.kind, ERROR_OUTPUT);
	svg_write(&s, &svg);
	assert_non_null(strstr(svg.data, "a &lt;title&gt;"));
	assert_non_null(strstr(svg.data, "5 &lt; 6 &amp;"));
	assert_null(memchr(svg.data, 1, svg.size));
	builder_done(&png);
	builder_done(&pdf);
	builder_done(&svg);
	arena_done(&arena);
	painter_free(painter);
}

/* Colour is never alone, and no two statuses share shape, fill or letter. */
static void statuses_differ(void **state)
{
	(void)state;
	for (int p = 0; p < PALETTE_COUNT; p++) {
		for (int a = 0; a < STATUS_COUNT; a++) {
			for (int b = 0; b < a; b++) {
				const struct palette_entry *one =
					palette_status((enum palette)p, (enum status)a);
				const struct palette_entry *two =
					palette_status((enum palette)p, (enum status)b);

				assert_int_not_equal(one->shape, two->shape);
				assert_int_not_equal(status_letter((enum status)a),
						     status_letter((enum status)b));
				assert_string_not_equal(status_word((enum status)a),
							status_word((enum status)b));
			}
		}
	}
}

/* As wide as every character but the narrow ones, and what it measured in all. */
static double counted_width(void *context, struct text t, enum face face, double size)
{
	size_t *measured = context, n = 0;

	(void)face;
	*measured += t.size;
	for (size_t i = 0; i < t.size; i++)
		n += ((unsigned char)t.data[i] & 0xC0) != 0x80 && t.data[i] != '.';
	return (double)n * size * 0.5;
}

/* A word of a provider's may be as long as a text can be: breaking it costs in proportion to its length, and no line
 * is cut within a character. */
static void a_long_word_is_broken(void **state)
{
	static const char *const letters[] = { "x", "\xC3\xA9", "\xE2\x82\xAC" };
	const struct style style = { FACE_REGULAR, 10, INK };
	size_t measured = 0;
	const struct ruler ruler = { counted_width, &measured };

	(void)state;
	for (size_t k = 0; k < 3; k++) {
		struct builder word;
		struct arena arena;
		struct text *lines;
		size_t n, at = 0;

		arena_init(&arena);
		builder_init(&word);
		for (int i = 0; i < 20000; i++)
			builder_add(&word, text_of(letters[k]));
		measured = 0;
		n = ruler_wrap(&ruler, &arena, style, 101, builder_text(&word), &lines);
		assert_int_equal(n, 1000);
		assert_true(measured < 60 * word.size);
		for (size_t i = 0; i < n; at += lines[i++].size) {
			assert_int_equal(lines[i].size, word.size / n);
			assert_memory_equal(lines[i].data, word.data + at, lines[i].size);
		}
		assert_int_equal(at, word.size);
		/* Narrow at its start, and too wide all the same. */
		builder_clear(&word);
		for (int i = 0; i < 3000; i++)
			builder_add(&word, TEXT("."));
		for (int i = 0; i < 30; i++)
			builder_add(&word, text_of(letters[k]));
		n = ruler_wrap(&ruler, &arena, style, 101, builder_text(&word), &lines);
		assert_int_equal(n, 2);
		assert_int_equal(lines[1].size, 10 * strlen(letters[k]));
		builder_done(&word);
		arena_done(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_long_word_is_broken),
		cmocka_unit_test(check_finds_overlaps),
		cmocka_unit_test(charts_do_not_overlap),
		cmocka_unit_test(pages_do_not_overlap),
		cmocka_unit_test(figures_stand_there),
		cmocka_unit_test(terms_that_occur),
		cmocka_unit_test(counts_say_of_what),
		cmocka_unit_test(review_is_in_words),
		cmocka_unit_test(withheld_is_not_judged),
		cmocka_unit_test(days_are_all_of_a_figure_or_not_shown),
		cmocka_unit_test(mono_has_no_colour),
		cmocka_unit_test(one_day),
		cmocka_unit_test(headlines),
		cmocka_unit_test(painting),
		cmocka_unit_test(statuses_differ),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
