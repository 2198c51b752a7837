/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/mapping.h"

#include "engine/nearest.h"
#include "engine/number.h"
#include "engine/yaml.h"
#include "ingest/source/encoding.h"
#include "engine/hash.h"

#include <string.h>

#define N_OF(array) (sizeof(array) / sizeof *(array))

/* A dataset's entry while its columns are gathered: one place for each column of the dataset. */
struct gathering {
	struct yaml_reader *r;
	const struct dataset *dataset;
	const struct mapping_entry *entry;
	struct mapping_column columns[DATASET_MAX_COLUMNS];
	bool used[DATASET_MAX_COLUMNS];
};

/* Single values ---------------------------------------------------------------------------------- */

static const char *copy_text(struct yaml_reader *r, struct text t)
{
	return arena_copy(r->arena, t.data, t.size);
}

static bool scalar(struct yaml_reader *r, const struct yaml_node *node, const char *expected)
{
	if (node->kind == YAML_SCALAR && !node->is_null && node->text.size > 0)
		return true;
	return yaml_fail(r, node, "expected %s", expected);
}

static bool read_delimiter(struct yaml_reader *r, const struct yaml_node *node, char *out)
{
	static const char expected[] = "\",\", \";\", \"|\" or tab";

	if (!scalar(r, node, expected))
		return false;
	if (text_is(node->text, "tab") || text_is(node->text, "\t"))
		*out = '\t';
	else if (node->text.size == 1 && strchr(",;|", node->text.data[0]))
		*out = node->text.data[0];
	else
		return yaml_fail(r, node, "is no delimiter, expected %s", expected);
	return true;
}

static bool read_decimal_mark(struct yaml_reader *r, const struct yaml_node *node, char *out)
{
	static const char expected[] = "\".\" or \",\"";

	if (!scalar(r, node, expected))
		return false;
	if (!text_is(node->text, ".") && !text_is(node->text, ","))
		return yaml_fail(r, node, "is no decimal mark, expected %s", expected);
	*out = node->text.data[0];
	return true;
}

static bool read_zone(struct yaml_reader *r, const struct yaml_node *node, struct zone *out)
{
	static const char expected[] = "UTC, Europe/London or an offset such as +01:00";

	if (!scalar(r, node, expected))
		return false;
	return zone_parse(node->text, out) || yaml_fail(r, node, "is no known zone, expected %s", expected);
}

static bool read_format(struct yaml_reader *r, const struct yaml_node *node, const char **out)
{
	static const char expected[] = "a timestamp format such as \"%d/%m/%Y %H:%M:%S\"";

	if (!scalar(r, node, expected))
		return false;
	const char *format = copy_text(r, node->text);
	if (strlen(format) != node->text.size || !stamp_format_valid(format)) {
		yaml_fail(r, node, "is no timestamp format, expected %s", expected);
		return error_hint(r->err,
				  "it must name %%Y, %%m, %%d, %%H and %%M once each, and may name %%S, "
				  "%%f (fraction) and %%z (offset)");
	}
	*out = format;
	return true;
}

static bool read_encoding(struct yaml_reader *r, const struct yaml_node *node, enum encoding *out)
{
	if (!scalar(r, node, ENCODING_NAMES))
		return false;
	return encoding_parse(node->text.data, node->text.size, out) ||
	       yaml_fail(r, node, "is no encoding that is read, expected %s", ENCODING_NAMES);
}

/* Columns --------------------------------------------------------------------------------------- */

static bool find_column(struct gathering *g, const struct yaml_node *node, struct text name, int *column)
{
	const char *names[DATASET_MAX_COLUMNS];

	*column = dataset_column(g->dataset, name);
	if (*column >= 0)
		return true;
	struct builder shown;
	builder_init(&shown);
	text_escape(&shown, name, 80);
	yaml_fail(g->r, node, "\"%s\" is no column of %s", shown.size ? shown.data : "", g->dataset->name);
	builder_done(&shown);
	for (int c = 0; c < g->dataset->n_columns; c++)
		names[c] = g->dataset->columns[c].name;
	const char *near = nearest_find(name, names, (size_t)g->dataset->n_columns);
	if (near)
		return error_hint(g->r->err, "did you mean \"%s\"?", near);
	return error_hint(g->r->err, "its columns are %s",
			  yaml_names(g->r, names, (size_t)g->dataset->n_columns));
}

