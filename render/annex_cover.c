/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The front: what the paper is, what the Panel is asked, and the month in three sentences. */
#include "render/annex.h"
#include "render/sentence.h"

/* "2019-11-12 09:00 UTC" */
static const char *instant_words(const struct annex *a, int64_t instant)
{
	char stamp[40];
	stamp_format(instant, stamp);
	return arena_printf(a->p.arena, "%.10s %.5s UTC", stamp, stamp + 11);
}

static void facts(struct annex *a)
{
	const struct results *r = a->p.r;
	struct arena *arena = a->p.arena;
	struct paper_table *t = paper_table(&a->paper, "", annex_fact_columns, 2);
	annex_fact(a, t, "Classification", a->classification);
	annex_fact(a, t, "Purpose",
		   arena_printf(arena,
				"To show the Panel how the smart metering network performed in %s against the Target "
				"and Minimum Service Levels of the Code and of the service providers, what was missed "
				"and why, and how far the figures can be relied on.",
				sentence_month(r->period.month, arena)));
	annex_fact(a, t, "Period", arena_printf(arena, "1 to %d %s, UK civil time", r->period.n_days,
						sentence_month(r->period.month, arena)));
	annex_fact(a, t, "Definitions",
		   arena_printf(arena, "Catalogue edition %s, in force from %s (%s)", r->catalogue->edition,
				sentence_month(r->catalogue->in_force, arena),
				r->catalogue->built_in ? "built in" : "supplied"));
	annex_fact(a, t, "Cut-off of the data", r->has_cutoff ? instant_words(a, r->cutoff) : "none given");
	annex_fact(a, t, "Date", *r->printed_at ? r->printed_at : "none given");
	for (int m = 0; m < r->catalogue->n_measures; m++) {
		if (!measure_is_assumed(&r->catalogue->measures[m], r->period.month))
			continue;
		annex_fact(a, t, "Provisional *",
			   "Figures marked * rest on values that are assumed, not read from the Code or a contract: Definitions "
			   "has them.");
		break;
	}
}

static void asked(struct annex *a, size_t n)
{
	const char *doubts =
		n ? arena_printf(a->p.arena, " (%s Green figure%s with a doubt, and what no figure sees, are listed)",
				 report_count(&a->p, n), n == 1 ? "" : "s")
		  : "";
	const char *const items[] = {
		"Discuss the report.",
		arena_printf(a->p.arena, "Agree whether it reflects the service that was experienced%s.", doubts),
		"List the issues to pass on (some that the figures raise are listed).",
	};
	paper_small_heading(&a->paper, 1, "The Panel is asked to", "asked");
	paper_list(&a->paper, true, sizeof items / sizeof *items, items);
}

void annex_cover(struct annex *a)
{
	const struct intake *in = a->p.r->intake;
	const struct review *review = a->p.r->review;
	const char *lines[3];
	if (in->synthetic)
		paper_warning(&a->paper, "Synthetic data", in->notice ? in->notice : "");
	facts(a);
	asked(a, review ? review->n_by_reason[REVIEW_UNTRUSTED] : 0);
	paper_small_heading(&a->paper, 1, "Headline", "headline");
	size_t n = sentence_three(a->p.r, a->p.arena, lines);
	for (size_t i = 0; i < n; i++)
		paper_text(&a->paper, PAPER_LEAD, lines[i]);
	paper_mark(&a->paper, PAPER_CONTENTS);
}
