/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/beats/beat_decider.h"

#include <math.h>

#include "health-models/ecg/atria/af_watch.h"
#include "health-models/ecg/beats/beat_features.h"
#include "health-models/ecg/beats/beat_forest.h"
#include "health-models/ecg/beats/beat_shape.h"
#include "health-models/ecg/beats/beat_surroundings.h"
#include "health-models/ecg/beats/candidates.h"
#include "health-models/ecg/quality/contact.h"
#include "health-models/ecg/event_queue.h"
#include "health-models/ecg/beats/first_beats.h"
#include "health-models/ecg/beats/heart.h"
#include "health-models/ecg/rhythm/rhythm.h"
#include "health-models/ecg/quality/signal_quality.h"
#include "health-models/ecg/rhythm/silence.h"
#include "health-models/ecg/beats/supraventricular.h"
#include "health-models/signal/limit.h"

enum {
	FIRST_LOOK = BEAT_SHAPE_AFTER + 2, /* 310 ms after the R wave */
	LAST_LOOK = 480,                   /* 2.4 s after it */
	LEARNING = 400,                    /* 2 s */
	LEARNING_PART = 240, /* two parts of 1.2 s, each with a beat at 50 bpm and up */
	SILENCE = 520,       /* this long without a beat, the level is learned anew */
	REMEMBERED = 12000,  /* 60 s: what is that much smaller than the beats before is no beat */
};

void beat_decider_init(struct ecg *e)
{
	heart_init(&e->heart);
	p_wave_init(&e->p_wave);
	polarity_init(&e->polarity);
	e->learning = true;
	e->newest_candidate = -1;
}

/* From this probability on a candidate is no beat. The last look, which cannot be made good later,
 * is slower to drop one. */
static const float FIRST_NOT_BEAT_FROM = 0.5f, LAST_NOT_BEAT_FROM = 0.65f;
/* What the first look is that sure of gets no last one: it would cost and change nothing. */
static const float HOPELESS_FROM = 0.98f;
static const float FAR_SMALLER = 0.04f; /* of the usual height */
static const float TRUSTED = 0.6f;      /* of signal_quality_trust() */
static const float SURE = 0.9f;

static int64_t now(const struct ecg *e)
{
	return e->trace.count;
}

void beat_decider_add(struct ecg *e, const struct deflection *d)
{
	struct candidate *c = candidate_at(e, e->candidate_count);

	/* No room: can only be when 64 wait, which their distance and the last look rule out. */
	if (e->candidate_count - e->last_looked >= ECG_CANDIDATES)
		return;
	*c = (struct candidate){
	    .at = d->at, .energy = d->energy_uv, .mark = d->mark, .sign = d->sign};
	c->after_break = e->candidate_count == 0 || e->contact.break_at > e->newest_candidate;
	e->newest_candidate = d->at;
	e->candidate_count++;
}

/* The largest candidate of each part of the learning time; the smaller of both is the level, so
 * that one artefact does not make it. */
static float learned_level(const struct ecg *e)
{
	float largest[2] = {0, 0};
	int64_t end = now(e);

	for (int64_t i = e->last_looked; i < e->candidate_count; i++) {
		const struct candidate *c = candidate_seen(e, i);

		if (c->at < end - LEARNING || contact_violent_near(&e->contact, c->at))
			continue;
		if (c->at < end - LEARNING + LEARNING_PART)
			largest[0] = larger(largest[0], c->energy);
		if (c->at >= end - LEARNING_PART)
			largest[1] = larger(largest[1], c->energy);
	}
	if (largest[0] > 0 && largest[1] > 0)
		return smaller(largest[0], largest[1]);
	return larger(largest[0], largest[1]);
}

static void finish_learning(struct ecg *e)
{
	float level = learned_level(e);

	e->newest_beat = now(e);
	if (level <= 0) {
		e->learning_since = now(e) - LEARNING / 2;
		return;
	}
	e->learning = false;
	if (e->heart.height.count == ECG_HISTORY)
		e->remembers_until = now(e) + REMEMBERED;
	heart_relearn(&e->heart, level);
	for (int64_t i = e->last_looked; i < e->first_looked; i++) {
		if (candidate_at(e, i)->state == CANDIDATE_PASSED)
			candidate_at(e, i)->state = CANDIDATE_WAITING;
	}
	e->first_looked = e->last_looked;
}

