/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ble/codec/pmd.h"

#include "tests/unit/assert-bytes.h"

#include <errno.h>
#include <glib.h>
#include <string.h>

enum { BUFFER = 600, HEADER = 10 };

struct command_row {
	size_t size;
	uint8_t bytes[20];
	struct pmd_command command;
};

static const struct command_row commands[] = {
    {2, {0x01, 0x00}, {.operation = PMD_GET_SETTINGS, .type = PMD_ECG}},
    {2, {0x01, 0x02}, {.operation = PMD_GET_SETTINGS, .type = PMD_ACC}},
    {10,
     {0x02, 0x00, 0x00, 0x01, 0x82, 0x00, 0x01, 0x01, 0x0e, 0x00},
     {.operation = PMD_START,
      .type = PMD_ECG,
      .settings = {.rate_hz = 130, .resolution_bits = 14}}},
    {6,
     {0x02, 0x02, 0x00, 0x01, 0xc8, 0x00},
     {.operation = PMD_START, .type = PMD_ACC, .settings = {.rate_hz = 200}}},
    {17,
     {0x02, 0x02, 0x00, 0x01, 0xc8, 0x00, 0x01, 0x01, 0x10, 0x00, 0x02, 0x01, 0x08, 0x00, 0x04,
      0x01, 0x03},
     {.operation = PMD_START, .type = PMD_ACC, .settings = {200, 16, 8, 3}}},
    {2, {0x02, 0x00}, {.operation = PMD_START, .type = PMD_ECG}},
    {1, {0x06}, {.operation = PMD_GET_SDK_STATUS}},
    {2, {0x03, 0x00}, {.operation = PMD_STOP, .type = PMD_ECG}},
};

static void test_commands(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(commands); i++) {
		const struct command_row *row = &commands[i];
		struct pmd_command command;
		uint8_t bytes[PMD_COMMAND_MAX];
		long size = pmd_command_encode(&row->command, bytes, sizeof bytes);

		assert_bytes(bytes, size, row->bytes, row->size);
		g_assert_cmpint(pmd_command_decode(row->bytes, row->size, &command), ==, 0);
		g_assert_cmpuint(command.operation, ==, row->command.operation);
		g_assert_cmpuint(command.type, ==, row->command.type);
		g_assert_cmpuint(command.settings.rate_hz, ==, row->command.settings.rate_hz);
		g_assert_cmpuint(command.settings.resolution_bits, ==,
				 row->command.settings.resolution_bits);
		g_assert_cmpuint(command.settings.range, ==, row->command.settings.range);
		g_assert_cmpuint(command.settings.channels, ==, row->command.settings.channels);
		for (size_t cut = 0; cut < row->size; cut++)
			g_assert_cmpint((int)pmd_command_encode(&row->command, bytes, cut), ==,
					-ENOBUFS);
	}
}

static void test_bad_commands(void)
{
	static const struct command_row bad[] = {
	    {.size = 0},
	    {1, {0x01}, {0}},
	    {3, {0x01, 0x00, 0x00}, {0}},
	    {3, {0x02, 0x00, 0x00}, {0}},
	    {5, {0x02, 0x00, 0x00, 0x01, 0x82}, {0}},
	    {4, {0x02, 0x00, 0x00, 0x00}, {0}},
	    {6, {0x02, 0x00, 0x00, 0xff, 0x82, 0x00}, {0}},
	};
	struct pmd_command command;
	static const uint8_t unknown[] = {0x09, 0x07};

	for (size_t i = 0; i < G_N_ELEMENTS(bad); i++)
		g_assert_cmpint(pmd_command_decode(bad[i].bytes, bad[i].size, &command), ==,
				-EBADMSG);
	g_assert_cmpint(pmd_command_decode(unknown, sizeof unknown, &command), ==, 0);
	g_assert_cmpuint(command.operation, ==, 9);
	g_assert_cmpuint(command.type, ==, 7);
}

struct response_row {
	const char *what;
	size_t size;
	uint8_t bytes[24];
	struct pmd_response response;
	bool canonical; /* what the encoder would write */
};

