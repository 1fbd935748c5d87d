/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/block-text.h"

#include <string.h>

static const struct {
	enum quantity quantity;
	const char *word;
} words[] = {
    {QUANTITY_ACCELERATION, "acceleration"},
    {QUANTITY_ANGULAR_RATE, "angular-rate"},
    {QUANTITY_MAGNETIC_FIELD, "magnetic-field"},
    {QUANTITY_ORIENTATION, "orientation"},
    {QUANTITY_EULER_ANGLES, "euler"},
    {QUANTITY_PPG, "ppg"},
    {QUANTITY_GRAVITY, "gravity"},
    {QUANTITY_ECG_STATUS, "ecg-status"},
    {QUANTITY_PPG_INTEGRATION, "ppg-integration"},
    {QUANTITY_PPG_GAIN, "ppg-gain"},
    {QUANTITY_SKIN_TEMPERATURE, "skin-temperature"},
    {QUANTITY_TEMPERATURE, "temperature"},
    {QUANTITY_AIR_PRESSURE, "air-pressure"},
    {QUANTITY_HEADING, "heading"},
    {QUANTITY_BATTERY_VOLTAGE, "battery-voltage"},
    {QUANTITY_PPG_MODE, "ppg-mode"},
    {QUANTITY_BODY_TEMPERATURE, "body-temperature"},
    {QUANTITY_SPO2, "spo2"},
    {QUANTITY_PULSE_RATE, "pulse"},
    {QUANTITY_PULSE_AMPLITUDE, "pulse-amplitude"},
    {QUANTITY_SYSTOLIC, "systolic"},
    {QUANTITY_DIASTOLIC, "diastolic"},
    {QUANTITY_MEAN_ARTERIAL, "mean"},
    {QUANTITY_CUFF_PRESSURE, "cuff"},
    {QUANTITY_WEIGHT, "weight"},
    {QUANTITY_HEIGHT, "height"},
    {QUANTITY_BMI, "bmi"},
    {QUANTITY_BODY_FAT, "fat"},
    {QUANTITY_SPO2_FAST, "spo2-fast"},
    {QUANTITY_SPO2_SLOW, "spo2-slow"},
    {QUANTITY_PULSE_RATE_FAST, "pulse-fast"},
    {QUANTITY_PULSE_RATE_SLOW, "pulse-slow"},
    {QUANTITY_HEART_RATE, "heart-rate"},
    {QUANTITY_RR_INTERVAL, "rr"},
    {QUANTITY_SPEED, "speed"},
    {QUANTITY_CADENCE, "cadence"},
    {QUANTITY_STRIDE, "stride"},
    {QUANTITY_DISTANCE, "distance"},
    {QUANTITY_STEPS, "steps"},
    {QUANTITY_POWER, "power"},
    {QUANTITY_ENERGY, "energy"},
    {QUANTITY_PEDAL_BALANCE, "balance"},
    {QUANTITY_TORQUE, "torque"},
    {QUANTITY_WHEEL_REVOLUTIONS, "wheel"},
    {QUANTITY_WHEEL_EVENT, "wheel-at"},
    {QUANTITY_CRANK_REVOLUTIONS, "crank"},
    {QUANTITY_CRANK_EVENT, "crank-at"},
    {QUANTITY_TAP, "tap"},
    {QUANTITY_SPORT, "sport"},
    {QUANTITY_BASAL_METABOLISM, "basal"},
    {QUANTITY_MUSCLE, "muscle"},
    {QUANTITY_MUSCLE_MASS, "muscle-mass"},
    {QUANTITY_FAT_FREE_MASS, "fat-free-mass"},
    {QUANTITY_SOFT_LEAN_MASS, "soft-lean-mass"},
    {QUANTITY_BODY_WATER_MASS, "water-mass"},
    {QUANTITY_IMPEDANCE, "impedance"},
};

static const char *word_of(enum quantity quantity)
{
	for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
		if (words[i].quantity == quantity)
			return words[i].word;
	}
	g_error("quantity %d has no word in tests/unit/block-text.c", quantity);
}

