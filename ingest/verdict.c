/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/verdict.h"

#include <stdio.h>

static void say_verdict(struct job *j, const struct job *other, const struct held *h)
{
	const struct dataset *d = h->row.dataset;
	struct finding f = { .dataset = d->name, .file = j->input->name, .line = h->row.line };
	struct builder key, message;

	builder_init(&key);
	builder_init(&message);
	for (int c = 0; c < d->n_columns; c++) {
		if (!(d->columns[c].flags & COLUMN_KEY))
			continue;
		if (f.column)
			builder_add_char(&key, ' ');
		else
			f.column = d->columns[c].name;
		builder_add(&key, h->row.texts[c]);
	}
	if (h->verdict == VERDICT_CONFLICT) {
		f.severity = SEVERITY_ERROR;
		f.kind = "conflict";
		builder_printf(&key, " (also %s:%llu)", other->input->name,
			       (unsigned long long)h->other->row.line);
		builder_printf(&message, "%s; all of them were rejected",
			       settle_only_times_differ(h, h->other)
				       ? "rows of one key write different times alike, each as its file's mapping has it"
				       : "rows of one key contradict each other");
	} else if (h->verdict == VERDICT_SUPERSEDED) {
		f.severity = SEVERITY_NOTE;
		f.kind = "superseded";
		builder_printf(&message, "a row of the same key with a later updated_at counts instead");
	} else if (h->verdict == VERDICT_COMPLETED) {
		f.severity = SEVERITY_NOTE;
		f.kind = "completed";
		builder_printf(&message, "a fuller row of the same key counts instead (it adds ");
		settle_column_names(d, h->completed, &message);
		builder_add_char(&message, ')');
	} else {
		f.severity = SEVERITY_WARNING;
		f.kind = "duplicate";
		builder_printf(&message, "the same row came more than once; it counts once");
	}
	f.value = key.data;
	f.message = message.data;
	findings_add(&j->findings, &f);
	builder_done(&key);
	builder_done(&message);
}

/* True when no row of this content was rejected before. */
static bool reject_conflict(struct job *j, const struct job *other, const struct held *h, struct pile *reject)
{
	char reason[600];
	uint64_t hash[2];

	snprintf(reason, sizeof reason, "contradicts %s line %llu, which has the same key%s", other->input->name,
		 (unsigned long long)h->other->row.line,
		 settle_only_times_differ(h, h->other) ? " and text, but by its mapping another time" : "");
	j->rows.rejected++;
	reject_spool_add_late(&j->rejects, j->input->name, h->row.dataset, h->row.line, "", reason,
			      h->row.texts, h->raw);
	row_content_hash(&h->row, NULL, hash);
	if (!reject_set_add(&j->run->rejected[h->row.dataset->id], hash, j->number))
		return false;
	if (reject)
		pile_add(reject, &h->row);
	return true;
}

bool verdict_apply(struct job *jobs, const struct held *h, struct pile *retract, struct pile *reject)
{
	struct job *j = &jobs[h->file];
	const struct job *other = h->other ? &jobs[h->other->file] : NULL;
	struct batch one;

	if (h->verdict == VERDICT_COUNTS)
		return false;
	row_batch(&h->row, &one);
	if (!retract || plan_row_in_period(j->run->plan, &one, 0)) {
		j->rows.used--;
		if (retract)
			pile_add(retract, &h->row);
	} else {
		j->rows.outside--;
	}
	say_verdict(j, other, h);
	switch (h->verdict) {
	case VERDICT_SAME:
		j->rows.duplicate_same++;
		break;
	case VERDICT_SUPERSEDED:
		j->rows.duplicate_superseded++;
		break;
	case VERDICT_COMPLETED:
		j->rows.duplicate_completed++;
		break;
	case VERDICT_CONFLICT:
		return reject_conflict(j, other, h, reject);
	case VERDICT_COUNTS:
		break;
	}
	return false;
}
