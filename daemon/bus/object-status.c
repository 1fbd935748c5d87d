/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GetStatus: what a locked hub answers too. */
#include "config.h"

#include "daemon/bus/gate.h"
#include "daemon/bus/object.h"

#include "programme/quantity-words.h"
#include "programme/trust-words.h"

#include <stdio.h>
#include <unistd.h>

static guint64 resident_kb(void)
{
	g_autofree char *statm = NULL;
	guint64 total = 0, resident = 0;

	if (g_file_get_contents("/proc/self/statm", &statm, NULL, NULL) &&
	    sscanf(statm, "%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, &total, &resident) == 2)
		return resident * (guint64)sysconf(_SC_PAGESIZE) / 1024;
	return 0;
}

static void add_counts(GVariantDict *dict, const HtStreamCounts *counts)
{
	g_variant_dict_insert(dict, "samples_in", "t", counts->samples_in);
	g_variant_dict_insert(dict, "samples_stored", "t", counts->samples_stored);
	g_variant_dict_insert(dict, "samples_dropped", "t", counts->samples_dropped);
	g_variant_dict_insert(dict, "frames_bad", "t", counts->frames_bad);
}

static GVariant *describe_stream(HtHub *hub, const HtStream *stream)
{
	const HtStreamCounts *counts = ht_stream_counts(stream);
	int battery_percent = ht_pipeline_battery(hub->pipeline, ht_stream_address(stream));
	guint reasons;
	enum sample_trust trust = ht_stream_trust(stream, &reasons);
	g_auto(GStrv) names = ht_trust_reason_names(reasons);
	GVariantDict dict;

	g_variant_dict_init(&dict, NULL);
	g_variant_dict_insert(&dict, "stream", "s", ht_stream_id(stream));
	g_variant_dict_insert(&dict, "what", "s", ht_quantity_name(ht_stream_quantity(stream)));
	g_variant_dict_insert(&dict, "wearable", "s", ht_stream_address(stream));
	g_variant_dict_insert(&dict, "person", "s", ht_stream_person(stream));
	add_counts(&dict, counts);
	g_variant_dict_insert(&dict, "stored_until_utc_us", "x",
			      counts->stored_until_utc_ns / 1000);
	g_variant_dict_insert(&dict, "trust", "s", ht_trust_name(trust));
	g_variant_dict_insert(&dict, "trust_reasons", "^as", names);
	if (battery_percent >= 0)
		g_variant_dict_insert(&dict, "battery_percent", "u", (guint)battery_percent);
	return g_variant_dict_end(&dict);
}

static gboolean is_known(HtHub *hub, guint32 uid, const HtStream *stream)
{
	const char *person = ht_stream_person(stream);
	guint rights;

	return !*person || ht_gate_knows(hub, uid, person, &rights);
}

static GVariant *describe_streams(HtHub *hub, guint32 uid)
{
	GPtrArray *streams = ht_streams_list(ht_pipeline_streams(hub->pipeline));
	GVariantBuilder builder;

	g_variant_builder_init(&builder, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < streams->len; i++)
		if (is_known(hub, uid, streams->pdata[i]))
			g_variant_builder_add_value(&builder,
						    describe_stream(hub, streams->pdata[i]));
	return g_variant_builder_end(&builder);
}

static void add_wearables(GVariantDict *dict, HtHub *hub)
{
	g_autoptr(GPtrArray) enrolled = ht_people_wearables(hub->people);
	g_autoptr(GPtrArray) seen = hub->link ? ht_link_list(hub->link) : g_ptr_array_new();
	guint streaming = 0;

	for (guint i = 0; i < seen->len; i++) {
		const HtWearable *wearable = seen->pdata[i];

		streaming += wearable->state == HT_WEARABLE_STREAMING;
	}
	g_variant_dict_insert(dict, "wearables", "u", enrolled->len);
	g_variant_dict_insert(dict, "streaming", "u", streaming);
}

static guint count_known(HtHub *hub, guint32 uid)
{
	g_autoptr(GPtrArray) persons = ht_people_ids(hub->people);
	guint known = 0, rights;

	for (guint i = 0; i < persons->len; i++)
		known += ht_gate_knows(hub, uid, persons->pdata[i], &rights) ? 1 : 0;
	return known;
}

static void add_running(GVariantDict *dict, HtHub *hub, guint32 uid)
{
	HtStreamCounts totals;

	ht_streams_totals(ht_pipeline_streams(hub->pipeline), &totals);
	g_variant_dict_insert(dict, "persons", "u", count_known(hub, uid));
	add_wearables(dict, hub);
	add_counts(dict, &totals);
	g_variant_dict_insert(dict, "store_failing", "b", hub->store_failing);
	g_variant_dict_insert(dict, "audit_key_taken", "b", ht_audit_key_is_taken(hub->audit));
	g_variant_dict_insert_value(dict, "streams", describe_streams(hub, uid));
}

/* Whose account may know of whom cannot be read now: sums, and nobody's name. */
static void add_sealed(GVariantDict *dict, HtHub *hub)
{
	HtStreams *streams = ht_pipeline_streams(hub->pipeline);
	HtStreamCounts totals;

	ht_streams_totals(streams, &totals);
	add_wearables(dict, hub);
	add_counts(dict, &totals);
	g_variant_dict_insert(dict, "samples_sealed", "t", totals.samples_stored);
	g_variant_dict_insert(dict, "streams_sealed", "u", ht_streams_list(streams)->len);
	g_variant_dict_insert(dict, "sealed_bytes", "t", ht_inbox_bytes(hub->inbox));
	g_variant_dict_insert(dict, "store_failing", "b", hub->store_failing);
}

static gboolean get_status(HtHub1 *object, GDBusMethodInvocation *invocation, gpointer data)
{
	HtHub *hub = data;
	GVariantDict dict;
	guint32 uid;

	if (!ht_gate_caller(hub, invocation, &uid))
		return TRUE;
	g_variant_dict_init(&dict, NULL);
	g_variant_dict_insert(&dict, "version", "s", PACKAGE_VERSION);
	g_variant_dict_insert(&dict, "clock", "s", ht_clock_name(hub->clock));
	g_variant_dict_insert(&dict, "locked", "b", ht_hub1_get_locked(object));
	g_variant_dict_insert(&dict, "resident_kb", "t", resident_kb());
	if (hub->inbox)
		add_sealed(&dict, hub);
	else if (hub->state == HT_HUB_RUNNING || hub->state == HT_HUB_STOPPING)
		add_running(&dict, hub, uid);
	ht_hub1_complete_get_status(object, invocation, g_variant_dict_end(&dict));
	return TRUE;
}

void ht_object_connect_status(HtHub1 *object, HtHub *hub)
{
	g_signal_connect(object, "handle-get-status", G_CALLBACK(get_status), hub);
}
