/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/health_sensor.h"

#include "ble/codec/clock_time.h"
#include "ble/codec/reading.h"
#include "ble/codec/sfloat.h"

#include <errno.h>
#include <string.h>

enum { SEGMENT_FIRST = 0x01, SEGMENT_LAST = 0x02, SEGMENT_NUMBER_SHIFT = 2, SEGMENT_NUMBERS = 64 };

enum { CLASS_NUMERIC = 1, CLASS_COMPOUND = 7 };

enum {
	FLAG_TYPE = 1 << 0,
	FLAG_TIME = 1 << 1,
	FLAG_DURATION = 1 << 2,
	FLAG_STATUS = 1 << 3,
	FLAG_OBJECT_ID = 1 << 4,
	FLAG_PATIENT = 1 << 5,
	FLAG_SUPPLEMENTAL = 1 << 6,
	FLAG_DERIVED_FROM = 1 << 7,
	FLAG_HAS_MEMBER = 1 << 8,
	FLAG_TLVS = 1 << 9, /* behind the value */
	FLAGS_KNOWN = (1 << 10) - 1,
};

enum { TIME_TICKS = 0x01, TIME_UTC = 0x02, TIME_RESOLUTION = 0x0c, TIME_ZONE_KNOWN = 0x10 };

/* Units of IEEE 11073-10101, partition 4. */
enum {
	UNIT_NONE = 512,
	UNIT_PERCENT = 544,
	UNIT_KG = 1731,
	UNIT_SECOND = 2176,
	UNIT_MILLISECOND = 2194,
	UNIT_BEATS_PER_MINUTE = 2720,
	UNIT_KILOPASCAL = 3843,
	UNIT_MMHG = 3872,
	UNIT_CELSIUS = 6048,
};

/* What a type in a unit is, and the factor to the quantity's unit. */
static const struct {
	uint32_t type;
	uint16_t unit;
	enum quantity quantity;
	double scale;
} known[] = {
    {147842, UNIT_BEATS_PER_MINUTE, QUANTITY_HEART_RATE, 1},
    {147240, UNIT_MILLISECOND, QUANTITY_RR_INTERVAL, 1},
    {147240, UNIT_SECOND, QUANTITY_RR_INTERVAL, 1000},
    {149530, UNIT_BEATS_PER_MINUTE, QUANTITY_PULSE_RATE, 1},
    {150456, UNIT_PERCENT, QUANTITY_SPO2, 1},
    {150364, UNIT_CELSIUS, QUANTITY_BODY_TEMPERATURE, 1},
    {150021, UNIT_MMHG, QUANTITY_SYSTOLIC, 1},
    {150022, UNIT_MMHG, QUANTITY_DIASTOLIC, 1},
    {150023, UNIT_MMHG, QUANTITY_MEAN_ARTERIAL, 1},
    {150021, UNIT_KILOPASCAL, QUANTITY_SYSTOLIC, 1000 / 133.322387415},
    {150022, UNIT_KILOPASCAL, QUANTITY_DIASTOLIC, 1000 / 133.322387415},
    {150023, UNIT_KILOPASCAL, QUANTITY_MEAN_ARTERIAL, 1000 / 133.322387415},
    {188736, UNIT_KG, QUANTITY_WEIGHT, 1},
};

/* Reads a numeric value: unit and FLOAT. Returns how many are known: 1 or 0. */
static int add_numeric(struct reading_block *reading, uint32_t type, struct byte_reader *r)
{
	uint16_t unit = get_u16(r);

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (known[i].type == type && known[i].unit == unit) {
			reading_add_float(reading, known[i].quantity, known[i].scale, r);
			return 1;
		}
	}
	byte_reader_skip(r, 4);
	return 0;
}

/* Returns how many are known, or a negative errno. */
static int add_compound(struct reading_block *reading, struct byte_reader *r)
{
	int count = get_u8(r);
	int found = 0;

	for (int i = 0; i < count && !r->failed; i++) {
		uint32_t type = get_u32(r);

		if (get_u8(r) != CLASS_NUMERIC)
			return r->failed ? -EBADMSG : -EPROTONOSUPPORT;
		found += add_numeric(reading, type, r);
	}
	return found;
}

