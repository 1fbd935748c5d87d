/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/pmd.h"

#include "ble/codec/delta.h"
#include "ble/codec/little_endian.h"
#include "ble/codec/pmd_parts.h"
#include "ble/codec/units.h"

#include <errno.h>

enum {
	TYPE_MASK = 0x3F,
	COMPRESSED = 0x80,
	INTERVAL_BYTES = 6,
	INTERVAL_MOVING = 1,
	INTERVAL_CONTACT = 2,
	INTERVAL_CONTACT_SUPPORTED = 4,
	ACC_FRAME_TYPE_MG16 = 1,
};

static int get_header(struct byte_reader *r, struct pmd_header *header)
{
	header->type = get_u8(r) & TYPE_MASK;
	header->device_ns = get_u64(r);
	header->frame_type = get_u8(r);
	return r->failed ? -EBADMSG : 0;
}

int pmd_frame_decode(const uint8_t *data, size_t size, uint32_t rate_mhz,
		     struct sample_block *block)
{
	struct pmd_header header;
	struct byte_reader r;

	byte_reader_init(&r, data, size);
	if (get_header(&r, &header) < 0)
		return -EBADMSG;
	return header.type == PMD_ECG ? pmd_ecg_decode(&r, &header, rate_mhz, block)
				      : -EPROTONOSUPPORT;
}

/* That a set bit 2 means "contact is supported" is what Polar's own client does; the document says
 * the contrary. */
static int push_intervals(struct byte_reader *r, const struct pmd_header *header,
			  const struct sample_sink *sink)
{
	size_t left = byte_reader_left(r), count = left / INTERVAL_BYTES;
	struct sample_block block = {.kind = SAMPLE_INTERVALS};
	struct intervals_block *intervals = &block.intervals;

	if (header->frame_type != 0)
		return -EPROTONOSUPPORT;
	if (left == 0 || left % INTERVAL_BYTES || count > INTERVALS_MAX)
		return -EBADMSG;
	/* Older firmware sends 0. */
	intervals->has_time = header->device_ns > 0;
	intervals->device_ns = header->device_ns;
	intervals->count = (uint16_t)count;
	for (size_t i = 0; i < count; i++) {
		uint8_t flags;

		intervals->interval[i].hr_bpm = get_u8(r);
		intervals->interval[i].interval_ms = get_u16(r);
		intervals->interval[i].error_ms = get_u16(r);
		flags = get_u8(r);
		intervals->interval[i].moving = flags & INTERVAL_MOVING;
		intervals->interval[i].contact = flags & INTERVAL_CONTACT;
		intervals->interval[i].contact_supported = flags & INTERVAL_CONTACT_SUPPORTED;
	}
	sink->block(sink->context, &block);
	return 0;
}

/* How the samples of a wave are laid out. */
struct layout {
	uint8_t type;
	uint8_t frame_type;
	uint8_t channels;
	uint8_t bits; /* of a value; in a compressed frame, of the first sample's */
	bool is_float;
	bool has_factor; /* one that came with the answer to the start */
	enum quantity quantity;
	double scale; /* of a count (times the factor) to the quantity's unit */
};

