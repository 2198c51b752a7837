/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/review.h"

#include <assert.h>

struct name {
	const char *name, *help;
};

static const char *name_of(const struct name *names, size_t n, int place)
{
	assert(place >= 0 && (size_t)place < n);
	return names[place].name;
}

static const char *help_of(const struct name *names, size_t n, int place)
{
	assert(place >= 0 && (size_t)place < n);
	return names[place].help;
}
#define NAME(names, place) name_of(names, sizeof(names) / sizeof *(names), (int)(place))
#define HELP(names, place) help_of(names, sizeof(names) / sizeof *(names), (int)(place))

const char *review_chart_name(enum review_chart c)
{
	return c == REVIEW_XMR ? "xmr" : "laney";
}

static const struct name change_names[CHANGE_COUNT] = {
	[CHANGE_VOLUME] = { "volume", "more or fewer events at the same levels" },
	[CHANGE_PERFORMANCE] = { "performance", "the levels of the parts themselves" },
	[CHANGE_MIX] = { "mix", "the proportions of the parts" },
	[CHANGE_EXCLUSIONS] = { "exclusions", "what leaving claims out does to the level" },
	[CHANGE_DEFINITION] = { "definition", "target, rule of composition or definition changed" },
	[CHANGE_RESTATEMENT] = { "restatement", "the month before was computed again since it was published" },
};

const char *review_change_name(enum review_change_part p)
{
	return NAME(change_names, p);
}

const char *review_change_help(enum review_change_part p)
{
	return HELP(change_names, p);
}

const char *review_signal_help(enum review_signal s)
{
	switch (s) {
	case SIGNAL_OUTSIDE:
		return "a point outside the limits";
	case SIGNAL_SIDE:
		return "seven points in a run on one side of the mean";
	case SIGNAL_TREND:
		return "seven points rising or falling in a run";
	case SIGNAL_OUTER:
		return "two of three points in the outer third on one side";
	}
	assert(false && "no such signal");
	return "";
}

static const struct name variations[] = {
	[VARIATION_NONE] = { "not known", "-" },
	[VARIATION_COMMON] = { "common cause", "~" },
	[VARIATION_IMPROVING] = { "special cause, improving", "H" },
	[VARIATION_CONCERNING] = { "special cause, concerning", "L" },
};

const char *review_variation_name(enum review_variation v)
{
	return NAME(variations, v);
}

const char *review_variation_letter(enum review_variation v)
{
	return HELP(variations, v);
}

static const struct name assurances[] = {
	[ASSURANCE_NONE] = { "not known", "-" },
	[ASSURANCE_MEETS] = { "consistently meets the target", "P" },
	[ASSURANCE_MISSES] = { "consistently misses the target", "F" },
	[ASSURANCE_EITHER] = { "hit and miss", "?" },
	[ASSURANCE_EARLY] = { "too early to tell", "-" },
};

const char *review_assurance_name(enum review_assurance a)
{
	return NAME(assurances, a);
}

const char *review_assurance_letter(enum review_assurance a)
{
	return HELP(assurances, a);
}

static const struct name directions[] = {
	[TREND_UNKNOWN] = { "not known", "" },
	[TREND_LEVEL] = { "level", "" },
	[TREND_RISING] = { "rising", "" },
	[TREND_FALLING] = { "falling", "" },
};

const char *review_direction_name(enum review_direction d)
{
	return NAME(directions, d);
}

static const struct name tests[TEST_COUNT] = {
	[TEST_FEW_EVENTS] = { "few_events", "Few events" },
	[TEST_SAMPLE] = { "invalid_sample", "Invalid sample" },
	[TEST_BREACH_INSIDE] = { "breach_inside", "Breach inside" },
	[TEST_EXCLUSIONS] = { "exclusions", "Exclusions" },
	[TEST_MASKED] = { "masked", "Composition masks" },
	[TEST_LUCK] = { "luck", "Could be chance" },
	[TEST_BLIND] = { "no_response", "No response" },
};

const char *review_test_name(enum review_test_id t)
{
	return NAME(tests, t);
}

const char *review_test_title(enum review_test_id t)
{
	return HELP(tests, t);
}

static const struct name plausibles[] = {
	[PLAN_UNKNOWN] = { "not known", "" },       [PLAN_MET] = { "met", "" },
	[PLAN_OVERDUE] = { "overdue", "" },         [PLAN_ON_COURSE] = { "on course", "" },
	[PLAN_POSSIBLE] = { "possible", "" },       [PLAN_IMPLAUSIBLE] = { "not plausible", "" },
};

const char *review_plausible_name(enum review_plausible p)
{
	return NAME(plausibles, p);
}

static const struct name reasons[REVIEW_REASON_COUNT] = {
	[REVIEW_MISSED] = { "missed", "" },
	[REVIEW_UNTRUSTED] = { "untrusted_green", "" },
	[REVIEW_UNJUDGED] = { "not_judged", "" },
};

const char *review_reason_name(enum review_reason r)
{
	return NAME(reasons, r);
}

const struct review_driver *review_main_driver(const struct review_dimension *d)
{
	for (size_t i = 0; i < d->n; i++)
		if (!d->drivers[i].is_rest)
			return &d->drivers[i];
	return NULL;
}

const char *review_doubts(const struct review *r, const struct cell *c, struct arena *arena)
{
	const struct review_line *l = r ? review_find(r, c->measure, c->region) : NULL;
	const char *text = "";

	for (int t = 0; l && l->reason == REVIEW_UNTRUSTED && t < TEST_COUNT; t++)
		if (l->tests[t].fired)
			text = arena_printf(arena, "%s%s%s", text, *text ? " " : "", l->tests[t].text);
	return text;
}

const struct review_line *review_find(const struct review *r, int measure, enum region region)
{
	for (size_t i = 0; i < r->n_lines; i++)
		if (r->lines[i].cell->measure == measure && r->lines[i].cell->region == region)
			return &r->lines[i];
	return 0;
}