/* Counts since 2000-01-01. UTC gives no wall clock unless the zone is known. */
static void get_time(struct reading_block *reading, struct byte_reader *r)
{
	static const uint16_t counts_per_s[] = {1, 10, 1000, 10000};
	uint8_t flags = get_u8(r);
	uint64_t low = get_u32(r);
	uint64_t counter = low | (uint64_t)get_u16(r) << 32;
	int64_t seconds = (int64_t)(counter / counts_per_s[(flags & TIME_RESOLUTION) >> 2]);
	int8_t zone;

	get_u8(r); /* what the clock was set by */
	zone = (int8_t)get_u8(r);
	if (flags & TIME_TICKS || (flags & TIME_UTC && !(flags & TIME_ZONE_KNOWN)))
		return;
	if (flags & TIME_UTC)
		seconds += zone * 15 * 60;
	reading->has_clock = clock_time_of_seconds(seconds, &reading->clock);
}

static void skip_ids(struct byte_reader *r)
{
	byte_reader_skip(r, get_u8(r) * 4U);
}

/* All that may stand between the flags and the value. */
static uint32_t get_heading(struct reading_block *reading, uint16_t flags, struct byte_reader *r)
{
	uint32_t type = flags & FLAG_TYPE ? get_u32(r) : 0;

	if (flags & FLAG_TIME)
		get_time(reading, r);
	if (flags & FLAG_DURATION)
		byte_reader_skip(r, 4);
	if (flags & FLAG_STATUS)
		reading->status = get_u16(r);
	reading->questionable = reading->status != 0;
	if (flags & FLAG_OBJECT_ID)
		byte_reader_skip(r, 4);
	if (flags & FLAG_PATIENT)
		reading->user = get_u8(r);
	if (flags & FLAG_SUPPLEMENTAL)
		skip_ids(r);
	if (flags & FLAG_DERIVED_FROM)
		skip_ids(r);
	if (flags & FLAG_HAS_MEMBER)
		skip_ids(r);
	return type;
}

static int observation_decode(const uint8_t *data, size_t size, struct sample_block *block)
{
	struct reading_block reading;
	struct byte_reader r;
	uint16_t length, flags;
	uint8_t class;
	uint32_t type;
	int found;

	byte_reader_init(&r, data, size);
	reading_init(&reading);
	class = get_u8(&r);
	length = get_u16(&r);
	if (r.failed || length != byte_reader_left(&r))
		return -EBADMSG;
	flags = get_u16(&r);
	if (r.failed)
		return -EBADMSG;
	if ((class != CLASS_NUMERIC && class != CLASS_COMPOUND) || (flags & ~FLAGS_KNOWN))
		return -EPROTONOSUPPORT;
	type = get_heading(&reading, flags, &r);
	found =
	    class == CLASS_NUMERIC ? add_numeric(&reading, type, &r) : add_compound(&reading, &r);
	if (found < 0)
		return found;
	if (r.failed || (byte_reader_left(&r) > 0 && !(flags & FLAG_TLVS)))
		return -EBADMSG;
	if (found == 0)
		return -EPROTONOSUPPORT;
	return reading_finish(&reading, &r, block);
}

void health_sensor_decoder_init(void *state)
{
	struct health_sensor_decoder *d = state;

	*d = (struct health_sensor_decoder){.joining = false};
}

/* Returns 0, or -EBADMSG where the segment cannot be joined to those before. */
static int join(struct health_sensor_decoder *d, uint8_t segment, const uint8_t *data, size_t size)
{
	uint8_t number = segment >> SEGMENT_NUMBER_SHIFT;

	if (segment & SEGMENT_FIRST)
		d->size = 0;
	else if (!d->joining || number != d->next_segment)
		return -EBADMSG;
	if (size > sizeof d->bytes - d->size)
		return -EBADMSG;
	if (size)
		memcpy(d->bytes + d->size, data, size);
	d->size = (uint16_t)(d->size + size);
	d->next_segment = (uint8_t)((number + 1) % SEGMENT_NUMBERS);
	return 0;
}

int health_sensor_decoder_push(void *state, const uint8_t *data, size_t size,
			       const struct sample_sink *sink)
{
	struct health_sensor_decoder *d = state;
	struct sample_block block;
	bool broken_off;
	int rc;

	if (size == 0)
		return -EBADMSG;
	broken_off = d->joining && data[0] & SEGMENT_FIRST;
	rc = join(d, data[0], data + 1, size - 1);
	d->joining = rc == 0 && !(data[0] & SEGMENT_LAST);
	if (rc < 0)
		return rc;
	if (!d->joining) {
		rc = observation_decode(d->bytes, d->size, &block);
		if (rc == 0)
			sink->block(sink->context, &block);
	}
	return broken_off ? -EBADMSG : rc;
}
