/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The built-in edition cut short and with bytes changed: either refused with a place, or sound.
 */
#include "engine/catalogue.h"
#include "engine/catalogue_editions.h"
#include "engine/yaml.h"
#include "tests/unit/stride.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void check_column(const struct measure *m, int column, unsigned types)
{
	const struct dataset *d = dataset_get(m->dataset);
	assert_true(column >= 0 && column < d->n_columns);
	assert_true(types & 1u << d->columns[column].type);
}

static void check_parts(const struct measure *m)
{
	for (int d = 0; d < m->n_dimensions; d++) {
		const struct dimension *dimension = &m->dimensions[d];
		assert_true(dimension->name && dimension->n_parts >= 0 && dimension->n_parts <= DIMENSION_MAX_PARTS);
		assert_true(dimension->share_of == 0 || dimension->share_of < dimension->n_parts);
		for (int i = 0; i < dimension->n_parts; i++)
			if (dimension->parts[i].kind == PART_COLUMN)
				check_column(m, dimension->parts[i].column, 1u << COLUMN_WORD | 1u << COLUMN_LIST);
	}
}

static void check_leaf(const struct measure *m)
{
	for (int i = 0; i < m->n_filters; i++) {
		check_column(m, m->filters[i].column, 1u << COLUMN_LIST | 1u << COLUMN_WORD);
		assert_true(m->filters[i].n_values > 0);
		if (dataset_get(m->dataset)->columns[m->filters[i].column].type == COLUMN_LIST)
			assert_int_equal(__builtin_popcountll(m->filters[i].list_mask),
					 m->filters[i].n_values);
	}
	if (m->kind == KIND_AVAILABILITY) {
		assert_true(m->dataset == DATASET_OUTAGES && m->service && m->service[0]);
		return;
	}
	check_parts(m);
	if (m->kind == KIND_POPULATION || m->kind == KIND_WHAT_IF)
		return;
	check_column(m, m->placed_by, 1u << COLUMN_TIME);
	if (m->kind == KIND_SHARE)
		assert_true(m->n_goods > 0 || m->equal_columns[0] >= 0);
	if (m->clock_from < 0) {
		assert_true(m->kind == KIND_SHARE || m->kind == KIND_NUMBER || m->kind == KIND_DISTINCT ||
			    m->kind == KIND_VARIANCE);
		return;
	}
	check_column(m, m->clock_from, 1u << COLUMN_TIME);
	assert_true(m->n_stops >= 1 && m->n_stops <= CLOCK_MAX_STOPS);
	for (int i = 0; i < m->n_stops; i++)
		check_column(m, m->clock_to[i], 1u << COLUMN_TIME);
	if (m->kind == KIND_WINDOWS || m->kind == KIND_LOSSES)
		check_column(m, m->item_of, 1u << COLUMN_TEXT);
	else if (m->kind != KIND_NUMBER)
		assert_true(m->within.n_cases >= 1);
	for (int i = 0; i < m->within.n_cases; i++)
		assert_true(m->within.limits[i].ns > 0);
}

static void check_item(const struct catalogue *c, const struct measure *m)
{
	assert_true(m->title && m->definition && m->authority);
	if (m->dataset == DATASET_NONE)
		assert_true(m->kind == KIND_COMPOSITE || m->kind == KIND_REPORTED);
	else
		check_leaf(m);
	for (int i = 0; i < m->n_of; i++)
		assert_int_equal(c->measures[m->of[i]].kind, KIND_INCIDENTS);
}

/* What catalogue.h promises of every catalogue that was accepted. */
static void check_sound(const struct catalogue *c)
{
	assert_true(c->n_measures > 0);
	bool done[CATALOGUE_MAX_MEASURES] = { false };
	for (int o = 0; o < c->n_measures; o++) {
		const struct measure *m = &c->measures[c->order[o]];
		assert_int_equal(catalogue_find(c, text_of(m->id)), c->order[o]);
		assert_true(m->n_levels > 0 && !m->is_metric);
		check_item(c, m);
		for (int i = 0; i < m->n_levels; i++) {
			assert_true(m->levels[i].target.micro >= m->levels[i].minimum.micro);
			assert_true(m->levels[i].target.micro <= 100000000);
			assert_true(i == 0 || month_compare(m->levels[i - 1].from, m->levels[i].from) < 0);
		}
		for (int i = 0; i < m->n_inputs; i++)
			assert_true(m->kind == KIND_COMPOSITE && done[m->inputs[i]]);
		assert_false(done[c->order[o]]);
		done[c->order[o]] = true;
	}
	for (int i = c->n_measures; i < c->n_items; i++) {
		assert_true(c->measures[i].is_metric && c->measures[i].n_levels == 0);
		check_item(c, &c->measures[i]);
	}
}

