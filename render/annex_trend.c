/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a level moved over the months of the matrix. */
#include "render/annex_charts.h"
#include "render/mark.h"
#include "render/matrix.h"
#include "render/sentence.h"

#define PLOT_HEIGHT 96.0
#define NONE_HEIGHT 14.0 /* below the plot, for the marks of months without a level */

struct trend {
	const struct cell *now;
	const struct level_text *levels[MATRIX_MONTHS]; /* NULL: nothing remembered */
	struct month months[MATRIX_MONTHS];
	int n;      /* months with a level */
	int n_none; /* months of which it is remembered that there was no level */
	const char *where;
};

static void collect(const struct annex *a, const struct cell *now, struct trend *t)
{
	const struct results *r = a->p.r;
	*t = (struct trend){ .now = now, .where = annex_where(a, now) };
	for (int i = 0; i < MATRIX_MONTHS; i++) {
		t->months[i] = month_add(r->period.month, i + 1 - MATRIX_MONTHS);
		const struct past_cell *past =
			i + 1 == MATRIX_MONTHS ? NULL : annex_past(r, now->measure, now->region, t->months[i]);
		t->levels[i] = i + 1 == MATRIX_MONTHS ? &now->level : past ? &past->level : NULL;
		t->n += t->levels[i] && t->levels[i]->value >= 0;
		t->n_none += t->levels[i] && t->levels[i]->value < 0;
	}
}

static int gravity(const struct cell *c)
{
	return !sentence_is_below(c) ? 0 : c->level.status == STATUS_RED ? 2 : 1;
}

const struct cell *annex_chosen(const struct annex *a, int measure)
{
	const struct results *r = a->p.r;
	const struct cell *chosen = results_find(r, measure, REGION_NONE);
	for (int g = REGION_N; g <= REGION_S; g++) {
		const struct cell *c = results_find(r, measure, (enum region)g);
		bool is_longer = chosen && c && chosen->region != REGION_NONE && c->months_below > chosen->months_below;
		if (gravity(c) > gravity(chosen) || (gravity(c) == gravity(chosen) && gravity(c) && is_longer))
			chosen = c;
	}
	return chosen;
}

static const char *level_words(const struct level_text *l)
{
	return l->value < 0 ? status_word(l->status) : l->display;
}

static const char *describe(const struct annex *a, const struct trend *t)
{
	struct builder b;
	builder_init(&b);
	builder_printf(&b, "Dots over %d months, with lines for target and minimum.", MATRIX_MONTHS);
	for (int i = 0; i < MATRIX_MONTHS; i++) {
		builder_printf(&b, " %s: ", sentence_month(t->months[i], a->p.arena));
		if (!t->levels[i])
			builder_add(&b, TEXT("nothing remembered."));
		else if (t->levels[i]->value < 0)
			builder_printf(&b, "%s.", status_word(t->levels[i]->status));
		else
			builder_printf(&b, "%s, %s.", t->levels[i]->display, status_word(t->levels[i]->status));
	}
	const char *text = arena_copy(a->p.arena, b.data, b.size);
	builder_done(&b);
	return text;
}

static void draw_grid(struct drawing *d, const struct axis *axis, double left, double right, double top)
{
	const struct style small = { FACE_REGULAR, 11, GREY };
	for (int k = 0; k < axis->n_ticks; k++) {
		char label[48];
		double y = axis_place(axis, axis_tick(axis, k), top + PLOT_HEIGHT, top);
		scene_line(d->s, left, y, right, y, RULE, 0.7, false);
		scene_text(d->s, left - 6, y + 4, ANCHOR_END, small, text_of(axis_label(axis, k, label)));
	}
}

static void draw_bounds(struct drawing *d, const struct trend *t, const struct axis *axis, double left, double right,
			double top)
{
	const struct level *level = t->now->judged_by;
	if (!level)
		return;
	double target = axis_place(axis, (double)level->target.micro / 1e6, top + PLOT_HEIGHT, top);
	double minimum = axis_place(axis, (double)level->minimum.micro / 1e6, top + PLOT_HEIGHT, top);
	scene_line(d->s, left, target, right, target, INK, 1.4, false);
	scene_line(d->s, left, minimum, right, minimum, INK, 1, true);
	if (d->is_narrow)
		return;
	/* Names apart, however near the lines are. */
	double lower = minimum - target < 14 ? target + 14 : minimum;
	const struct style style = { FACE_REGULAR, 11.5, INK };
	scene_text(d->s, right + 8, target + 4, ANCHOR_START, style,
		   text_of(arena_printf(d->a->p.arena, "Target %s\u00a0%%", level->target.text)));
	if (target != minimum)
		scene_text(d->s, right + 8, lower + 4, ANCHOR_START, style,
			   text_of(arena_printf(d->a->p.arena, "Minimum %s\u00a0%%", level->minimum.text)));
}

