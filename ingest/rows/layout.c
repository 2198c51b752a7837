/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/rows/layout.h"

#include <string.h>

static const char delimiters[] = { ',', ';', '\t', '|' };

#define SHOWN_BYTES 200 /* of what was found instead of a heading */

static const struct mapping_column *mapped_column(const struct mapping_entry *m, struct text heading)
{
	for (int i = 0; m && i < m->n_columns; i++)
		if (m->columns[i].heading &&
		    text_equal_nocase(text_trim(heading), text_trim(text_of(m->columns[i].heading))))
			return &m->columns[i];
	return NULL;
}

static const struct mapping_column *settings_of(const struct mapping_entry *m, int column)
{
	for (int i = 0; m && i < m->n_columns; i++)
		if (m->columns[i].column == column)
			return &m->columns[i];
	return NULL;
}

/* The dataset's column that a heading names, or -1.  A heading named in the mapping wins, also over
 * the same name of the contract. */
static int column_of(const struct input *input, struct text heading)
{
	const struct mapping_column *m = mapped_column(input->mapping, heading);

	if (m && m->column >= 0)
		return m->column;
	return dataset_column(dataset_get(input->dataset), heading);
}

static void start(struct layout *l, const struct input *input)
{
	const struct mapping_entry *m = input->mapping;

	*l = (struct layout){ .dataset = dataset_get(input->dataset) };
	for (int c = 0; c < l->dataset->n_columns; c++) {
		const struct mapping_column *own = settings_of(m, c);
		struct layout_column *column = &l->columns[c];

		column->field = -1;
		column->decimal_mark = m && m->decimal_mark ? m->decimal_mark : '.';
		column->zone = m ? m->zone : (struct zone){ ZONE_FIXED, 0 };
		column->stamp_format = m ? m->stamp_format : NULL;
		if (own) {
			column->decimal_mark = own->decimal_mark ? own->decimal_mark : '.';
			column->zone = own->zone;
			column->stamp_format = own->stamp_format;
			column->n_values = own->n_values;
			column->values = own->values;
		}
	}
}

/* Number of required columns that the record lacks. */
static int n_missing(const struct record *record, const struct input *input)
{
	const struct dataset *d = dataset_get(input->dataset);
	bool has[DATASET_MAX_COLUMNS] = { 0 };
	int n = 0;

	for (int f = 0; f < record->n_fields && f <= INGEST_MAX_COLUMNS; f++) {
		int c = column_of(input, record->fields[f]);

		if (c >= 0)
			has[c] = true;
	}
	for (int c = 0; c < d->n_columns; c++)
		n += (d->columns[c].flags & COLUMN_REQUIRED) && !has[c];
	return n;
}

/* The delimiter that gives most of the required columns; the first of equals. */
static bool detect(struct record_reader *reader, const struct input *input, char *out, struct error *err)
{
	struct record record;
	int best = DATASET_MAX_COLUMNS + 1;
	bool found;

	*out = ',';
	for (size_t i = 0; i < sizeof delimiters; i++) {
		record_reader_set_delimiter(reader, delimiters[i]);
		if (!record_peek(reader, &record, &found, err))
			return false;
		if (!found || record.malformed)
			continue;
		if (n_missing(&record, input) < best) {
			best = n_missing(&record, input);
			*out = delimiters[i];
		}
	}
	record_reader_set_delimiter(reader, *out);
	return true;
}

/* `sep=;` is a line some spreadsheets write before the headings. */
static bool skip_sep(struct record_reader *reader, char *delimiter, struct error *err)
{
	struct record record;
	bool found;

	/* With a delimiter that cannot be in it the whole line is one field. */
	record_reader_set_delimiter(reader, '\x1f');
	if (!record_peek(reader, &record, &found, err))
		return false;
	if (!found || record.malformed || record.n_fields != 1 || record.fields[0].size != 5 ||
	    !text_equal_nocase((struct text){ record.fields[0].data, 4 }, TEXT("sep=")))
		return true;
	*delimiter = record.fields[0].data[4];
	return record_next(reader, &record, &found, err);
}