/* The place of a dataset column, made with what the entry says of all columns. */
static struct mapping_column *place(struct gathering *g, int column)
{
	struct mapping_column *c = &g->columns[column];
	if (!g->used[column])
		*c = (struct mapping_column){ .heading = g->dataset->columns[column].name,
					      .column = column,
					      .stamp_format = g->entry->stamp_format,
					      .zone = g->entry->zone,
					      .decimal_mark = g->entry->decimal_mark };
	g->used[column] = true;
	return c;
}

static bool read_column_map(struct gathering *g, const struct yaml_node *node, struct mapping_column *c)
{
	enum column_type type = g->dataset->columns[c->column].type;
	const struct yaml_node *zone = yaml_find(node, "zone"), *format = yaml_find(node, "timestamp");
	const struct yaml_node *mark = yaml_find(node, "decimal_mark");
	const char *name = g->dataset->columns[c->column].name;

	if ((zone || format) && type != COLUMN_TIME)
		return yaml_fail(g->r, zone ? zone : format, "%s is not a timestamp", name);
	if (mark && type != COLUMN_MINUTES && type != COLUMN_DECIMAL)
		return yaml_fail(g->r, mark, "%s is not a decimal number", name);
	return (!zone || read_zone(g->r, zone, &c->zone)) &&
	       (!format || read_format(g->r, format, &c->stamp_format)) &&
	       (!mark || read_decimal_mark(g->r, mark, &c->decimal_mark));
}

/* Two headings are the same when they differ in case or surrounding space alone. */
static bool check_heading(struct gathering *g, const struct yaml_node *node)
{
	struct text heading = text_trim(node->key);

	if (heading.size == 0)
		return yaml_fail(g->r, node, "a heading is empty");
	for (const struct yaml_node *other = node->parent->first; other != node; other = other->next)
		if (text_equal_nocase(text_trim(other->key), heading))
			return yaml_fail(
				g->r, node,
				"the heading is given twice, first on line %llu (case and surrounding "
				"space do not count)",
				(unsigned long long)other->line);
	return true;
}

static bool read_column(struct gathering *g, const struct yaml_node *node, uint64_t lines[])
{
	static const char *const keys[] = { "column", "zone", "timestamp", "decimal_mark" };
	static const char expected[] = "the name of a column, or a map with `column`";
	const struct yaml_node *name = node;
	int column;

	if (!check_heading(g, node))
		return false;
	if (node->kind == YAML_MAP && !yaml_check_keys(g->r, node, keys, N_OF(keys)))
		return false;
	/* A heading that is the column's own name need not say it again. */
	column = node->kind == YAML_MAP ? dataset_column(g->dataset, text_trim(node->key)) : -1;
	if (column < 0 || yaml_find(node, "column")) {
		if (node->kind == YAML_MAP && !yaml_require(g->r, node, "column", expected, &name))
			return false;
		if (!scalar(g->r, name, expected) || !find_column(g, name, name->text, &column))
			return false;
	}
	if (g->used[column])
		return yaml_fail(g->r, node, "two headings become %s, the other on line %llu",
				 g->dataset->columns[column].name, (unsigned long long)lines[column]);
	struct mapping_column *c = place(g, column);
	lines[column] = node->line;
	c->heading = copy_text(g->r, text_trim(node->key));
	return node->kind != YAML_MAP || read_column_map(g, node, c);
}

static bool read_columns(struct gathering *g, const struct yaml_node *node)
{
	uint64_t lines[DATASET_MAX_COLUMNS] = { 0 };

	if (!yaml_is_map(g->r, node, "a map of headings to columns"))
		return false;
	for (const struct yaml_node *c = node->first; c; c = c->next)
		if (!read_column(g, c, lines))
			return false;
	return true;
}

/* Values ---------------------------------------------------------------------------------------- */

static bool check_empty(struct gathering *g, const struct yaml_node *node, const struct column_def *def)
{
	if ((def->flags & (COLUMN_EMPTY | COLUMN_DASH)) || !(def->flags & COLUMN_REQUIRED) ||
	    def->default_value)
		return true;
	return yaml_fail(g->r, node, "becomes nothing, but %s may not be empty", def->name);
}

