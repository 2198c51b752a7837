/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The remembered months of a reviewed measure against their process limits, one panel for each figure that missed or
 * is in doubt, all on one scale. */
#include "render/axis.h"
#include "render/chart.h"
#include "render/icon.h"
#include "render/mark.h"
#include "render/sentence.h"

#include <math.h>
#include <string.h>

#define PANEL_HEIGHT 101.0
#define PANEL_HEAD   34.0
#define PANEL_FOOT   31.0 /* a ring at the end of the axis stays clear of the months */
#define AXIS_WIDTH   56.0
#define NAMES_WIDTH  118.0
#define MARK_SIZE    12.0
#define ICON_SIZE    18.0
#define BAND         0xEEF2F6u
#define MAX_LABELS   14 /* months named below the axis */
#define MAX_PANELS   4

struct panels {
	const struct review_line *lines[MAX_PANELS];
	size_t n, n_months;
	struct month first;
	struct axis axis;
};

struct frame {
	double left, right, top, bottom;
	size_t n_months;
};

static const char *where_of(const struct review_line *l)
{
	return l->cell->region == REGION_NONE ? "nationally" : region_name(l->cell->region);
}

static size_t collect(const struct results *r, int measure, const struct review_line **lines)
{
	static const enum region order[MAX_PANELS] = { REGION_N, REGION_C, REGION_S, REGION_NONE };
	size_t n = 0;
	for (size_t i = 0; r->review && i < MAX_PANELS; i++) {
		const struct review_line *l = review_find(r->review, measure, order[i]);
		if (l && l->control.drawn)
			lines[n++] = l;
	}
	return n;
}

static bool applies(const struct results *r, int measure)
{
	const struct review_line *lines[MAX_PANELS];
	return collect(r, measure, lines) > 0;
}

static void widen(double *lo, double *hi, double value)
{
	*lo = fmin(*lo, value);
	*hi = fmax(*hi, value);
}

static void choose(const struct chart *c, struct panels *p)
{
	double lo = 100, hi = 0;
	p->first = c->r->period.month;
	for (size_t k = 0; k < p->n; k++) {
		const struct review_control *control = &p->lines[k]->control;
		if (month_compare(control->points[0].month, p->first) < 0)
			p->first = control->points[0].month;
		for (size_t i = 0; i < control->n_points; i++) {
			const struct review_point *point = &control->points[i];
			if (!point->known)
				continue;
			widen(&lo, &hi, point->level.value);
			widen(&lo, &hi, point->lower);
			widen(&lo, &hi, point->upper);
			if (point->target >= 0)
				widen(&lo, &hi, point->target);
		}
	}
	p->n_months = (size_t)(month_index(c->r->period.month) - month_index(p->first)) + 1;
	axis_choose(&p->axis, fmax(0, lo), fmin(100, hi), 5);
}

static double at_x(const struct frame *f, size_t month)
{
	return f->left + (f->right - f->left) / (double)f->n_months * ((double)month + 0.5);
}

static double at_y(const struct frame *f, const struct axis *axis, double value)
{
	return axis_place(axis, value, f->bottom, f->top);
}

/* "Oct 19" */
static const char *short_month(const struct chart *c, struct month month)
{
	return arena_printf(c->arena, "%.3s %02d", month_name(month.month), month.year % 100);
}

static void draw_frame(const struct chart *c, struct scene *s, const struct panels *p, const struct frame *f)
{
	const struct style small = { FACE_REGULAR, 10.5, GREY };
	size_t step = (p->n_months + MAX_LABELS - 1) / MAX_LABELS;
	for (int t = 0; t < p->axis.n_ticks; t++) {
		char label[48];
		double y = at_y(f, &p->axis, axis_tick(&p->axis, t));
		scene_line(s, f->left, y, f->right, y, RULE, 0.7, false);
		scene_text(s, f->left - 8, y + 4, ANCHOR_END, small, text_of(axis_label(&p->axis, t, label)));
	}
	for (size_t i = (p->n_months - 1) % step; i < p->n_months; i += step) {
		const char *name = short_month(c, month_add(p->first, (int)i));
		scene_text(s, at_x(f, i), f->bottom + 20, ANCHOR_MIDDLE, small, text_of(name));
	}
}

