/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/catalogue.h"

#include "engine/catalogue_editions.h"
#include "engine/catalogue_read.h"
#include "engine/catalogue_review.h"
#include "engine/catalogue_value.h"
#include "engine/hash.h"
#include "engine/number.h"

#include <assert.h>
#include <string.h>

static const char *const kind_names[KIND_COUNT] = {
	[KIND_IN_TIME] = "in_time",       [KIND_INCIDENTS] = "incidents",   [KIND_AVAILABILITY] = "availability",
	[KIND_COMPOSITE] = "composite",   [KIND_COHORT] = "cohort",         [KIND_WINDOWS] = "windows",
	[KIND_SHARE] = "share",           [KIND_NUMBER] = "count",          [KIND_DISTINCT] = "distinct",
	[KIND_VARIANCE] = "variance",     [KIND_JOURNEYS] = "journeys",     [KIND_LOSSES] = "losses",
	[KIND_POPULATION] = "population", [KIND_WHAT_IF] = "what_if",       [KIND_REPORTED] = "reported",
};

static const struct {
	const char *name, *help;
} compositions[COMPOSE_COUNT] = {
	[COMPOSE_POOLED] = { "pooled", "sum of in-time over sum of events" },
	[COMPOSE_MEAN] = { "mean", "plain mean of the Service Levels" },
	[COMPOSE_MINIMUM] = { "minimum", "the worst of the Service Levels" },
};

const char *kind_name(enum measure_kind k)
{
	assert((unsigned)k < KIND_COUNT);
	return kind_names[k];
}

const char *composition_name(enum composition c)
{
	assert((unsigned)c < COMPOSE_COUNT);
	return compositions[c].name;
}

const char *composition_help(enum composition c)
{
	assert((unsigned)c < COMPOSE_COUNT);
	return compositions[c].help;
}

static bool read_quality(struct yaml_reader *r, const struct yaml_node *node, struct catalogue *c)
{
	static const char *const names[] = { "withhold_above", "withhold_rows", "withhold_always_above" };
	if (!yaml_is_map(r, node, "shares of rejected rows") || !yaml_check_keys(r, node, names, 3))
		return false;
	const struct yaml_node *above = yaml_find(node, names[0]), *rows = yaml_find(node, names[1]),
			       *always = yaml_find(node, names[2]);
	struct percent share = { .micro = c->withhold_share_micro },
		       most = { .micro = c->withhold_always_micro };
	if ((above && !catalogue_value_percent(r, above, &share)) ||
	    (always && !catalogue_value_percent(r, always, &most)))
		return false;
	if (rows) {
		const char *word;
		if (!yaml_text(r, rows, "a whole number of rows", &word))
			return false;
		if (!number_parse(text_of(word), &c->withhold_rows))
			return yaml_fail(r, rows, "is \"%.80s\", expected a whole number of rows", word);
	}
	if (share.micro > most.micro)
		return yaml_fail(r, node,
				 "withhold_above is greater than withhold_always_above, "
				 "expected it to be the smaller");
	c->withhold_share_micro = share.micro;
	c->withhold_always_micro = most.micro;
	return true;
}

static bool read_small_counts(struct yaml_reader *r, const struct yaml_node *node, struct catalogue *c)
{
	static const char *const names[] = { "below", "confidence" };
	const struct yaml_node *below, *confidence;
	struct percent share;
	const char *word;
	if (!yaml_is_map(r, node, "what a small count is") || !yaml_check_keys(r, node, names, 2) ||
	    !yaml_require(r, node, "below", "a whole number of events", &below) ||
	    !yaml_require(r, node, "confidence", "a percentage such as 95 %", &confidence) ||
	    !yaml_text(r, below, "a whole number of events", &word) ||
	    !catalogue_value_percent(r, confidence, &share))
		return false;
	if (!number_parse(text_of(word), &c->small_count))
		return yaml_fail(r, below, "is \"%.80s\", expected a whole number of events", word);
	/* Nothing is certain, and a bound that is never right says nothing. */
	if (share.micro <= 0 || share.micro >= 100000000)
		return yaml_fail(r, confidence, "is \"%s\", expected more than 0 and less than 100",
				 share.text);
	c->small_confidence = share;
	return true;
}

