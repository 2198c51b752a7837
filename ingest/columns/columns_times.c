/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/columns/columns_times.h"

#include "ingest/columns/columns_strip.h"

typedef bool stamp_decoder(const struct stamps *s, const char *p, size_t size, int64_t *out);

/* Quoted, of another form, a date that was not met before, or wrong. */
static __attribute__((noinline)) void decode_odd(struct columns *c, int column, size_t k,
						      struct text raw)
{
	const struct layout_column *l = &c->layout->columns[column];
	int64_t *out = (int64_t *)c->arrays[column] + c->strip + k;
	struct text t = raw;
	union value value;

	if (!l->stamp_format && !l->n_values && columns_unquote(&t) && t.size != raw.size &&
	    stamps_decode(&c->stamps, t.data, t.size, out))
		return;
	if (!columns_decode_any(c, column, raw, &value)) {
		c->odd[c->strip + k] = 1;
		return;
	}
	*out = value.i64;
	if (t.size == 20 || t.size == 24)
		stamps_learn(&c->stamps, t.data);
}

static inline __attribute__((always_inline)) void decode_times(struct columns *c, int column,
							       stamp_decoder *decode)
{
	const struct layout_column *l = &c->layout->columns[column];
	const struct view view = view_of(c, l->field);
	const bool may_be_empty = c->layout->dataset->columns[column].flags & COLUMN_EMPTY && !l->n_values;
	const bool plain = !l->stamp_format && !l->n_values;
	int64_t *out = (int64_t *)c->arrays[column] + c->strip;

	for (size_t k = 0; k < c->n_strip; k++) {
		struct text t = view_get(&view, k);
		int64_t instant;
		bool good = decode(&c->stamps, t.data, t.size, &instant) & plain;

		good |= !t.size & may_be_empty;
		out[k] = t.size ? instant : I64_EMPTY;
		if (__builtin_expect(!good, 0))
			decode_odd(c, column, k, t);
	}
}

static void decode_plain(struct columns *c, int column)
{
	decode_times(c, column, stamps_decode);
}

#ifdef STAMPS_AVX2
STAMPS_AVX2
static void decode_avx2(struct columns *c, int column)
{
	decode_times(c, column, stamps_decode_avx2);
}
#endif

#ifdef STAMPS_AVX512
/* --- eight at a time --- */

#define LANES 16 /* rows looked at at once */

/* The stamps of a strip that have one form, in order. */
struct list {
	size_t n;
	uint16_t rows[COLUMNS_STRIP / LANES]; /* a bit for each row that has one */
	uint32_t from[COLUMNS_STRIP + LANES]; /* offsets in the chunk; padded to whole eights */
	int64_t instants[COLUMNS_STRIP + LANES];
};

/* The row of the k-th stamp of a list. */
static size_t row_of(const struct list *l, size_t k)
{
	size_t group = 0;

	for (; k >= (size_t)__builtin_popcount(l->rows[group]); group++)
		k -= (size_t)__builtin_popcount(l->rows[group]);
	for (uint32_t bits = l->rows[group];; bits &= bits - 1)
		if (!k--)
			return group * LANES + (size_t)__builtin_ctz(bits);
}

/* One or more of these are of another month, or wrong: they are taken one by one, and the month of the last is
 * what is expected from now on.  Bits of *odd: those that are left. */
STAMPS_AVX512
static __attribute__((noinline)) uint32_t decode_each(struct columns *c, int column, struct list *l, size_t first,
						      uint32_t size)
{
	const char *data = c->chunk->data, *last = NULL;
	uint32_t odd = 0;

	for (size_t k = first; k < first + 8 && k < l->n; k++) {
		if (stamps_decode_avx2(&c->stamps, data + l->from[k], size, &l->instants[k]))
			last = data + l->from[k];
		else
			odd |= UINT32_C(1) << (k - first);
	}
	if (last && bytes_read64(last) != c->months[column].head)
		c->months[column] = stamps_month_of(last);
	return odd;
}

/* Decodes a list; the rows of what is neither plain nor of a date met before are added to `rest`. */
STAMPS_AVX512
static inline void decode_list(struct columns *c, int column, struct list *l, const struct stamps_form *form,
			       uint16_t *rest)
{
	const char *data = c->chunk->data;
	struct stamps_month month = c->months[column]; /* which no store can change */

	/* Whole eights are read: what is behind the last is the first again. */
	for (size_t k = l->n; k % 8; k++)
		l->from[k] = l->from[0];
	for (size_t k = 0; k < l->n; k += 8) {
		__m512i instants;
		uint32_t odd = 0;

		if (__builtin_expect(stamps_decode_8(&month, form, data, &l->from[k], &instants), 1)) {
			_mm512_storeu_si512(&l->instants[k], instants);
		} else {
			odd = decode_each(c, column, l, k, form->size);
			month = c->months[column];
		}
		for (; odd; odd &= odd - 1) {
			size_t row = row_of(l, k + (size_t)__builtin_ctz(odd));

			rest[row / LANES] |= (uint16_t)(1u << row % LANES);
		}
	}
}

