/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * charts/NAME.svg and charts/NAME.png. */
#include "render/chart.h"
#include "render/paint.h"
#include "render/svg.h"
#include "render/writers.h"

#define PNG_SCALE 1.75 /* pixels a point: 1 330 across, sharp on a slide; a quarter less to paint and pack than 2 */

struct chart_file {
	struct painter *painter;
	const struct scene *scene;
};

static bool write_svg(void *context, struct publish_stream *s, struct error *err)
{
	const struct chart_file *file = context;
	struct builder b;
	builder_init(&b);
	svg_write(file->scene, &b);
	bool good = publish_text(s, builder_text(&b));
	builder_done(&b);
	return good || error_set(err, ERROR_OUTPUT, "a chart could not be written");
}

static bool write_png(void *context, struct publish_stream *s, struct error *err)
{
	const struct chart_file *file = context;
	struct builder b;
	builder_init(&b);
	bool good = paint_png(file->painter, file->scene, PNG_SCALE, &b, err);
	if (good && !publish_text(s, builder_text(&b)))
		good = error_set(err, ERROR_OUTPUT, "a chart could not be written");
	builder_done(&b);
	return good;
}

static bool publish_chart(const struct chart_kind *kind, const struct chart *c, struct painter *painter,
			  struct publish *p, struct error *err)
{
	struct scene scene;
	kind->draw(c, &scene);
	struct chart_file file = { painter, &scene };
	const char *name = chart_name(kind, c->r, c->measure, c->arena);
	return publish_file(p, arena_printf(c->arena, "charts/%s.svg", name), write_svg, NULL, &file, err) &&
	       publish_file(p, arena_printf(c->arena, "charts/%s.png", name), write_png, NULL, &file, err);
}

bool write_chart(const struct writing *w, struct error *err)
{
	struct arena arena;
	struct chart c = { w->r, w->measure, w->options->palette, &arena, painter_ruler(w->painter), false };
	bool good;

	arena_init(&arena);
	good = publish_chart(chart_kinds[w->kind], &c, w->painter, w->pack, err);
	arena_done(&arena);
	return good;
}
