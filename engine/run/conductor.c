/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/run/conductor.h"

#include "engine/dictionary.h"
#include "engine/edition_diff.h"
#include "engine/number.h"
#include "engine/run/store_place.h"
#include "engine/run/terminal.h"
#include "engine/run/work.h"
#include "engine/stage.h"
#include "metrics/metrics.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

void conductor_init(struct conductor *c)
{
	*c = (struct conductor){ 0 };
	arena_init(&c->arena);
	arena_init(&c->arena_before);
	findings_init(&c->findings);
	c->words = words_new();
}

void conductor_done(struct conductor *c)
{
	if (c->metrics)
		metrics_free(c->metrics);
	store_close(c->store);
	words_free(c->words);
	findings_done(&c->findings);
	arena_done(&c->arena_before);
	arena_done(&c->arena);
}

/* --- the sink of a report: batches go to metrics --- */

static void *accumulator_new(void *context)
{
	return metrics_acc_new(context);
}

static void feed(void *accumulator, const struct batch *batch, enum batch_role role)
{
	metrics_acc_feed(accumulator, batch, role);
}

static void merge(void *context, void *accumulator)
{
	metrics_acc_merge(context, accumulator);
}

static void accumulator_free(void *accumulator)
{
	metrics_acc_free(accumulator);
}

static void take_registers(void *context, const struct registers *registers)
{
	metrics_set_registers(context, registers);
}

/* --- the sink of a check: nothing is computed --- */

static void *nothing_new(void *context)
{
	return context;
}

static void nothing_feed(void *accumulator, const struct batch *batch, enum batch_role role)
{
	(void)accumulator;
	(void)batch;
	(void)role;
}

static void nothing_merge(void *context, void *accumulator)
{
	(void)context;
	(void)accumulator;
}

static void nothing_free(void *accumulator)
{
	(void)accumulator;
}

/* The printed date: --as-of, else SOURCE_DATE_EPOCH, else none (ruling 12). */
static bool printed_at(struct conductor *c, const struct run_options *options, struct error *err)
{
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	int64_t at = options->as_of, seconds;
	char stamp[40];

	c->results.printed_at = "";
	if (!options->has_as_of) {
		if (!epoch || !*epoch)
			return true;
		if (!number_parse(text_of(epoch), &seconds) || seconds > INT64_MAX / NS_PER_S) {
			error_set(err, ERROR_USAGE, "'%s' is not a number of seconds since 1970", epoch);
			return error_at(err, NULL, 0, "SOURCE_DATE_EPOCH");
		}
		at = seconds * NS_PER_S;
	}
	stamp_format(at, stamp);
	c->results.printed_at = arena_printf(&c->arena, "%.10s %.5s UTC", stamp, stamp + 11);
	return true;
}

static bool find_catalogue(struct conductor *c, const struct run_options *options, struct error *err)
{
	/* Without a period the newest edition is meant. */
	struct month month = options->has_period ? options->period : (struct month){ 2199, 12 };

	if (!catalogue_load(options->catalogue, month, &c->arena, &c->catalogue, err) ||
	    !dictionary_load(&c->arena, &c->results.dictionary, err) ||
	    !plan_init(&c->plan, c->catalogue, month, options->has_as_of, options->as_of, err))
		return false;
	if (!options->has_period) {
		/* A check without a period has no outside. */
		c->plan.period.from = I64_UNREADABLE + 1;
		c->plan.period.to = INT64_MAX;
	}
	return true;
}

/* N2 in sum and per measure: a report that does not add up is not published. */
static bool check_balance(const struct conductor *c, struct error *err)
{
	const struct intake *intake = &c->input.intake;

	for (size_t i = 0; i < intake->n_files; i++) {
		if (!row_counts_balance(&intake->files[i].rows)) {
			error_set(err, ERROR_INPUT, "the rows of this file do not add up; nothing was published");
			error_hint(err, "this is a fault of pmr: please report it with the file");
			return error_at(err, intake->files[i].name, 0, NULL);
		}
	}
	for (int d = 0; d < DATASET_COUNT; d++) {
		if (!row_counts_balance(&intake->datasets[d])) {
			error_set(err, ERROR_INPUT, "the rows of this dataset do not add up; nothing was published");
			error_hint(err, "this is a fault of pmr: please report it");
			return error_at(err, dataset_get((enum dataset_id)d)->name, 0, NULL);
		}
	}
	if (!row_counts_balance(&intake->total)) {
		error_set(err, ERROR_INPUT, "the rows read do not add up; nothing was published");
		return error_hint(err, "this is a fault of pmr: please report it");
	}
	for (size_t i = 0; i < c->results.n_measure_counts; i++) {
		const struct measure_counts *m = &c->results.measure_counts[i];
		const struct measure *measure = &c->catalogue->measures[m->measure];

		if (!m->balances || m->used != intake->datasets[measure->dataset].used) {
			error_set(err, ERROR_INPUT, "the rows of measure %s do not add up: %llu used, %llu given to it; "
				  "nothing was published", measure->id, (unsigned long long)intake->datasets[measure->dataset].used,
				  (unsigned long long)m->used);
			return error_hint(err, "this is a fault of pmr: please report it with the catalogue");
		}
	}
	return true;
}