static bool check_listed(struct gathering *g, const struct yaml_node *node, const struct column_def *def)
{
	size_t n = 0;

	if (column_list_find(def, node->text) > 0 || ((def->flags & COLUMN_DASH) && text_is(node->text, "-")))
		return true;
	while (def->list[n])
		n++;
	struct builder shown;
	builder_init(&shown);
	text_escape(&shown, node->text, 80);
	yaml_fail(g->r, node, "\"%s\" is no value of %s, expected %s", shown.data, def->name,
		  yaml_names(g->r, def->list, n));
	builder_done(&shown);
	const char *near = nearest_find(node->text, def->list, n);
	return near ? error_hint(g->r->err, "did you mean \"%s\"?", near) : false;
}

/* What a value becomes must be a value of the column; an amount or instant can only be taken away. */
static bool check_value(struct gathering *g, const struct yaml_node *node, int column)
{
	const struct column_def *def = &g->dataset->columns[column];
	int64_t number;

	if (node->kind != YAML_SCALAR)
		return yaml_fail(g->r, node, "expected the value it becomes");
	if (node->is_null || node->text.size == 0)
		return check_empty(g, node, def);
	switch (def->type) {
	case COLUMN_LIST:
		return check_listed(g, node, def);
	case COLUMN_TEXT:
	case COLUMN_WORD:
		return true;
	case COLUMN_COUNT:
		return number_parse(node->text, &number) ||
		       yaml_fail(g->r, node, "%s is a whole number, expected digits", def->name);
	case COLUMN_TIME:
	case COLUMN_MINUTES:
	case COLUMN_DECIMAL:
	case COLUMN_MONTH:
	case COLUMN_DATE:
		break;
	}
	return yaml_fail(g->r, node, "a value of %s can only become nothing (\"\")", def->name);
}

static bool read_value_column(struct gathering *g, const struct yaml_node *node)
{
	int column;

	if (!find_column(g, node, node->key, &column) ||
	    !yaml_is_map(g->r, node, "a map of values to what they become"))
		return false;
	for (int other = 0; other < g->dataset->n_columns && !g->used[column]; other++)
		if (g->used[other] && text_equal_nocase(text_of(g->columns[other].heading),
							text_of(g->dataset->columns[column].name)))
			return yaml_fail(g->r, node, "no heading becomes %s: the one of that name becomes %s",
					 g->dataset->columns[column].name, g->dataset->columns[other].name);
	struct mapping_column *c = place(g, column);
	if (c->n_values > 0)
		return yaml_fail(g->r, node, "the column is given twice");
	struct mapping_value *values = arena_alloc(g->r->arena, node->n, sizeof *values);
	int n = 0;
	for (const struct yaml_node *v = node->first; v; v = v->next) {
		if (!check_value(g, v, column))
			return false;
		values[n].from = copy_text(g->r, v->key);
		values[n++].to = v->is_null ? "" : copy_text(g->r, v->text);
	}
	c->values = values;
	c->n_values = n;
	return true;
}

static bool read_values(struct gathering *g, const struct yaml_node *node)
{
	if (!yaml_is_map(g->r, node, "a map of columns to translations"))
		return false;
	for (const struct yaml_node *c = node->first; c; c = c->next)
		if (!read_value_column(g, c))
			return false;
	return true;
}

/* Entries --------------------------------------------------------------------------------------- */

bool mapping_pattern_fits(struct text pattern, struct text name)
{
	size_t p = 0, n = 0, star = SIZE_MAX, resume = 0;

	/* On a mismatch the last star takes one byte more: earlier stars never need to. */
	while (n < name.size) {
		if (p < pattern.size && pattern.data[p] == '*') {
			star = p++;
			resume = n;
		} else if (p < pattern.size && (pattern.data[p] == '?' || pattern.data[p] == name.data[n])) {
			p++;
			n++;
		} else if (star != SIZE_MAX) {
			p = star + 1;
			n = ++resume;
		} else {
			return false;
		}
	}
	while (p < pattern.size && pattern.data[p] == '*')
		p++;
	return p == pattern.size;
}

/* The dataset of the files that a pattern can fit; DATASET_NONE when they can be of several. */
static bool pattern_dataset(struct yaml_reader *r, const struct yaml_node *node, enum dataset_id *out)
{
	size_t literal = 0;
	enum dataset_id only = DATASET_NONE;
	int n = 0;

	while (literal < node->key.size && !strchr("*?.-", node->key.data[literal]))
		literal++;
	/* The name's first part is complete when '.' or '-' ends it, else any dataset may begin so. */
	bool complete = literal < node->key.size && strchr(".-", node->key.data[literal]);
	for (int d = 0; d < DATASET_COUNT; d++) {
		struct text name = text_of(dataset_get((enum dataset_id)d)->name);
		bool begins = name.size >= literal && memcmp(name.data, node->key.data, literal) == 0;
		if (begins && (!complete || name.size == literal)) {
			only = (enum dataset_id)d;
			n++;
		}
	}
	if (n == 0)
		return yaml_fail(r, node,
				 "the pattern fits no dataset's files: their names begin with the dataset");
	*out = n == 1 ? only : DATASET_NONE;
	return true;
}

