/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/catalogue_review.h"

#include "engine/catalogue_value.h"
#include "engine/number.h"

#include <stddef.h>

#define DEFAULT_LISTED 5
#define DEFAULT_POINTS 12 /* the fewest that NHS England's guidance draws limits from */

void catalogue_review_defaults(struct catalogue_review *v)
{
	const struct percent all = { "100", 100000000 }; /* nothing is above it */

	*v = (struct catalogue_review){
		.excluded_above = all,
		.refused_above = all,
		.blind_above = all,
		.part_events = 1,
		.drivers = DEFAULT_LISTED,
		.telling_above = { "0", 0 },
		.worst_days = DEFAULT_LISTED,
		.least_left = { "25", 25000000 },
		.least_left_few = { "50", 50000000 },
		.chart_points = DEFAULT_POINTS,
		.luck_misses = INT64_MAX,
	};
}

/* A key that is a percentage or a whole number, and where it goes. */
static const struct review_key {
	const char *name;
	size_t place;
	bool is_share, is_confidence;
	int64_t least, most; /* of a number */
} keys[] = {
	{ "few_events", offsetof(struct catalogue_review, few_events), false, false, 0, INT64_MAX },
	{ "excluded_above", offsetof(struct catalogue_review, excluded_above), true, false, 0, 0 },
	{ "refused_above", offsetof(struct catalogue_review, refused_above), true, false, 0, 0 },
	{ "blind_above", offsetof(struct catalogue_review, blind_above), true, false, 0, 0 },
	{ "part_dimensions", offsetof(struct catalogue_review, part_dimensions), false, false, 0, 0 },
	{ "part_events", offsetof(struct catalogue_review, part_events), false, false, 1, INT64_MAX },
	{ "part_confidence", offsetof(struct catalogue_review, part_confidence), true, true, 0, 0 },
	{ "drivers", offsetof(struct catalogue_review, drivers), false, false, 1, 100 },
	{ "telling_above", offsetof(struct catalogue_review, telling_above), true, false, 0, 0 },
	{ "worst_days", offsetof(struct catalogue_review, worst_days), false, false, 1, 31 },
	{ "least_left", offsetof(struct catalogue_review, least_left), true, false, 0, 0 },
	{ "least_left_few", offsetof(struct catalogue_review, least_left_few), true, false, 0, 0 },
	{ "chart_points", offsetof(struct catalogue_review, chart_points), false, false, 3, 120 },
	{ "luck_misses", offsetof(struct catalogue_review, luck_misses), false, false, 0, 120 },
	{ "trend_confidence", offsetof(struct catalogue_review, trend_confidence), true, true, 0, 0 },
};
#define N_KEYS (sizeof keys / sizeof *keys)

static bool read_share(struct yaml_reader *r, const struct yaml_node *node, const struct review_key *key,
		       struct percent *out)
{
	struct percent share;
	if (!catalogue_value_percent(r, node, &share))
		return false;
	/* Nothing is certain, and a bound that is never right says nothing. */
	if (key->is_confidence && (share.micro <= 0 || share.micro >= 100000000))
		return yaml_fail(r, node, "is \"%s\", expected more than 0 and less than 100", share.text);
	*out = share;
	return true;
}

static bool read_number(struct yaml_reader *r, const struct yaml_node *node, const struct review_key *key,
			int64_t *out)
{
	const char *word;
	int64_t n;
	if (!yaml_text(r, node, "a whole number", &word))
		return false;
	if (!number_parse(text_of(word), &n) || n < key->least || n > key->most) {
		if (key->most == INT64_MAX)
			return yaml_fail(r, node, "is \"%.80s\", expected a whole number of %lld or more", word,
					 (long long)key->least);
		return yaml_fail(r, node, "is \"%.80s\", expected a whole number from %lld to %lld", word,
				 (long long)key->least, (long long)key->most);
	}
	*out = n;
	return true;
}

bool catalogue_read_review(struct yaml_reader *r, const struct yaml_node *node, struct catalogue_review *v)
{
	const char *names[N_KEYS];
	for (size_t k = 0; k < N_KEYS; k++)
		names[k] = keys[k].name;
	if (!yaml_is_map(r, node, "thresholds of the breach review") || !yaml_check_keys(r, node, names, N_KEYS))
		return false;
	for (size_t k = 0; k < N_KEYS; k++) {
		const struct yaml_node *value = yaml_find(node, keys[k].name);
		char *place = (char *)v + keys[k].place;
		bool good = true;
		if (!value)
			continue;
		if (keys[k].place == offsetof(struct catalogue_review, part_dimensions))
			good = catalogue_value_words(r, value, "names of breakdowns, such as srv",
						     &v->part_dimensions, &v->n_part_dimensions);
		else if (keys[k].is_share)
			good = read_share(r, value, &keys[k], (struct percent *)(void *)place);
		else
			good = read_number(r, value, &keys[k], (int64_t *)(void *)place);
		if (!good)
			return false;
	}
	return true;
}
