/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * cmocka_all.h - cmocka with the headers it wants before it.
 */
#ifndef TESTS_ENGINE_CMOCKA_ALL_H
#define TESTS_ENGINE_CMOCKA_ALL_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A small generator of its own, so that a test meets the same values on every machine. */
static inline uint64_t next_random(uint64_t *state)
{
	uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
	z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
	return z ^ (z >> 31);
}

#endif
