/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/audit-check.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gunixfdlist.h>
#include <unistd.h>

#include "client/checkpoint-file.h"
#include "client/hub.h"
#include "common/glib/ht-error.h"
#include "common/glib/ht-fd-io.h"
#include "privacy/audit/audit-file.h"
#include "privacy/audit/audit-verify.h"

static gboolean tell_code(int code, const char *name, GError **error)
{
	if (code == 0)
		return TRUE;
	if (code == -EPROTONOSUPPORT)
		g_set_error(error, HT_ERROR, HT_ERROR_UNSUPPORTED,
			    "%s: was written by a later version: update this program", name);
	else if (code == -EINVAL)
		g_set_error(error, HT_ERROR, HT_ERROR_INVALID, "%s: is no audit key", name);
	else
		g_set_error(error, HT_ERROR, HT_ERROR_DAMAGED,
			    "%s: is damaged: give another copy of the audit key", name);
	return FALSE;
}

HtSecret *audit_key_read(int fd, const char *name, GError **error)
{
	g_autoptr(HtSecret) bytes = ht_secret_new(NULL, AUDIT_OWNER_KEY_SIZE + 1);
	/* One byte too much is asked for, to see that there is. */
	gssize size = ht_fd_read(fd, (guint8 *)ht_secret_bytes(bytes), ht_secret_size(bytes));

	if (size < 0) {
		g_set_error(error, HT_ERROR, HT_ERROR_FAILED, "%s: cannot be read: %s", name,
			    g_strerror(errno));
		return NULL;
	}
	if (!tell_code(audit_owner_key_check(ht_secret_bytes(bytes), (gsize)size), name, error))
		return NULL;
	return ht_secret_new(ht_secret_bytes(bytes), (gsize)size);
}

static gboolean add_key(HtAuditVerifier *verifier, int fd, const char *name, GError **error)
{
	g_autoptr(HtSecret) bytes = audit_key_read(fd, name, error);

	return bytes && tell_code(ht_audit_verifier_add_encoded_key(
				      verifier, ht_secret_bytes(bytes), ht_secret_size(bytes)),
				  name, error);
}

static gboolean add_key_file(HtAuditVerifier *verifier, const char *path, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	gboolean ok;

	if (fd < 0) {
		g_set_error(error, HT_ERROR, HT_ERROR_FAILED, "%s: cannot be opened: %s", path,
			    g_strerror(errno));
		return FALSE;
	}
	ok = add_key(verifier, fd, path, error);
	close(fd);
	return ok;
}

static gboolean give(HtAuditVerifier *verifier, const struct audit_check *check, GError **error)
{
	if (check->key_fd >= 0 && !add_key(verifier, check->key_fd, "--key-fd", error))
		return FALSE;
	for (char **path = check->keys; path && *path; path++)
		if (!add_key_file(verifier, *path, error))
			return FALSE;
	for (char **path = check->checkpoints; path && *path; path++) {
		struct checkpoint checkpoint;

		if (!checkpoint_file_read(*path, &checkpoint, error))
			return FALSE;
		ht_audit_verifier_add_checkpoint(verifier, *path, &checkpoint);
	}
	return TRUE;
}

static gboolean read_folder(HtAuditVerifier *verifier, const char *state_dir, GError **error)
{
	g_autofree char *dir = g_build_filename(state_dir, "audit", NULL);
	g_autoptr(GArray) numbers = ht_audit_file_list(dir, error);
	gboolean ok = numbers != NULL;

	for (guint i = 0; ok && i < numbers->len; i++) {
		guint32 number = g_array_index(numbers, guint32, i);
		g_autofree char *path = ht_audit_file_path(dir, number);
		int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

		if (fd < 0) {
			g_set_error(error, HT_ERROR, HT_ERROR_FAILED, "%s: cannot be opened: %s",
				    path, g_strerror(errno));
			return FALSE;
		}
		ok = ht_audit_verifier_add_file(verifier, number, fd, lseek(fd, 0, SEEK_END),
						i + 1 == numbers->len, error);
		close(fd);
	}
	return ok;
}

/* Asks for the file of that number or the next; number becomes that of the one after it. */
static gboolean read_from_hub(HtAuditVerifier *verifier, HtHub1 *hub, guint32 *number,
			      GError **error)
{
	g_autoptr(GUnixFDList) fds = NULL;
	g_autoptr(GVariant) handle = NULL;
	guint32 found, next;
	guint64 size;
	gboolean ok;
	int fd;

	if (!ht_hub1_call_open_audit_file_sync(hub, *number, G_DBUS_CALL_FLAGS_NONE, -1, NULL,
					       &found, &handle, &size, &next, &fds, NULL, error))
		return FALSE;
	fd = fds ? g_unix_fd_list_get(fds, g_variant_get_handle(handle), error) : -1;
	if (fd < 0)
		return FALSE;
	ok = ht_audit_verifier_add_file(verifier, found, fd, (goffset)MIN(size, G_MAXINT64),
					next == 0, error);
	close(fd);
	*number = next;
	return ok;
}

/* First what the hub vouches for: what it then shows must go at least as far. */
static gboolean ask_hub(HtAuditVerifier *verifier, GError **error)
{
	g_autoptr(HtHub1) hub = hub_connect(error);
	struct checkpoint checkpoint;
	guint32 number = 1;

	if (!hub || !checkpoint_ask(hub, &checkpoint, error))
		return FALSE;
	ht_audit_verifier_add_checkpoint(verifier, "the hub now", &checkpoint);
	do {
		if (!read_from_hub(verifier, hub, &number, error))
			return FALSE;
	} while (number > 0);
	return TRUE;
}

static void print_report(const HtAuditReport *report)
{
	for (guint i = 0; i < report->findings->len; i++) {
		const HtAuditFinding *finding = g_ptr_array_index(report->findings, i);
		g_autofree char *text = ht_audit_finding_text(finding);

		g_print("%s %s\n",
			ht_audit_kind_is_tampering(finding->kind) ? "TAMPERED:" : "note:", text);
	}
	if (report->too_many)
		g_print("TAMPERED: and more than can be told\n");
	if (report->last == 0)
		g_print("no entries\n");
	else
		g_print("entries %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT ", %" G_GUINT64_FORMAT
			" checked with a key, %u checkpoint%s: %s\n",
			report->first, report->last, report->verified, report->checkpoints,
			report->checkpoints == 1 ? " fits" : "s fit",
			ht_audit_report_is_clean(report) ? "nothing was tampered with that this "
							   "can show"
							 : "NOT what was written");
}

gboolean audit_check_run(const struct audit_check *check, gboolean *clean, GError **error)
{
	g_autoptr(HtAuditVerifier) verifier = NULL;
	g_autoptr(HtAuditReport) report = NULL;

	if (!ht_secret_startup(error))
		return FALSE;
	verifier = ht_audit_verifier_new();
	if (!give(verifier, check, error) ||
	    !(check->dir ? read_folder(verifier, check->dir, error) : ask_hub(verifier, error)))
		return FALSE;
	report = ht_audit_verifier_finish(verifier);
	print_report(report);
	*clean = ht_audit_report_is_clean(report);
	return TRUE;
}
