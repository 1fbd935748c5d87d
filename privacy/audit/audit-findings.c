/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "privacy/audit/audit-findings.h"

enum { FINDINGS_MAX = 1000 };

static void finding_free(gpointer data)
{
	HtAuditFinding *finding = data;

	g_free(finding->name);
	g_free(finding);
}

HtAuditReport *ht_audit_report_new(void)
{
	HtAuditReport *report = g_new0(HtAuditReport, 1);

	report->findings = g_ptr_array_new_with_free_func(finding_free);
	return report;
}

void ht_audit_report_free(HtAuditReport *report)
{
	if (!report)
		return;
	g_ptr_array_unref(report->findings);
	g_free(report);
}

static HtAuditFinding *last_of(const HtAuditReport *report, HtAuditKind kind)
{
	for (guint i = report->findings->len; i > 0; i--) {
		HtAuditFinding *finding = g_ptr_array_index(report->findings, i - 1);

		if (finding->kind == kind)
			return finding;
	}
	return NULL;
}

void ht_audit_report_add(HtAuditReport *report, HtAuditKind kind, guint64 first, guint64 last,
			 guint32 file, const char *name)
{
	HtAuditFinding *before = last_of(report, kind);
	HtAuditFinding *finding;

	if (before && !name && first > 0 && before->last + 1 == first) {
		before->last = last;
		return;
	}
	report->too_many |= report->findings->len >= FINDINGS_MAX;
	if (report->too_many)
		return;
	finding = g_new0(HtAuditFinding, 1);
	*finding = (HtAuditFinding){kind, first, last, file, g_strdup(name)};
	g_ptr_array_add(report->findings, finding);
}

gboolean ht_audit_report_found(HtAuditReport *report, guint64 sequence)
{
	for (guint i = 0; i < report->findings->len; i++) {
		HtAuditFinding *finding = g_ptr_array_index(report->findings, i);
		guint64 last = finding->last;

		if (finding->kind != HT_FOUND_MISSING || sequence < finding->first ||
		    sequence > last)
			continue;
		if (finding->first == last) {
			g_ptr_array_remove_index(report->findings, i);
		} else if (sequence == finding->first) {
			finding->first++;
		} else {
			finding->last = sequence - 1;
			if (sequence < last)
				ht_audit_report_add(report, HT_FOUND_MISSING, sequence + 1, last,
						    finding->file, NULL);
		}
		return TRUE;
	}
	return FALSE;
}

gboolean ht_audit_kind_is_tampering(HtAuditKind kind)
{
	switch (kind) {
	case HT_FOUND_CHANGED:
	case HT_FOUND_MISSING:
	case HT_FOUND_CUT:
	case HT_FOUND_MOVED:
	case HT_FOUND_REPLACED:
	case HT_FOUND_RESTARTED:
	case HT_FOUND_CLOCK_BACK:
	case HT_FOUND_FOREIGN:
	case HT_FOUND_STORE_BACK:
		return TRUE;
	case HT_FOUND_TORN:
	case HT_FOUND_UNVERIFIED:
	case HT_FOUND_CLOCK_UNSET:
		return FALSE;
	}
	return TRUE;
}

gboolean ht_audit_report_is_clean(const HtAuditReport *report)
{
	for (guint i = 0; i < report->findings->len; i++) {
		const HtAuditFinding *finding = g_ptr_array_index(report->findings, i);

		if (ht_audit_kind_is_tampering(finding->kind))
			return FALSE;
	}
	return !report->too_many;
}

static const char *words_of(HtAuditKind kind)
{
	switch (kind) {
	case HT_FOUND_CHANGED:
		return "changed after it was written";
	case HT_FOUND_MISSING:
		return "missing: taken out of the chain";
	case HT_FOUND_CUT:
		return "missing at the end: cut off, or an old copy was put back";
	case HT_FOUND_MOVED:
		return "not in its place";
	case HT_FOUND_REPLACED:
		return "not the chain that was seen later: an old copy was put back, or it was "
		       "written anew";
	case HT_FOUND_RESTARTED:
		return "a new chain begins here that nothing before announced";
	case HT_FOUND_CLOCK_BACK:
		return "the clock was put back before this entry";
	case HT_FOUND_FOREIGN:
		return "signed by another hub";
	case HT_FOUND_STORE_BACK:
		return "the store is older now than it was then: an old copy was put back";
	case HT_FOUND_TORN:
		return "the last entry was not written whole: the hub was killed; nobody was "
		       "answered";
	case HT_FOUND_UNVERIFIED:
		return "not checked with a key: give the audit key that covers it";
	case HT_FOUND_CLOCK_UNSET:
		return "written while the hub's clock was not set";
	}
	return "?";
}

char *ht_audit_finding_text(const HtAuditFinding *finding)
{
	const char *words = words_of(finding->kind);
	GString *text = g_string_new(NULL);

	if (finding->name)
		g_string_append_printf(text, "%s: ", finding->name);
	if (finding->first > 0 && finding->first == finding->last)
		g_string_append_printf(text, "entry %" G_GUINT64_FORMAT ": ", finding->first);
	else if (finding->first > 0)
		g_string_append_printf(text,
				       "entries %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT ": ",
				       finding->first, finding->last);
	else if (finding->file > 0)
		g_string_append_printf(text, "file %06u: ", finding->file);
	g_string_append(text, words);
	return g_string_free(text, FALSE);
}