/* Limits as a band and its edges, and the mean, month by month: under Laney limits follow the number of events, and
 * each stretch between steps has its own. */
static void draw_limits(struct scene *s, const struct panels *p, const struct review_control *control, size_t offset,
			const struct frame *f)
{
	double half = (f->right - f->left) / (double)f->n_months / 2;
	for (size_t i = 0; i < control->n_points; i++) {
		const struct review_point *point = &control->points[i];
		if (!point->known)
			continue;
		double x = at_x(f, offset + i), top = at_y(f, &p->axis, point->upper), bottom = at_y(f, &p->axis, point->lower);
		scene_rect(s, x - half, top, 2 * half, fmax(bottom - top, 0.5), BAND);
	}
	for (size_t i = 0; i < control->n_points; i++) {
		const struct review_point *point = &control->points[i];
		if (!point->known)
			continue;
		double x = at_x(f, offset + i);
		double top = at_y(f, &p->axis, point->upper), bottom = at_y(f, &p->axis, point->lower);
		scene_line(s, x - half, top, x + half, top, GREY, 0.9, true);
		double mean = at_y(f, &p->axis, point->mean);
		scene_line(s, x - half, bottom, x + half, bottom, GREY, 0.9, true);
		scene_line(s, x - half, mean, x + half, mean, GREY, 1, false);
	}
}

static void draw_points(const struct chart *c, struct scene *s, const struct panels *p,
			const struct review_control *control, size_t offset, const struct frame *f)
{
	struct point *run = arena_alloc(c->arena, control->n_points, sizeof *run);
	size_t n = 0;
	for (size_t i = 0; i <= control->n_points; i++) {
		const struct review_point *point = &control->points[i];
		if (i < control->n_points && point->known) {
			run[n++] = (struct point){ at_x(f, offset + i), at_y(f, &p->axis, point->level.value) };
			continue;
		}
		if (n > 1)
			scene_path(s, run, n, false, COLOUR_NONE, 0x8FAEC8, 1.1);
		run += n;
		n = 0;
	}
	for (size_t i = 0; i < control->n_points; i++) {
		const struct review_point *point = &control->points[i];
		if (!point->known)
			continue;
		double x = at_x(f, offset + i), y = at_y(f, &p->axis, point->level.value);
		if (point->signals)
			scene_circle(s, x, y, MARK_SIZE * 0.78, COLOUR_NONE, INK, 1);
		mark_draw(s, c->palette, point->level.status, x, y, MARK_SIZE * 0.86, false);
	}
}

struct line_name {
	const char *text;
	double y;
};

/* Names of the lines on the right, pushed apart downwards where the lines are close. */
static void draw_names(const struct chart *c, struct scene *s, const struct panels *p,
		       const struct review_control *control, const struct frame *f)
{
	const struct review_point *last = &control->points[control->n_points - 1];
	struct line_name names[4] = {
		{ arena_printf(c->arena, "Upper limit %s", control->upper_text), at_y(f, &p->axis, control->upper) },
		{ arena_printf(c->arena, "Mean %s", control->mean_text), at_y(f, &p->axis, control->mean) },
		{ arena_printf(c->arena, "Lower limit %s", control->lower_text), at_y(f, &p->axis, control->lower) },
	};
	size_t n = 3;
	if (last->target >= 0 && chart_level(c))
		names[n++] = (struct line_name){ arena_printf(c->arena, "Target %s\u00a0%%", chart_level(c)->target.text),
						 at_y(f, &p->axis, last->target) };
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k > 0 && names[k].y < names[k - 1].y; k--) {
			struct line_name swap = names[k];
			names[k] = names[k - 1];
			names[k - 1] = swap;
		}
	for (size_t i = 1; i < n; i++)
		names[i].y = fmax(names[i].y, names[i - 1].y + 13);
	/* And up again where the last of them would leave the panel. */
	double limit = f->bottom + 4;
	for (size_t i = n; i-- > 0; limit = names[i].y - 13)
		names[i].y = fmin(names[i].y, limit);
	for (size_t i = 0; i < n; i++)
		scene_text_fit(s, f->right + 8, names[i].y + 4, NAMES_WIDTH - 8, ANCHOR_START,
			       (struct style){ FACE_REGULAR, 10.5, INK }, text_of(names[i].text));
}

