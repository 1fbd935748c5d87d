/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing the audit chain: what is kept, what a kill leaves, what the owner's key is. */
#include "tests/unit/audit-fixture.h"
#include "tests/unit/full-disk.h"

#include "common/glib/ht-error.h"
#include "privacy/audit/audit-internal.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct list {
	GString *text;
	guint count;
};

static gboolean add_to_list(gpointer context, const HtAuditEntry *entry)
{
	struct list *list = context;

	g_string_append_printf(list->text, "%" G_GUINT64_FORMAT " %s %s %s\n", entry->sequence,
			       entry->action, entry->person, entry->detail);
	list->count++;
	return TRUE;
}

static char *list_of(const struct audit_fixture *fixture, const char *person)
{
	struct list list = {g_string_new(NULL), 0};
	g_autoptr(GError) error = NULL;

	ht_audit_list(fixture->audit, person, add_to_list, &list, &error);
	g_assert_no_error(error);
	return g_string_free(list.text, FALSE);
}

static void test_keeps_entries(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autofree char *all = NULL;
	g_autofree char *own = NULL;

	(void)unused;
	audit_append(fixture, "person-1");
	audit_append(fixture, "person-2");
	audit_reopen(fixture);
	audit_append(fixture, "person-1");
	all = list_of(fixture, NULL);
	own = list_of(fixture, "person-1");
	g_assert_true(g_str_has_prefix(all, "1 Audit  signs as "));
	g_assert_nonnull(strstr(all, "\n2 ExportSummary person-1 30d\n3 ExportSummary person-2 "
				     "30d\n4 ExportSummary person-1 30d\n"));
	g_assert_cmpstr(own, ==, "2 ExportSummary person-1 30d\n4 ExportSummary person-1 30d\n");
	g_assert_cmpuint(ht_audit_last(fixture->audit), ==, 4);
}

static void test_takes_only_short_plain_texts(struct audit_fixture *fixture, gconstpointer unused)
{
	HtAuditEntry entry = audit_entry(fixture, "person-1");
	g_autofree char *long_text = g_strnfill(48, 'x');
	const char *const details[] = {long_text, "two\nlines", "gr\xc3\xbc\xc3\x9f"};

	(void)unused;
	for (guint i = 0; i < G_N_ELEMENTS(details); i++) {
		g_autoptr(GError) error = NULL;

		entry.detail = details[i];
		g_assert_false(ht_audit_append(fixture->audit, &entry, &error));
		g_assert_error(error, HT_ERROR, HT_ERROR_INVALID);
	}
	g_assert_cmpuint(ht_audit_last(fixture->audit), ==, 0);
}

static gboolean any_file_holds(const struct audit_fixture *fixture, const void *bytes, gsize size)
{
	struct fixture folder = {.dir = fixture->dir};

	return fixture_holds(&folder, bytes, size);
}

static void test_disk_shows_nothing(struct audit_fixture *fixture, gconstpointer unused)
{
	(void)unused;
	audit_append(fixture, "sentinel-of-a-person");
	g_assert_true(any_file_holds(fixture, "HTAUDIT", 7));
	g_assert_false(any_file_holds(fixture, "sentinel-of-a-person", 20));
	g_assert_false(any_file_holds(fixture, "ExportSummary", 13));
}

/* Neither on disk, unwrapped by who has the hub's keys, nor in memory is the key that the last
 * entry was written with. */
static void test_old_key_is_gone(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtSecret) wrapping = ht_keyring_derive(fixture->base.keyring, HT_PURPOSE_AUDIT);
	g_autoptr(HtAuditState) found = ht_audit_state_new();
	g_autoptr(GError) error = NULL;
	struct audit_owner_key owner;
	guint8 before[AUDIT_KEY_SIZE];
	guint8 zeros[4096] = {0};
	g_autofree guint8 *state = NULL;
	guint slots = 0;
	gsize size;

	(void)unused;
	audit_append(fixture, "person-1");
	audit_take_key(fixture, FALSE, &owner);
	memcpy(before, fixture->audit->state->key, sizeof(before));
	audit_append(fixture, "person-1");
	g_assert_cmpint(memcmp(before, fixture->audit->state->key, sizeof(before)), !=, 0);
	g_assert_cmpint(memcmp(before, fixture->audit->next->key, sizeof(before)), !=, 0);

	audit_read(fixture, "state", &state, &size);
	for (guint slot = 0; slot < 2; slot++)
		slots += memcmp(state + slot * 4096, zeros, 512) != 0;
	g_assert_cmpuint(slots, ==, 1);
	g_assert_true(
	    ht_audit_state_load(fixture->audit->state_fd, "state", wrapping, found, &error));
	g_assert_cmpint(memcmp(found->key, before, sizeof(before)), !=, 0);
	g_assert_cmpint(memcmp(found->first_key, zeros, sizeof(found->first_key)), ==, 0);
	/* And it is the one: the next follows from it. */
	audit_key_next(before);
	g_assert_cmpint(memcmp(found->key, before, sizeof(before)), ==, 0);
}

