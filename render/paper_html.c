/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A paper as one HTML page that fetches nothing: headings, landmarks, tables with scopes, charts inline.
 * It is well-formed XML as well, so that strict readers take it.  Text from data comes out escaped. */
#include "render/mark.h"
#include "render/paper.h"
#include "render/paper_style.h"
#include "render/svg.h"

#include <string.h>

#define MARK_SIZE 20.0

struct page {
	const struct paper *p;
	struct builder *out;
	bool in_section;
	const char *last_heading;
	int n_figures;
};

/* Control characters, deceiving ones and invalid UTF-8 become visible first. */
static void add_text_bytes(struct page *g, struct text t)
{
	text_add_xml(g->out, scene_safe(g->p->arena, t));
}

static void add_text(struct page *g, const char *text)
{
	add_text_bytes(g, text_of(text));
}

/* The bytes of an id such as "CPM-2" or "CSP-12.2" that begins here; 0 when none does. */
static size_t id_bytes(struct text t)
{
	size_t letters = 0, n;
	while (letters < t.size && t.data[letters] >= 'A' && t.data[letters] <= 'Z')
		letters++;
	if (letters < 2 || letters == t.size || t.data[letters] != '-')
		return 0;
	for (n = letters + 1; n < t.size; n++)
		if (!strchr("0123456789.ABCDEFGHIJKLMNOPQRSTUVWXYZ", t.data[n]) || !t.data[n])
			break;
	while (t.data[n - 1] == '.') /* the end of a sentence */
		n--;
	return n > letters + 1 ? n : 0;
}

