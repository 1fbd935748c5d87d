/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/nordic_uart_line.h"

#include "ble/codec/eight_characters.h"
#include "ble/codec/heart_rate.h"
#include "ble/codec/reading.h"
#include "ble/codec/wave.h"

#include <errno.h>

enum {
	RATE_MAX_MHZ = 10000000,
	SAMPLE_MAX = 100000000,
	HR_MAX_BPM = 400,
	RR_MAX_MS = 60000,
	PERCENT_MAX = 100,
	TEMPERATURE_MAX_MILLI = 150000,
};

/* What was not read yet, up to a '\n'. Once something did not fit, the reading goes on, but what it
 * gives is of no use. */
struct words {
	const char *at;
	bool failed;
};

static bool is_at_end(const struct words *w)
{
	return *w->at == '\n';
}

static inline bool take(struct words *w, char c)
{
	if (*w->at != c)
		return false;
	w->at++;
	return true;
}

/* Words stand one blank apart; none at the end. */
static inline bool next_word(struct words *w)
{
	return take(w, ' ');
}

static inline void must_take(struct words *w, char c)
{
	w->failed |= !take(w, c);
}

static bool take_word(struct words *w, const char *word)
{
	const char *at = w->at;

	while (*word && *at == *word) {
		at++;
		word++;
	}
	if (*word || (*at != ' ' && *at != '\n'))
		return false;
	w->at = at;
	return true;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* How many of eight characters are a number: a sign, if there is one, and digits. They come less
 * '0' each, so digits are 0 to 9; what the addition carries out of a byte is behind one that is
 * marked itself. */
static inline unsigned number_size(uint64_t window, unsigned sign)
{
	uint64_t others = ((window + EIGHT_OF(0x80 - 10)) | window) & EIGHT_OF(0x80);

	others ^= (uint64_t)sign << 7;
	return others ? first_marked(others) : EIGHT_CHARACTERS;
}

/* What the first 1 to 8 of them are: pairs are made of digits, fours of pairs. */
static inline uint32_t number_of(uint64_t window, unsigned digits)
{
	window <<= 8 * (EIGHT_CHARACTERS - digits);
	window = window * 10 + (window >> 8);
	window = (window & UINT64_C(0x00ff00ff00ff00ff)) * (1 + (100 << 16)) >> 16;
	window = (window & UINT64_C(0x0000ffff0000ffff)) * (1 + (UINT64_C(10000) << 32)) >> 32;
	return (uint32_t)window;
}

/* Takes a sign and digits. Returns what they are without the sign; any number above UINT32_MAX
 * where it is. */
static inline int64_t get_magnitude(struct words *w, bool *negative)
{
	uint64_t window = le64((const uint8_t *)w->at) ^ EIGHT_OF('0');
	unsigned sign = *w->at == '-';
	unsigned size = number_size(window, sign);
	int64_t value;

	*negative = sign;
	if (size == sign) {
		w->failed = true;
		return 0;
	}
	value = number_of(window >> 8 * sign, size - sign);
	w->at += size;
	if (size < EIGHT_CHARACTERS)
		return value;
	for (; is_digit(*w->at) && value <= UINT32_MAX; w->at++)
		value = value * 10 + (*w->at - '0');
	return value;
}

static inline int64_t in_range(struct words *w, int64_t value, int64_t least, int64_t most)
{
	w->failed |= value < least || value > most;
	return w->failed ? 0 : value;
}

static inline int64_t get_integer(struct words *w, int64_t least, int64_t most)
{
	bool negative;
	int64_t value = get_magnitude(w, &negative);

	return in_range(w, negative ? -value : value, least, most);
}

/* In thousandths: "36.85" gives 36850, and there is no fourth decimal. */
static int64_t get_milli(struct words *w, int64_t least, int64_t most)
{
	bool negative;
	int64_t value = get_magnitude(w, &negative) * 1000;
	int64_t place = 1000;

	if (take(w, '.')) {
		const char *first = w->at;

		for (; is_digit(*w->at) && place > 1; w->at++) {
			place /= 10;
			value += place * (*w->at - '0');
		}
		w->failed |= w->at == first;
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

static inline int32_t get_sample(struct words *w)
{
	return (int32_t)get_integer(w, -SAMPLE_MAX, SAMPLE_MAX);
}

/* Samples are read by a copy of the words, which can lie in registers. */
static void parse_ecg(struct words *w, struct nordic_uart_line *line)
{
	struct ecg_block *ecg = &line->block.ecg;
	struct words samples;
	uint16_t count = 0;

	get_time(w, line);
	line->block.kind = SAMPLE_ECG;
	ecg->rate_mhz = get_rate_mhz(w);
	for (samples = *w; count < ECG_BLOCK_MAX && next_word(&samples); count++)
		ecg->uv[count] = get_sample(&samples);
	ecg->count = count;
	*w = samples;
	w->failed |= count == 0;
}

/* In thousandths of the quantity's unit. */
static void parse_wave(struct words *w, struct nordic_uart_line *line, enum quantity quantity)
{
	struct wave_block *wave = wave_init(&line->block, quantity, 3, 0.001);
	int32_t *sample = wave->raw;
	struct words samples;
	uint16_t count = 0;

	get_time(w, line);
	wave->rate_mhz = get_rate_mhz(w);
	for (samples = *w; count < WAVE_VALUES_MAX / 3 && next_word(&samples); count++) {
		*sample++ = get_sample(&samples);
		must_take(&samples, ',');
		*sample++ = get_sample(&samples);
		must_take(&samples, ',');
		*sample++ = get_sample(&samples);
	}
	wave->count = count;
	*w = samples;
	w->failed |= count == 0;
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

	line->block.kind = SAMPLE_HEART_RATE;
	hr->contact_supported = hr->contact = hr->energy_present = hr->odd_byte = false;
	hr->energy_kj = 0;
	hr->rr_count = 0;
	must_take(w, ' ');
	hr->hr_bpm = (uint16_t)get_integer(w, 0, HR_MAX_BPM);
	while (hr->rr_count < HEART_RATE_RR_MAX && next_word(w)) {
		uint32_t rr_ms = (uint32_t)get_integer(w, 1, RR_MAX_MS);

		hr->rr_1024[hr->rr_count++] = heart_rate_rr_of_ms(rr_ms);
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
	if (i == PLACES) {
		w->failed = true;
		return;
	}
	must_take(w, ' ');
	reading_add(reading, places[i].quantity,
		    (double)get_milli(w, -TEMPERATURE_MAX_MILLI, TEMPERATURE_MAX_MILLI) / 1000);
}

static void parse_battery(struct words *w, struct nordic_uart_line *line)
{
	must_take(w, ' ');
	line->block.kind = SAMPLE_BATTERY;
	line->block.battery.percent = (uint8_t)get_integer(w, 0, PERCENT_MAX);
}

int nordic_uart_line_parse(const char *text, struct nordic_uart_line *line)
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
	struct words w = {.at = text};

	if (!take_word(&w, "ht1") || !next_word(&w))
		return -EPROTONOSUPPORT;
	line->has_time = false;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		if (!take_word(&w, kinds[i].kind))
			continue;
		kinds[i].parse(&w, line);
		return w.failed || !is_at_end(&w) ? -EBADMSG : 0;
	}
	return -EPROTONOSUPPORT;
}
