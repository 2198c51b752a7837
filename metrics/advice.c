/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/advice.h"

#include "metrics/events.h"

#include <stdlib.h>
#include <string.h>

static const char *in_region(enum region region)
{
	return region == REGION_NONE ? "nationally" : region_name(region);
}

/* --- claims --- */

static const char *fraction(struct finishing *f, uint64_t good, uint64_t total)
{
	char a[40], b[40];

	return arena_printf(f->arena, "%s of %s", number_grouped(good, a), number_grouped(total, b));
}

static void claims_differ(struct finishing *f, const struct results *out, struct findings *findings)
{
	for (size_t i = 0; i < out->n_claims; i++) {
		const struct claim_row *c = &out->claims[i];
		const struct measure *m = &f->catalogue->measures[c->measure];
		const struct cell *cell = results_find(out, c->measure, c->region);
		const struct service_level_row *row =
			reported_find(&f->reported, c->measure, c->region, f->plan->period.month);
		const char *excluded = "", *shown = cell ? cell->level.display : "";
		char claimed[40], counted[40];

		if (!c->differs)
			continue;
		if (row && row->excluded >= 0 && cell && (uint64_t)row->excluded != cell->excluded)
			excluded = arena_printf(f->arena, "; excluded: %s claimed, %s allowed",
						number_grouped((uint64_t)row->excluded, claimed),
						number_grouped(cell->excluded, counted));
		findings_add(
			findings,
			&(struct finding){
				.severity = SEVERITY_WARNING,
				.kind = "claim_differs",
				.dataset = "service_levels",
				.file = c->file,
				.line = c->line,
				.column = "good",
				.value = m->id,
				.message = arena_printf(
					f->arena,
					"%s %s: the row claims %s%s%s%s, the events give %s%s%s%s%s; "
					"the events count",
					m->id, in_region(c->region),
					fraction(f, (uint64_t)c->claimed_good, (uint64_t)c->claimed_total),
					*c->claimed_level ? " (" : "", c->claimed_level,
					*c->claimed_level ? ")" : "", fraction(f, c->good, c->total),
					*shown ? " (" : "", shown, *shown ? ")" : "", excluded),
			});
	}
}

/* --- registers --- */

/* One row of a register names something that is not there. */
static void register_trouble(struct findings *findings, const char *kind, enum dataset_id dataset,
			     const char *file, uint64_t line, const char *column, const char *value,
			     const char *message)
{
	findings_add(findings, &(struct finding){
				       .severity = SEVERITY_WARNING,
				       .kind = kind,
				       .dataset = dataset_get(dataset)->name,
				       .file = file,
				       .line = line,
				       .column = column,
				       .value = value,
				       .message = message,
			       });
}

/* True when the row names a measure of the catalogue; else says so. */
static bool names_measure(struct finishing *f, struct findings *findings, enum dataset_id dataset,
			  const char *file, uint64_t line, const char *id, int *measure)
{
	int near;

	*measure = catalogue_find_measure(f->catalogue, id);
	if (*measure >= 0)
		return true;
	near = catalogue_find(f->catalogue, text_of(id));
	if (near >= f->catalogue->n_measures) {
		register_trouble(findings, "register_unknown_measure", dataset, file, line, "measure", id,
				 "names a metric, which is not judged; the row was not used");
		return false;
	}
	register_trouble(
		findings, "register_unknown_measure", dataset, file, line, "measure", id,
		near < 0
			? "names a measure that is not in the catalogue; the row was not used"
			: arena_printf(f->arena,
				       "names a measure that is not in the catalogue (it is written %s); the "
				       "row was not used",
				       f->catalogue->measures[near].id));
	return false;
}

/* Ruling 16: in a month in which a measure is not due there is no figure, whatever a row says. */
static void names_due_month(struct finishing *f, struct findings *findings, const struct service_level_row *s)
{
	int m = catalogue_find_measure(f->catalogue, s->measure);

	if (m >= 0 && !measure_is_due(&f->catalogue->measures[m], s->month))
		register_trouble(findings, "register_not_due", DATASET_SERVICE_LEVELS, s->file, s->line,
				 "period", s->measure,
				 "names a month in which the measure is not due; the row was not used");
}

