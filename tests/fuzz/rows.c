/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/rows.h"

#include "tests/unit/ingest/rig.h"

#include "ingest/columns/scan.h"

#include <string.h>

/* Takes bits off a choice: 0 to n - 1. */
static unsigned take(uint64_t *choice, unsigned n)
{
	unsigned taken = (unsigned)(*choice % n);

	*choice /= n;
	return taken;
}

static const struct dataset *dataset_of(struct text line)
{
	for (int d = 0; d < DATASET_COUNT; d++) {
		const struct dataset *dataset = dataset_get((enum dataset_id)d);

		if (!dataset->is_register && text_is(line, dataset->name))
			return dataset;
	}
	return NULL;
}

/* --- mappings --- */

/* Values that are translated, of every kind of column. */
static void map_values(struct builder *b, const struct dataset *d)
{
	builder_printf(b, "files:\n  %s:\n    values:\n", d->name);
	for (int k = 0; k < d->n_columns; k++) {
		const struct column_def *c = &d->columns[k];

		if (c->type == COLUMN_LIST)
			builder_printf(b, "      %s: {first: \"%s\", second: \"%s\"}\n", c->name, c->list[0], c->list[0]);
		else if (c->type == COLUMN_WORD || c->type == COLUMN_TEXT)
			builder_printf(b, "      %s: {x: y, a: other}\n", c->name);
		else if (c->flags & COLUMN_EMPTY)
			builder_printf(b, "      %s: {\"-\": \"\"}\n", c->name);
	}
}

static void map_times(struct builder *b)
{
	builder_printf(b, "files:\n  \"*\":\n    zone: Europe/London\n    timestamp: \"%%Y-%%m-%%dT%%H:%%M:%%S%%f%%z\"\n");
}

/* False for none. */
static bool choose_mapping(struct builder *b, const struct dataset *d, unsigned which)
{
	builder_init(b);
	if (which == 1)
		map_values(b, d);
	else if (which == 2)
		map_times(b);
	else if (which == 3)
		builder_printf(b, "files:\n  \"*\":\n    delimiter: \";\"\n");
	return b->size > 0;
}

/* --- one execution --- */

static enum scan_set choose_set(uint64_t *choice)
{
	enum scan_set usable[SCAN_SET_COUNT];
	unsigned n = 0;

	for (int set = 0; set < SCAN_SET_COUNT; set++)
		if (scan_set_usable((enum scan_set)set))
			usable[n++] = (enum scan_set)set;
	return usable[take(choice, n)];
}

static size_t choose_read(uint64_t *choice)
{
	switch (take(choice, 4)) {
	case 0:
		return 1 + take(choice, 64);
	case 1:
		return 1 + take(choice, 1024);
	case 2:
		return 4096;
	default:
		return 0;
	}
}

static void tell(const struct rig_how *how, struct text data)
{
	fprintf(stderr, "%s, %d threads, reads of %zu bytes, %s duplicates%s%s%s\n", how->scanner, how->n_threads,
		how->read_bytes, how->duplicates == DUPLICATES_EXACT ? "exact" : "file", how->as_of ? ", cut off" : "",
		how->mapping ? ", mapping:\n" : "", how->mapping ? how->mapping : "");
	fwrite(data.data, 1, data.size, stderr);
	fputc('\n', stderr);
}

static void compare(const char *name, struct text file, struct rig_how *how, enum scan_set set, struct text data)
{
	struct rig_how plain = *how;
	struct builder expected, got;

	plain.scanner = INGEST_SCANNER_LIBCSV;
	plain.n_threads = 1;
	how->scanner = scan_set_name(set);
	rig_account(name, file, &plain, &expected);
	rig_account(name, file, how, &got);
	if (!text_equal(builder_text(&got), builder_text(&expected))) {
		tell(how, data);
		fprintf(stderr, "%s\n", rig_difference(builder_text(&got), builder_text(&expected)));
		abort();
	}
	builder_done(&expected);
	builder_done(&got);
}

bool rows_try(struct text data, uint64_t choice)
{
	const char *end = memchr(data.data, '\n', data.size);
	struct text line = { data.data, end ? (size_t)(end - data.data) : data.size };
	const struct dataset *dataset = dataset_of(line);
	struct rig_how how = { 0 };
	struct builder mapping;
	enum scan_set set;
	char name[80];

	if (!end || !dataset)
		return false;
	set = choose_set(&choice);
	how.n_threads = take(&choice, 8) ? 1 : 3;
	how.read_bytes = choose_read(&choice);
	how.as_of = take(&choice, 2);
	how.duplicates = take(&choice, 2) ? DUPLICATES_EXACT : DUPLICATES_FILE;
	if (choose_mapping(&mapping, dataset, take(&choice, 6)))
		how.mapping = mapping.data;
	snprintf(name, sizeof name, "%s.csv", dataset->name);
	compare(name, (struct text){ end + 1, data.size - line.size - 1 }, &how, set, data);
	builder_done(&mapping);
	return true;
}

uint64_t rows_choice(struct text data)
{
	return text_hash(data, 0);
}
