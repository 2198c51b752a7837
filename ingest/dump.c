/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ingest/dump.h"

static void put_json(FILE *to, struct text t)
{
	putc('"', to);
	for (size_t i = 0; i < t.size;) {
		unsigned char c = (unsigned char)t.data[i];
		size_t valid;

		if (c == '"' || c == '\\') {
			fprintf(to, "\\%c", c);
		} else if (c < 0x20 || c == 0x7F) {
			fprintf(to, "\\u%04x", c);
		} else if (c < 0x80) {
			putc(c, to);
		} else {
			/* A byte that is not UTF-8 becomes a lone surrogate, from which it can be had back.
			 */
			size_t size = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;

			size = size < t.size - i ? size : t.size - i;
			valid = text_utf8_prefix((struct text){ t.data + i, size });
			if (!valid)
				fprintf(to, "\\udc%02x", c);
			else
				fwrite(t.data + i, 1, valid, to);
			i += valid ? valid : 1;
			continue;
		}
		i++;
	}
	putc('"', to);
}

bool dump_rows(const struct job *j, FILE *to, struct error *err)
{
	enum encoding encoding = j->input->mapping ? j->input->mapping->encoding : ENCODING_AUTO;
	struct source *source = source_open(j->input->path, encoding, err);
	struct record_reader *reader;
	struct layout layout;
	struct findings unheard;
	struct record record;
	bool found = true, done;

	if (!source)
		return false;
	reader = record_reader_new(source, j->run->read_bytes);
	findings_init(&unheard);
	/* The heading is read for its delimiter, and read again from the start. */
	done = layout_read(reader, j->input, &unheard, &layout, err);
	findings_done(&unheard);
	record_reader_free(reader);
	source_close(source);
	if (!done)
		return false;
	source = source_open(j->input->path, encoding, err);
	if (!source)
		return false;
	if (!job_sees_same(j, source, err)) {
		source_close(source);
		return false;
	}
	reader = record_reader_new(source, j->run->read_bytes);
	record_reader_set_delimiter(reader, layout.delimiter);
	while (done && found) {
		done = record_next(reader, &record, &found, err);
		if (!done || !found || record.malformed)
			continue;
		putc('[', to);
		for (int f = 0; f < record.n_fields && f <= INGEST_MAX_COLUMNS; f++) {
			if (f)
				putc(',', to);
			put_json(to, record.fields[f]);
		}
		fputs("]\n", to);
	}
	record_reader_free(reader);
	source_close(source);
	return done;
}
