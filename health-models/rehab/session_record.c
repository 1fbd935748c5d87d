/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/rehab/session_record.h"

#include "common/bytes.h"

#include <errno.h>
#include <math.h>
#include <string.h>

static bool is_sound_set(const struct session_set *set)
{
	unsigned labelled = 0;

	for (unsigned i = 0; i < SESSION_LABELS; i++)
		labelled += set->label[i];
	return labelled == set->repetitions &&
	       (isnan(set->median_score) || (set->median_score >= 0 && set->median_score <= 100)) &&
	       (isnan(set->velocity_loss) || (set->velocity_loss >= 0 && set->velocity_loss <= 1));
}

static bool is_sound(const struct session_record *s)
{
	if (s->side > REHAB_SIDE_RIGHT || s->end > SESSION_END_LEFT || s->sets > SESSION_SETS_MAX)
		return false;
	for (unsigned i = 0; i < s->sets; i++)
		if (!is_sound_set(&s->set[i]))
			return false;
	return true;
}

static void put_set(struct byte_writer *w, const struct session_set *set)
{
	put_u16(w, set->repetitions);
	for (unsigned i = 0; i < SESSION_LABELS; i++)
		put_u16(w, set->label[i]);
	put_f32(w, set->median_score);
	put_f32(w, set->velocity_loss);
}

long session_record_encode(const struct session_record *record, uint8_t *out, size_t size)
{
	struct byte_writer w;

	if (!is_sound(record) || !record->session[0] || !record->exercise[0])
		return -EINVAL;
	byte_writer_init(&w, out, size);
	rehab_id_put(&w, record->session);
	rehab_id_put(&w, record->exercise);
	put_u8(&w, (uint8_t)record->side);
	put_u8(&w, (uint8_t)record->end);
	put_u32(&w, record->stops);
	put_u16(&w, record->sets_planned);
	put_u16(&w, record->repetitions_planned);
	put_u16(&w, record->duration_planned_s);
	put_u32(&w, record->exercised_s);
	put_u16(&w, record->reference_version);
	put_bytes(&w, record->reference_hash, REFERENCE_HASH_SIZE);
	put_u8(&w, record->sets);
	for (unsigned i = 0; i < record->sets; i++)
		put_set(&w, &record->set[i]);
	return w.failed ? -ENOBUFS : (long)w.at;
}

static void get_set(struct byte_reader *r, struct session_set *set)
{
	set->repetitions = get_u16(r);
	for (unsigned i = 0; i < SESSION_LABELS; i++)
		set->label[i] = get_u16(r);
	set->median_score = get_f32(r);
	set->velocity_loss = get_f32(r);
}

int session_record_decode(uint16_t version, const uint8_t *blob, size_t size,
			  struct session_record *record)
{
	const uint8_t *hash;
	struct byte_reader r;

	if (version != SESSION_RECORD_VERSION)
		return -EPROTONOSUPPORT;
	byte_reader_init(&r, blob, size);
	memset(record, 0, sizeof *record);
	if (!rehab_id_get(&r, record->session) || !rehab_id_get(&r, record->exercise))
		return -EBADMSG;
	record->side = (enum rehab_side)get_u8(&r);
	record->end = (enum session_end)get_u8(&r);
	record->stops = get_u32(&r);
	record->sets_planned = get_u16(&r);
	record->repetitions_planned = get_u16(&r);
	record->duration_planned_s = get_u16(&r);
	record->exercised_s = get_u32(&r);
	record->reference_version = get_u16(&r);
	hash = byte_reader_skip(&r, REFERENCE_HASH_SIZE);
	record->sets = get_u8(&r);
	if (!hash || record->sets > SESSION_SETS_MAX)
		return -EBADMSG;
	memcpy(record->reference_hash, hash, REFERENCE_HASH_SIZE);
	for (unsigned i = 0; i < record->sets; i++)
		get_set(&r, &record->set[i]);
	return r.failed || byte_reader_left(&r) || !is_sound(record) ? -EBADMSG : 0;
}
