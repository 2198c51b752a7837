/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/yaml.h"

#include "engine/nearest.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <yaml.h>

/* "measures[3].levels[1].target" */
static void add_path(struct builder *b, const struct yaml_node *node)
{
	if (!node || !node->parent)
		return;
	add_path(b, node->parent);
	if (node->parent->kind == YAML_LIST) {
		builder_printf(b, "[%zu]", node->index + 1);
	} else {
		if (b->size)
			builder_add_char(b, '.');
		text_escape(b, node->key, 60);
	}
}

bool yaml_fail(struct yaml_reader *r, const struct yaml_node *at, const char *format, ...)
{
	char message[900];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	if (r->subject)
		error_set(r->err, ERROR_CATALOGUE, "%s: %s", r->subject, message);
	else
		error_set(r->err, ERROR_CATALOGUE, "%s", message);
	struct builder path;
	builder_init(&path);
	add_path(&path, at);
	error_at(r->err, r->source, at ? at->line : 0, path.size ? path.data : NULL);
	builder_done(&path);
	return false;
}

/* ---- building the tree ---- */

struct building {
	struct yaml_reader *r;
	yaml_parser_t parser;
	struct yaml_node *root, *open;           /* open: the innermost list or map not yet ended */
	struct yaml_node **tail[YAML_MAX_DEPTH]; /* where the next child of each open node goes */
	size_t depth, n_nodes;
	bool has_key; /* a key of `open` was read and waits for its value */
	struct text key;
	uint64_t key_line;
	bool closed;
	uint64_t last_line;
};

/* At what is being read: the key that waits for its value, or the open list or map. */
PRINTF_LIKE(3, 4)
static bool fail_at(struct building *b, uint64_t line, const char *format, ...)
{
	char message[400];
	va_list arguments;
	va_start(arguments, format);
	vsnprintf(message, sizeof message, format, arguments);
	va_end(arguments);
	struct yaml_node at = { .line = line ? line : b->last_line };
	struct yaml_node *open = b->open;
	if (open && (b->has_key || open->kind == YAML_LIST)) {
		at.parent = open;
		at.key = b->key;
		at.index = open->n;
	} else if (open) {
		at.parent = open->parent;
		at.key = open->key;
		at.index = open->index;
	}
	return yaml_fail(b->r, &at, "%s", message);
}

static const char *key_text(struct building *b, struct text key)
{
	return arena_copy(b->r->arena, key.data, key.size);
}

static bool take_key(struct building *b, struct text text, uint64_t line)
{
	for (const struct yaml_node *c = b->open->first; c; c = c->next)
		if (text_equal(c->key, text)) {
			struct yaml_node at = *c;
			at.line = line;
			return yaml_fail(b->r, &at, "the key is given twice, first on line %llu",
					 (unsigned long long)c->line);
		}
	if (b->open->n >= YAML_MAX_KEYS)
		return fail_at(b, line, "a map has more than %d keys", YAML_MAX_KEYS);
	b->key = (struct text){ key_text(b, text), text.size };
	b->key_line = line;
	b->has_key = true;
	return true;
}

static struct yaml_node *add_node(struct building *b, enum yaml_kind kind, uint64_t line)
{
	struct yaml_node *node = arena_alloc(b->r->arena, 1, sizeof *node);
	*node = (struct yaml_node){ .kind = kind, .line = line, .parent = b->open };
	if (b->open) {
		if (b->has_key) {
			node->key = b->key;
			node->line = b->key_line;
			b->has_key = false;
		}
		node->index = b->open->n++;
		*b->tail[b->depth - 1] = node;
		b->tail[b->depth - 1] = &node->next;
	} else {
		b->root = node;
	}
	return node;
}

static bool is_null_word(struct text t)
{
	return t.size == 0 || text_is(t, "~") || text_is(t, "null") || text_is(t, "Null") ||
	       text_is(t, "NULL");
}