static const char *looks_like(struct text raw)
{
	struct text t = text_trim(raw);

	if (t.size && t.data[0] == '<')
		return "it looks like a web page or XML, perhaps an error page of a download";
	if (memchr(raw.data, 0, raw.size))
		return "it holds NUL bytes: UTF-16 without a byte order mark needs `encoding` in a mapping";
	if (t.size && (t.data[0] == '{' || t.data[0] == '['))
		return "it looks like JSON";
	return NULL;
}

static bool refuse_headings(const struct layout *l, const struct record *record, struct error *err)
{
	const char *guess = looks_like(record->raw);
	struct builder missing, found;
	int n = 0;

	builder_init(&missing);
	builder_init(&found);
	for (int c = 0; c < l->dataset->n_columns; c++)
		if ((l->dataset->columns[c].flags & COLUMN_REQUIRED) && l->columns[c].field < 0)
			builder_printf(&missing, "%s%s", n++ ? ", " : "", l->dataset->columns[c].name);
	text_escape(&found, record->raw, SHOWN_BYTES);
	error_set(err, ERROR_INPUT, "the heading line has no column %s; it reads '%s'", missing.data,
		  found.data ? found.data : "");
	if (guess)
		error_hint(err, "%s", guess);
	else
		error_hint(err,
			   "the first line must name the columns of %s; other headings can be given in a "
			   "mapping",
			   l->dataset->name);
	builder_done(&missing);
	builder_done(&found);
	return error_at(err, NULL, record->line, NULL);
}

static bool take_headings(struct layout *l, const struct record *record, const struct input *input,
			  struct builder *unknown, struct error *err)
{
	bool missing = false;

	l->n_fields = record->n_fields;
	for (int f = 0; f < record->n_fields; f++) {
		int c = column_of(input, record->fields[f]);

		if (c < 0) {
			if (unknown->size)
				builder_add(unknown, TEXT(", "));
			text_escape(unknown, record->fields[f], 60);
			continue;
		}
		if (l->columns[c].field >= 0) {
			error_set(err, ERROR_INPUT, "two headings stand for this column (fields %d and %d)",
				  l->columns[c].field + 1, f + 1);
			error_hint(err, "leave one of them out of the file, or of the mapping that names it");
			return error_at(err, NULL, record->line, l->dataset->columns[c].name);
		}
		l->columns[c].field = f;
		l->in_order[l->n_in_order++] = c;
	}
	for (int c = 0; c < l->dataset->n_columns; c++)
		missing |= (l->dataset->columns[c].flags & COLUMN_REQUIRED) && l->columns[c].field < 0;
	return !missing || refuse_headings(l, record, err);
}

static bool is_empty(struct error *err)
{
	error_set(err, ERROR_INPUT, "the file is empty: not even a heading line");
	error_hint(err, "a month without events is a file with headings only");
	return false;
}

bool layout_read(struct record_reader *reader, const struct input *input, struct findings *findings,
		 struct layout *out, struct error *err)
{
	char delimiter = input->mapping ? input->mapping->delimiter : 0;
	struct record record;
	struct builder unknown;
	bool found, done;

	start(out, input);
	if (!skip_sep(reader, &delimiter, err))
		return false;
	if (delimiter)
		record_reader_set_delimiter(reader, delimiter);
	else if (!detect(reader, input, &delimiter, err))
		return false;
	out->delimiter = delimiter;
	if (!record_next(reader, &record, &found, err))
		return false;
	if (!found)
		return is_empty(err);
	if (record.malformed || record.n_fields > INGEST_MAX_COLUMNS) {
		if (record.malformed)
			error_set(err, ERROR_INPUT, "the heading line has a quote where none may be");
		else
			error_set(err, ERROR_INPUT, "the heading line has more than %d columns",
				  INGEST_MAX_COLUMNS);
		return error_at(err, NULL, record.line, NULL);
	}
	builder_init(&unknown);
	done = take_headings(out, &record, input, &unknown, err);
	if (done && unknown.size)
		findings_add(
			findings,
			&(struct finding){ .severity = SEVERITY_NOTE,
					   .kind = "unknown_column",
					   .dataset = out->dataset->name,
					   .file = input->name,
					   .line = record.line,
					   .value = unknown.data,
					   .message = "columns that are not in the interface were ignored" });
	builder_done(&unknown);
	return done;
}