static float rr_samples(const struct ecg *e, int64_t before, int64_t number)
{
	if (before < 0 || number < 0)
		return 0;
	return (float)(candidate_seen(e, number)->at - candidate_seen(e, before)->at);
}

static enum beat_label likeliest(const float *p, bool may_be_supraventricular)
{
	if (may_be_supraventricular && p[3] > p[1] && p[3] > p[2])
		return BEAT_SUPRAVENTRICULAR;
	return p[2] > p[1] ? BEAT_VENTRICULAR : BEAT_NORMAL;
}

/* On a line without beats the level that is learned anew is that of the skin's noise, in which any
 * bump is as large as usual. */
static bool is_far_smaller(const struct ecg *e, const struct candidate *c)
{
	return now(e) < e->remembers_until && c->height < FAR_SMALLER * e->heart.height_before;
}

static void judge(struct ecg *e, int64_t number, bool may_be_supraventricular, float not_beat_from)
{
	struct candidate *c = candidate_at(e, number);

	if (contact_violent_near(&e->contact, c->at) || is_far_smaller(e, c)) {
		c->probability[0] = 1;
		c->probability[1] = c->probability[2] = c->probability[3] = 0;
	}
	if (c->probability[0] > not_beat_from)
		c->label = BEAT_NONE;
	else
		c->label = likeliest(c->probability, may_be_supraventricular);
}

static float milliseconds(float internal_samples)
{
	return internal_samples * (1000.0f / ECG_RATE_HZ);
}

static int64_t caller_index(const struct ecg *e, const struct candidate *c)
{
	double at = (double)c->at + (double)c->mark;
	int64_t index = llround(rate_converter_position(&e->converter, at));

	return index < 0 ? 0 : index >= e->pushed ? e->pushed - 1 : index;
}

static float rr_ms(const struct ecg *e, int64_t before, int64_t number)
{
	if (before < 0)
		return 0;
	return milliseconds(rr_samples(e, before, number) + candidate_seen(e, number)->mark -
			    candidate_seen(e, before)->mark);
}

/* How sure the label is. A run makes beats supraventricular that look normal: half of that. */
static float confidence(const struct candidate *c)
{
	const float *p = c->probability;

	if (c->label == BEAT_NONE)
		return p[0];
	if (c->label == BEAT_VENTRICULAR)
		return p[2];
	if (c->label == BEAT_SUPRAVENTRICULAR)
		return p[3] > p[1] ? p[3] : 0.5f * (p[1] + p[3]);
	return p[1];
}

static struct ecg_beat describe(const struct ecg *e, int64_t number)
{
	const struct candidate *c = candidate_seen(e, number);

	return (struct ecg_beat){
	    .id = c->id,
	    .sample_index = caller_index(e, c),
	    .decided_index = e->pushed - 1,
	    .label = c->label,
	    .confidence = smaller(confidence(c), 1),
	    .rr_ms = rr_ms(e, beat_before(e, number), number),
	    .qrs_ms = c->width_ms,
	    .height_uv = c->height,
	    .p_wave = c->state == CANDIDATE_DONE ? c->p_wave : -1,
	};
}

/* In a poor signal the class of an ectopic beat wants to be sure, or is not told at all. */
static bool is_doubtful(const struct ecg *e, const struct ecg_beat *beat)
{
	return (beat->label == BEAT_VENTRICULAR || beat->label == BEAT_SUPRAVENTRICULAR) &&
	       beat->confidence < SURE && signal_quality_trust(&e->quality) < TRUSTED;
}

static void say_beat(struct ecg *e, enum ecg_event_kind kind, const struct ecg_beat *beat)
{
	struct ecg_event event = {.kind = kind, .beat = *beat};

	event_queue_put(&e->queue, &event);
}

static void first_label(struct ecg *e, int64_t number)
{
	struct candidate *c = candidate_at(e, number);
	struct ecg_beat beat;

	c->id = ++e->next_id;
	c->state = CANDIDATE_FIRST;
	e->newest_beat = c->at;
	beat = describe(e, number);
	say_beat(e, ECG_BEAT_FIRST, &beat);
}

static void first_look(struct ecg *e, int64_t number)
{
	struct candidate *c = candidate_at(e, number);
	float rr;

	if (c->state != CANDIDATE_WAITING)
		return;
	beat_shape_measure(&e->trace, c);
	beat_surroundings_measure(&e->trace, c);
	beat_features_first(e, number, c->feature);
	beat_forest_judge(&beat_forest_first, c->feature, c->probability);
	rr = rr_samples(e, beat_before(e, number), number);
	judge(
	    e, number,
	    supraventricular_possible(&e->supraventricular, rr, heart_usual_rr(&e->heart)->median),
	    FIRST_NOT_BEAT_FROM);
	c->state = CANDIDATE_PASSED;
	if (c->label != BEAT_NONE)
		first_label(e, number);
}