/* Where the user keeps what may be lost (XDG Base Directory); NULL when there is no such place. */
static const char *cache_path(struct conductor *c)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (cache && cache[0] == '/')
		return arena_printf(&c->arena, "%s/pmr", cache);
	return home && home[0] == '/' ? arena_printf(&c->arena, "%s/.cache/pmr", home) : NULL;
}

static bool read_inputs(struct conductor *c, const struct run_options *options, bool computes,
			struct progress *progress, struct error *err)
{
	struct ingest_options ingest = {
		.n_paths = options->n_paths,
		.paths = options->paths,
		.stdin_dataset = options->dataset,
		.mapping_path = options->mapping,
		.skip_path = options->output,
		.n_threads = options->n_threads,
		.duplicates = options->duplicates,
		.memory_bytes = options->memory_bytes,
		.work_path = work_path(),
		.cache_path = cache_path(c),
		.rehash = options->rehash,
		.scanner = options->scanner,
		.rows_path = options->rows,
		.keep_rejected = computes,
		.progress = progress_draw,
		.progress_context = progress,
	};
	const struct ingest_sink metrics = { c->metrics, accumulator_new, feed, merge, accumulator_free };
	const struct ingest_sink nothing = { c, nothing_new, nothing_feed, nothing_merge, nothing_free };

	return ingest_run(&c->plan, &ingest, c->words, computes ? &metrics : &nothing,
			  computes ? take_registers : NULL, &c->arena, &c->findings, &c->input, err);
}

/* Tables of rows have no other place for it: whoever reads them finds it among the findings. */
static void note_synthetic(struct conductor *c)
{
	const struct intake *intake = &c->input.intake;
	struct finding note = { .severity = SEVERITY_NOTE, .kind = "synthetic", .count = 1, .message = intake->notice };

	if (!*intake->notice)
		note.message = "The data is synthetic: no figure is a measurement of the real network.";
	if (intake->synthetic)
		findings_add(&c->findings, &note);
}

/* Whoever names an edition is not stopped from asking what it would say of a month before its own; who reads the report
 * has to know. */
static void note_edition(struct conductor *c)
{
	const struct catalogue *edition = c->catalogue;
	char month[8], from[8];

	if (month_compare(c->plan.period.month, edition->in_force) >= 0)
		return;
	findings_add(&c->findings,
		     &(struct finding){ .severity = SEVERITY_WARNING,
					.kind = "edition_not_in_force",
					.value = edition->edition,
					.message = arena_printf(&c->arena, "edition %s is in force from %s; %s was judged by it "
									   "because --catalogue names it",
								edition->edition, month_format(edition->in_force, from),
								month_format(c->plan.period.month, month)) });
}

/* --- the store --- */

/* Found wanting before the long reading, not after it. */
static bool open_store(struct conductor *c, const struct run_options *options, struct error *err)
{
	const char *path = options->store ? options->store
					  : arena_printf(&c->arena, "%s/" STORE_NAME, options->output);

	if (options->no_store)
		return true;
	if (!store_place_check(path, options, err) || !store_open(path, STORE_WRITE, &c->store, err))
		return false;
	store_know_catalogue(c->store, c->catalogue);
	return true;
}

/* From here to the end of the run no other run has the store: what is judged is what is remembered. */
static bool recall(struct conductor *c, const struct run_options *options, struct error *err)
{
	struct remembered_devices *devices = arena_alloc(&c->arena, 1, sizeof *devices);
	const struct past_cell *past;
	size_t n_past;

	if (!c->store)
		return true;
	if (!store_begin(c->store, options->store_wait_s, err) ||
	    !store_past(c->store, c->catalogue, c->plan.period.month, &c->arena, &past, &n_past, err) ||
	    !store_devices(c->store, c->plan.period.month, &c->arena, devices, err))
		return false;
	metrics_set_past(c->metrics, past, n_past);
	metrics_set_remembered(c->metrics, devices);
	return true;
}