static const struct response_row responses[] = {
    {"error of 4 bytes",
     4,
     {0xf0, 0x01, 0x00, 0x0a},
     {.operation = PMD_GET_SETTINGS, .status = PMD_INVALID_MTU},
     true},
    {"settings",
     13,
     {0xf0, 0x01, 0x00, 0x00, 0x00, 0x00, 0x01, 0x82, 0x00, 0x01, 0x01, 0x0e, 0x00},
     {.operation = PMD_GET_SETTINGS, .settings = {.rate_hz = 130, .resolution_bits = 14}},
     true},
    {"several values of one setting",
     13,
     {0xf0, 0x01, 0x02, 0x00, 0x00, 0x00, 0x03, 25, 0, 50, 0, 100, 0},
     {.operation = PMD_GET_SETTINGS, .type = PMD_ACC, .settings = {.rate_hz = 25}},
     false},
    {"a setting that is not known",
     11,
     {0xf0, 0x01, 0x00, 0x00, 0x00, 0x00, 0x01, 0x82, 0x00, 0x77, 0x05},
     {.operation = PMD_GET_SETTINGS, .settings = {.rate_hz = 130}},
     false},
    {"started",
     6,
     {0xf0, 0x02, 0x00, 0x00, 0x00, 0x00},
     {.operation = PMD_START, .status = PMD_SUCCESS},
     true},
    {"stopped",
     5,
     {0xf0, 0x03, 0x00, 0x00, 0x00},
     {.operation = PMD_STOP, .status = PMD_SUCCESS},
     true},
    {"already on",
     5,
     {0xf0, 0x02, 0x00, 0x06, 0x00},
     {.operation = PMD_START, .status = PMD_ALREADY_IN_STATE},
     true},
    {"an error that is not known",
     5,
     {0xf0, 0x02, 0x02, 0xc8, 0x00},
     {.operation = PMD_START, .type = PMD_ACC, .status = 0xc8},
     true},
    {"to be continued",
     9,
     {0xf0, 0x01, 0x00, 0x00, 0x01, 0x00, 0x01, 0x82, 0x00},
     {.operation = PMD_GET_SETTINGS, .more = true, .settings = {.rate_hz = 130}},
     true},
};

static void test_responses(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(responses); i++) {
		const struct response_row *row = &responses[i];
		struct pmd_response response;
		uint8_t bytes[BUFFER];
		long size;

		g_test_message("%s", row->what);
		g_assert_cmpint(pmd_response_decode(row->bytes, row->size, &response), ==, 0);
		g_assert_cmpuint(response.operation, ==, row->response.operation);
		g_assert_cmpuint(response.type, ==, row->response.type);
		g_assert_cmpuint(response.status, ==, row->response.status);
		g_assert_cmpint(response.more, ==, row->response.more);
		g_assert_cmpuint(response.settings.rate_hz, ==, row->response.settings.rate_hz);
		g_assert_cmpuint(response.settings.resolution_bits, ==,
				 row->response.settings.resolution_bits);
		size = pmd_response_encode(&row->response, bytes, sizeof bytes);
		if (row->canonical)
			assert_bytes(bytes, size, row->bytes, row->size);
	}
}

static void test_bad_responses(void)
{
	static const uint8_t no_mark[] = {0x0f, 0x01, 0x00, 0x00, 0x00};
	struct pmd_response response;
	uint8_t bytes[BUFFER];

	for (size_t size = 0; size < 4; size++)
		g_assert_cmpint(pmd_response_decode(responses[1].bytes, size, &response), ==,
				-EBADMSG);
	g_assert_cmpint(pmd_response_decode(no_mark, sizeof no_mark, &response), ==, -EBADMSG);
	for (size_t size = 6; size < 9; size++)
		g_assert_cmpint(pmd_response_decode(responses[1].bytes, size, &response), ==,
				-EBADMSG);
	for (size_t size = 0; size < responses[1].size; size++)
		g_assert_cmpint((int)pmd_response_encode(&responses[1].response, bytes, size), ==,
				-ENOBUFS);
}

