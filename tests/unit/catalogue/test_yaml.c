/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/nearest.h"
#include "engine/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
	struct arena arena;
	struct error err;
	struct yaml_reader r;
	struct yaml_document d;
};

static bool parse(struct fixture *f, const char *text)
{
	f->err = (struct error){ 0 };
	f->r = (struct yaml_reader){ .source = "f.yaml", .arena = &f->arena, .err = &f->err };
	return yaml_parse(&f->r, text_of(text), &f->d);
}

static int setup(void **state)
{
	static struct fixture f;
	arena_init(&f.arena);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	arena_done(&((struct fixture *)*state)->arena);
	return 0;
}

/* Every scalar stays as written: no value is guessed. */
static void test_scalars(void **state)
{
	struct fixture *f = *state;
	assert_true(parse(f, "\xEF\xBB\xBF"
			     "a: no\r\nb: 1e3\r\nc: 0x10\r\nd: ~\r\ne: '~'\r\nf: ''\r\ng:\r\nh: >\r\n  "
			     "one\r\n  two\r\n...\r\n"));
	const struct yaml_node *root = f->d.root;
	assert_true(text_is(yaml_find(root, "a")->text, "no"));
	assert_true(text_is(yaml_find(root, "b")->text, "1e3"));
	assert_true(text_is(yaml_find(root, "c")->text, "0x10"));
	assert_true(yaml_find(root, "d")->is_null);
	assert_false(yaml_find(root, "e")->is_null);
	assert_false(yaml_find(root, "f")->is_null);
	assert_true(yaml_find(root, "g")->is_null);
	const char *text;
	assert_true(yaml_text(&f->r, yaml_find(root, "h"), "text", &text));
	assert_string_equal(text, "one two");
	assert_int_equal(yaml_find(root, "h")->line, 8);
	assert_null(yaml_find(root, "i"));
	assert_true(f->d.closed);
}

static void test_places(void **state)
{
	struct fixture *f = *state;
	assert_true(parse(f, "# a\n\na:\n  - b: 1\n    c:\n      d: 2\n  - [x,\n     y]\n"));
	assert_false(f->d.closed);
	const struct yaml_node *list = yaml_find(f->d.root, "a");
	assert_int_equal(list->n, 2);
	const struct yaml_node *d = yaml_find(yaml_find(list->first, "c"), "d");
	assert_int_equal(d->line, 6);
	f->r.subject = "thing X";
	assert_false(yaml_fail(&f->r, d, "is %s", "odd"));
	assert_string_equal(f->err.message, "thing X: is odd");
	assert_string_equal(f->err.field, "a[1].c.d");
	assert_int_equal(f->err.line, 6);
	const struct yaml_node *y = list->first->next->first->next;
	assert_int_equal(y->line, 8);
	assert_false(yaml_fail(&f->r, y, "x"));
	assert_string_equal(f->err.field, "a[2][2]");
}

static void test_bools(void **state)
{
	struct fixture *f = *state;
	assert_true(parse(f, "[yes, no, true, false]"));
	bool expected = true;
	for (const struct yaml_node *c = f->d.root->first; c; c = c->next, expected = !expected) {
		bool got = !expected;
		assert_true(yaml_bool(&f->r, c, &got));
		assert_int_equal(got, expected);
	}
	assert_true(parse(f, "[Yes, on, 1, ~]"));
	for (const struct yaml_node *c = f->d.root->first; c; c = c->next) {
		bool got;
		assert_false(yaml_bool(&f->r, c, &got));
	}
}