/* What judged the month before: the edition remembered for it, else the one that was in force before an edition of
 * this very month.  Every difference is told in the report. */
static bool compare_editions(struct conductor *c, struct error *err)
{
	struct month month = c->plan.period.month, last = month_add(month, -1);
	const struct catalogue *before = NULL;

	c->results.previous_edition = "";
	if (c->store && !store_catalogue(c->store, month, &c->arena, &before, err))
		return false;
	if (!before && month_compare(c->catalogue->in_force, month) == 0)
		before = edition_before(c->catalogue, &c->arena);
	if (before && strcmp(before->sha256, c->catalogue->sha256) != 0)
		c->results.previous_edition = before->edition;
	if (!before && month_compare(c->catalogue->in_force, month) == 0)
		return true; /* nothing is known to have judged a month before */
	edition_diff(before ? before : c->catalogue, last, c->catalogue, month, &c->arena, &c->results.changes,
		     &c->results.n_changes);
	edition_findings(c->results.changes, c->results.n_changes, &c->findings);
	return true;
}

/* The month before is read while this one is judged, which leaves the store alone. */
struct reading {
	struct conductor *c;
	const struct results *before;
	pthread_t thread;
	bool is_apart;
};

static void *read_before(void *context)
{
	struct reading *r = context;

	if (r->c->store)
		r->before = conductor_before(r->c->store, r->c->plan.period.month, &r->c->arena_before);
	return NULL;
}

static void begin_reading(struct reading *r, int n_threads)
{
	r->is_apart = r->c->store && n_threads > 1 && pthread_create(&r->thread, NULL, read_before, r) == 0;
}

static void end_reading(struct reading *r)
{
	if (r->is_apart)
		pthread_join(r->thread, NULL);
	else
		read_before(r);
}

bool conductor_remember(struct conductor *c, enum store_outcome *outcome, struct error *err)
{
	return !c->store || (store_save(c->store, &c->results, outcome, err) && store_commit(c->store, err));
}

bool conductor_run(struct conductor *c, const struct run_options *options, bool computes, struct error *err)
{
	struct reading reading = { .c = c };
	struct progress progress;
	int64_t began;
	bool done;

	if (!find_catalogue(c, options, err) || !printed_at(c, options, err) ||
	    (computes && !open_store(c, options, err)))
		return false;
	if (computes)
		c->metrics = metrics_new(&c->plan, c->words);
	progress_init(&progress, options->quiet);
	done = read_inputs(c, options, computes, &progress, err);
	progress_clear(&progress);
	if (!done || (computes && !recall(c, options, err)))
		return false;
	if (computes && !compare_editions(c, err))
		return false;
	note_synthetic(c);
	if (computes)
		note_edition(c);
	c->results.registers = &c->input.registers;
	if (computes) {
		begin_reading(&reading, options->n_threads);
		began = stage_begin();
		metrics_finish(c->metrics, &c->input.intake, &c->arena, &c->findings, &c->results);
		stage_end(STAGE_MERGE, began);
		end_reading(&reading);
	}
	findings_sort(&c->findings);
	c->results.catalogue = c->catalogue;
	c->results.period = c->plan.period;
	c->results.has_cutoff = options->has_as_of;
	c->results.cutoff = options->as_of;
	c->results.program_version = "pmr " PMR_VERSION;
	c->results.intake = &c->input.intake;
	c->results.findings = &c->findings;
	if (!check_balance(c, err) || (c->store && !store_restated(c->store, &c->arena, &c->results, err)))
		return false;
	if (!computes)
		return true;
	c->results.review = &c->review;
	return conductor_review(reading.before, &c->results, options, &c->arena, &c->review, err);
}

bool conductor_recall(struct store *store, struct month month, struct arena *arena, struct results *out,
		      struct error *err)
{
	const struct past_cell *past;
	size_t n_past;

	if (!store_load(store, month, arena, out, err) ||
	    !store_past_by_now(store, out->catalogue, out->period.month, arena, &past, &n_past, err))
		return false;
	metrics_renew_past(out, past, n_past, arena);
	return true;
}
