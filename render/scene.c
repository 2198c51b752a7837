/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/scene.h"

#include "engine/number.h"

#include <assert.h>
#include <math.h>
#include <string.h>

static double fixed_width(void *context, struct text t, enum face face, double size)
{
	(void)context;
	(void)face;
	size_t n = 0;
	for (size_t i = 0; i < t.size; i++)
		n += ((unsigned char)t.data[i] & 0xC0) != 0x80;
	return (double)n * size * 0.5;
}

const struct ruler scene_fixed_ruler = { fixed_width, NULL };

void scene_init(struct scene *s, struct arena *arena, const struct ruler *ruler, double width, double height)
{
	*s = (struct scene){ .arena = arena, .ruler = ruler, .width = width, .height = height };
}

/* Bytes of the noncharacter (U+FDD0 to U+FDEF, U+xxFFFE, U+xxFFFF) that valid UTF-8 begins with, or 0.  They are
 * valid UTF-8, but cairo takes them for invalid and then draws nothing any more, and XML forbids two. */
static size_t noncharacter_bytes(const unsigned char *p, size_t size)
{
	if (size >= 3 && p[0] == 0xEF && p[1] == 0xB7 && p[2] >= 0x90 && p[2] <= 0xAF)
		return 3;
	if (size >= 3 && p[0] == 0xEF && p[1] == 0xBF && p[2] >= 0xBE)
		return 3;
	if (size >= 4 && p[0] >= 0xF0 && (p[1] & 0x0F) == 0x0F && p[2] == 0xBF && p[3] >= 0xBE)
		return 4;
	return 0;
}

static void replace_noncharacters(struct builder *out, struct text t)
{
	for (size_t i = 0; i < t.size;) {
		size_t n = noncharacter_bytes((const unsigned char *)t.data + i, t.size - i);
		builder_add(out, n ? TEXT("\uFFFD") : (struct text){ t.data + i, 1 });
		i += n ? n : 1;
	}
}

struct text scene_safe(struct arena *arena, struct text t)
{
	struct builder escaped, b;
	builder_init(&escaped);
	builder_init(&b);
	text_escape(&escaped, t, SCENE_MAX_TEXT_BYTES);
	replace_noncharacters(&b, builder_text(&escaped));
	builder_done(&escaped);
	struct text safe = { arena_copy(arena, b.data ? b.data : "", b.size), b.size };
	builder_done(&b);
	return safe;
}

void scene_describe(struct scene *s, const char *title, const char *description)
{
	s->title = scene_safe(s->arena, text_of(title));
	s->description = scene_safe(s->arena, text_of(description));
}

static struct item *push(struct scene *s, enum item_kind kind)
{
	if (s->n == s->room) {
		size_t room = s->room ? s->room * 2 : 64;
		struct item *items = arena_alloc(s->arena, room, sizeof *items);
		if (s->n)
			memcpy(items, s->items, s->n * sizeof *items);
		s->items = items;
		s->room = room;
	}
	struct item *item = &s->items[s->n++];
	*item = (struct item){ .kind = kind, .fill = COLOUR_NONE, .stroke = COLOUR_NONE };
	return item;
}

void scene_box(struct scene *s, double x, double y, double width, double height, double radius, uint32_t fill,
	       uint32_t stroke, double stroke_width)
{
	struct item *i = push(s, ITEM_RECT);
	i->x = x;
	i->y = y;
	i->x2 = x + width;
	i->y2 = y + height;
	i->radius = radius;
	i->fill = fill;
	i->stroke = stroke;
	i->width = stroke_width;
}

void scene_rect(struct scene *s, double x, double y, double width, double height, uint32_t fill)
{
	scene_box(s, x, y, width, height, 0, fill, COLOUR_NONE, 0);
}

void scene_line(struct scene *s, double x1, double y1, double x2, double y2, uint32_t colour,
		double stroke_width, bool dashed)
{
	struct item *i = push(s, ITEM_LINE);
	i->x = x1;
	i->y = y1;
	i->x2 = x2;
	i->y2 = y2;
	i->stroke = colour;
	i->width = stroke_width;
	i->dashed = dashed;
}

void scene_circle(struct scene *s, double x, double y, double radius, uint32_t fill, uint32_t stroke,
		  double stroke_width)
{
	struct item *i = push(s, ITEM_CIRCLE);
	i->x = x;
	i->y = y;
	i->radius = radius;
	i->fill = fill;
	i->stroke = stroke;
	i->width = stroke_width;
}

