/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The Regions side by side: every measure on one axis, a figure for each kind of provider. */
#include "render/annex_charts.h"
#include "render/look.h"
#include "render/mark.h"
#include "render/sentence.h"

#include <string.h>

#define MAX_MEASURES 11 /* in one figure: what a page takes */
#define ROW          19.0
#define MARK         14.0

struct group {
	const char *provider;
	int measures[MAX_MEASURES];
	size_t n;
};

static bool is_shown(const struct results *r, int measure)
{
	return r->catalogue->measures[measure].regional;
}

static const struct level *level_of(const struct results *r, int measure)
{
	return measure_level(&r->catalogue->measures[measure], r->period.month);
}

/* One axis for every figure. */
static void choose_axis(const struct results *r, struct axis *axis)
{
	struct reach reach = { 0 };
	for (int m = 0; m < r->catalogue->n_measures; m++) {
		if (!is_shown(r, m))
			continue;
		drawing_reach_level(&reach, level_of(r, m));
		for (int g = REGION_N; g <= REGION_S; g++) {
			const struct cell *c = results_find(r, m, (enum region)g);
			if (c)
				drawing_reach(&reach, c->level.value);
		}
	}
	drawing_axis(&reach, 7, axis);
}

struct plot {
	const struct axis *axis;
	double label, left, right, value; /* x of the Regions' names, the plot and the figures */
};

static double place(const struct plot *p, int64_t micro)
{
	return axis_place(p->axis, (double)micro / 1e6, p->left, p->right);
}

static void draw_region(struct drawing *d, const struct plot *p, const struct cell *c, double y)
{
	const struct style plain = { FACE_REGULAR, 12, INK };
	scene_text(d->s, p->label, y + 4, ANCHOR_START, plain, text_of(region_name(c->region)));
	scene_line(d->s, p->left, y, p->right, y, RULE, 0.7, false);
	double at = c->level.value < 0 ? p->left : axis_place(p->axis, c->level.value, p->left, p->right);
	mark_draw(d->s, d->a->p.palette, c->level.status, at, y, MARK, true);
	const char *text = sentence_level(d->a->p.r, c, d->a->p.arena);
	double width = scene_text_fit(d->s, p->value, y + 4, d->right - p->value - (c->level.value < 0 ? 0 : 44),
				      ANCHOR_START, (struct style){ FACE_BOLD, 12, INK }, text_of(text));
	if (c->level.value >= 0)
		scene_text(d->s, p->value + width + 6, y + 4, ANCHOR_START, plain,
			   text_of(status_word(c->level.status)));
}

static void draw_measure(struct drawing *d, const struct plot *p, int measure)
{
	const struct results *r = d->a->p.r;
	const struct measure *m = &r->catalogue->measures[measure];
	const struct style strong = { FACE_BOLD, 12.5, INK }, small = { FACE_REGULAR, 11, GREY };
	double top = d->y, room = d->is_narrow ? d->right - d->left : p->label - d->left - 10, y = top + 14, below;
	scene_text_fit(d->s, d->left, y, room, ANCHOR_START, strong, text_of(m->id));
	below = y + 13 * (double)scene_paragraph(d->s, d->left, y + 14, room, 13, small, text_of(m->title));
	double rows = d->is_narrow ? below + 8 : top;
	int n = 0;
	const struct level *level = level_of(r, measure);
	for (int g = REGION_N; g <= REGION_S; g++)
		n += results_find(r, measure, (enum region)g) != NULL;
	if (level && n) {
		double bottom = rows + ROW * n;
		scene_line(d->s, place(p, level->minimum.micro), rows, place(p, level->minimum.micro), bottom, INK, 1,
			   true);
		scene_line(d->s, place(p, level->target.micro), rows, place(p, level->target.micro), bottom, INK, 1.4,
			   false);
	}
	for (int g = REGION_N; g <= REGION_S; g++) {
		const struct cell *c = results_find(r, measure, (enum region)g);
		if (!c)
			continue;
		draw_region(d, p, c, rows + ROW / 2);
		rows += ROW;
	}
	d->y = (rows > below + 4 ? rows : below + 4) + 6;
	scene_line(d->s, d->left, d->y, d->right, d->y, RULE, 0.7, false);
	d->y += 6;
}

/* "CSP-2 (North, Central and South)". */
static const char *below_words(const struct annex *a, int measure)
{
	const char *names[REGION_COUNT];
	size_t n = 0;
	for (int g = REGION_N; g <= REGION_S; g++)
		if (sentence_is_below(results_find(a->p.r, measure, (enum region)g)))
			names[n++] = region_name((enum region)g);
	return n ? arena_printf(a->p.arena, "%s (%s)", report_measure(&a->p, measure)->id,
				sentence_list(names, n, a->p.arena))
		 : NULL;
}

static const char *headline(const struct annex *a, const struct group *group)
{
	const char *below[MAX_MEASURES];
	size_t n = 0;
	for (size_t i = 0; i < group->n; i++) {
		const char *words = below_words(a, group->measures[i]);
		if (words)
			below[n++] = words;
	}
	if (!n)
		return sentence_none_below(a->p.r, arena_printf(a->p.arena, "%s measures: no Region", group->provider),
					   group->measures, group->n, false, a->p.arena);
	return arena_printf(a->p.arena, "%s measures, below target: %s", group->provider,
			    sentence_list(below, n, a->p.arena));
}

