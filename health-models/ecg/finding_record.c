/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "health-models/ecg/finding_record.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "common/bytes.h"

enum { VERSION_1 = 1, VERSION_1_NUMBERS = 2, VERSION_1_KINDS = FINDING_IRREGULAR + 1 };

static bool finding_is_sound(const struct ecg_finding *f)
{
	if (f->kind < FINDING_COUPLET || f->kind > FINDING_KIND_MAX || f->quality > QUALITY_FULL ||
	    f->reason > REASON_MAX)
		return false;
	for (int i = 0; i < FINDING_NUMBERS; i++)
		if (!isfinite(f->number[i]))
			return false;
	return f->end_index >= f->start_index && f->confidence >= 0 && f->confidence <= 1;
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
	put_u8(&w, (uint8_t)finding->quality);
	put_u8(&w, (uint8_t)finding->reason);
	for (int i = 0; i < FINDING_NUMBERS; i++)
		put_f32(&w, finding->number[i]);
	return w.failed ? -ENOBUFS : (long)w.at;
}

/* What the kind alone said then. */
static enum finding_reason reason_of_version_1(enum finding_kind kind)
{
	static const enum finding_reason reasons[VERSION_1_KINDS] = {
	    [FINDING_COUPLET] = REASON_BEATS_IN_A_ROW,
	    [FINDING_VENTRICULAR_RUN] = REASON_BEATS_IN_A_ROW,
	    [FINDING_NO_SIGNAL] = REASON_NO_SIGNAL,
	    [FINDING_IRREGULAR] = REASON_IRREGULARITY,
	};

	return reasons[kind];
}

static void read_rest_of_version_1(struct byte_reader *r, struct ecg_finding *finding)
{
	for (int i = 0; i < VERSION_1_NUMBERS; i++)
		finding->number[i] = get_f32(r);
	finding->reason = reason_of_version_1(finding->kind);
	if (finding->kind == FINDING_COUPLET) {
		finding->number[0] = 2;
		finding->number[1] = 0;
	}
}

static void read_rest(struct byte_reader *r, struct ecg_finding *finding)
{
	finding->quality = (enum signal_quality)get_u8(r);
	finding->reason = (enum finding_reason)get_u8(r);
	for (int i = 0; i < FINDING_NUMBERS; i++)
		finding->number[i] = get_f32(r);
}

int finding_record_decode(uint16_t version, const uint8_t *blob, size_t size,
			  struct ecg_finding *finding)
{
	struct byte_reader r;

	if (version != VERSION_1 && version != FINDING_RECORD_VERSION)
		return -EPROTONOSUPPORT;
	byte_reader_init(&r, blob, size);
	memset(finding, 0, sizeof *finding);
	finding->kind = (enum finding_kind)get_u8(&r);
	if (version == VERSION_1 && (int)finding->kind >= VERSION_1_KINDS)
		return -EBADMSG;
	finding->start_index = (int64_t)get_u64(&r);
	finding->end_index = (int64_t)get_u64(&r);
	finding->confidence = get_f32(&r);
	if (version == VERSION_1)
		read_rest_of_version_1(&r, finding);
	else
		read_rest(&r, finding);
	if (r.failed || byte_reader_left(&r) || !finding_is_sound(finding))
		return -EBADMSG;
	return 0;
}
