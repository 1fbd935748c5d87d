/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every combination of the flags of each service of the Bluetooth SIG: a packet of just the length
 * that they promise is taken whole, and one a byte shorter is not. Lengths are those of the
 * services' specifications; all fields are zero. */
#include "tests/unit/driver-table.h"

#include <errno.h>

enum { PACKET_MAX = 64, BITS_MAX = 16 };

struct service {
	const char *driver;
	guint flag_bytes;
	guint size, values; /* with no flag set: bytes behind the flags, numbers in the reading */
	struct {
		guint size, values;
	} bit[BITS_MAX]; /* what each adds */
};

/* Bytes and numbers of fields that several services have. */
#define NOTHING                                                                                    \
	{                                                                                          \
		0, 0                                                                               \
	}
#define CLOCK                                                                                      \
	{                                                                                          \
		7, 0                                                                               \
	}
#define USER                                                                                       \
	{                                                                                          \
		1, 0                                                                               \
	}
#define U8                                                                                         \
	{                                                                                          \
		1, 1                                                                               \
	}
#define U16                                                                                        \
	{                                                                                          \
		2, 1                                                                               \
	}
#define U32                                                                                        \
	{                                                                                          \
		4, 1                                                                               \
	}

static const struct service services[] = {
    {"heart rate", 1, 1, 0, {{1, 0}, NOTHING, NOTHING, {2, 0}, {2, 0}}},
    {"heart rate in ms", 1, 1, 0, {{1, 0}, NOTHING, NOTHING, {2, 0}, {2, 0}}},
    {"pulse oximeter", 1, 4, 2, {{4, 2}, {4, 2}, {2, 0}, {3, 0}, U16}},
    {"pulse oximeter spot check", 1, 4, 2, {CLOCK, {2, 0}, {3, 0}, U16, NOTHING}},
    {"thermometer", 1, 4, 1, {NOTHING, CLOCK, {1, 0}}},
    {"thermometer intermediate", 1, 4, 1, {NOTHING, CLOCK, {1, 0}}},
    {"blood pressure", 1, 6, 3, {NOTHING, CLOCK, U16, USER, {2, 0}}},
    {"blood pressure cuff", 1, 6, 1, {NOTHING, CLOCK, U16, USER, {2, 0}}},
    {"weight scale", 1, 2, 1, {NOTHING, CLOCK, USER, {4, 2}}},
    {"body composition",
     2,
     2,
     1,
     {NOTHING, CLOCK, USER, U16, U16, U16, U16, U16, U16, U16, U16, U16, NOTHING}},
    {"running", 1, 3, 2, {U16, U32, NOTHING}},
    {"cycling power",
     2,
     2,
     1,
     {U8, NOTHING, U16, NOTHING, {6, 2}, {4, 2}, {4, 0}, {4, 0}, {3, 0}, {2, 0}, {2, 0}, U16}},
    {"cycling speed", 1, 0, 0, {{6, 2}, {4, 2}}},
};

struct taken {
	guint blocks, values;
};

static void count(void *context, const struct sample_block *block)
{
	struct taken *taken = context;

	taken->blocks++;
	if (block->kind == SAMPLE_READING)
		taken->values += block->reading.count;
}

/* The packet lies at the end of its allocation. */
static int push(const struct service *service, guint flags, guint size, struct taken *taken)
{
	const struct sample_sink sink = {count, taken};
	g_autofree guint8 *packet = g_malloc0(size);

	for (guint i = 0; i < service->flag_bytes && i < size; i++)
		packet[i] = (guint8)(flags >> 8 * i);
	return driver_named(service->driver)->push(NULL, packet, size, &sink);
}

static void check_flags(const struct service *service, guint flags)
{
	guint size = service->flag_bytes + service->size, values = service->values;
	struct taken taken = {0, 0}, cut = {0, 0};

	for (guint i = 0; i < BITS_MAX; i++) {
		size += flags >> i & 1 ? service->bit[i].size : 0;
		values += flags >> i & 1 ? service->bit[i].values : 0;
	}
	g_assert_cmpuint(size, <, PACKET_MAX);
	g_assert_cmpint(push(service, flags, size, &taken), ==, 0);
	g_assert_cmpuint(taken.blocks, ==, 1);
	g_assert_cmpuint(taken.values, ==, values);
	if (size > service->flag_bytes)
		g_assert_cmpint(push(service, flags, size - 1, &cut), ==, -EBADMSG);
	g_assert_cmpuint(cut.blocks, ==, 0);
}

static void test_service(gconstpointer data)
{
	const struct service *service = data;

	/* Reserved flags among them. */
	for (guint flags = 0; flags < 1U << 8 * service->flag_bytes; flags++)
		check_flags(service, flags);
}

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	for (gsize i = 0; i < G_N_ELEMENTS(services); i++) {
		g_autofree char *path = g_strdup_printf("/flags/%s", services[i].driver);

		g_test_add_data_func(g_strdelimit(path, " ", '-'), &services[i], test_service);
	}
	return g_test_run();
}
