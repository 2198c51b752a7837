/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/letters.h"

#include "engine/memory.h"

#include <assert.h>
#include <fontconfig/fontconfig.h>
#include <glib.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#define FONT_FAMILY "Liberation Sans"
#define SHAPED_SIZE 10.0      /* points; widths and glyphs grow in proportion */
#define MAX_LINES   (1 << 14) /* remembered, with their glyphs */

static const char *const font_folders[] = {
	"/usr/share/fonts/truetype/liberation2",
	"/usr/share/fonts/truetype/liberation",
	"/usr/share/fonts/liberation-sans",
	"/usr/share/fonts/liberation",
};
static const char *const font_files[FACE_COUNT] = {
	"LiberationSans-Regular.ttf",
	"LiberationSans-Bold.ttf",
	"LiberationSans-Italic.ttf",
};

struct letters {
	PangoFontMap *map;
	PangoContext *context;
	PangoFontDescription *faces[FACE_COUNT];
	PangoAttrList *plain, *figures;
	PangoItem *items[FACE_COUNT][4]; /* of ASCII text: 2 if it is a figure, + 1 with letters; NULL until needed */
	GHashTable *lines; /* of struct shaped */
};

/* A line of text that was laid out at SHAPED_SIZE.  Pages and charts say the same again and again, in several sizes,
 * and what was measured is drawn. */
struct shaped {
	struct text text;
	enum face face;
	double width;
	GSList *runs; /* of PangoGlyphItem */
};

static guint shaped_hash(const void *key)
{
	const struct shaped *s = key;
	uint64_t hash = (uint64_t)s->face * 31;

	for (size_t i = 0; i < s->text.size; i++)
		hash = (hash ^ (unsigned char)s->text.data[i]) * UINT64_C(1099511628211);
	return (guint)(hash ^ hash >> 32);
}

static gboolean shaped_equal(const void *a, const void *b)
{
	const struct shaped *x = a, *y = b;

	return x->face == y->face && text_equal(x->text, y->text);
}

static void free_run(void *run)
{
	pango_glyph_item_free(run);
}

static void shaped_free(void *value)
{
	struct shaped *s = value;

	g_slist_free_full(s->runs, free_run);
	g_free(s);
}

static struct shaped *remember(GHashTable *table, const struct shaped *key)
{
	struct shaped *s = g_malloc(sizeof *s + key->text.size + 1);
	char *copy = (char *)(s + 1);

	memcpy(copy, key->text.data, key->text.size);
	copy[key->text.size] = '\0';
	*s = *key;
	s->text.data = copy;
	if (g_hash_table_size(table) >= MAX_LINES)
		g_hash_table_remove_all(table);
	g_hash_table_add(table, s);
	return s;
}

/* Numbers keep the width of their digits (this font kerns "11"), so that columns of them line up. */
static bool is_figure(struct text t)
{
	return t.size && (g_ascii_isdigit(t.data[0]) || t.data[0] == '-' || t.data[0] == '+' ||
			  !strncmp(t.data, "\u2212", 3));
}

static void free_item(void *item)
{
	pango_item_free(item);
}

static GList *itemize(struct letters *l, struct text t, enum face face)
{
	pango_context_set_font_description(l->context, l->faces[face]);
	return pango_itemize(l->context, t.data, 0, (int)t.size, is_figure(t) ? l->figures : l->plain, NULL);
}

/* The whole of `t`, when it is ASCII to be printed; else NULL.  Such text is in one script and direction and needs no
 * other font, and Pango would find out the same each time; only letters make it Latin. */
