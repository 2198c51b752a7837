/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/paint.h"

#include "engine/civil.h"
#include "render/letters.h"
#include "render/png_file.h"

#include <assert.h>
#include <cairo-pdf.h>
#include <cairo.h>
#include <glib.h>
#include <math.h>
#include <pthread.h>
#include <string.h>

/* Rows of a picture that are painted together, so that they stay in the second cache until they are indexed. */
#define STRIP_PX 128

struct painter {
	struct letters *letters;
	unsigned char *pixels; /* [pixels_bytes] of the strip being painted */
	size_t pixels_bytes;
	struct ruler ruler;
};

/* ---- what the libraries complain of ---- */

/* The first complaint of this thread; "" when there is none. */
static _Thread_local char complaint[160];

static const char *field(const GLogField *fields, gsize n, const char *key)
{
	for (gsize i = 0; i < n; i++)
		if (!strcmp(fields[i].key, key) && fields[i].length < 0)
			return fields[i].value;
	return "";
}

/* Pango goes on without a font or a glyph that it cannot have, and only warns: on standard error, of text that is not
 * there. */
static GLogWriterOutput note(GLogLevelFlags level, const GLogField *fields, gsize n, gpointer context)
{
	const char *message = field(fields, n, "MESSAGE");

	(void)context;
	if (level & G_LOG_LEVEL_ERROR) { /* the process ends with it: there is no memory, or none for a thread */
		if (strstr(message, "failed to allocate") || strstr(message, "creating thread"))
			memory_exhausted(0);
		return g_log_writer_standard_streams(level, fields, n, NULL);
	}
	if (level & (G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING) && !complaint[0])
		g_snprintf(complaint, sizeof complaint, "%s: %s", field(fields, n, "GLIB_DOMAIN"), message);
	return G_LOG_WRITER_HANDLED;
}

static void listen_once(void)
{
	g_log_set_writer_func(note, NULL, NULL);
}

static void listen(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, listen_once);
}

bool painter_check(struct error *err)
{
	if (!complaint[0])
		return true;
	error_set(err, ERROR_OUTPUT, "a chart or page could not be drawn whole: %s", complaint);
	complaint[0] = '\0';
	return error_hint(err, "the limits of open files and of memory may be too low, or a font is damaged");
}

static double measure(void *context, struct text t, enum face face, double size)
{
	struct painter *p = context;

	return letters_width(p->letters, t, face, size);
}

struct painter *painter_new(struct error *err)
{
	listen();
	struct letters *letters = letters_new(err);
	if (!letters)
		return NULL;
	struct painter *p = memory_zero(1, sizeof *p);
	p->letters = letters;
	p->ruler = (struct ruler){ measure, p };
	return p;
}

void painter_free(struct painter *p)
{
	if (!p)
		return;
	letters_free(p->letters);
	memory_free(p->pixels);
	memory_free(p);
}

const struct ruler *painter_ruler(const struct painter *p)
{
	return &p->ruler;
}

/* ---- painting ---- */

struct painting {
	struct painter *painter;
	cairo_t *cr;
	char *stack[32]; /* tags to end; "" when the group has none */
	int depth;
};

static void set_colour(cairo_t *cr, uint32_t colour)
{
	cairo_set_source_rgb(cr, (double)(colour >> 16 & 255) / 255, (double)(colour >> 8 & 255) / 255,
			     (double)(colour & 255) / 255);
}

static void fill_and_stroke(cairo_t *cr, const struct item *i)
{
	if (i->fill != COLOUR_NONE) {
		set_colour(cr, i->fill);
		cairo_fill_preserve(cr);
	}
	if (i->stroke != COLOUR_NONE) {
		set_colour(cr, i->stroke);
		cairo_set_line_width(cr, i->width);
		cairo_set_line_join(cr, CAIRO_LINE_JOIN_ROUND);
		const double dashes[] = { i->width * 4, i->width * 3 };
		cairo_set_dash(cr, dashes, i->dashed ? 2 : 0, 0);
		cairo_stroke_preserve(cr);
	}
	cairo_new_path(cr);
}