static void append_reading(GString *text, const struct reading_block *reading)
{
	const struct clock_time *clock = &reading->clock;

	g_string_append(text, "reading");
	if (reading->measuring)
		g_string_append(text, " measuring");
	if (reading->questionable)
		g_string_append(text, " questionable");
	if (reading->has_clock)
		g_string_append_printf(text, " %04d-%02d-%02d %02d:%02d:%02d", clock->year,
				       clock->month, clock->day, clock->hour, clock->minute,
				       clock->second);
	if (reading->user != 255)
		g_string_append_printf(text, " user %u", reading->user);
	if (reading->status)
		g_string_append_printf(text, " status 0x%x", reading->status);
	for (guint i = 0; i < reading->count; i++)
		g_string_append_printf(text, "%s %s %.9g", i ? "," : ":",
				       word_of(reading->value[i].quantity),
				       reading->value[i].value);
}

static double wave_value(const struct wave_block *wave, guint at)
{
	float value;

	if (!wave->is_float)
		return wave->raw[at] * wave->scale;
	memcpy(&value, &wave->raw[at], sizeof value);
	return (double)value * wave->scale;
}

static void append_wave(GString *text, const struct wave_block *wave)
{
	g_string_append_printf(text, "wave %s", word_of(wave->quantity));
	if (wave->rate_mhz)
		g_string_append_printf(text, " %u mHz", wave->rate_mhz);
	if (wave->has_time)
		g_string_append_printf(text, " at %" G_GUINT64_FORMAT " ns", wave->device_ns);
	for (guint i = 0; i < (guint)wave->count * wave->channels; i++) {
		const char *between = i == 0 ? ":" : i % wave->channels == 0 ? ";" : "";

		g_string_append_printf(text, "%s %.9g", between, wave_value(wave, i));
	}
}

static void append_ecg(GString *text, const struct ecg_block *ecg)
{
	g_string_append_printf(text, "ecg %u mHz at %" G_GUINT64_FORMAT " ns:", ecg->rate_mhz,
			       ecg->device_ns);
	for (guint i = 0; i < ecg->count; i++)
		g_string_append_printf(text, " %d", ecg->uv[i]);
}

static void append_heart_rate(GString *text, const struct heart_rate_block *hr)
{
	g_string_append_printf(text, "heart %u", hr->hr_bpm);
	if (hr->contact_supported)
		g_string_append(text, hr->contact ? " contact" : " no contact");
	if (hr->energy_present)
		g_string_append_printf(text, " energy %u", hr->energy_kj);
	if (hr->rr_count)
		g_string_append(text, " rr");
	for (guint i = 0; i < hr->rr_count; i++)
		g_string_append_printf(text, " %u", hr->rr_1024[i]);
}

static void append_intervals(GString *text, const struct intervals_block *intervals)
{
	g_string_append(text, "intervals");
	for (guint i = 0; i < intervals->count; i++)
		g_string_append_printf(text, " %u", intervals->interval[i].interval_ms);
}

void block_text_append(GString *text, const struct sample_block *block)
{
	switch (block->kind) {
	case SAMPLE_ECG:
		append_ecg(text, &block->ecg);
		break;
	case SAMPLE_HEART_RATE:
		append_heart_rate(text, &block->heart_rate);
		break;
	case SAMPLE_BATTERY:
		g_string_append_printf(text, "battery %u", block->battery.percent);
		break;
	case SAMPLE_WAVE:
		append_wave(text, &block->wave);
		break;
	case SAMPLE_INTERVALS:
		append_intervals(text, &block->intervals);
		break;
	case SAMPLE_READING:
		append_reading(text, &block->reading);
		break;
	}
	g_string_append_c(text, '\n');
}

GByteArray *bytes_of_hex(const char *hex)
{
	GByteArray *bytes = g_byte_array_new();

	for (; *hex; hex += *hex == ' ' ? 1 : 2) {
		guint8 byte;

		if (*hex == ' ')
			continue;
		g_assert_true(g_ascii_isxdigit(hex[0]) && g_ascii_isxdigit(hex[1]));
		byte = (guint8)(g_ascii_xdigit_value(hex[0]) << 4 | g_ascii_xdigit_value(hex[1]));
		g_byte_array_append(bytes, &byte, 1);
	}
	return bytes;
}
