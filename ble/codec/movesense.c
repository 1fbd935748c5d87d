/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/movesense.h"

#include "ble/codec/heart_rate.h"
#include "ble/codec/little_endian.h"
#include "ble/codec/units.h"
#include "common/bytes.h"

#include <errno.h>
#include <string.h>

enum {
	KIND_REPLY = 1,
	KIND_DATA = 2,
	KIND_DATA_PART_2 = 3,
	HEAD = 2, /* kind, reference */
	STATUS_OK = 200,
	TIME = 4, /* bytes of a time stamp */
	VECTOR = 12,
	VECTORS_MAX = WAVE_VALUES_MAX / 3,
	MV_FLOATS = 64, /* bytes of 16 floats */
};

/* One kind of vector, and what 1 of it is in the quantity's unit. */
struct sensor {
	enum quantity quantity;
	double scale;
};

static const struct sensor acc = {QUANTITY_ACCELERATION, 1};
static const struct sensor gyro = {QUANTITY_ANGULAR_RATE, RADIANS_PER_DEGREE};
static const struct sensor magn = {QUANTITY_MAGNETIC_FIELD, 1};

/* The sensors of a packet in their order: all vectors of one, then all of the next. NULL-ended. */
struct sensors {
	const struct sensor *sensor[4];
};

static struct sensors sensors_of(unsigned int resource)
{
	switch (resource) {
	case MOVESENSE_ACC:
		return (struct sensors){{&acc}};
	case MOVESENSE_GYRO:
		return (struct sensors){{&gyro}};
	case MOVESENSE_MAGN:
		return (struct sensors){{&magn}};
	case MOVESENSE_IMU6:
		return (struct sensors){{&acc, &gyro}};
	case MOVESENSE_IMU6M:
		return (struct sensors){{&acc, &magn}};
	case MOVESENSE_IMU9:
		return (struct sensors){{&acc, &gyro, &magn}};
	default:
		return (struct sensors){{NULL}};
	}
}

static size_t count_of(const struct sensors *sensors)
{
	size_t count = 0;

	while (sensors->sensor[count])
		count++;
	return count;
}

static bool is_of_equal_samples(size_t size, size_t sample)
{
	return size > TIME && (size - TIME) % sample == 0;
}

/* Can this be all of a packet? */
static bool fits(unsigned int resource, size_t size)
{
	const struct sensors sensors = sensors_of(resource);

	switch (resource) {
	case MOVESENSE_ECG:
		return is_of_equal_samples(size, 4);
	case MOVESENSE_ECG_MV:
		return is_of_equal_samples(size, 2);
	case MOVESENSE_HEART_RATE:
		return size >= 4 && size % 2 == 0 && (size - 4) / 2 <= HEART_RATE_RR_MAX;
	case MOVESENSE_TEMPERATURE:
		return size == 4 || size == TIME + 4;
	case MOVESENSE_ENERGY:
		return size == 1;
	default:
		return is_of_equal_samples(size, VECTOR * count_of(&sensors));
	}
}

/* Nearest to the last one, so that packets may come out of order. */
static uint64_t unwrap_ms(struct movesense_decoder *decoder, uint32_t ms)
{
	int64_t step = sign_extend(ms - (uint32_t)decoder->clock_ms, 32);

	if (!decoder->has_clock || (step < 0 && decoder->clock_ms < (uint64_t)-step))
		decoder->clock_ms = ms;
	else
		decoder->clock_ms += (uint64_t)step;
	decoder->has_clock = true;
	return decoder->clock_ms;
}

static uint64_t time_of(uint64_t first_ms, uint64_t index, uint32_t rate_mhz)
{
	uint64_t first_ns = first_ms * 1000000;

	return rate_mhz > 0 ? first_ns + index * UINT64_C(1000000000000) / rate_mhz : first_ns;
}

static void hand_out(const struct sample_sink *sink, const struct sample_block *block)
{
	sink->block(sink->context, block);
}

/* A count of /Meas/ECG is 100 mV / 2^18. */
static int32_t uv_of_count(int32_t count)
{
	int64_t scaled = (int64_t)count * 3125;

	return (int32_t)((scaled + (scaled < 0 ? -4096 : 4096)) / 8192);
}

/* 16 samples as floats are what a description has, 16-bit ones what sensors were seen to send. */
static size_t ecg_sample_size(unsigned int resource, size_t size)
{
	return resource == MOVESENSE_ECG || size == TIME + MV_FLOATS ? 4 : 2;
}