static bool which_files(struct yaml_reader *r, const struct yaml_node *node, struct mapping_rule *rule)
{
	const char *names[DATASET_COUNT];

	rule->dataset = dataset_find(node->key);
	if (rule->dataset != DATASET_NONE)
		return true;
	for (size_t i = 0; i < node->key.size; i++)
		rule->is_pattern |= strchr("*?.-", node->key.data[i]) != NULL;
	for (int d = 0; d < DATASET_COUNT; d++)
		names[d] = dataset_get((enum dataset_id)d)->name;
	if (rule->is_pattern && pattern_dataset(r, node, &rule->dataset))
		return true;
	if (!rule->is_pattern)
		yaml_fail(r, node, "is neither a dataset nor a file pattern such as alerts-csp-n-*.csv");
	struct text first = { node->key.data, 0 };
	while (first.size < node->key.size && !strchr("*?.", first.data[first.size]))
		first.size++;
	const char *near = nearest_find(first, names, DATASET_COUNT);
	return near ? error_hint(r->err, "did you mean \"%s\"?", near)
		    : error_hint(r->err, "the datasets are %s", yaml_names(r, names, DATASET_COUNT));
}

static bool read_layout(struct yaml_reader *r, const struct yaml_node *node, struct mapping_entry *e)
{
	const struct yaml_node *delimiter = yaml_find(node, "delimiter"),
			       *encoding = yaml_find(node, "encoding");
	const struct yaml_node *zone = yaml_find(node, "zone"), *format = yaml_find(node, "timestamp");
	const struct yaml_node *mark = yaml_find(node, "decimal_mark");

	return (!delimiter || read_delimiter(r, delimiter, &e->delimiter)) &&
	       (!encoding || read_encoding(r, encoding, &e->encoding)) &&
	       (!zone || read_zone(r, zone, &e->zone)) &&
	       (!format || read_format(r, format, &e->stamp_format)) &&
	       (!mark || read_decimal_mark(r, mark, &e->decimal_mark));
}

static bool read_entry(struct yaml_reader *r, const struct yaml_node *node, struct mapping_rule *rule)
{
	static const char *const keys[] = { "delimiter",    "encoding", "zone",  "timestamp",
					    "decimal_mark", "columns",  "values" };
	struct mapping_entry *e = &rule->entry;

	if (!which_files(r, node, rule) || !yaml_is_map(r, node, "a map with the layout of these files") ||
	    !yaml_check_keys(r, node, keys, N_OF(keys)))
		return false;
	e->name = copy_text(r, node->key);
	e->decimal_mark = '.';
	if (!read_layout(r, node, e))
		return false;
	const struct yaml_node *columns = yaml_find(node, "columns"), *values = yaml_find(node, "values");
	if (!columns && !values)
		return true;
	if (rule->dataset == DATASET_NONE)
		return yaml_fail(
			r, columns ? columns : values,
			"the pattern fits files of several datasets, so it cannot say what their columns "
			"are: begin it with the dataset's name");
	struct gathering g = { .r = r, .dataset = dataset_get(rule->dataset), .entry = e };
	if ((columns && !read_columns(&g, columns)) || (values && !read_values(&g, values)))
		return false;
	struct mapping_column *made = arena_alloc(r->arena, DATASET_MAX_COLUMNS, sizeof *made);
	for (int c = 0; c < g.dataset->n_columns; c++)
		if (g.used[c])
			made[e->n_columns++] = g.columns[c];
	e->columns = made;
	return true;
}

static bool read_files(struct yaml_reader *r, const struct yaml_node *node, struct mapping *m)
{
	if (!yaml_is_map(r, node, "a map of datasets or file patterns to their layout"))
		return false;
	if (node->n > MAPPING_MAX_ENTRIES)
		return yaml_fail(r, node, "more than %d entries", MAPPING_MAX_ENTRIES);
	struct mapping_rule *rules = arena_alloc(r->arena, node->n, sizeof *rules);
	for (const struct yaml_node *f = node->first; f; f = f->next)
		if (!read_entry(r, f, &rules[m->n_rules++]))
			return false;
	m->rules = rules;
	return true;
}