static const char *description(const struct annex *a, const struct group *group)
{
	struct builder b;
	builder_init(&b);
	builder_printf(&b, "Dot plot of the level of each Region in %s.",
		       sentence_month(a->p.r->period.month, a->p.arena));
	for (size_t i = 0; i < group->n; i++) {
		int m = group->measures[i];
		const struct level *level = level_of(a->p.r, m);
		builder_printf(&b, " %s", report_measure(&a->p, m)->id);
		if (level)
			builder_printf(&b, ", target %s %%, minimum %s %%", level->target.text, level->minimum.text);
		const char *joint = ":";
		for (int g = REGION_N; g <= REGION_S; g++) {
			const struct cell *c = results_find(a->p.r, m, (enum region)g);
			if (!c)
				continue;
			builder_printf(&b, "%s %s %s", joint, region_name((enum region)g),
				       sentence_level(a->p.r, c, a->p.arena));
			if (c->level.value >= 0)
				builder_printf(&b, " %s", status_word(c->level.status));
			joint = ",";
		}
		builder_add_char(&b, '.');
	}
	const char *text = arena_copy(a->p.arena, b.data, b.size);
	builder_done(&b);
	return text;
}

static const struct scene *draw(const struct annex *a, const struct group *group, const struct axis *axis,
				bool is_narrow)
{
	struct scene *s = arena_alloc(a->p.arena, 1, sizeof *s);
	struct drawing d;
	drawing_begin(&d, a, s, is_narrow, headline(a, group),
		      arena_printf(a->p.arena, "Level by Region, %s. Solid line: target; broken line: minimum",
				   sentence_month(a->p.r->period.month, a->p.arena)));
	struct plot p = { axis, d.left + 196, d.left + 264, d.right - 136, d.right - 116 };
	if (is_narrow)
		p = (struct plot){ axis, d.left, d.left + 62, d.right - 122, d.right - 110 };
	d.y += 6;
	for (size_t i = 0; i < group->n; i++)
		draw_measure(&d, &p, group->measures[i]);
	int every = is_narrow && axis->n_ticks > 4 ? (axis->n_ticks - 1) / 2 : 1;
	for (int t = 0; t < axis->n_ticks; t += every) {
		char label[48];
		scene_text(s, axis_place(axis, axis_tick(axis, t), p.left, p.right), d.y + 10, ANCHOR_MIDDLE,
			   (struct style){ FACE_REGULAR, 11.5, GREY }, text_of(axis_label(axis, t, label)));
	}
	d.y += 14;
	drawing_end(&d, axis->from > 0 ? "Dots, because the axis does not start at zero." : "", headline(a, group),
		    description(a, group));
	return s;
}

/* Hubs in service explain what differs between the Regions. */
static void hubs(struct annex *a)
{
	static const struct flow_column columns[] = {
		{ "Region", 0.25, ANCHOR_START },
		{ "First day", 0.25, ANCHOR_END },
		{ "Last day", 0.25, ANCHOR_END },
		{ "Mean of the month", 0.25, ANCHOR_END },
	};
	static const char *const keys[] = { "first_day", "last_day", "mean" };
	struct paper_table *t = paper_table(&a->paper, "Communications Hubs in service", columns, 4);
	t->is_wide = true;
	for (int g = 0; g < REGION_COUNT; g++) {
		struct look_rows rows = look_rows(a->p.r, look_find(a->p.r, LOOK_POPULATION), FIGURE_MAIN,
						  report_regions_order[g], a->p.arena, "summary", NULL);
		if (!rows.n)
			continue;
		struct flow_cell *row = paper_row(&a->paper, t);
		row[0].text = region_name(report_regions_order[g]);
		for (int k = 0; k < 3; k++) {
			const struct breakdown_row *found = look_key(&rows, keys[k]);
			row[1 + k].text = found ? report_count(&a->p, found->good) : "";
		}
	}
}

void annex_regions(struct annex *a)
{
	const struct results *r = a->p.r;
	struct axis axis;
	size_t n_figures = 0;
	bool *done = arena_alloc(a->p.arena, CATALOGUE_MAX_MEASURES, sizeof *done);
	choose_axis(r, &axis);
	for (int first = 0; first < r->catalogue->n_measures; first++) {
		if (done[first] || !is_shown(r, first))
			continue;
		struct group group = { .provider = r->catalogue->measures[first].provider };
		for (int m = first; m < r->catalogue->n_measures && group.n < MAX_MEASURES; m++) {
			if (done[m] || !is_shown(r, m) || strcmp(r->catalogue->measures[m].provider, group.provider) != 0)
				continue;
			group.measures[group.n++] = m;
			done[m] = true;
		}
		if (r->catalogue->measures[first].code_measure)
			group.provider = "Code Performance";
		if (!n_figures++)
			paper_text(&a->paper, PAPER_TEXT,
				   "Every figure of this section has the same axis, so that places on it compare.");
		paper_figure(&a->paper, draw(a, &group, &axis, false), draw(a, &group, &axis, true));
	}
	if (!n_figures)
		paper_text(&a->paper, PAPER_TEXT, "No measure of this catalogue is computed by Region.");
	hubs(a);
}
