/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom a person trusts to set limits, and what they signed: from the person's own account alone. */
#include "daemon/bus/descriptor.h"
#include "daemon/bus/gate.h"
#include "daemon/bus/object.h"

#include "common/glib/ht-error.h"
#include "common/glib/ht-wait-fd.h"

#include <errno.h>
#include <unistd.h>

enum { FILE_MAX = HT_SIGNED_TEXT_MAX + 1024, PATIENCE_MS = 10000 };

static gboolean trust_clinician(HtHub1 *object, GDBusMethodInvocation *invocation,
				const char *person, const char *name, GVariant *key, gpointer data)
{
	HtHub *hub = data;
	GError *error = NULL;
	gsize size = 0;
	const guint8 *bytes;

	if (!ht_gate(hub, invocation, person, HT_GATE_OWN, "TrustClinician"))
		return TRUE;
	bytes = g_variant_get_fixed_array(key, &size, 1);
	if (ht_rehab_plan_trust(hub->outlets.plan, person, name, bytes, size, &error))
		ht_hub1_complete_trust_clinician(object, invocation);
	else
		g_dbus_method_invocation_take_error(invocation, error);
	return TRUE;
}

static gboolean distrust_clinician(HtHub1 *object, GDBusMethodInvocation *invocation,
				   const char *person, GVariant *key, gpointer data)
{
	HtHub *hub = data;
	GError *error = NULL;
	gsize size = 0;
	const guint8 *bytes;

	if (!ht_gate(hub, invocation, person, HT_GATE_OWN, "DistrustClinician"))
		return TRUE;
	bytes = g_variant_get_fixed_array(key, &size, 1);
	if (ht_rehab_plan_distrust(hub->outlets.plan, person, bytes, size, &error))
		ht_hub1_complete_distrust_clinician(object, invocation);
	else
		g_dbus_method_invocation_take_error(invocation, error);
	return TRUE;
}

static GVariant *describe(const HtClinician *clinician)
{
	g_autofree char *fingerprint = ht_sign_key_fingerprint(clinician->public);
	GVariantDict dict;

	g_variant_dict_init(&dict, NULL);
	g_variant_dict_insert(&dict, "name", "s", clinician->name);
	g_variant_dict_insert(&dict, "fingerprint", "s", fingerprint);
	g_variant_dict_insert(&dict, "serial", "u", clinician->serial);
	g_variant_dict_insert_value(
	    &dict, "public_key",
	    g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, clinician->public, HT_SIGN_KEY_SIZE, 1));
	if (clinician->since_utc_s)
		g_variant_dict_insert(&dict, "since_utc_us", "x",
				      clinician->since_utc_s * G_USEC_PER_SEC);
	return g_variant_dict_end(&dict);
}

static gboolean list_clinicians(HtHub1 *object, GDBusMethodInvocation *invocation,
				const char *person, gpointer data)
{
	HtHub *hub = data;
	g_autoptr(GPtrArray) list = NULL;
	GVariantBuilder builder;

	if (!ht_gate(hub, invocation, person, HT_GATE_OWN, "ListClinicians"))
		return TRUE;
	list = ht_rehab_plan_clinicians(hub->outlets.plan, person);
	g_variant_builder_init(&builder, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < list->len; i++)
		g_variant_builder_add_value(&builder, describe(list->pdata[i]));
	ht_hub1_complete_list_clinicians(object, invocation, g_variant_builder_end(&builder));
	return TRUE;
}

static gboolean read_failed(GError **error, const char *why)
{
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "the file cannot be read: %s", why);
	return FALSE;
}

/* Up to its end; at most FILE_MAX bytes. */
static gboolean read_file(int fd, GByteArray *bytes, GCancellable *cancellable, GError **error)
{
	guint8 part[4096];

	for (;;) {
		gssize size;

		if (!ht_wait_fd(fd, G_IO_IN, PATIENCE_MS, cancellable, error))
			return FALSE;
		size = read(fd, part, sizeof part);
		if (size < 0)
			return read_failed(error, g_strerror(errno));
		if (size == 0)
			return TRUE;
		g_byte_array_append(bytes, part, (guint)size);
		if (bytes->len > FILE_MAX)
			return read_failed(error, "it is too long to be a clinician's statement");
	}
}

/* A file on its way in. */
typedef struct {
	HtHub *hub;
	GDBusMethodInvocation *invocation;
	char *person;
	int fd;
	GByteArray *bytes;
} Import;