static void add_box(cairo_t *cr, const struct item *i)
{
	double r = fmin(i->radius, fmin(i->x2 - i->x, i->y2 - i->y) / 2);
	if (r <= 0) {
		cairo_rectangle(cr, i->x, i->y, i->x2 - i->x, i->y2 - i->y);
		return;
	}
	cairo_new_sub_path(cr);
	cairo_arc(cr, i->x2 - r, i->y + r, r, -M_PI / 2, 0);
	cairo_arc(cr, i->x2 - r, i->y2 - r, r, 0, M_PI / 2);
	cairo_arc(cr, i->x + r, i->y2 - r, r, M_PI / 2, M_PI);
	cairo_arc(cr, i->x + r, i->y + r, r, M_PI, 3 * M_PI / 2);
	cairo_close_path(cr);
}

static void paint_text(struct painting *t, const struct item *i)
{
	/* Invalid UTF-8 would silence everything drawn after it; scenes hold safe text only. */
	assert(text_utf8_prefix(i->text) == i->text.size);
	double box[4];
	scene_text_box(i, box);
	set_colour(t->cr, i->style.colour);
	letters_show(t->painter->letters, t->cr, i->text, i->style.face, i->style.size, box[0], i->y);
}

/* 'a' with quotes and backslashes escaped, as tag attributes want it. */
static char *quoted(const char *name)
{
	GString *s = g_string_new("'");
	for (; *name; name++) {
		if (*name == '\'' || *name == '\\')
			g_string_append_c(s, '\\');
		g_string_append_c(s, *name);
	}
	g_string_append_c(s, '\'');
	return g_string_free(s, FALSE);
}

static void open_tag(struct painting *t, const struct item *i)
{
	assert(t->depth < (int)(sizeof t->stack / sizeof *t->stack));
	const char *tag = !strcmp(i->tag, "g") ? "" : i->name ? CAIRO_TAG_DEST : i->tag;
	char *attributes = NULL;
	if (i->link || i->name) {
		char *name = quoted(i->link ? i->link : i->name);
		attributes = g_strdup_printf(i->link ? "dest=%s" : "name=%s", name);
		g_free(name);
	}
	if (*tag)
		cairo_tag_begin(t->cr, tag, attributes);
	g_free(attributes);
	t->stack[t->depth++] = g_strdup(tag);
}

static void close_tag(struct painting *t)
{
	assert(t->depth > 0);
	char *tag = t->stack[--t->depth];
	if (*tag)
		cairo_tag_end(t->cr, tag);
	g_free(tag);
}

static void paint_item(struct painting *t, const struct item *i)
{
	cairo_t *cr = t->cr;
	switch (i->kind) {
	case ITEM_RECT:
		add_box(cr, i);
		fill_and_stroke(cr, i);
		break;
	case ITEM_LINE:
		cairo_move_to(cr, i->x, i->y);
		cairo_line_to(cr, i->x2, i->y2);
		fill_and_stroke(cr, i);
		break;
	case ITEM_PATH:
		for (size_t p = 0; p < i->n_points; p++)
			cairo_line_to(cr, i->points[p].x, i->points[p].y);
		if (i->closed)
			cairo_close_path(cr);
		fill_and_stroke(cr, i);
		break;
	case ITEM_CIRCLE:
		cairo_new_sub_path(cr);
		cairo_arc(cr, i->x, i->y, i->radius, 0, 2 * M_PI);
		cairo_close_path(cr);
		fill_and_stroke(cr, i);
		break;
	case ITEM_TEXT:
		paint_text(t, i);
		break;
	case ITEM_OPEN:
		open_tag(t, i);
		break;
	case ITEM_CLOSE:
		close_tag(t);
		break;
	}
}

static void paint_scene(struct painter *p, cairo_t *cr, const struct scene *s)
{
	assert(s->depth == 0);
	struct painting t = { .painter = p, .cr = cr };
	for (size_t i = 0; i < s->n; i++)
		paint_item(&t, &s->items[i]);
}