/* Killed after the entry was durable and before the state was. */
static void test_kill_between_entry_and_state(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autofree guint8 *state = NULL;
	g_autofree char *list = NULL;
	g_autoptr(HtAuditReport) report = NULL;
	struct audit_owner_key key;
	gsize size;

	(void)unused;
	audit_append(fixture, "person-1");
	audit_take_key(fixture, FALSE, &key);
	audit_read(fixture, "state", &state, &size);
	audit_append(fixture, "person-2");
	audit_close(fixture);
	audit_write(fixture, "state", state, size);
	audit_reopen(fixture);
	audit_append(fixture, "person-3");
	list = list_of(fixture, NULL);
	g_assert_nonnull(strstr(list, "person-2"));
	g_assert_null(strstr(list, "torn"));
	report = audit_verify(fixture, &(struct audit_given){.keys = {&key}});
	g_assert_true(ht_audit_report_is_clean(report));
	g_assert_cmpuint(report->verified, ==, 5);
}

/* Killed within an entry, at each of its bytes in turn. */
static void test_torn_entry_is_told(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autofree guint8 *state = NULL;
	g_autofree guint8 *bytes = NULL;
	struct audit_owner_key key;
	gsize state_size, size;

	(void)unused;
	audit_append(fixture, "person-1");
	audit_take_key(fixture, FALSE, &key);
	audit_read(fixture, "state", &state, &state_size);
	audit_append(fixture, "person-2");
	audit_read(fixture, "000001", &bytes, &size);
	for (gsize cut = 1; cut < AUDIT_BLOCK_SIZE; cut += 51) {
		g_autoptr(HtAuditReport) torn = NULL;
		g_autoptr(HtAuditReport) after = NULL;
		g_autofree char *list = NULL;

		audit_close(fixture);
		audit_write(fixture, "state", state, state_size);
		audit_write(fixture, "000001", bytes, size - cut);
		torn = audit_verify(fixture, &(struct audit_given){.keys = {&key}});
		g_assert_nonnull(audit_find(torn, HT_FOUND_TORN));
		g_assert_true(ht_audit_report_is_clean(torn));
		audit_reopen(fixture);
		audit_append(fixture, "person-3");
		list = list_of(fixture, NULL);
		g_assert_null(strstr(list, "person-2"));
		g_assert_nonnull(strstr(list, "torn"));
		after = audit_verify(fixture, &(struct audit_given){.keys = {&key}});
		g_assert_null(audit_find(after, HT_FOUND_TORN));
		g_assert_true(ht_audit_report_is_clean(after));
	}
}

/* The file grew, and what was to be in it never reached the disk. */
static void test_unwritten_entry_is_cut_off(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autofree guint8 *bytes = NULL;
	g_autofree guint8 *longer = NULL;
	g_autofree char *list = NULL;
	gsize size;

	(void)unused;
	audit_append(fixture, "person-1");
	audit_close(fixture);
	audit_read(fixture, "000001", &bytes, &size);
	longer = g_malloc0(size + AUDIT_BLOCK_SIZE);
	memcpy(longer, bytes, size);
	audit_write(fixture, "000001", longer, size + AUDIT_BLOCK_SIZE);
	audit_reopen(fixture);
	audit_append(fixture, "person-2");
	list = list_of(fixture, NULL);
	g_assert_nonnull(
	    strstr(list, "3 Audit  a torn entry was cut off\n4 ExportSummary person-2"));
}

/* What cannot be written is an error, and the chain goes on from where it was. */
static void test_full_disk(struct audit_fixture *fixture, gconstpointer unused)
{
	HtAuditEntry entry = audit_entry(fixture, "person-2");
	g_autoptr(HtAuditReport) report = NULL;
	g_autoptr(GError) error = NULL;
	struct audit_owner_key key;
	gboolean written;

	(void)unused;
	while (fixture->audit->file.size < 9000)
		audit_append(fixture, "person-1");
	audit_take_key(fixture, FALSE, &key);
	disk_limit_files((rlim_t)fixture->audit->file.size + 100);
	written = ht_audit_append(fixture->audit, &entry, &error);
	disk_free_files();
	g_assert_false(written);
	g_assert_error(error, HT_ERROR, HT_ERROR_FAILED);
	audit_append(fixture, "person-3");
	audit_reopen(fixture);
	audit_append(fixture, "person-3");
	report = audit_verify(fixture, &(struct audit_given){.keys = {&key}});
	g_assert_true(ht_audit_report_is_clean(report));
	g_assert_null(audit_find(report, HT_FOUND_TORN));
	g_assert_cmpuint(report->last, ==, ht_audit_last(fixture->audit));
}

