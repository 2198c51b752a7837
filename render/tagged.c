/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/tagged.h"

#include "render/tagged_qpdf.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define MAX_DEPTH 32 /* of the tree: scenes nest a few levels */

struct element {
	qpdf_oh object;
	size_t parent;           /* index, or SIZE_MAX: of the root */
	const struct item *item; /* of the scene */
	const struct item *box;  /* its first rectangle, or NULL */
	size_t page;
	bool is_gone; /* went on from another, which has its contents now */
};

struct tagging {
	qpdf_data q;
	const struct paint_document *d;
	struct element *elements;
	size_t n, room;
	size_t n_seen;  /* elements met in the tree */
	bool **dropped; /* [n_pages][n_marks]: pieces that are ornament after all */
	size_t *n_marks;
	bool agrees;
};

/* ---- what the scenes say ---- */

static bool has_tag(const struct item *i)
{
	return i->kind == ITEM_OPEN && !i->name && strcmp(i->tag, "g") != 0;
}

static void collect(struct tagging *t)
{
	for (size_t p = 0; p < t->d->n_pages; p++) {
		const struct scene *s = t->d->pages[p];
		struct element *last = NULL;
		for (size_t i = 0; i < s->n; i++) {
			if (has_tag(&s->items[i])) {
				last = &ARRAY_PUSH(t->elements, t->n, t->room);
				*last = (struct element){ .item = &s->items[i], .page = p };
			} else if (last && !last->box && s->items[i].kind == ITEM_RECT) {
				last->box = &s->items[i];
			}
		}
	}
}

static bool is_tag(const struct element *e, const char *tag)
{
	return strcmp(e->item->tag, tag) == 0;
}

static bool is_continued(const struct element *e)
{
	return text_is(e->item->text, TAGGED_CONTINUED);
}

/* ---- small words to qpdf ---- */

static qpdf_oh get(const struct tagging *t, qpdf_oh object, const char *key)
{
	return qpdf.oh_get_key(t->q, object, key);
}

static void set(const struct tagging *t, qpdf_oh object, const char *key, qpdf_oh value)
{
	qpdf.oh_replace_key(t->q, object, key, value);
}

static qpdf_oh name(const struct tagging *t, const char *text)
{
	return qpdf.oh_new_name(t->q, text);
}

/* Unicode text, from a view. */
static qpdf_oh unicode(const struct tagging *t, struct text text)
{
	char *copy = memory_alloc(text.size + 1);
	if (text.size)
		memcpy(copy, text.data, text.size);
	copy[text.size] = '\0';
	qpdf_oh made = qpdf.oh_new_unicode_string(t->q, copy);
	memory_free(copy);
	return made;
}

static bool is_element(const struct tagging *t, qpdf_oh object)
{
	return qpdf.oh_is_dictionary(t->q, object) && qpdf.oh_has_key(t->q, object, "/S");
}

/* ---- the tree ---- */

static void meet(struct tagging *t, qpdf_oh object, size_t parent, int depth)
{
	if (depth > MAX_DEPTH || t->n_seen >= t->n) {
		t->agrees = false;
		return;
	}
	size_t index = t->n_seen++;
	struct element *e = &t->elements[index];
	const char *tag = qpdf.oh_get_name(t->q, get(t, object, "/S"));
	if (strcmp(tag + 1, e->item->tag) != 0)
		t->agrees = false;
	e->object = object;
	e->parent = parent;
	qpdf_oh kids = get(t, object, "/K");
	if (is_element(t, kids)) {
		meet(t, kids, index, depth + 1);
	} else if (qpdf.oh_is_array(t->q, kids)) {
		int n = qpdf.oh_get_array_n_items(t->q, kids);
		for (int i = 0; i < n; i++) {
			qpdf_oh kid = qpdf.oh_get_array_item(t->q, kids, i);
			if (is_element(t, kid))
				meet(t, kid, index, depth + 1);
		}
	}
}

