/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/live/trace-line.h"

#include "common/glib/ht-json.h"
#include "programme/finding-reasons.h"
#include "programme/finding-words.h"
#include "programme/quantity-words.h"
#include "programme/trust-words.h"

#include <math.h>

static void add_utc(JsonBuilder *builder, const char *name, gint64 utc_ns)
{
	ht_json_int(builder, name, utc_ns / 1000);
}

char *ht_trace_hello(void)
{
	g_autoptr(JsonBuilder) builder = ht_json_line_begin("hello");

	ht_json_int(builder, "format", 1);
	return ht_json_line_end(builder);
}

char *ht_trace_end(void)
{
	g_autoptr(JsonBuilder) builder = ht_json_line_begin("end");

	ht_json_text(builder, "reason", "consent_over");
	return ht_json_line_end(builder);
}

char *ht_trace_ecg(gint64 utc_ns, gint64 index, double rate_hz, const gint32 *uv, gsize count)
{
	g_autoptr(JsonBuilder) builder = ht_json_line_begin("ecg");

	add_utc(builder, "t_utc_us", utc_ns);
	ht_json_int(builder, "index", index);
	ht_json_exact(builder, "rate_hz", rate_hz);
	ht_json_begin_array(builder, "uv");
	for (gsize i = 0; i < count; i++)
		json_builder_add_int_value(builder, uv[i]);
	json_builder_end_array(builder);
	return ht_json_line_end(builder);
}

char *ht_trace_beat(gint64 utc_ns, const struct ecg_beat *beat, gboolean final)
{
	g_autoptr(JsonBuilder) builder = ht_json_line_begin("beat");
	char label[2] = {beat->label == BEAT_NONE ? '-' : (char)beat->label, '\0'};

	add_utc(builder, "t_utc_us", utc_ns);
	ht_json_int(builder, "index", beat->sample_index);
	ht_json_text(builder, "label", label);
	ht_json_flag(builder, "final", final);
	ht_json_exact(builder, "rr_ms", (double)beat->rr_ms);
	ht_json_exact(builder, "confidence", (double)beat->confidence);
	return ht_json_line_end(builder);
}

char *ht_trace_rhythm(gint64 utc_ns, enum rhythm rhythm)
{
	g_autoptr(JsonBuilder) builder = ht_json_line_begin("rhythm");

	add_utc(builder, "t_utc_us", utc_ns);
	ht_json_text(builder, "rhythm", ht_rhythm_name(rhythm));
	return ht_json_line_end(builder);
}

char *ht_trace_finding(gint64 start_utc_ns, gint64 end_utc_ns, const struct ecg_finding *finding,
		       enum sample_trust trust)
{
	g_autoptr(JsonBuilder) builder = ht_json_line_begin("finding");
	g_autofree char *text =
	    ht_finding_words(finding, (double)(end_utc_ns - start_utc_ns) / 1e9);

	add_utc(builder, "start_utc_us", start_utc_ns);
	add_utc(builder, "end_utc_us", end_utc_ns);
	ht_json_text(builder, "kind", ht_finding_kind_name(finding->kind));
	ht_json_exact(builder, "confidence", (double)finding->confidence);
	ht_json_text(builder, "quality", ht_signal_quality_name(finding->quality));
	ht_json_text(builder, "text", text);
	ht_json_text(builder, "code", ht_finding_reason_name(finding->reason));
	ht_json_begin_array(builder, "numbers");
	for (guint i = 0; i < FINDING_NUMBERS; i++)
		json_builder_add_double_value(builder, (double)finding->number[i]);
	json_builder_end_array(builder);
	ht_json_text(builder, "trust", ht_trust_name(trust));
	return ht_json_line_end(builder);
}

char *ht_trace_signal(gint64 start_utc_ns, gint64 end_utc_ns, enum signal_quality quality,
		      enum lead_polarity polarity)
{
	g_autoptr(JsonBuilder) builder = ht_json_line_begin("signal");

	add_utc(builder, "start_utc_us", start_utc_ns);
	if (end_utc_ns > 0)
		add_utc(builder, "end_utc_us", end_utc_ns);
	ht_json_text(builder, "quality", ht_signal_quality_name(quality));
	ht_json_text(builder, "polarity", ht_lead_polarity_name(polarity));
	return ht_json_line_end(builder);
}

char *ht_trace_breaths(gint64 start_utc_ns, gint64 end_utc_ns, double per_minute, double quality)
{
	g_autoptr(JsonBuilder) builder = ht_json_line_begin("breaths");

	add_utc(builder, "start_utc_us", start_utc_ns);
	add_utc(builder, "end_utc_us", end_utc_ns);
	if (per_minute > 0)
		ht_json_exact(builder, "per_minute", per_minute);
	ht_json_exact(builder, "quality", quality);
	return ht_json_line_end(builder);
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
	g_autoptr(JsonBuilder) builder = ht_json_line_begin("wave");

	add_utc(builder, "t_utc_us", utc_ns);
	ht_json_text(builder, "quantity", ht_quantity_name(wave->quantity));
	ht_json_text(builder, "unit", ht_quantity_unit(wave->quantity));
	if (wave->rate_mhz != 0)
		ht_json_exact(builder, "rate_hz", wave->rate_mhz / 1000.0);
	ht_json_int(builder, "channels", wave->channels);
	ht_json_exact(builder, "scale", wave->scale);
	ht_json_begin_array(builder, "raw");
	for (gsize i = 0; i < (gsize)wave->samples * wave->channels; i++)
		add_raw(builder, wave, raw[i]);
	json_builder_end_array(builder);
	ht_json_text(builder, "trust", ht_trust_name(trust));
	return ht_json_line_end(builder);
}

