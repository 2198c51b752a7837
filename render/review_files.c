/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * review_files.c - review.csv and review.json: the breach review for scripts.
 *
 * The CSV is one long table, a fact a line; what stands in which column is told in docs/interface.md.
 */
#include "engine/json.h"
#include "engine/review.h"
#include "render/writers.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- CSV ---- */

/* One line; what has no value is left out. */
struct fact {
	const char *subject, *item;
	bool counted;
	uint64_t good, total;
	const struct level_text *level;
	const char *points, *events, *share, *text;
};

static void add_text(struct builder *out, const char *text)
{
	builder_add_char(out, ',');
	text_add_csv(out, text_of(text), true);
}

/* Signed numbers are not formulas: they are made here, of digits only. */
static void add_number(struct builder *out, const char *text)
{
	builder_printf(out, ",%s", text ? text : "");
}

/* "61.2 %" as a number. */
static void add_share(struct builder *out, const char *share)
{
	size_t size = share ? strspn(share, "-0123456789.") : 0;

	builder_printf(out, ",%.*s", (int)size, share ? share : "");
}

static void add_fact(struct builder *out, const struct review *r, const struct review_line *line,
		     const struct fact *f)
{
	char month[8];

	builder_printf(out, "%s,%s,%s,%s", month_format(r->results->period.month, month),
		       r->results->catalogue->measures[line->cell->measure].id, region_code(line->cell->region),
		       review_reason_name(line->reason));
	add_text(out, f->subject);
	add_text(out, f->item);
	if (f->counted)
		builder_printf(out, ",%" PRIu64 ",%" PRIu64, f->good, f->total);
	else
		builder_add(out, TEXT(",,"));
	/* What is withheld has a status and no level. */
	bool has_level = f->level && f->level->value >= 0;
	bool has_status = has_level ? f->level->status <= STATUS_RED : f->level && f->level->status == STATUS_WITHHELD;
	builder_printf(out, ",%s,%s", has_level ? f->level->exact : "", has_status ? status_name(f->level->status) : "");
	add_number(out, f->points);
	add_number(out, f->events);
	add_share(out, f->share);
	builder_add_char(out, ',');
	text_add_csv_words(out, text_of(f->text));
	builder_add_char(out, '\n');
}

static void csv_figure(struct builder *out, const struct review *r, const struct review_line *l)
{
	const struct cell *c = l->cell;
	char n[24], since[8];

	add_fact(out, r, l,
		 &(struct fact){ "figure", "", true, c->good, c->total, &c->level, NULL, NULL, NULL, l->headline });
	snprintf(n, sizeof n, "%" PRIu64, c->events_short);
	add_fact(out, r, l,
		 &(struct fact){ .subject = "gap", .item = "target", .points = c->gap_target,
				 .events = c->events_short ? n : "", .text = "" });
	snprintf(n, sizeof n, "%" PRIu64, c->events_short_minimum);
	add_fact(out, r, l,
		 &(struct fact){ .subject = "gap", .item = "minimum", .points = c->gap_minimum,
				 .events = c->events_short_minimum ? n : "", .text = "" });
	snprintf(n, sizeof n, "%d", c->months_below);
	if (c->months_below >= 0)
		add_fact(out, r, l,
			 &(struct fact){ .subject = "streak", .item = "months_below", .events = n,
					 .text = c->months_below ? month_format(c->below_since, since) : "" });
	add_fact(out, r, l,
		 &(struct fact){ .subject = "trend", .item = review_direction_name(l->trend.direction),
				 .points = l->trend.slope_text, .text = l->trend.sentence });
	if (c->interval && *c->interval)
		add_fact(out, r, l, &(struct fact){ .subject = "interval", .item = "wilson", .text = c->interval });
}

