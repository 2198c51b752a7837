/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of one key: which counts, whatever their order (rulings 1 and 2).
 */
#include "tests/unit/engine/cmocka_all.h"

#include "ingest/keys/settle.h"

#include <stdlib.h>
#include <string.h>

#define MAX_ROWS 6

/* Rows of `repository`: request_id, received_at, sent_at, exclusion, updated_at. */
struct sample_row {
	const char *id, *received_at, *sent_at, *exclusion, *updated_at;
	enum verdict verdict;
};

static const struct {
	const char *name;
	struct sample_row rows[MAX_ROWS];
} cases[] = {
	{ "alone", { { "a", "1", "2", "", "", VERDICT_COUNTS } } },
	{ "two keys",
	  { { "a", "1", "2", "", "", VERDICT_COUNTS }, { "b", "1", "2", "", "", VERDICT_COUNTS } } },
	{ "fuller row",
	  { { "a", "1", "", "", "", VERDICT_COMPLETED }, { "a", "1", "2", "", "", VERDICT_COUNTS } } },
	{ "fuller in two steps",
	  { { "a", "1", "", "", "", VERDICT_COMPLETED },
	    { "a", "1", "2", "", "", VERDICT_COMPLETED },
	    { "a", "1", "2", "x", "", VERDICT_COUNTS } } },
	{ "each fuller in its way: nobody holds all",
	  { { "a", "1", "2", "", "", VERDICT_CONFLICT }, { "a", "1", "", "x", "", VERDICT_CONFLICT } } },
	{ "different",
	  { { "a", "1", "2", "", "", VERDICT_CONFLICT }, { "a", "1", "3", "", "", VERDICT_CONFLICT } } },
	{ "twins in a conflict are in it",
	  { { "a", "1", "2", "", "", VERDICT_CONFLICT },
	    { "a", "1", "2", "", "", VERDICT_CONFLICT },
	    { "a", "1", "3", "", "", VERDICT_CONFLICT } } },
	{ "the latest counts",
	  { { "a", "1", "2", "", "2019-10-01T00:00:00Z", VERDICT_SUPERSEDED },
	    { "a", "1", "3", "", "2019-10-02T00:00:00Z", VERDICT_COUNTS } } },
};

static void set_field(struct row *row, const char *column, const char *text)
{
	int c = dataset_column(row->dataset, text_of(column));

	assert_true(c >= 0);
	row->texts[c] = text_of(text);
	if (strcmp(column, "updated_at") == 0) {
		row->values[c].i64 = I64_EMPTY;
		if (*text)
			assert_int_equal(stamp_parse(text_of(text), NULL, (struct zone){ ZONE_FIXED, 0 },
						     &row->values[c].i64),
					 STAMP_OK);
	}
}

static void fill(struct held *held, const struct sample_row *from, uint64_t line)
{
	*held = (struct held){
		.row = { .dataset = dataset_get(DATASET_REPOSITORY), .line = line, .column = -1 }
	};
	set_field(&held->row, "request_id", from->id);
	set_field(&held->row, "received_at", from->received_at);
	set_field(&held->row, "sent_at", from->sent_at);
	set_field(&held->row, "exclusion", from->exclusion);
	set_field(&held->row, "updated_at", from->updated_at);
	held->row.key_hash = row_key_hash(held->row.dataset, held->row.texts);
}

/* The verdict of each row must not depend on where it stands: every rotation and its mirror. */
static void every_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		size_t n = 0;

		while (n < MAX_ROWS && cases[i].rows[n].id)
			n++;
		for (size_t turn = 0; turn < 2 * n; turn++) {
			struct held held[MAX_ROWS];

			for (size_t k = 0; k < n; k++) {
				size_t at = turn < n ? (k + turn) % n : (2 * n - 1 - k + turn) % n;

				fill(&held[k], &cases[i].rows[at], 10 + at);
			}
			settle(dataset_get(DATASET_REPOSITORY), held, n);
			for (size_t k = 0; k < n; k++) {
				const struct sample_row *from = &cases[i].rows[held[k].row.line - 10];

				if (held[k].verdict != from->verdict)
					fail_msg("%s, order %zu, row %llu: verdict %d, expected %d",
						 cases[i].name, turn, (unsigned long long)held[k].row.line,
						 (int)held[k].verdict, (int)from->verdict);
				if (held[k].verdict == VERDICT_COMPLETED)
					assert_true(held[k].completed != 0);
			}
		}
	}
}

#define IN_ZONE(verdict, zone, sent_at, updated_at) { { "a", "10", sent_at, "", updated_at, verdict }, zone }

