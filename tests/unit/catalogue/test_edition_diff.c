/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What differs between the editions of two months, and on whose authority.
 */
#include "engine/edition_diff.h"
#include "engine/yaml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define OCTOBER  (struct month){ 2019, 10 }
#define NOVEMBER (struct month){ 2019, 11 }

struct fixture {
	struct arena arena;
	const struct catalogue *built_in, *illustration;
	struct text yaml; /* of the built-in edition */
	size_t n;
	const struct edition_change *changes;
};

static int setup(void **state)
{
	static struct fixture f;
	struct error err = { 0 };
	struct yaml_reader r = { .source = "test", .arena = &f.arena, .err = &err };

	arena_init(&f.arena);
	if (!catalogue_load(NULL, OCTOBER, &f.arena, &f.built_in, &err) ||
	    !catalogue_load(FIXTURES "/editions/2019-11.yaml", NOVEMBER, &f.arena, &f.illustration, &err) ||
	    !yaml_load(&r, EDITIONS "/2018-03.yaml", &f.yaml))
		fail_msg("%s: %s", err.field, err.message);
	*state = &f;
	return 0;
}

static int teardown(void **state)
{
	arena_done(&((struct fixture *)*state)->arena);
	return 0;
}

/* The built-in edition with one text in place of another, as November's. */
static const struct catalogue *edited(struct fixture *f, const char *from, const char *to)
{
	const struct catalogue *c;
	struct error err = { 0 };
	const char *at = strstr(f->yaml.data, from);
	char *text;

	if (!at)
		fail_msg("the edition has no \"%s\"", from);
	text = arena_printf(&f->arena, "%.*s%s%s", (int)(at - f->yaml.data), f->yaml.data, to, at + strlen(from));
	if (!catalogue_parse(text_of(text), "test", &f->arena, &c, &err))
		fail_msg("%d %s: %s", (int)err.line, err.field, err.message);
	return c;
}

static void compare(struct fixture *f, const struct catalogue *b)
{
	edition_diff(f->built_in, OCTOBER, b, NOVEMBER, &f->arena, &f->changes, &f->n);
}

static void expect(const struct fixture *f, size_t i, const char *measure, const char *what, const char *before,
		   const char *after, const char *authority)
{
	assert_true(i < f->n);
	assert_string_equal(f->changes[i].measure, measure);
	assert_string_equal(f->changes[i].what, what);
	assert_non_null(strstr(f->changes[i].before, before));
	assert_non_null(strstr(f->changes[i].after, after));
	if (*authority)
		assert_non_null(strstr(f->changes[i].authority, authority));
	else
		assert_string_equal(f->changes[i].authority, "");
}

static void test_illustration(void **state)
{
	struct fixture *f = *state;

	compare(f, f->illustration);
	assert_int_equal(f->n, 3);
	expect(f, 0, "CPM-1", "composition", "pooled", "mean", "invented modification of the methodology");
	expect(f, 1, "CPM-3", "target", "99", "99.5", "invented modification of SEC H13.1");
	expect(f, 2, "CSP-2", "in time", "5 days", "4 days", "invented variation");
	/* It says of itself what it is, and has a former edition. */
	assert_non_null(strstr(f->illustration->title, "illustration"));
	assert_ptr_not_equal(edition_before(f->illustration, &f->arena), NULL);
	assert_null(edition_before(f->built_in, &f->arena));
	compare(f, f->built_in);
	assert_int_equal(f->n, 0);
}

static void test_nobody_authorised(void **state)
{
	struct fixture *f = *state;
	struct findings findings;

	findings_init(&findings);
	/* A target changed in place, with the authority that was there. */
	compare(f, edited(f, "        target: 100\n", "        target: 98\n"));
	assert_int_equal(f->n, 1);
	expect(f, 0, "CPM-4", "target", "100", "98", "");
	edition_findings(f->changes, f->n, &findings);
	findings_sort(&findings);
	assert_int_equal(findings.n, 1);
	assert_string_equal(findings.items[0].kind, "unauthorised_change");
	assert_string_equal(findings.items[0].value, "CPM-4");
	assert_string_equal(findings.items[0].column, "target");
	/* An exclusion more. */
	compare(f, edited(f, "exclusions: [user_cancelled]", "exclusions: [user_cancelled, dropped_from_queue]"));
	assert_int_equal(f->n, 1);
	expect(f, 0, "CSP-2", "may be left out", "user_cancelled, and", "or dropped_from_queue", "");
	/* What a valid sample is: of every measure that rests on one. */
	compare(f, edited(f, "tests_per_hub: 0.5", "tests_per_hub: 0.25"));
	assert_int_equal(f->n, 3);
	expect(f, 0, "CSP-4.1", "valid sample", "0.5 tests in the month", "0.25 tests in the month", "");
	/* The limits of quality, of the edition as a whole. */
	compare(f, edited(f, "withhold_rows: 10", "withhold_rows: 11"));
	assert_int_equal(f->n, 1);
	expect(f, 0, "", "limits of quality", "from 10 rows", "from 11 rows", "");
	findings_done(&findings);
}

static void test_authority(void **state)
{
	struct fixture *f = *state;

	/* The edition's own word covers what a measure says nothing about. */
	compare(f, edited(f, "edition: 2018-03\n", "edition: 2019-11\nchanged_by: MP999\n"));
	assert_int_equal(f->n, 0);
	compare(f, edited(f, "assumptions: >", "changed_by: MP999\nassumptions: >"));
	assert_int_equal(f->n, 0);
	/* A level that was written for a later month comes into force: the edition itself did not change. */
	edition_diff(f->illustration, (struct month){ 2019, 10 }, f->illustration, NOVEMBER, &f->arena, &f->changes, &f->n);
	assert_int_equal(f->n, 1);
	expect(f, 0, "CPM-3", "target", "99", "99.5", "invented");
	/* A new text of the measure's authority is one. */
	compare(f, edited(f, "    authority: SEC H13.1 and L8.6 (recalled by the authors, not read from the Code)\n"
			     "    dataset: repository\n"
			     "    clock: {from: received_at, to: sent_at}\n"
			     "    within:\n"
			     "      value: 3 s\n",
			  "    authority: SEC H13.1 as modified by MP999\n"
			  "    dataset: repository\n"
			  "    clock: {from: received_at, to: sent_at}\n"
			  "    within:\n"
			  "      value: 2 s\n"));
	assert_int_equal(f->n, 1);
	expect(f, 0, "CPM-8", "in time", "3 s", "2 s", "MP999");
}

static void test_added_and_removed(void **state)
{
	struct fixture *f = *state;

	/* A new id is a measure more and one less; metrics count as well. */
	compare(f, edited(f, "  - id: CSP-CH2.1\n", "  - id: CSP-CH2.9\n"));
	assert_int_equal(f->n, 2);
	expect(f, 0, "CSP-CH2.9", "added", "", "remote maintenance", "contract");
	expect(f, 1, "CSP-CH2.1", "removed", "remote maintenance", "", "");
	compare(f, edited(f, "  - id: HUB-RETURNS\n", "  - id: HUB-SENT-BACK\n"));
	assert_int_equal(f->n, 2);
	compare(f, edited(f, "srvs: [8.14.3, 8.14.4]", "srvs: [8.14.3]"));
	assert_int_equal(f->n, 1);
	expect(f, 0, "", "business process returns", "8.14.3, 8.14.4", "8.14.3", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_illustration),
		cmocka_unit_test(test_nobody_authorised),
		cmocka_unit_test(test_authority),
		cmocka_unit_test(test_added_and_removed),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