static void csv_change(struct builder *out, const struct review *r, const struct review_line *l)
{
	const struct review_change *c = &l->change;

	if (!c->known) {
		add_fact(out, r, l, &(struct fact){ .subject = "change", .item = "total", .text = c->why });
		return;
	}
	for (int p = 0; p < CHANGE_COUNT; p++)
		add_fact(out, r, l,
			 &(struct fact){ .subject = "change", .item = review_change_name((enum review_change_part)p),
					 .points = c->points[p].text, .events = c->events[p].text,
					 .text = review_change_help((enum review_change_part)p) });
	add_fact(out, r, l,
		 &(struct fact){ .subject = "change", .item = "total", .level = &c->before,
				 .points = c->points_total.text, .events = c->events_total.text, .text = c->parts });
}

static void csv_drivers(struct builder *out, const struct review *r, const struct review_line *l)
{
	for (size_t i = 0; i < l->n_dimensions; i++) {
		const struct review_dimension *d = &l->dimensions[i];
		char subject[80];

		snprintf(subject, sizeof subject, "driver_%s", d->name);
		for (size_t k = 0; k < d->n; k++) {
			const struct review_driver *w = &d->drivers[k];

			add_fact(out, r, l,
				 &(struct fact){ subject, w->key, true,
						 w->good, w->total, &w->level, d->in_points ? w->excess.text : "",
						 d->in_points ? "" : w->excess.text, w->share, w->label });
		}
		if (d->n_tried)
			add_fact(out, r, l,
				 &(struct fact){ .subject = "without", .item = d->name, .level = &d->enough,
						 .text = d->sentence });
	}
}

static void csv_policies(struct builder *out, const struct review *r, const struct review_line *l)
{
	const struct cell *c = l->cell;
	bool composite = r->results->catalogue->measures[c->measure].kind == KIND_COMPOSITE;

	for (int k = 0; k < COMPOSE_COUNT && composite; k++)
		add_fact(out, r, l,
			 &(struct fact){ .subject = "composition", .item = composition_name((enum composition)k),
					 .level = &c->alternatives[k],
					 .text = composition_help((enum composition)k) });
	add_fact(out, r, l,
		 &(struct fact){ "exclusions", "none", c->has_variants, c->raw_good, c->raw_total, &c->raw, NULL, NULL,
				 NULL, "nothing left out" });
	add_fact(out, r, l,
		 &(struct fact){ "exclusions", "allowed", true, c->good, c->total, &c->level, NULL, NULL, NULL,
				 "the figure" });
	add_fact(out, r, l,
		 &(struct fact){ "exclusions", "every_claim", c->has_variants, c->claims_good, c->claims_total,
				 &c->all_claims, NULL, NULL, NULL, "every claim honoured" });
}

static void csv_rest(struct builder *out, const struct review *r, const struct review_line *l)
{
	for (int t = 0; t < TEST_COUNT; t++)
		if (l->tests[t].applies)
			add_fact(out, r, l,
				 &(struct fact){ .subject = l->tests[t].fired ? "test_failed" : "test_passed",
						 .item = review_test_name((enum review_test_id)t),
						 .text = l->tests[t].text });
	add_fact(out, r, l,
		 &(struct fact){ .subject = "chart", .item = review_chart_name(l->control.kind),
				 .text = l->control.sentence });
	for (size_t i = 0; i < l->n_plans; i++) {
		const struct review_plan *p = &l->plans[i];

		add_fact(out, r, l,
			 &(struct fact){ .subject = "plan", .item = p->action, .points = p->needed,
					 .text = *p->slips ? p->slips : p->sentence });
		if (*p->slips)
			add_fact(out, r, l,
				 &(struct fact){ .subject = "plan", .item = p->action, .points = p->needed,
						 .text = p->sentence });
	}
}

void render_review_csv(const struct review *r, struct builder *out)
{
	builder_add(out, TEXT("period,measure,region,reason,subject,item,good,total,level,status,points,events,"
			      "share,text\n"));
	for (size_t i = 0; i < r->n_lines; i++) {
		const struct review_line *l = &r->lines[i];

		csv_figure(out, r, l);
		csv_change(out, r, l);
		csv_drivers(out, r, l);
		csv_policies(out, r, l);
		csv_rest(out, r, l);
	}
}