static void meet_all(struct tagging *t, qpdf_oh root)
{
	qpdf_oh kids = get(t, root, "/K");
	if (is_element(t, kids)) {
		meet(t, kids, SIZE_MAX, 0);
	} else {
		int n = qpdf.oh_get_array_n_items(t->q, kids);
		for (int i = 0; i < n && t->agrees; i++)
			meet(t, qpdf.oh_get_array_item(t->q, kids, i), SIZE_MAX, 0);
	}
	t->agrees &= t->n_seen == t->n;
}

/* ---- what hangs on the elements ---- */

/* A row of heading cells alone heads columns; in any other a heading cell heads its row. */
static bool heads_columns(const struct tagging *t, size_t row)
{
	for (size_t i = row + 1; i < t->n && t->elements[i].parent != SIZE_MAX; i++) {
		if (t->elements[i].parent == t->elements[row].parent)
			break;
		if (t->elements[i].parent == row && !is_tag(&t->elements[i], "TH"))
			return false;
	}
	return true;
}

static void set_attributes(const struct tagging *t, const struct element *e, const char *owner, const char *key,
			   qpdf_oh value)
{
	qpdf_oh attributes = qpdf.oh_new_dictionary(t->q);
	set(t, attributes, "/O", name(t, owner));
	set(t, attributes, key, value);
	set(t, e->object, "/A", attributes);
}

static void set_figure_box(const struct tagging *t, const struct element *e)
{
	if (!e->box)
		return;
	const double box[] = { e->box->x, t->d->height - e->box->y2, e->box->x2, t->d->height - e->box->y };
	qpdf_oh array = qpdf.oh_new_array(t->q);
	for (int i = 0; i < 4; i++) {
		struct builder b;
		builder_init(&b);
		scene_add_number(&b, box[i]);
		qpdf.oh_append_item(t->q, array, qpdf.oh_new_real_from_string(t->q, b.data));
		builder_done(&b);
	}
	set_attributes(t, e, "/Layout", "/BBox", array);
}

/* The words of a link are those of the text in it. */
static void describe_link(const struct tagging *t, const struct element *e)
{
	qpdf_oh kids = get(t, e->object, "/K");
	int n = qpdf.oh_is_array(t->q, kids) ? qpdf.oh_get_array_n_items(t->q, kids) : 0;
	struct builder words;
	builder_init(&words);
	for (const struct item *i = e->item + 1; i->kind != ITEM_CLOSE; i++)
		if (i->kind == ITEM_TEXT) {
			if (words.size)
				builder_add_char(&words, ' ');
			builder_add(&words, i->text);
		}
	for (int i = 0; i < n; i++) {
		qpdf_oh kid = qpdf.oh_get_array_item(t->q, kids, i);
		if (qpdf.oh_is_dictionary_of_type(t->q, kid, "/OBJR", ""))
			set(t, get(t, kid, "/Obj"), "/Contents", unicode(t, builder_text(&words)));
	}
	builder_done(&words);
}

static void describe(const struct tagging *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct element *e = &t->elements[i];
		if (is_tag(e, "TH"))
			set_attributes(t, e, "/Table", "/Scope",
				       name(t, heads_columns(t, e->parent) ? "/Column" : "/Row"));
		if (is_tag(e, "Link"))
			describe_link(t, e);
		if (is_tag(e, "Figure"))
			set_figure_box(t, e);
		if (!e->item->text.size || is_continued(e))
			continue;
		if (is_tag(e, "Table"))
			set_attributes(t, e, "/Table", "/Summary", unicode(t, e->item->text));
		else
			set(t, e->object, is_tag(e, "Span") ? "/ActualText" : "/Alt", unicode(t, e->item->text));
	}
}

/* ---- what went on over the end of a page ---- */

