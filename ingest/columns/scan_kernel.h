/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scan_kernel.h - what a scan does, written once; scan.c includes it once for every instruction set.
 *
 * The includer defines KERNEL (the function's name), KERNEL_CLOSER (that of its helper), KERNEL_TARGET (their
 * attribute), KERNEL_MASKS (fills a struct masks from 64 bytes) and KERNEL_PREFIX (prefix_xor, or something
 * faster and equal).
 */

/* A block in which there are quotes, CRs or bytes from 128 up, or that follows such a one: takes the ends
 * that are none out of *ends, and judges every quote. */
KERNEL_TARGET
static inline void KERNEL_CLOSER(struct state *st, const struct masks *m, uint64_t valid, uint64_t *ends,
				 uint64_t *record_ends)
{
	uint64_t line_ends = m->lf | m->cr, inside = st->in_quotes;

	*ends |= line_ends;
	if (m->quote | st->in_quotes | st->closed) {
		uint64_t opening, closing;

		/* From an opening quote to the byte before its closing one. */
		inside = KERNEL_PREFIX(m->quote) ^ st->in_quotes;
		opening = m->quote & inside;
		closing = m->quote & ~inside;
		*ends &= ~inside;
		/* A quote opens a field, or is the second of a doubled one; behind one that closes comes the
		 * end of the field, or the second. */
		st->bad = opening & ~(*ends << 1 | st->starts | closing << 1 | st->closed);
		st->bad |= (closing << 1 | st->closed) & valid & ~(*ends | m->quote);
		if (st->bad) {
			st->judged = (st->bad & (~st->bad + 1)) - 1;
			*ends &= st->judged;
			line_ends &= st->judged;
		}
		st->in_quotes = (uint64_t)((int64_t)inside >> 63);
		st->closed = closing >> 63;
	}
	*record_ends = *ends & line_ends;
	/* Line ends in quotes are lines too; an LF behind a CR ends no line of its own. */
	line_ends &= ~(m->lf & (m->cr << 1 | st->carriage));
	st->more_lines += __builtin_popcountll(line_ends) - __builtin_popcountll(*record_ends);
	st->carriage = m->cr >> 63;
	st->high |= m->high;
	st->cr |= m->cr;
}

KERNEL_TARGET
static void KERNEL(struct scan *s, const char *data, size_t from, size_t size, char delimiter, bool after_cr)
{
	uint32_t *const first_field = s->field_ends, *const first_record = s->record_ends + s->n_records + 1;
	uint32_t *field = first_field + s->n_fields + 1, *record = first_record;
	struct state st = { .carriage = after_cr, .judged = ~UINT64_C(0) };
	uint64_t ends = UINT64_C(1) << 63; /* of the block before; a field starts where the stretch starts */
	size_t at = from;

	for (; at < size && !st.bad; at += 64) {
		struct masks m;
		uint64_t record_ends, left;
		uint32_t passed = (uint32_t)(field - first_field - 1);

		KERNEL_MASKS(data + at, delimiter, &m);
		st.starts = ends >> 63;
		ends = m.delimiter;
		if (m.quote | m.cr | m.high | st.in_quotes | st.closed | st.carriage) {
			KERNEL_CLOSER(&st, &m, size - at < 64 ? ~(~UINT64_C(0) << (size - at)) : ~UINT64_C(0),
				      &ends, &record_ends);
		} else {
			ends |= m.lf;
			record_ends = m.lf;
		}
		/* A block mostly ends one record or none: which of the two is not worth a branch. */
		*record = passed + (uint32_t)__builtin_popcountll(ends & (record_ends ^ (record_ends - 1)));
		record += record_ends != 0;
		for (left = record_ends & (record_ends - 1); left; left &= left - 1)
			*record++ = passed + (uint32_t)__builtin_popcountll(ends & (left ^ (left - 1)));
		/* Eight at a time: how many there are cannot be foretold, but more than eight of 64 rarely.
		 * What is written past the last is written over by the next block. */
		left = ends;
		for (uint32_t *to = field;; to += 8) {
			for (int k = 0; k < 8; k++) {
				to[k] = (uint32_t)at + lowest_bit(left);
				left &= left - 1;
				KEEP_APART(left);
			}
			if (!left)
				break;
		}
		field += __builtin_popcountll(ends);
	}
	s->malformed = st.bad != 0;
	s->n_looked = st.bad ? at - 64 + (size_t)__builtin_popcountll(st.judged) : size;
	s->n_fields = (size_t)(field - first_field - 1);
	s->n_records += (size_t)(record - first_record);
	s->n_lines += (uint64_t)((record - first_record) + st.more_lines);
	s->ascii &= st.high == 0;
	s->cr |= st.cr != 0;
}

#undef KERNEL
#undef KERNEL_CLOSER
#undef KERNEL_TARGET
#undef KERNEL_MASKS
#undef KERNEL_PREFIX
