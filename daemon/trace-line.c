/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/trace-line.h"

#include "programme/finding-reasons.h"
#include "programme/finding-words.h"
#include "programme/quantity-words.h"
#include "programme/trust-words.h"

#include <json-glib/json-glib.h>
#include <math.h>

static JsonBuilder *begin(const char *type)
{
	JsonBuilder *builder = json_builder_new_immutable();

	json_builder_begin_object(builder);
	json_builder_set_member_name(builder, "type");
	json_builder_add_string_value(builder, type);
	return builder;
}

static void add_int(JsonBuilder *builder, const char *name, gint64 value)
{
	json_builder_set_member_name(builder, name);
	json_builder_add_int_value(builder, value);
}

static void add_utc(JsonBuilder *builder, const char *name, gint64 utc_ns)
{
	add_int(builder, name, utc_ns / 1000);
}

static void add_double(JsonBuilder *builder, const char *name, double value)
{
	json_builder_set_member_name(builder, name);
	json_builder_add_double_value(builder, value);
}

static void add_string(JsonBuilder *builder, const char *name, const char *value)
{
	json_builder_set_member_name(builder, name);
	json_builder_add_string_value(builder, value);
}

static void add_bool(JsonBuilder *builder, const char *name, gboolean value)
{
	json_builder_set_member_name(builder, name);
	json_builder_add_boolean_value(builder, value);
}

static char *finish(JsonBuilder *builder)
{
	g_autoptr(JsonGenerator) generator = json_generator_new();
	g_autoptr(JsonNode) root = NULL;
	GString *line = g_string_new(NULL);

	json_builder_end_object(builder);
	root = json_builder_get_root(builder);
	json_generator_set_root(generator, root);
	json_generator_to_gstring(generator, line);
	g_string_append_c(line, '\n');
	return g_string_free(line, FALSE);
}

char *ht_trace_hello(void)
{
	g_autoptr(JsonBuilder) builder = begin("hello");

	add_int(builder, "format", 1);
	return finish(builder);
}

char *ht_trace_ecg(gint64 utc_ns, gint64 index, double rate_hz, const gint32 *uv, gsize count)
{
	g_autoptr(JsonBuilder) builder = begin("ecg");

	add_utc(builder, "t_utc_us", utc_ns);
	add_int(builder, "index", index);
	add_double(builder, "rate_hz", rate_hz);
	json_builder_set_member_name(builder, "uv");
	json_builder_begin_array(builder);
	for (gsize i = 0; i < count; i++)
		json_builder_add_int_value(builder, uv[i]);
	json_builder_end_array(builder);
	return finish(builder);
}

char *ht_trace_beat(gint64 utc_ns, const struct ecg_beat *beat, gboolean final)
{
	g_autoptr(JsonBuilder) builder = begin("beat");
	char label[2] = {beat->label == BEAT_NONE ? '-' : (char)beat->label, '\0'};

	add_utc(builder, "t_utc_us", utc_ns);
	add_int(builder, "index", beat->sample_index);
	add_string(builder, "label", label);
	add_bool(builder, "final", final);
	add_double(builder, "rr_ms", (double)beat->rr_ms);
	add_double(builder, "confidence", (double)beat->confidence);
	return finish(builder);
}

char *ht_trace_rhythm(gint64 utc_ns, enum rhythm rhythm)
{
	g_autoptr(JsonBuilder) builder = begin("rhythm");

	add_utc(builder, "t_utc_us", utc_ns);
	add_string(builder, "rhythm", ht_rhythm_name(rhythm));
	return finish(builder);
}

char *ht_trace_finding(gint64 start_utc_ns, gint64 end_utc_ns, const struct ecg_finding *finding,
		       enum sample_trust trust)
{
	g_autoptr(JsonBuilder) builder = begin("finding");
	g_autofree char *text =
	    ht_finding_words(finding, (double)(end_utc_ns - start_utc_ns) / 1e9);

