/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/run/command_table.h"

#include "engine/run/verbs.h"

#include <string.h>

const struct verb command_verbs[] = {
	{ "report", "--period YYYY-MM --input PATH... --output FOLDER",
	  "the monthly PMR: compute, judge, write the pack",
	  "Reads the service providers' CSV files, computes every measure of the catalogue\n"
	  "for each Region and nationally, judges it against its target and minimum, and\n"
	  "writes the pack: results.csv, breakdowns.csv, results.json, findings.csv,\n"
	  "rejected/, the workbook, the PDF, charts/ and manifest.json. The pack appears\n"
	  "whole or not at all; a former one stays until the new one is verified.",
	  "  pmr report --period 2019-10 --input fixtures/2019-10 --output out\n"
	  "  pmr report --period 2019-10 --input dsp/ csp-n/ csp-cs/ --output out \\\n"
	  "    --as-of 2019-11-12T09:00:00Z\n"
	  "  zcat requests.gz | pmr report --period 2019-10 --input - \\\n"
	  "    --dataset service_requests --output out\n",
	  "the folder the pack is written to", verb_report },
	{ "check", "PATH... [--rows FILE]", "read and validate only; print findings",
	  "Reads the files as `report` would and prints the reconciliation of the rows and\n"
	  "the first findings (all of them with --verbose or --format csv or json); nothing\n"
	  "is computed and nothing is published. Without --period every row counts as\n"
	  "inside.",
	  "  pmr check fixtures/2019-10\n"
	  "  pmr check alerts.csv --format csv > findings.csv\n"
	  "  pmr check odd.csv --rows seen.jsonl\n",
	  NULL, verb_check },
	{ "explain", "ID [--period YYYY-MM] [--region R] [--store FILE]",
	  "how a measure is calculated, and what a remembered figure rests on",
	  "Prints the definition of a measure as the catalogue in force in the period has\n"
	  "it: which rows, which clock, which target response time, what may be excluded,\n"
	  "and what is assumed. With --region or --store a remembered figure is followed\n"
	  "down: from the composite to its inputs, their counts, the files with their\n"
	  "SHA-256 and rows, and example rows that were not in time.",
	  "  pmr explain CPM-1\n"
	  "  pmr explain CSP-2 --period 2019-10 --format json\n"
	  "  pmr explain CPM-1 --period 2019-10 --region N --store out/pmr.db\n",
	  NULL, verb_explain },
	{ "measures", "[--period YYYY-MM]", "the catalogue, a line each",
	  "Lists the measures of the catalogue in force in the period. A * marks what is\n"
	  "assumed.",
	  "  pmr measures\n"
	  "  pmr measures --catalogue mine.yaml --format csv\n",
	  NULL, verb_measures },
	{ "history", "[--store FILE] [--measure ID] [--region R]",
	  "the months remembered, former figures and why they were replaced",
	  "Prints what the store remembers, a line for each month, measure and Region; a\n"
	  "figure that was computed again is followed by the former ones, each with the\n"
	  "date and the reason of the change. A month missing between two others is shown\n"
	  "as a gap.",
	  "  pmr history --store out/pmr.db --measure CPM-1 --region -\n"
	  "  pmr history --store out/pmr.db --period 2019-10 --format csv\n",
	  NULL, verb_history },
	{ "review", "--period YYYY-MM [--measure ID] [--region R] [--store FILE] [--output FOLDER]",
	  "the breach review: what missed, for how long, why, what would mend it",
	  "For each measure and Region below target, and each Green that should not be\n"
	  "taken at its word: the gap in points and events, the streak, the trend, the\n"
	  "parts of the change on the month before, what drives the shortfall, other\n"
	  "compositions and exclusion policies, the control chart, and what became of the\n"
	  "plan. Figures come from the store.",
	  "  pmr review --period 2019-10 --store out/pmr.db\n"
	  "  pmr review --period 2019-10 --measure CPM-1 --region N --store out/pmr.db\n"
	  "  pmr review --period 2019-10 --chart laney --format json --store out/pmr.db\n",
	  "a folder to write review.csv and review.json to as well", verb_review },
	{ "annex", "--output FILE.pdf [--period YYYY-MM] [--store FILE]",
	  "the Panel's paper, as a tagged PDF and as one HTML page",
	  "Writes the annex that the Panel receives from what the store remembers of a\n"
	  "month (without --period the latest): the headline, the status of thirteen\n"
	  "months, the exceptions with cause and plan, the Regions side by side, what\n"
	  "changed, exclusions, data quality, definitions and provenance. FILE.html is\n"
	  "written beside FILE.pdf and says the same; it fetches nothing from anywhere.",
	  "  pmr annex --period 2019-10 --store out/pmr.db --output annex-2019-10.pdf\n"
	  "  pmr annex --store out/pmr.db --output annex.pdf \\\n"
	  "    --classification 'TLP:GREEN, for SEC Parties'\n",
	  "the name of the paper, ending in .pdf; the page is written beside it", verb_annex },
	{ 0 },
};