/* ---- JSON ---- */

static void put_level(json_t *object, const char *key, const struct level_text *l)
{
	json_t *level;

	if (l->value < 0) {
		json_put(object, key, json_null());
		return;
	}
	level = json_object();
	json_put_text(level, "level", l->exact);
	if (l->status <= STATUS_RED)
		json_put_text(level, "status", status_name(l->status));
	json_put(object, key, level);
}

static void put_month(json_t *object, const char *key, struct month m)
{
	char text[8];

	json_put_text(object, key, m.month ? month_format(m, text) : NULL);
}

static void put_amount(json_t *object, const char *key, const struct review_amount *a)
{
	json_t *amount = json_object();

	json_put_text(amount, "text", a->text);
	json_put_text(amount, "exact", a->exact);
	json_put(object, key, amount);
}

static json_t *change_json(const struct review_change *c)
{
	json_t *object = json_object(), *points = json_object(), *events = json_object();

	put_month(object, "compared_with", c->month);
	if (!c->known) {
		json_put_text(object, "unknown", c->why);
		json_decref(points);
		json_decref(events);
		return object;
	}
	put_level(object, "published_then", &c->before);
	for (int p = 0; p < CHANGE_COUNT; p++) {
		put_amount(points, review_change_name((enum review_change_part)p), &c->points[p]);
		if (c->has_events)
			put_amount(events, review_change_name((enum review_change_part)p), &c->events[p]);
	}
	put_amount(points, "total", &c->points_total);
	json_put(object, "points", points);
	if (c->has_events) {
		put_amount(events, "total", &c->events_total);
		json_put(object, "shortfall_events", events);
	} else {
		json_decref(events);
	}
	json_put_text(object, "parts", c->parts);
	return object;
}

static json_t *dimension_json(const struct review_dimension *d)
{
	json_t *object = json_object(), *drivers = json_array();

	json_put_text(object, "dimension", d->name);
	json_put_text(object, "unit", d->in_points ? "points" : "events");
	json_put(object, "covers_all_events", json_boolean(d->covers));
	json_put_count(object, "parts", d->n_parts);
	json_put_count(object, "parts_with_excess", d->n_with_excess);
	for (size_t i = 0; i < d->n; i++) {
		const struct review_driver *w = &d->drivers[i];
		json_t *driver = json_object();

		json_put_text(driver, "key", w->key);
		json_put_text(driver, "label", w->label);
		json_put_count(driver, "good", w->good);
		json_put_count(driver, "total", w->total);
		put_level(driver, "level", &w->level);
		put_amount(driver, "excess", &w->excess);
		json_put_text(driver, "share_of_excess", w->share);
		put_level(driver, "without_it", &w->without);
		json_append(drivers, driver);
	}
	json_put(object, "drivers", drivers);
	json_put_text(object, "share_of_excess", d->share_shown);
	json_put_text(object, "share_not_told_apart", *d->share_rest ? d->share_rest : NULL);
	json_put(object, "green_without_worst", d->n_enough ? json_integer(d->n_enough) : json_null());
	put_level(object, d->n_enough ? "then" : "without_all_tried", &d->enough);
	json_put_text(object, "sentence", d->sentence);
	return object;
}

static json_t *signals_json(unsigned signals)
{
	static const struct {
		enum review_signal bit;
		const char *name;
	} all[] = { { SIGNAL_OUTSIDE, "outside" }, { SIGNAL_SIDE, "side" }, { SIGNAL_TREND, "trend" },
		    { SIGNAL_OUTER, "outer_third" } };
	json_t *array = json_array();

	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (signals & all[i].bit)
			json_append(array, json_string(all[i].name));
	return array;
}