static bool read_tests_per_hub(struct yaml_reader *r, const struct yaml_node *node, struct catalogue_sampling *s)
{
	const char *expected = "a number of tests above 0 and up to 100, with at most six places, such as 0.5";
	if (!yaml_text(r, node, expected, &s->tests_per_hub))
		return false;
	if (!percent_parse(text_of(s->tests_per_hub), &s->tests_micro) || !s->tests_micro)
		return yaml_fail(r, node, "is \"%.80s\", expected %s", s->tests_per_hub, expected);
	return true;
}

static bool read_sampling(struct yaml_reader *r, const struct yaml_node *node, struct catalogue_sampling *s)
{
	static const char *const names[] = { "tests_per_hub", "idle_days" };
	const char *word, *expected = "a whole number of days up to 31";
	if (!yaml_is_map(r, node, "what a valid sample is") || !yaml_check_keys(r, node, names, 2))
		return false;
	const struct yaml_node *tests = yaml_find(node, names[0]), *idle = yaml_find(node, names[1]);
	if (tests && !read_tests_per_hub(r, tests, s))
		return false;
	if (!idle)
		return true;
	if (!yaml_text(r, idle, expected, &word))
		return false;
	if (!number_parse(text_of(word), &s->idle_days) || s->idle_days > CIVIL_MAX_DAYS)
		return yaml_fail(r, idle, "is \"%.80s\", expected %s", word, expected);
	return true;
}

/* Measures, then the metrics: one array, so that an index means one of either. */
static bool read_measures(struct yaml_reader *r, const struct yaml_node *lists[2], struct catalogue *c)
{
	size_t n = 0, n_metrics = lists[1] ? lists[1]->n : 0;
	if (!yaml_is_list(r, lists[0], "a list of measures") ||
	    (lists[1] && !yaml_is_list(r, lists[1], "a list of metrics")))
		return false;
	if (lists[0]->n + n_metrics > CATALOGUE_MAX_MEASURES)
		return yaml_fail(r, lists[0], "has %zu measures and %zu metrics, expected at most %d", lists[0]->n,
				 n_metrics, CATALOGUE_MAX_MEASURES);
	struct measure *measures = arena_alloc(r->arena, lists[0]->n + n_metrics + 1, sizeof *measures);
	c->measures = measures;
	for (int k = 0; k < 2 && lists[k]; k++) {
		for (const struct yaml_node *node = lists[k]->first; node; node = node->next, n++) {
			r->subject = NULL;
			measures[n].is_metric = k == 1;
			if (!catalogue_read_measure(r, node, &measures[n]))
				return false;
			c->n_items = (int)n + 1;
			c->n_measures += k == 0;
		}
	}
	return catalogue_check_ids(r, lists, c) && catalogue_check_inputs(r, lists[0], measures, c->n_measures, &c->order) &&
	       (!lists[1] || catalogue_check_metrics(r, lists[1], measures, c));
}