static PangoItem *ascii_item(struct letters *l, struct text t, enum face face)
{
	bool has_letters = false;

	for (size_t i = 0; i < t.size; i++) {
		if (!g_ascii_isprint(t.data[i]))
			return NULL;
		has_letters |= g_ascii_isalpha(t.data[i]);
	}
	if (!t.size)
		return NULL;
	PangoItem **known = &l->items[face][2 * is_figure(t) + has_letters];
	if (!*known) {
		GList *items = itemize(l, t, face);

		if (!items || items->next) { /* as when a font cannot be opened */
			g_list_free_full(items, free_item);
			return NULL;
		}
		*known = items->data;
		g_list_free(items);
	}
	PangoItem *item = pango_item_copy(*known);
	item->length = item->num_chars = (int)t.size;
	return item;
}

/* Where a font file cannot be opened, as without a descriptor left, HarfBuzz goes on with an empty font and nobody says
 * so: every letter is then a box with its number.  The three fonts have all of ASCII. */
static void check_glyphs(const PangoGlyphString *glyphs)
{
	for (int i = 0; i < glyphs->num_glyphs; i++) {
		PangoGlyph glyph = glyphs->glyphs[i].glyph;

		if (glyph & PANGO_GLYPH_UNKNOWN_FLAG && (glyph & ~PANGO_GLYPH_UNKNOWN_FLAG) < 0x7F) {
			g_log("Pango", G_LOG_LEVEL_WARNING, "a font could not be read");
			return;
		}
	}
}

static PangoGlyphItem *shape_item(struct text t, PangoItem *item)
{
	PangoGlyphItem *run = g_slice_new0(PangoGlyphItem);

	run->item = item;
	run->glyphs = pango_glyph_string_new();
	pango_shape_full(t.data + item->offset, item->length, t.data, (int)t.size, &item->analysis, run->glyphs);
	check_glyphs(run->glyphs);
	return run;
}

/* Shapes one line.  A layout would also look for places to break it, which takes as long again. */
static GSList *shape_runs(struct letters *l, struct text t, enum face face)
{
	PangoItem *whole = ascii_item(l, t, face);
	GSList *runs = NULL;

	if (whole)
		return g_slist_prepend(NULL, shape_item(t, whole));
	GList *logical = itemize(l, t, face);
	GList *visual = pango_reorder_items(logical);
	for (GList *at = visual; at; at = at->next)
		runs = g_slist_prepend(runs, shape_item(t, at->data));
	g_list_free(visual);
	g_list_free(logical);
	return g_slist_reverse(runs);
}

static int width_of_run(const PangoGlyphItem *run)
{
	return pango_glyph_string_get_width(run->glyphs);
}

static const struct shaped *shape(struct letters *l, struct text t, enum face face)
{
	struct shaped key = { .text = t, .face = face };
	struct shaped *s = g_hash_table_lookup(l->lines, &key);
	int width = 0;

	if (s)
		return s;
	s = remember(l->lines, &key);
	s->runs = shape_runs(l, s->text, face);
	for (GSList *run = s->runs; run; run = run->next)
		width += width_of_run(run->data);
	s->width = (double)width / PANGO_SCALE;
	return s;
}

double letters_width(struct letters *l, struct text t, enum face face, double size)
{
	return shape(l, t, face)->width * size / SHAPED_SIZE;
}

void letters_show(struct letters *l, cairo_t *cr, struct text t, enum face face, double size, double x, double y)
{
	/* Text that was fitted into no width at all: cairo takes a scale of nothing for an error. */
	if (size <= 0)
		return;
	const struct shaped *line = shape(l, t, face);
	cairo_save(cr);
	/* The origin moves, and there is no current point, which cairo would round and scale back: in a picture, where
	 * every glyph stands on a whole pixel, a baseline half way between two must not waver. */
	cairo_new_path(cr);
	cairo_translate(cr, x, y);
	cairo_scale(cr, size / SHAPED_SIZE, size / SHAPED_SIZE);
	for (GSList *run = line->runs; run; run = run->next) {
		PangoGlyphItem *glyphs = run->data;
		pango_cairo_show_glyph_item(cr, line->text.data, glyphs);
		cairo_translate(cr, (double)width_of_run(glyphs) / PANGO_SCALE, 0);
	}
	cairo_restore(cr);
	cairo_new_path(cr);
}

