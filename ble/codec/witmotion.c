/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/witmotion.h"

#include "ble/codec/reading.h"
#include "ble/codec/units.h"
#include "ble/codec/wave.h"

#include <errno.h>
#include <string.h>

enum { HEAD = 0x55, KIND_MOTION = 0x61, KIND_REGISTERS = 0x71, HEAD_SIZE = 2 };
enum { COMMAND_HEAD_0 = 0xff, COMMAND_HEAD_1 = 0xaa };
enum { REGISTER_RATE = 0x03, REGISTER_READ = 0x27, REGISTER_LOCK = 0x69, UNLOCK = 0xb588 };

static const struct {
	unsigned int hz;
	uint8_t code;
} rates[] = {{1, 3}, {5, 5}, {10, 6}, {20, 7}, {50, 8}, {100, 9}, {200, 11}};

enum { RATES = sizeof rates / sizeof rates[0] };

unsigned int witmotion_rate_hz(unsigned int wanted_hz)
{
	for (size_t i = 0; i < RATES; i++) {
		if (rates[i].hz >= wanted_hz)
			return rates[i].hz;
	}
	return rates[RATES - 1].hz;
}

static long write_register(uint8_t number, uint16_t value, uint8_t *out, size_t size)
{
	struct byte_writer w;

	byte_writer_init(&w, out, size);
	put_u8(&w, COMMAND_HEAD_0);
	put_u8(&w, COMMAND_HEAD_1);
	put_u8(&w, number);
	put_u16(&w, value);
	return w.failed ? -ENOBUFS : (long)w.at;
}

long witmotion_unlock_encode(uint8_t *out, size_t size)
{
	return write_register(REGISTER_LOCK, UNLOCK, out, size);
}

long witmotion_rate_encode(unsigned int rate_hz, uint8_t *out, size_t size)
{
	for (size_t i = 0; i < RATES; i++) {
		if (rates[i].hz == rate_hz)
			return write_register(REGISTER_RATE, rates[i].code, out, size);
	}
	return -ERANGE;
}

long witmotion_read_encode(enum witmotion_register start, uint8_t *out, size_t size)
{
	return write_register(REGISTER_READ, (uint16_t)start, out, size);
}

void witmotion_decoder_init(void *state)
{
	struct witmotion_decoder *d = state;

	*d = (struct witmotion_decoder){.in_step = true};
}

void witmotion_decoder_sent(void *state, const uint8_t *data, size_t size)
{
	struct witmotion_decoder *d = state;

	if (size != WITMOTION_COMMAND_SIZE || data[0] != COMMAND_HEAD_0 ||
	    data[1] != COMMAND_HEAD_1 || data[2] != REGISTER_RATE)
		return;
	for (size_t i = 0; i < RATES; i++) {
		if (rates[i].code == data[3])
			d->rate_mhz = rates[i].hz * 1000;
	}
}

static void hand_out_wave(enum quantity quantity, uint8_t channels, double scale, uint32_t rate_mhz,
			  struct byte_reader *r, const struct sample_sink *sink)
{
	struct sample_block block;
	struct wave_block *wave = wave_init(&block, quantity, channels, scale);

	wave->rate_mhz = rate_mhz;
	wave_get_i16(wave, r);
	sink->block(sink->context, &block);
}

static int hand_out_reading(enum quantity quantity, struct byte_reader *r,
			    const struct sample_sink *sink)
{
	struct reading_block reading;
	struct sample_block block;

	reading_init(&reading);
	reading.measuring = true;
	reading_add(&reading, quantity, (int16_t)get_u16(r) / 100.);
	reading_finish(&reading, r, &block);
	sink->block(sink->context, &block);
	return 0;
}

static void hand_out_motion(const struct witmotion_decoder *d, struct byte_reader *r,
			    const struct sample_sink *sink)
{
	hand_out_wave(QUANTITY_ACCELERATION, 3, 16 * STANDARD_GRAVITY / 32768, d->rate_mhz, r,
		      sink);
	hand_out_wave(QUANTITY_ANGULAR_RATE, 3, 2000 * RADIANS_PER_DEGREE / 32768, d->rate_mhz, r,
		      sink);
	hand_out_wave(QUANTITY_EULER_ANGLES, 3, 180 * RADIANS_PER_DEGREE / 32768, d->rate_mhz, r,
		      sink);
}

/* Asked for now and then: no rate. */
static int hand_out_registers(struct byte_reader *r, const struct sample_sink *sink)
{
	switch (get_u16(r)) {
	case WITMOTION_MAGNETIC_FIELD:
		hand_out_wave(QUANTITY_MAGNETIC_FIELD, 3, 1 / 120., 0, r, sink);
		return 0;
	case WITMOTION_QUATERNION:
		hand_out_wave(QUANTITY_ORIENTATION, 4, 1 / 32768., 0, r, sink);
		return 0;
	case WITMOTION_TEMPERATURE:
		return hand_out_reading(QUANTITY_TEMPERATURE, r, sink);
	case WITMOTION_BATTERY:
		return hand_out_reading(QUANTITY_BATTERY_VOLTAGE, r, sink);
	}
	return -EPROTONOSUPPORT;
}

static int hand_out_frame(const struct witmotion_decoder *d, const struct sample_sink *sink)
{
	struct byte_reader r;

	byte_reader_init(&r, d->bytes + HEAD_SIZE, WITMOTION_FRAME_SIZE - HEAD_SIZE);
	if (d->bytes[1] == KIND_REGISTERS)
		return hand_out_registers(&r, sink);
	hand_out_motion(d, &r, sink);
	return 0;
}

/* Whether what is there of a head, up to two bytes, is one. */
static bool may_be_head(const uint8_t *bytes, size_t size)
{
	return (size < 1 || bytes[0] == HEAD) &&
	       (size < 2 || bytes[1] == KIND_MOTION || bytes[1] == KIND_REGISTERS);
}

static void let_go(struct witmotion_decoder *d, uint8_t size)
{
	d->held = (uint8_t)(d->held - size);
	memmove(d->bytes, d->bytes + size, d->held);
}

/* Looks at the held bytes once; returns false when more are needed. Out of step, the two bytes of a
 * head may be a chance: a frame counts when the next one follows where it ends. */
static bool step(struct witmotion_decoder *d, const struct sample_sink *sink, int *rc)
{
	const uint8_t *next = d->bytes + WITMOTION_FRAME_SIZE;
	uint8_t needed = WITMOTION_FRAME_SIZE + (d->in_step ? 0 : HEAD_SIZE);
	int frame_rc;

	if (d->held > 0 && !may_be_head(d->bytes, d->held)) {
		d->in_step = false;
		let_go(d, 1);
		*rc = -EBADMSG;
		return true;
	}
	if (d->held < needed)
		return false;
	if (!d->in_step && !may_be_head(next, HEAD_SIZE)) {
		let_go(d, 1);
		*rc = -EBADMSG;
		return true;
	}
	frame_rc = hand_out_frame(d, sink);
	if (frame_rc < 0 && *rc == 0)
		*rc = frame_rc;
	d->in_step = true;
	let_go(d, WITMOTION_FRAME_SIZE);
	return true;
}

int witmotion_decoder_push(void *state, const uint8_t *data, size_t size,
			   const struct sample_sink *sink)
{
	struct witmotion_decoder *d = state;
	int rc = 0;

	for (size_t i = 0; i < size; i++) {
		d->bytes[d->held++] = data[i];
		while (step(d, sink, &rc))
			;
	}
	return rc;
}
