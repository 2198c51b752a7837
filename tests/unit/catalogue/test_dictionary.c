/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The dictionary of codes: found, not found, and held against the business processes of the catalogue.
 */
#include "engine/catalogue.h"
#include "engine/dictionary.h"
#include "engine/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void test_names(void **state)
{
	struct arena arena;
	const struct dictionary *d;
	struct error err;

	(void)state;
	arena_init(&arena);
	assert_true(dictionary_load(&arena, &d, &err));
	assert_string_equal(dictionary_name(d, DICTIONARY_ALERTS, TEXT("8F3E")), "Unauthorised communication attempt");
	assert_string_equal(dictionary_name(d, DICTIONARY_SRVS, TEXT("2.2")), "Top up");
	assert_string_equal(dictionary_name(d, DICTIONARY_RESPONSES, TEXT("E20")), "Device cannot be reached");
	/* Codes compare exactly; what is not there has no name. */
	assert_string_equal(dictionary_name(d, DICTIONARY_ALERTS, TEXT("8f3e")), "");
	assert_string_equal(dictionary_name(d, DICTIONARY_SRVS, TEXT("8F3E")), "");
	assert_string_equal(dictionary_name(d, DICTIONARY_SRVS, TEXT("")), "");
	assert_string_equal(dictionary_name(NULL, DICTIONARY_SRVS, TEXT("2.2")), "");
	assert_true(d->n[DICTIONARY_SRVS] > 120 && d->n[DICTIONARY_ALERTS] > 100 && d->n[DICTIONARY_RESPONSES] > 10);
	for (int part = 0; part < DICTIONARY_PARTS; part++)
		for (size_t i = 0; i < d->n[part]; i++) {
			assert_true(strlen(d->entries[part][i].name) <= 60);
			assert_string_equal(dictionary_name(d, (enum dictionary_part)part,
							    text_of(d->entries[part][i].code)),
					    d->entries[part][i].name);
		}
	arena_done(&arena);
}

/* Every SRV that serves a business process, and every code of a class of responses that is public, has a name. */
static void test_processes(void **state)
{
	struct arena arena;
	const struct dictionary *d;
	const struct catalogue *c;
	struct error err;

	(void)state;
	arena_init(&arena);
	assert_true(dictionary_load(&arena, &d, &err));
	assert_true(catalogue_load(NULL, (struct month){ 2019, 10 }, &arena, &c, &err));
	for (int p = 0; p < c->n_processes; p++)
		for (int i = 0; i < c->processes[p].n_srvs; i++)
			if (!*dictionary_name(d, DICTIONARY_SRVS, text_of(c->processes[p].srvs[i])))
				fail_msg("SRV %s has no name", c->processes[p].srvs[i]);
	for (size_t i = 0; i < d->n[DICTIONARY_RESPONSES]; i++)
		assert_int_not_equal(catalogue_response(c, text_of(d->entries[DICTIONARY_RESPONSES][i].code)),
				     RESPONSE_OTHER);
	arena_done(&arena);
}

static void test_refused(void **state)
{
	static const char *const texts[] = {
		"srvs: {}\nresponses: {}\n", "srvs: {a: b}\nresponses: {a: b}\nalerts: [x]\n",
		"srvs: {a: b}\nresponses: {a: b}\nalerts: {a: b}\nmore: {a: b}\n", "[", "srvs: {a: [b]}\n",
	};
	struct arena arena;
	const struct dictionary *d = NULL;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct error err = { 0 };
		assert_false(dictionary_parse(text_of(texts[i]), "test", &arena, &d, &err));
		assert_int_equal(err.kind, ERROR_CATALOGUE);
		assert_null(d);
	}
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_processes),
		cmocka_unit_test(test_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