/* Puts the instants of a list where its rows are. */
STAMPS_AVX512
static inline void expand(const struct list *l, size_t n_rows, int64_t *out)
{
	const int64_t *next = l->instants;

	for (size_t i = 0; i < n_rows; i += 8) {
		__mmask8 rows = (__mmask8)(l->rows[i / LANES] >> i % LANES);

		_mm512_mask_storeu_epi64(out + i, rows, _mm512_maskz_expandloadu_epi64(rows, next));
		next += __builtin_popcount(rows);
	}
}

/* Sixteen that all have milliseconds and are of the month: most are.  False: any of them is not, and nothing is decoded. */
STAMPS_AVX512
static inline bool decode_straight(const struct stamps_month *month, const char *data, const uint32_t *from,
				   int64_t *out)
{
	const struct stamps_form milliseconds = STAMPS_MILLISECONDS;
	const struct stamps_month m = *month;
	__m512i first, second;

	if (!stamps_decode_8(&m, &milliseconds, data, from, &first) ||
	    !stamps_decode_8(&m, &milliseconds, data, from + 8, &second))
		return false;
	_mm512_storeu_si512(out, first);
	_mm512_storeu_si512(out + 8, second);
	return true;
}

STAMPS_AVX512
static void decode_avx512(struct columns *c, int column)
{
	const struct stamps_form milliseconds = STAMPS_MILLISECONDS, seconds = STAMPS_SECONDS;
	const bool may_be_empty = c->layout->dataset->columns[column].flags & COLUMN_EMPTY;
	const struct view view = view_of(c, c->layout->columns[column].field);
	const size_t n = c->n_strip;
	int64_t *out = (int64_t *)c->arrays[column] + c->strip;
	struct list with_ms, without; /* large: only what is used is filled */
	uint16_t rest[COLUMNS_STRIP / LANES];

	with_ms.n = without.n = 0;
	for (size_t i = 0; i < n; i += LANES) {
		__mmask16 rows = n - i < LANES ? (__mmask16)((1u << (n - i)) - 1) : (__mmask16)0xFFFF;
		__m512i from = _mm512_maskz_loadu_epi32(rows, view.starts + i);
		/* With the delimiter. */
		__m512i size = _mm512_sub_epi32(_mm512_maskz_loadu_epi32(rows, view.next + i), from);
		__mmask16 ms = _mm512_mask_cmpeq_epi32_mask(rows, size, _mm512_set1_epi32(25)), s, empty;

		with_ms.rows[i / LANES] = without.rows[i / LANES] = rest[i / LANES] = 0;
		if (ms == 0xFFFF && decode_straight(&c->months[column], view.data, view.starts + i, out + i))
			continue;
		s = _mm512_mask_cmpeq_epi32_mask(rows, size, _mm512_set1_epi32(21));
		empty = may_be_empty ? _mm512_mask_cmpeq_epi32_mask(rows, size, _mm512_set1_epi32(1)) : 0;
		with_ms.rows[i / LANES] = ms;
		_mm512_storeu_si512(&with_ms.from[with_ms.n], _mm512_maskz_compress_epi32(ms, from));
		with_ms.n += (size_t)__builtin_popcount(ms);
		without.rows[i / LANES] = s;
		_mm512_storeu_si512(&without.from[without.n], _mm512_maskz_compress_epi32(s, from));
		without.n += (size_t)__builtin_popcount(s);
		_mm512_mask_storeu_epi64(out + i, (__mmask8)empty, _mm512_set1_epi64(I64_EMPTY));
		_mm512_mask_storeu_epi64(out + i + 8, (__mmask8)(empty >> 8), _mm512_set1_epi64(I64_EMPTY));
		rest[i / LANES] = rows & (uint16_t)~(ms | s | empty);
	}
	if (with_ms.n) {
		decode_list(c, column, &with_ms, &milliseconds, rest);
		expand(&with_ms, n, out);
	}
	if (without.n) {
		decode_list(c, column, &without, &seconds, rest);
		expand(&without, n, out);
	}
	for (size_t i = 0; i < n; i += LANES)
		for (uint32_t rows = rest[i / LANES]; rows; rows &= rows - 1) {
			size_t row = i + (size_t)__builtin_ctz(rows);

			decode_odd(c, column, row, view_get(&view, row));
		}
}
#endif

void columns_times(struct columns *c, int column)
{
#ifdef STAMPS_AVX512
	const struct layout_column *l = &c->layout->columns[column];

	if (c->set == SCAN_AVX512 && !l->stamp_format && !l->n_values) {
		decode_avx512(c, column);
		return;
	}
	if (columns_has_avx2(c)) {
		decode_avx2(c, column);
		return;
	}
#endif
	decode_plain(c, column);
}
