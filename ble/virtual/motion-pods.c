/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wearables that send how they are moved: a WitMotion pod, a Nordic Thingy:52, and a board of one's
 * own that sends lines over the Nordic UART. Layouts as named in the decoders of ble/codec. */
#include "ble/codec/battery.h"
#include "ble/codec/device_information.h"
#include "ble/codec/nordic_uart.h"
#include "ble/codec/thingy.h"
#include "ble/codec/witmotion.h"
#include "ble/virtual/sender.h"
#include "common/bytes.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array)    (sizeof(array) / sizeof((array)[0]))
#define DEGREES_PER_RAD (180 / 3.14159265358979323846)

static uint16_t scaled(double value, double full_scale)
{
	return (uint16_t)(int16_t)lround(fmax(-1, fmin(0.9999, value / full_scale)) * 32768);
}

static long make_pod_frame(struct sender *s, uint64_t ns, uint8_t *out, size_t size)
{
	struct motion_sample m;
	struct byte_writer w;

	motion_at(&s->motion, (double)ns / 1e9, &m);
	byte_writer_init(&w, out, size);
	put_u8(&w, 0x55);
	put_u8(&w, 0x61);
	for (int axis = 0; axis < 3; axis++)
		put_u16(&w, scaled(m.acceleration_ms2[axis], 16 * MOTION_GRAVITY_MS2));
	for (int axis = 0; axis < 3; axis++)
		put_u16(&w, scaled(m.angular_rate_rads[axis] * DEGREES_PER_RAD, 2000));
	put_u16(&w, scaled(m.roll_rad * DEGREES_PER_RAD, 180));
	put_u16(&w, scaled(m.pitch_rad * DEGREES_PER_RAD, 180));
	put_u16(&w, scaled(m.yaw_rad * DEGREES_PER_RAD, 180));
	return (long)w.at;
}

static void answer_register(struct sender *s, uint8_t first)
{
	struct byte_writer w;

	byte_writer_init(&w, s->answer.data, sizeof(s->answer.data));
	put_u8(&w, 0x55);
	put_u8(&w, 0x71);
	put_u8(&w, first);
	put_u8(&w, 0);
	put_u16(&w, first == WITMOTION_BATTERY ? 396 : first == WITMOTION_TEMPERATURE ? 3120 : 0);
	for (int i = 1; i < 8; i++)
		put_u16(&w, 0);
	s->answer.uuid = WITMOTION_DATA_UUID;
	s->answer.size = (uint16_t)w.at;
	s->has_answer = true;
}

/* Code of the rate register: hertz. */
static uint32_t rate_of_code(uint8_t code)
{
	static const uint8_t hz[] = {0, 0, 0, 1, 0, 5, 10, 20, 50, 100, 0, 200};

	return code < COUNT(hz) ? hz[code] : 0;
}

static void write_pod(void *state, const char *uuid, const uint8_t *data, size_t size, uint16_t mtu)
{
	struct sender *s = state;

	(void)mtu;
	if (strcmp(uuid, WITMOTION_WRITE_UUID) != 0 || size != WITMOTION_COMMAND_SIZE ||
	    data[0] != 0xff || data[1] != 0xaa)
		return;
	if (data[2] == 0x27)
		answer_register(s, data[3]);
	else if (data[2] == 0x03 && rate_of_code(data[3]) > 0)
		sender_set_period(s, 0, 1000 / rate_of_code(data[3]));
}

static long make_thingy_raw(struct sender *s, uint64_t ns, uint8_t *out, size_t size)
{
	struct motion_sample m;
	struct byte_writer w;

	motion_at(&s->motion, (double)ns / 1e9, &m);
	byte_writer_init(&w, out, size);
	for (int axis = 0; axis < 3; axis++)
		put_u16(&w, scaled(m.acceleration_ms2[axis], 32 * MOTION_GRAVITY_MS2));
	for (int axis = 0; axis < 3; axis++)
		put_u16(&w, scaled(m.angular_rate_rads[axis] * DEGREES_PER_RAD, 1024));
	for (int axis = 0; axis < 3; axis++)
		put_u16(&w, scaled(m.field_ut[axis], 2048));
	return (long)w.at;
}

