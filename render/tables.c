/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tables.c - the CSV files of a pack: results.csv, breakdowns.csv, findings.csv and rejected/.
 */
#include "render/writers.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define COPY_BYTES 65536

static bool write_builder(void *context, struct publish_stream *s, struct error *err)
{
	(void)err;
	return publish_text(s, builder_text(context));
}

static bool put_table(struct publish *p, const char *name, struct builder *text, struct error *err)
{
	bool good = publish_file(p, name, write_builder, NULL, text, err);

	builder_done(text);
	return good;
}

static void add_result(struct builder *out, const struct results *r, const struct cell *c)
{
	const struct measure *m = &r->catalogue->measures[c->measure];
	const struct level *level = measure_level(m, r->period.month);
	char month[8];

	builder_printf(out, "%s,%s,%s,%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",",
		       month_format(r->period.month, month), m->id, region_code(c->region), c->good, c->total,
		       c->excluded, c->refused, c->pending);
	builder_printf(out, "%s,%s,%s,%s,%s,%s,", c->level.exact, level ? level->target.text : "",
		       level ? level->minimum.text : "", status_name(c->level.status),
		       quality_name(c->quality), basis_name(c->basis));
	if (c->months_below >= 0)
		builder_printf(out, "%d", c->months_below);
	builder_add_char(out, '\n');
}

bool write_results_csv(const struct writing *w, struct error *err)
{
	const struct results *r = w->r;
	struct builder out;

	builder_init(&out);
	builder_add(&out,
		    TEXT("period,measure,region,good,total,excluded,refused,pending,level,target,minimum,"
			 "status,quality,basis,months_below\n"));
	for (size_t i = 0; i < r->n_cells; i++)
		add_result(&out, r, &r->cells[i]);
	return put_table(w->pack, "results.csv", &out, err);
}

static void add_field(struct builder *out, const char *text)
{
	text_add_csv(out, text_of(text), true);
	builder_add_char(out, ',');
}

bool write_breakdowns_csv(const struct writing *w, struct error *err)
{
	const struct results *r = w->r;
	struct builder out;
	char month[8];

	builder_init(&out);
	month_format(r->period.month, month);
	builder_add(&out, TEXT("period,measure,region,dimension,key,good,total,excluded,refused,level\n"));
	for (size_t i = 0; i < r->n_breakdowns; i++) {
		const struct breakdown_row *b = &r->breakdowns[i];

		builder_printf(&out, "%s,%s,%s,", month, r->catalogue->measures[b->measure].id, region_code(b->region));
		add_field(&out, b->dimension);
		if (strcmp(b->key, "-") == 0) /* an empty value: no formula, and written as for Regions */
			builder_add(&out, TEXT("-,"));
		else
			add_field(&out, b->key);
		builder_printf(&out, "%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%" PRIu64 ",%s\n", b->good, b->total,
			       b->excluded, b->refused, b->level.exact);
	}
	return put_table(w->pack, "breakdowns.csv", &out, err);
}

void render_findings_csv(const struct findings *findings, struct builder *out)
{
	builder_add(out, TEXT("severity,kind,dataset,file,line,column,value,count,message\n"));
	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *f = &findings->items[i];

		add_field(out, severity_name(f->severity));
		add_field(out, f->kind);
		add_field(out, f->dataset);
		add_field(out, f->file);
		if (f->line)
			builder_printf(out, "%" PRIu64, f->line);
		builder_add_char(out, ',');
		add_field(out, f->column);
		add_field(out, f->value);
		builder_printf(out, "%" PRIu64 ",", f->count);
		text_add_csv_words(out, text_of(f->message));
		builder_add_char(out, '\n');
	}
}

bool write_findings_csv(const struct writing *w, struct error *err)
{
	struct builder out;

	builder_init(&out);
	render_findings_csv(w->r->findings, &out);
	return put_table(w->pack, "findings.csv", &out, err);
}

/* Copies a spool of rejected rows, which stand there as they are to be published. */
static bool copy_spool(void *context, struct publish_stream *s, struct error *err)
{
	static const char what[] = "the rejected rows cannot be read again";
	const char *path = context;
	char buffer[COPY_BYTES];
	FILE *from = fopen(path, "rbe");
	bool good = true;
	size_t n;

	if (!from)
		return error_set(err, ERROR_OUTPUT, "%s: %s", what, strerror(errno));
	while (good && (n = fread(buffer, 1, sizeof buffer, from)) > 0)
		good = publish_write(s, buffer, n);
	if (ferror(from)) {
		error_set(err, ERROR_OUTPUT, "%s: %s", what, strerror(errno ? errno : EIO));
		good = false;
	}
	fclose(from);
	return good;
}

bool write_rejected(const struct writing *w, struct error *err)
{
	char path[4096 + 64], name[64];

	for (int d = 0; w->options->rejected_path && d < DATASET_COUNT; d++) {
		const char *dataset = dataset_get((enum dataset_id)d)->name;

		if (!w->r->intake->datasets[d].rejected)
			continue;
		snprintf(path, sizeof path, "%s/%s.csv", w->options->rejected_path, dataset);
		snprintf(name, sizeof name, "rejected/%s.csv", dataset);
		if (!publish_file(w->pack, name, copy_spool, NULL, path, err))
			return false;
	}
	return true;
}
