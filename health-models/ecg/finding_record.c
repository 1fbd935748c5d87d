/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/finding_record.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>

#include "common/bytes.h"

static bool finding_is_sound(const struct ecg_finding *f)
{
	if (f->kind < FINDING_COUPLET || f->kind > FINDING_IRREGULAR)
		return false;
	return f->end_index >= f->start_index && f->confidence >= 0 && f->confidence <= 1 &&
	       isfinite(f->number[0]) && isfinite(f->number[1]);
}

long finding_record_encode(const struct ecg_finding *finding, uint8_t *out, size_t size)
{
	struct byte_writer w;

	if (!finding_is_sound(finding))
		return -EINVAL;
	byte_writer_init(&w, out, size);
	put_u8(&w, (uint8_t)finding->kind);
	put_u64(&w, (uint64_t)finding->start_index);
	put_u64(&w, (uint64_t)finding->end_index);
	put_f32(&w, finding->confidence);
	put_f32(&w, finding->number[0]);
	put_f32(&w, finding->number[1]);
	return w.failed ? -ENOBUFS : (long)w.at;
}

int finding_record_decode(uint16_t version, const uint8_t *blob, size_t size,
			  struct ecg_finding *finding)
{
	struct byte_reader r;

	if (version != FINDING_RECORD_VERSION)
		return -EPROTONOSUPPORT;
	byte_reader_init(&r, blob, size);
	finding->kind = (enum finding_kind)get_u8(&r);
	finding->start_index = (int64_t)get_u64(&r);
	finding->end_index = (int64_t)get_u64(&r);
	finding->confidence = get_f32(&r);
	finding->number[0] = get_f32(&r);
	finding->number[1] = get_f32(&r);
	if (r.failed || byte_reader_left(&r) || !finding_is_sound(finding))
		return -EBADMSG;
	return 0;
}
