/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/fuzz/fuzz-driver.h"

#include "ble/codec/driver.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A digest of all blocks stands for them where two ways are compared. */
struct heard {
	size_t blocks;
	uint64_t digest;
};

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void add(struct heard *heard, double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof bits);
	heard->digest = (heard->digest ^ bits) * 0x100000001b3U;
}

static void check_reading(struct heard *heard, const struct reading_block *reading)
{
	must(reading->count <= READING_VALUES_MAX);
	add(heard, reading->status);
	for (unsigned int i = 0; i < reading->count; i++) {
		must(isfinite(reading->value[i].value) && reading->value[i].quantity > 0);
		add(heard, reading->value[i].quantity);
		add(heard, reading->value[i].value);
	}
	if (!reading->has_clock)
		return;
	must(reading->clock.year == 0 ||
	     (reading->clock.year >= 1582 && reading->clock.year <= 9999));
	must(reading->clock.month <= 12 && reading->clock.day <= 31);
	must(reading->clock.hour < 24 && reading->clock.minute < 60 && reading->clock.second < 60);
}

static void check_wave(struct heard *heard, const struct wave_block *wave)
{
	must(wave->quantity > 0 && isfinite(wave->scale) && wave->scale > 0);
	must(wave->channels > 0 && wave->channels <= WAVE_CHANNELS_MAX && wave->count > 0);
	must(wave->count * wave->channels <= WAVE_VALUES_MAX);
	add(heard, (double)wave->device_ns);
	add(heard, wave->rate_mhz);
	for (int i = 0; i < wave->count * wave->channels; i++) {
		float value;

		memcpy(&value, &wave->raw[i], sizeof value);
		must(!wave->is_float || isfinite(value));
		add(heard, wave->raw[i]);
	}
}

static void check_block(void *context, const struct sample_block *block)
{
	struct heard *heard = context;

	heard->blocks++;
	add(heard, block->kind);
	switch (block->kind) {
	case SAMPLE_ECG:
		must(block->ecg.count <= ECG_BLOCK_MAX);
		add(heard, (double)block->ecg.device_ns);
		for (unsigned int i = 0; i < block->ecg.count; i++)
			add(heard, block->ecg.uv[i]);
		break;
	case SAMPLE_HEART_RATE:
		must(block->heart_rate.rr_count <= HEART_RATE_RR_MAX);
		add(heard, block->heart_rate.hr_bpm);
		for (unsigned int i = 0; i < block->heart_rate.rr_count; i++)
			add(heard, block->heart_rate.rr_1024[i]);
		break;
	case SAMPLE_BATTERY:
		must(block->battery.percent <= 100);
		break;
	case SAMPLE_WAVE:
		check_wave(heard, &block->wave);
		break;
	case SAMPLE_INTERVALS:
		must(block->intervals.count <= INTERVALS_MAX);
		break;
	case SAMPLE_READING:
		check_reading(heard, &block->reading);
		break;
	}
}

static void *fresh_state(const struct driver *driver)
{
	void *state = calloc(1, driver->state_size + 1);

	must(state != NULL);
	if (driver->init)
		driver->init(state);
	return state;
}

/* Copied, so that a sanitizer sees a read behind the packet. */
static int push(const struct driver *driver, void *state, const uint8_t *data, size_t size,
		struct heard *heard)
{
	const struct sample_sink sink = {.block = check_block, .context = heard};
	uint8_t *exactly = malloc(size + !size);
	int rc;

	must(exactly != NULL);
	if (size)
		memcpy(exactly, data, size);
	rc = driver->push(state, exactly, size, &sink);
	free(exactly);
	return rc;
}

void fuzz_packet(const char *driver_name, const uint8_t *data, size_t size)
{
	const struct driver *driver = driver_named(driver_name);
	struct heard heard = {0};
	void *state = fresh_state(driver);
	int rc = push(driver, state, data, size, &heard);

	free(state);
	must(rc <= 0 && (rc == 0 || heard.blocks == 0));
}

void fuzz_stream(const char *driver_name, const uint8_t *data, size_t size)
{
	const struct driver *driver = driver_named(driver_name);
	struct heard cut = {0}, whole = {0};
	void *state = fresh_state(driver);
	size_t piece = size ? data[0] + 1U : 1;

	for (size_t at = 1; at < size; at += piece)
		push(driver, state, data + at, size - at < piece ? size - at : piece, &cut);
	free(state);
	state = fresh_state(driver);
	if (size > 1)
		push(driver, state, data + 1, size - 1, &whole);
	free(state);
	must(cut.blocks == whole.blocks && cut.digest == whole.digest);
}

void fuzz_packets(const char *driver_name, const uint8_t *data, size_t size)
{
	const struct driver *driver = driver_named(driver_name);
	struct heard heard = {0};
	void *state = fresh_state(driver);
	size_t at = 0;

	while (at < size) {
		size_t length = data[at++];

		if (length > size - at)
			length = size - at;
		push(driver, state, data + at, length, &heard);
		at += length;
	}
	free(state);
}

static struct heard talk(const struct driver *driver, const uint8_t *data, size_t size)
{
	struct heard heard = {0};
	void *state = fresh_state(driver);
	size_t at = 0;

	while (size - at >= 2) {
		unsigned int way = data[at] % 4;
		size_t length = data[at + 1];

		at += 2;
		if (length > size - at)
			length = size - at;
		if (way == 0 && driver->sent)
			driver->sent(state, data + at, length);
		else if (way == 1 && driver->answered)
			driver->answered(state, data + at, length);
		else
			push(driver, state, data + at, length, &heard);
		at += length;
	}
	free(state);
	return heard;
}

void fuzz_talk(const char *driver_name, const uint8_t *data, size_t size)
{
	const struct driver *driver = driver_named(driver_name);
	struct heard first = talk(driver, data, size), second = talk(driver, data, size);

	must(first.blocks == second.blocks && first.digest == second.digest);
}
