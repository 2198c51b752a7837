/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * scene_check.h - whether a scene is free of overlaps.
 */
#ifndef TESTS_RENDER_SCENE_CHECK_H
#define TESTS_RENDER_SCENE_CHECK_H

#include "render/scene.h"

/* True when no two texts overlap and everything lies on the page; else `out` names what does not. */
bool scene_check(const struct scene *s, struct builder *out);

#endif
