/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tests/faults/day.h"

#include "tests/faults/day-steps.h"
#include "tests/faults/disk.h"

#include <glib/gstdio.h>
#include <string.h>

static void check_secrecy(const struct day *day)
{
	disk_pause(TRUE);
	oracle_check_secrecy(day->dir, day->name);
	disk_pause(FALSE);
}

/* FALSE: it failed, as it should. */
static gboolean take(struct day *day, const struct day_step *step, const char *what)
{
	g_autoptr(GError) error = NULL;

	if (step->take(day, &error)) {
		if (error)
			g_error("%s: %s went well with an error: %s", day->name, step->name,
				error->message);
		return TRUE;
	}
	g_test_message("%s: %s%s: %s", day->name, step->name, what,
		       error ? error->message : "no error");
	oracle_check_error(error, day->name, step->name);
	check_secrecy(day);
	return FALSE;
}

/* What the step needs that a failure took away. */
static void stand_up_again(struct day *day, const struct day_step *step)
{
	const struct day_step keys = {"opening the keys again", day_get_keys};
	const struct day_step store = {"opening the store again", day_open_store};

	if (step->take == day_get_keys)
		return;
	if (!take(day, &keys, "") || (step->take != day_open_store && !take(day, &store, "")))
		g_error("%s: the fault is gone, and the store stays shut", day->name);
}

static void recover(struct day *day, const struct day_step *step, DayRecovery recovery,
		    void (*lift)(void))
{
	const struct day_step closing = {"closing", day_close_store};

	if (recovery == DAY_REOPENED) {
		take(day, step, " once more");
		take(day, &closing, " under the fault");
		g_clear_pointer(&day->audit, ht_audit_free);
		g_clear_pointer(&day->keyring, ht_keyring_free);
		lift();
		stand_up_again(day, step);
	} else {
		lift();
	}
	if (!take(day, step, " without the fault"))
		g_error("%s: the fault is gone, and %s fails all the same", day->name, step->name);
}

void day_remove_folder(const char *path)
{
	g_autoptr(GDir) names = g_dir_open(path, 0, NULL);
	const char *each;

	while ((each = g_dir_read_name(names)) != NULL) {
		g_autofree char *inner = g_build_filename(path, each, NULL);

		if (g_file_test(inner, G_FILE_TEST_IS_DIR))
			day_remove_folder(inner);
		else
			g_assert_cmpint(g_unlink(inner), ==, 0);
	}
	g_assert_cmpint(g_rmdir(path), ==, 0);
}

static void begin(struct day *day, const char *name, const char *dir)
{
	*day = (struct day){.name = name, .dir = dir};
	day->passphrase = ht_secret_new(ORACLE_SENTINEL, strlen(ORACLE_SENTINEL));
}

static void end(struct day *day)
{
	if (day->store)
		ht_store_close(day->store, NULL);
	g_clear_pointer(&day->audit, ht_audit_free);
	ht_keyring_free(day->keyring);
	ht_secret_free(day->passphrase);
}

static guint live(struct day *day, DayRecovery recovery, void (*lift)(void))
{
	guint failures = 0;

	for (gsize i = 0; i < day_steps_count; i++) {
		if (take(day, &day_steps[i], ""))
			continue;
		failures++;
		recover(day, &day_steps[i], recovery, lift);
	}
	check_secrecy(day);
	end(day);
	return failures;
}

guint day_live(const char *name, const char *dir, DayRecovery recovery, void (*lift)(void))
{
	struct day day;

	begin(&day, name, dir);
	return live(&day, recovery, lift);
}

void day_live_marked(const char *name, const char *dir, void (*marked)(const struct oracle *oracle),
		     void (*lift)(void))
{
	struct day day;

	begin(&day, name, dir);
	day.mark = marked;
	live(&day, DAY_GOES_ON, lift);
}

void day_judge(const char *name, const char *dir, const struct oracle *oracle)
{
	struct day day;

	begin(&day, name, dir);
	day.oracle = *oracle;
	if (oracle->keys && !ht_keyring_exists(dir))
		g_error("%s: the keys are lost", name);
	for (gsize i = 0; i < day_after_count; i++) {
		if (!take(&day, &day_after[i], ""))
			g_error("%s: %s fails", name, day_after[i].name);
	}
	check_secrecy(&day);
	end(&day);
}
