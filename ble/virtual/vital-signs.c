/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wearables that send a reading now and then: oximeter, thermometer, cuff, scale. Layouts: the
 * services of the Bluetooth SIG, as named in the decoders of ble/codec. */
#include "ble/codec/battery.h"
#include "ble/codec/blood_pressure.h"
#include "ble/codec/device_information.h"
#include "ble/codec/pulse_oximeter.h"
#include "ble/codec/thermometer.h"
#include "ble/codec/weight_scale.h"
#include "ble/virtual/sender.h"
#include "common/bytes.h"

#include <math.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* IEEE 11073 SFLOAT with one decimal: 12 bits of mantissa, exponent -1. */
static void put_tenths(struct byte_writer *w, double value)
{
	put_u16(w, (uint16_t)(0xf000u | ((unsigned)(int)lround(value * 10) & 0xfffu)));
}

/* A whole SFLOAT. */
static void put_whole(struct byte_writer *w, double value)
{
	put_u16(w, (uint16_t)((unsigned)(int)lround(value) & 0xfffu));
}

static long make_oxygen(struct sender *s, uint64_t ns, uint8_t *out, size_t size)
{
	struct byte_writer w;

	(void)ns;
	byte_writer_init(&w, out, size);
	put_u8(&w, 0);
	put_tenths(&w, fmin(100, sender_about(s, 97, 1)));
	put_whole(&w, sender_about(s, 68, 4));
	return (long)w.at;
}

static long make_temperature(struct sender *s, uint64_t ns, uint8_t *out, size_t size)
{
	double celsius = sender_about(s, 36.7, 0.2);
	struct byte_writer w;

	(void)ns;
	byte_writer_init(&w, out, size);
	put_u8(&w, 0);
	put_u32(&w, 0xff000000u | ((unsigned)(int)lround(celsius * 10) & 0xffffffu));
	return (long)w.at;
}

static long make_pressure(struct sender *s, uint64_t ns, uint8_t *out, size_t size)
{
	double systolic = sender_about(s, 122, 6), diastolic = sender_about(s, 79, 4);
	struct byte_writer w;

	(void)ns;
	byte_writer_init(&w, out, size);
	put_u8(&w, 0x04); /* with pulse */
	put_whole(&w, systolic);
	put_whole(&w, diastolic);
	put_whole(&w, (systolic + 2 * diastolic) / 3);
	put_whole(&w, sender_about(s, 66, 5));
	return (long)w.at;
}

enum { CUFF_EVERY_S = 300, CUFF_INFLATES_S = 30 };

/* The cuff is inflated, then it lets the air out, up to the measurement. */
static long make_cuff_pressure(struct sender *s, uint64_t ns, uint8_t *out, size_t size)
{
	const uint16_t not_there = 0x07ff;
	double second = fmod((double)ns / 1e9, CUFF_EVERY_S);
	double left = CUFF_EVERY_S - second;
	struct byte_writer w;

	(void)s;
	if (left > CUFF_INFLATES_S)
		return 0;
	byte_writer_init(&w, out, size);
	put_u8(&w, 0);
	put_whole(&w, left > CUFF_INFLATES_S - 5 ? (CUFF_INFLATES_S - left) * 36 : 40 + left * 5.6);
	put_u16(&w, not_there);
	put_u16(&w, not_there);
	return (long)w.at;
}

static long make_weight(struct sender *s, uint64_t ns, uint8_t *out, size_t size)
{
	struct byte_writer w;

	(void)ns;
	byte_writer_init(&w, out, size);
	put_u8(&w, 0);
	put_u16(&w, (uint16_t)lround(sender_about(s, 71.5, 0.3) / 0.005));
	return (long)w.at;
}

#define BATTERY_SENDING                                                                            \
	{                                                                                          \
		BATTERY_LEVEL_UUID, SENDER_BATTERY_S * 1000, CONTENT_BATTERY, 0, sender_battery    \
	}