/* True when the row names a figure that there can be; else says so. */
static bool names_cell(struct finishing *f, struct findings *findings, enum dataset_id dataset,
		       const char *file, uint64_t line, const char *id, enum region region)
{
	int m;

	if (!names_measure(f, findings, dataset, file, line, id, &m))
		return false;
	if (region == REGION_NONE || f->catalogue->measures[m].regional)
		return true;
	register_trouble(findings, "register_no_cell", dataset, file, line, "region", id,
			 "names a Region for a measure that is computed nationally only; the row was not used");
	return false;
}

/* The registers without the plans and remarks that name no figure, so that nobody uses what was not. */
static const struct registers *registers_used(struct finishing *f, struct findings *findings)
{
	const struct registers *r = f->registers;
	struct registers *used = arena_alloc(f->arena, 1, sizeof *used);
	struct remediation_row *plans = arena_alloc(f->arena, r->n_remediation + 1, sizeof *plans);
	struct commentary_row *remarks = arena_alloc(f->arena, r->n_commentary + 1, sizeof *remarks);

	*used = *r;
	used->n_remediation = used->n_commentary = 0;
	for (size_t i = 0; i < r->n_remediation; i++) {
		const struct remediation_row *p = &r->remediation[i];

		if (names_cell(f, findings, DATASET_REMEDIATION, p->file, p->line, p->measure, p->region))
			plans[used->n_remediation++] = *p;
	}
	for (size_t i = 0; i < r->n_commentary; i++) {
		const struct commentary_row *c = &r->commentary[i];

		if (names_cell(f, findings, DATASET_COMMENTARY, c->file, c->line, c->measure, c->region))
			remarks[used->n_commentary++] = *c;
	}
	used->remediation = plans;
	used->commentary = remarks;
	return used;
}

static void registers_known(struct finishing *f, struct findings *findings)
{
	const struct registers *r = f->registers;
	int m;

	for (size_t i = 0; i < r->n_exceptions; i++) {
		const struct exception_row *e = &r->exceptions[i];

		if (names_measure(f, findings, DATASET_EXCEPTIONS, e->file, e->line, e->measure, &m) &&
		    f->catalogue->measures[m].dataset == DATASET_NONE)
			register_trouble(findings, "register_unknown_measure", DATASET_EXCEPTIONS, e->file,
					 e->line, "measure", e->measure,
					 f->catalogue->measures[m].kind == KIND_REPORTED
						 ? "names a measure that is only reported; there is no item "
						   "to leave out, so the row was not used"
						 : "names a composite; the register may name the measures it "
						   "derives from, so the row was not used");
	}
	for (size_t i = 0; i < r->n_service_levels; i++) {
		const struct service_level_row *s = &r->service_levels[i];
		names_cell(f, findings, DATASET_SERVICE_LEVELS, s->file, s->line, s->measure, s->region);
		names_due_month(f, findings, s);
	}
}

static void registers_met(struct finishing *f, const struct advice *a, struct findings *findings)
{
	const struct registers *r = f->registers;

	for (size_t i = 0; i < r->n_exceptions; i++) {
		const struct exception_row *e = &r->exceptions[i];
		int m = catalogue_find_measure(f->catalogue, e->measure);

		if (m < 0 || f->catalogue->measures[m].dataset == DATASET_NONE || (a->met && a->met[i] > 0))
			continue;
		findings_add(findings,
			     &(struct finding){
				     .severity = SEVERITY_NOTE,
				     .kind = "register_unmatched",
				     .dataset = "exceptions",
				     .file = e->file,
				     .line = e->line,
				     .column = "item_id",
				     .value = e->item_id,
				     .message = "names an item that is no event of the measure in this month "
						"(and Region, where given); the row had no effect",
			     });
	}
}

/* --- events --- */

/* Garbage in the column must not fill the report: the most frequent are named, the rest counted. */
#define REASONS_NAMED 50

struct claimed { /* one reason and how many rows claim it */
	struct text reason;
	uint64_t n;
};

static int most_frequent(const void *a, const void *b)
{
	const struct claimed *x = a, *y = b;

	if (x->n != y->n)
		return x->n > y->n ? -1 : 1;
	return text_compare(x->reason, y->reason);
}