/* Returns false for a float that is no voltage. */
static bool uv_of_mv(uint32_t bits, int32_t *uv)
{
	float mv;

	memcpy(&mv, &bits, sizeof mv);
	if (!(mv > -1e6F && mv < 1e6F))
		return false;
	*uv = (int32_t)(mv * 1000 + (mv < 0 ? -0.5F : 0.5F));
	return true;
}

static bool get_ecg(unsigned int resource, size_t sample, const uint8_t *p, int32_t *uv,
		    size_t count)
{
	bool good = true;

	if (resource == MOVESENSE_ECG) {
		for (size_t i = 0; i < count; i++)
			uv[i] = uv_of_count((int32_t)le32(p + i * sample));
	} else if (sample == 2) {
		for (size_t i = 0; i < count; i++)
			uv[i] = sign_extend(le16(p + i * sample), 16);
	} else {
		for (size_t i = 0; i < count && good; i++)
			good = uv_of_mv(le32(p + i * sample), &uv[i]);
	}
	return good;
}

static int push_ecg(const struct movesense_stream *stream, uint64_t first_ms, const uint8_t *data,
		    size_t size, const struct sample_sink *sink)
{
	const size_t sample = ecg_sample_size(stream->resource, size);
	const size_t total = (size - TIME) / sample;
	struct sample_block block;

	block.kind = SAMPLE_ECG;
	block.ecg.rate_mhz = stream->rate_mhz;
	for (size_t done = 0; done < total; done += block.ecg.count) {
		size_t count = total - done < ECG_BLOCK_MAX ? total - done : ECG_BLOCK_MAX;

		if (!get_ecg(stream->resource, sample, data + TIME + done * sample, block.ecg.uv,
			     count))
			return -EBADMSG;
		block.ecg.count = (uint16_t)count;
		block.ecg.device_ns = time_of(first_ms, done + count - 1, stream->rate_mhz);
		hand_out(sink, &block);
	}
	return 0;
}

static bool are_finite(const uint8_t *p, size_t values)
{
	bool finite = true;

	for (size_t i = 0; i < values; i++)
		finite &= f32_is_finite(le32(p + 4 * i));
	return finite;
}

static void push_vectors(const struct movesense_stream *stream, const struct sensor *sensor,
			 uint64_t first_ms, const uint8_t *p, size_t count,
			 const struct sample_sink *sink)
{
	struct sample_block block;
	struct wave_block *wave = &block.wave;

	block.kind = SAMPLE_WAVE;
	wave->quantity = sensor->quantity;
	wave->has_time = true;
	wave->device_ns = time_of(first_ms, count - 1, stream->rate_mhz);
	wave->rate_mhz = stream->rate_mhz;
	wave->channels = 3;
	wave->is_float = true;
	wave->scale = sensor->scale;
	wave->count = (uint16_t)count;
	for (size_t i = 0; i < 3 * count; i++)
		wave->raw[i] = (int32_t)le32(p + 4 * i);
	hand_out(sink, &block);
}

static int push_motion(const struct movesense_stream *stream, uint64_t first_ms,
		       const uint8_t *data, size_t size, const struct sample_sink *sink)
{
	const struct sensors sensors = sensors_of(stream->resource);
	const size_t count = (size - TIME) / (VECTOR * count_of(&sensors));
	const uint8_t *p = data + TIME;

	_Static_assert(MOVESENSE_DATA_MAX / VECTOR <= VECTORS_MAX, "a packet is one block");
	if (!are_finite(p, (size - TIME) / 4))
		return -EBADMSG;
	for (size_t i = 0; sensors.sensor[i]; i++, p += count * VECTOR)
		push_vectors(stream, sensors.sensor[i], first_ms, p, count, sink);
	return 0;
}

static int push_heart_rate(const uint8_t *data, size_t size, const struct sample_sink *sink)
{
	struct sample_block block = {.kind = SAMPLE_HEART_RATE};
	uint32_t bits = le32(data);
	float bpm;

	memcpy(&bpm, &bits, sizeof bpm);
	if (!(bpm >= 0 && bpm < 1000))
		return -EBADMSG;
	block.heart_rate.hr_bpm = (uint16_t)(bpm + 0.5F);
	block.heart_rate.rr_count = (uint16_t)((size - 4) / 2);
	for (size_t i = 0; i < block.heart_rate.rr_count; i++)
		block.heart_rate.rr_1024[i] = heart_rate_rr_of_ms(le16(data + 4 + 2 * i));
	hand_out(sink, &block);
	return 0;
}