static long make_thingy_quaternion(struct sender *s, uint64_t ns, uint8_t *out, size_t size)
{
	struct motion_sample m;
	struct byte_writer w;

	motion_at(&s->motion, (double)ns / 1e9, &m);
	byte_writer_init(&w, out, size);
	put_u32(&w, (uint32_t)(int32_t)lround(cos(m.roll_rad / 2) * 0x1p30));
	put_u32(&w, (uint32_t)(int32_t)lround(sin(m.roll_rad / 2) * 0x1p30));
	put_u32(&w, 0);
	put_u32(&w, 0);
	return (long)w.at;
}

static long make_thingy_steps(struct sender *s, uint64_t ns, uint8_t *out, size_t size)
{
	struct byte_writer w;

	byte_writer_init(&w, out, size);
	put_u32(&w, (uint32_t)(s->motion.step_hz * (double)ns / 1e9));
	put_u32(&w, sender_clock_ms(s, ns));
	return (long)w.at;
}

/* The numbers are whole or have one decimal made by hand, so no locale gets into them. */
static long whole_line(int length, size_t size)
{
	return length > 0 && (size_t)length < size ? length : 0;
}

static long make_uart_heart_rate(struct sender *s, uint64_t ns, uint8_t *out, size_t size)
{
	int rr_ms = (int)sender_about(s, 880, 40);

	(void)ns;
	return whole_line(snprintf((char *)out, size, "ht1 hr %d %d\n", 60000 / rr_ms, rr_ms),
			  size);
}

static long make_uart_temperature(struct sender *s, uint64_t ns, uint8_t *out, size_t size)
{
	int tenths = (int)sender_about(s, 334, 5);

	(void)ns;
	return whole_line(
	    snprintf((char *)out, size, "ht1 temp skin %d.%d\n", tenths / 10, tenths % 10), size);
}

static long make_uart_battery(struct sender *s, uint64_t ns, uint8_t *out, size_t size)
{
	(void)ns;
	return whole_line(snprintf((char *)out, size, "ht1 batt %u\n", sender_battery_percent(s)),
			  size);
}

enum { UART_RATE_HZ = 25, UART_LINE_SAMPLES = 10, UART_LINE_MS = 400 };

static long make_uart_acceleration(struct sender *s, uint64_t ns, uint8_t *out, size_t size)
{
	struct motion_sample m;
	int length = snprintf((char *)out, size, "ht1 acc %lu %d",
			      (unsigned long)sender_clock_ms(s, ns), UART_RATE_HZ);

	for (int i = 1; i <= UART_LINE_SAMPLES && (size_t)length < size; i++) {
		double time_s = (double)ns / 1e9 - (double)(UART_LINE_SAMPLES - i) / UART_RATE_HZ;

		motion_at(&s->motion, time_s, &m);
		length += snprintf((char *)out + length, size - (size_t)length, " %d,%d,%d",
				   (int)(m.acceleration_ms2[0] * 1000),
				   (int)(m.acceleration_ms2[1] * 1000),
				   (int)(m.acceleration_ms2[2] * 1000));
	}
	if ((size_t)length + 1 >= size)
		return 0;
	out[length] = '\n';
	return length + 1;
}

#define BATTERY_SENDING                                                                            \
	{                                                                                          \
		BATTERY_LEVEL_UUID, SENDER_BATTERY_S * 1000, CONTENT_BATTERY, 0, sender_battery    \
	}

