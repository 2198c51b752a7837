/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/annex_charts.h"

#include <math.h>

void drawing_begin(struct drawing *d, const struct annex *a, struct scene *s, bool is_narrow, const char *headline,
		   const char *subtitle)
{
	double width = is_narrow ? PAPER_NARROW : CHART_WIDTH, margin = is_narrow ? 12 : CHART_MARGIN;
	*d = (struct drawing){ a, s, is_narrow, width, margin, width - margin, margin + 14 };
	scene_init(s, a->p.arena, a->p.ruler, width, 0);
	const struct style head = { FACE_BOLD, is_narrow ? 14.5 : 17, INK }, sub = { FACE_REGULAR, 12.5, GREY };
	double leading = is_narrow ? 19 : 22;
	d->y += leading * (double)scene_paragraph(s, d->left, d->y, d->right - d->left, leading, head, text_of(headline));
	d->y -= 2;
	d->y += 16.5 * (double)scene_paragraph(s, d->left, d->y, d->right - d->left, 16.5, sub, text_of(subtitle));
}

void drawing_end(struct drawing *d, const char *note, const char *headline, const char *description)
{
	const struct results *r = d->a->p.r;
	const struct style foot = { FACE_REGULAR, 11, GREY };
	const char *text =
		r->intake->synthetic
			? arena_printf(d->a->p.arena, "%s SYNTHETIC DATA, no measurement of the real network.", note)
			: note;
	d->y += 12;
	d->y += 15 * (double)scene_paragraph(d->s, d->left, d->y, d->right - d->left, 15, foot, text_of(text));
	d->s->height = d->y + 2;
	scene_describe(d->s, headline, description);
}

void drawing_reach(struct reach *r, double value)
{
	if (value < 0)
		return;
	r->lo = r->any ? fmin(r->lo, value) : value;
	r->hi = r->any ? fmax(r->hi, value) : value;
	r->any = true;
}

void drawing_reach_level(struct reach *r, const struct level *level)
{
	if (!level)
		return;
	double target = (double)level->target.micro / 1e6;
	drawing_reach(r, (double)level->minimum.micro / 1e6);
	drawing_reach(r, target + (100 - target) / 2);
}

void drawing_axis(const struct reach *r, int max_steps, struct axis *out)
{
	axis_choose(out, r->any ? r->lo : 0, r->any ? r->hi : 100, max_steps);
}