static bool try(const char *data, size_t size)
{
	/* Of the exact size, so that a read past the end is seen. */
	char *text = memory_alloc(size);
	memcpy(text, data, size);
	struct arena arena;
	arena_init(&arena);
	struct error err = { 0 };
	const struct catalogue *c = NULL;
	bool ok = catalogue_parse((struct text){ text, size }, "cut.yaml", &arena, &c, &err);
	if (ok) {
		check_sound(c);
	} else {
		assert_null(c);
		assert_int_equal(err.kind, ERROR_CATALOGUE);
		assert_string_equal(err.path, "cut.yaml");
		assert_true(err.message[0] != '\0');
		if (err.line == 0 && !strstr(err.message, "is empty"))
			fail_msg("size %zu: no line: %s", size, err.message);
	}
	arena_done(&arena);
	memory_free(text);
	return ok;
}

static void test_cut(void **state)
{
	(void)state;
	const char *yaml = (const char *)catalogue_editions[0].yaml;
	size_t size = catalogue_editions[0].size_bytes;
	for (size_t cut = 0; cut < size - 1; cut += 7 * test_stride())
		if (try(yaml, cut))
			fail_msg("accepted when cut at byte %zu of %zu", cut, size);
	for (size_t cut = size - 8; cut < size - 1; cut++)
		assert_false(try(yaml, cut));
	assert_true(try(yaml, size - 1)); /* the last line end alone is no loss */
	assert_true(try(yaml, size));
}

static void test_changed_bytes(void **state)
{
	(void)state;
	size_t size = catalogue_editions[0].size_bytes;
	char *yaml = memory_alloc(size);
	memcpy(yaml, catalogue_editions[0].yaml, size);
	static const char others[] = "\0\t\n '\"#%&*,-:>?@[]`{|}!~x9\x80\xff";
	int n_accepted = 0, n_refused = 0;
	for (size_t at = 0; at < size; at += 11 * test_stride()) {
		char was = yaml[at];
		yaml[at] = others[(at / 11) % (sizeof others - 1)];
		if (try(yaml, size))
			n_accepted++;
		else
			n_refused++;
		yaml[at] = was;
	}
	/* Most of the text is prose, in which a letter more or less is nobody's mistake. */
	assert_true(n_accepted > 0 && n_refused > 0);
	memory_free(yaml);
}

/* What a few bytes could blow up to, and what is too large as it stands. */
static void test_bombs(void **state)
{
	(void)state;
	static const char laughs[] = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n...\n";
	assert_false(try(laughs, sizeof laughs - 1));
	size_t size = YAML_MAX_BYTES + 1;
	char *big = memory_alloc(size);
	static const char *const fillings[] = { "[", "{a: ", "- ",     "? ",    "a",  "\n",
						"#", "'",    "a: 1\n", "- x\n", "-\n" };
	for (size_t f = 0; f < sizeof fillings / sizeof *fillings; f++) {
		size_t n = strlen(fillings[f]);
		for (size_t i = 0; i < size; i++)
			big[i] = fillings[f][i % n];
		assert_false(try(big, YAML_MAX_BYTES));
		struct arena arena;
		arena_init(&arena);
		struct error err;
		const struct catalogue *c;
		assert_false(catalogue_parse((struct text){ big, size }, "big.yaml", &arena, &c, &err));
		assert_non_null(strstr(err.message, "larger than 1 MiB"));
		arena_done(&arena);
	}
	memory_free(big);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_changed_bytes),
		cmocka_unit_test(test_bombs),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