static bool on_scalar(struct building *b, const yaml_event_t *event, uint64_t line)
{
	struct text text = { (const char *)event->data.scalar.value, event->data.scalar.length };
	if (b->open && b->open->kind == YAML_MAP && !b->has_key) {
		if (text.size == 0)
			return fail_at(b, line, "a key is empty");
		return take_key(b, text, line);
	}
	struct yaml_node *node = add_node(b, YAML_SCALAR, line);
	node->text = (struct text){ arena_copy(b->r->arena, text.data, text.size), text.size };
	node->is_null = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE && is_null_word(text);
	return true;
}

static bool on_open(struct building *b, enum yaml_kind kind, uint64_t line)
{
	if (b->open && b->open->kind == YAML_MAP && !b->has_key)
		return fail_at(b, line, "a key is a list or a map, expected plain text");
	if (b->depth == YAML_MAX_DEPTH)
		return fail_at(b, line, "lists and maps are nested more than %d deep", YAML_MAX_DEPTH);
	struct yaml_node *node = add_node(b, kind, line);
	b->open = node;
	b->tail[b->depth++] = &node->first;
	return true;
}

/* Every value is plain text, written out where it stands. */
static bool take_value(struct building *b, const yaml_char_t *anchor, const yaml_char_t *tag, uint64_t line)
{
	if (anchor)
		return fail_at(b, line, "an anchor (&name) is not accepted: write the value out");
	if (tag)
		return fail_at(b, line, "a tag (!name) is not accepted: every value is plain text");
	if (++b->n_nodes > YAML_MAX_NODES)
		return fail_at(b, line, "there are more than %d values", YAML_MAX_NODES);
	return true;
}

static bool on_event(struct building *b, const yaml_event_t *event)
{
	uint64_t line = event->start_mark.line + 1;

	if (line > b->last_line)
		b->last_line = line;
	switch (event->type) {
	case YAML_ALIAS_EVENT:
		return fail_at(b, line, "an alias (*name) is not accepted: write the value out");
	case YAML_SCALAR_EVENT:
		return take_value(b, event->data.scalar.anchor, event->data.scalar.tag, line) &&
		       on_scalar(b, event, line);
	case YAML_SEQUENCE_START_EVENT:
		return take_value(b, event->data.sequence_start.anchor, event->data.sequence_start.tag,
				  line) &&
		       on_open(b, YAML_LIST, line);
	case YAML_MAPPING_START_EVENT:
		return take_value(b, event->data.mapping_start.anchor, event->data.mapping_start.tag, line) &&
		       on_open(b, YAML_MAP, line);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		assert(b->open);
		b->open = b->open->parent;
		b->depth--;
		return true;
	case YAML_DOCUMENT_START_EVENT:
		if (b->root)
			return fail_at(b, line, "a second document begins here, expected one only");
		return true;
	case YAML_DOCUMENT_END_EVENT:
		b->closed = !event->data.document_end.implicit;
		return true;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
		break;
	}
	return true;
}

static bool fail_syntax(struct building *b)
{
	const yaml_parser_t *p = &b->parser;
	const char *problem = p->problem ? p->problem : "the reader gave up";

	if (!p->context)
		return fail_at(b, p->problem_mark.line + 1, "not valid YAML: %s", problem);
	/* The context is where a thing began: that is the place of what never ends. */
	if (!strcmp(problem, "found unexpected end of stream"))
		return fail_at(b, p->context_mark.line + 1, "not valid YAML: %s, %s", problem, p->context);
	return fail_at(b, p->problem_mark.line + 1, "not valid YAML: %s, %s (begun on line %zu)", problem,
		       p->context, p->context_mark.line + 1);
}

static bool parse_events(struct building *b)
{
	for (;;) {
		yaml_event_t event;
		bool last, ok;

		if (!yaml_parser_parse(&b->parser, &event))
			return fail_syntax(b);
		last = event.type == YAML_STREAM_END_EVENT;
		ok = on_event(b, &event);
		yaml_event_delete(&event);
		if (!ok || last)
			return ok;
	}
}