static void final_label(struct ecg *e, int64_t number)
{
	struct candidate *c = candidate_at(e, number);
	struct beat_evidence evidence;
	struct ecg_beat beat;
	bool looks_paced;

	if (c->id == 0 && c->label != BEAT_NONE)
		first_label(e, number);
	c->state = CANDIDATE_DONE;
	if (c->id == 0)
		return;
	c->p_wave = p_wave_judge(&e->p_wave, c->shape.before);
	beat = describe(e, number);
	looks_paced = c->label != BEAT_NONE && paced_looks_so(&e->trace, c);
	if ((looks_paced && e->rhythm.paced.open) || is_doubtful(e, &beat))
		beat.label = BEAT_UNKNOWN;
	say_beat(e, ECG_BEAT_FINAL, &beat);
	if (c->label == BEAT_NONE)
		return;
	heart_add(&e->heart, c, rr_samples(e, beat_before(e, number), number),
		  rr_samples(e, number, beat_after(e, number)));
	if (c->label == BEAT_NORMAL) {
		qrs_trace_learn_sign(&e->trace, c->sign);
		polarity_push(&e->polarity, &c->shape, beat.sample_index, &e->queue);
		p_wave_learn(&e->p_wave, c->shape.before);
	}
	silence_learn(e, number, beat.confidence);
	evidence = silence_evidence(e, number);
	rhythm_add(&e->rhythm, &beat, &evidence, looks_paced, &e->queue);
	af_watch_beat(e, number, &beat);
	rhythm_atria(&e->rhythm, e->af.open ? e->af.start_index : -1);
}

static void break_rhythm(struct ecg *e)
{
	rhythm_break(&e->rhythm, &e->queue);
	supraventricular_break(&e->supraventricular);
}

static void last_look(struct ecg *e, int64_t number)
{
	struct candidate *c = candidate_at(e, number);
	float rr = rr_samples(e, beat_before(e, number), number);
	float usual = heart_usual_rr(&e->heart)->median;

	first_look(e, number);
	if (c->after_break)
		break_rhythm(e);
	if (c->id > 0 || c->probability[0] < HOPELESS_FROM) {
		beat_features_final(e, number, c->feature);
		beat_forest_judge(&beat_forest_final, c->feature, c->probability);
	}
	judge(e, number, supraventricular_early(rr, usual), LAST_NOT_BEAT_FROM);
	if (c->label != BEAT_NONE && first_beats_is_t_wave(e, number))
		c->label = BEAT_NONE;
	if (c->label != BEAT_NONE)
		c->label = supraventricular_take(&e->supraventricular, c->label, rr, usual);
	final_label(e, number);
}

void beat_decider_step(struct ecg *e)
{
	if (!e->learning && now(e) - e->newest_beat > SILENCE) {
		e->learning = true;
		e->learning_since = now(e) - LEARNING;
	}
	if (e->learning && now(e) - e->learning_since >= LEARNING)
		finish_learning(e);
	while (!e->learning && e->first_looked < e->candidate_count &&
	       now(e) - candidate_seen(e, e->first_looked)->at >= FIRST_LOOK)
		first_look(e, e->first_looked++);
	while (e->last_looked < e->candidate_count &&
	       now(e) - candidate_seen(e, e->last_looked)->at >= LAST_LOOK) {
		last_look(e, e->last_looked++);
		if (e->first_looked < e->last_looked)
			e->first_looked = e->last_looked;
	}
}

void beat_decider_finish(struct ecg *e, int64_t before)
{
	if (e->learning && e->learning_since < before)
		finish_learning(e);
	while (e->first_looked < e->candidate_count &&
	       candidate_seen(e, e->first_looked)->at < before)
		first_look(e, e->first_looked++);
	while (e->last_looked < e->candidate_count &&
	       candidate_seen(e, e->last_looked)->at < before) {
		last_look(e, e->last_looked++);
		if (e->first_looked < e->last_looked)
			e->first_looked = e->last_looked;
	}
}

void beat_decider_relearn(struct ecg *e)
{
	e->learning = true;
	e->learning_since = now(e);
}