/* The entry of a page in the tree that leads from its marked pieces back to their elements. */
static qpdf_oh parents_of_page(const struct tagging *t, qpdf_oh root, size_t page)
{
	qpdf_oh numbers = get(t, get(t, root, "/ParentTree"), "/Nums");
	int key = qpdf.oh_get_int_value_as_int(t->q, get(t, qpdf.get_page_n(t->q, page), "/StructParents"));
	int n = qpdf.oh_get_array_n_items(t->q, numbers);
	for (int i = 0; i + 1 < n; i += 2)
		if (qpdf.oh_get_int_value_as_int(t->q, qpdf.oh_get_array_item(t->q, numbers, i)) == key)
			return qpdf.oh_get_array_item(t->q, numbers, i + 1);
	return qpdf.oh_new_null(t->q);
}

static bool owns(const struct tagging *t, size_t owner, size_t i)
{
	while (i != SIZE_MAX && i != owner)
		i = t->elements[i].parent;
	return i == owner;
}

/* The pieces of an element and of all below it become ornament. */
static void drop(struct tagging *t, qpdf_oh root, size_t dropped)
{
	for (size_t i = dropped; i < t->n && (i == dropped || owns(t, dropped, i)); i++) {
		const struct element *e = &t->elements[i];
		qpdf_oh mark = get(t, e->object, "/K");
		if (!qpdf.oh_is_integer(t->q, mark))
			continue;
		int number = qpdf.oh_get_int_value_as_int(t->q, mark);
		qpdf_oh parents = parents_of_page(t, root, e->page);
		if ((size_t)number < t->n_marks[e->page]) {
			t->dropped[e->page][number] = true;
			qpdf.oh_set_array_item(t->q, parents, number, qpdf.oh_new_null(t->q));
		}
	}
}

/* An element's kids as an array that can grow. */
static qpdf_oh kids_of(const struct tagging *t, const struct element *e)
{
	qpdf_oh kids = get(t, e->object, "/K");
	if (qpdf.oh_is_array(t->q, kids))
		return kids;
	qpdf_oh array = qpdf.oh_new_array(t->q);
	qpdf.oh_append_item(t->q, array, kids);
	set(t, e->object, "/K", array);
	return get(t, e->object, "/K");
}

/* The rows of a table or the items of a list. */
static void join_rows(struct tagging *t, qpdf_oh root, struct element *into, size_t from)
{
	qpdf_oh kids = kids_of(t, into);
	bool first = true;
	for (size_t i = from + 1; i < t->n && t->elements[i].parent != SIZE_MAX; i++) {
		if (t->elements[i].parent != from)
			continue;
		if (first && is_tag(&t->elements[i], "TR") && heads_columns(t, i)) {
			drop(t, root, i);
		} else {
			set(t, t->elements[i].object, "/P", into->object);
			qpdf.oh_append_item(t->q, kids, t->elements[i].object);
		}
		first = false;
	}
}

static void join_text(struct tagging *t, qpdf_oh root, struct element *into, const struct element *from)
{
	qpdf_oh mark = get(t, from->object, "/K"), piece = qpdf.oh_new_dictionary(t->q);
	set(t, piece, "/Type", name(t, "/MCR"));
	set(t, piece, "/Pg", get(t, from->object, "/Pg"));
	set(t, piece, "/MCID", mark);
	qpdf.oh_append_item(t->q, kids_of(t, into), piece);
	qpdf.oh_set_array_item(t->q, parents_of_page(t, root, from->page),
			       qpdf.oh_get_int_value_as_int(t->q, mark), into->object);
}

static void join(struct tagging *t, qpdf_oh root)
{
	size_t into = SIZE_MAX; /* the last element below the root that is no continuation */
	for (size_t i = 0; i < t->n; i++) {
		struct element *e = &t->elements[i];
		if (e->parent != SIZE_MAX)
			continue;
		if (!is_continued(e)) {
			into = i;
			continue;
		}
		struct element *before = into == SIZE_MAX ? NULL : &t->elements[into];
		if (!before || strcmp(before->item->tag, e->item->tag) != 0)
			continue;
		e->is_gone = true;
		if (is_tag(e, "Table") || is_tag(e, "L"))
			join_rows(t, root, before, i);
		else
			join_text(t, root, before, e);
	}
}

