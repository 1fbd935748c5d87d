/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/bus/key-call.h"

#include "common/glib/ht-error.h"
#include "daemon/bus/descriptor.h"
#include "daemon/bus/gate.h"

#include <glib-unix.h>
#include <unistd.h>

void ht_key_call_free(gpointer data)
{
	HtKeyCall *call = data;

	ht_key_work_free(call->work);
	g_free(call);
}

static GVariant *describe_slot(const HtKeySlot *slot)
{
	GVariantDict dict;

	g_variant_dict_init(&dict, NULL);
	g_variant_dict_insert(&dict, "slot", "u", slot->id);
	g_variant_dict_insert(&dict, "kind", "s", ht_slot_kind_name(slot->kind));
	g_variant_dict_insert(&dict, "label", "s", slot->label);
	if (slot->made_utc_s > 0)
		g_variant_dict_insert(&dict, "made_utc_us", "x", slot->made_utc_s * 1000000);
	return g_variant_dict_end(&dict);
}

GVariant *ht_key_call_slots(const GPtrArray *slots)
{
	GVariantBuilder builder;

	g_variant_builder_init(&builder, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; slots && i < slots->len; i++)
		g_variant_builder_add_value(&builder, describe_slot(slots->pdata[i]));
	return g_variant_builder_end(&builder);
}

static gboolean take_option(HtKeyWork *work, const char *key, GVariant *value)
{
	if (g_str_equal(key, "with") && g_variant_is_of_type(value, G_VARIANT_TYPE_STRING))
		return ht_slot_kind_parse(g_variant_get_string(value, NULL), &work->with);
	if (g_str_equal(key, "label") && work->what == HT_KEY_ADD &&
	    g_variant_is_of_type(value, G_VARIANT_TYPE_STRING)) {
		g_free(work->label);
		work->label = g_variant_dup_string(value, NULL);
		return TRUE;
	}
	if (g_str_equal(key, "recovery") && work->what == HT_KEY_ROTATE &&
	    g_variant_is_of_type(value, G_VARIANT_TYPE_BOOLEAN)) {
		work->recovery = g_variant_get_boolean(value);
		return TRUE;
	}
	return FALSE;
}

static gboolean take_options(HtKeyWork *work, GVariant *options, GError **error)
{
	GVariantIter iter;
	const char *key;
	GVariant *value;
	gboolean ok = TRUE;

	g_variant_iter_init(&iter, options);
	while (ok && g_variant_iter_next(&iter, "{&sv}", &key, &value)) {
		ok = take_option(work, key, value);
		g_variant_unref(value);
	}
	if (!ok)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "unknown option or wrong type: all know with (s: passphrase, "
				    "recovery, escrow, credential), AddKeySlot label (s), "
				    "RotateKeys recovery (b)");
	return ok;
}

HtKeyWork *ht_key_call_begin(HtHub *hub, GDBusMethodInvocation *invocation, HtKeyWhat what,
			     const char *action, GUnixFDList *fds, GVariant *proof,
			     GVariant *options)
{
	g_autoptr(HtKeyWork) work = ht_key_work_new(what, hub->options->state_dir);
	GError *error = NULL;

	if (!ht_gate_hub(hub, invocation, action))
		return NULL;
	if (hub->keys_changing)
		g_set_error_literal(&error, HT_ERROR, HT_ERROR_BUSY,
				    "the keys are being changed already: try again later");
	work->now_utc_s = ht_clock_now_utc_ns(hub->clock) / G_GINT64_CONSTANT(1000000000);
	if (!error && ht_take_descriptor(fds, proof, &work->proof_fd, &error) &&
	    take_options(work, options, &error))
		return g_steal_pointer(&work);
	g_dbus_method_invocation_take_error(invocation, error);
	return NULL;
}

static void work_in_worker(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	HtKeyCall *call = data;
	GError *error = NULL;

	(void)source;
	if (ht_key_work_do(call->work, cancellable, &error))
		g_task_return_boolean(task, TRUE);
	else
		g_task_return_error(task, error);
}

void ht_key_call_start(HtHub *hub, GDBusMethodInvocation *invocation, HtKeyWork *work,
		       GAsyncReadyCallback done)
{
	HtKeyCall *call = g_new0(HtKeyCall, 1);
	g_autoptr(GTask) task = g_task_new(NULL, hub->cancellable, done, call);

	call->hub = hub;
	call->invocation = invocation;
	call->work = work;
	/* What was changed all the same is to be told. */
	g_task_set_check_cancellable(task, FALSE);
	g_task_set_source_tag(task, ht_key_call_start);
	g_task_set_task_data(task, call, ht_key_call_free);
	hub->keys_changing = TRUE;
	ht_hub_job_begin(hub);
	g_task_run_in_thread(task, work_in_worker);
}

void ht_key_call_end(HtHub *hub)
{
	hub->keys_changing = FALSE;
	ht_hub_job_end(hub);
}

GVariant *ht_key_call_words(const HtSecret *words, GUnixFDList *fds, GError **error)
{
	GVariantBuilder builder;
	int ends[2];
	int handle = -1;

	g_variant_builder_init(&builder, G_VARIANT_TYPE("ah"));
	if (words && g_unix_open_pipe(ends, FD_CLOEXEC, error)) {
		/* The last byte is the text's final zero. */
		gsize size = ht_secret_size(words) - 1;

		if (write(ends[1], ht_secret_bytes(words), size) == (gssize)size)
			handle = g_unix_fd_list_append(fds, ends[0], error);
		close(ends[0]);
		close(ends[1]);
	}
	if (handle >= 0)
		g_variant_builder_add(&builder, "h", handle);
	return g_variant_builder_end(&builder);
}