static void draw_points(struct drawing *d, const struct trend *t, const struct axis *axis, double left, double right,
			double top)
{
	double step = (right - left) / MATRIX_MONTHS, last_x = 0, last_y = -1;
	double bottom = top + PLOT_HEIGHT;
	for (int pass = 0; pass < 2; pass++) {
		last_y = -1;
		for (int i = 0; i < MATRIX_MONTHS; i++) {
			const struct level_text *l = t->levels[i];
			double x = left + step * (i + 0.5);
			if (!l || l->value < 0) {
				last_y = -1;
				if (pass && l)
					mark_draw(d->s, d->a->p.palette, l->status, x, bottom + NONE_HEIGHT / 2 + 1, 12, true);
				continue;
			}
			double y = axis_place(axis, l->value, bottom, top);
			if (!pass && last_y >= 0)
				scene_line(d->s, last_x, last_y, x, y, GREY, 1, false);
			if (pass)
				mark_draw(d->s, d->a->p.palette, l->status, x, y, 12, true);
			last_x = x;
			last_y = y;
		}
	}
}

static void draw_months(struct drawing *d, const struct trend *t, double left, double right, double y)
{
	double step = (right - left) / MATRIX_MONTHS;
	for (int i = 0; i < MATRIX_MONTHS; i++) {
		const struct month m = t->months[i];
		bool last = i + 1 == MATRIX_MONTHS;
		scene_text(d->s, left + step * (i + 0.5), y, ANCHOR_MIDDLE,
			   (struct style){ last ? FACE_BOLD : FACE_REGULAR, 11, last ? INK : GREY },
			   text_of(arena_printf(d->a->p.arena, "%.*s", d->is_narrow ? 1 : 3, month_name(m.month))));
		if (i == 0 || m.month == 1)
			scene_text(d->s, left + step * (i + 0.5), y + 13, ANCHOR_MIDDLE,
				   (struct style){ FACE_REGULAR, 10.5, GREY },
				   text_of(arena_printf(d->a->p.arena, "%d", m.year)));
	}
}

static const struct scene *draw(const struct annex *a, const struct trend *t, bool is_narrow)
{
	struct scene *s = arena_alloc(a->p.arena, 1, sizeof *s);
	struct drawing d;
	struct reach reach = { 0 };
	struct axis axis;
	const struct level *level = t->now->judged_by;
	const char *headline = arena_printf(a->p.arena, "%s: %s in %s%s", t->where, level_words(&t->now->level),
					    sentence_month(a->p.r->period.month, a->p.arena),
					    t->now->months_below > 1
						    ? arena_printf(a->p.arena, ", below target since %s",
								   sentence_month(t->now->below_since, a->p.arena))
					    : t->now->months_below == 1
						    ? arena_printf(a->p.arena, ", %s", cell_streak(t->now, a->p.arena))
						    : "");
	const char *subtitle = arena_printf(a->p.arena, "Level in the last %d months", MATRIX_MONTHS);
	if (is_narrow && level)
		subtitle = arena_printf(a->p.arena, "%s. Solid line: target %s\u00a0%%; broken line: minimum %s\u00a0%%", subtitle,
					level->target.text, level->minimum.text);
	drawing_begin(&d, a, s, is_narrow, headline, subtitle);
	drawing_reach_level(&reach, level);
	for (int i = 0; i < MATRIX_MONTHS; i++)
		if (t->levels[i])
			drawing_reach(&reach, t->levels[i]->value);
	drawing_axis(&reach, 4, &axis);
	double left = d.left + 46, right = d.right - (is_narrow ? 0 : 112), top = d.y + 6;
	draw_grid(&d, &axis, left, right, top);
	draw_bounds(&d, t, &axis, left, right, top);
	draw_points(&d, t, &axis, left, right, top);
	d.y = top + PLOT_HEIGHT + (t->n_none ? NONE_HEIGHT : 0);
	draw_months(&d, t, left, right, d.y + 18);
	d.y += 34;
	drawing_end(&d, "A gap is a month of which nothing is remembered.", headline, describe(a, t));
	return s;
}

void annex_trend(struct annex *a, int measure)
{
	const struct cell *now = annex_chosen(a, measure);
	struct trend t;
	if (!now)
		return;
	collect(a, now, &t);
	if (t.n < 2)
		return;
	paper_figure(&a->paper, draw(a, &t, false), draw(a, &t, true));
}
