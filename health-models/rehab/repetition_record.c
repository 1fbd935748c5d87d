/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/repetition_record.h"

#include "common/bytes.h"

#include <errno.h>
#include <math.h>
#include <string.h>

enum { NUMBERS = 11 };

/* In the order of the encoding. */
static float *number(struct repetition *r, unsigned i)
{
	float *numbers[NUMBERS] = {&r->rom_deg,          &r->rom_percent,      &r->concentric_s,
				   &r->hold_s,           &r->eccentric_s,      &r->peak_speed_rads,
				   &r->mean_speed_rads,  &r->smoothness_sparc, &r->shape_distance,
				   &r->compensation_deg, &r->missing_share};

	return numbers[i];
}

static bool is_id(const char *id, size_t length)
{
	if (length == 0 || length >= REHAB_ID_MAX)
		return false;
	for (size_t i = 0; i < length; i++)
		if (!((id[i] >= 'a' && id[i] <= 'z') || (id[i] >= '0' && id[i] <= '9') ||
		      id[i] == '.' || id[i] == '-'))
			return false;
	return true;
}

static size_t id_length(const char id[REHAB_ID_MAX])
{
	const char *end = memchr(id, '\0', REHAB_ID_MAX);

	return end ? (size_t)(end - id) : REHAB_ID_MAX;
}

void rehab_id_put(struct byte_writer *w, const char id[REHAB_ID_MAX])
{
	size_t length = id_length(id);

	if (!is_id(id, length)) {
		w->failed = true;
		return;
	}
	put_u8(w, (uint8_t)length);
	put_bytes(w, id, length);
}

bool rehab_id_get(struct byte_reader *r, char id[REHAB_ID_MAX])
{
	size_t length = get_u8(r);
	const uint8_t *bytes = byte_reader_skip(r, length);

	if (!bytes || !is_id((const char *)bytes, length))
		return false;
	memset(id, 0, REHAB_ID_MAX);
	memcpy(id, bytes, length);
	return true;
}

static bool is_score(float score)
{
	return isnan(score) || (score >= 0 && score <= 100);
}

static bool is_sound(const struct repetition_record *record)
{
	const struct repetition *r = &record->repetition;

	if (record->side > REHAB_SIDE_RIGHT || record->set == 0 || record->number == 0 ||
	    r->label > REP_NOT_SCORED || !is_score(r->score))
		return false;
	for (unsigned i = 0; i < EXERCISE_PARTS; i++)
		if (!is_score(r->part[i]))
			return false;
	for (unsigned i = 0; i < NUMBERS; i++)
		if (isinf(*number((struct repetition *)r, i)))
			return false;
	return r->start_ns <= r->turn_ns && r->turn_ns <= r->end_ns;
}

long repetition_record_encode(const struct repetition_record *record, uint8_t *out, size_t size)
{
	struct repetition copy = record->repetition;
	struct byte_writer w;

	if (!is_sound(record) || !is_id(record->session, id_length(record->session)) ||
	    !is_id(record->exercise, id_length(record->exercise)))
		return -EINVAL;
	byte_writer_init(&w, out, size);
	rehab_id_put(&w, record->session);
	rehab_id_put(&w, record->exercise);
	put_u8(&w, (uint8_t)record->side);
	put_u16(&w, record->set);
	put_u16(&w, record->number);
	put_u8(&w, (uint8_t)copy.label);
	put_u64(&w, (uint64_t)(copy.turn_ns - copy.start_ns));
	put_f32(&w, copy.score);
	for (unsigned i = 0; i < EXERCISE_PARTS; i++)
		put_f32(&w, copy.part[i]);
	for (unsigned i = 0; i < NUMBERS; i++)
		put_f32(&w, *number(&copy, i));
	return w.failed ? -ENOBUFS : (long)w.at;
}

static int get_repetition(struct byte_reader *r, int64_t start_ns, int64_t end_ns,
			  struct repetition *repetition)
{
	uint64_t turn_ns;

	repetition->label = (enum rep_label)get_u8(r);
	turn_ns = get_u64(r);
	if (end_ns < start_ns || turn_ns > (uint64_t)end_ns - (uint64_t)start_ns)
		return -EBADMSG;
	repetition->start_ns = start_ns;
	repetition->turn_ns = start_ns + (int64_t)turn_ns;
	repetition->end_ns = end_ns;
	repetition->score = get_f32(r);
	for (unsigned i = 0; i < EXERCISE_PARTS; i++)
		repetition->part[i] = get_f32(r);
	for (unsigned i = 0; i < NUMBERS; i++)
		*number(repetition, i) = get_f32(r);
	return 0;
}

int repetition_record_decode(uint16_t version, const uint8_t *blob, size_t size, int64_t start_ns,
			     int64_t end_ns, struct repetition_record *record)
{
	struct byte_reader r;

	if (version != REPETITION_RECORD_VERSION)
		return -EPROTONOSUPPORT;
	byte_reader_init(&r, blob, size);
	memset(record, 0, sizeof *record);
	if (!rehab_id_get(&r, record->session) || !rehab_id_get(&r, record->exercise))
		return -EBADMSG;
	record->side = (enum rehab_side)get_u8(&r);
	record->set = get_u16(&r);
	record->number = get_u16(&r);
	if (get_repetition(&r, start_ns, end_ns, &record->repetition) < 0 || r.failed ||
	    byte_reader_left(&r) || !is_sound(record))
		return -EBADMSG;
	return 0;
}
