/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The operators of a page: what no tag holds is marked as ornament. */
#include "render/tagged.h"

#include <stdlib.h>
#include <string.h>

struct walk {
	struct text content;
	struct builder *out;
	size_t copied;   /* bytes of the content already written */
	int depth;       /* of marked content */
	bool is_opened;  /* an ornament is being drawn */
};

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static bool is_delimiter(char c)
{
	return c != '\0' && strchr("()<>[]{}/%", c);
}

/* The end of a string in brackets that begins at `at`. */
static size_t string_end(struct text t, size_t at)
{
	int depth = 0;
	for (; at < t.size; at++) {
		if (t.data[at] == '\\')
			at++;
		else if (t.data[at] == '(')
			depth++;
		else if (t.data[at] == ')' && --depth == 0)
			return at + 1;
	}
	return t.size;
}

/* The end of the token that begins at `at`, which is no space. */
static size_t token_end(struct text t, size_t at)
{
	char c = t.data[at];
	if (c == '(')
		return string_end(t, at);
	if (c == '<' && at + 1 < t.size && t.data[at + 1] != '<') {
		while (at < t.size && t.data[at] != '>')
			at++;
		return at < t.size ? at + 1 : at;
	}
	if ((c == '<' || c == '>') && at + 1 < t.size && t.data[at + 1] == c)
		return at + 2;
	if (is_delimiter(c) && c != '/')
		return at + 1;
	do
		at++;
	while (at < t.size && !is_space(t.data[at]) && !is_delimiter(t.data[at]));
	return at;
}

static bool is_one_of(struct text t, const char *const *names)
{
	for (; *names; names++)
		if (text_is(t, *names))
			return true;
	return false;
}

static void copy_to(struct walk *w, size_t to)
{
	builder_add(w->out, (struct text){ w->content.data + w->copied, to - w->copied });
	w->copied = to;
}

static bool is_dropped(struct text operands, const bool *dropped, size_t n_dropped)
{
	const char *at = memmem(operands.data, operands.size, "/MCID ", 6);
	if (!at)
		return false;
	size_t number = 0;
	for (at += 6; at < operands.data + operands.size && *at >= '0' && *at <= '9'; at++)
		number = number * 10 + (size_t)(*at - '0');
	return number < n_dropped && dropped[number];
}

void tagged_add_artifacts(struct text content, const bool *dropped, size_t n_dropped, struct builder *out)
{
	static const char *const begins[] = { "BT", "m", "re", "Do", "sh", NULL };
	static const char *const ends[] = { "ET", "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "n", "Do",
					    "sh", NULL };
	struct walk w = { .content = content, .out = out };
	size_t operands = SIZE_MAX; /* where those of the next operator begin */
	for (size_t at = 0; at < content.size;) {
		if (is_space(content.data[at])) {
			at++;
			continue;
		}
		size_t end = token_end(content, at);
		struct text token = { content.data + at, end - at };
		char c = token.data[0];
		if (operands == SIZE_MAX)
			operands = at;
		/* Numbers, names, strings, arrays and dictionaries are operands. */
		bool is_operator = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '\'' || c == '"';
		if (!is_operator || text_is(token, "true") || text_is(token, "false") || text_is(token, "null")) {
			at = end;
			continue;
		}
		if (text_is(token, "BDC") || text_is(token, "BMC")) {
			struct text given = { content.data + operands, at - operands };
			if (w.depth++ == 0 && is_dropped(given, dropped, n_dropped)) {
				copy_to(&w, operands);
				builder_add(out, TEXT("/Artifact BMC"));
				w.copied = end;
			}
		} else if (text_is(token, "EMC")) {
			w.depth--;
		} else if (w.depth == 0) {
			if (!w.is_opened && is_one_of(token, begins)) {
				copy_to(&w, operands);
				builder_add(out, TEXT("/Artifact BMC "));
				w.is_opened = true;
			}
			if (w.is_opened && is_one_of(token, ends)) {
				copy_to(&w, end);
				builder_add(out, TEXT(" EMC"));
				w.is_opened = false;
			}
		}
		operands = SIZE_MAX;
		at = end;
	}
	copy_to(&w, content.size);
}