/* The last entry of a full file and the header of the next name the number that follows. */
/* Appends for ever, and says each number once it is durable. */
static void append_until_killed(struct audit_fixture *fixture, int out)
{
	for (;;) {
		guint64 last;

		audit_append(fixture, "person-1");
		last = ht_audit_last(fixture->audit);
		if (write(out, &last, sizeof(last)) != sizeof(last))
			_exit(1);
	}
}

/* Returns the last number that was said by a process that is killed after about so many. */
static guint64 kill_after(struct audit_fixture *fixture, guint count)
{
	guint64 said = 0, number;
	int ends[2];
	pid_t child;

	g_assert_cmpint(pipe(ends), ==, 0);
	child = fork();
	if (child == 0) {
		audit_reopen(fixture);
		append_until_killed(fixture, ends[1]);
	}
	close(ends[1]);
	while (count-- > 0) {
		g_assert_cmpint(read(ends[0], &number, sizeof(number)), ==, sizeof(number));
		said = number;
	}
	kill(child, SIGKILL);
	while (read(ends[0], &number, sizeof(number)) == sizeof(number))
		said = number;
	close(ends[0]);
	waitpid(child, NULL, 0);
	return said;
}

/* Whatever was said to be durable is there, in a chain that holds. */
static void test_acknowledged_survives_kill(struct audit_fixture *fixture, gconstpointer unused)
{
	struct audit_owner_key key;

	(void)unused;
	audit_append(fixture, "person-1");
	audit_take_key(fixture, FALSE, &key);
	audit_close(fixture);
	for (guint round = 1; round <= 20; round++) {
		guint64 said = kill_after(fixture, 1 + round % 7);
		g_autoptr(HtAuditReport) report = NULL;

		audit_reopen(fixture);
		g_assert_cmpuint(ht_audit_last(fixture->audit), >=, said);
		g_assert_cmpuint(ht_audit_last(fixture->audit), <=, said + 1);
		/* Later than all that the other process wrote. */
		fixture->utc_ns += (gint64)(said + 2) * 1000000000;
		audit_append(fixture, "person-2");
		report = audit_verify(fixture, &(struct audit_given){.keys = {&key}});
		g_assert_true(ht_audit_report_is_clean(report));
		g_assert_cmpuint(report->verified, ==, ht_audit_last(fixture->audit));
		audit_close(fixture);
	}
	audit_reopen(fixture);
}

static void test_rotation_names_the_next(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtAuditReport) report = NULL;
	g_autofree guint8 *second = NULL;
	g_autofree char *list = NULL;
	struct audit_header header;
	struct audit_owner_key key;
	gsize size;

	(void)unused;
	audit_append(fixture, "person-1");
	audit_take_key(fixture, FALSE, &key);
	fixture->audit->file_size_max = 6 * AUDIT_BLOCK_SIZE;
	audit_append_many(fixture, 6);
	list = list_of(fixture, NULL);
	g_assert_nonnull(strstr(list, "6 Audit  full, entry 7 comes next\n7 Export"));
	audit_read(fixture, "000002", &second, &size);
	g_assert_cmpint(audit_header_decode(&header, second), ==, 0);
	g_assert_cmpuint(header.first_sequence, ==, 7);
	g_assert_cmpuint(header.reason, ==, AUDIT_ROTATED);
	report = audit_verify(fixture, &(struct audit_given){.keys = {&key}});
	g_assert_true(ht_audit_report_is_clean(report));
	g_assert_cmpuint(report->verified, ==, ht_audit_last(fixture->audit));
}

/* Killed when the state named the next file and the file was not there yet. */
static void test_kill_within_rotation(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtAuditReport) report = NULL;
	g_autofree char *second = g_build_filename(fixture->dir, "000002", NULL);
	g_autofree guint8 *state = NULL;
	struct audit_owner_key key;
	gsize size;

	(void)unused;
	audit_append(fixture, "person-1");
	audit_take_key(fixture, FALSE, &key);
	*fixture->audit->next = *fixture->audit->state;
	g_assert_true(ht_audit_begin_file(fixture->audit, AUDIT_ROTATED, NULL));
	audit_read(fixture, "state", &state, &size);
	audit_close(fixture);
	g_assert_cmpint(g_unlink(second), ==, 0);
	audit_reopen(fixture);
	audit_append(fixture, "person-2");
	report = audit_verify(fixture, &(struct audit_given){.keys = {&key}});
	g_assert_true(ht_audit_report_is_clean(report));
	g_assert_cmpuint(report->verified, ==, 4);
}

