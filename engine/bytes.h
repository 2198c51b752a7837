/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bytes.h - unaligned little-endian reads, for code that looks at several bytes at once.
 *
 * The value is the same on every machine, whatever its own byte order.
 */
#ifndef ENGINE_BYTES_H
#define ENGINE_BYTES_H

#include <stdint.h>
#include <string.h>

static inline uint64_t bytes_read64(const void *p)
{
	uint64_t v;
	memcpy(&v, p, sizeof v);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	return v;
}

static inline uint32_t bytes_read32(const void *p)
{
	uint32_t v;
	memcpy(&v, p, sizeof v);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap32(v);
#endif
	return v;
}

#endif
