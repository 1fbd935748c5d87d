/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/virtual/story-source.h"

#include "recordings/device.h"

#include <math.h>

static void tell(struct story_source *s, const char *label)
{
	const struct story_truth truth = {.sample_index = s->index, .label = label};

	if (s->tell)
		s->tell(s->tell_context, &truth);
}

static void begin_act(struct story_source *s)
{
	const struct story_act *act = &s->story->act[s->acts_begun++];

	s->act = act;
	s->act_samples = s->act_left = (uint64_t)act->seconds * WEARABLE_RATE_HZ;
	s->events_done = 0;
	s->heart.condition = (struct heart_condition){
	    .wanted_bpm = act->rate_bpm,
	    .effort = act->effort_percent / 100.0,
	    .fibrillation = act->kind == ACT_IRREGULAR,
	    .contact = act->kind != ACT_CONTACT_LOST,
	};
	tell(s, story_act_name(act->kind));
}

/* Ectopics are spread evenly over their act; a run stands in its middle. */
static void make_ectopics(struct story_source *s)
{
	const struct story_act *act = s->act;
	unsigned events = act->kind == ACT_RUN ? 1 : act->count;
	unsigned beats = act->kind == ACT_RUN ? act->count : act->kind == ACT_COUPLETS ? 2 : 1;
	uint64_t done = s->act_samples - s->act_left;

	if (s->events_done >= events ||
	    done * 2 * events < s->act_samples * (2 * s->events_done + 1))
		return;
	synthetic_heart_ectopics(&s->heart, beats);
	s->events_done++;
}

static uint16_t interval_1024(const struct synthetic_heart_sample *x)
{
	double rr_1024 = x->beat ? round(x->rr_s * 1024) : 0;

	return rr_1024 > 0 && rr_1024 < 65535 ? (uint16_t)rr_1024 : 0;
}

static int next_sample(void *context, struct wearable_sample *sample)
{
	struct story_source *s = context;
	struct synthetic_heart_sample x;

	while (s->act_left == 0) {
		if (s->acts_begun == s->story->acts)
			return 0;
		begin_act(s);
	}
	make_ectopics(s);
	synthetic_heart_next(&s->heart, &x);
	*sample = (struct wearable_sample){
	    .uv = device_quantise_uv(&device_h10, (float)x.uv),
	    .rr_1024 = interval_1024(&x),
	    .contact = s->heart.condition.contact,
	    .linked = s->act->kind != ACT_LINK_LOST,
	};
	if (x.beat && sample->linked)
		tell(s, x.kind == HEART_BEAT_VENTRICULAR ? "V" : "N");
	s->index++;
	s->act_left--;
	return 1;
}

void story_source_init(struct story_source *s, const struct story *story, uint64_t seed,
		       struct wearable_source *source)
{
	struct synthetic_heart_settings settings = synthetic_heart_settings_default;

	settings.seed = seed;
	settings.rate_hz = WEARABLE_RATE_HZ;
	settings.heart_rate_bpm = story->act[0].rate_bpm;
	*s = (struct story_source){.story = story};
	synthetic_heart_init(&s->heart, &settings);
	*source =
	    (struct wearable_source){.context = s, .has_heart_rate = true, .next = next_sample};
}