static json_t *control_json(const struct review_control *c, const struct review_trend *t)
{
	json_t *object = json_object(), *points = json_array();

	json_put_text(object, "chart", review_chart_name(c->kind));
	json_put_text(object, "sentence", c->sentence);
	json_put_count(object, "months", c->n_known);
	put_month(object, "stepped_in", c->stretch ? c->points[c->stretch].month : (struct month){ 0 });
	if (c->drawn) {
		json_put(object, "trial_limits", json_boolean(c->trial));
		json_put_text(object, "mean", c->mean_text);
		json_put_text(object, "lower", c->lower_text);
		json_put_text(object, "upper", c->upper_text);
		json_put_count(object, "moving_ranges_screened_out", (uint64_t)c->n_screened);
		json_put_text(object, "variation", review_variation_name(c->variation));
		json_put_text(object, "assurance", review_assurance_name(c->assurance));
	}
	for (size_t i = 0; i < c->n_points; i++) {
		const struct review_point *p = &c->points[i];
		json_t *point = json_object();

		put_month(point, "month", p->month);
		put_level(point, "figure", &p->level);
		if (p->known) {
			json_put_count(point, "good", p->good);
			json_put_count(point, "total", p->total);
			json_put(point, "reported", json_boolean(p->reported));
			json_put(point, "signals", signals_json(p->signals));
		}
		json_append(points, point);
	}
	json_put(object, "points", points);
	json_put_text(object, "trend", review_direction_name(t->direction));
	json_put_text(object, "points_a_month", *t->slope_text ? t->slope_text : NULL);
	json_put_text(object, "trend_sentence", t->sentence);
	return object;
}

static json_t *tests_json(const struct review_line *l)
{
	json_t *array = json_array();

	for (int t = 0; t < TEST_COUNT; t++) {
		json_t *test;

		if (!l->tests[t].applies)
			continue;
		test = json_object();
		json_put_text(test, "test", review_test_name((enum review_test_id)t));
		json_put(test, "failed", json_boolean(l->tests[t].fired));
		json_put_text(test, "figures", l->tests[t].text);
		json_append(array, test);
	}
	return array;
}

static json_t *plans_json(const struct review *r, const struct review_line *l)
{
	json_t *array = json_array();

	for (size_t i = 0; i < l->n_plans; i++) {
		const struct review_plan *p = &l->plans[i];
		json_t *plan = json_object();

		json_put_text(plan, "measure", r->results->catalogue->measures[p->measure].id);
		json_put_text(plan, "region", region_code(p->region));
		json_put_text(plan, "action", p->action);
		json_put_text(plan, "owner", p->owner);
		put_month(plan, "promised", p->promised);
		json_put_count(plan, "slips", (uint64_t)p->n_slips);
		json_put(plan, "months_slipped", json_integer(p->months_slipped));
		json_put_text(plan, "slips_text", *p->slips ? p->slips : NULL);
		json_put_text(plan, "points_a_month_needed", *p->needed ? p->needed : NULL);
		json_put_text(plan, "plausible", review_plausible_name(p->plausible));
		json_put_text(plan, "projected", *p->projected ? p->projected : NULL);
		json_put_text(plan, "sentence", p->sentence);
		json_append(array, plan);
	}
	return array;
}