static bool read_edition(struct yaml_reader *r, const struct yaml_node *root, struct catalogue *c)
{
	static const char *const names[] = { "edition", "title",        "in_force_from", "authority", "changed_by", "assumptions",
					     "quality", "small_counts", "review",        "sampling",  "responses",
					     "processes", "measures", "metrics" };
	const struct yaml_node *edition, *title, *from, *authority, *assumptions, *measures;
	if (!yaml_is_map(r, root, "the keys of an edition") ||
	    !yaml_check_keys(r, root, names, sizeof names / sizeof *names) ||
	    !yaml_require(r, root, "edition", "the edition's name, such as 2018-03", &edition) ||
	    !yaml_require(r, root, "title", "the edition's title", &title) ||
	    !yaml_require(r, root, "in_force_from", "a month such as 2018-03", &from) ||
	    !yaml_require(r, root, "authority", "what the edition rests on", &authority) ||
	    !yaml_require(r, root, "assumptions", "what `assumed` means, in a sentence", &assumptions) ||
	    !yaml_require(r, root, "measures", "a list of measures", &measures))
		return false;
	const struct yaml_node *quality = yaml_find(root, "quality"),
			       *small = yaml_find(root, "small_counts"), *review = yaml_find(root, "review"),
			       *sampling = yaml_find(root, "sampling");
	return yaml_text(r, edition, "the edition's name, such as 2018-03", &c->edition) &&
	       yaml_text(r, title, "the edition's title", &c->title) &&
	       catalogue_value_month(r, from, &c->in_force) &&
	       yaml_text(r, authority, "what the edition rests on", &c->authority) &&
	       catalogue_value_optional(r, root, "changed_by", "the authority for what differs from the edition before",
					&c->changed_by) &&
	       yaml_text(r, assumptions, "what `assumed` means, in a sentence", &c->assumptions) &&
	       (!quality || read_quality(r, quality, c)) && (!small || read_small_counts(r, small, c)) &&
	       (!review || catalogue_read_review(r, review, &c->review)) &&
	       (!sampling || read_sampling(r, sampling, &c->sampling)) &&
	       catalogue_read_journeys(r, yaml_find(root, "responses"), yaml_find(root, "processes"), c) &&
	       read_measures(r, (const struct yaml_node *[]){ measures, yaml_find(root, "metrics") }, c);
}

bool catalogue_parse(struct text yaml, const char *source, struct arena *arena, const struct catalogue **out,
		     struct error *err)
{
	struct yaml_reader r = { .source = source, .arena = arena, .err = err };
	struct yaml_document document;
	if (!yaml_parse(&r, yaml, &document))
		return false;
	if (!document.closed) {
		/* Half an edition is still YAML; only an end mark shows that nothing was cut off. */
		yaml_fail(&r, &(struct yaml_node){ .line = document.last_line },
			  "the file does not end with a line `...`: it may have been cut short");
		return error_hint(err, "end every edition with a line of three full stops");
	}
	struct catalogue *c = arena_alloc(arena, 1, sizeof *c);
	*c = (struct catalogue){ .arena = arena,
				 .source = arena_copy(arena, source, strlen(source)),
				 .yaml = { arena_copy(arena, yaml.data, yaml.size), yaml.size },
				 .withhold_share_micro = 100000, /* 0.1 % (ruling 6) */
				 .withhold_rows = 10,
				 .withhold_always_micro = 5000000, /* 5 % */
				 .sampling = { "0.5", 500000, 0 } }; /* ruling 22 */
	catalogue_review_defaults(&c->review);
	if (!read_edition(&r, document.root, c))
		return false;
	if (!hash_of(yaml.data, yaml.size, c->sha256, err))
		return false;
	*out = c;
	return true;
}

static bool load_built_in(struct month month, struct arena *arena, const struct catalogue **out,
			  struct error *err)
{
	const struct catalogue_edition *edition = NULL;
	char name[8];
	/* Editions are named after the month they are in force from and stand in that order. */
	for (size_t i = 0; i < catalogue_n_editions; i++)
		if (month.month == 0 || strcmp(catalogue_editions[i].name, month_format(month, name)) <= 0)
			edition = &catalogue_editions[i];
	if (!edition) {
		error_set(err, ERROR_CATALOGUE,
			  "no built-in edition of the catalogue was in force in %s: the first is %s",
			  month_format(month, name), catalogue_editions[0].name);
		return error_hint(err, "name one with --catalogue FILE");
	}
	if (!catalogue_parse((struct text){ (const char *)edition->yaml, edition->size_bytes }, "built in",
			     arena, out, err))
		return false;
	struct catalogue *c = (struct catalogue *)*out; /* made above, not yet anyone's */
	c->built_in = true;
	return true;
}

bool catalogue_load(const char *path, struct month month, struct arena *arena, const struct catalogue **out,
		    struct error *err)
{
	if (!path)
		return load_built_in(month, arena, out, err);
	struct yaml_reader r = { .source = path, .arena = arena, .err = err };
	struct text yaml;
	return yaml_load(&r, path, &yaml) && catalogue_parse(yaml, path, arena, out, err);
}

int catalogue_find(const struct catalogue *c, struct text id)
{
	for (int i = 0; i < c->n_items; i++)
		if (text_equal_nocase(id, text_of(c->measures[i].id)))
			return i;
	return -1;
}

