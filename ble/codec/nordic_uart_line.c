/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/nordic_uart_line.h"

#include "ble/codec/reading.h"
#include "ble/codec/wave.h"

#include <errno.h>
#include <string.h>

enum {
	RATE_MAX_MHZ = 10000000,
	SAMPLE_MAX = 100000000,
	HR_MAX_BPM = 400,
	RR_MAX_MS = 60000,
	PERCENT_MAX = 100,
	TEMPERATURE_MAX_MILLI = 150000,
};

/* What was not read yet. Numbers read as 0 once something did not fit. */
struct words {
	const char *at;
	const char *end;
	bool failed;
};

static bool take(struct words *w, char c)
{
	if (w->failed || w->at == w->end || *w->at != c)
		return false;
	w->at++;
	return true;
}

/* Words stand one blank apart; none at the end. */
static bool next_word(struct words *w)
{
	return take(w, ' ');
}

static void must_take(struct words *w, char c)
{
	w->failed = !take(w, c);
}

static bool take_word(struct words *w, const char *word)
{
	size_t size = strlen(word);

	if (w->failed || (size_t)(w->end - w->at) < size || memcmp(w->at, word, size) != 0 ||
	    (w->at + size < w->end && w->at[size] != ' '))
		return false;
	w->at += size;
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static int64_t get_digits(struct words *w, int64_t most)
{
	const char *at = w->at;
	int64_t value = 0;

	while (at < w->end && is_digit(*at) && value <= most)
		value = value * 10 + (*at++ - '0');
	w->failed = w->failed || at == w->at || value > most;
	w->at = at;
	return value;
}

static int64_t in_range(struct words *w, int64_t value, int64_t least, int64_t most)
{
	w->failed = w->failed || value < least || value > most;
	return w->failed ? 0 : value;
}

static int64_t get_integer(struct words *w, int64_t least, int64_t most)
{
	bool negative = take(w, '-');
	int64_t value = get_digits(w, UINT32_MAX);

	return in_range(w, negative ? -value : value, least, most);
}

/* In thousandths: "36.85" gives 36850, and there is no fourth decimal. */
static int64_t get_milli(struct words *w, int64_t least, int64_t most)
{
	bool negative = take(w, '-');
	int64_t value = get_digits(w, UINT32_MAX) * 1000;
	int64_t place = 1000;

	if (take(w, '.')) {
		const char *first = w->at;

		for (; w->at < w->end && is_digit(*w->at) && place > 1; w->at++) {
			place /= 10;
			value += place * (*w->at - '0');
		}
		w->failed = w->at == first;
	}
	return in_range(w, negative ? -value : value, least, most);
}

static void get_time(struct words *w, struct nordic_uart_line *line)
{
	must_take(w, ' ');
	line->has_time = true;
	line->ms = (uint32_t)get_integer(w, 0, UINT32_MAX);
}

static uint32_t get_rate_mhz(struct words *w)
{
	must_take(w, ' ');
	return (uint32_t)get_milli(w, 1, RATE_MAX_MHZ);
}

static void parse_ecg(struct words *w, struct nordic_uart_line *line)
{
	struct ecg_block *ecg = &line->block.ecg;

	get_time(w, line);
	line->block.kind = SAMPLE_ECG;
	ecg->rate_mhz = get_rate_mhz(w);
	ecg->count = 0;
	do {
		must_take(w, ' ');
		ecg->uv[ecg->count++] = (int32_t)get_integer(w, -SAMPLE_MAX, SAMPLE_MAX);
	} while (!w->failed && w->at < w->end && ecg->count < ECG_BLOCK_MAX);
}

/* In thousandths of the quantity's unit. */
static void parse_wave(struct words *w, struct nordic_uart_line *line, enum quantity quantity)
{
	struct wave_block *wave = wave_init(&line->block, quantity, 3, 0.001);

	get_time(w, line);
	wave->rate_mhz = get_rate_mhz(w);
	do {
		int32_t *sample = &wave->raw[wave->count * 3];

		for (int i = 0; i < 3; i++) {
			must_take(w, i == 0 ? ' ' : ',');
			sample[i] = (int32_t)get_integer(w, -SAMPLE_MAX, SAMPLE_MAX);
		}
		wave->count++;
	} while (!w->failed && w->at < w->end && wave->count < WAVE_VALUES_MAX / 3);
}

static void parse_acceleration(struct words *w, struct nordic_uart_line *line)
{
	parse_wave(w, line, QUANTITY_ACCELERATION);
}

static void parse_angular_rate(struct words *w, struct nordic_uart_line *line)
{
	parse_wave(w, line, QUANTITY_ANGULAR_RATE);
}

static void parse_magnetic_field(struct words *w, struct nordic_uart_line *line)
{
	parse_wave(w, line, QUANTITY_MAGNETIC_FIELD);
}

static void parse_heart_rate(struct words *w, struct nordic_uart_line *line)
{
	struct heart_rate_block *hr = &line->block.heart_rate;

	*hr = (struct heart_rate_block){0};
	line->block.kind = SAMPLE_HEART_RATE;
	must_take(w, ' ');
	hr->hr_bpm = (uint16_t)get_integer(w, 0, HR_MAX_BPM);
	while (hr->rr_count < HEART_RATE_RR_MAX && next_word(w)) {
		int64_t rr_ms = get_integer(w, 1, RR_MAX_MS);

		hr->rr_1024[hr->rr_count++] = (uint16_t)((rr_ms * 1024 + 500) / 1000);
	}
}

static void parse_spo2(struct words *w, struct nordic_uart_line *line)
{
	struct reading_block *reading = &line->block.reading;

	line->block.kind = SAMPLE_READING;
	reading_init(reading);
	reading->measuring = true;
	must_take(w, ' ');
	reading_add(reading, QUANTITY_SPO2, (double)get_milli(w, 0, PERCENT_MAX * 1000) / 1000);
	if (next_word(w))
		reading_add(reading, QUANTITY_PULSE_RATE,
			    (double)get_milli(w, 0, HR_MAX_BPM * 1000) / 1000);
}

static void parse_temperature(struct words *w, struct nordic_uart_line *line)
{
	static const struct {
		const char *place;
		enum quantity quantity;
	} places[] = {
	    {"body", QUANTITY_BODY_TEMPERATURE},
	    {"skin", QUANTITY_SKIN_TEMPERATURE},
	    {"room", QUANTITY_TEMPERATURE},
	};
	enum { PLACES = sizeof places / sizeof places[0] };
	struct reading_block *reading = &line->block.reading;
	size_t i = 0;

	line->block.kind = SAMPLE_READING;
	reading_init(reading);
	reading->measuring = true;
	must_take(w, ' ');
	while (i < PLACES && !take_word(w, places[i].place))
		i++;
	must_take(w, ' ');
	w->failed = w->failed || i == PLACES;
	if (w->failed)
		return;
	reading_add(reading, places[i].quantity,
		    (double)get_milli(w, -TEMPERATURE_MAX_MILLI, TEMPERATURE_MAX_MILLI) / 1000);
}

static void parse_battery(struct words *w, struct nordic_uart_line *line)
{
	must_take(w, ' ');
	line->block.kind = SAMPLE_BATTERY;
	line->block.battery.percent = (uint8_t)get_integer(w, 0, PERCENT_MAX);
}

int nordic_uart_line_parse(const char *text, size_t size, struct nordic_uart_line *line)
{
	static const struct {
		const char *kind;
		void (*parse)(struct words *w, struct nordic_uart_line *line);
	} kinds[] = {
	    {"ecg", parse_ecg},           {"acc", parse_acceleration},
	    {"gyro", parse_angular_rate}, {"mag", parse_magnetic_field},
	    {"hr", parse_heart_rate},     {"spo2", parse_spo2},
	    {"temp", parse_temperature},  {"batt", parse_battery},
	};
	struct words w = {.at = text, .end = text + size};

	if (!take_word(&w, "ht1") || !next_word(&w))
		return -EPROTONOSUPPORT;
	line->has_time = false;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (!take_word(&w, kinds[i].kind))
			continue;
		kinds[i].parse(&w, line);
		return w.failed || w.at != w.end ? -EBADMSG : 0;
	}
	return -EPROTONOSUPPORT;
}