static json_t *figure_json(const struct review *r, const struct review_line *l)
{
	const struct cell *c = l->cell;
	const struct measure *m = &r->results->catalogue->measures[c->measure];
	json_t *object = json_object(), *rules = json_object(), *exclusions = json_object();

	json_put_text(object, "measure", m->id);
	json_put_text(object, "title", m->title);
	json_put_text(object, "region", region_code(c->region));
	json_put_text(object, "reason", review_reason_name(l->reason));
	json_put_text(object, "headline", l->headline);
	json_put_count(object, "good", c->good);
	json_put_count(object, "total", c->total);
	put_level(object, "figure", &c->level);
	json_put_text(object, "status", status_name(c->level.status));
	json_put_text(object, "gap_to_target", *c->gap_target ? c->gap_target : NULL);
	json_put_text(object, "gap_to_minimum", *c->gap_minimum ? c->gap_minimum : NULL);
	json_put_count(object, "events_short_of_target", c->events_short);
	json_put_count(object, "events_short_of_minimum", c->events_short_minimum);
	json_put(object, "months_below", c->months_below >= 0 ? json_integer(c->months_below) : json_null());
	put_month(object, "below_since", c->below_since);
	json_put_text(object, "interval", c->interval && *c->interval ? c->interval : NULL);
	for (int k = 0; k < COMPOSE_COUNT && m->kind == KIND_COMPOSITE; k++)
		put_level(rules, composition_name((enum composition)k), &c->alternatives[k]);
	json_put(object, "compositions", rules);
	put_level(exclusions, "none", &c->raw);
	put_level(exclusions, "allowed", &c->level);
	put_level(exclusions, "every_claim", &c->all_claims);
	json_put(object, "exclusions", exclusions);
	return object;
}

static json_t *line_json(const struct review *r, const struct review_line *l)
{
	json_t *object = figure_json(r, l), *dimensions = json_array();

	json_put(object, "change", change_json(&l->change));
	for (size_t i = 0; i < l->n_dimensions; i++)
		json_append(dimensions, dimension_json(&l->dimensions[i]));
	json_put(object, "drivers", dimensions);
	json_put(object, "control", control_json(&l->control, &l->trend));
	json_put(object, "tests", tests_json(l));
	json_put(object, "plans", plans_json(r, l));
	return object;
}

void render_review_json(const struct review *r, struct builder *out)
{
	json_t *root = json_object(), *lines = json_array();

	json_put_text(root, "program", r->results->program_version);
	put_month(root, "period", r->results->period.month);
	json_put(root, "synthetic", json_boolean(r->results->intake->synthetic));
	json_put_text(root, "edition", r->results->catalogue->edition);
	json_put_count(root, "missed", r->n_by_reason[REVIEW_MISSED]);
	json_put_count(root, "green", r->n_green);
	json_put_count(root, "untrusted_green", r->n_by_reason[REVIEW_UNTRUSTED]);
	json_put_count(root, "not_judged", r->n_by_reason[REVIEW_UNJUDGED]);
	for (size_t i = 0; i < r->n_lines; i++)
		json_append(lines, line_json(r, &r->lines[i]));
	json_put(root, "figures", lines);
	json_finish(root, out);
}

/* ---- files ---- */

static bool write_text(void *context, struct publish_stream *s, struct error *err)
{
	(void)err;
	return publish_text(s, builder_text(context));
}

static bool put_file(struct publish *p, const char *name, const struct review *r,
		     void (*render)(const struct review *, struct builder *), struct error *err)
{
	struct builder text;
	bool good;

	builder_init(&text);
	render(r, &text);
	good = publish_file(p, name, write_text, NULL, &text, err);
	builder_done(&text);
	return good;
}

bool render_review(const struct review *r, const struct render_options *options, struct arena *arena,
		   const struct render_output **outputs, size_t *n_outputs, struct error *err)
{
	struct publish *p = publish_begin(options->output_path, options->work_path, err);
	const struct render_output *made;
	struct render_output *copy;
	size_t n;

	if (!p)
		return false;
	publish_keep_others(p);
	if (!put_file(p, "review.csv", r, render_review_csv, err) ||
	    !put_file(p, "review.json", r, render_review_json, err)) {
		publish_abort(p);
		return false;
	}
	made = publish_outputs(p, &n);
	copy = arena_alloc(arena, n, sizeof *copy);
	for (size_t i = 0; i < n; i++) {
		copy[i] = made[i];
		copy[i].name = arena_copy(arena, made[i].name, strlen(made[i].name));
	}
	if (!publish_commit(p, NULL, NULL, err))
		return false;
	*outputs = copy;
	*n_outputs = n;
	return true;
}
