/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * usage: codecs [PART OF A NAME]
 * What each codec decodes on one core, by the row of the driver table that the hub calls. CPU time,
 * the best of some rounds: what else the machine does is left out.
 */
#include "ble/codec/driver.h"

#include "ble/codec/movesense.h"
#include "ble/codec/pmd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BYTES_MAX = 512, ROUNDS = 7 };

static const double round_s = 0.05;

struct bytes {
	size_t size;
	uint8_t data[BYTES_MAX];
};

struct bench {
	const char *name;
	const char *driver;
	struct bytes sent, answered; /* before the first packet; may be empty */
	struct bytes packet;
};

static void add(struct bytes *bytes, const void *data, size_t size)
{
	memcpy(bytes->data + bytes->size, data, size);
	bytes->size += size;
}

static void add_u8(struct bytes *bytes, unsigned int value)
{
	bytes->data[bytes->size++] = (uint8_t)value;
}

static void add_i16(struct bytes *bytes, int value)
{
	add_u8(bytes, (unsigned int)value & 0xFF);
	add_u8(bytes, (unsigned int)value >> 8 & 0xFF);
}

/* Bytes that no predictor learns. */
static void add_noise(struct bytes *bytes, size_t size)
{
	uint32_t noise = 1;

	while (size-- > 0) {
		noise = noise * 1664525 + 1013904223;
		add_u8(bytes, noise >> 24);
	}
}

static struct bench pmd_ecg(void)
{
	struct bench b = {.name = "PMD ECG", .driver = "PMD"};
	struct ecg_block ecg = {.device_ns = 1000000000, .count = PMD_ECG_FRAME_SAMPLES};

	for (int i = 0; i < ecg.count; i++)
		ecg.uv[i] = (i * 37 % 100 - 50) * 20;
	b.packet.size = (size_t)pmd_ecg_frame_encode(&ecg, b.packet.data, BYTES_MAX);
	return b;
}

static struct bench pmd_acc(void)
{
	struct bench b = {.name = "PMD acceleration", .driver = "PMD"};
	struct wave_block acc = {.device_ns = 1000000000, .channels = 3};

	acc.count = PMD_ACC_FRAME_SAMPLES;
	for (int i = 0; i < 3 * acc.count; i++)
		acc.raw[i] = i * 37 % 2000 - 1000;
	b.packet.size = (size_t)pmd_acc_frame_encode(&acc, b.packet.data, BYTES_MAX);
	return b;
}

/* 121 samples, the first and 6 blocks of 20. */
static struct bench pmd_acc_delta(void)
{
	static const uint8_t bits[] = {4, 3, 5, 4, 6, 4};
	struct bench b = {.name = "PMD acceleration, compressed", .driver = "PMD"};

	add(&b.sent, "\x02\x02\x00\x01\x34\x00", 6);
	add(&b.answered, "\xf0\x02\x02\x00\x00\x05\x01\x00\x00\x80\x3f", 11);
	add(&b.packet, "\x02\0\xca\x9a\x3b\0\0\0\0\x81", 10);
	for (int c = 0; c < 3; c++)
		add_i16(&b.packet, 100 * c);
	for (size_t i = 0; i < sizeof bits; i++) {
		add_u8(&b.packet, bits[i]);
		add_u8(&b.packet, 20);
		add_noise(&b.packet, (bits[i] * 60U + 7) / 8);
	}
	return b;
}

static struct bench pmd_ppi(void)
{
	struct bench b = {.name = "PMD pulse intervals", .driver = "PMD"};

	add(&b.packet, "\x03\0\xca\x9a\x3b\0\0\0\0\x00", 10);
	for (int i = 0; i < 5; i++)
		add(&b.packet, "\x3c\xe8\x03\x0a\x00\x06", 6);
	return b;
}

/* Compressed light of 17 channels, 7 samples: the first and 3 blocks of 2. */
static struct bench pmd_ppg_delta(void)
{
	struct bench b = {.name = "PMD light, compressed", .driver = "PMD"};