/* Some firmware puts a time before it, which is then not needed: a reading counts as it arrives. */
static int push_temperature(const uint8_t *data, size_t size, const struct sample_sink *sink)
{
	struct sample_block block = {.kind = SAMPLE_READING, .reading = {.user = 255, .count = 1}};
	uint32_t bits = le32(data + size - 4);
	float kelvin;

	memcpy(&kelvin, &bits, sizeof kelvin);
	if (!(kelvin >= 0 && kelvin < 1000))
		return -EBADMSG;
	block.reading.value[0].quantity = QUANTITY_TEMPERATURE;
	block.reading.value[0].value = (double)kelvin - KELVIN_AT_0_CELSIUS;
	hand_out(sink, &block);
	return 0;
}

static int push_energy(const uint8_t *data, const struct sample_sink *sink)
{
	struct sample_block block = {.kind = SAMPLE_BATTERY, .battery = {.percent = data[0]}};

	if (data[0] > 100)
		return -EBADMSG;
	hand_out(sink, &block);
	return 0;
}

/* data fits the resource. */
static int decode(struct movesense_decoder *decoder, const struct movesense_stream *stream,
		  const uint8_t *data, size_t size, const struct sample_sink *sink)
{
	switch (stream->resource) {
	case MOVESENSE_HEART_RATE:
		return push_heart_rate(data, size, sink);
	case MOVESENSE_TEMPERATURE:
		return push_temperature(data, size, sink);
	case MOVESENSE_ENERGY:
		return push_energy(data, sink);
	case MOVESENSE_ECG:
	case MOVESENSE_ECG_MV:
		return push_ecg(stream, unwrap_ms(decoder, le32(data)), data, size, sink);
	default:
		return push_motion(stream, unwrap_ms(decoder, le32(data)), data, size, sink);
	}
}

static bool is_complete(const struct movesense_stream *stream, size_t size)
{
	const struct sensors sensors = sensors_of(stream->resource);

	if (!fits(stream->resource, size) || size == stream->continued)
		return false;
	return count_of(&sensors) < 2 || size == stream->whole;
}

/* A new packet began: what was held had no further part. */
static int let_go(struct movesense_decoder *decoder, struct movesense_stream *stream,
		  const struct sample_sink *sink)
{
	size_t size = stream->held;

	stream->held = 0;
	if (size == 0)
		return 0;
	if (!fits(stream->resource, size))
		return -EBADMSG;
	stream->whole = size;
	return decode(decoder, stream, stream->data, size, sink);
}

/* Bytes of one sample where a packet is nothing but samples of one sensor, else 0. */
static size_t sample_size(unsigned int resource)
{
	const struct sensors sensors = sensors_of(resource);

	if (resource == MOVESENSE_ECG)
		return 4;
	return count_of(&sensors) == 1 ? VECTOR : 0;
}

static int push_data(struct movesense_decoder *decoder, struct movesense_stream *stream,
		     const uint8_t *data, size_t size, const struct sample_sink *sink)
{
	int rc = let_go(decoder, stream, sink), now = 0;

	stream->first = size;
	stream->given = 0;
	if (is_complete(stream, size)) {
		now = decode(decoder, stream, data, size, sink);
		if (now == 0 && sample_size(stream->resource) > 0)
			stream->given = (size - TIME) / sample_size(stream->resource);
		stream->given_ms = decoder->clock_ms;
	} else if (size > 0 && size <= MOVESENSE_DATA_MAX) {
		memcpy(stream->data, data, size);
		stream->held = size;
	} else {
		now = -EBADMSG;
	}
	return now < 0 ? now : rc;
}

/* What the first part gave was taken for a whole packet; here are more of its samples. */
static int push_late_part(struct movesense_decoder *decoder, struct movesense_stream *stream,
			  const uint8_t *data, size_t size, const struct sample_sink *sink)
{
	const size_t sample = sample_size(stream->resource);
	uint64_t ns = time_of(stream->given_ms, stream->given, stream->rate_mhz);
	struct byte_writer w;

	if (stream->given == 0 || size == 0 || size % sample || size > MOVESENSE_DATA_MAX - TIME)
		return -EBADMSG;
	byte_writer_init(&w, stream->data, MOVESENSE_DATA_MAX);
	put_u32(&w, (uint32_t)(ns / 1000000));
	put_bytes(&w, data, size);
	stream->given = 0;
	return decode(decoder, stream, stream->data, w.at, sink);
}

