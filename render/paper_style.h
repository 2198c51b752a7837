/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * paper_style.h - how the HTML form of a paper looks, on a desk, on a phone and printed.
 */
#ifndef RENDER_PAPER_STYLE_H
#define RENDER_PAPER_STYLE_H

extern const char paper_style[];

#endif