/* The library's complaints come back as values with their line; nothing goes to stderr or stdout. */
static void test_silent(void **state)
{
	struct fixture *f = *state;
	int pipes[2], saved = dup(STDERR_FILENO);
	assert_int_equal(pipe(pipes), 0);
	assert_true(dup2(pipes[1], STDERR_FILENO) >= 0);
	bool ok = parse(f, "a: 1\nb: [1, 2\nc: }\n");
	bool ok2 = parse(f, "a: \"open\n\n");
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(pipes[1]);
	char byte;
	assert_int_equal(read(pipes[0], &byte, 1), 0);
	close(pipes[0]);
	assert_false(ok);
	assert_false(ok2);
	assert_int_equal(f->err.kind, ERROR_CATALOGUE);
	assert_int_equal(f->err.line, 1);
	assert_non_null(strstr(f->err.message, "not valid YAML: "));
}

static void test_quotes(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *yaml, *text;
	} cases[] = {
		{ "a: 'it''s'", "it's" },
		{ "a: '''x''y'''", "'x'y'" },
		{ "a: 'x'' ''y'", "x' 'y" },
		{ "a: \"''x''\"", "''x''" },
		{ "a: ''", "" },
		{ "a: \"x\\\"\\\"\\\"y\"", "x\"\"\"y" },
		{ "a: 'a'''' b'", "a'' b" },
		{ "a: '''''x'", "''x" },
		{ "a: ''''", "'" },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		if (!parse(f, cases[i].yaml))
			fail_msg("%s: %s", cases[i].yaml, f->err.message);
		if (!text_is(yaml_find(f->d.root, "a")->text, cases[i].text))
			fail_msg("%s: misread", cases[i].yaml);
	}
}

/* Lines indented further keep their line ends, and nothing is added or lost at the end of the text. */
static void test_folded(void **state)
{
	struct fixture *f = *state;

	assert_true(parse(f, "a:\n  b: >\n    one\n    two\n      three\n    four\nc: >\n   "));
	assert_true(text_is(yaml_find(yaml_find(f->d.root, "a"), "b")->text, "one two\n  three\nfour\n"));
	assert_true(text_is(yaml_find(f->d.root, "c")->text, ""));
}

static void test_limits(void **state)
{
	struct fixture *f = *state;
	struct builder b;
	builder_init(&b);
	for (int i = 0; i <= YAML_MAX_KEYS; i++)
		builder_printf(&b, "k%d: v\n", i);
	assert_false(parse(f, b.data));
	assert_int_equal(f->err.line, YAML_MAX_KEYS + 1);
	builder_clear(&b);
	for (int i = 0; i <= YAML_MAX_NODES; i++)
		builder_printf(&b, "- v\n");
	assert_false(parse(f, b.data));
	assert_non_null(strstr(f->err.message, "more than 100000 values"));
	assert_int_equal(f->err.line, YAML_MAX_NODES);
	builder_done(&b);
}

static void test_nearest(void **state)
{
	(void)state;
	static const char *const names[] = { "title", "levels", "level", "placed_by", "no" };
	static const struct {
		const char *word, *near;
	} cases[] = {
		{ "titel", "title" },
		{ "Title", "title" },
		{ "tilte", "title" },
		{ "levl", "level" },
		{ "levelss", "levels" },
		{ "placed-by", "placed_by" },
		{ "placedby", "placed_by" },
		{ "definition", NULL },
		{ "", NULL },
		{ "x", NULL },
		{ "n", "no" },
		{ "xyz", NULL },
	};
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *near = nearest_find(text_of(cases[i].word), names, 5);
		assert_string_equal(near ? near : "-", cases[i].near ? cases[i].near : "-");
	}
	char longest[NEAREST_MAX_BYTES + 2];
	memset(longest, 'a', sizeof longest);
	longest[sizeof longest - 1] = '\0';
	assert_null(nearest_find(text_of(longest), names, 5));
	const char *same[] = { longest };
	assert_null(nearest_find(text_of(longest), same, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scalars), cmocka_unit_test(test_places),  cmocka_unit_test(test_bools),
		cmocka_unit_test(test_silent),  cmocka_unit_test(test_quotes),  cmocka_unit_test(test_folded),
		cmocka_unit_test(test_limits),  cmocka_unit_test(test_nearest),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
