/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GetStatus and Unlock: what a locked hub answers too. */
#include "config.h"

#include "daemon/object.h"

#include "common/glib/ht-error.h"
#include "programme/quantity-words.h"
#include "programme/trust-words.h"

#include <gio/gunixfdlist.h>
#include <stdio.h>
#include <unistd.h>

/* For a caller's passphrase; nobody else can unlock meanwhile. */
enum { PATIENCE_MS = 60000 };

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

static GVariant *describe_streams(HtHub *hub)
{
	GPtrArray *streams = ht_streams_list(ht_pipeline_streams(hub->pipeline));
	GVariantBuilder builder;

	g_variant_builder_init(&builder, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < streams->len; i++)
		g_variant_builder_add_value(&builder, describe_stream(hub, streams->pdata[i]));
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

static void add_running(GVariantDict *dict, HtHub *hub)
{
	HtStreamCounts totals;

	ht_streams_totals(ht_pipeline_streams(hub->pipeline), &totals);
	g_variant_dict_insert(dict, "persons", "u", ht_people_count(hub->people));
	add_wearables(dict, hub);
	add_counts(dict, &totals);
	g_variant_dict_insert(dict, "store_failing", "b", hub->store_failing);
	g_variant_dict_insert_value(dict, "streams", describe_streams(hub));
}

static gboolean get_status(HtHub1 *object, GDBusMethodInvocation *invocation, gpointer data)
{
	HtHub *hub = data;
	GVariantDict dict;

	g_variant_dict_init(&dict, NULL);
	g_variant_dict_insert(&dict, "version", "s", PACKAGE_VERSION);
	g_variant_dict_insert(&dict, "clock", "s", ht_clock_name(hub->clock));
	g_variant_dict_insert(&dict, "locked", "b", ht_hub1_get_locked(object));
	g_variant_dict_insert(&dict, "resident_kb", "t", resident_kb());
	if (hub->state == HT_HUB_RUNNING || hub->state == HT_HUB_STOPPING)
		add_running(&dict, hub);
	ht_hub1_complete_get_status(object, invocation, g_variant_dict_end(&dict));
	return TRUE;
}

static gboolean read_unlock_options(GVariant *options, gboolean *create, GError **error)
{
	GVariantIter iter;
	const char *key;
	GVariant *value;
	gboolean ok = TRUE;

	*create = FALSE;
	g_variant_iter_init(&iter, options);
	while (ok && g_variant_iter_next(&iter, "{&sv}", &key, &value)) {
		ok = g_str_equal(key, "create") &&
		     g_variant_is_of_type(value, G_VARIANT_TYPE_BOOLEAN);
		if (ok)
			*create = g_variant_get_boolean(value);
		g_variant_unref(value);
	}
	if (!ok)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "unknown option or wrong type; Unlock knows create (b)");
	return ok;
}

static int take_passphrase_fd(GUnixFDList *fds, GVariant *handle, GError **error)
{
	int index = g_variant_get_handle(handle);

	if (!fds || index < 0 || index >= g_unix_fd_list_get_length(fds)) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "no descriptor to read the passphrase from came along");
		return -1;
	}
	return g_unix_fd_list_get(fds, index, error);
}

static void unlock_done(GObject *source, GAsyncResult *result, gpointer data)
{
	GDBusMethodInvocation *invocation = data;
	GError *error = NULL;

	(void)source;
	if (ht_hub_unlock_finish(NULL, result, &error))
		g_dbus_method_invocation_return_value(invocation, NULL);
	else
		g_dbus_method_invocation_take_error(invocation, error);
}

static gboolean unlock(HtHub1 *object, GDBusMethodInvocation *invocation, GUnixFDList *fds,
		       GVariant *passphrase, GVariant *options, gpointer data)
{
	gboolean create = FALSE;
	GError *error = NULL;
	int fd = -1;

	(void)object;
	if (read_unlock_options(options, &create, &error))
		fd = take_passphrase_fd(fds, passphrase, &error);
	if (fd < 0)
		g_dbus_method_invocation_take_error(invocation, error);
	else
		ht_hub_unlock_async(data, fd, PATIENCE_MS, create, unlock_done, invocation);
	return TRUE;
}

void ht_object_connect_status(HtHub1 *object, HtHub *hub)
{
	g_signal_connect(object, "handle-get-status", G_CALLBACK(get_status), hub);
	g_signal_connect(object, "handle-unlock", G_CALLBACK(unlock), hub);
}
