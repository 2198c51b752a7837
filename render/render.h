/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * render.h - the door of render: turns one struct results into files.
 *
 * Renderers compute nothing.  Every file goes through the publish functions: temporary name in the
 * target folder, write, check, re-open and verify, fsync, rename, fsync the folder.  A pack is
 * published whole: all files are made and verified beside their places first, then renamed, the
 * manifest last; an error before that leaves the former pack untouched.
 */
#ifndef RENDER_RENDER_H
#define RENDER_RENDER_H

#include "engine/error.h"
#include "engine/result.h"
#include "engine/review.h"

enum palette { PALETTE_PMR, PALETTE_GOVUK, PALETTE_CVD, PALETTE_MONO, PALETTE_COUNT };
const char *palette_name(enum palette p);
enum workbook_profile { PROFILE_AUDIT, PROFILE_PUBLISH };

struct render_options {
	const char *output_path;  /* the pack's folder; made when missing */
	const char *rejected_path; /* folder with DATASET.csv spools to take into the pack, or NULL */
	const char *work_path;    /* scratch folder on the same machine (libxlsxwriter's tmpdir) */
	enum palette palette;
	enum workbook_profile profile;
	int n_threads;            /* 1 or more write at once; the pack is the same */
	bool tables_only;         /* no charts, workbook or printable report */
	int64_t created;          /* instant for document dates, or I64 minimum: a fixed one */
	/* Called when every file is made and verified and none is in place yet; false ends it with nothing
	 * published.  NULL: nothing to settle. */
	bool (*settle)(void *context, struct error *err);
	void *settle_context;
};

struct render_output {
	const char *name; /* relative to the pack's folder */
	uint64_t size_bytes;
	char sha256[65];
};

/* Writes the whole pack of `pmr report`.  *outputs lists what was written, the manifest last. */
bool render_pack(const struct results *r, const struct render_options *options, struct arena *arena,
		 const struct render_output **outputs, size_t *n_outputs, struct error *err) MUST_USE;

struct render_annex_options {
	const char *folder, *name; /* FOLDER/NAME.pdf and FOLDER/NAME.html are written */
	const char *work_path;     /* scratch folder on the same file system */
	const char *classification; /* as it is printed, or NULL: not yet classified */
	enum palette palette;
	int64_t created; /* as in render_options */
};

/* The Panel's annex as a tagged PDF and as one self-contained HTML page; both appear, or neither. */
bool render_annex(const struct results *r, const struct render_annex_options *options, struct arena *arena,
		  const struct render_output **outputs, size_t *n_outputs, struct error *err) MUST_USE;

/* review.csv and review.json into a folder that may hold a pack: nothing else in it is touched.  The two
 * appear together or not at all. */
bool render_review(const struct review *r, const struct render_options *options, struct arena *arena,
		   const struct render_output **outputs, size_t *n_outputs, struct error *err) MUST_USE;
/* What stands in them. */
void render_review_csv(const struct review *r, struct builder *out);
void render_review_json(const struct review *r, struct builder *out);

/* The findings as findings.csv has them: heading line, then a line each. */
void render_findings_csv(const struct findings *findings, struct builder *out);

#endif
