/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * publish.h - the only way an output file comes into being (invariant N5).
 *
 * publish_begin; for each file publish_file (made in a staging folder on the target's file system, written
 * through the callback, re-opened, verified and checked); publish_commit (every file synced, then renamed into
 * place in the order added, folders synced; when a rename fails, what was there before is put back) or
 * publish_abort (the staged files are removed; what was there before is untouched).  The last file speaks for
 * all: a former one is taken away before the first rename, so that it is never beside files of another pack.
 * A failed sync is never retried.  Every output's size and SHA-256 are taken from what was read back.
 */
#ifndef RENDER_PUBLISH_H
#define RENDER_PUBLISH_H

#include "engine/text.h"
#include "render/render.h"

struct publish; /* a pack in the making */

/* Where a writer puts its bytes; keeps its own failure, so a writer may check once at the end. */
struct publish_stream;
bool publish_write(struct publish_stream *s, const void *data, size_t size_bytes);
bool publish_text(struct publish_stream *s, struct text t);
/* For libraries that insist on a file name of their own: the temporary path; what they leave there is
 * what gets checked. */
const char *publish_path(struct publish_stream *s);

typedef bool publish_writer(void *context, struct publish_stream *s, struct error *err);
/* Verifies a finished temporary file; NULL: size and hash must equal what was written. */
typedef bool publish_checker(void *context, const char *temporary_path, struct error *err);

/* `folder`, made when missing, is the pack's; `staging_path` is an existing folder on the same file system
 * that no other run uses.  ERROR_OUTPUT when they cannot be written to. */
struct publish *publish_begin(const char *folder, const char *staging_path, struct error *err) MUST_USE;
/* `name` is relative, e.g. "charts/cpm-1.svg"; its folder is made when missing. */
bool publish_file(struct publish *p, const char *name, publish_writer *writer, publish_checker *checker,
		  void *context, struct error *err) MUST_USE;
/* A part of p: another thread may fill it with publish_file while p and other parts are filled. */
struct publish *publish_part(struct publish *p) MUST_USE;
/* Puts the files of a part behind those of p, in the order in which they are joined; every part is joined before
 * p is committed or aborted, whether or not all of it could be made. */
void publish_join(struct publish *p, struct publish *part);
/* What has been made so far, for the manifest. Borrowed until the next publish_file. */
const struct render_output *publish_outputs(const struct publish *p, size_t *n_outputs);
/* What a former pack left in the folder stays: this one is a guest in it. */
void publish_keep_others(struct publish *p);
/* A file of a former pack: it is gone with publish_commit, unless this pack has one of that name, and as it was when that
 * fails. */
void publish_leave_out(struct publish *p, const char *name);
typedef bool publish_settler(void *context, struct error *err);
/* Waits until every file is on the disk, settles what the pack rests on (NULL: nothing), renames everything into place,
 * removes files of a former pack that this one does not have (what was left out; else only under charts/ and rejected/
 * and only files whose names a pack could have written), frees p.  Once the files are on the disk a signal waits until
 * all of that is done (whole.h). */
bool publish_commit(struct publish *p, publish_settler *settle, void *context, struct error *err) MUST_USE;
void publish_abort(struct publish *p); /* frees p; NULL is allowed */

#endif