static bool is_word(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

/* A text in which no line ends within a measure's id: browsers break at its hyphen. */
static void add_words(struct page *g, struct text t)
{
	size_t from = 0;
	for (size_t at = 0; at < t.size;) {
		struct text rest = { t.data + at, t.size - at };
		size_t size = at && is_word(t.data[at - 1]) ? 0 : id_bytes(rest);
		if (size) {
			add_text_bytes(g, (struct text){ t.data + from, at - from });
			builder_add(g->out, TEXT("<span class=\"id\">"));
			add_text_bytes(g, (struct text){ rest.data, size });
			builder_add(g->out, TEXT("</span>"));
			from = at + size;
		}
		at += size ? size : 1;
	}
	add_text_bytes(g, (struct text){ t.data + from, t.size - from });
}

/* The lines of a text, with `joint` between them. */
static void add_lines(struct page *g, const char *text, const char *joint)
{
	bool first = true;
	while (*text) {
		size_t size = strcspn(text, "\r\n");
		if (size) {
			if (!first)
				builder_add(g->out, text_of(joint));
			add_words(g, (struct text){ text, size });
			first = false;
		}
		text += size;
		text += strspn(text, "\r\n");
	}
}

static void add_tag(struct page *g, const char *before, const char *text, const char *after)
{
	builder_add(g->out, text_of(before));
	add_text(g, text);
	builder_add(g->out, text_of(after));
}

static void add_paragraphs(struct page *g, const char *class, const char *text)
{
	builder_printf(g->out, "<p%s>", class);
	add_lines(g, text, "</p>\n<p>");
	builder_add(g->out, TEXT("</p>\n"));
}

/* ---- marks ---- */

static void add_symbols(struct page *g)
{
	builder_add(g->out, TEXT("<svg class=\"symbols\" width=\"0\" height=\"0\" aria-hidden=\"true\">\n"));
	for (int s = 0; s < STATUS_COUNT; s++) {
		struct scene scene;
		scene_init(&scene, g->p->arena, g->p->ruler, MARK_SIZE, MARK_SIZE);
		mark_draw(&scene, g->p->palette, (enum status)s, MARK_SIZE / 2, MARK_SIZE / 2, MARK_SIZE * 0.8, true);
		svg_write_symbol(&scene, arena_printf(g->p->arena, "mark-%s", status_name((enum status)s)), g->out);
	}
	builder_add(g->out, TEXT("</svg>\n"));
}

/* The mark, and its word for those who do not see it. */
static void add_mark(struct page *g, const struct flow_cell *cell)
{
	builder_printf(g->out,
		       "<svg class=\"mark\" viewBox=\"0 0 20 20\" aria-hidden=\"true\">"
		       "<use href=\"#mark-%s\"/></svg>",
		       status_name(cell->mark));
	if (strcmp(cell->text, status_word(cell->mark)) != 0)
		builder_printf(g->out, "<span class=\"spoken\">%s </span>", status_word(cell->mark));
}

/* ---- tables ---- */

static const char *class_of(const struct paper_table *t, int column)
{
	static const char *const classes[] = {
		[ANCHOR_START] = "", [ANCHOR_MIDDLE] = " class=\"middle\"", [ANCHOR_END] = " class=\"figure\""
	};
	bool is_last = column + 1 == t->n_columns;
	return t->is_code && is_last ? " class=\"code\"" : classes[t->columns[column].anchor];
}

static void add_spoken(struct page *g, const char *shown, const char *spoken)
{
	if (spoken) {
		if (*shown)
			add_tag(g, "<span aria-hidden=\"true\">", shown, "</span>");
		add_tag(g, "<span class=\"spoken\">", spoken, "</span>");
	} else {
		add_lines(g, shown, " ");
	}
}

static void add_cell(struct page *g, const struct paper_table *t, int column, const struct flow_cell *cell)
{
	const char *tag = column ? "td" : "th";
	bool is_level = cell->has_mark && *cell->text && t->columns[column].anchor == ANCHOR_START;
	builder_printf(g->out, "<%s%s%s>", tag, column ? "" : " scope=\"row\"",
		       is_level ? " class=\"level\"" : class_of(t, column));
	if (cell->link)
		builder_printf(g->out, "<a href=\"#%s\">", cell->link);
	if (cell->bold && column)
		builder_add(g->out, TEXT("<strong>"));
	if (cell->has_mark)
		add_mark(g, cell);
	add_spoken(g, cell->text, cell->spoken);
	if (cell->bold && column)
		builder_add(g->out, TEXT("</strong>"));
	if (cell->link)
		builder_add(g->out, TEXT("</a>"));
	builder_printf(g->out, "</%s>", tag);
}

static bool has_titles(const struct paper_table *t)
{
	for (int i = 0; i < t->n_columns; i++)
		if (*t->columns[i].title)
			return true;
	return false;
}

static void add_head(struct page *g, const struct paper_table *t)
{
	builder_add(g->out, TEXT("<thead>\n<tr>"));
	for (int i = 0; i < t->n_columns; i++) {
		builder_printf(g->out, "<th scope=\"col\"%s>", class_of(t, i));
		add_spoken(g, t->columns[i].title, t->spoken_titles ? t->spoken_titles[i] : NULL);
		builder_add(g->out, TEXT("</th>"));
	}
	builder_add(g->out, TEXT("</tr>\n</thead>\n"));
}

static void add_table(struct page *g, const struct paper_table *t)
{
	bool titled = has_titles(t), captioned = t->caption && *t->caption;
	if (t->is_wide)
		/* What scrolls can be reached and scrolled by the keyboard. */
		add_tag(g, "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"",
			captioned ? t->caption : arena_printf(g->p->arena, "%s, table", g->last_heading), "\">\n");
	builder_add(g->out, titled ? TEXT("<table>\n") : TEXT("<table class=\"facts\">\n"));
	if (captioned) {
		/* The span stays in sight where the table scrolls. */
		builder_add(g->out, TEXT("<caption><span>"));
		add_words(g, text_of(t->caption));
		builder_add(g->out, TEXT("</span></caption>\n"));
	}
	if (titled)
		add_head(g, t);
	builder_add(g->out, TEXT("<tbody>\n"));
	for (size_t i = 0; i < t->n_rows; i++) {
		builder_add(g->out, TEXT("<tr>"));
		for (int k = 0; k < t->n_columns; k++)
			add_cell(g, t, k, &t->cells[i * (size_t)t->n_columns + (size_t)k]);
		builder_add(g->out, TEXT("</tr>\n"));
	}
	builder_add(g->out, TEXT("</tbody>\n</table>\n"));
	if (t->is_wide)
		builder_add(g->out, TEXT("</div>\n"));
}

/* ---- blocks ---- */

static void add_heading(struct page *g, const struct paper_block *b)
{
	g->last_heading = b->text;
	if (b->level == 1) {
		if (g->in_section)
			builder_add(g->out, TEXT("</section>\n"));
		builder_printf(g->out, "<section aria-labelledby=\"%s\">\n", b->name);
		g->in_section = true;
	}
	if (b->name)
		builder_printf(g->out, "<h%d id=\"%s\"%s>", b->level + 1, b->name, b->is_small ? " class=\"lesser\"" : "");
	else
		builder_printf(g->out, "<h%d>", b->level + 1);
	add_text(g, b->text);
	builder_printf(g->out, "</h%d>\n", b->level + 1);
}

static void add_contents(struct page *g)
{
	if (g->in_section)
		builder_add(g->out, TEXT("</section>\n"));
	g->in_section = false;
	builder_add(g->out, TEXT("<nav aria-labelledby=\"contents\">\n<h2 id=\"contents\">Contents</h2>\n<ol>\n"));
	for (size_t i = 0; i < g->p->n; i++) {
		const struct paper_block *b = &g->p->blocks[i];
		if (b->kind != PAPER_HEADING || b->level != 1 || b->is_small)
			continue;
		builder_printf(g->out, "<li><a href=\"#%s\">", b->name);
		add_text(g, b->text);
		builder_add(g->out, TEXT("</a></li>\n"));
	}
	builder_add(g->out, TEXT("</ol>\n</nav>\n"));
}

static void add_figure(struct page *g, const struct paper_block *b)
{
	int number = ++g->n_figures;
	builder_add(g->out, TEXT("<figure>\n"));
	svg_write_inline(b->wide, arena_printf(g->p->arena, "figure-%d", number), "chart on-desk", g->out);
	svg_write_inline(b->narrow, arena_printf(g->p->arena, "figure-%d-narrow", number), "chart on-phone", g->out);
	builder_add(g->out, TEXT("</figure>\n"));
}

static void add_list(struct page *g, const struct paper_block *b)
{
	builder_add(g->out, b->is_numbered ? TEXT("<ol>\n") : TEXT("<ul>\n"));
	for (size_t i = 0; i < b->n_items; i++) {
		builder_add(g->out, TEXT("<li>"));
		add_lines(g, b->items[i], "<br/>");
		builder_add(g->out, TEXT("</li>\n"));
	}
	builder_add(g->out, b->is_numbered ? TEXT("</ol>\n") : TEXT("</ul>\n"));
}

static void add_block(struct page *g, const struct paper_block *b)
{
	switch (b->kind) {
	case PAPER_HEADING:
		add_heading(g, b);
		break;
	case PAPER_TEXT:
		add_paragraphs(g, "", b->text);
		break;
	case PAPER_SMALL:
		add_paragraphs(g, " class=\"small\"", b->text);
		break;
	case PAPER_LEAD:
		add_paragraphs(g, " class=\"lead\"", b->text);
		break;
	case PAPER_WARNING:
		add_tag(g, "<div class=\"warning\" role=\"note\">\n<p><strong>", b->text, "</strong></p>\n");
		add_paragraphs(g, "", b->items[0]);
		builder_add(g->out, TEXT("</div>\n"));
		break;
	case PAPER_LIST:
		add_list(g, b);
		break;
	case PAPER_TABLE:
		add_table(g, b->table);
		break;
	case PAPER_FIGURE:
		add_figure(g, b);
		break;
	case PAPER_CONTENTS:
		add_contents(g);
		break;
	case PAPER_PAGE:
		break;
	}
}

/* The policy lets nothing be fetched and nothing run, should a browser be led to try. */
static void add_top(struct page *g)
{
	builder_add(g->out, TEXT("<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"" PAPER_LANGUAGE "\">\n"
				 "<head>\n<meta charset=\"utf-8\"/>\n"
				 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
				 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
				 "style-src 'unsafe-inline'\"/>\n<meta name=\"generator\" content=\"pmr\"/>\n"));
	add_tag(g, "<meta name=\"description\" content=\"", g->p->subject, "\"/>\n");
	add_tag(g, "<title>", arena_printf(g->p->arena, "%s, %s", g->p->title, g->p->subtitle), "</title>\n");
	builder_printf(g->out, "<style>\n%s</style>\n</head>\n<body>\n", paper_style);
	builder_add(g->out, TEXT("<a class=\"skip\" href=\"#main\">Skip to the paper</a>\n"));
	add_symbols(g);
	if (g->p->is_loud)
		add_tag(g, "<div class=\"loud\" role=\"note\" aria-label=\"Notice\">", g->p->running, "</div>\n");
	add_tag(g, "<header>\n<p class=\"kind\">", g->p->kind, "</p>\n");
	add_tag(g, "<h1>", g->p->title, "<br/>\n");
	add_tag(g, "<span class=\"subtitle\">", g->p->subtitle, "</span></h1>\n</header>\n");
	builder_add(g->out, TEXT("<main id=\"main\" tabindex=\"-1\">\n"));
}

void paper_write_html(const struct paper *p, struct builder *out)
{
	struct page g = { .p = p, .out = out, .last_heading = p->title };
	add_top(&g);
	for (size_t i = 0; i < p->n; i++)
		if (paper_is_shown(&p->blocks[i]))
			add_block(&g, &p->blocks[i]);
	if (g.in_section)
		builder_add(out, TEXT("</section>\n"));
	builder_add(out, TEXT("</main>\n<footer>\n"));
	add_tag(&g, "<p>", p->running, "</p>\n");
	builder_add(out, TEXT("<p><a href=\"#main\">Back to the beginning</a></p>\n</footer>\n</body>\n</html>\n"));
}