/* From where to where an item may leave a mark, in points: no less. */
struct reach {
	double top, bottom;
};

static struct reach reach_of(const struct item *i)
{
	struct reach r = { INFINITY, -INFINITY };
	double edge = i->width + 1, box[4];

	switch (i->kind) {
	case ITEM_RECT:
	case ITEM_LINE:
		r = (struct reach){ fmin(i->y, i->y2) - edge, fmax(i->y, i->y2) + edge };
		break;
	case ITEM_PATH:
		for (size_t p = 0; p < i->n_points; p++)
			r = (struct reach){ fmin(r.top, i->points[p].y - edge), fmax(r.bottom, i->points[p].y + edge) };
		break;
	case ITEM_CIRCLE:
		r = (struct reach){ i->y - i->radius - edge, i->y + i->radius + edge };
		break;
	case ITEM_TEXT: /* accents and tails pass its box */
		scene_text_box(i, box);
		r = (struct reach){ box[1] - i->style.size, box[3] + i->style.size };
		break;
	case ITEM_OPEN:
	case ITEM_CLOSE: /* tags, which are a document's alone */
		break;
	}
	return r;
}

static bool set_cairo_error(struct error *err, cairo_status_t status)
{
	return error_set(err, ERROR_OUTPUT, "a chart or page could not be drawn: %s",
			 cairo_status_to_string(status));
}

/* One strip's memory serves all. */
static unsigned char *room_for(struct painter *p, size_t size_bytes)
{
	if (size_bytes > p->pixels_bytes) {
		memory_free(p->pixels);
		p->pixels_bytes = size_bytes;
		p->pixels = memory_alloc(size_bytes);
	}
	return p->pixels;
}

/* Rows [top, top + strip->height_px) of a scene, white where nothing is. */
static cairo_status_t paint_strip(struct painter *p, const struct scene *s, const struct reach *reaches, double scale,
				  int width_px, int top, const struct strip *strip)
{
	cairo_surface_t *surface = cairo_image_surface_create_for_data(p->pixels, CAIRO_FORMAT_RGB24, width_px,
								       strip->height_px, strip->stride_bytes);
	cairo_t *cr = cairo_create(surface);
	struct painting t = { .painter = p, .cr = cr };
	cairo_status_t status;

	set_colour(cr, 0xFFFFFF);
	cairo_paint(cr);
	cairo_translate(cr, 0, -top);
	cairo_scale(cr, scale, scale);
	for (size_t i = 0; i < s->n; i++)
		if (reaches[i].bottom * scale > top && reaches[i].top * scale < top + strip->height_px)
			paint_item(&t, &s->items[i]);
	status = cairo_status(cr);
	cairo_destroy(cr);
	cairo_surface_flush(surface);
	cairo_surface_destroy(surface);
	return status;
}

static cairo_status_t paint_strips(struct painter *p, const struct scene *s, double scale, struct indexer *indexer,
				   int width_px, int height_px, int stride_bytes)
{
	struct reach *reaches = memory_alloc((s->n + 1) * sizeof *reaches);
	unsigned char *pixels = room_for(p, (size_t)stride_bytes * STRIP_PX);
	cairo_status_t status = CAIRO_STATUS_SUCCESS;

	for (size_t i = 0; i < s->n; i++)
		reaches[i] = reach_of(&s->items[i]);
	for (int top = 0; top < height_px && !status; top += STRIP_PX) {
		struct strip strip = { pixels, height_px - top < STRIP_PX ? height_px - top : STRIP_PX, stride_bytes };

		status = paint_strip(p, s, reaches, scale, width_px, top, &strip);
		if (!status)
			indexer_add(indexer, &strip);
	}
	memory_free(reaches);
	return status;
}

