/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * rig.h - a store in a folder of its own, and the few steps that every test takes.
 */
#ifndef TESTS_STORE_RIG_H
#define TESTS_STORE_RIG_H

#include "engine/store/store.h"
#include "tests/unit/engine/cmocka_all.h"
#include "tests/unit/render/folder.h"
#include "tests/unit/render/sample.h"
#include "tests/unit/whole_file.h"

struct rig {
	char folder[64], path[96];
	struct error err;
};

static inline void rig_init(struct rig *g)
{
	*g = (struct rig){ 0 };
	folder_new(g->folder);
	snprintf(g->path, sizeof g->path, "%s/" STORE_NAME, g->folder);
}

static inline void rig_done(struct rig *g)
{
	folder_remove(g->folder);
}

static inline struct store *rig_open(struct rig *g, enum store_use use)
{
	struct store *s;

	g->err = (struct error){ 0 };
	if (!store_open(g->path, use, &s, &g->err))
		fail_msg("%s: %s", g->err.path, g->err.message);
	return s;
}

/* One run: begin, restated, save, commit. */
static inline enum store_outcome rig_save(struct rig *g, struct results *r, struct arena *arena)
{
	struct store *s = rig_open(g, STORE_WRITE);
	enum store_outcome outcome = STORE_SAME;

	if (!store_begin(s, 0, &g->err) || !store_restated(s, arena, r, &g->err) ||
	    !store_save(s, r, &outcome, &g->err) || !store_commit(s, &g->err))
		fail_msg("%s: %s", g->err.path, g->err.message);
	store_close(s);
	return outcome;
}

static inline void rig_load(struct rig *g, struct month month, struct arena *arena, struct results *out)
{
	struct store *s = rig_open(g, STORE_READ);

	if (!store_load(s, month, arena, out, &g->err))
		fail_msg("%s: %s", g->err.path, g->err.message);
	store_close(s);
}

/* The whole file; freed by memory_free. */
static inline char *rig_bytes(const char *path, size_t *size)
{
	struct builder b;

	builder_init(&b);
	assert_true(whole_file_add(path, &b));
	*size = b.size;
	return b.data;
}

static inline void rig_same_file(const char *left, const char *right)
{
	size_t n_left, n_right;
	char *a = rig_bytes(left, &n_left), *b = rig_bytes(right, &n_right);

	if (n_left != n_right || memcmp(a, b, n_left) != 0)
		fail_msg("%s is not %s", left, right);
	memory_free(a);
	memory_free(b);
}

#endif
