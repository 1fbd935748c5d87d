/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Unlock: what only a locked hub answers. */
#include "daemon/bus/asked.h"
#include "daemon/bus/descriptor.h"
#include "daemon/bus/gate.h"
#include "daemon/bus/object.h"

#include "common/glib/ht-error.h"

/* For a caller's passphrase; nobody else can unlock meanwhile. */
enum { PATIENCE_MS = 60000 };

struct unlock_options {
	gboolean create;
	HtSlotKind with;
};

static gboolean read_unlock_option(struct unlock_options *options, const char *key, GVariant *value)
{
	if (g_str_equal(key, "create") && g_variant_is_of_type(value, G_VARIANT_TYPE_BOOLEAN)) {
		options->create = g_variant_get_boolean(value);
		return TRUE;
	}
	return g_str_equal(key, "with") && g_variant_is_of_type(value, G_VARIANT_TYPE_STRING) &&
	       ht_slot_kind_parse(g_variant_get_string(value, NULL), &options->with);
}

static gboolean read_unlock_options(GVariant *given, struct unlock_options *options, GError **error)
{
	GVariantIter iter;
	const char *key;
	GVariant *value;
	gboolean ok = TRUE;

	*options = (struct unlock_options){.with = HT_SLOT_PASSPHRASE};
	g_variant_iter_init(&iter, given);
	while (ok && g_variant_iter_next(&iter, "{&sv}", &key, &value)) {
		ok = read_unlock_option(options, key, value);
		g_variant_unref(value);
	}
	if (!ok)
		g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
				    "unknown option or wrong type; Unlock knows create (b) and "
				    "with (s: passphrase, recovery, credential, escrow)");
	return ok;
}

typedef struct {
	HtHub *hub;
	GDBusMethodInvocation *invocation;
	guint32 uid;
} Call;

/* A locked hub has no chain: attempts in vain are counted, and told with the one that opened it. */
static void note_unlocked(HtHub *hub, guint32 uid)
{
	g_autofree char *detail = hub->unlocks_in_vain
				      ? g_strdup_printf("%u in vain before", hub->unlocks_in_vain)
				      : g_strdup("");
	g_autoptr(GError) error = NULL;

	hub->unlocks_in_vain = 0;
	if (!ht_asked(hub, uid, "Unlock", "", HT_AUDIT_ANSWERED, detail, &error))
		g_message("that the hub was unlocked could not be written into the audit chain: %s",
			  error->message);
}

static void unlock_done(GObject *source, GAsyncResult *result, gpointer data)
{
	Call *call = data;
	GError *error = NULL;

	(void)source;
	if (ht_hub_unlock_finish(NULL, result, &error)) {
		note_unlocked(call->hub, call->uid);
		g_dbus_method_invocation_return_value(call->invocation, NULL);
	} else {
		if (g_error_matches(error, HT_ERROR, HT_ERROR_WRONG_KEY))
			call->hub->unlocks_in_vain++;
		/* A backup may have been restored meanwhile. */
		ht_hub_record_locked(call->hub);
		g_dbus_method_invocation_take_error(call->invocation, error);
	}
	g_free(call);
}

static gboolean unlock(HtHub1 *object, GDBusMethodInvocation *invocation, GUnixFDList *fds,
		       GVariant *passphrase, GVariant *options, gpointer data)
{
	struct unlock_options chosen;
	GError *error = NULL;
	guint32 uid;
	Call *call;
	int fd;

	(void)object;
	if (!ht_gate_caller(data, invocation, &uid))
		return TRUE;
	if (!read_unlock_options(options, &chosen, &error) ||
	    !ht_take_descriptor(fds, passphrase, &fd, &error)) {
		g_dbus_method_invocation_take_error(invocation, error);
		return TRUE;
	}
	call = g_new(Call, 1);
	*call = (Call){data, invocation, uid};
	ht_hub_unlock_async(data, chosen.with, fd, PATIENCE_MS, chosen.create, unlock_done, call);
	return TRUE;
}

void ht_object_connect_unlock(HtHub1 *object, HtHub *hub)
{
	g_signal_connect(object, "handle-unlock", G_CALLBACK(unlock), hub);
}