	add_utc(builder, "start_utc_us", start_utc_ns);
	add_utc(builder, "end_utc_us", end_utc_ns);
	add_string(builder, "kind", ht_finding_kind_name(finding->kind));
	add_double(builder, "confidence", (double)finding->confidence);
	add_string(builder, "quality", ht_signal_quality_name(finding->quality));
	add_string(builder, "text", text);
	add_string(builder, "code", ht_finding_reason_name(finding->reason));
	json_builder_set_member_name(builder, "numbers");
	json_builder_begin_array(builder);
	for (guint i = 0; i < FINDING_NUMBERS; i++)
		json_builder_add_double_value(builder, (double)finding->number[i]);
	json_builder_end_array(builder);
	add_string(builder, "trust", ht_trust_name(trust));
	return finish(builder);
}

char *ht_trace_signal(gint64 start_utc_ns, gint64 end_utc_ns, enum signal_quality quality,
		      enum lead_polarity polarity)
{
	g_autoptr(JsonBuilder) builder = begin("signal");

	add_utc(builder, "start_utc_us", start_utc_ns);
	if (end_utc_ns > 0)
		add_utc(builder, "end_utc_us", end_utc_ns);
	add_string(builder, "quality", ht_signal_quality_name(quality));
	add_string(builder, "polarity", ht_lead_polarity_name(polarity));
	return finish(builder);
}

char *ht_trace_breaths(gint64 start_utc_ns, gint64 end_utc_ns, double per_minute, double quality)
{
	g_autoptr(JsonBuilder) builder = begin("breaths");

	add_utc(builder, "start_utc_us", start_utc_ns);
	add_utc(builder, "end_utc_us", end_utc_ns);
	if (per_minute > 0)
		add_double(builder, "per_minute", per_minute);
	add_double(builder, "quality", quality);
	return finish(builder);
}

/* A raw count as it is; a float as the number it is. */
static void add_raw(JsonBuilder *builder, const struct wave_record *wave, gint32 raw)
{
	float number;

	memcpy(&number, &raw, sizeof number);
	if (!wave->is_float)
		json_builder_add_int_value(builder, raw);
	else if (isfinite(number))
		json_builder_add_double_value(builder, (double)number);
	else
		json_builder_add_null_value(builder);
}

char *ht_trace_wave(gint64 utc_ns, const struct wave_record *wave, const gint32 *raw,
		    enum sample_trust trust)
{
	g_autoptr(JsonBuilder) builder = begin("wave");

	add_utc(builder, "t_utc_us", utc_ns);
	add_string(builder, "quantity", ht_quantity_name(wave->quantity));
	add_string(builder, "unit", ht_quantity_unit(wave->quantity));
	if (wave->rate_mhz != 0)
		add_double(builder, "rate_hz", wave->rate_mhz / 1000.0);
	add_int(builder, "channels", wave->channels);
	add_double(builder, "scale", wave->scale);
	json_builder_set_member_name(builder, "raw");
	json_builder_begin_array(builder);
	for (gsize i = 0; i < (gsize)wave->samples * wave->channels; i++)
		add_raw(builder, wave, raw[i]);
	json_builder_end_array(builder);
	add_string(builder, "trust", ht_trust_name(trust));
	return finish(builder);
}

static void add_value(JsonBuilder *builder, guint quantity, double value)
{
	json_builder_begin_object(builder);
	add_string(builder, "quantity", ht_quantity_name(quantity));
	add_double(builder, "value", value);
	add_string(builder, "unit", ht_quantity_unit(quantity));
	json_builder_end_object(builder);
}

static void add_clock(JsonBuilder *builder, const struct clock_time *clock)
{
	g_autofree char *text =
	    g_strdup_printf("%04u-%02u-%02uT%02u:%02u:%02u", clock->year, clock->month, clock->day,
			    clock->hour, clock->minute, clock->second);

	add_string(builder, "device_clock", text);
}

