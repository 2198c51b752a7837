/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sample.h - results made by hand for tests of charts and the report.
 *
 * The figures are invented by a fixed sequence of numbers and mean nothing; what matters is that every
 * status, mark and edge occurs.
 */
#ifndef TESTS_RENDER_SAMPLE_H
#define TESTS_RENDER_SAMPLE_H

#include "engine/result.h"

enum sample_kind {
	SAMPLE_MONTH,   /* the built-in catalogue with a plausible month */
	SAMPLE_HOSTILE, /* the same with long, invalid and deceiving text, huge counts, many findings */
	SAMPLE_EMPTY,   /* nothing measured anywhere */
	SAMPLE_GREEN,   /* every measure met, nothing claimed */
	SAMPLE_ONE,     /* a catalogue of one measure */
	SAMPLE_COUNT
};
extern const char *const sample_names[SAMPLE_COUNT];

struct sample {
	struct arena arena;
	struct results r;
	struct intake intake;
	struct registers registers;
	struct findings findings;
};

#define SAMPLE_LONG_WORD                                                                                   \
	"DonaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaftDonaudampfschifff" \
	"ahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaftDonaudampfschifffahrtselektrizitaeten"

/* Breakdowns of every dimension, samples of tests and changes of definition, for sample_init. */
void sample_breakdowns(struct sample *s, enum sample_kind kind);
/* A breach review over the cells, for sample_init. */
void sample_review(struct sample *s, enum sample_kind kind);
void sample_init(struct sample *s, enum sample_kind kind);
void sample_done(struct sample *s);

#endif
