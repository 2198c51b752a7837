/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lexicon.h - short texts that were met before, and where what they mean is kept.
 *
 * A text of up to LEXICON_MAX_BYTES is one key of four words, so that looking it up is a few loads, two
 * multiplications and a comparison.  Only what the general decoder said is entered; what is not found is
 * asked of it.  Each thread has its own.
 */
#ifndef INGEST_LEXICON_H
#define INGEST_LEXICON_H

#include "engine/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#if defined __x86_64__
#include <immintrin.h>
#define LEXICON_AVX2 __attribute__((target("avx2")))
#endif

#define LEXICON_MAX_BYTES 31
#define LEXICON_SLOT_BITS 12
#define LEXICON_SLOTS     (1 << LEXICON_SLOT_BITS) /* many, so that what shares one is rare */
#define LEXICON_ENTRIES   1024                     /* what comes when they are used is never entered */
#define LEXICON_NONE      0                        /* the entry of no text */
#define LEXICON_SHORT     7                        /* bytes of a text that is looked up first as one word */
#define LEXICON_SHORTS    64

struct lexicon_key {
	uint64_t words[4]; /* the bytes, zeros, and the size on top: no two texts share one */
};

/* Entries stand side by side and so do the values that others keep for them: what is met stays in the nearest cache. */
struct lexicon {
	struct lexicon_key entries[LEXICON_ENTRIES];
	uint16_t slots[LEXICON_SLOTS]; /* entries; LEXICON_NONE: free */
	uint32_t n;                    /* entries, that of no text included */
	/* Of short texts by one word, those that came first: what most rows have. */
	struct lexicon_short {
		uint64_t word; /* the bytes, zeros, and the size on top */
		uint32_t entry;
	} shorts[LEXICON_SHORTS];
};

/* What 32 bytes that begin with a text of n bytes are made a key by. */
extern const struct lexicon_making {
	struct lexicon_key kept, added;
} lexicon_making[LEXICON_MAX_BYTES + 1];

struct lexicon *lexicon_new(void); /* freed by memory_free */

/* The key of size <= LEXICON_MAX_BYTES bytes at `p`, from where on 32 must be readable. */
static inline struct lexicon_key lexicon_key_of(const char *p, size_t size)
{
	const struct lexicon_making *m = &lexicon_making[size];
	const uint64_t *kept = m->kept.words;

	return (struct lexicon_key){ { bytes_read64(p) & kept[0], bytes_read64(p + 8) & kept[1],
				       bytes_read64(p + 16) & kept[2],
				       (bytes_read64(p + 24) & kept[3]) | m->added.words[3] } };
}

/* Where the search for a key begins, by the sums of its words 0 and 1 and of twice those two behind each. */
static inline uint32_t lexicon_start(uint64_t even, uint64_t odd)
{
	return (uint32_t)((even * UINT64_C(0x9E3779B97F4A7C15) ^ odd * UINT64_C(0xC2B2AE3D27D4EB4F)) >>
			  (64 - LEXICON_SLOT_BITS));
}

static inline uint32_t lexicon_start_of(const struct lexicon_key *key)
{
	return lexicon_start(key->words[0] + 2 * key->words[2], key->words[1] + 2 * key->words[3]);
}

static inline uint64_t lexicon_short_word(const char *p, size_t size)
{
	return (bytes_read64(p) & lexicon_making[size].kept.words[0]) | (uint64_t)size << 56;
}

static inline size_t lexicon_short_slot(uint64_t word)
{
	return (size_t)(word * UINT64_C(0x9E3779B97F4A7C15) >> 58);
}

/* The entry of a short text, or LEXICON_NONE: then it may still be found otherwise. */
static inline uint32_t lexicon_find_short(const struct lexicon *l, const char *p, size_t size)
{
	uint64_t word = lexicon_short_word(p, size);
	const struct lexicon_short *s = &l->shorts[lexicon_short_slot(word)];

	return s->word == word ? s->entry : LEXICON_NONE;
}

/* The entry of a key, or LEXICON_NONE. */
uint32_t lexicon_find(const struct lexicon *l, const struct lexicon_key *key);

/* The same for a text of size <= LEXICON_MAX_BYTES, from the start of which 32 bytes are readable. */
static inline uint32_t lexicon_find_text(const struct lexicon *l, const char *p, size_t size)
{
	struct lexicon_key key = lexicon_key_of(p, size);
	uint32_t entry = l->slots[lexicon_start_of(&key)];
	const uint64_t *own = l->entries[entry].words, *w = key.words;

	if (__builtin_expect(!((own[0] ^ w[0]) | (own[1] ^ w[1]) | (own[2] ^ w[2]) | (own[3] ^ w[3])), 1))
		return entry;
	return lexicon_find(l, &key);
}

#ifdef LEXICON_AVX2
/* The same. */
LEXICON_AVX2
static inline uint32_t lexicon_find_text_avx2(const struct lexicon *l, const char *p, size_t size)
{
	const struct lexicon_making *m = &lexicon_making[size];
	__m256i key = _mm256_loadu_si256((const __m256i *)(const void *)p), own;
	struct lexicon_key words;
	__m128i high, sums;
	uint32_t entry;

	key = _mm256_and_si256(key, _mm256_loadu_si256((const __m256i *)(const void *)&m->kept));
	key = _mm256_or_si256(key, _mm256_loadu_si256((const __m256i *)(const void *)&m->added));
	high = _mm256_extracti128_si256(key, 1);
	sums = _mm_add_epi64(_mm256_castsi256_si128(key), _mm_add_epi64(high, high));
	entry = l->slots[lexicon_start((uint64_t)_mm_cvtsi128_si64(sums), (uint64_t)_mm_extract_epi64(sums, 1))];
	own = _mm256_loadu_si256((const __m256i *)(const void *)&l->entries[entry]);
	own = _mm256_xor_si256(own, key);
	if (__builtin_expect(_mm256_testz_si256(own, own), 1))
		return entry;
	_mm256_storeu_si256((__m256i *)(void *)&words, key);
	return lexicon_find(l, &words);
}
#endif

/* Enters a key that is not in it; LEXICON_NONE when there is no room. */
uint32_t lexicon_add(struct lexicon *l, const struct lexicon_key *key);

#endif
