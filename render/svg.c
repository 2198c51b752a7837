/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/svg.h"

static void add_attribute(struct builder *out, const char *name, double value)
{
	builder_printf(out, " %s=\"", name);
	scene_add_number(out, value);
	builder_add_char(out, '"');
}

static void add_paint(struct builder *out, const struct item *i)
{
	if (i->fill == COLOUR_NONE)
		builder_add(out, TEXT(" fill=\"none\""));
	else
		builder_printf(out, " fill=\"#%06X\"", i->fill);
	if (i->stroke != COLOUR_NONE) {
		builder_printf(out, " stroke=\"#%06X\"", i->stroke);
		add_attribute(out, "stroke-width", i->width);
		builder_add(out, TEXT(" stroke-linejoin=\"round\""));
	}
	if (i->dashed) {
		builder_add(out, TEXT(" stroke-dasharray=\""));
		scene_add_number(out, i->width * 4);
		builder_add_char(out, ' ');
		scene_add_number(out, i->width * 3);
		builder_add_char(out, '"');
	}
	builder_add(out, TEXT("/>\n"));
}

static void add_text(struct builder *out, const struct item *i)
{
	static const char *const anchors[] = { "start", "middle", "end" };
	builder_add(out, TEXT("<text"));
	add_attribute(out, "x", i->x);
	add_attribute(out, "y", i->y);
	add_attribute(out, "font-size", i->style.size);
	if (i->style.face == FACE_BOLD)
		builder_add(out, TEXT(" font-weight=\"bold\""));
	if (i->style.face == FACE_ITALIC)
		builder_add(out, TEXT(" font-style=\"italic\""));
	if (i->anchor != ANCHOR_START)
		builder_printf(out, " text-anchor=\"%s\"", anchors[i->anchor]);
	builder_printf(out, " fill=\"#%06X\"", i->style.colour);
	add_attribute(out, "textLength", i->width);
	builder_add(out, TEXT(" lengthAdjust=\"spacingAndGlyphs\">"));
	text_add_xml(out, i->text);
	builder_add(out, TEXT("</text>\n"));
}

static void add_path(struct builder *out, const struct item *i)
{
	builder_add(out, TEXT("<path d=\""));
	for (size_t p = 0; p < i->n_points; p++) {
		builder_add_char(out, p ? 'L' : 'M');
		scene_add_number(out, i->points[p].x);
		builder_add_char(out, ' ');
		scene_add_number(out, i->points[p].y);
	}
	builder_add(out, i->closed ? TEXT("Z\"") : TEXT("\""));
	add_paint(out, i);
}

static void add_item(struct builder *out, const struct item *i)
{
	switch (i->kind) {
	case ITEM_RECT:
		builder_add(out, TEXT("<rect"));
		add_attribute(out, "x", i->x);
		add_attribute(out, "y", i->y);
		add_attribute(out, "width", i->x2 - i->x);
		add_attribute(out, "height", i->y2 - i->y);
		if (i->radius > 0)
			add_attribute(out, "rx", i->radius);
		add_paint(out, i);
		break;
	case ITEM_LINE:
		builder_add(out, TEXT("<line"));
		add_attribute(out, "x1", i->x);
		add_attribute(out, "y1", i->y);
		add_attribute(out, "x2", i->x2);
		add_attribute(out, "y2", i->y2);
		add_paint(out, i);
		break;
	case ITEM_CIRCLE:
		builder_add(out, TEXT("<circle"));
		add_attribute(out, "cx", i->x);
		add_attribute(out, "cy", i->y);
		add_attribute(out, "r", i->radius);
		add_paint(out, i);
		break;
	case ITEM_PATH:
		add_path(out, i);
		break;
	case ITEM_TEXT:
		add_text(out, i);
		break;
	case ITEM_OPEN:
		builder_add(out, TEXT("<g>\n"));
		if (i->text.size) {
			builder_add(out, TEXT("<title>"));
			text_add_xml(out, i->text);
			builder_add(out, TEXT("</title>\n"));
		}
		break;
	case ITEM_CLOSE:
		builder_add(out, TEXT("</g>\n"));
		break;
	}
}

static void add_view_box(struct builder *out, const struct scene *s)
{
	builder_add(out, TEXT(" viewBox=\"0 0 "));
	scene_add_number(out, s->width);
	builder_add_char(out, ' ');
	scene_add_number(out, s->height);
	builder_add_char(out, '"');
}

static void add_items(struct builder *out, const struct scene *s)
{
	struct item background = { .kind = ITEM_RECT, .x2 = s->width, .y2 = s->height, .fill = 0xFFFFFF };
	background.stroke = COLOUR_NONE;
	add_item(out, &background);
	for (size_t i = 0; i < s->n; i++)
		add_item(out, &s->items[i]);
}

#define FONT " font-family=\"'Liberation Sans', Arial, Helvetica, sans-serif\""

void svg_write(const struct scene *s, struct builder *out)
{
	builder_add(out, TEXT("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
			      "<svg xmlns=\"http://www.w3.org/2000/svg\" version=\"1.1\" role=\"img\" "
			      "xml:lang=\"en-GB\" "
			      "aria-labelledby=\"title description\""));
	add_attribute(out, "width", s->width);
	add_attribute(out, "height", s->height);
	add_view_box(out, s);
	builder_add(out, TEXT(FONT ">\n<title id=\"title\">"));
	text_add_xml(out, s->title);
	builder_add(out, TEXT("</title>\n<desc id=\"description\">"));
	text_add_xml(out, s->description);
	builder_add(out, TEXT("</desc>\n"));
	add_items(out, s);
	builder_add(out, TEXT("</svg>\n"));
}

void svg_write_inline(const struct scene *s, const char *id, const char *class, struct builder *out)
{
	builder_printf(out, "<svg class=\"%s\" role=\"img\" aria-labelledby=\"%s-title %s-text\"", class, id, id);
	add_view_box(out, s);
	builder_printf(out, FONT ">\n<title id=\"%s-title\">", id);
	text_add_xml(out, s->title);
	builder_printf(out, "</title>\n<desc id=\"%s-text\">", id);
	text_add_xml(out, s->description);
	builder_add(out, TEXT("</desc>\n"));
	add_items(out, s);
	builder_add(out, TEXT("</svg>\n"));
}

void svg_write_symbol(const struct scene *s, const char *id, struct builder *out)
{
	builder_printf(out, "<symbol id=\"%s\"", id);
	add_view_box(out, s);
	builder_add(out, TEXT(FONT ">\n"));
	for (size_t i = 0; i < s->n; i++)
		add_item(out, &s->items[i]);
	builder_add(out, TEXT("</symbol>\n"));
}