static void test_status_names(void)
{
	for (guint status = 0; status <= UINT8_MAX; status++) {
		const char *name = pmd_status_name((uint8_t)status);

		g_assert_nonnull(name);
		if (status > PMD_DISK_FULL)
			g_assert_cmpstr(name, ==, "unknown error");
		else
			g_assert_cmpstr(name, !=, "unknown error");
	}
}

/* 4 samples whose last was taken 0x0102030405060708 ns after 2000-01-01. */
static const uint8_t frame[] = {
    0x00, 0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01, 0x00, 0x7a,
    0x00, 0x00, 0xff, 0xff, 0xff, 0x00, 0x00, 0x80, 0xff, 0xff, 0x7f,
};
static const int32_t frame_uv[] = {122, -1, -8388608, 8388607};

static void test_frame(void)
{
	struct sample_block block;
	uint8_t bytes[BUFFER];
	long size;

	g_assert_cmpint(pmd_frame_decode(frame, sizeof frame, 130000, &block), ==, 0);
	g_assert_cmpint(block.kind, ==, SAMPLE_ECG);
	g_assert_cmpuint(block.ecg.device_ns, ==, UINT64_C(0x0102030405060708));
	g_assert_cmpuint(block.ecg.rate_mhz, ==, 130000);
	g_assert_cmpuint(block.ecg.count, ==, G_N_ELEMENTS(frame_uv));
	for (size_t i = 0; i < G_N_ELEMENTS(frame_uv); i++)
		g_assert_cmpint(block.ecg.uv[i], ==, frame_uv[i]);
	size = pmd_ecg_frame_encode(&block.ecg, bytes, sizeof bytes);
	assert_bytes(bytes, size, frame, sizeof frame);
}

static void test_frame_lengths(void)
{
	uint8_t bytes[BUFFER] = {0};
	struct sample_block block;

	memcpy(bytes, frame, sizeof frame);
	for (size_t size = 0; size < sizeof bytes; size++) {
		size_t samples = size > HEADER ? (size - HEADER) / 3 : 0;
		bool whole = samples > 0 && samples <= ECG_BLOCK_MAX && (size - HEADER) % 3 == 0;
		int rc = pmd_frame_decode(bytes, size, 130000, &block);

		g_assert_cmpint(rc, ==, whole ? 0 : -EBADMSG);
		if (whole)
			g_assert_cmpuint(block.ecg.count, ==, samples);
	}
}

static void test_unknown_frames(void)
{
	uint8_t bytes[sizeof frame];
	struct sample_block block;

	memcpy(bytes, frame, sizeof frame);
	for (guint frame_type = 4; frame_type <= UINT8_MAX; frame_type++) {
		bytes[9] = (uint8_t)frame_type;
		g_assert_cmpint(pmd_frame_decode(bytes, sizeof bytes, 130000, &block), ==,
				-EPROTONOSUPPORT);
	}
	bytes[9] = 0;
	for (guint type = 1; type < 0x40; type++) {
		bytes[0] = (uint8_t)type;
		g_assert_cmpint(pmd_frame_decode(bytes, sizeof bytes, 130000, &block), ==,
				-EPROTONOSUPPORT);
	}
}

static void test_frame_encode_errors(void)
{
	struct ecg_block ecg = {.count = PMD_ECG_FRAME_SAMPLES};
	uint8_t bytes[BUFFER];

	g_assert_cmpint((int)pmd_ecg_frame_encode(&ecg, bytes, sizeof bytes), ==, 229);
	g_assert_cmpint((int)pmd_ecg_frame_encode(&ecg, bytes, 228), ==, -ENOBUFS);
	ecg.uv[PMD_ECG_FRAME_SAMPLES - 1] = 0x800000;
	g_assert_cmpint((int)pmd_ecg_frame_encode(&ecg, bytes, sizeof bytes), ==, -ERANGE);
	ecg.count = 0;
	g_assert_cmpint((int)pmd_ecg_frame_encode(&ecg, bytes, sizeof bytes), ==, -ERANGE);
	ecg.count = ECG_BLOCK_MAX + 1;
	g_assert_cmpint((int)pmd_ecg_frame_encode(&ecg, bytes, sizeof bytes), ==, -ERANGE);
}