void scene_path(struct scene *s, const struct point *points, size_t n_points, bool closed, uint32_t fill,
		uint32_t stroke, double stroke_width)
{
	if (!n_points)
		return;
	struct point *copy = arena_alloc(s->arena, n_points, sizeof *copy);
	memcpy(copy, points, n_points * sizeof *copy);
	struct item *i = push(s, ITEM_PATH);
	i->x = points[0].x;
	i->y = points[0].y;
	i->points = copy;
	i->n_points = n_points;
	i->closed = closed;
	i->fill = fill;
	i->stroke = stroke;
	i->width = stroke_width;
}

/* Text that is safe already. */
static double put_text(struct scene *s, double x, double y, enum anchor anchor, struct style style,
		       struct text t)
{
	if (!t.size)
		return 0;
	struct item *i = push(s, ITEM_TEXT);
	i->x = x;
	i->y = y;
	i->anchor = anchor;
	i->style = style;
	i->text = t;
	i->width = ruler_width(s->ruler, style, t);
	return i->width;
}

double scene_text(struct scene *s, double x, double y, enum anchor anchor, struct style style, struct text t)
{
	return put_text(s, x, y, anchor, style, scene_safe(s->arena, t));
}

double scene_text_fit(struct scene *s, double x, double y, double width, enum anchor anchor,
		      struct style style, struct text t)
{
	struct text safe = scene_safe(s->arena, t);
	double natural = ruler_width(s->ruler, style, safe);
	if (natural > width)
		style.size *= width / natural;
	return put_text(s, x, y, anchor, style, safe);
}

size_t scene_paragraph(struct scene *s, double x, double y, double width, double leading, struct style style,
		       struct text t)
{
	struct text *lines;
	size_t n = ruler_wrap(s->ruler, s->arena, style, width, t, &lines);
	for (size_t i = 0; i < n; i++)
		put_text(s, x, y + (double)i * leading, ANCHOR_START, style, lines[i]);
	return n;
}

static void open_group(struct scene *s, const char *tag, const char *alternative, const char *link,
		       const char *name)
{
	struct item *i = push(s, ITEM_OPEN);
	i->tag = tag;
	i->text = scene_safe(s->arena, text_of(alternative));
	i->link = link;
	i->name = name;
	s->depth++;
}

void scene_open(struct scene *s, const char *tag, const char *alternative)
{
	open_group(s, tag, alternative, NULL, NULL);
}

void scene_open_link(struct scene *s, const char *to)
{
	open_group(s, "Link", NULL, to, NULL);
}

void scene_open_name(struct scene *s, const char *name)
{
	open_group(s, "name", NULL, NULL, name);
}

void scene_close(struct scene *s)
{
	assert(s->depth > 0);
	push(s, ITEM_CLOSE);
	s->depth--;
}

static void place(struct scene *s, const struct scene *other, size_t from, double x, double y, double scale)
{
	assert(other != s && other->depth == 0);
	for (size_t k = from; k < other->n; k++) {
		struct item *i = push(s, other->items[k].kind);
		*i = other->items[k];
		i->x = x + i->x * scale;
		i->y = y + i->y * scale;
		i->x2 = x + i->x2 * scale;
		i->y2 = y + i->y2 * scale;
		i->radius *= scale;
		i->width *= scale;
		i->style.size *= scale;
		if (i->n_points) {
			struct point *points = arena_alloc(s->arena, i->n_points, sizeof *points);
			for (size_t p = 0; p < i->n_points; p++)
				points[p] = (struct point){ x + i->points[p].x * scale,
							    y + i->points[p].y * scale };
			i->points = points;
		}
	}
}

void scene_place(struct scene *s, const struct scene *other, double x, double y, double scale)
{
	place(s, other, 0, x, y, scale);
}

size_t scene_move(struct scene *s, struct scene *other, size_t from, double down)
{
	size_t n_names = 0;
	place(s, other, from, 0, down, 1);
	for (size_t k = from; k < other->n; k++)
		n_names += other->items[k].kind == ITEM_OPEN && other->items[k].name;
	other->n = from;
	return n_names;
}

double ruler_width(const struct ruler *r, struct style style, struct text safe)
{
	return safe.size ? r->width(r->context, safe, style.face, style.size) : 0;
}

