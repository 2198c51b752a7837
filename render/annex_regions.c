/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The Regions side by side: a figure for each kind of provider, and the hubs that explain the differences.
 *
 * Levels lie so near their targets, and a few so far below, that on one axis of percentages nothing could be told
 * apart.  Each measure has a scale of its own, on which its minimum and its target stand where those of every other do. */
#include "render/annex_charts.h"
#include "render/look.h"
#include "render/mark.h"
#include "render/sentence.h"

#include <string.h>

#define MAX_MEASURES 11 /* in one figure: what a page takes */
#define ROW          19.0
#define MARK         14.0

struct group {
	const char *provider, *title; /* "CSP measures" */
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

struct plot {
	double label, left, right, value; /* x of the Regions' names, the plot and the figures */
};

static double minimum_x(const struct plot *p)
{
	return p->left + 0.4 * (p->right - p->left);
}

static double target_x(const struct plot *p)
{
	return p->left + 0.7 * (p->right - p->left);
}

/* May lie outside the plot. */
static double place(const struct plot *p, const struct level *level, double value)
{
	double minimum = (double)level->minimum.micro / 1e6, target = (double)level->target.micro / 1e6;
	double unit = target > minimum ? target - minimum : 1;
	return target_x(p) + (value - target) / unit * (target_x(p) - minimum_x(p));
}

/* The mark of a level; with an arrow where the plot does not reach so far. */
static void draw_level(struct drawing *d, const struct plot *p, const struct cell *c, double y)
{
	const struct level *level = c->judged_by;
	double at = level ? place(p, level, c->level.value) : p->right;
	double outside = at < p->left ? -1 : at > p->right ? 1 : 0, edge = outside < 0 ? p->left : p->right;
	if (outside != 0) {
		at = edge - outside * (MARK / 2 + 8);
		for (int side = -1; side <= 1; side += 2)
			scene_line(d->s, edge, y, edge - outside * 5, y + side * 4, INK, 1.2, false);
		scene_line(d->s, edge, y, at, y, INK, 1.2, false);
	}
	mark_draw(d->s, d->a->p.palette, c->level.status, at, y, MARK, true);
}

/* What has no level has its mark beside its word: on the scale it would look like one. */
static void draw_region(struct drawing *d, const struct plot *p, const struct cell *c, double y)
{
	const struct style plain = { FACE_REGULAR, 12, INK }, strong = { FACE_BOLD, 12, INK };
	const char *text = sentence_level_marked(d->a->p.r, c, d->a->p.arena);
	scene_text(d->s, p->label, y + 4, ANCHOR_START, plain, text_of(region_name(c->region)));
	scene_line(d->s, p->left, y, p->right, y, RULE, 0.7, false);
	if (c->level.value < 0) {
		mark_draw(d->s, d->a->p.palette, c->level.status, p->value + MARK / 2, y, MARK, true);
		double left = p->value + MARK + 5;
		scene_text_fit(d->s, left, y + 4, d->right - left, ANCHOR_START, strong, text_of(text));
		return;
	}
	draw_level(d, p, c, y);
	double width = scene_text_fit(d->s, p->value, y + 4, d->right - p->value - 44, ANCHOR_START, strong, text_of(text));
	scene_text(d->s, p->value + width + 6, y + 4, ANCHOR_START, plain, text_of(status_word(c->level.status)));
}

static void draw_measure(struct drawing *d, const struct plot *p, int measure)
{
	const struct results *r = d->a->p.r;
	const struct measure *m = &r->catalogue->measures[measure];
	const struct style strong = { FACE_BOLD, 12.5, INK }, small = { FACE_REGULAR, 11, GREY };
	double top = d->y, room = d->is_narrow ? d->right - d->left : p->label - d->left - 10, y = top + 14, below;
	scene_text_fit(d->s, d->left, y, room, ANCHOR_START, strong, text_of(m->id));
	below = y + 13 * (double)scene_paragraph(d->s, d->left, y + 14, room, 13, small, text_of(m->title));
	const struct level *level = level_of(r, measure);
	if (level) {
		below += 13;
		scene_text_fit(d->s, d->left, below + 1, room, ANCHOR_START, small,
			       text_of(arena_printf(d->a->p.arena, "Target %s\u00a0%%, minimum %s\u00a0%%", level->target.text,
						    level->minimum.text)));
	}
	double rows = d->is_narrow ? below + 8 : top;
	int n = 0;
	for (int g = REGION_N; g <= REGION_S; g++)
		n += results_find(r, measure, (enum region)g) != NULL;
	if (level && n) {
		double bottom = rows + ROW * n;
		if (level->minimum.micro < level->target.micro)
			scene_line(d->s, minimum_x(p), rows, minimum_x(p), bottom, INK, 1, true);
		scene_line(d->s, target_x(p), rows, target_x(p), bottom, INK, 1.4, false);
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
		return sentence_none_below(a->p.r, arena_printf(a->p.arena, "%s: no Region", group->title),
					   group->measures, group->n, false, a->p.arena);
	return arena_printf(a->p.arena, "%s, below target: %s", group->title,
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
			builder_printf(&b, ", target %s\u00a0%%, minimum %s\u00a0%%", level->target.text, level->minimum.text);
		const char *joint = ":";
		for (int g = REGION_N; g <= REGION_S; g++) {
			const struct cell *c = results_find(a->p.r, m, (enum region)g);
			if (!c)
				continue;
			builder_printf(&b, "%s %s %s", joint, region_name((enum region)g),
				       sentence_level_marked(a->p.r, c, a->p.arena));
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

static const struct scene *draw(const struct annex *a, const struct group *group, bool is_narrow)
{
	struct scene *s = arena_alloc(a->p.arena, 1, sizeof *s);
	struct drawing d;
	drawing_begin(&d, a, s, is_narrow, headline(a, group),
		      arena_printf(a->p.arena, "Level by Region, %s. Solid line: target; broken line: minimum",
				   sentence_month(a->p.r->period.month, a->p.arena)));
	struct plot p = { d.left + 196, d.left + 264, d.right - 136, d.right - 116 };
	if (is_narrow)
		p = (struct plot){ d.left, d.left + 62, d.right - 122, d.right - 110 };
	d.y += 6;
	for (size_t i = 0; i < group->n; i++)
		draw_measure(&d, &p, group->measures[i]);
	drawing_end(&d,
		    "Each measure has a scale of its own, with its minimum and its target in the same places as the others. An "
		    "arrow: too far off for the scale.",
		    headline(a, group), description(a, group));
	return s;
}

static const char *count_of(const struct annex *a, const struct breakdown_row *row)
{
	return row ? report_count(&a->p, row->good) : "\u2013";
}

/* Hubs installed and in service explain what differs between the Regions. */
static void hubs(struct annex *a)
{
	static const struct flow_column columns[] = {
		{ "Region", 0.20, ANCHOR_START },
		{ "Installed in the month", 0.20, ANCHOR_END },
		{ "In service, first day", 0.20, ANCHOR_END },
		{ "In service, last day", 0.20, ANCHOR_END },
		{ "In service, mean", 0.20, ANCHOR_END },
	};
	static const char *const keys[] = { "first_day", "last_day", "mean" };
	const int installs = look_find(a->p.r, LOOK_INSTALLS), population = look_find(a->p.r, LOOK_POPULATION);
	paper_heading(&a->paper, 2, "Communications Hubs", "hubs");
	struct paper_table *t = paper_table(&a->paper, "Communications Hubs installed and in service", columns, 5);
	t->is_wide = true;
	for (int g = 0; g < REGION_COUNT; g++) {
		enum region region = report_regions_order[g];
		struct look_rows installed = look_rows(a->p.r, installs, FIGURE_MAIN, region, a->p.arena, NULL);
		struct look_rows rows =
			look_rows(a->p.r, population, FIGURE_MAIN, region, a->p.arena, "summary", NULL);
		const uint64_t *n_installed = look_count(&installed, "all");
		if (!n_installed && !rows.n)
			continue;
		struct flow_cell *row = paper_row(&a->paper, t);
		row[0].text = region_name(region);
		row[1].text = n_installed ? report_count(&a->p, *n_installed) : "\u2013";
		for (int k = 0; k < 3; k++)
			row[2 + k].text = count_of(a, look_key(&rows, keys[k]));
	}
	const char *missing = look_missing(a->p.r, installs, a->p.arena);
	if (*missing)
		paper_text(&a->paper, PAPER_SMALL, arena_printf(a->p.arena, "Installed: %s", missing));
	missing = look_missing(a->p.r, population, a->p.arena);
	if (*missing)
		paper_text(&a->paper, PAPER_SMALL, arena_printf(a->p.arena, "In service: %s", missing));
}

void annex_regions(struct annex *a)
{
	const struct results *r = a->p.r;
	size_t n_figures = 0;
	bool *done = arena_alloc(a->p.arena, CATALOGUE_MAX_MEASURES, sizeof *done);
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
		group.title = arena_printf(a->p.arena, "%s measures", group.provider);
		if (r->catalogue->measures[first].code_measure)
			group.title = "Code Performance Measures";
		if (!n_figures++)
			paper_text(&a->paper, PAPER_TEXT,
				   "Minimum and target stand in the same places for every measure, so that one can see "
				   "which Region is nearer to its target, whatever the target.");
		paper_figure(&a->paper, draw(a, &group, false), draw(a, &group, true));
	}
	if (!n_figures)
		paper_text(&a->paper, PAPER_TEXT, "No measure of this catalogue is computed by Region.");
	hubs(a);
}
