/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "render/render.h"

#include "render/writers.h"

#include <stdio.h>
#include <string.h>

/* In the order of publishing; the manifest lists what came before it. */
static const struct {
	pack_writer *write;
	bool is_drawn;
} writers[] = {
	{ write_results_csv, false },  { write_breakdowns_csv, false }, { write_results_json, false },
	{ write_findings_csv, false }, { write_rejected, false },       { write_charts, true },
	{ write_workbook, true },      { write_report, true },          { write_manifest, false },
};

/* What a former pack of the month had and this one has not must not stand beside new figures. */
static void leave_out_drawn(struct publish *p, struct month month)
{
	static const char *const ends[] = { "xlsx", "pdf" };

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		char name[32], text[8];

		snprintf(name, sizeof name, "PMR-%s.%s", month_format(month, text), ends[i]);
		publish_leave_out(p, name);
	}
}

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
	if (options->tables_only)
		leave_out_drawn(p, r->period.month);
	for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
		if (writers[i].is_drawn && options->tables_only)
			continue;
		if (!writers[i].write(r, options, p, err)) {
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