char *ht_trace_reading(gint64 utc_ns, const struct reading_block *reading, enum sample_trust trust)
{
	g_autoptr(JsonBuilder) builder = begin("reading");
	g_autofree char *text = ht_reading_words(reading);

	add_utc(builder, "t_utc_us", utc_ns);
	json_builder_set_member_name(builder, "values");
	json_builder_begin_array(builder);
	for (guint i = 0; i < reading->count; i++)
		add_value(builder, reading->value[i].quantity, reading->value[i].value);
	json_builder_end_array(builder);
	add_bool(builder, "measuring", reading->measuring);
	add_bool(builder, "questionable", reading->questionable);
	add_int(builder, "status", reading->status);
	if (reading->user != 255)
		add_int(builder, "user", reading->user);
	if (reading->has_clock)
		add_clock(builder, &reading->clock);
	add_string(builder, "text", text);
	add_string(builder, "trust", ht_trust_name(trust));
	return finish(builder);
}

char *ht_trace_trust(gint64 utc_ns, guint quantity, enum sample_trust trust, guint reasons)
{
	g_autoptr(JsonBuilder) builder = begin("trust");
	g_auto(GStrv) names = ht_trust_reason_names(reasons);
	g_autofree char *text = ht_trust_reason_words(reasons);

	add_utc(builder, "t_utc_us", utc_ns);
	add_string(builder, "what", ht_quantity_name(quantity));
	add_string(builder, "trust", ht_trust_name(trust));
	json_builder_set_member_name(builder, "reasons");
	json_builder_begin_array(builder);
	for (char **name = names; *name; name++)
		json_builder_add_string_value(builder, *name);
	json_builder_end_array(builder);
	add_string(builder, "text", text);
	return finish(builder);
}

char *ht_trace_twin(gint64 utc_ns, const struct twin *twin, gboolean hr_known)
{
	g_autoptr(JsonBuilder) builder = begin("twin");
	double hr_bpm = (double)twin_hr_bpm(twin), hr_rest_bpm = (double)twin_hr_rest_bpm(twin);

	add_utc(builder, "t_utc_us", utc_ns);
	if (hr_known && hr_bpm > 0.0)
		add_double(builder, "hr_bpm", hr_bpm);
	if (hr_rest_bpm > 0.0)
		add_double(builder, "hr_rest_bpm", hr_rest_bpm);
	add_int(builder, "beats", (gint64)twin_beats(twin));
	add_int(builder, "ventricular", (gint64)twin_ventricular(twin));
	return finish(builder);
}

char *ht_trace_wearable(gint64 utc_ns, const char *state, int battery_percent, int contact,
			enum wearable_notice notice)
{
	g_autoptr(JsonBuilder) builder = begin("wearable");

	add_utc(builder, "t_utc_us", utc_ns);
	add_string(builder, "state", state);
	if (battery_percent >= 0)
		add_int(builder, "battery_percent", battery_percent);
	if (contact >= 0)
		add_bool(builder, "contact", contact != 0);
	if (notice == WEARABLE_BATTERY_LOW)
		add_string(builder, "notice", "battery_low");
	else if (notice == WEARABLE_CONTACT_LOST)
		add_string(builder, "notice", "contact_lost");
	return finish(builder);
}

char *ht_trace_gap(gint64 start_utc_ns, gint64 end_utc_ns, int cause, guint quantity)
{
	g_autoptr(JsonBuilder) builder = begin("gap");

	add_utc(builder, "start_utc_us", start_utc_ns);
	add_utc(builder, "end_utc_us", end_utc_ns);
	add_string(builder, "cause", ht_gap_cause_name(cause));
	add_string(builder, "what", ht_quantity_name(quantity));
	return finish(builder);
}

char *ht_trace_dropped(guint64 lines)
{
	g_autoptr(JsonBuilder) builder = begin("dropped");

	add_int(builder, "lines", (gint64)lines);
	return finish(builder);
}
