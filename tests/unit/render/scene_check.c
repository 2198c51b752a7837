/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/render/scene_check.h"

#include <math.h>

#define SLACK 0.01 /* points */

static void add_numbers(struct builder *out, size_t n, const double *values)
{
	for (size_t i = 0; i < n; i++) {
		builder_add_char(out, ' ');
		scene_add_number(out, values[i]);
	}
}

static void add_colours(struct builder *out, const struct item *i)
{
	if (i->fill != COLOUR_NONE)
		builder_printf(out, " fill %06X", i->fill);
	if (i->stroke != COLOUR_NONE) {
		builder_printf(out, " stroke %06X", i->stroke);
		add_numbers(out, 1, &i->width);
	}
	if (i->dashed)
		builder_add(out, TEXT(" dashed"));
}

static void dump_text(const struct item *i, struct builder *out)
{
	static const char *const anchors[] = { "start", "middle", "end" };
	static const char *const faces[] = { "regular", "bold", "italic" };
	builder_printf(out, "text %s", anchors[i->anchor]);
	add_numbers(out, 2, (const double[]){ i->x, i->y });
	builder_printf(out, " %s", faces[i->style.face]);
	add_numbers(out, 1, &i->style.size);
	builder_printf(out, " %06X \"", i->style.colour);
	builder_add(out, i->text);
	builder_add_char(out, '"');
}

static void dump_item(const struct item *i, struct builder *out)
{
	switch (i->kind) {
	case ITEM_RECT:
		builder_add(out, TEXT("rect"));
		add_numbers(out, 4, (const double[]){ i->x, i->y, i->x2 - i->x, i->y2 - i->y });
		add_colours(out, i);
		break;
	case ITEM_LINE:
		builder_add(out, TEXT("line"));
		add_numbers(out, 4, (const double[]){ i->x, i->y, i->x2, i->y2 });
		add_colours(out, i);
		break;
	case ITEM_PATH:
		builder_add(out, i->closed ? TEXT("shape") : TEXT("path"));
		for (size_t p = 0; p < i->n_points; p++)
			add_numbers(out, 2, (const double[]){ i->points[p].x, i->points[p].y });
		add_colours(out, i);
		break;
	case ITEM_CIRCLE:
		builder_add(out, TEXT("circle"));
		add_numbers(out, 3, (const double[]){ i->x, i->y, i->radius });
		add_colours(out, i);
		break;
	case ITEM_TEXT:
		dump_text(i, out);
		break;
	case ITEM_OPEN:
		builder_printf(out, "open %s", i->tag);
		if (i->link || i->name)
			builder_printf(out, " %s", i->link ? i->link : i->name);
		if (i->text.size) {
			builder_add(out, TEXT(" \""));
			builder_add(out, i->text);
			builder_add_char(out, '"');
		}
		break;
	case ITEM_CLOSE:
		builder_add(out, TEXT("close"));
		break;
	}
}

static bool boxes_overlap(const double a[4], const double b[4])
{
	return a[0] + SLACK < b[2] && b[0] + SLACK < a[2] && a[1] + SLACK < b[3] && b[1] + SLACK < a[3];
}

static bool item_box(const struct item *i, double box[4])
{
	switch (i->kind) {
	case ITEM_TEXT:
		scene_text_box(i, box);
		return true;
	case ITEM_CIRCLE:
		box[0] = i->x - i->radius, box[1] = i->y - i->radius;
		box[2] = i->x + i->radius, box[3] = i->y + i->radius;
		return true;
	case ITEM_RECT:
	case ITEM_LINE:
		box[0] = fmin(i->x, i->x2), box[1] = fmin(i->y, i->y2);
		box[2] = fmax(i->x, i->x2), box[3] = fmax(i->y, i->y2);
		return true;
	case ITEM_PATH:
		box[0] = box[2] = i->x, box[1] = box[3] = i->y;
		for (size_t p = 0; p < i->n_points; p++) {
			box[0] = fmin(box[0], i->points[p].x), box[1] = fmin(box[1], i->points[p].y);
			box[2] = fmax(box[2], i->points[p].x), box[3] = fmax(box[3], i->points[p].y);
		}
		return true;
	case ITEM_OPEN:
	case ITEM_CLOSE:
		break;
	}
	return false;
}

bool scene_check(const struct scene *s, struct builder *out)
{
	bool good = true;
	for (size_t i = 0; i < s->n; i++) {
		double a[4], b[4];
		if (!item_box(&s->items[i], a))
			continue;
		/* Negated, so that a coordinate that is no number is outside too. */
		if (!(a[0] >= -SLACK && a[1] >= -SLACK && a[2] <= s->width + SLACK &&
		      a[3] <= s->height + SLACK)) {
			builder_add(out, TEXT("outside: "));
			dump_item(&s->items[i], out);
			builder_add_char(out, '\n');
			good = false;
		}
		for (size_t k = 0; k < i && s->items[i].kind == ITEM_TEXT; k++) {
			if (s->items[k].kind != ITEM_TEXT)
				continue;
			scene_text_box(&s->items[k], b);
			if (!boxes_overlap(a, b))
				continue;
			builder_add(out, TEXT("overlap: "));
			dump_item(&s->items[k], out);
			builder_add(out, TEXT("\n    and: "));
			dump_item(&s->items[i], out);
			builder_add_char(out, '\n');
			good = false;
		}
	}
	return good;
}