/* Bytes that no catalogue has: says which and where before libyaml sees them. */
static bool check_bytes(struct building *b, struct text yaml)
{
	if (yaml.size > YAML_MAX_BYTES) {
		yaml_fail(b->r, NULL, "the file is larger than 1 MiB");
		return false;
	}
	size_t valid = text_utf8_prefix(yaml);
	uint64_t line = 1;
	for (size_t i = 0; i < valid; i++) {
		unsigned char c = (unsigned char)yaml.data[i];
		if (c == '\n')
			line++;
		if ((c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7F)
			return fail_at(b, line, "the file holds a control character");
	}
	if (valid < yaml.size)
		return fail_at(b, line, "the file is not valid UTF-8");
	return true;
}

bool yaml_parse(struct yaml_reader *r, struct text yaml, struct yaml_document *out)
{
	struct building b = { .r = r };
	if (!check_bytes(&b, yaml))
		return false;
	if (yaml.size >= 3 && memcmp(yaml.data, "\xEF\xBB\xBF", 3) == 0) {
		yaml.data += 3;
		yaml.size -= 3;
	}
	if (!yaml_parser_initialize(&b.parser))
		return yaml_fail(r, NULL, "the YAML reader could not be started");
	yaml_parser_set_encoding(&b.parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&b.parser, (const unsigned char *)yaml.data, yaml.size);
	bool ok = parse_events(&b);
	yaml_parser_delete(&b.parser);
	if (!ok)
		return false;
	if (!b.root)
		return yaml_fail(r, NULL, "the file is empty");
	assert(!b.open && !b.has_key);
	*out = (struct yaml_document){ .root = b.root, .closed = b.closed, .last_line = b.last_line };
	return true;
}

bool yaml_load(struct yaml_reader *r, const char *path, struct text *out)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return yaml_fail(r, NULL, "cannot be opened: %s", strerror(errno));
	size_t room = YAML_MAX_BYTES + 1, size = 0;
	char *data = memory_alloc(room);
	bool ok = true;
	while (size < room) {
		ssize_t n = read(fd, data + size, room - size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			ok = yaml_fail(r, NULL, "cannot be read: %s", strerror(errno));
		if (n <= 0)
			break;
		size += (size_t)n;
	}
	close(fd);
	if (ok && size > YAML_MAX_BYTES)
		ok = yaml_fail(r, NULL, "the file is larger than 1 MiB");
	if (ok)
		*out = (struct text){ arena_copy(r->arena, data, size), size };
	memory_free(data);
	return ok;
}

/* ---- reading the tree ---- */

const struct yaml_node *yaml_find(const struct yaml_node *map, const char *key)
{
	assert(map->kind == YAML_MAP);
	for (const struct yaml_node *c = map->first; c; c = c->next)
		if (text_is(c->key, key))
			return c;
	return NULL;
}

static const char *kind_word(const struct yaml_node *node)
{
	return node->kind == YAML_MAP    ? "a map"
	       : node->kind == YAML_LIST ? "a list"
	       : node->is_null           ? "nothing"
					 : "text";
}

bool yaml_is_map(struct yaml_reader *r, const struct yaml_node *node, const char *expected)
{
	if (node->kind != YAML_MAP)
		return yaml_fail(r, node, "is %s, expected %s", kind_word(node), expected);
	if (node->n == 0)
		return yaml_fail(r, node, "is empty, expected %s", expected);
	return true;
}

bool yaml_is_list(struct yaml_reader *r, const struct yaml_node *node, const char *expected)
{
	if (node->kind != YAML_LIST)
		return yaml_fail(r, node, "is %s, expected %s", kind_word(node), expected);
	if (node->n == 0)
		return yaml_fail(r, node, "is empty, expected %s", expected);
	return true;
}

bool yaml_check_keys(struct yaml_reader *r, const struct yaml_node *map, const char *const *names,
		     size_t n_names)
{
	for (const struct yaml_node *c = map->first; c; c = c->next) {
		bool known = false;
		for (size_t i = 0; i < n_names && !known; i++)
			known = text_is(c->key, names[i]);
		if (known)
			continue;
		yaml_fail(r, c, "unknown key, expected %s", yaml_names(r, names, n_names));
		const char *near = nearest_find(c->key, names, n_names);
		if (near)
			error_hint(r->err, "did you mean \"%s\"?", near);
		return false;
	}
	return true;
}

bool yaml_require(struct yaml_reader *r, const struct yaml_node *map, const char *key, const char *expected,
		  const struct yaml_node **out)
{
	const struct yaml_node *node = yaml_find(map, key);
	if (!node) {
		/* Located at the map, named after the key that is not there. */
		struct yaml_node missing = { .line = map->line,
					     .parent = (struct yaml_node *)map,
					     .key = text_of(key) };
		return yaml_fail(r, &missing, "the key is missing, expected %s", expected);
	}
	*out = node;
	return true;
}

/* A character that would not print as itself. */
static bool is_unsafe(struct text *rest)
{
	struct text before = *rest;
	char safe[TEXT_ESCAPE_BYTES];
	size_t n = text_escape_step(rest, safe);
	size_t taken = before.size - rest->size;
	return n != taken || memcmp(safe, before.data, n) != 0;
}

bool yaml_text(struct yaml_reader *r, const struct yaml_node *node, const char *expected, const char **out)
{
	if (node->kind != YAML_SCALAR || node->is_null)
		return yaml_fail(r, node, "is %s, expected %s", kind_word(node), expected);
	char *copy = arena_copy(r->arena, node->text.data, node->text.size);
	size_t size = 0;
	for (size_t i = 0; i < node->text.size; i++) {
		char c = copy[i];
		if (c == '\n' || c == '\r' || c == '\t')
			c = ' ';
		/* Folding and indenting leave runs of spaces that mean nothing. */
		if (c == ' ' && (size == 0 || copy[size - 1] == ' '))
			continue;
		copy[size++] = c;
	}
	while (size && copy[size - 1] == ' ')
		size--;
	copy[size] = '\0';
	if (size == 0)
		return yaml_fail(r, node, "is empty, expected %s", expected);
	for (struct text rest = { copy, size }; rest.size;)
		if (is_unsafe(&rest))
			return yaml_fail(r, node, "holds a character that cannot be printed");
	*out = copy;
	return true;
}

bool yaml_bool(struct yaml_reader *r, const struct yaml_node *node, bool *out)
{
	static const char *const words[] = { "yes", "no", "true", "false" };
	int which;
	if (!yaml_choice(r, node, "answer", words, 4, &which))
		return false;
	*out = which == 0 || which == 2;
	return true;
}

bool yaml_choice(struct yaml_reader *r, const struct yaml_node *node, const char *what,
		 const char *const *names, size_t n_names, int *out)
{
	const char *expected = yaml_names(r, names, n_names);
	const char *word;
	if (!yaml_text(r, node, expected, &word))
		return false;
	for (size_t i = 0; i < n_names; i++)
		if (text_is(node->text, names[i])) {
			*out = (int)i;
			return true;
		}
	yaml_fail(r, node, "\"%.80s\" is no known %s, expected %s", word, what, expected);
	const char *near = nearest_find(node->text, names, n_names);
	if (near)
		error_hint(r->err, "did you mean \"%s\"?", near);
	return false;
}

const char *yaml_names(struct yaml_reader *r, const char *const *names, size_t n_names)
{
	struct builder b;
	builder_init(&b);
	for (size_t i = 0; i < n_names; i++) {
		if (i)
			builder_add(&b, i + 1 == n_names ? TEXT(" or ") : TEXT(", "));
		builder_add(&b, text_of(names[i]));
	}
	const char *all = arena_copy(r->arena, b.size ? b.data : "", b.size);
	builder_done(&b);
	return all;
}
