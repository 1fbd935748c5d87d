/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recorded session of an exercise through the engine of the live one. */
#pragma once

#include "client/analyze/analyze-reps-plot.h"
#include "health-models/rehab/set/exercise_set.h"

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
	struct exercise exercise;
	gboolean by_file;  /* exercise is of a file, not what is usual */
	const char *trunk; /* recording of a sensor on the chest, not owned; NULL = none */
	struct rep_reference reference;
	gboolean has_reference;
	gboolean restless_reference; /* it moved during the still pose: rest is a guess */
	gint64 first_ns;             /* of its samples */
	double seconds;              /* from the first to the last */
	gboolean ready;
	enum unit_verdict units; /* of the session's samples */
	unsigned count;
	double latency_ms; /* most, from a repetition's end until it was told; sample time */
	struct set_fatigue fatigue;
	GArray *events; /* of struct set_event */
} HtRepsSession;

HtRepsSession *ht_reps_session_new(const struct exercise *exercise, gboolean by_file);
void ht_reps_session_free(HtRepsSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HtRepsSession, ht_reps_session_free)

/* Makes session->reference of the repetitions at spans (struct rep_span). Without an exercise file
 * a movement that does not tilt is looked for in the angular rate. FALSE with *message. */
gboolean ht_reps_read_reference(HtRepsSession *session, const char *path, const GArray *spans,
				struct recording_message *message);
/* FALSE with *message. plot may be NULL. rate_hz: as the sensor says it, 0 = not known. Of samples
 * that cannot be used there is a SET_TROUBLE at the end of events. */
gboolean ht_reps_run(HtRepsSession *session, const char *path, float rate_hz, HtRepsPlot *plot,
		     struct recording_message *message);

/* What a trouble says to a person: of wrong units, which ones they look like. */
const char *ht_reps_trouble_words(const HtRepsSession *session, enum set_reason reason);

void ht_reps_print_json(const HtRepsSession *session, const char *path);
void ht_reps_print_text(const HtRepsSession *session, const char *path);

G_END_DECLS