static void add_value(JsonBuilder *builder, guint quantity, double value)
{
	json_builder_begin_object(builder);
	ht_json_text(builder, "quantity", ht_quantity_name(quantity));
	ht_json_exact(builder, "value", value);
	ht_json_text(builder, "unit", ht_quantity_unit(quantity));
	json_builder_end_object(builder);
}

static void add_clock(JsonBuilder *builder, const struct clock_time *clock)
{
	g_autofree char *text =
	    g_strdup_printf("%04u-%02u-%02uT%02u:%02u:%02u", clock->year, clock->month, clock->day,
			    clock->hour, clock->minute, clock->second);

	ht_json_text(builder, "device_clock", text);
}

char *ht_trace_reading(gint64 utc_ns, const struct reading_block *reading, enum sample_trust trust)
{
	g_autoptr(JsonBuilder) builder = ht_json_line_begin("reading");
	g_autofree char *text = ht_reading_words(reading);

	add_utc(builder, "t_utc_us", utc_ns);
	ht_json_begin_array(builder, "values");
	for (guint i = 0; i < reading->count; i++)
		add_value(builder, reading->value[i].quantity, reading->value[i].value);
	json_builder_end_array(builder);
	ht_json_flag(builder, "measuring", reading->measuring);
	ht_json_flag(builder, "questionable", reading->questionable);
	ht_json_int(builder, "status", reading->status);
	if (reading->user != 255)
		ht_json_int(builder, "user", reading->user);
	if (reading->has_clock)
		add_clock(builder, &reading->clock);
	ht_json_text(builder, "text", text);
	ht_json_text(builder, "trust", ht_trust_name(trust));
	return ht_json_line_end(builder);
}

char *ht_trace_trust(gint64 utc_ns, guint quantity, enum sample_trust trust, guint reasons)
{
	g_autoptr(JsonBuilder) builder = ht_json_line_begin("trust");
	g_auto(GStrv) names = ht_trust_reason_names(reasons);
	g_autofree char *text = ht_trust_reason_words(reasons);

	add_utc(builder, "t_utc_us", utc_ns);
	ht_json_text(builder, "what", ht_quantity_name(quantity));
	ht_json_text(builder, "trust", ht_trust_name(trust));
	ht_json_begin_array(builder, "reasons");
	for (char **name = names; *name; name++)
		json_builder_add_string_value(builder, *name);
	json_builder_end_array(builder);
	ht_json_text(builder, "text", text);
	return ht_json_line_end(builder);
}

char *ht_trace_twin(gint64 utc_ns, const struct twin *twin, gboolean hr_known)
{
	g_autoptr(JsonBuilder) builder = ht_json_line_begin("twin");
	double hr_bpm = (double)twin_hr_bpm(twin), hr_rest_bpm = (double)twin_hr_rest_bpm(twin);

	add_utc(builder, "t_utc_us", utc_ns);
	if (hr_known && hr_bpm > 0.0)
		ht_json_exact(builder, "hr_bpm", hr_bpm);
	if (hr_rest_bpm > 0.0)
		ht_json_exact(builder, "hr_rest_bpm", hr_rest_bpm);
	ht_json_int(builder, "beats", (gint64)twin_beats(twin));
	ht_json_int(builder, "ventricular", (gint64)twin_ventricular(twin));
	return ht_json_line_end(builder);
}

char *ht_trace_wearable(gint64 utc_ns, const char *state, int battery_percent, int contact,
			enum wearable_notice notice)
{
	g_autoptr(JsonBuilder) builder = ht_json_line_begin("wearable");

	add_utc(builder, "t_utc_us", utc_ns);
	ht_json_text(builder, "state", state);
	if (battery_percent >= 0)
		ht_json_int(builder, "battery_percent", battery_percent);
	if (contact >= 0)
		ht_json_flag(builder, "contact", contact != 0);
	if (notice == WEARABLE_BATTERY_LOW)
		ht_json_text(builder, "notice", "battery_low");
	else if (notice == WEARABLE_CONTACT_LOST)
		ht_json_text(builder, "notice", "contact_lost");
	return ht_json_line_end(builder);
}

char *ht_trace_gap(gint64 start_utc_ns, gint64 end_utc_ns, int cause, guint quantity)
{
	g_autoptr(JsonBuilder) builder = ht_json_line_begin("gap");

	add_utc(builder, "start_utc_us", start_utc_ns);
	add_utc(builder, "end_utc_us", end_utc_ns);
	ht_json_text(builder, "cause", ht_gap_cause_name(cause));
	ht_json_text(builder, "what", ht_quantity_name(quantity));
	return ht_json_line_end(builder);
}

char *ht_trace_dropped(guint64 lines)
{
	g_autoptr(JsonBuilder) builder = ht_json_line_begin("dropped");

	ht_json_int(builder, "lines", (gint64)lines);
	return ht_json_line_end(builder);
}