bool paint_png(struct painter *p, const struct scene *scene, double scale, struct builder *out,
	       struct error *err)
{
	int width_px = (int)ceil(scene->width * scale), height_px = (int)ceil(scene->height * scale);
	int stride_bytes = cairo_format_stride_for_width(CAIRO_FORMAT_RGB24, width_px);
	struct indexer *indexer;
	struct indexed picture;
	cairo_status_t status;
	bool written;

	if (width_px <= 0 || height_px <= 0 || stride_bytes <= 0)
		return error_set(err, ERROR_OUTPUT, "a chart is too wide or too high to be painted");
	assert(scene->depth == 0);
	indexer = indexer_new(width_px, height_px);
	status = paint_strips(p, scene, scale, indexer, width_px, height_px, stride_bytes);
	if (status) {
		indexer_free(indexer);
		return set_cairo_error(err, status);
	}
	indexer_finish(indexer, &picture);
	indexer_free(indexer);
	written = png_file_add(&picture, scene->title, scene->description, out);
	indexed_done(&picture);
	return written || error_set(err, ERROR_OUTPUT, "a chart could not be written as PNG");
}

struct sink {
	paint_write *write;
	void *context;
	bool failed;
};

/* What fails is kept from cairo, which stops the program at an assertion of its own when a write of a tagged
 * PDF fails half way (1.16). */
static cairo_status_t write_sink(void *context, const unsigned char *data, unsigned size_bytes)
{
	struct sink *sink = context;
	if (!sink->failed && !sink->write(sink->context, data, size_bytes))
		sink->failed = true;
	return CAIRO_STATUS_SUCCESS;
}

static void set_metadata(cairo_surface_t *surface, const struct paint_document *d)
{
	char date[64];
	int64_t seconds = d->created / NS_PER_S - (d->created % NS_PER_S < 0);
	int64_t days = seconds / 86400 - (seconds % 86400 < 0);
	int64_t rest = seconds - days * 86400;
	int year, month, day;
	civil_date(days, &year, &month, &day);
	g_snprintf(date, sizeof date, "%04d-%02d-%02dT%02d:%02d:%02dZ", year, month, day, (int)(rest / 3600),
		   (int)(rest / 60 % 60), (int)(rest % 60));
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, d->title);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, d->subject);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_KEYWORDS, d->keywords);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "pmr");
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, date);
}

static void add_bookmarks(cairo_surface_t *surface, const struct paint_document *d)
{
	enum { LEVELS = 4 };
	int parents[LEVELS + 1] = { CAIRO_PDF_OUTLINE_ROOT };
	for (size_t i = 0; i < d->n_bookmarks; i++) {
		int level = d->bookmarks[i].level;
		assert(level >= 1 && level <= LEVELS);
		char *name = quoted(d->bookmarks[i].name);
		char *attributes = g_strdup_printf("dest=%s", name);
		parents[level] = cairo_pdf_surface_add_outline(surface, parents[level - 1],
							       d->bookmarks[i].text, attributes,
							       level == 1 ? CAIRO_PDF_OUTLINE_FLAG_OPEN : 0);
		for (int deeper = level + 1; deeper <= LEVELS; deeper++)
			parents[deeper] = parents[level];
		g_free(attributes);
		g_free(name);
	}
}

bool paint_pdf(struct painter *p, const struct paint_document *d, paint_write *write, void *context,
	       struct error *err)
{
	struct sink sink = { write, context, false };
	cairo_surface_t *surface =
		cairo_pdf_surface_create_for_stream(write_sink, &sink, d->width, d->height);
	set_metadata(surface, d);
	cairo_t *cr = cairo_create(surface);
	for (size_t i = 0; i < d->n_pages; i++) {
		paint_scene(p, cr, d->pages[i]);
		cairo_show_page(cr);
	}
	add_bookmarks(surface, d);
	cairo_status_t status = cairo_status(cr);
	cairo_destroy(cr);
	cairo_surface_finish(surface); /* the last bytes are written here */
	if (!status)
		status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	if (sink.failed)
		return error_set(err, ERROR_OUTPUT, "the PDF could not be written");
	return status ? set_cairo_error(err, status) : true;
}
