/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * finding.h - imperfect data, located, counted and kept small.
 *
 * Findings of one (severity, kind, dataset, file, column, message) form a group; a group keeps its
 * FINDING_SAMPLES smallest places by (line, value) and counts the rest, so a file that is wrong in every
 * row costs a few lines.  The same line and value again adds to that place's count.
 * So a message never holds what differs from row to row (that is `value`): each message is a group.  The
 * order in which findings are added never shows: findings_sort puts them by severity, dataset, file, line,
 * column, message.  A list is used by one thread at a time; lists are merged.
 */
#ifndef ENGINE_FINDING_H
#define ENGINE_FINDING_H

#include "engine/dataset.h"
#include "engine/memory.h"

#define FINDING_SAMPLES 5

enum severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE, SEVERITY_COUNT };
const char *severity_name(enum severity s);

struct finding {
	enum severity severity;
	const char
		*kind; /* a short stable word: "bad_value", "duplicate", "claim_differs", ... (a literal) */
	const char *dataset; /* dataset name or "" */
	const char *file;    /* name as shown in the report, or "" */
	uint64_t line;       /* 0 = none */
	const char *column;  /* or "" */
	const char *value;   /* escaped, at most 120 bytes, or "" */
	uint64_t count;      /* rows this line stands for */
	const char *message; /* a sentence: what is wrong, what was done about it */
};

struct findings {
	struct arena arena;
	struct finding *items;
	size_t n, room;
	void *index; /* groups */
};

void findings_init(struct findings *f);
void findings_done(struct findings *f);
/* Adds one; text is copied, NULLs count as "", `value` is escaped and cut here; count 0 counts as 1. */
void findings_add(struct findings *f, const struct finding *finding);
void findings_merge(struct findings *into, const struct findings *from);
/* Makes f->items: the places of every group and, where a group had more, one item with line 0, their
 * count, and ", and more like it" after the message: the count stands beside it wherever it is printed.
 * May be called again after more were added. */
void findings_sort(struct findings *f);
/* Sum of counts; also for a list whose items alone are filled, as they stood when it was sorted. */
uint64_t findings_count(const struct findings *f, enum severity s);

#endif