static void assert_values(const struct pmd_values *values, const char *wanted)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < values->count; i++)
		g_string_append_printf(text, i ? " %u" : "%u", values->value[i]);
	g_assert_cmpstr(text->str, ==, wanted);
}

/* Ranges of two bytes, channels of one; settings that are stepped over before and between. */
static const uint8_t offer_reply[] = {
    0xf0, 1, 5,  0, 0, 3, 1, 1, 2, 3, 4, 0, 3,    26, 0,    52, 0, 0x68, 1,
    1,    1, 16, 0, 5, 1, 0, 0, 0, 0, 2, 2, 0xf4, 1,  0xd0, 7,  4, 1,    3,
};

static void test_offer(void)
{
	struct pmd_response response;
	uint8_t bytes[PMD_REPLY_MAX];
	long size;

	g_assert_cmpint(pmd_response_decode(offer_reply, sizeof offer_reply, &response), ==, 0);
	assert_values(&response.offer.rate_hz, "26 52 360");
	assert_values(&response.offer.resolution_bits, "16");
	assert_values(&response.offer.range, "500 2000");
	assert_values(&response.offer.channels, "3");
	g_assert_cmpuint(response.settings.rate_hz, ==, 26);
	g_assert_cmpuint(response.settings.range, ==, 500);
	g_assert_cmpuint(response.settings.channels, ==, 3);
	size = pmd_response_encode(&response, bytes, sizeof bytes);
	g_assert_cmpint(pmd_response_decode(bytes, (gsize)size, &response), ==, 0);
	assert_values(&response.offer.rate_hz, "26 52 360");
	assert_values(&response.offer.range, "500 2000");
	assert_values(&response.offer.channels, "3");
	for (size_t cut = 12; cut < 19; cut++)
		g_assert_cmpint(pmd_response_decode(offer_reply, cut, &response), ==, -EBADMSG);
}

static void test_offer_too_long(void)
{
	uint8_t bytes[7 + 2 * 200] = {0xf0, 1, 2, 0, 0, 0, 200};
	struct pmd_response response;

	for (uint8_t i = 0; i < 200; i++)
		bytes[7 + 2 * i] = i;
	g_assert_cmpint(pmd_response_decode(bytes, sizeof bytes, &response), ==, 0);
	assert_values(&response.offer.rate_hz, "0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15");
}

static void test_choice(void)
{
	static const struct {
		struct pmd_settings wish, choice;
	} rows[] = {
	    {{0}, {26, 16, 500, 3}},
	    {{.rate_hz = 52}, {52, 16, 500, 3}},
	    {{.rate_hz = 200, .range = 1}, {52, 16, 500, 3}},
	    {{.rate_hz = 250, .range = 9999, .channels = 6}, {360, 16, 2000, 3}},
	};
	static const struct pmd_offer none;
	struct pmd_response response;

	g_assert_cmpint(pmd_response_decode(offer_reply, sizeof offer_reply, &response), ==, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		struct pmd_settings got = pmd_offer_choose(&response.offer, &rows[i].wish);

		g_assert_cmpuint(got.rate_hz, ==, rows[i].choice.rate_hz);
		g_assert_cmpuint(got.resolution_bits, ==, rows[i].choice.resolution_bits);
		g_assert_cmpuint(got.range, ==, rows[i].choice.range);
		g_assert_cmpuint(got.channels, ==, rows[i].choice.channels);
		got = pmd_offer_choose(&none, &rows[i].wish);
		g_assert_cmpuint(got.rate_hz, ==, 0);
		g_assert_cmpuint(got.channels, ==, 0);
	}
}