/* The same text is the same content where it is the same time: files may be in zones of their own. */
static const struct zone_case {
	const char *name;
	struct {
		struct sample_row row;
		int zone; /* hours ahead of UTC in which its times are written */
	} rows[3];
} zone_cases[] = {
	{ "one zone", { IN_ZONE(VERDICT_SAME, 1, "12", ""), IN_ZONE(VERDICT_SAME, 1, "12", "") } },
	{ "two zones", { IN_ZONE(VERDICT_CONFLICT, 0, "12", ""), IN_ZONE(VERDICT_CONFLICT, 1, "12", "") } },
	{ "a fuller row in another zone",
	  { IN_ZONE(VERDICT_CONFLICT, 0, "", ""), IN_ZONE(VERDICT_CONFLICT, 1, "12", "") } },
	{ "a fuller row in the zone of one of two",
	  { IN_ZONE(VERDICT_CONFLICT, 0, "", ""), IN_ZONE(VERDICT_CONFLICT, 1, "", ""),
	    IN_ZONE(VERDICT_CONFLICT, 1, "12", "") } },
	{ "updated in two zones: the later counts",
	  { IN_ZONE(VERDICT_COUNTS, 0, "12", "2019-10-01T00:00:00"),
	    IN_ZONE(VERDICT_SUPERSEDED, 1, "12", "2019-10-01T00:00:00") } },
};

static void fill_zone(struct held *held, const struct sample_row *from, int zone, uint64_t line)
{
	static const char *const hours[] = { "received_at", "sent_at" };
	struct row *row = &held->row;
	int c;

	fill(held, from, line);
	for (size_t i = 0; i < 2; i++) {
		c = dataset_column(row->dataset, text_of(hours[i]));
		row->values[c].i64 = row->texts[c].size ? atoll(row->texts[c].data) - zone : I64_EMPTY;
	}
	c = dataset_column(row->dataset, TEXT("updated_at"));
	if (row->texts[c].size)
		row->values[c].i64 -= zone * INT64_C(3600000000000);
}

static void same_text_another_time(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof zone_cases / sizeof *zone_cases; i++) {
		const struct zone_case *z = &zone_cases[i];
		size_t n = z->rows[2].row.id ? 3 : 2;

		for (size_t turn = 0; turn < n; turn++) {
			struct held held[3];

			for (size_t k = 0; k < n; k++)
				fill_zone(&held[k], &z->rows[(k + turn) % n].row, z->rows[(k + turn) % n].zone, 10 + k);
			settle(dataset_get(DATASET_REPOSITORY), held, n);
			for (size_t k = 0; k < n; k++) {
				enum verdict expected = z->rows[(held[k].row.line - 10 + turn) % n].row.verdict;

				if (expected == VERDICT_SAME && k == 0)
					expected = VERDICT_COUNTS;
				if (held[k].verdict != expected)
					fail_msg("%s, turn %zu, row %zu: verdict %d, expected %d", z->name, turn, k,
						 (int)held[k].verdict, (int)expected);
			}
		}
	}
}

/* Of rows that say the same, one counts and the others are duplicates. */
static void same_content(void **state)
{
	struct held held[3];
	int n_counts = 0, n_same = 0;

	(void)state;
	for (size_t k = 0; k < 3; k++)
		fill(&held[k], &(struct sample_row){ "a", "1", "2", "", "", VERDICT_COUNTS }, 10 + k);
	settle(dataset_get(DATASET_REPOSITORY), held, 3);
	for (size_t k = 0; k < 3; k++) {
		n_counts += held[k].verdict == VERDICT_COUNTS;
		n_same += held[k].verdict == VERDICT_SAME;
	}
	assert_int_equal(n_counts, 1);
	assert_int_equal(n_same, 2);
	assert_int_equal(held[0].verdict, VERDICT_COUNTS);
	assert_int_equal(held[0].row.line, 10);
}

static void column_names(void **state)
{
	const struct dataset *d = dataset_get(DATASET_REPOSITORY);
	uint32_t columns = UINT32_C(1) << dataset_column(d, TEXT("sent_at")) |
			   UINT32_C(1) << dataset_column(d, TEXT("exclusion"));
	struct builder b;

	(void)state;
	builder_init(&b);
	settle_column_names(d, columns, &b);
	assert_string_equal(b.data, "sent_at, exclusion");
	builder_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_order),
		cmocka_unit_test(same_text_another_time),
		cmocka_unit_test(same_content),
		cmocka_unit_test(column_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
