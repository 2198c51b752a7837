/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * stride.h - how many steps at a time a long loop of a test takes.
 *
 * 1, but for the legs under the sanitizers and valgrind, which take some three and fifty times as long:
 * PMR_TEST_STRIDE says more there.
 */
#ifndef TESTS_UNIT_STRIDE_H
#define TESTS_UNIT_STRIDE_H

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>

static inline size_t test_stride(void)
{
	const char *text = getenv("PMR_TEST_STRIDE");
	int n = text ? atoi(text) : 1;

	assert(n >= 1);
	return (size_t)n;
}

#endif
