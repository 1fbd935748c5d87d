/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backups of the whole hub, and a hub restored from one. */
#include "daemon/bus/descriptor.h"
#include "daemon/bus/object.h"

#include "common/glib/ht-error.h"
#include "daemon/bus/asked.h"
#include "daemon/bus/gate.h"
#include "daemon/bus/proof.h"
#include "daemon/state-lock.h"
#include "privacy/backup/backup.h"
#include "privacy/backup/restore.h"
#include "privacy/keys/segment-keys.h"

#include <errno.h>
#include <gio/gunixfdlist.h>
#include <unistd.h>

enum { PATIENCE_MS = 10000 };

typedef struct {
	HtHub *hub;
	GDBusMethodInvocation *invocation;
	guint32 uid;
	int fd;            /* of the backup */
	int passphrase_fd; /* -1 = was read already */
	HtSecret *passphrase;
	char *label;
	gint64 utc_ns;
	char id[HT_BACKUP_ID_TEXT_SIZE];
} Job;

static void job_free(gpointer data)
{
	Job *job = data;

	if (job->fd >= 0)
		close(job->fd);
	if (job->passphrase_fd >= 0)
		close(job->passphrase_fd);
	g_clear_pointer(&job->passphrase, ht_secret_free);
	g_free(job->label);
	g_free(job);
}

static Job *job_new(HtHub *hub, GDBusMethodInvocation *invocation, guint32 uid)
{
	Job *job = g_new0(Job, 1);

	job->hub = hub;
	job->invocation = invocation;
	job->uid = uid;
	job->fd = -1;
	job->passphrase_fd = -1;
	return job;
}

static void back_up_in_worker(GTask *task, gpointer source, gpointer data,
			      GCancellable *cancellable)
{
	Job *job = data;
	const HtBackup backup = {.dir = job->hub->options->state_dir,
				 .store = job->hub->store,
				 .audit = job->hub->audit,
				 .label = job->label,
				 .utc_ns = job->utc_ns};
	GError *error = NULL;

	(void)source;
	if (ht_backup_write(&backup, job->fd, job->passphrase, cancellable, job->id, &error))
		g_task_return_boolean(task, TRUE);
	else
		g_task_return_error(task, error);
}

static void backed_up(GObject *source, GAsyncResult *result, gpointer data)
{
	HtHub *hub = data;
	const Job *job = g_task_get_task_data(G_TASK(result));
	GError *error = NULL;

	(void)source;
	if (g_task_propagate_boolean(G_TASK(result), &error)) {
		ht_hub1_complete_backup(hub->object, job->invocation, NULL, job->id);
	} else {
		ht_asked_in_vain(hub, job->uid, "Backup", "", error);
		g_dbus_method_invocation_take_error(job->invocation, error);
	}
	ht_hub_job_end(hub);
}

/* Whoever may do with the hub's files as it likes needs no proof. */
static gboolean owns_the_files(guint32 uid)
{
	return uid == 0 || uid == geteuid();
}

static void proven(GObject *source, GAsyncResult *result, gpointer data)
{
	Job *job = data;
	HtHub *hub = job->hub;
	g_autoptr(GTask) task = NULL;
	GError *error = NULL;
	gboolean opens = FALSE;

	(void)source;
	job->passphrase = ht_proof_finish(hub, result, &opens, &error);
	if (job->passphrase && !opens && !owns_the_files(job->uid))
		g_set_error_literal(&error, HT_ERROR, HT_ERROR_NOT_AUTHORIZED,
				    "a backup under another passphrase than the hub's is for root: "
				    "give the hub's passphrase");
	if (error) {
		ht_asked_in_vain(hub, job->uid, "Backup", "", error);
		g_dbus_method_invocation_take_error(job->invocation, error);
		job_free(job);
		ht_hub_job_end(hub);
		return;
	}
	/* The job of the proof goes on as that of the backup. */
	task = g_task_new(NULL, hub->cancellable, backed_up, hub);
	g_task_set_task_data(task, job, job_free);
	g_task_run_in_thread(task, back_up_in_worker);
}

static gboolean read_label(GVariant *options, char **label, GError **error)
{
	gsize count = g_variant_n_children(options);

	if (count == 0)
		*label = g_strdup("");
	else if (count == 1 && g_variant_lookup(options, "label", "s", label))
		return TRUE;
	if (*label)
		return TRUE;
	g_set_error_literal(error, HT_ERROR, HT_ERROR_INVALID,
			    "unknown option or wrong value; Backup knows label (s)");
	return FALSE;
}

static gboolean backup(HtHub1 *object, GDBusMethodInvocation *invocation, GUnixFDList *fds,
		       GVariant *out, GVariant *passphrase, GVariant *options, gpointer data)
{
	HtHub *hub = data;
	GError *error = NULL;
	guint32 uid;
	Job *job;

	(void)object;
	if (!ht_gate_hub(hub, invocation, "Backup") || !ht_gate_caller(hub, invocation, &uid))
		return TRUE;
	job = job_new(hub, invocation, uid);
	job->utc_ns = ht_clock_now_utc_ns(hub->clock);
	if (read_label(options, &job->label, &error) &&
	    ht_take_descriptor(fds, out, &job->fd, &error) &&
	    ht_take_descriptor(fds, passphrase, &job->passphrase_fd, &error)) {
		ht_proof_async(hub, job->passphrase_fd, proven, job);
		job->passphrase_fd = -1;
		return TRUE;
	}
	job_free(job);
	g_dbus_method_invocation_take_error(invocation, error);
	return TRUE;
}