/* Where the next character that can stand alone begins: combining marks and joiners stay with theirs. */
static size_t next_character(struct text t, size_t at)
{
	for (at++; at < t.size; at++) {
		unsigned char c = (unsigned char)t.data[at];
		if ((c & 0xC0) == 0x80 || c == 0xCC ||
		    (c == 0xCD && at + 1 < t.size && (unsigned char)t.data[at + 1] < 0xB0))
			continue;
		return at;
	}
	return t.size;
}

/* The longest start of `word` that fits, one character at least. */
static size_t fitting_bytes(const struct ruler *r, struct style style, double width, struct text word)
{
	size_t fits = next_character(word, 0);
	double used = ruler_width(r, style, (struct text){ word.data, fits });
	while (fits < word.size) {
		size_t next = next_character(word, fits);
		used += ruler_width(r, style, (struct text){ word.data + fits, next - fits });
		if (used > width)
			break;
		fits = next;
	}
	return fits;
}

/* The width of a word, or that of its start where this is wider than `limit` already: what is left of a very long word
 * is not measured again for each of its lines. */
#define LONG_WORD_BYTES 512
static double measure_word(const struct ruler *r, struct style style, double limit, struct text word)
{
	if (word.size > LONG_WORD_BYTES) {
		struct text start = { word.data, LONG_WORD_BYTES };
		start.size = text_utf8_prefix(start); /* whole characters */
		double width = ruler_width(r, style, start);
		if (width > limit)
			return width;
	}
	return ruler_width(r, style, word);
}

struct wrapping {
	struct text *lines;
	size_t n, room;
};

size_t ruler_wrap(const struct ruler *r, struct arena *arena, struct style style, double width, struct text t,
		  struct text **lines)
{
	struct wrapping w = { 0 };
	struct text rest = scene_safe(arena, t);
	double space = ruler_width(r, style, TEXT(" "));
	/* Kerning makes a line a little wider or narrower than the sum of its words. */
	double limit = width * 0.998;
	size_t at = 0, line_from = 0, line_to = 0;
	double used = 0;
	while (at < rest.size) {
		size_t from = at;
		while (from < rest.size && rest.data[from] == ' ')
			from++;
		size_t to = from;
		while (to < rest.size && rest.data[to] != ' ')
			to++;
		if (to == from)
			break;
		struct text word = { rest.data + from, to - from };
		double word_width = measure_word(r, style, limit, word);
		bool first = line_to == line_from;
		if (!first && used + space * (double)(from - line_to) + word_width > limit) {
			ARRAY_PUSH(w.lines, w.n, w.room) =
				(struct text){ rest.data + line_from, line_to - line_from };
			first = true;
		}
		if (first && word_width > limit) {
			size_t fits = fitting_bytes(r, style, limit, word);
			ARRAY_PUSH(w.lines, w.n, w.room) = (struct text){ word.data, fits };
			at = line_from = line_to = from + fits;
			used = 0;
			continue;
		}
		if (first) {
			line_from = from;
			used = word_width;
		} else {
			used += space * (double)(from - line_to) + word_width;
		}
		line_to = at = to;
	}
	if (line_to > line_from)
		ARRAY_PUSH(w.lines, w.n, w.room) =
			(struct text){ rest.data + line_from, line_to - line_from };
	*lines = arena_alloc(arena, w.n ? w.n : 1, sizeof **lines);
	if (w.n)
		memcpy(*lines, w.lines, w.n * sizeof **lines);
	memory_free(w.lines);
	return w.n;
}

void scene_add_number(struct builder *out, double value)
{
	/* By hand: a page holds thousands of coordinates. */
	char text[32], *at = text + sizeof text;
	long long hundredths = llround(value * 100);
	unsigned long long left = hundredths < 0 ? -(unsigned long long)hundredths : (unsigned long long)hundredths;
	unsigned fraction = (unsigned)(left % 100);
	left /= 100;
	if (fraction % 10)
		*--at = (char)('0' + fraction % 10);
	if (fraction) {
		*--at = (char)('0' + fraction / 10);
		*--at = '.';
	}
	at = number_digits(left, at);
	if (hundredths < 0)
		*--at = '-';
	builder_add(out, (struct text){ at, (size_t)(text + sizeof text - at) });
}

void scene_text_box(const struct item *text, double box[4])
{
	double left = text->x;
	if (text->anchor == ANCHOR_MIDDLE)
		left -= text->width / 2;
	else if (text->anchor == ANCHOR_END)
		left -= text->width;
	box[0] = left;
	box[1] = text->y - SCENE_ASCENT * text->style.size;
	box[2] = left + text->width;
	box[3] = text->y + SCENE_DESCENT * text->style.size;
}
