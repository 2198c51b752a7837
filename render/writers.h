/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * writers.h - the writers of a pack, one line each in render.c's table.
 */
#ifndef RENDER_WRITERS_H
#define RENDER_WRITERS_H

#include "render/publish.h"

struct painter;

/* What a writer is given.  Several write at once, each on a thread and into a pack of its own. */
struct writing {
	const struct results *r;
	const struct render_options *options;
	struct painter *painter; /* the thread's; NULL for writers that draw nothing */
	int kind, measure;       /* of a chart: its place in chart_kinds, and the measure or CHART_ALL */
	struct publish *pack;
};
typedef bool pack_writer(const struct writing *w, struct error *err);

pack_writer write_results_csv, write_breakdowns_csv, write_findings_csv, write_rejected; /* tables */
pack_writer write_results_json;
pack_writer write_workbook;
pack_writer write_chart; /* one chart that applies: charts/NAME.svg and charts/NAME.png */
pack_writer write_report; /* PMR-2019-10.pdf */
pack_writer write_manifest; /* of what the pack holds by then */

#endif
