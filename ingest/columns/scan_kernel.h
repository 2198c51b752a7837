/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scan_kernel.h - what a scan does, written once; scan.c includes it once for every instruction set.
 *
 * The includer defines KERNEL (the function's name), KERNEL_CLOSER and KERNEL_ENTER (those of its helpers),
 * KERNEL_TARGET (their attribute), KERNEL_MASKS (fills a struct masks from 64 bytes), KERNEL_PREFIX (prefix_xor, or
 * something faster and equal) and KERNEL_PLACES (places, or the same).
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

/* Enters the ends of a block at offset `at`. */
KERNEL_TARGET
static inline void KERNEL_ENTER(struct scan *s, struct entered *n, size_t at, uint64_t ends, uint64_t record_ends)
{
	uint64_t left;

	/* A block mostly ends one record or none: which of the two is not worth a branch. */
	s->record_ends[n->records] = n->fields + (uint32_t)__builtin_popcountll(ends & (record_ends ^ (record_ends - 1)));
	n->records += record_ends != 0;
	for (left = record_ends & (record_ends - 1); left; left &= left - 1)
		s->record_ends[n->records++] = n->fields + (uint32_t)__builtin_popcountll(ends & (left ^ (left - 1)));
	KERNEL_PLACES(ends, (uint32_t)at, &s->field_ends[n->fields + 1]);
	n->fields += (uint32_t)__builtin_popcountll(ends);
}

KERNEL_TARGET
static void KERNEL(struct scan *s, const char *data, size_t from, size_t size, char delimiter, bool after_cr)
{
	struct entered n = { .fields = (uint32_t)s->n_fields, .records = (uint32_t)s->n_records + 1 };
	struct state st = { .carriage = after_cr, .judged = ~UINT64_C(0) };
	uint64_t ends = UINT64_C(1) << 63; /* of the block before; a field starts where the stretch starts */
	size_t at = from;
	char last[64];
	struct masks m;

	while (at < size && !st.bad) {
		bool known = false;
		uint64_t record_ends;

		/* Nearly all blocks have neither quotes, CRs nor bytes from 128 up, and follow such ones. */
		if (!(st.in_quotes | st.closed | st.carriage)) {
			for (; at + 64 <= size; at += 64) {
				/* From memory to the second cache, if they are not there yet, and from that to the first: as
				 * many as either waits for at once. */
				__builtin_prefetch(data + at + 8192, 0, 2);
				__builtin_prefetch(data + at + 1024, 0, 3);
				KERNEL_MASKS(data + at, delimiter, &m);
				known = m.quote | m.cr | m.high;
				if (known)
					break;
				ends = m.delimiter | m.lf;
				KERNEL_ENTER(s, &n, at, ends, m.lf);
			}
			if (at >= size)
				break;
		}
		if (!known)
			KERNEL_MASKS(at + 64 <= size ? data + at : padded(last, data + at, size - at), delimiter, &m);
		st.starts = ends >> 63;
		ends = m.delimiter;
		KERNEL_CLOSER(&st, &m, size - at < 64 ? ~(~UINT64_C(0) << (size - at)) : ~UINT64_C(0), &ends,
			      &record_ends);
		KERNEL_ENTER(s, &n, at, ends, record_ends);
		at += 64;
	}
	s->malformed = st.bad != 0;
	s->n_looked = st.bad ? at - 64 + (size_t)__builtin_popcountll(st.judged) : size;
	s->n_lines += (uint64_t)((int64_t)(n.records - s->n_records - 1) + st.more_lines);
	s->n_fields = n.fields;
	s->n_records = n.records - 1;
	s->ascii &= st.high == 0;
	s->cr |= st.cr != 0;
}

#undef KERNEL
#undef KERNEL_CLOSER
#undef KERNEL_TARGET
#undef KERNEL_MASKS
#undef KERNEL_PREFIX
#undef KERNEL_PLACES
#undef KERNEL_ENTER