static void draw_head(const struct chart *c, struct scene *s, const struct review_line *l, double y)
{
	const struct review_control *control = &l->control;
	const struct style strong = { FACE_BOLD, 12.5, INK }, plain = { FACE_REGULAR, 11.5, INK };
	double x = CHART_MARGIN;
	const char *name = arena_printf(c->arena, "%s %s", region_name(l->cell->region), sentence_level_marked(c->r, l->cell, c->arena));
	scene_text_fit(s, x, y + 4, 166, ANCHOR_START, strong, text_of(name));
	x = CHART_MARGIN + 184;
	icon_variation(s, c->palette, control->variation, x, y, ICON_SIZE);
	double width = scene_text(s, x + 16, y + 4, ANCHOR_START, plain, text_of(review_variation_name(control->variation)));
	x = fmax(x + 16 + width + 26, CHART_MARGIN + 378);
	icon_assurance(s, c->palette, control->assurance, x, y, ICON_SIZE);
	x += 16;
	x += scene_text(s, x, y + 4, ANCHOR_START, plain, text_of(review_assurance_name(control->assurance))) + 10;
	const char *limits = control->trial ? "trial limits" : "limits";
	if (control->stretch)
		limits = arena_printf(c->arena, "%s since %s", limits, short_month(c, control->points[control->stretch].month));
	if (control->trial || control->stretch)
		scene_text_fit(s, CHART_WIDTH - CHART_MARGIN, y + 4, CHART_WIDTH - CHART_MARGIN - x, ANCHOR_END,
			       (struct style){ FACE_ITALIC, 11.5, GREY }, text_of(limits));
}

/* " since April 2019": below target, or else since the level stepped. */
static const char *since_when(const struct chart *c, const struct review_line *l)
{
	const struct review_control *control = &l->control;
	struct month since = control->points[control->stretch].month;
	if (control->assurance == ASSURANCE_MISSES && l->cell->months_below > 0)
		since = l->cell->below_since;
	else if (!control->stretch)
		return "";
	return arena_printf(c->arena, " since %s", sentence_month(since, c->arena));
}

/* Since when, and where: " since April 2019: North and nationally", ": North since January 2019 and Central"; of the
 * lines with the assurance, NULL when there are none. */
static const char *with_assurance(const struct chart *c, const struct panels *p, enum review_assurance assurance)
{
	const char *names[MAX_PANELS], *wheres[MAX_PANELS], *since[MAX_PANELS];
	bool same = true;
	size_t n = 0;
	for (size_t k = 0; k < p->n; k++) {
		if (p->lines[k]->control.assurance != assurance)
			continue;
		since[n] = since_when(c, p->lines[k]);
		wheres[n] = where_of(p->lines[k]);
		names[n] = arena_printf(c->arena, "%s%s", wheres[n], since[n]);
		same = same && !strcmp(since[n], since[0]);
		n++;
	}
	if (!n)
		return NULL;
	if (p->n == 1)
		return since[0];
	return same ? arena_printf(c->arena, "%s: %s", since[0], sentence_list(wheres, n, c->arena))
		    : arena_printf(c->arena, ": %s", sentence_list(names, n, c->arena));
}

static const char *headline(const struct chart *c, const struct panels *p)
{
	const char *moving[MAX_PANELS], *names;
	size_t n_moving = 0;
	names = with_assurance(c, p, ASSURANCE_MISSES);
	if (names)
		return arena_printf(c->arena, "It has kept missing the target%s", names);
	for (size_t k = 0; k < p->n; k++)
		if (p->lines[k]->control.variation == VARIATION_CONCERNING)
			moving[n_moving++] = where_of(p->lines[k]);
	if (n_moving)
		return arena_printf(c->arena, "Months worse than chance would give%s%s", p->n > 1 ? ": " : "",
				    p->n > 1 ? sentence_list(moving, n_moving, c->arena) : "");
	names = with_assurance(c, p, ASSURANCE_EARLY);
	if (names)
		return arena_printf(c->arena, "It is too early to tell how it runs%s", names);
	if (with_assurance(c, p, ASSURANCE_EITHER))
		return "The process can miss its target or meet it without anything having changed";
	return "It has kept meeting the target";
}

