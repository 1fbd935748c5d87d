/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/beat_record.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>

#include "common/bytes.h"

size_t beat_record_encoded_size(size_t n)
{
	return BEAT_RECORD_HEADER_SIZE + n * BEAT_RECORD_BEAT_SIZE;
}

static bool beat_is_sound(const struct ecg_beat *b)
{
	if (b->label != BEAT_NORMAL && b->label != BEAT_SUPRAVENTRICULAR &&
	    b->label != BEAT_VENTRICULAR && b->label != BEAT_FUSION && b->label != BEAT_UNKNOWN)
		return false;
	return b->confidence >= 0 && b->confidence <= 1 && isfinite(b->rr_ms) && b->rr_ms >= 0 &&
	       isfinite(b->qrs_ms) && b->qrs_ms >= 0;
}

long beat_record_encode(const struct ecg_beat *beats, size_t n, uint8_t *out, size_t size)
{
	struct byte_writer w;

	if (n > UINT32_MAX || n > (SIZE_MAX - BEAT_RECORD_HEADER_SIZE) / BEAT_RECORD_BEAT_SIZE)
		return -EINVAL;
	byte_writer_init(&w, out, size);
	put_u32(&w, (uint32_t)n);
	for (size_t i = 0; i < n && !w.failed; i++) {
		const struct ecg_beat *b = &beats[i];

		if (!beat_is_sound(b) || (i > 0 && b->sample_index < beats[i - 1].sample_index))
			return -EINVAL;
		put_u64(&w, (uint64_t)b->sample_index);
		put_u8(&w, (uint8_t)b->label);
		put_f32(&w, b->confidence);
		put_f32(&w, b->rr_ms);
		put_f32(&w, b->qrs_ms);
	}
	return w.failed ? -ENOBUFS : (long)w.at;
}

static struct ecg_beat read_beat(struct byte_reader *r)
{
	struct ecg_beat b = {.p_wave = -1};

	b.sample_index = (int64_t)get_u64(r);
	b.label = (enum beat_label)get_u8(r);
	b.confidence = get_f32(r);
	b.rr_ms = get_f32(r);
	b.qrs_ms = get_f32(r);
	return b;
}

long beat_record_decode(uint16_t version, const uint8_t *blob, size_t size, struct ecg_beat *beats,
			size_t max)
{
	struct byte_reader r;
	size_t n;

	if (version != BEAT_RECORD_VERSION)
		return -EPROTONOSUPPORT;
	byte_reader_init(&r, blob, size);
	n = get_u32(&r);
	if (r.failed || byte_reader_left(&r) % BEAT_RECORD_BEAT_SIZE ||
	    byte_reader_left(&r) / BEAT_RECORD_BEAT_SIZE != n)
		return -EBADMSG;
	if (n > max)
		return -ENOBUFS;
	for (size_t i = 0; i < n; i++) {
		beats[i] = read_beat(&r);
		if (!beat_is_sound(&beats[i]) ||
		    (i > 0 && beats[i].sample_index < beats[i - 1].sample_index))
			return -EBADMSG;
	}
	return (long)n;
}
