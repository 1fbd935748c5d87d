/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The audit chain: who asked for what, for a person's own account to see and for the owner to
 * verify elsewhere. */
#include "daemon/bus/descriptor.h"
#include "daemon/bus/object.h"

#include "common/glib/ht-error.h"
#include "daemon/bus/asked.h"
#include "daemon/bus/gate.h"
#include "daemon/bus/proof.h"

#include <gio/gunixfdlist.h>
#include <unistd.h>

enum { LIST_DEFAULT = 100, LIST_MAX = 5000 };

typedef struct {
	HtHub *hub;
	GDBusMethodInvocation *invocation;
	char *person;    /* NULL = of all that the account may see */
	guint32 uid;     /* of the caller */
	GHashTable *own; /* set of the caller's persons */
	guint64 before;  /* entries of lower numbers; 0 = all */
	guint limit;     /* the newest so many */
	GQueue *entries; /* of GVariant, the newest first */
} List;

static void list_free(gpointer data)
{
	List *list = data;

	g_queue_free_full(list->entries, (GDestroyNotify)g_variant_unref);
	g_hash_table_unref(list->own);
	g_free(list->person);
	g_free(list);
}

static const char *outcome_name(HtAuditOutcome outcome)
{
	switch (outcome) {
	case HT_AUDIT_ANSWERED:
		return "answered";
	case HT_AUDIT_REFUSED:
		return "refused";
	case HT_AUDIT_FAILED:
		return "failed";
	}
	return "?";
}

static const char *clock_name(HtAuditClock clock)
{
	switch (clock) {
	case HT_AUDIT_CLOCK_UNSET:
		return "unset";
	case HT_AUDIT_CLOCK_SET:
		return "set";
	case HT_AUDIT_CLOCK_VIRTUAL:
		return "virtual";
	}
	return "?";
}

static GVariant *describe(const HtAuditEntry *entry)
{
	GVariantDict dict;

	g_variant_dict_init(&dict, NULL);
	g_variant_dict_insert(&dict, "number", "t", entry->sequence);
	g_variant_dict_insert(&dict, "utc_us", "x", entry->utc_ns / 1000);
	g_variant_dict_insert(&dict, "clock", "s", clock_name(entry->clock));
	g_variant_dict_insert(&dict, "account", "u", entry->uid);
	g_variant_dict_insert(&dict, "action", "s", entry->action);
	g_variant_dict_insert(&dict, "person", "s", entry->person);
	g_variant_dict_insert(&dict, "outcome", "s", outcome_name(entry->outcome));
	g_variant_dict_insert(&dict, "detail", "s", entry->detail);
	return g_variant_ref_sink(g_variant_dict_end(&dict));
}

/* What an account asked itself, and who asked about its persons; root may see all. */
static gboolean may_see(const List *list, const HtAuditEntry *entry)
{
	return list->person || list->uid == 0 || entry->uid == list->uid ||
	       g_hash_table_contains(list->own, entry->person);
}

static gboolean take_entry(gpointer context, const HtAuditEntry *entry)
{
	List *list = context;

	if (list->before > 0 && entry->sequence >= list->before)
		return FALSE;
	if (!may_see(list, entry))
		return TRUE;
	g_queue_push_head(list->entries, describe(entry));
	if (g_queue_get_length(list->entries) > list->limit)
		g_variant_unref(g_queue_pop_tail(list->entries));
	return TRUE;
}

static void list_in_worker(GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
	List *list = data;
	GError *error = NULL;

	(void)source;
	(void)cancellable;
	if (ht_audit_list(list->hub->audit, list->person, take_entry, list, &error))
		g_task_return_boolean(task, TRUE);
	else
		g_task_return_error(task, error);
}

static void listed(GObject *source, GAsyncResult *result, gpointer data)
{
	HtHub *hub = data;
	List *list = g_task_get_task_data(G_TASK(result));
	GError *error = NULL;

	(void)source;
	if (g_task_propagate_boolean(G_TASK(result), &error)) {
		GVariantBuilder entries;

		g_variant_builder_init(&entries, G_VARIANT_TYPE("aa{sv}"));
		for (GList *each = list->entries->tail; each; each = each->prev)
			g_variant_builder_add_value(&entries, each->data);
		ht_hub1_complete_list_audit(hub->object, list->invocation,
					    g_variant_builder_end(&entries));
	} else {
		g_dbus_method_invocation_take_error(list->invocation, error);
	}
	ht_hub_job_end(hub);
}

