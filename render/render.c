/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/render.h"

#include "render/writers.h"

#include <string.h>

/* In the order of publishing; the manifest lists what came before it. */
static pack_writer *const writers[] = {
	write_results_csv, write_breakdowns_csv, write_results_json, write_findings_csv, write_rejected,
	write_charts,      write_workbook,     write_report,       write_manifest,
};

static const struct render_output *copy_outputs(const struct publish *p, struct arena *arena, size_t *n)
{
	const struct render_output *from = publish_outputs(p, n);
	struct render_output *to = arena_alloc(arena, *n, sizeof *to);

	for (size_t i = 0; i < *n; i++) {
		to[i] = from[i];
		to[i].name = arena_copy(arena, from[i].name, strlen(from[i].name));
	}
	return to;
}

bool render_pack(const struct results *r, const struct render_options *options, struct arena *arena,
		 const struct render_output **outputs, size_t *n_outputs, struct error *err)
{
	struct publish *p = publish_begin(options->output_path, options->work_path, err);
	const struct render_output *made;
	size_t n_made;

	if (!p)
		return false;
	for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
		if (!writers[i](r, options, p, err)) {
			publish_abort(p);
			return false;
		}
	}
	if (options->settle && !options->settle(options->settle_context, err)) {
		publish_abort(p);
		return false;
	}
	made = copy_outputs(p, arena, &n_made);
	if (!publish_commit(p, err))
		return false;
	*outputs = made;
	*n_outputs = n_made;
	return true;
}
