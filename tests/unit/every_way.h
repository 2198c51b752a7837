/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * every_way.h - a test as the processor can, as one without AVX-512, and as one without vectors.
 */
#ifndef TESTS_UNIT_EVERY_WAY_H
#define TESTS_UNIT_EVERY_WAY_H

#include "tests/unit/engine/cmocka_all.h"

#include "engine/sweep.h"

static int without_avx512(void **state)
{
	(void)state;
	sweep_limit(SWEEP_MOST_AVX2);
	return 0;
}

static int without_vectors(void **state)
{
	(void)state;
	sweep_limit(SWEEP_MOST_PLAIN);
	return 0;
}

static int as_it_is(void **state)
{
	(void)state;
	sweep_limit(SWEEP_MOST_AVX512);
	return 0;
}

/* Three entries of a group of tests. */
#define EVERY_WAY(test)                                                                                      \
	cmocka_unit_test(test), cmocka_unit_test_setup_teardown(test, without_avx512, as_it_is),             \
		cmocka_unit_test_setup_teardown(test, without_vectors, as_it_is)

#endif