static const struct sending oximeter_sendings[] = {
    {PULSE_OXIMETER_CONTINUOUS_UUID, 1000, CONTENT_READING, 2, make_oxygen},
    BATTERY_SENDING,
};
static const struct sending thermometer_sendings[] = {
    {THERMOMETER_INTERMEDIATE_UUID, 5000, CONTENT_READING, 1, make_temperature},
    {THERMOMETER_MEASUREMENT_UUID, 60000, CONTENT_READING, 1, make_temperature},
    BATTERY_SENDING,
};
static const struct sending cuff_sendings[] = {
    {BLOOD_PRESSURE_CUFF_UUID, 500, CONTENT_READING, 1, make_cuff_pressure},
    {BLOOD_PRESSURE_MEASUREMENT_UUID, CUFF_EVERY_S * 1000, CONTENT_READING, 4, make_pressure},
    BATTERY_SENDING,
};
static const struct sending scale_sendings[] = {
    {WEIGHT_SCALE_MEASUREMENT_UUID, 60000, CONTENT_READING, 1, make_weight},
    BATTERY_SENDING,
};

static const struct gatt_characteristic oximeter[] = {
    {PULSE_OXIMETER_CONTINUOUS_UUID, 0x0031, sender_notifying},
};
static const struct gatt_characteristic thermometer[] = {
    {THERMOMETER_MEASUREMENT_UUID, 0x0031, sender_indicating},
    {THERMOMETER_INTERMEDIATE_UUID, 0x0034, sender_notifying},
};
static const struct gatt_characteristic cuff[] = {
    {BLOOD_PRESSURE_MEASUREMENT_UUID, 0x0031, sender_indicating},
    {BLOOD_PRESSURE_CUFF_UUID, 0x0034, sender_notifying},
};
static const struct gatt_characteristic scale[] = {
    {WEIGHT_SCALE_MEASUREMENT_UUID, 0x0031, sender_indicating},
};

static const struct gatt_service oximeter_services[] = {
    SENDER_COMMON_SERVICES, {PULSE_OXIMETER_SERVICE_UUID, 0x0030, oximeter, COUNT(oximeter)}};
static const struct gatt_service thermometer_services[] = {
    SENDER_COMMON_SERVICES, {THERMOMETER_SERVICE_UUID, 0x0030, thermometer, COUNT(thermometer)}};
static const struct gatt_service cuff_services[] = {
    SENDER_COMMON_SERVICES, {BLOOD_PRESSURE_SERVICE_UUID, 0x0030, cuff, COUNT(cuff)}};
static const struct gatt_service scale_services[] = {
    SENDER_COMMON_SERVICES, {WEIGHT_SCALE_SERVICE_UUID, 0x0030, scale, COUNT(scale)}};

static void init_oximeter(void *state, const struct wearable_settings *settings,
			  const struct wearable_source *source)
{
	(void)source;
	sender_init(state, settings, oximeter_sendings, COUNT(oximeter_sendings));
}

static void init_thermometer(void *state, const struct wearable_settings *settings,
			     const struct wearable_source *source)
{
	(void)source;
	sender_init(state, settings, thermometer_sendings, COUNT(thermometer_sendings));
}

static void init_cuff(void *state, const struct wearable_settings *settings,
		      const struct wearable_source *source)
{
	(void)source;
	sender_init(state, settings, cuff_sendings, COUNT(cuff_sendings));
}

static void init_scale(void *state, const struct wearable_settings *settings,
		       const struct wearable_source *source)
{
	(void)source;
	sender_init(state, settings, scale_sendings, COUNT(scale_sendings));
}

const struct wearable_kind wearable_oximeter = {
    .name = "oximeter",
    .meaning = "pulse oximeter: saturation and pulse every second",
    .local_name = "Oximeter",
    .model = "virtual oximeter",
    .services = oximeter_services,
    .services_count = COUNT(oximeter_services),
    .init = init_oximeter,
    SENDER_ROW,
};
const struct wearable_kind wearable_thermometer = {
    .name = "thermometer",
    .meaning = "notifies every 5 s, indicates every minute",
    .local_name = "Thermometer",
    .model = "virtual thermometer",
    .services = thermometer_services,
    .services_count = COUNT(thermometer_services),
    .init = init_thermometer,
    SENDER_ROW,
};
const struct wearable_kind wearable_cuff = {
    .name = "cuff",
    .meaning = "blood pressure: inflates and indicates every 5 min",
    .local_name = "Cuff",
    .model = "virtual cuff",
    .services = cuff_services,
    .services_count = COUNT(cuff_services),
    .init = init_cuff,
    SENDER_ROW,
};
const struct wearable_kind wearable_scale = {
    .name = "scale",
    .meaning = "weight, indicated every minute",
    .local_name = "Scale",
    .model = "virtual scale",
    .services = scale_services,
    .services_count = COUNT(scale_services),
    .init = init_scale,
    SENDER_ROW,
};