int catalogue_find_exact(const struct catalogue *c, const char *id)
{
	for (int i = 0; i < c->n_items; i++)
		if (!strcmp(c->measures[i].id, id))
			return i;
	return -1;
}

int catalogue_find_measure(const struct catalogue *c, const char *id)
{
	int at = catalogue_find_exact(c, id);

	return at < c->n_measures ? at : -1;
}

const struct level *measure_level(const struct measure *m, struct month month)
{
	const struct level *found = NULL;
	for (int i = 0; i < m->n_levels && month_compare(m->levels[i].from, month) <= 0; i++)
		found = &m->levels[i];
	return found;
}

const struct measure_words *measure_words(const struct measure *m)
{
	static const struct measure_words in_time = { "events", "in time", NULL, "per cent in time", "In time", "Not in time" };
	static const struct measure_words kinds[KIND_COUNT] = {
		[KIND_INCIDENTS] = { "incidents", "in time", NULL, "per cent in time", "In time", "Not in time" },
		[KIND_COHORT] = { "installs", "in time", NULL, "per cent in time", "In time", "Not in time" },
		[KIND_AVAILABILITY] = { "minutes", "minutes available", "minute available", "per cent of minutes available",
					"Minutes available", "Minutes not available" },
		[KIND_WINDOWS] = { "alerts", "passed on", NULL, "per cent of alerts passed on", "Passed on", "Not passed on" },
		[KIND_SHARE] = { "installs", "counted as good", NULL, "per cent counted as good", "Good", "Not good" },
		[KIND_REPORTED] = { "events", "counted as good", NULL, "per cent counted as good", "Good", "Not good" },
	};

	return kinds[m->kind].unit ? &kinds[m->kind] : &in_time;
}

const char *measure_good_words(const struct measure *m, uint64_t n)
{
	const struct measure_words *words = measure_words(m);

	return n == 1 && words->one_good ? words->one_good : words->good;
}

bool catalogue_cohort_is_due(struct month month)
{
	return month.month % 3 == 0;
}

bool measure_is_due(const struct measure *m, struct month month)
{
	return m->kind != KIND_COHORT || catalogue_cohort_is_due(month);
}

struct month measure_due_after(const struct measure *m, struct month month)
{
	do
		month = month_add(month, 1);
	while (!measure_is_due(m, month));
	return month;
}

bool measure_is_assumed(const struct measure *m, struct month month)
{
	const struct level *level = measure_level(m, month);
	return m->assumed || m->within.assumed || m->composition_assumed || m->inputs_assumed || (level && level->assumed);
}

const char *measure_mark(const struct measure *m, struct month month)
{
	return measure_is_assumed(m, month) ? "*" : "";
}

/* Of a composite the first measure behind it that says what it does not see, or NULL. */
static const struct measure *says_blind(const struct catalogue *c, const struct measure *m)
{
	const struct measure *says = m->blind_text && *m->blind_text ? m : NULL;

	for (int i = 0; i < m->n_inputs && !says; i++)
		says = says_blind(c, &c->measures[m->inputs[i]]);
	return says;
}

const char *catalogue_blind_text(const struct catalogue *c, const struct measure *m)
{
	const struct measure *says = says_blind(c, m);

	return says ? says->blind_text : "";
}

bool measure_is_sampled(const struct measure *m)
{
	return m->kind == KIND_IN_TIME && !m->is_metric && m->regional && m->dataset == DATASET_ROUND_TRIPS;
}

const char *catalogue_tests_per_hub(const struct catalogue *c, struct arena *arena)
{
	return arena_printf(arena, "%s test%s", c->sampling.tests_per_hub, c->sampling.tests_micro == 1000000 ? "" : "s");
}

const char *catalogue_blind_count(const struct catalogue *c, const struct measure *m, uint64_t n, struct arena *arena)
{
	const struct measure *says = says_blind(c, m);
	char count[40];

	if (!says)
		return "";
	return arena_printf(arena, "%s %s", number_grouped(n, count),
			    n == 1 && says->blind_one && *says->blind_one ? says->blind_one : says->blind_text);
}
