/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/explain_kinds.h"

#include <string.h>

static const char *column_name(const struct measure *m, int column)
{
	return dataset_get(m->dataset)->columns[column].name;
}

void explain_kind_placing(const struct measure *m, struct builder *out)
{
	const char *by = column_name(m, m->placed_by >= 0 ? m->placed_by : m->clock_from);
	switch (m->kind) {
	case KIND_COHORT:
		builder_printf(out,
			       "the calendar quarter before, UK time, of %s; due in March, June, September and "
			       "December",
			       by);
		return;
	case KIND_LOSSES:
		builder_add(out, TEXT("every UK calendar month that the loss overlaps, cut at its ends"));
		return;
	case KIND_JOURNEYS:
		builder_add(out, TEXT("the UK calendar month of the start of the clock"));
		return;
	case KIND_IN_TIME:
	case KIND_INCIDENTS:
	case KIND_AVAILABILITY:
	case KIND_COMPOSITE:
	case KIND_WINDOWS:
	case KIND_SHARE:
	case KIND_NUMBER:
	case KIND_DISTINCT:
	case KIND_VARIANCE:
	case KIND_POPULATION:
	case KIND_WHAT_IF:
	case KIND_REPORTED:
	case KIND_COUNT:
		break;
	}
	builder_printf(out, "the UK calendar month of %s", by);
}

static void add_conditions(const struct measure *m, struct builder *b)
{
	if (m->equal_columns[0] >= 0)
		builder_printf(b, "%s is the same as %s", column_name(m, m->equal_columns[0]),
			       column_name(m, m->equal_columns[1]));
	for (int i = 0; i < m->n_goods; i++) {
		builder_printf(b, i ? " and %s is " : "%s is ", column_name(m, m->goods[i].column));
		for (int v = 0; v < m->goods[i].n_values; v++)
			builder_printf(b, v ? " or %s" : "%s", m->goods[i].values[v]);
	}
}

static void add_own(const struct catalogue *c, const struct measure *m, struct builder *b)
{
	switch (m->kind) {
	case KIND_WINDOWS:
		builder_printf(b,
			       "%d minutes of real time each from 00:00 UK, one set for each Region; counted are "
			       "the alerts of windows with %s %d different %s",
			       m->window_minutes, m->window_above ? "more than" : "at most", m->window_hubs,
			       column_name(m, m->item_of));
		break;
	case KIND_SHARE:
		add_conditions(m, b);
		builder_add(b, TEXT("; rows in which this is not given are no events"));
		break;
	case KIND_NUMBER:
		if (m->counted_column >= 0)
			builder_printf(b, "the sum of %s", column_name(m, m->counted_column));
		else
			builder_add(b, TEXT("rows"));
		break;
	case KIND_DISTINCT:
		builder_printf(b, "different values of %s", column_name(m, m->counted_column));
		if (m->first_time_by >= 0)
			builder_printf(b, "; good are those not met in an earlier remembered month with the same %s",
				       column_name(m, m->first_time_by));
		break;
	case KIND_VARIANCE:
		builder_printf(b, "rows by %s against the forecasts of the month; within %s %% of the forecast",
			       column_name(m, m->variance_by), m->tolerance.text);
		break;
	case KIND_WHAT_IF:
		for (int i = 0; i < m->n_of; i++)
			builder_printf(b, "%s%s", i ? ", " : "", c->measures[m->of[i]].id);
		break;
	case KIND_LOSSES:
		builder_printf(b, "stretches of each %s united; complete minutes of each", column_name(m, m->item_of));
		break;
	case KIND_REPORTED:
		builder_add(b, TEXT("from service_levels alone, marked as reported"));
		break;
	case KIND_JOURNEYS:
		builder_add(b, TEXT("quantiles by nearest rank from a histogram whose values are within 1 % of the "
				    "exact ones"));
		break;
	case KIND_IN_TIME:
	case KIND_INCIDENTS:
	case KIND_AVAILABILITY:
	case KIND_COMPOSITE:
	case KIND_COHORT:
	case KIND_POPULATION:
	case KIND_COUNT:
		break;
	}
}