const struct generator command_generators[] = {
	{ "man", "", "the manual page" },
	{ "completions", "bash|zsh|fish", "completions for a shell" },
	{ 0 },
};

const struct environment_def command_environment[] = {
	{ "SOURCE_DATE_EPOCH", "the printed date, where --as-of does not give it" },
	{ "NO_COLOR", "no colours on the terminal" },
	{ "PMR_STAGES", "where the time of a report went, on standard error" },
	{ "XDG_CACHE_HOME, else HOME", "where the hashes of large files are remembered" },
	{ "TMPDIR", "where check keeps its working folder" },
	{ 0 },
};

const struct option_def option_defs[OPT_COUNT] = {
	[OPT_PERIOD] = { "period", "YYYY-MM", ALL, "the month, in UK civil time" },
	[OPT_INPUT] = { "input", "PATH...", READS, "files or folders to read; - is standard input; may be repeated" },
	[OPT_OUTPUT] = { "output", "PATH", REPORT | REVIEW | ANNEX, "where the pack or the review (a folder) or the annex (FILE.pdf) is written" },
	[OPT_AS_OF] = { "as-of", "TIMESTAMP", READS, "cut-off of the data and the printed date (UTC without an offset)" },
	[OPT_CATALOGUE] = { "catalogue", "FILE", READS | EXPLAIN | MEASURES, "a catalogue of your own instead of the built-in edition" },
	[OPT_MAPPING] = { "mapping", "FILE", READS, "layout of the files, instead of mapping.yaml beside them" },
	[OPT_DATASET] = { "dataset", "NAME", READS, "what standard input holds, e.g. alerts" },
	[OPT_DUPLICATES] = { "duplicates", "exact|file", READS, "find duplicate rows (default), or whole files only" },
	[OPT_MEMORY] = { "memory", "SIZE", READS, "memory for finding duplicates before the disk is used (default 1G)" },
	[OPT_THREADS] = { "threads", "N", READS, "threads to use (default: all cores)" },
	[OPT_SCANNER] = { "scanner", "NAME", READS, "how events are read, for tests and benchmarks: libcsv, plain, sse2, avx2, avx512, neon" },
	[OPT_REHASH] = { "rehash", NULL, READS, "hash every file again, whatever is remembered of large ones" },
	[OPT_ROWS] = { "rows", "FILE", CHECK, "write each record seen as a JSON array of strings, the header first" },
	[OPT_FORMAT] = { "format", "text|csv|json", ALL, "form of what is printed (default text)" },
	[OPT_PALETTE] = { "palette", "pmr|govuk|cvd|mono", REPORT | ANNEX, "colours (default pmr)" },
	[OPT_PROFILE] = { "profile", "audit|publish", REPORT, "workbook for audit (default) or publish" },
	[OPT_TABLES_ONLY] = { "tables-only", NULL, REPORT, "write CSV and JSON only: no charts, workbook or printable report" },
	[OPT_STRICT] = { "strict", NULL, READS, "exit 1 when any finding is of kind error" },
	[OPT_FAIL_ON] = { "fail-on", "amber|red", REPORT | EXPLAIN | HISTORY | REVIEW, "exit 1 when any figure shown is this bad or worse" },
	[OPT_STORE] = { "store", "FILE", REMEMBERS, "the months remembered (default: pmr.db in the output folder, else in this one)" },
	[OPT_NO_STORE] = { "no-store", NULL, REPORT, "neither read what earlier months were nor remember this one" },
	[OPT_STORE_WAIT] = { "store-wait", "SECONDS", REPORT, "how long to wait for another run to let go of the store (default 60)" },
	[OPT_MEASURE] = { "measure", "ID", HISTORY | REVIEW, "this measure only" },
	[OPT_REGION] = { "region", "N|C|S|-", EXPLAIN | HISTORY | REVIEW, "this Region only; - is national" },
	[OPT_CHART] = { "chart", "xmr|laney", REPORT | REVIEW, "control chart: XmR (default), or Laney p' for large counts" },
	[OPT_CLASSIFICATION] = { "classification", "TEXT", ANNEX, "how the paper is classified, as its cover says" },
	[OPT_QUIET] = { "quiet", NULL, ALL, "print errors only" },
	[OPT_VERBOSE] = { "verbose", NULL, READS | REVIEW, "print all of it: every finding, every table" },
	[OPT_HELP] = { "help", NULL, ALL, "this text" },
};