static const struct layout layouts[] = {
    {PMD_ACC, 1, 3, 16, false, false, QUANTITY_ACCELERATION, 0.001 * STANDARD_GRAVITY},
    {PMD_ACC, 0x81, 3, 16, false, true, QUANTITY_ACCELERATION, 0.001 * STANDARD_GRAVITY},
    {PMD_ACC, 0x80, 3, 16, false, true, QUANTITY_ACCELERATION, STANDARD_GRAVITY},
    {PMD_ACC, 0, 3, 8, false, false, QUANTITY_ACCELERATION, 0.001 * STANDARD_GRAVITY},
    {PMD_ACC, 2, 3, 24, false, false, QUANTITY_ACCELERATION, 0.001 * STANDARD_GRAVITY},
    {PMD_GYRO, 0x80, 3, 16, false, true, QUANTITY_ANGULAR_RATE, RADIANS_PER_DEGREE},
    {PMD_GYRO, 0x81, 3, 32, true, false, QUANTITY_ANGULAR_RATE, RADIANS_PER_DEGREE},
    {PMD_MAG, 0x80, 3, 16, false, true, QUANTITY_MAGNETIC_FIELD, MICROTESLA_PER_GAUSS},
    {PMD_MAG, 0x81, 4, 16, false, false, QUANTITY_MAGNETIC_FIELD, 0.001 * MICROTESLA_PER_GAUSS},
    {PMD_PPG, 0, 4, 24, false, false, QUANTITY_PPG, 1},
    {PMD_PPG, 0x80, 4, 24, false, false, QUANTITY_PPG, 1},
    {PMD_PPG, 0x87, 17, 24, false, false, QUANTITY_PPG, 1},
    {PMD_PPG, 0x88, 25, 24, false, false, QUANTITY_PPG, 1},
    {PMD_PPG, 0x8A, 21, 24, false, false, QUANTITY_PPG, 1},
    {PMD_PPG, 0x8D, 3, 24, false, false, QUANTITY_PPG, 1},
    {PMD_PRESSURE, 0, 1, 32, true, false, QUANTITY_AIR_PRESSURE, 1},
    {PMD_PRESSURE, 0x80, 1, 32, true, false, QUANTITY_AIR_PRESSURE, 1},
    {PMD_TEMPERATURE, 0, 1, 32, true, false, QUANTITY_TEMPERATURE, 1},
    {PMD_TEMPERATURE, 0x80, 1, 32, true, false, QUANTITY_TEMPERATURE, 1},
    {PMD_SKIN_TEMPERATURE, 0, 1, 32, true, false, QUANTITY_SKIN_TEMPERATURE, 1},
    {PMD_SKIN_TEMPERATURE, 0x80, 1, 32, true, false, QUANTITY_SKIN_TEMPERATURE, 1},
};

static const struct layout *layout_of(const struct pmd_header *header)
{
	for (size_t i = 0; i < sizeof layouts / sizeof layouts[0]; i++) {
		if (layouts[i].type == header->type && layouts[i].frame_type == header->frame_type)
			return &layouts[i];
	}
	return NULL;
}

static void raw_values(const uint8_t *p, unsigned bits, int32_t *out, size_t count)
{
	switch (bits) {
	case 8:
		for (size_t i = 0; i < count; i++)
			out[i] = (int8_t)p[i];
		break;
	case 16:
		for (size_t i = 0; i < count; i++)
			out[i] = (int16_t)le16(p + 2 * i);
		break;
	case 24:
		for (size_t i = 0; i < count; i++)
			out[i] = sign_extend(le24(p + 3 * i), 24);
		break;
	default:
		for (size_t i = 0; i < count; i++)
			out[i] = (int32_t)le32(p + 4 * i);
		break;
	}
}

/* A wave whose notification is cut into blocks of at most WAVE_VALUES_MAX values. */
struct wave_cut {
	struct sample_block block;
	uint64_t device_ns; /* of the last sample, of which `after` are not handed out yet */
	uint64_t after;
	const struct sample_sink *sink;
};

static void begin_wave(struct wave_cut *cut, const struct pmd_header *header,
		       const struct layout *layout, const struct pmd_stream *stream,
		       const struct sample_sink *sink)
{
	struct wave_block *wave = &cut->block.wave;

	cut->block.kind = SAMPLE_WAVE;
	cut->device_ns = header->device_ns;
	cut->sink = sink;
	wave->quantity = layout->quantity;
	wave->rate_mhz = stream->rate_mhz;
	wave->channels = layout->channels;
	wave->is_float = layout->is_float;
	wave->scale = layout->has_factor ? layout->scale * (double)stream->factor : layout->scale;
}

/* A number that is none, or too large to be one, is no measurement. */
static bool is_finite(const struct wave_block *wave, size_t values)
{
	for (size_t i = 0; wave->is_float && i < values; i++) {
		if (!f32_is_finite((uint32_t)wave->raw[i]))
			return false;
	}
	return true;
}