/* Which rules singled points out, and where: "Ringed: a point outside the limits (North)." */
static const char *rings(const struct chart *c, const struct panels *p)
{
	static const enum review_signal all[] = { SIGNAL_OUTSIDE, SIGNAL_SIDE, SIGNAL_TREND, SIGNAL_OUTER };
	const char *text = "", *names[MAX_PANELS];
	for (size_t r = 0; r < sizeof all / sizeof *all; r++) {
		size_t n = 0;
		for (size_t k = 0; k < p->n; k++) {
			unsigned signals = 0;
			for (size_t i = 0; i < p->lines[k]->control.n_points; i++)
				signals |= p->lines[k]->control.points[i].signals;
			if (signals & all[r])
				names[n++] = where_of(p->lines[k]);
		}
		if (!n)
			continue;
		text = arena_printf(c->arena, "%s%s %s", text, *text ? ";" : "Ringed:", review_signal_help(all[r]));
		if (p->n > 1)
			text = arena_printf(c->arena, "%s (%s)", text, sentence_list(names, n, c->arena));
	}
	return *text ? arena_printf(c->arena, "%s. ", text) : "No point is ringed: none is more than chance would give. ";
}

static const char *describe(const struct chart *c, const struct panels *p)
{
	const char *text = arena_printf(c->arena, "Control charts of %s.", c->r->catalogue->measures[c->measure].id);
	for (size_t k = 0; k < p->n; k++) {
		const struct review_control *control = &p->lines[k]->control;
		text = arena_printf(c->arena, "%s %s: %s", text, region_name(p->lines[k]->cell->region), control->sentence);
		for (size_t i = 0; i < control->n_points; i++)
			if (control->points[i].known)
				text = arena_printf(c->arena, "%s %s %s%s", text,
						    sentence_month(control->points[i].month, c->arena),
						    control->points[i].level.display, i + 1 < control->n_points ? "," : ".");
	}
	return text;
}

static void draw(const struct chart *c, struct scene *out)
{
	struct panels p = { .n = 0 };
	p.n = collect(c->r, c->measure, p.lines);
	choose(c, &p);
	const char *head = headline(c, &p);
	bool laney = p.lines[0]->control.kind == REVIEW_LANEY;
	double y = chart_begin(c, out, head, chart_subtitle(c, laney ? "Laney p\u2032 control chart" : "XmR control chart")) + 8;
	for (size_t k = 0; k < p.n; k++) {
		const struct review_control *control = &p.lines[k]->control;
		size_t offset = (size_t)(month_index(control->points[0].month) - month_index(p.first));
		struct frame f = { .left = CHART_MARGIN + AXIS_WIDTH,
				   .right = CHART_WIDTH - CHART_MARGIN - NAMES_WIDTH,
				   .top = y + PANEL_HEAD,
				   .bottom = y + PANEL_HEAD + PANEL_HEIGHT,
				   .n_months = p.n_months };
		draw_head(c, out, p.lines[k], y + PANEL_HEAD / 2 - 2);
		/* The band first: the grid stays in sight on it. */
		draw_limits(out, &p, control, offset, &f);
		draw_frame(c, out, &p, &f);
		const struct review_point *last = &control->points[control->n_points - 1];
		if (last->target >= 0)
			scene_line(out, f.left, at_y(&f, &p.axis, last->target), f.right, at_y(&f, &p.axis, last->target), INK,
				   1.4, false);
		draw_points(c, out, &p, control, offset, &f);
		draw_names(c, out, &p, control, &f);
		y = f.bottom + PANEL_FOOT;
	}
	bool stepped = false;
	for (size_t k = 0; k < p.n; k++)
		stepped |= p.lines[k]->control.stretch > 0;
	const char *note = arena_printf(c->arena,
					"%sBand: between the limits%s. Bold line: the target. Marks, because the axis does not "
					"start at zero.%s%s",
					rings(c, &p), stepped ? ", of each stretch between steps of the level" : "",
					c->on_page ? "" : " ", c->on_page ? "" : palette_shapes());
	chart_end(c, out, y + 2, head, note, describe(c, &p));
}

const struct chart_kind chart_control = { "control", "the months of a reviewed measure against its process limits", false,
					  applies, draw };