static void test_key_is_handed_out_once(struct audit_fixture *fixture, gconstpointer unused)
{
	HtAuditEntry asked = audit_entry(fixture, "");
	g_autoptr(GError) error = NULL;
	g_autoptr(HtAuditReport) report = NULL;
	g_autoptr(HtSecret) again = NULL;
	g_autofree char *list = NULL;
	struct audit_owner_key key;

	(void)unused;
	audit_append(fixture, "person-1");
	audit_reopen(fixture);
	g_assert_false(ht_audit_key_is_taken(fixture->audit));
	audit_take_key(fixture, FALSE, &key);
	audit_reopen(fixture);
	g_assert_true(ht_audit_key_is_taken(fixture->audit));
	again = ht_audit_export_key(fixture->audit, FALSE, &asked, &error);
	g_assert_null(again);
	g_assert_error(error, HT_ERROR, HT_ERROR_EXISTS);
	list = list_of(fixture, NULL);
	g_assert_nonnull(strstr(list, "the owner took the key"));
	report = audit_verify(fixture, &(struct audit_given){.keys = {&key}});
	g_assert_cmpuint(report->findings->len, ==, 0);
	g_assert_cmpuint(report->verified, ==, 3);
}

static void test_new_key_needs_both(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autoptr(HtAuditReport) both = NULL;
	g_autoptr(HtAuditReport) first_only = NULL;
	struct audit_owner_key first, second;

	(void)unused;
	audit_append_many(fixture, 3);
	audit_take_key(fixture, FALSE, &first);
	audit_append_many(fixture, 3);
	audit_take_key(fixture, TRUE, &second);
	audit_append_many(fixture, 3);
	both = audit_verify(fixture, &(struct audit_given){.keys = {&second, &first}});
	g_assert_true(ht_audit_report_is_clean(both));
	g_assert_cmpuint(both->verified, ==, ht_audit_last(fixture->audit));
	first_only = audit_verify(fixture, &(struct audit_given){.keys = {&first}});
	g_assert_true(ht_audit_report_is_clean(first_only));
	g_assert_cmpuint(audit_find(first_only, HT_FOUND_UNVERIFIED)->first, ==,
			 second.first_sequence);
}

static void test_other_keys_are_refused(struct audit_fixture *fixture, gconstpointer unused)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *elsewhere = g_dir_make_tmp("health-twin-XXXXXX", NULL);
	g_autofree char *keys = g_build_filename(elsewhere, "keys", NULL);
	g_autoptr(HtKeyring) other =
	    ht_keyring_create(elsewhere, fixture->base.passphrase, &fixture_settings, &error);

	(void)unused;
	g_assert_no_error(error);
	audit_append(fixture, "person-1");
	audit_close(fixture);
	g_assert_null(ht_audit_open(fixture->base.dir, other, &error));
	g_assert_error(error, HT_ERROR, HT_ERROR_WRONG_KEY);
	g_assert_cmpint(g_unlink(keys), ==, 0);
	g_assert_cmpint(g_rmdir(elsewhere), ==, 0);
	audit_reopen(fixture);
	g_assert_cmpuint(ht_audit_last(fixture->audit), ==, 2);
}

#define TEST(path, function)                                                                       \
	g_test_add("/audit/" path, struct audit_fixture, NULL, audit_set_up, function,             \
		   audit_tear_down)

int main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_assert_true(ht_secret_startup(NULL));
	TEST("keeps-entries", test_keeps_entries);
	TEST("takes-only-short-plain-texts", test_takes_only_short_plain_texts);
	TEST("disk-shows-nothing", test_disk_shows_nothing);
	TEST("old-key-is-gone", test_old_key_is_gone);
	TEST("kill-between-entry-and-state", test_kill_between_entry_and_state);
	TEST("torn-entry-is-told", test_torn_entry_is_told);
	TEST("unwritten-entry-is-cut-off", test_unwritten_entry_is_cut_off);
	TEST("full-disk", test_full_disk);
	TEST("acknowledged-survives-kill", test_acknowledged_survives_kill);
	TEST("rotation-names-the-next", test_rotation_names_the_next);
	TEST("kill-within-rotation", test_kill_within_rotation);
	TEST("key-is-handed-out-once", test_key_is_handed_out_once);
	TEST("new-key-needs-both", test_new_key_needs_both);
	TEST("other-keys-are-refused", test_other_keys_are_refused);
	return g_test_run();
}