static void add_refused(struct findings *findings, enum dataset_id dataset, const char *value, uint64_t n,
			const char *message)
{
	findings_add(findings, &(struct finding){
				       .severity = SEVERITY_NOTE,
				       .kind = "refused_claim",
				       .dataset = dataset_get(dataset)->name,
				       .column = "exclusion",
				       .value = value,
				       .count = n,
				       .message = message,
			       });
}

static void unknown_in(struct finishing *f, enum dataset_id dataset, const struct counts *c,
		       struct findings *findings)
{
	struct claimed *claimed = arena_alloc(f->arena, c->n + 1, sizeof *claimed);
	uint64_t n_rest = 0;
	size_t n = 0;

	for (size_t i = 0; i < c->room; i++) {
		if (c->keys[i] && c->values[i] > 0)
			claimed[n++] = (struct claimed){ words_text(f->words, (uint32_t)counts_key(c, i)),
							 (uint64_t)c->values[i] };
	}
	if (n > 1)
		qsort(claimed, n, sizeof *claimed, most_frequent);
	for (size_t i = 0; i < n; i++) {
		struct builder reason;

		if (i >= REASONS_NAMED) {
			n_rest += claimed[i].n;
			continue;
		}
		builder_init(&reason);
		text_escape(&reason, claimed[i].reason, 60);
		add_refused(
			findings, dataset,
			arena_copy(f->arena, claimed[i].reason.data, claimed[i].reason.size), claimed[i].n,
			arena_printf(
				f->arena,
				"no measure of edition %s allows the claimed reason '%s'; counted are the "
				"rows that claim it, those too that an approved row of the exceptions "
				"register leaves out for a reason of its own",
				f->catalogue->edition, reason.data));
		builder_done(&reason);
	}
	if (n_rest)
		add_refused(
			findings, dataset, "", n_rest,
			arena_printf(
				f->arena,
				"%zu other claimed reasons that no measure of edition %s allows; counted are "
				"the rows that claim them",
				n - REASONS_NAMED, f->catalogue->edition));
}

static void unknown_reasons(struct finishing *f, const struct advice *a, struct findings *findings)
{
	for (int d = 0; d < DATASET_COUNT; d++)
		unknown_in(f, (enum dataset_id)d, &a->unknown[d], findings);
}

/* Ruling 12; metrics with a clock are no better informed than measures. */
static void unanswered(struct finishing *f, const struct advice *a, struct findings *findings)
{
	for (int m = 0; m < f->catalogue->n_items; m++) {
		const struct measure *measure = &f->catalogue->measures[m];
		uint64_t n;

		if (measure->kind != KIND_IN_TIME && measure->kind != KIND_INCIDENTS &&
		    measure->kind != KIND_COHORT)
			continue;
		n = events_unanswered_after(&a->tallies[m], a->newest[measure->dataset]);
		if (!n || f->plan->has_cutoff)
			continue;
		findings_add(
			findings,
			&(struct finding){
				.severity = SEVERITY_WARNING,
				.kind = "target_after_data",
				.dataset = dataset_get(measure->dataset)->name,
				.column = dataset_get(measure->dataset)->columns[measure->clock_to[0]].name,
				.value = measure->id,
				.count = n,
				/* The value says of which measure. */
				.message = "unanswered rows whose target ends after the newest timestamp of the dataset count "
					   "as bad; --as-of with the cut-off of the data would make them pending",
			});
	}
}

static void reconciliation(struct finishing *f, const struct results *out, struct findings *findings)
{
	for (size_t i = 0; i < out->n_measure_counts; i++) {
		const struct measure_counts *c = &out->measure_counts[i];
		const struct measure *m = &f->catalogue->measures[c->measure];

		if (c->balances)
			continue;
		findings_add(findings,
			     &(struct finding){
				     .severity = SEVERITY_ERROR,
				     .kind = "reconciliation",
				     .dataset = dataset_get(m->dataset)->name,
				     .value = m->id,
				     .message = "used rows are not good + bad + excluded + pending + not "
						"selected: the figure cannot be relied on",
			     });
	}
}

void advice_give(struct finishing *f, const struct advice *a, struct results *out,
		 struct findings *findings)
{
	claims_differ(f, out, findings);
	registers_known(f, findings);
	out->registers = registers_used(f, findings);
	registers_met(f, a, findings);
	unknown_reasons(f, a, findings);
	unanswered(f, a, findings);
	reconciliation(f, out, findings);
}
