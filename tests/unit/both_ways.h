/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * both_ways.h - a test twice: as the processor can, and as one without AVX-512.
 */
#ifndef TESTS_UNIT_BOTH_WAYS_H
#define TESTS_UNIT_BOTH_WAYS_H

#include "tests/unit/engine/cmocka_all.h"

#include "engine/sweep.h"

static int without_avx512(void **state)
{
	(void)state;
	sweep_without_avx512(true);
	return 0;
}

static int as_it_is(void **state)
{
	(void)state;
	sweep_without_avx512(false);
	return 0;
}

/* Two entries of a group of tests. */
#define BOTH_WAYS(test) cmocka_unit_test(test), cmocka_unit_test_setup_teardown(test, without_avx512, as_it_is)

#endif