	add(&b.packet, "\x01\0\xca\x9a\x3b\0\0\0\0\x87", 10);
	for (int c = 0; c < 17; c++)
		add(&b.packet, "\x10\x20\x03", 3);
	for (int i = 0; i < 3; i++) {
		add(&b.packet, "\x0a\x02", 2);
		add_noise(&b.packet, (10 * 2 * 17 + 7) / 8);
	}
	return b;
}

/* 51 samples: the first and a block of 50. */
static struct bench pmd_gyro_delta(void)
{
	struct bench b = {.name = "PMD angular rate in floats, compressed", .driver = "PMD"};

	add(&b.packet, "\x05\0\xca\x9a\x3b\0\0\0\0\x81", 10);
	for (int c = 0; c < 3; c++)
		add(&b.packet, "\0\0\x80\x3f", 4);
	add(&b.packet, "\x0a\x32", 2);
	add_noise(&b.packet, (10 * 3 * 50 + 7) / 8);
	return b;
}

static struct bench movesense(const char *name, const char *path, size_t size)
{
	struct bench b = {.name = name, .driver = "Movesense"};

	add(&b.sent, "\x01\x63", 2);
	add(&b.sent, path, strlen(path));
	add(&b.packet, "\x02\x63\xe8\x03\0\0", 6);
	for (size_t i = 0; i < size / 4; i++)
		add(&b.packet, "\x00\x00\x80\x3f", 4);
	return b;
}

static struct bench plain(const char *name, const char *driver, const char *data, size_t size)
{
	struct bench b = {.name = name, .driver = driver};

	add(&b.packet, data, size);
	return b;
}

/* A line of text is a frame. */
static struct bench line(const char *name, const char *text)
{
	return plain(name, "Nordic UART", text, strlen(text));
}

/* A notification of 244 bytes full of samples, which are 1 to 4 digits long. */
static struct bench line_of_ecg(void)
{
	struct bench b = line("line of ECG", "ht1 ecg 81234 250");
	uint32_t noise = 1;

	while (b.packet.size < 244 - sizeof " -1234\n") {
		noise = noise * 1664525 + 1013904223;
		b.packet.size +=
		    (size_t)sprintf((char *)b.packet.data + b.packet.size, " %d",
				    (int)(noise >> 20) % (noise & 1U << 12 ? 2000 : 100) - 50);
	}
	add_u8(&b.packet, '\n');
	return b;
}

struct tally {
	uint64_t blocks;
	uint64_t values; /* looked at, so that nothing can be left out */
};

static void take(void *context, const struct sample_block *block)
{
	struct tally *tally = context;

	tally->blocks++;
	tally->values += block->kind == SAMPLE_WAVE ? (uint32_t)block->wave.raw[0] : 0;
}

