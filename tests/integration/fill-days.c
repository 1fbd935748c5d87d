/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * usage: fill-days STATE_DIR PASSPHRASE_FD PERSON FIRST_DAY DAYS HR_BPM AF_MINUTES
 * Stores days of a person as a hub would have: from 6 to 11 o'clock UTC of each day from FIRST_DAY
 * (2026-01-01) on a minute of the twin, heart rates around HR_BPM, and one fibrillation.
 */
#include "common/glib/ht-error.h"
#include "common/timebase.h"
#include "health-models/ecg/finding_record.h"
#include "privacy/store/store.h"

#include <stdio.h>
#include <stdlib.h>

enum { FIRST_MINUTE = 6 * 60, MINUTES = 5 * 60, SEEDS = 5 };

typedef struct {
	HtStore *store;
	const char *person;
	int hr_bpm, af_minutes;
} Filling;

static gboolean append(const Filling *filling, struct record *record, GError **error)
{
	g_strlcpy(record->person, filling->person, sizeof record->person);
	g_strlcpy(record->stream, "s000001", sizeof record->stream);
	while (!ht_store_append(filling->store, record, error)) {
		if (!g_error_matches(*error, HT_ERROR, HT_ERROR_BUSY))
			return FALSE;
		g_clear_error(error);
		if (!ht_store_flush(filling->store, error))
			return FALSE;
	}
	return TRUE;
}

static gboolean add_af(const Filling *filling, gint64 start_utc_ns, GError **error)
{
	const struct ecg_finding finding = {.kind = FINDING_ATRIAL_FIBRILLATION,
					    .end_index = 60 * 130,
					    .confidence = 1.0F,
					    .quality = QUALITY_FULL};
	guint8 blob[FINDING_RECORD_SIZE];
	struct record record = {.kind = RECORD_FINDING,
				.version = FINDING_RECORD_VERSION,
				.start_utc_ns = start_utc_ns,
				.end_utc_ns = start_utc_ns + filling->af_minutes * 60 * NS_PER_S,
				.number = {FINDING_ATRIAL_FIBRILLATION, 1.0},
				.blob = blob,
				.blob_size =
				    (gsize)finding_record_encode(&finding, blob, sizeof blob)};

	return filling->af_minutes == 0 || append(filling, &record, error);
}

static gboolean add_day(const Filling *filling, gint64 day_utc_ns, GError **error)
{
	gint64 start_utc_ns = day_utc_ns + FIRST_MINUTE * 60 * NS_PER_S;

	for (int minute = 0; minute < MINUTES; minute++) {
		int hr_bpm = filling->hr_bpm + minute % SEEDS;
		struct record record = {.kind = RECORD_TWIN_MINUTE,
					.version = 1,
					.start_utc_ns = start_utc_ns + minute * 60 * NS_PER_S,
					.number = {hr_bpm, hr_bpm, 0}};

		record.end_utc_ns = record.start_utc_ns + 60 * NS_PER_S;
		if (!append(filling, &record, error))
			return FALSE;
	}
	return add_af(filling, start_utc_ns, error);
}

static gboolean fill(Filling *filling, const char *dir, int fd, gint64 first_utc_ns, int days,
		     GError **error)
{
	g_autoptr(HtSecret) passphrase = NULL;
	g_autoptr(HtKeyring) keyring = NULL;
	gboolean ok = TRUE;

	if (!ht_secret_startup(error))
		return FALSE;
	passphrase = ht_secret_read_fd(fd, -1, NULL, error);
	keyring = passphrase ? ht_keyring_open(dir, passphrase, error) : NULL;
	filling->store = keyring ? ht_store_open(dir, keyring, NULL, NULL, NULL, error) : NULL;
	if (!filling->store)
		return FALSE;
	for (int day = 0; ok && day < days; day++)
		ok = add_day(filling, first_utc_ns + day * 86400 * NS_PER_S, error);
	return ht_store_close(filling->store, ok ? error : NULL) && ok;
}

int main(int argc, char **argv)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) first = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *text = argc == 8 ? g_strconcat(argv[4], "T00:00:00Z", NULL) : NULL;
	Filling filling = {.person = argc == 8 ? argv[3] : NULL};

	first = text ? g_date_time_new_from_iso8601(text, utc) : NULL;
	if (!first) {
		fprintf(stderr,
			"usage: %s STATE_DIR PASSPHRASE_FD PERSON FIRST_DAY DAYS HR_BPM "
			"AF_MINUTES\n",
			argv[0]);
		return 2;
	}
	filling.hr_bpm = atoi(argv[6]);
	filling.af_minutes = atoi(argv[7]);
	if (fill(&filling, argv[1], atoi(argv[2]), g_date_time_to_unix(first) * NS_PER_S,
		 atoi(argv[5]), &error))
		return 0;
	fprintf(stderr, "fill-days: %s\n", error->message);
	return 1;
}
