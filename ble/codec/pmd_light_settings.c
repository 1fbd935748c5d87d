/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/pmd_parts.h"

#include "ble/codec/reading.h"
#include "ble/codec/wave.h"

#include <errno.h>

enum { LIGHT_AMPLIFIERS = 4, LIGHT_MODE = 5, LIGHT_SPORT = 6 };
enum { INTEGRATIONS = 12, GAINS = 24, GAIN_MASK = 7, AMPLIFIERS_SIZE = INTEGRATIONS + GAINS };
/* Whole numbers up to here have a double of their own. */
static const uint64_t number_max = UINT64_C(1) << 53;

/* Bytes as one sample of so many channels. */
static void push_bytes(enum quantity quantity, uint8_t channels, uint8_t mask,
		       struct byte_reader *r, const struct pmd_header *header,
		       const struct sample_sink *sink)
{
	struct sample_block block;
	struct wave_block *wave = wave_init(&block, quantity, channels, 1);

	wave->has_time = header->device_ns > 0;
	wave->device_ns = header->device_ns;
	wave->count = 1;
	for (size_t i = 0; i < channels; i++)
		wave->raw[i] = get_u8(r) & mask;
	sink->block(sink->context, &block);
}

static int push_amplifiers(struct byte_reader *r, const struct pmd_header *header,
			   const struct sample_sink *sink)
{
	if (byte_reader_left(r) != AMPLIFIERS_SIZE)
		return -EBADMSG;
	push_bytes(QUANTITY_PPG_INTEGRATION, INTEGRATIONS, UINT8_MAX, r, header, sink);
	push_bytes(QUANTITY_PPG_GAIN, GAINS, GAIN_MASK, r, header, sink);
	return 0;
}

static int push_number(enum quantity quantity, uint64_t number, const struct byte_reader *r,
		       const struct sample_sink *sink)
{
	struct reading_block reading;
	struct sample_block block;
	int rc;

	if (number > number_max || byte_reader_left(r) > 0)
		return -EBADMSG;
	reading_init(&reading);
	reading.measuring = true;
	reading_add(&reading, quantity, (double)number);
	rc = reading_finish(&reading, r, &block);
	if (rc == 0)
		sink->block(sink->context, &block);
	return rc;
}

int pmd_light_settings_push(struct byte_reader *r, const struct pmd_header *header,
			    const struct sample_sink *sink)
{
	switch (header->frame_type) {
	case LIGHT_AMPLIFIERS:
		return push_amplifiers(r, header, sink);
	case LIGHT_MODE:
		return push_number(QUANTITY_PPG_MODE, get_u32(r), r, sink);
	case LIGHT_SPORT:
		return push_number(QUANTITY_SPORT, get_u64(r), r, sink);
	default:
		return -EPROTONOSUPPORT;
	}
}