/* One element for the whole document. */
static void crown(struct tagging *t, qpdf_oh root)
{
	qpdf_oh document = qpdf.make_indirect_object(t->q, qpdf.oh_new_dictionary(t->q));
	qpdf_oh kids = qpdf.oh_new_array(t->q);
	set(t, document, "/Type", name(t, "/StructElem"));
	set(t, document, "/S", name(t, "/Document"));
	set(t, document, "/P", root);
	for (size_t i = 0; i < t->n; i++) {
		if (t->elements[i].parent != SIZE_MAX || t->elements[i].is_gone)
			continue;
		set(t, t->elements[i].object, "/P", document);
		qpdf.oh_append_item(t->q, kids, t->elements[i].object);
	}
	set(t, document, "/K", kids);
	set(t, root, "/K", document);
}

/* ---- pages and document ---- */

static void prepare_marks(struct tagging *t, qpdf_oh root)
{
	t->dropped = memory_zero(t->d->n_pages + 1, sizeof *t->dropped);
	t->n_marks = memory_zero(t->d->n_pages + 1, sizeof *t->n_marks);
	for (size_t p = 0; p < t->d->n_pages; p++) {
		qpdf_oh parents = parents_of_page(t, root, p);
		if (qpdf.oh_is_array(t->q, parents))
			t->n_marks[p] = (size_t)qpdf.oh_get_array_n_items(t->q, parents);
		t->dropped[p] = memory_zero(t->n_marks[p] + 1, sizeof **t->dropped);
	}
}

static void mark_ornament(struct tagging *t)
{
	for (size_t p = 0; p < t->d->n_pages; p++) {
		qpdf_oh page = qpdf.get_page_n(t->q, p);
		unsigned char *data = NULL;
		size_t size = 0;
		if (qpdf.oh_get_page_content_data(t->q, page, &data, &size) & QPDF_ERRORS)
			continue;
		struct builder b;
		builder_init(&b);
		tagged_add_artifacts((struct text){ (const char *)data, size }, t->dropped[p], t->n_marks[p], &b);
		free(data);
		qpdf_oh stream = qpdf.oh_new_stream(t->q);
		qpdf.oh_replace_stream_data(t->q, stream, (const unsigned char *)b.data, b.size,
					    qpdf.oh_new_null(t->q), qpdf.oh_new_null(t->q));
		builder_done(&b);
		set(t, page, "/Contents", stream);
		set(t, page, "/Tabs", name(t, "/S"));
	}
}

static void add_xml(struct builder *out, const char *text)
{
	for (; *text; text++) {
		if (*text == '&')
			builder_add(out, TEXT("&amp;"));
		else if (*text == '<')
			builder_add(out, TEXT("&lt;"));
		else
			builder_add_char(out, *text);
	}
}

static qpdf_oh metadata(const struct tagging *t, const char *language)
{
	struct builder b;
	builder_init(&b);
	builder_add(&b, TEXT("<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
			     "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
			     "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
			     "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
			     "<dc:format>application/pdf</dc:format><dc:title><rdf:Alt>"
			     "<rdf:li xml:lang=\"x-default\">"));
	add_xml(&b, t->d->title);
	builder_add(&b, TEXT("</rdf:li></rdf:Alt></dc:title><dc:language><rdf:Bag><rdf:li>"));
	add_xml(&b, language);
	builder_add(&b, TEXT("</rdf:li></rdf:Bag></dc:language></rdf:Description></rdf:RDF></x:xmpmeta>\n"
			     "<?xpacket end=\"w\"?>"));
	qpdf_oh stream = qpdf.oh_new_stream(t->q);
	qpdf.oh_replace_stream_data(t->q, stream, (const unsigned char *)b.data, b.size, qpdf.oh_new_null(t->q),
				    qpdf.oh_new_null(t->q));
	builder_done(&b);
	qpdf_oh dictionary = qpdf.oh_get_dict(t->q, stream);
	set(t, dictionary, "/Type", name(t, "/Metadata"));
	set(t, dictionary, "/Subtype", name(t, "/XML"));
	return stream;
}

