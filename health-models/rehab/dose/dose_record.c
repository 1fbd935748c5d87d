/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/dose/dose_record.h"

#include "common/bytes.h"

#include <errno.h>
#include <math.h>

/* More than any clinician signs: what is above it was never written. */
enum { DOSE_VALUE_MAX = 100000, GOOD_MAX = 3 };

static void put_dose(struct byte_writer *w, const struct dose *dose)
{
	for (unsigned v = 0; v < DOSE_VARIABLES; v++)
		put_u32(w, dose_get(dose, (enum dose_variable)v));
}

static bool get_dose(struct byte_reader *r, struct dose *dose)
{
	bool good = true;

	for (unsigned v = 0; v < DOSE_VARIABLES; v++) {
		unsigned value = get_u32(r);

		good = good && value <= DOSE_VALUE_MAX;
		dose_set(dose, (enum dose_variable)v, value);
	}
	return good;
}

static bool get_flag(struct byte_reader *r, bool *flag)
{
	uint8_t value = get_u8(r);

	*flag = value == 1;
	return value <= 1;
}

long dose_state_encode(const struct dose_state *state, uint8_t *out, size_t size)
{
	struct byte_writer w;

	byte_writer_init(&w, out, size);
	put_dose(&w, &state->dose);
	put_dose(&w, &state->suggested);
	put_u8(&w, state->apply);
	put_u8(&w, state->stopped);
	put_u16(&w, (uint16_t)state->stops);
	put_u16(&w, (uint16_t)state->symptoms);
	put_u16(&w, (uint16_t)state->good);
	put_u8(&w, (uint8_t)state->raised);
	put_u8(&w, 0);
	put_u64(&w, (uint64_t)state->last_utc_s);
	put_u64(&w, (uint64_t)state->locked_until_utc_s);
	return w.failed ? -ENOBUFS : (long)w.at;
}

int dose_state_decode(uint16_t version, const uint8_t *data, size_t size, struct dose_state *state)
{
	struct dose_state read = {0};
	struct byte_reader r;
	bool good;

	if (version != DOSE_STATE_VERSION)
		return -EPROTONOSUPPORT;
	if (size != DOSE_STATE_SIZE)
		return -EBADMSG;
	byte_reader_init(&r, data, size);
	good = get_dose(&r, &read.dose);
	good = get_dose(&r, &read.suggested) && good;
	good = get_flag(&r, &read.apply) && good;
	good = get_flag(&r, &read.stopped) && good;
	read.stops = get_u16(&r);
	read.symptoms = get_u16(&r);
	read.good = get_u16(&r);
	read.raised = get_u8(&r);
	good = get_u8(&r) == 0 && good;
	read.last_utc_s = (int64_t)get_u64(&r);
	read.locked_until_utc_s = (int64_t)get_u64(&r);
	if (r.failed || !good || read.good > GOOD_MAX || read.stops > DOSE_STOPS_ALL ||
	    read.symptoms > DOSE_SYMPTOMS_ALL || read.last_utc_s < 0 ||
	    read.last_utc_s > DOSE_UTC_MAX_S || read.locked_until_utc_s < 0 ||
	    read.locked_until_utc_s > 2 * DOSE_UTC_MAX_S ||
	    (read.raised >= DOSE_VARIABLES && read.raised != DOSE_NEVER))
		return -EBADMSG;
	*state = read;
	return 0;
}

long session_outcome_encode(const struct session_outcome *outcome, uint8_t *out, size_t size)
{
	struct byte_writer w;

	byte_writer_init(&w, out, size);
	put_u64(&w, (uint64_t)outcome->utc_s);
	put_u32(&w, outcome->repetitions_planned);
	put_u32(&w, outcome->repetitions_done);
	put_u32(&w, outcome->duration_planned_s);
	put_u32(&w, outcome->duration_done_s);
	put_u32(&w, outcome->poor_sets);
	put_f32(&w, outcome->median_score);
	put_f32(&w, outcome->velocity_loss);
	put_f32(&w, outcome->in_zone_share);
	put_f32(&w, outcome->above_zone_s);
	put_f32(&w, outcome->hr_max_bpm);
	put_f32(&w, outcome->ecg_usable_share);
	put_u8(&w, outcome->velocity_lost_early);
	put_u8(&w, (uint8_t)outcome->rpe);
	put_u16(&w, (uint16_t)outcome->symptoms);
	put_u16(&w, (uint16_t)outcome->stops);
	return w.failed ? -ENOBUFS : (long)w.at;
}

int session_outcome_decode(uint16_t version, const uint8_t *data, size_t size,
			   struct session_outcome *outcome)
{
	struct session_outcome read = {0};
	struct byte_reader r;
	bool good;

	if (version != SESSION_OUTCOME_VERSION)
		return -EPROTONOSUPPORT;
	if (size != SESSION_OUTCOME_SIZE)
		return -EBADMSG;
	byte_reader_init(&r, data, size);
	read.utc_s = (int64_t)get_u64(&r);
	read.repetitions_planned = get_u32(&r);
	read.repetitions_done = get_u32(&r);
	read.duration_planned_s = get_u32(&r);
	read.duration_done_s = get_u32(&r);
	read.poor_sets = get_u32(&r);
	read.median_score = get_f32(&r);
	read.velocity_loss = get_f32(&r);
	read.in_zone_share = get_f32(&r);
	read.above_zone_s = get_f32(&r);
	read.hr_max_bpm = get_f32(&r);
	read.ecg_usable_share = get_f32(&r);
	good = get_flag(&r, &read.velocity_lost_early);
	read.rpe = get_u8(&r);
	read.symptoms = get_u16(&r);
	read.stops = get_u16(&r);
	if (r.failed || !good || read.utc_s < 0 || read.utc_s > DOSE_UTC_MAX_S || read.rpe > 20 ||
	    read.stops > DOSE_STOPS_ALL || read.symptoms > DOSE_SYMPTOMS_ALL)
		return -EBADMSG;
	*outcome = read;
	return 0;
}