static gboolean read_list_options(List *list, GVariant *options, GError **error)
{
	GVariantIter iter;
	const char *key;
	GVariant *value;
	gboolean ok = TRUE;

	g_variant_iter_init(&iter, options);
	while (ok && g_variant_iter_next(&iter, "{&sv}", &key, &value)) {
		if (g_str_equal(key, "limit") && g_variant_is_of_type(value, G_VARIANT_TYPE_UINT32))
			list->limit = g_variant_get_uint32(value);
		else if (g_str_equal(key, "before") &&
			 g_variant_is_of_type(value, G_VARIANT_TYPE_UINT64))
			list->before = g_variant_get_uint64(value);
		else
			ok = FALSE;
		g_variant_unref(value);
	}
	if (ok && list->limit > 0 && list->limit <= LIST_MAX)
		return TRUE;
	g_set_error(error, HT_ERROR, HT_ERROR_INVALID,
		    "unknown option or wrong value; ListAudit knows before (t) and limit (u, 1 to "
		    "%d)",
		    LIST_MAX);
	return FALSE;
}

static GHashTable *own_persons(HtHub *hub, guint32 uid)
{
	g_autoptr(GPtrArray) persons = ht_people_ids(hub->people);
	GHashTable *own = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < persons->len; i++)
		if (ht_people_account(hub->people, persons->pdata[i]) == uid)
			g_hash_table_add(own, g_strdup(persons->pdata[i]));
	return own;
}

static gboolean list_audit(HtHub1 *object, GDBusMethodInvocation *invocation, const char *person,
			   GVariant *options, gpointer data)
{
	HtHub *hub = data;
	g_autoptr(GTask) task = NULL;
	GError *error = NULL;
	List *list;
	guint32 uid;

	(void)object;
	if (*person ? !ht_gate(hub, invocation, person, HT_GATE_OWN, "ListAudit")
		    : !ht_gate_hub(hub, invocation, "ListAudit"))
		return TRUE;
	if (!ht_gate_caller(hub, invocation, &uid))
		return TRUE;
	list = g_new0(List, 1);
	*list = (List){.hub = hub,
		       .invocation = invocation,
		       .person = *person ? g_strdup(person) : NULL,
		       .uid = uid,
		       .own = own_persons(hub, uid),
		       .limit = LIST_DEFAULT,
		       .entries = g_queue_new()};
	if (!read_list_options(list, options, &error)) {
		g_dbus_method_invocation_take_error(invocation, error);
		list_free(list);
		return TRUE;
	}
	task = g_task_new(NULL, NULL, listed, hub);
	g_task_set_task_data(task, list, list_free);
	ht_hub_job_begin(hub);
	g_task_run_in_thread(task, list_in_worker);
	return TRUE;
}

/* The part of that number, or the first after it; index of it in the parts. */
static const HtAuditPart *find_part(const GPtrArray *parts, guint32 number, guint *index)
{
	for (guint i = 0; i < parts->len; i++) {
		const HtAuditPart *part = g_ptr_array_index(parts, i);

		*index = i;
		if (part->number > 0 && part->number >= number)
			return part;
	}
	return NULL;
}

static gboolean open_audit_file(HtHub1 *object, GDBusMethodInvocation *invocation, GUnixFDList *fds,
				guint32 number, gpointer data)
{
	HtHub *hub = data;
	g_autoptr(GUnixFDList) reply = g_unix_fd_list_new();
	g_autoptr(GPtrArray) parts = NULL;
	const HtAuditPart *part = NULL;
	const HtAuditPart *next;
	GError *error = NULL;
	guint index = 0;

	(void)fds;
	if (!ht_gate_hub(hub, invocation, "OpenAuditFile"))
		return TRUE;
	parts = ht_audit_snapshot(hub->audit, &error);
	if (parts)
		part = find_part(parts, number, &index);
	if (parts && !part)
		g_set_error(&error, HT_ERROR, HT_ERROR_NOT_FOUND,
			    "the audit chain has no file %u and none after it", number);
	if (!part || g_unix_fd_list_append(reply, part->fd, &error) < 0) {
		g_dbus_method_invocation_take_error(invocation, error);
		return TRUE;
	}
	next = index + 1 < parts->len ? g_ptr_array_index(parts, index + 1) : NULL;
	ht_hub1_complete_open_audit_file(object, invocation, reply, part->number,
					 g_variant_new_handle(0), (guint64)part->size,
					 next ? next->number : 0);
	return TRUE;
}