static void set_document(const struct tagging *t, qpdf_oh catalog, const char *language)
{
	qpdf_oh viewer = qpdf.oh_new_dictionary(t->q), marks = qpdf.oh_new_dictionary(t->q);
	set(t, viewer, "/DisplayDocTitle", qpdf.oh_new_bool(t->q, QPDF_TRUE));
	set(t, marks, "/Marked", qpdf.oh_new_bool(t->q, QPDF_TRUE));
	set(t, catalog, "/Lang", unicode(t, text_of(language)));
	set(t, catalog, "/MarkInfo", marks);
	set(t, catalog, "/ViewerPreferences", viewer);
	set(t, catalog, "/Metadata", metadata(t, language));
}

static bool set_qpdf_error(struct error *err, qpdf_data q)
{
	const char *what = qpdf.has_error(q) ? qpdf.get_error_message_detail(q, qpdf.get_error(q)) : "";
	return error_set(err, ERROR_OUTPUT, "the PDF could not be given its tags: %s", what && *what ? what : "no reason given");
}

static bool write_out(struct tagging *t, struct builder *out, struct error *err)
{
	if (qpdf.init_write_memory(t->q) & QPDF_ERRORS)
		return set_qpdf_error(err, t->q);
	qpdf.set_deterministic_ID(t->q, QPDF_TRUE);
	qpdf.set_object_stream_mode(t->q, qpdf_o_generate);
	qpdf.set_minimum_pdf_version(t->q, "1.7");
	if (qpdf.write(t->q) & QPDF_ERRORS)
		return set_qpdf_error(err, t->q);
	builder_add(out, (struct text){ (const char *)qpdf.get_buffer(t->q), qpdf.get_buffer_length(t->q) });
	return true;
}

bool tagged_pdf(struct text painted, const struct paint_document *d, const char *language, struct builder *out,
		struct error *err)
{
	struct tagging t = { .d = d, .agrees = true };
	bool good;
	if (!tagged_qpdf_load(err))
		return false;
	t.q = qpdf.init();
	qpdf.silence_errors(t.q);
	qpdf.set_suppress_warnings(t.q, QPDF_TRUE);
	collect(&t);
	if (qpdf.read_memory(t.q, "painted", painted.data, painted.size, NULL) & QPDF_ERRORS) {
		good = set_qpdf_error(err, t.q);
	} else {
		qpdf_oh catalog = qpdf.get_root(t.q), root = get(&t, catalog, "/StructTreeRoot");
		meet_all(&t, root);
		if (t.agrees) {
			prepare_marks(&t, root);
			describe(&t);
			join(&t, root);
			crown(&t, root);
			mark_ornament(&t);
			set_document(&t, catalog, language);
			good = write_out(&t, out, err);
		} else {
			good = error_set(err, ERROR_OUTPUT, "the PDF has other tags than its pages");
		}
	}
	for (size_t p = 0; t.dropped && p < d->n_pages; p++)
		memory_free(t.dropped[p]);
	memory_free(t.dropped);
	memory_free(t.n_marks);
	memory_free(t.elements);
	qpdf.cleanup(&t.q);
	return good;
}

bool tagged_check(const char *path, size_t n_pages, struct error *err)
{
	bool good = true;
	if (!tagged_qpdf_load(err))
		return false;
	qpdf_data q = qpdf.init();
	qpdf.silence_errors(q);
	qpdf.set_suppress_warnings(q, QPDF_TRUE);
	if ((qpdf.read(q, path, NULL) & QPDF_ERRORS) || qpdf.check_pdf(q) != QPDF_SUCCESS ||
	    qpdf.more_warnings(q))
		good = error_set(err, ERROR_OUTPUT, "the PDF read back has faults");
	else if (qpdf.get_num_pages(q) != (int)n_pages)
		good = error_set(err, ERROR_OUTPUT, "the PDF read back lacks pages");
	qpdf.cleanup(&q);
	return good;
}
