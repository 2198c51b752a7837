/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * catalogue_review.h - inside the catalogue: what the breach review asks of figures.
 *
 * Every key of `review:` may be left out: the test that needs it is then not made, nor a trend without its
 * confidence.  No threshold stands in the code.
 */
#ifndef ENGINE_CATALOGUE_REVIEW_H
#define ENGINE_CATALOGUE_REVIEW_H

#include "engine/catalogue.h"
#include "engine/yaml.h"

void catalogue_review_defaults(struct catalogue_review *v);
bool catalogue_read_review(struct yaml_reader *r, const struct yaml_node *node,
			   struct catalogue_review *v) MUST_USE;

#endif