static void test_factor(void)
{
	static const uint8_t reply[] = {0xf0, 2, 2, 0, 0, 5, 1, 0, 0, 0, 0x3f};
	struct pmd_response response;
	uint8_t bytes[BUFFER];
	long size;

	g_assert_cmpint(pmd_response_decode(reply, sizeof reply, &response), ==, 0);
	g_assert_cmpfloat(response.factor, ==, 0.5F);
	size = pmd_response_encode(&response, bytes, sizeof bytes);
	assert_bytes(bytes, size, reply, sizeof reply);
	g_assert_cmpint(pmd_response_decode(reply, sizeof reply - 1, &response), ==, -EBADMSG);
}

/* Types 0 and 2 stream, 5 is recorded, 6 does both, 1 neither. */
static void test_measurement_status(void)
{
	static const uint8_t command[] = {5};
	static const uint8_t reply[] = {0xf0, 5, 0, 0, 0, 0x40, 0x42, 0x85, 0xc6};
	static const uint8_t idle = 0x01;
	struct pmd_response response;
	struct pmd_command asked = {.operation = PMD_GET_STATUS};
	uint8_t bytes[BUFFER];

	assert_bytes(bytes, pmd_command_encode(&asked, bytes, sizeof bytes), command, 1);
	g_assert_cmpint(pmd_command_decode(command, 1, &asked), ==, 0);
	g_assert_cmpint(pmd_response_decode(reply, sizeof reply, &response), ==, 0);
	g_assert_cmphex(response.online_types, ==, 0x45);
	g_assert_cmphex(response.offline_types, ==, 0x60);
	assert_bytes(bytes, pmd_response_encode(&response, bytes, sizeof bytes), reply,
		     sizeof reply);
	memcpy(bytes, reply, sizeof reply);
	bytes[5] = idle;
	g_assert_cmpint(pmd_response_decode(bytes, sizeof reply, &response), ==, 0);
	g_assert_cmphex(response.online_types, ==, 0x44);
}

static void test_sdk_mode(void)
{
	static const uint8_t on[] = {0xf0, 6, 0, 0, 0, 1};
	struct pmd_response response;

	g_assert_cmpint(pmd_response_decode(on, sizeof on, &response), ==, 0);
	g_assert_true(response.sdk_mode);
	g_assert_cmpint(pmd_response_decode(on, sizeof on - 1, &response), ==, 0);
	g_assert_false(response.sdk_mode);
}

/* Cut anywhere behind its head, in both ways to continue, a reply is joined to what it was. */
static void test_joined(void)
{
	for (size_t repeats = 0; repeats < 2; repeats++) {
		for (size_t cut = 5; cut < sizeof offer_reply; cut++) {
			const size_t head = repeats ? 5 : 1;
			struct pmd_reply reply = {0};
			uint8_t part[sizeof offer_reply + 5] = {0};

			memcpy(part, offer_reply, cut);
			part[4] = 1;
			g_assert_cmpint(pmd_reply_push(&reply, part, cut), ==, 0);
			memset(part, 0, sizeof part);
			memcpy(part, offer_reply, repeats ? 4 : 0);
			memcpy(part + head, offer_reply + cut, sizeof offer_reply - cut);
			g_assert_cmpint(
			    pmd_reply_push(&reply, part, head + sizeof offer_reply - cut), ==, 1);
			assert_bytes(reply.data, reply.size, offer_reply, sizeof offer_reply);
			g_assert_cmpint(pmd_reply_push(&reply, responses[0].bytes, 4), ==, 1);
			assert_bytes(reply.data, reply.size, responses[0].bytes, 4);
		}
	}
}

static void test_join_errors(void)
{
	struct pmd_reply reply = {0};
	uint8_t part[PMD_REPLY_MAX + 1] = {0xf0, 1, 2, 0, 1};
	static const uint8_t stopped[] = {0x01, 0x02};

	g_assert_cmpint(pmd_reply_push(&reply, stopped, sizeof stopped), ==, -EBADMSG);
	g_assert_cmpint(pmd_reply_push(&reply, part, 3), ==, -EBADMSG);
	g_assert_cmpint(pmd_reply_push(&reply, part, 0), ==, -EBADMSG);
	g_assert_cmpint(pmd_reply_push(&reply, part, sizeof part), ==, -EMSGSIZE);
	g_assert_cmpint(pmd_reply_push(&reply, part, 300), ==, 0);
	g_assert_cmpint(pmd_reply_push(&reply, part, 300), ==, -EMSGSIZE);
	g_assert_cmpint(pmd_reply_push(&reply, responses[0].bytes, 4), ==, 1);
	g_assert_cmpint(pmd_reply_push(&reply, part, 5), ==, 0);
	g_assert_cmpint(pmd_reply_push(&reply, part, 0), ==, -EBADMSG);
	g_assert_cmpint(pmd_reply_push(&reply, responses[0].bytes, 4), ==, 1);
}

