/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/guided-live.h"

#include "client/line-reader.h"
#include "common/glib/ht-error.h"
#include "common/glib/ht-wait-fd.h"
#include "common/timebase.h"
#include "programme/unit-words.h"

#include <errno.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

typedef struct {
	HtGuidedSession session;
	const HtGuidedListener *listener;
	enum guided_state told;
	guint minutes;
	gint64 last_ns; /* G_MININT64 = no sample yet */
	/* By all blocks; and of that, what another had covered before. */
	gint64 covered_ns, twice_ns;
} Live;

static const gint64 JUDGED_FROM_NS = 2 * NS_PER_S;

static JsonNode *member(JsonObject *object, const char *name, JsonNodeType type)
{
	JsonNode *node = json_object_get_member(object, name);

	return node && json_node_get_node_type(node) == type ? node : NULL;
}

static gboolean is_text(JsonObject *object, const char *name, const char *text)
{
	JsonNode *node = member(object, name, JSON_NODE_VALUE);

	return node && json_node_get_value_type(node) == G_TYPE_STRING &&
	       g_str_equal(json_node_get_string(node), text);
}

static double number(JsonObject *object, const char *name)
{
	JsonNode *node = member(object, name, JSON_NODE_VALUE);

	return node ? json_node_get_double(node) : 0;
}

static void tell(Live *live)
{
	enum guided_state state = ht_guided_session_state(&live->session);
	gint64 start_ns = live->session.walk.result.start_ns + live->session.first_ns;
	guint minutes;

	if (state != live->told)
		live->listener->state(live->listener->context, state);
	live->told = state;
	if (live->session.wishes->test != HT_GUIDED_WALK || state != GUIDED_RUNNING)
		return;
	minutes = (guint)((live->last_ns - start_ns) / (60 * NS_PER_S));
	if (minutes > live->minutes)
		live->listener->minute(live->listener->context, minutes);
	live->minutes = minutes;
}

static float value_at(JsonArray *raw, guint index, double scale)
{
	JsonNode *node = json_array_get_element(raw, index);

	return JSON_NODE_HOLDS_VALUE(node) ? (float)(json_node_get_double(node) * scale) : NAN;
}

/* A trace does not say which wearable a block is of. Those of one follow each other, those of two
 * lie side by side. */
static gboolean are_mixed(const Live *live)
{
	return live->covered_ns >= JUDGED_FROM_NS && live->twice_ns > live->covered_ns / 4;
}

static void note_place(Live *live, gint64 first_ns, gint64 length_ns)
{
	live->covered_ns += length_ns;
	if (live->last_ns > first_ns)
		live->twice_ns += MIN(live->last_ns - first_ns, length_ns);
}

/* A block whose clock was fitted anew may begin a little before the last one's end. */
static void take_block(Live *live, gint64 first_ns, double period_ns, double scale, JsonArray *raw)
{
	note_place(live, first_ns, (gint64)(json_array_get_length(raw) / 3 * period_ns));
	for (guint i = 0; i + 2 < json_array_get_length(raw); i += 3) {
		struct imu_sample sample = {.has = IMU_ACCELERATION};

		sample.t_ns = MAX(live->last_ns, first_ns + (gint64)(i / 3 * period_ns));
		for (guint axis = 0; axis < 3; axis++)
			sample.acc_ms2[axis] = value_at(raw, i + axis, scale);
		if (ht_guided_session_push(&live->session, &sample) == 0)
			live->last_ns = sample.t_ns;
	}
	tell(live);
}

static void take_line(const char *line, gsize size, gpointer data)
{
	g_autoptr(JsonParser) parser = json_parser_new_immutable();
	JsonObject *wave;
	JsonNode *root, *raw;
	double t_utc_us, rate_hz;

	if (!strstr(line, "\"wave\"") ||
	    !json_parser_load_from_data(parser, line, (gssize)size, NULL))
		return;
	root = json_parser_get_root(parser);
	if (!root || !JSON_NODE_HOLDS_OBJECT(root))
		return;
	wave = json_node_get_object(root);
	raw = member(wave, "raw", JSON_NODE_ARRAY);
	t_utc_us = number(wave, "t_utc_us");
	rate_hz = number(wave, "rate_hz");
	if (!is_text(wave, "type", "wave") || !is_text(wave, "quantity", "acceleration") || !raw ||
	    number(wave, "channels") != 3 || !(rate_hz >= 1) || !(t_utc_us > 0 && t_utc_us < 9e15))
		return;
	take_block(data, (gint64)t_utc_us * 1000, (double)NS_PER_S / rate_hz, number(wave, "scale"),
		   json_node_get_array(raw));
}

static gboolean is_over(const Live *live)
{
	enum guided_state state = ht_guided_session_state(&live->session);

	return state == GUIDED_DONE || state == GUIDED_REFUSED || are_mixed(live) ||
	       unit_verdict_refuses(ht_guided_session_units(&live->session));
}

static gboolean follow(Live *live, int fd, GError **error)
{
	struct line_reader reader;
	char bytes[4096];
	gboolean ok = TRUE;
	gssize n = 1;

	line_reader_init(&reader, take_line, live);
	while (ok && n != 0 && !is_over(live)) {
		ok = ht_wait_fd(fd, G_IO_IN, -1, NULL, error);
		n = ok ? read(fd, bytes, sizeof bytes) : 0;
		if (n > 0)
			line_reader_push(&reader, bytes, (gsize)n);
		else if (n < 0 && errno != EAGAIN && errno != EINTR)
			ok = ht_error_set_errno(error, -errno, "the live trace");
	}
	line_reader_clear(&reader);
	close(fd);
	return ok;
}

gboolean ht_guided_live(int fd, const HtGuidedWishes *wishes, const HtGuidedListener *listener,
			HtGuidedResult *result, GError **error)
{
	g_autofree Live *live = g_new0(Live, 1);
	enum guided_refusal refusal;
	enum unit_verdict units;

	live->listener = listener;
	live->last_ns = G_MININT64;
	live->told = GUIDED_REFUSED;
	ht_guided_session_init(&live->session, wishes);
	tell(live);
	if (!follow(live, fd, error))
		return FALSE;
	units = ht_guided_session_units(&live->session);
	refusal = ht_guided_session_finish(&live->session, result);
	if (refusal == GUIDED_FITS && !unit_verdict_refuses(units) && !are_mixed(live))
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_INSUFFICIENT_DATA, "%s: %s",
		    ht_guided_name(wishes->test),
		    live->last_ns == G_MININT64 ? "no acceleration came: is the wearable worn and "
						  "connected?"
		    : are_mixed(live)           ? "more than one wearable moves with the person: "
						  "leave on the one on the chest or the waist"
		    : unit_verdict_refuses(units) ? ht_unit_words(units)
						  : ht_guided_refusal_words(refusal));
	return FALSE;
}