static bool read_notice(struct yaml_reader *r, const struct yaml_node *node, struct mapping *m)
{
	if (!yaml_text(r, node, "a sentence about the data", &m->notice))
		return false;
	return strlen(m->notice) <= MAPPING_MAX_NOTICE_BYTES ||
	       yaml_fail(r, node, "is longer than %d bytes", MAPPING_MAX_NOTICE_BYTES);
}

bool mapping_parse(struct text yaml, const char *source, struct arena *arena, struct mapping *out,
		   struct error *err)
{
	static const char *const keys[] = { "synthetic", "notice", "files" };
	struct yaml_reader reader = { .source = source, .arena = arena, .err = err }, *r = &reader;
	struct yaml_document document;
	struct mapping m = { .notice = "" };

	if (!yaml_parse(r, yaml, &document) ||
	    !yaml_is_map(r, document.root, "a map with `files`, `notice` or `synthetic`") ||
	    !yaml_check_keys(r, document.root, keys, N_OF(keys)))
		return false;
	const struct yaml_node *synthetic = yaml_find(document.root, "synthetic");
	const struct yaml_node *notice = yaml_find(document.root, "notice");
	const struct yaml_node *files = yaml_find(document.root, "files");
	if ((synthetic && !yaml_bool(r, synthetic, &m.synthetic)) ||
	    (notice && !read_notice(r, notice, &m)) || (files && !read_files(r, files, &m)) ||
	    !hash_of(yaml.data, yaml.size, m.sha256, err))
		return false;
	*out = m;
	return true;
}

bool mapping_load(const char *path, struct arena *arena, struct mapping *out, struct error *err)
{
	struct yaml_reader r = { .source = path, .arena = arena, .err = err };
	struct text yaml;

	return yaml_load(&r, path, &yaml) && mapping_parse(yaml, path, arena, out, err);
}

const struct mapping_entry *mapping_find(const struct mapping *m, enum dataset_id dataset,
					 struct text base_name)
{
	const struct mapping_rule *whole = NULL;

	for (size_t i = 0; i < m->n_rules; i++) {
		const struct mapping_rule *rule = &m->rules[i];
		if (rule->dataset != dataset && rule->dataset != DATASET_NONE)
			continue;
		if (!rule->is_pattern)
			whole = rule;
		else if (mapping_pattern_fits(text_of(rule->entry.name), base_name))
			return &rule->entry;
	}
	return whole ? &whole->entry : NULL;
}

/* What two entries say ---------------------------------------------------------------------------- */

static bool same_zone(const struct zone *a, const struct zone *b)
{
	return a->kind == b->kind && (a->kind != ZONE_FIXED || a->offset == b->offset);
}

static bool same_format(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* In whatever order: none is given twice. */
static bool same_values(const struct mapping_column *a, const struct mapping_column *b)
{
	if (a->n_values != b->n_values)
		return false;
	for (int i = 0; i < a->n_values; i++) {
		int k = strcmp(a->values[i].from, b->values[i].from) == 0 ? i : 0;
		while (k < b->n_values && strcmp(a->values[i].from, b->values[k].from) != 0)
			k++;
		if (k == b->n_values || strcmp(a->values[i].to, b->values[k].to) != 0)
			return false;
	}
	return true;
}

static bool same_column(const struct mapping_column *a, const struct mapping_column *b)
{
	return a->column == b->column && text_equal_nocase(text_of(a->heading), text_of(b->heading)) &&
	       same_format(a->stamp_format, b->stamp_format) && same_zone(&a->zone, &b->zone) &&
	       a->decimal_mark == b->decimal_mark && same_values(a, b);
}

bool mapping_says_same(const struct mapping_entry *a, const struct mapping_entry *b)
{
	if (a->delimiter != b->delimiter || a->encoding != b->encoding || !same_zone(&a->zone, &b->zone) ||
	    !same_format(a->stamp_format, b->stamp_format) || a->decimal_mark != b->decimal_mark ||
	    a->n_columns != b->n_columns)
		return false;
	for (int c = 0; c < a->n_columns; c++)
		if (!same_column(&a->columns[c], &b->columns[c]))
			return false;
	return true;
}
