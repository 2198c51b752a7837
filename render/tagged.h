/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tagged.h - makes of a painted PDF one that a screen reader can follow; tagged.c alone calls qpdf.
 *
 * Cairo writes the tree of tags and leaves out what it hangs on: the language, the alternative texts, what a
 * heading cell of a table heads, and the marking of ornament as such.  All of that stands in the scenes
 * that were painted: the n-th group with a tag is the n-th element of the tree.  Tables and paragraphs that
 * went on over the end of a page become one again.  The same input gives the same bytes.
 */
#ifndef RENDER_TAGGED_H
#define RENDER_TAGGED_H

#include "render/paint.h"

/* The alternative text of a group that goes on with the group of its tag on the page before. */
#define TAGGED_CONTINUED "(continued)"

/* `painted` are the bytes that paint_pdf made of `d`.  ERROR_OUTPUT when its tags are not those of the
 * scenes. */
bool tagged_pdf(struct text painted, const struct paint_document *d, const char *language, struct builder *out,
		struct error *err) MUST_USE;
/* A finished file, opened again: whole, without a fault, with a page for each that was painted. */
bool tagged_check(const char *path, size_t n_pages, struct error *err) MUST_USE;

/* The operators of a page with everything that no tag holds marked as ornament; of the marked pieces those
 * with a number in `dropped` (true: by its MCID) too. */
void tagged_add_artifacts(struct text content, const bool *dropped, size_t n_dropped, struct builder *out);

#endif