static int push_part_2(struct movesense_decoder *decoder, struct movesense_stream *stream,
		       const uint8_t *data, size_t size, const struct sample_sink *sink)
{
	stream->continued = stream->first;
	if (stream->held == 0)
		return push_late_part(decoder, stream, data, size, sink);
	if (size > MOVESENSE_DATA_MAX - stream->held) {
		stream->held = 0;
		return -EBADMSG;
	}
	memcpy(stream->data + stream->held, data, size);
	stream->held += size;
	if (!fits(stream->resource, stream->held))
		return 0;
	size = stream->held;
	stream->held = 0;
	return decode(decoder, stream, stream->data, size, sink);
}

static struct movesense_stream *stream_of(struct movesense_decoder *decoder, uint8_t reference)
{
	for (size_t i = 0; i < MOVESENSE_STREAMS_MAX; i++) {
		if (decoder->stream[i].reference == reference)
			return &decoder->stream[i];
	}
	return NULL;
}

static void forget(struct movesense_decoder *decoder, uint8_t reference)
{
	struct movesense_stream *stream = stream_of(decoder, reference);

	if (stream && reference > 0)
		memset(stream, 0, sizeof *stream);
}

/* A refused subscription sends nothing; the reply to GET holds the one value. What was on its way
 * when a subscription was ended comes before the reply to that. */
static int push_reply(struct movesense_decoder *decoder, const uint8_t *data, size_t size,
		      const struct sample_sink *sink)
{
	struct movesense_stream *stream = data[1] > 0 ? stream_of(decoder, data[1]) : NULL;
	struct movesense_reply reply;
	int rc = 0, held_rc = 0;

	if (!stream)
		return 0;
	if (movesense_reply_decode(data, size, &reply) < 0)
		return -EBADMSG;
	if (stream->once && reply.status == STATUS_OK)
		rc = fits(stream->resource, reply.size)
			 ? decode(decoder, stream, reply.data, reply.size, sink)
			 : -EBADMSG;
	if (stream->ending)
		held_rc = let_go(decoder, stream, sink);
	if (stream->once || stream->ending || reply.status != STATUS_OK)
		forget(decoder, data[1]);
	return rc < 0 ? rc : held_rc;
}

void movesense_decoder_init(void *state)
{
	memset(state, 0, sizeof(struct movesense_decoder));
}

void movesense_decoder_sent(void *state, const uint8_t *data, size_t size)
{
	struct movesense_decoder *decoder = state;
	enum movesense_resource resource;
	struct movesense_stream *stream;
	unsigned int rate_hz;

	if (size < HEAD || data[1] == 0)
		return;
	stream = stream_of(decoder, data[1]);
	if (stream && data[0] == MOVESENSE_UNSUBSCRIBE)
		stream->ending = true;
	if (data[0] != MOVESENSE_SUBSCRIBE && data[0] != MOVESENSE_GET)
		return;
	forget(decoder, data[1]);
	stream = stream_of(decoder, 0);
	if (!stream ||
	    movesense_path_decode((const char *)data + HEAD, size - HEAD, &resource, &rate_hz) < 0)
		return;
	stream->reference = data[1];
	stream->resource = (uint8_t)resource;
	stream->rate_mhz = rate_hz * 1000;
	stream->once = data[0] == MOVESENSE_GET;
}

int movesense_decoder_push(void *state, const uint8_t *data, size_t size,
			   const struct sample_sink *sink)
{
	struct movesense_decoder *decoder = state;
	struct movesense_stream *stream;

	if (size < HEAD)
		return -EBADMSG;
	if (data[0] == KIND_REPLY)
		return push_reply(decoder, data, size, sink);
	if (data[0] != KIND_DATA && data[0] != KIND_DATA_PART_2)
		return -EPROTONOSUPPORT;
	stream = data[1] > 0 ? stream_of(decoder, data[1]) : NULL;
	if (!stream || stream->once)
		return -ENODATA;
	return data[0] == KIND_DATA ? push_data(decoder, stream, data + HEAD, size - HEAD, sink)
				    : push_part_2(decoder, stream, data + HEAD, size - HEAD, sink);
}
