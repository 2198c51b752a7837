/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/chart.h"

#include "render/sentence.h"

#include <string.h>

/* Files stand in a pack in this order, and are drawn in it: the one chart that takes long comes first. */
const struct chart_kind *const chart_kinds[] = {
	&chart_matrix,
	&chart_regions,
	&chart_trend,
	&chart_daily,
	&chart_inputs,
	&chart_exclusions,
	&chart_control,
	&chart_firmware,
	&chart_alerts,
	&chart_hubs,
	&chart_losses,
	&chart_incidents,
	&chart_processes,
	&chart_forecasts,
};
const size_t chart_n_kinds = sizeof chart_kinds / sizeof *chart_kinds;

bool chart_applies(const struct chart_kind *kind, const struct results *r, int measure)
{
	return !kind->applies || kind->applies(r, measure);
}

const char *chart_name(const struct chart_kind *kind, const struct results *r, int measure, struct arena *arena)
{
	if (kind->for_all)
		return kind->name;
	char *name = arena_printf(arena, "%s-%s", r->catalogue->measures[measure].id, kind->name);
	for (char *p = name; *p; p++) {
		if (*p >= 'A' && *p <= 'Z')
			*p = (char)(*p + ('a' - 'A'));
		else if (!((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '.' || *p == '-'))
			*p = '_';
	}
	return name;
}

double chart_begin(const struct chart *c, struct scene *s, const char *headline, const char *subtitle)
{
	scene_init(s, c->arena, c->ruler, CHART_WIDTH, 0);
	double width = CHART_WIDTH - 2 * CHART_MARGIN, y = CHART_MARGIN + (c->on_page ? 9 : 15);
	const struct style head = { FACE_BOLD, 18, INK }, sub = { FACE_REGULAR, 12.5, GREY };
	y += 23 * (double)scene_paragraph(s, CHART_MARGIN, y, width, 23, head, text_of(headline));
	y -= 3;
	y += 17 * (double)scene_paragraph(s, CHART_MARGIN, y, width, 17, sub, text_of(subtitle));
	return y;
}

/* Whether a mark stands in the chart so far: only those are explained. */
static bool has_mark(const struct scene *s, const char *mark)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->items[i].kind == ITEM_TEXT && strstr(s->items[i].text.data, mark))
			return true;
	return false;
}

void chart_end(const struct chart *c, struct scene *s, double y, const char *headline, const char *note,
	       const char *description)
{
	const struct style foot = { FACE_REGULAR, 11, GREY };
	const struct results *r = c->r;
	if (c->on_page) {
		y += *note ? 13 : 4;
		if (*note)
			y += 15 * (double)scene_paragraph(s, CHART_MARGIN, y, CHART_WIDTH - 2 * CHART_MARGIN, 15, foot,
							  text_of(note));
		s->height = y + 6;
		scene_describe(s, headline, description);
		return;
	}
	const char *text = arena_printf(
		c->arena, "%s%s%s%s%s%s%sSource: pmr, catalogue edition %s%s.", note, *note ? " " : "",
		has_mark(s, "*") ? "* Rests on values of the catalogue that are assumed. " : "",
		has_mark(s, "\u2020") ? "\u2020 Rejected rows could have fed this figure. " : "",
		has_mark(s, "\u2021") ? SENTENCE_REPORTED " " : "", has_mark(s, "!") ? SENTENCE_DOUBT ". " : "",
		r->printed_at && *r->printed_at ? arena_printf(c->arena, "Printed %s. ", r->printed_at) : "",
		r->catalogue->edition, r->intake->synthetic ? "; SYNTHETIC DATA, no measurement of the real network" : "");
	y += 13;
	y += 15 * (double)scene_paragraph(s, CHART_MARGIN, y, CHART_WIDTH - 2 * CHART_MARGIN, 15, foot,
					  text_of(text));
	s->height = y + CHART_MARGIN - 18;
	scene_describe(s, headline, description);
}

const char *chart_cut_note(const struct chart *c, const char *note)
{
	return arena_printf(c->arena, "Dots, because the axis does not start at zero.%s%s", *note ? " " : "", note);
}

const char *chart_subtitle(const struct chart *c, const char *what)
{
	const struct measure *m = &c->r->catalogue->measures[c->measure];
	return arena_printf(c->arena, "%s %s. %s, %s", m->id, m->title, sentence_month(c->r->period.month, c->arena),
			    what);
}

bool chart_is_looked_into(const struct results *r, int measure)
{
	return r->catalogue->measures[measure].code_measure || sentence_is_missed(r, measure);
}

bool chart_has_figures(const struct results *r, int measure)
{
	for (int g = 0; g < REGION_COUNT; g++) {
		const struct cell *c = results_find(r, measure, (enum region)g);

		if (c && c->level.status != STATUS_NO_DATA)
			return true;
	}
	return false;
}

const struct level *chart_level(const struct chart *c)
{
	return measure_level(&c->r->catalogue->measures[c->measure], c->r->period.month);
}