static void test_features(void)
{
	uint8_t bytes[PMD_FEATURES_SIZE];
	uint64_t types = 0;

	pmd_features_encode(1U << PMD_ECG | 1U << PMD_ACC | 1U << PMD_TEMPERATURE, bytes);
	g_assert_cmphex(bytes[0], ==, 0x0f);
	g_assert_cmphex(bytes[1], ==, 0x05);
	g_assert_cmphex(bytes[2], ==, 0x10);
	g_assert_cmpint(pmd_features_decode(bytes, sizeof bytes, &types), ==, 0);
	g_assert_cmphex(types, ==, 0x1005);
	g_assert_cmpint(pmd_features_decode(bytes, 3, &types), ==, 0);
	g_assert_cmphex(types, ==, 0x1005);
	g_assert_cmpint(pmd_features_decode(bytes, 2, &types), ==, -EBADMSG);
	bytes[0] = 0xf0;
	g_assert_cmpint(pmd_features_decode(bytes, sizeof bytes, &types), ==, -EBADMSG);
}

static void test_stopped(void)
{
	static const uint8_t stopped[] = {0x01, 0x00, 0x02};
	uint8_t bytes[8];
	uint64_t types = 0;

	g_assert_cmpint(pmd_stopped_decode(stopped, sizeof stopped, &types), ==, 0);
	g_assert_cmphex(types, ==, 0x05);
	assert_bytes(bytes, pmd_stopped_encode(types, bytes, sizeof bytes), stopped,
		     sizeof stopped);
	g_assert_cmpint(pmd_stopped_encode(types, bytes, 2), ==, -ENOBUFS);
	g_assert_cmpint(pmd_stopped_decode(stopped, 1, &types), ==, -EBADMSG);
	g_assert_cmpint(pmd_stopped_decode(responses[0].bytes, 4, &types), ==, -EBADMSG);
}

static void test_type_names(void)
{
	g_assert_cmpstr(pmd_type_name(PMD_ACC), ==, "acceleration");
	for (guint type = 0; type <= UINT8_MAX; type++)
		g_assert_nonnull(pmd_type_name((uint8_t)type));
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_add_func("/pmd/commands", test_commands);
	g_test_add_func("/pmd/bad-commands", test_bad_commands);
	g_test_add_func("/pmd/responses", test_responses);
	g_test_add_func("/pmd/bad-responses", test_bad_responses);
	g_test_add_func("/pmd/status-names", test_status_names);
	g_test_add_func("/pmd/frame", test_frame);
	g_test_add_func("/pmd/frame-lengths", test_frame_lengths);
	g_test_add_func("/pmd/unknown-frames", test_unknown_frames);
	g_test_add_func("/pmd/frame-encode-errors", test_frame_encode_errors);
	g_test_add_func("/pmd/offer", test_offer);
	g_test_add_func("/pmd/offer-too-long", test_offer_too_long);
	g_test_add_func("/pmd/choice", test_choice);
	g_test_add_func("/pmd/factor", test_factor);
	g_test_add_func("/pmd/measurement-status", test_measurement_status);
	g_test_add_func("/pmd/sdk-mode", test_sdk_mode);
	g_test_add_func("/pmd/joined", test_joined);
	g_test_add_func("/pmd/join-errors", test_join_errors);
	g_test_add_func("/pmd/features", test_features);
	g_test_add_func("/pmd/stopped", test_stopped);
	g_test_add_func("/pmd/type-names", test_type_names);
	return g_test_run();
}