static const struct sending pod_sendings[] = {
    {WITMOTION_DATA_UUID, 100, CONTENT_WAVE, 3, make_pod_frame},
};
static const struct sending thingy_sendings[] = {
    {THINGY_RAW_UUID, 100, CONTENT_WAVE, 3, make_thingy_raw},
    {THINGY_QUATERNION_UUID, 100, CONTENT_WAVE, 1, make_thingy_quaternion},
    {THINGY_STEPS_UUID, 5000, CONTENT_READING, 1, make_thingy_steps},
    BATTERY_SENDING,
};
static const struct sending uart_sendings[] = {
    {NORDIC_UART_NOTIFY_UUID, UART_LINE_MS, CONTENT_WAVE, UART_LINE_SAMPLES,
     make_uart_acceleration},
    {NORDIC_UART_NOTIFY_UUID, 1000, CONTENT_HEART_RATE, 1, make_uart_heart_rate},
    {NORDIC_UART_NOTIFY_UUID, 10000, CONTENT_READING, 1, make_uart_temperature},
    {NORDIC_UART_NOTIFY_UUID, 60000, CONTENT_READING, 1, make_uart_battery},
};

static const struct gatt_characteristic pod[] = {
    {WITMOTION_DATA_UUID, 0x0031, sender_notifying},
    {WITMOTION_WRITE_UUID, 0x0034, sender_writable},
};
static const struct gatt_characteristic thingy[] = {
    {THINGY_QUATERNION_UUID, 0x0041, sender_notifying},
    {THINGY_STEPS_UUID, 0x0044, sender_notifying},
    {THINGY_RAW_UUID, 0x0047, sender_notifying},
};
static const struct gatt_characteristic uart[] = {
    {NORDIC_UART_NOTIFY_UUID, 0x0031, sender_notifying},
};

static const struct gatt_service pod_services[] = {
    {DEVICE_INFORMATION_SERVICE_UUID, 0x0018, sender_device_information, 4},
    {WITMOTION_SERVICE_UUID, 0x0030, pod, COUNT(pod)}};
static const struct gatt_service thingy_services[] = {
    SENDER_COMMON_SERVICES,
    {THINGY_CONFIGURATION_SERVICE_UUID, 0x0030, NULL, 0},
    {THINGY_MOTION_SERVICE_UUID, 0x0040, thingy, COUNT(thingy)}};
static const struct gatt_service uart_services[] = {
    {DEVICE_INFORMATION_SERVICE_UUID, 0x0018, sender_device_information, 4},
    {NORDIC_UART_SERVICE_UUID, 0x0030, uart, COUNT(uart)}};

static void init_pod(void *state, const struct wearable_settings *settings,
		     const struct wearable_source *source)
{
	(void)source;
	sender_init(state, settings, pod_sendings, COUNT(pod_sendings));
}

static void init_thingy(void *state, const struct wearable_settings *settings,
			const struct wearable_source *source)
{
	(void)source;
	sender_init(state, settings, thingy_sendings, COUNT(thingy_sendings));
}

static void init_uart(void *state, const struct wearable_settings *settings,
		      const struct wearable_source *source)
{
	(void)source;
	sender_init(state, settings, uart_sendings, COUNT(uart_sendings));
}

const struct wearable_kind wearable_pod = {
    .name = "pod",
    .meaning = "WitMotion: acceleration, angular rate, angles",
    .local_name = "WT901BLE67",
    .model = "virtual WT901",
    .services = pod_services,
    .services_count = COUNT(pod_services),
    .init = init_pod,
    .write = write_pod,
    .motion = IMU_ACCELERATION | IMU_ANGULAR_RATE,
    SENDER_ROW,
};
const struct wearable_kind wearable_thingy = {
    .name = "thingy",
    .meaning = "Nordic Thingy:52: motion and steps",
    .local_name = "Thingy",
    .model = "virtual Thingy:52",
    .services = thingy_services,
    .services_count = COUNT(thingy_services),
    .init = init_thingy,
    .motion = IMU_ACCELERATION | IMU_ANGULAR_RATE | IMU_MAGNETIC_FIELD,
    SENDER_ROW,
};
const struct wearable_kind wearable_uart = {
    .name = "uart",
    .meaning = "a board of one's own: lines over the Nordic UART",
    .local_name = "Bangle.js",
    .model = "virtual board",
    .services = uart_services,
    .services_count = COUNT(uart_services),
    .init = init_uart,
    .motion = IMU_ACCELERATION,
    SENDER_ROW,
};