/* What an option is to some verbs, where that is less than, or not quite, what it is to all that have it. */
static const struct {
	enum option_id option;
	unsigned verbs;
	const char *help;
} own_helps[] = {
	{ OPT_STORE, REPORT, "the months remembered (default: pmr.db in the output folder)" },
	{ OPT_STORE, EXPLAIN | HISTORY, "the months remembered (default: pmr.db in this folder)" },
	{ OPT_STORE, ANNEX, "the months remembered (default: pmr.db beside the paper, else in this folder)" },
	{ OPT_FAIL_ON, REPORT, "exit 1 when any figure of the month is this bad or worse" },
	{ OPT_FAIL_ON, EXPLAIN, "exit 1 when the figure followed down is this bad or worse" },
	{ OPT_FAIL_ON, HISTORY, "exit 1 when any figure shown is this bad or worse in the last month shown of it" },
	{ OPT_REGION, EXPLAIN, "follow down the figure of this Region; - is national" },
	{ OPT_CATALOGUE, EXPLAIN, "a catalogue of your own instead of the built-in edition, for the definition" },
	{ OPT_VERBOSE, READS, "print every finding" },
	{ OPT_VERBOSE, REVIEW, "print every table of every figure" },
};

const char *option_help(int option, const struct verb *verb)
{
	for (size_t i = 0; i < sizeof own_helps / sizeof *own_helps; i++)
		if ((int)own_helps[i].option == option && own_helps[i].verbs & verb_bit(verb))
			return own_helps[i].help;
	return option == OPT_OUTPUT && verb->output ? verb->output : option_defs[option].help;
}

unsigned verb_bit(const struct verb *verb)
{
	return 1u << (verb - command_verbs);
}

const struct exit_code command_exit_codes[] = {
	{ 0, ALL, "ok" },
	{ 1, REPORT, "ran, and --fail-on or --strict tripped" },
	{ 1, CHECK, "ran, and --strict tripped" },
	{ 1, EXPLAIN | HISTORY | REVIEW, "ran, and --fail-on tripped" },
	{ 2, ALL, "the command line is wrong" },
	{ 3, REPORT, "input or store unusable" },
	{ 3, CHECK, "input unusable" },
	{ 3, EXPLAIN | HISTORY | REVIEW | ANNEX, "store unusable, or the month is not remembered in it" },
	{ 4, READS, "catalogue or mapping invalid" },
	{ 4, EXPLAIN | MEASURES, "catalogue invalid" },
	{ 5, REPORT, "output or store cannot be written, or memory ran out" },
	{ 5, ALL & ~REPORT, "output cannot be written, or memory ran out" },
	{ 0 },
};

const struct verb *command_find(const char *name)
{
	for (const struct verb *v = command_verbs; v->name; v++)
		if (!strcmp(v->name, name))
			return v;
	return NULL;
}

/* Levenshtein distance, for names of a few letters. */
int command_distance(const char *a, const char *b)
{
	size_t n_a = strlen(a), n_b = strlen(b);
	int row[64];

	if (n_a > 40 || n_b > 40)
		return 99;
	for (size_t j = 0; j <= n_b; j++)
		row[j] = (int)j;
	for (size_t i = 1; i <= n_a; i++) {
		int diagonal = row[0];

		row[0] = (int)i;
		for (size_t j = 1; j <= n_b; j++) {
			int above = row[j], best = diagonal + (a[i - 1] != b[j - 1]);

			if (above + 1 < best)
				best = above + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			diagonal = above;
			row[j] = best;
		}
	}
	return row[n_b];
}

const char *command_nearest(const char *name)
{
	const char *nearest = NULL;
	int best = COMMAND_NEAR + 1;

	for (const struct verb *v = command_verbs; v->name; v++) {
		int d = strncmp(v->name, name, strlen(name)) ? command_distance(name, v->name) : 1;

		if (d < best) {
			best = d;
			nearest = v->name;
		}
	}
	return nearest;
}