static void import_free(gpointer data)
{
	Import *import = data;

	close(import->fd);
	g_byte_array_unref(import->bytes);
	g_free(import->person);
	g_free(import);
}

static void read_in_worker(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	Import *import = data;
	GError *error = NULL;

	(void)source;
	if (read_file(import->fd, import->bytes, cancellable, &error))
		g_task_return_boolean(task, TRUE);
	else
		g_task_return_error(task, error);
}

static GVariant *describe_statement(const HtStatement *statement)
{
	GVariantDict dict;

	g_variant_dict_init(&dict, NULL);
	g_variant_dict_insert(&dict, "kind", "s", ht_statement_kind_word(statement->kind));
	g_variant_dict_insert(&dict, "clinician", "s", statement->clinician);
	g_variant_dict_insert(&dict, "serial", "u", statement->serial);
	if (statement->kind == HT_STATEMENT_LIMITS)
		g_variant_dict_insert(&dict, "until_utc_us", "x",
				      (gint64)statement->every.until_utc_s * G_USEC_PER_SEC);
	if (statement->kind == HT_STATEMENT_RELEASE)
		g_variant_dict_insert(&dict, "stop", "u", statement->stop);
	return g_variant_dict_end(&dict);
}

/* The hub may have been asked to stop, or to erase the person, while the file came. */
static HtStatement *take(const Import *import, GError **error)
{
	HtHub *hub = import->hub;

	if (hub->state == HT_HUB_RUNNING && ht_people_has(hub->people, import->person))
		return ht_rehab_plan_import(hub->outlets.plan, import->person,
					    (const char *)import->bytes->data, import->bytes->len,
					    error);
	g_set_error_literal(error, HT_ERROR, HT_ERROR_BUSY,
			    "the hub is stopping, or the person was erased");
	return NULL;
}

static void file_read(GObject *source, GAsyncResult *result, gpointer data)
{
	const Import *import = g_task_get_task_data(G_TASK(result));
	HtHub *hub = data;
	g_autoptr(HtStatement) statement = NULL;
	GError *error = NULL;

	(void)source;
	if (g_task_propagate_boolean(G_TASK(result), &error))
		statement = take(import, &error);
	if (statement)
		ht_hub1_complete_import_limits(hub->object, import->invocation, NULL,
					       describe_statement(statement));
	else
		g_dbus_method_invocation_take_error(import->invocation, error);
	ht_hub_job_end(hub);
}

static gboolean import_limits(HtHub1 *object, GDBusMethodInvocation *invocation, GUnixFDList *fds,
			      const char *person, GVariant *file, gpointer data)
{
	HtHub *hub = data;
	g_autoptr(GTask) task = NULL;
	GError *error = NULL;
	Import *import;
	int fd;

	(void)object;
	if (!ht_gate(hub, invocation, person, HT_GATE_OWN, "ImportLimits"))
		return TRUE;
	if (!ht_take_descriptor(fds, file, &fd, &error)) {
		g_dbus_method_invocation_take_error(invocation, error);
		return TRUE;
	}
	import = g_new0(Import, 1);
	import->hub = hub;
	import->invocation = invocation;
	import->person = g_strdup(person);
	import->fd = fd;
	import->bytes = g_byte_array_new();
	task = g_task_new(NULL, hub->cancellable, file_read, hub);
	g_task_set_task_data(task, import, import_free);
	ht_hub_job_begin(hub);
	g_task_run_in_thread(task, read_in_worker);
	return TRUE;
}

static gboolean get_limits(HtHub1 *object, GDBusMethodInvocation *invocation, const char *person,
			   gpointer data)
{
	HtHub *hub = data;

	if (ht_gate(hub, invocation, person, HT_GATE_OWN, "GetLimits"))
		ht_hub1_complete_get_limits(
		    object, invocation, ht_rehab_plan_describe_limits(hub->outlets.plan, person));
	return TRUE;
}

void ht_object_connect_clinician(HtHub1 *object, HtHub *hub)
{
	g_signal_connect(object, "handle-trust-clinician", G_CALLBACK(trust_clinician), hub);
	g_signal_connect(object, "handle-distrust-clinician", G_CALLBACK(distrust_clinician), hub);
	g_signal_connect(object, "handle-list-clinicians", G_CALLBACK(list_clinicians), hub);
	g_signal_connect(object, "handle-import-limits", G_CALLBACK(import_limits), hub);
	g_signal_connect(object, "handle-get-limits", G_CALLBACK(get_limits), hub);
}
