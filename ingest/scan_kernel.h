/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scan_kernel.h - what a scan does, written once; scan.c includes it once for every instruction set.
 *
 * The includer defines KERNEL (the function's name), KERNEL_TARGET (its attribute), KERNEL_MASKS (fills a
 * struct masks from 64 bytes) and KERNEL_PREFIX (prefix_xor below, or something faster and equal).
 */

/* One bit a byte: bit i stands for byte i of a block of 64. */

KERNEL_TARGET
static void KERNEL(struct scan *s, const char *data, size_t from, size_t size, char delimiter, bool after_cr)
{
	uint32_t *field = s->field_ends + s->n_fields + 1, *record = s->record_ends + s->n_records + 1;
	uint64_t in_quotes = 0;       /* all ones while the byte before the block is within quotes */
	uint64_t starts = 1;          /* bit 0: a field starts at the first byte of the block */
	uint64_t closed = 0;          /* bit 0: the byte before it closed a quote */
	uint64_t carriage = after_cr; /* bit 0: the byte before it is a CR */
	uint64_t lines = 0, high = 0, crs = 0, bad = 0;

	s->n_looked = size;
	for (size_t at = from; at < size && !bad; at += 64) {
		/* The last block is judged as far as the stretch goes. */
		uint64_t valid = size - at < 64 ? ~(~UINT64_C(0) << (size - at)) : ~UINT64_C(0);
		struct masks m;
		uint64_t line_ends, inside = in_quotes, ends, record_ends, left;

		KERNEL_MASKS(data + at, delimiter, &m);
		m.quote &= valid;
		line_ends = (m.lf | m.cr) & valid;
		ends = (m.delimiter & valid) | line_ends;
		if (m.quote | in_quotes | closed) {
			uint64_t opening, closing;

			/* From an opening quote to the byte before its closing one. */
			inside = KERNEL_PREFIX(m.quote) ^ in_quotes;
			opening = m.quote & inside;
			closing = m.quote & ~inside;
			ends &= ~inside;
			/* A quote opens a field, or is the second of a doubled one; behind one that closes
			 * comes the end of the field, or the second. */
			bad = opening & ~(ends << 1 | starts | closing << 1 | closed);
			bad |= (closing << 1 | closed) & valid & ~(ends | m.quote);
			if (bad) {
				valid = (bad & (~bad + 1)) - 1;
				ends &= valid;
				line_ends &= valid;
			}
			in_quotes = (uint64_t)((int64_t)inside >> 63);
			closed = closing >> 63;
		}
		high |= m.high & valid;
		crs |= m.cr & valid;
		/* An LF behind a CR ends no line of its own. */
		lines += (uint64_t)__builtin_popcountll(line_ends & ~(m.lf & (m.cr << 1 | carriage)));
		carriage = m.cr >> 63;
		starts = ends >> 63;
		record_ends = ends & line_ends;
		/* A block mostly ends one record or none: which of the two is not worth a branch. */
		*record = (uint32_t)(field - s->field_ends - 1) +
			  (uint32_t)__builtin_popcountll(ends & (record_ends ^ (record_ends - 1)));
		record += record_ends != 0;
		for (uint64_t more = record_ends & (record_ends - 1); more; more &= more - 1)
			*record++ = (uint32_t)(field - s->field_ends - 1) +
				    (uint32_t)__builtin_popcountll(ends & (more ^ (more - 1)));
		/* Eight at a time: how many there are cannot be foretold, but more than eight of 64 rarely.
		 * What is written past the last is written over by the next block. */
		left = ends;
		for (uint32_t *to = field;; to += 8) {
			for (int k = 0; k < 8; k++) {
				to[k] = (uint32_t)at + lowest_bit(left);
				left &= left - 1;
			}
			if (!left)
				break;
		}
		field += __builtin_popcountll(ends);
		if (bad)
			s->n_looked = at + (size_t)__builtin_popcountll(valid);
	}
	s->malformed = bad != 0;
	s->n_fields = (size_t)(field - s->field_ends - 1);
	s->n_records = (size_t)(record - s->record_ends - 1);
	s->n_lines += lines;
	s->ascii &= high == 0;
	s->cr |= crs != 0;
}

#undef KERNEL
#undef KERNEL_TARGET
#undef KERNEL_MASKS
#undef KERNEL_PREFIX
