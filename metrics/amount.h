/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * amount.h - exact amounts of a review as text: signed, and rounded so that parts still add up.
 *
 * Parts that add up as fractions need not do so once each is rounded.  Here the total is rounded half away from
 * zero, every part down, and what is missing goes to the parts with the largest remainders (first come first
 * where they are equal).  A printed part is then less than one unit of the last place from the exact one.
 */
#ifndef METRICS_AMOUNT_H
#define METRICS_AMOUNT_H

#include "engine/review.h"

#include <gmp.h>

/* "-3.417", "+0.250", "0.000". */
struct review_amount amount_of(const mpq_t value, int places, struct arena *arena);
/* Their sum is set too; amounts[n_parts] and total. */
void amount_parts(mpq_t *parts, size_t n_parts, int places, struct arena *arena, struct review_amount *amounts,
		  struct review_amount *total);
/* part of whole, e.g. "61.2 %"; whole > 0. */
const char *amount_share(const mpq_t part, const mpq_t whole, struct arena *arena);
/* The same in tenths of a per cent: 612. */
int amount_share_tenths(const mpq_t part, const mpq_t whole);

#endif