static double cpu_s(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Returns seconds a packet, or a negative number where none was decoded. */
static double measure(const struct driver *driver, void *state, const struct bytes *packet)
{
	struct tally tally = {0};
	const struct sample_sink sink = {.block = take, .context = &tally};
	double start = cpu_s(), spent = 0;
	uint64_t packets = 0;

	for (; spent < round_s; spent = cpu_s() - start) {
		for (int i = 0; i < 1000; i++, packets++)
			if (driver->push(state, packet->data, packet->size, &sink) < 0)
				return -1;
	}
	return tally.blocks > 0 ? spent / (double)packets : -1;
}

static int run(const struct bench *bench)
{
	const struct driver *driver = driver_named(bench->driver);
	double best_s = -1;
	void *state;

	if (!driver) {
		fprintf(stderr, "%s: no such driver\n", bench->driver);
		return 1;
	}
	state = calloc(1, driver->state_size + 1);
	if (!state)
		return 1;
	if (driver->init)
		driver->init(state);
	if (bench->sent.size > 0)
		driver->sent(state, bench->sent.data, bench->sent.size);
	if (bench->answered.size > 0)
		driver->answered(state, bench->answered.data, bench->answered.size);
	for (int i = 0; i < ROUNDS; i++) {
		double s = measure(driver, state, &bench->packet);

		if (s > 0 && (best_s < 0 || s < best_s))
			best_s = s;
	}
	free(state);
	if (best_s < 0) {
		fprintf(stderr, "%s: a packet was refused\n", bench->name);
		return 1;
	}
	printf("codec %s, %zu bytes: %.2f million frames/s (%.0f ns a frame)\n", bench->name,
	       bench->packet.size, 1e-6 / best_s, best_s * 1e9);
	return 0;
}

int main(int argc, char **argv)
{
	const struct bench benches[] = {
	    pmd_ecg(),
	    pmd_acc(),
	    pmd_acc_delta(),
	    pmd_ppg_delta(),
	    pmd_gyro_delta(),
	    pmd_ppi(),
	    plain("battery", "battery", "\x50", 1),
	    plain("heart rate", "heart rate", "\x16\x48\x55\x03\x4d\x03", 6),
	    plain("SpO2", "pulse oximeter", "\x01\x61\x00\x48\x00\xcf\xf3\xd3\xf2", 9),
	    plain("SpO2 spot check", "pulse oximeter spot check",
		  "\x03\x62\x00\x3d\x00\xea\x07\x0b\x15\x17\x11\x34\x00\x01", 14),
	    plain("thermometer", "thermometer", "\x00\x70\x01\x00\xff", 5),
	    plain("blood pressure", "blood pressure",
		  "\x1e\x8a\x00\x58\x00\x78\x00\xea\x07\x04\x11\x14\x29\x3b\x3c\x00\x01\x27"
		  "\x00",
		  19),
	    plain("weight scale", "weight scale",
		  "\x0e\xd8\x36\xea\x07\x0b\x15\x17\x11\x34\x01\xe5\x00\xd6\x06", 15),
	    plain("body composition", "body composition", "\x00\x06\xe6\x00\x03\x14\xd8\x36", 8),
	    plain("running", "running", "\x07\x00\x03\x12\x56\x00\x01\x00\x00\x0f", 10),
	    plain("cycling power", "cycling power",
		  "\x30\x00\xfa\x00\xa0\x86\x01\x00\x00\x80\xf4\x01\x00\x04", 14),
	    plain("cycling speed", "cycling speed", "\x03\x39\x30\x00\x00\xe8\x03\x59\x01\xd0\x07",
		  11),
	    plain("health sensor", "health sensor",
		  "\x03\x01\x15\x00\x03\x00\x82\x41\x02\x00\x3a\x00\x74\x8b\x32\x00\x00\x01\x04"
		  "\xa0\x0a\x48\x00\x00\x00",
		  25),
	    movesense("Movesense ECG", "/Meas/ECG/125", 64),
	    movesense("Movesense 9 axes", "/Meas/IMU9/104", 288),
	    plain("WitMotion", "WitMotion",
		  "\x55\x61\x77\x02\xa8\xfe\x92\xfe\x06\x02\x30\xfe\xcd\xff\xf8\xf0\x53\xfc\xab"
		  "\xc4",
		  20),
	    plain("Thingy", "Thingy raw",
		  "\xfa\xff\xf4\xff\xf6\x03\x01\x00\x02\x00\x03\x00\x10\x00\x20\x00\x30\x00", 18),
	    line_of_ecg(),
	    line("line of acceleration", "ht1 acc 81240 50 120,-9801,33 118,-9799,30\n"),
	    line("line of heart rate", "ht1 hr 72 833 825\n"),
	    line("line of SpO2", "ht1 spo2 97.5 72\n"),
	    line("line of temperature", "ht1 temp skin 33.4\n"),
	    line("line of battery", "ht1 batt 80\n"),
	};
	int failed = 0;

	for (size_t i = 0; i < sizeof benches / sizeof benches[0]; i++) {
		if (argc < 2 || strstr(benches[i].name, argv[1]))
			failed |= run(&benches[i]);
	}
	return failed;
}