/* Hands out the block that holds count samples. */
static int push_wave(struct wave_cut *cut, size_t count)
{
	struct wave_block *wave = &cut->block.wave;
	uint64_t back_ns = 0;

	if (!is_finite(wave, count * wave->channels))
		return -EBADMSG;
	cut->after -= count;
	if (cut->after > 0 && wave->rate_mhz > 0)
		back_ns = cut->after * UINT64_C(1000000000000) / wave->rate_mhz;
	wave->has_time = cut->device_ns > back_ns && (cut->after == 0 || wave->rate_mhz > 0);
	wave->device_ns = wave->has_time ? cut->device_ns - back_ns : 0;
	wave->count = (uint16_t)count;
	cut->sink->block(cut->sink->context, &cut->block);
	return 0;
}

static int push_raw(struct byte_reader *r, const struct layout *layout, struct wave_cut *cut)
{
	const size_t most = WAVE_VALUES_MAX / layout->channels;
	const size_t sample = (size_t)layout->channels * layout->bits / 8;
	size_t left = byte_reader_left(r);
	int rc = 0;

	if (left == 0 || left % sample)
		return -EBADMSG;
	cut->after = left / sample;
	while (rc == 0 && cut->after > 0) {
		size_t count = cut->after < most ? (size_t)cut->after : most;

		raw_values(byte_reader_skip(r, count * sample), layout->bits, cut->block.wave.raw,
			   count * layout->channels);
		rc = push_wave(cut, count);
	}
	return rc;
}

static int push_compressed(struct byte_reader *r, const struct layout *layout, struct wave_cut *cut)
{
	const size_t most = WAVE_VALUES_MAX / layout->channels, size = byte_reader_left(r);
	struct delta_reader delta;
	size_t count;
	int pushed = 0;
	int rc =
	    delta_open(&delta, byte_reader_skip(r, size), size, layout->channels, layout->bits);

	cut->after = (uint64_t)delta.samples + delta.missing;
	while (pushed == 0 && (count = delta_read(&delta, cut->block.wave.raw, most)) > 0)
		pushed = push_wave(cut, count);
	return pushed < 0 ? pushed : rc;
}

int pmd_frame_push(const uint8_t *data, size_t size, const struct pmd_stream *stream,
		   const struct sample_sink *sink)
{
	const struct layout *layout;
	struct pmd_header header;
	struct byte_reader r;
	struct wave_cut cut;

	byte_reader_init(&r, data, size);
	if (get_header(&r, &header) < 0)
		return -EBADMSG;
	if (header.type == PMD_ECG)
		return pmd_ecg_push(&r, &header, stream->rate_mhz, sink);
	if (header.type == PMD_PPI)
		return push_intervals(&r, &header, sink);
	layout = layout_of(&header);
	if (!layout)
		return header.type == PMD_PPG ? pmd_light_settings_push(&r, &header, sink)
					      : -EPROTONOSUPPORT;
	if (layout->has_factor && stream->factor == 0)
		return -ENODATA;
	begin_wave(&cut, &header, layout, stream, sink);
	return header.frame_type & COMPRESSED ? push_compressed(&r, layout, &cut)
					      : push_raw(&r, layout, &cut);
}

long pmd_acc_frame_encode(const struct wave_block *acc, uint8_t *out, size_t size)
{
	struct byte_writer w;

	if (acc->channels != 3 || acc->count == 0 || acc->count > WAVE_VALUES_MAX / 3)
		return -ERANGE;
	byte_writer_init(&w, out, size);
	put_u8(&w, PMD_ACC);
	put_u64(&w, acc->device_ns);
	put_u8(&w, ACC_FRAME_TYPE_MG16);
	for (size_t i = 0; i < (size_t)acc->count * 3; i++) {
		if (acc->raw[i] < INT16_MIN || acc->raw[i] > INT16_MAX)
			return -ERANGE;
		put_u16(&w, (uint16_t)acc->raw[i]);
	}
	return w.failed ? -ENOBUFS : (long)w.at;
}