static gboolean get_checkpoint(HtHub1 *object, GDBusMethodInvocation *invocation, gpointer data)
{
	HtHub *hub = data;
	guint8 digest[HT_STORE_DIGEST_SIZE];
	guint8 checkpoint[CHECKPOINT_SIZE];
	GError *error = NULL;
	guint64 epoch;

	if (!ht_gate_hub(hub, invocation, "GetCheckpoint"))
		return TRUE;
	ht_store_head(hub->store, &epoch, digest);
	if (ht_audit_checkpoint(hub->audit, epoch, digest, ht_clock_now_utc_ns(hub->clock),
				checkpoint, &error))
		ht_hub1_complete_get_checkpoint(object, invocation,
						g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE,
									  checkpoint,
									  sizeof(checkpoint), 1));
	else
		g_dbus_method_invocation_take_error(invocation, error);
	return TRUE;
}

typedef struct {
	HtHub *hub;
	GDBusMethodInvocation *invocation;
	int out;
	gboolean anew;
	guint32 uid;
} Export;

static void export_free(gpointer data)
{
	Export *export = data;

	close(export->out);
	g_free(export);
}

static gboolean hand_over(const Export *export, GError **error)
{
	HtAuditEntry asked = ht_asked_now(export->hub, export->uid, "ExportAuditKey");
	g_autoptr(HtSecret) key =
	    ht_audit_export_key(export->hub->audit, export->anew, &asked, error);

	if (!key)
		return FALSE;
	/* Less than a pipe holds. Only what was handed over is forgotten. */
	if (write(export->out, ht_secret_bytes(key), ht_secret_size(key)) !=
	    (gssize)ht_secret_size(key)) {
		g_set_error_literal(error, HT_ERROR, HT_ERROR_FAILED,
				    "the audit key cannot be written into the descriptor given");
		return FALSE;
	}
	return ht_audit_forget_key(export->hub->audit, &asked, error);
}

static void proven(GObject *source, GAsyncResult *result, gpointer data)
{
	Export *export = data;
	HtHub *hub = export->hub;
	GError *error = NULL;
	g_autoptr(HtSecret) passphrase = ht_proof_finish(hub, result, NULL, &error);

	(void)source;
	if (!passphrase) {
		ht_asked_in_vain(export->hub, export->uid, "ExportAuditKey", "", error);
		g_dbus_method_invocation_take_error(export->invocation, error);
	} else if (hand_over(export, &error)) {
		ht_hub1_complete_export_audit_key(export->hub->object, export->invocation, NULL);
	} else {
		g_dbus_method_invocation_take_error(export->invocation, error);
	}
	export_free(export);
	ht_hub_job_end(hub);
}

static gboolean read_anew(GVariant *options, gboolean *anew, GError **error)
{
	*anew = FALSE;
	if (g_variant_n_children(options) == 0 ||
	    (g_variant_n_children(options) == 1 && g_variant_lookup(options, "anew", "b", anew)))
		return TRUE;
	g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
			    "unknown option or wrong value; ExportAuditKey knows anew (b)");
	return FALSE;
}

static gboolean export_audit_key(HtHub1 *object, GDBusMethodInvocation *invocation,
				 GUnixFDList *fds, GVariant *out, GVariant *passphrase,
				 GVariant *options, gpointer data)
{
	HtHub *hub = data;
	GError *error = NULL;
	gboolean anew;
	int out_fd = -1, passphrase_fd = -1;
	guint32 uid;

	(void)object;
	if (!ht_gate_hub(hub, invocation, "ExportAuditKey") ||
	    !ht_gate_caller(hub, invocation, &uid))
		return TRUE;
	if (read_anew(options, &anew, &error) && ht_take_descriptor(fds, out, &out_fd, &error) &&
	    ht_take_descriptor(fds, passphrase, &passphrase_fd, &error)) {
		Export *export = g_new0(Export, 1);

		*export = (Export){hub, invocation, out_fd, anew, uid};
		ht_proof_async(hub, passphrase_fd, proven, export);
		return TRUE;
	}
	if (out_fd >= 0)
		close(out_fd);
	g_dbus_method_invocation_take_error(invocation, error);
	return TRUE;
}

void ht_object_connect_audit(HtHub1 *object, HtHub *hub)
{
	g_signal_connect(object, "handle-list-audit", G_CALLBACK(list_audit), hub);
	g_signal_connect(object, "handle-open-audit-file", G_CALLBACK(open_audit_file), hub);
	g_signal_connect(object, "handle-get-checkpoint", G_CALLBACK(get_checkpoint), hub);
	g_signal_connect(object, "handle-export-audit-key", G_CALLBACK(export_audit_key), hub);
}
