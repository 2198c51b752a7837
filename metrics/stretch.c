/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/stretch.h"

#include <assert.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
	const struct stretch *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->to > y->to) - (x->to < y->to);
}

size_t stretch_unite(struct stretch *s, size_t n)
{
	size_t n_left = 0;

	if (n > 1)
		qsort(s, n, sizeof *s, compare);
	for (size_t i = 0; i < n; i++) {
		if (s[i].from >= s[i].to)
			continue;
		if (n_left && s[i].from <= s[n_left - 1].to) {
			if (s[n_left - 1].to < s[i].to)
				s[n_left - 1].to = s[i].to;
		} else {
			s[n_left++] = s[i];
		}
	}
	return n_left;
}

size_t stretch_subtract(const struct stretch *a, size_t n_a, const struct stretch *b, size_t n_b,
			struct stretch *out)
{
	size_t n_out = 0, first = 0;

	for (size_t i = 0; i < n_a; i++) {
		int64_t from = a[i].from;

		while (first < n_b && b[first].to <= from)
			first++;
		for (size_t k = first; k < n_b && b[k].from < a[i].to; k++) {
			if (from < b[k].from)
				out[n_out++] = (struct stretch){ from, b[k].from };
			from = b[k].to;
		}
		if (from < a[i].to)
			out[n_out++] = (struct stretch){ from, a[i].to };
	}
	assert(n_out <= n_a + n_b);
	return n_out;
}

int64_t stretch_minutes(const struct stretch *s, size_t n)
{
	int64_t minutes = 0;

	for (size_t i = 0; i < n; i++)
		minutes += (s[i].to - s[i].from) / NS_PER_MINUTE;
	return minutes;
}

/* How many of n minutes that begin at `from` begin before `end`. */
static int64_t begun_before(int64_t from, int64_t n, int64_t end)
{
	int64_t begun;

	if (end <= from)
		return 0;
	begun = (end - from - 1) / NS_PER_MINUTE + 1;
	return begun < n ? begun : n;
}

void stretch_add_days(const struct stretch *s, size_t n, const struct period *period,
		      int64_t by_day[CIVIL_MAX_DAYS])
{
	for (size_t i = 0; i < n; i++) {
		int64_t minutes = (s[i].to - s[i].from) / NS_PER_MINUTE, done = 0;

		assert(s[i].from >= period->from && s[i].to <= period->to);
		for (int day = 0; day < period->n_days && done < minutes; day++) {
			int64_t begun = begun_before(s[i].from, minutes, period->day_start[day + 1]);
			by_day[day] += begun - done;
			done = begun;
		}
	}
}