static bool add_fonts(FcConfig *config)
{
	for (size_t f = 0; f < sizeof font_folders / sizeof *font_folders; f++) {
		size_t found = 0;
		for (int face = 0; face < FACE_COUNT; face++) {
			char path[256];
			g_snprintf(path, sizeof path, "%s/%s", font_folders[f], font_files[face]);
			if (access(path, R_OK) != 0)
				break;
			found += FcConfigAppFontAddFile(config, (const FcChar8 *)path) != 0;
		}
		if (found == FACE_COUNT)
			return true;
	}
	return false;
}

/* NULL when the fonts are not there. */
static FcConfig *make_config(void)
{
	FcConfig *config = FcConfigCreate();

	if (config && add_fonts(config) && FcConfigSetCurrent(config))
		return config;
	if (config)
		FcConfigDestroy(config);
	return NULL;
}

/* One for all painters and for good, and made the current one before Pango asks for that: it would read what the
 * machine has in /etc/fonts, and the caches of all its fonts, to use none of it. */
static FcConfig *shared_config(void)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static FcConfig *config;
	FcConfig *made;

	pthread_mutex_lock(&lock);
	if (!config)
		config = make_config();
	made = config;
	pthread_mutex_unlock(&lock);
	return made;
}

static void init_context(struct letters *l)
{
	l->context = pango_font_map_create_context(l->map);
	cairo_font_options_t *options = cairo_font_options_create();
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	pango_cairo_context_set_font_options(l->context, options);
	cairo_font_options_destroy(options);
	pango_cairo_context_set_resolution(l->context, 72);
	pango_context_set_round_glyph_positions(l->context, FALSE);
	pango_context_set_language(l->context, pango_language_from_string("en-gb"));
	pango_context_set_base_dir(l->context, PANGO_DIRECTION_LTR);
	l->plain = pango_attr_list_new();
	l->figures = pango_attr_list_new();
	pango_attr_list_insert(l->figures, pango_attr_font_features_new("kern=0"));
	for (int f = 0; f < FACE_COUNT; f++) {
		l->faces[f] = pango_font_description_new();
		pango_font_description_set_family_static(l->faces[f], FONT_FAMILY);
		pango_font_description_set_absolute_size(l->faces[f], SHAPED_SIZE * PANGO_SCALE);
		if (f == FACE_BOLD)
			pango_font_description_set_weight(l->faces[f], PANGO_WEIGHT_BOLD);
		if (f == FACE_ITALIC)
			pango_font_description_set_style(l->faces[f], PANGO_STYLE_ITALIC);
	}
}

struct letters *letters_new(struct error *err)
{
	FcConfig *config = shared_config();
	if (!config) {
		error_set(err, ERROR_OUTPUT, "the Liberation fonts are not installed, and charts need them");
		error_hint(err, "install the package fonts-liberation2");
		return NULL;
	}
	struct letters *l = memory_zero(1, sizeof *l);
	l->map = pango_cairo_font_map_new_for_font_type(CAIRO_FONT_TYPE_FT);
	assert(l->map);
	pango_fc_font_map_set_config(PANGO_FC_FONT_MAP(l->map), config);
	init_context(l);
	l->lines = g_hash_table_new_full(shaped_hash, shaped_equal, shaped_free, NULL);
	return l;
}

void letters_free(struct letters *l)
{
	g_hash_table_destroy(l->lines);
	for (int f = 0; f < FACE_COUNT; f++) {
		for (int kind = 0; kind < 4; kind++)
			g_clear_pointer(&l->items[f][kind], pango_item_free);
		pango_font_description_free(l->faces[f]);
	}
	pango_attr_list_unref(l->plain);
	pango_attr_list_unref(l->figures);
	g_object_unref(l->context);
	g_object_unref(l->map);
	memory_free(l);
}
