/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * keying.h - the keys of one dimension: from the codes of a table to texts, each text once.
 *
 * Different codes may join to one text (an empty value and the value "-", or a value with " / " in it): they are one
 * key.  The codes kept of it are those whose texts come first.  Keys and groups (the first share_of parts) are numbered
 * from 0 in the order in which they are met, which nothing printed may depend on.
 */
#ifndef METRICS_KEYING_H
#define METRICS_KEYING_H

#include "metrics/finishing.h"

struct key_texts { /* texts met, each once */
	uint32_t n, room, n_slots;
	struct key_item {
		const char *text;
		uint32_t codes[DIMENSION_MAX_PARTS];
		const char *group; /* of keys: the text of its first parts */
	} *items;
	uint32_t *slots; /* item + 1 */
};

struct keying {
	const struct finishing *f;
	const struct rule *rule;
	const struct split *split; /* of the table that keys are made from */
	const struct dimension *dimension;
	struct key_texts keys, groups;
};

void keying_init(struct keying *k, const struct finishing *f, const struct rule *r, const struct split *split,
		 const struct dimension *d);
void keying_done(struct keying *k);
/* The key of a row of the table, in a slot where `area` is a part. */
uint32_t keying_key(struct keying *k, const uint32_t *axes, int slot);
/* Once every key was met: the group of a key. */
uint32_t keying_group(struct keying *k, uint32_t key);
/* Names a row by its key and the parts of it; `inner` stands for a part that the kind makes (policy, response, quantile,
 * lasted). */
void keying_name(const struct keying *k, uint32_t key, const char *inner, struct breakdown_row *row);

#endif
