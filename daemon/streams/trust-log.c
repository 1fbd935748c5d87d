/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "daemon/streams/trust-log.h"

enum { CHANGES_MAX = 256 };

typedef struct {
	gint64 utc_ns;
	enum sample_trust trust;
	guint reasons;
} Change;

struct _HtTrustLog {
	GArray *changes; /* oldest first */
};

HtTrustLog *ht_trust_log_new(void)
{
	HtTrustLog *log = g_new0(HtTrustLog, 1);

	log->changes = g_array_new(FALSE, FALSE, sizeof(Change));
	return log;
}

void ht_trust_log_free(HtTrustLog *log)
{
	if (!log)
		return;
	g_array_unref(log->changes);
	g_free(log);
}

/* The less of the two. */
static enum sample_trust worse(enum sample_trust a, enum sample_trust b)
{
	if (a == TRUST_SUSPECT || b == TRUST_SUSPECT)
		return TRUST_SUSPECT;
	return a == TRUST_AUTHENTICATED ? b : a;
}

static void join_oldest(HtTrustLog *log)
{
	Change *oldest = &g_array_index(log->changes, Change, 0);
	const Change *next = &g_array_index(log->changes, Change, 1);

	oldest->trust = worse(oldest->trust, next->trust);
	oldest->reasons |= next->reasons;
	g_array_remove_index(log->changes, 1);
}

void ht_trust_log_add(HtTrustLog *log, gint64 utc_ns, enum sample_trust trust, guint reasons)
{
	Change change = {utc_ns, trust, reasons};

	if (log->changes->len == CHANGES_MAX)
		join_oldest(log);
	g_array_append_val(log->changes, change);
}

enum sample_trust ht_trust_log_over(const HtTrustLog *log, gint64 start_utc_ns, gint64 end_utc_ns,
				    guint *reasons)
{
	enum sample_trust trust = TRUST_UNAUTHENTICATED;
	gboolean found = FALSE;
	guint why = 0;

	for (guint i = log->changes->len; i-- > 0;) {
		const Change *change = &g_array_index(log->changes, Change, i);

		if (change->utc_ns > start_utc_ns && change->utc_ns >= end_utc_ns)
			continue;
		trust = found ? worse(trust, change->trust) : change->trust;
		why |= change->reasons;
		found = TRUE;
		if (change->utc_ns <= start_utc_ns)
			break;
	}
	if (reasons)
		*reasons = why;
	return trust;
}