static gboolean restore_locked(const Job *job, const HtSecret *passphrase,
			       GCancellable *cancellable, GError **error)
{
	const char *dir = job->hub->options->state_dir;
	int lock = ht_state_lock(dir, error);
	gboolean ok;

	if (lock < 0)
		return FALSE;
	ok = ht_restore(dir, job->fd, passphrase, cancellable, error);
	close(lock);
	return ok;
}

static void restore_in_worker(GTask *task, gpointer source, gpointer data,
			      GCancellable *cancellable)
{
	const Job *job = data;
	GError *error = NULL;
	g_autoptr(HtSecret) passphrase =
	    ht_secret_read_fd(job->passphrase_fd, PATIENCE_MS, cancellable, &error);

	(void)source;
	if (passphrase && restore_locked(job, passphrase, cancellable, &error))
		g_task_return_boolean(task, TRUE);
	else
		g_task_return_error(task, error);
}

static void restored(GObject *source, GAsyncResult *result, gpointer data)
{
	HtHub *hub = data;
	const Job *job = g_task_get_task_data(G_TASK(result));
	GError *error = NULL;

	(void)source;
	if (g_task_propagate_boolean(G_TASK(result), &error)) {
		/* As at a start: what comes from now on is sealed for it. */
		ht_hub_record_locked(hub);
		ht_hub1_complete_restore(hub->object, job->invocation, NULL);
	} else {
		g_dbus_method_invocation_take_error(job->invocation, error);
	}
	ht_hub_job_end(hub);
}

static gboolean may_restore(const HtHub *hub, GError **error)
{
	const char *dir = hub->options->state_dir;

	if (hub->state == HT_HUB_LOCKED && !ht_keyring_exists(dir))
		return g_mkdir_with_parents(dir, 0700) == 0 ||
		       ht_error_set_errno(error, -errno, dir);
	g_set_error_literal(error, HT_ERROR, HT_ERROR_EXISTS,
			    "this hub has keys and data: a backup is restored into one that has "
			    "none");
	return FALSE;
}

static gboolean restore(HtHub1 *object, GDBusMethodInvocation *invocation, GUnixFDList *fds,
			GVariant *in, GVariant *passphrase, gpointer data)
{
	HtHub *hub = data;
	g_autoptr(GTask) task = NULL;
	GError *error = NULL;
	guint32 uid;
	Job *job;

	(void)object;
	if (!ht_gate_caller(hub, invocation, &uid))
		return TRUE;
	job = job_new(hub, invocation, uid);
	if (!may_restore(hub, &error) || !ht_take_descriptor(fds, in, &job->fd, &error) ||
	    !ht_take_descriptor(fds, passphrase, &job->passphrase_fd, &error)) {
		job_free(job);
		g_dbus_method_invocation_take_error(invocation, error);
		return TRUE;
	}
	task = g_task_new(NULL, hub->cancellable, restored, hub);
	g_task_set_task_data(task, job, job_free);
	ht_hub_job_begin(hub);
	g_task_run_in_thread(task, restore_in_worker);
	return TRUE;
}

static gboolean list_backups(HtHub1 *object, GDBusMethodInvocation *invocation, gpointer data)
{
	HtHub *hub = data;
	g_autoptr(GPtrArray) backups = NULL;
	GVariantBuilder list;

	if (!ht_gate_hub(hub, invocation, "ListBackups"))
		return TRUE;
	backups = ht_segment_keys_list_backups(ht_store_segments(hub->store));
	g_variant_builder_init(&list, G_VARIANT_TYPE("aa{sv}"));
	for (guint i = 0; i < backups->len; i++) {
		const HtSegmentBackup *each = backups->pdata[i];
		GVariantDict dict;

		g_variant_dict_init(&dict, NULL);
		g_variant_dict_insert(&dict, "backup", "s", each->id);
		g_variant_dict_insert(&dict, "label", "s", each->label);
		g_variant_dict_insert(&dict, "utc_us", "x", each->utc_ns / 1000);
		g_variant_builder_add_value(&list, g_variant_dict_end(&dict));
	}
	ht_hub1_complete_list_backups(object, invocation, g_variant_builder_end(&list));
	return TRUE;
}

static gboolean forget_backup(HtHub1 *object, GDBusMethodInvocation *invocation, const char *id,
			      gpointer data)
{
	HtHub *hub = data;
	GError *error = NULL;

	if (!ht_gate_hub(hub, invocation, "ForgetBackup"))
		return TRUE;
	if (ht_segment_keys_forget_backup(ht_store_segments(hub->store), id, &error))
		ht_hub1_complete_forget_backup(object, invocation);
	else
		g_dbus_method_invocation_take_error(invocation, error);
	return TRUE;
}

void ht_object_connect_backup(HtHub1 *object, HtHub *hub)
{
	g_signal_connect(object, "handle-backup", G_CALLBACK(backup), hub);
	g_signal_connect(object, "handle-restore", G_CALLBACK(restore), hub);
	g_signal_connect(object, "handle-list-backups", G_CALLBACK(list_backups), hub);
	g_signal_connect(object, "handle-forget-backup", G_CALLBACK(forget_backup), hub);
}
