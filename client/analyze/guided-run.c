/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/analyze/guided-run.h"

#include "programme/unit-words.h"
#include "recordings/motion-csv.h"

#include <errno.h>

static int check_units(const HtGuidedSession *session, const char *path,
		       struct recording_message *message)
{
	enum unit_verdict verdict = ht_guided_session_units(session);

	if (!unit_verdict_refuses(verdict))
		return 0;
	return message_set(message, -EINVAL, "%s: %s", path, ht_unit_words(verdict));
}

static int read_all(HtGuidedSession *session, struct motion_csv *csv,
		    struct recording_message *message)
{
	struct imu_sample sample;
	int rc;

	while ((rc = motion_csv_next(csv, &sample, message)) > 0) {
		if (ht_guided_session_push(session, &sample) < 0)
			return message_set(message, -EINVAL, "%s:%ld: is no motion sample",
					   csv->name, csv->line);
		if (check_units(session, csv->name, message) < 0)
			return -EINVAL;
	}
	return rc;
}

int ht_guided_run(const char *path, const HtGuidedWishes *wishes, HtGuidedResult *result,
		  struct recording_message *message)
{
	g_autofree HtGuidedSession *session = g_new0(HtGuidedSession, 1);
	enum guided_refusal refusal;
	struct motion_csv csv;
	int rc = motion_csv_open(&csv, path, message);

	if (rc < 0)
		return rc;
	ht_guided_session_init(session, wishes);
	rc = read_all(session, &csv, message);
	motion_csv_close(&csv);
	if (rc < 0)
		return rc;
	refusal = ht_guided_session_finish(session, result);
	if (check_units(session, path, message) < 0)
		return -EINVAL;
	if (refusal == GUIDED_FITS)
		return 0;
	return message_set(message, -EINVAL, "%s: %s: %s", path, ht_guided_name(wishes->test),
			   ht_guided_refusal_words(refusal));
}
