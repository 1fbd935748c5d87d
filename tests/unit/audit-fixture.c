/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/unit/audit-fixture.h"

#include "privacy/audit/audit-file.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

void audit_reopen(struct audit_fixture *fixture)
{
	g_autoptr(GError) error = NULL;

	audit_close(fixture);
	fixture->audit = ht_audit_open(fixture->base.dir, fixture->base.keyring, &error);
	g_assert_no_error(error);
}

void audit_close(struct audit_fixture *fixture)
{
	g_clear_pointer(&fixture->audit, ht_audit_free);
}

void audit_set_up(struct audit_fixture *fixture, gconstpointer unused)
{
	fixture_set_up(&fixture->base, unused);
	fixture->dir = fixture_path(&fixture->base, "audit");
	fixture->utc_ns = AUDIT_UTC_NS;
	audit_reopen(fixture);
}

void audit_tear_down(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autoptr(GDir) dir = g_dir_open(fixture->dir, 0, NULL);
	const char *name;

	audit_close(fixture);
	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(fixture->dir, name, NULL);

		g_assert_cmpint(g_unlink(path), ==, 0);
	}
	g_assert_cmpint(g_rmdir(fixture->dir), ==, 0);
	g_free(fixture->dir);
	fixture_tear_down(&fixture->base, unused);
}

HtAuditEntry audit_entry(struct audit_fixture *fixture, const char *person)
{
	fixture->utc_ns += G_GINT64_CONSTANT(1000000000);
	return (HtAuditEntry){
	    .utc_ns = fixture->utc_ns,
	    .clock = HT_AUDIT_CLOCK_SET,
	    .uid = 1000,
	    .outcome = HT_AUDIT_ANSWERED,
	    .action = "ExportSummary",
	    .person = person,
	    .detail = "30d",
	};
}

void audit_append(struct audit_fixture *fixture, const char *person)
{
	HtAuditEntry entry = audit_entry(fixture, person);
	g_autoptr(GError) error = NULL;

	ht_audit_append(fixture->audit, &entry, &error);
	g_assert_no_error(error);
}

void audit_append_many(struct audit_fixture *fixture, guint count)
{
	while (count-- > 0)
		audit_append(fixture, "person-1");
}

void audit_take_key(struct audit_fixture *fixture, gboolean anew, struct audit_owner_key *key)
{
	HtAuditEntry asked = audit_entry(fixture, "");
	g_autoptr(GError) error = NULL;
	g_autoptr(HtSecret) secret = NULL;

	secret = ht_audit_export_key(fixture->audit, anew, &asked, &error);
	g_assert_no_error(error);
	g_assert_cmpint(
	    audit_owner_key_decode(key, ht_secret_bytes(secret), ht_secret_size(secret)), ==, 0);
	ht_audit_forget_key(fixture->audit, &asked, &error);
	g_assert_no_error(error);
}

struct checkpoint audit_checkpoint(struct audit_fixture *fixture, guint64 store_epoch)
{
	static const guint8 digest[32];
	guint8 bytes[CHECKPOINT_SIZE];
	struct checkpoint checkpoint;

	g_assert_true(
	    ht_audit_checkpoint(fixture->audit, store_epoch, digest, fixture->utc_ns, bytes, NULL));
	g_assert_cmpint(checkpoint_decode(&checkpoint, bytes, sizeof(bytes)), ==, 0);
	return checkpoint;
}

void audit_read(const struct audit_fixture *fixture, const char *name, guint8 **data, gsize *size)
{
	g_autofree char *path = g_build_filename("audit", name, NULL);

	fixture_read(&fixture->base, path, (char **)data, size);
}

void audit_write(const struct audit_fixture *fixture, const char *name, const guint8 *data,
		 gsize size)
{
	g_autofree char *path = g_build_filename(fixture->dir, name, NULL);
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	g_assert_cmpint(fd, >=, 0);
	g_assert_cmpint(write(fd, data, size), ==, (gssize)size);
	close(fd);
}

static void give(HtAuditVerifier *verifier, const struct audit_given *given)
{
	for (guint i = 0; i < G_N_ELEMENTS(given->keys); i++) {
		if (given->keys[i])
			ht_audit_verifier_add_key(verifier, given->keys[i]);
		if (given->checkpoints[i])
			ht_audit_verifier_add_checkpoint(verifier, "checkpoint",
							 given->checkpoints[i]);
	}
}

HtAuditReport *audit_verify(const struct audit_fixture *fixture, const struct audit_given *given)
{
	g_autoptr(HtAuditVerifier) verifier = ht_audit_verifier_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(GArray) numbers = ht_audit_file_list(fixture->dir, &error);

	g_assert_no_error(error);
	give(verifier, given);
	for (guint i = 0; i < numbers->len; i++) {
		guint32 number = g_array_index(numbers, guint32, i);
		g_autofree char *path = ht_audit_file_path(fixture->dir, number);
		int fd = open(path, O_RDONLY | O_CLOEXEC);

		ht_audit_verifier_add_file(verifier, number, fd, lseek(fd, 0, SEEK_END),
					   i + 1 == numbers->len, &error);
		g_assert_no_error(error);
		close(fd);
	}
	return ht_audit_verifier_finish(verifier);
}

const HtAuditFinding *audit_find(const HtAuditReport *report, HtAuditKind kind)
{
	for (guint i = 0; i < report->findings->len; i++) {
		const HtAuditFinding *finding = g_ptr_array_index(report->findings, i);

		if (finding->kind == kind)
			return finding;
	}
	return NULL;
}
