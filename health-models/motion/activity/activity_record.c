/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/motion/activity/activity_record.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>

#include "common/bytes.h"

static const float MINUTE_S = 60.5F;
static const float NUMBER_MAX = 1e6F;

static bool is_within(float value, float least, float most)
{
	return isfinite(value) && value >= least && value <= most;
}

static bool minute_is_sound(const struct activity_minute *m)
{
	for (int i = 0; i < POSTURES; i++)
		if (!is_within(m->posture_s[i], 0, MINUTE_S))
			return false;
	return is_within(m->covered_s, 0, MINUTE_S) && is_within(m->walking_s, 0, 2 * MINUTE_S) &&
	       is_within(m->cadence_spm, 0, 300) && is_within(m->counts, -1, NUMBER_MAX) &&
	       is_within(m->mad_mg, -1, NUMBER_MAX) && is_within(m->enmo_mg, 0, NUMBER_MAX) &&
	       is_within(m->active_s, 0, 2 * MINUTE_S) && is_within(m->regularity, -2, 2) &&
	       is_within(m->step_regularity, -2, 2) && is_within(m->symmetry, -10, 10);
}

long activity_record_encode(const struct activity_minute *m, uint8_t *out, size_t size)
{
	struct byte_writer w;

	if (!minute_is_sound(m))
		return -EINVAL;
	byte_writer_init(&w, out, size);
	put_u16(&w, m->steps);
	put_u16(&w, m->soft_steps);
	put_f32(&w, m->covered_s);
	put_f32(&w, m->walking_s);
	put_f32(&w, m->cadence_spm);
	put_f32(&w, m->counts);
	put_f32(&w, m->mad_mg);
	put_f32(&w, m->enmo_mg);
	put_f32(&w, m->active_s);
	put_f32(&w, m->regularity);
	put_f32(&w, m->step_regularity);
	put_f32(&w, m->symmetry);
	put_u8(&w, POSTURES);
	for (int i = 0; i < POSTURES; i++)
		put_f32(&w, m->posture_s[i]);
	return w.failed ? -ENOBUFS : (long)w.at;
}

int activity_record_decode(uint16_t version, const uint8_t *blob, size_t size,
			   struct activity_minute *minute)
{
	struct activity_minute m = {.start_ns = 0};
	struct byte_reader r;

	if (version != ACTIVITY_RECORD_VERSION)
		return -EPROTONOSUPPORT;
	byte_reader_init(&r, blob, size);
	m.steps = get_u16(&r);
	m.soft_steps = get_u16(&r);
	m.covered_s = get_f32(&r);
	m.walking_s = get_f32(&r);
	m.cadence_spm = get_f32(&r);
	m.counts = get_f32(&r);
	m.mad_mg = get_f32(&r);
	m.enmo_mg = get_f32(&r);
	m.active_s = get_f32(&r);
	m.regularity = get_f32(&r);
	m.step_regularity = get_f32(&r);
	m.symmetry = get_f32(&r);
	if (get_u8(&r) != POSTURES)
		return -EBADMSG;
	for (int i = 0; i < POSTURES; i++)
		m.posture_s[i] = get_f32(&r);
	if (r.failed || byte_reader_left(&r) > 0 || !minute_is_sound(&m))
		return -EBADMSG;
	*minute = m;
	return 0;
}

static bool fall_is_sound(const struct fall_event *f)
{
	return f->state >= FALL_CANDIDATE && f->state <= FALL_CONFIRMED &&
	       f->reason <= FALL_WINDOW_PASSED &&
	       (f->state == FALL_CANDIDATE) == (f->reason == FALL_REASON_NONE) &&
	       f->told_ns >= f->t_ns && is_within(f->impact_g, 0, 1000) &&
	       is_within(f->turned_deg, 0, 181) && is_within(f->still_g, 0, 1000) &&
	       is_within(f->confidence, 0, 1);
}

long fall_record_encode(const struct fall_event *f, uint8_t *out, size_t size)
{
	struct byte_writer w;

	if (!fall_is_sound(f))
		return -EINVAL;
	byte_writer_init(&w, out, size);
	put_u8(&w, (uint8_t)f->state);
	put_u8(&w, (uint8_t)f->reason);
	put_u64(&w, (uint64_t)f->t_ns);
	put_u64(&w, (uint64_t)f->told_ns);
	put_f32(&w, f->impact_g);
	put_f32(&w, f->turned_deg);
	put_f32(&w, f->still_g);
	put_f32(&w, f->confidence);
	return w.failed ? -ENOBUFS : (long)w.at;
}

int fall_record_decode(uint16_t version, const uint8_t *blob, size_t size, struct fall_event *fall)
{
	struct fall_event f = {.state = FALL_NONE};
	struct byte_reader r;

	if (version != FALL_RECORD_VERSION)
		return -EPROTONOSUPPORT;
	byte_reader_init(&r, blob, size);
	f.state = (enum fall_state)get_u8(&r);
	f.reason = (enum fall_reason)get_u8(&r);
	f.t_ns = (int64_t)get_u64(&r);
	f.told_ns = (int64_t)get_u64(&r);
	f.impact_g = get_f32(&r);
	f.turned_deg = get_f32(&r);
	f.still_g = get_f32(&r);
	f.confidence = get_f32(&r);
	if (r.failed || byte_reader_left(&r) > 0 || !fall_is_sound(&f))
		return -EBADMSG;
	*fall = f;
	return 0;
}