static const char *own_name(enum measure_kind kind)
{
	switch (kind) {
	case KIND_WINDOWS:
		return "windows";
	case KIND_SHARE:
		return "good";
	case KIND_VARIANCE:
		return "variance";
	case KIND_WHAT_IF:
		return "varied";
	case KIND_REPORTED:
		return "figure";
	case KIND_JOURNEYS:
		return "percentiles";
	case KIND_IN_TIME:
	case KIND_INCIDENTS:
	case KIND_AVAILABILITY:
	case KIND_COMPOSITE:
	case KIND_COHORT:
	case KIND_NUMBER:
	case KIND_DISTINCT:
	case KIND_LOSSES:
	case KIND_POPULATION:
	case KIND_COUNT:
		break;
	}
	return "counted";
}

void explain_dimension(const struct measure *m, const struct dimension *d, struct builder *out)
{
	if (!d->n_parts)
		builder_add(out, TEXT("all"));
	for (int i = 0; i < d->n_parts; i++)
		builder_printf(out, "%s%s", i ? " / " : "",
			       d->parts[i].kind == PART_COLUMN ? column_name(m, d->parts[i].column)
							       : part_name(d->parts[i].kind));
	if (d->figure != FIGURE_MAIN)
		builder_printf(out, ", figure %s", figure_name(d->figure));
	if (d->share_of)
		builder_printf(out, ", shares of the first %d", d->share_of);
	if (d->national_only)
		builder_add(out, TEXT(", nationally only"));
}

static void add_sample(const struct catalogue *c, struct builder *out)
{
	const struct catalogue_sampling *s = &c->sampling;
	builder_printf(out, "%s test%s in the month for each hub in service in the Region, on average, and ", s->tests_per_hub,
		       s->tests_micro == 1000000 ? "" : "s");
	if (s->idle_days)
		builder_printf(out, "at most %lld days without one", (long long)s->idle_days);
	else
		builder_add(out, TEXT("no day without one"));
}

void explain_kind_facts(const struct catalogue *c, const struct measure *m, explain_add *add, void *context)
{
	struct builder b;
	builder_init(&b);
	add_own(c, m, &b);
	if (b.size)
		add(context, own_name(m->kind), builder_text(&b), false);
	if (m->implied_reason) {
		builder_clear(&b);
		builder_printf(&b, "%s is %s, which is the exclusion %s", column_name(m, m->implied.column),
			       m->implied.values[0], m->implied_reason);
		add(context, "left out", builder_text(&b), false);
	}
	if (measure_is_sampled(m)) {
		builder_clear(&b);
		add_sample(c, &b);
		add(context, "valid sample", builder_text(&b), false);
	}
	if (m->assumed)
		add(context, "assumed", text_of(m->assumed), true);
	for (int i = 0; i < m->n_dimensions; i++) {
		builder_clear(&b);
		builder_printf(&b, "%s: ", m->dimensions[i].name);
		explain_dimension(m, &m->dimensions[i], &b);
		add(context, "broken down by", builder_text(&b), false);
	}
	builder_done(&b);
}

void explain_kind_short(const struct measure *m, struct builder *out)
{
	switch (m->kind) {
	case KIND_WINDOWS:
		builder_printf(out, "%s %d hubs", m->window_above ? "more than" : "at most", m->window_hubs);
		break;
	case KIND_SHARE:
		add_conditions(m, out);
		break;
	case KIND_VARIANCE:
		builder_printf(out, "within %s %%", m->tolerance.text);
		break;
	case KIND_REPORTED:
		builder_add(out, TEXT("as reported"));
		break;
	case KIND_NUMBER:
	case KIND_DISTINCT:
		builder_printf(out, "%s%s", m->kind == KIND_DISTINCT ? "different " : "",
			       m->counted_column >= 0 ? column_name(m, m->counted_column) : "rows");
		break;
	case KIND_IN_TIME:
	case KIND_INCIDENTS:
	case KIND_AVAILABILITY:
	case KIND_COMPOSITE:
	case KIND_COHORT:
	case KIND_JOURNEYS:
	case KIND_LOSSES:
	case KIND_POPULATION:
	case KIND_WHAT_IF:
	case KIND_COUNT:
		break;
	}
}
